import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from reports.render.model import Column, GroupRow, Row, Table
from reports.render.tests.samples import FROZEN_AT, letter, report
from reports.render.xlsx import CELL_LIMIT, render_document_xlsx, render_xlsx


def opened(data: bytes):
    return load_workbook(io.BytesIO(data))


def one_cell(text):
    data = render_xlsx([Table((Column("Nội dung", 100),), (Row((text,)),))], frozen_at=FROZEN_AT)
    return opened(data).worksheets[0]["A2"]


def test_each_table_of_a_paper_is_a_sheet_with_its_rows():
    book = opened(render_document_xlsx(report(12), frozen_at=FROZEN_AT))
    assert book.sheetnames == ["Theo lĩnh vực", "Danh mục kiến nghị"]
    counts, items = book.worksheets
    assert [[cell.value for cell in row] for row in counts.iter_rows(max_row=2)] == [
        ["Lĩnh vực", "Kiến nghị", "Đã trả lời", "Tỷ lệ (%)"],
        ["Đất đai", 10, 7, 70],
    ]
    assert counts["D2"].number_format == "0.0"
    assert counts["A6"].value == "Tổng số"
    assert counts["A6"].font.bold
    assert [items.cell(row, 1).value for row in range(1, 5)] == ["TT", "Lĩnh vực đất đai", 1, 2]
    assert items.freeze_panes == "A2"
    assert items.print_title_rows == "$1:$1"
    assert items.column_dimensions["B"].width > items.column_dimensions["A"].width


@pytest.mark.parametrize("text", ["=1+1", "+84 222", "-5", "@SUM(A1)", '=HYPERLINK("http://x")', "|calc"])
def test_text_that_looks_like_a_formula_stays_text(text):
    cell = one_cell(text)
    assert (cell.data_type, cell.value) == ("s", text)


def test_the_file_holds_no_formula_element():
    table = Table((Column("=A1", 100),), (Row(("=1+1",)), GroupRow("=2+2")), name="=x")
    with zipfile.ZipFile(io.BytesIO(render_xlsx([table], frozen_at=FROZEN_AT))) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


@given(st.text(max_size=60))
def test_any_text_is_written_as_text(text):
    assert one_cell(text).data_type in ("s", "n")
    assert not str(one_cell(text).value or "").startswith("\x00")


def test_a_cell_longer_than_a_spreadsheet_holds_points_to_the_paper():
    value = one_cell("x" * 50_000).value
    assert len(value) == CELL_LIMIT
    assert value.endswith("(còn tiếp, xem bản PDF)")


def test_a_row_is_as_high_as_the_lines_of_its_longest_cell():
    columns = (Column("STT", 10), Column("Đại biểu", 30), Column("Ghi chú", 60))
    names = "Nguyễn Thị Ngọc Ân, Nguyễn Tiến Đạo, Vương Văn Đĩnh, Lý Thị Hoa, Nguyễn Thạc Khôi"
    rows = (Row((1, "Trần An", "")), Row((2, f"Tổ đại biểu số 1\n{names}", "")), Row((3, "x" * 5_000, None)))
    sheet = opened(render_xlsx([Table(columns, rows)], frozen_at=FROZEN_AT)).worksheets[0]
    assert [sheet.row_dimensions[number].height for number in (2, 3, 4)] == [15.75, 15.75 * 4, 409]


def test_each_printed_page_carries_the_title_and_its_number():
    table = Table((Column("A", 100),), (Row(("x",)),))
    sheet = opened(render_xlsx([table], frozen_at=FROZEN_AT, title="Đất & nước")).worksheets[0]
    assert (sheet.oddHeader.center.text, sheet.oddFooter.center.text) == ("Đất && nước", "&P/&N")


def test_sheet_names_are_made_legal_and_different():
    tables = [Table((Column("A", 100),), (), name=name) for name in ("Tổ 1/2: [a]", "Tổ 1/2: [a]", "", "x" * 40)]
    names = opened(render_xlsx(tables, frozen_at=FROZEN_AT)).sheetnames
    assert names == ["Tổ 1 2   a", "Tổ 1 2   a 2", "Bảng", "x" * 31]


def test_a_paper_without_tables_has_no_spreadsheet():
    with pytest.raises(ValueError, match="needs a table"):
        render_document_xlsx(letter(), frozen_at=FROZEN_AT)


def test_the_same_tables_are_the_same_file():
    first, second = (render_document_xlsx(report(), frozen_at=FROZEN_AT) for _ in range(2))
    assert first == second
    assert opened(first).properties.title.startswith("Báo cáo Tổng hợp ý kiến")
