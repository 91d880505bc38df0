"""The values a report is made of: lines of petitions, meetings, units and groups, and numbers that lead to rows."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

UNSORTED = "Chưa phân loại"


def rows_query(**keys: object) -> str:
    """The query string of the desk's list that shows exactly the rows counted; empty keys are left out."""
    return urlencode({key: value for key, value in keys.items() if value not in (None, "")})


@dataclass(frozen=True, slots=True)
class Figure:
    """One printed number: its words, how many, and the list and filter that lead to its rows."""

    label: str
    count: int
    page: str
    query: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class PetitionLine:
    """One petition as the annex prints it, at the cut-off."""

    code: str
    text: str
    places: tuple[str, ...]
    speakers: tuple[str, ...]
    sector: str
    sector_id: int | None
    sector_position: int
    authority: str
    authority_label: str
    agency: str
    due_on: str
    standing: str
    standing_label: str
    result: str
    times_raised: int
    voices: int
    reminded: int
    claimed: str
    judgement: str
    told: str
    origin: str
    locality_ids: tuple[int, ...] = ()
    group_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """One meeting: where, when, who came."""

    id: int
    name: str
    starts_at: str
    held: bool
    off: bool
    invited: int
    voters: int
    seats: int
    present: int
    absent: int
    voices: int
    petitions: int
    unit_ids: tuple[int, ...]
    group_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class GroupLine:
    """Attendance of one group over the round, and what was said at its meetings."""

    id: int
    label: str
    meetings: int
    seats: int
    present: int
    absent: int
    voters: int
    voices: int
    petitions: int


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit: meetings, voters, statements, petitions, and how many of those were answered and resolved."""

    id: int
    name: str
    meetings: int
    voters: int
    voices: int
    petitions: int
    answered: int
    resolved: int


@dataclass(frozen=True, slots=True)
class AbsenceLine:
    """A delegate who did not come, and why."""

    delegate: str
    group: str
    meeting: str
    reason: str


@dataclass(frozen=True, slots=True)
class VoiceLine:
    """What one voter said that is no petition: an opinion, or a matter answered on the spot."""

    kind: str
    text: str
    place: str
    speaker: str
    answered_by: str = ""
    answer: str = ""
