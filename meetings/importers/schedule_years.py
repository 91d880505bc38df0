"""Years that a schedule leaves out, found from what the rest of the paper says; every year so found is told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from meetings.importers.schedule_grid import Line
from meetings.importers.schedule_times import PrintedDay, find_when, plain
from meetings.importers.schedule_values import Spot
from txct.lib.numbers import from_roman

_NUMBERED_PAPER = re.compile(r"\b[0-9]{1,4}/[a-zđ][\w.\-đ]*\b[^;]{0,40}?(?=\bngay\b)")
_SIGNED = re.compile(r"^[^0-9:;]{2,40},\s*ngay\s+[0-9]{1,2}\s+thang")
_YEAR = re.compile(r"(?:\bnam\s+|(?<![0-9/\-.])(?:0?[1-9]|1[0-2])\s?[/\-.]\s?)((?:19|20)[0-9]{2})\b")
_TERM = re.compile(r"\bnhiem ky\s*:?\s*((?:19|20)[0-9]{2})\s*[-–]\s*((?:19|20)[0-9]{2})")
_LAW = re.compile(r"\b(?:luat|nghi dinh|nghi quyet|hien phap|thong tu|can cu)\b")
_SESSION = re.compile(
    r"ky hop (?:thu|lan thu)\s+(?P<number>[0-9]{1,2}|nhat|hai|ba|tu|nam|sau|bay|tam|chin|muoi(?: \w+)?)\b"
    r".{0,40}?quoc hoi"
    r"(?:,?\s*(?:nuoc.{0,40})?khoa\s+(?P<term>[ivx]+|[0-9]{1,2}))?"
)
_ASSEMBLY_TERM = re.compile(
    r"\b(?:quoc hoi|qh)\s*,?\s*khoa\s+([ivx]+|[0-9]{1,2})\b|\bqh\s+([ivx]{2,6})\b|khoa\s*:?\s*qh\s+([ivx]+)"
)
_PLAIN_SESSION = re.compile(
    r"ky hop\s*:?\s*(?:thu|lan thu)?\s*([0-9]{1,2}|nhat|hai|ba|tu|nam|sau|bay|tam|chin|muoi)\b"
)
_WORDS = {
    "nhat": 1,
    "hai": 2,
    "ba": 3,
    "tu": 4,
    "nam": 5,
    "sau": 6,
    "bay": 7,
    "tam": 8,
    "chin": 9,
    "muoi": 10,
    "muoi mot": 11,
}
# First years of the terms of the National Assembly whose ordinary sessions were held twice a year from the first July.
_ASSEMBLY_FIRST_YEARS = {11: 2002, 12: 2007, 13: 2011, 14: 2016, 15: 2021}
_FILE_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?![0-9])")


@dataclass(slots=True)
class Clues:
    """What a paper says about its own time. PLAN is the day its plan was signed, HEAD other days in its heading."""

    plan: date | None = None
    plan_spot: Spot = field(default_factory=Spot)
    head: list[tuple[date, Spot]] = field(default_factory=list)
    years: list[int] = field(default_factory=list)
    term: tuple[int, int] | None = None
    session_year: int | None = None
    file_year: int | None = None
    asked: int | None = None
    printed: list[date] = field(default_factory=list)


def find_clues(lines: Iterable[Line], name: str, printed: Sequence[PrintedDay], asked: int | None) -> Clues:
    """The clues in the lines that are no meetings, in the file's name and in the days printed in full."""
    clues = Clues(asked=asked)
    clues.printed = [day for item in printed if item.year and (day := item.on(item.year))]
    texts = []
    for line in lines:
        folded = plain(line.text)
        texts.append(folded)
        if len(folded) < 4_000:
            _read_line(line, folded, clues)
    whole = "\n".join(texts)[:20_000]
    clues.session_year = _assembly_year(whole)
    if found := _FILE_YEAR.search(name):
        clues.file_year = int(found[1])
    return clues


