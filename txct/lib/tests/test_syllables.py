import unicodedata

import pytest

from txct.lib.syllables import is_syllable

REAL = """
tiếp xúc cử tri gì gìn giết giếng giữ già quý quá quốc quyết khuỷu hoà hòa thuỷ thủy nghiêng nghĩa yêu yếu ngoèo
khuya xoong ủy uỷ Đường PHƯỜNG kênh ghế nghe cô kẻng oan uyên thuở quỳnh huỳnh ngoài xoáy a ở ý
"""
IMPOSSIBLE = "cé néi gỏt xaõ hòan kạt thộb cac école für señor không₁ ca\u0301\u0323 x ng"


@pytest.mark.parametrize("word", REAL.split())
def test_vietnamese_syllables_are_known(word):
    assert is_syllable(word)
    assert is_syllable(unicodedata.normalize("NFD", word))


@pytest.mark.parametrize("word", [*IMPOSSIBLE.split(), "", " "])
def test_other_words_are_no_syllables(word):
    assert not is_syllable(word)
