"""Warnings a schedule can avoid: what the conflicts would have looked at again, counted and given to the solver.

They bar nothing, so a round in which they cannot be avoided still has a schedule; they come before everything a
schedule is merely better or worse by. A meeting that may not be moved at all is not counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import combinations
from typing import Any

from meetings.scheduling.model import RoundModel, Use, coming_to
from meetings.scheduling.problem import Assignment, Id, MeetingNeed, Problem, Slot
from txct.deadlines.sanity import WarningCode, meeting_date_warnings
from txct.lib.dates import weekday_name


def warnings_of(problem: Problem, assignments: Iterable[Assignment]) -> int:
    """The warnings of a schedule, complete or partial, that touch a meeting which may be moved."""
    needs = {need.id: need for need in problem.needs}
    venues = {venue.id: venue for venue in problem.venues}
    delegates = {delegate.id: delegate for delegate in problem.delegates}
    dates = DateWarnings(problem)
    in_hall: dict[Id, list[tuple[MeetingNeed, Slot]]] = defaultdict(list)
    count = 0
    for assignment in assignments:
        need, slot = needs[assignment.need_id], assignment.slot
        venue = None if assignment.venue_id is None else venues[assignment.venue_id]
        if venue is not None:
            in_hall[venue.id].append((need, slot))
        if need.fixed is not None:
            continue
        count += dates.at(slot)
        count += any(not delegates[key].is_free(slot) for key in assignment.delegate_ids)
        if venue is not None:
            count += not venue.holds(need.expected_voters)
            count += sum(is_hasty(problem, slot, held) for held in venue.held)
    pairs = (pair for rows in in_hall.values() for pair in combinations(rows, 2))
    return count + sum(
        is_hasty(problem, slot, other_slot)
        for (need, slot), (other, other_slot) in pairs
        if need.fixed is None or other.fixed is None
    )


def is_hasty(problem: Problem, slot: Slot, other: Slot) -> bool:
    """Whether two meetings in one hall, not at one time, leave too little time to clear it."""
    return slot.overlaps(other, problem.venue_pause) and not slot.overlaps(other)


class DateWarnings:
    """How many warnings the day and hours of a slot bring in one round."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.at = cache(self._count)

    def _count(self, slot: Slot) -> int:
        day = slot.day
        day_off = self.problem.holidays.get(day, "")
        found = meeting_date_warnings(
            day,
            start=slot.start.time(),
            end=slot.end.time(),
            last_day=slot.end.date(),
            plan_signed=self.problem.plan_date,
            day_off="" if day_off == weekday_name(day) else day_off,
        )
        return len([warning for warning in found if warning.code is not WarningCode.WEEKEND])


def warning_terms(round: RoundModel) -> Iterator[Any]:
    """The same count over the round's model, as terms to be summed; adds the variables and rules it needs."""
    dates = DateWarnings(round.problem)
    for need in round.problem.needs:
        if need.fixed is not None:
            continue
        for candidate, place in round.places[need.id]:
            if count := dates.at(candidate.slot):
                yield count * place
        yield from _terms_of_standing(round, need)
    for venue in round.problem.venues:
        uses = round.hall_uses.get(venue.id, ())
        fixed = {need.id for need in round.problem.needs if need.fixed is not None}
        yield from (
            use
            for need_id, slot, use in uses
            if need_id not in fixed
            for held in venue.held
            if is_hasty(round.problem, slot, held)
        )
        yield from _hasty_pairs(round, uses, fixed)


def _hasty_pairs(round: RoundModel, uses: Sequence[Use], fixed: set[Id]) -> Iterator[Any]:
    """One literal for each pair of meetings that may follow one another too soon in a hall."""
    by_need: dict[Id, list[Use]] = defaultdict(list)
    for use in uses if round.problem.venue_pause else ():
        by_need[use[0]].append(use)
    for one, other in combinations(by_need.values(), 2):
        if one[0][0] in fixed and other[0][0] in fixed:
            continue
        near = [(a, b) for _, slot, a in one for _, then, b in other if is_hasty(round.problem, slot, then)]
        if near:
            hasty = round.model.new_bool_var("")
            for first, second in near:
                round.model.add_bool_or([hasty, ~first, ~second])
            yield hasty


def _terms_of_standing(round: RoundModel, need: MeetingNeed) -> Iterator[Any]:
    """A meeting that stays keeps a hall too small for it and named people who have become busy: both are warned of."""
    if need.standing is None:
        return
    stays = next(place for candidate, place in round.places[need.id] if need.stays(candidate.slot))
    venues = {venue.id: venue for venue in round.problem.venues}
    for venue_id, hall in round.halls.get(need.id, ()):
        if venue_id is not None and not venues[venue_id].holds(need.expected_voters):
            yield _both(round, stays, hall)
    named = need.standing.delegate_ids
    coming = coming_to(round.problem, need)
    busy = [d for d in coming if d.id in named and not d.is_free(need.standing.slot)]
    if any(delegate.id not in round.contested for delegate in busy):
        yield stays
    elif busy:
        away = round.model.new_bool_var("")
        for delegate in busy:
            round.model.add_bool_or([away, ~stays, ~round.attends[need.id, delegate.id]])
        yield away


def _both(round: RoundModel, one: Any, other: Any) -> Any:
    both = round.model.new_bool_var("")
    round.model.add_bool_or([both, ~one, ~other])
    return both
