"""A schedule that exists is brought as a secretary brings it: pasted from a table, names chosen, ticked, written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from delegates.enums import Level, LocalityKind
from delegates.models import Locality
from meetings.models import Meeting
from meetings.tests.scenes import Scene, locality, town
from txct.core.models import RoleAssignment
from txct.core.roles import Role

pytestmark = pytest.mark.django_db(transaction=True)
Check = Callable[[Page], None]

TABLE = (
    "<table><tr><td>Ngày</td><td>Giờ</td><td>Phường</td><td>Địa điểm</td><td>Tổ đại biểu</td></tr>"
    "<tr><td rowspan=2>20/6/2017</td><td>8h00</td><td>phường Đồng Kị</td><td>Đình Đồng Kỵ</td><td>Tổ 1</td></tr>"
    "<tr><td>14h00</td><td>phường Trang Hạ</td><td>Nhà văn hóa Trang Hạ</td><td>Tổ 2</td></tr></table>"
)
PASTE = """([box, html]) => {
  const held = new DataTransfer();
  held.setData("text/html", html);
  held.setData("text/plain", "bảng");
  box.value = "bảng";
  box.selectionStart = 0; box.selectionEnd = box.value.length;
  box.dispatchEvent(new ClipboardEvent("paste", { clipboardData: held, bubbles: true }));
}"""


@pytest.fixture
def scene(transactional_db: Any) -> Scene:
    """A town in its province with an empty round, and its secretary."""
    made = town()
    province = locality("Bắc Ninh", LocalityKind.TINH, Level.TINH, code="27")
    Locality.objects.filter(pk=made.council.locality_id).update(parent=province)
    Locality.objects.filter(pk__in=[ward.pk for ward in made.wards]).update(parent=made.council.locality)
    RoleAssignment.objects.create(user=made.secretary, tenant_id=made.council.pk, role=Role.SECRETARY)
    return made


def press(page: Page, name: str) -> None:
    """Press a button and wait for what comes."""
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state("networkidle")


def fits(page: Page) -> None:
    """Nothing sticks out sideways."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("width", [1366, 320])
def test_a_table_is_pasted_looked_at_and_written(scene: Scene, open_page: Any, axe: Check, width: int) -> None:
    page = open_page(width, 768, user=scene.secretary)
    page.goto(f"/dieu-hanh/dot/{scene.round.pk}/nhap-lich/")
    axe(page)
    fits(page)
    press(page, "Đọc và xem trước")
    expect(page.get_by_text("Chọn tệp, hoặc dán lịch vào ô bên dưới.").first).to_be_visible()
    axe(page)

    box = page.get_by_label("Hoặc dán lịch vào đây")
    page.evaluate(PASTE, [box.element_handle(), TABLE])
    page.wait_for_function("document.getElementById('id_table').value !== ''")
    press(page, "Đọc và xem trước")
    expect(page.get_by_text("01 chưa ghi được")).to_be_visible()
    axe(page)
    fits(page)

    page.get_by_label("Đơn vị “phường Đồng Kị”").select_option(label="phường Đồng Kỵ (thị xã Từ Sơn)")
    press(page, "Khớp lại theo lựa chọn")
    expect(page.get_by_text("02 ghi được")).to_be_visible()
    axe(page)
    press(page, "Ghi các hội nghị đã đánh dấu")
    expect(page.get_by_text("Đã ghi 02 hội nghị vào lịch.")).to_be_visible()
    assert Meeting.objects.filter(round=scene.round).count() == 2

    page.goto(f"/dieu-hanh/dot/{scene.round.pk}/nhap-lich/")
    expect(page.get_by_text("đã ghi 02 hội nghị")).to_be_visible()
