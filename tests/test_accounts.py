"""Signing in, invitations, roles, forms sent twice, stale pages."""

from __future__ import annotations

import re
import uuid
from datetime import date, timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from txct.core.actions import (
    accept_invitation,
    assign_role,
    end_role,
    invite,
    open_invitation,
    revoke_invitation,
)
from txct.core.audit import broken_links
from txct.core.forms_once import once, stale_response
from txct.core.models import AuditEntry, Invitation, OutboxMessage, RoleAssignment, SubmittedForm, Tenant, User
from txct.core.permissions import assignments_of, can
from txct.core.roles import Role
from txct.core.writing import Refused, StalePage

pytestmark = pytest.mark.django_db
PASSWORD = "hoa phượng nở đỏ 2026"


@pytest.fixture(autouse=True)
def _quick_passwords(settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def council() -> Tenant:
    return Tenant.objects.create(code="phuong-tu-son", name="HĐND phường Từ Sơn")


@pytest.fixture
def secretary(council: Tenant) -> User:
    user = User.objects.create_user("thu.ky@tuson.example", "Nguyễn Thị Thư", PASSWORD)
    assign_role(user=user, tenant=council, role=Role.SECRETARY, by=None)
    return user


@pytest.fixture
def sysadmin(council: Tenant) -> User:
    user = User.objects.create_user("quan.tri@tuson.example", "Trần Văn Trị", PASSWORD)
    assign_role(user=user, tenant=council, role=Role.SYSADMIN, by=None)
    return user


def offer(council: Tenant, by: User, **changes: str) -> tuple[Invitation, str]:
    """An invitation of a delegate."""
    content = {"email": "Dai.Bieu@tuson.example", "full_name": "Đỗ Văn  Đại", "role": "delegate", **changes}
    return invite(tenant=council, by=by, **content)


def signed_in(user: User) -> Client:
    client = Client()
    assert client.post(reverse("core:login"), {"username": user.email, "password": PASSWORD}).status_code == 302
    return client


# --- invitations --------------------------------------------------------------------------------------


def test_an_invitation_is_mailed_with_its_link_and_only_the_links_hash_is_kept(
    council: Tenant, secretary: User
) -> None:
    invitation, token = offer(council, secretary)
    mail = OutboxMessage.objects.get(key=f"invitation-{invitation.pk}")
    assert (mail.address, mail.recipient_name, mail.tenant_id) == ("dai.bieu@tuson.example", "Đỗ Văn Đại", council.pk)
    assert f"/loi-moi/{token}/" in mail.body
    assert "Đại biểu HĐND" in mail.body
    assert token not in str(vars(Invitation.objects.get()))
    entry = AuditEntry.objects.get(action="invitation.sent")
    assert (entry.actor, entry.new, entry.tenant_id) == (secretary, {"role": "delegate"}, council.pk)


def test_the_link_shows_the_offer_and_only_sending_the_form_takes_it_up(council: Tenant, secretary: User) -> None:
    invitation, token = offer(council, secretary)
    url = reverse("core:invitation-accept", args=[token])
    browser = Client()
    for _visit in range(3):  # a mail scanner opens links too
        page = browser.get(url)
        assert page.status_code == 200
        assert "Kính chào Đỗ Văn Đại" in page.content.decode()
    invitation.refresh_from_db()
    assert invitation.accepted_at is None
    assert not User.objects.filter(email="dai.bieu@tuson.example").exists()

    done = browser.post(url, {"new_password1": PASSWORD, "new_password2": PASSWORD})
    assert (done.status_code, done["Location"]) == (302, reverse("core:after-login"))
    user = User.objects.get(email="dai.bieu@tuson.example")
    assert [(role.tenant, role.role) for role in user.assignments.all()] == [(council, "delegate")]
    assert browser.session["_auth_user_id"] == str(user.pk)
    assert "/loi-moi/" not in OutboxMessage.objects.get(key=f"invitation-{invitation.pk}").body

    again = Client().post(url, {"new_password1": "mật khẩu của kẻ khác", "new_password2": "mật khẩu của kẻ khác"})
    assert again.status_code == 410
    assert "không còn dùng được" in again.content.decode()
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_a_weak_or_mistyped_password_is_refused_in_words_and_the_link_stays_good(
    council: Tenant, secretary: User
) -> None:
    _invitation, token = offer(council, secretary)
    url = reverse("core:invitation-accept", args=[token])
    page = Client().post(url, {"new_password1": PASSWORD, "new_password2": "khác"}).content.decode()
    assert "Hai lần nhập mật khẩu chưa giống nhau. Hãy nhập lại." in page
    page = Client().post(url, {"new_password1": "12345", "new_password2": "12345"}).content.decode()
    assert "Mật khẩu" in page
    assert "This password" not in page
    assert open_invitation(token) is not None


def test_somebody_with_an_account_only_gains_the_role_and_keeps_the_password(council: Tenant, secretary: User) -> None:
    known = User.objects.create_user("dai.bieu@tuson.example", "Đỗ Văn Đại", PASSWORD)
    _invitation, token = offer(council, secretary)
    page = Client().get(reverse("core:invitation-accept", args=[token])).content.decode()
    assert "password" not in page
    done = Client().post(reverse("core:invitation-accept", args=[token]))
    assert done["Location"] == reverse("core:login")
    known = User.objects.get(pk=known.pk)
    assert known.check_password(PASSWORD)
    assert can(known, "meetings.view_meeting")


@pytest.mark.parametrize("days", [13, 15])
def test_a_link_lives_fourteen_days(council: Tenant, secretary: User, days: int) -> None:
    _invitation, token = offer(council, secretary)
    later = timezone.now() + timedelta(days=days)
    assert (open_invitation(token, later) is not None) is (days < 14)


def test_a_withdrawn_offer_is_dead_and_its_mail_is_not_sent(council: Tenant, secretary: User) -> None:
    invitation, token = offer(council, secretary)
    revoke_invitation(invitation=invitation, by=secretary)
    assert open_invitation(token) is None
    assert OutboxMessage.objects.get(key=f"invitation-{invitation.pk}").state == OutboxMessage.State.CANCELLED
    with pytest.raises(Refused, match="không còn dùng được"):
        accept_invitation(token=token, password=PASSWORD)
    with pytest.raises(Refused, match="đã được thu hồi"):
        revoke_invitation(invitation=invitation, by=secretary)


def test_inviting_again_replaces_the_open_offer(council: Tenant, secretary: User) -> None:
    _first, old = offer(council, secretary)
    _second, new = offer(council, secretary)
    assert open_invitation(old) is None
    assert open_invitation(new) is not None


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"email": "không phải địa chỉ"}, "email", "Địa chỉ thư chưa đúng"),
        ({"full_name": " \u200b "}, "full_name", "Hãy ghi họ và tên"),
        ({"role": "sysadmin"}, "role", "người quản trị hệ thống"),
        ({"role": "standing"}, "role", "người quản trị hệ thống"),
        ({"role": "vua"}, "role", "người quản trị hệ thống"),
        ({"email": "thu.ky@tuson.example"}, "email", "Không ai tự mời mình"),
    ],
)
def test_an_offer_that_cannot_be_made_says_why_and_leaves_nothing(
    council: Tenant, secretary: User, changes: dict[str, str], field: str, words: str
) -> None:
    with pytest.raises(Refused, match=words) as refusal:
        offer(council, secretary, **changes)
    assert refusal.value.field == field
    assert not Invitation.objects.exists()
    assert not OutboxMessage.objects.exists()


