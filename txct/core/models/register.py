"""The register of papers: numbers without gaps, and papers that never change once issued."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from txct.core.fields import LineField, SearchKeyField
from txct.core.models.people import Tenant
from txct.core.models.trace import AppendOnlyModel
from txct.core.privacy import Privacy
from txct.core.scoping import ScopedModel, ScopedQuerySet


class NumberRegister(ScopedModel):
    """Numbers of one series of papers of one council in one year: first..last, each used once."""

    COUNCIL_PATH = "tenant"

    tenant = models.ForeignKey(Tenant, models.PROTECT, related_name="registers", verbose_name="Hội đồng")
    series = models.CharField("ký hiệu", max_length=30)
    year = models.PositiveSmallIntegerField("năm")
    first_number = models.PositiveIntegerField("số đầu", default=1)
    last_number = models.PositiveIntegerField("số cuối", default=0)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "sổ văn bản"
        verbose_name_plural = "sổ văn bản"
        ordering = ["-year", "series"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "series", "year"], name="core_one_register_a_year"),
            models.CheckConstraint(
                condition=Q(first_number__gte=1) & Q(last_number__gte=models.F("first_number") - 1),
                name="core_register_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series} ({self.year})"


class IssuedDocument(AppendOnlyModel, ScopedModel):
    """A paper as issued: its number, date, signer and the frozen content; a re-print is this very content."""

    PRIVACY = {"signer_name": Privacy.KEEP, "snapshot": Privacy.KEEP}
    COUNCIL_PATH = "tenant"

    tenant = models.ForeignKey(Tenant, models.PROTECT, related_name="documents", verbose_name="Hội đồng")
    kind = models.CharField("loại", max_length=40)
    register = models.ForeignKey(
        NumberRegister, models.PROTECT, null=True, blank=True, related_name="documents", verbose_name="sổ"
    )
    number = models.PositiveIntegerField("số", null=True, blank=True)
    symbol = models.CharField("ký hiệu", max_length=30, blank=True)
    title = LineField("trích yếu", max_length=500)
    issued_on = models.DateField("ngày ban hành")
    issued_at = models.DateTimeField("ghi nhận lúc", default=timezone.now)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người ban hành"
    )
    signer_name = LineField("người ký", max_length=120, blank=True)
    subject_type = models.CharField("thuộc về", max_length=80)
    subject_id = models.CharField("khóa", max_length=40)
    snapshot = models.JSONField("nội dung")
    digest = models.CharField("dấu SHA-256 của nội dung", max_length=64)
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name="thay cho"
    )
    search_key = SearchKeyField("khóa tìm", sources=("title", "symbol"))

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "văn bản đã ban hành"
        verbose_name_plural = "văn bản đã ban hành"
        ordering = ["-issued_on", "-pk"]
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="core_document_subject")]
        constraints = [
            models.UniqueConstraint(
                fields=["register", "number"],
                name="core_number_once_per_register",
                violation_error_message="Số này đã được dùng trong sổ.",
            ),
            models.CheckConstraint(
                condition=Q(register=None, number=None) | Q(register__isnull=False, number__isnull=False),
                name="core_number_needs_register",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number_text} {self.title}".strip()

    @property
    def number_text(self) -> str:
        """`28/KH-HĐND`, or only the symbol when the registry numbers by hand."""
        return f"{self.number:02d}/{self.symbol}" if self.number else self.symbol


class IssuedFile(AppendOnlyModel, ScopedModel):
    """One file of an issued paper, kept byte for byte."""

    PRIVACY = {"content": Privacy.KEEP}
    COUNCIL_PATH = "document__tenant"

    class Form(models.TextChoices):
        PDF = "pdf", "PDF"
        DOCX = "docx", "Word"
        XLSX = "xlsx", "Excel"

    document = models.ForeignKey(IssuedDocument, models.PROTECT, related_name="files", verbose_name="văn bản")
    form = models.CharField("dạng", max_length=4, choices=Form.choices)
    content = models.BinaryField("nội dung")
    sha256 = models.CharField("dấu SHA-256", max_length=64)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "tệp văn bản"
        verbose_name_plural = "tệp văn bản"
        constraints = [
            models.UniqueConstraint(fields=["document", "form"], name="core_one_file_per_form"),
        ]

    def __str__(self) -> str:
        return f"{self.document}.{self.form}"


class VoidedNumber(AppendOnlyModel, ScopedModel):
    """A number taken and then given up: it stays used, with its reason."""

    PRIVACY = {"reason": Privacy.KEEP}
    COUNCIL_PATH = "register__tenant"

    register = models.ForeignKey(NumberRegister, models.PROTECT, related_name="voided", verbose_name="sổ")
    number = models.PositiveIntegerField("số")
    reason = LineField("lý do", max_length=300)
    voided_at = models.DateTimeField("lúc", default=timezone.now)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "số đã hủy"
        verbose_name_plural = "số đã hủy"
        constraints = [
            models.UniqueConstraint(fields=["register", "number"], name="core_voided_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number}"
