""" "Đề xuất lịch": asked of the planner, watched, left and found again, stopped, accepted whole or in part."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from meetings.actions.proposals import accept_parts, ask_proposal, is_overtaken, stop_proposal
from meetings.enums import MeetingState, ProposalState
from meetings.forms_proposal import ALL, FEWEST, AcceptForm, ProposalForm
from meetings.models import Meeting, Round, ScheduleProposal, Venue
from meetings.planning import aware
from meetings.proposal_words import STEPS, figures_in_words
from meetings.public_pages import capital
from meetings.queries import with_parts
from meetings.round_problem import coming_to, is_movable
from meetings.tasks import wake_planner
from meetings.trials import moment_words
from meetings.views_board import CHANGE, METHODS, board_round, board_url, name_of, trail_of
from txct.core.access import needs, person
from txct.core.forms_once import once
from txct.core.scoping import trusted
from txct.core.writing import Refused
from txct.lib.numbers import decimal_text, whole_numbers

TONES = {
    ProposalState.QUEUED: "open",
    ProposalState.RUNNING: "due",
    ProposalState.FOUND: "done",
    ProposalState.ACCEPTED: "done",
    ProposalState.CANCELLED: "draft",
    ProposalState.IMPOSSIBLE: "late",
    ProposalState.UNKNOWN: "late",
    ProposalState.FAILED: "late",
}
NOBODY = (
    "Chưa có bộ phận xử lý nào nhận việc này. Kiểm tra phần chạy nền của hệ thống; "
    "bạn có thể chờ, hoặc dừng rồi xếp lịch bằng tay trên bảng."
)
LOST = (
    "Bộ phận xử lý không còn trả lời. Việc được làm lại khi có bộ phận xử lý khác nhận; "
    "bạn có thể chờ, hoặc dừng rồi đề xuất lại."
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One meeting of a proposal: as it stands, as proposed, whether that is a change, what bars it ("" if nothing)."""

    pk: int
    name: str
    now: str
    then: str
    is_change: bool
    bar: str
    is_told: bool


def _proposal(request: HttpRequest, pk: int, permission: str = CHANGE) -> ScheduleProposal:
    """A proposal of a round whose meetings the person may change; else not found."""
    rows = ScheduleProposal.objects.for_user(request.user).select_related("round__council", "round__plan")
    proposal = get_object_or_404(rows, pk=pk)
    board_round(request, proposal.round_id, permission)
    return proposal


@needs(CHANGE)
@require_http_methods(METHODS)
@once
def proposal_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a schedule; the last ones asked for are found here again."""
    round_ = board_round(request, pk, CHANGE)
    given = request.POST if request.method == "POST" else None
    form = ProposalForm(given, initial={"way": request.GET.get("cach", ALL)})
    if form.is_valid():
        way, announced = form.cleaned_data["way"], form.cleaned_data["announced"]
        try:
            proposal = ask_proposal(
                round=round_, by=person(request), fewest_moves=way == FEWEST, moves_announced=announced
            )
        except Refused as refusal:
            messages.error(request, refusal.message)
            return redirect("meetings:proposal-new", pk=round_.pk)
        transaction.on_commit(lambda: wake_planner(proposal.pk), robust=True)
        return redirect("meetings:proposal", pk=proposal.pk)
    return render(request, "meetings/proposal_new.html", {**_standing_of(round_, request), "form": form})


def _standing_of(round_: Round, request: HttpRequest) -> dict[str, Any]:
    """What the planner would find, and what it was asked before."""
    with trusted():
        meetings = list(with_parts(Meeting.objects.filter(round=round_)).exclude(state=MeetingState.CANCELLED))
    return {
        "round": round_,
        "movable": sum(is_movable(meeting) for meeting in meetings),
        "announced": sum(is_movable(meeting, announced=True) and not is_movable(meeting) for meeting in meetings),
        "fixed": sum(not is_movable(meeting) for meeting in meetings),
        "earlier": [
            {"proposal": one, "tone": TONES[ProposalState(one.state)]}
            for one in ScheduleProposal.objects.for_user(request.user).filter(round=round_)[:5]
        ],
        "links": [{"label": label, "url": url} for label, url in trail_of(round_)],
    }


@needs(CHANGE)
@require_safe
def proposal_page(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the planner is, or what it proposes beside what stands."""
    return _page(request, _proposal(request, pk), AcceptForm())


