"""Which issued papers are shown: one object for the list, its count and its chips."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import QuerySet

from petitions.filters import FilterForm, ListFilter
from reports.enums import DocumentKind
from reports.queries import search_papers
from txct.core.models import IssuedDocument


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
