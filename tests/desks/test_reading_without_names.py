"""Whoever is shown no names learns none: not by a search, not from an answer, not from the trace."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from petitions.actions import (
    answer_petitions,
    judge_answer,
    merge_petitions,
    reword_petition,
    withdraw_petition,
)
from petitions.enums import Judgement, Outcome
from petitions.models import Petition
from tests.desk_scene import VOTER, Scene
from txct.core.models import AuditEntry, RoleAssignment
from txct.core.roles import Role

DESK = "petitions:desk"
VOICES = "petitions:voice-list"


def page(petition: Petition) -> str:
    return reverse("petitions:petition", args=[petition.pk])


def test_whoever_is_shown_no_names_finds_nothing_by_a_name_and_everything_by_the_matter(scene: Scene) -> None:
    for person, by_name, by_matter in (("front", 0, 5), ("auditor", 0, 5), ("secretary", 5, 5), ("standing", 5, 5)):
        browser = scene.client(person)
        for words, number in (("nguyen thi lan", by_name), ("den chieu sang", by_matter)):
            assert browser.get(reverse(DESK), {"tim": words}).context["page"].paginator.count == number, person
    for person, number in (("front", 0), ("secretary", 5)):
        said = scene.client(person).get(reverse("petitions:voice-list"), {"tim": "nguyen thi lan"})
        assert said.context["page"].paginator.count == number


def test_a_name_in_an_answer_a_verdict_or_a_merged_petition_is_covered_too(scene: Scene) -> None:
    twins = [scene.town.petition(f"Sửa cống nhà bà {VOTER} {n}") for n in range(2)]
    merge_petitions(target=twins[0], others=[twins[1]], by=scene.town.secretary)
    answer_petitions(
        transfers=[scene.transfer("sent")],
        text=f"Đã lắp đèn trước nhà bà {VOTER}.",
        outcome=Outcome.STUDYING,
        roadmap=f"Làm tiếp phía sau nhà bà {VOTER}",
        promised_on=timezone.localdate() + timedelta(days=9),
        answered_on=timezone.localdate(),
        by=scene.users["officer"],
    )
    judge_answer(
        answer=scene.petitions["sent"].answers.get(),
        judgement=Judgement.PARTLY,
        reason=f"Bà {VOTER} còn chờ",
        on=timezone.localdate(),
        by=scene.town.secretary,
        body=scene.town.standing,
    )
    for petition in (*twins, scene.petitions["sent"]):
        read = [scene.client(person).get(page(petition)).content.decode() for person in ("front", "secretary")]
        assert [VOTER in text for text in read] == [False, True]


def test_the_trace_holds_no_words_of_a_petition(scene: Scene) -> None:
    petition = scene.petitions["sent"]
    reword_petition(petition=petition, summary=f"Lắp đèn, bà {VOTER} nêu", body="", by=scene.town.secretary)
    entry = AuditEntry.objects.get(action="petition.reworded")
    assert (entry.new["summary"], entry.new["body"]) == (len(f"Lắp đèn, bà {VOTER} nêu"), 0)
    withdraw_petition(petition=scene.petitions["recorded"], reason=f"Bà {VOTER} rút", by=scene.town.secretary)
    told = AuditEntry.objects.filter(object_type="petitions.petition").values_list("object_label", "old", "new")
    assert VOTER not in str(list(told))


def test_whoever_reads_the_names_of_one_group_is_not_shown_those_of_the_whole_council(scene: Scene) -> None:
    RoleAssignment.objects.create(user=scene.users["front"], tenant=scene.town.council, role=Role.GROUP_HEAD)
    browser = scene.client("front")
    assert VOTER not in browser.get(reverse(VOICES)).content.decode()
    assert browser.get(reverse(VOICES), {"tim": "nguyen thi lan"}).context["page"].paginator.count == 0


def test_records_are_not_found_by_a_name_either(scene: Scene) -> None:
    scene.users["auditor"].is_staff = scene.users["secretary"].is_staff = True
    for person, number in (("auditor", 0), ("secretary", 5)):
        scene.users[person].save()
        browser = scene.client(person)
        for model in ("petition", "petitionevent"):
            url = reverse(f"admin:petitions_{model}_changelist")
            found = browser.get(url, {"q": "nguyen thi lan"}).context["cl"].queryset
            assert len({getattr(row, "petition_id", row.pk) for row in found}) == number
            assert VOTER not in browser.get(url, {"q": "lap den"}).content.decode() or person == "secretary"
