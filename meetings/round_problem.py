"""The round as the solver takes it: which meetings may be moved, to when, and who and what they need."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import time, timedelta
from typing import Any

from django.db.models import Q

from delegates.calendars import calendar_of
from delegates.models import GroupMembership
from meetings.enums import AWAY_RESPONSES, MeetingState
from meetings.models import Meeting, Round, Venue
from meetings.models.meetings import OFF_STATES
from meetings.planning import DURATION, cast_of, chair_key, days_between, joint_councils, slot_of
from meetings.queries import unit_name, with_parts
from meetings.scheduling import problem as values
from txct.core.scoping import trusted
from txct.lib.dates import weekday_name

PARTS = (values.WorkingPart("sáng", (time(8, 0),)), values.WorkingPart("chiều", (time(14, 0),)))
MOVABLE = (MeetingState.PLANNED, MeetingState.POSTPONED)


def problem_of(
    round: Round, *, parts: tuple[values.WorkingPart, ...] = PARTS, duration: timedelta = DURATION
) -> values.Problem:
    """The round as the solver takes it. Locked, announced and held meetings stay where they are.

    A meeting that has hours and may be moved prefers them, so that a new proposal moves as little as it can.
    """
    with trusted():
        rows = with_parts(Meeting.objects.filter(round=round).exclude(state=MeetingState.CANCELLED))
        meetings = list(rows.order_by("pk"))
        units = {unit.locality_id for meeting in meetings for unit in meeting.units.all()}
        venues: dict[int, list[int]] = defaultdict(list)
        halls = Venue.objects.filter(council_id=round.council_id, locality__in=units)
        for pk, locality_id in halls.order_by("-capacity", "pk").values_list("pk", "locality_id"):
            venues[locality_id].append(pk)
        used = {pk for pks in venues.values() for pk in pks} | {m.venue_id for m in meetings if m.venue_id}
        elsewhere = _elsewhere(round, meetings, used)
        cast = cast_of(meetings, used, busy_meetings=elsewhere)
        calendar = calendar_of(round.council)
    members: dict[int, list[int]] = defaultdict(list)
    for delegate in cast.delegates:
        for group_id in delegate.group_ids:
            members[int(group_id)].append(int(delegate.id))
    days = days_between(round.starts_on, round.ends_on)
    off = {day: calendar.day_name(day) or weekday_name(day) for day in days if not calendar.is_working_day(day)}
    return values.Problem(
        first_day=round.starts_on,
        last_day=round.ends_on,
        parts=parts,
        needs=tuple(_need(meeting, venues, members, parts, duration) for meeting in meetings),
        groups=cast.groups,
        delegates=cast.delegates,
        venues=cast.venues,
        chairs=cast.chairs,
        holidays=off,
    )


def _elsewhere(round: Round, meetings: Sequence[Meeting], venue_ids: Collection[int]) -> list[Meeting]:
    """Meetings of other rounds in the window that hold a delegate or a hall of this one."""
    groups = {group.pk for meeting in meetings for group in meeting.groups.all()}
    people = set(GroupMembership.objects.filter(group__in=groups).values_list("delegate_id", flat=True))
    people |= {a.delegate_id for meeting in meetings for a in meeting.attendances.all()}
    shared = Q(venue__in=venue_ids) | Q(pk__in=Meeting.objects.filter(attendances__delegate__in=people).values("pk"))
    rows = Meeting.objects.on().between(round.starts_on, round.ends_on).filter(shared)
    return list(with_parts(rows.exclude(round=round)))


def is_movable(meeting: Meeting) -> bool:
    """Whether the planner may choose another time for it: not announced, not over, not locked by hand."""
    held_fast = meeting.is_locked and meeting.starts_at is not None and meeting.state not in OFF_STATES
    return meeting.state in MOVABLE and not held_fast


def _need(
    meeting: Meeting,
    venues: Mapping[int, Sequence[int]],
    members: Mapping[int, Collection[int]],
    parts: tuple[values.WorkingPart, ...],
    duration: timedelta,
) -> values.MeetingNeed:
    unit_ids = tuple(dict.fromkeys(unit.locality_id for unit in meeting.units.all()))
    timing: dict[str, Any] = {"duration": duration}
    if meeting.starts_at is not None and meeting.ends_at is not None:
        slot = slot_of(meeting.starts_at, meeting.ends_at)
        timing["duration"] = slot.end - slot.start
        if not is_movable(meeting):
            timing |= {"fixed": slot, "fixed_venue_id": meeting.venue_id}
        elif meeting.state == MeetingState.PLANNED:
            part = _part_of(slot.start.time(), parts)
            timing |= {
                "preferred_days": frozenset({slot.day}),
                "preferred_parts": frozenset({part} if part else ()),
            }
    chosen = [meeting.venue_id] if meeting.venue_id else []
    return values.MeetingNeed(
        id=meeting.pk,
        name=meeting.title or ", ".join(unit_name(unit) for unit in meeting.units.all()) or str(meeting),
        unit_ids=unit_ids,
        group_ids=tuple(group.pk for group in meeting.groups.all()),
        delegate_ids=_guests(meeting, members),
        joint_council_ids=joint_councils(meeting),
        chair_id=chair_key(meeting),
        expected_voters=meeting.expected_voters or 0,
        venue_ids=tuple(dict.fromkeys([*chosen, *(pk for unit in unit_ids for pk in venues[unit])])),
        **timing,
    )


def _part_of(start: time, parts: tuple[values.WorkingPart, ...]) -> str | None:
    begun = [(first, part.name) for part in parts for first in part.starts if first <= start]
    return max(begun)[1] if begun else None


def _guests(meeting: Meeting, members: Mapping[int, Collection[int]]) -> tuple[int, ...]:
    """Delegates who must come though none of the meeting's groups is theirs."""
    own = {pk for group in meeting.groups.all() for pk in members.get(group.pk, ())}
    attending = [a.delegate_id for a in meeting.attendances.all() if a.response not in AWAY_RESPONSES]
    return tuple(pk for pk in attending if pk not in own)
