"""Places: administrative units with their dates and successors, and the settlements inside them."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from delegates.enums import Level, LocalityKind, NeighbourhoodKind
from txct.core.fields import LineField, SearchKeyField, SortKeyField
from txct.core.privacy import Privacy
from txct.lib.text import fold


class LocalityQuerySet(models.QuerySet):
    def valid(self, on: date) -> Self:
        """Units that existed on the day ON."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on)

    def search(self, text: str) -> Self:
        """Units whose name holds every word of TEXT, accents or not."""
        found = self
        for word in fold(text).split():
            found = found.filter(search_key__contains=word)
        return found

    def names_by_code(self, on: date) -> list[tuple[str, str]]:
        """(code, name with what it belongs to) for the codes of these units, in order of names.

        A code passes from one unit to the next: it stands for the unit that has it on the day ON, else for the last
        that had it.
        """
        rows = Locality.objects.filter(code__in=self.values("code"), valid_from__lte=on).select_related("parent")
        latest = {row.code: row for row in rows.order_by("valid_from")}
        named = sorted(latest.values(), key=lambda row: (row.sort_key, row.code))
        return [(row.code, f"{row} ({row.parent})" if row.parent else str(row)) for row in named]


class Locality(models.Model):
    """An administrative unit between two dates: a change of kind, name or borders begins a new row."""

    PRIVACY = {"name": Privacy.KEEP}

    code = models.CharField("mã", max_length=10)
    name = LineField("tên", max_length=120)
    kind = models.CharField("loại", max_length=20, choices=LocalityKind.choices)
    level = models.CharField("cấp", max_length=10, choices=Level.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="thuộc"
    )
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến ngày", null=True, blank=True)
    population = models.PositiveIntegerField("dân số", null=True, blank=True)
    search_key = SearchKeyField("khóa tìm", sources=("kind_text", "name"))
    sort_key = SortKeyField("khóa xếp", sources=("name",))

    objects = LocalityQuerySet.as_manager()

    class Meta:
        verbose_name = "đơn vị hành chính"
        verbose_name_plural = "đơn vị hành chính"
        ordering = ["sort_key", "valid_from"]
        indexes = [
            models.Index(fields=["level", "valid_to"], name="delegates_locality_level"),
            models.Index(fields=["search_key"], name="delegates_locality_search"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "valid_from"],
                name="delegates_locality_code_from",
                violation_error_message="Đã có đơn vị mang mã này từ ngày này.",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="delegates_locality_dates",
                violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def kind_text(self) -> str:
        return "thành phố" if self.kind == LocalityKind.THANH_PHO_TW else str(LocalityKind(self.kind).label)

    @property
    def full_name(self) -> str:
        """`phường Từ Sơn`; numbered units take a capital: `Phường 5`."""
        kind = self.kind_text
        return f"{kind.capitalize() if self.name[:1].isdigit() else kind} {self.name}"


class LocalitySuccession(models.Model):
    """What became of a unit: its people and records go on in another one."""

    predecessor = models.ForeignKey(Locality, models.CASCADE, related_name="successions", verbose_name="đơn vị cũ")
    successor = models.ForeignKey(Locality, models.CASCADE, related_name="predecessions", verbose_name="đơn vị mới")
    on = models.DateField("từ ngày")
    partial = models.BooleanField("chỉ một phần", default=False)
    legal_basis = LineField("căn cứ", max_length=200, blank=True)

    class Meta:
        verbose_name = "kế thừa đơn vị"
        verbose_name_plural = "kế thừa đơn vị"
        ordering = ["on"]
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor", "successor"],
                name="delegates_succession_once",
                violation_error_message="Quan hệ kế thừa này đã có.",
            ),
            models.CheckConstraint(
                condition=~Q(predecessor=F("successor")),
                name="delegates_succession_not_itself",
                violation_error_message="Một đơn vị không kế thừa chính nó.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


class Neighbourhood(models.Model):
    """A thôn, khu phố or tổ dân phố of a commune."""

    PRIVACY = {"name": Privacy.KEEP}

    locality = models.ForeignKey(
        Locality, models.PROTECT, related_name="neighbourhoods", verbose_name="thuộc xã, phường"
    )
    name = LineField("tên", max_length=120)
    kind = models.CharField("loại", max_length=12, choices=NeighbourhoodKind.choices)
    valid_from = models.DateField("từ ngày", null=True, blank=True)
    valid_to = models.DateField("đến ngày", null=True, blank=True)
    search_key = SearchKeyField("khóa tìm", sources=("name",))
    sort_key = SortKeyField("khóa xếp", sources=("name",))

    class Meta:
        verbose_name = "thôn, khu phố"
        verbose_name_plural = "thôn, khu phố"
        ordering = ["locality", "sort_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["locality", "kind", "name"],
                name="delegates_neighbourhood_once",
                violation_error_message="Xã, phường này đã có thôn, khu phố cùng tên.",
            ),
        ]

    def __str__(self) -> str:
        return f"{NeighbourhoodKind(self.kind).label} {self.name}"