def _page(request: HttpRequest, proposal: ScheduleProposal, form: AcceptForm) -> HttpResponse:
    differences = differences_of(proposal)
    changes = [one for one in differences if one.is_change]
    context = {
        "proposal": proposal,
        "round": proposal.round,
        "job": job_of(proposal, timezone.now()),
        "poll_url": _poll(proposal),
        "changes": changes,
        "same": len(differences) - len(changes),
        "form": form if any(one.is_told and not one.bar for one in changes) else None,
        "left_out": _names_of(proposal.result.get("left_out", ())),
        "figures": figures_shown(proposal),
        "is_best": proposal.result.get("status") == "optimal",
        "reasons": list(dict.fromkeys(reason["message"] for reason in proposal.result.get("reasons", ()))),
        "further": list(dict.fromkeys(reason["message"] for reason in proposal.result.get("further", ()))),
        "links": [{"label": label, "url": url} for label, url in trail_of(proposal.round)],
    }
    return render(request, "meetings/proposal.html", context)


def figures_shown(proposal: ScheduleProposal) -> list[tuple[str, str]]:
    """How good the proposal is, in words and numbers: its figures, what is left to prove, and the time it took."""
    result, figures = proposal.result, proposal.result.get("figures", {})
    shown = figures_in_words(figures, fewest_moves=proposal.fewest_moves)
    if shown and result.get("gap") is not None:
        shown.append(("Khoảng cách tới tối ưu", f"{decimal_text(100 * result['gap'], 1)} %"))
    if shown:
        shown.append(("Thời gian tìm", f"{decimal_text(result.get('seconds', 0.0), 1)} giây"))
    return shown


def _names_of(keys: Collection[int]) -> list[str]:
    """Names of meetings in order of their keys."""
    if not keys:
        return []
    with trusted():
        return [capital(name_of(meeting)) for meeting in with_parts(Meeting.objects.filter(pk__in=keys))]


