"""Comments of bodies and groups on a plan that is out for them."""

from __future__ import annotations

from datetime import datetime

from delegates.models import Body, DelegateGroup
from meetings.enums import PlanState
from meetings.models import Plan, PlanComment
from txct.core.audit import record
from txct.core.models import User
from txct.core.writing import Refused, action


@action
def comment_plan(
    *,
    plan: Plan,
    text: str,
    at: datetime,
    by: User | None,
    body: Body | None = None,
    group: DelegateGroup | None = None,
) -> PlanComment:
    """Keep what BODY or GROUP, else BY in person, says on the plan. Raises Refused unless it is out for comments."""
    plan.refresh_from_db()
    if plan.state != PlanState.CONSULTING:
        raise Refused(f"Kế hoạch đang “{plan.get_state_display()}”, không nhận ý kiến. Chờ khi kế hoạch xin ý kiến.")
    if not text.strip():
        raise Refused("Hãy ghi ý kiến.", field="text")
    if body is not None and group is not None:
        raise Refused("Ý kiến là của một cơ quan hoặc một Tổ đại biểu.", field="group")
    comment = PlanComment.objects.create(plan=plan, body=body, group=group, by=by, at=at, text=text)
    record(
        by=by,
        action="plan.commented",
        obj=plan,
        tenant_id=plan.council_id,
        at=at,
        new={"from": comment.speaker, "text": comment.text},
    )
    return comment
