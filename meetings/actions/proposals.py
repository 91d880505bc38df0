"""Schedules asked of the planner: taken up by a worker, watched, stopped, accepted whole or in part."""

from __future__ import annotations

import logging
import threading
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from delegates.models import Delegate
from meetings.actions.board import move_meetings
from meetings.actions.rounds import REBOOKED, accept_proposal
from meetings.enums import MeetingState, ProposalState, RoundState
from meetings.models import Meeting, Round, ScheduleProposal, Venue
from meetings.models.boards import RUNNING_STATES
from meetings.queries import with_parts
from meetings.round_problem import is_movable, problem_of
from meetings.scheduling.problem import Assignment, BadProblem, Problem, Slot
from meetings.scheduling.rules import Reason
from meetings.scheduling.solver import Progress, Proposal, Status, solve
from meetings.trials import proposed_place
from txct.core.audit import record
from txct.core.models import User
from txct.core.scoping import trusted
from txct.core.writing import Refused, action, lock

logger = logging.getLogger(__name__)
SECONDS = 20
LOOK_EVERY = 0.5
PATIENCE = timedelta(minutes=10)
CHANGED = "đã thay đổi từ lúc đề xuất. Đề xuất lại lịch."
STATES = {
    Status.OPTIMAL: ProposalState.FOUND,
    Status.FEASIBLE: ProposalState.FOUND,
    Status.INFEASIBLE: ProposalState.IMPOSSIBLE,
    Status.UNKNOWN: ProposalState.UNKNOWN,
}


@action
def ask_proposal(
    *,
    round: Round,
    by: User | None,
    seconds: int = SECONDS,
    at: datetime | None = None,
    fewest_moves: bool = False,
    moves_announced: bool = False,
) -> ScheduleProposal:
    """Ask for a schedule of the round; one still running is given back instead of a second one.

    With FEWEST_MOVES every meeting stays that can; MOVES_ANNOUNCED lets announced ones go too. A run whose worker
    has fallen silent is ended first.
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
    proposal = ScheduleProposal.objects.create(
        round=round,
        by=by,
        seconds=seconds,
        asked_at=moment,
        fewest_moves=fewest_moves,
        moves_announced=fewest_moves and moves_announced,
    )
    record(
        by=by,
        action="round.proposal_asked",
        obj=round,
        tenant_id=round.council_id,
        at=at,
        new={"proposal": proposal.pk, "seconds": seconds, "fewest_moves": fewest_moves},
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


@action
def requeue_lost(*, at: datetime | None = None) -> list[int]:
    """Keys of the proposals a worker is to be asked for again, those whose worker has fallen silent put back first.

    One that was asked for longer ago than PATIENCE when its worker fell silent is given up as failed: it may be what
    brings the workers down.
    """
    moment, keys = at or timezone.now(), []
    for key in ScheduleProposal.objects.filter(state__in=RUNNING_STATES).order_by("pk").values_list("pk", flat=True):
        proposal = lock(ScheduleProposal, key)
        if proposal.is_lost(moment) and moment - proposal.asked_at > PATIENCE:
            _finish(proposal, ProposalState.FAILED, moment, {})
        elif proposal.is_lost(moment):
            proposal.state, proposal.started_at, proposal.beat_at = ProposalState.QUEUED, None, None
            proposal.save(update_fields=["state", "started_at", "beat_at"])
            keys.append(key)
        elif proposal.is_unanswered(moment):
            keys.append(key)
    return keys


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
            versions = dict(Meeting.objects.filter(round=proposal.round_id).values_list("pk", "version"))
            problem = problem_of(
                proposal.round, fewest_moves=proposal.fewest_moves, moves_announced=proposal.moves_announced
            )
            search = _Search(problem, proposal.seconds)
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
        return _close(proposal.pk, STATES[found.status], result_of(found, versions))


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


def result_of(found: Proposal, versions: Mapping[int, int]) -> dict[str, Any]:
    """A proposal as plain JSON values, with the VERSIONS of its meetings (by key) it was made from."""
    return {
        "status": found.status.value,
        "seconds": round(found.seconds, 1),
        "gap": found.gap,
        "figures": asdict(found.figures) if found.figures else {},
        "reasons": _plain(found.reasons),
        "is_smallest": found.is_smallest,
        "further": _plain(found.further),
        "left_out": list(found.left_out),
        "assignments": [
            {
                "need": a.need_id,
                "version": versions.get(int(a.need_id)),
                "start": a.slot.start.isoformat(),
                "end": a.slot.end.isoformat(),
                "venue": a.venue_id,
                "groups": list(a.group_ids),
                "delegates": list(a.delegate_ids),
            }
            for a in found.assignments
        ],
    }


def _plain(reasons: Iterable[Reason]) -> list[dict[str, Any]]:
    return [{"message": reason.message, "needs": list(reason.need_ids)} for reason in reasons]


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
    *,
    proposal: ScheduleProposal,
    chosen: Collection[int],
    by: User | None,
    at: datetime | None = None,
    reason: str = "",
) -> list[Meeting]:
    """Book the CHOSEN meetings (keys) of a proposal and remember the move, so that it can be taken back.

    Refused as `accept_proposal` is, when nothing is chosen, it was accepted before, or what it was made from has
    changed, and without a REASON when an announced meeting is moved.
    """
    proposal = lock(ScheduleProposal, proposal.pk)
    if not proposal.is_open:
        raise Refused("Đề xuất này đã được nhận hoặc không có lịch. Đề xuất lại lịch.")
    if not chosen:
        raise Refused("Chọn ít nhất một hội nghị để nhận.")
    wanted = proposal_of(proposal.result, chosen)
    _refuse_overtaken(proposal, wanted)
    if proposal.fewest_moves:
        touched = _move(proposal, wanted, by, at, reason)
    else:
        touched = accept_proposal(round=proposal.round, proposal=wanted, by=by, at=at)
    proposal.state = ProposalState.ACCEPTED
    proposal.save(update_fields=["state"])
    return touched


def is_overtaken(meeting: Meeting, entry: Mapping[str, Any]) -> bool:
    """Whether the meeting was changed since the proposal's ENTRY for it was made; older ones kept no version."""
    return entry.get("version") not in (None, meeting.version)


