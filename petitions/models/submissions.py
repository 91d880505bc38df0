"""What one voter said, as heard; the voter's identity stands apart; complaints stand behind a wall."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from delegates.models import Council, Locality, Neighbourhood
from meetings.models import Meeting, Round
from petitions.enums import RESTRICTED_KINDS, Channel, SubmissionKind, SubmissionState
from petitions.masking import NamelessKeyField
from txct.core.fields import BodyField, LineField, SearchKeyField
from txct.core.privacy import Privacy
from txct.core.roles import Scope
from txct.core.scoping import ScopedModel, ScopedQuerySet

UNCOUNTED_STATES = (SubmissionState.WITHDRAWN, SubmissionState.SPLIT)


class SubmissionQuerySet(ScopedQuerySet):
    def in_pool(self) -> Self:
        """Statements that count: not complaints or denunciations, not withdrawn; of a split one, its points."""
        return self.exclude(kind__in=RESTRICTED_KINDS).exclude(state__in=UNCOUNTED_STATES)


class Submission(ScopedModel):
    """What one voter said once (lượt ý kiến), as heard. Complaints keep no words here."""

    PRIVACY = {
        "verbatim": Privacy.MASK,
        "summary": Privacy.MASK,
        "answered_by": Privacy.KEEP,
        "answer_on_spot": Privacy.KEEP,
    }
    SCOPES = {
        Scope.GROUP: (
            "meeting__attendances__delegate__user",
            "meeting__groups__memberships__delegate__user",
        ),
        Scope.UNIT: ("locality__postings__user", "meeting__units__locality__postings__user"),
    }

    council = models.ForeignKey(Council, models.PROTECT, related_name="submissions", verbose_name="Hội đồng")
    round = models.ForeignKey(
        Round, models.PROTECT, null=True, blank=True, related_name="submissions", verbose_name="đợt"
    )
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="submissions", verbose_name="hội nghị"
    )
    channel = models.CharField("kênh", max_length=8, choices=Channel.choices, default=Channel.MEETING)
    kind = models.CharField("loại", max_length=12, choices=SubmissionKind.choices)
    verbatim = BodyField("nguyên văn", blank=True)
    summary = BodyField("tóm tắt", blank=True)
    locality = models.ForeignKey(
        Locality,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="submissions",
        verbose_name="xã, phường",
    )
    neighbourhood = models.ForeignKey(
        Neighbourhood,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="submissions",
        verbose_name="thôn, khu phố",
    )
    speaking_order = models.PositiveSmallIntegerField("lượt phát biểu", null=True, blank=True)
    answered_by = LineField("người trả lời tại chỗ", max_length=160, blank=True)
    answer_on_spot = BodyField("trả lời tại chỗ", blank=True)
    state = models.CharField(
        "tình trạng", max_length=16, choices=SubmissionState.choices, default=SubmissionState.RECORDED
    )
    receipt_code = models.CharField("mã tra cứu", max_length=16, unique=True, null=True, blank=True)
    source_key = models.CharField("dòng nguồn", max_length=120, null=True, blank=True)
    split_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name="tách từ"
    )
    state_before_split = models.CharField(
        "tình trạng trước khi tách",
        max_length=16,
        choices=SubmissionState.choices,
        blank=True,
        editable=False,
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người ghi"
    )
    recorded_at = models.DateTimeField("ghi lúc", default=timezone.now)
    version = models.PositiveIntegerField("lần sửa", default=1)
    search_key = SearchKeyField("khóa tìm", sources=("summary", "verbatim"), max_length=4000)

    nameless_key = NamelessKeyField("khóa tìm đã bỏ tên", sources=("summary", "verbatim"), max_length=4000)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = "lượt ý kiến"
        verbose_name_plural = "lượt ý kiến"
        ordering = ["-recorded_at", "-pk"]
        indexes = [models.Index(fields=["council", "round", "kind"], name="petitions_sub_round")]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "source_key"],
                condition=Q(source_key__isnull=False),
                name="petitions_source_row_once",
                violation_error_message="Dòng này đã được nhập.",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["complaint", "denunciation"]) | Q(verbatim="", summary=""),
                name="petitions_complaint_keeps_no_words",
                violation_error_message="Khiếu nại, tố cáo không ghi nội dung vào danh sách chung.",
            ),
            models.CheckConstraint(
                condition=~Q(state="answered_on_spot") | ~Q(answered_by=""),
                name="petitions_on_spot_names_who",
                violation_error_message="Trả lời tại chỗ phải ghi người trả lời.",
            ),
        ]

    def __str__(self) -> str:
        # The trace keeps this label for ever: it must hold no words, for they may turn out to be a complaint.
        return f"Lượt ý kiến số {self.pk} ({self.get_kind_display()})"

    @property
    def is_restricted(self) -> bool:
        return self.kind in RESTRICTED_KINDS


class Petitioner(ScopedModel):
    """Who spoke, kept apart from what was said; shown only to those whose role needs it."""

    PRIVACY = {
        "full_name": Privacy.ERASE,
        "address": Privacy.ERASE,
        "phone": Privacy.ERASE,
        "email": Privacy.ERASE,
    }
    COUNCIL_PATH = "submission__council"

    submission = models.OneToOneField(
        Submission, models.CASCADE, related_name="petitioner", verbose_name="lượt ý kiến"
    )
    full_name = LineField("họ và tên", max_length=120, blank=True)
    address = LineField("nơi ở", max_length=200, blank=True)
    phone = LineField("điện thoại", max_length=20, blank=True)
    email = models.EmailField("thư điện tử", blank=True)
    consented = models.BooleanField("đồng ý để cơ quan giải quyết liên hệ", default=False)

    class Meta:
        verbose_name = "người phát biểu"
        verbose_name_plural = "người phát biểu"

    def __str__(self) -> str:
        return self.full_name or "không nêu tên"


class RestrictedCase(ScopedModel):
    """Words of a complaint or denunciation voiced at a meeting: outside every count, list and public page.

    Luật Khiếu nại 2011, Luật Tố cáo 2018; handled under the rules of citizen reception.
    """

    PRIVACY = {"text": Privacy.ERASE, "handed_to": Privacy.KEEP, "note": Privacy.ERASE}
    COUNCIL_PATH = "submission__council"

    submission = models.OneToOneField(
        Submission, models.PROTECT, related_name="restricted_case", verbose_name="lượt ý kiến"
    )
    text = BodyField("nội dung")
    handed_to = LineField("hướng dẫn gửi đến", max_length=200, blank=True)
    handed_at = models.DateTimeField("hướng dẫn lúc", null=True, blank=True)
    note = BodyField("ghi chú", blank=True)

    class Meta:
        verbose_name = "vụ việc khiếu nại, tố cáo"
        verbose_name_plural = "vụ việc khiếu nại, tố cáo"

    def __str__(self) -> str:
        return f"{self.submission.get_kind_display()} số {self.pk}"
