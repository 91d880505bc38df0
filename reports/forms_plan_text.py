"""The text of a plan as it is typed: one area for each part, one line for each paragraph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms

from meetings.enums import PlanSection
from meetings.models import Plan
from meetings.plan_texts import text_of
from reports.plan_differences import SECTION_LABELS
from txct.core.forms import OfficialForm
from txct.core.writing import StalePage
from txct.lib.text import clean

_ROWS = {PlanSection.BASIS: 5, PlanSection.RECIPIENT: 7, PlanSection.TIME: 5}
_HELP = {
    PlanSection.BASIS: "Mỗi dòng một căn cứ: luật, kế hoạch cấp trên, kết luận giao ban, thống nhất với UBND và MTTQ.",
    PlanSection.TIME: "Mỗi đợt một dòng, ghi từ ngày đến ngày; các đợt được đề xuất theo đây.",
    PlanSection.RECIPIENT: "Mỗi dòng một nơi nhận; dòng “Lưu: VT” ở cuối.",
}


class ParagraphListField(forms.CharField):
    """The paragraphs of one part of a plan, one a line; blank lines are left out.

    A part that the paper needs may still be empty in a draft: the plan's page lists it as missing.
    """

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        """Return the paragraphs in NFC, in their order."""
        lines = value if isinstance(value, list) else clean(str(value or "")).split("\n")
        return [line.strip() for line in lines if line.strip()]

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def validate(self, value: Any) -> None:
        """An empty part is saved."""

    def run_validators(self, value: Any) -> None:
        """The limits of one text do not fit a list of texts."""


class PlanTextForm(OfficialForm, forms.Form):
    """The parts of a plan as paragraphs, under the version of the plan that the page showed."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def parts(self) -> dict[str, list[str]]:
        """The parts that differ from the plan as it is stored, as paragraphs."""
        return {name: self.cleaned_data[name] for name in self.changed_data if name in SECTION_LABELS}

    def areas(self) -> list[forms.BoundField]:
        """The areas of the parts in the order of the paper."""
        return [self[name] for name in SECTION_LABELS]

    def labels(self) -> dict[str, str]:
        """Field → its label, for the page that shows two versions."""
        return {bound.name: str(bound.label) for bound in self if not bound.is_hidden}


for _section in PlanSection:
    PlanTextForm.declared_fields[_section.value] = ParagraphListField(
        label=SECTION_LABELS[_section],
        required=_section not in (PlanSection.CONTENT_BEFORE, PlanSection.CONTENT_AFTER),
        help_text=_HELP.get(_section, "Mỗi dòng một đoạn."),
        widget=forms.Textarea(attrs={"rows": _ROWS.get(_section, 8)}),
    )


def text_initial(plan: Plan, texts: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The stored TEXTS of a plan as `PlanTextForm` shows them."""
    parts = {part: [line for text in texts.get(part, ()) for line in text.splitlines()] for part in SECTION_LABELS}
    return {**parts, "version": plan.version}


def by_line(stale: StalePage) -> StalePage:
    """Both versions with each part as one text, as the edit page shows it."""
    stored = text_of(cast(Plan, stale.current))
    for part in SECTION_LABELS:
        setattr(stale.current, part, "\n".join(stored.get(part, [])))
    stale.mine = {name: "\n".join(v) if isinstance(v, list) else v for name, v in stale.mine.items()}
    return stale
