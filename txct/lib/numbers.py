"""Numbers as Vietnamese official papers print and number things."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

__all__ = [
    "count_text",
    "decimal_text",
    "from_roman",
    "percent_text",
    "point_letter",
    "thousands_text",
    "to_roman",
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