def test_the_invitation_page_invites_once_however_often_it_is_sent(council: Tenant, secretary: User) -> None:
    client = signed_in(secretary)
    url = reverse("core:invitation-new")
    key = re.search(r'name="form_key" value="([^"]+)"', client.get(url).content.decode())
    assert key
    form = {"full_name": "Đỗ Văn Đại", "email": "dai@tuson.example", "role": "delegate", "form_key": key[1]}
    wrong = client.post(url, {**form, "email": "dai@"})
    assert wrong.status_code == 200
    assert "Địa chỉ thư chưa đúng" in wrong.content.decode()
    for _press in range(5):
        sent = client.post(url, form)
        assert (sent.status_code, sent["Location"]) == (302, reverse("core:invitation-list"))
    assert Invitation.objects.count() == 1
    assert OutboxMessage.objects.count() == 1
    page = client.get(reverse("core:invitation-list")).content.decode()
    assert "Đỗ Văn Đại" in page
    assert "chờ nhận" in page


# --- roles --------------------------------------------------------------------------------------------


def test_nobody_changes_their_own_roles(council: Tenant, sysadmin: User) -> None:
    with pytest.raises(Refused, match="Không ai tự đổi vai trò"):
        assign_role(user=sysadmin, tenant=council, role=Role.SECRETARY, by=sysadmin)
    with pytest.raises(Refused, match="Không ai tự đổi vai trò"):
        end_role(assignment=sysadmin.assignments.get(), by=sysadmin)


