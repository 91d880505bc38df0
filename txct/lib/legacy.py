"""Text in the 8-bit encodings of the years before Unicode: TCVN3 (ABC fonts, .VnTime) and VNI (VNI-Times).

Such text reaches us as characters of Latin-1: its bytes were once read as Latin-1 or Windows-1252, or were
saved as UTF-8 after that; the three look the same here. `txct.lib.text.clean` must come afterwards, for it
would remove the soft hyphen that is the letter ư of TCVN3.

Out of reach: the capital fonts of TCVN3 (.VnTimeH) show the codes of small letters as capitals; the text
alone does not tell, so accented letters come out small and the caller who knows the font upper-cases the
result. TCVN3 has codes of its own only for the capitals Ă Â Đ Ê Ô Ơ Ư.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

from txct.lib.syllables import is_syllable

__all__ = ["Encoding", "detect", "encoding_of_font", "to_unicode"]

Encoding = Literal["tcvn3", "vni"]

_TCVN3_RUNS = {
    0xA1: "ĂÂÊÔƠƯĐăâêôơưđ", 0xB5: "àảãáạ", 0xBB: "ằẳẵắ", 0xC6: "ặầẩẫấậè", 0xCE: "ẻẽéẹềểễếệìỉ",
    0xDC: "ĩíịò", 0xE1: "ỏõóọồổỗốộ", 0xEA: "ờởỡớợù", 0xF1: "ủũúụừửữứựỳỷỹýỵ",
}  # fmt: skip
_TCVN3 = {first + step: letter for first, run in _TCVN3_RUNS.items() for step, letter in enumerate(run)}
_TCVN3[0x3BC] = _TCVN3[0xB5]

_GRAVE, _HOOK, _TILDE, _ACUTE, _DOT = "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"
_BREVE, _CIRCUMFLEX = "\u0306", "\u0302"
_VNI_TONES = {"ù": _ACUTE, "ø": _GRAVE, "û": _HOOK, "õ": _TILDE, "ï": _DOT}
_VNI_ROOF = {
    "â": _CIRCUMFLEX, "á": _CIRCUMFLEX + _ACUTE, "à": _CIRCUMFLEX + _GRAVE, "å": _CIRCUMFLEX + _HOOK,
    "ã": _CIRCUMFLEX + _TILDE, "ä": _CIRCUMFLEX + _DOT,
}  # fmt: skip
_VNI_BOWL = {
    "ê": _BREVE, "é": _BREVE + _ACUTE, "è": _BREVE + _GRAVE, "ú": _BREVE + _HOOK,
    "ü": _BREVE + _TILDE, "ë": _BREVE + _DOT,
}  # fmt: skip
_VNI_MARKS = (
    dict.fromkeys("uyôö", _VNI_TONES)
    | dict.fromkeys("eo", _VNI_TONES | _VNI_ROOF)
    | {"a": _VNI_TONES | _VNI_ROOF | _VNI_BOWL}
)
_VNI_LETTERS = {
    "ô": "ơ", "ö": "ư", "ñ": "đ", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ",
}  # fmt: skip


def _vni_table() -> dict[str, str]:
    """Every VNI spelling of an accented letter; the first of its characters makes it small or capital."""
    table = dict(_VNI_LETTERS)
    for vowel, marks in _VNI_MARKS.items():
        for sign, accents in marks.items():
            table[vowel + sign] = unicodedata.normalize("NFC", _VNI_LETTERS.get(vowel, vowel) + accents)
    capitals = {spelling.upper(): letter.upper() for spelling, letter in table.items()}
    mixed = {code[0] + code[1].lower(): letter for code, letter in capitals.items() if len(code) == 2}
    small_mixed = {code[0] + code[1].upper(): letter for code, letter in table.items() if len(code) == 2}
    return table | capitals | mixed | small_mixed


_VNI = _vni_table()
_VNI_SPELLING = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))


def to_unicode(text: str, encoding: Encoding) -> str:
    """Return `text`, written in `encoding`, in Unicode (NFC); what the encoding lacks stays as it is."""
    if encoding == "tcvn3":
        return text.translate(_TCVN3)
    return _VNI_SPELLING.sub(lambda found: _VNI[found[0]], text)


def encoding_of_font(name: str) -> Encoding | None:
    """Return the encoding that text set in the font `name` is in, by the two families' habits of naming."""
    folded = name.strip().casefold()
    if folded.startswith(".vn"):
        return "tcvn3"
    return "vni" if folded.startswith("vni-") else None


