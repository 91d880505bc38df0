"""The expected codes are written out here once more, as runs of bytes, and not taken from the module."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from txct.lib.legacy import detect, encoding_of_font, to_unicode
from txct.lib.text import fold

SMALL = "ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
LETTERS = SMALL + SMALL.upper()

TCVN3_BYTES = bytes.fromhex(
    "a8a9aeaaabacad" "b5b6b7b8b9" "bbbcbdbec6" "c7c8c9cacb" "cccecfd0d1" "d2d3d4d5d6" "d7d8dcddde"
    "dfe1e2e3e4" "e5e6e7e8e9" "eaebecedee" "eff1f2f3f4" "f5f6f7f8f9" "fafbfcfdfe"
)  # fmt: skip
TCVN3 = dict(zip(SMALL, TCVN3_BYTES.decode("latin-1"), strict=True)) | dict(
    zip("ĂÂÊÔƠƯĐ", bytes.fromhex("a1a2a3a4a5a6a7").decode("latin-1"), strict=True)
)
VNI_CODES = """
aê aâ ñ eâ oâ ô ö aø aû aõ aù aï aè aú aü aé aë aà aå aã aá aä eø eû eõ eù eï eà eå eã eá eä ì æ ó í ò
oø oû oõ où oï oà oå oã oá oä ôø ôû ôõ ôù ôï uø uû uõ uù uï öø öû öõ öù öï yø yû yõ yù î
"""
VNI = dict(zip(SMALL, VNI_CODES.split(), strict=True))
VNI |= {letter.upper(): code.upper() for letter, code in VNI.items()}

PARAGRAPH = (
    "Đại biểu Hội đồng nhân dân thị xã tiếp xúc cử tri tại các phường, xã trước và sau kỳ họp thứ năm. "
    "Cử tri kiến nghị sửa đường, nạo vét kênh, bổ sung quỹ đất xây trường mầm non."
)
FOREIGN = [
    "Où est le chat ? L'été, les élèves vont à l'école près de la forêt ; déjà vu, garçon, août, Noël, maïs naïf.",
    "Der schöne Müller wohnt in größeren Häusern an der Straße; übermäßig.",
    "El niño, señor, mañana por la mañana sí.",
    "Não, o leão e o avião põem-se à mesa.",
    "Blåbærgrød på øen",
    "hyvää päivää",
    "Köln",
    "café",
    "thé",
    "Caïn",
    "laïc",
    "10 µm, 20 µg, 30 µl",
    "Copyright © 2024 Company®",
    "« Bonjour »",
    "§ 5 Abs. 2, §a, ±5, 37°C, 12 m², ½",
]


def encode(text: str, codes: dict[str, str]) -> str:
    return "".join(codes.get(letter, letter) for letter in text)


def as_capital_font(text: str) -> str:
    """Type capitals as one does in a .VnTimeH font: by the codes of the small letters."""
    return encode(text, TCVN3 | {letter: TCVN3[letter.lower()] for letter in SMALL.upper() if letter not in TCVN3})


def test_the_alphabet_has_134_accented_letters():
    assert len(set(LETTERS)) == 134


@pytest.mark.parametrize("letter", SMALL + "ĂÂÊÔƠƯĐ")
def test_every_letter_of_tcvn3_becomes_unicode(letter):
    assert to_unicode(encode(letter, TCVN3), "tcvn3") == letter


@pytest.mark.parametrize("letter", SMALL.upper())
def test_capitals_of_a_tcvn3_capital_font_come_out_right_when_upper_cased(letter):
    assert to_unicode(as_capital_font(letter), "tcvn3").upper() == letter


@pytest.mark.parametrize("letter", LETTERS)
def test_every_letter_of_vni_becomes_unicode(letter):
    assert to_unicode(encode(letter, VNI), "vni") == letter


def test_a_vni_capital_may_bear_a_small_mark():
    assert to_unicode("Aùnh Ñöôøng, AÙNH", "vni") == "Ánh Đường, ÁNH"


@given(st.text(alphabet=SMALL + "ĂÂÊÔƠƯĐ bcdghklmnpqrstvx,.0123456789", max_size=60))
def test_tcvn3_text_becomes_unicode_however_its_bytes_were_read(text):
    as_bytes = encode(text, TCVN3).encode("latin-1")
    for read in (as_bytes.decode("latin-1"), as_bytes.decode("cp1252"), encode(text, TCVN3).encode().decode()):
        assert to_unicode(read, "tcvn3") == text


@given(st.lists(st.sampled_from(PARAGRAPH.split()), max_size=30).map(" ".join))
def test_vni_text_becomes_unicode(text):
    assert to_unicode(encode(text, VNI), "vni") == text


@pytest.mark.parametrize(
    "text", [PARAGRAPH, "Hà Nội", "Nguyễn Văn An", "Trần Thị Hoa", "Xã Tam Sơn", "Đường", "Kiến nghị sửa đường"]
)
def test_text_in_an_old_encoding_is_detected(text):
    assert detect(encode(text, TCVN3)) == "tcvn3"
    assert detect(encode(text, VNI)) == "vni"


def test_capitals_typed_in_a_capital_font_are_detected():
    typed = as_capital_font("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    assert detect(typed) == "tcvn3"
    assert to_unicode(typed, "tcvn3").upper() == "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Plain ASCII",
        PARAGRAPH,
        PARAGRAPH.upper(),
        "cà phê",
        "bà già có nhà to",
        "Trà Vinh",
        "HĐND",
        "Lê Thị Thu Hà",
        *FOREIGN,
    ],
)
def test_unicode_vietnamese_and_other_languages_are_left_alone(text):
    assert detect(text) is None


PROPER = f"{PARAGRAPH} cà có thú bé hé mé bà già là nhà to Hà Trà".split()


@given(st.lists(st.sampled_from(PROPER), max_size=12).map(" ".join))
def test_no_proper_vietnamese_is_taken_for_an_old_encoding(text):
    assert detect(text) is None


@given(st.text(alphabet=st.characters()))
def test_any_text_can_be_examined_and_converted(text):
    assert detect(text) in (None, "tcvn3", "vni")
    for encoding in ("tcvn3", "vni"):
        converted = to_unicode(text, encoding)
        assert len(converted) <= len(text)
        assert bool(converted) == bool(text)


def test_detection_holds_for_long_text_and_converts_to_the_same_search_key():
    typed = encode(PARAGRAPH, TCVN3) * 300
    assert detect(typed) == "tcvn3"
    assert fold(to_unicode(typed, "tcvn3")) == fold(PARAGRAPH * 300)


@pytest.mark.parametrize(
    ("font", "encoding"),
    [
        (".VnTime", "tcvn3"),
        (".VNTIMEH", "tcvn3"),
        ("VNI-Times", "vni"),
        ("vni-helve", "vni"),
        ("Times New Roman", None),
        ("", None),
    ],
)
def test_fonts_name_their_encoding(font, encoding):
    assert encoding_of_font(font) == encoding
