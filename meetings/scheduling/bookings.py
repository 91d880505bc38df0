"""A schedule as it stands: its meetings, and everything they are held against.

Intervals are half open: a meeting that begins when another ends does not clash with it.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from meetings.scheduling.problem import (
    Assignment,
    ChairBody,
    Delegate,
    DelegateGroup,
    Id,
    Problem,
    Slot,
    Venue,
    minutes_between,
)
from txct.lib.dates import clock_text, short_date, weekday_name

NO_GAP = timedelta(0)


@dataclass(frozen=True, slots=True)
class Booking:
    """One meeting as it stands in a schedule. ``delegate_ids`` are those named to attend (may be empty).

    ``told_at`` is when people were told of these hours (None: not yet), ``weekday_text`` the weekday printed
    beside the day in the paper the meeting was read from.
    """

    id: Id
    name: str
    slot: Slot
    unit_ids: tuple[Id, ...] = ()
    group_ids: tuple[Id, ...] = ()
    delegate_ids: tuple[Id, ...] = ()
    joint_council_ids: tuple[Id, ...] = ()
    chair_id: Id | None = None
    venue_id: Id | None = None
    expected_voters: int = 0
    told_at: datetime | None = None
    weekday_text: str = ""

    @property
    def label(self) -> str:
        """The meeting with its hours: “Phường Đồng Kỵ” (8h00–11h00 ngày 20/6/2017)."""
        start, end = self.slot.start, self.slot.end
        hours = f"{clock_text(start.time())}–{clock_text(end.time())} ngày {short_date(start.date())}"
        if end.date() != start.date():
            hours = (
                f"{clock_text(start.time())} ngày {short_date(start.date())} – "
                f"{clock_text(end.time())} ngày {short_date(end.date())}"
            )
        return f"“{self.name}” ({hours})"


@dataclass(frozen=True, slots=True)
class Context:
    """What bookings are held against. Whoever is not listed is simply not checked for that.

    ``travel`` is minutes between two units, ``default_travel`` between two units that have no entry there,
    ``gap`` the least pause between meetings of one person or body, ``venue_pause`` the time to clear a hall.
    ``holidays`` are days off by name, ``made_up_days`` Saturdays and Sundays on which offices work.
    """

    delegates: tuple[Delegate, ...] = ()
    groups: tuple[DelegateGroup, ...] = ()
    venues: tuple[Venue, ...] = ()
    chairs: tuple[ChairBody, ...] = ()
    first_day: date | None = None
    last_day: date | None = None
    plan_date: date | None = None
    holidays: Mapping[date, str] = field(default_factory=dict)
    travel: Mapping[tuple[Id, Id], int] = field(default_factory=dict)
    default_travel: int = 0
    gap: timedelta = NO_GAP
    venue_pause: timedelta = NO_GAP
    made_up_days: frozenset[date] = frozenset()

    @property
    def widest_gap(self) -> timedelta:
        """The longest pause anybody could need between two meetings."""
        way = max([self.default_travel, *self.travel.values()])
        return max(self.gap, timedelta(minutes=way))


def overlapping_pairs(bookings: Iterable[Booking], gap: timedelta = NO_GAP) -> Iterator[tuple[Booking, Booking]]:
    """Pairs that overlap or lie closer than ``gap``, the earlier first, by one sweep over the starts."""
    running: list[tuple[datetime, int, Booking]] = []
    for place, booking in enumerate(sorted(bookings, key=by_time)):
        while running and running[0][0] <= booking.slot.start - gap:
            heapq.heappop(running)
        for _, _, earlier in sorted(running, key=lambda entry: entry[1]):
            yield earlier, booking
        heapq.heappush(running, (booking.slot.end, place, booking))


def context_for(problem: Problem) -> Context:
    """The context a proposed schedule of ``problem`` is held against."""
    return Context(
        delegates=problem.delegates,
        groups=problem.groups,
        venues=problem.venues,
        chairs=problem.chairs,
        first_day=problem.first_day,
        last_day=problem.last_day,
        plan_date=problem.plan_date,
        holidays={day: name for day, name in problem.holidays.items() if name != weekday_name(day)},
        travel=problem.travel,
        default_travel=problem.default_travel,
        gap=problem.gap,
        venue_pause=problem.venue_pause,
    )


def bookings_for(problem: Problem, assignments: Iterable[Assignment]) -> list[Booking]:
    """A proposed schedule as bookings."""
    needs = {need.id: need for need in problem.needs}
    rows = ((needs[assignment.need_id], assignment) for assignment in assignments)
    return [
        Booking(
            id=need.id,
            name=need.name,
            slot=assignment.slot,
            unit_ids=need.unit_ids,
            group_ids=assignment.group_ids,
            delegate_ids=assignment.delegate_ids,
            joint_council_ids=need.joint_council_ids,
            chair_id=need.chair_id,
            venue_id=assignment.venue_id,
            expected_voters=need.expected_voters,
        )
        for need, assignment in rows
    ]


def needed_gap(first: Booking, second: Booking, context: Context) -> timedelta:
    """The pause one person needs between two meetings: the setting, or the way if that is longer."""
    way = minutes_between(context.travel, first.unit_ids, second.unit_ids, context.default_travel)
    return max(context.gap, timedelta(minutes=way))


def by_time(booking: Booking) -> tuple[datetime, datetime, str]:
    """Key that sorts bookings by start, then end, then id."""
    return booking.slot.start, booking.slot.end, str(booking.id)
