"""What a plan says: its paragraphs as stored and as printed, what it lacks, its content in JSON values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from meetings.enums import PlanSection
from meetings.importers.plan_sessions import Window, find_windows
from meetings.models import Plan
from meetings.plan_names import fill, names_in, rounds_of, unfilled_names, unknown_names, values_of
from meetings.plan_schedules import annex_entries
from meetings.plan_tasks import days_of, tasks_of
from meetings.rules import missing_parts_of
from txct.core.scoping import trusted

AGREEMENT = "ý kiến thống nhất của"


def text_of(plan: Plan) -> dict[str, list[str]]:
    """The paragraphs of a plan by part, in the order of the paper."""
    with trusted():
        rows = list(plan.paragraphs.all().order_by("position", "pk"))
    found: dict[str, list[str]] = {section.value: [] for section in PlanSection}
    for row in rows:
        found[row.section].append(row.text)
    return {section: texts for section, texts in found.items() if texts}


def printed_text(plan: Plan) -> dict[str, list[str]]:
    """The paragraphs of a plan by part with its names filled in; a name without a value stays in its braces."""
    texts = text_of(plan)
    values = name_values(plan, texts)
    return {section: [fill(text, values) for text in paragraphs] for section, paragraphs in texts.items()}


def name_values(plan: Plan, texts: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The values of the plan's names; read only when its TEXTS or its opening use any."""
    used = any(names_in(text) for text in _every(plan, texts))
    return values_of(plan) if used else {}


def _every(plan: Plan, texts: Mapping[str, Sequence[str]]) -> list[str]:
    return [plan.opening, *(text for paragraphs in texts.values() for text in paragraphs)]


def windows_of(plan: Plan) -> list[Window]:
    """The rounds that the plan's own paragraphs on time name: before or after, first and last day."""
    year = plan.issued_on.year if plan.issued_on else None
    return find_windows(printed_text(plan).get(PlanSection.TIME, []), plan.title, year, [])


def missing_parts(plan: Plan) -> list[str]:
    """What the plan lacks before it can be issued, names without a value last; [] when it is complete."""
    texts = text_of(plan)
    present = {*texts, PlanSection.ORGANISATION} if plan.tasks.exists() else set(texts)
    parts = missing_parts_of(
        present,
        has_place=bool(plan.place_name),
        has_issuer=bool(plan.issuer_name),
        has_signatory=plan.signatory_id is not None,
    )
    return [*parts, *missing_agreements(plan), *(f"{{{name}}}" for name in missing_names(plan, texts))]


def missing_agreements(plan: Plan) -> list[str]:
    """The councils of a joint plan that have not answered."""
    with trusted():
        waiting = list(plan.partners.filter(agreed_at=None, refused_at=None).select_related("council").order_by("pk"))
    return [f"{AGREEMENT} {row.council}" for row in waiting]


def missing_names(plan: Plan, texts: Mapping[str, Sequence[str]]) -> list[str]:
    """Names used in TEXTS or in the opening that have no value yet, and those that are not in the table."""
    unknown = [name for _part, _place, name in unknown_names({"opening": _every(plan, texts)})]
    return [*unfilled_names(_every(plan, texts), name_values(plan, texts)), *dict.fromkeys(unknown)]


def snapshot_of(plan: Plan) -> dict[str, Any]:
    """The plan as issued, in JSON values."""
    tasks = tasks_of(plan)
    days = days_of(tasks)
    return {
        "number": plan.number_text,
        "issued_on": plan.issued_on.isoformat() if plan.issued_on else None,
        "place": plan.place_name,
        "issuer": plan.issuer_name,
        "title": plan.title,
        "opening": plan.opening,
        "session": str(plan.session) if plan.session else None,
        "signatory": str(plan.signatory) if plan.signatory else None,
        "report_due_on": plan.report_due_on.isoformat() if plan.report_due_on else None,
        "amends": plan.amends.number_text if plan.amends else None,
        "paragraphs": text_of(plan),
        "tasks": [
            {"doer": task.doer, "what": task.what, "due_on": days[task.pk].isoformat() if days[task.pk] else None}
            for task in tasks
        ],
        "rounds": [
            {"phase": r.phase, "starts_on": r.starts_on.isoformat(), "ends_on": r.ends_on.isoformat()}
            for r in rounds_of(plan)
        ],
        "meetings": annex_entries(plan),
    }
