"""The schedule board: a round's meetings seen five ways, moved one by one or together, and moved back."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_safe

from delegates.models import Council
from meetings.actions.board import move_meetings
from meetings.actions.moves import last_move
from meetings.actions.undo import undo_move
from meetings.board import FRESH_KEY, board_of, warnings_of
from meetings.coverage import JOINT_COLUMNS, LAST_ROUNDS, WITHOUT_ROUNDS, coverage_of, coverage_tiles, delegate_columns
from meetings.enums import RoundState
from meetings.forms_board import BoardFilterForm, CoverageForm, MoveForm, PlaceForm, halls_for
from meetings.models import Meeting, Round, ScheduleMove, Venue
from meetings.queries import pending_changes, unit_name, untold_words, with_parts
from meetings.snapshots import moment_of
from meetings.trials import conflicts_if, moment_words
from txct.core.access import needs, person
from txct.core.components import Column
from txct.core.forms_actions import carried_out, confirm_page
from txct.core.forms_once import once, stale_response
from txct.core.permissions import can
from txct.core.writing import Refused, StalePage
from txct.lib.dates import clock_text, short_date
from txct.lib.numbers import whole_number, whole_numbers

VIEW = "reports.view_desk"
CHANGE = "meetings.change_round"
"""Whoever plans the round: heads of groups and clerks may change a meeting of theirs, not the round's schedule."""
METHODS = ["GET", "HEAD", "POST"]


def board_round(request: HttpRequest, pk: int, permission: str = VIEW) -> Round:
    """The round the person may see or change; else not found."""
    rows = Round.objects.for_user(request.user, permission).select_related("plan", "council")
    return get_object_or_404(rows, pk=pk)


def own_meeting(request: HttpRequest, pk: int, permission: str = CHANGE) -> Meeting:
    """The meeting with its parts, when the person may change it; else not found."""
    return get_object_or_404(with_parts(Meeting.objects.for_user(request.user, permission)), pk=pk)


def board_url(round_pk: int, anchor: int | None = None) -> str:
    """Address of a round's board, at one meeting when named."""
    url = reverse("meetings:round-board", args=[round_pk])
    return f"{url}#h-{anchor}" if anchor else url


def trail_of(round_: Round) -> list[tuple[str, str]]:
    """The pages above a page of the board."""
    return [
        ("Bàn làm việc", reverse("desk:home")),
        (round_.label, reverse("desk:round", args=[round_.pk])),
        ("Bảng lịch", board_url(round_.pk)),
    ]


def name_of(meeting: Meeting) -> str:
    """The meeting by its units."""
    return "; ".join(unit_name(unit) for unit in meeting.units.all()) or str(meeting)


@needs(VIEW)
@require_safe
def board_now(request: HttpRequest) -> HttpResponse:
    """The board of the round under way: the next to end, else the last; without any, how to open one."""
    own = Round.objects.for_user(request.user, VIEW).filter(council=request.council.pk)  # type: ignore[attr-defined]
    rounds = own.filter(is_off_plan=False)
    today = timezone.localdate()
    found = rounds.filter(ends_on__gte=today).exclude(state=RoundState.CLOSED).order_by("starts_on", "pk").first()
    found = found or rounds.order_by("-starts_on", "-pk").first()
    return redirect(board_url(found.pk)) if found else render(request, "meetings/board_none.html")


@needs(VIEW)
@require_safe
def board(request: HttpRequest, pk: int) -> HttpResponse:
    """One round on the board."""
    round_ = board_round(request, pk)
    may_change = can(request.user, CHANGE, round_) and round_.state != RoundState.CLOSED
    shown = board_of(person(request), round_, request.GET, meeting_url=_place_url if may_change else None)
    pending = len(pending_changes(round_, shown.facts)) if may_change else 0
    context = {
        "round": round_,
        "board": shown,
        "filters": BoardFilterForm(request.GET or None, choices=dict(shown.choices)),
        "may_change": may_change,
        "may_release": can(request.user, "meetings.issue_round", round_),
        "pending": pending,
        "untold": untold_words(round_, pending),
        "undo": last_move(round_) if may_change else None,
        "today": timezone.localdate(),
        "back_values": json.dumps({"ve": request.get_full_path()}),
        "add_url": reverse("meetings:meeting-new", args=[round_.pk]) if may_change else "",
        "fill_url": reverse("meetings:board-fill", args=[round_.pk]) if may_change else "",
        "propose_url": reverse("meetings:proposal-new", args=[round_.pk]) if may_change else "",
    }
    return render(request, "meetings/board.html", context)


def _place_url(pk: int) -> str:
    return reverse("meetings:meeting-place", args=[pk])


