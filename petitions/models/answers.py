"""Answers of agencies, what the council holds of them, and what voters say when told."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from delegates.models import Body, DelegateGroup
from meetings.models import Meeting
from petitions.enums import Content, Judgement, Outcome
from petitions.models.petitions import Petition, within_petition
from petitions.models.transfers import Transfer
from txct.core.fields import BodyField, LineField
from txct.core.privacy import Privacy
from txct.core.roles import Scope
from txct.core.scoping import ScopedModel


class Answer(ScopedModel):
    """An agency's answer to a petition; a new answer is a new version, the old one stays."""

    PRIVACY = {"text": Privacy.MASK, "roadmap": Privacy.MASK, "document_number": Privacy.KEEP}
    COUNCIL_PATH = "petition__council"
    SCOPES = {**within_petition(), Scope.AGENCY: "transfer__agency__officers__user"}

    petition = models.ForeignKey(Petition, models.PROTECT, related_name="answers", verbose_name="kiến nghị")
    transfer = models.ForeignKey(Transfer, models.PROTECT, related_name="answers", verbose_name="lần chuyển")
    number = models.PositiveSmallIntegerField("lần trả lời", default=1)
    text = BodyField("nội dung trả lời")
    outcome = models.CharField("kết quả", max_length=10, choices=Outcome.choices)
    roadmap = BodyField("lộ trình", blank=True)
    promised_on = models.DateField("hẹn xong trước ngày", null=True, blank=True)
    document_number = LineField("số văn bản trả lời", max_length=60, blank=True)
    answered_on = models.DateField("ngày trả lời")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người nhập"
    )
    created_at = models.DateTimeField("ghi lúc", default=timezone.now)

    class Meta:
        verbose_name = "trả lời"
        verbose_name_plural = "trả lời"
        ordering = ["petition", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["transfer", "number"], name="petitions_answer_version"),
            models.CheckConstraint(
                condition=~Q(outcome="studying") | Q(promised_on__isnull=False),
                name="petitions_roadmap_has_date",
                violation_error_message="Đang giải quyết theo lộ trình thì phải hẹn ngày xong.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.petition.code}: trả lời lần {self.number}"


class Verdict(ScopedModel):
    """What a group, a Ban or the Thường trực holds of an answer (NQLT 72/2025, Điều 53)."""

    PRIVACY = {"reason": Privacy.MASK}
    COUNCIL_PATH = "petition__council"
    SCOPES = within_petition()

    petition = models.ForeignKey(Petition, models.PROTECT, related_name="verdicts", verbose_name="kiến nghị")
    answer = models.ForeignKey(Answer, models.PROTECT, related_name="verdicts", verbose_name="trả lời")
    body = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="verdicts", verbose_name="cơ quan đánh giá"
    )
    group = models.ForeignKey(
        DelegateGroup, models.PROTECT, null=True, blank=True, related_name="verdicts", verbose_name="Tổ"
    )
    judgement = models.CharField("đánh giá", max_length=10, choices=Judgement.choices)
    reason = BodyField("nhận xét", blank=True)
    judged_on = models.DateField("ngày")
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người nhập"
    )

    class Meta:
        verbose_name = "đánh giá trả lời"
        verbose_name_plural = "đánh giá trả lời"
        ordering = ["-judged_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(judgement="accepted") | ~Q(reason=""),
                name="petitions_verdict_has_reason",
                violation_error_message="Chưa đạt thì phải nêu rõ vì sao.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.petition.code}: {self.get_judgement_display()}"


class Feedback(ScopedModel):
    """The answer told back to the voters of a place, and whether they are content."""

    PRIVACY = {"note": Privacy.MASK}
    COUNCIL_PATH = "petition__council"
    SCOPES = within_petition()

    petition = models.ForeignKey(Petition, models.PROTECT, related_name="feedback", verbose_name="kiến nghị")
    meeting = models.ForeignKey(
        Meeting,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="told_answers",
        verbose_name="báo tại hội nghị",
    )
    told_on = models.DateField("ngày báo lại")
    content = models.CharField("cử tri", max_length=12, choices=Content.choices, default=Content.UNKNOWN)
    note = BodyField("ghi chú", blank=True)

    class Meta:
        verbose_name = "phản hồi cử tri"
        verbose_name_plural = "phản hồi cử tri"
        ordering = ["-told_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["petition", "meeting"],
                name="petitions_told_once_a_meeting",
                violation_error_message="Trả lời này đã được báo tại hội nghị đó.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.petition.code}: {self.get_content_display()}"
