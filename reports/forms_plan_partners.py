"""What is filled in for a joint plan: which council is asked, its answer, its comment."""

from __future__ import annotations

from typing import Any

from django import forms

from delegates.models import Council
from txct.core.forms import LineField, OfficialForm, ParagraphField


class AskPartnerForm(OfficialForm, forms.Form):
    """Which council is asked, and the paper in which it agreed already."""

    typeahead = ("council",)

    council = forms.ChoiceField(label="Hội đồng cùng lập")
    paper = LineField(
        label="Văn bản thống nhất (nếu đã có)", required=False, max_length=200, help_text="Ví dụ: 12/HĐND-VP ngày 20/5"
    )

    def __init__(self, *args: Any, councils: dict[str, Council], **options: Any) -> None:
        super().__init__(*args, **options)
        self.councils = councils
        known: Any = self.fields["council"]
        known.choices = [("", "Chọn"), *((key, str(row)) for key, row in councils.items())]

    def clean_council(self) -> Council:
        """The council itself."""
        return self.councils[self.cleaned_data["council"]]


class AnswerPartnerForm(OfficialForm, forms.Form):
    """Whether the asked council agrees."""

    agrees = forms.TypedChoiceField(
        label="Trả lời",
        choices=[("yes", "Thống nhất cùng lập"), ("no", "Chưa thống nhất")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    reason = LineField(label="Lý do chưa thống nhất", required=False, max_length=500)


class PartnerCommentForm(OfficialForm, forms.Form):
    """What the asked council says on the plan."""

    text = ParagraphField(label="Ý kiến", widget=forms.Textarea(attrs={"rows": 6}))
