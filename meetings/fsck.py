"""Laws of meetings and notices on the live database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.db.models import CharField, F, Q, Value
from django.db.models.functions import Cast, Concat

from meetings.actions.notices import message_key
from meetings.enums import NoticeState
from meetings.models import Attendance, Meeting, MeetingUnit, Notice, Round
from meetings.models.meetings import OFF_STATES
from txct.core.fsck import Invariant
from txct.core.models import OutboxMessage


def notices_without_their_message() -> Iterator[str]:
    """The message of a draft waits with it or is stopped; that of an issued notice carries the key made of it."""
    drafts = Notice.objects.filter(state=NoticeState.DRAFT, message__isnull=False)
    still = (OutboxMessage.State.HELD, OutboxMessage.State.CANCELLED)
    for notice in drafts.exclude(message__state__in=still).iterator():
        yield f"Thông báo {notice.pk} còn chờ duyệt nhưng thư đã đi hoặc sắp đi"
    rows = Notice.objects.exclude(state=NoticeState.DRAFT).filter(message__isnull=False)
    for notice in rows.select_related("message").iterator():
        if notice.message is not None and notice.message.key != message_key(notice):
            yield f"Thông báo {notice.pk} gửi {notice.addressee_name} gắn với thư của thông báo khác"


def current_notices_of_old_times() -> Iterator[str]:
    """A changed meeting makes all earlier notices of it superseded."""
    stale = Notice.objects.filter(state=NoticeState.ISSUED, meeting_sequence__lt=F("meeting__sequence"))
    newer = Notice.objects.filter(state=NoticeState.ISSUED)
    for notice in stale.iterator():
        if newer.filter(meeting=notice.meeting_id, meeting_sequence__gt=notice.meeting_sequence).exists():
            yield f"Thông báo {notice.pk} gửi {notice.addressee_name} nói lịch cũ nhưng chưa ghi là đã thay"


def double_bookings() -> Iterator[str]:
    """No delegate, hall or chairing person has two meetings at once."""
    attendances = Attendance.objects.filter(is_blocking=True, starts_at__isnull=False)
    rows = attendances.values_list("delegate", "starts_at", "ends_at", "meeting")
    yield from _overlaps("Đại biểu", rows.order_by("delegate", "starts_at", "pk"))
    taking_place = Meeting.objects.on().filter(starts_at__isnull=False)
    halls = taking_place.filter(venue__isnull=False).values_list("venue", "starts_at", "ends_at", "pk")
    yield from _overlaps("Địa điểm", halls.order_by("venue", "starts_at", "pk"))
    # A body sends several people; it is the person in the chair who cannot be in two places.
    chairs = taking_place.filter(chair_body__isnull=False).exclude(chair_name="")
    chair = Concat(Cast("chair_body", CharField()), Value(" "), "chair_name", output_field=CharField())
    seated = chairs.annotate(chair=chair).values_list("chair", "starts_at", "ends_at", "pk")
    yield from _overlaps("Người chủ trì", seated.order_by("chair", "starts_at", "pk"))


def _overlaps(owner: str, rows: Any) -> Iterator[str]:
    """Sentences for rows (owner, start, end, meeting), sorted, that reach into a later one (half-open ranges)."""
    latest: tuple[int | str, datetime, int] | None = None
    for key, start, end, meeting in rows.iterator():
        if latest is not None and latest[0] == key and start < latest[1] and meeting != latest[2]:
            yield f"{owner} {key} có hai hội nghị cùng lúc: {latest[2]} và {meeting}"
        if latest is None or latest[0] != key or end > latest[1]:
            latest = (key, end, meeting)


def attendances_off_their_hours() -> Iterator[str]:
    """An attendance holds exactly the hours of its meeting, and holds none when the meeting is off."""
    wrong = Attendance.objects.filter(is_blocking=True).filter(
        Q(meeting__state__in=OFF_STATES) | ~Q(starts_at=F("meeting__starts_at")) | ~Q(ends_at=F("meeting__ends_at"))
    )
    for attendance in wrong.exclude(starts_at=None, meeting__starts_at=None).iterator():
        yield f"Đại biểu {attendance.delegate_id} giữ giờ khác giờ của hội nghị {attendance.meeting_id}"


def meetings_outside_their_round() -> Iterator[str]:
    """Meetings belong to a round of their own council, and later releases of a round come later."""
    for pk in Meeting.objects.exclude(round__council=F("council")).values_list("pk", flat=True):
        yield f"Hội nghị {pk} thuộc đợt của Hội đồng khác"
    for pk in Round.objects.exclude(plan__council=F("council")).values_list("pk", flat=True):
        yield f"Đợt {pk} thuộc kế hoạch của Hội đồng khác"
    for round_ in Round.objects.prefetch_related("releases").iterator(chunk_size=200):
        releases = sorted(round_.releases.all(), key=lambda one: one.number)
        numbers = [one.number for one in releases]
        if numbers != list(range(1, len(numbers) + 1)):
            yield f"Các bản lịch của đợt {round_.pk} đánh số {numbers}"
        if any(later.at < earlier.at for earlier, later in pairwise(releases)):
            yield f"Các bản lịch của đợt {round_.pk} không theo thứ tự thời gian"


INVARIANTS = (
    Invariant(
        "INV4", "mỗi thông báo một thư, bản chờ duyệt chưa gửi", Notice.objects.count, notices_without_their_message
    ),
    Invariant("INV5", "lịch đổi thì thông báo cũ được thay", Notice.objects.count, current_notices_of_old_times),
    Invariant("INV7", "không ai, không nơi nào hai hội nghị cùng lúc", Attendance.objects.count, double_bookings),
    Invariant(
        "INV7", "giờ giữ của đại biểu là giờ của hội nghị", Attendance.objects.count, attendances_off_their_hours
    ),
    Invariant(
        "INV9", "hội nghị, đợt, kế hoạch cùng một Hội đồng", MeetingUnit.objects.count, meetings_outside_their_round
    ),
)
