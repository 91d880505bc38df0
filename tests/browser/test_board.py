"""A round planned as a secretary plans it: added, proposed, accepted, put right, released, moved, released again."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from meetings.actions.meetings import cancel_meeting
from meetings.models import Attendance, Meeting, MeetingChange, Round, RoundRelease, Venue
from meetings.tasks import propose_schedule
from meetings.tests.scenes import Scene, clock, town
from txct.core.models import RoleAssignment
from txct.core.roles import Role
from txct.core.scoping import trusted

pytestmark = pytest.mark.django_db(transaction=True)
Check = Callable[[Page], None]


@pytest.fixture
def scene(transactional_db: Any) -> Scene:
    """A town with an issued plan and an empty round, and its secretary."""
    made = town()
    RoleAssignment.objects.create(user=made.secretary, tenant_id=made.council.pk, role=Role.SECRETARY)
    return made


def press(page: Page, name: str) -> None:
    """Press a button and wait for what comes."""
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state("networkidle")


def type_ahead(page: Page, label: str, typed: str) -> None:
    """Choose in a searched list by what people type."""
    named = page.get_by_role("combobox", name=re.compile(f"^{label}"))
    box = page.locator("input[role=combobox]").and_(named)
    box.fill(typed)
    box.press("ArrowDown")
    box.press("Enter")


def add_meeting(page: Page, ward: str, group: str) -> None:
    """Add a meeting of one ward without hours."""
    page.get_by_role("link", name="Thêm hội nghị").first.click()
    type_ahead(page, "Địa bàn 1", ward)
    page.get_by_label("Cử tri 1").fill("60")
    type_ahead(page, "Tổ đại biểu", group)
    press(page, "Lưu hội nghị")
    expect(page.get_by_text("Đã lưu hội nghị")).to_be_visible()


def run_at_once(pk: int) -> None:
    """Stands for the worker: the search is run where it is asked for, outside the rules of a request."""
    with trusted():
        propose_schedule(pk)


def test_a_round_is_planned_released_moved_and_released_again(scene: Scene, open_page: Any, axe: Check) -> None:
    page = open_page(1366, 768, user=scene.secretary)
    page.goto(f"/dieu-hanh/dot/{scene.round.pk}/bang-lich/")
    expect(page.get_by_text("Đợt chưa có hội nghị nào")).to_be_visible()
    axe(page)
    for ward, group in (("dong ky", "so 1"), ("trang ha", "so 2"), ("dinh bang", "so 3")):
        add_meeting(page, ward, group)
    expect(page.get_by_text("Chưa xếp (03)")).to_be_visible()
    axe(page)

    page.get_by_role("link", name="Đề xuất lịch").click()
    axe(page)
    with patch("meetings.views_proposal.wake_planner", run_at_once):
        press(page, "Tìm lịch")
    expect(page.get_by_text("03 hội nghị thay đổi")).to_be_visible()
    axe(page)
    press(page, "Nhận các hội nghị đã đánh dấu")
    expect(page.get_by_text("Đã xếp 03 hội nghị theo đề xuất")).to_be_visible()
    expect(page.get_by_text("Không có xung đột").first).to_be_visible()

    first, second, _third = Meeting.objects.order_by("pk")
    clash_is_mended(page, scene, first, second, axe)
    page.get_by_role("link", name=re.compile("^Ban hành")).click()
    press_release(page)
    assert set(Meeting.objects.values_list("state", flat=True)) == {"announced"}

    meeting_is_moved_and_told(page, scene, second, axe)
    assert list(RoundRelease.objects.order_by("number").values_list("number", flat=True)) == [1, 2]
    assert Round.objects.get().state == "released"


def clash_is_mended(page: Page, scene: Scene, first: Meeting, second: Meeting, axe: Check) -> None:
    """A clash written behind the planner's back is seen, marked and mended on the board."""
    Meeting.objects.filter(pk=second.pk).update(starts_at=first.starts_at, ends_at=first.ends_at)
    guest = first.attendances.earliest("pk").delegate
    # It holds no hours: PostgreSQL itself refuses a delegate who is held twice.
    twice = Attendance.objects.create(meeting=second, delegate=guest, is_blocking=False)
    page.reload()
    expect(page.get_by_role("link", name="01 xung đột")).to_be_visible()
    expect(page.locator(f"#h-{second.pk}")).to_contain_text("Xung đột")
    axe(page)
    card = page.locator(f"#h-{second.pk}")
    card.get_by_role("link", name="Đổi ngày giờ").click()
    expect(card.locator(".live")).to_contain_text("Xung đột")
    card.get_by_label("Ngày").first.fill("22/6/2017")
    card.get_by_label("Bắt đầu").fill("14h")
    card.get_by_label("Kết thúc").fill("17h")
    card.get_by_label("Kết thúc").press("Tab")
    expect(card.locator(".live")).to_contain_text("Không có xung đột")
    axe(page)
    card.get_by_role("button", name="Xếp lịch").click()
    expect(page.get_by_text("Đã xếp phường Trang Hạ")).to_be_visible()
    expect(page.get_by_text("Không có xung đột").first).to_be_visible()
    assert Meeting.objects.get(pk=second.pk).starts_at == clock(22, 14)
    twice.delete()


