"""What every page knows: the council the person works for, the roles held there, the other desks and councils."""

from typing import Any

from django.http import HttpRequest

from txct.core.desks import desks_of
from txct.core.models import Tenant


def current_council(request: HttpRequest) -> dict[str, Any]:
    """`current_council` (or None for the public), `roles`, the set of role codes held there, and what the person
    may turn to: `desks` of these roles, `other_councils` where a role is held too.
    """
    council = getattr(request, "council", None)
    roles = getattr(request, "roles", frozenset())
    others = [key for key in getattr(request, "councils", ()) if council is not None and key != council.pk]
    return {
        "current_council": council,
        "roles": roles,
        "desks": desks_of(roles),
        "other_councils": Tenant.objects.filter(pk__in=others) if others else (),
    }
