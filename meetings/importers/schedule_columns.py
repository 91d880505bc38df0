"""What the columns of a table are about: by their headers first, and by what stands in them where those say nothing or
something that the cells contradict."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from meetings.importers.schedule_drafts import is_unit, is_venue
from meetings.importers.schedule_grid import Cell
from meetings.importers.schedule_headers import (
    ASIDE_ROLES,
    PLACE_ROLES,
    TIME_ROLES,
    header_roles,
    is_header_text,
    role_of,
)
from meetings.importers.schedule_people import has_surname, is_group, read_people
from meetings.importers.schedule_places import KIND
from meetings.importers.schedule_times import find_when, plain
from txct.lib.text import clean_line

HEADER_DEPTH = 80
ROWS_LOOKED_AT = 60
SHARE = 0.6
CONTRADICTION = 0.8

_UNIT_LIST = re.compile(rf"(?:các|[0-9]{{1,3}}|cụm\s.*\bgồm)\s+(?:các\s+)?{KIND}")
_PLACES = {"venue", "mixed", "settlement", "commune", "group", "cluster"}
_MEETS = re.compile(
    rf"\b(?:tiếp xúc|txct)\b.*\btại\b|\b(?:tiếp xúc(?: với)? cử tri|txct)\s+(?:ở\s+|các\s+)*{KIND}\s+[^\W_]",
    re.IGNORECASE,
)
_OF_TASKS = re.compile(
    r"\b(?:cong viec|nhiem vu|thoi han|tien do|thoi luong|(?:nguoi|don vi|co quan) (?:thuc hien|chu tri|trinh bay)"
    r"|hoan thanh|san pham|phoi hop)\b"
)
_OLD = re.compile(
    r"\bcũ\b|trước đây|ban đầu|đã (?:ban hành|thông báo|công bố|gửi|định)|trước (?:khi )?(?:điều chỉnh|thay đổi)"
    r"|\btheo (?:kế hoạch|lịch|kh|thông báo)\b(?! (?:điều chỉnh|mới|sửa))"
)
_NEW = re.compile(r"\bmới\b|điều chỉnh|thay đổi|\bnay\b|sửa|đổi (?:thành|sang|lại)|chuyển (?:thành|sang)")
_REPEATED = ("venue", "delegates")
# Only these headers are vague enough that cells of one kind throughout may say better what the column holds.
_MAY_BE = {"venue": ("unit",), "delegates": ("unit", "venue"), **dict.fromkeys(PLACE_ROLES, ("venue",))}

Row = list[Cell]


@dataclass(frozen=True, slots=True)
class Columns:
    """START is the first row below the header; ROLES and HEADS are by column; GUESSED when there is no header.

    FORMER gives, for a column of the schedule that this one replaces, the column that replaces it.
    """

    start: int
    roles: dict[int, str]
    heads: dict[int, str]
    guessed: bool = False
    former: dict[int, int] = field(default_factory=dict)


def with_own_header(rows: list[Row]) -> Iterator[list[Row]]:
    """The rows parted before each header that has other columns than the one before it."""
    start, known = 0, None
    for index, row in enumerate(rows):
        roles = header_roles(row)
        if roles is None or (index and header_roles(rows[index - 1]) is not None):
            continue
        if known is not None and roles != known:
            yield rows[start:index]
            start = index
        known = roles
    yield rows[start:]


def columns_of(rows: list[Row]) -> Columns | None:
    """The columns of a table of meetings; None when it is none."""
    start, roles = _find_header(rows)
    if roles is not None:
        heads = {column: cell.text for column, cell in enumerate(rows[start - 1])}
        former = _former(rows[:start], roles)
        roles.update({new: roles[old] for old, new in former.items()})  # "Nay là" beside "Thời gian cũ"
        roles.update(dict.fromkeys(former, "former"))
        return Columns(start, _voted(rows[start:], roles, heads), heads, former=former)
    return _headless(rows) if len(rows[0]) > 1 else None


def _find_header(rows: list[Row]) -> tuple[int, dict[int, str] | None]:
    """How many rows there are down to the header's end, and the roles; a header of two rows is read as one."""
    for index, row in enumerate(rows[:HEADER_DEPTH]):
        roles = header_roles(row)
        if roles is None:
            continue
        end = index + 1
        if end < len(rows) and (lower := header_roles(_own(rows[end], row))):
            roles = {**roles, **lower}
            end += 1
        elif end < len(rows) and _is_below_wide(rows[end], row):
            roles = {**roles, **_roles_below(rows[end], row, roles)}
            end += 1
        elif end < len(rows) and all(cell.merged for cell in rows[end] if cell.text):
            end += 1
        return end, roles
    return 0, None


