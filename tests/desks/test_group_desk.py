"""The head of a group: petitions raised at the group's meetings, and verdicts in the group's name alone."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from delegates.enums import MemberRole
from delegates.models import Delegate, DelegateGroup, GroupMembership, Term
from petitions.actions import record_submission
from petitions.enums import SubmissionKind
from petitions.models import Verdict
from tests.desk_scene import Scene, form

LIST = "petitions:group-petitions"


@pytest.fixture
def headed(scene: Scene) -> Scene:
    """The scene whose head of the group holds the meetings of the first ward."""
    term = Term.objects.get(council=scene.town.council)
    head = Delegate.objects.create(
        council=scene.town.council, term=term, full_name="Lý Thị Hoa", user=scene.users["group_head"]
    )
    GroupMembership.objects.create(group=scene.town.group, delegate=head, role=MemberRole.HEAD)
    DelegateGroup.objects.create(council=scene.town.council, term=term, number=2)
    scene.town.meetings[0].groups.add(scene.town.group)
    return scene


def listed(scene: Scene, **asked: str) -> set[str]:
    rows = scene.client("group_head").get(reverse(LIST), asked).context["rows"]
    words = {petition.pk: word for word, petition in scene.petitions.items()}
    return {words[row["petition"].pk] for row in rows}


def judge(scene: Scene, word: str) -> str:
    return reverse("petitions:petition-judge", args=[scene.petitions[word].pk])


def test_a_head_who_may_add_words_but_not_mend_them_is_offered_no_mending(headed: Scene) -> None:
    meeting = headed.meetings["held"]
    meeting.groups.add(headed.town.group)
    record_submission(
        council=headed.town.council,
        meeting=meeting,
        kind=SubmissionKind.PETITION,
        verbatim="Xin thêm đèn đường",
        locality=meeting.units.first().locality,
        by=headed.users["secretary"],
    )
    url = reverse("petitions:meeting-voices", args=[meeting.pk])
    mending = {who: "/sua/" in headed.client(who).get(url).content.decode() for who in ("group_head", "secretary")}
    assert mending == {"group_head": False, "secretary": True}


def test_a_head_sees_the_petitions_of_the_groups_meetings_and_first_those_to_be_judged(headed: Scene) -> None:
    assert listed(headed) == {"answered"}
    assert listed(headed, loc="tat-ca") == {
        "recorded",
        "classified",
        "sent",
        "received",
        "answered",
        "judged",
        "other",
    }


def test_a_head_judges_in_the_name_of_the_own_group_and_no_other(headed: Scene) -> None:
    browser, url = headed.client("group_head"), judge(headed, "answered")
    own = f"group-{headed.town.group.pk}"
    choices = [key for key, _label in browser.get(url).context["form"].fields["judge"].choices if key]
    assert choices == [own]
    today = f"{timezone.localdate():%d/%m/%Y}"
    forged = form(judge=f"body-{headed.town.standing.pk}", judgement="accepted", on=today)
    assert set(browser.post(url, forged).context["form"].errors) == {"judge"}
    kept = browser.post(url, form(judge=own, judgement="accepted", on=today))
    assert kept.url == reverse(LIST)
    verdict = Verdict.objects.get(petition=headed.petitions["answered"])
    assert (verdict.group, verdict.body, verdict.judged_by) == (headed.town.group, None, headed.users["group_head"])
    assert browser.get(kept.url).status_code == 200


def test_a_petition_of_another_group_is_not_there(headed: Scene) -> None:
    assert headed.client("group_head").get(judge(headed, "late")).status_code == 404


def test_the_office_judges_in_everybodys_name(headed: Scene) -> None:
    fields = headed.client("secretary").get(judge(headed, "answered")).context["form"].fields
    assert len([key for key, _label in fields["judge"].choices if key]) == 3


def test_the_list_costs_the_same_for_many_petitions(headed: Scene) -> None:
    browser = headed.client("group_head")

    def count() -> int:
        with CaptureQueriesContext(connection) as taken:
            assert browser.get(reverse(LIST), {"loc": "tat-ca"}).status_code == 200
        return len(taken)

    count()
    before = count()
    for number in range(20):
        headed.town.petition(f"Việc thứ {number}")
    assert count() == before
