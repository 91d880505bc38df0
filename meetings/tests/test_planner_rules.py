"""What the planner keeps of the council's rules, held against the conflicts of the round as it then stands."""

from __future__ import annotations

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from meetings.actions.availability import set_schedule_asks
from meetings.actions.meetings import set_delegates
from meetings.actions.rounds import accept_proposal, open_round, propose_schedule
from meetings.enums import MeetingState, Phase
from meetings.models import BusyTime, Meeting, Round
from meetings.planning import conflicts_of
from meetings.round_problem import problem_of
from meetings.scheduling.conflicts import Severity
from meetings.scheduling.problem import HeldSlot
from meetings.scheduling.solver import Status
from meetings.tests.scenes import Scene, clock, town

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return town()


def other_round(scene: Scene) -> Round:
    """A round off the plan in the same days, as contacts that delegates ask for make one."""
    return open_round(
        plan=scene.plan,
        phase=Phase.OTHER,
        starts_on=scene.round.starts_on,
        ends_on=scene.round.ends_on,
        is_off_plan=True,
        by=scene.secretary,
    )


def planned(scene: Scene) -> list[Meeting]:
    """The round after its proposal was accepted."""
    proposal = propose_schedule(round=scene.round, by=scene.secretary, seconds=60)
    assert proposal.status is Status.OPTIMAL
    accept_proposal(round=scene.round, proposal=proposal, by=scene.secretary)
    return list(Meeting.objects.filter(round=scene.round).order_by("starts_at", "pk"))


def grave(scene: Scene) -> list[str]:
    return [c.kind.value for c in conflicts_of(scene.round) if c.severity is not Severity.INFO]


def test_the_councils_time_to_clear_a_hall_is_given_to_the_planner_with_the_day_of_the_plan(scene: Scene) -> None:
    set_schedule_asks(council=scene.council, venue_pause=240, by=None)
    for _ in range(2):
        scene.hold(0, groups=[], delegates=[scene.delegates[0]])
    problem = problem_of(scene.round)
    assert (problem.venue_pause.total_seconds(), problem.plan_date) == (4 * 3600, scene.plan.issued_on)
    days = [meeting.starts_at.date() for meeting in planned(scene)]
    assert len(set(days)) == 2, "half a day apart is too little to clear the hall, so each has a day of its own"
    assert grave(scene) == []


def test_what_other_rounds_hold_of_group_hall_and_chair_is_kept_clear(scene: Scene) -> None:
    """Every half-day but the last is taken by meetings of another round that share one of the three each."""
    set_schedule_asks(council=scene.council, default_travel=30, by=None)
    elsewhere = other_round(scene)
    scene.hold(0, chair_name="Ông Nguyễn Văn Mặt")
    main, scene.round = scene.round, elsewhere
    for day, hour, place, shared in (
        (20, 8, 1, {"groups": [scene.groups[0]], "delegates": []}),
        (20, 14, 0, {"groups": [scene.groups[1]]}),
        (21, 8, 1, {"chair_name": "Ông Nguyễn Văn Mặt"}),
        (21, 14, 1, {"groups": [], "delegates": [scene.delegates[0], scene.delegates[1]]}),
        (22, 8, 1, {"groups": [], "delegates": [scene.delegates[0], scene.delegates[1]]}),
    ):
        scene.hold(place, day, hour, **shared)
    scene.round = main
    (meeting,) = planned(scene)
    assert meeting.starts_at == clock(22, 14)
    assert grave(scene) == []


def test_meetings_that_are_over_only_hold_their_hours_whatever_was_wrong_with_them(scene: Scene) -> None:
    """Two meetings were held at one hour by one delegate, as it happens; the rest of the round is planned."""
    for place in (0, 1):
        scene.hold(place, 20, 8)
    Meeting.objects.filter(round=scene.round).update(state=MeetingState.HELD)
    people = [scene.delegates[0]]
    for meeting in scene.meetings:
        meeting.attendances.all().update(is_blocking=False)
        set_delegates(meeting, people)
    meeting = scene.hold(0)
    problem = problem_of(scene.round)
    assert [need.id for need in problem.needs] == [meeting.pk]
    first = HeldSlot(clock(20, 8).replace(tzinfo=None), clock(20, 11).replace(tzinfo=None), (scene.wards[0].pk,))
    assert {group.id: group.held for group in problem.groups} == {scene.groups[0].pk: (first,)}
    assert propose_schedule(round=scene.round, by=None, seconds=60).status is Status.OPTIMAL


def test_a_locked_meeting_with_named_delegates_keeps_them_and_stands_in_nobodys_way(scene: Scene) -> None:
    """Only one of the group is named, is busy meanwhile, and the hall is too small: warned of, not planned away."""
    locked = scene.hold(0, 20, 8, is_locked=True, delegates=[scene.delegates[0]], expected_voters=900)
    BusyTime.objects.create(
        council=scene.council, delegate=scene.delegates[0], starts_at=clock(20, 7), ends_at=clock(20, 12)
    )
    scene.hold(1)
    assert [meeting.starts_at is not None for meeting in planned(scene)] == [True, True]
    assert list(locked.attendances.values_list("delegate_id", flat=True)) == [scene.delegates[0].pk]
    shown = StringIO()
    call_command("solve_round", scene.round.pk, "--seconds", "60", stdout=shown)
    assert shown.getvalue().splitlines()[:3] == ["Hội nghị: 2", "Xung đột còn lại: 1", "Cảnh báo còn lại: 2"]
    assert sorted(grave(scene)) == ["busy", "capacity", "no_delegate"]


def test_the_same_round_gets_the_same_schedule_each_time(scene: Scene) -> None:
    for place in (0, 1, 2, 0, 1, 2):
        scene.hold(place)
    first, second = (propose_schedule(round=scene.round, by=None, seconds=60) for _ in range(2))
    assert first.status is second.status is Status.OPTIMAL
    assert first.assignments == second.assignments


def test_solve_round_counts_what_is_warned_of_where_it_cannot_be_avoided(scene: Scene) -> None:
    """Clearing the hall takes four hours; the one day of the round leaves three."""
    set_schedule_asks(council=scene.council, venue_pause=240, by=None)
    Round.objects.filter(pk=scene.round.pk).update(ends_on=date(2017, 6, 20))
    for _ in range(2):
        scene.hold(0, groups=[], delegates=[scene.delegates[0]])
    shown = StringIO()
    call_command("solve_round", scene.round.pk, "--seconds", "60", stdout=shown)
    lines = shown.getvalue().splitlines()
    assert lines[:3] == ["Hội nghị: 2", "Xung đột còn lại: 0", "Cảnh báo còn lại: 1"]
    assert "Cảnh báo ở hội nghị được xếp: 1" in lines
