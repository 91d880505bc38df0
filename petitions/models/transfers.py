"""Petitions on their way to the agencies, and the reminders that follow."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from delegates.models import Council
from meetings.models import Round
from petitions.enums import TransferRole, TransferState
from petitions.models.catalogues import Agency
from petitions.models.petitions import Petition, within_petition
from txct.core.fields import BodyField, LineField
from txct.core.models import IssuedDocument
from txct.core.privacy import Privacy
from txct.core.roles import Scope
from txct.core.scoping import ScopedModel, ScopedQuerySet


class TransferLetter(ScopedModel):
    """One letter (phiếu chuyển) that carries petitions of a round to one agency."""

    SCOPES = {Scope.AGENCY: "agency__officers__user"}

    council = models.ForeignKey(Council, models.PROTECT, related_name="transfer_letters", verbose_name="Hội đồng")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="transfer_letters", verbose_name="cơ quan")
    round = models.ForeignKey(
        Round, models.PROTECT, null=True, blank=True, related_name="transfer_letters", verbose_name="đợt"
    )
    sent_on = models.DateField("ngày chuyển")
    document = models.OneToOneField(
        IssuedDocument,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="transfer_letter",
        verbose_name="văn bản",
    )

    class Meta:
        verbose_name = "phiếu chuyển"
        verbose_name_plural = "phiếu chuyển"
        ordering = ["-sent_on", "-pk"]

    def __str__(self) -> str:
        return f"Phiếu chuyển {self.agency}, {self.sent_on:%d/%m/%Y}"


class TransferQuerySet(ScopedQuerySet):
    def open(self) -> Self:
        """Transfers that still wait for an answer."""
        return self.filter(state__in=(TransferState.SENT, TransferState.RECEIVED, TransferState.IN_PROGRESS))

    def overdue(self, on: date) -> Self:
        """Open transfers whose day is past on the day ON."""
        return self.open().filter(due_on__lt=on)


class Transfer(ScopedModel):
    """A petition sent to an agency, with its own deadline and why."""

    PRIVACY = {"returned_reason": Privacy.MASK, "roadmap": Privacy.MASK, "due_explanation": Privacy.KEEP}
    COUNCIL_PATH = "petition__council"
    SCOPES = {**within_petition(), Scope.AGENCY: "agency__officers__user"}

    petition = models.ForeignKey(Petition, models.PROTECT, related_name="transfers", verbose_name="kiến nghị")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="transfers", verbose_name="cơ quan")
    letter = models.ForeignKey(
        TransferLetter,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="transfers",
        verbose_name="phiếu chuyển",
    )
    role = models.CharField("vai trò", max_length=8, choices=TransferRole.choices, default=TransferRole.LEAD)
    sent_on = models.DateField("ngày chuyển")
    received_on = models.DateField("ngày tiếp nhận", null=True, blank=True)
    due_on = models.DateField("hạn trả lời", null=True, blank=True)
    due_explanation = BodyField("vì sao hạn này", blank=True)
    rule_code = models.CharField("mã thời hạn", max_length=40, blank=True)
    state = models.CharField("tình trạng", max_length=12, choices=TransferState.choices, default=TransferState.SENT)
    returned_reason = LineField("lý do trả lại", max_length=300, blank=True)
    suggested_agency = models.ForeignKey(
        Agency,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="suggested_transfers",
        verbose_name="cơ quan được đề nghị chuyển đến",
    )
    roadmap = BodyField("lộ trình", blank=True)
    promised_on = models.DateField("hẹn xong trước ngày", null=True, blank=True)
    contact_granted = models.BooleanField("được biết người kiến nghị", default=False)

    objects = TransferQuerySet.as_manager()

    class Meta:
        verbose_name = "lần chuyển kiến nghị"
        verbose_name_plural = "lần chuyển kiến nghị"
        ordering = ["-sent_on", "-pk"]
        indexes = [models.Index(fields=["agency", "state", "due_on"], name="petitions_agency_desk")]
        constraints = [
            models.UniqueConstraint(
                fields=["petition"],
                condition=Q(role="lead") & ~Q(state="returned"),
                name="petitions_one_lead",
                violation_error_message="Kiến nghị đã có cơ quan chủ trì.",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(returned_reason=""),
                name="petitions_return_has_reason",
                violation_error_message="Trả lại kiến nghị phải nêu lý do.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.petition.code} → {self.agency}"


class Reminder(ScopedModel):
    """A reminder (công văn đôn đốc) to one agency about transfers that are late."""

    SCOPES = {Scope.AGENCY: "agency__officers__user"}

    council = models.ForeignKey(Council, models.PROTECT, related_name="reminders", verbose_name="Hội đồng")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="reminders", verbose_name="cơ quan")
    transfers = models.ManyToManyField(Transfer, related_name="reminders", verbose_name="kiến nghị")
    ordinal = models.PositiveSmallIntegerField("lần thứ", default=1)
    sent_on = models.DateField("ngày gửi")
    answer_by = models.DateField("đề nghị trả lời trước ngày", null=True, blank=True)
    document = models.OneToOneField(
        IssuedDocument, models.PROTECT, null=True, blank=True, related_name="reminder", verbose_name="văn bản"
    )
    created_at = models.DateTimeField("lập lúc", default=timezone.now)

    class Meta:
        verbose_name = "công văn đôn đốc"
        verbose_name_plural = "công văn đôn đốc"
        ordering = ["-sent_on", "-pk"]

    def __str__(self) -> str:
        return f"Đôn đốc lần {self.ordinal}: {self.agency}"
