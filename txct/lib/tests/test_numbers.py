from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from txct.lib.numbers import (
    count_text,
    decimal_text,
    from_roman,
    ordinal_words,
    parse_ordinal,
    percent_text,
    point_letter,
    thousands_text,
    to_roman,
    whole_number,
    whole_numbers,
)
from txct.lib.unreadable import Unreadable


def test_counts_under_ten_take_a_zero():
    assert [count_text(count) for count in (0, 7, 9, 10, 99, 1250)] == ["00", "07", "09", "10", "99", "1.250"]


def test_a_negative_count_is_refused():
    with pytest.raises(ValueError, match="không thể âm"):
        count_text(-1)


def test_thousands_are_parted_by_full_stops():
    assert [thousands_text(n) for n in (0, 999, 1000, 12345, 1234567, -12345)] == [
        "0", "999", "1.000", "12.345", "1.234.567", "-12.345",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "places", "printed"),
    [
        (81.45, 1, "81,5"),
        (0.125, 2, "0,13"),
        (Decimal("2.5"), 0, "3"),
        (1234567.891, 2, "1.234.567,89"),
        (-0.04, 1, "0,0"),
        (-2.5, 0, "-3"),
        (1e21, 0, "1.000.000.000.000.000.000.000"),
        (7, 2, "7,00"),
    ],
)
def test_decimals_are_printed_with_a_comma(value, places, printed):
    assert decimal_text(value, places) == printed


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("-Infinity")])
def test_what_is_no_number_is_not_printed(value):
    with pytest.raises(ValueError, match="Không phải là số"):
        decimal_text(value, 1)


def test_decimals_cannot_be_fewer_than_none():
    with pytest.raises(ValueError, match="không thể âm"):
        decimal_text(1, -1)


def test_shares_are_printed_in_per_cent():
    assert percent_text(44, 54) == "81,5 %"
    assert percent_text(2, 3, places=0) == "67 %"
    assert percent_text(54, 54) == "100,0 %"
    assert percent_text(0, 54) == "0,0 %"
    assert percent_text(0, 0) == "–"


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_a_printed_share_is_within_half_a_step_of_the_exact_one(part, whole):
    printed = percent_text(part, whole, places=2).removesuffix(" %").replace(".", "").replace(",", ".")
    assert abs(Decimal(printed) * whole - 100 * part) * 200 <= whole + 1


@pytest.mark.parametrize(
    ("number", "roman"), [(1, "I"), (4, "IV"), (9, "IX"), (18, "XVIII"), (23, "XXIII"), (3999, "MMMCMXCIX")]
)
def test_terms_are_numbered_in_roman(number, roman):
    assert to_roman(number) == roman
    assert from_roman(f" {roman.lower()} ") == number


@given(st.integers(1, 3999))
def test_roman_numerals_read_back(number):
    assert from_roman(to_roman(number)) == number


@pytest.mark.parametrize("number", [0, -1, 4000])
def test_numbers_without_a_roman_form_are_refused(number):
    with pytest.raises(ValueError, match="từ 1 đến 3999"):
        to_roman(number)


@pytest.mark.parametrize("text", ["", " ", "IIII", "VX", "IC", "XVIIII", "18", "abc", "MMMM"])
def test_what_is_no_roman_numeral_is_refused(text):
    with pytest.raises(ValueError, match="không phải là số La Mã"):
        from_roman(text)


def test_points_follow_the_vietnamese_alphabet():
    letters = [point_letter(index) for index in range(25)]
    assert letters == [*"abcdđeghiklmnopqrstuvxy", "aa", "ab"]


@given(st.integers(0, 5000), st.integers(0, 5000))
def test_no_two_points_share_a_letter(one, other):
    assert (point_letter(one) == point_letter(other)) == (one == other)


def test_a_point_before_the_first_is_refused():
    with pytest.raises(ValueError, match="không thể âm"):
        point_letter(-1)


def test_sessions_are_called_by_ordinals_in_words():
    assert [ordinal_words(number) for number in (1, 4, 5, 10, 11, 14, 15, 21, 24, 25, 30, 99)] == [
        "thứ nhất", "thứ tư", "thứ năm", "thứ mười", "thứ mười một", "thứ mười bốn", "thứ mười lăm",
        "thứ hai mươi mốt", "thứ hai mươi bốn", "thứ hai mươi lăm", "thứ ba mươi", "thứ chín mươi chín",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("thứ 5", 5),
        ("thứ Năm", 5),
        ("thứ chín", 9),
        ("lần thứ 3", 3),
        ("Mười bốn", 14),
        ("Kỳ họp 5", 5),
        ("kỳ họp thứ Nhất", 1),
        ("hai mươi tư", 24),
        ("XVIII", 18),
        ("khóa I", 1),
        ("khoá XXIII", 23),
        ("khóa thứ 18", 18),
        ("12", 12),
    ],
)
def test_printed_ordinals_are_read(text, number):
    assert parse_ordinal(text) == number


@given(st.integers(1, 99))
def test_ordinals_read_back(number):
    for text in (
        ordinal_words(number),
        f"Kỳ họp {ordinal_words(number).title()}",
        f"khóa {to_roman(number)}",
        str(number),
    ):
        assert parse_ordinal(text) == number


@pytest.mark.parametrize("text", ["", "0", "thường lệ giữa năm 2022", "thứ", "khóa", "năm mươi mười", "-5"])
def test_what_is_no_ordinal_is_refused(text):
    with pytest.raises(Unreadable, match="số thứ tự"):
        parse_ordinal(text)


@pytest.mark.parametrize("number", [0, 100])
def test_ordinals_out_of_reach_are_refused(number):
    with pytest.raises(ValueError, match="từ 1 đến 99"):
        ordinal_words(number)


@pytest.mark.parametrize("text", ["", " 7", "-1", "+1", "1.0", "²", "٣", "12a", "9" * 19])
def test_what_a_browser_sends_instead_of_a_key_is_none(text):
    assert whole_number(text) is None


def test_keys_are_read_in_their_order_and_the_rest_left_out():
    assert whole_numbers(["12", "²", "0", "x", "9" * 18]) == [12, 0, 10**18 - 1]
