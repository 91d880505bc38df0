"""The tail of a plan: who receives it and who signs it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from txct.lib.text import clean_line, fold

_COLUMNS = re.compile(r"\t+| {3,}| \| ")
_AUTHORITY = re.compile(r"^(?:TM|KT|TL|TUQ|Q)\s*\.|^(?:PHÓ |QUYỀN )?(?:CHỦ TỊCH|TRƯỞNG|TỔ TRƯỞNG|CHÁNH)\b")
_NAME = re.compile(r"^(?:[^\W\d_]+\.\s*)?[^\W\d_]+(?:\s+[^\W\d_]+){1,5}$")
_RECIPIENTS = re.compile(r"^\W{0,3}nơi nhận\b\W{0,3}(.*)$", re.IGNORECASE)
_NOT_NAMES = ("noi nhan", "da ky", "ky ten", "ky, ", "chu tich", "pho chu", "to truong")
_TITLES = ("thuong truc", "hoi dong", "hdnd", "uy ban", "mttq")


@dataclass(frozen=True, slots=True)
class Signature:
    """Lines of authority ("TM. THƯỜNG TRỰC HĐND", "CHỦ TỊCH") and the name of who signed."""

    authority: tuple[str, ...] = ()
    name: str = ""


def split_tail(lines: Sequence[str]) -> tuple[list[str], list[str], Signature]:
    """Body, recipients and signature; the tail begins at "Nơi nhận" or at the signing authority."""
    cut = next((i for i, line in enumerate(lines) if _opens_tail(line)), len(lines))
    cells = [cell for line in lines[cut:] for part in _COLUMNS.split(line) if (cell := clean_line(part))]
    return list(lines[:cut]), _recipients(cells), _signature(cells)


def _opens_tail(line: str) -> bool:
    return any(
        _RECIPIENTS.match(cell) or (_AUTHORITY.match(cell) and cell == cell.upper())
        for cell in map(clean_line, _COLUMNS.split(line))
    )


def _recipients(cells: Iterable[str]) -> list[str]:
    found, listing = [], False
    for cell in cells:
        opening = _RECIPIENTS.match(cell)
        if opening:
            listing, cell = True, opening[1]
        is_item = cell.startswith(("-", "–", "+", "•")) or fold(cell).startswith("luu")
        if listing and is_item and (item := cell.lstrip("-–+• ").rstrip(" .;,/")):
            found.append(item)
    return found


def _signature(cells: Sequence[str]) -> Signature:
    authority: list[str] = []
    for cell in cells:
        if _AUTHORITY.match(cell) and cell == cell.upper():
            authority.append(cell)
        elif authority and _continues(authority[-1], cell):
            authority[-1] = f"{authority[-1]} {cell}"
        elif authority and _is_name(cell):
            return Signature(tuple(authority), cell)
    return Signature(tuple(authority))


def _continues(last: str, cell: str) -> bool:
    return last.startswith("TM") and cell == cell.upper() and fold(cell).startswith(_TITLES)


def _is_name(cell: str) -> bool:
    folded = fold(cell)
    if _RECIPIENTS.match(cell) or any(word in folded for word in _NOT_NAMES) or not _NAME.match(cell):
        return False
    return all(word[:1].isupper() for word in cell.split())
