"""Every schedule of a tiny round, by trying everything and asking the conflicts."""

from __future__ import annotations

from itertools import product

from meetings.scheduling.bookings import Booking, Context
from meetings.scheduling.conflicts import Conflict, bookings_for, context_for, find_conflicts
from meetings.scheduling.problem import Assignment, Problem


def every_schedule(problem: Problem) -> list[tuple[Assignment, ...]]:
    """All schedules that keep the hard rules, by trying everything and asking the conflicts."""
    choices = []
    for own in problem.needs:
        groups = set(own.group_ids)
        coming = [d for d in problem.delegates if groups & set(d.group_ids) or d.id in own.delegate_ids]
        halls = [v.id for v in problem.fitting_venues(own)] if problem.venue_choices(own) else [None]
        slots = [c.slot for c in problem.candidates(own) if c.barred is None]
        attending = []
        for mask in product([True, False], repeat=len(coming)):
            here = tuple(d.id for d, is_here in zip(coming, mask, strict=True) if is_here)
            if set(own.delegate_ids) <= set(here):
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
        [a for a in options if not find_conflicts_that_bind(bookings_for(problem, [a]), context)]
        for options in choices
    ]
    partial: list[tuple[Assignment, ...]] = [()]
    for options in sound:
        partial = [
            (*rows, a)
            for rows in partial
            for a in options
            if not find_conflicts_that_bind(bookings_for(problem, [*rows, a]), context)
        ]
    return partial


def find_conflicts_that_bind(bookings: list[Booking], context: Context) -> list[Conflict]:
    """Conflicts no proposal may bring."""
    return [c for c in find_conflicts(bookings, context) if c.severity == "block" or c.kind in ("busy", "capacity")]
