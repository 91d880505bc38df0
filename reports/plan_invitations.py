"""What a council was asked to plan together with others, and what it answered (NQLT 72/2025, Điều 22)."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from delegates.models import Council
from meetings.models import PlanPartner
from txct.core.scoping import trusted
from txct.lib.dates import short_date


@dataclass(frozen=True, slots=True)
class Invitation:
    """One invitation as the asked council reads it; PLAN_URL is empty once it has refused."""

    words: str
    plan_url: str
    answer_url: str


def invitations_to(council: Council, *, may_answer: bool) -> list[Invitation]:
    """Invitations to COUNCIL that it has not agreed to, newest first; of a refused one no more than that."""
    with trusted():
        rows = PlanPartner.objects.filter(council=council, agreed_at=None).select_related("plan__council")
        return [_invitation(row, may_answer) for row in rows.order_by("-asked_at", "-pk")]


def _invitation(row: PlanPartner, may_answer: bool) -> Invitation:
    asked = f"{row.plan.council} mời cùng lập kế hoạch ngày {short_date(timezone.localdate(row.asked_at))}"
    answer_url = reverse("desk:plan-answer", args=[row.plan_id]) if may_answer and row.plan.is_editable else ""
    if row.refused_at is None:
        return Invitation(f"{asked}; chưa trả lời.", reverse("desk:plan", args=[row.plan_id]), answer_url)
    refused = f"Hội đồng trả lời chưa thống nhất ngày {short_date(timezone.localdate(row.refused_at))}"
    return Invitation(f"{asked}. {refused}: {row.refused_reason.rstrip('.')}.", "", answer_url)
