"""Meetings of a round: added, booked, moved, postponed, cancelled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypedDict, Unpack

from delegates.enums import BodyKind
from delegates.models import Body, Council, Delegate, DelegateGroup, GroupMembership, Locality, Neighbourhood
from meetings.actions.bookings import hold_hours, refuse_double_booking, take_locks
from meetings.actions.duties import follow_meetings
from meetings.actions.notices import supersede_notices
from meetings.actions.programme import Programme, set_agenda, set_officers
from meetings.enums import Activity, MeetingState, Phase, Response, RoundState
from meetings.models import (
    Attendance,
    ContactRequest,
    Meeting,
    MeetingChange,
    MeetingUnit,
    Round,
    Venue,
)
from meetings.plan_partners import joint_councils_of
from meetings.queries import facts_of
from meetings.rules import OVER_STATES, TOLD_STATES, can_move_meeting
from meetings.snapshots import readable
from txct.core.audit import record
from txct.core.models import User
from txct.core.scoping import trusted
from txct.core.writing import Refused, action, claim_version, lock

ACTIVITIES = {
    Phase.BEFORE: Activity.REGULAR_BEFORE,
    Phase.AFTER: Activity.REGULAR_AFTER,
    Phase.OTHER: Activity.SPECIAL_SESSION,
}


@dataclass(frozen=True, slots=True)
class Unit:
    """A place whose voters are invited: a commune or a settlement of it, with how many voters."""

    locality: Locality
    neighbourhood: Neighbourhood | None = None
    invited_voters: int | None = None

    def __str__(self) -> str:
        return str(self.neighbourhood or self.locality)


class Columns(TypedDict, total=False):
    """Fields of the meeting's own row."""

    starts_at: datetime | None
    ends_at: datetime | None
    venue: Venue | None
    chair_body: Body | None
    chair_name: str
    title: str
    activity: str
    form: str
    method: str
    online_link: str
    secretary_name: str
    expected_voters: int | None
    note: str
    is_locked: bool


class Details(Columns, Programme, total=False):
    """Everything a meeting is made of; what is left out of a change stays as it is."""

    groups: Iterable[DelegateGroup]
    delegates: Iterable[Delegate] | None
    joint_councils: Iterable[Council]


class Changes(Details, total=False):
    """What a change may name."""

    units: Sequence[Unit | Locality]


RELATIONS = ("units", "groups", "delegates", "joint_councils", "agenda", "officers")


@action
def add_meeting(
    *,
    round: Round,
    units: Sequence[Unit | Locality],
    by: User | None,
    at: datetime | None = None,
    **details: Unpack[Details],
) -> Meeting:
    """A planned meeting. Without DELEGATES all members of the groups are expected; without a chair the Front is.

    Unless other councils are named, those that plan the round together take part.

    Without AGENDA the programme of the six steps is made with it. Refused in a closed round, without any unit,
    and when its hours clash with other meetings.
    """
    _refuse_closed(lock(Round, round.pk))
    places, groups = _places(units), list(details.get("groups", ()))
    people = details.get("delegates")
    columns: dict[str, Any] = {name: value for name, value in details.items() if name not in RELATIONS}
    starts_at, ends_at = columns.pop("starts_at", None), columns.pop("ends_at", None)
    columns.setdefault("activity", ACTIVITIES[Phase(round.phase)])
    columns["chair_body"] = columns.get("chair_body") or front_of(round.council)
    if columns.get("expected_voters") is None:
        columns["expected_voters"] = sum(place.invited_voters or 0 for place in places) or None
    meeting = Meeting.objects.create(council_id=round.council_id, round=round, **columns)
    meeting.groups.set(groups)
    meeting.joint_councils.set(list(details.get("joint_councils", joint_councils_of(round))))
    _set_units(meeting, places)
    set_delegates(meeting, members_of(groups, round.starts_on) if people is None else people)
    record(
        by=by,
        action="meeting.added",
        obj=meeting,
        tenant_id=meeting.council_id,
        at=at,
        new=readable(meeting),
    )
    if starts_at is not None or ends_at is not None:
        meeting = change_meeting(meeting=meeting, starts_at=starts_at, ends_at=ends_at, by=by, at=at)
    set_agenda(meeting=meeting, items=details.get("agenda"), by=by)
    if details.get("officers"):
        set_officers(meeting=meeting, officers=details["officers"], by=by)
    return meeting


def front_of(council: Council) -> Body | None:
    """The Front of the council's level, which chairs unless said otherwise (NQLT 72/2025, Điều 24 khoản 1)."""
    with trusted():
        return Body.objects.filter(council=council, kind=BodyKind.FRONT, locality=None).order_by("pk").first()


def members_of(groups: Iterable[DelegateGroup], on: date) -> list[Delegate]:
    """Members of the groups on the day ON, in order of groups and names."""
    with trusted():
        rows = GroupMembership.objects.in_force(on).filter(group__in=list(groups))
        ordered = rows.select_related("delegate").order_by("group__number", "delegate__sort_key", "delegate_id")
        return list(dict.fromkeys(row.delegate for row in ordered))


