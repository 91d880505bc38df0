"""The records desk, the log-in page and invitations in a real browser: readable, keyed, nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from django.db.models import F
from django.urls import reverse
from playwright.sync_api import Page, expect

from delegates.models import Delegate
from meetings.models import Venue
from petitions.models import Petition
from tests.people import Town, town
from txct.core.actions import invite
from txct.core.models import Invitation, User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "hoa phượng nở đỏ 2026"
WIDTHS = [(360, 740), (1280, 900)]


@pytest.fixture
def here(live_site: str) -> Town:
    return town("Từ Sơn", "09001")


def no_sideways_scroll(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth + 1"))


@pytest.mark.parametrize(("width", "height"), WIDTHS)
@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("admin:index", ""),
        ("admin:delegates_delegate_changelist", ""),
        ("admin:meetings_meeting_changelist", ""),
        ("admin:delegates_delegategroup_change", "delegates.delegategroup"),
        ("admin:meetings_meeting_change", "meetings.meeting"),
        ("admin:petitions_petition_change", "petitions.petition"),
        ("admin:core_auditentry_changelist", ""),
        ("admin:meetings_venue_history", "meetings.venue"),
        ("admin:meetings_venue_add", ""),
        ("core:invitation-list", ""),
        ("core:invitation-new", ""),
    ],
)
def test_pages_of_records_are_accessible_and_fit(
    open_page: Callable[..., Page],
    axe: Callable[[Page], None],
    here: Town,
    name: str,
    label: str,
    width: int,
    height: int,
) -> None:
    page = open_page(width, height, here.people["secretary"])
    page.goto(reverse(name, args=[here.one(label).pk] if label else []))
    axe(page)
    if width < 400 and not name.startswith("admin:"):
        assert no_sideways_scroll(page)


@pytest.mark.parametrize("width", [320, 360, 390, 1280])
@pytest.mark.parametrize("name", ["desk:home", "meetings:home", "core:invitation-list"])
def test_the_menu_of_a_person_opens_within_the_screen(
    open_page: Callable[..., Page], here: Town, name: str, width: int
) -> None:
    page = open_page(width, 740, here.people["secretary"])
    page.goto(reverse(name))
    page.locator(".user-menu summary").click()
    box = page.locator(".user-menu-panel").bounding_box()
    assert box is not None
    assert 0 <= box["x"] <= box["x"] + box["width"] <= width


@pytest.mark.parametrize(("width", "height"), WIDTHS)
def test_a_list_is_narrowed_by_a_box_that_opens_over_it(
    open_page: Callable[..., Page], axe: Callable[[Page], None], here: Town, width: int, height: int
) -> None:
    page = open_page(width, height, here.people["secretary"])
    page.goto(reverse("admin:meetings_meeting_changelist"))
    filters = page.get_by_role("navigation", name="Lọc")
    expect(filters.get_by_role("link", name="dự kiến")).to_be_hidden()
    filters.get_by_text("Tình trạng").click()
    axe(page)
    filters.get_by_role("link", name="dự kiến").click()
    expect(filters.get_by_text("Tình trạng: dự kiến")).to_be_visible()
    filters.get_by_role("link", name="Bỏ mọi bộ lọc").click()
    expect(filters.get_by_text("Tình trạng")).to_have_text("Tình trạng")
    assert no_sideways_scroll(page)


def test_a_wrong_name_is_told_on_the_page_of_records(
    open_page: Callable[..., Page], axe: Callable[[Page], None], here: Town
) -> None:
    page = open_page(user=here.people["secretary"])
    page.goto(reverse("admin:meetings_venue_add"))
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.locator(".errornote")).to_contain_text("Hãy sửa")
    page.wait_for_load_state("load")
    axe(page)


def test_type_ahead_of_the_records_desk_works_under_the_content_policy(
    open_page: Callable[..., Page], here: Town
) -> None:
    page = open_page(user=here.people["secretary"])
    page.goto(reverse("admin:meetings_venue_add"))
    page.locator("#id_locality + .select2").click()
    page.locator(".select2-search__field").fill("song 09001")
    page.locator(".select2-results__option", has_text="Sông 09001").click()
    expect(page.locator("#select2-id_locality-container")).to_contain_text("Sông 09001")


@pytest.fixture
def secretary(here: Town) -> User:
    person = here.people["secretary"]
    person.set_password(PASSWORD)
    person.save()
    return person


def sign_in_again(page: Page, person: User) -> None:
    expect(page.get_by_role("heading", name="Đăng nhập")).to_be_visible()
    expect(page.get_by_text("việc vừa gửi chưa được lưu")).to_be_visible()
    page.get_by_label("Thư điện tử").fill(person.email)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()


def test_what_was_typed_comes_back_after_the_session_ran_out(open_page: Callable[..., Page], secretary: User) -> None:
    page = open_page(user=secretary)
    page.goto(reverse("core:invitation-new"))
    page.get_by_label("Họ và tên").fill("Đỗ Văn Đại")
    page.get_by_label("Thư điện tử").fill("dai@tuson.example")
    page.get_by_label("Vai trò").select_option("delegate")
    Session.objects.all().delete()
    page.get_by_role("button", name="Gửi thư mời").click()
    sign_in_again(page, secretary)
    expect(page.get_by_role("heading", name="Mời người dùng")).to_be_visible()
    expect(page.get_by_label("Họ và tên")).to_have_value("Đỗ Văn Đại")
    expect(page.get_by_label("Vai trò")).to_have_value("delegate")
    page.get_by_role("button", name="Gửi thư mời").click()
    expect(page.get_by_text("Đã mời Đỗ Văn Đại")).to_be_visible()
    assert Invitation.objects.filter(email="dai@tuson.example").count() == 1


def test_a_record_typed_before_the_session_ran_out_comes_back_with_its_chosen_names(
    open_page: Callable[..., Page], here: Town, secretary: User
) -> None:
    page = open_page(user=secretary)
    page.goto(reverse("admin:meetings_venue_add"))
    page.get_by_label("Tên", exact=False).first.fill("Nhà văn hóa Đồng Kỵ")
    page.locator("#id_locality + .select2").click()
    page.locator(".select2-search__field").fill("song 09001")
    page.locator(".select2-results__option", has_text="Sông 09001").click()
    Session.objects.all().delete()
    page.get_by_role("button", name="Lưu", exact=True).click()
    sign_in_again(page, secretary)
    expect(page.get_by_text("được điền lại dưới đây")).to_be_visible()
    expect(page.locator("#select2-id_locality-container")).to_contain_text("Sông 09001")
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("Nhà văn hóa Đồng Kỵ")
    assert Venue.objects.filter(council=here.council, name="Nhà văn hóa Đồng Kỵ").count() == 1


def test_the_own_version_comes_back_when_the_session_ran_out_before_the_two_versions(
    open_page: Callable[..., Page], here: Town, secretary: User
) -> None:
    petition = here.one("petitions.petition")
    Petition.objects.filter(pk=petition.pk).update(state="recorded")
    page = open_page(user=secretary)
    page.goto(reverse("admin:petitions_petition_change", args=[petition.pk]))
    summary = page.locator("[name=summary]")
    summary.fill("Bản của tôi")
    Petition.objects.filter(pk=petition.pk).update(version=F("version") + 1, summary="Bản của người khác")
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_role("heading", name="Có người vừa lưu trước bạn")).to_be_visible()
    Session.objects.all().delete()
    page.get_by_role("button", name="Lưu bản tôi vừa gõ").click()
    sign_in_again(page, secretary)
    expect(summary).to_have_value("Bản của tôi")
    expect(page.get_by_text("được điền lại dưới đây")).to_be_visible()


def test_what_somebody_else_saved_before_one_had_signed_in_again_is_not_overwritten(
    open_page: Callable[..., Page], here: Town, secretary: User
) -> None:
    petition = here.one("petitions.petition")
    Petition.objects.filter(pk=petition.pk).update(state="recorded")
    page = open_page(user=secretary)
    page.goto(reverse("admin:petitions_petition_change", args=[petition.pk]))
    summary = page.locator("[name=summary]")
    summary.fill("Bản của tôi")
    Session.objects.all().delete()
    page.get_by_role("button", name="Lưu", exact=True).click()
    Petition.objects.filter(pk=petition.pk).update(version=F("version") + 1, summary="Bản của người khác")
    sign_in_again(page, secretary)
    expect(summary).to_have_value("Bản của tôi")
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_role("heading", name="Có người vừa lưu trước bạn")).to_be_visible()
    assert Petition.objects.get(pk=petition.pk).summary == "Bản của người khác"


def test_a_button_pressed_after_the_session_ran_out_leads_back_to_its_page(
    open_page: Callable[..., Page], here: Town, secretary: User
) -> None:
    page = open_page(user=secretary)
    page.goto(reverse("core:invitation-list"))
    Session.objects.all().delete()
    page.get_by_role("button", name="Thu hồi").first.click()
    sign_in_again(page, secretary)
    page.wait_for_url("**" + reverse("core:invitation-list"))
    expect(page.get_by_text("Hãy bấm lại")).to_be_visible()
    assert not Invitation.objects.filter(revoked_at__isnull=False).exists()


def test_an_invited_person_sets_a_password_on_a_phone(phone: Page, axe: Callable[[Page], None], here: Town) -> None:
    term = here.one("delegates.term")
    record = Delegate.objects.create(
        council=here.council, term=term, full_name="Lê Thị Mới", email="Moi@tuson.example"
    )
    _offer, token = invite(
        tenant=here.rows["core.tenant"],
        email="moi@tuson.example",
        full_name="Lê Thị Mới",
        role="delegate",
        by=here.people["secretary"],
    )
    phone.goto(reverse("core:invitation-accept", args=[token]))
    axe(phone)
    assert no_sideways_scroll(phone)
    phone.get_by_label("Mật khẩu mới", exact=True).fill(PASSWORD)
    phone.get_by_label("Nhập lại mật khẩu mới").fill(PASSWORD)
    phone.get_by_role("button", name="Đặt mật khẩu và bắt đầu").click()
    phone.wait_for_url("**/dai-bieu/")
    assert Delegate.objects.get(pk=record.pk).user == User.objects.get(email="moi@tuson.example")
    phone.goto(reverse("core:invitation-accept", args=[token]))
    expect(phone.get_by_role("heading", name="Lời mời không còn dùng được")).to_be_visible()
    axe(phone)


@pytest.mark.parametrize("name", ["core:login", "core:password_reset", "core:password_reset_done"])
def test_the_doors_are_accessible_on_a_phone(phone: Page, axe: Callable[[Page], None], name: str, db: None) -> None:
    phone.goto(reverse(name))
    axe(phone)
    assert no_sideways_scroll(phone)
