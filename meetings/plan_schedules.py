"""The meetings that a plan prints in its annex, and those it was issued with."""

from __future__ import annotations

from typing import Any

from meetings.facts import MeetingFacts
from meetings.models import Meeting, Plan, Round
from meetings.models.meetings import OFF_STATES
from meetings.plan_names import rounds_owner
from meetings.queries import facts_of, with_parts
from txct.core.scoping import trusted


def annex_entries(plan: Plan) -> list[dict[str, Any]]:
    """The meetings with hours in the annex of a group's PLAN as JSON values; [] for a plan of the Thường trực."""
    if plan.group_id is None:
        return []
    with trusted():
        placed = Meeting.objects.filter(
            round__plan=rounds_owner(plan), groups=plan.group_id, starts_at__isnull=False
        ).exclude(state__in=OFF_STATES)
        rows = list(with_parts(placed).order_by("starts_at", "pk"))
        return [{"round": row.round_id, "facts": facts_of(row).to_entry()} for row in rows]


def planned_meetings(plan: Plan, round: Round) -> list[MeetingFacts]:
    """The meetings of ROUND as the newest issued version of the group's PLAN has them, in order of time."""
    with trusted():
        version = plan.versions.order_by("-number").first()
    entries = version.snapshot.get("meetings", []) if version else []
    return [MeetingFacts.from_entry(entry["facts"]) for entry in entries if entry["round"] == round.pk]
