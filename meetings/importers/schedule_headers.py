"""What the columns of a schedule's table, and the labels of its lines, are about."""

from __future__ import annotations

import re

from meetings.importers.schedule_drafts import is_unit
from meetings.importers.schedule_grid import Cell
from meetings.importers.schedule_places import kind_of
from meetings.importers.schedule_times import find_when
from meetings.importers.schedule_words import HEADER_RULES, HEADER_WORDS
from txct.lib.text import clean_line, fold

PART_ROLES = ("sáng", "chiều", "tối")
TIME_ROLES = ("when", "date", "clock", "part", "weekday")
PLACE_ROLES = ("unit", "settlement", "commune", "district")
ASIDE_ROLES = ("index", "notes", "office", "staff", "invited", "voters")

_COMPILED = tuple((role, re.compile(rule)) for role, rule in HEADER_RULES)


def role_of(header: str) -> str | None:
    """The role of a column by its header, or of a phrase by its label; None when the words say nothing known."""
    folded = plain_header(header)
    if not folded or len(folded) > 90:
        return None
    for role, rule in _COMPILED:
        if rule.search(folded):
            return role
    return None


def plain_header(header: str) -> str:
    """A header folded, without brackets and punctuation."""
    folded = re.sub(r"\(.*?\)", " ", fold(clean_line(header)))
    return " ".join(re.sub(r"[^a-z0-9/#]+", " ", folded).split())


def is_header_text(text: str) -> bool:
    """Whether TEXT is made of the words of headers alone and has a role."""
    folded = plain_header(text)
    words = re.split(r"[ /]", folded)
    if not folded or len(words) > 16 or re.search(r"[0-9]", folded) or role_of(text) is None:
        return False
    known = sum(word in HEADER_WORDS for word in words if word)
    kind = kind_of(clean_line(text))
    if kind is not None and is_unit(text) and (text[:1].islower() or (kind[1] < 4 and kind_of(kind[2]) is None)):
        return False
    return known >= 0.75 * len(words)


def header_roles(row: list[Cell]) -> dict[int, str] | None:
    """The roles by column when the row is a header, else None."""
    texts = {index: cell.text for index, cell in enumerate(row) if cell.text and not cell.beside}
    known = {index: role_of(text) for index, text in texts.items() if is_header_text(text)}
    roles = {index: role for index, role in known.items() if role is not None}
    useful = {role for role in roles.values() if role not in ASIDE_ROLES[:4]}
    if len(useful) < 2 or len(roles) < 0.6 * len(texts):
        return None
    if any(text.isdigit() or find_when(clean_line(text)).days for text in texts.values()):
        return None
    return roles


def group_label(head: str, *, alone: bool) -> str:
    """What a bare number in a column of groups is the number of."""
    if "bau cu" in plain_header(head):
        return "Đơn vị bầu cử số"
    return "Tổ đại biểu số" if alone or not head else f"{clean_line(head)} số"
