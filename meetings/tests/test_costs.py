"""Reads and releases cost the same number of queries for a few meetings as for many."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meetings.actions.rounds import release_round
from meetings.loading import fetch_with_parts
from meetings.models import Meeting
from meetings.planning import conflicts_of
from meetings.queries import facts_of, facts_of_round, pending_changes, with_parts
from meetings.round_problem import problem_of
from meetings.tests.scenes import RELEASED_AT, clock, town

pytestmark = pytest.mark.django_db


def queries_of(read) -> int:
    with CaptureQueriesContext(connection) as captured:
        read()
    return len(captured)


@pytest.mark.parametrize("read", [conflicts_of, problem_of, facts_of_round, pending_changes])
def test_reading_a_round_costs_the_same_for_three_meetings_and_for_thirty(read):
    scene = town()
    for place in range(3):
        scene.hold(place, 20)
    few = queries_of(lambda: read(scene.round))
    for place in range(27):
        scene.hold(place % 3, 21, 8, venue=None, groups=[], delegates=[])
        Meeting.objects.filter(pk=scene.meetings[-1].pk).update(starts_at=clock(21, 8), ends_at=clock(21, 9))

    assert queries_of(lambda: read(scene.round)) == few


def test_telling_a_round_costs_the_same_whatever_its_size():
    costs = []
    for code, count in (("few", 3), ("many", 12)):
        scene = town(code)
        for place in range(count):
            scene.hold(place % 3, 20 + place // 3 % 3, 8 if place < 9 else 14, venue=None)
        with CaptureQueriesContext(connection) as captured:
            release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT)
        costs.append(len(captured))

    assert costs[0] == costs[1]


def test_a_round_read_at_once_is_the_round_read_piece_by_piece():
    scene = town()
    scene.hold(0, 20, groups=scene.groups[:2])
    release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT)
    scene.hold(1, joint_councils=[town("khac").council])
    rows = Meeting.objects.filter(round=scene.round)
    at_once = fetch_with_parts(rows)
    assert [facts_of(meeting) for meeting in at_once] == [facts_of(meeting) for meeting in with_parts(rows)]
    assert queries_of(lambda: [facts_of(meeting) for meeting in at_once]) == 0
    assert fetch_with_parts(rows.none()) == []
