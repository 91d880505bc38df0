"""What a round of voter contact asks of a schedule: needs, people, rooms, days. Values only.

All times are naive local times of the council. A ``Slot`` is half open: the end is free for the next meeting.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

Id = int | str


class BadProblem(ValueError):
    """The round cannot be put to the solver as given; the message says, in Vietnamese, what to correct."""


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """A stretch of local time ``[start, end)``; both naive, ``start < end``."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is not None or self.end.tzinfo is not None:
            raise BadProblem("Giờ của hội nghị phải là giờ địa phương, không kèm múi giờ.")
        if self.end <= self.start:
            raise BadProblem("Giờ kết thúc phải sau giờ bắt đầu.")

    @property
    def day(self) -> date:
        """The day the meeting begins on."""
        return self.start.date()

    def overlaps(self, other: Slot, gap: timedelta = timedelta(0)) -> bool:
        """Whether the two share a moment, or lie closer than ``gap``; touching with no gap is free."""
        return self.start < other.end + gap and other.start < self.end + gap


@dataclass(frozen=True, slots=True)
class BusySlot(Slot):
    """Hours somebody has said he is not to be had; ``noted_at`` is when he said so (None: not known)."""

    noted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class HeldSlot(Slot):
    """Hours taken by a meeting that is not planned here and stays where it is; ``unit_ids`` is where it is held."""

    unit_ids: tuple[Id, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkingPart:
    """A part of the day in which meetings may begin, e.g. sáng at 8h00; ``weekdays`` (Monday 0) limits it."""

    name: str
    starts: tuple[time, ...]
    weekdays: frozenset[int] | None = None

    def open_on(self, day: date) -> bool:
        """Whether the part is worked on that day."""
        return self.weekdays is None or day.weekday() in self.weekdays


@dataclass(frozen=True, slots=True)
class DelegateGroup:
    """A Tổ đại biểu. It goes whole unless ``may_split``; ``minimum`` of its delegates must be present."""

    id: Id
    name: str
    council_id: Id | None = None
    minimum: int = 1
    may_split: bool = False
    held: tuple[HeldSlot, ...] = ()


@dataclass(frozen=True, slots=True)
class Delegate:
    """A delegate with the groups he belongs to and the times he has said he cannot come."""

    id: Id
    name: str
    group_ids: tuple[Id, ...] = ()
    busy: tuple[Slot, ...] = ()
    held: tuple[HeldSlot, ...] = ()

    def is_free(self, slot: Slot) -> bool:
        """Whether none of the delegate's busy times touches the slot."""
        return not any(slot.overlaps(busy) for busy in self.busy)


@dataclass(frozen=True, slots=True)
class Venue:
    """A hall of a unit; ``capacity`` None means not known, which never counts as too small."""

    id: Id
    name: str
    unit_id: Id | None = None
    capacity: int | None = None
    busy: tuple[Slot, ...] = ()
    held: tuple[HeldSlot, ...] = ()

    def holds(self, voters: int) -> bool:
        """Whether the expected number of voters fits."""
        return self.capacity is None or voters <= self.capacity


@dataclass(frozen=True, slots=True)
class ChairBody:
    """The body in the chair (the Front of the organising level); ``teams`` meetings at one time at most."""

    id: Id
    name: str
    teams: int = 1
    busy: tuple[Slot, ...] = ()
    held: tuple[HeldSlot, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a meeting stands before a new planning that is to move little; staying is never barred.

    ``delegate_ids`` are those named to come (none: nobody was named). ``weight`` is what one move of it counts.
    """

    slot: Slot
    venue_id: Id | None = None
    delegate_ids: tuple[Id, ...] = ()
    weight: int = 1


@dataclass(frozen=True, slots=True)
class MeetingNeed:
    """One meeting the round must hold.

    ``group_ids`` all come; ``delegate_ids`` are persons who must come besides. ``joint_council_ids`` are
    other councils that hold the meeting together with ours: a group of each must be among ``group_ids``.
    Empty ``allowed_*`` means any; empty ``venue_ids`` means the venues of the units (none: none is chosen).
    The order of ``venue_ids`` is the order of preference. ``fixed`` (and ``fixed_venue_id``) are locked;
    a fixed need without any venue goes on without.
    ``standing`` is given when as few meetings as can be are to be moved. ``left`` are the hours it was put off from:
    neither they nor others of that half day are proposed again.
    """

    id: Id
    name: str
    unit_ids: tuple[Id, ...]
    group_ids: tuple[Id, ...] = ()
    delegate_ids: tuple[Id, ...] = ()
    joint_council_ids: tuple[Id, ...] = ()
    chair_id: Id | None = None
    duration: timedelta = timedelta(hours=3)
    allowed_days: frozenset[date] = frozenset()
    allowed_parts: frozenset[str] = frozenset()
    preferred_days: frozenset[date] = frozenset()
    preferred_parts: frozenset[str] = frozenset()
    fixed: Slot | None = None
    expected_voters: int = 0
    venue_ids: tuple[Id, ...] = ()
    fixed_venue_id: Id | None = None
    standing: Standing | None = None
    left: Slot | None = None

    def stays(self, slot: Slot) -> bool:
        """Whether the slot is the one the meeting stands at."""
        return self.standing is not None and self.standing.slot == slot

    def is_moved_by(self, assignment: Assignment) -> bool:
        """Whether the assignment changes hours, hall or named people of a meeting that stands somewhere."""
        if self.standing is None or self.fixed is not None:
            return False
        same_place = self.stays(assignment.slot) and self.standing.venue_id == assignment.venue_id
        named = set(self.standing.delegate_ids)
        return not same_place or bool(named and named != set(assignment.delegate_ids))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A slot for a need, with the part of day it lies in; ``barred`` names the rule that forbids it."""

    slot: Slot
    part: str | None
    barred: str | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """A whole round. ``travel`` gives minutes between two units (either order), ``default_travel`` all others.

    ``gap`` is the least pause between two meetings of one delegate, group or chair, ``venue_pause`` the time to
    clear a hall, ``plan_date`` the day the plan was signed, before which nothing is meant to be held.
    """

    first_day: date
    last_day: date
    parts: tuple[WorkingPart, ...]
    needs: tuple[MeetingNeed, ...]
    groups: tuple[DelegateGroup, ...] = ()
    delegates: tuple[Delegate, ...] = ()
    venues: tuple[Venue, ...] = ()
    chairs: tuple[ChairBody, ...] = ()
    travel: Mapping[tuple[Id, Id], int] = field(default_factory=dict)
    holidays: Mapping[date, str] = field(default_factory=dict)
    gap: timedelta = timedelta(0)
    default_travel: int = 0
    venue_pause: timedelta = timedelta(0)
    plan_date: date | None = None

    def __post_init__(self) -> None:
        if self.last_day < self.first_day:
            raise BadProblem("Ngày cuối của đợt phải từ ngày đầu trở đi.")
        for what, rows in _rows_with_ids(self):
            ids = [row.id for row in rows]
            if len(set(ids)) != len(ids):
                raise BadProblem(f"Có {what} bị ghi hai lần trong đợt.")
        groups, chairs = {g.id for g in self.groups}, {c.id for c in self.chairs}
        venues, people = {v.id for v in self.venues}, {d.id for d in self.delegates}
        for need in self.needs:
            for what, wanted, known in (
                ("Tổ đại biểu", need.group_ids, groups),
                ("đại biểu", need.delegate_ids, people),
                ("địa điểm", (*need.venue_ids, *_given(need.fixed_venue_id), *_standing_hall(need)), venues),
                ("cơ quan chủ trì", _given(need.chair_id), chairs),
            ):
                if not known.issuperset(wanted):
                    raise BadProblem(f"Hội nghị “{need.name}” nêu {what} không có trong dữ liệu của đợt.")

    @property
    def days(self) -> tuple[date, ...]:
        """Every calendar day of the window, holidays included."""
        count = (self.last_day - self.first_day).days + 1
        return tuple(self.first_day + timedelta(days=i) for i in range(count))

    def minutes_between(self, units: tuple[Id, ...], others: tuple[Id, ...]) -> int:
        """Longest known way in minutes from a unit of the one meeting to a unit of the other."""
        return minutes_between(self.travel, units, others, self.default_travel)

    def pause_between(self, units: tuple[Id, ...], others: tuple[Id, ...]) -> timedelta:
        """What one person or body needs between two meetings: the general pause, or the way if that is longer."""
        return max(self.gap, timedelta(minutes=self.minutes_between(units, others)))

    def is_held(self, held: Iterable[HeldSlot], need: MeetingNeed, slot: Slot) -> bool:
        """Whether meetings outside leave somebody too little time for the need at the slot."""
        return any(slot.overlaps(other, self.pause_between(need.unit_ids, other.unit_ids)) for other in held)

    def members(self, group_id: Id) -> tuple[Delegate, ...]:
        """The delegates of a group, in the order given."""
        return tuple(d for d in self.delegates if group_id in d.group_ids)

    def venue_choices(self, need: MeetingNeed) -> tuple[Venue, ...]:
        """The venues a need may use, best first, whatever their size."""
        by_id = {venue.id: venue for venue in self.venues}
        if need.fixed_venue_id is not None:
            return (by_id[need.fixed_venue_id],)
        if need.fixed is not None and not need.venue_ids:
            return ()
        if need.venue_ids:
            return tuple(by_id[v] for v in dict.fromkeys((*need.venue_ids, *_standing_hall(need))))
        own = tuple(venue for venue in self.venues if venue.unit_id in need.unit_ids)
        return tuple(dict.fromkeys((*own, *(by_id[v] for v in _standing_hall(need)))))

    def fitting_venues(self, need: MeetingNeed) -> tuple[Venue, ...]:
        """The venues a need may use that hold its voters, best first."""
        return tuple(venue for venue in self.venue_choices(need) if venue.holds(need.expected_voters))

    def candidates(self, need: MeetingNeed) -> tuple[Candidate, ...]:
        """Every slot of the window in order of time, barred ones marked with the rule that bars them."""
        return tuple(self._candidates(need))

    def _candidates(self, need: MeetingNeed) -> Iterator[Candidate]:
        seen: set[Slot] = set()
        for day in self.days:
            for part in self.parts:
                if not part.open_on(day):
                    continue
                for start in part.starts:
                    begin = datetime.combine(day, start)
                    slot = Slot(begin, begin + need.duration)
                    if slot in seen:
                        continue
                    seen.add(slot)
                    yield Candidate(slot, part.name, self._bar(need, slot, part.name))
        given = need.fixed or (need.standing.slot if need.standing else None)
        if given is not None and given not in seen:
            yield Candidate(given, self.part_of(given), None)

    def _bar(self, need: MeetingNeed, slot: Slot, part: str) -> str | None:
        if need.fixed is not None:
            return None if slot == need.fixed else "fixed"
        if need.stays(slot):
            return None
        if slot.day in self.holidays:
            return "holiday"
        if need.allowed_days and slot.day not in need.allowed_days:
            return "days"
        if need.allowed_parts and part not in need.allowed_parts:
            return "days"
        if need.left is not None and self._is_half_day_of(need.left, slot, part):
            return "left"
        return None

    def _is_half_day_of(self, left: Slot, slot: Slot, part: str) -> bool:
        return slot.overlaps(left) or (slot.day == left.day and part == self.part_of(left))

    def part_of(self, slot: Slot) -> str | None:
        """The working part that begins last before the slot does; None when it begins before all of them."""
        starts = [(start, part.name) for part in self.parts for start in part.starts if part.open_on(slot.day)]
        earlier = [entry for entry in starts if entry[0] <= slot.start.time()]
        return max(earlier)[1] if earlier else None


def half_days_off(need: MeetingNeed, candidate: Candidate) -> int:
    """How far a slot lies from what the need prefers: two half days for a day, one for a wrong part."""
    days = [abs((candidate.slot.day - day).days) for day in need.preferred_days]
    wrong_part = bool(need.preferred_parts) and candidate.part not in need.preferred_parts
    return 2 * min(days, default=0) + wrong_part


@dataclass(frozen=True, slots=True)
class Assignment:
    """The place of one need in a proposed schedule."""

    need_id: Id
    slot: Slot
    venue_id: Id | None
    group_ids: tuple[Id, ...]
    delegate_ids: tuple[Id, ...]


def minutes_between(
    travel: Mapping[tuple[Id, Id], int], units: tuple[Id, ...], others: tuple[Id, ...], default: int = 0
) -> int:
    """Longest way in minutes between units of two meetings; DEFAULT where a pair is not known."""
    return max((_way(travel, a, b, default) for a in units for b in others if a != b), default=0)


def _way(travel: Mapping[tuple[Id, Id], int], one: Id, other: Id, default: int) -> int:
    known = [travel[pair] for pair in ((one, other), (other, one)) if pair in travel]
    return max(known, default=default)


def _given(value: Id | None) -> tuple[Id, ...]:
    return () if value is None else (value,)


def _standing_hall(need: MeetingNeed) -> tuple[Id, ...]:
    return _given(need.standing.venue_id) if need.standing else ()


def _rows_with_ids(
    problem: Problem,
) -> tuple[tuple[str, tuple[MeetingNeed | DelegateGroup | Delegate | Venue | ChairBody, ...]], ...]:
    return (
        ("hội nghị", problem.needs),
        ("Tổ đại biểu", problem.groups),
        ("đại biểu", problem.delegates),
        ("địa điểm", problem.venues),
        ("cơ quan chủ trì", problem.chairs),
    )
