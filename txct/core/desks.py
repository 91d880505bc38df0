"""The desks of a person: where each role works, the first one first."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from txct.core.roles import Role


class Desk(NamedTuple):
    """Name of a page, what it is called on screen, and the roles that work there."""

    page: str
    label: str
    icon: str
    roles: frozenset[str]


def _desk(page: str, label: str, icon: str, *roles: Role) -> Desk:
    return Desk(page, label, icon, frozenset(role.value for role in roles))


DESKS = (
    _desk("desk:home", "Bàn làm việc", "house", Role.SECRETARY, Role.STANDING, Role.AUDITOR, Role.FRONT),
    _desk("delegates:my-schedule", "Lịch của tôi", "calendar3", Role.GROUP_HEAD, Role.DELEGATE),
    _desk("meetings:unit-desk", "Hội nghị ở đơn vị", "calendar3", Role.CLERK),
    _desk("petitions:agency-desk", "Kiến nghị được chuyển", "inbox", Role.AGENCY),
    _desk("admin:index", "Hồ sơ", "archive", Role.SYSADMIN),
)


def desks_of(roles: Collection[str]) -> list[Desk]:
    """Desks of somebody who holds ROLES, the first page after signing in first."""
    return [desk for desk in DESKS if desk.roles.intersection(roles)]
