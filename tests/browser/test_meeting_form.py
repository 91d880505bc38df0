"""A meeting filled in whole on one page: the clock of its programme runs along, and one press saves everything."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from meetings.models import Meeting
from meetings.tests.scenes import Scene, clock
from tests.browser.test_board import press, scene, type_ahead

__all__ = ["scene"]

pytestmark = pytest.mark.django_db(transaction=True)


def clock_of(page: Page) -> Any:
    return page.locator("#gio-chuong-trinh")


def test_a_meeting_with_its_programme_and_officers_is_set_up_on_one_page(
    scene: Scene, open_page: Any, axe: Any
) -> None:
    page = open_page(1366, 768, user=scene.secretary)
    page.goto(f"/dieu-hanh/dot/{scene.round.pk}/them-hoi-nghi/")
    expect(clock_of(page)).to_contain_text("Chương trình 180 phút.")
    type_ahead(page, "Địa bàn 1", "dong ky")
    type_ahead(page, "Tổ đại biểu", "so 1")
    page.get_by_label("Ngày").first.fill("20/6/2017")
    page.get_by_label("Bắt đầu").fill("8h")
    page.get_by_label("Kết thúc").fill("10h")
    page.get_by_label("Thư ký").fill("Trần Thị Thư")
    expect(clock_of(page)).to_contain_text("Chương trình 120 phút, xong lúc 10h00; vừa hết giờ hội nghị.")
    page.get_by_label("Phút 3").fill("100")
    page.get_by_label("Nội dung 3").focus()
    expect(page.locator(".live")).to_contain_text("quá giờ họp 70 phút")
    axe(page)

    press(page, "Lập lại, có đại biểu Quốc hội")
    expect(page.get_by_label("Người thực hiện 2")).to_have_value("Đại biểu Quốc hội")
    expect(page.get_by_label("Thư ký")).to_have_value("Trần Thị Thư")
    expect(page.locator(".live")).to_contain_text("Không có xung đột")
    type_ahead(page, "Cơ quan 1", "ubnd thi xa")
    page.get_by_label("Họ và tên 1").fill("Đỗ Văn Đáp")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Đã lưu hội nghị phường Đồng Kỵ.")).to_be_visible()

    meeting = Meeting.objects.get()
    assert (meeting.starts_at, meeting.ends_at, meeting.secretary_name) == (
        clock(20, 8),
        clock(20, 10),
        "Trần Thị Thư",
    )
    assert [officer.full_name for officer in meeting.officers.all()] == ["Đỗ Văn Đáp"]
    steps = list(meeting.agenda.values_list("step", flat=True))
    assert steps == ["opening", "report", "report", "voters", "answers", "delegates", "closing"]
    assert sum(meeting.agenda.values_list("minutes", flat=True)) == 120


def test_rows_asked_for_and_filled_in_come_back_after_a_login_that_ran_out(scene: Scene, open_page: Any) -> None:
    scene.secretary.set_password("hoa phượng nở đỏ 2026")
    scene.secretary.save()
    page = open_page(1366, 768, user=scene.secretary)
    page.goto(f"/dieu-hanh/dot/{scene.round.pk}/them-hoi-nghi/")
    press(page, "Thêm mục")
    press(page, "Thêm dòng địa bàn")
    page.get_by_label("Nội dung 10").fill("Tặng quà gia đình chính sách")
    page.get_by_label("Bước 10").select_option("closing")
    page.get_by_label("Phút 10").fill("15")
    type_ahead(page, "Địa bàn 5", "trang ha")
    expect(page.locator(".live")).to_contain_text("phường Trang Hạ")
    Session.objects.all().delete()
    page.get_by_role("button", name="Lưu hội nghị").last.click()
    expect(page.get_by_role("heading", name="Đăng nhập")).to_be_visible()
    page.get_by_label("Thư điện tử").fill(scene.secretary.email)
    page.get_by_label("Mật khẩu").fill("hoa phượng nở đỏ 2026")
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_text("được điền lại dưới đây")).to_be_visible()
    expect(page.get_by_label("Nội dung 10")).to_have_value("Tặng quà gia đình chính sách")
    expect(page.get_by_role("combobox", name="Địa bàn 5")).to_have_value("phường Trang Hạ")
