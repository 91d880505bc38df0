"""Which issued papers and plans are shown: one object for the list, its count and its chips."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from delegates.models import DelegateGroup
from meetings.enums import ContactKind, ContactState, PlanState
from meetings.models import ContactRequest, CouncilSession, Plan
from meetings.models.contacts import ContactRequestQuerySet
from petitions.filters import FilterForm, ListFilter
from reports.enums import DocumentKind
from reports.queries import search_papers
from txct.core.models import IssuedDocument
from txct.lib.text import fold

PLAN_SORTS = {
    "so": "number",
    "trich-yeu": "search_key",
    "ky-hop": "session__ordinal",
    "ngay": "issued_on",
    "tinh-trang": "state",
}


class PaperFilter(ListFilter):
    """Papers by words or number, by kind, by year of issue."""

    tim = filters.CharFilter(label="Tìm (trích yếu, số, ký hiệu)", method="by_words")
    loai = filters.ChoiceFilter(label="Loại", field_name="kind", choices=DocumentKind.choices, empty_label="Mọi loại")
    nam = filters.NumberFilter(label="Năm", field_name="issued_on", lookup_expr="year", min_value=1946, max_value=9999)

    class Meta:
        model = IssuedDocument
        fields: list[str] = []
        form = FilterForm

    def by_words(self, rows: Any, _name: str, value: str) -> QuerySet:
        return search_papers(rows, value)


def own_sessions(request: HttpRequest) -> QuerySet[CouncilSession]:
    """Sessions of the council one works for, newest first."""
    rows = CouncilSession.objects.for_user(request.user).filter(council=request.council.pk)  # type: ignore[attr-defined]
    return rows.order_by("-term__starts_on", "-ordinal")


class PlanFilter(ListFilter):
    """Plans by words or number, by state, session and year of issue."""

    USUAL = ("tim", "tinh_trang")

    tim = filters.CharFilter(label="Tìm (trích yếu, số, ký hiệu)", method="by_words")
    tinh_trang = filters.ChoiceFilter(
        label="Tình trạng", field_name="state", choices=PlanState.choices, empty_label="Mọi tình trạng"
    )
    ky_hop = filters.ModelChoiceFilter(
        label="Kỳ họp", field_name="session", queryset=own_sessions, empty_label="Mọi kỳ họp"
    )
    nam = filters.NumberFilter(label="Năm", field_name="issued_on", lookup_expr="year", min_value=1946, max_value=9999)

    class Meta:
        model = Plan
        fields: list[str] = []
        form = FilterForm

    def by_words(self, rows: Any, _name: str, value: str) -> QuerySet:
        return search_papers(rows, value)

    @property
    def rows(self) -> QuerySet:
        """The plans in the order asked for; drafts first, then by day of issue."""
        asked = self.request.GET.get("sap-xep", "")
        field = PLAN_SORTS.get(asked.removeprefix("-"))
        if field is None:
            return self.qs.order_by(F("issued_on").desc(nulls_first=True), "-pk")
        order = F(field).desc(nulls_last=True) if asked.startswith("-") else F(field).asc(nulls_last=True)
        return self.qs.order_by(order, "-pk")


def own_groups(request: HttpRequest) -> QuerySet[DelegateGroup]:
    """Groups of the council one works for, newest term first."""
    rows = DelegateGroup.objects.for_user(request.user).filter(council=request.council.pk)  # type: ignore[attr-defined]
    return rows.order_by("-term__starts_on", "number")


CONTACT_SORTS = {"ngay": "wanted_on", "nhan": "received_on"}
CONTACT_WORK = [
    ("cho-quyet-dinh", "chờ quyết định"),
    ("cho-thong-bao", "được đồng ý, chờ thông báo"),
    ("cho-tong-hop", "đã tiếp xúc, chờ gửi tổng hợp"),
    ("qua-han", "có việc quá hạn"),
]


class ContactFilter(ListFilter):
    """Contacts asked for, by what they wait for, kind, group and words of delegate or place."""

    USUAL = ("tim", "viec")

    tim = filters.CharFilter(label="Tìm (đại biểu, nơi tiếp xúc)", method="by_words")
    viec = filters.ChoiceFilter(
        label="Tình trạng",
        choices=[*CONTACT_WORK, *((state.value, state.label) for state in ContactState if state != "requested")],
        empty_label="Mọi tình trạng",
        method="by_work",
    )
    loai = filters.ChoiceFilter(label="Loại", field_name="kind", choices=ContactKind.choices, empty_label="Mọi loại")
    to = filters.ModelChoiceFilter(
        label="Tổ của đại biểu", queryset=own_groups, empty_label="Mọi Tổ", method="by_group"
    )

    class Meta:
        model = ContactRequest
        fields: list[str] = []
        form = FilterForm

    def by_words(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        for word in fold(value).split():
            rows = rows.filter(
                Q(delegate__search_key__contains=word)
                | Q(locality__search_key__contains=word)
                | Q(neighbourhood__search_key__contains=word)
            )
        return rows

    def by_work(self, rows: ContactRequestQuerySet, _name: str, value: str) -> QuerySet:
        now = timezone.now()
        waiting = {
            "cho-quyet-dinh": rows.awaiting_decision,
            "cho-thong-bao": rows.awaiting_notice,
            "cho-tong-hop": lambda: rows.awaiting_summary(now),
            "qua-han": lambda: rows.late(timezone.localdate(now)),
        }
        return waiting[value]() if value in waiting else rows.filter(state=value)

    def by_group(self, rows: QuerySet, _name: str, value: DelegateGroup) -> QuerySet:
        return rows.filter(delegate__in=value.memberships.values("delegate"))

    @property
    def rows(self) -> QuerySet:
        """The requests in the order asked for, else the newest first."""
        asked = self.request.GET.get("sap-xep", "")
        field = CONTACT_SORTS.get(asked.removeprefix("-"))
        if field is None:
            return self.qs.order_by("-received_on", "-pk")
        return self.qs.order_by(f"-{field}" if asked.startswith("-") else field, "-pk")