def test_a_role_is_given_and_ended_with_its_trace(council: Tenant, sysadmin: User, secretary: User) -> None:
    with time_machine.travel("2026-11-20 03:00", tick=False):
        assignment = assign_role(user=secretary, tenant=council, role=Role.CLERK, by=sysadmin, reason="QĐ 12")
    with time_machine.travel("2026-11-24 03:00", tick=False):
        end_role(assignment=assignment, by=sysadmin, reason="chuyển công tác")
    assignment.refresh_from_db()
    assert assignment.valid_to == date(2026, 11, 23)
    entries = AuditEntry.objects.filter(object_type="core.roleassignment", object_id=str(assignment.pk))
    assert list(entries.order_by("position").values_list("action", "actor", "tenant")) == [
        ("role.assigned", sysadmin.pk, council.pk),
        ("role.ended", sysadmin.pk, council.pk),
    ]
    assert list(broken_links()) == []


def test_a_role_given_today_by_mistake_is_taken_back_whole(council: Tenant, sysadmin: User) -> None:
    user = User.objects.create_user("nham@tuson.example", "Người Nhầm", PASSWORD)
    assignment = assign_role(user=user, tenant=council, role=Role.AUDITOR, by=sysadmin)
    assert User.objects.get(pk=user.pk).is_staff
    end_role(assignment=assignment, by=sysadmin)
    assert not RoleAssignment.objects.filter(user=user).exists()
    assert not User.objects.get(pk=user.pk).is_staff
    assert AuditEntry.objects.filter(action="role.ended").count() == 1


def test_a_delegation_ends_by_itself(council: Tenant, sysadmin: User) -> None:
    user = User.objects.create_user("uy.quyen@tuson.example", "Người Được Ủy", PASSWORD)
    with time_machine.travel("2026-11-24 03:00", tick=False):
        assign_role(user=user, tenant=council, role=Role.SECRETARY, by=sysadmin, valid_to=date(2026, 11, 30))
    for day, holds in (("2026-11-30 03:00", True), ("2026-12-01 03:00", False)):
        with time_machine.travel(day, tick=False):
            assert bool(assignments_of(User.objects.get(pk=user.pk))) is holds


# --- sessions -----------------------------------------------------------------------------------------


def test_signing_in_gives_a_new_session_and_signing_out_kills_it(secretary: User) -> None:
    browser = Client()
    browser.get(reverse("core:login"))
    session = browser.session
    session["x"] = 1
    session.save()
    before = session.session_key
    browser.cookies["sessionid"] = before
    browser.post(reverse("core:login"), {"username": " THU.KY@tuson.example ", "password": PASSWORD})
    after = browser.session.session_key
    assert after != before
    assert not Session.objects.filter(pk=before).exists()
    thief = Client()
    thief.cookies["sessionid"] = after
    assert thief.get(reverse("core:invitation-list")).status_code == 200
    assert browser.get(reverse("core:logout")).status_code == 405
    assert browser.post(reverse("core:logout")).status_code == 302
    assert thief.get(reverse("core:invitation-list")).status_code == 302