def head_of_tasks(rows: list[Row]) -> int | None:
    """The row that heads a table which shares out work or is the programme of one meeting; None for any other."""
    start, roles = _find_header(rows)
    if roles is not None:
        heads = {column: cell.text for column, cell in enumerate(rows[start - 1])}
        return start - 1 if _is_of_tasks(rows[start:], roles, heads) else None
    return 0 if sum(bool(_OF_TASKS.search(plain(cell.text))) for cell in rows[0] if not cell.beside) > 1 else None


def _is_of_tasks(rows: list[Row], roles: dict[int, str], heads: dict[int, str]) -> bool:
    """Whether the table shares out work, or is the programme of one meeting, and tells of no meeting's place."""
    if set(roles.values()) & _PLACES:
        return False
    if _is_programme(rows, roles):
        return True
    texts = [clean_line(cell.text) for row in rows for cell in row if cell.text]
    if any(_MEETS.search(text) or (is_venue(text) and "unit" not in roles.values()) for text in texts):
        return False
    return any(_OF_TASKS.search(plain(head)) for head in heads.values())


def _is_programme(rows: list[Row], roles: dict[int, str]) -> bool:
    """Whether the times of the rows are stretches of one meeting, each from the end of the one before."""
    column = next((column for column, role in roles.items() if role in TIME_ROLES), None)
    whens = [find_when(clean_line(row[column].text), sure=True) for row in rows] if column is not None else []
    return len(whens) > 1 and all(
        one.end is not None and not one.days and one.end == other.start for one, other in pairwise(whens)
    )


def _former(header: list[Row], roles: dict[int, str]) -> dict[int, int]:
    """The columns headed as those of an earlier schedule, with the columns of the same role that replace them."""
    told = [" ".join(clean_line(row[column].text).lower() for row in header[-2:]) for column in range(len(header[0]))]
    old = [column for column in roles if _OLD.search(told[column])]
    new = [column for column, text in enumerate(told) if column not in old and _NEW.search(text)]
    pairs = {}
    for column in old:
        same = (other for other in new if roles.get(other, roles[column]) == roles[column])
        if (other := next(same, None)) is not None:
            pairs[column] = other
    return pairs


def _own(row: Row, above: Row) -> Row:
    """The cells of a second header row that say more than the first."""
    return [
        cell if cell.merged is None and cell.text != up.text else Cell() for cell, up in zip(row, above, strict=True)
    ]


def _is_below_wide(row: Row, above: Row) -> bool:
    """Whether the row only parts the wide cells of the header above it: all else in it is merged from there."""
    own = [column for column, cell in enumerate(row) if cell.text and cell.merged is None]
    wide = {column for column, cell in enumerate(above) if cell.beside}
    wide |= {column - 1 for column in wide}
    short = all(len(row[column].text) < 40 and not find_when(clean_line(row[column].text)) for column in own)
    rest = any(cell.merged is not None for cell in row)
    return bool(own) and rest and short and all(column in wide for column in own)


def _roles_below(row: Row, above: Row, roles: dict[int, str]) -> dict[int, str]:
    """The roles of the parts of wide header cells: their own where they name one, else that of the whole."""
    found: dict[int, str] = {}
    whole = ""
    for column, cell in enumerate(row):
        whole = whole if above[column].beside else roles.get(column, "")
        if cell.text and cell.merged is None:
            own = role_of(cell.text) if is_header_text(cell.text) else None
            role = own if own is not None and own not in PLACE_ROLES else whole or own
            if role:
                found[column] = role
    return found


