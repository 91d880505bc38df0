"""Reads inside a request say for whom they are; roles bound what comes back."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from txct.core.models import Invitation, NumberRegister, RoleAssignment, Tenant, User
from txct.core.permissions import can, roles_in, tenants_of
from txct.core.roles import PERMISSIONS, Role
from txct.core.scoping import UnscopedRead, serving_request, trusted

pytestmark = pytest.mark.django_db


@pytest.fixture
def councils() -> tuple[Tenant, Tenant]:
    first = Tenant.objects.create(code="a", name="HĐND xã A")
    second = Tenant.objects.create(code="b", name="HĐND xã B")
    for tenant in (first, second):
        NumberRegister.objects.create(tenant=tenant, series="KH-HĐND", year=2026)
    return first, second


def person(email: str, *roles: tuple[Tenant, Role]) -> User:
    user = User.objects.create_user(email, email.partition("@")[0])
    for tenant, role in roles:
        RoleAssignment.objects.create(user=user, tenant=tenant, role=role)
    return user


def test_a_secretary_sees_only_the_own_council(councils: tuple[Tenant, Tenant]) -> None:
    secretary = person("thuky@a.example", (councils[0], Role.SECRETARY))
    seen = NumberRegister.objects.for_user(secretary).values_list("tenant__code", flat=True)
    assert list(seen) == ["a"]
    foreign = NumberRegister.objects.get(tenant=councils[1])
    assert not can(secretary, "core.view_numberregister", foreign)
    assert can(secretary, "core.view_numberregister", NumberRegister.objects.get(tenant=councils[0]))


def test_a_person_without_a_role_and_the_public_see_nothing(councils: tuple[Tenant, Tenant]) -> None:
    from django.contrib.auth.models import AnonymousUser

    for user in (person("khach@a.example"), AnonymousUser()):
        assert not NumberRegister.objects.for_user(user).exists()
        assert not can(user, "core.view_numberregister")
        assert tenants_of(user) == []


def test_a_role_counts_only_between_its_dates(councils: tuple[Tenant, Tenant]) -> None:
    today = timezone.localdate()
    user = person("uyquyen@a.example")
    RoleAssignment.objects.create(
        user=user, tenant=councils[0], role=Role.SECRETARY, valid_from=date(2020, 1, 1), valid_to=today - timedelta(1)
    )
    RoleAssignment.objects.create(user=user, tenant=councils[1], role=Role.AUDITOR, valid_from=today, valid_to=today)
    assert tenants_of(user) == [councils[1].pk]
    assert roles_in(user, councils[1].pk) == {Role.AUDITOR}


def test_a_council_switched_off_gives_no_rights(councils: tuple[Tenant, Tenant]) -> None:
    user = person("thuky@a.example", (councils[0], Role.SECRETARY))
    Tenant.objects.filter(pk=councils[0].pk).update(is_active=False)
    assert not can(user, "core.view_numberregister")


@pytest.mark.parametrize(
    "read",
    [
        lambda: list(NumberRegister.objects.all()),
        lambda: NumberRegister.objects.filter(year=2026).count(),
        lambda: NumberRegister.objects.exists(),
        lambda: NumberRegister.objects.first(),
        lambda: NumberRegister.objects.values_list("pk").get(year=2025),
        lambda: list(NumberRegister.objects.iterator()),
        lambda: NumberRegister.objects.update(year=2000),
        lambda: NumberRegister.objects.all().delete(),
        lambda: NumberRegister.objects.in_bulk([1]),
    ],
)
def test_an_unscoped_read_in_a_request_is_an_error(councils: tuple[Tenant, Tenant], read: object) -> None:
    with serving_request(), pytest.raises(UnscopedRead, match=r"core\.NumberRegister"):
        read()
    assert NumberRegister.objects.count() == 2


def test_a_scoped_read_stays_scoped_through_its_refinements(councils: tuple[Tenant, Tenant]) -> None:
    secretary = person("thuky@a.example", (councils[0], Role.SECRETARY))
    with serving_request():
        rows = NumberRegister.objects.for_user(secretary).filter(year=2026).order_by("-pk").values_list("series")
        assert list(rows) == [("KH-HĐND",)]
        assert councils[0].registers.count() == 1


def test_an_action_reads_without_a_scope(councils: tuple[Tenant, Tenant]) -> None:
    with serving_request(), trusted():
        assert NumberRegister.objects.count() == 2


def test_only_secretaries_invite(councils: tuple[Tenant, Tenant]) -> None:
    allowed = {role for role in Role if "core.add_invitation" in PERMISSIONS[role]}
    assert allowed == {Role.SECRETARY, Role.SYSADMIN}
    assert not Invitation.objects.for_user(person("x@a.example", (councils[0], Role.DELEGATE))).exists()