def _read_line(line: Line, folded: str, clues: Clues) -> None:
    if found := _TERM.search(folded):
        clues.term = (int(found[1]), int(found[2]))
    masked = _TERM.sub(" ", folded)
    for paper in _NUMBERED_PAPER.finditer(masked):
        when = find_when(masked[paper.end() :])
        day = when.days[0].on(when.days[0].year or 0) if when.days else None
        if day is not None and not _LAW.search(masked[max(0, paper.start() - 40) : paper.end()]):
            clues.plan, clues.plan_spot = day, line.spot
    if _LAW.search(masked):
        return
    clues.years += [int(found[1]) for found in _YEAR.finditer(masked)]
    when = find_when(line.text)
    days = [day for item in when.days if (day := item.on(item.year or 0))]
    if _SIGNED.match(masked) and len(days) == 1 and clues.plan is None:
        clues.plan, clues.plan_spot = days[0], line.spot
    elif days and clues.plan not in days:
        clues.head += [(day, line.spot) for day in days]


def _assembly_year(text: str) -> int | None:
    """The year of an ordinary session of the National Assembly: two a year from the July of its election."""
    found = _SESSION.search(text)
    term = found["term"] if found else None
    number = found["number"] if found else None
    if term is None and (named := _ASSEMBLY_TERM.search(text)):
        term = next(group for group in named.groups() if group)
        number = number or ((plain_found := _PLAIN_SESSION.search(text)) and plain_found[1])
    if term is None or number is None:
        return None
    try:
        ordinal = int(term) if term.isdigit() else from_roman(term.upper())
    except ValueError:
        return None
    session = int(number) if number.isdigit() else _WORDS.get(number, 0)
    first = _ASSEMBLY_FIRST_YEARS.get(ordinal)
    return first + (session - 1) // 2 if first and 1 <= session <= 11 else None


def year_of(day: PrintedDay, weekday: int | None, clues: Clues) -> tuple[int, str] | None:
    """The year of a day printed without one, and why that year in Vietnamese; None when nothing tells it."""
    if clues.asked:
        return clues.asked, "theo năm đã chọn"
    if clues.plan is not None and (year := _after(day, clues.plan)):
        return year, f"theo ngày ký kế hoạch {clues.plan:%d/%m/%Y}"
    if clues.printed and (year := _nearest(day, clues.printed)):
        return year, "theo các ngày ghi đủ năm trong lịch"
    if clues.head and (year := _nearest(day, [item for item, _spot in clues.head])):
        return year, "theo ngày ghi ở phần đầu"
    if clues.years:
        year = max(set(clues.years), key=lambda item: (clues.years.count(item), item))
        return year, f"theo “năm {year}” ở phần đầu"
    if clues.session_year is not None:
        return clues.session_year, "suy từ kỳ họp Quốc hội"
    if clues.file_year is not None:
        return clues.file_year, "theo tên tệp"
    if clues.term is not None and weekday is not None:
        fitting = [
            year
            for year in range(clues.term[0], clues.term[1] + 1)
            if (known := day.on(year)) is not None and known.weekday() == weekday
        ]
        if len(fitting) == 1:
            return fitting[0], "theo thứ trong tuần và nhiệm kỳ"
    return None


def _after(day: PrintedDay, plan: date) -> int | None:
    """The year in which the day comes soonest after the plan; a few weeks before it are allowed."""
    choices = []
    for year in (plan.year - 1, plan.year, plan.year + 1):
        known = day.on(year)
        if known is not None:
            gap = (known - plan).days
            choices.append((gap if gap >= 0 else -gap * 6, year))
    return min(choices)[1] if choices else None


def _nearest(day: PrintedDay, others: Sequence[date]) -> int | None:
    choices = [
        (min(abs((known - other).days) for other in others), year)
        for year in {near for other in others for near in (other.year - 1, other.year, other.year + 1)}
        if (known := day.on(year)) is not None
    ]
    return min(choices)[1] if choices else None
