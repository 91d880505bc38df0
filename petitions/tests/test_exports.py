"""Spreadsheets of a list: texts stay texts, whatever they begin with."""

from __future__ import annotations

import io

from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from petitions.exports import CELL_LIMIT, spreadsheet

TEXTS = st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40)


@settings(max_examples=40)
@given(st.sampled_from(["=", "+", "-", "@", ""]), TEXTS, st.integers(min_value=0, max_value=10**6))
def test_a_text_is_read_back_as_it_was_and_never_as_a_formula(start: str, text: str, number: int) -> None:
    value = start + text
    sheet = load_workbook(io.BytesIO(spreadsheet("Kiến nghị", ["Mã", "Lượt"], [[value, number]]))).active
    assert [cell.value for cell in sheet[2]] == [value, number]
    assert [cell.data_type for cell in sheet[2]] == ["s" if sheet["A2"].data_type == "s" else "inlineStr", "n"]


def test_what_no_cell_can_hold_is_left_out_or_cut() -> None:
    content = spreadsheet("Kiến nghị", ["Mã"], [["a\x07b"], ["d" * (CELL_LIMIT + 5)]])
    sheet = load_workbook(io.BytesIO(content)).active
    assert [sheet["A2"].value, len(sheet["A3"].value)] == ["ab", CELL_LIMIT]
