"""Vietnamese text: clean-up, search keys, collation and tone placement.

Everything here is pure and total: each function accepts any `str`, including lone surrogates, and never
raises. Texts in the old 8-bit encodings must pass through `txct.lib.legacy` first, because some of their
letters look like controls or soft hyphens, which `clean` removes.
"""

from __future__ import annotations

import re
import unicodedata

__all__ = ["clean", "clean_line", "fold", "person_sort_key", "sort_key", "unify_tone"]

GRAVE, HOOK, TILDE, ACUTE, DOT = "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"
TONES = (GRAVE, HOOK, TILDE, ACUTE, DOT)
_BREVE, _CIRCUMFLEX, _HORN = "\u0306", "\u0302", "\u031b"

_ZWJ = "\u200d"
_EMOJI = "\u2190-\u21ff\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
_STRAY_JOINER = re.compile(f"(?<![{_EMOJI}\ufe0f])\u200d|\u200d(?![{_EMOJI}])")
_LINE_END = re.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")
_TRAILING = re.compile(r"[ \t]+(?=\n)")
_TABLE_LIMIT = 16_384


class _Table(dict[int, str]):
    """A translate table filled on demand, bounded so that hostile text cannot grow it without end."""

    def __missing__(self, code: int) -> str:
        replacement = self.compute(chr(code))
        if len(self) < _TABLE_LIMIT:
            self[code] = replacement
        return replacement

    def compute(self, char: str) -> str:
        raise NotImplementedError


class _CleanTable(_Table):
    _LETTERS = {"\u00d0": "Đ", "\u0189": "Đ", "\u00f0": "đ"}

    def compute(self, char: str) -> str:
        if char in "\t\n" or char == _ZWJ:
            return char
        if char in self._LETTERS:
            return self._LETTERS[char]
        category = unicodedata.category(char)
        if category == "Zs":
            return " "
        if category in ("Cc", "Cf") or ord(char) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(char) <= 0xFDEF:
            return ""
        return "\ufffd" if category == "Cs" else char


class _FoldTable(_Table):
    """Built so that the image of a letter is the image of its canonical parts: NFC and NFD agree."""

    _SINGLE = (
        {"đ": "d", "\u00f0": "d", "\u0256": "d"} | dict.fromkeys("‘’‚‛′ʼʻ`´", "'") | dict.fromkeys("“”„‟″«»", '"')
    )

    def compute(self, char: str) -> str:
        if char in self._SINGLE:
            return self._SINGLE[char]
        if char.isspace():
            return " "
        category = unicodedata.category(char)
        if unicodedata.combining(char) or category in ("Cc", "Cf", "Cs") or "\ufe00" <= char <= "\ufe0f":
            return ""
        for simpler in (
            unicodedata.normalize("NFD", char),
            unicodedata.normalize("NFKD", char),
            char.casefold(),
        ):
            if simpler != char:
                return "".join(self[ord(part)] for part in simpler)
        return "-" if category == "Pd" else char


_CLEAN = _CleanTable()
_FOLD = _FoldTable()


def clean(value: str) -> str:
    """Return `value` as it should be stored: NFC, without invisible characters, lines ended by LF.

    Controls (NUL included), bidi marks, BOM, zero-width characters and soft hyphens go; a zero-width joiner
    stays inside an emoji. Every kind of blank becomes a plain one, tabs stay; Ð, ð and Ɖ typed for Đ and đ
    are mended; a lone surrogate, which no database takes, becomes U+FFFD. Blanks at line ends and at the
    end of the text go. Idempotent.
    """
    if value.isascii() and value.isprintable():
        return value.rstrip()
    text = unicodedata.normalize("NFC", _LINE_END.sub("\n", value)).translate(_CLEAN)
    if _ZWJ in text:
        text = _STRAY_JOINER.sub("", text)
    return _TRAILING.sub("", unicodedata.normalize("NFC", text)).rstrip()


def clean_line(value: str) -> str:
    """Return `clean(value)` on one line: all white space folded to single blanks, none at the ends."""
    return " ".join(clean(value).split())


def fold(value: str) -> str:
    """Return the search key of `value`: equal for all spellings a person would hold to be the same.

    Lower case, without accents (so the place of the tone mark is irrelevant), đ as d, compatibility forms
    (₁, ﬁ, full width) as plain ones, dashes and quotation marks of one kind, white space folded.
    Idempotent; NFC and NFD give the same key.
    """
    return " ".join(value.translate(_FOLD).split())


# --- collation ------------------------------------------------------------------------------------

_ALPHABET = tuple("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")
_PUNCTUATION = " _-‐‒–—―,;:!?.'‘’\"“”«»()[]{}§@*/\\&#%‰`´^°+±<=>|~$€"
_BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz"
_LEVEL_END = "0"
_PLAIN_MARK = "1"


def _primary_weights() -> dict[str, str]:
    """Two characters each, from 0-9a-z only, so that any database collation sorts them like plain bytes."""
    weights = {sign: f"{1 + index // 36}{_BASE36[index % 36]}" for index, sign in enumerate(_PUNCTUATION)}
    weights |= {digit: "7" + digit for digit in "0123456789"}
    variant: dict[str, int] = {}
    for letter in _ALPHABET:
        base = "d" if letter == "đ" else unicodedata.normalize("NFD", letter)[0]
        variant[base] = variant.get(base, 0) + 1
        weights[letter] = f"{base}{variant[base]}"
    return weights


_PRIMARY = _primary_weights()
_SHAPES = {
    (unicodedata.normalize("NFD", letter)[0], unicodedata.normalize("NFD", letter)[1]): letter
    for letter in _ALPHABET
    if len(unicodedata.normalize("NFD", letter)) == 2
}
_EXPANSIONS = {"ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE"}
_TONE_WEIGHT = {tone: str(2 + index) for index, tone in enumerate(TONES)}
_CLUSTERS = re.compile(r"[^\u0300-\u036f][\u0300-\u036f]*|[\u0300-\u036f]+")
_DIGITS = re.compile(r"[0-9]+")


