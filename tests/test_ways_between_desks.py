"""Somebody with several roles, or roles in several councils, finds each of them from every page."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from tests.people import Town, town
from txct.core.models import RoleAssignment
from txct.core.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Town:
    return town("Từ Sơn", "09001")


def give(here: Town, person: str, role: Role, place: Town | None = None) -> None:
    council = (place or here).council
    RoleAssignment.objects.create(user=here.people[person], tenant_id=council.pk, role=role)


def links_in(part: str, page: str) -> list[str]:
    """Addresses in the navigation or the user menu of PAGE."""
    opening, closing = {"nav": ('<nav aria-label="Chính"', "</nav>"), "menu": ("user-menu-panel", "</details>")}[part]
    return re.findall(r'<a [^>]*?href="([^"]+)"', page.split(opening)[1].split(closing)[0])


def test_the_office_comes_first_for_a_secretary_who_is_a_clerk_too(here: Town) -> None:
    give(here, "secretary", Role.CLERK)
    page = here.client("secretary").get(reverse("core:after-login"), follow=True).content.decode()
    assert links_in("nav", page)[0] == reverse("desk:home")
    assert [reverse("desk:home"), reverse("meetings:unit-desk")] == links_in("menu", page)[:2]


def test_a_standing_member_finds_the_way_to_the_own_schedule_and_back(here: Town) -> None:
    give(here, "delegate", Role.STANDING)
    browser = here.client("delegate")
    for name in ("desk:home", "delegates:my-schedule"):
        page = browser.get(reverse(name)).content.decode()
        assert links_in("menu", page)[:2] == [reverse("desk:home"), reverse("delegates:my-schedule")]


def test_one_role_needs_no_list_of_desks(here: Town) -> None:
    page = here.client("delegate").get(reverse("delegates:my-schedule")).content.decode()
    assert reverse("delegates:my-schedule") not in links_in("menu", page)


def test_roles_in_two_councils_are_changed_from_the_menu(here: Town) -> None:
    there = town("Đình Bảng", "09002")
    give(here, "secretary", Role.AUDITOR, there)
    browser = here.client("secretary")
    page = browser.get(reverse("desk:home")).content.decode()
    assert "Sang HĐND phường Đình Bảng" in page
    browser.post(reverse("core:choose-council"), {"council": there.council.pk})
    turned = browser.get(reverse("desk:home")).content.decode()
    assert "Sang HĐND phường Từ Sơn" in turned
    assert "Sang HĐND phường Đình Bảng" not in turned


@pytest.mark.parametrize(("person", "finds"), [("secretary", True), ("sysadmin", True), ("standing", False)])
def test_whoever_may_invite_finds_the_page(here: Town, person: str, finds: bool) -> None:
    page = here.client(person).get(reverse("meetings:home")).content.decode()
    assert (reverse("core:invitation-list") in links_in("menu", page)) is finds
