"""From rows to the planner: the conflicts of a schedule as it stands, and the people and halls it is held against."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, Sum
from django.utils import timezone

from delegates.calendars import calendar_of
from delegates.models import Body, Delegate, DelegateGroup, GroupMembership
from meetings.enums import AWAY_RESPONSES, MeetingState, Phase, Response
from meetings.loading import fetch_with_parts
from meetings.models import AgendaItem, BusyTime, Meeting, ReleasedMeeting, Round, Venue
from meetings.models.meetings import PUBLIC_STATES
from meetings.queries import unit_name
from meetings.scheduling import problem as values
from meetings.scheduling.bookings import Booking, Context
from meetings.scheduling.conflicts import SATURDAY, Conflict, Kind, Severity, find_conflicts
from meetings.travel import setting_of, travel_of
from txct.core.scoping import trusted
from txct.deadlines.calendar import WorkingCalendar
from txct.lib.text import fold

DURATION = timedelta(hours=3)
STILL_OPEN = (MeetingState.PLANNED, MeetingState.ANNOUNCED)
ONE_DAY = timedelta(days=1)
Subject = tuple[str, int | str]
MENDED_LATER = (Kind.JOINT, Kind.QUORUM, Kind.BUSY_SINCE, Kind.UNASSIGNED)
"""Conflicts that bar a release but no booking: a later step puts them right."""


def conflicts_of(scope: Round | Sequence[Meeting]) -> list[Conflict]:
    """Every conflict that touches a meeting of the round, or one of the meetings given; gravest first.

    Meetings elsewhere that share a delegate, a hall or a chair at the time are weighed too, those of other
    rounds and councils included.
    """
    with trusted():
        return conflicts_among(_own(scope))


def conflicts_among(meetings: Sequence[Meeting], programmes: Mapping[int, int] | None = None) -> list[Conflict]:
    """Every conflict of MEETINGS as these objects stand, saved or not: what a move or a form would bring.

    They carry their parts as `with_parts` fetches them; other meetings are weighed as they are stored. PROGRAMMES
    has the minutes of programmes that are not saved, by key of their meeting.
    """
    with trusted():
        own = [meeting for meeting in meetings if meeting.is_on]
        minutes = {**programme_minutes(own), **(programmes or {})}
        found = [*_without_anybody(own), *_declined(own), *_too_long(own, minutes), *_weighed(own)]
    return sorted(found, key=lambda conflict: list(Severity).index(conflict.severity))


def blocks_of(scope: Round | Sequence[Meeting]) -> list[Conflict]:
    """The conflicts that must be put right before anything is announced; what lies among meetings held is over."""
    found = [conflict for conflict in conflicts_of(scope) if conflict.severity is Severity.BLOCK]
    keys = {key for conflict in found for key in conflict.meeting_ids}
    with trusted():
        still_open = set(Meeting.objects.filter(pk__in=keys, state__in=STILL_OPEN).values_list("pk", flat=True))
    return [conflict for conflict in found if still_open.intersection(conflict.meeting_ids)]


def clashes_of(meetings: Sequence[Meeting]) -> list[Conflict]:
    """The conflicts that no booking may make: somebody or something in two places at once.

    What a later step may still put right, as the group of a joint council or a substitute, is left to release.
    """
    with trusted():
        found = _weighed(_own(meetings))
    return [c for c in found if c.severity is Severity.BLOCK and c.kind not in MENDED_LATER]


def _weighed(meetings: Sequence[Meeting]) -> list[Conflict]:
    own = [meeting for meeting in meetings if meeting.starts_at is not None]
    if not own:
        return []
    everything = [*own, *_neighbours(own)]
    told = _told_moments(everything)
    bookings = [_booking(meeting, own[0].council_id, told.get(meeting.pk)) for meeting in everything]
    found = find_conflicts(bookings, _context(own, everything))
    wanted = {meeting.pk for meeting in own}
    return [conflict for conflict in found if wanted.intersection(conflict.meeting_ids)]


def _declined(meetings: Sequence[Meeting]) -> list[Conflict]:
    """Delegates who refuse a contact still to come (NQLT 72/2025, Điều 4 khoản 2); why is for the office to read."""
    found = []
    for meeting in meetings:
        refusing = [row for row in meeting.attendances.all() if row.response == Response.DECLINED]
        for row in refusing if meeting.state in STILL_OPEN else ():
            message = (
                f"Đại biểu {row.delegate} từ chối tiếp xúc cử tri tại {_label(meeting)}. "
                "Cử đại biểu khác, đổi lịch, hoãn hoặc hủy hội nghị."
            )
            found.append(Conflict(Kind.DECLINED, Severity.WARN, message, (meeting.pk,), (row.delegate_id,)))
    return found


def _without_anybody(meetings: Sequence[Meeting]) -> list[Conflict]:
    """Meetings still to come to which nobody was assigned, or whose delegates all are excused or refuse."""
    found = []
    for meeting in meetings:
        if meeting.state not in STILL_OPEN:
            continue
        rows = list(meeting.attendances.all())
        if rows and all(row.response in AWAY_RESPONSES for row in rows):
            message = (
                f"Tất cả đại biểu được phân công dự {_label(meeting)} đã xin vắng hoặc từ chối. "
                "Cử đại biểu khác hoặc đổi giờ hội nghị."
            )
            people = tuple(row.delegate_id for row in rows)
            found.append(Conflict(Kind.NO_DELEGATE, Severity.BLOCK, message, (meeting.pk,), people))
        elif not rows and not meeting.groups.all():
            message = f"Chưa phân công Tổ đại biểu hoặc đại biểu cho {_label(meeting)}. Chọn Tổ hoặc đại biểu dự."
            found.append(Conflict(Kind.UNASSIGNED, Severity.BLOCK, message, (meeting.pk,)))
    return found


def _too_long(meetings: Sequence[Meeting], minutes: Mapping[int, int]) -> list[Conflict]:
    """Meetings still to come whose programme, MINUTES by key, does not fit into their hours."""
    found = []
    for meeting in meetings:
        total = minutes.get(meeting.pk, 0)
        if meeting.state not in STILL_OPEN or meeting.starts_at is None or meeting.ends_at is None:
            continue
        over = total - int((meeting.ends_at - meeting.starts_at).total_seconds() // 60)
        if over > 0:
            message = (
                f"Chương trình của {_label(meeting)} dài {total} phút, quá giờ họp {over} phút. "
                "Bớt chương trình hoặc lùi giờ kết thúc."
            )
            found.append(Conflict(Kind.PROGRAMME, Severity.WARN, message, (meeting.pk,)))
    return found


def programme_minutes(meetings: Sequence[Meeting]) -> dict[int, int]:
    """How long the programme of each meeting is, by its key; one without a programme is left out."""
    rows = AgendaItem.objects.filter(meeting__in=[meeting.pk for meeting in meetings]).order_by()
    return dict(rows.values_list("meeting").annotate(Sum("minutes")))


def _label(meeting: Meeting) -> str:
    """The meeting with its hours, as the planner names it; without hours its name alone."""
    if meeting.starts_at is None:
        return f"“{_name_for(meeting, meeting.council_id)}”"
    return _booking(meeting, meeting.council_id, None).label


def _own(scope: Round | Sequence[Meeting]) -> list[Meeting]:
    rows = Meeting.objects.on()
    if isinstance(scope, Round):
        return fetch_with_parts(rows.filter(round=scope))
    return fetch_with_parts(rows.filter(pk__in=[meeting.pk for meeting in scope]))


def _neighbours(own: Sequence[Meeting]) -> list[Meeting]:
    """Other meetings on the same days that share somebody or something with them."""
    first = min(meeting.starts_at for meeting in own if meeting.starts_at) - ONE_DAY
    last = max(meeting.ends_at for meeting in own if meeting.ends_at) + ONE_DAY
    delegates = {a.delegate_id for meeting in own for a in meeting.attendances.all()}
    groups = {group.pk for meeting in own for group in meeting.groups.all()}
    venues = {meeting.venue_id for meeting in own if meeting.venue_id}
    chairs = {meeting.chair_body_id for meeting in own if meeting.chair_body_id}
    shared = holding(delegates, groups, venues, chairs)
    rows = Meeting.objects.on().filter(shared, starts_at__lt=last, ends_at__gt=first)
    return fetch_with_parts(rows.exclude(pk__in=[meeting.pk for meeting in own]))


def holding(
    delegates: Collection[int], groups: Collection[int], venues: Collection[int], chairs: Collection[int]
) -> Q:
    """Meetings that hold one of these delegates, groups, halls or bodies in the chair (all by their keys)."""
    return (
        Q(pk__in=Meeting.objects.filter(attendances__delegate__in=delegates).values("pk"))
        | Q(pk__in=Meeting.objects.filter(groups__in=groups).values("pk"))
        | Q(venue__in=venues)
        | Q(chair_body__in=chairs)
    )


def _told_moments(meetings: Sequence[Meeting]) -> dict[int, datetime]:
    """When people were told of the hours at which the meetings stand; those told of other hours are left out."""
    hours = {meeting.pk: meeting.starts_at for meeting in meetings}
    rows = ReleasedMeeting.objects.filter(meeting__in=hours).values_list("meeting_id", "starts_at", "told_at")
    return {key: local_naive(told_at) for key, start, told_at in rows if told_at and start == hours[key]}


def _booking(meeting: Meeting, asking_council: int, told_at: datetime | None) -> Booking:
    named = [a.delegate_id for a in meeting.attendances.all() if a.response not in AWAY_RESPONSES]
    return Booking(
        id=meeting.pk,
        name=_name_for(meeting, asking_council),
        slot=slot_of(meeting.starts_at, meeting.ends_at),
        unit_ids=tuple(unit.locality_id for unit in meeting.units.all()),
        group_ids=tuple(group.pk for group in meeting.groups.all()),
        delegate_ids=tuple(named),
        joint_council_ids=joint_councils(meeting),
        chair_id=chair_key(meeting),
        venue_id=meeting.venue_id,
        expected_voters=meeting.expected_voters or 0,
        told_at=told_at,
    )


def _name_for(meeting: Meeting, asking_council: int) -> str:
    """The meeting's name; an unpublished one of another council is told only as that council's."""
    joined = asking_council in {council.pk for council in meeting.joint_councils.all()}
    if meeting.council_id != asking_council and not joined and meeting.state not in PUBLIC_STATES:
        return f"một hội nghị của {meeting.council}"
    units = ", ".join(unit_name(unit) for unit in meeting.units.all())
    return meeting.title or units or str(meeting)


def chair_key(meeting: Meeting) -> str | None:
    """Who is in the chair: a named person of a body, else the body; None while nobody is."""
    if meeting.chair_body_id is None:
        return None
    person = fold(meeting.chair_name)
    return f"{meeting.chair_body_id}:{person}" if person else str(meeting.chair_body_id)


def joint_councils(meeting: Meeting) -> tuple[int, ...]:
    """Keys of the other councils the meeting is held together with."""
    return tuple(council.pk for council in meeting.joint_councils.all() if council.pk != meeting.council_id)


def slot_of(starts_at: datetime | None, ends_at: datetime | None) -> values.Slot:
    """The hours on the council's clock; raises BadProblem while the meeting has none."""
    if starts_at is None or ends_at is None:
        raise values.BadProblem("Hội nghị chưa có giờ.")
    return values.Slot(local_naive(starts_at), local_naive(ends_at))