@action
def change_meeting(
    *,
    meeting: Meeting,
    by: User | None,
    at: datetime | None = None,
    expected_version: int | None = None,
    reason: str = "",
    **changes: Unpack[Changes],
) -> Meeting:
    """Change what is given, leave the rest. Raises StalePage when the row is no longer EXPECTED_VERSION.

    Once announced, a change of what people were told needs a REASON, raises the calendar sequence, leaves a
    `MeetingChange`, takes back earlier notices and stops those not yet sent; the next release tells the new
    state. A postponed meeting that is given hours takes place again. Double bookings are refused.
    """
    meeting = _open(meeting, expected_version, _as_sent(changes))
    before, old_trace, was = facts_of(meeting), readable(meeting), meeting.state
    for name, value in changes.items():
        if name not in RELATIONS:
            setattr(meeting, name, value)
    _refuse_hours(meeting)
    if was == MeetingState.POSTPONED and changes.get("starts_at") is not None:
        meeting.state = MeetingState.ANNOUNCED
    people = None if changes.get("delegates") is None else list(changes["delegates"] or ())
    take_locks([meeting], people or ())
    meeting.save()
    _set_relations(meeting, changes, people)
    hold_hours([meeting])
    meeting = Meeting.objects.get(pk=meeting.pk)
    visible = before != facts_of(meeting)
    if visible:
        refuse_double_booking([meeting])
    _after_change(meeting, was, visible, old_trace, reason, by, at)
    if "agenda" in changes:
        set_agenda(meeting=meeting, items=changes["agenda"], by=by)
    if "officers" in changes:
        set_officers(meeting=meeting, officers=changes["officers"], by=by)
    return meeting


def _as_sent(changes: Changes) -> dict[str, Any]:
    """The changes as the page of a stale form shows them beside what is stored."""
    words: dict[str, Any] = dict(changes)
    if "agenda" in changes:
        words["agenda"] = [str(item) for item in changes["agenda"]]
    if "officers" in changes:
        words["officers"] = [name or str(body) for body, name, _title in changes["officers"]]
    return words


def _set_relations(meeting: Meeting, changes: Changes, people: Sequence[Delegate] | None) -> None:
    if "units" in changes:
        _set_units(meeting, _places(changes["units"]))
    if "groups" in changes:
        meeting.groups.set(list(changes["groups"]))
    if "joint_councils" in changes:
        meeting.joint_councils.set(list(changes["joint_councils"]))
    if people is not None:
        set_delegates(meeting, people)


def _places(units: Sequence[Unit | Locality]) -> list[Unit]:
    places = [unit if isinstance(unit, Unit) else Unit(unit) for unit in units]
    if not places:
        raise Refused("Chọn ít nhất một xã, phường cho hội nghị.", field="units")
    if len({(place.locality, place.neighbourhood) for place in places}) < len(places):
        raise Refused("Một địa bàn được ghi hai lần trong hội nghị. Bỏ bớt một dòng.", field="units")
    return places


def _after_change(
    meeting: Meeting,
    was: str,
    visible: bool,
    old_trace: Mapping[str, Any],
    reason: str,
    by: User | None,
    at: datetime | None,
) -> None:
    new_trace = readable(meeting)
    old = {name: value for name, value in old_trace.items() if value != new_trace[name]}
    new = {name: new_trace[name] for name in old}
    if was in TOLD_STATES and visible:
        keep_history(meeting, "changed", old, new, reason, by, at)
    record(
        by=by,
        action="meeting.changed",
        obj=meeting,
        tenant_id=meeting.council_id,
        at=at,
        old=old,
        new={**new, "reason": reason} if reason else new,
    )
    if {"state", "starts_at", "ends_at"} & set(new):
        follow_meetings(meetings=[meeting], by=by)


def keep_history(
    meeting: Meeting,
    kind: str,
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    reason: str,
    by: User | None,
    at: datetime | None,
) -> None:
    """What every change of an announced meeting leaves: reason, sequence, history, superseded notices.

    Whoever confirmed the old hours is asked again when they change.
    """
    if not reason.strip():
        raise Refused("Hội nghị đã thông báo: nêu lý do thay đổi để báo cho người dự.", field="reason")
    meeting.sequence += 1
    meeting.save(update_fields=["sequence"])
    moment = {} if at is None else {"at": at}
    MeetingChange.objects.create(meeting=meeting, by=by, kind=kind, old=old, new=new, reason=reason, **moment)
    supersede_notices(meeting=meeting)
    if {"starts_at", "ends_at"} & set(new):
        confirmed = meeting.attendances.filter(response=Response.CONFIRMED)
        confirmed.update(response=Response.NONE, responded_at=None)


@action
def postpone_meeting(
    *,
    meeting: Meeting,
    reason: str,
    by: User | None,
    expected_version: int | None = None,
    at: datetime | None = None,
) -> Meeting:
    """Put an announced meeting off; its old hours stay on the row until it gets new ones."""
    return _take_off(meeting, MeetingState.POSTPONED, "postponed", reason, by, expected_version, at)


