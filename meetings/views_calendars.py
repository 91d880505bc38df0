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
from meetings.calendars import calendar_of_delegate, calendar_of_group, calendar_text
from meetings.models import Meeting, Round
from meetings.models.meetings import MeetingQuerySet
from meetings.queries import as_told, facts_of, with_parts


def _file(text: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    return response


def _published(meetings: MeetingQuerySet, name: str) -> str:
    facts = [as_told(facts_of(meeting)) for meeting in with_parts(meetings)]
    return calendar_text(facts, name=name, dtstamp=timezone.now())


@require_safe
def meeting_file(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One published meeting, to keep in a phone's calendar."""
    meetings = Meeting.objects.published().filter(uid=uid)
    meeting = get_object_or_404(meetings)
    return _file(_published(meetings, f"Tiếp xúc cử tri: {meeting}"), f"hoi-nghi-{uid}")


@require_safe
def unit_file(request: HttpRequest, code: str) -> HttpResponse:
    """The published meetings with voters of one place; phones may subscribe to the address."""
    locality = Locality.objects.filter(code=code).order_by("-valid_from").first()
    if locality is None:
        raise Http404
    wanted = Meeting.objects.filter(units__locality__code=code).values("pk")
    return _file(
        _published(Meeting.objects.published().filter(pk__in=wanted), f"Lịch tiếp xúc cử tri: {locality}"),
        f"lich-{code}",
    )


@require_safe
def round_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The published meetings of one round."""
    meetings = Meeting.objects.published().filter(round=pk)
    if not meetings.exists():
        raise Http404
    round_ = Round.objects.scoped_as("round of published meetings").get(pk=pk)
    return _file(_published(meetings, f"Lịch tiếp xúc cử tri: {round_}"), f"dot-{pk}")


@never_cache
@require_safe
def private_feed(request: HttpRequest, token: str) -> HttpResponse:
    """The announced meetings of the delegate or group whose secret address this is; nothing once it is revoked."""
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
