"""The ward clerk's desk: meetings of the own units, who came, the minutes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from meetings.actions.attendance import mark_attendance
from meetings.actions.minutes import return_minutes, submit_minutes, write_minutes
from meetings.enums import READ_REASONS, MeetingState, MinutesState
from meetings.forms_unit import AttendanceForm, MinutesForm, ReturnForm, minutes_known
from meetings.models import Attendance, Meeting, Minutes
from meetings.models.meetings import MeetingQuerySet
from meetings.queries import unit_name
from txct.core.access import needs, person
from txct.core.components import Tab
from txct.core.forms_actions import carried_out, confirm_page, form_page
from txct.core.forms_once import once, stale_response
from txct.core.permissions import can
from txct.core.writing import Refused, StalePage
from txct.lib.numbers import count_text, whole_number

PAGE_SIZE = 25
METHODS = ["GET", "HEAD", "POST"]
DONE_STATES = (MeetingState.MINUTED, MeetingState.LOCKED)
OFF_STATES = (MeetingState.POSTPONED, MeetingState.CANCELLED)
PERMISSION = "meetings.change_minutes"
TONES = {
    MeetingState.PLANNED: "draft",
    MeetingState.POSTPONED: "due",
    MeetingState.CANCELLED: "draft",
    MeetingState.MINUTED: "done",
    MeetingState.LOCKED: "done",
}


def _views(at: datetime) -> dict[str, tuple[str, Q]]:
    """The three lists of the desk by address key: label and condition."""
    over = Q(state__in=(*DONE_STATES, *OFF_STATES))
    return {
        "": ("Cần ghi biên bản", ~over & Q(starts_at__lte=at)),
        "sap-toi": ("Sắp tới", (~over & (Q(starts_at__gt=at) | Q(starts_at=None))) | Q(state=MeetingState.POSTPONED)),
        "da-xong": ("Đã có biên bản", Q(state__in=DONE_STATES)),
    }


def _own(request: HttpRequest, permission: str = PERMISSION) -> MeetingQuerySet:
    rows: MeetingQuerySet = Meeting.objects.for_user(request.user, permission)
    return rows.filter(council=request.council.pk).select_related("venue", "chair_body")  # type: ignore[attr-defined]


def _trail(meeting: Meeting | None = None) -> list[tuple[str, str]]:
    steps = [("Hội nghị ở đơn vị", reverse("meetings:unit-desk"))]
    if meeting is not None:
        steps.append((str(meeting), reverse("meetings:unit-meeting", args=[meeting.pk])))
    return steps


@needs(PERMISSION)
@require_safe
def unit_desk(request: HttpRequest) -> HttpResponse:
    """Meetings of the own units: past without minutes, coming, done."""
    known, chosen = _views(timezone.now()), request.GET.get("xem", "")
    chosen = chosen if chosen in known else ""
    own = _own(request)
    counts = {key: own.filter(condition).count() for key, (_label, condition) in known.items()}
    order = F("starts_at").asc(nulls_last=True) if chosen != "da-xong" else F("starts_at").desc(nulls_last=True)
    rows = own.filter(known[chosen][1]).prefetch_related("units__locality", "units__neighbourhood", "minutes")
    page = Paginator(rows.order_by(order, "pk"), PAGE_SIZE).get_page(request.GET.get("trang"))
    context = {
        "page": page,
        "rows": [_row(meeting) for meeting in page],
        "tabs": [
            Tab(f"{label} ({count_text(counts[key])})", f"?xem={key}" if key else "?", key == chosen)
            for key, (label, _condition) in known.items()
        ],
        "chosen": chosen,
    }
    return render(request, "meetings/unit_desk.html", context)


def _row(meeting: Meeting) -> dict[str, Any]:
    minutes = getattr(meeting, "minutes", None)
    word = meeting.get_state_display()
    if minutes is not None and minutes.state == MinutesState.DRAFT:
        word = "biên bản đang ghi"
    return {
        "meeting": meeting,
        "units": "; ".join(unit_name(unit) for unit in meeting.units.all()),
        "tone": TONES.get(MeetingState(meeting.state), "open"),
        "word": word,
    }


def _minutes_of(request: HttpRequest, meeting: Meeting) -> Minutes | None:
    return Minutes.objects.for_user(request.user).filter(meeting=meeting).first()


def _attendances(request: HttpRequest, meeting: Meeting) -> list[Attendance]:
    rows = Attendance.objects.for_user(request.user).filter(meeting=meeting).select_related("delegate")
    return list(rows.order_by("delegate__sort_key", "pk"))


@needs(PERMISSION)
@require_safe
def unit_meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """One meeting and what is still to be done for it."""
    meeting = get_object_or_404(_own(request), pk=pk)
    minutes = _minutes_of(request, meeting)
    attendances = _attendances(request, meeting)
    marked = [row for row in attendances if row.present is not None]
    begun = meeting.starts_at is not None and meeting.starts_at <= timezone.now()
    context = {
        "meeting": meeting,
        "links": [{"label": label, "url": url} for label, url in _trail()],
        "units": [unit_name(unit) for unit in meeting.units.select_related("locality", "neighbourhood")],
        "minutes": minutes,
        "attendances": attendances,
        "marked": len(marked),
        "came": sum(bool(row.present) for row in marked),
        "open": begun and meeting.state not in (*DONE_STATES, *OFF_STATES),
        "ready": minutes is not None and minutes.state == MinutesState.DRAFT and len(marked) == len(attendances),
        "tone": TONES.get(MeetingState(meeting.state), "open"),
        "word": meeting.get_state_display(),
        **_office_may(request, minutes),
    }
    return render(request, "meetings/unit_meeting.html", context)


def _office_may(request: HttpRequest, minutes: Minutes | None) -> dict[str, bool]:
    """What the office may do with minutes that were handed in: issue them on paper, send them back."""
    if minutes is None or minutes.state == MinutesState.DRAFT:
        return {"issuable": False, "returnable": False}
    unissued, submitted = minutes.document_id is None, minutes.state == MinutesState.SUBMITTED
    return {
        "issuable": unissued and can(request.user, "reports.issue_report", minutes),
        "returnable": unissued and submitted and can(request.user, "meetings.return_minutes", minutes),
    }


@needs(PERMISSION)
@require_http_methods(METHODS)
@once
def unit_attendance(request: HttpRequest, pk: int) -> HttpResponse:
    """Note who came."""
    meeting = get_object_or_404(_own(request), pk=pk)
    with_reasons = can(request.user, READ_REASONS, meeting)
    form = AttendanceForm(request.POST or None, attendances=_attendances(request, meeting), with_reasons=with_reasons)
    if request.method == "POST" and carried_out(
        form, lambda: mark_attendance(meeting=meeting, present=form.presence(), by=person(request))
    ):
        messages.success(request, "Đã ghi điểm danh.")
        return redirect("meetings:unit-meeting", pk=pk)
    return form_page(
        request,
        form,
        title="Điểm danh đại biểu",
        trail=_trail(meeting),
        submit="Ghi điểm danh",
        template="meetings/unit_attendance.html",
    )


@needs(PERMISSION)
@require_http_methods(METHODS)
@once
def unit_minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the minutes, or go on writing them."""
    meeting = get_object_or_404(_own(request), pk=pk)
    minutes = _minutes_of(request, meeting)
    form = MinutesForm(request.POST or None, initial=minutes_known(minutes) if minutes else _first_values(meeting))

    def run() -> None:
        # Minutes begun by somebody else since the page was opened have a version; the page had none.
        version = form.cleaned_data["version"] or (0 if minutes else None)
        write_minutes(meeting=meeting, by=person(request), expected_version=version, **form.minutes())

    try:
        if request.method == "POST" and carried_out(form, run):
            messages.success(request, "Đã lưu biên bản. Nộp khi đã ghi đủ.")
            return redirect("meetings:unit-meeting", pk=pk)
    except StalePage as stale:
        return stale_response(request, stale, form)
    closed = minutes is not None and minutes.state != MinutesState.DRAFT
    notices = [("due", "", "Biên bản đã nộp, không sửa được. Đề nghị Văn phòng trả lại để sửa.")] if closed else []
    return form_page(
        request, form, title="Biên bản hội nghị", trail=_trail(meeting), submit="Lưu biên bản", notices=notices
    )


