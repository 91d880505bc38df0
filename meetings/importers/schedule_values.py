"""What is read from a schedule of meetings: the meetings, where each was found, and what is doubtful about them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from typing import Any

from meetings.importers.reading import BadFile
from txct.lib.dates import short_date


class NotASchedule(BadFile):
    """The file cannot be taken for a schedule; ``message`` says in Vietnamese why, and what to do."""


class Weight(StrEnum):
    """How much a problem matters: an error bars writing, a warning asks for a look, an info only tells."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


_WEIGHTS = {
    "unreadable_date": Weight.ERROR,
    "unreadable_time": Weight.ERROR,
    "unreadable_cell": Weight.ERROR,
    "missing_date": Weight.ERROR,
    "missing_year": Weight.ERROR,
    "missing_unit": Weight.ERROR,
    "unknown_unit": Weight.ERROR,
    "past_unit": Weight.ERROR,
    "unknown_group": Weight.ERROR,
    "unknown_delegate": Weight.ERROR,
    "merged_cell": Weight.INFO,
    "weekend": Weight.INFO,
    "missing_group": Weight.INFO,
    "numbered_units": Weight.INFO,
    "same_time": Weight.INFO,
    "replaces": Weight.INFO,
    "cluster_mismatch": Weight.INFO,
    "already": Weight.INFO,
    "new_venue": Weight.INFO,
}


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """A place in the file: ROW as its program counts (line, paragraph or table row), COLUMN a letter or None."""

    part: str = ""
    row: int = 0
    column: str | None = None

    def __str__(self) -> str:
        row = f"dòng {self.row}"
        return ", ".join(filter(None, (self.part, row, f"cột {self.column}" if self.column else "")))


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing a person should look at; MESSAGE is a Vietnamese sentence that says what was read and what to do."""

    row: int
    column: str | None
    code: str
    message: str
    part: str = ""

    @property
    def weight(self) -> Weight:
        """Errors bar writing; whatever was inferred is information; the rest are warnings."""
        if self.code.startswith("inferred"):
            return Weight.INFO
        return _WEIGHTS.get(self.code, Weight.WARNING)

    @property
    def spot(self) -> Spot:
        """Where in the file it stands."""
        return Spot(self.part, self.row, self.column)

    def as_json(self) -> dict[str, Any]:
        """The problem as ``import_schedule --json`` prints it."""
        return {"row": self.row, "column": self.column, "code": self.code, "message": self.message}


def problem(spot: Spot, code: str, message: str) -> Problem:
    """A problem at SPOT."""
    return Problem(spot.row, spot.column, code, message, spot.part)


@dataclass(frozen=True, slots=True)
class ReadUnit:
    """A place whose voters are invited, as printed; PARENT is the district printed with it, VOTERS how many."""

    name: str
    voters: int | None = None
    parent: str = ""


@dataclass(slots=True)
class ReadMeeting:
    """One meeting as printed. DAY is the first of DAYS, which are more than one where only a span is given.

    PART is sáng, chiều or tối and only set when printed. SPOTS says where each field was found.
    """

    spot: Spot
    days: tuple[date, ...] = ()
    start: time | None = None
    end: time | None = None
    part: str | None = None
    units: tuple[ReadUnit, ...] = ()
    venue: str | None = None
    groups: tuple[str, ...] = ()
    delegates: tuple[str, ...] = ()
    chair: str | None = None
    voters: int | None = None
    notes: str | None = None
    spots: dict[str, Spot] = field(default_factory=dict)
    key: str = ""

    @property
    def row(self) -> int:
        """The row of the file that the meeting begins in."""
        return self.spot.row

    @property
    def rows(self) -> frozenset[tuple[str, int]]:
        """All rows or lines that tell of the meeting, as (part, row)."""
        return frozenset((spot.part, spot.row) for spot in (self.spot, *self.spots.values()))

    @property
    def day(self) -> date | None:
        """The day, or the first of several."""
        return self.days[0] if self.days else None

    @property
    def day_text(self) -> str:
        """The day, or the first and last of several, as officials print them; empty when unknown."""
        if len(self.days) > 1:
            return f"{short_date(self.days[0])} - {short_date(self.days[-1])}"
        return short_date(self.days[0]) if self.days else ""

    def where(self, name: str) -> Spot:
        """Where the field NAME was found, else where the meeting stands."""
        return self.spots.get(name, self.spot)

    def as_json(self) -> dict[str, Any]:
        """The meeting as ``import_schedule --json`` prints it."""
        return {
            "row": self.row,
            "date": self.day.isoformat() if self.day else None,
            "start": f"{self.start:%H:%M}" if self.start else None,
            "part": self.part,
            "units": [unit.name for unit in self.units],
            "venue": self.venue,
            "groups": list(self.groups),
            "delegates": list(self.delegates),
            "chair": self.chair,
            "notes": self.notes,
        }


@dataclass(frozen=True, slots=True)
class SchedulePreview:
    """What a file says before anything is written. SHA256 is that of the file's bytes."""

    meetings: tuple[ReadMeeting, ...]
    problems: tuple[Problem, ...]
    name: str = ""
    sha256: str = ""
    plan_day: date | None = None

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that bar writing."""
        return tuple(item for item in self.problems if item.weight is Weight.ERROR)

    def as_json(self) -> dict[str, Any]:
        """The preview as ``import_schedule --json`` prints it."""
        return {
            "meetings": [meeting.as_json() for meeting in self.meetings],
            "problems": [item.as_json() for item in self.problems],
        }


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Each problem once, by place in the file."""
    unique = dict.fromkeys(problems)
    return tuple(sorted(unique, key=lambda item: (item.part, item.row, item.column or "", item.code)))
