"""The schedule board worked by hand: in every view by keyboard, by mouse between parts of a day, and taken back."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from meetings.actions.meetings import change_meeting
from meetings.models import Meeting
from meetings.tests.scenes import Scene, clock, town
from txct.core.models import RoleAssignment
from txct.core.roles import Role

pytestmark = pytest.mark.django_db(transaction=True)
Check = Callable[[Page], None]


@pytest.fixture
def scene(transactional_db: Any) -> Scene:
    """A town with an empty round, and its secretary."""
    made = town()
    RoleAssignment.objects.create(user=made.secretary, tenant_id=made.council.pk, role=Role.SECRETARY)
    return made


def board(scene: Scene, view: str = "ngay") -> str:
    return f"/dieu-hanh/dot/{scene.round.pk}/bang-lich/?xem={view}"


def square(page: Page, day: str, part: str) -> Any:
    return page.locator(f"td[data-day='{day}'][data-part='{part}']")


@pytest.mark.parametrize("view", ["ngay", "don-vi", "to", "dai-bieu", "dia-diem"])
def test_a_meeting_is_moved_by_keyboard_in_every_view(scene: Scene, open_page: Any, axe: Check, view: str) -> None:
    scene.hold(0, 20, 8)
    meeting = scene.hold(1, 21, 8)
    page = open_page(1366, 768, user=scene.secretary)
    page.goto(board(scene, view))
    card = page.locator(f"#h-{meeting.pk}")
    card.locator(".slot-title a").focus()
    page.keyboard.press("Enter")
    expect(card.get_by_label("Ngày").first).to_be_focused()
    page.keyboard.type("22/6/2017")
    for typed in ("14h", "17h"):
        page.keyboard.press("Tab")
        while page.evaluate("document.activeElement.tagName") != "INPUT":
            page.keyboard.press("Tab")
        page.keyboard.type(typed)
    expect(card.locator(".live")).to_contain_text("Không có xung đột")
    axe(page)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Đã xếp phường Trang Hạ: 14h00 ngày 22/6/2017")).to_be_visible()
    assert Meeting.objects.get(pk=meeting.pk).starts_at == clock(22, 14)
    assert f"xem={view}" in page.url


def test_a_meeting_dragged_to_another_part_of_a_day_is_placed_there_and_taken_back(
    scene: Scene, open_page: Any
) -> None:
    meeting = scene.hold(0, 20, 8)
    page = open_page(1366, 768, user=scene.secretary)
    page.goto(board(scene))
    page.locator(f"#h-{meeting.pk}").drag_to(square(page, "21/06/2017", "chiều"))
    expect(page.get_by_text("Đã xếp phường Đồng Kỵ: 14h00 ngày 21/6/2017")).to_be_visible()
    moved = Meeting.objects.get(pk=meeting.pk)
    assert (moved.starts_at, moved.ends_at, moved.venue_id) == (clock(21, 14), clock(21, 17), meeting.venue_id)
    page.get_by_role("link", name="Hoàn tác").click()
    expect(page.get_by_text("bắt đầu trở lại 8h00 ngày 20/6/2017")).to_be_visible()
    page.get_by_role("button", name="Hoàn tác").click()
    expect(page.get_by_text(re.compile("^Đã hoàn tác"))).to_be_visible()
    assert Meeting.objects.get(pk=meeting.pk).starts_at == clock(20, 8)


@pytest.mark.parametrize("settling", [20, 60_000])
def test_a_meeting_dragged_onto_taken_hours_stays_and_the_form_says_why(
    scene: Scene, open_page: Any, settling: int
) -> None:
    """On a slow machine too, where Escape comes long before the form has taken the focus (milliseconds)."""
    scene.hold(0, 20, 8)
    meeting = scene.hold(1, 21, 8, venue=scene.venues[0])
    page = open_page(1366, 768, user=scene.secretary)
    page.goto(board(scene))
    page.evaluate("settling => { htmx.config.defaultSettleDelay = settling }", settling)
    card = page.locator(f"#h-{meeting.pk}")
    card.drag_to(square(page, "20/06/2017", "sáng"))
    expect(card.locator(".error-summary")).to_contain_text("hội trường UBND")
    assert Meeting.objects.get(pk=meeting.pk).starts_at == clock(21, 8)
    page.keyboard.press("Escape")
    expect(card.locator("form")).to_have_count(0)


def test_a_meeting_somebody_else_moved_meanwhile_is_shown_with_both_versions(scene: Scene, open_page: Any) -> None:
    meeting = scene.hold(0, 20, 8)
    page = open_page(1366, 768, user=scene.secretary)
    page.goto(board(scene))
    change_meeting(meeting=meeting, starts_at=clock(22, 8), ends_at=clock(22, 11), by=scene.secretary)
    page.locator(f"#h-{meeting.pk}").drag_to(square(page, "21/06/2017", "sáng"))
    expect(page.get_by_text("8h00 22/6/2017")).to_be_visible()
    expect(page.get_by_text("8h00 21/6/2017")).to_be_visible()
    assert Meeting.objects.get(pk=meeting.pk).starts_at == clock(22, 8)


def test_hours_typed_on_the_board_after_the_login_ran_out_are_told_to_be_unsaved(scene: Scene, open_page: Any) -> None:
    meeting = scene.hold(0, 20, 8)
    page = open_page(1366, 768, user=scene.secretary)
    page.goto(board(scene))
    page.locator(f"#h-{meeting.pk} .board-edit").click()
    page.get_by_label("Bắt đầu").fill("9h00")
    page.context.clear_cookies()
    page.get_by_role("button", name="Xếp lịch").click()
    expect(page.get_by_role("heading", name="Chưa gửi được biểu mẫu")).to_be_visible()
    assert Meeting.objects.get(pk=meeting.pk).starts_at == clock(20, 8)


def test_hours_typed_on_the_board_come_back_after_signing_in_again(scene: Scene, open_page: Any) -> None:
    scene.secretary.set_password("hoa phượng nở đỏ 2026")
    scene.secretary.save()
    meeting = scene.hold(0, 20, 8)
    page = open_page(1366, 768, user=scene.secretary)
    page.goto(board(scene))
    page.locator(f"#h-{meeting.pk} .board-edit").click()
    page.get_by_label("Bắt đầu").fill("9h00")
    expect(page.locator(".live")).to_contain_text("Không có xung đột")
    Session.objects.all().delete()
    page.get_by_role("button", name="Xếp lịch").click()
    expect(page.get_by_role("heading", name="Đăng nhập")).to_be_visible()
    page.get_by_label("Thư điện tử").fill(scene.secretary.email)
    page.get_by_label("Mật khẩu").fill("hoa phượng nở đỏ 2026")
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_label("Bắt đầu")).to_have_value("9h00")
    expect(page.get_by_text("được điền lại dưới đây")).to_be_visible()
    page.get_by_role("button", name="Xếp lịch").click()
    expect(page.get_by_text("Đã xếp phường Đồng Kỵ: 9h00 ngày 20/6/2017")).to_be_visible()
    assert "/bang-lich/" in page.url
    assert Meeting.objects.get(pk=meeting.pk).starts_at == clock(20, 9)


def test_a_meeting_marked_in_one_row_is_marked_in_all_and_moved_once(scene: Scene, open_page: Any) -> None:
    meeting = scene.hold(0, 20, 8)
    page = open_page(1366, 768, user=scene.secretary)
    page.goto(board(scene, "dai-bieu"))
    page.locator(".board-pick").first.click()
    assert [box.is_checked() for box in page.locator(".board-pick input").all()] == [True, True]
    page.get_by_role("button", name="Chuyển các hội nghị đã đánh dấu").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Chuyển 01 hội nghị")
    assert Meeting.objects.get(pk=meeting.pk).starts_at == clock(20, 8)
