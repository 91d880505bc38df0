"""The public's pages of petitions in a real browser: by thumb on a phone, without a barrier in any state."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from meetings.actions.meetings import cancel_meeting
from meetings.models import Meeting
from petitions.actions import answer_petitions, judge_answer, publish_petition, tell_back
from petitions.enums import Content, Judgement, Outcome
from petitions.models import Petition, Petitioner, Submission
from reports.tests.scene import Scene, build_scene
from tests.browser.test_screens import DESKTOP, PHONE, without_barrier

pytestmark = pytest.mark.django_db(transaction=True)
Check = Callable[[Page], None]


@pytest.fixture
def scene(transactional_db: None) -> Scene:
    return build_scene()


@pytest.fixture
def told(scene: Scene) -> list[Petition]:
    """Published petitions in every standing: waiting and late, answered by a road map, resolved and told back."""
    today = timezone.localdate()
    meeting = Meeting.objects.get(pk=scene.meetings[0].pk)
    words = (
        "Cử tri đề nghị nạo vét kênh tiêu qua khu phố, mưa lớn là ngập vào nhà",
        "Cử tri đề nghị thêm đèn chiếu sáng đường vào trường mầm non",
        "Cử tri đề nghị sửa mặt đường bị lún ở đầu khu phố",
    )
    petitions = [scene.petition(one, meeting, due_on=today - timedelta(days=3)) for one in words]
    for petition, text in zip(petitions, words, strict=True):
        publish_petition(petition=petition, text=text, by=scene.secretary)
    answers = [
        answer_petitions(
            transfers=list(petition.transfers.all()),
            text="Ủy ban nhân dân phường đã kiểm tra.\nViệc này được đưa vào kế hoạch sửa chữa.",
            outcome=outcome,
            roadmap="Lập dự toán, rồi thi công." if outcome == Outcome.STUDYING else "",
            promised_on=today + timedelta(days=60) if outcome == Outcome.STUDYING else None,
            answered_on=today - timedelta(days=2),
            document_number="15/UBND-KT",
            by=scene.secretary,
        )[0]
        for petition, outcome in zip(petitions[1:], (Outcome.STUDYING, Outcome.RESOLVED), strict=True)
    ]
    judge_answer(answer=answers[1], judgement=Judgement.ACCEPTED, on=today, group=scene.groups[0], by=scene.secretary)
    tell_back(petition=petitions[2], meeting=meeting, on=today, content=Content.CONTENT, by=scene.secretary)
    return petitions


def form_of(meeting: Meeting) -> str:
    return reverse("petitions:voter-form", args=[meeting.short_code])


def page_of(scene: Scene, petition: Petition) -> str:
    return reverse("petitions:public-petition", args=[scene.council.code, petition.code])


def test_a_voter_sends_the_form_by_thumb_and_follows_it_by_its_code(phone: Page, scene: Scene, axe: Check) -> None:
    phone.goto(reverse("meetings:public-meeting", args=[scene.meetings[2].uid]))
    phone.get_by_role("link", name="Gửi ý kiến").click()
    axe(phone)
    phone.get_by_role("button", name="Gửi ý kiến").click()
    expect(phone.get_by_role("alert")).to_contain_text("Hãy ghi điều bạn muốn nêu.")
    axe(phone)
    phone.get_by_role("alert").get_by_role("link").click()
    phone.keyboard.type("Đề nghị làm lại cống ở đầu ngõ, mưa là ngập.")
    phone.get_by_label("Họ và tên").fill("Nguyễn Thị Lan")
    phone.get_by_role("button", name="Gửi ý kiến").click()
    expect(phone.get_by_role("alert")).to_contain_text("Hãy đánh dấu đồng ý")
    axe(phone)
    phone.get_by_label("Tôi đồng ý").check()
    phone.get_by_role("button", name="Gửi ý kiến").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Đã nhận ý kiến của bạn")
    axe(phone)
    code = phone.locator(".receipt-code").inner_text()
    assert re.fullmatch(r"[0-9a-f]{16}", "".join(code.split()))
    phone.get_by_role("link", name="Tra cứu bằng mã").click()
    axe(phone)
    phone.get_by_label("Mã tra cứu").fill("sai mã rồi")
    phone.get_by_role("button", name="Tra cứu").click()
    expect(phone.get_by_role("alert")).to_contain_text("Không có phiếu nào mang mã này.")
    axe(phone)
    phone.get_by_label("Mã tra cứu").fill(code)
    phone.get_by_role("button", name="Tra cứu").click()
    expect(phone.get_by_role("status")).to_contain_text("Đã nhận")
    axe(phone)
    said = Submission.objects.get(channel="form")
    assert (said.verbatim, str(said.neighbourhood or "")) == ("Đề nghị làm lại cống ở đầu ngõ, mưa là ngập.", "")
    assert Petitioner.objects.get().full_name == "Nguyễn Thị Lan"


def test_pressed_twice_and_sent_again_after_going_back_the_form_is_one(phone: Page, scene: Scene) -> None:
    phone.goto(form_of(scene.meetings[0]))
    phone.get_by_label("Ý kiến, kiến nghị của bạn").fill("Đề nghị làm lại cống ở đầu ngõ")
    phone.get_by_role("button", name="Gửi ý kiến").dblclick()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Đã nhận ý kiến của bạn")
    assert Submission.objects.filter(channel="form").count() == 1


def test_nothing_of_the_form_is_wider_than_the_phone_and_the_trap_is_out_of_the_way(phone: Page, scene: Scene) -> None:
    phone.goto(form_of(scene.meetings[0]))
    for label in ("Ý kiến, kiến nghị của bạn", "Họ và tên", "Số điện thoại"):
        box = phone.get_by_label(label, exact=False).first.bounding_box()
        assert box is not None
        assert box["height"] >= 44, label
        assert box["x"] + box["width"] <= PHONE[0], label
    reached = []
    phone.get_by_label("Ý kiến, kiến nghị của bạn").focus()
    for _step in range(6):
        phone.keyboard.press("Tab")
        reached.append(phone.evaluate("document.activeElement.name || document.activeElement.type"))
    assert "trang-web" not in reached
    assert "submit" in reached


def test_a_visitor_finds_a_petition_without_accents_and_reads_its_way(
    phone: Page, scene: Scene, told: list[Petition]
) -> None:
    phone.goto("/")
    phone.get_by_role("link", name="Kiến nghị và trả lời").last.click()
    phone.get_by_text("Tìm và lọc kiến nghị").click()
    phone.get_by_label("Tìm trong nội dung").fill("mat duong lun")
    phone.get_by_role("button", name="Xem kiến nghị").click()
    phone.get_by_role("link", name=told[2].code).click()
    expect(phone.locator(".history-title")).to_have_text(
        [
            "Ghi nhận kiến nghị của cử tri",
            "Phân loại lĩnh vực, xác định cơ quan có thẩm quyền",
            "Chuyển Phòng Kinh tế giải quyết",
            "Phòng Kinh tế trả lời",
            "Hội đồng nhân dân đánh giá trả lời",
            "Báo lại kết quả cho cử tri",
        ]
    )


def test_no_public_page_of_petitions_has_a_barrier_when_there_is_nothing(page: Page, scene: Scene, axe: Check) -> None:
    paths = ["/kien-nghi/", "/kien-nghi/?tim=khong+co", "/kien-nghi/?tinh-trang=sai", "/kien-nghi/tra-cuu/"]
    without_barrier(page, axe, paths, (PHONE, DESKTOP))


def test_no_public_page_of_petitions_has_a_barrier_when_it_is_full(
    page: Page, scene: Scene, told: list[Petition], axe: Check
) -> None:
    off = Meeting.objects.get(pk=scene.meetings[1].pk)
    cancel_meeting(meeting=off, reason="Trùng ngày bầu cử", by=scene.secretary)
    paths = ["/kien-nghi/", "/kien-nghi/?tinh-trang=da-tra-loi&linh-vuc=Giao+thông&tim=den"]
    paths += [page_of(scene, petition) for petition in told]
    paths += [form_of(scene.meetings[0]), form_of(off)]
    without_barrier(page, axe, paths, (PHONE, DESKTOP))
