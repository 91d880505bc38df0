"""Delegates, their groups, and the clerks of communes."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from delegates.enums import MemberRole
from delegates.models.councils import Constituency, Council, Term
from delegates.models.places import Locality
from txct.core.fields import LineField, PersonSortKeyField, SearchKeyField
from txct.core.privacy import Privacy
from txct.core.roles import Scope
from txct.core.scoping import ScopedModel, ScopedQuerySet


class DelegateGroup(ScopedModel):
    """A group (Tổ đại biểu) of delegates elected in one or several constituencies."""

    PRIVACY = {"name": Privacy.KEEP}
    SCOPES = {Scope.GROUP: "memberships__delegate__user"}

    council = models.ForeignKey(Council, models.PROTECT, related_name="groups", verbose_name="Hội đồng")
    term = models.ForeignKey(Term, models.PROTECT, related_name="groups", verbose_name="nhiệm kỳ")
    number = models.PositiveSmallIntegerField("số")
    name = LineField("tên", max_length=120, blank=True, help_text="Để trống thì dùng “Tổ đại biểu số …”.")
    constituencies = models.ManyToManyField(
        Constituency, related_name="groups", blank=True, verbose_name="đơn vị bầu cử"
    )
    least_delegates = models.PositiveSmallIntegerField(
        "mỗi hội nghị ít nhất (đại biểu)", null=True, blank=True, help_text="Để trống thì theo số chung của Hội đồng."
    )
    search_key = SearchKeyField("khóa tìm", sources=("label",))

    class Meta:
        verbose_name = "Tổ đại biểu"
        verbose_name_plural = "Tổ đại biểu"
        ordering = ["council", "term", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["term", "number"],
                name="delegates_group_once",
                violation_error_message="Nhiệm kỳ này đã có Tổ đại biểu mang số này.",
            ),
            models.CheckConstraint(
                condition=Q(least_delegates=None) | Q(least_delegates__gte=1),
                name="delegates_group_least",
                violation_error_message="Mỗi hội nghị cần ít nhất một đại biểu.",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The group's name, or its number in words of the council."""
        return self.name or f"Tổ đại biểu số {self.number}"


class DelegateQuerySet(ScopedQuerySet):
    def in_office(self, on: date) -> Self:
        """Delegates whose mandate runs on the day ON; who ceases on that day is none any more."""
        return self.filter(Q(mandate_to=None) | Q(mandate_to__gt=on), Q(mandate_from=None) | Q(mandate_from__lte=on))


class Delegate(ScopedModel):
    """An elected delegate (đại biểu) of one council in one term."""

    PRIVACY = {
        "full_name": Privacy.KEEP,
        "email": Privacy.ERASE,
        "phone": Privacy.ERASE,
    }
    SCOPES = {Scope.OWN: "user", Scope.GROUP: "memberships__group__memberships__delegate__user"}

    council = models.ForeignKey(Council, models.PROTECT, related_name="delegates", verbose_name="Hội đồng")
    term = models.ForeignKey(Term, models.PROTECT, related_name="delegates", verbose_name="nhiệm kỳ")
    constituency = models.ForeignKey(
        Constituency,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="delegates",
        verbose_name="đơn vị bầu cử",
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="mandates",
        verbose_name="tài khoản",
    )
    full_name = LineField("họ và tên", max_length=120)
    position = LineField("chức vụ, nơi công tác", max_length=200, blank=True)
    email = models.EmailField("thư điện tử", blank=True)
    phone = LineField("điện thoại", max_length=20, blank=True)
    mandate_from = models.DateField("làm đại biểu từ", null=True, blank=True)
    mandate_to = models.DateField("thôi làm đại biểu từ", null=True, blank=True)
    search_key = SearchKeyField("khóa tìm", sources=("full_name",))
    sort_key = PersonSortKeyField("khóa xếp", sources=("full_name",))

    objects = DelegateQuerySet.as_manager()

    class Meta:
        verbose_name = "đại biểu"
        verbose_name_plural = "đại biểu"
        ordering = ["sort_key", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(mandate_to=None) | Q(mandate_from=None) | Q(mandate_to__gte=F("mandate_from")),
                name="delegates_mandate_dates",
                violation_error_message="Ngày thôi làm đại biểu phải sau ngày bắt đầu.",
            ),
            models.UniqueConstraint(
                fields=["term", "user"],
                condition=Q(user__isnull=False),
                name="delegates_one_mandate_per_user",
                violation_error_message="Tài khoản này đã gắn với một đại biểu của nhiệm kỳ.",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name


class GroupMembershipQuerySet(ScopedQuerySet):
    def in_force(self, on: date) -> Self:
        """Places in groups held on the day ON by delegates in office."""
        days = Q(valid_to=None) | Q(valid_to__gte=on), Q(valid_from=None) | Q(valid_from__lte=on)
        return self.filter(*days, delegate__in=Delegate.objects.in_office(on))


class GroupMembership(ScopedModel):
    """A delegate's place in a group, with dates."""

    COUNCIL_PATH = "group__council"
    SCOPES = {Scope.GROUP: "group__memberships__delegate__user", Scope.OWN: "delegate__user"}

    group = models.ForeignKey(DelegateGroup, models.CASCADE, related_name="memberships", verbose_name="Tổ đại biểu")
    delegate = models.ForeignKey(Delegate, models.CASCADE, related_name="memberships", verbose_name="đại biểu")
    role = models.CharField("vai trò", max_length=8, choices=MemberRole.choices, default=MemberRole.MEMBER)
    valid_from = models.DateField("từ ngày", null=True, blank=True)
    valid_to = models.DateField("đến ngày", null=True, blank=True)

    objects = GroupMembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "thành viên Tổ"
        verbose_name_plural = "thành viên Tổ"
        ordering = ["group", "role", "delegate"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "delegate"],
                name="delegates_member_once",
                violation_error_message="Đại biểu đã ở trong Tổ này.",
            ),
            models.UniqueConstraint(
                fields=["group"],
                condition=Q(role="head", valid_to=None),
                name="delegates_one_head",
                violation_error_message="Tổ đã có Tổ trưởng.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.delegate}: {self.get_role_display()} {self.group}"


class ClerkPosting(ScopedModel):
    """A clerk of a commune who enters minutes and opinions of that commune for a council."""

    SCOPES = {Scope.OWN: "user"}

    council = models.ForeignKey(Council, models.CASCADE, related_name="postings", verbose_name="Hội đồng")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="postings", verbose_name="cán bộ")
    locality = models.ForeignKey(Locality, models.PROTECT, related_name="postings", verbose_name="xã, phường")

    class Meta:
        verbose_name = "cán bộ phụ trách địa bàn"
        verbose_name_plural = "cán bộ phụ trách địa bàn"
        constraints = [
            models.UniqueConstraint(
                fields=["council", "user", "locality"],
                name="delegates_posting_once",
                violation_error_message="Cán bộ này đã phụ trách địa bàn này.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.locality}"
