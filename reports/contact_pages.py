"""What the pages of contacts asked for show: how each stands, by which day the next step is due, and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone

from delegates.calendars import calendar_of, falls_due
from delegates.models import Council
from meetings.contact_rules import CLOCKS, ContactWarning, clock_warnings, contact_anchors
from meetings.enums import ContactKind, ContactState, Decider, MeetingState
from meetings.models import ContactRequest, Duty, Meeting, Round
from meetings.models.contacts import ContactRequestQuerySet
from meetings.models.meetings import OFF_STATES
from reports.plan_task_lines import days_words
from txct.core.components import Cell, Column, PageWarning
from txct.core.scoping import trusted
from txct.deadlines.calendar import WorkingCalendar
from txct.deadlines.enums import Confidence
from txct.deadlines.timetable import DueDate
from txct.lib.dates import clock_text, short_date, weekday_date

COLUMNS = (
    Column("Đại biểu"),
    Column("Loại"),
    Column("Ngày muốn tiếp xúc", sort="ngay"),
    Column("Nơi"),
    Column("Nhận ngày", sort="nhan"),
    Column("Hạn gần nhất"),
    Column("Tình trạng"),
)
WARNING_NAMES = {"no_time_to_notify": "Không kịp thông báo", "decide_early": "Cần quyết định sớm"}


def with_names(contacts: ContactRequestQuerySet) -> ContactRequestQuerySet:
    """The requests with everything the page of one names."""
    related = ("delegate", "recorded_by", "group", "locality", "neighbourhood", "venue")
    return contacts.select_related("council", *related, "meeting__venue", "meeting__round")


@dataclass(frozen=True, slots=True)
class Standing:
    """How a request stands, in one word of a badge."""

    tone: str
    word: str


def standing(contact: ContactRequest, at: datetime) -> Standing:
    """The request as the delegate and the office speak of it at the moment AT."""
    if contact.state == ContactState.REQUESTED:
        return Standing("due", f"chờ {contact.decider_text} quyết định")
    if contact.state != ContactState.APPROVED:
        tones = {ContactState.REFUSED: "late", ContactState.REPORTED: "done"}
        return Standing(tones.get(ContactState(contact.state), "draft"), contact.get_state_display())
    return _after_agreement(contact, contact.meeting, at)


def _after_agreement(contact: ContactRequest, meeting: Meeting | None, at: datetime) -> Standing:
    clock = CLOCKS[ContactKind(contact.kind)]
    if meeting is not None and meeting.state in OFF_STATES:
        word = "hoãn" if meeting.state == MeetingState.POSTPONED else "hủy"
        return Standing("late", f"được đồng ý, cuộc tiếp xúc {word}")
    if _is_over(meeting, at):
        return Standing("due", "chờ gửi tổng hợp") if clock.summary else Standing("done", "đã tiếp xúc")
    if clock.notice and contact.notice_on is None:
        return Standing("due", "được đồng ý, chờ thông báo")
    return Standing("done", "được đồng ý")


@dataclass(frozen=True, slots=True)
class DayLine:
    """One statutory day of a request: what is due, when, how long still, and why that day."""

    duty: Duty
    tone: str
    words: str
    on: str
    confidence: str


def day_lines(contact: ContactRequest, today: date, calendar: WorkingCalendar) -> list[DayLine]:
    """The duties of the request in order of their days."""
    return [_day_line(duty, today, calendar) for duty in contact.duties.all()]


def _day_line(duty: Duty, today: date, calendar: WorkingCalendar) -> DayLine:
    if duty.done_at is not None:
        words, tone = f"đã xong {short_date(timezone.localdate(duty.done_at))}", "done"
    else:
        words, tone = days_words(duty.due_on, today, calendar)
    return DayLine(
        duty=duty,
        tone=tone,
        words=words,
        on=weekday_date(duty.due_on) if duty.due_on else "",
        confidence=str(Confidence(duty.confidence).label) if duty.confidence else "",
    )


def contact_warnings(contact: ContactRequest) -> list[ContactWarning]:
    """What is wrong with the wanted day of a request not yet decided, by the council's calendar and numbers."""
    if contact.state != ContactState.REQUESTED:
        return []
    anchors = contact_anchors(contact.kind, contact.received_on, contact.wanted_on, contact.wanted_on)
    found = falls_due(contact.council, anchors, contact.received_on)
    due = {entry.rule.code: entry.day for entry in found if isinstance(entry, DueDate)}
    with trusted():
        due.update({duty.rule_code: duty.due_on for duty in contact.duties.all() if duty.due_on})
    clock = CLOCKS[ContactKind(contact.kind)]
    return clock_warnings(contact.received_on, contact.wanted_on, due.get(clock.decision), due.get(clock.notice or ""))


