"""The round as the solver takes it: which meetings may be moved, to when, and who and what they need."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from django.db.models import F
from django.utils import timezone

from delegates.calendars import calendar_of
from delegates.models import GroupMembership
from meetings.availability import wished_days
from meetings.enums import AWAY_RESPONSES, MeetingState
from meetings.models import Meeting, Round, Venue
from meetings.models.meetings import OFF_STATES
from meetings.planning import (
    DURATION,
    ONE_DAY,
    cast_of,
    chair_key,
    days_between,
    holding,
    joint_councils,
    programme_minutes,
    slot_of,
)
from meetings.queries import unit_name, with_parts
from meetings.rules import OVER_STATES
from meetings.scheduling import problem as values
from meetings.travel import setting_of, travel_of
from txct.core.scoping import trusted
from txct.lib.dates import short_date, weekday_name

PARTS = (values.WorkingPart("sáng", (time(8, 0),)), values.WorkingPart("chiều", (time(14, 0),)))
MOVABLE = (MeetingState.PLANNED, MeetingState.POSTPONED)
PLANNED_WEIGHT, ANNOUNCED_WEIGHT = 1, 3


@dataclass(frozen=True, slots=True)
class _Asked:
    """How the round is put to the solver, and what every meeting of it may choose from."""

    parts: tuple[values.WorkingPart, ...]
    duration: timedelta
    programmes: Mapping[int, int]
    first_day: date
    fewest_moves: bool
    moves_announced: bool
    venues: Mapping[int, Sequence[int]]
    members: Mapping[int, Collection[int]]
    wishes: Mapping[int, tuple[frozenset[date], frozenset[str]]]


def problem_of(
    round: Round,
    *,
    parts: tuple[values.WorkingPart, ...] = PARTS,
    duration: timedelta = DURATION,
    fewest_moves: bool = False,
    moves_announced: bool = False,
) -> values.Problem:
    """The round as the solver takes it. Locked and announced meetings stay where they are.

    Those that are over, as those of other rounds, only hold the hours of their people and halls. A meeting that has
    hours and may be moved prefers them; one put off is not put back on the half day it left. With FEWEST_MOVES a
    meeting stays unless it has to go, an announced one too when MOVES_ANNOUNCED, which counts as three moves. In a
    round under way nothing is put on today or before; raises BadProblem on its last day.
    """
    first_day = _first_open_day(round)
    with trusted():
        rows = with_parts(Meeting.objects.filter(round=round).exclude(state=MeetingState.CANCELLED))
        everything = list(rows.order_by("pk"))
        meetings = [meeting for meeting in everything if meeting.state not in OVER_STATES]
        over = [meeting for meeting in everything if meeting.state in OVER_STATES and meeting.starts_at]
        units = {unit.locality_id for meeting in meetings for unit in meeting.units.all()}
        venues = _halls(round, units)
        used = {pk for pks in venues.values() for pk in pks} | {m.venue_id for m in meetings if m.venue_id}
        elsewhere = [*over, *_elsewhere(round, meetings, used)]
        setting = setting_of(round.council_id)
        cast = cast_of(meetings, used, elsewhere=elsewhere, least_delegates=setting.least_delegates)
        units |= {unit.locality_id for meeting in elsewhere for unit in meeting.units.all()}
        travel = travel_of(round.council_id, units, setting=setting)
        calendar = calendar_of(round.council)
        asked = _Asked(
            parts=parts,
            duration=duration,
            programmes=programme_minutes(meetings),
            first_day=first_day,
            fewest_moves=fewest_moves,
            moves_announced=moves_announced,
            venues=venues,
            members=_members(cast.delegates),
            wishes=wished_days(round),
        )
    days = days_between(first_day, round.ends_on)
    off = {day: calendar.day_name(day) or weekday_name(day) for day in days if not calendar.is_working_day(day)}
    return values.Problem(
        first_day=first_day,
        last_day=round.ends_on,
        parts=parts,
        needs=tuple(_need(meeting, asked) for meeting in meetings),
        groups=cast.groups,
        delegates=cast.delegates,
        venues=cast.venues,
        chairs=cast.chairs,
        travel=travel.minutes,
        holidays=off,
        gap=travel.gap,
        default_travel=travel.default,
        venue_pause=travel.venue_pause,
        plan_date=round.plan.issued_on,
    )


def _first_open_day(round: Round) -> date:
    """The first day meetings may be put on; of a round that is over, written up afterwards, its first day."""
    today = timezone.localdate()
    if not round.starts_on <= today <= round.ends_on:
        return round.starts_on
    if today == round.ends_on:
        raise values.BadProblem(
            f"Hôm nay là ngày cuối của đợt ({short_date(today)}), không còn ngày nào để xếp hội nghị. "
            "Kéo dài đợt rồi đề xuất lại, hoặc xếp bằng tay trên bảng lịch."
        )
    return today + ONE_DAY


def _halls(round: Round, units: Collection[int]) -> dict[int, list[int]]:
    """Keys of the council's halls in each unit, the largest first, those of unknown size last."""
    venues: dict[int, list[int]] = defaultdict(list)
    halls = Venue.objects.filter(council_id=round.council_id, locality__in=units)
    largest_first = halls.order_by(F("capacity").desc(nulls_last=True), "pk")
    for pk, locality_id in largest_first.values_list("pk", "locality_id"):
        venues[locality_id].append(pk)
    return venues


