"""Tables laid out in other ways than one meeting a row, turned into such: days in columns, parts side by side, fields
down the side. Every cell keeps its place in the file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from meetings.importers.schedule_grid import Block, Cell, Line, Table
from meetings.importers.schedule_headers import PART_ROLES, header_roles, is_header_text, plain_header
from meetings.importers.schedule_times import find_when, plain
from txct.lib.text import clean_line

HEAD_DEPTH = 40
FIELDS_LIMIT = 12

Row = list[Cell]


def straightened(table: Table) -> Iterator[Block]:
    """The table as it is, or the lines above it and the tables of one meeting a row that it stands for."""
    for index, row in enumerate(table.rows[:HEAD_DEPTH]):
        rows = table.rows[index:]
        parts = _days_down(rows) or _side_by_side(rows)
        if parts or header_roles(row) is not None:
            break
        if parts := _upright(rows):
            break
    else:
        parts = None
    if not parts:
        yield table
        return
    yield from lines_of(table.rows[:index])
    for part in parts:
        yield replace(table, rows=part)


def lines_of(rows: Sequence[Sequence[Cell]]) -> list[Line]:
    """Rows of a table as lines of text, each cell once."""
    lines = []
    for row in rows:
        texts = [clean_line(cell.text) for cell in row if cell.text and not cell.beside and cell.merged is None]
        if texts:
            spot = next(cell.spot for cell in row if cell.text)
            lines.append(Line(" ".join(texts), replace(spot, column=None)))
    return lines


def _upright(rows: list[Row]) -> list[list[Row]] | None:
    """A table whose first column holds the headers, turned over."""
    if not 2 <= len(rows) <= FIELDS_LIMIT:
        return None
    roles = header_roles([row[0] for row in rows]) if _is_side(rows[0][0]) else None
    if roles is None or len(roles) < max(3, len(rows) - 1) or set(PART_ROLES) & set(roles.values()):
        return None
    return [[[row[column] for row in rows] for column in range(len(rows[0]))]]


def _side_by_side(rows: list[Row]) -> list[list[Row]] | None:
    """The parts of a table whose header stands twice or more in its first row, from left to right."""
    if header_roles(rows[0]) is None:
        return None
    names = [plain_header(cell.text) if not cell.beside else "" for cell in rows[0]]
    width = _period(names)
    if width is None:
        return None
    parts = []
    for start in range(0, len(names), width):
        columns = [column for column in range(start, min(start + width, len(names))) if names[column]]
        part = [[row[column] for column in columns] for row in rows]
        parts.append([row for row in part if any(cell.text for cell in row)])
    return parts


def _period(names: list[str]) -> int | None:
    """After how many columns the same headers begin again; two of them at least make a part."""
    for width in range(2, len(names) // 2 + 2):
        parts = [[name for name in names[start : start + width] if name] for start in range(0, len(names), width)]
        if len(parts) > 1 and len(parts[0]) > 1 and all(part == parts[0] for part in parts):
            return width
    return None


def _days_down(rows: list[Row]) -> list[list[Row]] | None:
    """A table whose first row has days for columns (and half days below them), with a row for each filled cell."""
    row = rows[0]
    days = [column for column, cell in enumerate(row) if _is_day(cell)]
    side = [column for column in range(len(row)) if column not in days]
    if len({row[column].text for column in days}) < 2 or not side or not all(_is_side(row[column]) for column in side):
        return None
    below = rows[1] if len(rows) > 1 and all(find_when(clean_line(rows[1][day].text)).part for day in days) else []
    body = rows[2 if below else 1 :]
    header = [row[column] for column in side]
    header += [replace(row[days[0]], text="Thời gian"), replace(row[days[0]], text="Thời gian, địa điểm")]
    made = [header]
    for line in body:
        made += [_one(row, below, line, side, day) for day in days if line[day].text.strip(" -–x")]
    return [made] if len(made) > 1 else None


def _one(row: Row, below: Row, line: Row, side: list[int], day: int) -> Row:
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
    return not cell.text or is_header_text(cell.text)
