"""What a person should look at in a schedule that has been read: contradictions, clashes, gaps, inferences."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time

from meetings.importers.schedule_people import group_number
from meetings.importers.schedule_places import kind_of
from meetings.importers.schedule_values import Problem, ReadMeeting, problem
from txct.deadlines.calendar import FIRST_YEAR, LAST_YEAR, WorkingCalendar
from txct.deadlines.sanity import WarningCode, meeting_date_warnings
from txct.lib.dates import short_date
from txct.lib.text import fold

SATURDAY = 5
FEWEST_DAYS, STRAY_DAYS = 3, 150
_CUT_OFF = re.compile(
    r"(?:trụ sở|hội trường|ubnd|nhà văn hóa|nhà văn hoá|hđnd|phòng họp|trường|tại|xã|phường|huyện|[-–,(])$"
)
_OF_THE_COMMUNE = re.compile(r"\b(?:ubnd|uy ban|dang uy|hdnd|hoi dong nhan dan)\b")
_REPLACES = re.compile(r"\b(?:đổi lịch|đổi từ|thay thế|thay cho|dời|chuyển từ|hoãn|lùi)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Bounds:
    """Between which days meetings may lie. SPAN is what the paper says, WINDOW the round's own days."""

    plan: date | None = None
    span: tuple[date, date] | None = None
    window: tuple[date, date] | None = None


def check_meetings(meetings: Sequence[ReadMeeting], bounds: Bounds) -> list[Problem]:
    """All problems of the meetings by themselves and among each other."""
    found: list[Problem] = []
    for meeting in meetings:
        found.extend(_gaps(meeting))
        found.extend(_dates(meeting, bounds))
    found.extend(_missing_groups(meetings))
    found.extend(_clashes(meetings))
    found.extend(_strays(meetings))
    return found


def _gaps(meeting: ReadMeeting) -> Iterable[Problem]:
    if not meeting.days:
        yield problem(meeting.where("when"), "missing_date", "Chưa có ngày họp. Ghi ngày/tháng/năm.")
    elif len(meeting.days) > 1:
        text = f"Chỉ ghi {meeting.day_text}, không rõ hội nghị họp ngày nào: tạm lấy ngày đầu."
        yield problem(meeting.where("when"), "date_range", text)
    if meeting.start is None:
        text = f"Chỉ ghi buổi {meeting.part}, không có giờ." if meeting.part else "Không có giờ họp."
        yield problem(meeting.where("start"), "missing_hour", f"{text} Bổ sung giờ trước khi thông báo.")
    if not meeting.venue:
        yield problem(meeting.where("venue"), "missing_venue", "Không có địa điểm họp. Bổ sung trước khi thông báo.")
    elif _CUT_OFF.search(meeting.venue.lower()):
        text = f"Địa điểm “{meeting.venue}” có vẻ bị cắt hoặc thiếu tên xã, phường. Ghi đủ."
        yield problem(meeting.where("venue"), "incomplete_venue", text)
    if not meeting.units:
        yield problem(
            meeting.where("units"),
            "missing_unit",
            "Không có đơn vị (xã, phường, khu phố). Ghi rõ cử tri của đơn vị nào.",
        )
    if meeting.notes and _REPLACES.search(meeting.notes):
        yield problem(meeting.where("notes"), "replaces", f"Ghi chú cho biết lịch đã đổi: “{meeting.notes[:120]}”.")


_CODES = {WarningCode.DAY_OFF: "holiday"}
"""Suspicions about dates that go by another name in a preview; all others by their own."""


def _dates(meeting: ReadMeeting, bounds: Bounds) -> Iterable[Problem]:
    """What is odd about the day and the hour, in the sentences of `txct.deadlines.sanity`."""
    day = meeting.days[0] if meeting.days else None
    if day is None:
        return
    calendar = WorkingCalendar()
    # Outside these years no holiday is known; such a day is doubtful by its round and its plan.
    off = FIRST_YEAR <= day.year <= LAST_YEAR and not calendar.is_working_day(day)
    window = bounds.window or (None, None)
    for warning in meeting_date_warnings(
        day,
        start=meeting.start,
        plan_signed=bounds.plan,
        round_first=window[0],
        round_last=window[1],
        day_off=(calendar.day_name(day) or "") if off else "",
        weekend=off and all(item.weekday() >= SATURDAY for item in meeting.days),
    ):
        of_hour = warning.code is WarningCode.ODD_HOUR
        swapped = _swap(day, bounds.window) if bounds.window and warning.code is WarningCode.OUTSIDE_ROUND else ""
        yield problem(
            meeting.where("start" if of_hour else "when"),
            _CODES.get(warning.code, warning.code.value),
            warning.message + swapped,
        )
    if bounds.span is not None and not bounds.span[0] <= day <= bounds.span[1]:
        text = f"Phần đầu ghi {_span(bounds.span)} nhưng ở đây ghi {short_date(day)}, ngoài khoảng đó. Kiểm tra lại."
        yield problem(meeting.where("when"), "heading_contradiction", text + _swap(day, bounds.span))


def _swap(day: date, span: tuple[date, date]) -> str:
    """Programs set to American dates store 6/7 as the seventh of June; say so where the other reading fits."""
    if day.day > 12:
        return ""
    other = date(day.year, day.day, day.month)
    fits = span[0] <= other <= span[1] and other != day
    return f" Có thể ngày và tháng bị đảo: {short_date(other)}." if fits else ""


