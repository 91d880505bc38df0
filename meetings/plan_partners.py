"""Councils that plan together (NQLT 72/2025, Điều 22)."""

from __future__ import annotations

from delegates.models import Council
from meetings.models import Round
from meetings.plan_names import rounds_owner
from txct.core.scoping import trusted


def joint_councils_of(round: Round) -> list[Council]:
    """The further councils that agreed to the plan of ROUND, by name: its meetings are theirs too."""
    with trusted():
        agreed = rounds_owner(round.plan).partners.filter(agreed_at__isnull=False)
        return list(Council.objects.filter(joint_plans__in=agreed).order_by("name"))
