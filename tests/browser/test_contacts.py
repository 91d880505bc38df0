"""A contact asked for on a phone, agreed to at the desk, and a contact declined, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from meetings.models import Attendance, ContactRequest
from reports.tests.scene import Scene, build_scene, workday
from txct.lib.dates import short_date

pytestmark = pytest.mark.django_db(transaction=True)
Opener = Callable[..., Page]
Check = Callable[[Page], None]
PHONE = (320, 740)


@pytest.fixture
def scene(transactional_db: Any) -> Scene:
    """The ward whose people sign in."""
    return build_scene()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state("networkidle")


def no_sideways_scroll(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url


def test_a_contact_is_asked_for_on_the_phone_and_agreed_to_at_the_desk(
    scene: Scene, open_page: Opener, axe: Check
) -> None:
    phone, day = open_page(*PHONE, user=scene.user()), short_date(workday(12))
    phone.goto("/dai-bieu/")
    phone.get_by_role("navigation", name="Chính").get_by_role("link", name="Đề nghị tiếp xúc").click()
    axe(phone)
    phone.get_by_role("link", name="Đề nghị tiếp xúc cử tri").click()
    phone.get_by_role("textbox", name="Ngày muốn tiếp xúc").fill(day)
    phone.get_by_label("Gặp ai").fill("hộ ông Xuân")
    phone.get_by_label("Nội dung tiếp xúc").fill("Nghe về nước sạch")
    axe(phone)
    no_sideways_scroll(phone)
    press(phone, "Gửi đề nghị")
    expect(phone.get_by_text("chờ Thường trực HĐND quyết định")).to_be_visible()
    axe(phone)
    no_sideways_scroll(phone)

    desk = open_page(1366, 768, user=scene.secretary)
    desk.goto("/dieu-hanh/de-nghi-tiep-xuc/")
    axe(desk)
    desk.get_by_role("link", name=str(scene.delegates[0]), exact=True).click()
    axe(desk)
    desk.get_by_role("link", name="Đồng ý", exact=True).click()
    desk.get_by_label("Bắt đầu").fill("8h")
    desk.get_by_label("Kết thúc").fill("9h30")
    axe(desk)
    press(desk, "Đồng ý")
    expect(desk.get_by_text("được đồng ý, chờ thông báo")).to_be_visible()
    assert ContactRequest.objects.get().meeting is not None


def test_a_contact_is_declined_on_the_phone(scene: Scene, open_page: Opener, axe: Check) -> None:
    row = scene.meetings[0].attendances.get(delegate=scene.delegates[0])
    phone = open_page(*PHONE, user=scene.user())
    phone.goto(f"/dai-bieu/hoi-nghi/{row.pk}/")
    phone.get_by_role("link", name="Từ chối tiếp xúc vì không an toàn").click()
    phone.get_by_role("radio", name="không bảo đảm an toàn").check()
    axe(phone)
    no_sideways_scroll(phone)
    press(phone, "Gửi lý do từ chối")
    expect(phone.locator(".error-summary")).to_contain_text("Hãy nêu rõ lý do từ chối.")
    phone.get_by_label("Lý do cụ thể").fill("Có lời đe dọa")
    press(phone, "Gửi lý do từ chối")

    assert Attendance.objects.get(pk=row.pk).response_reason == "không bảo đảm an toàn: Có lời đe dọa"
