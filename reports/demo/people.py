"""Accounts of the demonstration: one person for each role, all with one password made up at loading."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path

from delegates.actions import link_account, post_clerk
from delegates.models import Council, Delegate, Locality
from petitions.actions.catalogues import add_officer
from petitions.models import Agency
from txct.core.actions import assign_role
from txct.core.models import User
from txct.core.roles import Role

SECRETARY, STANDING, FRONT = "thu-ky", "thuong-truc", "mat-tran"


@dataclass(frozen=True, slots=True)
class Account:
    """One log-in of the demonstration and what it is for."""

    user: User
    role: Role
    place: str


def new_password() -> str:
    """A password nobody can guess and a person can type."""
    return f"cu-tri-{secrets.randbelow(9000) + 1000}-{secrets.token_hex(3)}"


def account(*, council: Council, name: str, full_name: str, role: Role, password: str) -> Account:
    """Make a person with a role in the council; the same name again is the same person."""
    email = f"{name}@txct.example"
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(
            email, full_name, password, is_staff=role in (Role.SECRETARY, Role.SYSADMIN, Role.AUDITOR)
        )
    assign_role(user=user, tenant=council, role=role, by=None, valid_from=council.terms.latest("starts_on").starts_on)
    return Account(user, role, str(council))


def delegate_account(*, delegate: Delegate, name: str, role: Role, password: str) -> Account:
    """The log-in of one delegate."""
    made = account(council=delegate.council, name=name, full_name=delegate.full_name, role=role, password=password)
    link_account(delegate=delegate, user=made.user, by=None)
    return made


def clerk_account(*, council: Council, name: str, full_name: str, locality: Locality, password: str) -> Account:
    """The log-in of a clerk of one commune."""
    made = account(council=council, name=name, full_name=full_name, role=Role.CLERK, password=password)
    post_clerk(council=council, user=made.user, locality=locality, by=None)
    return made


def officer_account(*, agency: Agency, name: str, full_name: str, password: str) -> Account:
    """The log-in of an officer of an answering agency."""
    made = account(council=agency.council, name=name, full_name=full_name, role=Role.AGENCY, password=password)
    add_officer(agency=agency, user=made.user, by=None)
    return made


def write_list(accounts: list[Account], password: str, target: Path) -> None:
    """Leave the list of log-ins as a text file that `./run` prints."""
    width = max(len(one.user.email) for one in accounts)
    lines = [f"{one.user.email:<{width}}  {one.role.label}, {one.place}" for one in accounts]
    text = "\n".join(["Tài khoản minh họa (chỉ có trong dữ liệu minh họa):", *lines, f"Mật khẩu chung: {password}"])
    target.write_text(text + "\n", encoding="utf-8")
    target.chmod(0o600)
