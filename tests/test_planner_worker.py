"""A schedule is asked for on the page and found by a real worker, whatever befalls the worker or the search."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, connections, transaction
from django.urls import reverse
from django.utils import timezone

from meetings.actions.proposals import ask_proposal, stop_proposal
from meetings.enums import ProposalState
from meetings.models import BusyTime, Round, ScheduleProposal
from meetings.models.boards import LOST
from meetings.tasks import propose_schedule, resume_proposals, wake_planner
from meetings.tests.scenes import Scene, town
from meetings.tests.test_board import browser
from tests.fixtures.services import Worker

pytestmark = pytest.mark.django_db(transaction=True)
WAIT_SECONDS = 60


@pytest.fixture
def scene() -> Scene:
    made = town()
    for place in range(3):
        made.hold(place)
    return made


def wait_for(proposal: ScheduleProposal, holds: Callable[[ScheduleProposal], bool]) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not holds(proposal) and time.monotonic() < deadline:
        time.sleep(0.1)
        proposal.refresh_from_db()


def is_found_whole(proposal: ScheduleProposal, scene: Scene) -> None:
    """The schedule of all three meetings, found by a worker."""
    wait_for(proposal, lambda one: not one.is_running)
    assert proposal.state == ProposalState.FOUND
    assert sorted(entry["need"] for entry in proposal.result["assignments"]) == [m.pk for m in scene.meetings]
    assert proposal.started_at is not None and proposal.finished_at is not None


@contextmanager
def held_in_mid_search(proposal: ScheduleProposal) -> Iterator[None]:
    """A worker that has taken the search up and gets no further: the busy hours it must read are locked."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {BusyTime._meta.db_table} IN ACCESS EXCLUSIVE MODE")
        wake_planner(proposal.pk)
        wait_for(proposal, lambda one: one.state == ProposalState.RUNNING)
        assert proposal.state == ProposalState.RUNNING
        yield


def test_a_proposal_asked_for_on_the_page_is_found_by_the_worker(worker: Worker, scene: Scene) -> None:
    browser(scene).post(reverse("meetings:proposal-new", args=[scene.round.pk]))
    is_found_whole(ScheduleProposal.objects.get(), scene)


def test_a_search_whose_worker_is_killed_is_found_by_the_next_one(worker: Worker, scene: Scene) -> None:
    proposal = ask_proposal(round=scene.round, by=scene.secretary)
    with held_in_mid_search(proposal):
        worker.kill()
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.RUNNING, "nobody has noticed yet"
    ScheduleProposal.objects.update(beat_at=timezone.now() - LOST - timedelta(seconds=1))
    worker.start()
    assert resume_proposals() == 1
    is_found_whole(proposal, scene)


def test_a_search_stopped_in_the_middle_leaves_no_result_and_the_worker_takes_the_next(
    worker: Worker, scene: Scene
) -> None:
    stopped = ask_proposal(round=scene.round, by=scene.secretary)
    with held_in_mid_search(stopped):
        stop_proposal(proposal=stopped, by=scene.secretary)
    second = ask_proposal(round=scene.round, by=scene.secretary)
    assert second.pk != stopped.pk
    wake_planner(second.pk)
    is_found_whole(second, scene)
    stopped.refresh_from_db()
    assert (stopped.state, stopped.result) == (ProposalState.CANCELLED, {})


def test_a_search_woken_twice_is_made_once(worker: Worker, scene: Scene) -> None:
    proposal = ask_proposal(round=scene.round, by=scene.secretary)
    for _ in range(2):
        wake_planner(proposal.pk)
    is_found_whole(proposal, scene)
    found = ScheduleProposal.objects.values().get()
    assert propose_schedule(proposal.pk) == ProposalState.FOUND
    assert ScheduleProposal.objects.values().get() == found


def test_of_eight_who_ask_at_once_all_get_the_same_search(scene: Scene) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("cần PostgreSQL: hãy chạy bằng ./test")
    together = Barrier(8)

    def ask(_number: int) -> int:
        try:
            together.wait()
            return ask_proposal(round=Round.objects.get(pk=scene.round.pk), by=scene.secretary).pk
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(ask, range(8)))
    assert keys == set(ScheduleProposal.objects.values_list("pk", flat=True))
    assert len(keys) == 1
