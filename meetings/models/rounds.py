"""Rounds of meetings, their released schedules, and the duties that the law ties to them."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from delegates.models import Council
from meetings.enums import Phase, RoundState
from meetings.models.plans import Plan
from txct.core.fields import BodyField, LineField, SearchKeyField
from txct.core.models.trace import AppendOnlyModel
from txct.core.privacy import Privacy
from txct.core.scoping import ScopedModel, ScopedQuerySet


class Round(ScopedModel):
    """A round (đợt) of meetings before or after a session. Its schedule is a working copy until released."""

    PRIVACY = {"name": Privacy.KEEP}

    council = models.ForeignKey(Council, models.PROTECT, related_name="rounds", verbose_name="Hội đồng")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="rounds", verbose_name="kế hoạch")
    phase = models.CharField("thời điểm", max_length=8, choices=Phase.choices)
    name = LineField("tên đợt", max_length=200, blank=True)
    starts_on = models.DateField("từ ngày")
    ends_on = models.DateField("đến ngày")
    holds_conferences = models.BooleanField(
        "tổ chức hội nghị",
        default=True,
        help_text="Sau kỳ họp có thể không tổ chức hội nghị mà báo cáo bằng hình thức khác (NQLT 72/2025, Điều 21).",
    )
    other_report_form = LineField("hình thức báo cáo khác", max_length=200, blank=True)
    is_off_plan = models.BooleanField(
        "ngoài kế hoạch",
        default=False,
        help_text="Gồm các cuộc tiếp xúc do đại biểu đề nghị; thời hạn tính theo từng đề nghị.",
    )
    least_meetings = models.PositiveSmallIntegerField(
        "mỗi đại biểu ít nhất (hội nghị)", null=True, blank=True, help_text="Để trống thì theo số chung của Hội đồng."
    )
    state = models.CharField("tình trạng", max_length=10, choices=RoundState.choices, default=RoundState.PLANNED)
    closed_at = models.DateTimeField("chốt tổng hợp lúc", null=True, blank=True)
    search_key = SearchKeyField("khóa tìm", sources=("label",))

    class Meta:
        verbose_name = "đợt TXCT"
        verbose_name_plural = "đợt TXCT"
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="meetings_round_dates",
                violation_error_message="Ngày kết thúc đợt phải từ ngày bắt đầu trở đi.",
            ),
            models.UniqueConstraint(
                fields=["plan", "phase", "starts_on"],
                name="meetings_round_once",
                violation_error_message="Kế hoạch này đã có đợt bắt đầu ngày đó.",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The round's name, or its phase and days."""
        return self.name or f"Đợt {self.get_phase_display()}, {self.starts_on:%d/%m/%Y} - {self.ends_on:%d/%m/%Y}"


class RoundRelease(AppendOnlyModel, ScopedModel):
    """A released version of a round's schedule: what was told, when, and how it differs from the one before."""

    PRIVACY = {"snapshot": Privacy.KEEP, "changes": Privacy.KEEP}
    COUNCIL_PATH = "round__council"

    round = models.ForeignKey(Round, models.PROTECT, related_name="releases", verbose_name="đợt")
    number = models.PositiveSmallIntegerField("lần")
    at = models.DateTimeField("lúc", default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người ban hành"
    )
    snapshot = models.JSONField("lịch")
    changes = models.JSONField("thay đổi", default=list)

    class Meta:
        verbose_name = "bản lịch đã ban hành"
        verbose_name_plural = "bản lịch đã ban hành"
        ordering = ["round", "number"]
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="meetings_release_once"),
        ]

    def __str__(self) -> str:
        return f"{self.round} – bản {self.number}"


class DutyQuerySet(ScopedQuerySet):
    def open(self) -> Self:
        """Duties not yet done."""
        return self.filter(done_at=None)

    def overdue(self, on: date) -> Self:
        """Open duties whose day is past on the day ON."""
        return self.open().filter(due_on__lt=on)


class Duty(ScopedModel):
    """One dated duty of a round or of a contact asked for: computed from a rule, stored, explained, correctable.

    `moved_note` says from which day to which a calendar, a number of days or another day of the event moved it.
    """

    PRIVACY = {"corrected_reason": Privacy.KEEP, "moved_note": Privacy.KEEP, "explanation": Privacy.KEEP}

    council = models.ForeignKey(Council, models.PROTECT, related_name="duties", verbose_name="Hội đồng")
    round = models.ForeignKey(Round, models.CASCADE, null=True, blank=True, related_name="duties", verbose_name="đợt")
    contact = models.ForeignKey(
        "meetings.ContactRequest",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="duties",
        verbose_name="đề nghị tiếp xúc",
    )
    rule_code = models.CharField("mã thời hạn", max_length=40)
    subject = LineField("việc phải làm", max_length=300)
    anchor_on = models.DateField("tính từ ngày", null=True, blank=True)
    due_on = models.DateField("hạn", null=True, blank=True)
    explanation = BodyField("vì sao ngày này", blank=True)
    legal_basis = LineField("căn cứ", max_length=300, blank=True)
    confidence = models.CharField("độ chắc chắn", max_length=1, blank=True)
    corrected_reason = LineField("lý do sửa hạn", max_length=300, blank=True)
    moved_note = LineField("đã dời hạn", max_length=500, blank=True)
    done_at = models.DateTimeField("xong lúc", null=True, blank=True)
    search_key = SearchKeyField("khóa tìm", sources=("subject",))

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = "việc theo lịch pháp định"
        verbose_name_plural = "lịch pháp định"
        ordering = [F("due_on").asc(nulls_last=True), "pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "rule_code", "anchor_on"], name="meetings_duty_once"),
            models.UniqueConstraint(fields=["contact", "rule_code"], name="meetings_contact_duty_once"),
            models.CheckConstraint(condition=Q(round=None) | Q(contact=None), name="meetings_duty_of_one"),
        ]

    def __str__(self) -> str:
        return self.subject
