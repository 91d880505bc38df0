"""Which two releases of a round are compared."""

from __future__ import annotations

from typing import Any

from django import forms

from txct.core.forms import OfficialForm


class CompareReleasesForm(OfficialForm, forms.Form):
    """Two releases by their numbers; CHOICES are (number, label)."""

    tu = forms.ChoiceField(label="Từ bản", required=False)
    den = forms.ChoiceField(label="Đến bản", required=False)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["tu"].choices = self.fields["den"].choices = choices  # type: ignore[attr-defined]
