"""Sectors and agencies: the office's own catalogues."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from delegates.models import Body, Council
from petitions.enums import Authority
from txct.core.fields import LineField, SearchKeyField, SortKeyField
from txct.core.privacy import Privacy
from txct.core.roles import Scope
from txct.core.scoping import ScopedModel


class Sector(ScopedModel):
    """A field of public affairs (lĩnh vực), under the Ban of the council that follows it."""

    PRIVACY = {"name": Privacy.KEEP}

    council = models.ForeignKey(Council, models.CASCADE, related_name="sectors", verbose_name="Hội đồng")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="thuộc lĩnh vực"
    )
    committee = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="sectors", verbose_name="Ban phụ trách"
    )
    name = LineField("tên", max_length=120)
    position = models.PositiveSmallIntegerField("thứ tự in", default=0)
    search_key = SearchKeyField("khóa tìm", sources=("name",))
    sort_key = SortKeyField("khóa xếp", sources=("name",))

    class Meta:
        verbose_name = "lĩnh vực"
        verbose_name_plural = "lĩnh vực"
        ordering = ["position", "sort_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "name"],
                name="petitions_sector_once",
                violation_error_message="Đã có lĩnh vực mang tên này.",
            ),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("pk")), name="petitions_sector_not_own_parent"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Agency(ScopedModel):
    """A body competent to settle petitions (cơ quan giải quyết), inside or outside the administration."""

    PRIVACY = {"name": Privacy.KEEP, "email": Privacy.KEEP}
    SCOPES = {Scope.AGENCY: "officers__user"}

    council = models.ForeignKey(Council, models.CASCADE, related_name="agencies", verbose_name="Hội đồng")
    name = LineField("tên", max_length=200)
    authority = models.CharField("thẩm quyền", max_length=12, choices=Authority.choices)
    email = models.EmailField("thư điện tử", blank=True)
    is_active = models.BooleanField("đang dùng", default=True)
    search_key = SearchKeyField("khóa tìm", sources=("name",))
    sort_key = SortKeyField("khóa xếp", sources=("name",))

    class Meta:
        verbose_name = "cơ quan giải quyết"
        verbose_name_plural = "cơ quan giải quyết"
        ordering = ["authority", "sort_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "name"],
                name="petitions_agency_once",
                violation_error_message="Đã có cơ quan mang tên này.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AgencyOfficer(ScopedModel):
    """Somebody who answers for an agency."""

    COUNCIL_PATH = "agency__council"
    SCOPES = {Scope.OWN: "user", Scope.AGENCY: "agency__officers__user"}

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="officers", verbose_name="cơ quan")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="agency_posts", verbose_name="cán bộ"
    )

    class Meta:
        verbose_name = "cán bộ cơ quan giải quyết"
        verbose_name_plural = "cán bộ cơ quan giải quyết"
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "user"],
                name="petitions_officer_once",
                violation_error_message="Cán bộ này đã thuộc cơ quan.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.agency}"
