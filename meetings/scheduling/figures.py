"""How good a schedule is: the figures the solver lowers, in their order, counted from the schedule itself."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import date
from itertools import combinations

from meetings.scheduling.problem import Assignment, Candidate, Id, MeetingNeed, Problem, half_days_off
from meetings.scheduling.warned import warnings_of


@dataclass(frozen=True, slots=True)
class Figures:
    """What is lowered, most important first; a later figure is never bought with an earlier one.

    ``moved``: meetings that stood somewhere and are changed, each by its weight.
    ``other_day``: those of them that go to another day, each by its weight.
    ``warnings``: what the conflicts would have looked at again in meetings that may be moved.
    ``half_days_off``: distance from the preferred days and parts, summed over meetings, in half days.
    ``absences``: delegates of a coming group who cannot attend, summed over meetings.
    ``busiest_day``: meetings on the fullest day.
    ``same_day_repeats``: second and further meetings of one group on one day.
    ``travel_minutes``: ways between two meetings of one group on one day, over all such pairs.
    ``venues_off_choice``: meetings not in the first of their venues that is large enough.
    """

    moved: int = 0
    other_day: int = 0
    warnings: int = 0
    half_days_off: int = 0
    absences: int = 0
    busiest_day: int = 0
    same_day_repeats: int = 0
    travel_minutes: int = 0
    venues_off_choice: int = 0

    def in_order(self) -> tuple[int, ...]:
        """The figures as a tuple that compares as schedules do: smaller is better."""
        return tuple(astuple(self))


def figures_of(problem: Problem, assignments: Iterable[Assignment]) -> Figures:
    """Counts the figures of a schedule, complete or partial."""
    assignments = tuple(assignments)
    needs = {need.id: need for need in problem.needs}
    members = {group.id: {d.id for d in problem.members(group.id)} for group in problem.groups}
    per_day: Counter[date] = Counter()
    per_group: dict[tuple[Id, date], list[MeetingNeed]] = defaultdict(list)
    off = absences = off_choice = moved = other_day = 0
    for assignment in assignments:
        need = needs[assignment.need_id]
        if need.standing is not None and need.fixed is None:
            moved += need.standing.weight * need.is_moved_by(assignment)
            other_day += need.standing.weight * (assignment.slot.day != need.standing.slot.day)
        off += half_days_off(need, Candidate(assignment.slot, problem.part_of(assignment.slot)))
        expected = set().union(*(members[group_id] for group_id in need.group_ids))
        absences += len(expected - set(assignment.delegate_ids))
        per_day[assignment.slot.day] += 1
        for group_id in dict.fromkeys(need.group_ids):
            per_group[group_id, assignment.slot.day].append(need)
        fitting = problem.fitting_venues(need)
        off_choice += bool(fitting) and assignment.venue_id != fitting[0].id
    return Figures(
        moved=moved,
        other_day=other_day,
        warnings=warnings_of(problem, assignments),
        half_days_off=off,
        absences=absences,
        busiest_day=max(per_day.values(), default=0),
        same_day_repeats=sum(len(same_day) - 1 for same_day in per_group.values()),
        travel_minutes=sum(
            problem.minutes_between(a.unit_ids, b.unit_ids)
            for same_day in per_group.values()
            for a, b in combinations(same_day, 2)
        ),
        venues_off_choice=off_choice,
    )
