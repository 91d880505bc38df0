"""Who was told what of a meeting, and the calendars people subscribe to."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from delegates.models import Body, Council, Delegate, DelegateGroup, Locality
from meetings.enums import NoticeKind, NoticeState
from meetings.models.meetings import Meeting
from txct.core.fields import BodyField, LineField, SearchKeyField
from txct.core.models import OutboxMessage
from txct.core.privacy import Privacy
from txct.core.roles import Scope
from txct.core.scoping import ScopedModel


class Notice(ScopedModel):
    """One thing told to one addressee about one version of a meeting; it is also the entry of the in-app inbox."""

    PRIVACY = {"addressee_name": Privacy.KEEP, "text": Privacy.KEEP}
    COUNCIL_PATH = "meeting__council"
    JOINT_PATH = "meeting__joint_councils"
    SCOPES = {Scope.OWN: "delegate__user"}

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="notices", verbose_name="hội nghị")
    kind = models.CharField("loại", max_length=12, choices=NoticeKind.choices)
    meeting_sequence = models.PositiveIntegerField("theo lần đổi lịch")
    addressee_key = models.CharField("khóa người nhận", max_length=40)
    addressee_name = LineField("người nhận", max_length=200)
    delegate = models.ForeignKey(
        Delegate, models.PROTECT, null=True, blank=True, related_name="notices", verbose_name="đại biểu"
    )
    locality = models.ForeignKey(
        Locality, models.PROTECT, null=True, blank=True, related_name="notices", verbose_name="xã, phường"
    )
    body = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="notices", verbose_name="cơ quan"
    )
    subject = LineField("tiêu đề", max_length=250)
    text = BodyField("nội dung")
    state = models.CharField("tình trạng", max_length=10, choices=NoticeState.choices, default=NoticeState.DRAFT)
    message = models.OneToOneField(
        OutboxMessage, models.PROTECT, null=True, blank=True, related_name="notice", verbose_name="thư"
    )
    issued_at = models.DateTimeField("phát hành lúc", null=True, blank=True)
    seen_at = models.DateTimeField("đã xem lúc", null=True, blank=True)
    created_at = models.DateTimeField("lập lúc", default=timezone.now)
    search_key = SearchKeyField("khóa tìm", sources=("addressee_name", "subject"))

    class Meta:
        verbose_name = "thông báo"
        verbose_name_plural = "thông báo"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "kind", "meeting_sequence", "addressee_key"],
                name="meetings_notice_once",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(issued_at__isnull=False), name="meetings_notice_issued"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} → {self.addressee_name}"


class CalendarFeed(ScopedModel):
    """A private calendar address of a delegate or a group: shown once, stored as a hash, revocable."""

    SCOPES = {Scope.OWN: "delegate__user"}

    council = models.ForeignKey(Council, models.CASCADE, related_name="feeds", verbose_name="Hội đồng")
    delegate = models.ForeignKey(
        Delegate, models.CASCADE, null=True, blank=True, related_name="feeds", verbose_name="đại biểu"
    )
    group = models.ForeignKey(
        DelegateGroup, models.CASCADE, null=True, blank=True, related_name="feeds", verbose_name="Tổ"
    )
    token_sha256 = models.CharField("dấu của địa chỉ", max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField("lập lúc", default=timezone.now)
    revoked_at = models.DateTimeField("thu hồi lúc", null=True, blank=True)

    class Meta:
        verbose_name = "lịch đăng ký theo dõi"
        verbose_name_plural = "lịch đăng ký theo dõi"
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(delegate__isnull=False, group=None) | Q(delegate=None, group__isnull=False),
                name="meetings_feed_one_owner",
            ),
        ]

    def __str__(self) -> str:
        return f"Lịch của {self.delegate or self.group}"
