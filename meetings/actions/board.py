"""Moves on the schedule board: several meetings at once, all or none, and taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from delegates.models import Delegate
from meetings.actions.bookings import hold_hours, refuse_double_booking, take_locks
from meetings.actions.meetings import keep_history, set_delegates
from meetings.enums import MeetingState, RoundState
from meetings.facts import MeetingFacts, same_to_people
from meetings.models import Meeting, Round, ScheduleMove, Venue
from meetings.queries import facts_of, with_parts
from meetings.rules import OVER_STATES, TOLD_STATES
from meetings.trials import Place, moment_words
from txct.core.audit import record
from txct.core.models import User
from txct.core.writing import Refused, action, claim_version, lock

UNDO_REASON = "Hoàn tác lần chuyển lịch trước"


@action
def move_meetings(
    *,
    round: Round,
    places: Sequence[Place],
    by: User | None,
    label: str = "",
    reason: str = "",
    at: datetime | None = None,
) -> ScheduleMove:
    """Put the meetings of the round where PLACES say, all or none; what does not change is left alone.

    Weighed together, so meetings may take each other's hours. Refused in a closed round, for meetings that are
    over, for double bookings, and without a REASON when one of them was announced. Raises StalePage when a
    version no longer holds.
    """
    changed = _carry_out(round, places, reason, by, at)
    if not changed:
        raise Refused("Không có gì thay đổi. Chọn ngày, giờ hoặc địa điểm khác.")
    return note_move(round=round, entries=changed, label=label or _label(changed), by=by, at=at)


@action
def note_move(
    *, round: Round, entries: Sequence[Mapping[str, Any]], label: str, by: User | None, at: datetime | None = None
) -> ScheduleMove:
    """Remember a move, so that it can be taken back."""
    moment = {} if at is None else {"at": at}
    return ScheduleMove.objects.create(round=round, by=by, label=label[:250], entries=list(entries), **moment)


def last_move(round: Round) -> ScheduleMove | None:
    """The newest move of the round that was not taken back."""
    return ScheduleMove.objects.filter(round=round, undone_at=None).scoped_as("round authorised").first()


@action
def undo_move(*, move: ScheduleMove, by: User | None, at: datetime | None = None) -> ScheduleMove:
    """Put the meetings of the last move back. Refused when a later move or edit stands in between.

    Of an announced meeting this is a change like any other: kept in its history, told at the next release.
    """
    move = lock(ScheduleMove, move.pk)
    if move.undone_at is not None:
        raise Refused("Lần chuyển lịch này đã được hoàn tác.")
    newest = last_move(move.round)
    if newest is None or newest.pk != move.pk:
        raise Refused("Đã có lần chuyển lịch khác sau đó. Hoàn tác lần gần nhất trước.")
    versions = dict(Meeting.objects.filter(round=move.round_id).values_list("pk", "version"))
    for entry in move.entries:
        if versions.get(entry["meeting"]) != entry["version"]:
            raise Refused(f"Hội nghị “{entry['name']}” đã được sửa sau lần chuyển này. Sửa trực tiếp hội nghị đó.")
    _carry_out(move.round, [_earlier(entry) for entry in move.entries], UNDO_REASON, by, at)
    move.undone_at = at or timezone.now()
    move.save(update_fields=["undone_at"])
    record(
        by=by,
        action="round.move_undone",
        obj=move.round,
        tenant_id=move.round.council_id,
        at=at,
        new={"move": move.label, "meetings": len(move.entries)},
    )
    return move


def _earlier(entry: Mapping[str, Any]) -> Place:
    old, people = entry["old"], entry["old"].get("delegates")
    return Place(
        entry["meeting"],
        _moment(old["starts_at"]),
        _moment(old["ends_at"]),
        old["venue"],
        entry["version"],
        state=old["state"],
        delegates=None if people is None else tuple(people),
    )


def _moment(text: str | None) -> datetime | None:
    return parse_datetime(text) if text else None


def _carry_out(
    round: Round, places: Sequence[Place], reason: str, by: User | None, at: datetime | None
) -> list[dict[str, Any]]:
    """Move what differs; entries of the old and new place of each, with the version it has now."""
    if round.state == RoundState.CLOSED:
        raise Refused("Đợt tiếp xúc cử tri đã chốt, không chuyển hội nghị.")
    wanted = {place.meeting_id: place for place in places}
    rows = with_parts(Meeting.objects.filter(round=round, pk__in=wanted)).order_by("pk")
    meetings = [meeting for meeting in rows if _differs(meeting, wanted[meeting.pk])]
    if len(rows) < len(wanted):
        raise Refused("Có hội nghị không còn trong đợt. Mở lại bảng lịch rồi chọn lại.")
    old = {meeting.pk: (facts_of(meeting), spot_of(meeting)) for meeting in meetings}
    for meeting in meetings:
        place = wanted[meeting.pk]
        claim_version(meeting, place.version, {"starts_at": place.starts_at, "venue": _hall(place.venue_id)})
        _put(meeting, place)
    people = Delegate.objects.filter(pk__in={key for place in places for key in place.delegates or ()})
    take_locks(meetings, people)
    for meeting in meetings:
        meeting.save()
        named = wanted[meeting.pk].delegates
        if named is not None:
            set_delegates(meeting, [person for person in people if person.pk in named])
    hold_hours(meetings)
    refuse_double_booking(meetings)
    fresh = {meeting.pk: meeting for meeting in with_parts(Meeting.objects.filter(pk__in=old))}
    return [_trace(fresh[key], facts, spot, reason, by, at) for key, (facts, spot) in old.items()]


def _differs(meeting: Meeting, place: Place) -> bool:
    if place.delegates is not None and {a.delegate_id for a in meeting.attendances.all()} != set(place.delegates):
        return True
    hours = (meeting.starts_at, meeting.ends_at, meeting.venue_id)
    off = meeting.state == MeetingState.POSTPONED
    revived = off and place.starts_at is not None and not place.state
    put_off = place.state == MeetingState.POSTPONED and not off
    return hours != (place.starts_at, place.ends_at, place.venue_id) or revived or put_off


def _put(meeting: Meeting, place: Place) -> None:
    """The meeting object at its new place, not yet saved."""
    if meeting.state in OVER_STATES:
        raise Refused(f"“{_name(meeting)}” đang ở tình trạng “{meeting.get_state_display()}”, không chuyển được.")
    if place.starts_at is None and meeting.state in TOLD_STATES:
        raise Refused(f"“{_name(meeting)}” đã thông báo nên phải có ngày giờ. Nếu chưa định ngày mới, hãy hoãn.")
    if place.starts_at and place.ends_at and place.ends_at <= place.starts_at:
        raise Refused("Giờ kết thúc phải sau giờ bắt đầu.", field="ends_at")
    meeting.starts_at, meeting.ends_at, meeting.venue_id = place.starts_at, place.ends_at, place.venue_id
    if place.state == MeetingState.POSTPONED:
        meeting.state = MeetingState.POSTPONED
    elif meeting.state == MeetingState.POSTPONED and place.starts_at is not None:
        meeting.state = MeetingState.ANNOUNCED


def _trace(
    meeting: Meeting, before: MeetingFacts, spot: dict[str, Any], reason: str, by: User | None, at: datetime | None
) -> dict[str, Any]:
    """History and audit of one moved meeting, and its entry in the move."""
    after = facts_of(meeting)
    new_spot = spot_of(meeting)
    old, new = _told(before), _told(after)
    changed = {name: value for name, value in old.items() if value != new[name]}
    if before.state in TOLD_STATES and not same_to_people(before, after):
        keep_history(meeting, "changed", changed, {name: new[name] for name in changed}, reason, by, at)
    record(
        by=by,
        action="meeting.changed",
        obj=meeting,
        tenant_id=meeting.council_id,
        at=at,
        old=changed,
        new={**{name: new[name] for name in changed}, **({"reason": reason} if reason else {})},
    )
    return {
        "meeting": meeting.pk,
        "name": _name(meeting),
        "version": meeting.version,
        "old": spot,
        "new": new_spot,
    }


def _told(facts: MeetingFacts) -> dict[str, Any]:
    return {
        "state": facts.state,
        "starts_at": facts.starts_at and facts.starts_at.isoformat(),
        "ends_at": facts.ends_at and facts.ends_at.isoformat(),
        "venue": facts.venue,
        "delegates": [name for _key, name in facts.delegates],
    }


def spot_of(meeting: Meeting) -> dict[str, Any]:
    """Hours, hall, state and delegates of a meeting by keys, as a move keeps them."""
    return {
        "starts_at": meeting.starts_at and meeting.starts_at.isoformat(),
        "ends_at": meeting.ends_at and meeting.ends_at.isoformat(),
        "venue": meeting.venue_id,
        "state": meeting.state,
        "delegates": [row.delegate_id for row in meeting.attendances.all()],
    }


def _hall(pk: int | None) -> Venue | None:
    return Venue.objects.filter(pk=pk).first() if pk else None


def _name(meeting: Meeting) -> str:
    return facts_of(meeting).units_text or str(meeting)


def _label(entries: Sequence[Mapping[str, Any]]) -> str:
    """What was done, in one line."""
    if len(entries) == 1:
        entry = entries[0]
        old, new = _moment(entry["old"]["starts_at"]), _moment(entry["new"]["starts_at"])
        if old == new:
            return f"{entry['name']}: đổi địa điểm"
        return f"{entry['name']}: {moment_words(old)} → {moment_words(new)}"
    return f"chuyển {len(entries):02d} hội nghị"