def test_a_new_password_ends_the_other_sessions(secretary: User) -> None:
    here, elsewhere = signed_in(secretary), signed_in(secretary)
    new = "hoa sen nở trắng 2026"
    done = here.post(
        reverse("core:password_change"),
        {"old_password": PASSWORD, "new_password1": new, "new_password2": new},
    )
    assert done["Location"] == reverse("core:password_change_done")
    assert here.get(reverse("core:invitation-list")).status_code == 200
    assert elsewhere.get(reverse("core:invitation-list")).status_code == 302


def test_a_change_of_roles_ends_all_sessions(council: Tenant, secretary: User, sysadmin: User) -> None:
    browser = signed_in(secretary)
    assign_role(user=secretary, tenant=council, role=Role.CLERK, by=sysadmin)
    assert browser.get(reverse("core:invitation-list")).status_code == 302


def test_a_session_ends_when_idle_or_older_than_a_working_day(secretary: User) -> None:
    with time_machine.travel("2026-11-24 01:00", tick=False) as clock:
        browser = signed_in(secretary)
        clock.shift(timedelta(hours=2, minutes=59))
        assert browser.get(reverse("core:invitation-list")).status_code == 200
        clock.shift(timedelta(hours=3, minutes=1))
        assert browser.get(reverse("core:invitation-list")).status_code == 302
        browser = signed_in(secretary)
        browser.get(reverse("core:invitation-list"))
        for _turn in range(5):
            clock.shift(timedelta(hours=2))
            last = browser.get(reverse("core:invitation-list"))
        assert last.status_code == 200
        clock.shift(timedelta(hours=2, minutes=1))
        assert browser.get(reverse("core:invitation-list")).status_code == 302


def test_an_expired_session_leads_to_the_login_page_and_back(secretary: User) -> None:
    browser = signed_in(secretary)
    Session.objects.all().delete()
    target = reverse("core:invitation-list") + "?trang=1"
    away = browser.get(target)
    login_page = browser.get(away["Location"])
    assert "nội dung bạn đã gõ sẽ được điền lại" in login_page.content.decode()
    back = browser.post(away["Location"], {"username": secretary.email, "password": PASSWORD, "next": target})
    assert back["Location"] == target


@pytest.mark.parametrize("target", ["https://xau.example/", "//xau.example/", "javascript:alert(1)", "/\\xau.example"])
def test_signing_in_never_leads_off_the_site(secretary: User, target: str) -> None:
    answer = Client().post(reverse("core:login"), {"username": secretary.email, "password": PASSWORD, "next": target})
    assert answer["Location"] == reverse("core:after-login")


def test_a_wrong_password_is_told_in_vietnamese_and_many_lock_the_door(secretary: User, settings) -> None:
    settings.AXES_FAILURE_LIMIT = 3
    browser = Client()
    wrong = {"username": secretary.email, "password": "sai rồi"}
    page = browser.post(reverse("core:login"), wrong)
    assert "Địa chỉ thư hoặc mật khẩu chưa đúng" in page.content.decode()
    browser.post(reverse("core:login"), wrong)
    locked = browser.post(reverse("core:login"), wrong)
    assert locked.status_code == 429
    assert "Tạm khóa đăng nhập" in locked.content.decode()
    right = browser.post(reverse("core:login"), {"username": secretary.email, "password": PASSWORD})
    assert right.status_code == 429


def test_behind_a_proxy_one_wrong_visitor_locks_out_no_other(secretary: User, settings) -> None:
    settings.AXES_FAILURE_LIMIT, settings.TRUSTED_PROXIES = 2, 1
    wrong = {"username": secretary.email, "password": "sai"}
    for _attempt in range(2):
        Client(headers={"x-forwarded-for": "203.0.113.7"}).post(reverse("core:login"), wrong)
    right = {**wrong, "password": PASSWORD}
    answers = [
        Client(headers={"x-forwarded-for": address}).post(reverse("core:login"), right).status_code
        for address in ("203.0.113.7", "198.51.100.4")
    ]
    assert answers == [429, 302]


# --- forgotten password -------------------------------------------------------------------------------


