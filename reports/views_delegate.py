"""The delegate's own pages, read on a phone."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from delegates.models import Delegate
from meetings.actions.attendance import respond
from meetings.actions.feeds import issue_feed, revoke_feed
from meetings.actions.notices import mark_seen
from meetings.enums import Response
from meetings.models import Attendance, CalendarFeed, Notice
from meetings.public_pages import told_page
from reports.delegate_pages import (
    card,
    invitations,
    mandate_of,
    may_decline,
    my_schedule,
    own_notices,
    raised_before,
    raised_rows,
)
from reports.forms_delegate import ExcuseForm
from txct.core.access import needs, person
from txct.core.components import Column, Schedule
from txct.core.forms_once import once
from txct.core.writing import Refused

ANSWER = "meetings.change_attendance"
RAISED_COLUMNS = (Column("Kiến nghị"), Column("Tình trạng"))


def own_mandate(request: HttpRequest) -> Delegate:
    """The mandate of the person; these pages are for delegates only."""
    council = request.council  # type: ignore[attr-defined]
    mandate = mandate_of(person(request), council.pk if council else None)
    if mandate is None:
        raise PermissionDenied
    return mandate


def own_attendance(request: HttpRequest, pk: int) -> Attendance:
    """An invitation that the person was told of; anybody else's, and a draft, is not found."""
    rows = invitations(Attendance.objects.for_user(request.user).filter(delegate__user=request.user))
    return get_object_or_404(rows.select_related("meeting__released__meeting"), pk=pk)


@needs(ANSWER)
@require_safe
def schedule(request: HttpRequest) -> HttpResponse:
    """The next meeting, then the others, and what the office has told the delegate."""
    mandate = own_mandate(request)
    shown = my_schedule(person(request), timezone.now())
    notices = own_notices(person(request))
    context = {
        "mandate": mandate,
        "shown": shown,
        "coming": Schedule(by_day=tuple(shown.coming)),  # type: ignore[arg-type]
        "past": Schedule(by_day=tuple(shown.past)),  # type: ignore[arg-type]
        "notices": notices,
        "unread": sum(1 for notice in notices if notice.seen_at is None),
    }
    return render(request, "delegates/schedule.html", context)


@needs(ANSWER)
@require_safe
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """One of the delegate's meetings: programme, who comes, what the place raised last time."""
    own = own_attendance(request, pk)
    now = timezone.now()
    found = own.meeting
    raised = raised_before(person(request), found, timezone.localdate(now)) if found.starts_at else None
    context = {
        "meeting": card(own, found, person(request), now),
        "shown": told_page(found, now),
        "raised": raised_rows(raised),
        "decline_url": reverse("delegates:decline", args=[pk]) if may_decline(own, now) else "",
        "raised_columns": RAISED_COLUMNS,
    }
    return render(request, "delegates/meeting.html", context)


@needs(ANSWER)
@require_POST
@once
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """“Tôi tham dự”."""
    own = own_attendance(request, pk)
    try:
        respond(attendance=own, response=Response.CONFIRMED, by=person(request))
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, "Đã báo: đại biểu sẽ tham dự. Có thể xin vắng cho đến giờ họp.")
    return redirect("delegates:my-schedule")


@needs(ANSWER)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def excuse(request: HttpRequest, pk: int) -> HttpResponse:
    """“Xin vắng”, with the reason."""
    own = own_attendance(request, pk)
    form = ExcuseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            respond(attendance=own, response=Response.EXCUSED, reason=form.cleaned_data["reason"], by=person(request))
        except Refused as refusal:
            form.add_error("reason" if refusal.field == "reason" else None, refusal.message)
        else:
            messages.success(request, "Đã gửi lý do xin vắng. Có thể đổi lại thành tham dự cho đến giờ họp.")
            return redirect("delegates:my-schedule")
    shown = told_page(own.meeting, timezone.now())
    return render(request, "delegates/excuse.html", {"form": form, "shown": shown})


@needs(ANSWER)
@require_POST
def notice_seen(request: HttpRequest, pk: int) -> HttpResponse:
    """The delegate has read a notice."""
    own = Notice.objects.for_user(request.user).filter(delegate__user=request.user)
    mark_seen(notice=get_object_or_404(own.select_related("meeting"), pk=pk), by=person(request))
    return redirect(f"{reverse('delegates:my-schedule')}#thong-bao")


@never_cache
@needs(ANSWER)
@require_http_methods(["GET", "HEAD", "POST"])
def private_calendar(request: HttpRequest) -> HttpResponse:
    """The delegate's own calendar address: made by POST, shown once, replaced by the next one."""
    mandate = own_mandate(request)
    address = ""
    if request.method == "POST":
        _feed, token = issue_feed(delegate=mandate, by=person(request), at=timezone.now())
        address = f"{settings.SITE_URL}{reverse('meetings:private-calendar', args=[token])}"
    feeds = CalendarFeed.objects.for_user(request.user).filter(delegate=mandate, revoked_at=None)
    return render(request, "delegates/calendar.html", {"address": address, "feed": feeds.first()})


@needs(ANSWER)
@require_POST
def revoke_calendar(request: HttpRequest) -> HttpResponse:
    """Stop the address; calendars that read it get nothing any more."""
    mandate = own_mandate(request)
    for feed in CalendarFeed.objects.for_user(request.user).filter(delegate=mandate, revoked_at=None):
        revoke_feed(feed=feed, by=person(request), at=timezone.now())
    messages.success(request, "Đã thu hồi địa chỉ lịch riêng. Điện thoại dùng địa chỉ cũ sẽ không nhận lịch nữa.")
    return redirect("delegates:private-calendar")
