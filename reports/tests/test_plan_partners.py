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
from meetings.actions.plans import draft_plan, move_plan
from meetings.enums import PlanState
from meetings.forms_meeting import known_values
from meetings.models import Plan, PlanPartner
from meetings.plan_partners import joint_councils_of
from reports.tests.plan_forms import form, page
from reports.tests.scene import Scene, workday
from txct.core.models import AuditEntry, User
from txct.core.writing import Refused

SignIn = Callable[[User], Client]


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