def _span(days: tuple[date, date]) -> str:
    return f"{short_date(days[0])} - {short_date(days[1])}"


def _missing_groups(meetings: Sequence[ReadMeeting]) -> Iterable[Problem]:
    grouped = sum(bool(meeting.groups) for meeting in meetings)
    if not 0 < grouped < len(meetings):
        return
    for meeting in meetings:
        if not meeting.groups:
            yield problem(
                meeting.where("groups"), "missing_group", "Dòng này không ghi Tổ đại biểu như các dòng khác."
            )


def _strays(meetings: Sequence[ReadMeeting]) -> Iterable[Problem]:
    """Days far from all others of the schedule: mostly a wrong year or month."""
    days = sorted(meeting.days[0] for meeting in meetings if meeting.days)
    if len(days) < FEWEST_DAYS:
        return
    middle = days[len(days) // 2]
    for meeting in meetings:
        if meeting.days and abs((meeting.days[0] - middle).days) > STRAY_DAYS:
            day, others = short_date(meeting.days[0]), short_date(middle)
            text = f"Ngày {day} nằm ngoài khoảng ngày của các hội nghị khác ({others}…). Kiểm tra tháng, năm."
            yield problem(meeting.where("when"), "stray_day", text)


# among each other --------------------------------------------------------------------------------------


def _clashes(meetings: Sequence[ReadMeeting]) -> Iterable[Problem]:
    by_day: dict[date, list[ReadMeeting]] = {}
    for meeting in meetings:
        if len(meeting.days) == 1 and (meeting.start or meeting.part):
            by_day.setdefault(meeting.days[0], []).append(meeting)
    for held in by_day.values():
        for keys, name, code, message in _CLASHES:
            yield from _same(held, keys, name, code, message)
    yield from _repeated(meetings)


def _same(
    held: Sequence[ReadMeeting],
    keys: Callable[[ReadMeeting], dict[str, str]],
    name: str,
    code: str,
    message: str,
) -> Iterable[Problem]:
    seen: dict[str, list[ReadMeeting]] = {}
    for meeting in held:
        for key, printed in keys(meeting).items():
            other = next((item for item in seen.get(key, ()) if _at_once(item, meeting)), None)
            if other is not None:
                yield problem(meeting.where(name), code, message.format(printed, other.spot))
            seen.setdefault(key, []).append(meeting)


def _at_once(one: ReadMeeting, other: ReadMeeting) -> bool:
    """Whether two meetings of a day clash: hours less than two apart, or the same part where an hour lacks."""
    if one.start is not None and other.start is not None:
        gap = abs((one.start.hour - other.start.hour) * 60 + one.start.minute - other.start.minute)
        return gap < 120
    return _part(one) == _part(other)


def _part(meeting: ReadMeeting) -> str | None:
    if meeting.start is None:
        return meeting.part
    return "sáng" if meeting.start < time(12) else "chiều" if meeting.start < time(18) else "tối"


def _delegates(meeting: ReadMeeting) -> dict[str, str]:
    return {fold(name): name for name in meeting.delegates}


def _venues(meeting: ReadMeeting) -> dict[str, str]:
    if not meeting.venue:
        return {}
    # "UBND huyện" is as many houses as there are districts.
    place = fold(meeting.venue)
    settlements = bool(meeting.units) and all((kind_of(unit.name) or ("", 0, ""))[1] == 4 for unit in meeting.units)
    named = len(place.split()) > 4 or (settlements and bool(_OF_THE_COMMUNE.search(place)))
    return {place if named else f"{place} {'|'.join(sorted(_units(meeting)))}": meeting.venue}


def _groups(meeting: ReadMeeting) -> dict[str, str]:
    keys = {}
    for group in meeting.groups:
        number, folded = group_number(group), fold(group)
        if number is None:
            keys[folded] = group
            continue
        kind = "don vi" if "don vi" in folded or "dvbc" in folded else "to"
        keys[f"{kind} {number}"] = group
    return keys


def _units(meeting: ReadMeeting) -> dict[str, str]:
    return {f"{fold(unit.name)} {fold(unit.parent)}": unit.name for unit in meeting.units}


_CLASHES: tuple[tuple[Callable[[ReadMeeting], dict[str, str]], str, str, str], ...] = (
    (_delegates, "delegates", "duplicate_delegate", "Đại biểu {} đã có hội nghị cùng giờ ở {}."),
    (_venues, "venue", "duplicate_venue", "Địa điểm “{}” đã có hội nghị cùng giờ ở {}."),
    (_groups, "groups", "same_group_time", "{} đã có hội nghị cùng giờ ở {}: kiểm tra việc chia đại biểu."),
    (_units, "units", "same_time", "{} đã có hội nghị cùng giờ ở {}."),
)


def _repeated(meetings: Sequence[ReadMeeting]) -> Iterable[Problem]:
    seen: dict[tuple[object, ...], ReadMeeting] = {}
    for meeting in meetings:
        venue = fold(meeting.venue or "")
        who = (*_groups(meeting), "|", *_delegates(meeting))
        key = (meeting.days, meeting.start, meeting.part, tuple(_units(meeting)), venue, who)
        if key in seen and meeting.units:
            text = f"Dòng này giống hệt {seen[key].spot}. Bỏ bớt nếu ghi trùng."
            yield problem(meeting.spot, "duplicate_row", text)
        seen.setdefault(key, meeting)
