"""What would be: meetings in other hours, halls or company than they have, weighed without writing anything."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any, TypedDict, Unpack

from django.utils import timezone

from delegates.models import Body, Council, Delegate, DelegateGroup
from meetings.enums import MeetingState
from meetings.models import Attendance, Meeting, MeetingUnit, Round, Venue
from meetings.planning import aware, conflicts_among
from meetings.queries import with_parts
from meetings.scheduling.conflicts import Conflict
from meetings.scheduling.problem import Assignment
from txct.core.scoping import trusted
from txct.lib.dates import clock_text, short_date


@dataclass(frozen=True, slots=True)
class Place:
    """Where a meeting is to stand: hours (None: not placed), hall, and the version it was seen in.

    DELEGATES (keys) is set only when a proposal names who comes.
    """

    meeting_id: int
    starts_at: datetime | None
    ends_at: datetime | None
    venue_id: int | None
    version: int | None = None
    delegates: tuple[int, ...] | None = None


def moment_words(moment: datetime | None) -> str:
    """`8h00 ngày 21/6/2017`, or that no hour is fixed."""
    if moment is None:
        return "chưa xếp"
    local = timezone.localtime(moment)
    return f"{clock_text(local.time())} ngày {short_date(local.date())}"


def place_of(meeting: Meeting) -> Place:
    """Where a meeting stands now."""
    return Place(meeting.pk, meeting.starts_at, meeting.ends_at, meeting.venue_id, meeting.version)


def proposed_place(assignment: Assignment) -> Place:
    """Where and with whom a proposal of the planner puts its meeting."""
    return Place(
        int(assignment.need_id),
        aware(assignment.slot.start),
        aware(assignment.slot.end),
        None if assignment.venue_id is None else int(assignment.venue_id),
        delegates=tuple(int(key) for key in assignment.delegate_ids),
    )


def shifted(place: Place, *, days: int = 0, minutes: int = 0) -> Place:
    """PLACE moved by days and minutes; one without hours stays so."""
    by = timedelta(days=days, minutes=minutes)
    if place.starts_at is None or place.ends_at is None:
        return place
    return replace(place, starts_at=place.starts_at + by, ends_at=place.ends_at + by)


def on_day(place: Place, day: Any, *, default_start: time, length: timedelta) -> Place:
    """PLACE on another DAY at its own hour; one without hours begins at DEFAULT_START."""
    zone = timezone.get_current_timezone()
    if place.starts_at is None or place.ends_at is None:
        start = datetime.combine(day, default_start, tzinfo=zone)
        return replace(place, starts_at=start, ends_at=start + length)
    start = datetime.combine(day, timezone.localtime(place.starts_at).time(), tzinfo=zone)
    return replace(place, starts_at=start, ends_at=start + (place.ends_at - place.starts_at))


def conflicts_if(round: Round, places: Sequence[Place]) -> list[Conflict]:
    """The conflicts the meetings named in PLACES would have there, with the people named; the rest stays as stored."""
    wanted = {place.meeting_id: place for place in places}
    with trusted():
        meetings = list(with_parts(Meeting.objects.filter(round=round, pk__in=wanted)))
    for meeting in meetings:
        place = wanted[meeting.pk]
        meeting.starts_at, meeting.ends_at, meeting.venue_id = place.starts_at, place.ends_at, place.venue_id
        if meeting.state == MeetingState.POSTPONED and place.starts_at is not None:
            meeting.state = MeetingState.ANNOUNCED
        if place.delegates is not None:
            _name(meeting, place.delegates)
    return conflicts_among(meetings)


def _name(meeting: Meeting, delegates: Sequence[int]) -> None:
    """Has these delegates (keys) come instead of those stored; who was named before keeps his answer."""
    stored = {row.delegate_id: row for row in meeting.attendances.all()}
    rows = [stored.get(key) or Attendance(meeting=meeting, delegate_id=key) for key in delegates]
    parts: Any = meeting
    parts._prefetched_objects_cache["attendances"] = rows


class DraftParts(TypedDict):
    """What a meeting is made of that is not saved yet."""

    units: Sequence[MeetingUnit]
    groups: Sequence[DelegateGroup]
    delegates: Iterable[Delegate]
    joint_councils: Sequence[Council]
    starts_at: datetime | None
    ends_at: datetime | None
    venue: Venue | None
    chair_body: Body | None
    chair_name: str
    expected_voters: int | None


def conflicts_of_draft(
    round: Round, *, meeting: Meeting | None, programme_minutes: int, **parts: Unpack[DraftParts]
) -> list[Conflict]:
    """The conflicts of a meeting as it stands in a form, not saved; MEETING is the stored row when there is one."""
    draft = draft_of(round, meeting=meeting, **parts)
    return conflicts_among([draft], {draft.pk: programme_minutes})


def draft_of(round: Round, *, meeting: Meeting | None, key: int = 0, **parts: Unpack[DraftParts]) -> Meeting:
    """A meeting that is not saved, with its parts as `with_parts` fetches them. KEY tells several drafts apart."""
    draft = Meeting(
        pk=meeting.pk if meeting else key,
        council=round.council,
        round=round,
        title=meeting.title if meeting else "",
        starts_at=parts["starts_at"],
        ends_at=parts["ends_at"],
        venue=parts["venue"],
        chair_body=parts["chair_body"],
        chair_name=parts["chair_name"],
        expected_voters=parts["expected_voters"],
        state=meeting.state if meeting and meeting.state != MeetingState.POSTPONED else MeetingState.PLANNED,
    )
    answers = _answers(meeting)
    rows = [
        Attendance(meeting=draft, delegate=person, response=answers.get(person.pk, "none"))
        for person in parts["delegates"]
    ]
    fetched: dict[str, Sequence[Any]] = {
        "units": list(parts["units"]),
        "groups": list(parts["groups"]),
        "joint_councils": list(parts["joint_councils"]),
        "attendances": rows,
    }
    draft._prefetched_objects_cache = fetched  # type: ignore[attr-defined]
    return draft


def _answers(meeting: Meeting | None) -> dict[int, str]:
    if meeting is None:
        return {}
    with trusted():
        return dict(Attendance.objects.filter(meeting=meeting).values_list("delegate_id", "response"))
