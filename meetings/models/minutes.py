"""Minutes of meetings."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from meetings.enums import MinutesState
from meetings.models.meetings import Meeting, within_meeting
from txct.core.fields import BodyField, LineField
from txct.core.models import IssuedDocument
from txct.core.privacy import Privacy
from txct.core.scoping import ScopedModel


class Minutes(ScopedModel):
    """Minutes (biên bản) of one meeting: written by the clerk, submitted, then locked."""

    PRIVACY = {
        "chair_name": Privacy.KEEP,
        "secretary_name": Privacy.KEEP,
        "guests": Privacy.KEEP,
        "reports": Privacy.KEEP,
        "answers": Privacy.KEEP,
        "conclusion": Privacy.KEEP,
    }
    COUNCIL_PATH = "meeting__council"
    JOINT_PATH = "meeting__joint_councils"
    SCOPES = within_meeting()

    meeting = models.OneToOneField(Meeting, models.PROTECT, related_name="minutes", verbose_name="hội nghị")
    started_at = models.DateTimeField("bắt đầu lúc")
    ended_at = models.DateTimeField("kết thúc lúc")
    voters_present = models.PositiveIntegerField("số cử tri dự")
    first_time_speakers = models.PositiveIntegerField("số người phát biểu lần đầu", null=True, blank=True)
    chair_name = LineField("chủ trì", max_length=160)
    secretary_name = LineField("thư ký", max_length=120)
    guests = BodyField("thành phần tham dự", blank=True)
    reports = BodyField("đại biểu báo cáo", blank=True)
    answers = BodyField("trả lời tại hội nghị", blank=True)
    conclusion = BodyField("kết luận", blank=True)
    state = models.CharField("tình trạng", max_length=10, choices=MinutesState.choices, default=MinutesState.DRAFT)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người ghi"
    )
    submitted_at = models.DateTimeField("nộp lúc", null=True, blank=True)
    document = models.OneToOneField(
        IssuedDocument, models.PROTECT, null=True, blank=True, related_name="minutes", verbose_name="văn bản"
    )
    version = models.PositiveIntegerField("lần sửa", default=1)

    class Meta:
        verbose_name = "biên bản"
        verbose_name_plural = "biên bản"
        ordering = ["-started_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__gt=F("started_at")),
                name="meetings_minutes_times",
                violation_error_message="Giờ kết thúc phải sau giờ bắt đầu.",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(submitted_at__isnull=False),
                name="meetings_minutes_submitted",
            ),
        ]

    def __str__(self) -> str:
        return f"Biên bản {self.meeting}"
