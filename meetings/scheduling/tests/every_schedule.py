"""Every schedule of a tiny round, by trying everything and asking the conflicts."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from meetings.scheduling.bookings import Booking, Context
from meetings.scheduling.conflicts import Conflict, bookings_for, context_for, find_conflicts
from meetings.scheduling.problem import Assignment, Id, MeetingNeed, Problem


def every_schedule(problem: Problem, others: Sequence[Booking] = ()) -> list[tuple[Assignment, ...]]:
    """All schedules beside OTHERS that keep the hard rules, by trying everything and asking the conflicts."""
    choices = []
    for own in problem.needs:
        groups = set(own.group_ids)
        coming = [d for d in problem.delegates if groups & set(d.group_ids) or d.id in own.delegate_ids]
        halls = [v.id for v in problem.fitting_venues(own)] if problem.venue_choices(own) else [None]
        slots = [c.slot for c in problem.candidates(own) if c.barred is None]
        attending = []
        for mask in product([True, False], repeat=len(coming)):
            here = tuple(d.id for d, is_here in zip(coming, mask, strict=True) if is_here)
            if set(own.delegate_ids) <= set(here) and _enough_named(problem, own, here):
                attending.append(here)
        choices.append(
            [
                Assignment(own.id, slot, hall, own.group_ids, here)
                for slot in slots
                for hall in halls
                for here in attending
            ]
        )
    context = context_for(problem)
    sound = [
        [a for a in options if not find_conflicts_that_bind(bookings_for(problem, [a]), context, others)]
        for options in choices
    ]
    partial: list[tuple[Assignment, ...]] = [()]
    for options in sound:
        partial = [
            (*rows, a)
            for rows in partial
            for a in options
            if not find_conflicts_that_bind(bookings_for(problem, [*rows, a]), context, others)
        ]
    return partial


def _enough_named(problem: Problem, need: MeetingNeed, here: Sequence[Id]) -> bool:
    """Whether each group sends as many as it must: a proposal names who comes, the conflicts take it as open."""
    groups = [(group, problem.members(group.id)) for group in problem.groups if group.id in need.group_ids]
    return all(not members or sum(d.id in here for d in members) >= group.minimum for group, members in groups)


def find_conflicts_that_bind(
    bookings: Sequence[Booking], context: Context, others: Sequence[Booking] = ()
) -> list[Conflict]:
    """Conflicts of BOOKINGS, also with OTHERS that stand beside them, that no proposal may bring."""
    found = conflicts_beside(bookings, context, others)
    return [c for c in found if c.severity == "block" or c.kind in ("busy", "capacity")]


def conflicts_beside(bookings: Sequence[Booking], context: Context, others: Sequence[Booking]) -> list[Conflict]:
    """Every conflict that touches one of BOOKINGS, OTHERS weighed with them."""
    own = {booking.id for booking in bookings}
    return [c for c in find_conflicts([*bookings, *others], context) if own.intersection(c.meeting_ids)]
