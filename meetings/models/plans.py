"""Sessions of a council and the plans that prepare its contact with voters."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from delegates.models import Body, Council, DelegateGroup, Signatory, Term
from meetings.enums import PlanSection, PlanState, SessionKind
from txct.core.fields import BodyField, LineField, SearchKeyField
from txct.core.models import IssuedDocument
from txct.core.models.trace import AppendOnlyModel
from txct.core.privacy import Privacy
from txct.core.scoping import ScopedModel


class CouncilSession(ScopedModel):
    """A session (kỳ họp) of a council; its opening and closing are the anchors of the rounds."""

    council = models.ForeignKey(Council, models.PROTECT, related_name="sessions", verbose_name="Hội đồng")
    term = models.ForeignKey(Term, models.PROTECT, related_name="sessions", verbose_name="nhiệm kỳ")
    ordinal = models.PositiveSmallIntegerField("kỳ họp thứ")
    kind = models.CharField("loại", max_length=10, choices=SessionKind.choices)
    opens_on = models.DateField("khai mạc", null=True, blank=True)
    closes_on = models.DateField("bế mạc", null=True, blank=True)

    class Meta:
        verbose_name = "kỳ họp"
        verbose_name_plural = "kỳ họp"
        ordering = ["-term", "-ordinal"]
        constraints = [
            models.UniqueConstraint(
                fields=["term", "ordinal"],
                name="meetings_session_once",
                violation_error_message="Nhiệm kỳ này đã có kỳ họp mang số này.",
            ),
            models.CheckConstraint(
                condition=Q(opens_on=None) | Q(closes_on=None) | Q(closes_on__gte=F("opens_on")),
                name="meetings_session_dates",
                violation_error_message="Ngày bế mạc phải từ ngày khai mạc trở đi.",
            ),
        ]

    def __str__(self) -> str:
        return f"kỳ họp thứ {self.ordinal}"


class Plan(ScopedModel):
    """A plan (kế hoạch TXCT) for the rounds around one session, of the Thường trực or of one group.

    An amended plan is a paper of its own that points to the one it amends.
    """

    PRIVACY = {
        "place_name": Privacy.KEEP,
        "issuer_name": Privacy.KEEP,
        "source_name": Privacy.KEEP,
        "opening": Privacy.KEEP,
        "warnings": Privacy.KEEP,
    }
    JOINT_PATH = "partners__council"
    JOINT_WHEN = {"partners__refused_at": None}

    council = models.ForeignKey(Council, models.PROTECT, related_name="plans", verbose_name="Hội đồng")
    session = models.ForeignKey(
        CouncilSession, models.PROTECT, null=True, blank=True, related_name="plans", verbose_name="kỳ họp"
    )
    group = models.ForeignKey(
        DelegateGroup,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="plans",
        verbose_name="kế hoạch của Tổ",
        help_text="Để trống nếu là kế hoạch của Thường trực HĐND.",
    )
    amends = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="amendments", verbose_name="điều chỉnh"
    )
    follows = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="followers",
        verbose_name="thực hiện kế hoạch",
        help_text="Kế hoạch của Tổ thực hiện kế hoạch nào của Thường trực (NQLT 72/2025, Điều 4 khoản 5).",
    )
    drawn_from = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="lấy nội dung của"
    )
    number = models.PositiveIntegerField("số", null=True, blank=True)
    symbol = LineField("ký hiệu", max_length=30, default="KH-HĐND")
    issued_on = models.DateField("ngày ban hành", null=True, blank=True)
    place_name = LineField("địa danh", max_length=60, blank=True)
    issuer_name = LineField("cơ quan ban hành", max_length=200, blank=True)
    title = LineField("trích yếu", max_length=500)
    opening = BodyField("câu mở đầu", blank=True)
    signatory = models.ForeignKey(
        Signatory, models.PROTECT, null=True, blank=True, related_name="plans", verbose_name="người ký"
    )
    report_due_on = models.DateField("hạn gửi báo cáo của Tổ", null=True, blank=True)
    state = models.CharField("tình trạng", max_length=12, choices=PlanState.choices, default=PlanState.DRAFT)
    document = models.OneToOneField(
        IssuedDocument, models.PROTECT, null=True, blank=True, related_name="plan", verbose_name="văn bản"
    )
    source_name = LineField("tệp nguồn", max_length=200, blank=True)
    source_sha256 = models.CharField("dấu tệp nguồn", max_length=64, blank=True)
    warnings = models.JSONField("điều cần xem lại", default=list, blank=True)
    version = models.PositiveIntegerField("lần sửa", default=1)
    search_key = SearchKeyField("khóa tìm", sources=("title", "symbol"))

    class Meta:
        verbose_name = "kế hoạch TXCT"
        verbose_name_plural = "kế hoạch TXCT"
        ordering = ["-issued_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "source_sha256"],
                condition=~Q(source_sha256=""),
                name="meetings_plan_file_once",
                violation_error_message="Tệp kế hoạch này đã được nhập.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["issued", "amended", "closed"]) | Q(issued_on__isnull=False),
                name="meetings_issued_plan_has_date",
                violation_error_message="Kế hoạch đã ban hành phải có ngày ban hành.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number_text} – {self.title}"

    @property
    def number_text(self) -> str:
        """`28/KH-HĐND`; the symbol alone while the number is open."""
        return f"{self.number:02d}/{self.symbol}" if self.number else self.symbol

    @property
    def is_editable(self) -> bool:
        return self.state in (PlanState.DRAFT, PlanState.CONSULTING, PlanState.SUBMITTED)

    @property
    def is_written_by_group(self) -> bool:
        """Whether who leads the group still writes the text: until the plan is brought to signature."""
        return self.group_id is not None and self.state in (PlanState.DRAFT, PlanState.CONSULTING)


class PlanParagraph(ScopedModel):
    """One paragraph of one part of a plan."""

    PRIVACY = {"text": Privacy.KEEP}
    COUNCIL_PATH = "plan__council"

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="paragraphs", verbose_name="kế hoạch")
    section = models.CharField("phần", max_length=16, choices=PlanSection.choices)
    position = models.PositiveSmallIntegerField("thứ tự")
    text = BodyField("nội dung")

    class Meta:
        verbose_name = "đoạn kế hoạch"
        verbose_name_plural = "đoạn kế hoạch"
        ordering = ["plan", "section", "position"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "section", "position"], name="meetings_paragraph_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_section_display()} {self.position}: {self.text[:60]}"


class PlanVersion(AppendOnlyModel, ScopedModel):
    """The text of a plan as it was issued or amended; never changed afterwards."""

    PRIVACY = {"snapshot": Privacy.KEEP}
    COUNCIL_PATH = "plan__council"

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="versions", verbose_name="kế hoạch")
    number = models.PositiveSmallIntegerField("lần")
    at = models.DateTimeField("lúc")
    snapshot = models.JSONField("nội dung")
    document = models.ForeignKey(IssuedDocument, models.PROTECT, null=True, related_name="+", verbose_name="văn bản")

    class Meta:
        verbose_name = "bản ban hành của kế hoạch"
        verbose_name_plural = "bản ban hành của kế hoạch"
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="meetings_plan_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.plan} – bản {self.number}"


class PlanComment(AppendOnlyModel, ScopedModel):
    """What a body or a group says on a draft plan while it is out for comments; never changed afterwards."""

    PRIVACY = {"text": Privacy.KEEP}
    COUNCIL_PATH = "plan__council"
    JOINT_PATH = "plan__partners__council"
    JOINT_WHEN = {"plan__partners__refused_at": None}

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="comments", verbose_name="kế hoạch")
    body = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="cơ quan, tổ chức"
    )
    group = models.ForeignKey(
        DelegateGroup, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="Tổ đại biểu"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người ghi"
    )
    at = models.DateTimeField("lúc")
    text = BodyField("ý kiến")

    class Meta:
        verbose_name = "ý kiến về kế hoạch"
        verbose_name_plural = "ý kiến về kế hoạch"
        ordering = ["plan", "at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(body=None) | Q(group=None),
                name="meetings_plan_comment_of_one",
                violation_error_message="Ý kiến là của một cơ quan hoặc một Tổ đại biểu.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.speaker}: {self.text[:60]}"

    @property
    def speaker(self) -> str:
        """Whose comment it is: the body, the group, else who wrote it."""
        return str(self.body or (self.group.label if self.group else self.by or ""))
