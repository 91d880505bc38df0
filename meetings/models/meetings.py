"""Meetings of delegates with voters: where, when, who, and how they changed."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from delegates.models import Body, Council, Delegate, DelegateGroup, Locality, Neighbourhood
from meetings.enums import Activity, AgendaStep, Form, MeetingState, Method, Response
from meetings.models.rounds import Round
from txct.core.fields import BodyField, LineField, SearchKeyField
from txct.core.models.trace import AppendOnlyModel
from txct.core.privacy import Privacy
from txct.core.roles import Scope
from txct.core.scoping import ScopedModel, ScopedQuerySet

SHORT_CODE_LENGTH = 12
"""Hexadecimal digits of a meeting's key on posters: among a million meetings two alike are all but impossible."""

OFF_STATES = (MeetingState.POSTPONED, MeetingState.CANCELLED)
PUBLIC_STATES = (
    MeetingState.ANNOUNCED,
    MeetingState.POSTPONED,
    MeetingState.CANCELLED,
    MeetingState.HELD,
    MeetingState.MINUTED,
    MeetingState.LOCKED,
)


class Venue(ScopedModel):
    """A hall where meetings are held."""

    PRIVACY = {"name": Privacy.KEEP, "address": Privacy.KEEP}

    council = models.ForeignKey(Council, models.PROTECT, related_name="venues", verbose_name="Hội đồng")
    locality = models.ForeignKey(Locality, models.PROTECT, related_name="venues", verbose_name="xã, phường")
    neighbourhood = models.ForeignKey(
        Neighbourhood, models.PROTECT, null=True, blank=True, related_name="venues", verbose_name="khu phố"
    )
    name = LineField("tên", max_length=160)
    address = LineField("địa chỉ", max_length=250, blank=True)
    capacity = models.PositiveIntegerField("số chỗ", null=True, blank=True)
    search_key = SearchKeyField("khóa tìm", sources=("name", "address"))

    class Meta:
        verbose_name = "địa điểm"
        verbose_name_plural = "địa điểm"
        ordering = ["locality", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "locality", "name"],
                name="meetings_venue_once",
                violation_error_message="Xã, phường này đã có địa điểm cùng tên.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MeetingQuerySet(ScopedQuerySet):
    def published(self) -> Self:
        """Meetings that people were told of, by a release of their round. What they know stands in `released`."""
        return self.filter(released__isnull=False).scoped_as("published")

    def open_to_voters(self) -> Self:
        """Meetings that anybody may read of, as last released: not the encounters with certain voters."""
        return self.published().filter(released__form=Form.CONFERENCE)

    def with_short_code(self, short: str) -> Self:
        """The meeting whose address begins with SHORT, as `Meeting.short_code` prints it; none for anything else."""
        if len(short) != SHORT_CODE_LENGTH or not set(short) <= set("0123456789abcdef"):
            return self.none()
        missing = 32 - SHORT_CODE_LENGTH
        return self.filter(uid__range=(uuid.UUID(short + "0" * missing), uuid.UUID(short + "f" * missing)))

    def on(self) -> Self:
        """Meetings that take place: neither postponed nor cancelled."""
        return self.exclude(state__in=OFF_STATES)

    def upcoming(self, at: datetime) -> Self:
        """Meetings that end after the moment AT."""
        return self.on().filter(ends_at__gte=at)

    def between(self, first: date, last: date) -> Self:
        """Meetings whose local day lies in FIRST..LAST."""
        zone = timezone.get_current_timezone()
        start = datetime.combine(first, datetime.min.time(), tzinfo=zone)
        end = datetime.combine(last, datetime.min.time(), tzinfo=zone) + timedelta(days=1)
        return self.filter(starts_at__gte=start, starts_at__lt=end)


MEETING_SCOPES: dict[Scope, tuple[str, ...]] = {
    Scope.GROUP: ("attendances__delegate__user", "groups__memberships__delegate__user"),
    Scope.UNIT: ("units__locality__postings__user",),
}


