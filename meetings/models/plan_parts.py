"""What hangs on a plan beside its text: tasks of bodies, councils that plan together, legal bases to choose from."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from delegates.models import Body, Council, DelegateGroup
from meetings.models.plans import Plan
from txct.core.fields import LineField, SearchKeyField
from txct.core.privacy import Privacy
from txct.core.scoping import ScopedModel


class PlanTask(ScopedModel):
    """What a plan asks one body or group to do, and by when; printed in part V, followed until it is done."""

    PRIVACY = {"doer_name": Privacy.KEEP, "what": Privacy.KEEP}
    COUNCIL_PATH = "plan__council"
    JOINT_PATH = "plan__partners__council"
    JOINT_WHEN = {"plan__partners__refused_at": None}

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="tasks", verbose_name="kế hoạch")
    position = models.PositiveSmallIntegerField("thứ tự")
    body = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="plan_tasks", verbose_name="cơ quan, tổ chức"
    )
    group = models.ForeignKey(
        DelegateGroup, models.PROTECT, null=True, blank=True, related_name="plan_tasks", verbose_name="Tổ đại biểu"
    )
    doer_name = LineField("người, nơi thực hiện khác", max_length=200, blank=True)
    what = LineField("việc", max_length=500)
    due_on = models.DateField("hạn", null=True, blank=True)
    rule_code = models.CharField("hạn theo việc pháp định", max_length=40, blank=True)
    done_at = models.DateTimeField("xong lúc", null=True, blank=True)

    class Meta:
        verbose_name = "nhiệm vụ trong kế hoạch"
        verbose_name_plural = "nhiệm vụ trong kế hoạch"
        ordering = ["plan", "position"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "position"], name="meetings_plan_task_once"),
            models.CheckConstraint(
                condition=Q(body__isnull=False, group=None, doer_name="")
                | Q(body=None, group__isnull=False, doer_name="")
                | (Q(body=None, group=None) & ~Q(doer_name="")),
                name="meetings_plan_task_of_one",
                violation_error_message="Nhiệm vụ giao cho một cơ quan, một Tổ đại biểu hoặc một nơi khác.",
            ),
            models.CheckConstraint(
                condition=Q(due_on=None) | Q(rule_code=""),
                name="meetings_plan_task_one_due",
                violation_error_message="Hạn là một ngày hoặc theo một việc pháp định, không cả hai.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.doer}: {self.what}"

    @property
    def doer(self) -> str:
        """Who is asked: the body, the group, else the name written."""
        return str(self.body or (self.group.label if self.group else self.doer_name))


class PlanPartner(ScopedModel):
    """A further council of a joint plan (NQLT 72/2025, Điều 22): when it was asked, what it answered.

    The council reads the plan from the moment it is asked until it refuses; then only that it was asked and refused.
    """

    PRIVACY = {"agreed_paper": Privacy.KEEP, "refused_reason": Privacy.KEEP}
    COUNCIL_PATH = "plan__council"
    JOINT_PATH = "council"
    JOINT_WHEN = {"refused_at": None}

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="partners", verbose_name="kế hoạch")
    council = models.ForeignKey(Council, models.PROTECT, related_name="joint_plans", verbose_name="Hội đồng cùng lập")
    asked_at = models.DateTimeField("đề nghị lúc")
    agreed_at = models.DateTimeField("thống nhất lúc", null=True, blank=True)
    agreed_paper = LineField("văn bản thống nhất", max_length=200, blank=True)
    refused_at = models.DateTimeField("chưa thống nhất lúc", null=True, blank=True)
    refused_reason = LineField("lý do chưa thống nhất", max_length=500, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người trả lời"
    )

    class Meta:
        verbose_name = "Hội đồng cùng lập kế hoạch"
        verbose_name_plural = "Hội đồng cùng lập kế hoạch"
        ordering = ["plan", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "council"],
                name="meetings_plan_partner_once",
                violation_error_message="Hội đồng này đã được đề nghị cùng lập kế hoạch.",
            ),
            models.CheckConstraint(
                condition=Q(agreed_at=None) | Q(refused_at=None),
                name="meetings_plan_partner_one_answer",
                violation_error_message="Hội đồng cùng lập chỉ có một câu trả lời.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.council} cùng lập {self.plan}"


class LegalBasis(ScopedModel):
    """A law or paper on which plans may rest, entered by a council; it holds before a shipped one of its number."""

    PRIVACY = {"issuer": Privacy.KEEP, "subject": Privacy.KEEP, "replaced_by": Privacy.KEEP}

    council = models.ForeignKey(Council, models.CASCADE, related_name="legal_bases", verbose_name="Hội đồng")
    kind = LineField("loại văn bản", max_length=60, help_text="Ví dụ: Nghị quyết, Kế hoạch, Luật")
    number = LineField("số, ký hiệu", max_length=80, help_text="Ví dụ: 09/KH-TT.HĐND")
    subject = LineField("trích yếu", max_length=300, blank=True, help_text="Ví dụ: về tổ chức tiếp xúc cử tri")
    issuer = LineField("cơ quan ban hành", max_length=200, blank=True)
    issued_on = models.DateField("ngày ban hành", null=True, blank=True)
    valid_from = models.DateField("hiệu lực từ ngày", null=True, blank=True)
    valid_to = models.DateField("hết hiệu lực sau ngày", null=True, blank=True)
    replaced_by = LineField("văn bản thay thế", max_length=200, blank=True)
    search_key = SearchKeyField("khóa tìm", sources=("kind", "number", "subject"))

    class Meta:
        verbose_name = "căn cứ pháp lý"
        verbose_name_plural = "sổ căn cứ pháp lý"
        ordering = ["council", "kind", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "number"],
                name="meetings_legal_basis_once",
                violation_error_message="Sổ căn cứ đã có văn bản mang số này.",
            ),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="meetings_legal_basis_dates",
                violation_error_message="Ngày hết hiệu lực phải từ ngày có hiệu lực trở đi.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"
