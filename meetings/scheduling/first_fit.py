"""A schedule at once: meetings taken in turn, each put where it fits best, those that fit nowhere left out.

Every hard rule is kept. It is where the solver begins, and what is left when the time is too short for it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date

from meetings.scheduling.model import coming_to, contested_delegates, is_required, named_at
from meetings.scheduling.problem import (
    Assignment,
    Candidate,
    Delegate,
    Id,
    MeetingNeed,
    Problem,
    Slot,
    Venue,
    half_days_off,
)
from meetings.scheduling.warned import DateWarnings, is_hasty

Subject = tuple[str, Id]
Rank = tuple[int, ...]


def first_fit(problem: Problem) -> tuple[Assignment, ...]:
    """The schedule, in the order of the needs; only as many meetings as fitted."""
    desk = _Desk(problem)
    for need in sorted(problem.needs, key=desk.turn):
        desk.place(need)
    return tuple(desk.placed[need.id] for need in problem.needs if need.id in desk.placed)


class _Desk:
    """The schedule so far: who and what is taken when."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.placed: dict[Id, Assignment] = {}
        self.groups = {group.id: group for group in problem.groups}
        self.chairs = {chair.id: chair for chair in problem.chairs}
        self.members = {group.id: problem.members(group.id) for group in problem.groups}
        self.contested = contested_delegates(problem)
        self.coming = {need.id: coming_to(problem, need) for need in problem.needs}
        self.open = {need.id: [c for c in problem.candidates(need) if c.barred is None] for need in problem.needs}
        self.taken: dict[Subject, list[tuple[Slot, tuple[Id, ...]]]] = defaultdict(list)
        self.held: dict[Subject, list[tuple[Slot, tuple[Id, ...]]]] = {
            (kind, row.id): [(held, held.unit_ids) for held in row.held]
            for kind, rows in (
                ("group", problem.groups),
                ("delegate", problem.delegates),
                ("venue", problem.venues),
                ("chair", problem.chairs),
            )
            for row in rows
        }
        self.dates = DateWarnings(problem)
        self.per_day: Counter[date] = Counter()
        self.per_group: dict[tuple[Id, date], list[tuple[Id, ...]]] = defaultdict(list)

    def turn(self, need: MeetingNeed) -> tuple[bool, int, int, int]:
        """Fixed meetings first, then those that stand somewhere, then whoever has least choice."""
        weight = need.standing.weight if need.standing else 0
        return need.fixed is None, -weight, len(self.open[need.id]), -len(need.group_ids)

    def place(self, need: MeetingNeed) -> None:
        """Puts the need where it fits best; one fixed against the rules takes its hours but is not counted placed."""
        best: tuple[Rank, Candidate, Venue | None, tuple[Id, ...]] | None = None
        choices = self.problem.venue_choices(need)
        for candidate in self.open[need.id]:
            people = self._people(need, candidate.slot)
            if people is None or not self._subjects_free(need, candidate.slot):
                continue
            hall = self._hall(need, choices, candidate.slot)
            if choices and hall is None and not self._may_lack_hall(need):
                continue
            rank = self._rank(need, candidate, hall, people)
            if best is None or rank < best[0]:
                best = (rank, candidate, hall, people)
        if best is not None:
            self._book(need, best[1].slot, best[2], best[3])
        elif need.fixed is not None:
            self._take(need, need.fixed, need.fixed_venue_id, ())

    def _rank(
        self, need: MeetingNeed, candidate: Candidate, hall: Venue | None, people: tuple[Id, ...]
    ) -> tuple[int, ...]:
        hall_id = None if hall is None else hall.id
        moved = need.is_moved_by(Assignment(need.id, candidate.slot, hall_id, need.group_ids, people))
        day = candidate.slot.day
        same_day = [units for group_id in need.group_ids for units in self.per_group[group_id, day]]
        return (
            moved,
            self.dates.at(candidate.slot) + (0 if hall is None else self._hasty(need, hall, candidate.slot)),
            half_days_off(need, candidate),
            -len(people),
            self.per_day[day],
            len(same_day),
            sum(self.problem.minutes_between(need.unit_ids, units) for units in same_day),
        )

    def _book(self, need: MeetingNeed, slot: Slot, hall: Venue | None, people: tuple[Id, ...]) -> None:
        hall_id = None if hall is None else hall.id
        self.placed[need.id] = Assignment(need.id, slot, hall_id, tuple(dict.fromkeys(need.group_ids)), people)
        self._take(need, slot, hall_id, people)

    def _take(self, need: MeetingNeed, slot: Slot, hall_id: Id | None, people: tuple[Id, ...]) -> None:
        self.per_day[slot.day] += 1
        for group_id in dict.fromkeys(need.group_ids):
            self.per_group[group_id, slot.day].append(need.unit_ids)
        subjects: list[Subject] = [("group", group_id) for group_id in dict.fromkeys(need.group_ids)]
        subjects += [("delegate", delegate_id) for delegate_id in people if delegate_id in self.contested]
        subjects += [("venue", hall_id)] if hall_id is not None else []
        subjects += [("chair", need.chair_id)] if need.chair_id is not None else []
        for subject in subjects:
            self.taken[subject].append((slot, need.unit_ids))

    def _subjects_free(self, need: MeetingNeed, slot: Slot) -> bool:
        alone = [group_id for group_id in need.group_ids if not self.groups[group_id].may_split]
        present = {self.groups[group_id].council_id for group_id in need.group_ids}
        return (
            (need.fixed is not None or present.issuperset(need.joint_council_ids))
            and all(self._is_free(("group", group_id), need, slot) for group_id in alone)
            and self._chair_is_free(need, slot)
        )

    def _chair_is_free(self, need: MeetingNeed, slot: Slot) -> bool:
        if need.chair_id is None:
            return True
        chair = self.chairs[need.chair_id]
        if need.fixed is None and any(slot.overlaps(busy) for busy in chair.busy):
            return False
        if chair.teams == 1:
            return self._is_free(("chair", chair.id), need, slot)
        gap = self.problem.gap
        slots = [slot, *(other for other, _ in self._hours(need, ("chair", chair.id)))]
        moments = [one.start for one in slots if slot.start <= one.start < slot.end + gap] + [slot.start]
        return all(sum(s.start <= moment < s.end + gap for s in slots) <= chair.teams for moment in moments)

    def _is_free(self, subject: Subject, need: MeetingNeed, slot: Slot) -> bool:
        return not any(
            slot.overlaps(other, self.problem.pause_between(need.unit_ids, units))
            for other, units in self._hours(need, subject)
        )

    def _hours(self, need: MeetingNeed, subject: Subject) -> list[tuple[Slot, tuple[Id, ...]]]:
        """The hours the need must keep clear of: of meetings placed, and outside unless it stays anyhow."""
        return self.taken[subject] if need.fixed is not None else self.taken[subject] + self.held[subject]

    def _hasty(self, need: MeetingNeed, venue: Venue, slot: Slot) -> int:
        """Meetings in the hall that would follow or precede this one too soon to clear it."""
        return sum(is_hasty(self.problem, slot, other) for other, _ in self._hours(need, ("venue", venue.id)))

    def _hall(self, need: MeetingNeed, choices: Sequence[Venue], slot: Slot) -> Venue | None:
        """The best hall free at the time: the one it stands in, else the first there is time to clear."""
        stands_in = need.standing.venue_id if need.standing else None
        if need.stays(slot) and stands_in is None:
            return None
        free = [
            venue
            for venue in choices
            if (
                venue.holds(need.expected_voters)
                or need.fixed is not None
                or (need.stays(slot) and venue.id == stands_in)
            )
            and (need.fixed is not None or not any(slot.overlaps(other) for other in venue.busy))
            and not any(slot.overlaps(other) for other, _ in self._hours(need, ("venue", venue.id)))
        ]
        return min(free, key=lambda venue: (venue.id != stands_in, self._hasty(need, venue, slot)), default=None)

    def _may_lack_hall(self, need: MeetingNeed) -> bool:
        return need.standing is not None and need.standing.venue_id is None

    def _people(self, need: MeetingNeed, slot: Slot) -> tuple[Id, ...] | None:
        """Those who can come; None when too few can, or one who must come cannot."""
        named = named_at(need) if need.stays(slot) else ()
        here = tuple(d.id for d in self.coming[need.id] if self._can_come(d, need, slot, named))
        if any(is_required(need, d) and d.id not in here for d in self.coming[need.id]):
            return None
        for group_id in need.group_ids if need.fixed is None else ():
            able = [d for d in self.members[group_id] if d.id in here and d.is_free(slot)]
            if self.members[group_id] and len(able) < self.groups[group_id].minimum:
                return None
        return here

    def _can_come(self, delegate: Delegate, need: MeetingNeed, slot: Slot, named: tuple[Id, ...]) -> bool:
        required = is_required(need, delegate)
        if named and delegate.id not in named and not required:
            return False
        excused = required if need.fixed is not None else bool(named) and not required
        if not excused and not delegate.is_free(slot):
            return False
        return delegate.id not in self.contested or self._is_free(("delegate", delegate.id), need, slot)
