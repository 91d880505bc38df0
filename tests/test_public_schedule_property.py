"""Whatever the office edits and in whatever order: the public schedule is the last release, word for word."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meetings.actions.meetings import cancel_meeting, change_meeting, postpone_meeting
from meetings.actions.rounds import release_round
from meetings.models import Meeting
from meetings.public_pages import public_slot
from meetings.queries import last_release, released_facts
from meetings.tests.scenes import RELEASED_AT, Scene, clock, town
from txct.core.writing import Refused

MEETINGS = st.integers(0, 5)
DAYS = st.sampled_from((20, 21, 22))
HOURS = st.sampled_from((7, 9, 14, 18))
EDITS = st.one_of(
    st.tuples(st.just("move"), MEETINGS, DAYS, HOURS),
    st.tuples(st.just("venue"), MEETINGS, st.integers(0, 2)),
    st.tuples(st.just("postpone"), MEETINGS),
    st.tuples(st.just("cancel"), MEETINGS),
    st.tuples(st.just("add"), st.integers(0, 2), DAYS, HOURS),
)
STEPS = st.lists(st.one_of(EDITS, EDITS, st.tuples(st.just("release"))), max_size=12)


def do(scene: Scene, step: tuple[Any, ...]) -> None:
    """One step of the office; raises Refused where the rules do not let it."""
    kind, *rest = step
    if kind == "release":
        scene.refresh()
        release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT)
    elif kind == "add":
        place, day, hour = rest
        scene.hold(place, day, hour)
    else:
        meeting = Meeting.objects.get(pk=scene.meetings[rest[0] % len(scene.meetings)].pk)
        told = {"meeting": meeting, "reason": "lý do", "by": scene.secretary, "at": RELEASED_AT}
        if kind == "move":
            change_meeting(starts_at=clock(rest[1], rest[2]), ends_at=clock(rest[1], rest[2] + 3), **told)
        elif kind == "venue":
            change_meeting(venue=scene.venues[rest[1]], **told)
        else:
            (postpone_meeting if kind == "postpone" else cancel_meeting)(**told)


def shown() -> set[Any]:
    """Every line of the public page."""
    days = Client().get(reverse("meetings:public-schedule")).context["schedule"].by_day
    lines = [slot for _day, slots in days for slot in slots]
    assert len(lines) == len(set(lines))
    return set(lines)


def released(scene: Scene) -> set[Any]:
    """Every line that the last release asks for; none before the first."""
    return {public_slot(facts) for facts in released_facts(last_release(scene.round)).values()}


@pytest.mark.django_db
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_the_public_schedule_equals_the_last_release_after_every_edit(steps: list[tuple[Any, ...]]) -> None:
    with time_machine.travel(RELEASED_AT, tick=False), transaction.atomic():
        scene = town()
        for place in range(3):
            scene.hold(place, 20)
        for step in steps:
            try:
                with transaction.atomic():
                    do(scene, step)
            except Refused:
                continue
            assert shown() == released(scene)
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_the_edits_are_taken_and_the_page_changes_only_with_a_release() -> None:
    """Keeps the property above honest: its steps are taken, and edits alone leave the page as it was."""
    with time_machine.travel(RELEASED_AT, tick=False):
        scene = town()
        for place in range(3):
            scene.hold(place, 20)
        assert shown() == set()
        do(scene, ("release",))
        first = shown()
        for step in (("move", 0, 21, 14), ("venue", 1, 0), ("postpone", 2), ("add", 2, 22, 9), ("cancel", 1)):
            do(scene, step)
            assert shown() == first
        do(scene, ("release",))
        assert len(first) == 3 and len(shown()) == 4
        assert {slot.word for slot in shown()} == {"đổi lịch", "hủy", "hoãn", ""}