def _first_values(meeting: Meeting) -> dict[str, Any]:
    start = meeting.local_start
    chair = meeting.chair_name or str(meeting.chair_body or "")
    day = {"day": start.date(), "started_at": start.time()} if start else {}
    return {**day, "chair_name": chair, "secretary_name": meeting.secretary_name}


@needs(PERMISSION)
@require_http_methods(METHODS)
@once
def unit_minutes_submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand the minutes in, after saying what that means."""
    meeting = get_object_or_404(_own(request), pk=pk)
    minutes = _minutes_of(request, meeting)
    if minutes is None:
        messages.error(request, "Chưa có biên bản để nộp. Hãy ghi biên bản trước.")
        return redirect("meetings:unit-meeting", pk=pk)
    if request.method == "POST":
        return _submit(request, meeting, minutes)
    return confirm_page(
        request,
        title="Nộp biên bản",
        trail=_trail(meeting),
        consequences=[
            "Biên bản và danh sách ý kiến cử tri của hội nghị này được gửi Văn phòng HĐND.",
            "Từ lúc nộp, bạn không sửa biên bản, điểm danh và ý kiến được nữa.",
            f"Số cử tri dự ghi là {count_text(minutes.voters_present)}.",
        ],
        undo="Cần sửa thì đề nghị Văn phòng HĐND trả lại biên bản.",
        submit="Nộp biên bản",
        hidden=[("version", str(minutes.version))],
    )


def _submit(request: HttpRequest, meeting: Meeting, minutes: Minutes) -> HttpResponse:
    version = whole_number(request.POST.get("version", ""))
    try:
        submit_minutes(minutes=minutes, by=person(request), at=timezone.now(), expected_version=version)
    except StalePage as stale:
        return stale_response(request, stale, {"state": "Tình trạng"}, reload_url=_trail(meeting)[-1][1])
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, "Đã nộp biên bản. Văn phòng HĐND đã nhận.")
    return redirect("meetings:unit-meeting", pk=meeting.pk)


@needs("meetings.return_minutes")
@require_http_methods(METHODS)
@once
def unit_minutes_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Send submitted minutes back to the clerk to be corrected."""
    meeting = get_object_or_404(_own(request, "meetings.return_minutes"), pk=pk)
    minutes = get_object_or_404(Minutes.objects.for_user(request.user), meeting=meeting)
    form = ReturnForm(request.POST or None)
    if request.method == "POST" and carried_out(
        form,
        lambda: return_minutes(minutes=minutes, by=person(request), at=timezone.now(), **form.cleaned_data),
    ):
        messages.success(request, "Đã trả lại biên bản. Cán bộ xã, phường sửa được rồi nộp lại.")
        return redirect("meetings:unit-meeting", pk=pk)
    return form_page(request, form, title="Trả lại biên bản", trail=_trail(meeting), submit="Trả lại")
