"""What was not saved because the network or the server failed is said, and what was typed is still there."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from meetings.models import Meeting
from meetings.tests.scenes import Scene, clock
from tests.browser.test_board_by_hand import board, scene, square

__all__ = ["scene"]

pytestmark = pytest.mark.django_db(transaction=True)
NO_NETWORK = "Chưa lưu: mất mạng. Những gì đã gõ vẫn còn đây; hãy lưu lại, không bị ghi đôi."
FAULT = "Chưa lưu: máy chủ gặp lỗi. Những gì đã gõ vẫn còn đây; hãy lưu lại, không bị ghi đôi."
SILENCE = "Chưa lưu: máy chủ lâu không trả lời. Những gì đã gõ vẫn còn đây; hãy lưu lại, không bị ghi đôi."


def told(page: Page) -> Locator:
    return page.locator(".unsent")


def typed(page: Page, scene: Scene, meeting: Meeting) -> Locator:
    """The form of one card, opened and filled in."""
    page.goto(board(scene))
    card = page.locator(f"#h-{meeting.pk}")
    card.locator(".board-edit").click()
    card.get_by_label("Bắt đầu").fill("9h")
    card.get_by_label("Kết thúc").fill("12h")
    expect(card.locator(".live")).to_contain_text("Không có xung đột")
    return card


def test_hours_typed_while_the_network_is_away_stay_and_are_saved_once_it_is_back(
    scene: Scene, open_page: Any, axe: Any
) -> None:
    meeting = scene.hold(0, 20, 8)
    page = open_page(1366, 768, user=scene.secretary)
    card = typed(page, scene, meeting)
    page.context.set_offline(True)
    card.get_by_role("button", name="Xếp lịch").click()
    expect(told(page)).to_have_text(NO_NETWORK)
    expect(card.get_by_label("Bắt đầu")).to_have_value("9h")
    axe(page)
    assert Meeting.objects.get(pk=meeting.pk).starts_at == clock(20, 8)
    page.context.set_offline(False)
    card.get_by_role("button", name="Xếp lịch").click()
    expect(page.get_by_text("Đã xếp phường Đồng Kỵ: 9h00 ngày 20/6/2017")).to_be_visible()
    assert Meeting.objects.get(pk=meeting.pk).starts_at == clock(20, 9)


def test_a_meeting_dragged_while_the_network_is_away_stays_where_it_was(scene: Scene, open_page: Any) -> None:
    meeting = scene.hold(0, 20, 8)
    page = open_page(1366, 768, user=scene.secretary)
    page.goto(board(scene))
    card = page.locator(f"#h-{meeting.pk}")
    page.context.set_offline(True)
    card.drag_to(square(page, "21/06/2017", "chiều"))
    expect(told(page)).to_have_text("Chưa lưu: mất mạng. Lịch vẫn như cũ; hãy làm lại.")
    expect(square(page, "20/06/2017", "sáng").locator(f"#h-{meeting.pk}")).to_be_visible()
    page.context.set_offline(False)
    card.drag_to(square(page, "21/06/2017", "chiều"))
    expect(page.get_by_text("Đã xếp phường Đồng Kỵ: 14h00 ngày 21/6/2017")).to_be_visible()
    assert Meeting.objects.get(pk=meeting.pk).starts_at == clock(21, 14)


@pytest.mark.parametrize(("status", "words"), [(500, FAULT), (None, SILENCE)])
def test_a_server_that_fails_or_does_not_answer_is_told_and_nothing_typed_is_lost(
    scene: Scene, open_page: Any, status: int | None, words: str
) -> None:
    meeting = scene.hold(0, 20, 8)
    page = open_page(360, 740, user=scene.secretary)
    card = typed(page, scene, meeting)
    page.evaluate("patience => { htmx.config.timeout = patience }", 30_000 if status else 300)
    page.route("**/xep/", lambda route: route.fulfill(status=status, body="") if status else None)
    card.get_by_role("button", name="Xếp lịch").click()
    expect(told(page)).to_have_text(words)
    expect(card.get_by_label("Kết thúc")).to_have_value("12h")
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
    page.unroute("**/xep/")
    page.evaluate("htmx.config.timeout = 30000")
    card.get_by_role("button", name="Xếp lịch").click()
    expect(page.get_by_text("Đã xếp phường Đồng Kỵ: 9h00 ngày 20/6/2017")).to_be_visible()


def test_conflicts_that_could_not_be_looked_up_are_told_until_they_are(scene: Scene, open_page: Any) -> None:
    meeting = scene.hold(0, 20, 8)
    page = open_page(1366, 768, user=scene.secretary)
    page.goto(f"/dieu-hanh/hoi-nghi/{meeting.pk}/sua/")
    expect(page.locator(".live")).to_contain_text("Không có xung đột")
    page.context.set_offline(True)
    page.get_by_label("Người chủ trì").fill("Lê Văn Chủ")
    page.get_by_label("Thư ký").focus()
    expect(told(page)).to_have_text("Chưa tải được: mất mạng. Hãy thử lại.")
    page.context.set_offline(False)
    page.get_by_label("Thư ký").fill("Trần Thị Thư")
    page.get_by_label("Người chủ trì").focus()
    expect(told(page)).to_have_text("")
