"""What a visitor asks of the published schedule: which place, which council, which days."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from delegates.models import Council, Locality
from meetings.models import ReleasedMeeting
from txct.core.forms import DateField, LineField, OfficialForm

WHEN = [("", "Sắp tới"), ("da-qua", "Đã qua"), ("tat-ca", "Tất cả")]
ALL_WHEN = "tat-ca"
PAST = "da-qua"


class HyphenKeys(OfficialForm):
    """Fields whose names stand in the address with hyphens, as other Vietnamese addresses do."""

    def add_prefix(self, field_name: str) -> str:
        return str(super().add_prefix(field_name)).replace("_", "-")  # type: ignore[misc]


class PlaceSearchForm(HyphenKeys, forms.Form):
    """Find one's ward or settlement by name."""

    tim = LineField(
        label="Tên phường, xã, khu phố, thôn",
        required=False,
        max_length=100,
        help_text="Có thể gõ không dấu, ví dụ: tu son, dinh bang",
    )


class ScheduleFilterForm(HyphenKeys, forms.Form):
    """Narrow the published schedule."""

    typeahead = ("don_vi",)

    don_vi = forms.ChoiceField(label="Xã, phường", required=False)
    hoi_dong = forms.ChoiceField(label="Hội đồng nhân dân", required=False)
    tu = DateField(label="Từ ngày", required=False, help_text="Ví dụ 24/11/2026")
    den = DateField(label="Đến ngày", required=False, help_text="Ví dụ 30/11")
    khi = forms.ChoiceField(label="Hội nghị", required=False, choices=WHEN)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["don_vi"].choices = [("", "Mọi xã, phường"), *unit_choices()]  # type: ignore[attr-defined]
        self.fields["hoi_dong"].choices = [("", "Mọi Hội đồng"), *council_choices()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Two days given the wrong way round are a slip to tell, not an empty list."""
        values: dict[str, Any] = super().clean() or {}
        first, last = values.get("tu"), values.get("den")
        if isinstance(first, date) and isinstance(last, date) and last < first:
            self.add_error("den", "Ngày này phải từ “Từ ngày” trở đi. Hãy đổi một trong hai ngày.")
        return values


def unit_choices() -> list[tuple[str, str]]:
    """(code, name) of the places that have published meetings, in order of names."""
    wanted = ReleasedMeeting.objects.open_to_voters().values("localities")
    return Locality.objects.filter(pk__in=wanted).names_by_code(timezone.localdate())


def council_choices() -> list[tuple[str, str]]:
    """(code, name) of the councils that have published meetings."""
    wanted = ReleasedMeeting.objects.open_to_voters().values("councils")
    rows = Council.objects.filter(pk__in=wanted).scoped_as("councils of published meetings")
    return [(row.code, row.short_name) for row in rows.order_by("short_name")]
