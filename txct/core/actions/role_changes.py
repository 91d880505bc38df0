"""Giving and ending roles. Whoever's roles change must sign in again."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import F
from django.utils import timezone

from txct.core.audit import record
from txct.core.models import RoleAssignment, Tenant, User
from txct.core.permissions import assignments_of
from txct.core.roles import RECORD_ROLES, Role
from txct.core.writing import Refused, action


@action
def assign_role(
    *,
    user: User,
    tenant: Tenant,
    role: str,
    by: User | None,
    valid_from: date | None = None,
    valid_to: date | None = None,
    reason: str = "",
) -> RoleAssignment:
    """Give USER a ROLE in the council of TENANT from VALID_FROM (default: today), for good or until VALID_TO.

    Nobody changes their own roles. BY is None for set-up by command. All sessions of USER end.
    """
    _refuse_own(user, by)
    if role not in Role.values:
        raise Refused("Hãy chọn một vai trò có trong danh sách.", field="role")
    start = valid_from or timezone.localdate()
    if valid_to is not None and valid_to < start:
        raise Refused("Ngày kết thúc phải từ ngày bắt đầu trở đi.", field="valid_to")
    if RoleAssignment.objects.in_force(start).filter(user=user, tenant=tenant, role=role).exists():
        raise Refused(f"{user} đã có vai trò này.", field="role")
    assignment = RoleAssignment.objects.create(
        user=user, tenant=tenant, role=role, valid_from=start, valid_to=valid_to, reason=reason
    )
    record(
        by=by,
        action="role.assigned",
        obj=assignment,
        tenant_id=tenant.pk,
        new={"user": user.pk, "role": role, "valid_from": start, "valid_to": valid_to, "reason": reason},
    )
    _after_change(user)
    return assignment


@action
def end_role(*, assignment: RoleAssignment, by: User | None, on: date | None = None, reason: str = "") -> None:
    """End a role so that the day ON (default: today) is the first day without it.

    A role that began on that very day or later is taken back whole; the trace keeps both.
    """
    _refuse_own(assignment.user, by)
    first_day_without = on or timezone.localdate()
    old = {"role": assignment.role, "valid_from": assignment.valid_from, "valid_to": assignment.valid_to}
    if assignment.valid_to is not None and assignment.valid_to < first_day_without:
        raise Refused("Vai trò này đã kết thúc từ trước.")
    last_day = first_day_without - timedelta(days=1)
    record(
        by=by,
        action="role.ended",
        obj=assignment,
        tenant_id=assignment.tenant_id,
        old=old,
        new={"valid_to": last_day, "reason": reason},
    )
    if last_day < assignment.valid_from:
        assignment.delete()
    else:
        assignment.valid_to = last_day
        assignment.save(update_fields=["valid_to"])
    _after_change(assignment.user)


@action
def end_sessions(*, user: User) -> None:
    """Sign USER out everywhere."""
    User.objects.filter(pk=user.pk).update(sessions_ended=F("sessions_ended") + 1)
    user.refresh_from_db(fields=["sessions_ended"])


def _refuse_own(user: User, by: User | None) -> None:
    if by is not None and by.pk == user.pk:
        raise Refused("Không ai tự đổi vai trò của mình. Hãy đề nghị người quản trị khác.")


def _after_change(user: User) -> None:
    """Sign out, forget what was read of the roles, and open or close the records desk."""
    vars(user).pop("_txct_assignments", None)
    may_enter = any(role in RECORD_ROLES for _tenant, role in assignments_of(user))
    if user.is_staff != may_enter and not user.is_superuser:
        user.is_staff = may_enter
        user.save(update_fields=["is_staff"])
    end_sessions(user=user)
