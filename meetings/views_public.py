"""Pages anybody may open: the published schedule and one meeting."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from meetings.forms_public import PlaceSearchForm, ScheduleFilterForm
from meetings.models import Meeting, ReleasedMeeting
from meetings.place_search import places_found
from meetings.public_pages import (
    NEXT_LIMIT,
    by_day,
    chips_of,
    filtered,
    slots_of,
    told_page,
)
from txct.core.components import Schedule

PAGE_SIZE = 30


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The front door: find one's ward, see what comes next, learn how to speak up."""
    now = timezone.now()
    form = PlaceSearchForm(request.GET if "tim" in request.GET else None)
    text = form.cleaned_data["tim"] if form.is_valid() else ""
    coming = slots_of(ReleasedMeeting.objects.open_to_voters().upcoming(now).in_order()[:NEXT_LIMIT])
    context = {
        "form": form,
        "searched": text,
        "places": places_found(text, now),
        "schedule": Schedule(by_day=tuple(by_day(coming))),
    }
    return render(request, "meetings/home.html", context)


@require_safe
def public_schedule(request: HttpRequest) -> HttpResponse:
    """The published schedule, narrowed by place, council and days."""
    form = ScheduleFilterForm(request.GET)
    values = form.cleaned_data if form.is_valid() else {}
    everything = ReleasedMeeting.objects.open_to_voters()
    page = Paginator(filtered(everything, values, timezone.now()), PAGE_SIZE).get_page(request.GET.get("trang"))
    labels = {name: dict(form.fields[name].choices) for name in ("don_vi", "hoi_dong")}  # type: ignore[attr-defined]
    context = {
        "form": form,
        "page": page,
        "schedule": Schedule(by_day=tuple(by_day(slots_of(page.object_list)))),
        "chips": chips_of(values, labels, request.GET),
        "unit_code": values.get("don_vi", ""),
        "unit_name": labels["don_vi"][values["don_vi"]] if values.get("don_vi") else "",
    }
    return render(request, "meetings/public_schedule.html", context)


@require_safe
def public_meeting(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One published meeting."""
    meeting = get_object_or_404(Meeting.objects.open_to_voters().select_related("released__meeting"), uid=uid)
    context = {"meeting": meeting, "shown": told_page(meeting, timezone.now())}
    return render(request, "meetings/public_meeting.html", context)
