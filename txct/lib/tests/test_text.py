import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from txct.lib.text import clean, clean_line, fold, person_sort_key, sort_key, unify_tone

VIETNAMESE = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"
words = st.text(alphabet=VIETNAMESE + VIETNAMESE.upper(), min_size=1, max_size=8)
phrases = st.lists(words, min_size=1, max_size=4).map(" ".join)
any_text = st.text(alphabet=st.characters())  # lone surrogates included


def nfd(value: str) -> str:
    return unicodedata.normalize("NFD", value)


@pytest.mark.parametrize(
    ("dirty", "stored"),
    [
        ("Ti\u1ebf\u0301p", "Ti\u1ebf\u0301p"),
        ("Ho\u0300a", "Hòa"),
        ("a\x00b\x07c", "abc"),
        ("\ufeffCử\u200b tri\u200e", "Cử tri"),
        ("\u202eđảo\u202c", "đảo"),
        ("hoạt\u00ad động", "hoạt động"),
        ("\u00d0ại biểu, \u00f0ường, \u0189", "Đại biểu, đường, Đ"),
        ("a\u00a0b\u3000c\u202fd", "a b c d"),
        ("một\r\nhai\rba\u2028bốn\x0bnăm", "một\nhai\nba\nbốn\nnăm"),
        ("cột\tcột  \nhết \t\n\n", "cột\tcột\nhết"),
        ("  thụt đầu dòng", "  thụt đầu dòng"),
        ("👨\u200d👩\u200d👧 và 🏴\u200d☠\ufe0f", "👨\u200d👩\u200d👧 và 🏴\u200d☠\ufe0f"),
        ("chữ\u200dliền, 👨\u200d", "chữliền, 👨"),
        ("👨\u200b\u200d👩", "👨\u200d👩"),
        ("lẻ\ud800", "lẻ\ufffd"),
        ("\uffff\ufdd0x", "x"),
        ("HĐND₁₈", "HĐND₁₈"),
        ("plain ", "plain"),
        ("", ""),
    ],
)
def test_text_is_cleaned_before_it_is_stored(dirty, stored):
    assert clean(dirty) == stored


@given(any_text)
def test_cleaning_twice_changes_nothing_and_the_result_can_be_stored_anywhere(value):
    once = clean(value)
    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert "\x00" not in once
    assert once.encode("utf-8").decode("utf-8") == once
    assert not [char for char in once if unicodedata.category(char) == "Cc" and char not in "\t\n"]


@given(phrases)
def test_clean_vietnamese_is_stored_as_it_is_in_either_unicode_form(phrase):
    assert clean(phrase) == phrase == clean(nfd(phrase))


def test_a_line_has_single_blanks_and_none_at_its_ends():
    assert clean_line(" \tỦy ban\r\n  nhân\u00a0 dân\u200b ") == "Ủy ban nhân dân"


@given(any_text)
def test_a_cleaned_line_stays_as_it_is(value):
    line = clean_line(value)
    assert clean_line(line) == line
    assert "\n" not in line


@pytest.mark.parametrize("spelling", ["hòa", "hoà", "Hoà", "HÒA", "hoa", "hoa\u0300", "ho\u0300a", " Hoà\u200b "])
def test_every_spelling_of_hoa_has_one_search_key(spelling):
    assert fold(spelling) == "hoa"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Đường Đình Bảng", "duong dinh bang"),
        ("\u00d0ình \u0189ình ðình", "dinh dinh dinh"),
        ("Uỷ ban  QUÝ\n", "uy ban quy"),
        ("09/KH-TT.HĐND₁₈", "09/kh-tt.hdnd18"),
        ("Ｔừ Ｓơｎ ﬁ", "tu son fi"),
        ("kinh tế – xã hội", "kinh te - xa hoi"),
        ("“19h30’”", '"19h30\'"'),
        ("Straße", "strasse"),
        ("\x00\ud800\u200b", ""),
    ],
)
def test_search_keys(text, key):
    assert fold(text) == key


def test_folding_is_idempotent_and_equal_in_both_forms_for_every_character_of_unicode():
    for code in range(0x110000):
        char = chr(code)
        key = fold(f"a{char}b")
        assert fold(key) == key, hex(code)
        if not 0xD800 <= code <= 0xDFFF:
            assert fold("a" + nfd(char) + "b") == key, hex(code)


@given(any_text)
@example("\u0345\u03b9")
@example("İI\u0307")
def test_folding_is_idempotent_and_blind_to_the_unicode_form(value):
    key = fold(value)
    assert fold(key) == key
    assert fold(nfd(value)) == key == fold(unicodedata.normalize("NFC", value))