def local_naive(moment: datetime) -> datetime:
    """The moment on the council's clock, without zone, as the planner takes it."""
    return timezone.localtime(moment).replace(tzinfo=None)


def aware(moment: datetime) -> datetime:
    """A moment of the planner's clock as it is stored."""
    return timezone.make_aware(moment)


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody and everything the meetings could use."""

    groups: tuple[values.DelegateGroup, ...]
    delegates: tuple[values.Delegate, ...]
    venues: tuple[values.Venue, ...]
    chairs: tuple[values.ChairBody, ...]


def _context(own: Sequence[Meeting], everything: Sequence[Meeting]) -> Context:
    council = own[0].council
    setting = setting_of(council.pk)
    halls = [meeting.venue_id for meeting in everything if meeting.venue_id]
    cast = cast_of(everything, halls, least_delegates=setting.least_delegates)
    travel = travel_of(
        council.pk, {unit.locality_id for meeting in everything for unit in meeting.units.all()}, setting=setting
    )
    rounds = {meeting.round_id: meeting.round for meeting in own}
    only = next(iter(rounds.values())) if len(rounds) == 1 else None
    planned = only if only and only.phase != Phase.OTHER else None
    first = min(meeting.starts_at for meeting in own if meeting.starts_at)
    last = max(meeting.ends_at for meeting in own if meeting.ends_at)
    days = days_between(timezone.localdate(first), timezone.localdate(last))
    calendar = calendar_of(council)
    return Context(
        delegates=cast.delegates,
        groups=cast.groups,
        venues=cast.venues,
        chairs=cast.chairs,
        first_day=planned.starts_on if planned else None,
        last_day=planned.ends_on if planned else None,
        plan_date=only.plan.issued_on if only else None,
        holidays=_named_days_off(calendar, days),
        made_up_days=frozenset(day for day in days if day.weekday() >= SATURDAY and calendar.is_working_day(day)),
        travel=travel.minutes,
        default_travel=travel.default,
        gap=travel.gap,
        venue_pause=travel.venue_pause,
    )


def days_between(first: date, last: date) -> list[date]:
    """Every day from FIRST to LAST, both counted."""
    return [first + timedelta(days=place) for place in range((last - first).days + 1)]


def _named_days_off(calendar: WorkingCalendar, days: Iterable[date]) -> dict[date, str]:
    found = {}
    for day in days:
        name = calendar.day_name(day)
        if name is not None and not calendar.is_working_day(day):
            found[day] = name
    return found


def cast_of(
    meetings: Sequence[Meeting],
    venue_ids: Collection[int],
    *,
    elsewhere: Sequence[Meeting] = (),
    least_delegates: int = 1,
) -> Cast:
    """Everybody and everything the meetings could use; meetings ELSEWHERE hold the hours of theirs.

    LEAST_DELEGATES is how many of a group must come to a meeting when the group itself says nothing.
    """
    groups = {group.pk: group for meeting in meetings for group in meeting.groups.all()}
    days = [timezone.localdate(m.starts_at) for m in meetings if m.starts_at]
    members = _members(groups, min(days, default=None))
    people = {a.delegate_id: a.delegate for meeting in meetings for a in meeting.attendances.all()}
    for membership in members:
        people[membership.delegate_id] = membership.delegate
    group_ids: dict[int, list[int]] = defaultdict(list)
    for membership in members:
        group_ids[membership.delegate_id].append(membership.group_id)
    bodies = {m.chair_body_id: m.chair_body for m in meetings if m.chair_body_id and m.chair_body}
    busy, held = _busy(people, venue_ids, bodies), _held(elsewhere)
    halls = Venue.objects.filter(pk__in=venue_ids)
    return Cast(
        groups=tuple(
            values.DelegateGroup(
                g.pk, str(g), g.council_id, g.least_delegates or least_delegates, held=tuple(held["group", g.pk])
            )
            for g in groups.values()
        ),
        delegates=tuple(
            values.Delegate(
                pk, person.full_name, tuple(group_ids[pk]), tuple(busy["delegate", pk]), tuple(held["delegate", pk])
            )
            for pk, person in people.items()
        ),
        venues=tuple(
            values.Venue(
                hall.pk,
                hall.name,
                hall.locality_id,
                hall.capacity,
                tuple(busy["venue", hall.pk]),
                tuple(held["venue", hall.pk]),
            )
            for hall in halls
        ),
        chairs=_chairs(meetings, bodies, busy, held, any_number=max(2, len(meetings) + len(elsewhere))),
    )


def _members(groups: Mapping[int, DelegateGroup], on: date | None) -> list[GroupMembership]:
    rows = GroupMembership.objects.filter(group__in=groups).select_related("delegate")
    if on is not None:
        rows = rows.in_force(on)
    return list(rows.order_by("group_id", "delegate__sort_key", "delegate_id"))


def _chairs(
    meetings: Sequence[Meeting],
    bodies: Mapping[int, Body],
    busy: Mapping[Subject, list[values.Slot]],
    held: Mapping[Subject, list[values.HeldSlot]],
    *,
    any_number: int,
) -> tuple[values.ChairBody, ...]:
    """A named person chairs one meeting at a time; a body as many as it has teams, ANY_NUMBER when not said."""
    chairs: dict[str, values.ChairBody] = {}
    for meeting in meetings:
        key = chair_key(meeting)
        if key is None or key in chairs or meeting.chair_body_id is None:
            continue
        body = bodies[meeting.chair_body_id]
        name = f"{meeting.chair_name} ({body})" if ":" in key else str(body)
        teams = 1 if ":" in key else body.teams or any_number
        chairs[key] = values.ChairBody(key, name, teams, tuple(busy["body", body.pk]), tuple(held["chair", key]))
    return tuple(chairs.values())


def _busy(
    people: Mapping[int, Delegate],
    venue_ids: Collection[int],
    bodies: Mapping[int, Body],
) -> dict[Subject, list[values.Slot]]:
    """Hours in which people have said they, a hall or a body are not to be had, by (kind, key)."""
    taken: dict[Subject, list[values.Slot]] = defaultdict(list)
    rows = BusyTime.objects.filter(Q(delegate__in=people) | Q(venue__in=venue_ids) | Q(body__in=bodies))
    for row in rows.order_by("starts_at", "pk"):
        noted = local_naive(row.created_at) if row.created_at else None
        slot = values.BusySlot(local_naive(row.starts_at), local_naive(row.ends_at), noted)
        for kind, key in (("delegate", row.delegate_id), ("venue", row.venue_id), ("body", row.body_id)):
            if key is not None:
                taken[kind, key].append(slot)
    return taken


def _held(meetings: Sequence[Meeting]) -> dict[Subject, list[values.HeldSlot]]:
    """Hours that meetings hold of their delegates, groups, halls and chairs, by (kind, key)."""
    taken: dict[Subject, list[values.HeldSlot]] = defaultdict(list)
    for meeting in meetings:
        booking = _booking(meeting, meeting.council_id, None)
        slot = values.HeldSlot(booking.slot.start, booking.slot.end, booking.unit_ids)
        for kind, keys in (
            ("delegate", booking.delegate_ids),
            ("group", booking.group_ids),
            ("venue", () if booking.venue_id is None else (booking.venue_id,)),
            ("chair", () if booking.chair_id is None else (booking.chair_id,)),
        ):
            for key in keys:
                taken[kind, key].append(slot)
    return taken
