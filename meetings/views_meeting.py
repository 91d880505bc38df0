"""One meeting at the office: what it is, set up and changed, put off, called off, struck out."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from meetings.actions.meetings import cancel_meeting, lock_time, postpone_meeting, remove_meeting
from meetings.actions.moves import remember_edit
from meetings.actions.notices import remind
from meetings.actions.programme import minutes_of
from meetings.actions.setup import NewHall, save_meeting
from meetings.board import warnings_of
from meetings.enums import AWAY_RESPONSES, READ_REASONS, MeetingState, RoundState
from meetings.forms_meeting import MeetingForm, ReasonForm
from meetings.forms_programme import Timetable, timetable_of
from meetings.meeting_choices import choices_for
from meetings.models import AgendaItem, Meeting, MeetingOfficer, Round
from meetings.planning import conflicts_of
from meetings.public_pages import capital, meeting_page
from meetings.queries import as_known, facts_of
from meetings.rules import OVER_STATES, TOLD_STATES, can_move_meeting
from meetings.trials import conflicts_of_draft, moment_words
from meetings.views_board import CHANGE, METHODS, VIEW, board_round, board_url, name_of, own_meeting, trail_of
from txct.core.access import needs, person
from txct.core.forms_actions import carried_out, confirm_page
from txct.core.forms_once import once, stale_response
from txct.core.permissions import can
from txct.core.scoping import trusted
from txct.core.writing import Refused, StalePage
from txct.lib.numbers import count_text, whole_number

STALE_LABELS = {
    "starts_at": "Bắt đầu",
    "ends_at": "Kết thúc",
    "venue": "Địa điểm",
    "title": "Tên hội nghị",
    "chair_body": "Cơ quan chủ trì",
    "chair_name": "Người chủ trì",
    "secretary_name": "Thư ký",
    "expected_voters": "Số cử tri mời",
    "groups": "Tổ đại biểu",
    "note": "Ghi chú",
    "units": "Địa bàn",
    "agenda": "Chương trình",
    "officers": "Người trả lời cử tri",
}
ASKING_FOR_MORE = {"more_rows", "more_points", "more_officers", "six_steps"}
"""Buttons that show the form again with more in it, and save nothing."""


def meeting_trail(meeting: Meeting) -> list[tuple[str, str]]:
    """The pages above a page of one meeting."""
    return [*trail_of(meeting.round), (capital(name_of(meeting)), _page_url(meeting))]


def _page_url(meeting: Meeting) -> str:
    return reverse("meetings:meeting-page", args=[meeting.pk])


def _links(trail: list[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"label": label, "url": url} for label, url in trail]


@needs(VIEW)
@require_safe
def meeting_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """All that is known of one meeting, what is wrong with it, and what can be done."""
    meeting = own_meeting(request, pk, VIEW)
    may_change = can(request.user, CHANGE, meeting) and meeting.round.state != RoundState.CLOSED
    page, known = meeting_page(meeting, timezone.now()), as_known([meeting])[0]
    planned = meeting.state == MeetingState.PLANNED
    context = {
        "meeting": meeting,
        "shown": page,
        "name": capital(name_of(meeting)),
        "tone": "draft" if planned else page.tone,
        "word": MeetingState.PLANNED.label if planned else page.word,
        "officers": _officers(meeting),
        "away": _away(meeting, with_reasons=can(request.user, READ_REASONS, meeting)),
        "warnings": warnings_of(conflicts_of([meeting])),
        "timetable": _timetable(meeting, page.agenda),
        "may_change": may_change and meeting.state not in OVER_STATES,
        "may_postpone": can_move_meeting(meeting.state, MeetingState.POSTPONED),
        "may_cancel": can_move_meeting(meeting.state, MeetingState.CANCELLED),
        "may_remove": planned and not meeting.sequence,
        "links": _links(trail_of(meeting.round)),
        "known": known,
        "may_remind": may_change and known.is_told and meeting.state == MeetingState.ANNOUNCED,
    }
    return render(request, "meetings/meeting_page.html", context)


def _away(meeting: Meeting, *, with_reasons: bool) -> list[str]:
    """Who does not come, as `Trần Văn An: xin vắng (đi công tác)`; the reason only WITH_REASONS."""
    rows = [row for row in meeting.attendances.all() if row.response in AWAY_RESPONSES]
    return [
        f"{row.delegate}: {row.get_response_display()}{f' ({row.response_reason})' if with_reasons else ''}"
        for row in rows
    ]


def _timetable(meeting: Meeting, agenda: Iterable[AgendaItem]) -> Timetable:
    return timetable_of(agenda, meeting.local_start, minutes_of(meeting.starts_at, meeting.ends_at))


def _officers(meeting: Meeting) -> list[MeetingOfficer]:
    with trusted():
        return list(meeting.officers.select_related("body"))


@needs("meetings.add_meeting")
@require_http_methods(METHODS)
@once
def meeting_new(request: HttpRequest, pk: int) -> HttpResponse:
    """A meeting added to a round."""
    round_ = board_round(request, pk, "meetings.add_meeting")
    return _set_up(request, _form_of(request, round_, None), round_, None)


@needs(CHANGE)
@require_http_methods(METHODS)
@once
def meeting_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """A stored meeting changed; what was announced needs a reason."""
    meeting = own_meeting(request, pk)
    if meeting.state in OVER_STATES:
        messages.error(request, f"Hội nghị {meeting.get_state_display()}, không sửa lịch được nữa.")
        return redirect(_page_url(meeting))
    return _set_up(request, _form_of(request, meeting.round, meeting), meeting.round, meeting)


def _form_of(request: HttpRequest, round_: Round, meeting: Meeting | None) -> MeetingForm:
    choices = choices_for(person(request), round_, meeting)
    sent = request.POST if request.method == "POST" else None
    with trusted():
        make = functools.partial(MeetingForm, round_=round_, choices=choices, meeting=meeting, kept=request.GET)
        form = make(sent)
        return make(form.with_six_steps()) if "six_steps" in request.POST else form


def _set_up(request: HttpRequest, form: MeetingForm, round_: Round, meeting: Meeting | None) -> HttpResponse:
    """The form shown, tried or saved."""
    if "xem-truoc" in request.GET:
        ready = form.is_valid()
        warnings = warnings_of(conflicts_of_draft(round_, meeting=meeting, **form.draft())) if ready else None
        return render(request, "meetings/live_meeting.html", {"warnings": warnings, "timetable": form.timetable()})
    if request.method == "POST" and not ASKING_FOR_MORE & request.POST.keys():
        try:
            saved = _saved(request, form, round_, meeting)
        except StalePage as stale:
            return stale_response(request, stale, STALE_LABELS, reload_url=_page_url(meeting) if meeting else "")
        if saved is not None:
            return _after_saving(request, saved)
    return _form_page(request, form, round_, meeting)


def _saved(request: HttpRequest, form: MeetingForm, round_: Round, meeting: Meeting | None) -> Meeting | None:
    """The meeting as saved; None when the form is not in order, with each clash at its field."""
    made: list[Meeting] = []
    if not form.is_valid() or form.refuse(conflicts_of_draft(round_, meeting=meeting, **form.draft())):
        return None

    def run() -> None:
        made.append(
            save_meeting(
                round=round_,
                meeting=meeting,
                units=form.units(),
                details=form.details(),  # type: ignore[arg-type]
                hall=_new_hall(form),
                by=person(request),
                expected_version=form.cleaned_data["version"],
                reason=form.cleaned_data.get("reason", ""),
            )
        )

    at = {"units": "unit_0", "ends_at": "ends", "starts_at": "starts"}
    return made[0] if carried_out(form, run, at) else None


def _new_hall(form: MeetingForm) -> NewHall | None:
    values = form.cleaned_data
    if not values["new_venue"]:
        return None
    locality = next(place for place in form.choices.localities if str(place.pk) == values["new_locality"])
    return NewHall(locality, values["new_venue"], values["new_address"], values["new_capacity"])


def _after_saving(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    warnings = warnings_of(conflicts_of([meeting]))
    with trusted():
        name = name_of(meeting)
    messages.success(request, f"Đã lưu hội nghị {name}.")
    for warning in warnings[:5]:
        messages.warning(request, f"{warning.kind}: {warning.message}")
    return redirect(board_url(meeting.round_id, meeting.pk))


def _form_page(request: HttpRequest, form: MeetingForm, round_: Round, meeting: Meeting | None) -> HttpResponse:
    if ASKING_FOR_MORE & request.POST.keys():
        form.errors.clear()
    trail = meeting_trail(meeting) if meeting else trail_of(round_)
    address = request.path
    context = {
        "form": form,
        "round": round_,
        "meeting": meeting,
        "page_title": "Sửa hội nghị" if meeting else "Thêm hội nghị",
        "links": _links(trail),
        "address": address,
        "cancel_url": trail[-1][1],
        "timetable": form.timetable(),
        "told": meeting is not None and meeting.state in TOLD_STATES,
    }
    return render(request, "meetings/meeting_form.html", context)


def _consequences(meeting: Meeting, verb: str) -> list[str]:
    facts = facts_of(meeting)
    lines = [f"{capital(name_of(meeting))}, {moment_words(meeting.starts_at)}, {facts.place_text}: {verb}."]
    if meeting.state in TOLD_STATES:
        people = len(facts.delegates)
        lines.append(
            f"{people:02d} đại biểu, cơ quan chủ trì và {len(facts.unit_ids):02d} đơn vị được báo ở lần ban hành tới."
        )
        lines.append("Trang công khai ghi rõ thay đổi và lý do từ lúc đó; hãy ban hành lại lịch ngay sau khi ghi.")
    lines.append("Đại biểu, địa điểm và người chủ trì được giải phóng khỏi giờ này.")
    return lines


def _take_off(
    request: HttpRequest, pk: int, title: str, verb: str, undo: str, run: Callable[..., Meeting], *, danger: bool
) -> HttpResponse:
    """Ask for the reason, say what follows, do it."""
    meeting = own_meeting(request, pk)
    form = ReasonForm(request.POST or None, initial={"version": meeting.version})
    still = " Chưa ai được báo: ban hành lại lịch để báo." if meeting.state in TOLD_STATES else ""

    def do() -> None:
        values, by = form.cleaned_data, person(request)
        act = functools.partial(
            run, meeting=meeting, reason=values["reason"], expected_version=values["version"], by=by
        )
        remember_edit(meeting=meeting, label=title.lower(), run=act, by=by)

    try:
        if request.method == "POST" and carried_out(form, do):
            messages.success(request, f"Đã ghi: {name_of(meeting)} {verb}.{still}")
            return redirect(_page_url(meeting))
    except StalePage as stale:
        return stale_response(request, stale, {"state": "Tình trạng"}, reload_url=_page_url(meeting))
    told, trail = _consequences(meeting, verb), meeting_trail(meeting)
    more: dict[str, Any] = {"form": form, "danger": danger, "undo": undo}
    return confirm_page(request, title=title, trail=trail, consequences=told, submit=title, **more)


@needs(CHANGE)
@require_http_methods(METHODS)
@once
def meeting_postpone(request: HttpRequest, pk: int) -> HttpResponse:
    """Put an announced meeting off."""
    undo = "Xếp ngày giờ mới thì hội nghị họp lại."
    return _take_off(request, pk, "Hoãn hội nghị", "được hoãn", undo, postpone_meeting, danger=False)


@needs(CHANGE)
@require_http_methods(METHODS)
@once
def meeting_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Call a meeting off for good."""
    undo = "Hủy nhầm thì bấm “Hoàn tác” trên bảng lịch trước khi sửa việc khác."
    return _take_off(request, pk, "Hủy hội nghị", "bị hủy", undo, cancel_meeting, danger=True)


