"""Tasks of plans with the days left, as the plan's page, the timetable and the office's home show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone

from delegates.calendars import calendar_of
from delegates.models import Council
from meetings.enums import PlanState
from meetings.models import PlanTask
from meetings.plan_tasks import DUTY_SUBJECTS, days_of
from txct.core.models import User
from txct.deadlines.calendar import WorkingCalendar
from txct.deadlines.timetable import days_left
from txct.lib.dates import weekday_date

SOON_DAYS = 3


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One task: who, what, its day and how long that is."""

    key: int
    doer: str
    what: str
    day: date | None
    on: str
    why: str
    words: str
    tone: str
    done_on: str
    may_finish: bool
    plan: str
    url: str


def task_lines(tasks: Sequence[PlanTask], council: Council, today: date) -> list[TaskLine]:
    """TASKS in their order, with the days left on TODAY."""
    if not tasks:
        return []
    calendar, days = calendar_of(council), days_of(tasks)
    return [_line(task, days[task.pk], today, calendar) for task in tasks]


def _line(task: PlanTask, day: date | None, today: date, calendar: WorkingCalendar) -> TaskLine:
    words, tone = ("đã xong", "done") if task.done_at else days_words(day, today, calendar)
    return TaskLine(
        key=task.pk,
        doer=task.doer,
        what=task.what,
        day=day,
        on=weekday_date(day) if day else "",
        why=f"cùng hạn: {DUTY_SUBJECTS[task.rule_code]}" if task.rule_code else "",
        words=words,
        tone=tone,
        done_on=weekday_date(timezone.localdate(task.done_at)) if task.done_at else "",
        may_finish=task.done_at is None and task.plan.state == PlanState.ISSUED,
        plan=task.plan.number_text,
        url=f"{reverse('desk:plan', args=[task.plan_id])}#nhiem-vu-{task.pk}",
    )


def days_words(due_on: date | None, today: date, calendar: WorkingCalendar) -> tuple[str, str]:
    """("còn 2 ngày làm việc", "due"): late when past, due within three working days, else open."""
    if due_on is None:
        return "chưa có hạn", "draft"
    left = days_left(due_on, today, calendar)
    if left.calendar_days < 0:
        return left.words, "late"
    return left.words, "due" if left.working_days <= SOON_DAYS else "open"


def tasks_in_force(user: User, council: Council) -> list[PlanTask]:
    """The tasks of the council's issued plans, open ones only."""
    rows = PlanTask.objects.for_user(user).filter(plan__council=council.pk, plan__state=PlanState.ISSUED, done_at=None)
    return list(
        rows.select_related("body", "group__council", "plan__amends", "plan__follows").order_by("plan", "position")
    )


def waiting_tasks(user: User, council: Council, today: date) -> list[TaskLine]:
    """Open tasks of issued plans by their day; those without a day last."""
    lines = task_lines(tasks_in_force(user, council), council, today)
    return sorted(lines, key=lambda line: (line.day is None, line.day or today, line.key))
