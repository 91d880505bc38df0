"""Rows of a table that are none of its meetings: totals, and the end of the paper below it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from meetings.importers.schedule_grid import Cell
from meetings.importers.schedule_headers import TIME_ROLES
from meetings.importers.schedule_people import is_group
from meetings.importers.schedule_times import find_when, plain
from txct.lib.text import clean_line

_TOTAL = re.compile(r"^(?:tong(?: cong| so)?|cong)\b")
_FOOT = re.compile(
    r"^(?:(?:ghi chu|luu y|noi nhan|nguoi lap|(?:pho )?chu tich|thu truong|chanh van phong)\b|(?:tm|kt|tl|tuq|q)\.)"
)
_SIGNED_AT = re.compile(r"^(?!thu |chu nhat|sang|chieu|toi)[^,]{2,40}, ngay [^,]{0,4}thang [^,]{0,4}nam [0-9]{4}\b")


def is_total(row: list[Cell]) -> bool:
    """Whether the row sums up those above."""
    first = next((plain(cell.text.strip()) for cell in row if cell.text), "")
    second = plain(row[1].text) if len(row) > 1 and not row[0].text else ""
    return bool(_TOTAL.match(first) or _TOTAL.match(second))


def is_foot(row: list[Cell], *, below_meetings: bool) -> bool:
    """Whether the notes, the recipients or the signature begin: few cells, in the words of a paper's end."""
    told = {plain(clean_line(cell.text)) for cell in row if cell.text}
    signed = below_meetings and len(told) == 1 and not row[0].text
    return len(told) <= 2 and (
        _FOOT.match(next(plain(cell.text.strip()) for cell in row if cell.text)) is not None
        or (signed and _SIGNED_AT.match(next(iter(told))) is not None)
    )


def is_outside(row: list[Cell], roles: Mapping[int, str], *, few: int) -> bool:
    """Whether below a gap or the foot at most FEW cells are filled, none with a day or an hour: no meeting."""
    told = [(roles.get(column), clean_line(cell.text)) for column, cell in enumerate(row) if cell.text]
    if len({text for _role, text in told}) > few or any(cell.beside for cell in row) or is_group(told[0][1]):
        return False
    whens = [find_when(text) for role, text in told if role not in TIME_ROLES]
    return len(whens) == len(told) and not any(when.days or when.start for when in whens)
