"""The written Vietnamese syllable: whether a word can be one, and so tell Vietnamese from other tongues."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

__all__ = ["is_syllable"]

_TONES = frozenset("\u0300\u0309\u0303\u0301\u0323")
_STOP_TONES = frozenset("\u0301\u0323")
_STOPS = ("c", "ch", "p", "t")
_ONSETS = (
    "", "b", "c", "ch", "d", "đ", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh", "nh",
    "p", "ph", "qu", "r", "s", "t", "th", "tr", "v", "x",
)  # fmt: skip
_RHYME_LIST = """
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên ênh êp êt êu
    i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
    o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong
    oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
    u ua uân uâng uât uây uc uê uêch uênh ui um un ung uôc uôi uôm uôn uông uôt uơ up ut
    uy uya uych uyên uyêt uynh uyp uyt uyu
    ư ưa ưc ưi ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu
    y yêm yên yêng yêt yêu
"""
_RHYMES = frozenset(_RHYME_LIST.split())
_AFTER_QU_LIST = """
    a ac ach ai an ang anh ao at au ay ăc ăm ăn ăng ăp ăt âc ân âng ât ây e ec en eo et ê ên ênh êch êt êu
    i ia ich inh it ơ ôc y yên yêt ynh yt
"""
_AFTER_QU = frozenset(_AFTER_QU_LIST.split())
_AFTER_GI = frozenset({"", "n", "m", "p", "t", "ch", "êc", "êng", "êt"})
_VOWELS = "aăâeêioôơuưy"
_FRONT = ("i", "e", "ê", "y")


def _onset_fits(onset: str, rhyme: str) -> bool:
    front = rhyme.startswith(_FRONT)
    if onset == "qu":
        return rhyme in _AFTER_QU
    if rhyme not in _RHYMES:
        return onset == "gi" and rhyme in _AFTER_GI
    if onset == "gi":
        return not rhyme.startswith(("i", "y"))
    if onset in ("k", "gh", "ngh"):
        return front
    if onset in ("c", "ng"):
        return not front
    if onset == "g":
        return not front or rhyme.startswith("i")
    return not rhyme.startswith("yê") or not onset


def _tone_places(rhyme: str) -> tuple[int, ...]:
    """Return where in `rhyme` the tone mark may stand: on two places in oa, oe and uy, else on one."""
    shaped = [place for place, letter in enumerate(rhyme) if letter in "ăâêôơư"]
    if shaped:
        return (shaped[-1],)
    vowels = len(rhyme) - len(rhyme.lstrip(_VOWELS))
    if rhyme in ("oa", "oe", "uy"):
        return (0, 1)
    if vowels < len(rhyme):
        return (vowels - 1,)
    return (1,) if vowels == 3 else (0,)


@lru_cache(maxsize=8192)
def is_syllable(word: str) -> bool:
    """Return whether `word`, in any case and either Unicode form, can be a Vietnamese syllable.

    The spelling rules of onset, rhyme, tone and its place are applied: "hội" is one and "kiến", but not
    "cé" (k before e), "gỏt" (a stop takes sắc or nặng, and one of them) or "xaõ" (the mark belongs on a).
    """
    letters: list[str] = []
    tones: list[tuple[int, str]] = []
    for char in unicodedata.normalize("NFC", word.lower()):
        parts = unicodedata.normalize("NFD", char)
        tones += [(len(letters), part) for part in parts if part in _TONES]
        letters.append(unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONES)))
    if len(tones) > 1:
        return False
    plain = "".join(letters)
    return any(plain.startswith(onset) and _rhyme_fits(onset, plain[len(onset) :], tones) for onset in _ONSETS)


def _rhyme_fits(onset: str, rhyme: str, tones: list[tuple[int, str]]) -> bool:
    if not _onset_fits(onset, rhyme):
        return False
    if not rhyme or rhyme[0] not in _VOWELS:  # gì, gìn, giết: the i of the onset is the vowel
        return onset == "gi" and (bool(tones) or rhyme not in ("", *_STOPS))
    if rhyme.endswith(_STOPS) and not (tones and tones[0][1] in _STOP_TONES):
        return False
    return not tones or tones[0][0] - len(onset) in _tone_places(rhyme)
