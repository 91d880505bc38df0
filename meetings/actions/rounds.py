"""Rounds: opened with their statutory duties, planned by the solver, released in versions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from meetings.actions.bookings import hold_hours, refuse_double_booking, take_locks
from meetings.actions.duties import recompute_duties
from meetings.actions.meetings import keep_history
from meetings.actions.minutes import lock_minutes
from meetings.actions.moves import entry_of, note_move
from meetings.actions.notices import issue_notices, supersede_notices
from meetings.actions.releases import ask_again, keep_released
from meetings.enums import MeetingState, MinutesState, Phase, PlanState, RoundState
from meetings.facts import MeetingFacts
from meetings.models import Attendance, Meeting, Minutes, Plan, Round, RoundRelease
from meetings.planning import aware, blocks_of
from meetings.queries import (
    ScheduleChange,
    as_told,
    facts_of_round,
    last_release,
    pending_changes,
    with_parts,
)
from meetings.round_problem import is_movable, problem_of
from meetings.rules import can_move_round
from meetings.scheduling.problem import Assignment
from meetings.scheduling.solver import Proposal, Report, solve
from meetings.snapshots import Snapshot, spot_of
from txct.core.audit import plain, record
from txct.core.models import User
from txct.core.scoping import trusted
from txct.core.writing import Refused, action, lock

ROUNDS_OF_A_PLAN = 2
PROPOSAL_SECONDS = 10.0
REBOOKED = "Xếp lại lịch sau khi hoãn"


@action
def open_round(
    *,
    plan: Plan,
    phase: str,
    starts_on: date,
    ends_on: date,
    by: User | None,
    name: str = "",
    holds_conferences: bool = True,
    other_report_form: str = "",
    is_off_plan: bool = False,
) -> Round:
    """A round of the plan, with its duties computed. A plan has at most two rounds around its session.

    After the session a conference may be left out for another form of report (NQLT 72/2025, Điều 21). A round off
    the plan, which gathers contacts that delegates ask for, is none of the two.
    """
    if ends_on < starts_on:
        raise Refused("Ngày kết thúc đợt phải từ ngày bắt đầu trở đi.", field="ends_on")
    if plan.state == PlanState.CLOSED:
        raise Refused("Kế hoạch đã kết thúc, không mở thêm đợt.")
    same = [] if is_off_plan else list(Round.objects.filter(plan=plan, is_off_plan=False))
    if phase != Phase.OTHER and any(other.phase == phase for other in same):
        raise Refused(f"Kế hoạch đã có đợt {Phase(phase).label}. Sửa thời gian của đợt đó.", field="phase")
    if len(same) >= ROUNDS_OF_A_PLAN:
        raise Refused("Một kế hoạch có nhiều nhất hai đợt. Lập kế hoạch khác cho đợt này.")
    _refuse_side(plan, phase, starts_on, ends_on)
    if not holds_conferences and phase == Phase.BEFORE:
        raise Refused("Trước kỳ họp thường lệ phải tổ chức hội nghị tiếp xúc cử tri.", field="holds_conferences")
    if not holds_conferences and not other_report_form.strip():
        raise Refused("Nêu hình thức báo cáo khác với cử tri.", field="other_report_form")
    round = Round(
        council_id=plan.council_id,
        plan=plan,
        phase=phase,
        name=name,
        starts_on=starts_on,
        ends_on=ends_on,
        holds_conferences=holds_conferences,
        other_report_form=other_report_form,
        is_off_plan=is_off_plan,
    )
    round.save()
    record(
        by=by,
        action="round.opened",
        obj=round,
        tenant_id=round.council_id,
        new={"plan": plan, "phase": phase, "starts_on": starts_on, "ends_on": ends_on},
    )
    recompute_duties(round=round, by=by)
    return round


@action
def open_rounds(*, plan: Plan, rounds: Sequence[Mapping[str, Any]], by: User | None) -> list[Round]:
    """Several rounds of a plan at once, each given as the arguments of `open_round`: all of them or none.

    A refusal names the field with the phase before it: `before_ends_on`.
    """
    if not rounds:
        raise Refused("Chọn ít nhất một đợt để mở.")
    opened = []
    for one in rounds:
        try:
            opened.append(open_round(plan=plan, by=by, **one))
        except Refused as refusal:
            field = f"{one['phase']}_{refusal.field}" if refusal.field else None
            raise Refused(refusal.message, field=field) from refusal
    return opened


def _refuse_side(plan: Plan, phase: str, starts_on: date, ends_on: date) -> None:
    session = plan.session
    if session is None:
        return
    if phase == Phase.BEFORE and session.opens_on and ends_on >= session.opens_on:
        raise Refused("Đợt trước kỳ họp phải kết thúc trước ngày khai mạc kỳ họp.", field="ends_on")
    if phase == Phase.AFTER and session.closes_on and starts_on <= session.closes_on:
        raise Refused("Đợt sau kỳ họp phải bắt đầu sau ngày bế mạc kỳ họp.", field="starts_on")


@action
def move_round(*, round: Round, starts_on: date, ends_on: date, by: User | None) -> Round:
    """Give the round other days; its duties are computed again."""
    round = lock(Round, round.pk)
    if round.state in (RoundState.HELD, RoundState.CLOSED):
        raise Refused("Đợt đã họp xong, không sửa thời gian.")
    if ends_on < starts_on:
        raise Refused("Ngày kết thúc đợt phải từ ngày bắt đầu trở đi.", field="ends_on")
    _refuse_side(round.plan, round.phase, starts_on, ends_on)
    old = {"starts_on": round.starts_on, "ends_on": round.ends_on}
    round.starts_on, round.ends_on = starts_on, ends_on
    round.save(update_fields=["starts_on", "ends_on", "search_key"])
    record(
        by=by,
        action="round.moved",
        obj=round,
        tenant_id=round.council_id,
        old=old,
        new={"starts_on": starts_on, "ends_on": ends_on},
    )
    recompute_duties(round=round, by=by)
    return round


def propose_schedule(
    *,
    round: Round,
    by: User | None,
    seconds: float = PROPOSAL_SECONDS,
    progress: Report | None = None,
    fewest_moves: bool = False,
) -> Proposal:
    """A schedule for the meetings of the round that may be moved. Writes nothing, so no transaction waits for it."""
    with trusted():
        problem = problem_of(round, fewest_moves=fewest_moves)
    return solve(problem, seconds=seconds, progress=progress)


@action
def accept_proposal(*, round: Round, proposal: Proposal, by: User | None, at: datetime | None = None) -> list[Meeting]:
    """Book the proposed meetings and remember the move, so that it can be taken back.

    Refused when one was announced, locked or cancelled since, or a booking clashes. Returns the meetings whose
    hours, hall or delegates the proposal changed.
    """
    if not proposal.assignments:
        raise Refused("Đề xuất không có lịch nào để nhận. Xem các lý do rồi đề xuất lại.")
    # A release or a change of a meeting meanwhile waits, or is seen here: round, meetings, people, in this order.
    round = lock(Round, round.pk)
    list(Meeting.objects.select_for_update(of=("self",)).filter(round=round).order_by("pk"))
    rows = with_parts(Meeting.objects.filter(round=round))
    meetings: dict[Any, Meeting] = {meeting.pk: meeting for meeting in rows}
    wanted = [a for a in proposal.assignments if a.need_id in meetings and _differs(meetings[a.need_id], a)]
    for assignment in proposal.assignments:
        if assignment.need_id not in meetings:
            raise Refused("Danh sách hội nghị đã thay đổi từ lúc đề xuất. Đề xuất lại lịch.")
    for assignment in wanted:
        if not is_movable(meetings[assignment.need_id]):
            raise Refused(
                f"{meetings[assignment.need_id]} đã thông báo hoặc bị khóa từ lúc đề xuất. Đề xuất lại lịch."
            )
    old = {assignment.need_id: spot_of(meetings[assignment.need_id]) for assignment in wanted}
    touched = [_place(meetings[assignment.need_id], assignment) for assignment in wanted]
    take_locks(touched, delegate_keys=[int(key) for a in wanted for key in a.delegate_ids])
    for meeting, assignment in zip(touched, wanted, strict=True):
        _book(meeting, assignment, by, at)
    hold_hours(touched)
    refuse_double_booking(touched)
    record(
        by=by,
        action="round.proposal_accepted",
        obj=round,
        tenant_id=round.council_id,
        at=at,
        new={
            "meetings": {str(a.need_id): [a.slot.start, a.slot.end, a.venue_id, list(a.delegate_ids)] for a in wanted},
            "status": proposal.status.value,
        },
    )
    _remember(round, touched, old, by, at)
    return touched


def _remember(
    round: Round, touched: Sequence[Meeting], old: Mapping[Any, Snapshot], by: User | None, at: datetime | None
) -> None:
    if touched:
        rows = with_parts(Meeting.objects.filter(pk__in=[meeting.pk for meeting in touched])).order_by("pk")
        entries = [entry_of(row, old=old[row.pk], new=spot_of(row)) for row in rows]
        label = f"nhận đề xuất lịch cho {len(entries):02d} hội nghị"
        note_move(round=round, entries=entries, label=label, by=by, at=at)


def _differs(meeting: Meeting, assignment: Assignment) -> bool:
    """Whether the meeting would change; of one that may not be moved a proposal chooses nobody, so only its place."""
    people = {row.delegate_id for row in meeting.attendances.all()}
    return (
        meeting.starts_at != aware(assignment.slot.start)
        or meeting.ends_at != aware(assignment.slot.end)
        or meeting.venue_id != assignment.venue_id
        or (is_movable(meeting) and people != set(assignment.delegate_ids))
        or meeting.state == MeetingState.POSTPONED
    )


def _place(meeting: Meeting, assignment: Assignment) -> Meeting:
    """The meeting with the hours and hall of the assignment, not yet saved."""
    meeting.starts_at, meeting.ends_at = aware(assignment.slot.start), aware(assignment.slot.end)
    meeting.venue_id = None if assignment.venue_id is None else int(assignment.venue_id)
    return meeting


def _book(meeting: Meeting, assignment: Assignment, by: User | None, at: datetime | None) -> None:
    """Save hours, hall and people of one assignment; a postponed meeting that gets hours takes place again."""
    if meeting.state == MeetingState.POSTPONED:
        new = plain({"state": MeetingState.ANNOUNCED.value, "starts_at": meeting.starts_at})
        old, meeting.state = {"state": meeting.state}, MeetingState.ANNOUNCED
        keep_history(meeting, "rebooked", old, new, REBOOKED, by, at)
    meeting.version += 1
    meeting.save()
    people = {int(key) for key in assignment.delegate_ids}
    known = {row.delegate_id for row in meeting.attendances.all()}
    Attendance.objects.filter(meeting=meeting).exclude(delegate__in=people).delete()
    Attendance.objects.bulk_create(Attendance(meeting=meeting, delegate_id=key) for key in sorted(people - known))


@action
def release_round(*, round: Round, by: User | None, at: datetime) -> RoundRelease:
    """Announce the schedule as it stands: a kept version, its difference in words, notices to exactly those touched.

    Refused for a plan not issued, for meetings without hours, while BLOCK conflicts are left, and when nothing
    has changed since the last release.
    """
    round = lock(Round, round.pk)
    refuse_release(round)
    before = last_release(round)
    _announce(round)
    facts = facts_of_round(round)
    changes = _raise_sequences(pending_changes(round, facts, before))
    if before is not None and not changes:
        raise Refused("Lịch không có gì thay đổi so với lần ban hành trước.")
    now_told = {change.new.id: change.new for change in changes}
    told = [now_told.get(one.id, as_told(one)) for one in facts if _was_told(one)]
    release = RoundRelease.objects.create(
        round=round,
        number=before.number + 1 if before else 1,
        at=at,
        by=by,
        snapshot={"meetings": [one.to_entry() for one in told]},
        changes=[{"meeting": c.new.id, "text": c.text} for c in changes if before is not None],
    )
    keep_released(release, told, changes)
    ask_again(changes)
    notices = issue_notices(round.council, changes, at=at)
    round.state = RoundState.RELEASED
    round.save(update_fields=["state"])
    record(
        by=by,
        action="round.released",
        obj=round,
        tenant_id=round.council_id,
        at=at,
        new={"release": release.number, "changes": release.changes, "notices": len(notices)},
    )
    recompute_duties(round=round, by=by)
    return release


def refuse_release(round: Round) -> None:
    """Raise `Refused`, with what is to be done, while the schedule of ROUND may not be announced."""
    if not can_move_round(round.state, RoundState.RELEASED):
        raise Refused(f"Đợt đang ở tình trạng “{round.get_state_display()}”, không ban hành lịch được nữa.")
    if round.plan.state not in (PlanState.ISSUED, PlanState.AMENDED):
        raise Refused("Kế hoạch chưa ban hành. Ban hành kế hoạch trước rồi mới ban hành lịch.")
    meetings = list(with_parts(Meeting.objects.filter(round=round).exclude(state=MeetingState.CANCELLED)))
    if not meetings and last_release(round) is None:
        raise Refused("Đợt chưa có hội nghị nào. Thêm hội nghị trước khi ban hành lịch.")
    open_ones = [m for m in meetings if m.starts_at is None]
    if open_ones:
        raise Refused(f"Chưa xếp ngày giờ cho: {_names(open_ones)}. Xếp lịch đủ rồi ban hành.")
    blocks = blocks_of(round)
    if blocks:
        listed = " ".join(dict.fromkeys(block.message for block in blocks))
        raise Refused(f"Còn {len(blocks)} xung đột phải xử lý trước khi ban hành lịch. {listed}")


def _names(meetings: Iterable[Meeting]) -> str:
    return "; ".join(meeting.title or ", ".join(map(str, meeting.units.all())) for meeting in meetings)


def _announce(round: Round) -> None:
    """Meetings planned so far become known to everybody."""
    Meeting.objects.filter(round=round, state=MeetingState.PLANNED).update(state=MeetingState.ANNOUNCED)


def _was_told(facts: MeetingFacts) -> bool:
    """Whether people know of the meeting: one called off before any release never was announced."""
    return facts.takes_place or facts.sequence > 0


def _raise_sequences(changes: Sequence[ScheduleChange]) -> list[ScheduleChange]:
    """A changed meeting carries a higher sequence than the one told before, whatever changed it."""
    raised = []
    for change in changes:
        if change.old is not None and change.new.sequence <= change.old.sequence:
            meeting = lock(Meeting, change.new.id)
            meeting.sequence = change.old.sequence + 1
            meeting.save(update_fields=["sequence"])
            supersede_notices(meeting=meeting)
            change = replace(change, new=replace(change.new, sequence=meeting.sequence))
        raised.append(change)
    return raised


@action
def finish_round(*, round: Round, by: User | None, at: datetime | None = None) -> Round:
    """The meetings of the round are over: none is still to come. One that holds no conferences needs no schedule."""
    round = lock(Round, round.pk)
    unscheduled = round.state == RoundState.PLANNED and not round.holds_conferences
    if not unscheduled and not can_move_round(round.state, RoundState.HELD):
        raise Refused(f"Đợt đang ở tình trạng “{round.get_state_display()}”, chưa ghi là đã họp xong được.")
    waiting = Meeting.objects.filter(
        round=round, state__in=(MeetingState.PLANNED, MeetingState.ANNOUNCED, MeetingState.POSTPONED)
    )
    if waiting.exists():
        raise Refused(f"Còn hội nghị chưa họp: {_names(with_parts(waiting))}. Ghi biên bản hoặc hủy hội nghị trước.")
    return _move_round(round, RoundState.HELD, by, at)


@action
def close_round(*, round: Round, by: User | None, at: datetime | None = None) -> Round:
    """Close the round for the summary: its minutes are locked with their meetings, nothing is added any more.

    A round not yet noted as held is noted so first, or refused with the meetings still to come. What voters said is
    cut off by `petitions.actions.close_round_intake`, which closes the round through this.
    """
    round = lock(Round, round.pk)
    if round.state == RoundState.CLOSED:
        raise Refused(f"{round} đã chốt tổng hợp.")
    # Locked before the first trace, which is a lock too: minutes being handed in meanwhile wait or are seen.
    list(Meeting.objects.select_for_update(of=("self",)).filter(round=round).order_by("pk"))
    if round.state != RoundState.HELD:
        round = finish_round(round=round, by=by, at=at)
    missing = Meeting.objects.filter(round=round, state=MeetingState.HELD)
    if missing.exists():
        raise Refused(f"Còn thiếu biên bản: {_names(with_parts(missing))}. Nộp biên bản rồi chốt đợt.")
    moment = at or timezone.now()
    for minutes in Minutes.objects.filter(meeting__round=round, state=MinutesState.SUBMITTED).order_by("meeting_id"):
        lock_minutes(minutes=minutes, by=by, at=moment)
    round.closed_at = moment
    round.save(update_fields=["closed_at"])
    return _move_round(round, RoundState.CLOSED, by, at)


def _move_round(round: Round, state: RoundState, by: User | None, at: datetime | None) -> Round:
    old, round.state = round.state, state
    round.save(update_fields=["state"])
    record(
        by=by,
        action=f"round.{state.value}",
        obj=round,
        tenant_id=round.council_id,
        at=at,
        old={"state": old},
        new={"state": state.value},
    )
    return round
