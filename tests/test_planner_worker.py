"""A schedule is asked for on the page and found by a real worker."""

from __future__ import annotations

import time

import pytest
from django.urls import reverse

from meetings.enums import ProposalState
from meetings.models import ScheduleProposal
from meetings.tests.scenes import town
from meetings.tests.test_board import browser
from tests.fixtures.services import Worker

WAIT_SECONDS = 60


@pytest.mark.django_db(transaction=True)
def test_a_proposal_asked_for_on_the_page_is_found_by_the_worker(worker: Worker) -> None:
    scene = town()
    for place in range(3):
        scene.hold(place)
    browser(scene).post(reverse("meetings:proposal-new", args=[scene.round.pk]))
    proposal = ScheduleProposal.objects.get()
    deadline = time.monotonic() + WAIT_SECONDS
    while proposal.is_running and time.monotonic() < deadline:
        time.sleep(0.2)
        proposal.refresh_from_db()
    assert proposal.state == ProposalState.FOUND
    assert sorted(entry["need"] for entry in proposal.result["assignments"]) == [m.pk for m in scene.meetings]
    assert proposal.started_at is not None and proposal.finished_at is not None
