"""Petitions: what an agency must act on, made of one or many voters' statements."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from delegates.models import Council, Locality
from meetings.models import CouncilSession, Round
from petitions.enums import ANSWERED_STATES as ANSWERED_STATES
from petitions.enums import Authority, PetitionState
from petitions.masking import NamelessKeyField
from petitions.models.catalogues import Sector
from petitions.models.submissions import Submission
from txct.core.fields import BodyField, LineField, SearchKeyField
from txct.core.models.trace import AppendOnlyModel
from txct.core.privacy import Privacy
from txct.core.roles import Scope
from txct.core.scoping import ScopedModel, ScopedQuerySet

GONE_STATES = (PetitionState.MERGED, PetitionState.WITHDRAWN)
WAITING_STATES = (PetitionState.TRANSFERRED, PetitionState.RECEIVED, PetitionState.IN_PROGRESS)


class PetitionQuerySet(ScopedQuerySet):
    def live(self) -> Self:
        """Petitions that count: neither merged into another one nor withdrawn."""
        return self.exclude(state__in=GONE_STATES)

    def published(self) -> Self:
        """Petitions the public may read."""
        return self.live().filter(is_published=True).scoped_as("published")

    def awaiting_answer(self) -> Self:
        """Petitions with an agency, not yet answered."""
        return self.filter(state__in=WAITING_STATES)

    def overdue(self, on: date) -> Self:
        """Petitions with an agency whose day is past on the day ON."""
        return self.awaiting_answer().filter(due_on__lt=on)

    def awaiting_judgement(self) -> Self:
        return self.filter(state=PetitionState.ANSWERED)


PETITION_SCOPES: dict[Scope, tuple[str, ...]] = {
    Scope.GROUP: (
        "sources__submission__meeting__attendances__delegate__user",
        "sources__submission__meeting__groups__memberships__delegate__user",
    ),
    Scope.UNIT: ("localities__postings__user",),
    Scope.AGENCY: ("transfers__agency__officers__user",),
}


def within_petition() -> dict[Scope, str | tuple[str, ...]]:
    """Scopes of a row that hangs on a petition: whoever sees the petition sees what became of it."""
    return {scope: tuple(f"petition__{path}" for path in paths) for scope, paths in PETITION_SCOPES.items()}


class Petition(ScopedModel):
    """A petition (kiến nghị): one matter, raised once or in many wards, for one lead agency to settle.

    What the agency claims (`claimed_outcome`) and what the council holds (`judgement`) are two fields.
    """

    PRIVACY = {"summary": Privacy.MASK, "body": Privacy.MASK, "published_text": Privacy.KEEP}
    SCOPES = {**PETITION_SCOPES}

    council = models.ForeignKey(Council, models.PROTECT, related_name="petitions", verbose_name="Hội đồng")
    code = models.CharField("mã", max_length=24)
    session_of_origin = models.ForeignKey(
        CouncilSession,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="petitions",
        verbose_name="kỳ họp gốc",
    )
    round = models.ForeignKey(
        Round, models.PROTECT, null=True, blank=True, related_name="petitions", verbose_name="đợt"
    )
    summary = BodyField("tóm tắt")
    body = BodyField("nội dung", blank=True)
    published_text = BodyField("nội dung công khai", blank=True)
    sector = models.ForeignKey(
        Sector, models.PROTECT, null=True, blank=True, related_name="petitions", verbose_name="lĩnh vực"
    )
    authority = models.CharField("thẩm quyền", max_length=12, choices=Authority.choices, blank=True)
    localities = models.ManyToManyField(Locality, related_name="petitions", blank=True, verbose_name="địa bàn")
    state = models.CharField(
        "tình trạng", max_length=12, choices=PetitionState.choices, default=PetitionState.RECORDED
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name="gộp vào"
    )
    state_before_merge = models.CharField(
        "tình trạng trước khi gộp", max_length=12, choices=PetitionState.choices, blank=True, editable=False
    )
    split_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="split_into", verbose_name="tách từ"
    )
    repeats = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="repeated_by", verbose_name="nhắc lại"
    )
    times_raised = models.PositiveSmallIntegerField("kiến nghị lần thứ", default=1)
    due_on = models.DateField("hạn trả lời", null=True, blank=True)
    claimed_outcome = models.CharField("kết quả do cơ quan báo cáo", max_length=10, blank=True)
    judgement = models.CharField("đánh giá của Hội đồng", max_length=10, blank=True)
    is_published = models.BooleanField("công khai", default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người lập"
    )
    created_at = models.DateTimeField("lập lúc", default=timezone.now)
    version = models.PositiveIntegerField("lần sửa", default=1)
    search_key = SearchKeyField("khóa tìm", sources=("code", "summary", "body"), max_length=4000)

    # Apart from the office's key: a search by the public must not find what is not published.
    public_key = SearchKeyField("khóa tìm công khai", sources=("code", "published_text"), max_length=4000)

    nameless_key = NamelessKeyField("khóa tìm đã bỏ tên", sources=("code", "summary", "body"), max_length=4000)

    objects = PetitionQuerySet.as_manager()

    class Meta:
        verbose_name = "kiến nghị"
        verbose_name_plural = "kiến nghị"
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["council", "state", "due_on"], name="petitions_desk"),
            models.Index(fields=["council", "round"], name="petitions_round"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["council", "code"], name="petitions_code_once"),
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False) | (~Q(state="merged") & Q(merged_into=None)),
                name="petitions_merged_names_target",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("pk")), name="petitions_not_into_itself"
            ),
            models.CheckConstraint(
                condition=Q(is_published=False) | ~Q(published_text=""),
                name="petitions_published_has_text",
                violation_error_message="Chưa có nội dung công khai.",
            ),
            models.CheckConstraint(condition=Q(times_raised__gte=1), name="petitions_raised_once"),
        ]

    def __str__(self) -> str:
        # The trace keeps this label for ever and shows it to readers without names: it holds none of the words.
        return self.code


class PetitionSource(ScopedModel):
    """The tie between a petition and a voter's statement it is made of; a merge moves nothing, it adds."""

    COUNCIL_PATH = "petition__council"
    SCOPES = {
        Scope.GROUP: (
            "submission__meeting__attendances__delegate__user",
            "submission__meeting__groups__memberships__delegate__user",
        ),
        Scope.UNIT: "submission__locality__postings__user",
        Scope.AGENCY: "petition__transfers__agency__officers__user",
    }

    petition = models.ForeignKey(Petition, models.PROTECT, related_name="sources", verbose_name="kiến nghị")
    submission = models.ForeignKey(
        Submission, models.PROTECT, related_name="petition_sources", verbose_name="lượt ý kiến"
    )
    added_at = models.DateTimeField("lúc", default=timezone.now)

    class Meta:
        verbose_name = "nguồn của kiến nghị"
        verbose_name_plural = "nguồn của kiến nghị"
        constraints = [
            models.UniqueConstraint(
                fields=["petition", "submission"],
                name="petitions_source_once",
                violation_error_message="Lượt ý kiến này đã ở trong kiến nghị.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.petition_id} ← {self.submission_id}"


class PetitionEvent(AppendOnlyModel, ScopedModel):
    """One step of a petition's life; replaying them from the first gives its present state."""

    PRIVACY = {"note": Privacy.MASK}
    COUNCIL_PATH = "petition__council"
    SCOPES = within_petition()

    petition = models.ForeignKey(Petition, models.PROTECT, related_name="events", verbose_name="kiến nghị")
    at = models.DateTimeField("lúc", default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người làm"
    )
    old_state = models.CharField("từ", max_length=12, choices=PetitionState.choices, blank=True)
    new_state = models.CharField("sang", max_length=12, choices=PetitionState.choices)
    note = LineField("ghi chú", max_length=500, blank=True)

    class Meta:
        verbose_name = "bước xử lý"
        verbose_name_plural = "lịch sử xử lý"
        ordering = ["petition", "pk"]

    def __str__(self) -> str:
        return f"{self.petition_id}: {self.old_state} → {self.new_state}"
