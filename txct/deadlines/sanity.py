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
    WEEKEND = "weekend"
    ODD_HOUR = "odd_hour"
    NEXT_DAY = "next_day"
    WEEKDAY_MISMATCH = "weekday_mismatch"


@dataclass(frozen=True, slots=True)
class DateWarning:
    """One suspicion, with a Vietnamese sentence that names the two things at odds and what to check."""

    code: WarningCode
    message: str


def meeting_date_warnings(
    day: date,
    *,
    subject: str = "",
    start: time | None = None,
    end: time | None = None,
    last_day: date | None = None,
    plan_signed: date | None = None,
    round_first: date | None = None,
    round_last: date | None = None,
    day_off: str = "",
    weekend: bool = False,
    weekday_text: str = "",
) -> tuple[DateWarning, ...]:
    """Every suspicion about a meeting's day and hours, in a fixed order; () when all is ordinary.

    SUBJECT is the meeting as the sentences name it; without one it is called by its day. LAST_DAY is the day
    it ends on, DAY_OFF the name of the holiday it falls on, WEEKEND whether the day is a Saturday or Sunday on
    which nobody works. Whatever is unknown (None, "") is not looked at. A weekday text that names no weekday,
    or two different ones, contradicts nothing. Hours before 6h00 or after 21h30 are odd.
    """
    what = subject or f"Hội nghị ngày {short_date(day)}"
    overnight = last_day is not None and last_day > day
    return (
        *_plan_warnings(what, day, plan_signed),
        *_round_warnings(what, day, round_first, round_last),
        *_day_off_warnings(what, day, day_off, weekend),
        *_hour_warnings(what, start, None if overnight else end),
        *_overnight_warnings(what, day, last_day),
        *_weekday_warnings(what, day, weekday_text),
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


def _plan_warnings(what: str, day: date, plan_signed: date | None) -> Iterator[DateWarning]:
    if plan_signed is not None and day < plan_signed:
        yield DateWarning(
            WarningCode.BEFORE_PLAN,
            f"{what} diễn ra trước ngày ký kế hoạch ({short_date(plan_signed)}). Kiểm tra lại hai ngày này.",
        )


def _round_warnings(what: str, day: date, first: date | None, last: date | None) -> Iterator[DateWarning]:
    if first is not None and day < first:
        bound = f"trước ngày đầu của đợt ({short_date(first)})"
    elif last is not None and day > last:
        bound = f"sau ngày cuối của đợt ({short_date(last)})"
    else:
        return
    yield DateWarning(WarningCode.OUTSIDE_ROUND, f"{what} diễn ra {bound}. Chọn ngày khác hoặc sửa thời gian của đợt.")


def _day_off_warnings(what: str, day: date, day_off: str, weekend: bool) -> Iterator[DateWarning]:
    if day_off:
        yield DateWarning(
            WarningCode.DAY_OFF, f"{what} trùng ngày nghỉ: {day_off}. Chọn ngày khác nếu không có lý do đặc biệt."
        )
    elif weekend:
        yield DateWarning(
            WarningCode.WEEKEND, f"{what} vào {weekday_name(day)}, ngày nghỉ cuối tuần. Xác nhận với nơi tổ chức."
        )


def _hour_warnings(what: str, start: time | None, end: time | None) -> Iterator[DateWarning]:
    odd = [
        f"{verb} lúc {clock_text(hour)}"
        for verb, hour in (("bắt đầu", start), ("kết thúc", end))
        if hour is not None and not EARLIEST_HOUR <= hour <= LATEST_HOUR
    ]
    if odd:
        yield DateWarning(
            WarningCode.ODD_HOUR,
            f"{what} {' và '.join(odd)}, ngoài khoảng {clock_text(EARLIEST_HOUR)}–{clock_text(LATEST_HOUR)}. "
            "Kiểm tra lại giờ sáng, chiều.",
        )


def _overnight_warnings(what: str, day: date, last_day: date | None) -> Iterator[DateWarning]:
    if last_day is not None and last_day > day:
        yield DateWarning(
            WarningCode.NEXT_DAY,
            f"{what} kéo dài sang ngày {short_date(last_day)}. Kiểm tra lại giờ kết thúc.",
        )


def _weekday_warnings(what: str, day: date, text: str) -> Iterator[DateWarning]:
    named = weekday_in(text)
    if named is not None and named != day.weekday():
        yield DateWarning(
            WarningCode.WEEKDAY_MISMATCH,
            f"{what} ghi “{text.strip()}” nhưng ngày {short_date(day)} là {weekday_name(day)}. "
            "Kiểm tra lại thứ và ngày.",
        )