@dataclass(frozen=True, slots=True)
class ContactPage:
    """One request with all that is known of it."""

    contact: ContactRequest
    title: str
    standing: Standing
    facts: list[tuple[str, str]]
    days: list[DayLine]
    warnings: list[PageWarning]
    meeting: Meeting | None
    round: Round | None
    may_note_notice: bool
    may_note_summary: bool


def contact_page(contact: ContactRequest, at: datetime) -> ContactPage:
    """The request CONTACT at the moment AT."""
    clock = CLOCKS[ContactKind(contact.kind)]
    with trusted():
        meeting = contact.meeting
        return ContactPage(
            contact=contact,
            title=contact_title(contact),
            standing=standing(contact, at),
            facts=_facts(contact),
            days=day_lines(contact, timezone.localdate(at), calendar_of(contact.council)),
            warnings=[
                PageWarning(warning.text, kind=WARNING_NAMES[warning.code]) for warning in contact_warnings(contact)
            ],
            meeting=meeting,
            round=meeting.round if meeting else None,
            may_note_notice=bool(contact.notice_on is None and meeting and meeting.is_on and clock.notice),
            may_note_summary=bool(clock.summary) and _is_over(meeting, at),
        )


def _is_over(meeting: Meeting | None, at: datetime) -> bool:
    return meeting is not None and meeting.is_on and meeting.ends_at is not None and meeting.ends_at <= at


def contact_title(contact: ContactRequest) -> str:
    """`Gặp gỡ cá nhân, nhóm cử tri ngày 23/02/2027`."""
    words = contact.get_kind_display()
    return f"{words[0].upper()}{words[1:]} ngày {short_date(contact.wanted_on)}"


def _facts(contact: ContactRequest) -> list[tuple[str, str]]:
    """What was asked and what became of it; steps not yet taken are left out."""
    recorded = contact.recorded_by is not None and contact.recorded_by_id != contact.delegate.user_id
    asked = [
        ("Đại biểu", str(contact.delegate)),
        ("Nơi quyết định", contact.decider_text),
        ("Ngày nhận", f"{short_date(contact.received_on)}{' (Văn phòng ghi từ văn bản)' if recorded else ''}"),
        ("Muốn tiếp xúc", _wanted(contact)),
        ("Nơi tiếp xúc", ", ".join(filter(None, (contact.place_note, str(contact.venue or ""), contact.place_text)))),
        ("Gặp ai", contact.with_whom),
        ("Nội dung", contact.content),
        ("Hình thức, phương thức", f"{contact.get_form_display()}, {contact.get_method_display()}"),
        ("Hoạt động", contact.get_activity_display()),
    ]
    steps = [
        ("Quyết định", _decision(contact)),
        ("Cuộc tiếp xúc", _agreed_hours(contact.meeting)),
        ("Đã thông báo", _sent(contact.notice_on, contact.notice_to)),
        ("Đã gửi tổng hợp", _sent(contact.summary_on, contact.summary_to)),
    ]
    return [*asked, *(step for step in steps if step[1])]


def _wanted(contact: ContactRequest) -> str:
    hours = [clock_text(hour) for hour in (contact.wanted_from, contact.wanted_to) if hour]
    return f"{weekday_date(contact.wanted_on)}{', ' if hours else ''}{' – '.join(hours)}"


