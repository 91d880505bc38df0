"""The office's own working calendar and its choices where the law leaves a number open."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from delegates.models.councils import Council
from txct.core.fields import LineField
from txct.core.privacy import Privacy
from txct.core.scoping import ScopedModel


class CalendarException(ScopedModel):
    """A day that the general calendar gets wrong for this office: a swap, a make-up day, a local holiday."""

    PRIVACY = {"reason": Privacy.KEEP}

    council = models.ForeignKey(Council, models.CASCADE, related_name="calendar_exceptions", verbose_name="Hội đồng")
    day = models.DateField("ngày")
    is_working = models.BooleanField("là ngày làm việc")
    reason = LineField("lý do", max_length=200)
    legal_basis = LineField("căn cứ", max_length=200, blank=True)

    class Meta:
        verbose_name = "ngày nghỉ, ngày làm bù"
        verbose_name_plural = "ngày nghỉ, ngày làm bù"
        ordering = ["-day"]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "day"],
                name="delegates_exception_once",
                violation_error_message="Ngày này đã được khai.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y}: {self.reason}"


class DeadlineSetting(ScopedModel):
    """The council's own number for a deadline rule, with its source: asked at set-up where the law is open."""

    PRIVACY = {"reason": Privacy.KEEP}

    class Unit(models.TextChoices):
        WORKING_DAY = "wd", "ngày làm việc"
        CALENDAR_DAY = "d", "ngày"

    council = models.ForeignKey(Council, models.CASCADE, related_name="deadline_settings", verbose_name="Hội đồng")
    rule_code = models.CharField("mã thời hạn", max_length=40)
    offset = models.PositiveSmallIntegerField("số ngày")
    unit = models.CharField("đơn vị", max_length=2, choices=Unit.choices, default=Unit.CALENDAR_DAY)
    legal_basis = LineField("căn cứ", max_length=300)
    reason = LineField("ghi chú", max_length=300, blank=True)
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến ngày", null=True, blank=True)

    class Meta:
        verbose_name = "thời hạn của Hội đồng"
        verbose_name_plural = "thời hạn của Hội đồng"
        ordering = ["rule_code", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "rule_code", "valid_from"],
                name="delegates_setting_once",
                violation_error_message="Thời hạn này đã được khai từ ngày này.",
            ),
            models.CheckConstraint(
                condition=Q(offset__lte=400),
                name="delegates_setting_offset",
                violation_error_message="Số ngày phải từ 0 đến 400.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule_code}: {self.offset} {self.get_unit_display()}"