def meeting_is_moved_and_told(page: Page, scene: Scene, second: Meeting, axe: Check) -> None:
    """An announced meeting is moved with its reason, and the next release tells the difference in words."""
    page.goto(f"/dieu-hanh/dot/{scene.round.pk}/bang-lich/")
    page.locator(f"#h-{second.pk} .board-pick").click()
    press(page, "Chuyển các hội nghị đã đánh dấu")
    page.get_by_label("Dời số ngày").fill("-1")
    page.get_by_label("Lý do đổi").fill("trùng lịch họp Đảng ủy")
    press(page, "Xem trước")
    expect(page.get_by_text("14h00 ngày 21/6/2017")).to_be_visible()
    axe(page)
    press(page, "Chuyển 01 hội nghị")
    assert Meeting.objects.get(pk=second.pk).starts_at == clock(21, 14)
    assert MeetingChange.objects.get().reason == "trùng lịch họp Đảng ủy"
    page.get_by_role("link", name="Ban hành (01 thay đổi)").click()
    expect(page.get_by_text("14h00 ngày 22/6/2017 → 14h00 ngày 21/6/2017").first).to_be_visible()
    press_release(page)


def press_release(page: Page) -> None:
    """The one button of the release page."""
    page.locator("main form button[type=submit]").click()
    page.wait_for_load_state("networkidle")
    expect(page.get_by_text("Thông báo đang được gửi.")).to_be_visible()


@pytest.mark.parametrize("size", [(360, 740), (1280, 900)])
def test_every_page_of_the_board_is_clear_to_everybody(
    scene: Scene, open_page: Any, axe: Check, size: tuple[int, int]
) -> None:
    meeting = scene.hold(0, 20)
    scene.hold(1, 20, 14)
    scene.hold(2)
    cancel_meeting(meeting=scene.hold(2, 22), reason="ghép hội nghị", by=scene.secretary)
    page = open_page(*size, user=scene.secretary)
    round_pk, pk = scene.round.pk, meeting.pk
    for path in (
        f"dot/{round_pk}/",
        f"dot/{round_pk}/bang-lich/",
        f"dot/{round_pk}/bang-lich/?xem=dai-bieu",
        f"dot/{round_pk}/bang-lich/chuyen/?h={pk}&days=1&minutes=&day=",
        f"dot/{round_pk}/bang-lich/?xem=dia-diem",
        f"dot/{round_pk}/bang-lich/them-nhieu/",
        f"dot/{round_pk}/them-hoi-nghi/",
        f"dot/{round_pk}/de-xuat/",
        f"hoi-nghi/{pk}/",
        f"hoi-nghi/{pk}/sua/",
        f"hoi-nghi/{pk}/xep/",
        f"hoi-nghi/{pk}/huy/",
        f"hoi-nghi/{pk}/ap-phich/",
        f"hoi-nghi/{pk}/loa-tin-nhan/",
        "do-phu/",
    ):
        page.goto(f"/dieu-hanh/{path}")
        page.wait_for_load_state("networkidle")
        assert page.locator("h1").count() == 1, path
        axe(page)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, (path, wide)


def test_the_board_is_worked_by_keyboard(scene: Scene, open_page: Any) -> None:
    first, second = scene.hold(0, 20, 8), scene.hold(1, 21, 8)
    page = open_page(1366, 768, user=scene.secretary)
    page.goto(f"/dieu-hanh/dot/{scene.round.pk}/bang-lich/")
    page.locator(f"#h-{first.pk} .slot-title a").focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.closest('.slot').id") == f"h-{second.pk}"
    page.keyboard.press(" ")
    assert page.locator(f"#h-{second.pk} .board-pick input").is_checked()
    page.keyboard.press("Enter")
    form = page.locator(f"#h-{second.pk} [data-board-form]")
    expect(form.get_by_label("Ngày").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(form).to_have_count(0)
    expect(page.locator(f"#h-{second.pk} .slot-title a")).to_be_focused()
    assert page.locator(f"#h-{second.pk} .board-pick input").is_checked()
    page.keyboard.press("Enter")
    expect(form.get_by_label("Ngày").first).to_be_focused()
    form.get_by_role("link", name="Không đổi").click()
    expect(page.locator(f"#h-{second.pk} .board-edit")).to_be_visible()


@pytest.mark.parametrize("place", ["hội trường UBND", "hội trường lớn của Ủy ban nhân dân, " * 8])
@pytest.mark.parametrize(("size", "millimetres"), [("a4", (210, 297)), ("a3", (297, 420))])
def test_a_poster_prints_on_one_sheet_of_its_size(
    scene: Scene, open_page: Any, size: str, millimetres: tuple[int, int], place: str
) -> None:
    Venue.objects.update(name=place[:160])
    meeting = scene.hold(0, 20)
    page = open_page(1280, 900, user=scene.secretary)
    page.goto(f"/dieu-hanh/hoi-nghi/{meeting.pk}/ap-phich/?kho={size}")
    page.wait_for_load_state("networkidle")
    sheets = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    box = sheets[0].mediabox
    assert len(sheets) == 1
    assert (round(float(box.width) / 72 * 25.4), round(float(box.height) / 72 * 25.4)) == millimetres
    printed = "".join(sheets[0].extract_text().split())
    assert "Hộinghịtiếpxúccửtri" in printed and meeting.short_code in printed and "Bànlàmviệc" not in printed
