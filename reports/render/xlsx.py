"""Spreadsheets of a paper's tables: the same rows as on paper, numbers as numbers, no cell ever a formula."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from math import ceil

from openpyxl import Workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from reports.render import wording
from reports.render.archive import fixed_archive
from reports.render.model import Cell, Column, OfficialDocument, Row, Table

FONT = "Times New Roman"
SHEET_WIDTH = 120
LINE_HEIGHT = 15.75
"""Points a line of 12-point letters takes."""
ROW_LIMIT = 409
"""Points; the format allows no more."""
LETTERS_IN_A_UNIT = 1.05
"""Letters of the font that go into one unit of width, words being kept whole."""
HEADER_LIMIT = 200
CELL_LIMIT = 32_767
CUT_NOTE = " … (còn tiếp, xem bản PDF)"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_LINE = Side(style="thin", color="FF000000")
_FRAME = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_HEAD_FILL = PatternFill("solid", start_color="FFE7E6E6")


def render_document_xlsx(doc: OfficialDocument, *, frozen_at: datetime) -> bytes:
    """All tables of a paper, one sheet each. Raises ValueError when the paper has no table."""
    return render_xlsx(
        doc.tables(), frozen_at=frozen_at, title=wording.file_title(doc), author=wording.file_author(doc)
    )


def render_xlsx(tables: Iterable[Table], *, frozen_at: datetime, title: str = "", author: str = "") -> bytes:
    """One sheet per table, named by ``Table.name``; the same tables and moment give the same bytes."""
    book = Workbook()
    book.remove(book.worksheets[0])
    used: set[str] = set()
    for table in tables:
        sheet = book.create_sheet(_sheet_name(table, used))
        _fill(sheet, table)
        _frame_pages(sheet, wording.plain(title))
    if not book.worksheets:
        raise ValueError("A spreadsheet needs a table.")
    book.properties.title, book.properties.creator = wording.plain(title), wording.plain(author)
    book.properties.created = book.properties.modified = frozen_at.astimezone(UTC).replace(tzinfo=None)
    book.properties.language = "vi-VN"
    target = io.BytesIO()
    book.save(target)
    return fixed_archive(target.getvalue(), frozen_at)


def _sheet_name(table: Table, used: set[str]) -> str:
    wanted = _FORBIDDEN.sub(" ", wording.plain(table.name or table.caption)).strip(" '\n")[:31] or "Bảng"
    name, count = wanted, 1
    while name.lower() in used:
        count += 1
        name = f"{wanted[: 30 - len(str(count))]} {count}"
    used.add(name.lower())
    return name


def _fill(sheet: Worksheet, table: Table) -> None:
    columns = wording.columns_of(table)
    for index, column in enumerate(columns, start=1):
        _write(sheet.cell(1, index), column.title, Column("", 1, "center"), bold=True).fill = _HEAD_FILL
        sheet.column_dimensions[get_column_letter(index)].width = round(_width(column), 1)
    sheet.row_dimensions[1].height = _height([column.title for column in columns], columns)
    for number, (row, cells) in enumerate(wording.rows_of(table), start=2):
        if row is None:
            for index in range(1, len(columns) + 1):
                _write(sheet.cell(number, index), cells[0] if index == 1 else None, Column("", 1), bold=True)
                sheet.cell(number, index).alignment = Alignment(vertical="top", wrap_text=False)
            continue
        for index, (cell, column) in enumerate(zip(cells, columns, strict=True), start=1):
            _write(sheet.cell(number, index), cell, column, bold=isinstance(row, Row) and row.bold)
        sheet.row_dimensions[number].height = _height(cells, columns)
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"


def _frame_pages(sheet: Worksheet, title: str) -> None:
    """A4 laid across, as wide as the page; TITLE stands over each printed page, its number under it."""
    sheet.oddHeader.center.text = title[:HEADER_LIMIT].replace("&", "&&") or None
    sheet.oddFooter.center.text = "&P/&N"
    sheet.page_setup.paperSize, sheet.page_setup.orientation = sheet.PAPERSIZE_A4, "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _width(column: Column) -> float:
    """The width of a column in the sheet's own units."""
    return max(6, column.width * SHEET_WIDTH / 100)


def _height(cells: Sequence[Cell], columns: Sequence[Column]) -> float:
    """The height of a row in points, by its fullest cell: programs that only show a sheet do not measure it."""
    lines = 1
    for cell, column in zip(cells, columns, strict=True):
        text = str(cell) if isinstance(cell, int | float) else wording.plain(cell or "")
        letters = _width(column) * LETTERS_IN_A_UNIT
        lines = max(lines, sum(max(1, ceil(len(line) / letters)) for line in text.split("\n")))
    return min(lines * LINE_HEIGHT, ROW_LIMIT)


def _write(target: SheetCell, value: Cell, column: Column, *, bold: bool) -> SheetCell:
    """Numbers as numbers; text always as text, also where it looks like a formula."""
    if isinstance(value, int | float):
        target.value = value
        target.number_format = "0" if isinstance(value, int) else f"0.{'0' * column.places}".rstrip(".")
    elif value is not None and (text := wording.plain(value)):
        if len(text) > CELL_LIMIT:
            text = text[: CELL_LIMIT - len(CUT_NOTE)] + CUT_NOTE
        target.value = text
        target.data_type = "s"
        target.quotePrefix = text.startswith(FORMULA_STARTS)
    target.font = Font(name=FONT, size=12, bold=bold)
    target.border = _FRAME
    target.alignment = Alignment(horizontal=column.align, vertical="top", wrap_text=True)
    return target
