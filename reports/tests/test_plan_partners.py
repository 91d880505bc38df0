"""Councils that plan together: an invitation taken back, their comments, and the meetings that are theirs too."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from delegates.enums import BodyKind
from delegates.models import Body
from meetings.actions.plan_partners import answer_partner, ask_partner, withdraw_partner
from meetings.actions.plans import draft_plan, move_plan, set_tasks
from meetings.enums import PlanState
from meetings.forms_meeting import known_values
from meetings.models import Plan, PlanComment, PlanPartner, PlanTask
from meetings.plan_partners import joint_councils_of
from meetings.plan_tasks import TaskDraft
from reports.tests.plan_forms import form, page
from reports.tests.scene import Scene, workday
from txct.core.models import AuditEntry, User
from txct.core.writing import Refused
from txct.lib.dates import short_date

SignIn = Callable[[User], Client]
COUNCIL_OF: dict[type, dict[str, str]] = {
    Plan: {"council__code": "phuong-tu-son"},
    PlanTask: {"plan__council__code": "phuong-tu-son"},
    PlanComment: {"plan__council__code": "phuong-tu-son"},
    PlanPartner: {"plan__council__code": "phuong-tu-son"},
}


def asked(scene: Scene, neighbour: Scene) -> PlanPartner:
    """An invitation of the neighbour to a draft, not answered."""
    plan = draft_plan(council=scene.council, title="Tiếp xúc chung", session=scene.session, by=scene.secretary)
    return ask_partner(plan=plan, council=neighbour.council, by=scene.secretary, at=timezone.now())


def steps_of(client: Client, plan: Plan) -> list[str]:
    return [step.label for step in client.get(page("plan", plan.pk)).context["shown"].steps]


def test_an_invitation_is_taken_back_before_it_is_answered(scene: Scene, neighbour: Scene, signed_in: SignIn) -> None:
    partner = asked(scene, neighbour)
    client, other, address = (
        signed_in(scene.secretary),
        signed_in(neighbour.secretary),
        reverse("desk:partner-withdrawn", args=[partner.pk]),
    )
    assert "Rút đề nghị với HĐND phường Đồng Kỵ" in steps_of(client, partner.plan)
    assert other.get(address).status_code == other.post(address, form()).status_code == 404
    assert client.get(address).status_code == 200
    client.post(address, form())
    assert not PlanPartner.objects.exists()
    assert other.get(page("plan", partner.plan_id)).status_code == 404
    assert AuditEntry.objects.filter(action="plan.partner_withdrawn").count() == 1


def test_an_answered_invitation_is_not_taken_back(scene: Scene, neighbour: Scene, signed_in: SignIn) -> None:
    partner = asked(scene, neighbour)
    answer_partner(partner=partner, agrees=False, reason="Trùng lịch", by=neighbour.secretary, at=timezone.now())
    with pytest.raises(Refused, match="HĐND phường Đồng Kỵ đã trả lời, không rút đề nghị được nữa"):
        withdraw_partner(partner=partner, by=scene.secretary, at=timezone.now())
    assert not [step for step in steps_of(signed_in(scene.secretary), partner.plan) if step.startswith("Rút")]


def invitations_of(client: Client) -> list[tuple[str, str, str]]:
    shown = client.get(page("plan-list")).context["invitations"]
    return [(one.words, one.plan_url, one.answer_url) for one in shown]


def test_a_council_that_refused_reads_only_that_it_was_asked_and_refused(
    scene: Scene, neighbour: Scene, signed_in: SignIn
) -> None:
    plan = asked(scene, neighbour).plan
    set_tasks(plan=plan, tasks=[TaskDraft("Mở cửa hội trường", doer_name="Ông Khoát")], by=scene.secretary)
    move_plan(plan=plan, to=PlanState.CONSULTING, by=scene.secretary)
    other, auditor = signed_in(neighbour.secretary), signed_in(neighbour.auditor)
    addresses = [page(name, plan.pk) for name in ("plan", "plan-preview", "plan-preview-file", "partner-comment")]
    today, answer = short_date(timezone.localdate()), page("plan-answer", plan.pk)
    invited = f"HĐND phường Từ Sơn mời cùng lập kế hoạch ngày {today}"
    assert invitations_of(other) == [(f"{invited}; chưa trả lời.", page("plan", plan.pk), answer)]
    assert [other.get(one).status_code for one in addresses] == [200, 200, 200, 200]
    refused = other.post(answer, form(agrees="no", reason="Trùng lịch"))
    assert refused.url == page("plan-list")
    words = f"{invited}. Hội đồng trả lời chưa thống nhất ngày {today}: Trùng lịch."
    assert (invitations_of(other), invitations_of(auditor)) == ([(words, "", answer)], [(words, "", "")])
    assert [other.get(one).status_code for one in addresses] == [404, 404, 404, 404]
    for rows in (Plan.objects, PlanTask.objects, PlanComment.objects, PlanPartner.objects):
        assert rows.for_user(neighbour.secretary).filter(**COUNCIL_OF[rows.model]).count() == 0
    listed = other.get(page("plan-list")).content.decode()
    assert (plan.title in listed, plan.title in other.get(answer).content.decode()) == (False, False)
    assert PlanTask.objects.for_user(scene.secretary).count() == 1


def test_a_council_that_agrees_after_all_reads_the_plan_again(
    scene: Scene, neighbour: Scene, signed_in: SignIn
) -> None:
    partner = asked(scene, neighbour)
    answer_partner(partner=partner, agrees=False, reason="Trùng lịch", by=neighbour.secretary, at=timezone.now())
    other = signed_in(neighbour.secretary)
    agreed = other.post(page("plan-answer", partner.plan_id), form(agrees="yes", reason=""))
    assert (agreed.url, other.get(agreed.url).status_code) == (page("plan", partner.plan_id), 200)
    assert invitations_of(other) == []


def test_a_refused_plan_goes_on_alone_and_says_so(scene: Scene, neighbour: Scene, signed_in: SignIn) -> None:
    partner = asked(scene, neighbour)
    answer_partner(partner=partner, agrees=False, reason="Trùng lịch", by=neighbour.secretary, at=timezone.now())
    shown = signed_in(scene.secretary).get(page("plan", partner.plan_id)).context["shown"]
    assert shown.warnings == [
        "HĐND phường Đồng Kỵ chưa thống nhất cùng lập: Trùng lịch. Bỏ chỗ nhắc đến Hội đồng này hoặc mời lại; "
        "ban hành thì kế hoạch không có Hội đồng này."
    ]
    assert not [part.name for part in shown.missing if "Đồng Kỵ" in part.name]


def test_the_home_page_of_the_asked_council_counts_what_waits_for_its_answer(
    scene: Scene, neighbour: Scene, signed_in: SignIn
) -> None:
    partner, other = asked(scene, neighbour), signed_in(neighbour.secretary)

    def tiles() -> list[tuple[object, str]]:
        shown = other.get(page("home")).context["shown"].attention
        return [(tile.value, tile.url) for tile in shown if tile.label == "lời mời cùng lập kế hoạch"]

    assert tiles() == [(1, f"{page('plan-list')}#loi-moi")]
    answer_partner(partner=partner, agrees=True, by=neighbour.secretary, at=timezone.now())
    assert tiles() == []


def test_an_invitation_taken_back_meanwhile_is_not_answered(scene: Scene, neighbour: Scene) -> None:
    partner = asked(scene, neighbour)
    withdraw_partner(partner=PlanPartner.objects.get(), by=scene.secretary, at=timezone.now())
    with pytest.raises(Refused, match="đã được rút"):
        answer_partner(partner=partner, agrees=True, by=neighbour.secretary, at=timezone.now())
    assert not PlanPartner.objects.exists()


def test_the_asked_council_comments_in_the_name_of_its_thuong_truc(
    scene: Scene, neighbour: Scene, signed_in: SignIn
) -> None:
    partner, other = asked(scene, neighbour), signed_in(neighbour.secretary)
    Body.objects.create(council=neighbour.council, kind=BodyKind.STANDING, name="Thường trực HĐND phường Đồng Kỵ")
    assert steps_of(other, partner.plan) == ["Trả lời đề nghị cùng lập"]
    move_plan(plan=partner.plan, to=PlanState.CONSULTING, by=scene.secretary)
    assert steps_of(other, partner.plan) == ["Ghi ý kiến", "Trả lời đề nghị cùng lập"]
    other.post(reverse("desk:partner-comment", args=[partner.plan_id]), form(text="Họp chung tại Đình Bảng."))
    for reader in (other, signed_in(scene.secretary)):
        comments = reader.get(page("plan", partner.plan_id)).context["shown"].comments
        assert [(one.title, one.note) for one in comments] == [
            ("Thường trực HĐND phường Đồng Kỵ", "Họp chung tại Đình Bảng.")
        ]
    uninvited = signed_in(scene.secretary)
    assert uninvited.get(reverse("desk:partner-comment", args=[partner.plan_id])).status_code == 404


def test_meetings_of_a_joint_plan_are_of_both_councils_once_the_other_agreed(scene: Scene, neighbour: Scene) -> None:
    plan, now = scene.round.plan, timezone.now()
    partner = PlanPartner.objects.create(plan=plan, council=neighbour.council, asked_at=now)
    alone = scene.add(3, workday(5))
    assert (joint_councils_of(scene.round), list(alone.joint_councils.all())) == ([], [])
    partner.agreed_at = now
    partner.save()
    together = scene.add(3, workday(6))
    assert list(together.joint_councils.all()) == [neighbour.council]
    assert known_values(scene.round, None)["joint_councils"] == [str(neighbour.council.pk)]
