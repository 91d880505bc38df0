"""Councils, their terms and constituencies."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from delegates.enums import Level
from delegates.models.places import Locality
from txct.core.fields import LineField
from txct.core.models import Tenant
from txct.core.privacy import Privacy
from txct.core.scoping import ScopedModel, ScopedQuerySet
from txct.lib.numbers import to_roman


class Council(Tenant, ScopedModel):
    """A People's Council (Hội đồng nhân dân) of one place: the tenant whose records are kept apart."""

    PRIVACY = {"name": Privacy.KEEP, "short_name": Privacy.KEEP, "place_name": Privacy.KEEP}
    COUNCIL_PATH = "pk"

    class PaperProfile(models.TextChoices):
        ND30 = "nd30-2020", "Nghị định 30/2020/NĐ-CP"
        TT01 = "tt01-2011", "Thông tư 01/2011/TT-BNV"

    level = models.CharField("cấp", max_length=10, choices=Level.choices)
    locality = models.ForeignKey(Locality, models.PROTECT, related_name="councils", verbose_name="đơn vị hành chính")
    short_name = LineField("tên gọi tắt", max_length=120, help_text="Ví dụ: HĐND thị xã Từ Sơn")
    place_name = LineField("địa danh trên văn bản", max_length=60, help_text="Ví dụ: Từ Sơn")
    paper_profile = models.CharField(
        "thể thức văn bản", max_length=12, choices=PaperProfile.choices, default=PaperProfile.ND30
    )
    numbers_by_hand = models.BooleanField(
        "văn thư cho số bằng tay", default=False, help_text="Số và ngày để trống trên văn bản."
    )
    approves_notices = models.BooleanField(
        "duyệt thông báo trước khi gửi",
        default=False,
        help_text="Ban hành lịch thì thông báo nằm ở hộp gửi đi, có người duyệt mới gửi.",
    )
    four_eyes = models.BooleanField("người soạn không được tự ban hành", default=False)
    is_demo = models.BooleanField("dữ liệu minh họa", default=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "Hội đồng nhân dân"
        verbose_name_plural = "Hội đồng nhân dân"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.short_name or self.name

    def term_on(self, on: date) -> Term | None:
        """The term that runs on the day ON."""
        return self.terms.filter(Q(ends_on=None) | Q(ends_on__gte=on), starts_on__lte=on).first()


class Term(ScopedModel):
    """A term (nhiệm kỳ) of a council, numbered as khóa XVIII."""

    council = models.ForeignKey(Council, models.PROTECT, related_name="terms", verbose_name="Hội đồng")
    ordinal = models.PositiveSmallIntegerField("khóa")
    starts_on = models.DateField("từ ngày")
    ends_on = models.DateField("đến ngày", null=True, blank=True)

    class Meta:
        verbose_name = "nhiệm kỳ"
        verbose_name_plural = "nhiệm kỳ"
        ordering = ["-starts_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "ordinal"],
                name="delegates_term_once",
                violation_error_message="Hội đồng đã có khóa này.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
                name="delegates_term_dates",
                violation_error_message="Nhiệm kỳ phải kết thúc sau ngày bắt đầu.",
            ),
            models.CheckConstraint(condition=Q(ordinal__gte=1), name="delegates_term_ordinal"),
        ]

    def __str__(self) -> str:
        return f"khóa {self.roman}, nhiệm kỳ {self.years}"

    @property
    def roman(self) -> str:
        return to_roman(self.ordinal)

    @property
    def years(self) -> str:
        """`2016 - 2021`."""
        end = self.ends_on.year if self.ends_on else self.starts_on.year + 5
        return f"{self.starts_on.year} - {end}"


class Constituency(ScopedModel):
    """A constituency (đơn vị bầu cử): the places that elect together, with their seats."""

    council = models.ForeignKey(Council, models.PROTECT, related_name="constituencies", verbose_name="Hội đồng")
    term = models.ForeignKey(Term, models.PROTECT, related_name="constituencies", verbose_name="nhiệm kỳ")
    number = models.PositiveSmallIntegerField("số")
    seats = models.PositiveSmallIntegerField("số đại biểu được bầu", default=3)
    localities = models.ManyToManyField(Locality, related_name="constituencies", blank=True, verbose_name="xã, phường")
    neighbourhoods = models.ManyToManyField(
        "delegates.Neighbourhood", related_name="constituencies", blank=True, verbose_name="thôn, khu phố"
    )

    class Meta:
        verbose_name = "đơn vị bầu cử"
        verbose_name_plural = "đơn vị bầu cử"
        ordering = ["term", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["term", "number"],
                name="delegates_constituency_once",
                violation_error_message="Nhiệm kỳ này đã có đơn vị bầu cử mang số này.",
            ),
        ]

    def __str__(self) -> str:
        return f"Đơn vị bầu cử số {self.number}"
