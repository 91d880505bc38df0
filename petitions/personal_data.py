"""What in a text may give away a person: shown to whoever publishes it, who then confirms or changes the text.

A detector, not a filter: it removes nothing. Duty: Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db.models import TextChoices

from txct.lib.text import clean


class Datum(TextChoices):
    """Kinds of personal data that a text may hold."""

    EMAIL = "email", "thư điện tử"
    PHONE = "phone", "số điện thoại"
    ID_NUMBER = "id_number", "số giấy tờ (9 hoặc 12 chữ số)"
    PERSON = "person", "tên người"
    HOUSE = "house", "số nhà"


@dataclass(frozen=True, slots=True)
class Finding:
    """One passage of a text that looks personal: its kind, the words, and where they stand in the cleaned text."""

    kind: Datum
    text: str
    start: int
    end: int


_UPPER = "A-ZÀ-ÖØ-ÝĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"
_GAP = r"[ .\-–()/]{0,2}"
_NAME = rf"[{_UPPER}][^\W\d_]*\.?"
_TITLES = r"ông bà|ông|bà|anh|chị|cụ|cô|chú|bác|em|cháu|cử tri|gia đình|hộ|họ và tên:?|họ tên:?"
_ALONE = r"(?<![\d.,])(?<!\d[ \-–()/])"
_MONEY = r"đồng|vnđ|vnd|đ"
_ROAD = r"đường|phố|ngõ|ngách|hẻm|kiệt|tổ|khu phố|thôn|xóm|ấp"

_PATTERNS: tuple[tuple[Datum, re.Pattern[str]], ...] = (
    (Datum.EMAIL, re.compile(r"[\w.+\-]+\s?@\s?[\w\-]+(?:\.[\w\-]+)+")),
    (
        Datum.ID_NUMBER,
        re.compile(rf"{_ALONE}(?:\d{_GAP}){{8}}(?:(?:\d{_GAP}){{3}})?\d(?!{_GAP}\d)(?!\s*(?i:{_MONEY})\b)"),
    ),
    (Datum.PHONE, re.compile(rf"(?<![\d.,])\(?(?:\+?84|0)(?:{_GAP}\d){{9,10}}(?!{_GAP}\d)")),
    (
        Datum.PERSON,
        re.compile(rf"\b(?:(?i:{_TITLES}))\s+(?P<name>{_NAME}(?:\s+{_NAME}){{0,5}})"),
    ),
    (
        Datum.HOUSE,
        re.compile(
            rf"\b(?i:số nhà|nhà số)\s*\d+\w?(?:/\d+\w?)*"
            rf"|\b(?i:số)\s+\d+\w?(?:/\d+\w?)*,?\s+(?i:{_ROAD})\b"
            rf"|\b(?i:ngõ|ngách|hẻm|kiệt)\s+\d+\w?(?:/\d+\w?)*"
            rf"|(?<![\w/])\d+\w?(?:/\d+\w?)*,?\s+(?i:đường|phố)\s+[{_UPPER}]"
        ),
    ),
)
_NOT_A_NAME = frozenset(
    {"Chủ", "Phó", "Bí", "Trưởng", "Giám", "Tổ", "Thủ", "Bộ", "Đại", "Hội", "Ủy", "Ban", "UBND", "HĐND", "MTTQ"}
    | {"Thường", "Phường", "Xã", "Thôn", "Khu", "Tỉnh", "Huyện", "Thị", "Thành", "Kính", "Đề"}
)
_PLACES_LIKE_PEOPLE = ("Bà Rịa", "Bà Nà", "Bà Đen", "Bà Triệu", "Bà Huyện", "Bà Chiểu", "Ông Ích Khiêm", "Ông Đốc")


def find_personal_data(text: str) -> list[Finding]:
    """Passages of TEXT that look like personal data, in order of appearance, none inside another."""
    cleaned = clean(text)
    found: list[Finding] = []
    taken: list[tuple[int, int]] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(cleaned):
            start, end = match.span()
            if kind == Datum.PERSON and not _names_somebody(match):
                continue
            if any(start < last and first < end for first, last in taken):
                continue
            taken.append((start, end))
            found.append(Finding(kind, cleaned[start:end].strip(), start, end))
    return sorted(found, key=lambda finding: finding.start)


def _names_somebody(match: re.Match[str]) -> bool:
    name = match.group("name")
    if name.split()[0].rstrip(".") in _NOT_A_NAME:
        return False
    return not match.group(0).startswith(_PLACES_LIKE_PEOPLE)