def within_meeting() -> dict[Scope, str | tuple[str, ...]]:
    """Scopes of a row that hangs on a meeting: whoever sees the meeting sees what belongs to it."""
    return {scope: tuple(f"meeting__{path}" for path in paths) for scope, paths in MEETING_SCOPES.items()}


class Meeting(ScopedModel):
    """One meeting (hội nghị, cuộc TXCT): it may join several units, groups and councils."""

    PRIVACY = {
        "title": Privacy.KEEP,
        "chair_name": Privacy.KEEP,
        "secretary_name": Privacy.KEEP,
        "note": Privacy.KEEP,
    }
    JOINT_PATH = "joint_councils"
    SCOPES = {**MEETING_SCOPES}

    council = models.ForeignKey(Council, models.PROTECT, related_name="meetings", verbose_name="Hội đồng")
    round = models.ForeignKey(Round, models.PROTECT, related_name="meetings", verbose_name="đợt")
    title = LineField("tên hội nghị", max_length=250, blank=True)
    activity = models.CharField("hoạt động", max_length=22, choices=Activity.choices, default=Activity.REGULAR_BEFORE)
    form = models.CharField("hình thức", max_length=12, choices=Form.choices, default=Form.CONFERENCE)
    method = models.CharField("phương thức", max_length=10, choices=Method.choices, default=Method.IN_PERSON)
    starts_at = models.DateTimeField("bắt đầu", null=True, blank=True)
    ends_at = models.DateTimeField("kết thúc", null=True, blank=True)
    venue = models.ForeignKey(
        Venue, models.PROTECT, null=True, blank=True, related_name="meetings", verbose_name="địa điểm"
    )
    online_link = models.URLField("địa chỉ họp trực tuyến", blank=True)
    groups = models.ManyToManyField(DelegateGroup, related_name="meetings", blank=True, verbose_name="Tổ đại biểu")
    joint_councils = models.ManyToManyField(
        Council, related_name="joint_meetings", blank=True, verbose_name="Hội đồng cùng tiếp xúc"
    )
    chair_body = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="chaired", verbose_name="cơ quan chủ trì"
    )
    chair_name = LineField("người chủ trì", max_length=120, blank=True)
    secretary_name = LineField("thư ký", max_length=120, blank=True)
    expected_voters = models.PositiveIntegerField("số cử tri mời", null=True, blank=True)
    note = BodyField("ghi chú", blank=True)
    is_locked = models.BooleanField("giữ nguyên khi xếp lại lịch", default=False)
    state = models.CharField("tình trạng", max_length=10, choices=MeetingState.choices, default=MeetingState.PLANNED)
    uid = models.UUIDField("khóa lịch", default=uuid.uuid4, unique=True, editable=False)
    source_key = models.CharField("dấu hàng nguồn", max_length=64, blank=True, default="", editable=False)
    sequence = models.PositiveIntegerField("lần đổi lịch", default=0)
    version = models.PositiveIntegerField("lần sửa", default=1)
    search_key = SearchKeyField("khóa tìm", sources=("title", "chair_name"))

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = "hội nghị TXCT"
        verbose_name_plural = "hội nghị TXCT"
        ordering = [F("starts_at").asc(nulls_last=True), "pk"]
        indexes = [models.Index(fields=["council", "starts_at"], name="meetings_by_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at=None, ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="meetings_ends_after_start",
                violation_error_message="Giờ kết thúc phải sau giờ bắt đầu.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["planned", "cancelled", "postponed"]) | Q(starts_at__isnull=False),
                name="meetings_announced_has_time",
                violation_error_message="Hội nghị đã thông báo phải có ngày giờ.",
            ),
            models.UniqueConstraint(
                fields=["round", "source_key"],
                condition=~Q(source_key=""),
                name="meetings_source_row_once",
                violation_error_message="Hàng này của tệp lịch đã được nhập vào đợt.",
            ),
        ]

    def __str__(self) -> str:
        return self.title or f"Hội nghị TXCT số {self.pk}"

    @property
    def is_on(self) -> bool:
        return self.state not in OFF_STATES

    @property
    def short_code(self) -> str:
        """The beginning of the calendar key, short enough for a poster."""
        return self.uid.hex[:SHORT_CODE_LENGTH]

    @property
    def local_start(self) -> datetime | None:
        return timezone.localtime(self.starts_at) if self.starts_at else None


