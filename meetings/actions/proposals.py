"""Schedules asked of the planner: taken up by a worker, watched, stopped, accepted whole or in part."""

from __future__ import annotations

import logging
import threading
from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from meetings.actions.board import note_move, spot_of
from meetings.actions.rounds import accept_proposal
from meetings.enums import ProposalState, RoundState
from meetings.models import Meeting, Round, ScheduleProposal
from meetings.models.boards import RUNNING_STATES
from meetings.queries import facts_of, with_parts
from meetings.round_problem import problem_of
from meetings.scheduling.problem import Assignment, BadProblem, Problem, Slot
from meetings.scheduling.solver import Progress, Proposal, Status, solve
from txct.core.audit import record
from txct.core.models import User
from txct.core.scoping import trusted
from txct.core.writing import Refused, action, lock

logger = logging.getLogger(__name__)
SECONDS = 20
LOOK_EVERY = 0.5
STATES = {
    Status.OPTIMAL: ProposalState.FOUND,
    Status.FEASIBLE: ProposalState.FOUND,
    Status.INFEASIBLE: ProposalState.IMPOSSIBLE,
    Status.UNKNOWN: ProposalState.UNKNOWN,
}


@action
def ask_proposal(
    *, round: Round, by: User | None, seconds: int = SECONDS, at: datetime | None = None
) -> ScheduleProposal:
    """Ask for a schedule of the round; one still running is given back instead of a second one.

    A run whose worker has fallen silent is ended first.
    """
    round, moment = lock(Round, round.pk), at or timezone.now()
    if round.state == RoundState.CLOSED:
        raise Refused("Đợt tiếp xúc cử tri đã chốt, không xếp lịch nữa.")
    if not Meeting.objects.filter(round=round).on().exists():
        raise Refused("Đợt chưa có hội nghị nào. Thêm hội nghị trước khi đề xuất lịch.")
    for running in ScheduleProposal.objects.filter(round=round, state__in=RUNNING_STATES):
        if not running.is_lost(moment) and not running.is_unanswered(moment):
            return running
        _finish(running, ProposalState.CANCELLED, moment, {})
    proposal = ScheduleProposal.objects.create(round=round, by=by, seconds=seconds, asked_at=moment)
    record(
        by=by,
        action="round.proposal_asked",
        obj=round,
        tenant_id=round.council_id,
        at=at,
        new={"proposal": proposal.pk, "seconds": seconds},
    )
    return proposal


@action
def stop_proposal(*, proposal: ScheduleProposal, by: User | None, at: datetime | None = None) -> ScheduleProposal:
    """Stop a search; what is already done stays as it is."""
    proposal = lock(ScheduleProposal, proposal.pk)
    if proposal.is_running:
        _finish(proposal, ProposalState.CANCELLED, at or timezone.now(), {})
        record(
            by=by,
            action="round.proposal_stopped",
            obj=proposal.round,
            tenant_id=proposal.round.council_id,
            at=at,
            new={"proposal": proposal.pk},
        )
    return proposal


def run_proposal(proposal: ScheduleProposal) -> ScheduleProposal:
    """Search in the calling process, noting progress as it goes; ends early when the search is stopped.

    Claimed by a conditional update: of two workers one runs it. The planner works in a thread of its own that
    never touches the database, this one writes what it is told.
    """
    with trusted():
        mine = ScheduleProposal.objects.filter(pk=proposal.pk, state=ProposalState.QUEUED)
        now = timezone.now()
        if not mine.update(state=ProposalState.RUNNING, started_at=now, beat_at=now):
            return ScheduleProposal.objects.get(pk=proposal.pk)
        proposal.refresh_from_db()
        try:
            search = _Search(problem_of(proposal.round), proposal.seconds)
            search.start()
            while not search.done.wait(LOOK_EVERY):
                if not _note_progress(proposal.pk, search.last):
                    search.stopped = True
            found = search.answer()
        except BadProblem as error:
            return _close(proposal.pk, ProposalState.IMPOSSIBLE, {"reasons": [{"message": str(error), "needs": []}]})
        except Exception:
            logger.exception("Proposal %s failed", proposal.pk)
            return _close(proposal.pk, ProposalState.FAILED, {})
        return _close(proposal.pk, STATES[found.status], result_of(found))


