"""Reports as they were drawn up: the cut-off, the frozen figures, the paper."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from delegates.models import Council, DelegateGroup
from meetings.models import Round
from reports.enums import DocumentKind
from txct.core.fields import BodyField
from txct.core.models import IssuedDocument
from txct.core.privacy import Privacy
from txct.core.roles import Scope
from txct.core.scoping import ScopedModel


class Report(ScopedModel):
    """A report of one round, of one group or of the whole council, with its figures at a stated cut-off."""

    PRIVACY = {"figures": Privacy.KEEP, "assessment": Privacy.KEEP}
    SCOPES = {Scope.GROUP: "group__memberships__delegate__user"}

    council = models.ForeignKey(Council, models.PROTECT, related_name="reports", verbose_name="Hội đồng")
    round = models.ForeignKey(Round, models.PROTECT, related_name="reports", verbose_name="đợt")
    kind = models.CharField("loại", max_length=16, choices=DocumentKind.choices)
    group = models.ForeignKey(
        DelegateGroup, models.PROTECT, null=True, blank=True, related_name="reports", verbose_name="Tổ"
    )
    cut_off = models.DateTimeField("số liệu tính đến", default=timezone.now)
    figures = models.JSONField("số liệu")
    assessment = BodyField("nhận xét, đánh giá", blank=True)
    document = models.OneToOneField(
        IssuedDocument, models.PROTECT, null=True, blank=True, related_name="report", verbose_name="văn bản"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người lập"
    )
    created_at = models.DateTimeField("lập lúc", default=timezone.now)

    class Meta:
        verbose_name = "báo cáo"
        verbose_name_plural = "báo cáo"
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="group_report") | Q(group__isnull=False),
                name="reports_group_report_names_group",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} – {self.round}"
