"""A proposal whose round has changed, whose worker was lost, or that is asked for twice at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from unittest.mock import patch

import pytest
from django.urls import reverse
from django.utils import timezone

from meetings.actions.meetings import change_meeting, remove_meeting
from meetings.actions.proposals import PATIENCE, accept_parts, ask_proposal, requeue_lost, run_proposal, stop_proposal
from meetings.enums import MeetingState, ProposalState, RoundState
from meetings.models import BusyTime, Meeting, Round, ScheduleProposal, Venue
from meetings.models.boards import LOST, SILENCE
from meetings.tasks import propose_schedule, resume_proposals
from meetings.tests.scenes import Scene, clock, town
from meetings.tests.test_board import browser
from meetings.views_proposal import LOST as LOST_WORDS
from meetings.views_proposal import differences_of, job_of
from txct.core.writing import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    """Two meetings without hours or hall; the planner gives them both."""
    made = town()
    for place in range(2):
        made.hold(place, venue=None)
    return made


def asked(scene: Scene) -> ScheduleProposal:
    return ask_proposal(round=scene.round, seconds=5, by=scene.secretary)


def change_the_meeting(scene: Scene) -> None:
    change_meeting(meeting=scene.meetings[0], by=scene.secretary, delegates=[scene.delegates[0]])


def remove_the_meeting(scene: Scene) -> None:
    remove_meeting(meeting=scene.meetings[0], by=scene.secretary)


def announce_the_meeting(scene: Scene) -> None:
    Meeting.objects.filter(pk=scene.meetings[0].pk).update(
        state=MeetingState.ANNOUNCED, starts_at=clock(21, 14), ends_at=clock(21, 17)
    )


def move_the_round(scene: Scene) -> None:
    Round.objects.filter(pk=scene.round.pk).update(starts_on=date(2017, 6, 26), ends_on=date(2017, 6, 28))


def close_the_round(scene: Scene) -> None:
    Round.objects.filter(pk=scene.round.pk).update(state=RoundState.CLOSED)


def remove_the_hall(scene: Scene) -> None:
    Venue.objects.all().delete()


def fill_the_hall(scene: Scene) -> None:
    BusyTime.objects.create(council=scene.council, venue=scene.venues[0], starts_at=clock(20, 0), ends_at=clock(23, 0))


@pytest.mark.parametrize(
    ("event", "sentence"),
    [
        (change_the_meeting, "đã thay đổi từ lúc đề xuất. Đề xuất lại lịch."),
        (remove_the_meeting, "Danh sách hội nghị đã thay đổi từ lúc đề xuất. Đề xuất lại lịch."),
        (announce_the_meeting, "đã thông báo hoặc bị khóa từ lúc đề xuất. Đề xuất lại lịch."),
        (move_the_round, "Thời gian của đợt đã thay đổi từ lúc đề xuất. Đề xuất lại lịch."),
        (close_the_round, "Đợt tiếp xúc cử tri đã chốt, không xếp lịch nữa."),
        (remove_the_hall, "Địa điểm đã thay đổi từ lúc đề xuất. Đề xuất lại lịch."),
        (fill_the_hall, "Đổi giờ hoặc chọn nơi khác."),
    ],
)
@pytest.mark.parametrize("fewest", [False, True])
def test_a_proposal_overtaken_by_a_change_is_refused_and_nothing_is_written(
    scene: Scene, event: Callable[[Scene], None], sentence: str, fewest: bool
) -> None:
    proposal = run_proposal(ask_proposal(round=scene.round, seconds=5, by=scene.secretary, fewest_moves=fewest))
    assert proposal.state == ProposalState.FOUND
    keys = [meeting.pk for meeting in scene.meetings]
    event(scene)
    before = list(Meeting.objects.order_by("pk").values())
    with pytest.raises(Refused) as refused:
        accept_parts(proposal=proposal, chosen=keys, by=scene.secretary)
    assert refused.value.message.endswith(sentence)
    assert list(Meeting.objects.order_by("pk").values()) == before
    assert ScheduleProposal.objects.get().state == ProposalState.FOUND


def test_a_meeting_changed_since_is_named_on_the_page_and_the_others_may_be_taken(scene: Scene) -> None:
    proposal = run_proposal(asked(scene))
    change_the_meeting(scene)
    assert sorted((one.pk, one.bar) for one in differences_of(proposal)) == [
        (scene.meetings[0].pk, "đã sửa từ lúc đề xuất"),
        (scene.meetings[1].pk, ""),
    ]
    page = browser(scene).get(reverse("meetings:proposal", args=[proposal.pk])).content.decode()
    assert page.count("đã sửa từ lúc đề xuất") == 1
    (taken,) = accept_parts(proposal=proposal, chosen=[scene.meetings[1].pk], by=scene.secretary)
    assert taken.pk == scene.meetings[1].pk


def test_a_proposal_is_taken_up_by_one_of_two_workers(scene: Scene) -> None:
    proposal = asked(scene)
    assert propose_schedule(proposal.pk) == ProposalState.FOUND
    first = ScheduleProposal.objects.get()
    assert propose_schedule(proposal.pk) == ProposalState.FOUND
    assert ScheduleProposal.objects.values().get() == {
        key: value for key, value in vars(first).items() if key != "_state"
    }


def test_a_task_whose_proposal_is_gone_is_left() -> None:
    assert propose_schedule(404) == ""


def test_what_no_worker_has_taken_up_is_asked_for_again(scene: Scene) -> None:
    proposal = asked(scene)
    assert requeue_lost(at=proposal.asked_at + SILENCE) == []
    assert requeue_lost(at=proposal.asked_at + SILENCE + timedelta(seconds=1)) == [proposal.pk]
    stop_proposal(proposal=proposal, by=scene.secretary)
    assert requeue_lost(at=timezone.now() + timedelta(hours=1)) == []


def test_a_search_whose_worker_died_is_put_back_and_found_by_the_next(scene: Scene) -> None:
    proposal, now = asked(scene), timezone.now()
    beat = now - LOST - timedelta(seconds=1)
    ScheduleProposal.objects.update(state=ProposalState.RUNNING, started_at=beat, beat_at=beat)
    proposal.refresh_from_db()
    assert job_of(proposal, now)["message"] == LOST_WORDS
    with patch("meetings.tasks.wake_planner", side_effect=propose_schedule) as woken:
        assert resume_proposals() == 1
    woken.assert_called_once_with(proposal.pk)
    proposal.refresh_from_db()
    assert (proposal.state, len(proposal.result["assignments"])) == (ProposalState.FOUND, 2)
    assert resume_proposals() == 0


def test_a_search_that_brings_down_one_worker_after_the_other_is_given_up(scene: Scene) -> None:
    asked(scene)
    moment = timezone.now() + PATIENCE + timedelta(seconds=1)
    beat = moment - LOST - timedelta(seconds=1)
    ScheduleProposal.objects.update(state=ProposalState.RUNNING, started_at=beat, beat_at=beat)
    assert requeue_lost(at=moment) == []
    proposal = ScheduleProposal.objects.get()
    assert (proposal.state, proposal.finished_at) == (ProposalState.FAILED, moment)
    assert "Đề xuất lại" in job_of(proposal, moment)["message"]
