"""Published rounds printed again as secretaries print them, and how much of what is printed is read back.

A round is a dictionary with `council`, `session_raw`, `range_raw`, `plan_ref` and `meetings`; of a meeting, fields
that end in `_raw` are as printed, the others (`date_iso`, `time_norm`, `session_part`, `units`, `group_no`,
`delegates`) are what they mean.
"""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Callable
from typing import Any

import docx
import openpyxl

from meetings.importers.schedule_values import ReadMeeting, SchedulePreview
from txct.lib.text import fold

Round = dict[str, Any]
Told = dict[str, Any]

COLUMNS = ("STT", "Ngày", "Giờ", "Đơn vị", "Địa điểm", "Tổ đại biểu", "Đại biểu", "Ghi chú")
FIELDS = ("date", "hour", "unit", "venue", "group", "delegates")


# what stands in print -----------------------------------------------------------------------------------


def heading(round_: Round) -> list[str]:
    lines = ["LỊCH TIẾP XÚC CỬ TRI", str(round_["council"])]
    if round_.get("session_raw") or round_.get("session_type"):
        what = round_.get("session_raw") or ""
        kind = round_.get("session_type") or ""
        lines.append(f"kỳ họp {what} {kind}, khóa {round_.get('khoa') or '…'}".replace("  ", " "))
    if round_.get("plan_ref"):
        lines.append(f"(Kèm theo {round_['plan_ref']})")
    if round_.get("range_raw"):
        lines.append(f"Thời gian: {round_['range_raw']}")
    return lines


def day_text(told: Told) -> str:
    weekday = told.get("weekday_raw")
    return f"{told['date_raw']} ({weekday})" if weekday else str(told["date_raw"] or "")


def hour_text(told: Told) -> str:
    part = told.get("session_part") or ""
    said = fold(f"{told.get('date_raw')} {told.get('time_raw')}")
    part = "" if fold(part) in said else part.capitalize()
    return f"{part} {told.get('time_raw') or ''}".strip()


def unit_text(told: Told) -> str:
    raw, units, voters = told.get("unit_raw"), told["units"], told.get("voters_expected") or {}
    if raw and all(bare(unit) in fold(raw) for unit in units):
        return str(raw)
    if raw and re.match(r"[0-9]", raw):
        return f"{raw}: {', '.join(units)}"
    if raw:
        return str(raw)

    def invited(unit: str) -> str:
        count = next((number for name, number in voters.items() if fold(name) == bare(unit)), None)
        return f"{unit} ({count} cử tri)" if count else unit

    return "; ".join(map(invited, units))


def people_text(told: Told, title: str = "") -> str:
    return ", ".join(title + name for name in told["delegates"])


def cells(told: Told, number: int) -> list[str]:
    fields = (told.get("venue_raw"), told.get("group_raw"))
    return [
        str(number), day_text(told), hour_text(told), unit_text(told), *(value or "" for value in fields),
        people_text(told), told.get("notes") or "",
    ]  # fmt: skip


def when_text(told: Told) -> str:
    return f"{hour_text(told)} {day_text(told)}".strip()


def venue_with_group(told: Told) -> str:
    group = f"({told['group_raw']})" if told.get("group_raw") else ""
    return f"{told.get('venue_raw') or ''} {group}".strip()


# forms --------------------------------------------------------------------------------------------------


def xlsx_columns(round_: Round) -> bytes:
    """One column for each field, nothing merged, headers broken over lines."""
    book = openpyxl.Workbook()
    sheet = book.active
    for line in heading(round_):
        sheet.append([line])
    sheet.append([])
    sheet.append(
        ["STT", "Ngày\ntháng", "Giờ", "Đơn vị\n(xã, phường)", "Địa điểm", "Tổ đại biểu", "Đại biểu", "Ghi chú"]
    )
    for number, told in enumerate(round_["meetings"], start=1):
        sheet.append(cells(told, number))
    return _saved(book)


def xlsx_merged(round_: Round) -> bytes:
    """Day and hour in one cell, the group in brackets beside the hall, like cells merged downwards."""
    book = openpyxl.Workbook()
    sheet = book.active
    for line in heading(round_):
        sheet.append([line])
    first = sheet.max_row + 1
    sheet.append(["TT", "Huyện, xã,", "Thời gian", "Địa điểm", "Thành phần"])
    rows = []
    for number, told in enumerate(round_["meetings"], start=1):
        rows.append([str(number), unit_text(told), when_text(told), venue_with_group(told), people_text(told)])
    for row in rows:
        sheet.append(row)
    for column in (1, 2, 4):
        for start, end in _runs([row[column] for row in rows]):
            if column == 1 or rows[start][1] == rows[end][1] or column == 2:
                sheet.merge_cells(
                    start_row=first + 1 + start,
                    end_row=first + 1 + end,
                    start_column=column + 1,
                    end_column=column + 1,
                )
    return _saved(book)


