"""Tasks of plans: by whom, by when, in the words of the paper."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from delegates.models import Body, DelegateGroup
from meetings.models import Duty, Plan, PlanTask
from meetings.plan_names import rounds_owner
from txct.core.scoping import trusted
from txct.deadlines.enums import AnchorEvent
from txct.deadlines.rules import SHIPPED_RULES
from txct.lib.dates import long_date
from txct.lib.text import fold

_ANCHORS = (
    AnchorEvent.MEETING_DAY,
    AnchorEvent.ROUND_LAST_DAY,
    AnchorEvent.HDND_OPENING,
    AnchorEvent.HDND_CLOSING,
)
DUTY_SUBJECTS: Mapping[str, str] = {rule.code: rule.subject for rule in SHIPPED_RULES if rule.anchor in _ANCHORS}
"""Duties of a round whose day a task may share: code → subject."""


@dataclass(frozen=True, slots=True)
class TaskDraft:
    """A task as it is written down: exactly one of BODY, GROUP, DOER_NAME; a day, a duty's code, or neither."""

    what: str
    body: Body | None = None
    group: DelegateGroup | None = None
    doer_name: str = ""
    due_on: date | None = None
    rule_code: str = ""

    @property
    def doer(self) -> str:
        return str(self.body or (self.group.label if self.group else self.doer_name))


def tasks_of(plan: Plan) -> list[PlanTask]:
    """The tasks of a plan in the order of the paper."""
    with trusted():
        return list(PlanTask.objects.filter(plan=plan).select_related("body", "group__council").order_by("position"))


def days_of(tasks: Sequence[PlanTask]) -> dict[int, date | None]:
    """Task key → its day: the one written, or that of the duty it follows in the rounds of its plan."""
    followed = [task for task in tasks if task.rule_code]
    owners = {task.plan_id: rounds_owner(task.plan).pk for task in followed}
    with trusted():
        duties = Duty.objects.filter(
            round__plan__in=owners.values(), rule_code__in={task.rule_code for task in followed}, due_on__isnull=False
        )
        found = list(duties.order_by("-due_on").values_list("round__plan", "rule_code", "due_on")) if followed else []
    of_duty = {(plan, code): day for plan, code, day in found}
    return {
        task.pk: of_duty.get((owners[task.plan_id], task.rule_code)) if task.rule_code else task.due_on
        for task in tasks
    }


def task_text(what: str, due_on: date | None) -> str:
    """`Cử người trả lời, chậm nhất ngày 06 tháng 6 năm 2017.`: one task as papers and messages print it."""
    words = what.rstrip(" .;")
    return f"{words}, chậm nhất {long_date(due_on)}." if due_on else f"{words}."


def by_doer(tasks: Iterable[PlanTask]) -> dict[str, list[PlanTask]]:
    """The tasks gathered by who does them, doers in the order of their first task."""
    found: dict[str, list[PlanTask]] = {}
    names: dict[str, str] = {}
    for task in tasks:
        name = names.setdefault(fold(task.doer), task.doer)
        found.setdefault(name, []).append(task)
    return found
