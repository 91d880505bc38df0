"""Numbers as Vietnamese official papers print and number things."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from txct.lib.text import fold
from txct.lib.unreadable import Unreadable

__all__ = [
    "count_text",
    "decimal_text",
    "from_roman",
    "ordinal_words",
    "parse_ordinal",
    "percent_text",
    "point_letter",
    "thousands_text",
    "to_roman",
    "whole_number",
    "whole_numbers",
]

NO_FIGURE = "–"
_POINTS = "abcdđeghiklmnopqrstuvxy"
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_ROMAN_FORM = re.compile(r"M{0,3}(CM|CD|D?C{0,3})(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})")


def count_text(count: int) -> str:
    """Return a count as printed: a leading zero under 10, full stops between thousands ("07", "1.250")."""
    if count < 0:
        raise ValueError(f"Số đếm không thể âm: {count}.")
    return f"0{count}" if count < 10 else thousands_text(count)


def thousands_text(number: int) -> str:
    """Return a whole number with full stops between thousands ("12.345")."""
    return f"{number:,}".replace(",", ".")


def decimal_text(value: Decimal | float, places: int) -> str:
    """Return `value` with a decimal comma and exactly `places` decimals, halves rounded up ("1.250,50")."""
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    if not exact.is_finite():
        raise ValueError(f"Không phải là số: {value}.")
    if places < 0:
        raise ValueError(f"Số chữ số thập phân không thể âm: {places}.")
    rounded = exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    if not rounded:
        rounded = abs(rounded)
    return f"{rounded:,f}".translate({ord(","): ".", ord("."): ","})


def percent_text(part: Decimal | float, whole: Decimal | float, places: int = 1) -> str:
    """Return the share of `part` in `whole` as printed ("81,5 %"); a dash when there is nothing to share."""
    exact_part, exact_whole = (Decimal(str(number)) for number in (part, whole))
    if not exact_whole:
        return NO_FIGURE
    return f"{decimal_text(exact_part * 100 / exact_whole, places)} %"


def to_roman(number: int) -> str:
    """Return `number` (1 to 3999) in Roman numerals, as terms and annexes are numbered ("XVIII")."""
    if not 1 <= number <= 3999:
        raise ValueError(f"Số La Mã chỉ viết được từ 1 đến 3999, không viết được {number}.")
    text = ""
    for value, letters in _ROMAN:
        times, number = divmod(number, value)
        text += letters * times
    return text


def from_roman(text: str) -> int:
    """Return the value of a well-formed Roman numeral in either case; `ValueError` for anything else."""
    letters = text.strip().upper()
    if not letters or not _ROMAN_FORM.fullmatch(letters):
        raise ValueError(f"“{text}” không phải là số La Mã viết đúng.")
    values = {letter: value for value, letter in _ROMAN if len(letter) == 1}
    total = 0
    for letter, following in zip(letters, [*letters[1:], ""], strict=True):
        value = values[letter]
        total += -value if following and values[following] > value else value
    return total


def point_letter(index: int) -> str:
    """Return the letter of the point at `index` from 0, in the alphabet of decree 30/2020: a b c d đ e g h
    i k ….

    After y, the last of the 23 letters, follow aa, ab, ac ….
    """
    if index < 0:
        raise ValueError(f"Thứ tự của điểm không thể âm: {index}.")
    head, tail = divmod(index, len(_POINTS))
    return (point_letter(head - 1) if head else "") + _POINTS[tail]


# --- ordinals of sessions and terms -----------------------------------------------------------------

_UNITS = ("", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_VARIANTS = {1: ("mot",), 4: ("tu", "bon"), 5: ("nam", "lam")}
_ORDINAL_LABEL = re.compile(r"(?:(?:ky hop|khoa|nhiem ky|lan|thu|so)\b[ :]*)+")


def _number_words(number: int) -> str:
    tens, unit = divmod(number, 10)
    if not tens:
        return _UNITS[unit]
    head = "mười" if tens == 1 else f"{_UNITS[tens]} mươi"
    tail = {5: "lăm", 1: "một" if tens == 1 else "mốt"}.get(unit, _UNITS[unit])
    return f"{head} {tail}".rstrip()


def ordinal_words(number: int) -> str:
    """Return an ordinal from 1 to 99 in words, as sessions are called: "thứ nhất", "thứ tư", "thứ mười bốn"."""
    if not 1 <= number <= 99:
        raise ValueError(f"Chỉ viết được thứ tự từ 1 đến 99 bằng chữ, không viết được {number}.")
    return "thứ " + {1: "nhất", 4: "tư"}.get(number, _number_words(number))


def _readings() -> dict[str, int]:
    readings = {fold(_number_words(number)): number for number in range(1, 100)}
    readings |= {fold(ordinal_words(number)).removeprefix("thu "): number for number in range(1, 100)}
    for number in range(11, 100):
        for variant in _VARIANTS.get(number % 10, ()):
            readings[" ".join([*fold(_number_words(number)).split()[:-1], variant])] = number
    return readings


_READINGS = _readings()


def parse_ordinal(text: str) -> int:
    """Return the ordinal that names a session or a term: "thứ 5", "thứ Năm", "lần thứ ba", "Mười bốn", "khóa XVIII".

    Labels (kỳ họp, khóa, nhiệm kỳ, lần, thứ, số) may stand before it. `Unreadable` for anything else.
    """
    core = _ORDINAL_LABEL.sub("", fold(text).strip(" .,;:()"), count=1)
    if re.fullmatch(r"[0-9]{1,4}", core) and int(core):
        return int(core)
    if core in _READINGS:
        return _READINGS[core]
    try:
        return from_roman(core)
    except ValueError:
        raise Unreadable(text, "không phải là số thứ tự; hãy ghi như 5, thứ năm hoặc XVIII.") from None


def whole_number(text: str) -> int | None:
    """The number that TEXT is, as a browser sends keys and versions; None for anything else and above 18 digits.

    Eighteen digits fit a key of the database; `"²".isdigit()` holds though it is no number to read.
    """
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else None


def whole_numbers(texts: Iterable[str]) -> list[int]:
    """The numbers among TEXTS in their order; see `whole_number`."""
    found = (whole_number(text) for text in texts)
    return [number for number in found if number is not None]