class _Search:
    """One run of the planner in a thread, with the last it told."""

    def __init__(self, problem: Problem, seconds: float) -> None:
        self.problem, self.seconds = problem, seconds
        self.last: Progress | None = None
        self.stopped = False
        self.done = threading.Event()
        self._found: Proposal | None = None
        self._error: BaseException | None = None

    def start(self) -> None:
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        try:
            self._found = solve(self.problem, seconds=self.seconds, progress=self._hear)
        except BaseException as error:
            self._error = error
        finally:
            self.done.set()

    def _hear(self, progress: Progress) -> bool:
        self.last = progress
        return not self.stopped

    def answer(self) -> Proposal:
        """The proposal; raises what the planner raised."""
        if self._found is None:
            raise self._error or RuntimeError("the planner ended without a word")
        return self._found


def _note_progress(pk: int, told: Progress | None) -> bool:
    """Write how far the search is; False when somebody has stopped it."""
    values: dict[str, Any] = {"beat_at": timezone.now()}
    if told is not None:
        values |= {"figure": told.figure, "best": told.best, "bound": told.bound}
    return bool(ScheduleProposal.objects.filter(pk=pk, state=ProposalState.RUNNING).update(**values))


def _close(pk: int, state: str, result: dict[str, Any]) -> ScheduleProposal:
    """Keep the result, unless the search was stopped meanwhile."""
    with transaction.atomic():
        proposal = lock(ScheduleProposal, pk)
        if proposal.state == ProposalState.RUNNING:
            _finish(proposal, state, timezone.now(), result)
    return proposal


def _finish(proposal: ScheduleProposal, state: str, at: datetime, result: dict[str, Any]) -> None:
    proposal.state, proposal.finished_at, proposal.result = state, at, result
    proposal.save(update_fields=["state", "finished_at", "result"])


def result_of(found: Proposal) -> dict[str, Any]:
    """A proposal as plain JSON values."""
    return {
        "status": found.status.value,
        "seconds": round(found.seconds, 1),
        "gap": found.gap,
        "figures": asdict(found.figures) if found.figures else {},
        "reasons": [{"message": reason.message, "needs": list(reason.need_ids)} for reason in found.reasons],
        "assignments": [
            {
                "need": a.need_id,
                "start": a.slot.start.isoformat(),
                "end": a.slot.end.isoformat(),
                "venue": a.venue_id,
                "groups": list(a.group_ids),
                "delegates": list(a.delegate_ids),
            }
            for a in found.assignments
        ],
    }


def proposal_of(result: dict[str, Any], only: Collection[int] | None = None) -> Proposal:
    """The proposal kept in RESULT; ONLY these meetings of it when given."""
    chosen = [entry for entry in result["assignments"] if only is None or entry["need"] in only]
    return Proposal(
        Status(result["status"]),
        assignments=tuple(
            Assignment(
                need_id=entry["need"],
                slot=Slot(datetime.fromisoformat(entry["start"]), datetime.fromisoformat(entry["end"])),
                venue_id=entry["venue"],
                group_ids=tuple(entry["groups"]),
                delegate_ids=tuple(entry["delegates"]),
            )
            for entry in chosen
        ),
        gap=result.get("gap"),
        seconds=result.get("seconds", 0.0),
    )


@action
def accept_parts(
    *, proposal: ScheduleProposal, chosen: Collection[int], by: User | None, at: datetime | None = None
) -> list[Meeting]:
    """Book the CHOSEN meetings (keys) of a proposal and remember the move, so that it can be taken back.

    Refused as `accept_proposal` is, and when nothing is chosen or it was accepted before.
    """
    proposal = lock(ScheduleProposal, proposal.pk)
    if proposal.state != ProposalState.FOUND:
        raise Refused("Đề xuất này đã được nhận hoặc không có lịch. Đề xuất lại lịch.")
    if not chosen:
        raise Refused("Chọn ít nhất một hội nghị để nhận.")
    wanted = proposal_of(proposal.result, chosen)
    rows = with_parts(Meeting.objects.filter(round=proposal.round_id, pk__in=chosen))
    old = {meeting.pk: spot_of(meeting) for meeting in rows}
    touched = accept_proposal(round=proposal.round, proposal=wanted, by=by, at=at)
    fresh = with_parts(Meeting.objects.filter(pk__in=[meeting.pk for meeting in touched]))
    entries = [
        {
            "meeting": meeting.pk,
            "name": facts_of(meeting).units_text or str(meeting),
            "version": meeting.version,
            "old": old[meeting.pk],
            "new": spot_of(meeting),
        }
        for meeting in fresh
    ]
    if entries:
        label = f"nhận đề xuất lịch cho {len(entries):02d} hội nghị"
        note_move(round=proposal.round, entries=entries, label=label, by=by, at=at)
    proposal.state = ProposalState.ACCEPTED
    proposal.save(update_fields=["state"])
    return touched