def _next(request: HttpRequest, fallback: str) -> str:
    """Where the person came from on this site, else FALLBACK."""
    wanted = request.POST.get("ve") or request.GET.get("ve", "")
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else fallback


@needs(CHANGE)
@require_http_methods(METHODS)
@once
def meeting_place(request: HttpRequest, pk: int) -> HttpResponse:
    """Day, hours and hall of one meeting: a piece of the board, or a page of its own."""
    meeting = own_meeting(request, pk)
    halls = halls_for(meeting, Venue.objects.for_user(request.user).filter(council=meeting.council_id))
    form = PlaceForm(request.POST or None, meeting=meeting, venues=halls)
    back = _next(request, board_url(meeting.round_id))
    if "xem-truoc" in request.GET:
        return _preview_place(request, meeting, form)
    try:
        if request.method == "POST" and carried_out(
            form, lambda: _move_one(request, meeting, form), {"ends_at": "ends"}
        ):
            messages.success(request, f"Đã xếp {name_of(meeting)}: {moment_words(form.place().starts_at)}.")
            return _led_back(request, back, meeting.pk)
    except StalePage as stale:
        return stale_response(request, stale, {"starts_at": "Bắt đầu", "venue": "Địa điểm"}, reload_url=back)
    return _place_page(request, meeting, form, back)


def _move_one(request: HttpRequest, meeting: Meeting, form: PlaceForm) -> None:
    place = form.place()
    reason = form.cleaned_data.get("reason", "")
    move_meetings(round=meeting.round, places=[place], reason=reason, by=person(request))


def _led_back(request: HttpRequest, url: str, pk: int) -> HttpResponse:
    """Back to the board at the meeting; within the page, by an address that differs in more than its anchor."""
    path, _mark, query = url.split("#")[0].partition("?")
    if not getattr(request, "htmx", False):
        return redirect(f"{url.split('#')[0]}#h-{pk}")
    rest = QueryDict(query, mutable=True)
    rest[FRESH_KEY] = str(int(timezone.now().timestamp()))
    response = HttpResponse(status=204)
    response["HX-Redirect"] = f"{path}?{rest.urlencode()}#h-{pk}"
    return response


def _place_page(request: HttpRequest, meeting: Meeting, form: PlaceForm, back: str) -> HttpResponse:
    context = {
        "meeting": meeting,
        "meeting_name": name_of(meeting),
        "form": form,
        "back": back,
        "page_title": f"Xếp ngày giờ: {name_of(meeting)}",
        "links": [{"label": label, "url": url} for label, url in trail_of(meeting.round)],
    }
    piece = getattr(request, "htmx", False)
    return render(request, "meetings/place_form.html" if piece else "meetings/place_page.html", context)


def _preview_place(request: HttpRequest, meeting: Meeting, form: PlaceForm) -> HttpResponse:
    """What would be wrong if the form were saved now."""
    warnings = warnings_of(conflicts_if(meeting.round, [form.place()])) if form.is_valid() else None
    return render(request, "meetings/live_conflicts.html", {"warnings": warnings, "asked": form.is_bound})


