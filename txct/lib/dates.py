"""Dates and hours as Vietnamese official papers print them, and the reading of them.

Reading never guesses: a day comes before its month, a year has four figures, and what is incomplete,
impossible or contradicts itself is refused with a Vietnamese sentence that says what to write.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, time, timedelta

from txct.lib.text import fold
from txct.lib.unreadable import Unreadable

__all__ = [
    "Unreadable",
    "clock_text",
    "clock_words",
    "long_date",
    "parse_clock",
    "parse_date",
    "parse_dates",
    "parse_number_ranges",
    "part_of_day",
    "place_date",
    "short_date",
    "weekday_date",
    "weekday_name",
]

_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_FIRST_YEAR, _LAST_YEAR = 1900, 2199


def _day_text(day: date) -> str:
    return f"{day.day:02d}"


def _month_text(day: date) -> str:
    return f"{day.month:02d}" if day.month <= 2 else str(day.month)


def long_date(day: date) -> str:
    """Return "ngày 06 tháng 6 năm 2017": zeros as in decree 30/2020, annex I."""
    return f"ngày {_day_text(day)} tháng {_month_text(day)} năm {day.year}"


def place_date(place: str, day: date) -> str:
    """Return the line of place and date at the head of a paper: "Từ Sơn, ngày 06 tháng 6 năm 2017"."""
    return f"{place}, {long_date(day)}"


def short_date(day: date) -> str:
    """Return "06/6/2017", with the zeros of the long form, so that no figure can be added before them."""
    return f"{_day_text(day)}/{_month_text(day)}/{day.year}"


def weekday_name(day: date) -> str:
    """Return "thứ Hai" … "thứ Bảy" or "Chủ nhật"."""
    return _WEEKDAYS[day.weekday()]


def weekday_date(day: date) -> str:
    """Return "thứ Năm, 26/11/2026"."""
    return f"{weekday_name(day)}, {short_date(day)}"


def clock_text(hour: time) -> str:
    """Return the hour as tables print it: "8h00", "14h30"."""
    return f"{hour.hour}h{hour.minute:02d}"


def clock_words(hour: time) -> str:
    """Return the hour as running text prints it: "08 giờ 00 phút"."""
    return f"{hour.hour:02d} giờ {hour.minute:02d} phút"


def part_of_day(hour: time) -> str:
    """Return "sáng" before 12:00, "chiều" before 18:00, else "tối"."""
    return "sáng" if hour.hour < 12 else "chiều" if hour.hour < 18 else "tối"


# --- reading a date -------------------------------------------------------------------------------

_WEEKDAY_WORDS = {
    "hai": 0, "2": 0, "ba": 1, "3": 1, "tu": 2, "4": 2, "nam": 3, "5": 3,
    "sau": 4, "6": 4, "bay": 5, "7": 5, "chu nhat": 6, "cn": 6,
}  # fmt: skip
_PART = r"(?:buoi\ )?(?:sang|trua|chieu|toi)"
_WEEKDAY = re.compile(
    rf"\(?\b(?:{_PART} )?(?:thu (?P<name>hai|ba|tu|nam|sau|bay|[2-7])|(?P<sunday>chu nhat|cn))\b\)?[ ,:]*"
)
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[t ]00:00(?::00(?:\.0+)?)?)?")
_FIGURES = re.compile(r"([0-9]{1,2}) ?([-/.]) ?([0-9]{1,2})(?: ?\2 ?([0-9]+))?")
_MONTH_WORDS = {
    "mot": 1, "hai": 2, "ba": 3, "tu": 4, "nam": 5, "sau": 6,
    "bay": 7, "tam": 8, "chin": 9, "muoi": 10, "muoi mot": 11, "muoi hai": 12,
}  # fmt: skip
_MONTH = "|".join(["[0-9]{1,2}", *sorted(_MONTH_WORDS, key=len, reverse=True)])
_WORDS = re.compile(rf"(?:mung |mong )?([0-9]{{1,2}})[ ,]+thang ({_MONTH})(?:(?:[ ,]+nam |[ ,]+)([0-9]+))?")
_BEFORE_DATE = re.compile(rf"^(?:{_PART}[ ,:]+)?(?:(?:vao |trong )?ngay[: ]+)?")
_EXAMPLE = "hãy ghi ngày/tháng/năm, ví dụ 06/6/2017."


def _year_of(text: str, figures: str | None, year: int | None) -> int:
    if figures is None:
        if year is None:
            raise Unreadable(text, f"thiếu năm; {_EXAMPLE}")
        return year
    if len(figures) == 4:
        return int(figures)
    if len(figures) == 2 and year is not None and year % 100 == int(figures):
        return year
    raise Unreadable(text, f"năm “{figures}” không rõ là năm nào; hãy ghi đủ bốn chữ số, ví dụ 06/6/2017.")


def _made(text: str, day: int, month: int, year: int) -> date:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise Unreadable(text, f"năm {year} nằm ngoài khoảng {_FIRST_YEAR}–{_LAST_YEAR}; hãy kiểm tra lại.")
    if not 1 <= month <= 12:
        raise Unreadable(text, f"không có tháng {month}; ngày đứng trước, tháng đứng sau, ví dụ 06/6/2017.")
    last = calendar.monthrange(year, month)[1]
    if not 1 <= day <= last:
        of_year = f" năm {year}" if month == 2 else ""
        raise Unreadable(text, f"tháng {month}{of_year} chỉ có các ngày từ 1 đến {last}; hãy kiểm tra lại.")
    return date(year, month, day)


def _without_weekday(folded: str) -> tuple[str, int | None]:
    found = _WEEKDAY.search(folded)
    if found is None:
        return folded, None
    rest = f"{folded[: found.start()]} {folded[found.end() :]}"
    return " ".join(rest.split()).strip(" ,:"), _WEEKDAY_WORDS[found["name"] or found["sunday"]]


def _why_no_date(text: str, folded: str) -> Unreadable:
    if not folded:
        return Unreadable(text, f"chưa có ngày; {_EXAMPLE}")
    if re.search(r"\bam lich\b|\b(?:gieng|chap)\b", folded):
        return Unreadable(text, "đây là ngày âm lịch; hãy ghi ngày dương lịch, ví dụ 06/6/2017.")
    if re.search(r"…|\.\.|_", folded):
        return Unreadable(text, f"ngày còn để trống; {_EXAMPLE}")
    if len(re.findall(r"[0-9]+", folded)) > 3 or re.search(r"[0-9] (?:den|va) |[0-9] ?[,;&] ?[0-9]", folded):
        return Unreadable(text, "có nhiều ngày; ở đây chỉ ghi một ngày, ví dụ 06/6/2017.")
    if re.fullmatch(r"(?:vao |trong )?thang [0-9]{1,2}(?:[ /-](?:nam )?[0-9]{4})?", folded):
        return Unreadable(text, f"thiếu ngày trong tháng; {_EXAMPLE}")
    return Unreadable(text, f"không nhận ra ngày, tháng, năm; {_EXAMPLE}")


def parse_date(text: str, *, year: int | None = None) -> date:
    """Return the one day that `text` names, as officials print it; `Unreadable` when it is not certain.

    Read are 22-6-2022, 21/5/2024, 9.10.2024, "ngày 05 tháng 6 năm 2017", ISO 2017-06-05, each with or
    without "ngày", a part of the day (which is dropped) and a weekday, which must be the right one. `year`
    serves texts without a year (28/11), and is the only thing that makes a year of two figures certain:
    28/11/17 is read when `year` is 2017 and else refused, because 17 may be any century's, or a day's.
    """
    folded, weekday = _without_weekday(fold(text).replace("−", "-"))
    core = _BEFORE_DATE.sub("", folded).strip(" ,;.")
    if iso := _ISO.fullmatch(core):
        day = _made(text, int(iso[3]), int(iso[2]), int(iso[1]))
    elif figures := _FIGURES.fullmatch(core):
        day = _made(text, int(figures[1]), int(figures[3]), _year_of(text, figures[4], year))
    elif words := _WORDS.fullmatch(core):
        day = _made(text, int(words[1]), _MONTH_WORDS.get(words[2]) or int(words[2]), _year_of(text, words[3], year))
    else:
        raise _why_no_date(text, folded)
    if weekday is not None and weekday != day.weekday():
        raise Unreadable(
            text,
            f"{short_date(day)} là {weekday_name(day)}, không phải {_WEEKDAYS[weekday]}; hãy kiểm tra lại.",
        )
    return day


# --- reading several days -----------------------------------------------------------------------------

_DAYS_EXAMPLE = "hãy ghi như “10-14/6/2024” hoặc “13, 14 và 15/8/2024”."
_DAYS_LIMIT = 366
_LEADING_WORDS = re.compile(r"^(?:(?:trong|vao|tu|cac)\b ?)+|\bngay\b[: ]*")
_COUNTED = re.compile(r"(?:trong )?([0-9]{1,3}) ngay\b[ :,(]*")
_BARE_DAY = re.compile(r"[0-9]{1,2}")
_DAY_AND_MONTH = re.compile(rf"([0-9]{{1,2}})(?: ?[/.] ?| thang )({_MONTH})")
_DASHED_DAY_AND_MONTH = re.compile(r"([0-9]{1,2})-([0-9]{1,2})")


def _parted(text: str, piece: str, dash_joins: bool) -> tuple[str, str | None]:
    """Part a span into its ends: "05 den 08 thang 01", and "10-14/6/2024" where no date is written with dashes."""
    ends = re.split(r" den (?:het )?| - ", piece)
    if len(ends) == 1 and dash_joins:
        ends = piece.split("-")
    if len(ends) > 2:
        raise Unreadable(text, f"không hiểu “{piece}”; {_DAYS_EXAMPLE}")
    return ends[0].strip(), ends[1].strip() if len(ends) == 2 else None


def _day_before(text: str, piece: str, following: date, *, end_of_span: bool) -> date:
    """Read `piece`, which leaves out what it shares with the day printed after it."""
    if _BARE_DAY.fullmatch(piece):
        return _made(text, int(piece), following.month, following.year)
    found = _DAY_AND_MONTH.fullmatch(piece)
    if found is None and end_of_span:
        found = _DASHED_DAY_AND_MONTH.fullmatch(piece)
    if found is not None:
        return _made(text, int(found[1]), _MONTH_WORDS.get(found[2]) or int(found[2]), following.year)
    return _last_day(text, piece, None)


def _last_day(text: str, piece: str, year: int | None) -> date:
    try:
        return parse_date(piece, year=year)
    except Unreadable as error:
        raise Unreadable(text, error.reason) from None


def parse_dates(text: str, *, year: int | None = None) -> tuple[date, ...]:
    """Return all days that `text` names, in its order; `Unreadable` when they are not certain.

    Read are one day as in `parse_date`, lists ("11,12,13/11/2019", "các ngày 13, 14 và 15-8") and spans with both ends
    ("10-14/6/2024", "ngày 05 đến ngày 08 tháng 01 năm 2021"); a day takes the month and the year it leaves out from
    the day after it. Refused
    are spans that run backwards, more than 366 days, and a dash that could join two days or a day and its month.
    """
    folded = fold(text)
    if _WEEKDAY.search(folded):
        return (parse_date(text, year=year),)
    counted = _COUNTED.match(folded)
    core = " ".join(_LEADING_WORDS.sub("", folded[counted.end() :] if counted else folded).split()).strip(" .;,")
    pieces = re.split(r" ?[,;&] ?(?:va )?| va ", core)
    dash_joins = re.search(r"/|\.|thang", pieces[-1]) is not None
    days: list[date] = []
    for piece in reversed(pieces):
        start, end = _parted(text, piece, dash_joins)
        final = end or start
        last = _day_before(text, final, days[0], end_of_span=False) if days else _last_day(text, final, year)
        first = _day_before(text, start, last, end_of_span=True) if end else last
        if not 0 <= (last - first).days < _DAYS_LIMIT:
            raise Unreadable(text, f"khoảng ngày bị ngược hoặc quá dài; {_DAYS_EXAMPLE}")
        days[:0] = [first + timedelta(shift) for shift in range((last - first).days + 1)]
        if len(days) > _DAYS_LIMIT:
            raise Unreadable(text, f"có quá {_DAYS_LIMIT} ngày; hãy kiểm tra lại.")
    if counted and int(counted[1]) != len(set(days)):
        raise Unreadable(text, f"nói {counted[1]} ngày nhưng kể ra {len(set(days))} ngày; hãy kiểm tra lại.")
    return tuple(dict.fromkeys(days))


# --- reading an hour ------------------------------------------------------------------------------

_CLOCK = re.compile(
    rf"""(?:(?P<before>{_PART})[ ,:]+)?(?:(?:vao\ )?(?:luc|hoi)[: ]+)?
    (?P<hour>[0-9]{{1,2}})\ ?
    (?:(?P<unit>gio|h|g)\ ?(?:(?P<half>ruoi)|(?P<minute>[0-9]{{1,2}})\ ?(?:phut|ph|p|')?)?
      |:(?P<colon>[0-9]{{2}})(?::(?P<second>[0-9]{{2}}))?(?:\ ?(?:gio|h))?)
    (?:[ ,]+(?P<after>{_PART}))?""",
    re.VERBOSE,
)
_CLOCK_EXAMPLE = "hãy ghi như 8h00 hoặc 14 giờ 30 phút."
_HOURS_OF_PART = {
    "sang": {hour: hour for hour in range(12)},
    "trua": {10: 10, 11: 11, 12: 12, 13: 13, 1: 13},
    "chieu": {hour: hour for hour in range(12, 19)} | {hour: hour + 12 for hour in range(1, 7)},
    "toi": {hour: hour for hour in range(18, 24)} | {hour: hour + 12 for hour in range(6, 12)},
}
_PART_NAMES = {"sang": "sáng", "trua": "trưa", "chieu": "chiều", "toi": "tối"}


def _hour_of(text: str, hour: int, part: str | None) -> int:
    if hour == 24:
        raise Unreadable(text, "ngày chỉ có đến 23 giờ 59; nửa đêm ghi là 0 giờ của ngày hôm sau.")
    if hour > 24:
        raise Unreadable(text, f"không có {hour} giờ; {_CLOCK_EXAMPLE}")
    if part is None:
        return hour
    name = part.removeprefix("buoi ")
    if hour not in _HOURS_OF_PART[name]:
        raise Unreadable(text, f"{hour} giờ không thuộc buổi {_PART_NAMES[name]}; hãy kiểm tra lại.")
    return _HOURS_OF_PART[name][hour]


def _why_no_clock(text: str, folded: str) -> Unreadable:
    if not folded:
        return Unreadable(text, f"chưa có giờ; {_CLOCK_EXAMPLE}")
    if re.fullmatch(_PART, folded):
        return Unreadable(text, f"mới có buổi, chưa có giờ; {_CLOCK_EXAMPLE}")
    if len(re.findall(r"[0-9] ?(?:gio|h|g|:)", folded)) > 1:
        return Unreadable(text, f"có nhiều giờ; ở đây chỉ ghi giờ bắt đầu, {_CLOCK_EXAMPLE}")
    if folded.isdigit():
        return Unreadable(text, f"thiếu chữ “giờ” hoặc “h”; {_CLOCK_EXAMPLE}")
    return Unreadable(text, f"không nhận ra giờ; {_CLOCK_EXAMPLE}")


def parse_clock(text: str) -> time:
    """Return the hour that `text` names; `Unreadable` when it is not certain.

    Read are "07 giờ 30 phút", "14 giờ", "19h30’", "17h", "8:30", "8 giờ rưỡi", each with or without a part
    of the day. A part of the day moves hours up to 12 into it (2 giờ chiều is 14:00) and must agree with
    later ones.
    """
    folded = re.sub(r"[″\"]", "'", fold(text)).strip(" ,;.()")
    found = _CLOCK.fullmatch(folded)
    if found is None:
        raise _why_no_clock(text, folded)
    if found["before"] and found["after"] and found["before"].split()[-1] != found["after"].split()[-1]:
        raise Unreadable(text, f"có hai buổi khác nhau; {_CLOCK_EXAMPLE}")
    minute = 30 if found["half"] else int(found["minute"] or found["colon"] or 0)
    second = int(found["second"] or 0)
    if minute > 59 or second > 59:
        raise Unreadable(text, f"một giờ chỉ có 60 phút, không có {max(minute, second)} phút; {_CLOCK_EXAMPLE}")
    return time(_hour_of(text, int(found["hour"]), found["before"] or found["after"]), minute, second)


# --- reading numbers of wards, groups, neighbourhoods ---------------------------------------------

_RANGE = re.compile(r"(?:tu )?([0-9]{1,4})(?: ?(?:-|den) ?([0-9]{1,4}))?")
_RANGE_LIMIT = 1000


def parse_number_ranges(text: str) -> tuple[int, ...]:
    """Return the numbers that a list such as "15 đến 27, 30, 31 và 41" names, in its order, each once.

    `Unreadable` for an empty list, a range that runs backwards, and more than 1000 numbers.
    """
    example = "hãy ghi như “15 đến 27, 30, 31, 41”."
    folded = fold(text).strip(" .;,")
    if not folded:
        raise Unreadable(text, f"chưa có số nào; {example}")
    numbers: dict[int, None] = {}
    for piece in re.split(r" ?[,;&] ?(?:va )?| va ", folded):
        found = _RANGE.fullmatch(piece)
        if found is None:
            raise Unreadable(text, f"không hiểu “{piece}”; {example}")
        first, last = int(found[1]), int(found[2] or found[1])
        if last < first:
            raise Unreadable(text, f"khoảng {first} đến {last} bị ngược; hãy ghi số nhỏ trước.")
        numbers.update(dict.fromkeys(range(first, last + 1)))
        if len(numbers) > _RANGE_LIMIT:
            raise Unreadable(text, f"có quá {_RANGE_LIMIT} số; hãy kiểm tra lại.")
    return tuple(numbers)
