"""A kept schedule as the secretary looks at it before it is written: each row with its records, doubts, conflicts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from delegates.models import Body, Delegate
from meetings.actions.imports import read_file
from meetings.actions.meetings import front_of, members_of
from meetings.importers.schedule_values import Problem, ReadMeeting, Weight, in_order
from meetings.models import Meeting, MeetingUnit, Round, ScheduleFile
from meetings.planning import conflicts_among
from meetings.schedule_matching import MatchedMeeting, match_schedule
from meetings.schedule_names import OpenName
from meetings.schedule_rows import Standing, hours_of, remarks_on, source_keys
from meetings.scheduling.conflicts import Conflict, Kind, Severity
from meetings.trials import draft_of
from txct.core.scoping import trusted
from txct.lib.dates import clock_text

SHOWN_CONFLICTS = 5
LEFT_OPEN = frozenset({"maybe_already", "weekday_mismatch"})
"""Doubts for which writing the row may be the wrong thing: a person ticks it."""


@dataclass(slots=True)
class PreviewRow:
    """One row of the file: what was read, the records it names, what is doubtful, and the meeting it has already."""

    item: MatchedMeeting
    standing: Meeting | None
    problems: list[Problem] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)

    @property
    def read(self) -> ReadMeeting:
        """What was read."""
        return self.item.read

    @property
    def bars(self) -> list[Problem]:
        """What must be put right before the row can be written."""
        return [item for item in self.problems if item.weight is Weight.ERROR]

    @property
    def doubts(self) -> list[Problem]:
        """What asks for a look."""
        return [item for item in self.problems if item.weight is Weight.WARNING]

    @property
    def remarks(self) -> list[Problem]:
        """What was taken for granted."""
        return [item for item in self.problems if item.weight is Weight.INFO]

    @property
    def shown_conflicts(self) -> list[Conflict]:
        """The first conflicts; a row that clashes with many is not made clearer by all of them."""
        return self.conflicts[:SHOWN_CONFLICTS]

    @property
    def more_conflicts(self) -> int:
        """How many conflicts are not shown."""
        return max(len(self.conflicts) - SHOWN_CONFLICTS, 0)

    @property
    def blocked(self) -> bool:
        """Whether somebody or something would be in two places at once."""
        clashes = (conflict for conflict in self.conflicts if conflict.kind is not Kind.UNASSIGNED)
        return any(conflict.severity is Severity.BLOCK for conflict in clashes)

    @property
    def may_write(self) -> bool:
        """Whether the row can be ticked."""
        return self.standing is None and not self.bars

    @property
    def ticked(self) -> bool:
        """Whether the row is ticked before anybody looked at it."""
        return self.may_write and not self.blocked and not any(item.code in LEFT_OPEN for item in self.problems)

    @property
    def hour_text(self) -> str:
        """`8h00`, `buổi sáng`, or that no hour is printed."""
        if self.read.start is not None:
            return clock_text(self.read.start)
        return f"buổi {self.read.part}, chưa có giờ" if self.read.part else "chưa có giờ"


@dataclass(frozen=True, slots=True)
class SchedulePage:
    """All rows of a kept file, what concerns the whole paper, and the names somebody may choose records for."""

    rows: tuple[PreviewRow, ...]
    general: tuple[Problem, ...]
    open_names: tuple[OpenName, ...]

    @property
    def writable(self) -> int:
        """How many rows can be written."""
        return sum(row.may_write for row in self.rows)

    @property
    def left_open(self) -> int:
        """How many rows can be written but are not ticked until somebody looked at them."""
        return sum(row.may_write and not row.ticked for row in self.rows)

    @property
    def standing(self) -> int:
        """How many rows have their meeting already."""
        return sum(row.standing is not None for row in self.rows)

    @property
    def barred(self) -> int:
        """How many rows lack something without which they cannot be written."""
        return sum(row.standing is None and bool(row.bars) for row in self.rows)


def schedule_page(file: ScheduleFile) -> SchedulePage:
    """A kept file read and matched anew, with the choices made for it. Writes nothing."""
    preview = read_file(file)
    with trusted():
        matching = match_schedule(round=file.round, meetings=preview.meetings, choices=file.choices)
        standing = Standing(file.round, source_keys(preview.meetings))
        rows = tuple(PreviewRow(item, standing.same(item)) for item in matching.meetings)
        problems = in_order([*preview.problems, *matching.problems, *remarks_on(matching.meetings, standing)])
        general = _told_at_rows(rows, problems)
        _weigh(file.round, [row for row in rows if row.may_write])
    return SchedulePage(rows, general, matching.open_names)


def _told_at_rows(rows: Sequence[PreviewRow], problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """Hang the problems on the rows they stand in; those of no row are returned."""
    by_place: dict[tuple[str, int], list[PreviewRow]] = defaultdict(list)
    for row in rows:
        for place in row.read.rows:
            by_place[place].append(row)
    general = []
    for problem in problems:
        here = by_place.get((problem.part, problem.row))
        if here is None:
            general.append(problem)
        for row in here or ():
            row.problems.append(problem)
    return tuple(general)


def _weigh(round: Round, rows: Sequence[PreviewRow]) -> None:
    """Hang on each row the conflicts it would have once all rows stand."""
    chair = front_of(round.council)
    members: dict[tuple[int, ...], list[Delegate]] = {}
    drafts = {}
    for place, row in enumerate(rows, start=1):
        if row.read.start is None or len(row.read.days) != 1:
            continue
        groups = tuple(group.pk for group in row.item.groups)
        if not row.item.delegates and groups not in members:
            members[groups] = members_of(row.item.groups, round.starts_on)
        people = row.item.delegates or members[groups]
        drafts[-place] = (row, _draft(round, row.item, -place, people, chair))
    if not drafts:
        return
    for conflict in conflicts_among([draft for _row, draft in drafts.values()]):
        for key in conflict.meeting_ids:
            if key in drafts:
                drafts[key][0].conflicts.append(conflict)


def _draft(round: Round, item: MatchedMeeting, key: int, people: Sequence[Delegate], front: Body | None) -> Meeting:
    starts_at, ends_at = hours_of(item.read)
    voters = item.read.voters or sum(unit.voters or 0 for unit in item.units) or None
    return draft_of(
        round,
        meeting=None,
        key=key,
        units=[MeetingUnit(locality=unit.locality, neighbourhood=unit.neighbourhood) for unit in item.units],
        groups=item.groups,
        delegates=people,
        joint_councils=[],
        starts_at=starts_at,
        ends_at=ends_at,
        venue=item.venue,
        chair_body=item.chair or front,
        chair_name="" if item.chair else (item.read.chair or ""),
        expected_voters=voters,
    )
