"""What the secretariat fills in about single statements: points of a speech, the petition they join, complaints."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.db.models import QuerySet

from petitions.actions import Point
from petitions.enums import SubmissionKind
from petitions.forms_desk import KINDS, set_rows
from petitions.models import Petition, Submission
from txct.core.forms import LineField, OfficialForm, ParagraphField

POINTS = 6
"""Points one page takes; a speech of more is split again."""


class SplitForm(OfficialForm, forms.Form):
    """The points of one speech, each with what it is; rows left empty are none."""

    def __init__(self, *args: Any, kind: str, **options: Any) -> None:
        super().__init__(*args, **options)
        for number in range(1, POINTS + 1):
            self.fields[f"summary_{number}"] = ParagraphField(
                label=f"Ý thứ {number}", required=False, widget=forms.Textarea(attrs={"rows": 2})
            )
            self.fields[f"kind_{number}"] = forms.ChoiceField(
                label=f"Loại của ý thứ {number}", choices=KINDS, initial=kind
            )

    @property
    def points(self) -> list[Point]:
        """The points written down, in order."""
        values = self.cleaned_data
        return [
            Point(kind=SubmissionKind(values[f"kind_{number}"]), summary=values[f"summary_{number}"])
            for number in range(1, POINTS + 1)
            if values[f"summary_{number}"].strip()
        ]


class PetitionChoiceForm(OfficialForm, forms.Form):
    """One petition among those found, as one choice each."""

    petition = forms.ModelChoiceField(
        label="Kiến nghị",
        queryset=Petition.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Chọn một kiến nghị. Chưa thấy thì tìm bằng từ khác."},
    )

    def __init__(self, *args: Any, candidates: QuerySet, show: Callable[[Petition], str], **options: Any) -> None:
        super().__init__(*args, **options)
        set_rows(self, petition=candidates)
        field: Any = self.fields["petition"]
        field.label_from_instance = show

    @property
    def found(self) -> QuerySet:
        """The petitions to choose from."""
        field: Any = self.fields["petition"]
        return field.queryset


class JoinForm(PetitionChoiceForm):
    """Statements that ask what a petition already asks."""

    submissions = forms.ModelMultipleChoiceField(
        label="Các lượt ý kiến",
        queryset=Submission.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Chọn ít nhất một lượt ý kiến để thêm vào kiến nghị."},
    )
    field_order = ("submissions", "petition")

    def __init__(self, *args: Any, submissions: QuerySet, said: Callable[[Submission], str], **options: Any) -> None:
        super().__init__(*args, **options)
        set_rows(self, submissions=submissions)
        field: Any = self.fields["submissions"]
        field.label_from_instance = said


class HandOffForm(OfficialForm, forms.Form):
    """Where somebody with a complaint or denunciation was told to send it."""

    handed_to = LineField(
        label="Hướng dẫn gửi đơn đến",
        max_length=200,
        help_text="Cơ quan có thẩm quyền giải quyết theo Luật Khiếu nại, Luật Tố cáo hoặc nơi tiếp công dân.",
    )
    note = ParagraphField(label="Ghi chú", required=False, widget=forms.Textarea(attrs={"rows": 3}))