def test_a_forgotten_password_is_set_anew_by_a_link_that_works_once(secretary: User) -> None:
    browser = Client()
    known = browser.post(reverse("core:password_reset"), {"email": secretary.email.upper()})
    unknown = browser.post(reverse("core:password_reset"), {"email": "khong.co@tuson.example"})
    assert known["Location"] == unknown["Location"] == reverse("core:password_reset_done")
    mail = OutboxMessage.objects.get()
    assert mail.subject == "Đặt lại mật khẩu phần mềm tiếp xúc cử tri"
    assert mail.body.startswith("Kính gửi ông/bà Nguyễn Thị Thư,")
    link = re.search(r"http://127\.0\.0\.1:8000(/mat-khau/dat-lai/\S+)", mail.body)
    assert link
    form_url = browser.get(link[1])["Location"]
    new = "hoa gạo đỏ bến sông"
    done = browser.post(form_url, {"new_password1": new, "new_password2": new})
    assert done["Location"] == reverse("core:password_reset_complete")
    secretary.refresh_from_db()
    assert secretary.check_password(new)
    assert "không còn dùng được" in Client().get(link[1], follow=True).content.decode()


# --- one form, one result -----------------------------------------------------------------------------


def posted(user: User, **values: str) -> HttpRequest:
    request = RequestFactory().post("/thu/", values)
    request.user = user
    return request


def test_a_form_sent_again_leads_to_the_first_result(secretary: User) -> None:
    calls: list[int] = []

    @once
    def view(request: HttpRequest) -> HttpResponse:
        calls.append(1)
        return redirect(f"/ket-qua/{len(calls)}/")

    key = str(uuid.uuid4())
    answers = [view(posted(secretary, form_key=key))["Location"] for _press in range(3)]
    assert answers == ["/ket-qua/1/"] * 3
    assert view(posted(secretary, form_key=str(uuid.uuid4())))["Location"] == "/ket-qua/2/"
    assert len(calls) == 2


def test_a_form_shown_again_with_errors_or_broken_off_may_be_sent_again(secretary: User) -> None:
    outcomes: list[object] = [HttpResponse("lỗi"), ZeroDivisionError(), redirect("/xong/")]

    @once
    def view(request: HttpRequest) -> HttpResponse:
        outcome = outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        assert isinstance(outcome, HttpResponse)
        return outcome

    key = str(uuid.uuid4())
    assert view(posted(secretary, form_key=key)).content.decode() == "lỗi"
    with pytest.raises(ZeroDivisionError):
        view(posted(secretary, form_key=key))
    assert not SubmittedForm.objects.exists()
    assert view(posted(secretary, form_key=key))["Location"] == "/xong/"
    assert view(posted(secretary, form_key=key))["Location"] == "/xong/"


def test_somebody_elses_key_gives_nothing_of_their_result(secretary: User, sysadmin: User) -> None:
    @once
    def view(request: HttpRequest) -> HttpResponse:
        return redirect(f"/cua/{request.user.pk}/")

    key = str(uuid.uuid4())
    view(posted(secretary, form_key=key))
    assert view(posted(sysadmin, form_key=key))["Location"] == f"/cua/{sysadmin.pk}/"


def test_a_stale_page_shows_both_versions_and_can_be_saved_over(council: Tenant, secretary: User) -> None:
    from txct.core.audit import record

    with transaction.atomic():
        record(by=secretary, action="tenant.renamed", obj=council, tenant_id=council.pk)
    request = posted(secretary, name="HĐND TP Từ Sơn", version="1", form_key="x", csrfmiddlewaretoken="y")
    request.council, request.roles = council, frozenset({"secretary"})
    answer = stale_response(request, StalePage(council, {"name": "HĐND TP Từ Sơn"}), {"name": "Tên"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "<td>HĐND TP Từ Sơn</td><td>HĐND phường Từ Sơn</td>" in page
    assert "Nguyễn Thị Thư" in page
    assert 'name="name" value="HĐND TP Từ Sơn"' in page
    assert page.count('name="form_key"') == 1
    assert 'value="x"' not in page
