"""What goes out of a round: its schedule as a sheet, and of each meeting a poster, a call and a message."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import segno
from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from meetings.calling_texts import DRAFT, loudspeaker_text, short_message
from meetings.models import Meeting, Round
from meetings.public_pages import capital
from meetings.queries import Known, as_known, with_parts
from reports.documents.round_annex import round_annex
from reports.documents.schedule import NAME, PrintedSchedule, printed_schedule, schedule_table
from reports.forms_releases import CompareReleasesForm
from reports.paper_pages import MEDIA_TYPES
from reports.poster_pages import poster_of, posters_of_round, voters_address
from reports.release_pages import chosen, comparison, release_label, releases_of
from reports.render.docx import render_docx
from reports.render.pdf import RenderError, render_pdf
from reports.render.xlsx import render_document_xlsx, render_xlsx
from reports.views_documents import PDF_POLICY
from txct.core.access import needs
from txct.core.models import IssuedFile
from txct.core.scoping import trusted

VIEW = "reports.view_desk"
ANNEX_WRITERS: dict[str, Callable[..., bytes]] = {
    IssuedFile.Form.PDF: render_pdf,
    IssuedFile.Form.DOCX: render_docx,
    IssuedFile.Form.XLSX: render_document_xlsx,
}
AS_PLANNED = "dang-soan"
SIZES = {"a4": "A4", "a3": "A3"}


def _open_meeting(request: HttpRequest, pk: int) -> tuple[Meeting, Known]:
    """A conference and what may be said of it; not found for an encounter, which is announced to nobody."""
    meeting = get_object_or_404(with_parts(Meeting.objects.for_user(request.user, VIEW)), pk=pk)
    known = as_known([meeting])[0]
    if not known.is_open_to_voters:
        raise Http404
    return meeting, known


def _round(request: HttpRequest, pk: int) -> Round:
    rounds = Round.objects.for_user(request.user, VIEW).select_related("council__locality", "plan__session__term")
    return get_object_or_404(rounds, pk=pk)


def _schedule(request: HttpRequest, round_: Round) -> PrintedSchedule:
    """What people were last told; with `?ban=dang-soan` the schedule as it is planned now."""
    return printed_schedule(round_, as_planned=request.GET.get("ban") == AS_PLANNED)


@needs(VIEW)
@require_safe
def round_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The schedule of a round with the voters invited, as an Excel file, in the version asked for."""
    round_ = _round(request, pk)
    schedule = _schedule(request, round_)
    table = schedule_table(schedule.lines, is_draft=schedule.release is None)
    mark = f" ({DRAFT})" if schedule.release is None else ""
    title = f"{NAME}: {round_.label}{mark}"
    content = render_xlsx([table], frozen_at=timezone.now(), title=title, author=str(round_.council))
    response = HttpResponse(content, content_type=MEDIA_TYPES["xlsx"])
    response["Content-Disposition"] = f'attachment; filename="lich-tiep-xuc-cu-tri-dot-{round_.pk}.xlsx"'
    return response


@needs(VIEW)
@require_safe
@csp_replace(PDF_POLICY)
def round_annex_file(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The schedule of a round as the annex of its plan, in the version asked for: PDF, Word or Excel."""
    round_, now = _round(request, pk), timezone.localtime()
    if form not in ANNEX_WRITERS:
        raise Http404
    with trusted():
        doc = round_annex(round_, _schedule(request, round_))
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"}
    try:
        content = ANNEX_WRITERS[form](doc, frozen_at=now)
    except RenderError as error:
        return HttpResponse(str(error), content_type="text/plain; charset=utf-8", status=503, headers=headers)
    shown = "inline" if form == IssuedFile.Form.PDF else "attachment"
    headers["Content-Disposition"] = f'{shown}; filename="phu-luc-lich-tiep-xuc-cu-tri-dot-{pk}.{form}"'
    return HttpResponse(content, content_type=MEDIA_TYPES[form], headers=headers)


@needs(VIEW)
@require_safe
def round_releases(request: HttpRequest, pk: int) -> HttpResponse:
    """How any two releases of a round differ, in words."""
    round_ = _round(request, pk)
    context: dict[str, Any] = {"round": round_}
    releases = releases_of(round_)
    if len(releases) > 1:
        old, new = chosen(releases, request.GET.get("tu", ""), request.GET.get("den", ""))
        choices = [(str(one.number), capital(release_label(one))) for one in releases]
        picked = {"tu": str(old.number), "den": str(new.number)}
        context |= {
            "form": CompareReleasesForm(initial=picked, choices=choices),
            "old_label": capital(release_label(old)),
            "new_label": release_label(new),
            "shown": comparison(old, new),
        }
    return render(request, "reports/round_releases.html", context)


@needs(VIEW)
@require_safe
def meeting_poster(request: HttpRequest, pk: int) -> HttpResponse:
    """A sheet to pin up: what, when, where, and a code that leads to the voters' form."""
    meeting, known = _open_meeting(request, pk)
    poster = poster_of(meeting, known)
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
    code = segno.make(voters_address(_open_meeting(request, pk)[0]), error="m", micro=False)
    code.save(target, kind="svg", scale=8, border=2, light="#fff")
    return HttpResponse(target.getvalue(), content_type="image/svg+xml")


@needs(VIEW)
@require_safe
def meeting_calls(request: HttpRequest, pk: int) -> HttpResponse:
    """The text for the loudspeakers and the short message of a meeting, ready to be copied."""
    meeting, known = _open_meeting(request, pk)
    address = voters_address(meeting)
    context = {
        "meeting": meeting,
        "name": capital(known.facts.units_text),
        "is_told": known.is_told,
        "spoken": loudspeaker_text(known.facts, is_draft=not known.is_told),
        "message": short_message(known.facts, address, is_draft=not known.is_told),
    }
    return render(request, "reports/calls.html", context)
