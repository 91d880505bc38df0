"""A schedule asked of the planner: run, watched, stopped, accepted in part, and taken back."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from meetings.actions.meetings import change_meeting, lock_time, postpone_meeting, set_delegates
from meetings.actions.moves import last_move
from meetings.actions.proposals import accept_parts, ask_proposal, run_proposal, stop_proposal
from meetings.actions.rounds import release_round
from meetings.actions.undo import undo_move
from meetings.enums import ProposalState
from meetings.models import Attendance, Meeting, Round, ScheduleProposal
from meetings.round_problem import problem_of
from meetings.scheduling.problem import Problem
from meetings.scheduling.solver import Progress, Proposal, Report, Status, solve
from meetings.tasks import propose_schedule
from meetings.tests.scenes import FIRST_DAY, LAST_DAY, RELEASED_AT, Scene, clock, town
from meetings.tests.test_board import browser
from meetings.views_proposal import NOBODY, differences_of, figures_shown, job_of
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
    assert [(one.now[:8], one.is_change, one.bar) for one in page.context["changes"]] == [("chưa xếp", True, "")] * 3
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
    assert [one.bar for one in differences_of(proposal) if one.pk == held.pk] == ["đã giữ"]
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


def postponed(scene: Scene, hour: int = 8) -> Meeting:
    """The first meeting, announced at HOUR with the rest of the round at eight and then put off."""
    for place, meeting in enumerate(scene.meetings):
        change_meeting(
            meeting=meeting,
            starts_at=clock(20, 8 if place else hour),
            ends_at=clock(20, (8 if place else hour) + 3),
            venue=scene.venues[place],
            by=scene.secretary,
        )
    release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT)
    return postpone_meeting(meeting=scene.meetings[0], reason="Mưa lũ", by=scene.secretary)


def test_after_a_postponement_only_the_meeting_put_off_gets_new_hours(scene: Scene) -> None:
    off = postponed(scene)
    client = browser(scene)
    page = client.get(reverse("meetings:meeting-page", args=[off.pk]))
    entry = reverse("meetings:proposal-new", args=[scene.round.pk]) + "?cach=it-doi"
    assert f'href="{entry}"' in page.content.decode()
    assert client.get(entry).context["form"]["way"].value() == "it-doi"
    client.post(entry, {"way": "it-doi", "announced": "on"})
    proposal = run_proposal(ScheduleProposal.objects.get())
    assert (proposal.fewest_moves, proposal.moves_announced, proposal.state) == (True, True, ProposalState.FOUND)
    shown = client.get(reverse("meetings:proposal", args=[proposal.pk]))
    now = "8h00 ngày 20/6/2017 (hoãn), hội trường UBND"
    assert [(one.pk, one.now, one.bar) for one in shown.context["changes"]] == [(off.pk, now, "")]
    assert shown.context["same"] == 2
    assert shown.context["figures"][0] == ("Hội nghị phải dời (đã thông báo tính bằng ba)", "0")
    client.post(reverse("meetings:proposal-accept", args=[proposal.pk]), {"h": [off.pk]})
    off.refresh_from_db()
    assert off.state == "announced"
    assert off.starts_at in {clock(20, 14), clock(21, 8), clock(21, 14), clock(22, 8), clock(22, 14)}
    kept = off.changes.order_by("-pk").first()
    assert kept is not None and kept.reason == "Xếp lại lịch sau khi hoãn"


def test_an_announced_meeting_in_the_way_is_moved_only_with_a_reason_and_people_are_told(scene: Scene) -> None:
    off = postponed(scene, 14)
    Round.objects.filter(pk=scene.round.pk).update(ends_on=FIRST_DAY)
    scene.round.refresh_from_db()
    other = scene.meetings[1]
    set_delegates(off, scene.delegates[2:4])
    off.groups.set([scene.groups[1]])
    fixed = run_proposal(ask_proposal(round=scene.round, by=scene.secretary, fewest_moves=True))
    assert fixed.state == ProposalState.IMPOSSIBLE
    asked_ = ask_proposal(round=scene.round, by=scene.secretary, fewest_moves=True, moves_announced=True)
    proposal = run_proposal(asked_)
    changes = [one for one in differences_of(proposal) if one.is_change]
    assert [(one.pk, one.is_told, one.bar) for one in changes] == [(off.pk, False, ""), (other.pk, True, "")]
    assert proposal.result["figures"]["moved"] == 3
    client, address = browser(scene), reverse("meetings:proposal-accept", args=[proposal.pk])
    refused = client.post(address, {"h": [off.pk, other.pk]})
    assert refused.context["form"].errors["reason"] == ["Nêu lý do dời hội nghị đã thông báo để báo cho người dự."]
    client.post(address, {"h": [off.pk, other.pk], "reason": "Nhường giờ cho hội nghị bị hoãn"})
    moved = Meeting.objects.get(pk=other.pk)
    assert moved.starts_at == clock(20, 14)
    assert [change.reason for change in moved.changes.all()] == ["Nhường giờ cho hội nghị bị hoãn"]
    released = release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT + timedelta(days=1))
    assert {change["meeting"] for change in released.changes} == {off.pk, other.pk}
    move = last_move(scene.round)
    assert move is not None and move.label == "sắp lại ít thay đổi nhất: 02 hội nghị"


def test_when_the_time_runs_out_the_page_names_what_is_left_and_the_rest_may_be_taken(scene: Scene) -> None:
    left = scene.meetings[2]

    def runs_out(problem: Problem, **options: Any) -> Proposal:
        whole = solve(problem, seconds=5)
        placed = tuple(a for a in whole.assignments if a.need_id != left.pk)
        return replace(whole, status=Status.UNKNOWN, gap=None, assignments=placed, left_out=(left.pk,))

    with patch("meetings.actions.proposals.solve", side_effect=runs_out):
        proposal = run_proposal(asked(scene))
    assert proposal.state == ProposalState.UNKNOWN
    client = browser(scene)
    page = client.get(reverse("meetings:proposal", args=[proposal.pk]))
    assert page.context["left_out"] == ["Phường Đình Bảng"]
    assert "còn 01 hội nghị chưa có chỗ" in page.content.decode()
    chosen = [one.pk for one in page.context["changes"]]
    client.post(reverse("meetings:proposal-accept", args=[proposal.pk]), {"h": chosen})
    assert [start is not None for start in starts(scene)] == [True, True, False]


def test_a_round_under_way_gets_no_meeting_on_a_day_that_is_past(scene: Scene) -> None:
    with time_machine.travel(clock(20, 12), tick=False):
        problem = problem_of(scene.round)
    assert (problem.first_day, problem.last_day) == (FIRST_DAY + timedelta(days=1), LAST_DAY)
    with time_machine.travel(clock(22, 12), tick=False):
        proposal = run_proposal(asked(scene))
    assert proposal.state == ProposalState.IMPOSSIBLE
    assert [reason["message"] for reason in proposal.result["reasons"]] == [
        "Hôm nay là ngày cuối của đợt (22/6/2017), không còn ngày nào để xếp hội nghị. "
        "Kéo dài đợt rồi đề xuất lại, hoặc xếp bằng tay trên bảng lịch."
    ]


def test_the_page_says_how_good_and_how_sure_the_proposal_is(scene: Scene) -> None:
    proposal = run_proposal(asked(scene))
    labels = [label for label, _ in figures_shown(proposal)]
    assert labels[-2:] == ["Khoảng cách tới tối ưu", "Thời gian tìm"]
    assert dict(figures_shown(proposal))["Khoảng cách tới tối ưu"] == "0,0 %"
    assert "Hội nghị phải dời (đã thông báo tính bằng ba)" not in labels
