"""What else happens when somebody takes up a role: the rooms to the right tie the account to their own records."""

from __future__ import annotations

from typing import Protocol

from txct.core.models import Tenant, User


class Joining(Protocol):
    """Called in the transaction in which USER takes up ROLE in the council of TENANT."""

    def __call__(self, *, user: User, tenant: Tenant, role: str) -> None: ...


_called: list[Joining] = []


def when_joining(function: Joining) -> Joining:
    """Have FUNCTION called whenever an invitation is taken up; named once, when the rooms are opened."""
    if function not in _called:
        _called.append(function)
    return function


def joined(*, user: User, tenant: Tenant, role: str) -> None:
    """Tell every room that USER took up ROLE."""
    for function in _called:
        function(user=user, tenant=tenant, role=role)
