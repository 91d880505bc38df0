"""Tables laid out in other ways than one meeting a row, turned into such: days and half days over the columns, parts
side by side, fields down the side. Every cell keeps its place in the file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from meetings.importers.schedule_cells import timed_parts
from meetings.importers.schedule_grid import Block, Cell, Line, Table
from meetings.importers.schedule_headers import PART_ROLES, header_roles, is_header_text, plain_header
from meetings.importers.schedule_people import group_number, is_group
from meetings.importers.schedule_places import has_unit
from meetings.importers.schedule_times import find_when, plain
from txct.lib.text import clean_line

HEAD_DEPTH = 40
FIELDS_LIMIT = 12
BANDS_DEPTH = 3
BAND_SHARE = 0.7
UNIT_LIMIT = 40

_OVER = {"when": "Thời gian", "group": "Tổ đại biểu", "unit": "Đơn vị"}
_ALL_IN_ONE = "Thời gian, địa điểm"
_MARKED = re.compile(r"^\s*[xX✓✔v√●•]\s*$")
_NOTHING = re.compile(r"(?:nghỉ|không(?: có| họp)?|trống)\.?", re.IGNORECASE)
_HOUR = re.compile(r"\(?\s*(?:(?:từ|lúc|bắt đầu)\s+)*[0-9]{1,2}\s*(?:[hg:]|giờ)[^()]*\)?", re.IGNORECASE)

Row = list[Cell]


def straightened(table: Table) -> Iterator[Block]:
    """The table as it is, or the lines above it and the tables of one meeting a row that it stands for."""
    for index, row in enumerate(table.rows[:HEAD_DEPTH]):
        rows = table.rows[index:]
        parts = _banded(rows) or _side_by_side(rows)
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


@dataclass(slots=True)
class _Band:
    """Neighbouring columns under one day, half day, group or unit, told in TEXT, with the header of each."""

    text: str
    columns: list[int]
    heads: list[str]


def _banded(rows: list[Row]) -> list[list[Row]] | None:
    """A table with days, groups or units over its columns, as one with a row for each of them that holds something."""
    depth, over, heads = _stacked(rows)
    bands: list[_Band] = []
    for column, told in enumerate(over):
        if told and bands and bands[-1].text == told and heads[column] not in bands[-1].heads:
            bands[-1].columns.append(column)
            bands[-1].heads.append(heads[column])
        elif told:
            bands.append(_Band(told, [column], [heads[column]]))
    side = [column for column, told in enumerate(over) if not told]
    named = sum(bool(heads[column]) for column in side)
    kinds = {_kind_over(band.text) for band in bands}
    alone = len({band.text for band in bands}) < 2
    if len(kinds) != 1 or not named or (alone and (named < 2 or not find_when(bands[0].text).part)):
        return None
    alike = all(band.heads == bands[0].heads for band in bands)
    contents = bands[0].heads if alike and any(bands[0].heads) else [_ALL_IN_ONE]
    header = [replace(rows[0][column], text=heads[column], beside=False) for column in side]
    header += [Cell(text, rows[0][bands[0].columns[0]].spot) for text in (_OVER[kinds.pop()], *contents)]
    made = [header]
    for line in rows[depth:]:
        filled = [band for band in bands if any(_says(line[column]) for column in band.columns)]
        made += [_under(line, side, band, len(contents)) for band in filled]
    return [made] if len(made) > 1 else None


def _stacked(rows: list[Row]) -> tuple[int, list[str], list[str]]:
    """How many rows head the columns; for each column, the day, group or unit above it, and its header proper."""
    width = len(rows[0])
    over, heads = [""] * width, [""] * width
    depth = 0
    for depth, row in enumerate(rows[:BANDS_DEPTH]):
        own = [column for column, cell in enumerate(row) if cell.text and cell.merged is None]
        above = [column for column in own if _kind_over(clean_line(row[column].text))]
        apart = [column for column in own if column not in above and not is_header_text(row[column].text)]
        astray = depth and any(not (over[column] or _is_wide(rows[depth - 1], column)) for column in above)
        if not own or apart or astray:
            return depth, over, heads
        for column in own:
            text = clean_line(row[column].text)
            if column not in above:
                heads[column] = text
            elif text not in over[column]:
                over[column], heads[column] = f"{over[column]} {text}".strip(), ""
    return depth + 1, over, heads


def _is_wide(row: Row, column: int) -> bool:
    """Whether the cell over COLUMN spreads over more than one."""
    return row[column].beside or (column + 1 < len(row) and row[column + 1].beside)


def _kind_over(text: str) -> str:
    """Whether TEXT is a day or half day ("when"), with or without its hour, a "group" or a "unit", and little else."""
    if is_header_text(text) and not find_when(text).part:
        return ""
    when = find_when(text, sure=True)
    covered = sum(last - first for first, last in when.spans)
    letters = sum(letter.isalnum() for letter in plain(text))
    told = len(when.days) == 1 or (not when.days and (when.part or (when.weekday is not None and not when.start)))
    if told and covered >= BAND_SHARE * letters:
        return "when"
    if group_number(text) is not None and is_group(text):
        return "group"
    return "unit" if has_unit(text) and len(text) < UNIT_LIMIT else ""


def _says(cell: Cell) -> bool:
    return bool(cell.text.strip(" -–/.")) and _NOTHING.fullmatch(cell.text.strip()) is None


def _under(line: Row, side: Sequence[int], band: _Band, count: int) -> Row:
    """The row of a table made upright: what stands at the side, what the band says, and what stands under it.

    A cross says only that there is a meeting; an hour in the cell is nearer than that over the columns.
    """
    cells = [replace(line[column], text=_MARKED.sub("", line[column].text)) for column in band.columns]
    if count < len(cells) or count == 1:
        texts = list(filter(None, (text for cell in cells for text in cell.text.split("\n"))))
        sign = "\n" if len(timed_parts("\n".join(texts))) == len(texts) > 1 else ", "
        cells = [replace(cells[0], text=sign.join(texts).replace(", (", " ("), merged=None, beside=False)]
    own = any(find_when(clean_line(cell.text)).start for cell in cells)
    told = _HOUR.sub("", band.text) if own else band.text
    first = line[band.columns[0]].spot
    return [*(replace(line[column], beside=False) for column in side), Cell(told, first), *cells]


def _is_side(cell: Cell) -> bool:
    return not cell.text or is_header_text(cell.text)
