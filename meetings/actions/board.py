"""Moves on the schedule board: several meetings at once, all or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from delegates.models import Delegate
from meetings.actions.bookings import hold_hours, refuse_double_booking, take_locks
from meetings.actions.duties import follow_meetings
from meetings.actions.meetings import keep_history, set_delegates
from meetings.actions.moves import Entry, entry_of, note_move
from meetings.enums import MeetingState, RoundState
from meetings.facts import MeetingFacts, same_to_people
from meetings.models import Meeting, Round, ScheduleMove, Venue
from meetings.queries import facts_of, with_parts
from meetings.rules import OVER_STATES, TOLD_STATES
from meetings.snapshots import Snapshot, differences, moment_of, spot_of
from meetings.trials import Place, moment_words
from txct.core.audit import record
from txct.core.models import User
from txct.core.writing import Refused, action, claim_version, lock


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


def _carry_out(
    round: Round, places: Sequence[Place], reason: str, by: User | None, at: datetime | None
) -> list[Entry]:
    """Move what differs; entries of the old and new place of each, with the version it has now."""
    # A release meanwhile waits, or is seen here: round, meetings, people, in this order.
    round = lock(Round, round.pk)
    if round.state == RoundState.CLOSED:
        raise Refused("Đợt tiếp xúc cử tri đã chốt, không chuyển hội nghị.")
    wanted = {place.meeting_id: place for place in places}
    held = Meeting.objects.select_for_update(of=("self",)).filter(round=round, pk__in=wanted)
    rows = with_parts(held).order_by("pk")
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
    follow_meetings(meetings=list(fresh.values()), by=by)
    return [_trace(fresh[key], facts, spot, reason, by, at) for key, (facts, spot) in old.items()]


def _differs(meeting: Meeting, place: Place) -> bool:
    if place.delegates is not None and {a.delegate_id for a in meeting.attendances.all()} != set(place.delegates):
        return True
    hours = (meeting.starts_at, meeting.ends_at, meeting.venue_id)
    revived = meeting.state == MeetingState.POSTPONED and place.starts_at is not None
    return hours != (place.starts_at, place.ends_at, place.venue_id) or revived


def _put(meeting: Meeting, place: Place) -> None:
    """The meeting object at its new place, not yet saved."""
    if meeting.state in OVER_STATES:
        raise Refused(f"“{_name(meeting)}” đang ở tình trạng “{meeting.get_state_display()}”, không chuyển được.")
    if place.starts_at is None and meeting.state in TOLD_STATES:
        raise Refused(f"“{_name(meeting)}” đã thông báo nên phải có ngày giờ. Nếu chưa định ngày mới, hãy hoãn.")
    if place.starts_at and place.ends_at and place.ends_at <= place.starts_at:
        raise Refused("Giờ kết thúc phải sau giờ bắt đầu.", field="ends_at")
    meeting.starts_at, meeting.ends_at, meeting.venue_id = place.starts_at, place.ends_at, place.venue_id
    if meeting.state == MeetingState.POSTPONED and place.starts_at is not None:
        meeting.state = MeetingState.ANNOUNCED


def _trace(
    meeting: Meeting, before: MeetingFacts, spot: Snapshot, reason: str, by: User | None, at: datetime | None
) -> Entry:
    """History and audit of one moved meeting, and its entry in the move."""
    after = facts_of(meeting)
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
    return entry_of(meeting, old=spot, new=spot_of(meeting), words=differences(old, new))


def _told(facts: MeetingFacts) -> dict[str, Any]:
    return {
        "state": facts.state,
        "starts_at": facts.starts_at and facts.starts_at.isoformat(),
        "ends_at": facts.ends_at and facts.ends_at.isoformat(),
        "venue": facts.venue,
        "delegates": [name for _key, name in facts.delegates],
    }


def _hall(pk: int | None) -> Venue | None:
    return Venue.objects.filter(pk=pk).first() if pk else None


def _name(meeting: Meeting) -> str:
    return facts_of(meeting).units_text or str(meeting)


def _label(entries: Sequence[Mapping[str, Any]]) -> str:
    """What was done, in one line."""
    if len(entries) == 1:
        entry = entries[0]
        old, new = moment_of(entry["old"]["starts_at"]), moment_of(entry["new"]["starts_at"])
        if old == new:
            return f"{entry['name']}: đổi địa điểm"
        return f"{entry['name']}: {moment_words(old)} → {moment_words(new)}"
    return f"chuyển {len(entries):02d} hội nghị"
