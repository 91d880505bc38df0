"""What the database itself refuses, whoever writes."""

from __future__ import annotations

from datetime import date

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from petitions.actions import answer_petitions, judge_answer, transfer_petitions
from petitions.enums import Judgement, Outcome
from petitions.models import (
    Agency,
    AgencyOfficer,
    Answer,
    Feedback,
    Petition,
    PetitionEvent,
    PetitionSource,
    Sector,
    Submission,
    Transfer,
    Verdict,
)
from petitions.tests.conftest import SENT_ON
from txct.core.models.trace import AppendOnly

pytestmark = pytest.mark.django_db


@pytest.fixture
def answered(town):
    """A petition sent, answered and judged."""
    petition = town.petition()
    transfer = transfer_petitions(
        council=town.council, agency=town.agency, petitions=[petition], on=SENT_ON, by=town.secretary
    ).transfers.get()
    given = answer_petitions(
        transfers=[transfer], text="Xong", outcome=Outcome.RESOLVED, answered_on=SENT_ON, by=town.secretary
    )[0]
    judge_answer(answer=given, judgement=Judgement.ACCEPTED, body=town.standing, on=SENT_ON, by=town.secretary)
    Feedback.objects.create(petition=petition, meeting=town.meetings[0], told_on=SENT_ON)
    AgencyOfficer.objects.create(agency=town.agency, user=town.secretary)
    town.say("Có nguồn", source_key="tệp:1")
    town.say("Trả lời ngay", answered_by="Chủ tịch", answer_on_spot="Rồi")
    return town


def again(model, **changes):
    """A copy of the first row of MODEL with CHANGES."""

    def write():
        row = model.objects.order_by("pk").first()
        row.pk = None
        row._state.adding = True
        for name, value in changes.items():
            setattr(row, name, value)
        model.objects.bulk_create([row])

    return write


def update(model, condition=None, **changes):
    return lambda: model.objects.filter(**(condition or {})).update(**changes)


CASES = {
    "petitions_source_row_once": again(Submission, source_key="tệp:1", receipt_code=None),
    "petitions_complaint_keeps_no_words": update(Submission, kind="complaint"),
    "petitions_on_spot_names_who": update(Submission, {"state": "answered_on_spot"}, answered_by=""),
    "petitions_code_once": again(Petition),
    "petitions_merged_names_target": update(Petition, state="merged"),
    "petitions_not_into_itself": update(Petition, state="merged", merged_into=F("pk")),
    "petitions_published_has_text": update(Petition, is_published=True),
    "petitions_raised_once": update(Petition, times_raised=0),
    "petitions_source_once": again(PetitionSource),
    "petitions_one_lead": again(Transfer),
    "petitions_return_has_reason": update(Transfer, state="returned"),
    "petitions_answer_version": again(Answer),
    "petitions_roadmap_has_date": update(Answer, outcome="studying", promised_on=None),
    "petitions_verdict_has_reason": update(Verdict, judgement="rejected", reason=""),
    "petitions_told_once_a_meeting": again(Feedback),
    "petitions_sector_once": again(Sector),
    "petitions_sector_not_own_parent": update(Sector, parent=F("pk")),
    "petitions_agency_once": again(Agency),
    "petitions_officer_once": again(AgencyOfficer),
}


@pytest.mark.parametrize("name", CASES)
def test_the_database_refuses(answered, name):
    with (
        pytest.raises(IntegrityError, match=name if connection.vendor == "postgresql" else "constraint failed"),
        transaction.atomic(),
    ):
        CASES[name]()


def test_each_constraint_of_the_room_is_tried():
    named = {
        constraint.name
        for model in apps.get_app_config("petitions").get_models()
        for constraint in model._meta.constraints
    }
    assert {name for name in named if name.startswith("petitions_")} - set(CASES) == set()


def test_the_counterparts_are_accepted(answered):
    assert update(Answer, outcome="studying", promised_on=date(2027, 1, 1))() == 1
    assert update(Transfer, state="returned", returned_reason="Sai nơi")() == 1
    assert update(Verdict, judgement="rejected", reason="Chưa rõ")() == 1
    assert update(Petition, is_published=True, published_text="Sửa đường")() == 1


def test_history_is_written_once(answered):
    event = PetitionEvent.objects.first()
    with pytest.raises(AppendOnly):
        event.save()
    with pytest.raises(AppendOnly):
        event.delete()
