"""What goes out of a round: its schedule as a sheet, and of each meeting a poster, a call and a message."""

from __future__ import annotations

import io

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from meetings.calling_texts import loudspeaker_text, short_message
from meetings.models import Meeting, Round
from meetings.public_pages import capital
from meetings.queries import facts_of, with_parts
from reports.documents.schedule import schedule_table, scheduled
from reports.paper_pages import MEDIA_TYPES
from reports.render.xlsx import render_xlsx
from txct.core.access import needs
from txct.core.scoping import trusted
from txct.lib.dates import clock_text, part_of_day, weekday_date

VIEW = "reports.view_desk"
SIZES = {"a4": "A4", "a3": "A3"}


def _meeting(request: HttpRequest, pk: int) -> Meeting:
    return get_object_or_404(with_parts(Meeting.objects.for_user(request.user, VIEW)), pk=pk)


def voters_address(meeting: Meeting) -> str:
    """Where a voter of this meeting writes, else its public page."""
    try:
        path = reverse("petitions:voter-form", args=[meeting.short_code])
    except NoReverseMatch:
        path = reverse("meetings:public-meeting", args=[meeting.uid])
    return f"{settings.SITE_URL}{path}"


@needs(VIEW)
@require_safe
def round_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The schedule of a round with the usual columns, as an Excel file."""
    rounds = Round.objects.for_user(request.user, VIEW).select_related("council")
    round_ = get_object_or_404(rounds, pk=pk)
    with trusted():
        table = schedule_table(scheduled(round_))
    content = render_xlsx([table], frozen_at=timezone.now(), title=round_.label, author=str(round_.council))
    response = HttpResponse(content, content_type=MEDIA_TYPES["xlsx"])
    response["Content-Disposition"] = f'attachment; filename="lich-tiep-xuc-cu-tri-dot-{round_.pk}.xlsx"'
    return response


@needs(VIEW)
@require_safe
def meeting_poster(request: HttpRequest, pk: int) -> HttpResponse:
    """A sheet to pin up: what, when, where, and a code that leads to the voters' form."""
    meeting = _meeting(request, pk)
    facts = facts_of(meeting)
    size = request.GET.get("kho", "a4") if request.GET.get("kho") in SIZES else "a4"
    start = facts.starts_at
    context = {
        "meeting": meeting,
        "facts": facts,
        "name": capital(facts.units_text),
        "hour": f"{clock_text(start.time())} ({part_of_day(start.time())})" if start else "giờ thông báo sau",
        "day": capital(weekday_date(start.date())) if start else "Ngày thông báo sau",
        "address": voters_address(meeting),
        "size": size,
        "sizes": [(key, label, key == size) for key, label in SIZES.items()],
    }
    return render(request, "reports/poster.html", context)


@needs(VIEW)
@require_safe
def meeting_code(request: HttpRequest, pk: int) -> HttpResponse:
    """The code of a meeting's poster as a picture."""
    target = io.BytesIO()
    code = segno.make(voters_address(_meeting(request, pk)), error="m", micro=False)
    code.save(target, kind="svg", scale=8, border=2, light="#fff")
    return HttpResponse(target.getvalue(), content_type="image/svg+xml")


@needs(VIEW)
@require_safe
def meeting_calls(request: HttpRequest, pk: int) -> HttpResponse:
    """The text for the loudspeakers and the short message of a meeting, ready to be copied."""
    meeting = _meeting(request, pk)
    facts, address = facts_of(meeting), voters_address(meeting)
    context = {
        "meeting": meeting,
        "name": capital(facts.units_text),
        "spoken": loudspeaker_text(facts),
        "message": short_message(facts, address),
    }
    return render(request, "reports/calls.html", context)
