"""Reads of the room: meetings with all that is told of them, the last release, and what has changed since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery

from meetings.enums import AWAY_RESPONSES, Form, MeetingState, RoundState
from meetings.facts import ZONE, MeetingFacts, difference, same_to_people
from meetings.models import (
    Attendance,
    Meeting,
    MeetingOfficer,
    MeetingUnit,
    ReleasedMeeting,
    Round,
    RoundRelease,
)
from meetings.rules import OVER_STATES
from txct.core.scoping import trusted
from txct.lib.numbers import count_text


def with_parts(meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """The meetings with everything `facts_of` and the planner read, in a fixed number of queries."""
    return meetings.select_related("round", "venue", "chair_body", "council").prefetch_related(
        "joint_councils",
        "groups",
        "changes",
        Prefetch("officers", MeetingOfficer.objects.select_related("body").order_by("pk")),
        Prefetch("units", MeetingUnit.objects.select_related("locality", "neighbourhood").order_by("pk")),
        Prefetch(
            "attendances",
            Attendance.objects.select_related("delegate").order_by("delegate__sort_key", "delegate_id"),
        ),
    )


def facts_of(meeting: Meeting) -> MeetingFacts:
    """What is told of a meeting as it stands now."""
    with trusted():
        units = list(meeting.units.all())
        changes = sorted(meeting.changes.all(), key=lambda change: (change.at, change.pk))
        attendances = list(meeting.attendances.all())
        chair = ", ".join(part for part in (meeting.chair_name, str(meeting.chair_body or "")) if part)
        return MeetingFacts(
            id=meeting.pk,
            uid=f"{meeting.uid}@txct",
            sequence=meeting.sequence,
            state=meeting.state,
            title=meeting.title,
            phase=meeting.round.phase,
            council=str(meeting.council),
            starts_at=meeting.starts_at.astimezone(ZONE) if meeting.starts_at else None,
            ends_at=meeting.ends_at.astimezone(ZONE) if meeting.ends_at else None,
            venue=meeting.venue.name if meeting.venue else "",
            address=meeting.venue.address if meeting.venue else "",
            method=meeting.method,
            online_link=meeting.online_link,
            units=tuple(unit_name(unit) for unit in units),
            unit_ids=tuple(dict.fromkeys(unit.locality_id for unit in units)),
            groups=tuple(group_name(group, meeting) for group in meeting.groups.all()),
            delegates=tuple((a.delegate_id, a.delegate.full_name) for a in attendances),
            excused=tuple(a.delegate_id for a in attendances if a.response in AWAY_RESPONSES),
            chair=chair,
            chair_id=meeting.chair_body_id,
            reason=changes[-1].reason if changes else "",
            activity=meeting.activity,
            form=meeting.form,
            council_id=meeting.council_id,
            joint=tuple(sorted((council.pk, str(council)) for council in meeting.joint_councils.all())),
            group_ids=tuple(group.pk for group in meeting.groups.all()),
            officers=tuple((officer.body_id, officer_name(officer)) for officer in meeting.officers.all()),
            venue_unit=meeting.venue.locality_id if meeting.venue else None,
        )


def officer_name(officer: MeetingOfficer) -> str:
    """`Phòng Quản lý đô thị`, or `Phòng Quản lý đô thị (bà Nguyễn Thị Hà)` when the person is named."""
    return f"{officer.body} ({officer.full_name})" if officer.full_name else str(officer.body)


def unit_name(unit: MeetingUnit) -> str:
    """`phường Đồng Kỵ`, or `khu phố Đồng Tiến, phường Đồng Kỵ`."""
    if unit.neighbourhood_id:
        return f"{unit.neighbourhood}, {unit.locality}"
    return str(unit.locality)


def group_name(group: object, meeting: Meeting) -> str:
    """A group by its name; one of another council with that council's name behind."""
    council_id = getattr(group, "council_id", None)
    if council_id == meeting.council_id:
        return str(group)
    names = {council.pk: str(council) for council in meeting.joint_councils.all()}
    return f"{group} ({names[council_id]})" if council_id in names else str(group)


def facts_of_round(round: Round) -> list[MeetingFacts]:
    """Facts of all meetings of a round, in order of time; meetings without hours last."""
    with trusted():
        return [facts_of(meeting) for meeting in with_parts(Meeting.objects.filter(round=round))]


def last_release(round: Round) -> RoundRelease | None:
    """The newest released version of a round's schedule."""
    with trusted():
        return RoundRelease.objects.filter(round=round).order_by("-number").first()


