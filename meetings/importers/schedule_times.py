"""Days, hours and parts of the day as they stand in a schedule's text, with the stretch of text each takes up.

A day may lack its year here; `meetings.importers.schedule_years` completes it from what the document says.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, time, timedelta

from meetings.importers.schedule_words import FOREIGN_MONTHS, MONTHS
from txct.lib.dates import Unreadable, clock_text, parse_clock
from txct.lib.text import fold

DAYS_LIMIT = 62


@dataclass(frozen=True, slots=True)
class PrintedDay:
    """A day as printed; YEAR is None where the print leaves it out."""

    day: int
    month: int
    year: int | None = None

    def on(self, year: int) -> date | None:
        """The date in YEAR unless the print says another; None when there is no such day."""
        year = self.year or year
        if not 1900 <= year <= 2199 or not 1 <= self.month <= 12:
            return None
        return date(year, self.month, self.day) if 1 <= self.day <= monthrange(year, self.month)[1] else None

    def __str__(self) -> str:
        return f"{self.day}/{self.month}" + (f"/{self.year}" if self.year else "")


@dataclass(frozen=True, slots=True)
class When:
    """Everything a text says about time. SPANS are the stretches of it that say so; FAULTS are (code, message).

    RANGE: the days are first and last of a span, else a list. SAME_DAY: "cùng ngày" or a ditto mark.
    """

    days: tuple[PrintedDay, ...] = ()
    range: bool = False
    start: time | None = None
    end: time | None = None
    part: str | None = None
    weekday: int | None = None
    same_day: bool = False
    spans: tuple[tuple[int, int], ...] = ()
    faults: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.days or self.start or self.part or self.same_day)


class _PlainLetters(dict[int, str]):
    """A translate table that gives one letter for each, filled on demand and bounded."""

    def __missing__(self, code: int) -> str:
        folded = fold(chr(code)) or " "
        if len(self) < 5_000:
            self[code] = folded[0]
        return folded[0]


_PLAIN_LETTERS = _PlainLetters()


def plain(text: str) -> str:
    """TEXT without accents and case, letter for letter, so that places in it are places in TEXT (which is NFC)."""
    return text.translate(_PLAIN_LETTERS)


_MONTH = "|".join(["[0-9]{1,2}", *sorted(MONTHS, key=len, reverse=True)])
_FOREIGN = "|".join(FOREIGN_MONTHS)
_JOIN = r"\s*(?:,|;|&|\bva\b|\bhoac\b|\bden(?:\s+het)?\b|-)\s*(?:(?:va|den)\s+)?(?:(?:cac\s+)?ngay\s+)?"
_M = "(?:0?[1-9]|1[0-2])"
_FIGURES = (
    rf"(?:[0-9]{{1,2}}\s?/\s?{_M}(?:\s?/\s?[0-9]{{4}}|\s?/\s?[0-9]{{2}})?"
    rf"|[0-9]{{1,2}}-{_M}(?:-[0-9]{{4}}|-[0-9]{{2}})?"
    rf"|[0-9]{{1,2}}\.{_M}(?:\.[0-9]{{4}}|\.[0-9]{{2}})?|[0-9]{{1,2}} [-.] {_M} [-.] [0-9]{{4}})"
)
_WORDS = rf"[0-9]{{1,2}}\s*(?:,\s*)?thang\s*(?:{_MONTH})\b(?:\s*,?\s*(?:nam\s*)?[0-9]{{4}})?"
_ISO = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_ABROAD = rf"[0-9]{{1,2}}\.?\s+(?:{_FOREIGN})\b(?:,?\s*[0-9]{{4}})?|(?:{_FOREIGN})\s+[0-9]{{1,2}}(?:,?\s+[0-9]{{4}})?"
_ONE = rf"(?:{_ISO}|{_WORDS}|{_ABROAD}|{_FIGURES})"
_DATES = re.compile(
    rf"(?<![0-9/\-.])(?<![a-xz])(?P<lead>(?:(?:{_ONE}|[0-9]{{1,2}}){_JOIN}){{0,15}})(?P<last>{_ONE})(?![0-9/]|[.\-][0-9]|\s?(?:h|g|gio)\b|[hg][0-9])"
)
_LEAD_ITEM = re.compile(rf"({_ONE}|[0-9]{{1,2}})({_JOIN})")
_PIECES = (
    re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"),
    re.compile(rf"(?P<day>[0-9]{{1,2}})\s*(?:,\s*)?thang\s*(?P<month>{_MONTH})(?:\s*,?\s*(?:nam\s*)?(?P<year>[0-9]{{4}}))?"),
    re.compile(rf"(?P<day>[0-9]{{1,2}})\.?\s+(?P<month>{_FOREIGN})(?:,?\s*(?P<year>[0-9]{{4}}))?"),
    re.compile(rf"(?P<month>{_FOREIGN})\s+(?P<day>[0-9]{{1,2}})(?:,?\s+(?P<year>[0-9]{{4}}))?"),
    re.compile(r"(?P<day>[0-9]{1,2})\s?[-/.]\s?(?P<month>[0-9]{1,2})(?:\s?[-/.]\s?(?P<year>[0-9]{4}|[0-9]{2}))?"),
)  # fmt: skip

# Words before which figures with a stroke are an address, a number or a count rather than a day.
_NOT_A_DAY = re.compile(
    r"\b(?:duong|pho|hem|ngo|ngach|kiet|so nha|so|quang truong|truong|nha may|cong vien|rap|benh vien|cau|cho|"
    r"khu pho|khu|kp|to|tdp|thon|ap|khom|phuong|quan|tang|phong|lo|toa|toa nha|block|ty le|dat|nghi dinh|doan|"
    r"quyet dinh|luat|km|cum|xom|doi|duong so|quoc lo|tinh lo|ql|tl)\.?\s*$"
)
_CUE = re.compile(
    r"(?:\0|\b(?:ngay|sang|chieu|toi|trua|vao|thu \w+|chu nhat|tu|den|luc)|[(:,;|]|gio|[0-9]h|')\s*[:,]?\s*$"
)


def _one(text: str) -> PrintedDay | None:
    for form in _PIECES:
        found = form.fullmatch(text.strip())
        if found is None:
            continue
        month = found["month"]
        number = MONTHS.get(month) or FOREIGN_MONTHS.get(month) or (int(month) if month.isdigit() else 0)
        year = int(found["year"]) if found["year"] else None
        if year is not None and year < 100:
            year = 2000 + year
        day = PrintedDay(int(found["day"]), number, year)
        return day if day.on(2024) is not None or (year and day.on(year)) else None
    return None


def _listed(found: re.Match[str]) -> tuple[tuple[PrintedDay, ...], bool] | None:
    """The days of a list or span; a day takes the month and year it leaves out from the one after it."""
    items = [(item[1], item[2]) for item in _LEAD_ITEM.finditer(found["lead"] or "")] + [(found["last"], "")]
    days: list[PrintedDay] = []
    for piece, _join in reversed(items):
        if piece.isdigit() and len(piece) <= 2:
            if not days:
                return None
            day: PrintedDay | None = PrintedDay(int(piece), days[0].month, days[0].year)
        else:
            day = _one(piece)
            if day is not None and day.year is None and days:
                earlier = (day.month, day.day) <= (days[0].month, days[0].day)
                year = days[0].year
                day = PrintedDay(day.day, day.month, year if year is None or earlier else year - 1)
        if day is None or not 1 <= day.day <= 31:
            return None
        days.insert(0, day)
    joins = [join for _piece, join in items[:-1]]
    spans = len(days) == 2 and ("-" in joins[0] or "den" in joins[0])
    return tuple(days), spans


def _find_days(folded: str, *, sure: bool) -> tuple[tuple[PrintedDay, ...], bool, list[tuple[int, int]]]:
    """The first days in the text that are no address; SURE when the text stands in a column of dates."""
    position = 0
    while found := _DATES.search(folded, position):
        position = found.start() + 1
        before, after = folded[: found.start()], folded[found.end() :]
        piece = found[0]
        told = bool(_CUE.search(before)) or not before.strip()
        bare = re.fullmatch(r"(?:[0-9]{1,2}\s*(?:,|;|va)\s*)*[0-9]{1,2}([.-])[0-9]{1,2}", piece)
        if not sure and (_NOT_A_DAY.search(before) or (bare and not told) or re.match(r"[a-z]", after)):
            if "/" not in piece:
                position = found.end()  # "tổ 7, 8 và 10-12": no part of the list is a day
            continue
        if not sure and "thang" in piece and re.search(r"\bduong(?: so)?\s*$|\bpho\s*$", before):
            continue
        listed = _listed(found)
        if listed is None:
            continue
        start = found.start()
        lead = re.search(r"(?:\b(?:trong|vao|tu|cac|khoang|[0-9]{1,2}(?= ngay))\s+)*(?:\bngay\s*:?\s*)?$", before)
        start = lead.start() if lead else start
        return (*listed, [(start, found.end())])
    return (), False, []


_NOT_MINUTES = (
    rf"[0-9]|\s?/\s?[0-9]{{1,2}}(?![0-9]*\s*(?:h|g|:))|\s?[\-.]\s?[0-9]{{1,2}}(?![0-9]*\s*(?:h|g|:|/))|\s*thang"
    rf"|\.?\s+(?:{_FOREIGN})\b"
)
_CLOCK = re.compile(
    r"(?<![0-9/.])(?:(?:vao\s+)?(?:luc|hoi)\s*:?\s*)?(?P<clock>[0-9]{1,2}\s*"
    rf"(?:(?:gio|h|g)(?![a-z])\s*(?:ruoi|[0-9]{{2}}(?!{_NOT_MINUTES})\s*(?:phut|ph|p)?(?![a-z])\s*'?)?|"
    r":[0-9]{2}(?![0-9])(?::[0-9]{2})?(?:\s*(?:gio|h)\b)?)'?)"
)
_PART = re.compile(r"\b(?:vao\s+)?(?:buoi\s+)?(sang|chieu|toi|trua)\b")
# Programs print "8:00 AM", or "8:00 SA" and "2:00 CH" in Vietnamese.
_HALVES = {"am": "sang", "sa": "sang", "pm": "chieu", "ch": "chieu"}
_HALF = re.compile(rf"\s?({'|'.join(_HALVES)})\b")
_SLIPPED_PART = re.compile(
    r"\b(hieu|chie|chiu|chieeu|ang|sag|saang)\b(?=,?\s*(?:thu\b|chu nhat|ngay|[0-9]{1,2}[/\-]))"
)
_UNTIL = re.compile(r"\s*(?:-|–|den)\s*")
_ACCENTED = {"sáng": "sáng", "chiều": "chiều", "tối": "tối", "trưa": "trưa"}
_BARE_PART = {"sang": "sáng", "chieu": "chiều", "toi": "tối", "trua": "trưa"}
_WEEKDAY = re.compile(
    r"\b(?:thu\s*(?P<name>hai|ba|tu|nam|sau|bay|[2-7])|t\.?(?P<short>[2-7])"
    r"|(?P<sunday>chu\s+nhat|cn))\b"
)
_ORDINAL_BEFORE = re.compile(r"\b(?:hop|lan|khoa|le|nghi|buoi|cuoc|diem|dot|cum|to|nhom) $")
_WEEKDAYS = {"hai": 0, "ba": 1, "tu": 2, "nam": 3, "sau": 4, "bay": 5}
_BROKEN_DAY = re.compile(
    r"\bngay\s*[-/.]*\s*[0-9]{1,2}\s*[-/.]\s*[0-9]"
    r"|(?<![0-9/.-])[0-9]{1,2}\s?([-/.])\s?[0-9]{1,2}\s?\1\s?(?:19|20)[0-9]{2}(?![0-9])"
)
_SAME_DAY = re.compile(r"\bcung\s+ngay\b|\bnhu\s+tren\b|^\s*-?\s*nt\s*-?\s*$|^\s*[\"'″〃]+\s*$|^\s*//\s*$")


def find_when(text: str, *, sure: bool = False) -> When:
    """What TEXT (one line, NFC) says about time. SURE: it stands in a column of times, so bare figures are days."""
    folded = plain(text)
    faults: list[tuple[str, str]] = []
    part, spans = _find_part(text, folded, faults)
    start, end, clock_spans = _find_clock(text, folded, part, faults)
    spans += clock_spans
    masked = _mask(folded, spans)
    named = (found for found in _WEEKDAY.finditer(masked) if not _ORDINAL_BEFORE.search(masked[: found.start()]))
    weekday = next(named, None)
    number = None
    if weekday is not None:
        spans.append(weekday.span())
        number = 6 if weekday["sunday"] else _WEEKDAYS.get(weekday["name"] or "")
        if number is None:
            number = int(weekday["name"] or weekday["short"]) - 2
    days, is_range, day_spans = _find_days(_mask(folded, spans), sure=sure)
    spans += day_spans
    if any(month in folded[a:b] for a, b in day_spans for month in FOREIGN_MONTHS):
        faults.append(
            ("doubtful_reading", f"Tháng ghi bằng tiếng nước ngoài: hiểu “{text.strip()[:60]}” là {days[0]}.")
        )
    masked = _mask(folded, spans)
    same = _SAME_DAY.search(masked)
    if same is not None:
        spans.append(same.span())
    said_nothing = sure and not (days or same or start or part or weekday or not folded.strip())
    if said_nothing or (not days and not same and _BROKEN_DAY.search(masked)):
        faults.append(("unreadable_date", _unread(text)))
    return When(days, is_range, start, end, part, number, same is not None, tuple(sorted(spans)), tuple(faults))


def _unread(text: str) -> str:
    return f"Không đọc được ngày “{' '.join(text.split())[:60]}”. Ghi ngày/tháng/năm, ví dụ 06/6/2025."


def _mask(text: str, spans: list[tuple[int, int]]) -> str:
    for first, last in spans:
        text = text[:first] + "\0" * (last - first) + text[last:]
    return text


def _find_part(text: str, folded: str, faults: list[tuple[str, str]]) -> tuple[str | None, list[tuple[int, int]]]:
    plain_typed = text.isascii()
    for found in _PART.finditer(folded):
        printed = text[found.start(1) : found.end(1)]
        name = _ACCENTED.get(printed.lower()) or (_BARE_PART.get(printed.lower()) if plain_typed else None)
        before = text[: found.start()].rstrip(" ")
        word = re.search(r"(\w+)$", before)
        in_a_name = printed[:1].isupper() and found[0] == found[1] and word is not None and word[1][:1].isupper()
        if (
            name
            and not in_a_name
            and not re.search(r"\b(?:thon|xa|ap|khu pho|ban|lang|pho|to) $", folded[: found.start(1)])
        ):
            return ("trưa" if name == "trưa" else name), [found.span()]
    slipped = _SLIPPED_PART.search(folded)
    if slipped is not None:
        name = "chiều" if "h" in slipped[1] else "sáng"
        faults.append(("doubtful_reading", f"Hiểu “{text[slipped.start() : slipped.end()]}” là “{name}” (lỗi gõ)."))
        return name, [slipped.span()]
    return None, []


def _find_clock(
    text: str, folded: str, part: str | None, faults: list[tuple[str, str]]
) -> tuple[time | None, time | None, list[tuple[int, int]]]:
    hours: list[time] = []
    spans = []
    for found in list(_CLOCK.finditer(folded))[:4]:
        piece = found["clock"].strip()
        spans.append(found.span())
        after = re.match(r"\s*(?:buoi\s+)?(sang|chieu|toi|trua)\b", folded[found.end() :])
        if half := _HALF.match(folded, found.end()):
            spans[-1] = (found.start(), half.end())
        said = after[1] if after else _HALVES[half[1]] if half else fold(part) if part and not hours else None
        try:
            hours.append(_hour(piece, said))
        except Unreadable as error:
            code = "doubtful_reading" if said and _readable(piece) else "unreadable_time"
            faults.append((code, str(error)))
            if code == "doubtful_reading" and (hour := _readable(piece)):
                hours.append(hour)
    end = hours[1] if len(hours) > 1 and hours[1] > hours[0] else None
    if end is None and len(spans) == len(hours) == 2 and _UNTIL.fullmatch(folded[spans[0][1] : spans[1][0]]):
        faults.append(("doubtful_reading", end_too_early(*hours)))
    elif end is None and len(hours) > 1 and hours[1] != hours[0]:
        faults.append(("doubtful_reading", f"Có nhiều giờ trong “{text.strip()[:80]}”: đã lấy giờ đầu."))
    return (hours[0] if hours else None), end, spans


def end_too_early(start: time, end: time) -> str:
    """What to say of an END that is not after START."""
    return f"Giờ kết thúc {clock_text(end)} không sau giờ bắt đầu {clock_text(start)}: đã bỏ, hãy sửa lại."


def _hour(piece: str, part: str | None) -> time:
    return parse_clock(f"{piece} {part}" if part else piece)


def _readable(piece: str) -> time | None:
    try:
        return parse_clock(piece)
    except Unreadable:
        return None


def expand(days: tuple[date, ...], *, is_range: bool) -> tuple[date, ...]:
    """All days of a span; a list stays as it is. A span that runs backwards or too long keeps its two ends."""
    if not is_range or len(days) != 2 or not 0 <= (days[1] - days[0]).days <= DAYS_LIMIT:
        return days
    return tuple(days[0] + timedelta(shift) for shift in range((days[1] - days[0]).days + 1))
