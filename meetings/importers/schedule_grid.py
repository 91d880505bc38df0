"""Cells, tables and lines of a file, each with its place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time

from meetings.importers.schedule_values import NotASchedule, Spot

ROW_LIMIT, COLUMN_LIMIT = 5_000, 100
Value = date | datetime | time | float | None

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_NOWHERE = Spot()


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. VALUE is what the program stored when it is a date, an hour or a number; MERGED when filled down."""

    text: str = ""
    spot: Spot = _NOWHERE
    value: Value = None
    merged: Spot | None = None
    beside: bool = False


@dataclass(slots=True)
class Table:
    """A table of equally long rows; EPOCH is 1904 for workbooks of old Macintosh programs."""

    rows: list[list[Cell]]
    epoch: datetime | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line or paragraph of running text. TYPED is a text file's line with all its blanks, which place columns."""

    text: str
    spot: Spot
    typed: str = ""


Block = Table | Line


def column_letter(index: int) -> str:
    """The letter of the column at INDEX (0 is A), as spreadsheets count."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = _LETTERS[rest] + letters
    return letters


def fill_area(grid: dict[tuple[int, int], Cell], first: tuple[int, int], last: tuple[int, int]) -> None:
    """Give every cell of a merged area the content of its first one, and say where it came from."""
    origin = grid.get(first)
    height, width = last[0] - first[0] + 1, last[1] - first[1] + 1
    if origin is None or height > ROW_LIMIT or width > COLUMN_LIMIT:
        return
    for row in range(first[0], last[0] + 1):
        for column in range(first[1], last[1] + 1):
            if (row, column) != first:
                spot = replace(origin.spot, row=origin.spot.row + row - first[0], column=column_letter(column))
                below = origin.spot if row != first[0] else None
                grid[row, column] = replace(origin, spot=spot, merged=below, beside=column != first[1])


def make_table(grid: dict[tuple[int, int], Cell], epoch: datetime | None = None) -> Table | None:
    """A table from cells by row and column, without the blank rows and columns around it."""
    filled = [key for key, cell in grid.items() if cell.text]
    if not filled:
        return None
    rows, columns = sorted({row for row, _ in filled}), max(column for _, column in filled) + 1
    if len(rows) > ROW_LIMIT or columns > COLUMN_LIMIT:
        raise NotASchedule(f"Bảng có quá {ROW_LIMIT} dòng hoặc {COLUMN_LIMIT} cột. Chỉ giữ lại phần lịch rồi nạp lại.")
    part = grid[filled[0]].spot.part
    blank = {row: Cell(spot=Spot(part, grid[key].spot.row)) for key in filled for row in (key[0],)}
    made = [[grid.get((row, column), replace(blank[row])) for column in range(columns)] for row in rows]
    for row in made:
        for index, cell in enumerate(row):
            if cell.spot.column is None:
                row[index] = replace(cell, spot=replace(cell.spot, column=column_letter(index)))
    return Table(made, epoch)
