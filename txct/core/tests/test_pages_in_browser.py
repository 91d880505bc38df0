"""What the small scripts add to pages, in a real browser, under the strict content policy."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    # The driver keeps a loop in this thread, which the database layer would otherwise refuse to work beside.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as driver:
        patch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport={"width": 360, "height": 740}, locale="vi-VN")
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, live_server: Any) -> Iterator[Page]:
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if "Content Security" in message.text else None)
    page.goto(f"{live_server.url}/thanh-phan/")
    yield page
    assert faults == []


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
@pytest.mark.parametrize("path", ["/thanh-phan/", "/dang-nhap/"])
def test_a_page_fits_its_screen_and_has_no_barrier(page: Page, live_server: Any, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{live_server.url}{path}")
    found = Axe().run(page, options={"preload": False}).response["violations"]
    assert [(fault["id"], [node["html"] for node in fault["nodes"]]) for fault in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_a_ward_is_found_without_accents_by_keyboard(page: Page) -> None:
    box = page.get_by_role("combobox", name="Khu phố").first
    box.fill("dinh bang")
    box.press("ArrowDown")
    assert page.get_by_role("option", selected=True).inner_text() == "Khu phố Đình Bảng"
    box.press("Enter")
    assert box.input_value() == "Khu phố Đình Bảng"
    assert page.locator("select[name=ward]").first.evaluate("select => select.value") == "1"
    box.fill("không có nơi này")
    box.press("Tab")
    assert box.input_value() == "Khu phố Đình Bảng"


def test_several_people_are_chosen_and_one_is_taken_back(page: Page) -> None:
    box = page.get_by_role("combobox", name="Đại biểu dự").first
    box.fill("duc")
    box.press("Enter")
    page.get_by_role("button", name="Bỏ Đặng Thị Hòa").click()
    chosen = page.locator("select[name=delegates]").first.evaluate(
        "select => [...select.selectedOptions].map((option) => option.text)"
    )
    assert chosen == ["Nguyễn Văn Đức"]


def test_two_quick_presses_send_once(page: Page) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    form = page.locator("form.form-block").first
    form.evaluate("form => { form.requestSubmit(); form.requestSubmit(); }")
    page.wait_for_load_state("networkidle")
    assert len(sent) == 1


def test_what_was_typed_comes_back_when_the_form_was_refused_as_too_old(
    page: Page, context: BrowserContext, live_server: Any
) -> None:
    form = page.locator("form.form-block").first
    form.get_by_label("Tên hội nghị").fill("Hội nghị khu phố Đình Bảng")
    form.get_by_label("Ghi chú").fill("Dòng một\nDòng hai")
    form.get_by_label("Gặp gỡ, tiếp xúc").check()
    form.get_by_label("Niêm yết").check()
    context.add_cookies([{"name": "csrftoken", "value": "a" * 32, "url": live_server.url}])
    form.get_by_role("button", name="Lưu hội nghị").click()
    page.get_by_role("link", name="Mở lại biểu mẫu").click()
    form = page.locator("form.form-block").first
    assert form.get_by_label("Tên hội nghị").input_value() == "Hội nghị khu phố Đình Bảng"
    assert form.get_by_label("Ghi chú").input_value() == "Dòng một\nDòng hai"
    assert form.get_by_label("Gặp gỡ, tiếp xúc").is_checked()
    assert form.get_by_label("Niêm yết").is_checked()
    assert page.get_by_role("status").filter(has_text="Lần gửi trước chưa được lưu").count() == 1
    page.reload()
    assert page.locator("form.form-block").first.get_by_label("Tên hội nghị").input_value() == ""


def test_the_error_summary_takes_the_focus_and_leads_to_the_field(page: Page) -> None:
    assert page.evaluate("document.activeElement.className") == "error-summary"
    assert page.title().startswith("Lỗi: ")
    page.locator(".error-summary").get_by_role("link", name="Khu phố").click()
    assert page.evaluate("document.activeElement.id") == "id_sample-ward"


def test_a_form_works_without_scripts(chromium: Browser, live_server: Any) -> None:
    plain = chromium.new_context(java_script_enabled=False).new_page()
    plain.goto(f"{live_server.url}/thanh-phan/")
    form = plain.locator("form.form-block").first
    form.locator("select[name=ward]").select_option(label="Khu phố Đình Bảng")
    form.get_by_label("Ngày", exact=True).fill("24/11")
    form.get_by_role("button", name="Lưu hội nghị").click()
    assert plain.locator("h1").inner_text() == "Thành phần giao diện"
