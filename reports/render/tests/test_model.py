import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.render import wording
from reports.render.model import (
    Clause,
    Column,
    Dash,
    DocumentError,
    KeyValues,
    Letterhead,
    OfficialDocument,
    Paragraph,
    Part,
    Point,
    Row,
    Run,
    Table,
    from_json,
    to_json,
)
from reports.render.tests.samples import all_samples, letter, plan, report

words = st.text(max_size=40)
texts = words | st.lists(st.builds(Run, words, st.booleans(), st.booleans(), st.booleans()), max_size=3).map(tuple)
blocks = st.one_of(
    st.builds(Part, words, st.none() | st.integers(1, 30)),
    st.builds(Clause, st.integers(1, 30) | words, texts, texts),
    st.builds(Point, words, texts),
    st.builds(Dash, texts),
    st.builds(Paragraph, texts),
    st.builds(KeyValues, st.lists(st.tuples(words, texts), max_size=3).map(tuple)),
    st.lists(st.tuples(texts, st.integers()), max_size=3).map(
        lambda rows: Table((Column("Nội dung", 70), Column("Số", 30)), tuple(Row(cells) for cells in rows))
    ),
)
documents = st.builds(
    OfficialDocument,
    kind=words,
    letterhead=st.just(Letterhead(("HĐND",))),
    body=st.lists(blocks, max_size=4).map(tuple),
    number=st.none() | st.integers(1, 999),
    date=st.none() | st.dates(),
    bases=st.lists(texts, max_size=2).map(tuple),
)


@given(documents)
def test_a_frozen_paper_reads_back_equal(doc):
    assert from_json(json.loads(json.dumps(to_json(doc)))) == doc


@pytest.mark.parametrize("name", sorted(all_samples()))
def test_every_sample_survives_its_snapshot(name):
    doc = all_samples()[name]
    assert from_json(json.loads(json.dumps(to_json(doc)))) == doc


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"schema": 99, "document": {}},
        {"schema": 1, "document": {"type": "Row", "cells": [], "bold": False}},
        {"schema": 1, "document": {"type": "os.system", "command": "x"}},
        {"schema": 1, "document": {"type": "OfficialDocument", "unheard_of": 1}},
        {"schema": 1, "document": {"type": "date", "value": "31/02/2026"}},
    ],
)
def test_what_is_no_snapshot_is_refused(data):
    with pytest.raises(DocumentError):
        from_json(data)


def test_a_row_of_the_wrong_length_is_refused():
    with pytest.raises(DocumentError, match="Row 2"):
        Table((Column("Đơn vị", 50), Column("Số", 50)), (Row(("Đông Ngàn", 1)), Row(("Trang Hạ",))))


def test_the_number_keeps_its_leading_zero_and_may_stay_blank():
    assert wording.number_line(replace(plan(), number=5)) == "Số: 05/KH-HĐND"
    assert wording.number_line(plan()) == "Số: 28/KH-HĐND"
    assert wording.number_line(replace(plan(), number=None)).split() == ["Số:", "/KH-HĐND"]
    assert wording.number_line(replace(plan(), number=None, symbol="")) == ""


def test_the_date_may_stay_blank_for_the_registry():
    assert wording.date_line(plan()) == "Từ Sơn, ngày 06 tháng 6 năm 2017"
    assert wording.date_line(replace(plan(), date=date(2018, 1, 5))) == "Từ Sơn, ngày 05 tháng 01 năm 2018"
    assert wording.date_line(report()).split() == ["Từ", "Sơn,", "ngày", "tháng", "năm", "2017"]
    assert wording.date_line(replace(plan(), has_place_date=False)) == ""


def test_lists_end_with_semicolons_and_a_full_stop():
    assert wording.basis_lines(replace(plan(), bases=("Căn cứ A;", "Căn cứ B,", "Căn cứ C"))) == (
        "Căn cứ A;",
        "Căn cứ B;",
        "Căn cứ C.",
    )
    assert wording.recipient_lines(letter()) == ("- Như trên;", "- Thường trực HĐND (b/c);", "- Lưu: VT.")
    assert wording.addressee_lines(letter()) == ("Ủy ban nhân dân thị xã Từ Sơn",)
    assert wording.addressee_lines(report()) == (
        "- Thường trực Hội đồng nhân dân tỉnh;",
        "- Ban Thường trực Ủy ban MTTQ tỉnh.",
    )


@pytest.mark.parametrize(
    ("last", "closed"),
    [
        (Paragraph("Đề nghị phối hợp."), Paragraph("Đề nghị phối hợp./.")),
        (Paragraph("Đề nghị phối hợp./."), Paragraph("Đề nghị phối hợp./.")),
        (Dash("Lưu hồ sơ;"), Dash("Lưu hồ sơ./.")),
        (Clause(1, "Mục đích"), Clause(1, "Mục đích./.")),
        (Clause(1, "Mục đích", "Nghe cử tri."), Clause(1, "Mục đích", "Nghe cử tri./.")),
        (KeyValues((("Thư ký", "Ông A."),)), KeyValues((("Thư ký", "Ông A./."),))),
        (
            Paragraph((Run("Kính mời "), Run("ông A", bold=True), Run("."))),
            Paragraph((Run("Kính mời "), Run("ông A./.", bold=True))),
        ),
    ],
)
def test_the_text_ends_with_the_final_mark(last, closed):
    before = Part("Nội dung", 1)
    assert wording.closed_body(replace(plan(), body=(before, last))) == (before, closed)


def test_after_a_table_the_final_mark_stands_alone():
    table = next(report().tables())
    closed = wording.closed_body(replace(report(), body=(table,)))
    assert closed == (table, Paragraph("./.", align="right", indent=False))


def test_two_annexes_are_numbered_in_roman_and_one_is_not():
    assert wording.annex_headings(report().annexes) == ("Phụ lục I", "Phụ lục II")
    assert wording.annex_headings(plan().annexes) == ("Phụ lục",)


def test_the_annex_names_its_paper():
    assert wording.annex_reference(plan(), "Thường trực Hội đồng nhân dân thị xã") == (
        "(Kèm theo Kế hoạch số 28/KH-HĐND ngày 06 tháng 6 năm 2017\ncủa Thường trực Hội đồng nhân dân thị xã)"
    )


def test_subscript_digits_of_a_symbol_are_lowered():
    assert wording.runs("09/KH-TT.HĐND₁₈ ngày") == (
        Run("09/KH-TT.HĐND"),
        Run("18", subscript=True),
        Run(" ngày"),
    )


@given(st.text())
def test_runs_keep_every_legible_letter(text):
    printed = "".join(run.text for run in wording.runs(text))
    assert printed == wording.legible(text).translate(str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789"))


def test_running_numbers_pass_over_group_headings():
    table = report(12).annexes[1].blocks[0]
    numbers = [cells[0] for row, cells in wording.rows_of(table) if row is not None]
    assert numbers == list(range(1, 13))
    assert sum(column.width for column in wording.columns_of(table)) == pytest.approx(100)
