import pytest
from hypothesis import given
from hypothesis import strategies as st

from txct.lib.document_numbers import DocumentNumber, Unreadable, find_document_numbers


@pytest.mark.parametrize(
    ("text", "number", "printed"),
    [
        ("28/KH-HĐND", DocumentNumber(28, "KH-HĐND"), "28/KH-HĐND"),
        ("Số: 28/KH-HĐND", DocumentNumber(28, "KH-HĐND"), "28/KH-HĐND"),
        ("SỐ 28 / KH – HÐND", DocumentNumber(28, "KH-HĐND"), "28/KH-HĐND"),
        ("09/KH-TT.HĐND₁₈", DocumentNumber(9, "KH-TT.HĐND₁₈"), "09/KH-TT.HĐND₁₈"),
        ("149/TB-MTTQ-BTT", DocumentNumber(149, "TB-MTTQ-BTT"), "149/TB-MTTQ-BTT"),
        ("9/KH-HĐND", DocumentNumber(9, "KH-HĐND"), "09/KH-HĐND"),
        ("30/2020/NĐ-CP", DocumentNumber(30, "NĐ-CP", 2020), "30/2020/NĐ-CP"),
        ("72/2025/UBTVQH15", DocumentNumber(72, "UBTVQH15", 2025), "72/2025/UBTVQH15"),
        ("12/HĐND-VP", DocumentNumber(12, "HĐND-VP"), "12/HĐND-VP"),
        ("05/QyĐ-UBND", DocumentNumber(5, "QyĐ-UBND"), "05/QyĐ-UBND"),
        ("28a/KH-HĐND", DocumentNumber(28, "KH-HĐND", letter="a"), "28a/KH-HĐND"),
        ("Số:      /KH-HĐND", DocumentNumber(None, "KH-HĐND"), "/KH-HĐND"),
        ("Số: …/KH-HĐND", DocumentNumber(None, "KH-HĐND"), "/KH-HĐND"),
        ("....../KH-HĐND", DocumentNumber(None, "KH-HĐND"), "/KH-HĐND"),
    ],
)
def test_document_numbers_are_read_and_printed(text, number, printed):
    assert DocumentNumber.parse(text) == number
    assert str(number) == printed


@pytest.mark.parametrize(
    ("text", "part_of_reason"),
    [
        ("", "chưa có số"),
        ("28 KH-HĐND", "thiếu dấu “/”"),
        ("26/5/2017", "không đúng dạng"),
        ("00/KH-HĐND", "bắt đầu từ 01"),
        ("28/kh-hđnd", "không đúng dạng"),
        ("28/", "không đúng dạng"),
        ("28/KH HĐND", "không đúng dạng"),
        ("28/KH--HĐND", "không đúng dạng"),
        ("28/K" + "H" * 60, "dài quá 60 chữ"),
        ("1234567/KH", "không đúng dạng"),
    ],
)
def test_what_is_no_document_number_is_refused_with_a_reason(text, part_of_reason):
    with pytest.raises(Unreadable) as caught:
        DocumentNumber.parse(text)
    assert part_of_reason in caught.value.reason


symbols = st.lists(st.text(alphabet="ABCĐHKMNQTUVX0₁₈", min_size=1, max_size=6), min_size=1, max_size=4).map("-".join)


@given(
    st.none() | st.integers(1, 999_999),
    symbols.filter(lambda symbol: symbol[0] not in "0₁₈"),
    st.none() | st.integers(1945, 2099),
)
def test_document_numbers_read_back(number, symbol, year):
    document = DocumentNumber(number, symbol, year)
    assert DocumentNumber.parse(str(document)) == document
    assert DocumentNumber.parse(f"Số: {document}") == document


@given(st.text(alphabet=st.characters()), symbols)
def test_running_text_of_any_kind_is_searched(text, symbol):
    assert all(isinstance(number, DocumentNumber) for number in find_document_numbers(f"{text}{symbol}/{text}"))


def test_search_is_blind_to_subscripts_and_accents():
    assert DocumentNumber(9, "KH-TT.HĐND₁₈").search_key == "09/kh-tt.hdnd18"


def test_numbers_cited_in_running_text_are_found_and_dates_are_not():
    text = (
        "Căn cứ Kế hoạch số 09/KH-TT.HĐND₁₈ ngày 26/5/2017 và Nghị định số 30/2020/NĐ-CP, làm việc 24/24h, "
        "số 00/KH-HĐND, tỷ lệ 1/Người; thực hiện 149/TB-MTTQ-BTT."
    )
    assert [str(number) for number in find_document_numbers(text)] == [
        "09/KH-TT.HĐND₁₈",
        "30/2020/NĐ-CP",
        "149/TB-MTTQ-BTT",
    ]
