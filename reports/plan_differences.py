"""What an amended plan changes in the plan it amends: fields, paragraphs, tasks and rounds, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from meetings.enums import Phase, PlanSection
from meetings.models import Plan, PlanTask, PlanVersion
from meetings.plan_names import rounds_of
from meetings.plan_tasks import days_of, task_text, tasks_of
from meetings.plan_texts import printed_text
from meetings.plan_wording import span_phrase
from reports.plan_changes import ParagraphChange, PartChange, part_changes
from txct.core.scoping import trusted
from txct.lib.dates import short_date

SECTION_LABELS: dict[str, str] = {
    PlanSection.BASIS: "Căn cứ ban hành",
    PlanSection.PURPOSE: "I. 1. Mục đích",
    PlanSection.REQUIREMENT: "I. 2. Yêu cầu",
    PlanSection.TIME: "II. Thời gian",
    PlanSection.CONTENT_BEFORE: "III. Nội dung trước kỳ họp",
    PlanSection.CONTENT_AFTER: "III. Nội dung sau kỳ họp",
    PlanSection.PLACE: "IV. Địa điểm, thành phần",
    PlanSection.ORGANISATION: "V. Tổ chức thực hiện",
    PlanSection.RECIPIENT: "Nơi nhận",
}
TASKS, ROUNDS = "Nhiệm vụ của từng cơ quan", "Thời gian của các đợt"


def amendment_changes(plan: Plan) -> list[PartChange]:
    """The difference between an amendment and the plan it amends, fields first; [] for a plan that amends none."""
    with trusted():
        amended = plan.amends
        if amended is None:
            return []
        old, new = _head_of(amended), _head_of(plan)
        fields = part_changes(old, new, {label: label for label in new})
        text = part_changes(printed_text(amended), printed_text(plan), SECTION_LABELS)
        rest = part_changes(
            {TASKS: _task_words(tasks_of(amended)), ROUNDS: _rounds_as_issued(amended)},
            {TASKS: _task_words(tasks_of(plan)), ROUNDS: _rounds_now(plan)},
            {TASKS: TASKS, ROUNDS: ROUNDS},
        )
    return [*fields, *text, *rest]


def _head_of(plan: Plan) -> dict[str, list[str]]:
    values = {
        "Kỳ họp": str(plan.session) if plan.session else "",
        "Địa danh": plan.place_name,
        "Cơ quan ban hành": plan.issuer_name,
        "Câu mở đầu": plan.opening,
        "Người ký": str(plan.signatory) if plan.signatory else "",
        "Hạn Tổ đại biểu gửi báo cáo": short_date(plan.report_due_on) if plan.report_due_on else "",
    }
    return {label: [value] if value else [] for label, value in values.items()}


def _task_words(tasks: Sequence[PlanTask]) -> list[str]:
    days = days_of(tasks)
    return [f"{task.doer}: {task_text(task.what, days[task.pk])}" for task in tasks]


def _rounds_now(plan: Plan) -> list[str]:
    return [_round_words(one.phase, one.starts_on, one.ends_on) for one in rounds_of(plan)]


def _rounds_as_issued(plan: Plan) -> list[str]:
    """The rounds as PLAN was issued with them; those of now for a plan issued without a kept version."""
    version = PlanVersion.objects.filter(plan=plan).order_by("-number").first()
    if version is None:
        return _rounds_now(plan)
    rows: list[Mapping[str, Any]] = version.snapshot["rounds"]
    days = [(row["phase"], date.fromisoformat(row["starts_on"]), date.fromisoformat(row["ends_on"])) for row in rows]
    return [_round_words(phase, first, last) for phase, first, last in days]


def _round_words(phase: str, first: date, last: date) -> str:
    return f"Đợt {Phase(phase).label}: {span_phrase(first, last)}."


def change_sentence(change: ParagraphChange) -> str:
    """One changed paragraph in the words of a paper: put in, left out, or reworded, quoted whole."""
    old = "".join(piece.text for piece in change.pieces if piece.kind != "new").strip()
    new = "".join(piece.text for piece in change.pieces if piece.kind != "old").strip()
    if change.kind == "new":
        return f"Bổ sung: “{new}”"
    return f"Bỏ: “{old}”" if change.kind == "old" else f"Sửa “{old}” thành “{new}”"
