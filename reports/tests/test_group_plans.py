"""Plans of the groups beside the plan of the Thường trực: who lacks one, who reads it, where the schedule differs."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from delegates.models import Signatory
from meetings.actions.meetings import change_meeting
from meetings.actions.plans import draft_group_plans, edit_paragraphs, edit_plan, move_plan
from meetings.enums import PlanState
from meetings.models import Meeting, Plan
from reports.actions.rendering import render_issued
from reports.group_plans import contradictions
from reports.tests.plan_forms import WHOLE, form, issued, page, whole_plan
from reports.tests.scene import Scene, moment, workday
from txct.core.models import RoleAssignment, User
from txct.core.roles import Role
from txct.core.writing import Refused
from txct.lib.dates import long_date, short_date

SignIn = Callable[[User], Client]


def phone(name: str, *args: int) -> str:
    return reverse(f"delegates:{name}", args=args)


def group_plan(scene: Scene, place: int = 0) -> Plan:
    """The issued plan number 40 of the group at PLACE under the plan of the round."""
    draft = draft_group_plans(plan=scene.round.plan, group=scene.groups[place], by=scene.secretary)[0]
    signer = Signatory.objects.create(council=scene.council, full_name="Nguyễn Thị Hải", title="Tổ trưởng")
    edit_paragraphs(plan=draft, paragraphs=WHOLE, by=scene.secretary)
    edit_plan(plan=draft, signatory=signer, place_name="Từ Sơn", by=scene.secretary)
    move_plan(plan=draft, to=PlanState.SUBMITTED, by=scene.secretary)
    return issued(draft, scene.secretary)


def facts_on(client: Client, plan: Plan) -> dict[str, str]:
    return dict(client.get(page("plan", plan.pk)).context["shown"].facts)


def test_the_page_names_groups_without_a_plan_and_one_of_them_gets_a_draft(scene: Scene, signed_in: SignIn) -> None:
    plan, client = scene.round.plan, signed_in(scene.secretary)
    assert facts_on(client, plan)["Tổ chưa có kế hoạch"] == "Tổ đại biểu số 1, Tổ đại biểu số 2"
    client.post(page("plan-groups", plan.pk), form(group=scene.groups[1].pk))
    assert [one.group for one in plan.followers.all()] == [scene.groups[1]]
    assert facts_on(client, plan)["Tổ chưa có kế hoạch"] == "Tổ đại biểu số 1"
    client.post(page("plan-groups", plan.pk), form(group=""))
    shown = client.get(page("plan", plan.pk)).context["shown"]
    assert "Tổ chưa có kế hoạch" not in dict(shown.facts)
    assert "Lập kế hoạch của các Tổ" not in [step.label for step in shown.steps]
    with pytest.raises(Refused, match="Tổ đại biểu số 1 đã có kế hoạch"):
        draft_group_plans(plan=plan, group=scene.groups[0], by=scene.secretary)


def test_a_meeting_on_the_phone_names_the_issued_plan_of_the_group_and_leads_to_it(
    scene: Scene, signed_in: SignIn
) -> None:
    client, other = signed_in(scene.user(0)), signed_in(scene.user(1))
    assert client.get(phone("my-schedule")).context["shown"].next_card.plan is None
    plan = group_plan(scene)
    followed = client.get(phone("my-schedule")).context["shown"].next_card.plan
    words = f"Kế hoạch số 40/KH-HĐND {long_date(timezone.localdate())} của Tổ đại biểu số 1"
    assert (followed.pk, followed.words) == (plan.pk, words)
    attendance = scene.meetings[0].attendances.get(delegate=scene.delegates[0])
    assert (
        f'<a href="{phone("plan", plan.pk)}">{words}</a>'
        in client.get(phone("my-meeting", attendance.pk)).content.decode()
    )
    assert other.get(phone("my-schedule")).context["shown"].next_card.plan is None
    assert "Giữ mối liên hệ với cử tri." in client.get(phone("plan", plan.pk)).content.decode()
    assert other.get(phone("plan", plan.pk)).status_code == 404


def test_the_paper_of_the_groups_plan_opens_on_the_phone(scene: Scene, signed_in: SignIn) -> None:
    plan = group_plan(scene)
    render_issued(plan.document)
    answer = signed_in(scene.user(0)).get(phone("plan-paper", plan.pk))
    assert (answer.status_code, answer["Content-Type"], answer.content[:5]) == (200, "application/pdf", b"%PDF-")
    assert signed_in(scene.user(1)).get(phone("plan-paper", plan.pk)).status_code == 404
    assert signed_in(scene.user(0)).get(phone("plan-paper", scene.round.plan.pk)).status_code == 404


def test_a_release_names_where_a_groups_plan_says_otherwise_and_goes_on(scene: Scene, signed_in: SignIn) -> None:
    group_plan(scene)
    assert contradictions(scene.round) == []
    moved = Meeting.objects.get(pk=scene.meetings[0].pk)
    day = workday(4)
    change_meeting(
        meeting=moved, starts_at=moment(day, 8), ends_at=moment(day, 11), reason="sửa điện", by=scene.secretary
    )
    client, address = signed_in(scene.secretary), reverse("desk:release", args=[scene.round.pk])
    old, new = (f"8h00 ngày {short_date(one)}" for one in (workday(1), day))
    (words,) = client.get(address).context["shown"].contradictions
    assert words.startswith(
        f"Kế hoạch 40/KH-HĐND của Tổ đại biểu số 1 ghi khác lịch: khu phố Đình Bảng, phường Từ Sơn: {old} → {new}"
    )
    assert client.post(address, form()).status_code == 302
    moved.refresh_from_db()
    change_meeting(meeting=moved, groups=[scene.groups[1]], reason="đổi Tổ", by=scene.secretary)
    assert contradictions(scene.round) == [
        "Kế hoạch 40/KH-HĐND của Tổ đại biểu số 1 ghi khác lịch: "
        f"khu phố Đình Bảng, phường Từ Sơn: hội nghị {old} không còn của Tổ đại biểu số 1"
    ]


def test_the_head_of_a_group_drafts_its_plan_and_speaks_for_it_on_the_phone(
    scene: Scene, head: User, signed_in: SignIn
) -> None:
    client, plan, member = signed_in(head), scene.round.plan, signed_in(scene.user(2))
    assert [group for _plan, group in client.get(phone("plans")).context["lacking"]] == [scene.groups[0]]
    assert client.post(phone("group-plan-drafted", plan.pk, scene.groups[1].pk), form()).status_code == 404
    assert member.post(phone("group-plan-drafted", plan.pk, scene.groups[0].pk), form()).status_code == 403
    drafted = client.post(phone("group-plan-drafted", plan.pk, scene.groups[0].pk), form())
    draft = Plan.objects.get(follows=plan)
    assert (draft.group, draft.state, drafted.url) == (scene.groups[0], PlanState.DRAFT, phone("plan", draft.pk))
    assert client.get(phone("plans")).context["lacking"] == []
    assert client.get(phone("plan", draft.pk)).context["form"] is None
    assert member.get(phone("plan", draft.pk)).status_code == 404
    move_plan(plan=draft, to=PlanState.CONSULTING, by=scene.secretary)
    client.post(phone("plan", draft.pk), form(text="Đổi sang buổi tối."))
    assert [(one.speaker, one.by, one.text) for one in draft.comments.all()] == [
        ("Tổ đại biểu số 1", head, "Đổi sang buổi tối.")
    ]


def test_heads_read_the_draft_of_the_thuong_truc_only_while_it_is_out_for_comments(
    scene: Scene, head: User, signed_in: SignIn
) -> None:
    client = signed_in(head)
    signer = Signatory.objects.create(council=scene.council, full_name="Nguyễn Thị Hải", title="Phó Chủ tịch")
    draft = whole_plan(scene, signer)
    assert client.get(phone("plan", draft.pk)).status_code == 404
    move_plan(plan=draft, to=PlanState.CONSULTING, by=scene.secretary)
    assert client.get(phone("plan", draft.pk)).status_code == 200
    assert signed_in(scene.user(2)).get(phone("plan", draft.pk)).status_code == 404
    client.post(phone("plan", draft.pk), form(text=""))
    assert not draft.comments.exists()


def test_another_councils_delegate_finds_no_plan(neighbour: Scene, scene: Scene, signed_in: SignIn) -> None:
    client = signed_in(neighbour.user(0))
    assert client.get(phone("plan", scene.round.plan.pk)).status_code == 404
    assert scene.round.plan not in [row[0] for row in client.get(phone("plans")).context["rows"]]


@pytest.fixture
def head(scene: Scene) -> User:
    """The head of group 1, with the role."""
    user = scene.user(0)
    RoleAssignment.objects.create(user=user, tenant=scene.council, role=Role.GROUP_HEAD)
    return user
