"""Tables laid out in other ways than one meeting a row, turned into such: parts side by side, days in columns, fields
down the side. Every cell keeps its place in the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from meetings.importers.schedule_grid import Cell, Table
from meetings.importers.schedule_headers import header_roles, is_header_text, plain_header, role_of
from meetings.importers.schedule_times import find_when, plain
from txct.lib.text import clean_line

HEAD_DEPTH = 40


def straightened(table: Table) -> Iterator[Table]:
    """The table as it is, or as the tables of one meeting a row that it stands for."""
    for part in _side_by_side(_upright(table)):
        yield _days_down(part)


# fields down the side ------------------------------------------------------------------------------------


def _upright(table: Table) -> Table:
    """A table whose first column holds the headers, turned over."""
    rows = table.rows
    if not 2 <= len(rows) <= 12 or any(header_roles(row) for row in rows):
        return table
    side = [row[0] for row in rows]
    roles = header_roles(side)
    if roles is None or len(roles) < max(3, len(rows) - 1):
        return table
    return replace(table, rows=[[row[column] for row in rows] for column in range(len(rows[0]))])


# parts side by side --------------------------------------------------------------------------------------


def _side_by_side(table: Table) -> list[Table]:
    """The parts of a table whose header stands twice or more in one row, from left to right."""
    for index, row in enumerate(table.rows[:HEAD_DEPTH]):
        names = [plain_header(cell.text) if not cell.beside else "" for cell in row]
        if header_roles(row) is None:
            continue
        width = _period(names)
        if width is None:
            return [table]
        parts = []
        for start in range(0, len(names), width):
            columns = [column for column in range(start, min(start + width, len(names))) if names[column]]
            rows = [[row[column] for column in columns] for row in table.rows[index:]]
            parts.append(replace(table, rows=[row for row in rows if any(cell.text for cell in row)]))
        above = [[cell if column == 0 else replace(cell, text="") for column, cell in enumerate(row)] for row in
                 table.rows[:index]]  # fmt: skip
        parts[0] = replace(table, rows=[row[: len(parts[0].rows[0])] for row in above] + parts[0].rows)
        return parts
    return [table]


def _period(names: list[str]) -> int | None:
    """After how many columns the same headers begin again; two of them at least make a part."""
    for width in range(2, len(names) // 2 + 2):
        first = [name for name in names[:width] if name]
        parts = [[name for name in names[start : start + width] if name] for start in range(0, len(names), width)]
        if len(parts) > 1 and len(first) > 1 and all(part == first for part in parts):
            return width
    return None


# days in columns -----------------------------------------------------------------------------------------


def _days_down(table: Table) -> Table:
    """A table whose columns are days (and half days below them), with a row for each cell that is filled."""
    for index, row in enumerate(table.rows[:HEAD_DEPTH]):
        days = [column for column, cell in enumerate(row) if _is_day(cell)]
        if len({row[column].text for column in days}) < 2 or days[0] == 0:
            continue
        below = table.rows[index + 1] if index + 1 < len(table.rows) else []
        halves = bool(below) and all(find_when(clean_line(below[column].text)).part for column in days)
        body = table.rows[index + (2 if halves else 1) :]
        side = [column for column in range(len(row)) if column not in days]
        if not all(_is_side(row[column]) for column in side) or not body:
            continue
        header = [row[column] for column in side]
        header += [replace(row[days[0]], text="Thời gian"), replace(row[days[0]], text="Thời gian, địa điểm")]
        rows = [header]
        for line in body:
            rows += [
                _one(row, below if halves else [], line, side, day) for day in days if line[day].text.strip(" -–x")
            ]
        heading = [[cell if column == 0 else replace(cell, text="") for column, cell in enumerate(above)]
                   for above in table.rows[:index]]  # fmt: skip
        wide = len(header)
        return replace(table, rows=[[*above, *above][:wide] for above in heading] + rows)
    return table


def _one(row: list[Cell], below: list[Cell], line: list[Cell], side: list[int], day: int) -> list[Cell]:
    when = " ".join(dict.fromkeys(clean_line(cell.text) for cell in (row[day], *below[day : day + 1]) if cell.text))
    told = line[day]
    content = replace(told, text=", ".join(filter(None, told.text.split("\n"))), merged=None, beside=False)
    time = Cell(when, replace(row[day].spot, row=told.spot.row, column=told.spot.column))
    return [*(replace(line[column], beside=False) for column in side), time, content]


def _is_day(cell: Cell) -> bool:
    """Whether the cell holds a day and hardly anything else."""
    text = clean_line(cell.text)
    when = find_when(text, sure=True)
    covered = sum(last - first for first, last in when.spans)
    letters = sum(letter.isalnum() for letter in plain(text))
    return len(when.days) == 1 and when.start is None and covered >= 0.8 * letters


def _is_side(cell: Cell) -> bool:
    return not cell.text or (is_header_text(cell.text) and role_of(cell.text) is not None)