class MeetingUnit(ScopedModel):
    """A unit whose voters are invited to a meeting, with how many of them."""

    COUNCIL_PATH = "meeting__council"
    JOINT_PATH = "meeting__joint_councils"
    SCOPES = {**within_meeting(), Scope.UNIT: "locality__postings__user"}

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="units", verbose_name="hội nghị")
    locality = models.ForeignKey(Locality, models.PROTECT, related_name="meeting_units", verbose_name="xã, phường")
    neighbourhood = models.ForeignKey(
        Neighbourhood,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="meeting_units",
        verbose_name="thôn, khu phố",
    )
    invited_voters = models.PositiveIntegerField("số cử tri mời", null=True, blank=True)

    class Meta:
        verbose_name = "địa bàn của hội nghị"
        verbose_name_plural = "địa bàn của hội nghị"
        ordering = ["meeting", "locality"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "locality"],
                condition=Q(neighbourhood=None),
                name="meetings_whole_unit_once",
                violation_error_message="Địa bàn này đã có trong hội nghị.",
            ),
            models.UniqueConstraint(
                fields=["meeting", "locality", "neighbourhood"],
                condition=Q(neighbourhood__isnull=False),
                name="meetings_unit_once",
                violation_error_message="Địa bàn này đã có trong hội nghị.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.neighbourhood or self.locality)


class Attendance(ScopedModel):
    """A delegate at a meeting: invited, answered, came or not. Carries the meeting's hours to bar double booking."""

    PRIVACY = {"response_reason": Privacy.ERASE, "absence_reason": Privacy.KEEP}
    COUNCIL_PATH = "meeting__council"
    JOINT_PATH = "meeting__joint_councils"
    SCOPES = {
        Scope.OWN: "delegate__user",
        Scope.GROUP: (
            "delegate__user",
            "delegate__memberships__group__memberships__delegate__user",
        ),
        Scope.UNIT: "meeting__units__locality__postings__user",
    }

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendances", verbose_name="hội nghị")
    delegate = models.ForeignKey(Delegate, models.PROTECT, related_name="attendances", verbose_name="đại biểu")
    response = models.CharField("trả lời", max_length=10, choices=Response.choices, default=Response.NONE)
    response_reason = LineField("lý do xin vắng, từ chối", max_length=300, blank=True)
    responded_at = models.DateTimeField("trả lời lúc", null=True, blank=True)
    present = models.BooleanField("có mặt", null=True, blank=True)
    absence_reason = LineField("lý do vắng", max_length=300, blank=True)
    answered_voters = models.BooleanField("đã phát biểu trả lời cử tri", default=False)
    starts_at = models.DateTimeField("giữ từ", null=True, blank=True, editable=False)
    ends_at = models.DateTimeField("giữ đến", null=True, blank=True, editable=False)
    is_blocking = models.BooleanField("giữ chỗ", default=True, editable=False)

    class Meta:
        verbose_name = "đại biểu dự hội nghị"
        verbose_name_plural = "đại biểu dự hội nghị"
        ordering = ["meeting", "delegate__sort_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "delegate"],
                name="meetings_attendance_once",
                violation_error_message="Đại biểu đã có trong hội nghị này.",
            ),
            models.CheckConstraint(
                condition=~Q(response__in=["excused", "declined"]) | ~Q(response_reason=""),
                name="meetings_excuse_has_reason",
                violation_error_message="Xin vắng, từ chối tiếp xúc phải nêu lý do.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.delegate} – {self.meeting}"


class AgendaItem(ScopedModel):
    """A point of a meeting's programme with its time budget."""

    PRIVACY = {"presenter_name": Privacy.KEEP}
    COUNCIL_PATH = "meeting__council"
    JOINT_PATH = "meeting__joint_councils"
    SCOPES = within_meeting()

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agenda", verbose_name="hội nghị")
    position = models.PositiveSmallIntegerField("thứ tự")
    step = models.CharField("bước", max_length=10, choices=AgendaStep.choices)
    text = LineField("nội dung", max_length=300)
    presenter_name = LineField("người thực hiện", max_length=160, blank=True)
    minutes = models.PositiveSmallIntegerField("số phút", default=10)

    class Meta:
        verbose_name = "mục chương trình"
        verbose_name_plural = "chương trình hội nghị"
        ordering = ["meeting", "position"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "position"], name="meetings_agenda_position"),
        ]

    def __str__(self) -> str:
        return f"{self.text} ({self.minutes} phút)"