def _members(delegates: Sequence[values.Delegate]) -> dict[int, list[int]]:
    members: dict[int, list[int]] = defaultdict(list)
    for delegate in delegates:
        for group_id in delegate.group_ids:
            members[int(group_id)].append(int(delegate.id))
    return members


def _elsewhere(round: Round, meetings: Sequence[Meeting], venue_ids: Collection[int]) -> list[Meeting]:
    """Meetings of other rounds in the window that hold a delegate, group, hall or chair of this one."""
    groups = {group.pk for meeting in meetings for group in meeting.groups.all()}
    people = set(GroupMembership.objects.filter(group__in=groups).values_list("delegate_id", flat=True))
    people |= {a.delegate_id for meeting in meetings for a in meeting.attendances.all()}
    chairs = {meeting.chair_body_id for meeting in meetings if meeting.chair_body_id}
    rows = Meeting.objects.on().between(round.starts_on - ONE_DAY, round.ends_on + ONE_DAY)
    return list(with_parts(rows.filter(holding(people, groups, venue_ids, chairs)).exclude(round=round)))


def is_movable(meeting: Meeting, *, announced: bool = False) -> bool:
    """Whether the planner may choose another time for it: not over, not locked by hand, announced only if said so."""
    held_fast = meeting.is_locked and meeting.starts_at is not None and meeting.state not in OFF_STATES
    allowed = (*MOVABLE, MeetingState.ANNOUNCED) if announced else MOVABLE
    return meeting.state in allowed and not held_fast


def coming_to(meeting: Meeting) -> list[int]:
    """Keys of those named for the meeting who come: neither excused nor declining."""
    return [a.delegate_id for a in meeting.attendances.all() if a.response not in AWAY_RESPONSES]


def _need(meeting: Meeting, asked: _Asked) -> values.MeetingNeed:
    unit_ids = tuple(dict.fromkeys(unit.locality_id for unit in meeting.units.all()))
    timing = _timing(meeting, asked)
    halls = [] if "fixed" in timing else [pk for unit in unit_ids for pk in asked.venues[unit]]
    return values.MeetingNeed(
        id=meeting.pk,
        name=meeting.title or ", ".join(unit_name(unit) for unit in meeting.units.all()) or str(meeting),
        unit_ids=unit_ids,
        group_ids=tuple(group.pk for group in meeting.groups.all()),
        delegate_ids=_guests(meeting, asked.members),
        joint_council_ids=joint_councils(meeting),
        chair_id=chair_key(meeting),
        expected_voters=meeting.expected_voters or 0,
        venue_ids=tuple(dict.fromkeys([*([meeting.venue_id] if meeting.venue_id else []), *halls])),
        **timing,
    )


def _timing(meeting: Meeting, asked: _Asked) -> dict[str, Any]:
    """How long the meeting is, and where it is bound to or would rather be."""
    if meeting.starts_at is None or meeting.ends_at is None:
        programme = timedelta(minutes=asked.programmes.get(meeting.pk, 0))
        return {"duration": max(asked.duration, programme), **_wished(meeting, asked)}
    slot = slot_of(meeting.starts_at, meeting.ends_at)
    timing: dict[str, Any] = {"duration": slot.end - slot.start}
    is_off = meeting.state == MeetingState.POSTPONED
    begun = asked.fewest_moves and slot.day < asked.first_day and not is_off
    if begun or not is_movable(meeting, announced=asked.fewest_moves and asked.moves_announced):
        standing = values.Standing(slot, meeting.venue_id, tuple(coming_to(meeting)))
        return timing | {"fixed": slot, "fixed_venue_id": meeting.venue_id, "standing": standing}
    if is_off:
        return timing | {"left": slot, **_wished(meeting, asked)}
    part = _part_of(slot.start.time(), asked.parts)
    timing |= {"preferred_days": frozenset({slot.day}), "preferred_parts": frozenset({part} if part else ())}
    if asked.fewest_moves:
        weight = ANNOUNCED_WEIGHT if meeting.state == MeetingState.ANNOUNCED else PLANNED_WEIGHT
        timing["standing"] = values.Standing(slot, meeting.venue_id, tuple(coming_to(meeting)), weight)
    return timing


def _wished(meeting: Meeting, asked: _Asked) -> dict[str, Any]:
    """The days and parts of the day that delegates of the meeting proposed and the office took up."""
    members = {pk for group in meeting.groups.all() for pk in asked.members.get(group.pk, ())}
    wishes = [asked.wishes[pk] for pk in {*members, *coming_to(meeting)} if pk in asked.wishes]
    return {
        "preferred_days": frozenset().union(*(days for days, _parts in wishes)),
        "preferred_parts": frozenset().union(*(parts for _days, parts in wishes)),
    }


def _part_of(start: time, parts: tuple[values.WorkingPart, ...]) -> str | None:
    begun = [(first, part.name) for part in parts for first in part.starts if first <= start]
    return max(begun)[1] if begun else None


def _guests(meeting: Meeting, members: Mapping[int, Collection[int]]) -> tuple[int, ...]:
    """Delegates who must come though none of the meeting's groups is theirs."""
    own = {pk for group in meeting.groups.all() for pk in members.get(group.pk, ())}
    return tuple(pk for pk in coming_to(meeting) if pk not in own)
