"""Counts of a round: each thing once, answered and resolved apart, complaints only as a number."""

from __future__ import annotations

from datetime import date

import pytest

from petitions.actions import (
    Point,
    answer_petitions,
    judge_answer,
    link_repeat,
    merge_petitions,
    open_petition,
    split_submission,
    tell_back,
    transfer_petitions,
    withdraw_petition,
    withdraw_submission,
)
from petitions.enums import Content, Judgement, Outcome, SubmissionKind
from petitions.figures import petition_figures, restricted_count, submission_figures
from petitions.models import Petition, Submission
from petitions.tests.conftest import DUE_ON, SENT_ON

pytestmark = pytest.mark.django_db
KIND = SubmissionKind


def test_statements_are_counted_by_kind_and_place_and_a_split_speech_once(town):
    town.say("Ý kiến", kind=KIND.OPINION)
    town.say("Đã trả lời", ward=1, answered_by="Chủ tịch", answer_on_spot="Rồi")
    town.say("Khiếu nại", kind=KIND.COMPLAINT)
    withdraw_submission(submission=town.say("Nhầm"), reason="Nhầm", by=town.secretary)
    points = [Point(KIND.PETITION, "Đường"), Point(KIND.OPINION, "Rác"), Point(KIND.DENUNCIATION, "Ai đó")]
    split_submission(submission=town.say("Ba việc", ward=2), points=points, by=town.secretary)
    figures = submission_figures(Submission.objects.filter(round=town.round))
    ward = [one.pk for one in town.wards]
    assert (figures.total, figures.speeches, figures.on_the_spot) == (4, 3, 1)
    assert figures.by_kind == {"opinion": 2, "petition": 2}
    assert figures.by_unit == {ward[0]: 1, ward[1]: 1, ward[2]: 2}
    assert restricted_count(Submission.objects.filter(round=town.round)) == 2


@pytest.fixture
def busy(town):
    """Seven petitions: one of two wards, one merged, one withdrawn, two answered, one late, one repeating."""
    wide = open_petition(
        submissions=[town.say("Đường", 0), town.say("Đường", 1)],
        summary="Đường liên phường",
        sector=town.other_sector,
        authority="tinh",
        by=town.secretary,
    )
    merged, withdrawn, resolved, promised, late, raw = (
        town.petition(f"Việc {n}", n % 3, classified=n < 5) for n in range(6)
    )
    merge_petitions(target=wide, others=[merged], by=town.secretary)
    withdraw_petition(petition=withdrawn, reason="Trùng", by=town.secretary)
    values = {"council": town.council, "agency": town.agency, "on": SENT_ON, "answer_by": DUE_ON, "by": town.secretary}
    letter = transfer_petitions(petitions=[resolved, promised, late], **values)
    by_petition = {one.petition_id: one for one in letter.transfers.all()}
    for petition, outcome in ((resolved, Outcome.RESOLVED), (promised, Outcome.STUDYING)):
        given = answer_petitions(
            transfers=[by_petition[petition.pk]],
            text="Trả lời",
            outcome=outcome,
            roadmap="Quý I",
            promised_on=date(2027, 3, 31),
            answered_on=SENT_ON,
            by=town.secretary,
        )
        judge_answer(answer=given[0], judgement=Judgement.ACCEPTED, body=town.standing, on=SENT_ON, by=town.secretary)
    for ward in (0, 1):
        resolved.refresh_from_db()
        tell_back(
            petition=resolved, meeting=town.meetings[ward], on=DUE_ON, content=Content.CONTENT, by=town.secretary
        )
    link_repeat(petition=raw, earlier=late, by=town.secretary)
    return town


def test_petitions_are_counted_once_in_the_total_and_under_each_of_their_units(busy):
    figures = petition_figures(Petition.objects.filter(round=busy.round), date(2026, 11, 20))
    ward = [one.pk for one in busy.wards]
    assert (figures.total, figures.merged, figures.withdrawn) == (5, 1, 1)
    assert figures.by_state == {"classified": 1, "told_back": 1, "judged": 1, "transferred": 1, "recorded": 1}
    assert figures.by_authority == {"tinh": 1, "xa": 3, "": 1}
    assert figures.by_sector == {busy.other_sector.pk: 1, busy.sector.pk: 3, None: 1}
    assert figures.by_unit == {ward[0]: 2, ward[1]: 2, ward[2]: 2}
    assert (figures.waiting, figures.overdue, figures.repeats) == (1, 1, 1)
    assert (figures.content, figures.discontent) == (1, 0)


def test_answered_and_resolved_are_two_measures_each_with_its_formula(busy):
    figures = petition_figures(Petition.objects.filter(round=busy.round), date(2026, 11, 20))
    assert (figures.answered, figures.claimed, figures.resolved_held) == (
        2,
        {"resolved": 1, "studying": 1, "explained": 0},
        1,
    )
    assert [(rate.name, rate.text, rate.part, rate.whole) for rate in figures.rates] == [
        ("Tỷ lệ trả lời", "40,0 %", 2, 5),
        ("Tỷ lệ giải quyết xong theo báo cáo của cơ quan", "20,0 %", 1, 5),
        ("Tỷ lệ giải quyết xong theo đánh giá của Hội đồng", "20,0 %", 1, 5),
    ]
    assert figures.rates[1].formula == ("Số kiến nghị cơ quan báo cáo đã giải quyết xong / Tổng số kiến nghị của đợt")


def test_the_day_decides_what_is_late(busy):
    petitions = Petition.objects.filter(round=busy.round)
    assert [petition_figures(petitions, on).overdue for on in (DUE_ON, date(2026, 11, 17))] == [0, 1]


def test_an_empty_round_has_no_rate(town):
    figures = petition_figures(Petition.objects.filter(round=town.next_round), DUE_ON)
    assert (figures.total, figures.by_unit, [rate.text for rate in figures.rates]) == (0, {}, ["–", "–", "–"])


def test_figures_cost_the_same_queries_however_many_rows(town, django_assert_num_queries):
    town.petition()
    for _ in range(2):
        with django_assert_num_queries(8):
            petition_figures(Petition.objects.filter(round=town.round), DUE_ON)
            submission_figures(Submission.objects.filter(round=town.round))
        for number in range(6):
            town.petition(f"Việc {number}", number % 3)
