"""The three desks in a real browser: the clerk after a meeting, the agency, the secretariat."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from petitions.models import Answer, Petition, Submission, Transfer
from tests.desk_scene import Scene, build_scene, named_voice

pytestmark = pytest.mark.django_db(transaction=True)
Opener = Callable[..., Page]
Check = Callable[[Page], None]
SIZES = [(360, 740), (1280, 900)]


@pytest.fixture
def scene(transactional_db: Any) -> Scene:
    """The town whose people sign in."""
    return build_scene()


@pytest.fixture
def sign_in(open_page: Opener, scene: Scene) -> Callable[..., Page]:
    """`sign_in("clerk")`: a desktop page of that person; a size may be given."""

    def sign(person: str, width: int = 1366, height: int = 768) -> Page:
        return open_page(width, height, user=scene.users[person])

    return sign


def press(page: Page, name: str) -> None:
    """Press a button of the page and wait for what comes."""
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state("networkidle")


def type_ahead(page: Page, label: str, typed: str) -> None:
    """Choose in a searched list by what people type."""
    box = page.get_by_role("combobox", name=label)
    box.fill(typed)
    box.press("Enter")


def test_the_clerk_writes_minutes_and_three_voices_and_hands_them_in(scene: Scene, sign_in: Any, axe: Check) -> None:
    page = sign_in("clerk")
    page.goto("/don-vi/")
    page.get_by_role("link", name="Hội nghị held").click()
    page.get_by_role("link", name="Điểm danh").first.click()
    for came in page.get_by_role("radio", name="Có mặt").all():
        came.check()
    press(page, "Ghi điểm danh")
    page.get_by_role("link", name="Ghi biên bản").first.click()
    page.get_by_label("Bắt đầu lúc").fill("14h30")
    page.get_by_label("Kết thúc lúc").fill("13h")
    page.get_by_label("Số cử tri dự").fill("65")
    page.get_by_label("Thư ký").fill("Nguyễn Thị Mai")
    page.get_by_label("Kết luận").fill("Tiếp thu các ý kiến.")
    press(page, "Lưu biên bản")
    summary = page.locator(".error-summary")
    expect(summary).to_contain_text("Giờ kết thúc phải sau giờ bắt đầu.")
    axe(page)
    assert page.get_by_label("Kết luận").input_value() == "Tiếp thu các ý kiến."
    page.get_by_label("Kết thúc lúc").fill("16 giờ 45")
    press(page, "Lưu biên bản")
    page.get_by_role("link", name="Ghi ý kiến cử tri").click()
    for kind, words in (
        ("Kiến nghị", "Đường khu phố Đình Bảng sụt lún, xin sửa."),
        ("Ý kiến", "Bà con phấn khởi vì có trường mới."),
        ("Khiếu nại", "Đền bù nhà tôi chưa đúng."),
    ):
        page.get_by_role("radio", name=kind, exact=True).check()
        page.get_by_label("Cử tri nói").fill(words)
        type_ahead(page, "Khu phố, thôn", "dinh bang")
        press(page, "Ghi, rồi ghi tiếp")
    expect(page.get_by_role("heading", name="Đã ghi (02 lượt)")).to_be_visible()
    expect(page.get_by_text("01 khiếu nại, tố cáo ghi ở sổ riêng")).to_be_visible()
    assert "Đền bù nhà tôi" not in page.content()
    axe(page)
    page.get_by_role("link", name="Hội nghị held").click()
    page.get_by_role("link", name="Nộp biên bản").click()
    axe(page)
    press(page, "Nộp biên bản")
    expect(page.get_by_text("Đã nộp biên bản. Văn phòng HĐND đã nhận.")).to_be_visible()
    assert page.get_by_role("link", name="Sửa biên bản").count() == 0
    said = Submission.objects.filter(meeting=scene.meetings["held"]).order_by("pk")
    assert [(one.kind, one.neighbourhood) for one in said] == [
        ("petition", scene.hoods[0]),
        ("opinion", scene.hoods[0]),
        ("complaint", scene.hoods[0]),
    ]


def test_the_agency_receives_and_answers_two_petitions_in_one_text(scene: Scene, sign_in: Any, axe: Check) -> None:
    named_voice(scene)
    page = sign_in("officer")
    sent, late = scene.petitions["sent"], scene.petitions["late"]
    page.goto("/co-quan/")
    page.get_by_role("link", name=sent.code).click()
    page.get_by_text("Vì sao ngày này").click()
    expect(page.get_by_text("Thời hạn ghi trên phiếu chuyển")).to_be_visible()
    press(page, "Tiếp nhận")
    expect(page.get_by_text(f"Đã tiếp nhận {sent.code}")).to_be_visible()
    page.get_by_role("link", name="Kiến nghị được chuyển").first.click()
    for petition in (sent, late):
        page.get_by_label(f"Chọn {petition.code} để trả lời").check()
    press(page, "Trả lời các kiến nghị đã chọn")
    press(page, "Gửi trả lời")
    expect(page.locator(".error-summary")).to_contain_text("Chọn một trong ba nhóm kết quả.")
    axe(page)
    page.get_by_label("Đã giải quyết xong").check()
    page.get_by_label("Nội dung trả lời").fill("Đã lắp đủ đèn hai ngõ.")
    press(page, "Gửi trả lời")
    expect(page.get_by_text("Đã gửi trả lời 02 kiến nghị đến Văn phòng HĐND.")).to_be_visible()
    found = Answer.objects.filter(text="Đã lắp đủ đèn hai ngõ.")
    assert {answer.petition_id for answer in found} == {sent.pk, late.pk}


def test_the_secretary_sorts_merges_undoes_and_sends(scene: Scene, sign_in: Any, axe: Check) -> None:
    page = sign_in("secretary")
    target, other, fresh = (scene.petitions[word] for word in ("classified", "alike", "recorded"))
    page.goto("/dieu-hanh/kien-nghi/?tinh_trang=recorded")
    page.get_by_role("link", name=fresh.code).click()
    page.get_by_role("link", name="Phân loại", exact=True).click()
    type_ahead(page, "Lĩnh vực", "moi truong")
    page.get_by_label("Cấp xã").check()
    press(page, "Phân loại")
    expect(page.get_by_text(f"Đã phân loại {fresh.code}: Môi trường.")).to_be_visible()
    page.goto(f"/dieu-hanh/kien-nghi/{target.pk}/")
    page.get_by_role("link", name="Gộp kiến nghị khác vào").click()
    page.get_by_label(other.code).check()
    press(page, "Xem trước khi gộp")
    expect(page.get_by_text(f"01 kiến nghị được gộp vào {target.code}: {other.code}.")).to_be_visible()
    axe(page)
    press(page, "Gộp")
    expect(page.get_by_role("heading", name="Nguyên văn cử tri (02 lượt)")).to_be_visible()
    page.get_by_role("link", name=f"tách ra {other.code}").click()
    press(page, "Tách ra")
    expect(page.get_by_text(f"Đã tách {other.code} ra.")).to_be_visible()
    page.goto("/dieu-hanh/kien-nghi/?tinh_trang=cho-chuyen")
    for petition in (target, other):
        page.get_by_label(f"Chọn {petition.code} để chuyển").check()
    press(page, "Chuyển các kiến nghị đã chọn")
    type_ahead(page, "Cơ quan chủ trì giải quyết", "ubnd")
    page.get_by_role("textbox", name="Hạn ghi trên phiếu chuyển").fill("31/12/2030")
    press(page, "Xem hạn trước khi chuyển")
    expect(page.get_by_text("Hạn trả lời: thứ Ba, 31/12/2030.")).to_be_visible()
    axe(page)
    press(page, "Chuyển")
    expect(page.get_by_text("Đã chuyển 02 kiến nghị đến UBND Từ Sơn.")).to_be_visible()
    rows = Transfer.objects.filter(petition__in=(target, other))
    assert {str(row.due_on) for row in rows} == {"2030-12-31"}
    assert Petition.objects.get(pk=other.pk).merged_into is None


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_filled_pages_have_no_barrier_and_fit(scene: Scene, sign_in: Any, axe: Check, width: int, height: int) -> None:
    named_voice(scene)
    held, answered, judged = scene.meetings["held"].pk, scene.petitions["answered"].pk, scene.petitions["judged"].pk
    sent, transfer = scene.petitions["sent"].pk, scene.transfer("sent").pk
    paths = {
        "clerk": [
            "/don-vi/",
            f"/don-vi/hoi-nghi/{held}/",
            f"/don-vi/hoi-nghi/{held}/diem-danh/",
            f"/don-vi/hoi-nghi/{held}/bien-ban/",
            f"/don-vi/hoi-nghi/{held}/y-kien/",
        ],
        "officer": [
            "/co-quan/",
            f"/co-quan/{transfer}/",
            f"/co-quan/{scene.transfer('judged').pk}/",
            f"/co-quan/tra-loi/?chon={transfer}",
            f"/co-quan/{transfer}/lo-trinh/",
            f"/co-quan/{transfer}/tra-lai/",
        ],
        "secretary": [
            "/dieu-hanh/kien-nghi/?tim=den&tham_quyen=xa",
            f"/dieu-hanh/kien-nghi/{judged}/",
            f"/dieu-hanh/kien-nghi/{answered}/danh-gia/",
            f"/dieu-hanh/kien-nghi/{judged}/bao-lai/",
            f"/dieu-hanh/kien-nghi/{sent}/cong-khai/",
            f"/dieu-hanh/kien-nghi/{sent}/nguoi-kien-nghi/",
            f"/dieu-hanh/kien-nghi/{scene.petitions['classified'].pk}/gop/",
            "/dieu-hanh/kien-nghi/chuyen/",
            "/dieu-hanh/y-kien/",
        ],
    }
    for person, addresses in paths.items():
        page = sign_in(person, width, height)
        for address in addresses:
            page.goto(address)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address
            axe(page)


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_empty_pages_have_no_barrier_and_say_what_to_do(
    scene: Scene, sign_in: Any, axe: Check, width: int, height: int
) -> None:
    for person, address, words in (
        ("other_clerk", "/don-vi/?xem=sap-toi", "Không có hội nghị nào ở mục này"),
        ("clerk", f"/don-vi/hoi-nghi/{scene.meetings['held'].pk}/y-kien/", "Chưa ghi ý kiến nào"),
        ("officer", "/co-quan/?xem=sap-han", "Không có kiến nghị nào ở mục này"),
        ("secretary", "/dieu-hanh/kien-nghi/?tim=khong-co-gi", "Không có kiến nghị nào khớp"),
        ("secretary", "/dieu-hanh/y-kien/?tim=khong-co-gi", "Không có lượt ý kiến nào khớp"),
    ):
        page = sign_in(person, width, height)
        page.goto(address)
        expect(page.get_by_text(words)).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        axe(page)


def test_a_stale_page_shows_both_versions_in_the_browser(scene: Scene, sign_in: Any, axe: Check) -> None:
    petition = scene.petitions["classified"]
    address = f"/dieu-hanh/kien-nghi/{petition.pk}/sua/"
    first, second = sign_in("secretary"), sign_in("secretary")
    for page in (first, second):
        page.goto(address)
    first.get_by_label("Tóm tắt").fill("Bản lưu trước")
    press(first, "Lưu")
    second.get_by_label("Tóm tắt").fill("Bản của tôi")
    press(second, "Lưu")
    expect(second.get_by_role("heading", name="Có người vừa lưu trước bạn")).to_be_visible()
    expect(second.get_by_role("cell", name="Bản lưu trước")).to_be_visible()
    axe(second)
    press(second, "Lưu bản tôi vừa gõ")
    assert Petition.objects.get(pk=petition.pk).summary == "Bản của tôi"
