"""A schedule asked of the planner: run, watched, stopped, accepted in part, and taken back."""

from __future__ import annotations

import time
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from meetings.actions.meetings import lock_time
from meetings.actions.moves import last_move
from meetings.actions.proposals import accept_parts, ask_proposal, run_proposal, stop_proposal
from meetings.actions.undo import undo_move
from meetings.enums import ProposalState
from meetings.models import Attendance, Meeting, ScheduleProposal
from meetings.scheduling.problem import Problem
from meetings.scheduling.solver import Progress, Proposal, Report, solve
from meetings.tasks import propose_schedule
from meetings.tests.scenes import Scene, town
from meetings.tests.test_board import browser
from meetings.views_proposal import NOBODY, differences_of, job_of
from txct.core.writing import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    """Three meetings without hours."""
    made = town()
    for place in range(3):
        made.hold(place)
    return made


def asked(scene: Scene, seconds: int = 5) -> ScheduleProposal:
    return ask_proposal(round=scene.round, seconds=seconds, by=scene.secretary)


def starts(scene: Scene) -> list[object]:
    return list(Meeting.objects.filter(round=scene.round).order_by("pk").values_list("starts_at", flat=True))


def test_a_small_round_is_asked_for_planned_shown_and_accepted_in_part(scene: Scene) -> None:
    client = browser(scene)
    with patch("meetings.views_proposal.wake_planner") as woken:
        answer = client.post(reverse("meetings:proposal-new", args=[scene.round.pk]))
    proposal = ScheduleProposal.objects.get()
    assert answer["Location"] == reverse("meetings:proposal", args=[proposal.pk])
    assert woken.call_count == 0, "the worker is called once the row is committed, not before"
    assert propose_schedule(proposal.pk) == ProposalState.FOUND
    proposal.refresh_from_db()
    assert proposal.result["status"] == "optimal"
    assert starts(scene) == [None, None, None], "a proposal alone changes nothing"
    page = client.get(reverse("meetings:proposal", args=[proposal.pk]))
    assert [(one.now[:8], one.is_change, one.may_move) for one in page.context["changes"]] == [
        ("chưa xếp", True, True)
    ] * 3
    chosen = [scene.meetings[0].pk, scene.meetings[2].pk]
    accepted = client.post(reverse("meetings:proposal-accept", args=[proposal.pk]), {"h": chosen})
    assert accepted["Location"] == reverse("meetings:round-board", args=[scene.round.pk])
    now = starts(scene)
    assert [start is not None for start in now] == [True, False, True]
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.ACCEPTED
    with pytest.raises(Refused, match="đã được nhận"):
        accept_parts(proposal=proposal, chosen=chosen, by=scene.secretary)
    move = last_move(scene.round)
    assert move is not None and move.label == "nhận đề xuất lịch cho 02 hội nghị"
    undo_move(move=move, by=scene.secretary)
    assert starts(scene) == [None, None, None]
    assert Attendance.objects.filter(meeting__in=chosen).count() == 4


def test_an_impossible_round_names_what_stands_in_the_way(scene: Scene) -> None:
    for _more in range(6):
        scene.hold(0, venue=scene.venues[0])
    proposal = run_proposal(asked(scene))
    assert proposal.state == ProposalState.IMPOSSIBLE
    assert starts(scene) == [None] * 9
    page = browser(scene).get(reverse("meetings:proposal", args=[proposal.pk]))
    assert page.context["reasons"] and all(reason.endswith(".") for reason in page.context["reasons"])
    assert page.context["reasons"][0] in page.content.decode().replace("&quot;", '"')


def test_a_search_is_left_and_found_again_and_asked_for_only_once(scene: Scene) -> None:
    first = asked(scene)
    assert asked(scene).pk == first.pk
    ScheduleProposal.objects.update(asked_at=timezone.now() - timedelta(seconds=30))
    second = asked(scene)
    assert second.pk != first.pk
    assert ScheduleProposal.objects.get(pk=first.pk).state == ProposalState.CANCELLED
    listed = browser(scene).get(reverse("meetings:proposal-new", args=[scene.round.pk]))
    assert [entry["proposal"].pk for entry in listed.context["earlier"]] == [second.pk, first.pk]


