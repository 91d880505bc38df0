"""Minutes of meetings: written, submitted, sent back, locked; the meeting's state follows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from meetings.enums import MeetingState, MinutesState
from meetings.models import Meeting, Minutes
from meetings.rules import can_move_meeting, can_move_minutes
from txct.core.audit import record
from txct.core.models import IssuedDocument, User
from txct.core.writing import Refused, action, claim_version

EDITABLE = (
    "started_at",
    "ended_at",
    "voters_present",
    "first_time_speakers",
    "chair_name",
    "secretary_name",
    "guests",
    "reports",
    "answers",
    "conclusion",
)
REQUIRED = {
    "started_at": "giờ bắt đầu",
    "ended_at": "giờ kết thúc",
    "voters_present": "số cử tri dự",
    "chair_name": "chủ trì",
    "secretary_name": "thư ký",
}


@action
def write_minutes(
    *,
    meeting: Meeting,
    by: User | None,
    at: datetime | None = None,
    expected_version: int | None = None,
    **fields: Any,
) -> Minutes:
    """Begin the minutes of a meeting or change what is given (`EDITABLE`); the meeting counts as held.

    Beginning needs the hours, the number of voters, chair and secretary. Refused once submitted.
    """
    unknown = set(fields) - set(EDITABLE)
    if unknown:
        raise TypeError(f"Not fields of minutes: {', '.join(sorted(unknown))}")
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    minutes = Minutes.objects.filter(meeting=meeting).first()
    if minutes is None:
        return _begin(meeting, fields, by, at or timezone.now())
    claim_version(minutes, expected_version, fields)
    minutes.refresh_from_db()
    if minutes.state != MinutesState.DRAFT:
        raise Refused("Biên bản đã nộp, không sửa được. Đề nghị Văn phòng trả lại để sửa.")
    old = {name: getattr(minutes, name) for name in fields}
    for name, value in fields.items():
        setattr(minutes, name, value)
    _refuse_hours(minutes)
    minutes.save()
    record(by=by, action="minutes.edited", obj=minutes, tenant_id=meeting.council_id, at=at, old=old, new=fields)
    return minutes


def _begin(meeting: Meeting, fields: Mapping[str, Any], by: User | None, moment: datetime) -> Minutes:
    _refuse_incomplete(fields)
    if meeting.state != MeetingState.HELD:
        if not can_move_meeting(meeting.state, MeetingState.HELD):
            raise Refused(f"Hội nghị đang ở tình trạng “{meeting.get_state_display()}”, không ghi biên bản được.")
        if meeting.starts_at is not None and meeting.starts_at > moment:
            raise Refused("Hội nghị chưa đến giờ họp, chưa ghi biên bản.")
        meeting.state = MeetingState.HELD
        meeting.save(update_fields=["state"])
    minutes = Minutes(meeting=meeting, written_by=by, **fields)
    _refuse_hours(minutes)
    minutes.save()
    record(by=by, action="minutes.begun", obj=minutes, tenant_id=meeting.council_id, at=moment, new=fields)
    return minutes


def _refuse_incomplete(fields: Mapping[str, Any]) -> None:
    missing = [label for name, label in REQUIRED.items() if fields.get(name) in (None, "")]
    if missing:
        raise Refused(f"Biên bản còn thiếu: {', '.join(missing)}.")


def _refuse_hours(minutes: Minutes) -> None:
    if minutes.ended_at <= minutes.started_at:
        raise Refused("Giờ kết thúc phải sau giờ bắt đầu.", field="ended_at")


@action
def submit_minutes(*, minutes: Minutes, by: User | None, at: datetime, expected_version: int | None = None) -> Minutes:
    """Hand the minutes in: they are closed to the clerk, and the meeting has its minutes."""
    _move(minutes, MinutesState.SUBMITTED, "Biên bản đã nộp.", expected_version)
    _refuse_incomplete({name: getattr(minutes, name) for name in REQUIRED})
    unmarked = minutes.meeting.attendances.filter(present=None).select_related("delegate")
    names = ", ".join(row.delegate.full_name for row in unmarked)
    if names:
        raise Refused(f"Chưa điểm danh: {names}. Ghi có mặt hoặc vắng rồi nộp biên bản.")
    minutes.submitted_at = at
    return _follow(minutes, MeetingState.MINUTED, "minutes.submitted", by, at)


@action
def return_minutes(*, minutes: Minutes, reason: str, by: User | None, at: datetime) -> Minutes:
    """Send submitted minutes back to be corrected."""
    if not reason.strip():
        raise Refused("Nêu lý do trả lại biên bản.", field="reason")
    if minutes.document_id is not None:
        raise Refused("Biên bản đã ban hành thành văn bản, không trả lại được.")
    _move(minutes, MinutesState.DRAFT, "Chỉ trả lại biên bản đã nộp và chưa chốt.", None)
    return _follow(minutes, MeetingState.HELD, "minutes.returned", by, at, reason)


@action
def lock_minutes(*, minutes: Minutes, by: User | None, at: datetime) -> Minutes:
    """Close the minutes for good; the meeting is closed with them."""
    _move(minutes, MinutesState.LOCKED, "Chỉ chốt biên bản đã nộp.", None)
    return _follow(minutes, MeetingState.LOCKED, "minutes.locked", by, at)


@action
def attach_document(*, minutes: Minutes, document: IssuedDocument, by: User | None, at: datetime) -> Minutes:
    """Tie the issued paper to the minutes it prints."""
    if minutes.state == MinutesState.DRAFT:
        raise Refused("Nộp biên bản trước khi ban hành.")
    minutes.document = document
    minutes.save(update_fields=["document"])
    record(
        by=by,
        action="minutes.document_issued",
        obj=minutes,
        tenant_id=minutes.meeting.council_id,
        at=at,
        new={"document": document},
    )
    return minutes


def _move(minutes: Minutes, state: MinutesState, refusal: str, expected_version: int | None) -> None:
    claim_version(minutes, expected_version, {"state": state.value})
    minutes.refresh_from_db()
    if not can_move_minutes(minutes.state, state):
        raise Refused(refusal)
    minutes.state = state


def _follow(
    minutes: Minutes, meeting_state: MeetingState, what: str, by: User | None, at: datetime, reason: str = ""
) -> Minutes:
    """Save the minutes and take the meeting along."""
    minutes.save()
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=minutes.meeting_id)
    old = meeting.state
    if not can_move_meeting(old, meeting_state):
        raise Refused(f"Hội nghị đang ở tình trạng “{meeting.get_state_display()}”.")
    meeting.state = meeting_state
    meeting.save(update_fields=["state"])
    record(
        by=by,
        action=what,
        obj=minutes,
        tenant_id=meeting.council_id,
        at=at,
        old={"meeting": old},
        new={"state": minutes.state, "meeting": meeting_state.value, **({"reason": reason} if reason else {})},
    )
    return minutes
