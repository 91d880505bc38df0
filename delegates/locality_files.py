"""Administrative units as shipped with the product: the files in `delegates/data/`, read without Django.

Three tiers up to 30 June 2025 (tỉnh, huyện, xã), two since 1 July 2025 (tỉnh, xã), and the known history of
single towns. Sources, licence and columns: `delegates/data/README.md`.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

DATA_FOLDER = Path(__file__).resolve().parent / "data"
LEVELS = ("tỉnh", "huyện", "xã")
FIRST_DAY_OF_TWO_TIERS = date(2025, 7, 1)


class LocalityKey(NamedTuple):
    """One unit during one stretch of its life: codes are reused, so the first day belongs to the key."""

    code: str
    valid_from: date


@dataclass(frozen=True, slots=True)
class LocalityRow:
    """One unit as the files give it; `name` has no kind ("Từ Sơn", "1"), `valid_to` is its last day."""

    level: str
    code: str
    kind: str
    name: str
    parent_code: str
    valid_from: date
    valid_to: date | None
    population: int | None = None
    parent_key: LocalityKey | None = None

    @property
    def key(self) -> LocalityKey:
        """What no other unit shares."""
        return LocalityKey(self.code, self.valid_from)

    def holds_on(self, day: date) -> bool:
        """Whether the unit exists in this form on that day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class SuccessionRow:
    """A unit that took over another on a day; `partial` when the older one was divided among several."""

    old_key: LocalityKey
    new_key: LocalityKey
    on: date
    partial: bool
    legal_basis: str


@dataclass(frozen=True, slots=True)
class NeighbourhoodRow:
    """A khu phố or làng of one commune; only those whose name was seen in print."""

    commune_key: LocalityKey
    kind: str
    name: str


class BrokenLocalityFile(ValueError):
    """The unit files contradict each other: a parent, predecessor or successor is missing."""


def read_localities() -> Iterator[LocalityRow]:
    """All units of all times, parents before children: by level, then code, then first day.

    A row of a history file replaces the national row of the same code and last day, because the national
    source knows no first day. Raises BrokenLocalityFile when a unit has no parent on its first day.
    """
    latest: dict[tuple[str, date | None], LocalityRow] = {}
    for path in _paths("units_*.csv") + _paths("history_*_units.csv"):
        for row in _read_units(path):
            latest[row.code, row.valid_to] = row
    rows = sorted(latest.values(), key=lambda row: (LEVELS.index(row.level), row.code, row.valid_from))

    versions: dict[str, list[LocalityRow]] = defaultdict(list)
    for row in rows:
        versions[row.code].append(row)
    for row in rows:
        yield replace(row, parent_key=_parent_key(row, versions)) if row.parent_code else row


def read_successions() -> Iterator[SuccessionRow]:
    """Every known handing over, oldest first: who took over whom, on which day, in whole or in part.

    Raises BrokenLocalityFile when a predecessor does not end on the day before, or a successor does not begin
    on that day.
    """
    ending: dict[tuple[str, date], LocalityKey] = {}
    beginning: set[LocalityKey] = set()
    for row in read_localities():
        beginning.add(row.key)
        if row.valid_to is not None:
            ending[row.code, row.valid_to] = row.key

    found = []
    for path in _paths("history_*_successions.csv") + _paths("successions_*.csv"):
        for line in _read_lines(path):
            on = date.fromisoformat(line["on"])
            old_key = ending.get((line["old_code"], on - timedelta(days=1)))
            new_key = LocalityKey(line["new_code"], on)
            if old_key is None or new_key not in beginning:
                raise BrokenLocalityFile(f"{path.name}: {line['old_code']} → {line['new_code']} on {on}")
            found.append(SuccessionRow(old_key, new_key, on, line["partial"] == "1", line["legal_basis"]))
    found.sort(key=lambda row: (row.on, row.old_key, row.new_key))
    yield from found


def read_neighbourhoods() -> Iterator[NeighbourhoodRow]:
    """The few khu phố and làng known by name, in the order of the files."""
    for path in _paths("history_*_neighbourhoods.csv"):
        for line in _read_lines(path):
            key = LocalityKey(line["commune_code"], date.fromisoformat(line["valid_from"]))
            yield NeighbourhoodRow(key, line["kind"], line["name"])


def select_localities(
    rows: Iterable[LocalityRow],
    successions: Iterable[SuccessionRow],
    *,
    province_code: str = "",
    only_current: bool = False,
) -> tuple[list[LocalityRow], list[SuccessionRow]]:
    """The part of the units asked for, with the successions that lie wholly inside it; the order is kept.

    `province_code` is a province of today; with it come all units its territory consists of and consisted of.
    `only_current` leaves out every unit that has ended. An unknown province gives two empty lists.
    """
    chosen = list(rows)
    links = list(successions)
    if province_code:
        roots = {
            row.key for row in chosen if row.code == province_code and row.valid_to is None and not row.parent_code
        }
        family = roots | {link.old_key for link in links if link.new_key in roots}
        for row in chosen:
            if row.parent_key in family:
                family.add(row.key)
        chosen = [row for row in chosen if row.key in family]
    if only_current:
        chosen = [row for row in chosen if row.valid_to is None]
    keys = {row.key for row in chosen}
    return chosen, [link for link in links if link.old_key in keys and link.new_key in keys]


def _parent_key(row: LocalityRow, versions: dict[str, list[LocalityRow]]) -> LocalityKey:
    for parent in versions[row.parent_code]:
        if parent.holds_on(row.valid_from):
            return parent.key
    raise BrokenLocalityFile(f"{row.kind} {row.name} ({row.code}) has no parent {row.parent_code} on {row.valid_from}")


def _read_units(path: Path) -> Iterator[LocalityRow]:
    for line in _read_lines(path):
        yield LocalityRow(
            level=line["level"],
            code=line["code"],
            kind=line["kind"],
            name=line["name"],
            parent_code=line["parent_code"],
            valid_from=date.fromisoformat(line["valid_from"]),
            valid_to=date.fromisoformat(line["valid_to"]) if line["valid_to"] else None,
            population=int(line["population"]) if line["population"] else None,
        )


def _read_lines(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _paths(pattern: str) -> list[Path]:
    return sorted(DATA_FOLDER.glob(pattern))