# --- detection --------------------------------------------------------------------------------------

_SAMPLE = 20_000
_ENOUGH_WORDS = 3
_GOOD_SHARE = 0.85
_PLAIN_SHARE = 0.4
_UNICODE_VIETNAMESE = re.compile(r"[ĂăĐđĨĩŨũƠơƯư\u0300-\u036fẠ-ỹ]")
_TCVN3_SIGNS = re.escape("".join(map(chr, _TCVN3)))
_TCVN3_WORD = re.compile(rf"(?:[^\W\d_]|[{_TCVN3_SIGNS}])+")
_VNI_WORD = re.compile(r"[^\W\d_]+")
# Marks that hardly any other writing in Latin-1 has: a sign within a word, a capital letter after a small
# one, a vowel with a further letter as its mark.
_TCVN3_TRACE = re.compile(
    r"[A-Za-z][\xa1-\xbe\xd7\xf7]|[\xa7\xae][a-z]*[\xa8-\xfe]|\xae[a-z]|[a-z][\xc0-\xd6\xd8-\xde]"
)
_VNI_TRACE = re.compile(r"[aeouyôö][øûõ]|[aeo][åäàá]|[eo]ã|a[êéèüë]|[aeuy]ù|[ôö][ùï]|öô", re.IGNORECASE)


def _is_abbreviation(word: str) -> bool:
    return word.isupper() and not any(is_syllable(letter) for letter in word)


def _fits(text: str, encoding: Encoding) -> int:
    """Return how many different accented words read as Vietnamese in `encoding`; 0 when too few do."""
    word_form, trace = (_TCVN3_WORD, _TCVN3_TRACE) if encoding == "tcvn3" else (_VNI_WORD, _VNI_TRACE)
    words = set(word_form.findall(text))
    accented = {word for word in words if not word.isascii()}
    plain = {word for word in words - accented if len(word) > 1 and not word.isupper()}
    read = {word: to_unicode(word, encoding) for word in accented}
    # Abbreviations such as HĐND are no syllables and prove nothing.
    judged = {word for word in accented if not _is_abbreviation(read[word])}
    good = {word for word in judged if is_syllable(read[word])}
    if not good or sum(is_syllable(word) for word in judged) >= len(good):
        return 0
    plain_good = sum(is_syllable(word) for word in plain)
    if len(good) >= _ENOUGH_WORDS:
        certain = len(good) >= _GOOD_SHARE * len(judged) and plain_good >= _PLAIN_SHARE * len(plain)
    else:
        certain = good == judged and plain_good == len(plain) and any(trace.search(word) for word in good)
    return len(good) if certain else 0


def detect(text: str) -> Encoding | None:
    """Return the old encoding that `text` is in, or None when it is not plainly in one.

    Words are read in each encoding and must come out as Vietnamese syllables which they were not before.
    None for text with a letter that only Unicode Vietnamese has, for plain ASCII and for other languages.
    Text of one or two accented words is held to be in an old encoding only when it also shows a trace no
    other writing has, so a short cell may be missed; the font of the cell (`encoding_of_font`) is the
    better witness. Reads the first 20,000 characters.
    """
    sample = text[:_SAMPLE]
    if sample.isascii() or _UNICODE_VIETNAMESE.search(sample):
        return None
    tcvn3, vni = _fits(sample, "tcvn3"), _fits(sample, "vni")
    if tcvn3 == vni:
        return None
    return "tcvn3" if tcvn3 > vni else "vni"
