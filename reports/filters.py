"""Which issued papers and plans are shown: one object for the list, its count and its chips."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import F, QuerySet
from django.http import HttpRequest

from meetings.enums import PlanState
from meetings.models import CouncilSession, Plan
from petitions.filters import FilterForm, ListFilter
from reports.enums import DocumentKind
from reports.queries import search_papers
from txct.core.models import IssuedDocument

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
