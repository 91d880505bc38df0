"""A delegate who takes up an invitation finds the own record by the address written there."""

from __future__ import annotations

from delegates.actions import link_account
from delegates.models import Delegate
from txct.core.models import Tenant, User
from txct.core.roles import Role


def find_own_record(*, user: User, tenant: Tenant, role: str) -> None:
    """Tie USER to the delegate with the same address, when there is exactly one without an account."""
    if role not in (Role.DELEGATE, Role.GROUP_HEAD):
        return
    rows = Delegate.objects.filter(council=tenant.pk, user=None, email__iexact=user.email)
    if len(rows) == 1 and not Delegate.objects.filter(term=rows[0].term_id, user=user).exists():
        link_account(delegate=rows[0], user=user, by=user)
