"""Busy times, proposed days and ways between units as a secretary and a delegate enter them, wide and narrow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from meetings.actions.availability import add_busy_times, answer_wish, propose_days
from meetings.models import BusyTime, DayWish, Round, TravelTime
from meetings.tests.scenes import FIRST_DAY, Scene, clock, town
from txct.core.models import RoleAssignment, User
from txct.core.roles import Role
from txct.core.scoping import trusted

pytestmark = pytest.mark.django_db(transaction=True)
Check = Callable[[Page], None]
SIZES = [(1366, 768), (390, 844), (320, 640)]


@pytest.fixture
def scene(transactional_db: Any) -> Scene:
    """A town with three meetings in its round, a secretary and a delegate who sign in."""
    made = town()
    RoleAssignment.objects.create(user=made.secretary, tenant_id=made.council.pk, role=Role.SECRETARY)
    for place in range(3):
        made.hold(place, 20)
    return made


@pytest.fixture
def delegate(scene: Scene) -> User:
    """The first delegate's own account."""
    person = User.objects.create_user("an@tu-son.example", "Trần Văn An")
    RoleAssignment.objects.create(user=person, tenant_id=scene.council.pk, role=Role.DELEGATE)
    scene.delegates[0].user = person
    scene.delegates[0].save(update_fields=["user"])
    return person


def fits(page: Page) -> bool:
    """Whether nothing sticks out sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def choose_owner(page: Page, typed: str) -> None:
    """Pick whose hours they are by typing without accents."""
    box = page.locator("input[role=combobox]").first
    box.fill(typed)
    box.press("ArrowDown")
    box.press("Enter")


@pytest.mark.parametrize("size", SIZES)
def test_the_secretary_enters_busy_times_and_is_told_what_they_touch(
    scene: Scene, open_page: Any, axe: Check, size: tuple[int, int]
) -> None:
    page = open_page(*size, user=scene.secretary)
    page.goto("/dieu-hanh/gio-ban/them/")
    axe(page)
    choose_owner(page, "tran van an")
    page.get_by_role("textbox", name="Từ ngày").fill("20/6/2017")
    page.get_by_role("textbox", name="Đến ngày").fill("21/6/2017")
    page.get_by_role("textbox", name="Lý do").fill("họp tỉnh")
    page.get_by_role("button", name="Ghi giờ bận").click()
    expect(page.get_by_text("Có hội nghị trong giờ bận này: “phường Đồng Kỵ”")).to_be_visible()
    page.goto("/dieu-hanh/gio-ban/?da-qua=on")
    expect(page.get_by_role("rowheader", name="Trần Văn An")).to_be_visible()
    assert fits(page)
    axe(page)
    page.get_by_role("link", name="Bỏ giờ bận của Trần Văn An").click()
    axe(page)
    page.get_by_role("button", name="Bỏ giờ bận").click()
    expect(page.get_by_text("Đã bỏ 01 giờ bận.")).to_be_visible()
    with trusted():
        assert BusyTime.objects.count() == 0


@pytest.mark.parametrize("size", SIZES)
def test_ways_between_units_are_pasted_and_faults_name_their_place(
    scene: Scene, open_page: Any, axe: Check, size: tuple[int, int]
) -> None:
    page = open_page(*size, user=scene.secretary)
    page.goto("/dieu-hanh/thoi-gian-di-lai/")
    axe(page)
    page.get_by_label("Bảng ba cột").fill("Đồng Kỵ\tTrang Hạ\tnửa giờ")
    page.get_by_role("button", name="Ghi bảng").click()
    expect(page.get_by_text("Hàng 1, cột 3").first).to_be_visible()
    axe(page)
    page.get_by_label("Bảng ba cột").fill("Đồng Kỵ\tTrang Hạ\t30")
    page.get_by_role("button", name="Ghi bảng").click()
    expect(page.get_by_text("Đã ghi 01 cặp đơn vị.")).to_be_visible()
    assert fits(page)
    axe(page)
    with trusted():
        assert list(TravelTime.objects.values_list("minutes", flat=True)) == [30]


@pytest.mark.parametrize("size", [(1366, 768), (320, 640)])
def test_proposed_days_coverage_and_hatched_cells_read_well(
    scene: Scene, open_page: Any, axe: Check, size: tuple[int, int]
) -> None:
    with trusted():
        Round.objects.filter(pk=scene.round.pk).update(ends_on=clock(22, 0, year=2099).date())
        scene.round.refresh_from_db()
        wishes = propose_days(
            round=scene.round, delegate=scene.delegates[0], days=[(FIRST_DAY, ""), (FIRST_DAY, "morning")], by=None
        )
        answer_wish(wish=wishes[0], accepted=True, by=scene.secretary)
        add_busy_times(owner=scene.delegates[0], hours=[(clock(20, 0), clock(20, 12))], by=None)
    page = open_page(*size, user=scene.secretary)
    page.goto("/dieu-hanh/gio-ban/de-xuat/")
    axe(page)
    page.get_by_role("button", name="Nhận ngày thứ Ba, 20/6/2017, buổi sáng của Trần Văn An", exact=True).click()
    expect(page.get_by_text("Đề xuất lịch sẽ ưu tiên ngày này")).to_be_visible()
    for address in ("/dieu-hanh/do-phu/", f"/dieu-hanh/dot/{scene.round.pk}/bang-lich/?xem=dai-bieu"):
        page.goto(address)
        assert fits(page)
        axe(page)
    expect(page.get_by_text("bận buổi sáng").first).to_be_visible()


@pytest.mark.parametrize("size", [(390, 844), (320, 640)])
def test_a_delegate_enters_and_takes_back_busy_times_on_a_phone(
    scene: Scene, delegate: User, open_page: Any, axe: Check, size: tuple[int, int]
) -> None:
    with trusted():
        Round.objects.filter(pk=scene.round.pk).update(ends_on=clock(22, 0, year=2099).date())
    page = open_page(*size, user=delegate)
    page.goto("/dai-bieu/gio-ban/")
    assert fits(page)
    axe(page)
    page.get_by_role("textbox", name="Từ ngày").fill("20/6/2098")
    page.get_by_role("button", name="Ghi giờ bận").click()
    expect(page.get_by_text("thứ Sáu, 20/6/2098, cả ngày", exact=True)).to_be_visible()
    axe(page)
    page.get_by_role("textbox", name="Ngày đề xuất").fill("20/6/2098")
    page.get_by_role("button", name="Gửi đề xuất").click()
    expect(page.get_by_text("chờ trả lời")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Bỏ giờ bận").click()
    expect(page.get_by_text("Đã bỏ 01 giờ bận.")).to_be_visible()
    with trusted():
        assert (BusyTime.objects.count(), DayWish.objects.count()) == (0, 1)