@action
def cancel_meeting(
    *,
    meeting: Meeting,
    reason: str,
    by: User | None,
    expected_version: int | None = None,
    at: datetime | None = None,
) -> Meeting:
    """Call a meeting off for good; delegates, hall and chair are free again."""
    return _take_off(meeting, MeetingState.CANCELLED, "cancelled", reason, by, expected_version, at)


def _take_off(
    meeting: Meeting,
    state: MeetingState,
    kind: str,
    reason: str,
    by: User | None,
    expected_version: int | None,
    at: datetime | None,
) -> Meeting:
    meeting = _open(meeting, expected_version, {"state": state})
    was = meeting.state
    if not can_move_meeting(was, state):
        word = "hoãn" if state == MeetingState.POSTPONED else "hủy"
        raise Refused(f"Không {word} được hội nghị đang ở tình trạng “{meeting.get_state_display()}”.")
    if not reason.strip():
        raise Refused("Nêu lý do để báo cho người dự.", field="reason")
    meeting.state = state
    meeting.save(update_fields=["state"])
    hold_hours([meeting])
    if was in TOLD_STATES:
        keep_history(meeting, kind, {"state": was}, {"state": state.value}, reason, by, at)
    record(
        by=by,
        action=f"meeting.{kind}",
        obj=meeting,
        tenant_id=meeting.council_id,
        at=at,
        old={"state": was},
        new={"state": state.value, "reason": reason},
    )
    follow_meetings(meetings=[meeting], by=by)
    return meeting


@action
def lock_time(*, meeting: Meeting, locked: bool, by: User | None) -> Meeting:
    """Keep the meeting where it is when the round is planned anew, or let it move again."""
    return change_meeting(meeting=meeting, is_locked=locked, by=by)


@action
def remove_meeting(*, meeting: Meeting, by: User | None, expected_version: int | None = None) -> None:
    """Strike out a meeting nobody was told of; an announced one is cancelled instead."""
    meeting = _open(meeting, expected_version, {})
    if meeting.state != MeetingState.PLANNED or meeting.sequence:
        raise Refused("Hội nghị đã thông báo không xóa được. Hủy hội nghị và nêu lý do.")
    if ContactRequest.objects.filter(meeting=meeting).exists():
        raise Refused("Hội nghị này lập theo đề nghị của đại biểu, không xóa được. Hủy hội nghị và nêu lý do.")
    record(by=by, action="meeting.removed", obj=meeting, tenant_id=meeting.council_id, old=readable(meeting))
    meeting.delete()


def _open(meeting: Meeting, expected_version: int | None, mine: Mapping[str, Any]) -> Meeting:
    """The row as it is now, with its version claimed; refused once the meeting is over."""
    claim_version(meeting, expected_version, mine)
    fresh = Meeting.objects.select_related("round", "council", "venue", "chair_body").get(pk=meeting.pk)
    _refuse_closed(fresh.round)
    if fresh.state in OVER_STATES:
        raise Refused(f"Hội nghị đang ở tình trạng “{fresh.get_state_display()}”, không sửa lịch được nữa.")
    return fresh


def _refuse_closed(round: Round) -> None:
    if round.state == RoundState.CLOSED:
        raise Refused("Đợt tiếp xúc cử tri đã chốt, không thêm hoặc sửa hội nghị.")


def _refuse_hours(meeting: Meeting) -> None:
    if (meeting.starts_at is None) != (meeting.ends_at is None):
        raise Refused("Nhập cả giờ bắt đầu và giờ kết thúc.", field="ends_at")
    if meeting.starts_at is None or meeting.ends_at is None:
        if meeting.state in TOLD_STATES:
            raise Refused("Hội nghị đã thông báo phải có ngày giờ. Nếu chưa định ngày mới, hãy hoãn hội nghị.")
    elif meeting.ends_at <= meeting.starts_at:
        raise Refused("Giờ kết thúc phải sau giờ bắt đầu.", field="ends_at")


def _set_units(meeting: Meeting, places: Sequence[Unit]) -> None:
    meeting.units.all().delete()
    MeetingUnit.objects.bulk_create(
        MeetingUnit(
            meeting=meeting,
            locality=place.locality,
            neighbourhood=place.neighbourhood,
            invited_voters=place.invited_voters,
        )
        for place in places
    )


def set_delegates(meeting: Meeting, delegates: Iterable[Delegate]) -> None:
    """Delegates assigned: answers already given by those who stay are kept."""
    wanted = {delegate.pk: delegate for delegate in delegates}
    meeting.attendances.exclude(delegate__in=wanted).delete()
    known = set(meeting.attendances.values_list("delegate_id", flat=True))
    Attendance.objects.bulk_create(
        Attendance(meeting=meeting, delegate=delegate) for pk, delegate in wanted.items() if pk not in known
    )
