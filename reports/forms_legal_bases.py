"""A basis as the office adds it to the register."""

from __future__ import annotations

from django import forms

from meetings.models import LegalBasis
from txct.core.forms import OfficialForm, official_form_field


class LegalBasisForm(OfficialForm, forms.ModelForm):
    """One law or paper on which plans may rest; only what is known is filled in."""

    class Meta:
        model = LegalBasis
        fields = ("kind", "number", "subject", "issuer", "issued_on", "valid_from", "valid_to", "replaced_by")
        formfield_callback = official_form_field

    def _post_clean(self) -> None:
        """The action checks the row as a whole and names the field."""
