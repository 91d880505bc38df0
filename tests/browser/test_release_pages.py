"""What goes out of a released round, as a secretary looks at it, wide and narrow."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from meetings.actions.meetings import change_meeting
from meetings.actions.rounds import release_round
from meetings.models import Meeting
from meetings.tests.scenes import RELEASED_AT, Scene, clock, town
from txct.core.models import RoleAssignment
from txct.core.roles import Role

pytestmark = pytest.mark.django_db(transaction=True)
Check = Callable[[Page], None]
SIZES = [(1366, 768), (390, 844), (320, 640)]


@pytest.fixture
def scene(transactional_db: Any) -> Scene:
    """A round released twice, since then changed once more and with a meeting nobody knows of."""
    made = town()
    RoleAssignment.objects.create(user=made.secretary, tenant_id=made.council.pk, role=Role.SECRETARY)
    made.hold(0, 20)
    made.hold(1, 20)
    for number, day in enumerate((None, 21, 22)):
        at = RELEASED_AT + timedelta(hours=number)
        if day:
            meeting = Meeting.objects.get(pk=made.meetings[0].pk)
            hours = {"starts_at": clock(day, 14), "ends_at": clock(day, 17)}
            change_meeting(meeting=meeting, reason="trùng lịch", by=made.secretary, at=at, **hours)
        if day != 22:
            made.refresh()
            release_round(round=made.round, by=made.secretary, at=at)
    made.hold(2, 22)
    return made


def fits(page: Page) -> bool:
    """Whether nothing sticks out sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@pytest.mark.parametrize("size", SIZES)
def test_the_secretary_compares_releases_and_looks_at_all_posters(
    scene: Scene, open_page: Any, axe: Check, size: tuple[int, int]
) -> None:
    page = open_page(*size, user=scene.secretary)
    page.goto(f"/dieu-hanh/dot/{scene.round.pk}/")
    expect(page.get_by_text("Còn 02 thay đổi chưa báo cho ai")).to_be_visible()
    assert fits(page)
    axe(page)
    page.get_by_role("link", name="So sánh hai bản bất kỳ").click()
    expect(page.get_by_text("phường Đồng Kỵ: 8h00 ngày 20/6/2017 → 14h00 ngày 21/6/2017")).to_be_visible()
    assert fits(page)
    axe(page)
    page.get_by_label("Đến bản").select_option("1")
    page.get_by_role("button", name="So sánh").click()
    expect(page.get_by_text("Hai bản không khác nhau.")).to_be_visible()
    page.goto(f"/dieu-hanh/dot/{scene.round.pk}/")
    page.get_by_role("link", name="Áp phích cả đợt").click()
    expect(page.locator(".poster")).to_have_count(3)
    expect(page.locator(".poster-draft")).to_have_count(1)
    assert fits(page)
    axe(page)


def test_a_meeting_nobody_was_told_of_is_called_a_draft(scene: Scene, open_page: Any, axe: Check) -> None:
    page = open_page(390, 844, user=scene.secretary)
    page.goto(f"/dieu-hanh/hoi-nghi/{scene.meetings[2].pk}/loa-tin-nhan/")
    expect(page.get_by_text("Dự thảo, chưa ban hành").first).to_be_visible()
    axe(page)
