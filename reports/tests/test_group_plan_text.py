"""A group writes its own plan (NQLT 72/2025, Điều 4 khoản 5): its head and deputy on the phone, until it is signed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from delegates.enums import MemberRole
from delegates.models import GroupMembership
from meetings.actions.plan_comments import comment_plan
from meetings.actions.plans import draft_group_plans, edit_group_plan, edit_paragraphs, move_plan
from meetings.enums import PlanSection, PlanState
from meetings.models import Plan
from meetings.plan_texts import text_of
from reports.tests.plan_forms import WHOLE, form, page
from reports.tests.scene import Scene
from txct.core.models import AuditEntry, User
from txct.core.writing import Refused

SignIn = Callable[[User], Client]
CLOSED = "Kế hoạch đang “trình ký”, Tổ không sửa được nữa. Cần sửa thì báo Văn phòng trả kế hoạch về dự thảo."


@pytest.fixture
def draft(scene: Scene) -> Plan:
    """The draft of group 1, complete but for its signer."""
    plan = draft_group_plans(plan=scene.round.plan, group=scene.groups[0], by=scene.secretary)[0]
    edit_paragraphs(plan=plan, paragraphs=WHOLE, by=scene.secretary)
    plan.refresh_from_db()
    return plan


def address(plan: Plan) -> str:
    return reverse("delegates:group-plan-text", args=[plan.pk])


def typed(client: Client, plan: Plan, **parts: str) -> dict[str, object]:
    """The form as the phone shows it, with PARTS typed over."""
    shown = client.get(address(plan)).context["form"]
    return form(**{bound.html_name: bound.value() or "" for bound in shown} | parts)


def said(answer: HttpResponse) -> list[str]:
    return [str(one) for one in get_messages(answer.wsgi_request)]


def test_the_head_writes_the_paragraphs_and_the_trace_says_who_and_what(
    scene: Scene, draft: Plan, signed_in: SignIn
) -> None:
    client, head = signed_in(scene.user(0)), scene.user(0)
    assert address(draft) in client.get(reverse("delegates:plan", args=[draft.pk])).content.decode()
    sent = typed(client, draft, purpose="Gặp cử tri vùng bãi.\n\n  Nghe {tên kỳ họp}.  ", content_after="Báo kết quả.")
    answer = client.post(address(draft), sent)
    assert (answer.url, said(answer)) == (reverse("delegates:plan", args=[draft.pk]), ["Đã lưu kế hoạch của Tổ."])
    written = {"purpose": ["Gặp cử tri vùng bãi.", "Nghe {tên kỳ họp}."], "content_after": ["Báo kết quả."]}
    assert text_of(draft) == {part.value: texts for part, texts in WHOLE.items()} | written
    entry = AuditEntry.objects.filter(action="plan.edited", object_id=str(draft.pk)).latest("position")
    assert (entry.actor, entry.old, entry.new) == (
        head,
        {"purpose": WHOLE[PlanSection.PURPOSE], "content_after": []},
        written,
    )
    read = client.get(reverse("delegates:plan", args=[draft.pk])).content.decode()
    assert "Nghe kỳ họp thứ 4." in read


def test_a_page_saved_as_it_was_changes_nothing(scene: Scene, draft: Plan, signed_in: SignIn) -> None:
    client, before = signed_in(scene.user(0)), AuditEntry.objects.filter(object_id=str(draft.pk)).count()
    assert client.post(address(draft), typed(client, draft)).status_code == 302
    kept = Plan.objects.get(pk=draft.pk)
    assert (kept.version, AuditEntry.objects.filter(object_id=str(draft.pk)).count()) == (draft.version, before)


def test_what_the_office_saved_meanwhile_is_shown_beside_the_heads_own(
    scene: Scene, draft: Plan, signed_in: SignIn
) -> None:
    client = signed_in(scene.user(0))
    mine = typed(client, draft, purpose="Của Tổ.")
    edit_paragraphs(
        plan=draft, paragraphs={"purpose": ["Của Văn phòng."]}, by=scene.secretary, expected_version=draft.version
    )
    answer = client.post(address(draft), mine)
    assert answer.status_code == 409
    assert [(row.label, row.mine, row.theirs) for row in answer.context["fields"]] == [
        ("I. 1. Mục đích", "Của Tổ.", "Của Văn phòng.")
    ]
    assert text_of(draft)["purpose"] == ["Của Văn phòng."]
    client.post(address(draft), dict(answer.context["hidden"]))
    assert text_of(draft)["purpose"] == ["Của Tổ."]


def test_a_name_that_is_not_in_the_table_stands_at_its_part_and_what_was_typed_stays(
    scene: Scene, draft: Plan, signed_in: SignIn
) -> None:
    client = signed_in(scene.user(0))
    answer = client.post(address(draft), typed(client, draft, time="Từ {khai mac ky hop} đến {đợt}."))
    shown = answer.context["form"]
    assert list(shown.errors) == ["time"]
    assert shown.errors["time"][0].startswith("Thời gian, đoạn 1: không có tên {khai mac ky hop}.")
    assert shown["time"].value() == "Từ {khai mac ky hop} đến {đợt}."
    assert text_of(draft)["time"] == WHOLE[PlanSection.TIME]


def test_the_plan_is_closed_to_the_group_from_signature_on_and_open_again_when_it_is_sent_back(
    scene: Scene, draft: Plan, signed_in: SignIn
) -> None:
    client = signed_in(scene.user(0))
    sent = typed(client, draft, purpose="Sửa muộn.")
    Plan.objects.filter(pk=draft.pk).update(state=PlanState.SUBMITTED)
    opened = client.get(address(draft))
    assert (opened.url, said(opened)) == (reverse("delegates:plan", args=[draft.pk]), [CLOSED])
    assert client.post(address(draft), sent).context["form"].non_field_errors() == [CLOSED]
    read = client.get(reverse("delegates:plan", args=[draft.pk])).content.decode()
    assert (address(draft) in read, "Kế hoạch đang chờ ký, Tổ không sửa được nữa." in read) == (False, True)
    assert text_of(draft)["purpose"] == WHOLE[PlanSection.PURPOSE]
    draft.refresh_from_db()
    move_plan(plan=draft, to=PlanState.DRAFT, by=scene.secretary)
    assert client.post(address(draft), typed(client, draft, purpose="Sửa lại.")).status_code == 302
    assert text_of(draft)["purpose"] == ["Sửa lại."]


@pytest.mark.parametrize("state", [PlanState.SUBMITTED, PlanState.ISSUED, PlanState.AMENDED, PlanState.CLOSED])
def test_no_text_is_written_by_the_group_in(scene: Scene, draft: Plan, state: PlanState) -> None:
    Plan.objects.filter(pk=draft.pk).update(state=state, issued_on=timezone.localdate())
    with pytest.raises(Refused, match=f"Kế hoạch đang “{state.label}”, Tổ không sửa được nữa."):
        edit_group_plan(plan=draft, paragraphs={"purpose": ["x"]}, by=scene.user(0))


def test_the_deputy_writes_too_and_nobody_else(scene: Scene, draft: Plan, neighbour: Scene, signed_in: SignIn) -> None:
    GroupMembership.objects.filter(delegate=scene.delegates[2]).update(role=MemberRole.DEPUTY)
    yesterday = timezone.localdate() - timedelta(days=1)
    persons = {
        "head": scene.user(0),
        "deputy": scene.user(2),
        "member": scene.user(4),
        "head of another group": scene.user(1),
        "secretary": scene.secretary,
        "head of another council": neighbour.user(0),
    }
    answers = {name: signed_in(user).get(address(draft)).status_code for name, user in persons.items()}
    assert answers == {
        "head": 200,
        "deputy": 200,
        "member": 403,
        "head of another group": 404,
        "secretary": 403,
        "head of another council": 404,
    }
    former = signed_in(scene.user(0))
    sent = typed(former, draft, purpose="Của người đã thôi.")
    GroupMembership.objects.filter(delegate=scene.delegates[0]).update(valid_to=yesterday)
    assert [former.get(address(draft)).status_code, former.post(address(draft), sent).status_code] == [403, 403]
    assert text_of(draft)["purpose"] == WHOLE[PlanSection.PURPOSE]


def test_a_plan_of_the_thuong_truc_is_read_by_heads_and_not_written(scene: Scene, signed_in: SignIn) -> None:
    assert signed_in(scene.user(0)).get(address(scene.round.plan)).status_code == 403


def test_the_phone_shows_the_head_what_others_said_on_the_draft(scene: Scene, draft: Plan, signed_in: SignIn) -> None:
    move_plan(plan=draft, to=PlanState.CONSULTING, by=scene.secretary)
    front = scene.council.bodies.get(kind="front")
    comment_plan(plan=draft, text="Cử thêm một đại biểu.", body=front, by=scene.front, at=timezone.now())
    shown = signed_in(scene.user(0)).get(reverse("delegates:plan", args=[draft.pk])).context["comments"]
    assert [(one.title, one.note) for one in shown] == [("Ủy ban MTTQ phường Từ Sơn", "Cử thêm một đại biểu.")]


def test_the_office_reads_what_the_group_wrote(scene: Scene, draft: Plan, signed_in: SignIn) -> None:
    client = signed_in(scene.user(0))
    client.post(address(draft), typed(client, draft, place="Tại nhà ông Khoát."))
    assert "Tại nhà ông Khoát." in signed_in(scene.secretary).get(page("plan", draft.pk)).content.decode()
