"""What goes out of a round: its schedule as a sheet, and of each meeting a poster, a call and a message."""

from __future__ import annotations

import io
from typing import Any

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from meetings.calling_texts import loudspeaker_text, short_message
from meetings.models import Meeting, Round
from meetings.public_pages import capital
from meetings.queries import as_known, with_parts
from reports.documents.schedule import schedule_table, scheduled
from reports.paper_pages import MEDIA_TYPES
from reports.poster_pages import posters_of, posters_of_round, voters_address
from reports.render.xlsx import render_xlsx
from txct.core.access import needs
from txct.core.scoping import trusted

VIEW = "reports.view_desk"
SIZES = {"a4": "A4", "a3": "A3"}


def _meeting(request: HttpRequest, pk: int) -> Meeting:
    return get_object_or_404(with_parts(Meeting.objects.for_user(request.user, VIEW)), pk=pk)


def _round(request: HttpRequest, pk: int) -> Round:
    rounds = Round.objects.for_user(request.user, VIEW).select_related("council", "plan")
    return get_object_or_404(rounds, pk=pk)


@needs(VIEW)
@require_safe
def round_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The schedule of a round with the usual columns, as an Excel file."""
    round_ = _round(request, pk)
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
    poster = posters_of([meeting])[0]
    context = {"meeting": meeting, "poster": poster, "name": poster.units, **_paper(request)}
    return render(request, "reports/poster.html", context)


@needs(VIEW)
@require_safe
def round_posters(request: HttpRequest, pk: int) -> HttpResponse:
    """The posters of all meetings of a round that take place, one sheet each, for one print."""
    round_ = _round(request, pk)
    context = {"round": round_, "posters": posters_of_round(round_), **_paper(request)}
    return render(request, "reports/round_posters.html", context)


def _paper(request: HttpRequest) -> dict[str, Any]:
    """The size of paper asked for, and the sizes there are."""
    size = request.GET["kho"] if request.GET.get("kho") in SIZES else "a4"
    return {"size": size, "sizes": [(key, label, key == size) for key, label in SIZES.items()]}


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
    known, address = as_known([meeting])[0], voters_address(meeting)
    context = {
        "meeting": meeting,
        "name": capital(known.facts.units_text),
        "is_told": known.is_told,
        "spoken": loudspeaker_text(known.facts, is_draft=not known.is_told),
        "message": short_message(known.facts, address, is_draft=not known.is_told),
    }
    return render(request, "reports/calls.html", context)