def _refuse_overtaken(proposal: ScheduleProposal, wanted: Proposal) -> None:
    """Raise `Refused` when the round, its meetings, halls or people are no longer those the schedule was made from."""
    round = lock(Round, proposal.round_id)
    entries = {entry["need"]: entry for entry in proposal.result["assignments"]}
    rows = wanted.assignments
    if round.state == RoundState.CLOSED:
        raise Refused("Đợt tiếp xúc cử tri đã chốt, không xếp lịch nữa.")
    if not all(round.starts_on <= row.slot.day <= round.ends_on for row in rows):
        raise Refused(f"Thời gian của đợt {CHANGED}")
    chosen = {row.need_id for row in rows}
    # All of the round, in the order in which the booking takes them: none is changed between this look and it.
    for meeting in Meeting.objects.select_for_update(of=("self",)).filter(round=round).order_by("pk"):
        if meeting.pk in chosen and is_overtaken(meeting, entries[meeting.pk]):
            raise Refused(f"{meeting} {CHANGED}")
    halls = {row.venue_id for row in rows if row.venue_id is not None}
    if Venue.objects.filter(pk__in=halls).count() < len(halls):
        raise Refused(f"Địa điểm {CHANGED}")
    people = {key for row in rows for key in row.delegate_ids}
    if Delegate.objects.filter(pk__in=people).count() < len(people):
        raise Refused(f"Danh sách đại biểu {CHANGED}")


def _move(
    proposal: ScheduleProposal, wanted: Proposal, by: User | None, at: datetime | None, reason: str
) -> list[Meeting]:
    """Move meetings as the board does: with reason and history for those announced, told at the next release."""
    round = lock(Round, proposal.round_id)
    places = {int(a.need_id): proposed_place(a) for a in wanted.assignments}
    held = Meeting.objects.select_for_update(of=("self",)).filter(round=round, pk__in=places).order_by("pk")
    meetings = list(with_parts(held))
    if len(meetings) < len(places):
        raise Refused("Danh sách hội nghị đã thay đổi từ lúc đề xuất. Đề xuất lại lịch.")
    for meeting in meetings:
        if not is_movable(meeting, announced=proposal.moves_announced):
            raise Refused(f"{meeting} đã thông báo hoặc bị khóa từ lúc đề xuất. Đề xuất lại lịch.")
    if not reason.strip() and any(meeting.state == MeetingState.ANNOUNCED for meeting in meetings):
        raise Refused("Nêu lý do dời hội nghị đã thông báo để báo cho người dự.", field="reason")
    label = f"sắp lại ít thay đổi nhất: {len(places):02d} hội nghị"
    why = reason.strip() or REBOOKED
    move_meetings(round=round, places=list(places.values()), reason=why, label=label, by=by, at=at)
    record(
        by=by,
        action="round.proposal_accepted",
        obj=round,
        tenant_id=round.council_id,
        at=at,
        new={"meetings": sorted(places), "reason": why},
    )
    return meetings