@needs(CHANGE)
@require_http_methods(METHODS)
@once
def board_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Several meetings moved together: chosen on the board, seen with their conflicts, then moved."""
    round_ = board_round(request, pk, CHANGE)
    chosen = _chosen(request, round_)
    if not chosen:
        messages.error(request, "Chưa chọn hội nghị nào. Đánh dấu các hội nghị trên bảng lịch rồi bấm “Chuyển”.")
        return redirect(board_url(round_.pk))
    asked = request.POST if request.method == "POST" else request.GET if "days" in request.GET else None
    form = MoveForm(asked, round_=round_, meetings=chosen)
    try:
        if request.method == "POST" and carried_out(form, lambda: _move_all(request, round_, form)):
            messages.success(request, f"Đã chuyển {len(chosen):02d} hội nghị. Có thể hoàn tác ở đầu bảng lịch.")
            return redirect(board_url(round_.pk))
    except StalePage as stale:
        return stale_response(request, stale, {"starts_at": "Bắt đầu"}, reload_url=board_url(round_.pk))
    return _move_page(request, round_, chosen, form)


def _chosen(request: HttpRequest, round_: Round) -> list[Meeting]:
    keys = whole_numbers((request.POST or request.GET).getlist("h"))
    rows = Meeting.objects.for_user(request.user, CHANGE).filter(round=round_, pk__in=keys)
    return list(with_parts(rows))


def _move_all(request: HttpRequest, round_: Round, form: MoveForm) -> None:
    sent = {meeting.pk: whole_number(request.POST.get(f"v-{meeting.pk}", "")) for meeting in form.meetings}
    versions = {key: version for key, version in sent.items() if version is not None}
    reason = form.cleaned_data.get("reason", "")
    move_meetings(round=round_, places=form.places(versions), reason=reason, by=person(request))


def _move_page(request: HttpRequest, round_: Round, chosen: list[Meeting], form: MoveForm) -> HttpResponse:
    """The chosen meetings, where they would go, and what would be wrong there."""
    ready = form.is_bound and form.is_valid()
    places = form.places() if ready else []
    then = {place.meeting_id: place for place in places}
    context = {
        "round": round_,
        "form": form,
        "rows": [
            {
                "meeting": meeting,
                "name": name_of(meeting),
                "now": moment_words(meeting.starts_at),
                "then": moment_words(then[meeting.pk].starts_at) if meeting.pk in then else "",
            }
            for meeting in chosen
        ],
        "ready": ready,
        "warnings": warnings_of(conflicts_if(round_, places)) if ready else None,
        "links": [{"label": label, "url": url} for label, url in trail_of(round_)],
    }
    return render(request, "meetings/board_move.html", context)


@needs(CHANGE)
@require_http_methods(METHODS)
@once
def board_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the last move of the round back, after saying what that means."""
    round_ = board_round(request, pk, CHANGE)
    move = last_move(round_)
    if move is None:
        messages.error(request, "Chưa có lần sửa lịch nào để hoàn tác.")
        return redirect(board_url(round_.pk))
    if request.method == "POST":
        _undo(request, round_, move)
        return redirect(board_url(round_.pk))
    return confirm_page(
        request,
        title="Hoàn tác lần sửa lịch gần nhất",
        trail=trail_of(round_),
        consequences=_undo_words(move),
        undo="Hoàn tác tiếp thì về lần sửa trước đó nữa.",
        submit="Hoàn tác",
        hidden=[("move", str(move.pk))],
    )


def _undo(request: HttpRequest, round_: Round, move: ScheduleMove) -> None:
    if request.POST.get("move", str(move.pk)) != str(move.pk):
        messages.error(request, "Đã có lần sửa lịch khác từ lúc bạn mở trang. Xem lại rồi hoàn tác.")
        return
    try:
        undo_move(move=move, by=person(request))
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"Đã hoàn tác: {move.label}.")


def _undo_words(move: ScheduleMove) -> list[str]:
    """What was done, by whom and when, and meeting by meeting what is as it was before again."""
    moment = timezone.localtime(move.at)
    when = f"{clock_text(moment.time())} {short_date(moment.date())}"
    done = f"Lần sửa gần nhất: {move.label} ({move.by or 'hệ thống'}, {when})."
    lines = [f"{entry['name']}: {_taken_back(entry)}" for entry in move.entries[:12]]
    more = len(move.entries) - len(lines)
    return [done, *lines, *([f"và {more} hội nghị khác."] if more else [])]


def _taken_back(entry: dict[str, Any]) -> str:
    if entry["old"] is None:
        return "xóa khỏi đợt"
    if entry["new"] is None:
        return "đưa trở lại đợt"
    told = [words.partition(": ") for words in entry.get("words", ())]
    back = [f"{label} trở lại {was.partition(' → ')[0]}" for label, _colon, was in told]
    return "; ".join(back) or f"trở lại {moment_words(moment_of(entry['old']['starts_at']))}"


@needs(VIEW)
@require_safe
def coverage(request: HttpRequest) -> HttpResponse:
    """Which places and delegates had how many meetings in the last rounds, and who had none."""
    tenant = request.council  # type: ignore[attr-defined]
    council = get_object_or_404(Council.objects.for_user(request.user, VIEW), pk=tenant.pk if tenant else None)
    usual = {"dot": LAST_ROUNDS, "k": WITHOUT_ROUNDS}
    form = CoverageForm(request.GET or None, initial=usual)
    asked = form.cleaned_data if form.is_valid() else {}
    chosen = {name: usual[name] if asked.get(name) is None else asked[name] for name in usual}
    without = chosen["k"]
    shown = coverage_of(person(request), council, last=chosen["dot"], least=asked.get("it-nhat"), without=without)
    heads = [Column(f"{round_.starts_on:%d/%m/%Y}", number=True) for round_ in shown.rounds]
    context = {
        "shown": shown,
        "form": form,
        "without": without,
        "tiles": coverage_tiles(shown, without),
        "place_columns": [Column("Địa bàn"), *heads, Column("Cộng", number=True)],
        "delegate_columns": delegate_columns(shown),
        "joint_columns": JOINT_COLUMNS,
        "links": [{"label": "Bàn làm việc", "url": reverse("desk:home")}],
    }
    return render(request, "meetings/coverage.html", context)