# what the cells say --------------------------------------------------------------------------------------


def _voted(rows: list[Row], roles: dict[int, str], heads: dict[int, str]) -> dict[int, str]:
    """ROLES completed for columns whose header is in no known words, and corrected where all cells contradict it."""
    settled = dict(roles)
    for column in range(len(rows[0]) if rows else 0):
        role = roles.get(column)
        if role is not None and role not in _MAY_BE:
            continue
        counted, filled = _votes(rows, column)
        told, votes = counted.most_common(1)[0] if counted else ("", 0)
        if role is not None:
            if told in _MAY_BE[role] and votes >= CONTRADICTION * filled and not _holds(settled, told):
                settled[column] = told
            continue
        loose = role_of(heads.get(column, ""))
        if loose in ASIDE_ROLES:
            settled[column] = str(loose)
        elif told == "delegates" and heads.get(column, "").strip() and "delegates" in roles.values():
            continue
        elif told not in ("", "index") and votes >= SHARE * filled and not _holds(settled, told):
            settled[column] = told
        elif loose is not None and not _holds(settled, loose):
            settled[column] = loose
    return settled


def _holds(roles: dict[int, str], role: str) -> bool:
    """Whether a column has ROLE already, or one that tells the same."""
    if role in _REPEATED:
        return False
    same = PLACE_ROLES if role in PLACE_ROLES else TIME_ROLES if role in TIME_ROLES else (role,)
    return any(other in same for other in roles.values())


def _votes(rows: list[Row], column: int) -> tuple[Counter[str], int]:
    """How many cells of a column speak for each role, and how many are filled."""
    counted: Counter[str] = Counter()
    filled = 0
    for row in rows[:ROWS_LOOKED_AT]:
        cell = row[column]
        if cell.text and cell.merged is None and not cell.beside:
            filled += 1
            if (role := role_of_content(cell)) is not None:
                counted[role] += 1
    return counted, filled


def _headless(rows: list[Row]) -> Columns | None:
    """The columns of a table whose first rows are no header in known words, by content."""
    roles: dict[int, str] = {}
    for column in range(len(rows[0])):
        counted, filled = _votes(rows, column)
        if not counted:
            continue
        role = counted.most_common(1)[0][0]
        if role == "unit" and "unit" in roles.values():
            role = "venue"
        if counted.get(role, filled) >= max(1, filled / 2) and (role not in roles.values() or role in TIME_ROLES):
            roles[column] = role
    times = [column for column, role in roles.items() if role in TIME_ROLES]
    if times and "unit" not in roles.values():
        filled_columns = [column for column in range(len(rows[0])) if any(row[column].text for row in rows)]
        spare = next((column for column in filled_columns if column > min(times) and column not in roles), None)
        roles.update({spare: "unit"} if spare is not None else {})
    if not times or not {"unit", "venue"} & set(roles.values()):
        return None
    start = 0 if any(map(role_of_content, rows[0])) else 1
    return Columns(start, roles, {column: cell.text for column, cell in enumerate(rows[0])} if start else {}, True)


def role_of_content(cell: Cell) -> str | None:
    """The role that the content of a cell speaks for."""
    text = clean_line(cell.text)
    if not text or (text.isdigit() and len(text) < 5):
        return "index" if text else None
    if is_group(text) and not re.match(r"tổ\s+[0-9]+\s*(?:,|va|và|-)", text.lower()):
        return "group"
    if is_venue(text):
        return "venue"
    when = find_when(text)
    covered = sum(last - first for first, last in when.spans)
    if when and covered >= 0.6 * len(re.sub(r"[\W_]", "", plain(text))):
        return "when"
    if is_unit(text) or _UNIT_LIST.match(text.lower()):
        return "unit"
    people = read_people(cell.text)
    return "delegates" if people.names and not people.rest and all(map(has_surname, people.names)) else None