def released_facts(release: RoundRelease | None) -> dict[int, MeetingFacts]:
    """The meetings of a release by key; empty before the first one."""
    if release is None:
        return {}
    return {entry["id"]: MeetingFacts.from_entry(entry) for entry in release.snapshot["meetings"]}


def told_of(row: ReleasedMeeting) -> MeetingFacts:
    """What people were last told of a meeting; one held since is shown as held."""
    facts = MeetingFacts.from_entry(row.facts)
    return replace(facts, state=MeetingState.HELD) if row.is_over else facts


@dataclass(frozen=True, slots=True)
class Known:
    """A meeting as people know it; ``is_told`` is False while it was never released: then it is the working copy."""

    facts: MeetingFacts
    is_told: bool

    @property
    def is_open_to_voters(self) -> bool:
        """Whether anybody may be told of it: an encounter with certain voters is between them and the delegate."""
        return self.facts.form == Form.CONFERENCE

    @property
    def is_placed(self) -> bool:
        """Takes place, at a known hour."""
        return self.facts.takes_place and self.facts.starts_at is not None


def as_known(meetings: Iterable[Meeting]) -> list[Known]:
    """What may be said outside of each of the MEETINGS, in their order: the last release, else the working copy.

    The meetings come from `with_parts`; one more query whatever their number.
    """
    wanted = list(meetings)
    with trusted():
        rows = ReleasedMeeting.objects.select_related("meeting").filter(meeting__in=[one.pk for one in wanted])
        told = {row.meeting_id: told_of(row) for row in rows}
    return [Known(told[one.pk], True) if one.pk in told else Known(facts_of(one), False) for one in wanted]


@dataclass(frozen=True, slots=True)
class ScheduleChange:
    """One meeting that differs from the last release: as told before (None when new), as it is, in words."""

    old: MeetingFacts | None
    new: MeetingFacts
    text: str


def pending_changes(
    round: Round, facts: Iterable[MeetingFacts] | None = None, release: RoundRelease | None = None
) -> list[ScheduleChange]:
    """What the next release of the round would tell: exactly the meetings that differ from the last one."""
    told = released_facts(release or last_release(round))
    return _changes(told, facts if facts is not None else facts_of_round(round))


def untold_changes(rounds: QuerySet[Round], at: datetime) -> dict[Round, int]:
    """How many changes of each of the ROUNDS nobody was told, where there are any, in the order of ROUNDS.

    A round not released, or with no meeting that is still to come at AT, now or as people were told, has nothing to
    tell. A fixed number of queries.
    """
    with trusted():
        ahead = Q(ends_at=None) | Q(ends_at__gte=at)
        told_ahead = ReleasedMeeting.objects.filter(ahead).values("meeting__round")
        planned_ahead = Meeting.objects.filter(ahead).exclude(state__in=OVER_STATES).values("round")
        live = list(rounds.filter(Q(pk__in=told_ahead) | Q(pk__in=planned_ahead), state=RoundState.RELEASED))
        newest = RoundRelease.objects.filter(round=OuterRef("round")).order_by("-number").values("pk")[:1]
        releases = RoundRelease.objects.filter(round__in=live, pk=Subquery(newest))
        told = {release.round_id: released_facts(release) for release in releases}
        planned: dict[int, list[MeetingFacts]] = defaultdict(list)
        for meeting in with_parts(Meeting.objects.filter(round__in=live)):
            planned[meeting.round_id].append(facts_of(meeting))
    counted = {round_: len(_changes(told.get(round_.pk, {}), planned[round_.pk])) for round_ in live}
    return {round_: number for round_, number in counted.items() if number}


def _changes(told: Mapping[int, MeetingFacts], facts: Iterable[MeetingFacts]) -> list[ScheduleChange]:
    changes = []
    for new in facts:
        old = told.get(new.id)
        if old is None and not (new.takes_place and new.starts_at):
            continue
        told_now = as_told(new)
        if old is None or not same_to_people(old, told_now):
            changes.append(ScheduleChange(old, told_now, difference(old, told_now)))
    return changes


def untold_words(round: Round, pending: int) -> str:
    """`Còn 02 thay đổi chưa báo cho ai` of a released round with PENDING changes; "" when all is told."""
    if round.state != RoundState.RELEASED or not pending:
        return ""
    return f"Còn {count_text(pending)} thay đổi chưa báo cho ai"


def as_told(facts: MeetingFacts) -> MeetingFacts:
    """The facts in the state in which people know the meeting: planned is released, held changes nothing for them."""
    off = (MeetingState.POSTPONED, MeetingState.CANCELLED)
    return facts if facts.state in off else replace(facts, state=MeetingState.ANNOUNCED)
