"""Calendar files: of one meeting, a place, a round, and the private address of a delegate or group."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from delegates.models import Locality
from meetings.actions.feeds import feed_by_token
from meetings.calendars import (
    calendar_of_delegate,
    calendar_of_group,
    calendar_of_round,
    calendar_of_unit,
    released_calendar,
)
from meetings.models import ReleasedMeeting, Round
from meetings.queries import told_of


def _file(text: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    return response


@require_safe
def meeting_file(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One released meeting, to keep in a phone's calendar."""
    rows = ReleasedMeeting.objects.open_to_voters().filter(meeting__uid=uid)
    label = told_of(get_object_or_404(rows)).label
    return _file(released_calendar(rows, label, dtstamp=timezone.now()), f"hoi-nghi-{uid}")


@require_safe
def unit_file(request: HttpRequest, code: str) -> HttpResponse:
    """The released meetings with voters of one place; phones may subscribe to the address."""
    locality = Locality.objects.filter(code=code).order_by("-valid_from").first()
    if locality is None:
        raise Http404
    return _file(calendar_of_unit(locality, dtstamp=timezone.now()), f"lich-{code}")


@require_safe
def round_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The released meetings of one round."""
    round_ = get_object_or_404(Round.objects.scoped_as("round of released meetings"), pk=pk)
    if not ReleasedMeeting.objects.open_to_voters().filter(meeting__round=round_).exists():
        raise Http404
    return _file(calendar_of_round(round_, dtstamp=timezone.now()), f"dot-{pk}")


@never_cache
@require_safe
def private_feed(request: HttpRequest, token: str) -> HttpResponse:
    """The released meetings of the delegate or group whose secret address this is; nothing once it is revoked."""
    feed = feed_by_token(token)
    if feed is None:
        raise Http404
    now = timezone.now()
    if feed.delegate is not None:
        text = calendar_of_delegate(feed.delegate, dtstamp=now)
    else:
        text = calendar_of_group(feed.group, dtstamp=now)
    response = _file(text, "lich-cua-toi")
    response["Referrer-Policy"] = "no-referrer"
    return response