@given(phrases)
def test_vietnamese_folds_to_plain_letters_whatever_its_case_and_tones(phrase):
    key = fold(phrase)
    assert key.isascii()
    assert len(key) == len(phrase)
    assert fold(phrase.upper()) == key == fold(unify_tone(phrase)) == fold(clean(phrase))


ICU_ORDER = Path(__file__).with_name("icu_vi_order.txt").read_text("utf-8").splitlines()


def test_sort_keys_give_the_order_of_icu():
    """The list was sorted by PostgreSQL's collation vi-x-icu (version 153.120.42), ties by code points."""
    assert sorted(ICU_ORDER, key=lambda line: (sort_key(line), line.encode())) == ICU_ORDER


def test_the_alphabet_and_the_tones_are_in_dictionary_order():
    letters = list("aăâbcdđeêghiklmnoôơpqrstuưvxy")
    assert sorted(set(letters), key=sort_key) == letters
    tones = ["ma", "mà", "mả", "mã", "má", "mạ"]
    assert sorted(set(tones), key=sort_key) == tones


def test_tones_are_compared_only_after_all_letters():
    assert sorted(["Tù Sơn", "Tu Tiên", "Tú Lan"], key=sort_key) == ["Tú Lan", "Tù Sơn", "Tu Tiên"]


@given(any_text)
def test_sort_keys_are_plain_and_blind_to_the_unicode_form(value):
    for key in (sort_key(value), sort_key(value, numbers=True), person_sort_key(value)):
        assert set(key) <= set("0123456789abcdefghijklmnopqrstuvwxyz")
    assert sort_key(nfd(clean(value))) == sort_key(clean(value))


@given(phrases, phrases)
def test_different_vietnamese_phrases_never_share_a_sort_key(one, other):
    assert (sort_key(one) == sort_key(other)) == (one == other)
    assert (person_sort_key(one) == person_sort_key(other)) == (one == other)


def test_numbered_units_can_be_sorted_by_value():
    units = ["Tổ 1", "Tổ 2", "Tổ 2a", "Tổ 10", "Tổ 10b", "Tổ 100"]
    assert sorted(set(units), key=lambda unit: sort_key(unit, numbers=True)) == units
    assert sorted(units, key=sort_key) == ["Tổ 1", "Tổ 10", "Tổ 100", "Tổ 10b", "Tổ 2", "Tổ 2a"]


@given(st.integers(0, 10**12), st.integers(0, 10**12))
def test_numbers_in_names_sort_as_numbers(one, other):
    assert (sort_key(f"Tổ {one}", numbers=True) < sort_key(f"Tổ {other}", numbers=True)) == (one < other)


def test_people_are_sorted_by_given_name_then_by_the_rest():
    people = [
        "Nguyễn Văn An",
        "NGUYỄN VĂN AN",
        "Trần Văn An",
        "Lê Ân",
        "Phạm Thị Bình",
        "Đỗ Dũng",
        "Bùi Đức",
        "Nguyễn Thị Thúy",
        "An Thị Thụy",
        "Y Xuân",
    ]
    assert sorted(set(people), key=person_sort_key) == people


def test_a_person_of_one_name_and_an_empty_name_have_keys():
    assert person_sort_key("") < person_sort_key("An") < person_sort_key("Nguyễn An")


@pytest.mark.parametrize(
    ("given_spelling", "unified"),
    [
        ("hoà", "hòa"),
        ("HOÀ BÌNH", "HÒA BÌNH"),
        ("thuỷ", "thủy"),
        ("Uỷ ban", "Ủy ban"),
        ("khoẻ", "khỏe"),
        ("loá", "lóa"),
        ("hòan thành", "hoàn thành"),
        ("Hòang", "Hoàng"),
        ("ngòai", "ngoài"),
        ("lóet", "loét"),
        ("qúy", "quý"),
        ("Qùa", "Quà"),
        ("qúôc", "qúôc"),
        ("quỷ", "quỷ"),
        ("quý", "quý"),
        ("hoàn toàn", "hoàn toàn"),
        ("huỳnh huỵch", "huỳnh huỵch"),
        ("khuỷu tay", "khuỷu tay"),
        ("thuở", "thuở"),
        ("xoáy", "xoáy"),
        ("hoa\u0300", "hòa"),
        ("hoà.Thuý", "hòa.Thúy"),
        ("Hoàđ", "Hoàđ"),
        ("", ""),
    ],
)
def test_the_tone_mark_has_one_place(given_spelling, unified):
    assert unify_tone(given_spelling) == unified


@given(phrases)
def test_unifying_tones_is_idempotent_and_moves_marks_only(phrase):
    once = unify_tone(phrase)
    assert unify_tone(once) == once
    assert fold(once) == fold(phrase)
    assert sorted(nfd(once)) == sorted(nfd(phrase))


@given(any_text)
def test_unifying_tones_takes_any_text(value):
    once = unify_tone(value)
    assert unify_tone(once) == once
