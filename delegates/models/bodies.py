"""Bodies around the council, and the people who sign its papers."""

from __future__ import annotations

from django.db import models

from delegates.enums import BodyKind, SigningAuthority
from delegates.models.councils import Council
from delegates.models.people import DelegateGroup
from delegates.models.places import Locality
from txct.core.fields import LineField, SearchKeyField, SortKeyField
from txct.core.privacy import Privacy
from txct.core.scoping import ScopedModel


class Body(ScopedModel):
    """A body that plans, chairs, answers or is told: Thường trực, Ban, UBND, Ủy ban MTTQ, office, press."""

    PRIVACY = {
        "name": Privacy.KEEP,
        "short_name": Privacy.KEEP,
        "email": Privacy.KEEP,
        "head_name": Privacy.KEEP,
    }

    council = models.ForeignKey(Council, models.CASCADE, related_name="bodies", verbose_name="Hội đồng")
    kind = models.CharField("loại", max_length=12, choices=BodyKind.choices)
    name = LineField("tên đầy đủ", max_length=200)
    short_name = LineField("tên gọi tắt", max_length=120, blank=True)
    locality = models.ForeignKey(
        Locality, models.PROTECT, null=True, blank=True, related_name="bodies", verbose_name="địa bàn"
    )
    email = models.EmailField("thư điện tử", blank=True)
    head_name = LineField("người đứng đầu", max_length=120, blank=True)
    teams = models.PositiveSmallIntegerField(
        "số hội nghị chủ trì được cùng lúc", null=True, blank=True, help_text="Để trống nếu không giới hạn."
    )
    search_key = SearchKeyField("khóa tìm", sources=("name", "short_name"))
    sort_key = SortKeyField("khóa xếp", sources=("name",))

    class Meta:
        verbose_name = "cơ quan, tổ chức"
        verbose_name_plural = "cơ quan, tổ chức"
        ordering = ["kind", "sort_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "name"],
                name="delegates_body_once",
                violation_error_message="Đã có cơ quan mang tên này.",
            ),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name


class Signatory(ScopedModel):
    """Who signs which papers, and how: TM. THƯỜNG TRỰC HĐND / KT. CHỦ TỊCH / PHÓ CHỦ TỊCH."""

    PRIVACY = {"full_name": Privacy.KEEP}

    council = models.ForeignKey(Council, models.CASCADE, related_name="signatories", verbose_name="Hội đồng")
    body = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="signatories", verbose_name="cơ quan"
    )
    group = models.ForeignKey(
        DelegateGroup,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="signatories",
        verbose_name="Tổ đại biểu",
    )
    full_name = LineField("họ và tên", max_length=120)
    title = LineField("chức vụ", max_length=120, help_text="Ví dụ: PHÓ CHỦ TỊCH")
    authority = models.CharField(
        "quyền hạn ký", max_length=8, choices=SigningAuthority.choices, default=SigningAuthority.TM
    )
    authority_of = LineField(
        "ký thay, thừa lệnh của", max_length=120, blank=True, help_text="Ví dụ: CHỦ TỊCH, khi ký thay"
    )
    is_active = models.BooleanField("đang ký", default=True)
    search_key = SearchKeyField("khóa tìm", sources=("full_name", "title"))

    class Meta:
        verbose_name = "người ký văn bản"
        verbose_name_plural = "người ký văn bản"
        ordering = ["council", "full_name"]

    def __str__(self) -> str:
        return f"{self.full_name} ({self.title})"
