"""Papers issued from the desk, and the group's head, in a real browser: no barrier on any of the pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from delegates.models import Delegate, Signatory
from petitions.actions import answer_petitions
from petitions.enums import Outcome
from petitions.models import TransferLetter
from reports.tests.scene import Scene, build_scene
from txct.core.models import RoleAssignment
from txct.core.roles import Role

pytestmark = pytest.mark.django_db(transaction=True)
Check = Callable[[Page], None]
SIZES = [(360, 740), (1280, 900)]


@pytest.fixture
def scene(transactional_db: None) -> Scene:
    """A council that has sent one petition and got its answer, with somebody who signs."""
    made = build_scene()
    Signatory.objects.create(council=made.council, full_name="Ngô Quang Đạt", title="CHỦ TỊCH")
    petition = made.petition("Nạo vét kênh tiêu", made.meetings[0], due_on=timezone.localdate() + timedelta(days=9))
    answer_petitions(
        transfers=list(petition.transfers.all()),
        text="Đã nạo vét 300 m kênh.",
        outcome=Outcome.RESOLVED,
        answered_on=timezone.localdate(),
        by=made.secretary,
    )
    return made


@pytest.mark.parametrize("size", SIZES)
def test_the_office_issues_a_letter_and_sees_what_each_paper_of_the_round_will_do(
    scene: Scene, open_page: Any, axe: Check, size: tuple[int, int]
) -> None:
    page = open_page(*size, user=scene.secretary)
    page.goto(reverse("desk:round", args=[scene.round.pk]))
    axe(page)
    for name in ("issue-notice", "issue-invitations", "round-collect", "round-close"):
        page.goto(reverse(f"desk:{name}", args=[scene.round.pk]))
        axe(page)
    page.get_by_role("button", name="Chốt đợt").click()
    expect(page.get_by_text("Còn hội nghị chưa họp")).to_be_visible()
    axe(page)
    page.goto(reverse("desk:papers-waiting"))
    axe(page)
    page.get_by_role("link", name="Phòng Kinh tế").click()
    axe(page)
    page.get_by_role("button", name="Ban hành", exact=True).click()
    page.wait_for_load_state("networkidle")
    letter = TransferLetter.objects.get()
    assert letter.document is not None
    assert page.url.endswith(reverse("reports:document", args=[letter.document.pk]))


@pytest.mark.parametrize("size", SIZES)
def test_the_head_of_a_group_judges_an_answer(scene: Scene, open_page: Any, axe: Check, size: tuple[int, int]) -> None:
    head = Delegate.objects.get(pk=scene.delegates[0].pk).user
    assert head is not None
    RoleAssignment.objects.create(user=head, tenant=scene.council, role=Role.GROUP_HEAD)
    page = open_page(*size, user=head)
    page.goto("/dai-bieu/")
    page.get_by_role("link", name="Kiến nghị của Tổ").click()
    axe(page)
    page.get_by_role("link", name="Xem trả lời, đánh giá").click()
    axe(page)
    page.get_by_label("Bên đánh giá").select_option(label="Tổ đại biểu số 1")
    page.get_by_role("radio", name="Đạt yêu cầu").check()
    page.get_by_role("button", name="Ghi đánh giá").click()
    expect(page.get_by_text("Đã ghi đánh giá trả lời")).to_be_visible()
    axe(page)
