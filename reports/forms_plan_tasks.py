"""Tasks of a plan as rows of its form: who, what, by when; a row left blank is no task."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.forms.formsets import BaseFormSet
from django.http import QueryDict

from delegates.models import Body, DelegateGroup
from meetings.models import PlanTask
from meetings.plan_tasks import DUTY_SUBJECTS, TaskDraft
from txct.core.forms import DateField, LineField, OfficialForm, side_by_side

BLANK_ROWS = 2
MOST_TASKS = 100
PREFIX = "tasks"
ADD = "add_task"
"""Name of the button that asks for more rows; the form comes back as typed, nothing is saved."""


class TaskForm(OfficialForm, forms.Form):
    """One task."""

    doer = forms.ChoiceField(label="Nơi thực hiện", required=False)
    doer_name = LineField(label="Hoặc nơi khác", required=False, max_length=200, help_text="Ví dụ: Đài truyền thanh")
    what = LineField(label="Việc", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    due_on = DateField(label="Hạn", required=False)
    rule_code = forms.ChoiceField(
        label="Hoặc cùng hạn với việc pháp định",
        required=False,
        choices=[("", "Không"), *DUTY_SUBJECTS.items()],
    )

    def __init__(self, *args: Any, doers: Mapping[str, Body | DelegateGroup], **options: Any) -> None:
        super().__init__(*args, **options)
        self.doers = doers
        known: Any = self.fields["doer"]
        known.choices = [("", "Chọn"), *((key, _label(row)) for key, row in doers.items())]

    @property
    def helper(self) -> FormHelper:
        """Who and by when in pairs, what over the whole width."""
        helper = super().helper
        helper.template = "components/form_row.html"
        pairs = (side_by_side("doer", "doer_name"), "what", side_by_side("due_on", "rule_code"))
        helper.layout = Layout(*pairs, *(name for name in ("DELETE",) if name in self.fields))
        return helper

    def clean(self) -> dict[str, Any]:
        """A row with anything in it says who does what, by one day at most."""
        cleaned = super().clean() or self.cleaned_data
        if not any(cleaned.get(name) for name in ("doer", "doer_name", "what", "due_on", "rule_code")):
            return cleaned
        if not cleaned.get("what"):
            self.add_error("what", "Ghi việc phải làm, hoặc xóa cả dòng.")
        if bool(cleaned.get("doer")) == bool(cleaned.get("doer_name")):
            self.add_error("doer", "Chọn một nơi thực hiện, hoặc ghi tên nơi khác; không cả hai.")
        if cleaned.get("due_on") and cleaned.get("rule_code"):
            self.add_error("due_on", "Hạn là một ngày hoặc theo việc pháp định, không cả hai.")
        return cleaned

    def draft(self) -> TaskDraft | None:
        """The task; None for a row left blank."""
        given = self.cleaned_data
        if not given.get("what"):
            return None
        doer = self.doers.get(given["doer"])
        return TaskDraft(
            what=given["what"],
            body=doer if isinstance(doer, Body) else None,
            group=doer if isinstance(doer, DelegateGroup) else None,
            doer_name=given["doer_name"],
            due_on=given["due_on"],
            rule_code=given["rule_code"],
        )


def _label(row: Body | DelegateGroup) -> str:
    return row.label if isinstance(row, DelegateGroup) else str(row)


class TaskRows(BaseFormSet):
    """The rows of a plan's tasks, in order."""

    def drafts(self) -> list[TaskDraft]:
        """The tasks of the rows that are neither blank nor removed."""
        kept = [form for form in self.forms if not form.cleaned_data.get("DELETE")]
        return [draft for form in kept if (draft := form.draft()) is not None]

    def problems(self) -> list[str]:
        """What is wrong in rows that are kept, each sentence with the number of its row on the page."""
        whole = [str(error) for error in self.non_form_errors()]
        rows = [(n, form) for n, form in enumerate(self.forms, start=1) if not form.cleaned_data.get("DELETE")]
        return whole + [
            f"Nhiệm vụ {n}: {text}" for n, form in rows for texts in form.errors.values() for text in texts
        ]

    def get_deletion_widget(self) -> forms.Widget:
        return forms.CheckboxInput()

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        """Name the box that removes a row in the words of the office."""
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = "Bỏ dòng này khi lưu"


_Rows = forms.formset_factory(
    TaskForm, formset=TaskRows, extra=BLANK_ROWS, max_num=MOST_TASKS, can_delete=True, can_delete_extra=False
)


def task_rows(
    posted: QueryDict | None, tasks: Sequence[PlanTask], bodies: Sequence[Body], groups: Sequence[DelegateGroup]
) -> TaskRows:
    """The rows as stored or as POSTED; with the button for more rows pressed, that many more blank ones.

    What was posted without any rows leaves the tasks as they are stored.
    """
    doers: dict[str, Body | DelegateGroup] = {f"body-{row.pk}": row for row in bodies}
    doers |= {f"group-{row.pk}": row for row in groups}
    initial = [_initial(task) for task in tasks]
    total = f"{PREFIX}-TOTAL_FORMS"
    if posted is not None and total not in posted:
        posted = None
    if posted is not None and ADD in posted:
        posted, count = posted.copy(), posted[total]
        posted[total] = str(min((int(count) if count.isascii() and count.isdecimal() else 0) + BLANK_ROWS, MOST_TASKS))
    return _Rows(posted, initial=initial, prefix=PREFIX, form_kwargs={"doers": doers})


def _initial(task: PlanTask) -> dict[str, Any]:
    doer = f"body-{task.body_id}" if task.body_id else f"group-{task.group_id}" if task.group_id else ""
    return {
        "doer": doer,
        "doer_name": task.doer_name,
        "what": task.what,
        "due_on": task.due_on,
        "rule_code": task.rule_code,
    }
