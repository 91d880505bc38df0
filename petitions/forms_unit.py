"""What the ward clerk writes down of the voters' words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms

from delegates.models import Locality, Neighbourhood
from meetings.models import Meeting
from petitions.actions import Speaker
from petitions.enums import RESTRICTED_KINDS, SubmissionKind
from txct.core.forms import LineField, OfficialForm, ParagraphField

Place = tuple[Locality, Neighbourhood | None]

# Some five pages as printed: more than anybody says in one turn, and a list of such still opens at once.
LONGEST = 20_000
TOO_LONG = "Lời ghi dài %(show_value)s chữ cái, quá %(limit_value)s. Hãy tách mỗi việc thành một lượt."


def places_of(meeting: Meeting) -> dict[str, Place]:
    """Places of a meeting by the key of their choice: each commune, then its settlements."""
    found: dict[str, Place] = {}
    units = list(meeting.units.select_related("locality").order_by("pk"))
    localities = {unit.locality_id: unit.locality for unit in units}
    settlements = Neighbourhood.objects.filter(locality__in=localities).order_by("sort_key", "pk")
    for key, locality in localities.items():
        own = [one for one in settlements if one.locality_id == key]
        found[f"xa-{key}"] = (locality, None)
        found.update({f"kp-{one.pk}": (locality, one) for one in own})
    return found


def place_choices(places: Mapping[str, Place]) -> list[tuple[str, str]]:
    """Choices for a select: settlements by their own name when there is one commune only."""
    communes = [key for key in places if key.startswith("xa-")]
    one = len(communes) == 1
    labels = [("", "Chọn khu phố, thôn")]
    for key, (locality, settlement) in places.items():
        if settlement is None:
            labels.append((key, f"{locality} (không rõ khu phố)"))
        else:
            labels.append((key, str(settlement) if one else f"{settlement}, {locality}"))
    return labels


class VoiceForm(OfficialForm, forms.Form):
    """One thing a voter said: kind, words, place; who spoke and who answered when known."""

    typeahead = ("place",)

    kind = forms.ChoiceField(
        label="Loại",
        widget=forms.RadioSelect,
        initial=SubmissionKind.PETITION,
        choices=[(kind.value, kind.label[:1].upper() + kind.label[1:]) for kind in SubmissionKind],
        help_text="Khiếu nại, tố cáo được ghi vào sổ riêng: không vào danh sách, không vào số liệu, không công khai.",
    )
    verbatim = ParagraphField(
        label="Cử tri nói",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": TOO_LONG},
    )
    place = forms.ChoiceField(label="Khu phố, thôn", required=False)
    speaking_order = forms.IntegerField(
        label="Lượt phát biểu",
        required=False,
        min_value=1,
        max_value=999,
        error_messages={
            "invalid": "Ghi lượt phát biểu bằng số, ví dụ 3.",
            "min_value": "Lượt phát biểu tính từ 1.",
            "max_value": "Lượt phát biểu không quá 999.",
        },
    )
    full_name = LineField(label="Họ và tên cử tri", max_length=120, required=False)
    phone = LineField(label="Điện thoại", max_length=20, required=False)
    consented = forms.BooleanField(label="Cử tri đồng ý để cơ quan giải quyết liên hệ", required=False)
    answered_by = LineField(label="Người trả lời tại chỗ", max_length=160, required=False)
    answer_on_spot = ParagraphField(
        label="Nội dung trả lời tại chỗ", widget=forms.Textarea(attrs={"rows": 2}), required=False
    )

    def __init__(self, *args: Any, meeting: Meeting, **options: Any) -> None:
        super().__init__(*args, **options)
        self.places = places_of(meeting)
        field: Any = self.fields["place"]
        field.choices = place_choices(self.places)

    @property
    def helper(self) -> FormHelper:
        """What is written for everybody first, what is rarely known below it."""
        helper = super().helper
        helper.layout = Layout(
            Div("kind", css_class="choices-inline"),
            "verbatim",
            Div("place", "speaking_order", css_class="fields-row"),
            Div("full_name", "phone", css_class="fields-row"),
            "consented",
            "answered_by",
            "answer_on_spot",
        )
        return helper

    def clean(self) -> dict[str, Any]:
        """Who answered and what belong together."""
        values = super().clean() or {}
        if values.get("answered_by") and not values.get("answer_on_spot"):
            self.add_error("answer_on_spot", "Đã ghi người trả lời thì ghi cả nội dung trả lời.")
        return values

    @property
    def restricted(self) -> bool:
        """Whether the words go behind the wall."""
        return self.cleaned_data.get("kind") in RESTRICTED_KINDS

    def statement(self) -> dict[str, Any]:
        """The values as the action takes them."""
        values = dict(self.cleaned_data)
        locality, neighbourhood = self.places.get(values.pop("place"), (None, None))
        speaker = Speaker(
            full_name=values.pop("full_name"), phone=values.pop("phone"), consented=values.pop("consented")
        )
        values["kind"] = SubmissionKind(values["kind"])
        return {**values, "locality": locality, "neighbourhood": neighbourhood, "speaker": speaker}


class CorrectForm(OfficialForm, forms.Form):
    """The words as taken down, corrected."""

    verbatim = ParagraphField(
        label="Cử tri nói", required=False, max_length=LONGEST, error_messages={"max_length": TOO_LONG}
    )
    summary = ParagraphField(label="Tóm tắt", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
