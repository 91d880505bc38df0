"""Joint plans: another council is asked to plan together, and agrees or does not (NQLT 72/2025, Điều 22)."""

from __future__ import annotations

from datetime import datetime

from delegates.models import Council
from meetings.models import Plan, PlanPartner
from txct.core.audit import record
from txct.core.models import User
from txct.core.writing import Refused, action, lock


@action
def ask_partner(*, plan: Plan, council: Council, by: User | None, at: datetime, paper: str = "") -> PlanPartner:
    """Ask COUNCIL to plan together; it reads the plan from now on. With PAPER it has agreed in writing already."""
    plan = lock(Plan, plan.pk)
    if not plan.is_editable:
        raise Refused("Kế hoạch đã ban hành, không mời thêm Hội đồng cùng lập. Lập kế hoạch điều chỉnh.")
    if council.pk == plan.council_id:
        raise Refused("Chọn Hội đồng khác để cùng lập kế hoạch.", field="council")
    if PlanPartner.objects.filter(plan=plan, council=council, refused_at=None).exists():
        raise Refused(f"{council} đã được đề nghị cùng lập kế hoạch này.", field="council")
    asked = {"asked_at": at, "agreed_at": at if paper.strip() else None, "agreed_paper": paper}
    afresh = {**asked, "refused_at": None, "refused_reason": "", "answered_by": None}
    partner, _new = PlanPartner.objects.update_or_create(plan=plan, council=council, defaults=afresh)
    new = {"council": council, "paper": paper}
    record(by=by, action="plan.partner_asked", obj=plan, tenant_id=plan.council_id, at=at, new=new)
    return partner


@action
def withdraw_partner(*, partner: PlanPartner, by: User | None, at: datetime) -> None:
    """Take an invitation back: the council reads the plan no more. Raises Refused once it has answered."""
    partner = _held(partner)
    if partner.agreed_at or partner.refused_at:
        raise Refused(f"{partner.council} đã trả lời, không rút đề nghị được nữa.")
    plan, council = partner.plan, partner.council
    partner.delete()
    record(
        by=by, action="plan.partner_withdrawn", obj=plan, tenant_id=plan.council_id, at=at, old={"council": council}
    )


@action
def answer_partner(
    *, partner: PlanPartner, agrees: bool, by: User | None, at: datetime, reason: str = ""
) -> PlanPartner:
    """The asked council's answer; when it does not agree, why. Raises Refused once the plan is issued."""
    partner = _held(partner)
    if not partner.plan.is_editable:
        raise Refused("Kế hoạch đã ban hành, không trả lời nữa.")
    if not agrees and not reason.strip():
        raise Refused("Nêu lý do chưa thống nhất.", field="reason")
    partner.agreed_at, partner.refused_at = (at, None) if agrees else (None, at)
    partner.refused_reason, partner.answered_by = "" if agrees else reason, by
    partner.save()
    new = {"council": partner.council, "agrees": agrees, "reason": partner.refused_reason}
    record(by=by, action="plan.partner_answered", obj=partner.plan, tenant_id=partner.plan.council_id, at=at, new=new)
    return partner


def _held(partner: PlanPartner) -> PlanPartner:
    """The invitation as it stands now, held after its plan, so that neither is issued nor withdrawn meanwhile."""
    lock(Plan, partner.plan_id)
    rows = PlanPartner.objects.select_for_update(of=("self",)).select_related("plan", "council")
    held = rows.filter(pk=partner.pk).first()
    if held is None:
        raise Refused("Đề nghị cùng lập kế hoạch này đã được rút. Mở lại danh sách kế hoạch.")
    return held
