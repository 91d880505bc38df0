"""Values that the page components in `templates/components/` are given.

Templates accept dictionaries with the same keys too; these classes only spell out what each piece reads.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, time

from txct.lib.dates import part_of_day

PARTS_OF_DAY = ("sáng", "chiều", "tối")

TONE_ICONS = {
    "done": "check-circle-fill",
    "due": "clock-fill",
    "late": "exclamation-circle-fill",
    "draft": "pencil",
    "open": "circle",
}
"""Tone of a state → its icon. Tones: done xanh, due cam, late đỏ, draft xám, open no colour."""


@dataclass(frozen=True)
class Tile:
    """A number that leads to its rows (`count_tile.html`)."""

    value: str | int
    label: str
    url: str = ""
    tone: str = ""
    note: str = ""


@dataclass(frozen=True)
class Chip:
    """One filter in force; `remove_url` is the same list without it (`filter_chips.html`)."""

    label: str
    remove_url: str


@dataclass(frozen=True)
class Tab:
    """Another view of the same rows (`view_tabs.html`)."""

    label: str
    url: str
    current: bool = False


@dataclass(frozen=True)
class Column:
    """Head of a table column; `sort` is its URL key, `sorted` "ascending" or "descending" when in force."""

    label: str
    sort: str = ""
    sorted: str = ""
    number: bool = False


@dataclass(frozen=True)
class Cell:
    """One table cell: text, or a state badge when `tone` is given."""

    text: str
    url: str = ""
    tone: str = ""
    number: bool = False


@dataclass(frozen=True)
class HistoryEntry:
    """What happened, when, by whom; `old` and `new` when a value changed (`history.html`)."""

    title: str
    when: str
    who: str = ""
    tone: str = ""
    note: str = ""
    old: str = ""
    new: str = ""


@dataclass(frozen=True)
class PageWarning:
    """A conflict ("late") or a reminder ("due") with the place to mend it (`warning_list.html`)."""

    message: str
    tone: str = "due"
    kind: str = ""
    url: str = ""
    url_label: str = "Xem và sửa"


@dataclass(frozen=True)
class FieldVersions:
    """One field as the user typed it and as it now stands (`stale_compare.html`)."""

    label: str
    mine: str
    theirs: str

    @property
    def differs(self) -> bool:
        """Whether the user has to choose."""
        return self.mine != self.theirs


@dataclass(frozen=True)
class Slot:
    """One meeting on the schedule; without `start` it lies in `part`, without `day` it is not yet placed.

    `word` names its state, shown as a badge in the colour of `tone`.
    """

    title: str
    day: date | None = None
    start: time | None = None
    part: str = ""
    place: str = ""
    who: str = ""
    note: str = ""
    url: str = ""
    tone: str = ""
    warning: str = ""
    word: str = ""

    @property
    def part_of_day(self) -> str:
        """Morning, afternoon or evening: as given, else from the hour, else the morning."""
        return self.part or (part_of_day(self.start) if self.start else PARTS_OF_DAY[0])


@dataclass(frozen=True)
class ScheduleRow:
    """One part of the day over all days of the schedule."""

    part: str
    cells: tuple[tuple[Slot, ...], ...]


@dataclass(frozen=True)
class Schedule:
    """Meetings by day and part of the day (`schedule_table.html`), and by day (`schedule_list.html`)."""

    days: tuple[date, ...] = ()
    rows: tuple[ScheduleRow, ...] = ()
    unplaced: tuple[Slot, ...] = ()
    by_day: tuple[tuple[date, tuple[Slot, ...]], ...] = field(default=())


def lay_out(slots: Iterable[Slot], *, days: Sequence[date] = ()) -> Schedule:
    """Arrange slots; `days` are shown even when empty. Evenings appear only when something happens then."""
    every = tuple(slots)
    placed = [slot for slot in every if slot.day is not None]
    shown_days = tuple(sorted({*days, *(slot.day for slot in placed if slot.day is not None)}))
    in_order = sorted(
        placed,
        key=lambda slot: (PARTS_OF_DAY.index(slot.part_of_day), slot.start or time.min, slot.title),
    )
    used = {slot.part_of_day for slot in placed}
    rows = tuple(
        ScheduleRow(
            part=part,
            cells=tuple(
                tuple(slot for slot in in_order if slot.day == day and slot.part_of_day == part) for day in shown_days
            ),
        )
        for part in PARTS_OF_DAY
        if part in used or (shown_days and part != "tối")
    )
    return Schedule(
        days=shown_days,
        rows=rows,
        unplaced=tuple(slot for slot in every if slot.day is None),
        by_day=tuple((day, tuple(slot for slot in in_order if slot.day == day)) for day in shown_days),
    )
