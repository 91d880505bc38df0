"""From rules and events to days: each due date explains itself, and a day the law does not give is never
made up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from txct.deadlines.calendar import WorkingCalendar
from txct.deadlines.counting import counted_day, passed_over_text
from txct.deadlines.enums import AnchorEvent, Confidence, Direction, Level, Unit
from txct.deadlines.rules.rule import Rule, applicable
from txct.lib.dates import weekday_date


@dataclass(frozen=True, slots=True)
class Override:
    """The number of days an office has set for a rule, with the reason or the local paper that sets it."""

    offset: int
    reason: str
    unit: Unit | None = None


@dataclass(frozen=True, slots=True)
class DueDate:
    """The last day for an act (or, for a duration, the last day of the state), and why it is that day."""

    rule: Rule
    anchor_day: date
    day: date
    explanation: str


@dataclass(frozen=True, slots=True)
class NotGiven:
    """A duty for which neither the text nor the office gives a number of days."""

    rule: Rule
    why: str


@dataclass(frozen=True, slots=True)
class DaysLeft:
    """Days from today to a due date, signed, and how a desk says it."""

    working_days: int
    calendar_days: int
    words: str


@dataclass(frozen=True, slots=True)
class _Count:
    offset: int
    unit: Unit
    override_reason: str

    @property
    def text(self) -> str:
        return f"{self.offset} {self.unit.label}"


def compute(
    rule: Rule,
    anchor_day: date,
    calendar: WorkingCalendar,
    *,
    offset_override: int | None = None,
    override_reason: str = "",
    unit_override: Unit | None = None,
) -> DueDate | NotGiven:
    """The due date of ``rule`` when its event falls on ``anchor_day``, or NotGiven where no number exists.

    "Before" rules give the latest day allowed, "after" rules the last day of the term; the event's day never
    counts, and offset 0 means the event's own day. An override replaces the rule's number (and unit, if
    given) and needs a reason. Raises ValueError for an override without reason or below zero.
    """
    if offset_override is not None:
        if offset_override < 0:
            raise ValueError("Số ngày đặt lại không được âm. Nhập 0 hoặc số lớn hơn.")
        if not override_reason.strip():
            raise ValueError("Phải ghi lý do hoặc văn bản làm căn cứ khi đặt lại số ngày.")
        count = _Count(offset_override, unit_override or rule.unit, override_reason.strip())
    elif rule.offset is not None:
        count = _Count(rule.offset, rule.unit, "")
    else:
        return NotGiven(rule, _why_not_given(rule, anchor_day))
    day = counted_day(anchor_day, count.offset, count.unit, rule.direction, calendar)
    return DueDate(rule, anchor_day, day, _explanation(rule, anchor_day, day, count, calendar))


def timetable(
    rules: Iterable[Rule],
    anchors: Mapping[AnchorEvent, date],
    level: Level,
    on: date,
    calendar: WorkingCalendar,
    overrides: Mapping[str, Override] | None = None,
) -> list[DueDate | NotGiven]:
    """What falls due around the events known: due dates by day, then the duties without a number by code.

    Only rules in force for ``level`` on the day ``on`` count, and only those whose event has a day in
    ``anchors``. ``overrides`` maps a rule's code to the number its office has set.
    """
    set_here = overrides or {}
    dated: list[DueDate] = []
    undated: list[NotGiven] = []
    for rule in applicable(rules, level, on):
        anchor_day = anchors.get(rule.anchor)
        if anchor_day is None:
            continue
        override = set_here.get(rule.code)
        result = compute(
            rule,
            anchor_day,
            calendar,
            offset_override=None if override is None else override.offset,
            override_reason="" if override is None else override.reason,
            unit_override=None if override is None else override.unit,
        )
        if isinstance(result, DueDate):
            dated.append(result)
        else:
            undated.append(result)
    dated.sort(key=lambda due: (due.day, due.rule.code))
    undated.sort(key=lambda gap: gap.rule.code)
    return [*dated, *undated]


def days_left(due: DueDate | date, today: date, calendar: WorkingCalendar) -> DaysLeft:
    """How long until a due date: "còn 3 ngày làm việc", "hôm nay", "quá hạn 2 ngày" (calendar days).

    Today never counts, the due day does. Both numbers are negative once the day has passed.
    """
    day = due.day if isinstance(due, DueDate) else due
    calendar_days = (day - today).days
    working_days = calendar.working_days_between(today, day)
    if calendar_days == 0:
        words = "hôm nay"
    elif calendar_days < 0:
        words = f"quá hạn {-calendar_days} ngày"
    elif working_days > 0:
        words = f"còn {working_days} ngày làm việc"
    else:
        words = f"còn {calendar_days} ngày, đều là ngày nghỉ"
    return DaysLeft(working_days, calendar_days, words)


def _why_not_given(rule: Rule, anchor_day: date) -> str:
    event = f"{rule.anchor.label} ({weekday_date(anchor_day)})"
    if rule.confidence is Confidence.EXACT:
        duty = f"{rule.legal_basis} chỉ yêu cầu làm {rule.direction.label} {event}"
        return f"{duty}, không ấn định số ngày. {rule.note}".strip()
    if rule.confidence is Confidence.LOCAL:
        lead = "Thời hạn này do địa phương quy định"
    else:
        lead = f"Chưa rõ số ngày tại {rule.legal_basis}"
    return f"{lead}; chưa nhập số ngày {rule.direction.label} {event}. {rule.note}".strip()


def _explanation(rule: Rule, anchor_day: date, day: date, count: _Count, calendar: WorkingCalendar) -> str:
    sentences = [
        f"{rule.subject}: {'đến hết' if rule.duration else 'chậm nhất'} {weekday_date(day)}.",
        f"Căn cứ: {rule.legal_basis}.",
        _counting_sentence(rule, anchor_day, day, count, calendar),
    ]
    if count.override_reason:
        sentences.append(_override_sentence(rule, count))
    else:
        sentences.append(f"Mức độ tin cậy: {rule.confidence.label}.")
    advice = _day_off_advice(rule, anchor_day, day, calendar)
    if advice:
        sentences.append(advice)
    # A note tells what is doubtful in the rule's own number; it is settled once the office has set one.
    if rule.note and not count.override_reason:
        sentences.append(f"Lưu ý: {rule.note}")
    return " ".join(sentences)


def _counting_sentence(rule: Rule, anchor_day: date, day: date, count: _Count, calendar: WorkingCalendar) -> str:
    event = f"{rule.anchor.label} ({weekday_date(anchor_day)})"
    if count.offset == 0:
        return f"Cách tính: lấy chính {event}."
    if rule.direction is Direction.BEFORE:
        counting = f"lùi {count.text} từ {event}, không kể chính ngày đó"
    else:
        counting = f"đếm {count.text} sau {event}, không kể chính ngày đó"
    if count.unit is Unit.CALENDAR_DAY:
        return f"Cách tính: {counting}; tính cả ngày nghỉ."
    passed_over = passed_over_text(anchor_day, day, calendar)
    return f"Cách tính: {counting}; {passed_over}." if passed_over else f"Cách tính: {counting}."


def _override_sentence(rule: Rule, count: _Count) -> str:
    if rule.offset is None:
        before = "văn bản không ấn định hoặc chưa rõ số ngày"
    else:
        before = f"thay cho {rule.offset} {rule.unit.label}"
        if rule.confidence is not Confidence.EXACT:
            before += f" ({rule.confidence.label})"
    return f"Số ngày do cơ quan đặt: {count.text}, {before}; lý do: {count.override_reason.rstrip('.')}."


def _day_off_advice(rule: Rule, anchor_day: date, day: date, calendar: WorkingCalendar) -> str:
    """What to do when a term ends on a day off; nothing for a state that simply lasts until then."""
    if rule.duration or calendar.is_working_day(day):
        return ""
    name = calendar.day_name(day)
    lead = f"Ngày này là ngày nghỉ{f' ({name})' if name else ''}"
    last = calendar.shift_to_working_day(day, Direction.BEFORE)
    if rule.direction is Direction.AFTER and last <= anchor_day:
        return f"{lead}, trước đó không còn ngày làm việc nào: cần bố trí người làm vào ngày nghỉ."
    return f"{lead}: nên làm xong trước, vào {weekday_date(last)}."
