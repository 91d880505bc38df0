"""Who may do what: `can()` and the grants behind it."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db import models
from django.utils import timezone

from txct.core.roles import PERMISSIONS, Role, Scope
from txct.core.scoping import ScopedModel


def permission_name(verb: str, model: type[models.Model]) -> str:
    """`view`, Meeting → `meetings.view_meeting`."""
    return f"{model._meta.app_label}.{verb}_{model._meta.model_name}"


def assignments_of(user: Any) -> list[tuple[int, Role]]:
    """(council key, role) pairs in force today; read once per user object."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return []
    cached = getattr(user, "_txct_assignments", None)
    if cached is None:
        from txct.core.models import RoleAssignment, Tenant

        today = timezone.localdate()
        rows = RoleAssignment.objects.in_force(today).filter(user=user, tenant__is_active=True)
        cached = [(tenant_id, Role(role)) for tenant_id, role in rows.values_list("tenant_id", "role")]
        if user.is_superuser:
            cached += [(pk, Role.SYSADMIN) for pk in Tenant.objects.values_list("pk", flat=True)]
        user._txct_assignments = cached
    return cached


def grants_of(user: Any, permission: str) -> dict[Scope, frozenset[int]]:
    """Within which councils, at which scope, USER holds PERMISSION."""
    found: dict[Scope, set[int]] = defaultdict(set)
    for tenant_id, role in assignments_of(user):
        scope = PERMISSIONS[role].get(permission)
        if scope is not None:
            found[scope].add(tenant_id)
    return {scope: frozenset(ids) for scope, ids in found.items()}


def can(user: Any, permission: str, obj: models.Model | None = None) -> bool:
    """Whether USER may do PERMISSION at all, or on OBJ when one is given."""
    grants = grants_of(user, permission)
    if obj is None or not grants:
        return bool(grants)
    if not isinstance(obj, ScopedModel):
        return True
    if obj.pk is None:
        return any(obj.council_key in ids for ids in grants.values())
    if obj.council_key in grants.get(Scope.COUNCIL, frozenset()):
        return True
    return bool(type(obj).objects.for_user(user, permission).filter(pk=obj.pk).exists())


def roles_in(user: Any, tenant_id: int) -> set[Role]:
    """Roles that USER holds in one council today."""
    return {role for tenant, role in assignments_of(user) if tenant == tenant_id}


def tenants_of(user: Any) -> list[int]:
    """Keys of the councils in which USER holds any role, in order of assignment."""
    return list(dict.fromkeys(tenant for tenant, _role in assignments_of(user)))
