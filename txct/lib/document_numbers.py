"""Number and symbol of an official document: 28/KH-HĐND, 09/KH-TT.HĐND₁₈, 30/2020/NĐ-CP."""

from __future__ import annotations

import re
from dataclasses import dataclass

from txct.lib.text import clean_line, fold
from txct.lib.unreadable import Unreadable

__all__ = ["DocumentNumber", "Unreadable", "find_document_numbers"]

_UPPER = "A-ZÀ-ÖØ-ÝĂĐĨŨƠƯẠ-Ỹ"
_SYMBOL = rf"[{_UPPER}][^\W_]*(?:[-.&][^\W_]+)*"
_WHOLE = re.compile(
    rf"""
    (?:(?P<number>[0-9]{{1,6}})(?P<letter>[a-zA-ZđĐ])?|[.…_\s]*)
    /(?:(?P<year>(?:19|20)[0-9]{{2}})/)?
    (?P<symbol>{_SYMBOL})""",
    re.VERBOSE,
)
_INSIDE = re.compile(rf"(?<![\w/])[0-9]{{1,6}}[a-zđ]?\s?/\s?(?:(?:19|20)[0-9]{{2}}\s?/\s?)?{_SYMBOL}")
_LABEL = re.compile(r"^(?:số\b)?\s*:?\s*", re.IGNORECASE)
_AROUND_SLASH = re.compile(r"\s*/\s*")
_AROUND_DASH = re.compile(r"\s*[-‐‑‒–—]\s*")
_SYMBOL_LIMIT = 60


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """Number, year (only on normative acts, printed after the number) and symbol of one document.

    `number` is None while the registry has not given one; `letter` is that of an inserted number ("28a").
    The subscript digits of a term in the symbol (HĐND₁₈) are kept as printed.
    """

    number: int | None
    symbol: str
    suffix_year: int | None = None
    letter: str = ""

    def __str__(self) -> str:
        number = "" if self.number is None else f"{self.number:02d}{self.letter}"
        year = "" if self.suffix_year is None else f"/{self.suffix_year}"
        return f"{number}{year}/{self.symbol}"

    @property
    def search_key(self) -> str:
        """The folded form, equal however the number was typed (leading zero, subscript, Đ or D)."""
        return fold(str(self))

    @classmethod
    def parse(cls, text: str) -> DocumentNumber:
        """Read "28/KH-HĐND", with or without "Số:", blanks and zeros; `Unreadable` when it is none."""
        line = _AROUND_DASH.sub("-", _AROUND_SLASH.sub("/", clean_line(text)))
        if not line:
            raise Unreadable(text, "chưa có số, ký hiệu; hãy ghi như 28/KH-HĐND.")
        if "/" not in line:
            raise Unreadable(text, "thiếu dấu “/” giữa số và ký hiệu; hãy ghi như 28/KH-HĐND.")
        found = _WHOLE.fullmatch(_LABEL.sub("", line))
        if found is None:
            raise Unreadable(
                text, "không đúng dạng số/ký hiệu; hãy ghi như 28/KH-HĐND, ký hiệu viết hoa, không dấu cách."
            )
        if found["number"] is not None and int(found["number"]) == 0:
            raise Unreadable(text, "số văn bản bắt đầu từ 01.")
        if len(found["symbol"]) > _SYMBOL_LIMIT:
            raise Unreadable(text, f"ký hiệu dài quá {_SYMBOL_LIMIT} chữ; hãy kiểm tra lại.")
        return cls(
            number=int(found["number"]) if found["number"] else None,
            symbol=found["symbol"],
            suffix_year=int(found["year"]) if found["year"] else None,
            letter=found["letter"] or "",
        )


def find_document_numbers(text: str) -> tuple[DocumentNumber, ...]:
    """Return the document numbers cited in running text, in their order; dates such as 26/5/2017 are none."""
    numbers = []
    for found in _INSIDE.finditer(clean_line(text)):
        try:
            number = DocumentNumber.parse(found[0])
        except Unreadable:
            continue
        if sum(letter.isupper() for letter in number.symbol) > 1:
            numbers.append(number)
    return tuple(numbers)
