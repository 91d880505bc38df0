"""Plans of the groups beside the plan of the Thường trực (NQLT 72/2025, Điều 4 khoản 5).

Which groups have none, what a delegate reads, and where an issued one says other than the schedule.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from delegates.enums import MemberRole
from delegates.models import DelegateGroup, GroupMembership
from meetings.enums import PlanState
from meetings.facts import MeetingFacts, difference
from meetings.models import Plan, Round
from meetings.plan_names import rounds_owner
from meetings.plan_schedules import planned_meetings
from meetings.queries import as_told, facts_of_round
from txct.core.models import User
from txct.core.scoping import trusted
from txct.lib.dates import long_date

LEADERS = (MemberRole.HEAD, MemberRole.DEPUTY)


def groups_without_plan(plan: Plan) -> list[DelegateGroup]:
    """Groups of the term that have no plan of their own under PLAN, by number; [] for a group's plan."""
    session = plan.session
    if plan.group_id is not None or session is None:
        return []
    with trusted():
        return list(DelegateGroup.objects.filter(term=session.term_id).exclude(plans__follows=plan).order_by("number"))


def led_groups(user: User, council_id: int) -> list[DelegateGroup]:
    """The groups of the council that USER leads today as head or deputy, by number."""
    with trusted():
        rows = GroupMembership.objects.in_force(timezone.localdate()).filter(
            delegate__user=user, role__in=LEADERS, group__council=council_id
        )
        return list(DelegateGroup.objects.filter(pk__in=rows.values("group")).order_by("number"))


def readable_plans(user: User, council_id: int) -> list[Plan]:
    """Plans of the council that a delegate reads: those in force, and to leaders also what awaits their group's word.

    Of the groups' plans only those of the delegate's own groups; drafts only to who leads the group.
    """
    led = [group.pk for group in led_groups(user, council_id)]
    own = Q(group=None) | Q(group__memberships__delegate__user=user)
    shown = own & Q(state__in=[PlanState.ISSUED, PlanState.CLOSED])
    if led:
        shown |= Q(group=None, state=PlanState.CONSULTING)
        shown |= Q(group__in=led) & ~Q(state=PlanState.AMENDED)
    rows = Plan.objects.for_user(user).filter(shown, council=council_id).distinct()
    return list(rows.select_related("council", "group", "session", "document").order_by("-issued_on", "-pk"))


@dataclass(frozen=True, slots=True)
class PlanFollowed:
    """The issued plan of a delegate's group that a meeting follows, in words."""

    pk: int
    words: str


def plan_followed(user: User, round: Round, group_ids: Iterable[int]) -> PlanFollowed | None:
    """`Kế hoạch số 05/KH-HĐND ngày … của Tổ đại biểu số 1`, issued for ROUND by one of the delegate's groups."""
    own = Q(group__in=list(group_ids), group__memberships__delegate__user=user)
    plans = Plan.objects.for_user(user).filter(own, state=PlanState.ISSUED).select_related("group").distinct()
    for plan in plans.order_by("-issued_on", "-pk"):
        if rounds_owner(plan).pk == round.plan_id and plan.group and plan.issued_on:
            return PlanFollowed(
                plan.pk, f"Kế hoạch số {plan.number_text} {long_date(plan.issued_on)} của {plan.group.label}"
            )
    return None


def contradictions(round: Round) -> list[str]:
    """Where an issued plan of a group says other than the schedule of ROUND, by group and meeting, old → new.

    Meetings that the group's plan does not have yet are no contradiction: plans are issued before all is fixed.
    """
    with trusted():
        owner = round.plan
        rows = Plan.objects.filter(group__isnull=False, state=PlanState.ISSUED, council=round.council_id)
        plans = [one for one in rows.select_related("group").order_by("group__number", "pk") if _under(one, owner)]
        planned = [(plan, old) for plan in plans for old in planned_meetings(plan, round)]
        now = {facts.id: as_told(facts) for facts in facts_of_round(round)} if planned else {}
    found = []
    for plan, old in planned:
        words = _otherwise(plan, old, now.get(old.id))
        if words:
            found.append(f"Kế hoạch {plan.number_text} của {plan.group} ghi khác lịch: {words}")
    return found


def _under(plan: Plan, owner: Plan) -> bool:
    return rounds_owner(plan).pk == owner.pk


def _otherwise(plan: Plan, old: MeetingFacts, new: MeetingFacts | None) -> str:
    if new is None:
        return f"{old.units_text}: hội nghị {old.moment_text} không còn trong lịch"
    if plan.group_id not in new.group_ids:
        return f"{old.units_text}: hội nghị {old.moment_text} không còn của {plan.group}"
    return difference(as_told(old), new)