@needs("meetings.issue_notice")
@require_http_methods(METHODS)
@once
def meeting_remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Send those who are to come a reminder of what they were last told."""
    meeting = own_meeting(request, pk, CHANGE)
    if request.method == "POST":
        try:
            sent = remind(meeting=meeting, by=person(request), at=timezone.now())
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            words = f"Đã nhắc {count_text(len(sent))} đại biểu." if sent else "Mọi đại biểu đã được nhắc về lịch này."
            messages.success(request, words)
        return redirect(_page_url(meeting))
    return confirm_page(
        request,
        title="Nhắc lịch",
        trail=meeting_trail(meeting),
        consequences=["Đại biểu được mời mà chưa xin vắng nhận thư nhắc ngày giờ, địa điểm đã báo gần nhất."],
        undo="Thư đã gửi không thu lại được; mỗi đại biểu chỉ được nhắc một lần cho mỗi lần báo lịch.",
        submit="Gửi nhắc lịch",
    )


@needs("meetings.delete_meeting")
@require_http_methods(METHODS)
@once
def meeting_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Strike out a meeting nobody was told of."""
    meeting = own_meeting(request, pk, "meetings.delete_meeting")
    if request.method == "POST":
        name, by, seen = name_of(meeting), person(request), whole_number(request.POST.get("version", ""))
        act = functools.partial(remove_meeting, meeting=meeting, by=by, expected_version=seen)
        try:
            remember_edit(meeting=meeting, label="xóa hội nghị", run=act, by=by)
        except StalePage as stale:
            return stale_response(request, stale, {}, reload_url=_page_url(meeting))
        except Refused as refusal:
            messages.error(request, refusal.message)
            return redirect(_page_url(meeting))
        messages.success(request, f"Đã xóa hội nghị {name} khỏi đợt.")
        return redirect(board_url(meeting.round_id))
    return confirm_page(
        request,
        title="Xóa hội nghị",
        trail=meeting_trail(meeting),
        consequences=[f"{capital(name_of(meeting))} được xóa khỏi đợt, cùng chương trình và đại biểu được phân công."],
        undo="Chưa ai được báo. Xóa nhầm thì bấm “Hoàn tác” trên bảng lịch: cả câu trả lời của đại biểu trở lại.",
        submit="Xóa hội nghị",
        hidden=[("version", str(meeting.version))],
        danger=True,
    )


@needs(CHANGE)
@require_http_methods(["POST"])
@once
def meeting_lock(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the meeting where it is when the round is planned anew, or let it move again."""
    meeting = get_object_or_404(Meeting.objects.for_user(request.user, CHANGE), pk=pk)
    by, locked = person(request), not meeting.is_locked
    label = "giữ nguyên lịch" if locked else "cho phép xếp lại"
    act = functools.partial(lock_time, meeting=meeting, locked=locked, by=by)
    try:
        remember_edit(meeting=meeting, label=label, run=act, by=by)
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect(_page_url(meeting))