def _decision(contact: ContactRequest) -> str:
    if contact.decided_on is None:
        return ""
    word = "không đồng ý" if contact.state == ContactState.REFUSED else "đồng ý"
    paper = f", văn bản số {contact.decision_number}" if contact.decision_number else ""
    reason = f". {contact.decision_reason}" if contact.decision_reason else ""
    return f"{word} ngày {short_date(contact.decided_on)}{paper}{reason}"


def _agreed_hours(meeting: Meeting | None) -> str:
    if meeting is None or meeting.starts_at is None or meeting.ends_at is None:
        return ""
    start, end = timezone.localtime(meeting.starts_at), timezone.localtime(meeting.ends_at)
    hall = f", {meeting.venue}" if meeting.venue else ""
    return f"{weekday_date(start.date())}, {clock_text(start.time())} – {clock_text(end.time())}{hall}"


def _sent(on: date | None, to: str) -> str:
    return f"ngày {short_date(on)}: {to}" if on else ""


def contact_rows(contacts: Iterable[ContactRequest], council: Council, at: datetime) -> list[list[Cell]]:
    """Rows of the office's list; the duties are fetched with the requests."""
    calendar, today = calendar_of(council), timezone.localdate(at)
    return [_row(contact, calendar, today, at) for contact in contacts]


def _row(contact: ContactRequest, calendar: WorkingCalendar, today: date, at: datetime) -> list[Cell]:
    shown, due = standing(contact, at), next_due(contact)
    words, tone = days_words(due.due_on, today, calendar) if due else ("", "")
    return [
        Cell(str(contact.delegate), url=reverse("desk:contact", args=[contact.pk])),
        Cell(contact.get_kind_display()),
        Cell(weekday_date(contact.wanted_on)),
        Cell(contact.place_text),
        Cell(short_date(contact.received_on)),
        Cell(words, tone=tone),
        Cell(shown.word, tone=shown.tone),
    ]


def next_due(contact: ContactRequest) -> Duty | None:
    """The open duty of the request that comes first, one with a day before one without."""
    waiting = [duty for duty in contact.duties.all() if duty.done_at is None]
    return min(waiting, key=lambda duty: (duty.due_on is None, duty.due_on or date.max, duty.pk), default=None)


@dataclass(frozen=True, slots=True)
class ContactCard:
    """One of a delegate's own requests, as the list on the phone shows it."""

    title: str
    url: str
    place: str
    standing: Standing
    due: str


def contact_cards(contacts: Sequence[ContactRequest], calendar: WorkingCalendar, at: datetime) -> list[ContactCard]:
    """The requests of a delegate with the day by which the next step is due."""
    today = timezone.localdate(at)
    return [
        ContactCard(
            title=contact_title(contact),
            url=reverse("delegates:contact", args=[contact.pk]),
            place=contact.place_text,
            standing=standing(contact, at),
            due=_due_words(contact, today, calendar),
        )
        for contact in contacts
    ]


def _due_words(contact: ContactRequest, today: date, calendar: WorkingCalendar) -> str:
    due = next_due(contact)
    if due is None:
        return ""
    words, _tone = days_words(due.due_on, today, calendar)
    return f"{due.subject}: {weekday_date(due.due_on)} ({words})" if due.due_on else f"{due.subject}: {words}"


def notice_addressees(contact: ContactRequest) -> str:
    """Whom the law asks to be told before the contact (Điều 32, Điều 33 khoản 5)."""
    if contact.kind == ContactKind.OUTSIDE:
        return f"Thường trực HĐND và Ban Thường trực Ủy ban MTTQ {contact.locality}"
    return f"Ban Công tác Mặt trận {contact.neighbourhood or contact.locality}; cử tri được gặp"


def summary_addressees(contact: ContactRequest) -> str:
    """Who gets copies of the summary (Điều 33 khoản 8); the competent body is for the office to name first."""
    return f"cơ quan có thẩm quyền; {Decider.GROUP.label}; Ban Thường trực Ủy ban MTTQ {contact.council.place_name}"