@needs(CHANGE)
@require_safe
def proposal_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The piece of the page that is asked for again while the planner runs; the whole page once it has ended."""
    proposal = _proposal(request, pk)
    if not proposal.is_running:
        response = HttpResponse(status=204)
        response["HX-Redirect"] = reverse("meetings:proposal", args=[proposal.pk])
        return response
    context = {"job": job_of(proposal, timezone.now()), "poll_url": _poll(proposal)}
    return render(request, "components/job_progress.html", context)


def _poll(proposal: ScheduleProposal) -> str:
    return reverse("meetings:proposal-progress", args=[proposal.pk]) if proposal.is_running else ""


def job_of(proposal: ScheduleProposal, at: datetime) -> dict[str, Any]:
    """The search as `job_progress.html` shows it."""
    began = proposal.started_at or proposal.asked_at
    spent = int(((proposal.finished_at or at) - began).total_seconds())
    state = ProposalState(proposal.state)
    running = state == ProposalState.RUNNING
    step = STEPS.get(proposal.figure, "Đang đọc dữ liệu của đợt") if running else ""
    if running and proposal.best:
        step = f"{step}: {proposal.best}"
    message = ""
    if proposal.is_unanswered(at):
        message = NOBODY
    elif proposal.is_lost(at):
        message = LOST
    elif state == ProposalState.FAILED:
        message = "Việc tìm lịch bị lỗi và đã được ghi lại. Đề xuất lại; nếu vẫn lỗi, báo quản trị hệ thống."
    return {
        "title": "Tìm lịch cho đợt",
        "step": step,
        "done": min(spent, proposal.seconds),
        "total": proposal.seconds if running else 0,
        "started": began,
        "elapsed": f"{spent} giây",
        "tone": TONES[state],
        "word": str(state.label),
        "message": message,
    }


def differences_of(proposal: ScheduleProposal) -> list[Difference]:
    """The proposed meetings in order of the proposed time, beside where they stand now."""
    entries = {entry["need"]: entry for entry in proposal.result.get("assignments", ())}
    with trusted():
        meetings = list(with_parts(Meeting.objects.filter(round=proposal.round_id, pk__in=entries)))
        halls = dict(Venue.objects.filter(pk__in=[e["venue"] for e in entries.values()]).values_list("pk", "name"))
    meetings.sort(key=lambda meeting: (entries[meeting.pk]["start"], meeting.pk))
    return [_difference(meeting, entries[meeting.pk], halls, proposal) for meeting in meetings]


def _difference(
    meeting: Meeting, entry: dict[str, Any], halls: dict[int, str], proposal: ScheduleProposal
) -> Difference:
    start = aware(datetime.fromisoformat(entry["start"]))
    end = aware(datetime.fromisoformat(entry["end"]))
    people = {row.delegate_id: row.delegate.full_name for row in meeting.attendances.all()}
    gone = [name for key, name in people.items() if key not in entry["delegates"]]
    same_place = (meeting.starts_at, meeting.ends_at, meeting.venue_id) == (start, end, entry["venue"])
    same_people = set(entry["delegates"]) in (set(people), set(coming_to(meeting)))
    if proposal.fewest_moves and not people:
        same_people = True
    bar = "" if is_movable(meeting, announced=proposal.moves_announced) else "đã giữ"
    if not bar and is_overtaken(meeting, entry) and proposal.is_open:
        bar = "đã sửa từ lúc đề xuất"
    put_off = f" ({meeting.get_state_display()})" if meeting.state == MeetingState.POSTPONED else ""
    without = f"; không dự: {', '.join(gone)}" if gone else ""
    return Difference(
        pk=meeting.pk,
        name=capital(name_of(meeting)),
        now=_spot(moment_words(meeting.starts_at) + put_off, str(meeting.venue or "")),
        then=_spot(moment_words(start), halls.get(entry["venue"], "")) + without,
        is_change=not (same_place and same_people) or meeting.state == MeetingState.POSTPONED,
        bar=bar,
        is_told=meeting.state == MeetingState.ANNOUNCED,
    )


def _spot(when: str, where: str) -> str:
    return f"{when}, {where}" if where else when


@needs(CHANGE)
@require_POST
@once
def proposal_stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop the search."""
    proposal = _proposal(request, pk)
    stop_proposal(proposal=proposal, by=person(request))
    messages.success(request, "Đã dừng tìm lịch. Lịch của đợt không thay đổi.")
    return redirect("meetings:proposal", pk=proposal.pk)


@needs(CHANGE)
@require_POST
@once
def proposal_accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Book the ticked meetings."""
    proposal = _proposal(request, pk)
    chosen = set(whole_numbers(request.POST.getlist("h")))
    form = AcceptForm(request.POST)
    if not form.is_valid():
        return _page(request, proposal, form)
    try:
        touched = accept_parts(
            proposal=proposal, chosen=chosen, by=person(request), reason=form.cleaned_data["reason"]
        )
    except Refused as refusal:
        if refusal.field:
            form.add_error(refusal.field, refusal.message)
            return _page(request, proposal, form)
        messages.error(request, refusal.message)
        return redirect("meetings:proposal", pk=proposal.pk)
    messages.success(request, f"Đã xếp {len(touched):02d} hội nghị theo đề xuất. Có thể hoàn tác trên bảng lịch.")
    return redirect(board_url(proposal.round_id))
