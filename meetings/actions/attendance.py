"""Delegates' answers to invitations, and who came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from delegates.models import Delegate
from meetings.actions.bookings import hold_hours, refuse_double_booking, take_locks
from meetings.enums import AWAY_RESPONSES, DeclineGround, MeetingState, Response
from meetings.models import Attendance, Meeting
from meetings.rules import can_move_meeting
from txct.core.audit import record
from txct.core.models import User
from txct.core.writing import Refused, action

ANSWERABLE = (MeetingState.PLANNED, MeetingState.ANNOUNCED)


@action
def respond(
    *, attendance: Attendance, response: str, by: User | None, reason: str = "", at: datetime | None = None
) -> Attendance:
    """A delegate confirms, or asks to be excused with a reason.

    An excuse frees his hours; when it leaves a meeting without its delegates the schedule shows the conflict.
    Taking an excuse back is refused when he is needed elsewhere at that time by now.
    """
    if response not in (Response.CONFIRMED, Response.EXCUSED):
        raise Refused("Chọn “sẽ tham dự” hoặc “xin vắng”.", field="response")
    if response == Response.EXCUSED and not reason.strip():
        raise Refused("Xin vắng phải nêu lý do.", field="reason")
    return _answer(attendance, response, reason if response == Response.EXCUSED else "", "attendance.answered", by, at)


@action
def decline(
    *, attendance: Attendance, ground: str, reason: str, by: User | None, at: datetime | None = None
) -> Attendance:
    """A delegate refuses a contact for lack of safety or breach of principles (NQLT 72/2025, Điều 4 khoản 2).

    This is about the contact itself, not about his coming: the office is told by a conflict of the meeting, and
    sends somebody else, moves the meeting or calls it off.
    """
    if ground not in DeclineGround.values:
        raise Refused("Chọn căn cứ từ chối: không bảo đảm an toàn, hoặc vi phạm nguyên tắc.", field="ground")
    if not reason.strip():
        raise Refused("Nêu rõ lý do từ chối tiếp xúc cử tri.", field="reason")
    told = f"{DeclineGround(ground).label}: {reason.strip()}"
    return _answer(attendance, Response.DECLINED, told, "attendance.declined", by, at)


def _answer(
    attendance: Attendance, response: str, reason: str, verb: str, by: User | None, at: datetime | None
) -> Attendance:
    """Note the answer; its reason stays on the row alone, where it can be erased, and out of the trace."""
    moment = at or timezone.now()
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=attendance.meeting_id)
    attendance = Attendance.objects.select_related("meeting", "delegate").get(pk=attendance.pk)
    if meeting.state not in ANSWERABLE or (meeting.starts_at is not None and meeting.starts_at <= moment):
        raise Refused("Hội nghị đã họp, hoãn hoặc hủy, không cần trả lời nữa.")
    old = attendance.response
    attendance.response = response
    attendance.response_reason = reason
    attendance.responded_at = moment
    attendance.save()
    take_locks([meeting])
    hold_hours([meeting])
    if old in AWAY_RESPONSES and response == Response.CONFIRMED:
        refuse_double_booking([meeting])
    record(
        by=by,
        action=verb,
        obj=attendance,
        tenant_id=meeting.council_id,
        at=at,
        old={"response": old},
        new={"response": response},
    )
    attendance.refresh_from_db()
    return attendance


@dataclass(frozen=True, slots=True)
class Presence:
    """Whether a delegate came, why not, and whether he answered voters there."""

    present: bool
    absence_reason: str = ""
    answered_voters: bool = False


@action
def mark_attendance(
    *,
    meeting: Meeting,
    present: Mapping[int, Presence | bool],
    by: User | None,
    at: datetime | None = None,
) -> list[Attendance]:
    """Note who came, by key of the delegate; a delegate who came without being assigned is added.

    The meeting counts as held from then on. Refused before it began, and once its minutes are submitted.
    """
    moment = at or timezone.now()
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    _hold(meeting, moment)
    rows = {row.delegate_id: row for row in meeting.attendances.select_related("delegate")}
    missing = set(present) - set(rows)
    councils = [meeting.council_id, *meeting.joint_councils.values_list("pk", flat=True)]
    for delegate in Delegate.objects.filter(pk__in=missing, council__in=councils):
        rows[delegate.pk] = Attendance(meeting=meeting, delegate=delegate)
    if set(present) - set(rows):
        raise Refused("Danh sách có người không phải đại biểu của hội nghị này. Tải lại trang rồi ghi lại.")
    marked = [_mark(rows[key], entry) for key, entry in present.items()]
    take_locks([meeting])
    hold_hours([meeting])
    record(
        by=by,
        action="meeting.attendance_marked",
        obj=meeting,
        tenant_id=meeting.council_id,
        at=at,
        new={"present": {row.delegate.full_name: row.present for row in marked}},
    )
    return marked


def _mark(row: Attendance, entry: Presence | bool) -> Attendance:
    presence = entry if isinstance(entry, Presence) else Presence(entry)
    row.present = presence.present
    row.absence_reason = "" if presence.present else presence.absence_reason or row.response_reason
    row.answered_voters = presence.present and presence.answered_voters
    row.save()
    return row


def _hold(meeting: Meeting, moment: datetime) -> None:
    """The meeting as held, or the reason why attendance cannot be entered."""
    if meeting.state == MeetingState.HELD:
        return
    if meeting.state == MeetingState.MINUTED:
        raise Refused("Biên bản đã nộp, không sửa điểm danh được. Đề nghị Văn phòng trả lại để sửa.")
    if not can_move_meeting(meeting.state, MeetingState.HELD):
        raise Refused(f"Hội nghị đang ở tình trạng “{meeting.get_state_display()}”, không ghi điểm danh được.")
    if meeting.starts_at is not None and meeting.starts_at > moment:
        raise Refused("Hội nghị chưa đến giờ họp, chưa ghi điểm danh.")
    meeting.state = MeetingState.HELD
    meeting.save(update_fields=["state"])