class _Levels:
    """The three levels of one text: letters, tones, case."""

    def __init__(self, value: str, numbers: bool) -> None:
        self.letters: list[str] = []
        self.marks: list[str] = []
        self.cases: list[str] = []
        for cluster in _CLUSTERS.findall(unicodedata.normalize("NFD", clean_line(value))):
            self._add(cluster[0], list(cluster[1:]))
        if numbers:
            self.letters = _by_value(self.letters)

    def _add(self, char: str, marks: list[str]) -> None:
        parts = char if char in _PRIMARY else _EXPANSIONS.get(char) or unicodedata.normalize("NFKD", char)
        for index, part in enumerate(parts):
            if unicodedata.combining(part):
                self.marks.append(_mark_weight(part))
                continue
            lower = part.lower() if len(part.lower()) == 1 else part
            letter = lower
            if index == len(parts) - 1:
                shape = next((mark for mark in marks if (lower, mark) in _SHAPES), None)
                if shape is not None:
                    marks.remove(shape)
                    letter = _SHAPES[lower, shape]
            self.letters.append(_PRIMARY.get(letter) or f"zz{ord(letter):06x}")
            self.marks.append(_PLAIN_MARK)
            self.cases.append("3" if parts != char else "2" if part != lower else "1")
        self.marks.extend(_mark_weight(mark) for mark in marks)

    def tones(self) -> str:
        return _trimmed(self.marks) + _LEVEL_END

    def primary(self) -> str:
        return "".join(self.letters) + _LEVEL_END

    def tertiary(self) -> str:
        return _trimmed(self.cases) + _LEVEL_END


def _mark_weight(mark: str) -> str:
    return _TONE_WEIGHT.get(mark) or f"7{ord(mark):06x}"


def _trimmed(weights: list[str]) -> str:
    end = len(weights)
    while end and weights[end - 1] == "1":
        end -= 1
    return "".join(weights[:end])


def _by_value(letters: list[str]) -> list[str]:
    result: list[str] = []
    run = ""
    for weight in [*letters, ""]:
        if len(weight) == 2 and weight[0] == "7":
            run += weight[1]
            continue
        if run:
            digits = run.lstrip("0") or "0"
            result.append(f"7{min(len(digits), 999):03d}{digits}")
            run = ""
        result.append(weight)
    return result


def sort_key(value: str, *, numbers: bool = False) -> str:
    """Return a key whose plain order is the Vietnamese dictionary order of ICU's vi_VN.

    Letters first (a ă â b c d đ e ê …), then tones of the whole text (ngang huyền hỏi ngã sắc nặng), then
    case (small first); blanks and punctuation before digits before letters. With `numbers`, runs of digits
    sort by value, so that "Tổ 2" comes before "Tổ 10". The key has only 0-9 and a-z and about 2.2
    characters for each of the text's, so it sorts the same under any collation of the database, and may be
    cut short at a cost in order only.
    """
    levels = _Levels(value, numbers)
    return levels.primary() + levels.tones() + levels.tertiary()


def person_sort_key(full_name: str) -> str:
    """Return the key that sorts people as Vietnamese lists do: by given name, then family and middle names.

    The given name is the last word. Case is compared last of all, so NGUYỄN VĂN AN stands beside Nguyễn Văn
    An.
    """
    words = clean_line(full_name).split(" ")
    given, rest = _Levels(words[-1], False), _Levels(" ".join(words[:-1]), False)
    return given.primary() + given.tones() + rest.primary() + rest.tones() + given.tertiary() + rest.tertiary()


# --- tone placement -------------------------------------------------------------------------------

_LETTER = r"[^\W\d_]"
_TONED_A, _TONED_E, _TONED_Y = "àảãáạ", "èẻẽéẹ", "ỳỷỹýỵ"
_TONED_O, _TONED_U = "òỏõóọ", "ùủũúụ"
_CODA = "(?:ch|ng|nh|[cmnptiyou])"
_SECOND_TO_FIRST = re.compile(rf"(?<!q)(?:o(?:[{_TONED_A}]|[{_TONED_E}])|u[{_TONED_Y}])(?!{_LETTER})", re.IGNORECASE)
_FIRST_TO_SECOND = re.compile(
    rf"(?:(?:[{_TONED_O}][ae]|[{_TONED_U}]y)(?={_CODA}(?!{_LETTER}))|(?<=q)[{_TONED_U}][aeiyêơâă])",
    re.IGNORECASE,
)


def _move(pair: str, *, forward: bool) -> str:
    first, second = (unicodedata.normalize("NFD", letter) for letter in pair)
    source = first if forward else second
    tone = next(mark for mark in source if mark in TONES)
    parts = (first.replace(tone, ""), second, tone) if forward else (first, tone, second.replace(tone, ""))
    return unicodedata.normalize("NFC", "".join(parts))


def unify_tone(value: str) -> str:
    """Return `value` (in NFC) with the tone mark of oa, oe and uy in one place; nothing else changes.

    The place is that of common print: on the first vowel of an open syllable (hoà → hòa, khoẻ → khỏe, uỷ →
    ủy), on the second of a closed one (hòan → hoàn, ngòai → ngoài) and after q, where u is no vowel (qúy →
    quý). Idempotent.
    """
    text = unicodedata.normalize("NFC", value)
    text = _SECOND_TO_FIRST.sub(lambda found: _move(found[0], forward=False), text)
    return _FIRST_TO_SECOND.sub(lambda found: _move(found[0], forward=True), text)