class MeetingOfficer(ScopedModel):
    """Somebody sent by a body to answer voters at a meeting."""

    PRIVACY = {"full_name": Privacy.KEEP}
    COUNCIL_PATH = "meeting__council"
    JOINT_PATH = "meeting__joint_councils"
    SCOPES = within_meeting()

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="officers", verbose_name="hội nghị")
    body = models.ForeignKey(Body, models.PROTECT, related_name="sent_to", verbose_name="cơ quan")
    full_name = LineField("họ và tên", max_length=120, blank=True)
    title = LineField("chức vụ", max_length=160, blank=True)

    class Meta:
        verbose_name = "người trả lời cử tri"
        verbose_name_plural = "người trả lời cử tri"
        ordering = ["meeting", "pk"]

    def __str__(self) -> str:
        return self.full_name or str(self.body)


class MeetingChange(AppendOnlyModel, ScopedModel):
    """A change of a meeting after it was announced: old and new, with the reason."""

    PRIVACY = {"reason": Privacy.KEEP, "old": Privacy.KEEP, "new": Privacy.KEEP}
    COUNCIL_PATH = "meeting__council"
    JOINT_PATH = "meeting__joint_councils"
    SCOPES = within_meeting()

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="changes", verbose_name="hội nghị")
    at = models.DateTimeField("lúc", default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người sửa"
    )
    kind = models.CharField("loại", max_length=12)
    old = models.JSONField("trước", default=dict)
    new = models.JSONField("sau", default=dict)
    reason = LineField("lý do", max_length=300)

    class Meta:
        verbose_name = "thay đổi lịch"
        verbose_name_plural = "thay đổi lịch"
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.meeting}: {self.kind}"


class BusyTime(ScopedModel):
    """Hours when a delegate, a hall or a chairing body is not to be had. Rows of one SERIES were entered at once."""

    PRIVACY = {"reason": Privacy.ERASE}
    SCOPES = {
        Scope.OWN: "delegate__user",
        Scope.GROUP: "delegate__memberships__group__memberships__delegate__user",
    }

    council = models.ForeignKey(Council, models.CASCADE, related_name="busy_times", verbose_name="Hội đồng")
    delegate = models.ForeignKey(
        Delegate, models.CASCADE, null=True, blank=True, related_name="busy_times", verbose_name="đại biểu"
    )
    venue = models.ForeignKey(
        Venue, models.CASCADE, null=True, blank=True, related_name="busy_times", verbose_name="địa điểm"
    )
    body = models.ForeignKey(
        Body, models.CASCADE, null=True, blank=True, related_name="busy_times", verbose_name="cơ quan chủ trì"
    )
    starts_at = models.DateTimeField("từ")
    ends_at = models.DateTimeField("đến")
    reason = LineField("lý do", max_length=200, blank=True)
    created_at = models.DateTimeField("báo lúc", null=True, blank=True, default=timezone.now, editable=False)
    series = models.UUIDField("cùng một lần ghi lặp lại", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "giờ bận"
        verbose_name_plural = "giờ bận"
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="meetings_busy_ends_after_start",
                violation_error_message="Giờ kết thúc phải sau giờ bắt đầu.",
            ),
            models.CheckConstraint(
                condition=(
                    Q(delegate__isnull=False, venue=None, body=None)
                    | Q(delegate=None, venue__isnull=False, body=None)
                    | Q(delegate=None, venue=None, body__isnull=False)
                ),
                name="meetings_busy_one_owner",
                violation_error_message="Chọn đúng một: đại biểu, địa điểm hoặc cơ quan chủ trì.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.delegate or self.venue or self.body}: {self.starts_at:%d/%m/%Y %H:%M}"
