"""A list as a spreadsheet: the rows of the screen, and no cell ever a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font

CELL_LIMIT = 32_767
WIDTHS = (16, 60, 30, 22, 14, 30, 16, 22, 10)


def spreadsheet(title: str, heads: Sequence[str], rows: Iterable[Sequence[str | int]]) -> bytes:
    """An .xlsx file of one sheet. Texts are stored as texts whatever they begin with; whole numbers as numbers."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "B2"
    for number, _head in enumerate(heads):
        sheet.column_dimensions[chr(ord("A") + number)].width = WIDTHS[number] if number < len(WIDTHS) else 20
    sheet.append([_text(sheet, head, bold=True) for head in heads])
    for row in rows:
        sheet.append([value if isinstance(value, int) else _text(sheet, value) for value in row])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _text(sheet: object, value: str, *, bold: bool = False) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=None)
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)[:CELL_LIMIT]
    cell.data_type = "s"
    cell.quotePrefix = value.startswith(("=", "+", "-", "@"))
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    cell.font = Font(bold=bold)
    return cell
