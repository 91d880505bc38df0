"""Second looks at the date of a meeting: what is possible but probably a slip of the pen.

Warnings never forbid: meetings in the evening or on a Sunday are ordinary, a plan dated after its own
meetings has been printed in earnest. Each warning says what contradicts what.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from txct.deadlines.calendar import WorkingCalendar
from txct.lib.dates import clock_text, short_date, weekday_name
from txct.lib.text import fold

EARLIEST_HOUR = time(6, 0)
LATEST_HOUR = time(21, 30)
_WEEKDAYS = {"hai": 0, "ba": 1, "tu": 2, "bon": 2, "nam": 3, "sau": 4, "bay": 5}
_WEEKDAY_WORDS = re.compile(
    r"""\b(?:thu\s*(?P<word>hai|ba|tu|bon|nam|sau|bay)
        |(?:thu|t)\.?\s*(?P<digit>[2-7])
        |(?P<sunday>chua?\s*nhat|cn)
    )\b""",
    re.VERBOSE,
)


class WarningCode(StrEnum):
    """What kind of slip is suspected."""

    BEFORE_PLAN = "before_plan"
    OUTSIDE_ROUND = "outside_round"
    DAY_OFF = "day_off"
    ODD_HOUR = "odd_hour"
    WEEKDAY_MISMATCH = "weekday_mismatch"


@dataclass(frozen=True, slots=True)
class DateWarning:
    """One suspicion, with a Vietnamese sentence that names the two things at odds and what to check."""

    code: WarningCode
    message: str


def meeting_date_warnings(
    day: date,
    calendar: WorkingCalendar,
    *,
    start: time | None = None,
    end: time | None = None,
    plan_signed: date | None = None,
    round_first: date | None = None,
    round_last: date | None = None,
    weekday_text: str = "",
) -> tuple[DateWarning, ...]:
    """Every suspicion about a meeting's day and hours, in a fixed order; () when all is ordinary.

    Whatever is unknown (None, "") is not looked at. A weekday text that names no weekday, or two different
    ones, contradicts nothing. Hours before 6h00 or after 21h30 are odd; a plain weekend is no day off here.
    """
    return (
        *_plan_warnings(day, plan_signed),
        *_round_warnings(day, round_first, round_last),
        *_day_off_warnings(day, calendar),
        *_hour_warnings(start, end),
        *_weekday_warnings(day, weekday_text),
    )


def weekday_in(text: str) -> int | None:
    """Weekday (Monday 0 … Sunday 6) named in a text: "Thứ Năm", "thứ 5", "T5", "CN"; None if unclear."""
    found = set()
    for match in _WEEKDAY_WORDS.finditer(fold(text)):
        if match["sunday"]:
            found.add(6)
        elif match["digit"]:
            found.add(int(match["digit"]) - 2)
        else:
            found.add(_WEEKDAYS[match["word"]])
    return found.pop() if len(found) == 1 else None


def _plan_warnings(day: date, plan_signed: date | None) -> Iterator[DateWarning]:
    if plan_signed is not None and day < plan_signed:
        yield DateWarning(
            WarningCode.BEFORE_PLAN,
            f"Ngày họp {short_date(day)} trước ngày ký kế hoạch {short_date(plan_signed)}. Kiểm tra lại hai ngày này.",
        )


def _round_warnings(day: date, first: date | None, last: date | None) -> Iterator[DateWarning]:
    if first is not None and day < first:
        yield DateWarning(
            WarningCode.OUTSIDE_ROUND,
            f"Ngày họp {short_date(day)} trước ngày đầu của đợt ({short_date(first)}). "
            "Chọn ngày khác hoặc sửa thời gian của đợt.",
        )
    if last is not None and day > last:
        yield DateWarning(
            WarningCode.OUTSIDE_ROUND,
            f"Ngày họp {short_date(day)} sau ngày cuối của đợt ({short_date(last)}). "
            "Chọn ngày khác hoặc sửa thời gian của đợt.",
        )


def _day_off_warnings(day: date, calendar: WorkingCalendar) -> Iterator[DateWarning]:
    name = calendar.day_name(day)
    if name is not None and not calendar.is_working_day(day):
        yield DateWarning(
            WarningCode.DAY_OFF,
            f"Ngày họp {short_date(day)} là ngày nghỉ: {name}. Chọn ngày khác nếu không có lý do đặc biệt.",
        )


def _hour_warnings(start: time | None, end: time | None) -> Iterator[DateWarning]:
    for label, hour in (("Giờ bắt đầu", start), ("Giờ kết thúc", end)):
        if hour is not None and not EARLIEST_HOUR <= hour <= LATEST_HOUR:
            yield DateWarning(
                WarningCode.ODD_HOUR,
                f"{label} {clock_text(hour)} nằm ngoài khoảng "
                f"{clock_text(EARLIEST_HOUR)}–{clock_text(LATEST_HOUR)}. Kiểm tra lại giờ sáng, chiều.",
            )


def _weekday_warnings(day: date, text: str) -> Iterator[DateWarning]:
    named = weekday_in(text)
    if named is not None and named != day.weekday():
        yield DateWarning(
            WarningCode.WEEKDAY_MISMATCH,
            f"Ghi “{text.strip()}” nhưng ngày {short_date(day)} là {weekday_name(day)}. Kiểm tra lại thứ và ngày.",
        )
