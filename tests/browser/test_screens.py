"""The chain's screens in a real browser: by thumb on a phone, by keyboard, without a barrier in any state."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from meetings.actions.attendance import respond
from meetings.actions.meetings import cancel_meeting, change_meeting, postpone_meeting
from meetings.enums import Response
from meetings.models import Meeting
from reports.tests.scene import Scene, build_scene
from txct.core.models import OutboxMessage, RoleAssignment
from txct.core.roles import Role

pytestmark = pytest.mark.django_db(transaction=True)
PHONE, DESKTOP = (360, 740), (1280, 900)
Check = Callable[[Page], None]


@pytest.fixture
def scene(transactional_db: None) -> Scene:
    return build_scene()


@pytest.fixture
def busy(scene: Scene) -> Scene:
    """The council with every state on its pages: moved, postponed, cancelled, excused, late, failed."""
    moved, off, late = (Meeting.objects.get(pk=meeting.pk) for meeting in scene.meetings)
    respond(
        attendance=moved.attendances.get(delegate=scene.delegates[2]),
        response=Response.EXCUSED,
        reason="Đi công tác",
        by=scene.user(2),
    )
    change_meeting(
        meeting=moved,
        starts_at=moved.starts_at + timedelta(hours=1),
        ends_at=moved.ends_at + timedelta(hours=1),
        venue=moved.venue,
        reason="Trùng giờ họp chi bộ",
        by=scene.secretary,
    )
    cancel_meeting(meeting=off, reason="Trùng ngày bầu cử", by=scene.secretary)
    postpone_meeting(meeting=late, reason="Nhà văn hóa mất điện", by=scene.secretary)
    today = timezone.localdate()
    scene.petition("Đề nghị nạo vét kênh tiêu qua khu phố", moved, due_on=today - timedelta(days=3))
    scene.petition("Đề nghị thêm đèn chiếu sáng", moved)
    failed = OutboxMessage.objects.filter(tenant=scene.council.pk).order_by("pk").first()
    OutboxMessage.objects.filter(pk=failed.pk).update(
        state=OutboxMessage.State.FAILED, attempts=6, error="Máy chủ thư từ chối hoặc không trả lời."
    )
    return scene


def without_barrier(page: Page, axe: Check, paths: list[str], sizes: tuple[tuple[int, int], ...]) -> None:
    """Each page at each size: no rule of axe broken, nothing wider than the screen."""
    for path in paths:
        for width, height in sizes:
            page.set_viewport_size({"width": width, "height": height})
            answer = page.goto(path)
            assert answer is not None
            assert answer.status == 200, path
            axe(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)


def test_a_voter_finds_the_meeting_of_a_settlement_without_accents(phone: Page, scene: Scene) -> None:
    phone.goto("/")
    phone.get_by_label("Tên phường, xã, khu phố, thôn").fill("minh khai")
    phone.get_by_role("button", name="Tìm hội nghị").click()
    phone.get_by_role("link", name="Khu phố Minh Khai", exact=True).click()
    phone.get_by_role("link", name="Khu phố Minh Khai, phường Từ Sơn").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text(
        "Hội nghị tiếp xúc cử tri khu phố Minh Khai, phường Từ Sơn"
    )
    with phone.expect_download() as kept:
        phone.get_by_role("link", name="Thêm vào lịch điện thoại").click()
    assert kept.value.suggested_filename == f"hoi-nghi-{scene.meetings[2].uid}.ics"


def test_the_schedule_is_narrowed_by_keyboard_alone(page: Page, scene: Scene) -> None:
    build_scene("phuong-dong-ky", "Đồng Kỵ", meetings=1)
    page.goto("/lich-tiep-xuc/")
    page.get_by_text("Chọn xã, phường và ngày").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("dong ky")
    page.keyboard.press("Enter")
    for _step in range(12):
        if page.evaluate("document.activeElement.type") == "submit":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Lịch tiếp xúc cử tri: phường Đồng Kỵ")
    expect(page.get_by_role("status").filter(has_text="hội nghị")).to_have_text("1 hội nghị")


def test_the_next_meeting_fills_the_first_screen_of_a_phone(
    open_page: Callable[..., Page], scene: Scene, axe: Check
) -> None:
    phone = open_page(*PHONE, user=scene.user())
    phone.goto("/dai-bieu/")
    for name in ("Xem đường đi", "Xin vắng"):
        box = phone.get_by_role("link", name=name).bounding_box()
        assert box is not None
        assert box["height"] >= 44
        assert box["y"] + box["height"] <= PHONE[1], name
    axe(phone)


def test_a_delegate_confirms_and_then_asks_to_be_excused(
    open_page: Callable[..., Page], scene: Scene, axe: Check
) -> None:
    phone = open_page(*PHONE, user=scene.user())
    phone.goto("/dai-bieu/")
    phone.get_by_role("button", name="Tôi tham dự").click()
    expect(phone.get_by_role("status")).to_contain_text("Đã báo: đại biểu sẽ tham dự.")
    expect(phone.get_by_role("button", name="Tôi tham dự")).to_have_count(0)
    axe(phone)
    phone.get_by_role("link", name="Xin vắng").click()
    phone.get_by_role("button", name="Gửi lý do xin vắng").click()
    expect(phone.get_by_role("alert")).to_contain_text("Hãy nêu lý do xin vắng")
    axe(phone)
    phone.get_by_role("alert").get_by_role("link").click()
    phone.keyboard.type("Đi họp Quốc hội")
    phone.get_by_role("button", name="Gửi lý do xin vắng").click()
    expect(phone.get_by_role("status")).to_contain_text("Đã gửi lý do xin vắng.")
    mine = scene.meetings[0].attendances.get(delegate=scene.delegates[0])
    assert (mine.response, mine.response_reason) == ("excused", "Đi họp Quốc hội")


def test_the_private_address_can_be_copied_once(open_page: Callable[..., Page], scene: Scene, axe: Check) -> None:
    phone = open_page(*PHONE, user=scene.user())
    phone.goto("/dai-bieu/lich-rieng/")
    axe(phone)
    phone.get_by_role("button", name="Lập địa chỉ lịch riêng").click()
    assert phone.get_by_label("Địa chỉ lịch riêng").input_value().endswith(".ics")
    axe(phone)
    phone.goto("/dai-bieu/lich-rieng/")
    expect(phone.get_by_label("Địa chỉ lịch riêng")).to_have_count(0)
    axe(phone)


def test_the_secretary_releases_a_change_after_seeing_who_is_told(
    open_page: Callable[..., Page], busy: Scene, axe: Check
) -> None:
    page = open_page(*DESKTOP, user=busy.secretary)
    page.goto("/dieu-hanh/")
    page.get_by_role("link", name="Mở đợt").click()
    page.get_by_role("link", name="Ban hành lịch (03 thay đổi)").click()
    expect(page.locator(".told-list > li")).to_have_count(3)
    axe(page)
    page.get_by_role("button", name="Ban hành và gửi").click()
    expect(page.get_by_role("status").first).to_contain_text("Đã ban hành lịch, bản 2.")
    expect(page.get_by_role("link", name="Ban hành lịch", exact=True)).to_be_visible()


def test_the_secretary_notes_a_duty_as_done_and_reads_why_its_day_is_that_day(
    open_page: Callable[..., Page], scene: Scene, axe: Check
) -> None:
    page = open_page(*DESKTOP, user=scene.secretary)
    page.goto("/dieu-hanh/lich-phap-dinh/")
    page.get_by_text("Vì sao ngày này").first.click()
    axe(page)
    before = page.get_by_role("button", name="Ghi xong").count()
    page.get_by_role("button", name="Ghi xong").first.click()
    expect(page.get_by_role("status").first).to_contain_text("Đã ghi xong")
    expect(page.get_by_role("button", name="Ghi xong")).to_have_count(before - 1)


def test_no_public_page_has_a_barrier_in_any_state(phone: Page, busy: Scene, axe: Check) -> None:
    moved, off, late = busy.meetings
    paths = ["/", "/?tim=tu+son", "/?tim=khong+co", "/lich-tiep-xuc/", "/lich-tiep-xuc/?khi=da-qua"]
    paths += ["/lich-tiep-xuc/?tu=3/12/2026&den=1/12/2026", f"/lich-tiep-xuc/?don-vi={busy.ward.code}"]
    paths += [reverse("meetings:public-meeting", args=[meeting.uid]) for meeting in (moved, off, late)]
    without_barrier(phone, axe, paths, ((320, 740), DESKTOP))


def test_no_public_page_has_a_barrier_when_there_is_nothing(phone: Page, transactional_db: None, axe: Check) -> None:
    without_barrier(phone, axe, ["/", "/lich-tiep-xuc/"], (PHONE, DESKTOP))


def test_no_page_of_a_delegate_has_a_barrier(open_page: Callable[..., Page], busy: Scene, axe: Check) -> None:
    phone = open_page(*PHONE, user=busy.user())
    mine = busy.meetings[0].attendances.get(delegate=busy.delegates[0])
    paths = [reverse(f"delegates:{name}", args=[mine.pk]) for name in ("my-meeting", "excuse")]
    without_barrier(phone, axe, ["/dai-bieu/", *paths], ((320, 740), DESKTOP))


def test_the_head_of_a_group_goes_everywhere_from_the_top_of_a_narrow_phone(
    open_page: Callable[..., Page], busy: Scene, axe: Check
) -> None:
    RoleAssignment.objects.create(user=busy.user(), tenant=busy.council, role=Role.GROUP_HEAD)
    phone = open_page(320, 640, user=busy.user())
    without_barrier(phone, axe, ["/dai-bieu/", "/dai-bieu/ke-hoach/"], ((320, 640), DESKTOP))
    phone.set_viewport_size({"width": 320, "height": 640})
    entries = phone.get_by_role("navigation", name="Chính").get_by_role("link")
    expect(entries).to_have_count(7)
    for entry in entries.all():
        box = entry.bounding_box()
        assert box is not None
        assert (box["height"] >= 44, box["x"] + box["width"] <= 320) == (True, True), entry.inner_text()
    for name, title in (("Hội nghị, biên bản", "Hội nghị"), ("Lịch của tôi", "Lịch"), ("Giờ bận", "Giờ bận")):
        phone.get_by_role("navigation", name="Chính").get_by_role("link", name=name).click()
        expect(phone).to_have_title(re.compile(title))
    expect(phone.get_by_role("link", name="Giờ bận", exact=True)).to_have_attribute("aria-current", "page")


def desk_paths(scene: Scene) -> list[str]:
    duty: Any = scene.round.duties.first()
    return [
        "/dieu-hanh/",
        "/dieu-hanh/lich-phap-dinh/",
        "/dieu-hanh/lich-phap-dinh/?loc=da-xong",
        reverse("desk:duty-correct", args=[duty.pk]),
        "/dieu-hanh/dot/",
        reverse("desk:round", args=[scene.round.pk]),
        reverse("desk:release", args=[scene.round.pk]),
        "/dieu-hanh/hoi-nghi/",
        "/dieu-hanh/hoi-nghi/?loc=thieu-bien-ban",
        "/dieu-hanh/hop-gui-di/",
        "/dieu-hanh/hop-gui-di/?loc=loi",
    ]


def test_no_page_of_the_desk_has_a_barrier(open_page: Callable[..., Page], busy: Scene, axe: Check) -> None:
    page = open_page(*DESKTOP, user=busy.secretary)
    without_barrier(page, axe, desk_paths(busy), ((320, 740), DESKTOP))


def test_no_page_of_an_empty_desk_has_a_barrier(
    open_page: Callable[..., Page], transactional_db: None, axe: Check
) -> None:
    bare = build_scene("trong", "Trống", meetings=0)
    page = open_page(*DESKTOP, user=bare.secretary)
    without_barrier(page, axe, desk_paths(bare), (PHONE, DESKTOP))