def xlsx_sections(round_: Round) -> bytes:
    """A row of its own, merged across, for each day; the hour in a column."""
    book = openpyxl.Workbook()
    sheet = book.active
    for line in heading(round_):
        sheet.append([line])
    sheet.append(["STT", "Thời gian", "Địa phương", "Địa chỉ", "Đơn vị bầu cử", "Tên đại biểu"])
    last = None
    for number, told in enumerate(round_["meetings"], start=1):
        if day_text(told) != last:
            last = day_text(told)
            sheet.append([last])
            sheet.merge_cells(start_row=sheet.max_row, end_row=sheet.max_row, start_column=1, end_column=6)
        group = told.get("group_raw") or ""
        row = [number, hour_text(told), unit_text(told), told.get("venue_raw") or "", group, people_text(told)]
        sheet.append(row)
    return _saved(book)


def docx_table(round_: Round) -> bytes:
    """A Word table with merged days, after the heading."""
    document = docx.Document()
    for line in heading(round_):
        document.add_paragraph(line)
    rows = [cells(told, number) for number, told in enumerate(round_["meetings"], start=1)]
    table = document.add_table(rows=1 + len(rows), cols=len(COLUMNS))
    for column, name in enumerate(COLUMNS):
        table.cell(0, column).text = name
    for index, row in enumerate(rows, start=1):
        for column, text in enumerate(row):
            table.cell(index, column).text = text
    for start, end in _runs([row[1] for row in rows]):
        for index in range(start + 2, end + 2):
            table.cell(index, 1).text = ""
        table.cell(start + 1, 1).merge(table.cell(end + 1, 1)).text = rows[start][1]
    return _saved(document)


def docx_prose(round_: Round) -> bytes:
    """A list of sentences in Word."""
    document = docx.Document()
    for line in heading(round_) + _sentences(round_):
        document.add_paragraph(line)
    return _saved(document)


def text_sentences(round_: Round) -> bytes:
    """A list of sentences."""
    return "\n".join(heading(round_) + _sentences(round_)).encode()


def _sentences(round_: Round) -> list[str]:
    lines = []
    for told in round_["meetings"]:
        parts = [f"- {when_text(told)[:1].upper()}{when_text(told)[1:]}"]
        if told.get("group_raw"):
            parts.append(told["group_raw"])
        parts.append(f"tiếp xúc cử tri {unit_text(told)}")
        if told.get("venue_raw"):
            parts.append(f"tại {told['venue_raw']}")
        people = f". Đại biểu: {people_text(told)}" if told["delegates"] else ""
        lines.append(", ".join(parts) + people + ".")
    return lines


def text_labels(round_: Round) -> bytes:
    """A block of labelled lines for each meeting."""
    lines = heading(round_)
    for number, told in enumerate(round_["meetings"], start=1):
        lines += ["", f"{number}. Đơn vị: {unit_text(told)}", f"- Thời gian: {when_text(told)}"]
        for label, value in (
            ("Địa điểm", told.get("venue_raw")),
            ("Tổ đại biểu", told.get("group_raw")),
            ("Đại biểu", people_text(told)),
        ):
            lines += [f"- {label}: {value}"] if value else []
    return "\n".join(lines).encode()


def text_nested(round_: Round) -> bytes:
    """Day, then group with its delegates, then meetings."""
    lines = heading(round_)
    day = group = None
    for told in round_["meetings"]:
        if day_text(told) != day:
            day, group = day_text(told), None
            lines.append(f"* {day[:1].upper()}{day[1:]}:")
        own = (told.get("group_raw"), people_text(told))
        if own != group and own[0]:
            people = f" (gồm các ông, bà: {own[1]})" if own[1] else ""
            lines.append(f"- {own[0]}{people}.")
        elif own[1] and own != group:
            lines.append(f"- Đại biểu: {own[1]}.")
        group = own
        venue = f", tại {told['venue_raw']}" if told.get("venue_raw") else ""
        hour = f"{hour_text(told)}: " if hour_text(told) else ""
        lines.append(f"+ {hour}tiếp xúc cử tri {unit_text(told)}{venue}.")
    return "\n".join(lines).encode()


def text_tabs(round_: Round) -> bytes:
    """A table copied into a text file: tabs between the columns."""
    rows = ["\t".join(COLUMNS)]
    rows += ["\t".join(cells(told, number)) for number, told in enumerate(round_["meetings"], start=1)]
    return "\n".join([*heading(round_), "", *rows]).encode()


