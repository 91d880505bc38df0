"""A table of ways between units as it is pasted from Excel: unit, unit, minutes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from delegates.models import Locality
from meetings.models.availability import LONGEST_WAY
from txct.lib.text import clean, clean_line, fold

COLUMNS = 3
_MINUTES = re.compile(r"^(\d{1,4})\s*(?:phut|p|')?$")
_HEAD = ("don vi", "phut", "xa", "phuong", "tu", "den")


@dataclass(frozen=True, slots=True)
class Way:
    """Two units and the minutes between them, the unit with the lower key first."""

    first: Locality
    second: Locality
    minutes: int


def read_ways(text: str, units: Sequence[Locality]) -> tuple[list[Way], list[str]]:
    """The ways in a pasted table, and what is wrong with it, each with its row and column as the table has them.

    Columns are parted by tabs, semicolons or bars; a first row without a number is its head. A pair printed twice
    with the same minutes, in either order, counts once.
    """
    known = _known(units)
    ways: dict[tuple[int, int], Way] = {}
    problems: list[str] = []
    for number, line in enumerate(clean(text).split("\n"), start=1):
        if not line.strip():
            continue
        cells = [clean_line(cell) for cell in re.split(r"[\t;|]", line.strip("\t;| "))]
        if number == 1 and _is_head(cells):
            continue
        way, wrong = _way(cells, known)
        problems += [f"Hàng {number}, {sentence}" for sentence in wrong]
        if way is None:
            continue
        pair = (way.first.pk, way.second.pk)
        if pair in ways and ways[pair].minutes != way.minutes:
            problems.append(
                f"Hàng {number}, cột 3: {way.first} và {way.second} đã ghi {ways[pair].minutes} phút ở hàng trên. "
                "Giữ lại một số."
            )
        ways.setdefault(pair, way)
    return list(ways.values()), problems


def _known(units: Iterable[Locality]) -> dict[str, Locality | None]:
    """Units by their folded names, with and without the kind; None where two share a name."""
    found: dict[str, Locality | None] = {}
    for unit in units:
        for name in {fold(str(unit)), fold(unit.name)}:
            found[name] = None if name in found else unit
    return found


def _is_head(cells: Sequence[str]) -> bool:
    return not any(cell[:1].isdigit() for cell in cells[2:]) and any(
        word in fold(cell) for cell in cells for word in _HEAD
    )


def _way(cells: Sequence[str], known: dict[str, Locality | None]) -> tuple[Way | None, list[str]]:
    if len(cells) != COLUMNS:
        return None, [f"cần ba cột (đơn vị, đơn vị, số phút) nhưng có {len(cells)}. Dán lại cả ba cột."]
    wrong: list[str] = []
    ends: list[Locality] = []
    for column, name in enumerate(cells[:2], start=1):
        unit = known.get(fold(name))
        if unit is not None:
            ends.append(unit)
        elif fold(name) in known:
            wrong.append(f"cột {column}: có nhiều đơn vị tên “{name}”. Ghi rõ xã hay phường.")
        else:
            wrong.append(f"cột {column}: không có “{name}” trong địa bàn của Hội đồng. Kiểm tra tên đơn vị.")
    read = _MINUTES.match(fold(cells[2]))
    minutes = int(read[1]) if read else LONGEST_WAY + 1
    if minutes > LONGEST_WAY:
        wrong.append(f"cột 3: “{cells[2]}” không phải số phút từ 0 đến {LONGEST_WAY}. Ghi số phút, ví dụ 30.")
    if len(ends) == 2 and ends[0] == ends[1]:
        wrong.append("cột 2: hai đơn vị giống nhau. Ghi hai đơn vị khác nhau.")
    if wrong:
        return None, wrong
    first, second = sorted(ends, key=lambda unit: unit.pk)
    return Way(first, second, minutes), []
