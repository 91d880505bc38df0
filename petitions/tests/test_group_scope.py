"""Who sees a meeting as a member of its group sees all that hangs on it and on its petitions."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from delegates.models import Delegate, GroupMembership
from meetings.actions.programme import set_agenda
from meetings.models import AgendaItem, Meeting, MeetingChange, MeetingUnit, Minutes
from petitions.actions import answer_petitions, judge_answer, tell_back, transfer_petitions
from petitions.enums import Content, Judgement, Outcome
from petitions.models import Answer, Feedback, Petition, PetitionEvent, PetitionSource, Submission, Transfer, Verdict
from petitions.tests.conftest import DUE_ON, SENT_ON, Town
from txct.core.models import RoleAssignment, User
from txct.core.roles import Role

pytestmark = pytest.mark.django_db
OF_MEETING = (Meeting, MeetingUnit, AgendaItem, MeetingChange, Minutes)
OF_PETITION = (Petition, PetitionSource, PetitionEvent, Submission, Transfer, Answer, Verdict, Feedback)


def judged_and_told(town: Town) -> None:
    petition = town.petition()
    transfer_petitions(
        council=town.council, agency=town.agency, petitions=[petition], on=SENT_ON, answer_by=DUE_ON, by=town.secretary
    )
    answer = answer_petitions(
        transfers=list(petition.transfers.all()),
        text="Đã sửa",
        outcome=Outcome.RESOLVED,
        answered_on=DUE_ON,
        by=town.secretary,
    )[0]
    judge_answer(answer=answer, judgement=Judgement.ACCEPTED, on=DUE_ON, by=town.secretary, body=town.standing)
    petition.refresh_from_db()
    tell_back(petition=petition, meeting=None, on=DUE_ON, content=Content.CONTENT, by=town.secretary)


@pytest.mark.parametrize("role", [Role.GROUP_HEAD, Role.DELEGATE])
def test_a_member_of_the_meetings_group_sees_everything_of_it_and_who_is_none_today_nothing(
    town: Town, role: Role
) -> None:
    meeting, today = town.meetings[0], timezone.localdate()
    dates = {
        "member": {"valid_to": today},
        "left": {"valid_to": today - timedelta(1)},
        "coming": {"valid_from": today + timedelta(1)},
        "stranger": None,
    }
    people = [User.objects.create_user(f"{name}@tu-son.vn", name) for name in dates]
    for user, held in zip(people, dates.values(), strict=True):
        RoleAssignment.objects.create(user=user, tenant=town.council, role=role, valid_from=date(2020, 1, 1))
        delegate = Delegate.objects.create(
            council=town.council, term=town.session.term, full_name="Trần Văn An", user=user
        )
        if held is not None:
            GroupMembership.objects.create(group=town.group, delegate=delegate, **held)
    meeting.groups.add(town.group)
    set_agenda(meeting=meeting, by=town.secretary)
    MeetingChange.objects.create(meeting=meeting, kind="changed", reason="Đổi hội trường")
    Minutes.objects.create(
        meeting=meeting, started_at=meeting.starts_at, ended_at=meeting.ends_at, voters_present=40, chair_name="An"
    )
    judged_and_told(town)
    seen = {
        model.__name__: [bool(model.objects.for_user(user).exists()) for user in people]
        for model in (*OF_MEETING, *OF_PETITION)
    }
    assert seen == {model.__name__: [True, False, False, False] for model in (*OF_MEETING, *OF_PETITION)}