def csv_semicolons(round_: Round) -> bytes:
    """What Excel saves in Viet Nam: semicolons and a byte order mark; repeated days left out."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";")
    for line in heading(round_):
        writer.writerow([line])
    writer.writerow(["TT", "Thời gian", "Địa bàn", "Địa điểm", "Tổ ĐB", "Đại biểu tiếp xúc"])
    last = None
    for number, told in enumerate(round_["meetings"], start=1):
        when = when_text(told)
        row = [number, "" if when == last else when, unit_text(told), told.get("venue_raw") or ""]
        writer.writerow([*row, told.get("group_raw") or "", people_text(told)])
        last = when
    return stream.getvalue().encode("utf-8-sig")


def html_page(round_: Round) -> bytes:
    """A web page with row spans, as Word writes it."""
    rows = []
    days = [day_text(told) for told in round_["meetings"]]
    starts = dict(_runs(days))
    inside = {index for start, end in starts.items() for index in range(start + 1, end + 1)}
    for index, told in enumerate(round_["meetings"]):
        texts = cells(told, index + 1)
        row = []
        for column, text in enumerate(texts):
            if column == 1 and index in inside:
                continue
            span = f' rowspan="{starts[index] - index + 1}"' if column == 1 and index in starts else ""
            row.append(f"<td{span}><p class=MsoNormal><span lang=VI>{html.escape(text)}</span></p></td>")
        rows.append(f"<tr>{''.join(row)}</tr>")
    head = "".join(f"<p>{html.escape(line)}</p>" for line in heading(round_))
    columns = "".join(f"<td><b>{name.replace(' ', '<br>', 1)}</b></td>" for name in COLUMNS)
    return f"<html><body>{head}<table border=1><tr>{columns}</tr>{''.join(rows)}</table></body></html>".encode()


# Lines of text as different offices would write them; each takes a meeting and its number.
LINES: dict[str, Callable[[Told, int], str]] = {
    "dashes": lambda told, _number: " - ".join(_given(when_text(told), unit_text(told), *_beside(told))),
    "semicolons": lambda told, number: (
        f"{number}. " + "; ".join(_given(when_text(told), _units(told), *_beside(told)))
    ),
    "commas": lambda told, _number: (
        "- "
        + ", ".join(_given(when_text(told), _units(told), _at(told), told.get("group_raw"), people_text(told, "ông ")))
    ),
    "bars": lambda told, number: " | ".join(cells(told, number)[:7]),
    "unit first": lambda told, number: (
        f"{number}. {unit_text(told)}: {', '.join(_given(when_text(told), _at(told)))}"
        + (f" ({told['group_raw']})" if told.get("group_raw") else "")
        + (f". ĐB: {people_text(told)}" if told["delegates"] else "")
        + "."
    ),
    "hour first": lambda told, _number: (
        f"- Vào lúc {hour_text(told)}, {day_text(told)}, "
        + ", ".join(_given(_at(told), f"gồm {unit_text(told)}"))
        + (f". {told['group_raw']}" if told.get("group_raw") else "")
        + (f" (gồm {people_text(told, 'ông ')})" if told["delegates"] else "")
        + "."
    ),
    "group first": lambda told, _number: (
        (told.get("group_raw") or "Đại biểu HĐND")
        + (f" (gồm các ông, bà: {people_text(told)})" if told["delegates"] else "")
        + f" tiếp xúc cử tri {_units(told)} vào {when_text(told)} {_at(told)}."
    ),
    "labels in a line": lambda told, _number: "; ".join(_labelled(told, "Thời gian", "Đơn vị")) + ".",
    "labels in lines": lambda told, _number: "\n".join(_labelled(told, "Ngày giờ", "Địa bàn")) + "\n",
    "sentences": lambda told, number: (
        f"{number}) {day_text(told)}, {hour_text(told)}: Hội nghị tiếp xúc cử tri "
        + _units(told)
        + (f" tổ chức {_at(told)}" if told.get("venue_raw") else "")
        + (f", do {told['group_raw']} tiếp xúc" if told.get("group_raw") else "")
        + (f"; đại biểu dự: {people_text(told)}" if told["delegates"] else "")
        + "."
    ),
}


def _given(*parts: str | None) -> list[str]:
    return [part for part in parts if part]


def _units(told: Told) -> str:
    return unit_text(told).replace(";", ",")


def _at(told: Told) -> str:
    return f"tại {told['venue_raw']}" if told.get("venue_raw") else ""


def _beside(told: Told) -> tuple[str | None, ...]:
    return told.get("venue_raw"), told.get("group_raw"), people_text(told)


def _labelled(told: Told, when: str, unit: str) -> list[str]:
    fields = (
        (when, when_text(told)),
        (unit, _units(told)),
        ("Địa điểm", told.get("venue_raw")),
        ("Tổ đại biểu", told.get("group_raw")),
        ("Đại biểu", people_text(told)),
    )
    return [f"{label}: {value}" for label, value in fields if value]


def in_lines(name: str) -> Callable[[Round], bytes]:
    """A text file whose meetings are written as LINES[name]."""

    def render(round_: Round) -> bytes:
        lines = [LINES[name](told, number) for number, told in enumerate(round_["meetings"], start=1)]
        return "\n".join(heading(round_) + lines).encode()

    return render


FORMS: dict[str, tuple[str, Callable[[Round], bytes]]] = {
    "xlsx columns": (".xlsx", xlsx_columns),
    "xlsx merged": (".xlsx", xlsx_merged),
    "xlsx day rows": (".xlsx", xlsx_sections),
    "docx table": (".docx", docx_table),
    "docx prose": (".docx", docx_prose),
    "txt sentences": (".txt", text_sentences),
    "txt labels": (".txt", text_labels),
    "txt nested": (".txt", text_nested),
    "txt tabs": (".txt", text_tabs),
    "csv": (".csv", csv_semicolons),
    "html": (".html", html_page),
    **{f"txt {name}": (".txt", in_lines(name)) for name in LINES},
}


def _saved(file: Any) -> bytes:
    stream = io.BytesIO()
    file.save(stream)
    return stream.getvalue()


def _runs(values: list[str]) -> list[tuple[int, int]]:
    """First and last place of every run of two or more equal texts."""
    runs, start = [], 0
    for index in range(1, len(values) + 1):
        if index == len(values) or values[index] != values[start]:
            if index - start > 1 and values[start]:
                runs.append((start, index - 1))
            start = index
    return runs


# how much is read ---------------------------------------------------------------------------------------

_KIND = re.compile(
    r"^(?:cac )?(?:thanh pho|tp\.?|thi xa|tx\.?|thi tran|tt\.?|huyen|quan|phuong|xa|dac khu|khu pho)\s+(?=\S)"
)


def bare(unit: str) -> str:
    return _KIND.sub("", fold(unit))


def _units_read(told: Told, read: ReadMeeting) -> bool:
    names = [fold(unit.name) for unit in read.units]
    if told["units"]:
        return sorted(map(bare, names)) == sorted(map(bare, told["units"]))
    raw = fold(told["unit_raw"])
    figures = re.findall(r"[0-9]+[a-z]?|[a-z]?[0-9]+", raw)
    if figures:
        return re.findall(r"[0-9]+[a-z]?|[a-z]?[0-9]+", " ".join(names)) == figures
    return names == [raw]


def _group_read(told: Told, read: ReadMeeting) -> bool:
    raw = told.get("group_raw")
    if not raw:
        return not read.groups
    folded = [fold(group) for group in read.groups]
    return fold(raw) in folded or (
        told["group_no"] is not None and any(str(told["group_no"]) in name for name in folded)
    )


def fields_read(told: Told, read: ReadMeeting) -> dict[str, bool]:
    """By field, whether it was read right. Left out are fields neither printed nor read."""
    hour = told.get("time_norm")
    right = {
        "date": str(read.day) == told["date_iso"],
        "hour": (read.start is not None and f"{read.start:%H:%M}" == hour)
        if hour
        else read.part == told["session_part"],
        "unit": _units_read(told, read),
        "venue": fold(read.venue or "") == fold(told.get("venue_raw") or ""),
        "group": _group_read(told, read),
        "delegates": sorted(map(fold, read.delegates)) == sorted(map(fold, told["delegates"])),
    }
    silent = {
        "hour": not hour and not told["session_part"] and read.part is None and read.start is None,
        "venue": not told.get("venue_raw") and not read.venue,
        "group": not told.get("group_raw") and not read.groups,
        "delegates": not told["delegates"] and not read.delegates,
    }
    return {name: right[name] for name in FIELDS if not silent.get(name)}


def printed_fields(told: Told) -> list[str]:
    """The fields that the print has."""
    has = {
        "date": True,
        "hour": bool(told.get("time_norm") or told["session_part"]),
        "unit": True,
        "venue": bool(told.get("venue_raw")),
        "group": bool(told.get("group_raw")),
        "delegates": bool(told["delegates"]),
    }
    return [name for name in FIELDS if has[name]]


def compare(round_: Round, preview: SchedulePreview) -> tuple[int, int, list[str]]:
    """(fields right, fields in all, what went wrong); meetings are paired in their order."""
    right = total = 0
    wrong: list[str] = []
    for index, told in enumerate(round_["meetings"]):
        if index >= len(preview.meetings):
            missed = printed_fields(told)
            total += len(missed)
            wrong.append(f"meeting {index + 1} not found")
            continue
        for name, good in fields_read(told, preview.meetings[index]).items():
            total += 1
            right += good
            if not good:
                wrong.append(f"{name} of meeting {index + 1}: {preview.meetings[index].as_json()}")
    surplus = len(preview.meetings) - len(round_["meetings"])
    if surplus > 0:
        total += surplus
        wrong.append(f"{surplus} meetings too many")
    return right, total, wrong
