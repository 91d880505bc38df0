"""What is told when a page cannot be had: sign in first, not by itself, not now; and who may keep a copy of it."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from tests.people import Town, town

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Town:
    return town("Từ Sơn", "09001")


@pytest.fixture
def expired(here: Town) -> Client:
    """The secretary's browser, whose session ran out."""
    browser = here.client("secretary")
    Session.objects.all().delete()
    return browser


def next_page(address: str) -> str:
    split = urlsplit(address)
    assert split.path == reverse("core:login")
    return parse_qs(split.query)["next"][0]


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("http://testserver/dieu-hanh/lich-phap-dinh/?xem=moi#viec-3", "/dieu-hanh/lich-phap-dinh/?xem=moi"),
        ("https://xau.example/dieu-hanh/", ""),
        ("", ""),
    ],
)
def test_a_press_after_the_session_ran_out_leads_back_to_the_page_of_its_button(
    here: Town, expired: Client, referer: str, back: str
) -> None:
    press = reverse("desk:duty-done", args=[here.one("meetings.duty").pk])
    away = expired.post(press, headers={"referer": referer})
    assert next_page(away["Location"]) == (back or reverse("core:after-login"))
    page = expired.get(away["Location"]).content.decode()
    assert "việc vừa gửi chưa được lưu" in page
    assert "Hãy đăng nhập để mở trang" not in page


def test_a_request_within_a_page_leads_the_whole_page_to_the_log_in(here: Town, expired: Client) -> None:
    board = "http://testserver/dieu-hanh/dot/1/bang-lich/?xem=ngay"
    place = reverse("meetings:meeting-place", args=[here.one("meetings.meeting").pk])
    for send in (expired.get, expired.post):
        answer = send(place, headers={"hx-request": "true", "hx-current-url": board})
        assert (answer.status_code, answer.content) == (200, b"")
        assert next_page(answer["HX-Redirect"]) == "/dieu-hanh/dot/1/bang-lich/?xem=ngay"


def test_an_address_that_only_takes_presses_says_so_when_it_is_opened(here: Town) -> None:
    answer = here.client("secretary").get(reverse("desk:duty-done", args=[here.one("meetings.duty").pk]))
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "chỉ nhận việc được bấm hoặc gửi từ một trang khác" in answer.content.decode()


def test_while_the_database_does_not_answer_the_system_is_at_rest(here: Town, monkeypatch) -> None:
    def away(_user: object) -> None:
        raise OperationalError("server closed the connection")

    browser = here.client("secretary")
    browser.raise_request_exception = False
    monkeypatch.setattr("txct.core.middleware.tenants_of", away)
    answer = browser.get(reverse("desk:home"))
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "Hãy giữ trang đang mở và thử lại sau ít phút" in answer.content.decode()


@pytest.mark.parametrize("name", ["meetings:home", "meetings:public-schedule", "petitions:public-list"])
def test_a_public_page_sets_no_cookie_so_that_one_copy_serves_everybody(here: Town, name: str) -> None:
    answer = Client().get(reverse(name))
    assert (answer.status_code, dict(answer.cookies)) == (200, {})


@pytest.mark.parametrize("name", ["desk:home", "meetings:home", "admin:index"])
def test_what_a_signed_in_person_reads_is_kept_by_no_browser(here: Town, name: str) -> None:
    answer = here.client("secretary").get(reverse(name))
    assert (answer.status_code, "no-store" in answer["Cache-Control"], "private" in answer["Cache-Control"]) == (
        200,
        True,
        True,
    )