def test_a_stopped_search_is_not_run_and_its_result_is_not_kept(scene: Scene) -> None:
    proposal = asked(scene)
    stop_proposal(proposal=proposal, by=scene.secretary)
    assert run_proposal(proposal).state == ProposalState.CANCELLED
    assert ScheduleProposal.objects.get().result == {}


def test_a_search_stopped_while_it_runs_ends_without_a_result(scene: Scene) -> None:
    proposal = asked(scene)

    def thinks_until_stopped(problem: Problem, *, seconds: float, progress: Report) -> Proposal:
        while progress(Progress("schedule", 0, 0, 0.0)) is not False:
            time.sleep(0.01)
        return solve(problem, seconds=seconds, progress=progress)

    def stop(_pk: int, _told: object) -> bool:
        stop_proposal(proposal=proposal, by=scene.secretary)
        return False

    with (
        patch("meetings.actions.proposals.LOOK_EVERY", 0.01),
        patch("meetings.actions.proposals.solve", side_effect=thinks_until_stopped),
        patch("meetings.actions.proposals._note_progress", side_effect=stop),
    ):
        assert run_proposal(proposal).state == ProposalState.CANCELLED
    assert ScheduleProposal.objects.get().result == {}


def test_a_proposal_nobody_takes_up_says_so_after_a_few_seconds(scene: Scene) -> None:
    proposal, now = asked(scene), timezone.now()
    assert job_of(proposal, now)["message"] == ""
    assert job_of(proposal, now + timedelta(seconds=10))["message"] == NOBODY
    piece = browser(scene).get(reverse("meetings:proposal-progress", args=[proposal.pk]))
    assert "every 2s" in piece.content.decode()
    stop_proposal(proposal=proposal, by=scene.secretary)
    ended = browser(scene).get(reverse("meetings:proposal-progress", args=[proposal.pk]))
    assert ended["HX-Redirect"] == reverse("meetings:proposal", args=[proposal.pk])


def test_what_was_fixed_since_is_not_offered_and_refuses_the_whole(scene: Scene) -> None:
    proposal = run_proposal(asked(scene))
    keys = [meeting.pk for meeting in scene.meetings]
    held = scene.meetings[1]
    Meeting.objects.filter(pk=held.pk).update(
        state="announced", starts_at=timezone.now(), ends_at=timezone.now() + timedelta(hours=3)
    )
    assert [one.may_move for one in differences_of(proposal) if one.pk == held.pk] == [False]
    with pytest.raises(Refused, match="Đề xuất lại lịch"):
        accept_parts(proposal=proposal, chosen=keys, by=scene.secretary)
    assert starts(scene)[0] is None
    touched = accept_parts(proposal=proposal, chosen=[keys[0]], by=scene.secretary)
    assert [meeting.pk for meeting in touched] == [keys[0]]


def test_the_page_of_a_proposal_costs_the_same_for_three_meetings_and_for_six(scene: Scene) -> None:
    costs = []
    client = browser(scene)
    for more in (0, 3):
        for place in range(more):
            scene.hold(place % 3, groups=[], delegates=[scene.delegates[place % 6]], venue=None)
        proposal = run_proposal(asked(scene))
        assert proposal.state == ProposalState.FOUND
        client.get(reverse("meetings:proposal", args=[proposal.pk]))
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("meetings:proposal", args=[proposal.pk]))
        costs.append(len(captured))
    assert costs[0] == costs[1]


def test_an_empty_round_is_told_to_add_meetings_first() -> None:
    scene = town()
    with pytest.raises(Refused, match="chưa có hội nghị"):
        asked(scene)
    lock_time(meeting=scene.hold(0, 20), locked=True, by=scene.secretary)
    assert asked(scene).state == ProposalState.QUEUED
