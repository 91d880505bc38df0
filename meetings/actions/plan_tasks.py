"""Tasks of plans: written with the plan, told to whom they ask when it is issued, noted as done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from delegates.enums import MemberRole
from delegates.models import GroupMembership
from meetings.enums import PlanState
from meetings.models import Plan, PlanTask
from meetings.plan_names import names_in
from meetings.plan_tasks import DUTY_SUBJECTS, TaskDraft, by_doer, days_of, task_text, tasks_of
from txct.core import outbox
from txct.core.audit import record
from txct.core.models import User
from txct.core.writing import Refused, action, lock


def write_tasks(plan: Plan, drafts: Sequence[TaskDraft]) -> list[PlanTask]:
    """Replace the tasks of PLAN. Runs inside the caller's action.

    Raises Refused, naming the row, for a task without doer or words, with two doers, with a day and a duty.
    """
    for place, draft in enumerate(drafts, start=1):
        _refuse_odd(place, draft)
    PlanTask.objects.filter(plan=plan).delete()
    return PlanTask.objects.bulk_create(
        PlanTask(
            plan=plan,
            position=place,
            body=draft.body,
            group=draft.group,
            doer_name=draft.doer_name,
            what=draft.what,
            due_on=draft.due_on,
            rule_code=draft.rule_code,
        )
        for place, draft in enumerate(drafts, start=1)
    )


def _refuse_odd(place: int, draft: TaskDraft) -> None:
    if not draft.what.strip():
        raise Refused(f"Nhiệm vụ {place}: hãy ghi việc phải làm.", field="tasks")
    if sum((draft.body is not None, draft.group is not None, bool(draft.doer_name))) != 1:
        raise Refused(f"Nhiệm vụ {place}: chọn một nơi thực hiện, hoặc ghi tên nơi khác; không cả hai.", field="tasks")
    if draft.due_on is not None and draft.rule_code:
        raise Refused(f"Nhiệm vụ {place}: hạn là một ngày hoặc theo việc pháp định, không cả hai.", field="tasks")
    if draft.rule_code and draft.rule_code not in DUTY_SUBJECTS:
        raise Refused(f"Nhiệm vụ {place}: không có việc pháp định này. Chọn lại hạn.", field="tasks")
    if names_in(draft.what):
        raise Refused(
            f"Nhiệm vụ {place}: bỏ tên trong dấu ngoặc nhọn; ngày của việc ghi ở ô hạn.",
            field="tasks",
        )


def drafts_of(plan: Plan, *, with_days: bool = True) -> list[TaskDraft]:
    """The tasks of PLAN as they would be written down again; without WITH_DAYS an earlier plan's days are left out."""
    return [
        TaskDraft(
            what=task.what,
            body=task.body,
            group=task.group,
            doer_name=task.doer_name,
            due_on=task.due_on if with_days else None,
            rule_code=task.rule_code,
        )
        for task in tasks_of(plan)
    ]


def tell_tasks(plan: Plan) -> None:
    """A message to each body and group with an address: what the issued plan asks of it. Runs inside the issue."""
    tasks = tasks_of(plan)
    days = days_of(tasks)
    for rows in by_doer(tasks).values():
        name, address = _addressee(rows[0])
        if address:
            number = plan.number_text
            lines = [f"- {task_text(task.what, days[task.pk])}" for task in rows]
            outbox.put(
                tenant_id=plan.council_id,
                key=f"plan-tasks-{plan.pk}-{rows[0].pk}",
                recipient_name=name,
                address=address,
                subject=f"Nhiệm vụ trong Kế hoạch {number}",
                body="\n".join([f"Kính gửi: {name}", "", f"Kế hoạch {number} – {plan.title} giao:", "", *lines]),
            )


def _addressee(task: PlanTask) -> tuple[str, str]:
    """Who is written to about TASK: the body, the head of the group; a name alone has no address."""
    if task.body is not None:
        return str(task.body), task.body.email
    if task.group is None:
        return task.doer_name, ""
    heads = GroupMembership.objects.filter(group=task.group, role=MemberRole.HEAD, valid_to=None)
    head = heads.select_related("delegate").order_by("pk").first()
    return task.group.label, head.delegate.email if head else ""


@action
def finish_task(*, task: PlanTask, by: User | None, at: datetime | None = None) -> PlanTask:
    """Note that a task of an issued plan is done. Raises Refused when it is already, or the plan is no longer the one
    in force."""
    task = lock(PlanTask, task.pk)
    if task.plan.state != PlanState.ISSUED:
        raise Refused(f"Kế hoạch đang “{task.plan.get_state_display()}”. Ghi xong ở kế hoạch đang thực hiện.")
    if task.done_at is not None:
        raise Refused("Việc này đã được ghi là xong.")
    task.done_at = at or timezone.now()
    task.save(update_fields=["done_at"])
    record(
        by=by,
        action="plan.task_finished",
        obj=task.plan,
        tenant_id=task.plan.council_id,
        at=task.done_at,
        new={"task": str(task), "done_at": task.done_at},
    )
    return task
