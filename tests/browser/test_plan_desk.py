"""The plan desk in a real browser: from a Word-like file to the number of the issued paper."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils.timezone import now
from playwright.sync_api import Page, expect

from delegates.models import Signatory
from meetings.actions.plan_imports import import_plan
from meetings.actions.plan_partners import ask_partner
from meetings.actions.plans import amend_plan, draft_plan, edit_paragraphs, move_plan
from meetings.enums import Phase, PlanState
from meetings.models import Plan
from meetings.plan_texts import text_of
from reports.actions import issue_plan
from reports.tests.plan_forms import whole_plan
from reports.tests.scene import Scene, build_scene, moment, workday
from txct.core.models import RoleAssignment
from txct.core.roles import Role
from txct.lib.dates import short_date

pytestmark = pytest.mark.django_db(transaction=True)
Check = Callable[[Page], None]
SIZES = [(360, 740), (1366, 768)]
DEMO = Path(__file__).resolve().parents[2] / "meetings/demo/ke-hoach-28.txt"


@pytest.fixture
def scene(transactional_db: None) -> Scene:
    found = build_scene()
    Signatory.objects.create(council=found.council, full_name="Nguyễn Thị Hải", title="Phó Chủ tịch")
    return found


def press(page: Page, name: str) -> None:
    """Press a button of the page and wait for what comes."""
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state("networkidle")


def follow(page: Page, name: str) -> None:
    """Follow a link of the page."""
    page.get_by_role("link", name=name, exact=True).first.click()
    page.wait_for_load_state("networkidle")


def type_ahead(page: Page, label: str, typed: str) -> None:
    """Choose in a searched list by what people type."""
    box = page.get_by_role("combobox", name=label)
    box.fill(typed)
    box.press("Enter")


def test_a_plan_goes_from_its_file_to_the_number_of_its_paper(
    open_page: Callable[..., Page], scene: Scene, axe: Check
) -> None:
    page = open_page(1366, 768, user=scene.secretary)
    page.goto("/dieu-hanh/")
    page.get_by_role("navigation", name="Chính").get_by_role("link", name="Kế hoạch").click()
    follow(page, "Nhập từ tệp")
    page.get_by_label("Tệp kế hoạch").set_input_files(DEMO)
    press(page, "Đọc tệp")
    expect(page.get_by_text("không phải HĐND phường Từ Sơn").first).to_be_visible()
    page.get_by_label("Tệp kế hoạch").set_input_files(DEMO)
    page.get_by_label("Vẫn lập dự thảo từ tệp này").check()
    press(page, "Đọc tệp")
    expect(page.get_by_text("Đã đọc kế hoạch 28/KH-HĐND từ tệp. Xem lại từng phần.")).to_be_visible()
    expect(page.get_by_role("heading", name="Còn thiếu trước khi ban hành (01)")).to_be_visible()
    axe(page)
    follow(page, "Người ký")
    type_ahead(page, "Người ký", "nguyen thi hai")
    type_ahead(page, "Kỳ họp", "ky hop thu 4")
    before, after = (short_date(workday(day)) for day in (3, 20))
    page.get_by_label("II. Thời gian").fill(
        f"1. Trước kỳ họp: từ ngày {before} đến ngày {before}.\n2. Sau kỳ họp: từ ngày {after} đến ngày {after}."
    )
    press(page, "Lưu kế hoạch")
    expect(page.get_by_text("Kế hoạch đã đủ các phần để ban hành.")).to_be_visible()
    follow(page, "Mở đợt")
    assert page.get_by_role("textbox", name="Đợt trước kỳ họp: từ ngày").input_value() == short_date(workday(3))
    axe(page)
    press(page, "Mở đợt")
    expect(page.get_by_text("Đã mở 02 đợt.")).to_be_visible()
    follow(page, "Trình ký")
    press(page, "Trình ký")
    follow(page, "Ban hành kế hoạch")
    axe(page)
    assert page.get_by_label("Số đầu của sổ").input_value() == "28"
    press(page, "Ban hành")
    expect(page.get_by_text("Đã ban hành kế hoạch 28/KH-HĐND.")).to_be_visible()
    axe(page)
    follow(page, "Văn bản đã ban hành")
    expect(page.get_by_role("definition").filter(has_text="28/KH-HĐND")).to_be_visible()
    plan = Plan.objects.get(number=28)
    assert (plan.state, sorted(plan.rounds.values_list("phase", flat=True))) == ("issued", [Phase.AFTER, Phase.BEFORE])


def test_enter_in_a_field_saves_the_plan(open_page: Callable[..., Page], scene: Scene) -> None:
    draft = whole_plan(scene, Signatory.objects.get())
    page = open_page(1366, 768, user=scene.secretary)
    page.goto(reverse("desk:plan-edit", args=[draft.pk]))
    place = page.get_by_label("Địa danh")
    place.fill("Đồng Kỵ")
    place.press("Enter")
    expect(page.get_by_text("Đã lưu kế hoạch.")).to_be_visible()
    expect(page.get_by_role("definition").filter(has_text="Đồng Kỵ")).to_be_visible()


def amended(scene: Scene) -> Plan:
    """The draft that amends an issued plan, reworded in two places."""
    content = DEMO.read_bytes()
    plan = import_plan(council=scene.council, filename="ke-hoach-28.txt", content=content, by=scene.secretary)
    Plan.objects.filter(pk=plan.pk).update(signatory=Signatory.objects.get(), session=scene.session, number=None)
    plan.refresh_from_db()
    move_plan(plan=plan, to=PlanState.SUBMITTED, by=scene.secretary)
    issue_plan(plan=plan, by=scene.secretary, on=workday(-2), at=moment(workday(-2), 9))
    plan.refresh_from_db()
    draft = amend_plan(plan=plan, by=scene.secretary)
    purposes = text_of(draft)["purpose"]
    reworded = [purposes[0].replace("thường xuyên", "chặt chẽ, thường xuyên"), *purposes[2:], "Mục đích mới."]
    return edit_paragraphs(plan=draft, paragraphs={"purpose": reworded}, by=scene.secretary)


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_every_page_of_the_desk_fits_and_has_no_barrier(
    open_page: Callable[..., Page], scene: Scene, axe: Check, width: int, height: int
) -> None:
    draft, blank = amended(scene), draft_plan(council=scene.council, title="Kế hoạch trắng", by=scene.secretary)
    asked = ask_partner(plan=blank, council=build_scene("dong-ky", "Đồng Kỵ").council, by=scene.secretary, at=now())
    page = open_page(width, height, user=scene.secretary)
    pages = [
        reverse("desk:plan-groups", args=[scene.round.plan_id]),
        reverse("desk:plan", args=[scene.round.plan_id]),
        reverse("desk:plan-partner", args=[blank.pk]),
        reverse("desk:partner-withdrawn", args=[asked.pk]),
        reverse("desk:legal-bases"),
        *(reverse(f"desk:{name}") for name in ("plan-list", "plan-new", "plan-import", "session-new")),
        *(reverse(f"desk:{name}", args=[draft.pk]) for name in ("plan", "plan-edit", "plan-preview")),
        *(reverse("desk:plan-move", args=[draft.pk, step]) for step in ("xin-y-kien", "trinh-ky")),
        reverse("desk:plan", args=[blank.pk]),
        *(reverse(f"desk:{name}", args=[blank.pk]) for name in ("plan-issue", "plan-rounds")),
        reverse("desk:plan-amend", args=[draft.amends_id]),
        reverse("desk:plan-session", args=[draft.pk]),
        reverse("desk:plan-round", args=[scene.round.pk]),
        f"{reverse('desk:plan-list')}?tim=khong-co-gi",
    ]
    for address in pages:
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        if not address.endswith("xem-truoc/"):
            axe(page)


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_head_of_a_group_drafts_writes_and_comments_on_its_plan_on_the_phone(
    open_page: Callable[..., Page], scene: Scene, axe: Check, width: int, height: int
) -> None:
    RoleAssignment.objects.create(user=scene.user(0), tenant=scene.council, role=Role.GROUP_HEAD)
    page = open_page(width, height, user=scene.user(0))
    page.goto(reverse("delegates:plans"))
    axe(page)
    press(page, "Lập dự thảo của Tổ đại biểu số 1")
    expect(page.get_by_text("Đã lập dự thảo kế hoạch của Tổ.")).to_be_visible()
    draft = Plan.objects.get(follows=scene.round.plan)
    page.get_by_role("link", name="Sửa nội dung").click()
    area = page.get_by_label("IV. Địa điểm, thành phần")
    expect(area).to_be_visible()
    axe(page)
    area.fill("Tại nhà văn hóa khu phố Trầm.")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    press(page, "Lưu kế hoạch")
    expect(page.get_by_text("Đã lưu kế hoạch của Tổ.")).to_be_visible()
    assert text_of(draft)["place"] == ["Tại nhà văn hóa khu phố Trầm."]
    draft.refresh_from_db()
    move_plan(plan=draft, to=PlanState.CONSULTING, by=scene.secretary)
    page.reload()
    axe(page)
    page.get_by_label("Ý kiến của Tổ").fill("Đổi sang buổi tối.")
    press(page, "Gửi ý kiến")
    expect(page.get_by_text("Đã gửi ý kiến của Tổ.")).to_be_visible()
    assert [one.speaker for one in draft.comments.all()] == ["Tổ đại biểu số 1"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
