"""Pages of issued papers: who sees what, what the list finds, and files byte for byte."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from reports.actions import issue_minutes, issue_plan, issue_schedule_notice, render_issued
from reports.render.pdf import RenderError
from reports.tests.factory import ISSUED_AT, ISSUED_ON, tu_son
from txct.core.models import IssuedDocument, IssuedFile, RoleAssignment, User
from txct.core.roles import Role

pytestmark = pytest.mark.django_db
LIST = reverse("reports:document-list")


@pytest.fixture
def world():
    return tu_son(units=("Trang Hạ",))


def signed_in(council, role=Role.SECRETARY, email="thu.ky@tu-son.example") -> Client:
    """A browser in which somebody with ROLE in COUNCIL is signed in."""
    user = User.objects.create_user(email, "Trần Thư Ký")
    RoleAssignment.objects.create(user=user, tenant_id=council.pk, role=role, valid_from=date(2017, 1, 1))
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def plan_paper(world) -> IssuedDocument:
    return issue_plan(plan=world.plan, by=None, on=ISSUED_ON, at=ISSUED_AT)


def bare(world, number: int) -> IssuedDocument:
    """A paper without content, for long lists."""
    return IssuedDocument.objects.create(
        tenant_id=world.council.pk,
        kind="plan",
        symbol="KH-HĐND",
        title=f"Kế hoạch số {number}",
        issued_on=ISSUED_ON,
        issued_at=ISSUED_AT,
        subject_type="meetings.plan",
        subject_id="1",
        snapshot={},
        digest="0" * 64,
    )


def test_the_paper_is_the_page_with_its_number_signer_digest_and_files(world):
    paper = plan_paper(world)
    render_issued(paper)
    html = signed_in(world.council).get(reverse("reports:document", args=[paper.pk])).content.decode()
    pdf = reverse("reports:document-file", args=[paper.pk, "pdf"])

    for shown in ("01/KH-HĐND", world.signatory.full_name, paper.digest, "06/6/2017", "ke-hoach-01.docx"):
        assert shown in html
    assert f'<iframe class="paper-frame" src="{pdf}#navpanes=0"' in html
    assert "Tạo tệp còn thiếu" not in html
    for file in IssuedFile.objects.all():
        assert file.sha256 in html


def test_files_come_byte_for_byte_under_their_right_names(world):
    paper = plan_paper(world)
    client = signed_in(world.council)
    for file in render_issued(paper):
        answer = client.get(reverse("reports:document-file", args=[paper.pk, file.form]))
        shown = "inline" if file.form == "pdf" else "attachment"

        assert answer.content == bytes(file.content)
        assert answer["Content-Disposition"] == f'{shown}; filename="ke-hoach-01.{file.form}"'
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["X-Frame-Options"] == "SAMEORIGIN"
        assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
    assert client.get(reverse("reports:document-file", args=[paper.pk, "xlsx"])).status_code == 404
    assert client.get(reverse("reports:document-file", args=[paper.pk, "exe"])).status_code == 404


def test_another_councils_paper_is_not_there(world):
    other = tu_son(units=("Tam Sơn",), code="khac")
    paper = plan_paper(world)
    render_issued(paper)
    client = signed_in(other.council)

    assert client.get(reverse("reports:document", args=[paper.pk])).status_code == 404
    assert client.get(reverse("reports:document-file", args=[paper.pk, "pdf"])).status_code == 404
    assert client.post(reverse("reports:document-render", args=[paper.pk])).status_code == 404
    assert "01/KH-HĐND" not in client.get(LIST).content.decode()


def test_a_delegate_and_a_stranger_may_not_knock(world):
    paper = plan_paper(world)
    address = reverse("reports:document-file", args=[paper.pk, "pdf"])

    assert signed_in(world.council, Role.DELEGATE).get(address).status_code == 403
    assert Client().get(address).status_code == 302


def test_papers_are_found_by_words_without_accents_by_number_kind_and_year(world):
    plan_paper(world)
    issue_schedule_notice(round=world.before, by=None, on=ISSUED_ON, at=ISSUED_AT)
    issue_minutes(
        minutes=world.meetings["Trang Hạ"].minutes, by=None, on=date(2018, 1, 2), at=ISSUED_AT + timedelta(days=210)
    )
    client = signed_in(world.council)

    def found(**query):
        return [row[0].text for row in client.get(LIST, query).context["rows"]]

    assert found() == ["01/BB-HĐND", "01/TB-HĐND", "01/KH-HĐND"]
    assert found(tim="lich tiep xuc") == ["01/TB-HĐND"]
    assert found(tim="01/KH-HĐND") == ["01/KH-HĐND"]
    assert found(tim="1/kh-hdnd") == ["01/KH-HĐND"]
    assert found(tim="khong co dau") == []
    assert found(loai="minutes") == ["01/BB-HĐND"]
    assert found(nam="2017") == ["01/TB-HĐND", "01/KH-HĐND"]


@pytest.mark.parametrize("many", [1, 30])
def test_the_list_costs_the_same_queries_for_one_paper_and_for_thirty(world, many, django_assert_num_queries):
    for number in range(many):
        bare(world, number)
    client = signed_in(world.council)
    client.get(LIST)
    with django_assert_num_queries(7):
        client.get(LIST)


def test_a_paper_without_files_says_so_and_is_written_on_demand(world):
    paper = plan_paper(world)
    client = signed_in(world.council)
    page = reverse("reports:document", args=[paper.pk])

    assert "Văn bản chưa có tệp PDF" in client.get(page).content.decode()
    answer = client.post(reverse("reports:document-render", args=[paper.pk]), follow=True)
    assert "Đã tạo đủ tệp của văn bản." in answer.content.decode()
    assert IssuedFile.objects.filter(document=paper).count() == 2


def test_a_paper_that_cannot_be_written_says_why(world, monkeypatch):
    def fail(_papers, *, frozen_at):
        raise RenderError("time", "Tạo PDF quá thời gian cho phép (60 giây).")

    paper = plan_paper(world)
    monkeypatch.setattr("reports.actions.rendering.render_pdfs", fail)
    answer = signed_in(world.council).post(reverse("reports:document-render", args=[paper.pk]), follow=True)

    assert "Tạo PDF quá thời gian cho phép (60 giây)." in answer.content.decode()
    assert not IssuedFile.objects.exists()


def test_the_auditor_reads_papers_and_writes_none(world):
    paper = plan_paper(world)
    client = signed_in(world.council, Role.AUDITOR)

    assert "Tạo tệp còn thiếu" not in client.get(reverse("reports:document", args=[paper.pk])).content.decode()
    assert client.post(reverse("reports:document-render", args=[paper.pk])).status_code == 403


def test_an_empty_list_says_what_will_stand_there(world):
    assert "Chưa ban hành văn bản nào" in signed_in(world.council).get(LIST).content.decode()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [320, 1280])
def test_the_page_of_a_paper_has_no_barrier_and_fits_its_screen(world, open_page, axe, live_site, width):
    paper = plan_paper(world)
    render_issued(paper)
    user = User.objects.create_user("thu.ky@tu-son.example", "Trần Thư Ký")
    RoleAssignment.objects.create(
        user=user, tenant_id=world.council.pk, role=Role.SECRETARY, valid_from=date(2017, 1, 1)
    )
    page = open_page(width, 800, user)
    for address in (LIST, reverse("reports:document", args=[paper.pk])):
        page.goto(f"{live_site}{address}")
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") == width
