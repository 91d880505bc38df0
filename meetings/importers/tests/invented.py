"""Schedules made up in the manner of many offices, each with what a person reads in it, and how much is read back.

A file of `data/invented` holds the source, a line `=====`, and one line for each meeting:
`date | hour or part of day | units; … | venue | groups; … | delegates; … | codes of problems`. What is empty is not
printed. Tables are written once in HTML and printed again as workbooks and Word files with the same merged cells.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import docx
import openpyxl
from lxml import html

from meetings.importers.schedule_people import group_number
from meetings.importers.schedule_values import ReadMeeting, SchedulePreview
from meetings.importers.tests.rounds import bare
from txct.lib.text import fold

FOLDER = Path(__file__).resolve().parent / "data" / "invented"
FIELDS = ("date", "hour", "units", "venue", "groups", "delegates")


@dataclass(frozen=True)
class Expected:
    """One meeting as a person reads it; fields in the order of the line, each a text or a tuple of texts."""

    date: str
    hour: str
    units: tuple[str, ...]
    venue: str
    groups: tuple[str, ...]
    delegates: tuple[str, ...]
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Case:
    """One file of a schedule with what is to be read from it."""

    name: str
    content: bytes
    meetings: tuple[Expected, ...]


def cases(batch: str = "") -> Iterator[Case]:
    """All files whose name begins with BATCH, tables in each of the forms they can be printed in."""
    for path in sorted(FOLDER.glob(f"{batch}*")):
        source, told = path.read_text(encoding="utf-8").split("\n=====\n")
        meetings = tuple(map(_expected, filter(str.strip, told.splitlines())))
        yield Case(path.name, source.encode(), meetings)
        if path.suffix == ".htm" and "<table" in source:
            yield Case(f"{path.stem}.xlsx", _workbook(source), meetings)
            yield Case(f"{path.stem}.docx", _document(source), meetings)


def _expected(line: str) -> Expected:
    fields = [field.strip() for field in line.split("|")]
    lists = [tuple(filter(None, map(str.strip, field.split(";")))) for field in fields]
    codes = lists[6] if len(lists) > 6 else ()
    return Expected(fields[0], fields[1], lists[2], fields[3], lists[4], lists[5], codes)


# the same table as a workbook and as a Word file ---------------------------------------------------------


def _parts(source: str) -> Iterator[str | dict[tuple[int, int, int, int], str]]:
    """Paragraphs, and tables as {(top, left, bottom, right): text}."""
    for element in html.document_fromstring(source.encode(), parser=html.HTMLParser(encoding="utf-8")).iter(
        "p", "table"
    ):
        if element.tag == "table":
            yield _areas(element)
        elif not any(True for _cell in element.iterancestors("td", "th")):
            yield _lines(element)


def _lines(element: html.HtmlElement) -> str:
    for broken in element.iter("br"):
        broken.tail = "\n" + (broken.tail or "")
    paragraphs = element.findall(".//p")
    texts = [paragraph.text_content() for paragraph in paragraphs] if paragraphs else [element.text_content()]
    return "\n".join(text.replace("\xa0", " ").strip() for text in texts)


def _areas(table: html.HtmlElement) -> dict[tuple[int, int, int, int], str]:
    taken: set[tuple[int, int]] = set()
    areas = {}
    for top, row in enumerate(table.iter("tr")):
        left = 0
        for cell in row.iter("td", "th"):
            while (top, left) in taken:
                left += 1
            bottom = top + int(cell.get("rowspan", "1")) - 1
            right = left + int(cell.get("colspan", "1")) - 1
            taken.update(product(range(top, bottom + 1), range(left, right + 1)))
            areas[top, left, bottom, right] = _lines(cell)
    return areas


def _workbook(source: str) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    first = 1
    for part in _parts(source):
        if isinstance(part, str):
            sheet.cell(first, 1, part)
            first += 1
            continue
        for (top, left, bottom, right), text in part.items():
            sheet.cell(first + top, left + 1, text)
            if (top, left) != (bottom, right):
                sheet.merge_cells(None, first + top, left + 1, first + bottom, right + 1)
        first += max(bottom for _top, _left, bottom, _right in part) + 2
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _document(source: str) -> bytes:
    document = docx.Document()
    for part in _parts(source):
        if isinstance(part, str):
            document.add_paragraph(part)
            continue
        rows = 1 + max(bottom for _top, _left, bottom, _right in part)
        columns = 1 + max(right for _top, _left, _bottom, right in part)
        table = document.add_table(rows, columns)
        for (top, left, bottom, right), text in part.items():
            table.cell(top, left).merge(table.cell(bottom, right)).text = text
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


# how much is read ---------------------------------------------------------------------------------------


def compare(case: Case, preview: SchedulePreview) -> tuple[int, int, list[str]]:
    """(fields right, fields in all, what went wrong); each meeting is held against the one most like it."""
    left = list(preview.meetings)
    right = total = 0
    wrong: list[str] = []
    for told in case.meetings:
        best = max(left, key=lambda read: sum(_fields(told, read).values()), default=None)
        if best is not None:
            left.remove(best)
        for name, good in _fields(told, best).items():
            total, right = total + 1, right + good
            if not good:
                wrong.append(f"{name}: {getattr(told, name)!r} was read as {_read(best, name)!r}")
        codes = {item.code for item in preview.problems}
        for code in told.codes:
            total, right = total + 1, right + (code in codes)
            if code not in codes:
                wrong.append(f"{code} is not told")
    wrong += [f"one meeting too many: {read.as_json()}" for read in left]
    return right, total + len(left), wrong


def _fields(told: Expected, read: ReadMeeting | None) -> dict[str, bool]:
    """By field, whether it was read right; fields that are neither printed nor read are left out."""
    found = {}
    for name in FIELDS:
        wanted = getattr(told, name)
        got = _read(read, name)
        if wanted or got:
            found[name] = _alike(name, wanted, got)
    return found


def _read(read: ReadMeeting | None, name: str) -> str | tuple[str, ...]:
    if read is None:
        return ""
    if name == "date":
        return str(read.day or "")
    if name == "hour":
        return f"{read.start:%H:%M}" if read.start else read.part or ""
    if name == "units":
        return tuple(unit.name for unit in read.units)
    value: str | tuple[str, ...] | None = getattr(read, name)
    return value or ""


def _alike(name: str, wanted: str | tuple[str, ...], got: str | tuple[str, ...]) -> bool:
    if isinstance(wanted, str) or isinstance(got, str):
        return fold("".join(wanted)) == fold("".join(got))
    key = {"units": _place, "groups": _group}.get(name, fold)
    return sorted(map(key, wanted)) == sorted(map(key, got))


def _group(label: str) -> str:
    """A group by its number, where it has one: "Tổ 01" and "Tổ đại biểu số 1" are the same."""
    number = group_number(label)
    return str(number) if number is not None else fold(label)


def _place(unit: str) -> str:
    """A unit without its kind, which print gives once for several."""
    return re.sub(
        r"^(?:xa|phuong|thon|ban|buon|ap|khom|khu pho|to dan pho|kp|tdp)(?![a-z])\s*(?:so\b\s*)?", "", bare(unit)
    )
