"""The secretariat's petitions' desk: the list, the same list as a file, one petition with all around it."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.views.decorators.http import require_safe

from delegates.models import Council
from petitions.actions.readings import note_export
from petitions.desk_reads import COLUMNS, course_of, line, petitions_of, reads_petition, with_list_parts
from petitions.exports import spreadsheet
from petitions.filters import PetitionFilter, reads_names
from petitions.likeness import similar_to
from petitions.masking import masked
from petitions.models import Petition, Submission, Transfer
from petitions.next_steps import steps_for
from petitions.presentation import history_of, petition_badge
from txct.core.access import needs, person
from txct.core.permissions import can

PAGE_SIZE = 25
MAY = {
    "may_read_names": "petitions.view_petitioner",
    "may_merge": "petitions.merge_petition",
    "may_issue": "reports.issue_report",
    "may_grant": "petitions.change_transfer",
}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _filter(request: HttpRequest, permission: str = "petitions.browse_petition") -> PetitionFilter:
    council = request.council.pk  # type: ignore[attr-defined]
    return PetitionFilter(request.GET, petitions_of(request.user, council, permission), request=request)


def _list(request: HttpRequest) -> dict[str, Any]:
    """The page of the list that the address asks for."""
    asked, today = _filter(request), timezone.localdate()
    whole = reads_names(request.user, request.council.pk)  # type: ignore[attr-defined]
    page = Paginator(with_list_parts(asked.rows, request.user), PAGE_SIZE).get_page(request.GET.get("trang"))
    return {
        "filter": asked,
        "chips": asked.chips(),
        "page": page,
        "rows": [line(petition, today, whole=whole) for petition in page],
        "columns": COLUMNS,
        "query": request.GET.urlencode(),
    }


@needs("petitions.browse_petition")
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """The petitions of the council, filtered as the address says."""
    context = {
        **_list(request),
        "can_send": can(request.user, "petitions.transfer_petition"),
        "can_export": can(request.user, "petitions.export_petition"),
        "can_open": can(request.user, "petitions.add_petition"),
        "can_remind": can(request.user, "petitions.add_reminder"),
        "can_issue": can(request.user, "reports.issue_report"),
    }
    return render(request, "petitions/desk.html", context)


@needs("petitions.export_petition")
@require_safe
def desk_export(request: HttpRequest) -> HttpResponse:
    """Every row of the list as it is filtered and ordered on the screen, as a spreadsheet."""
    asked, today = _filter(request, "petitions.export_petition"), timezone.localdate()
    whole = reads_names(request.user, request.council.pk)  # type: ignore[attr-defined]
    rows = [line(one, today, whole=whole)["cells"] for one in with_list_parts(asked.rows, request.user)]
    council = get_object_or_404(Council.objects.for_user(request.user), pk=request.council.pk)  # type: ignore[attr-defined]
    note_export(council=council, rows=len(rows), conditions=asked.conditions(), by=person(request))
    content = spreadsheet("Kiến nghị", [column.label for column in COLUMNS], rows)
    name = f"kien-nghi-{today:%Y-%m-%d}.xlsx"
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@needs("petitions.browse_petition")
@require_safe
def petition(request: HttpRequest, pk: int) -> HttpResponse:
    """One petition beside the list it was opened from."""
    rows = petitions_of(request.user, request.council.pk)  # type: ignore[attr-defined]
    found = get_object_or_404(rows.select_related("sector", "round", "merged_into", "repeats", "created_by"), pk=pk)
    today = timezone.localdate()
    show = str if reads_petition(request.user, found) else masked
    tone, word = petition_badge(found, today)
    steps = steps_for(found, request.user)
    context = {
        **_list(request),
        "petition": found,
        "summary": show(found.summary),
        "body": show(found.body),
        "masked": show is masked,
        "tone": tone,
        "word": word,
        "steps": steps,
        **_around(request, found),
    }
    return render(request, "petitions/petition.html", context)


def _around(request: HttpRequest, found: Petition) -> dict[str, Any]:
    """What stands around a petition: its voters' words, agencies, history, merged and similar ones."""
    user, today = request.user, timezone.localdate()
    show = str if reads_petition(user, found) else masked
    show_others = str if reads_names(user, found.council_id) else masked
    transfers = Transfer.objects.for_user(user).filter(petition=found).select_related("agency", "letter")
    return {
        "sources": [(show(said.verbatim or said.summary), _place(said)) for said in _statements(user, found)],
        "transfers": course_of(
            transfers.prefetch_related("answers__verdicts__body", "answers__verdicts__group"), today, show
        ),
        "history": history_of(list(found.events.select_related("by").order_by("pk")), show),
        "target_summary": show(found.merged_into.summary) if found.merged_into else "",
        "merged": [(one, show(one.summary)) for one in found.merged.order_by("code")],
        "told": [
            (feedback, show(feedback.note))
            for feedback in found.feedback.select_related("meeting").order_by("-told_on", "-pk")
        ],
        "localities": [str(place) for place in found.localities.all()],
        "similar": [
            (one, show_others(one.petition.summary))
            for one in similar_to(found, petitions_of(user, found.council_id).live())
        ],
        **{name: can(user, permission, found) for name, permission in MAY.items()},
    }


def _statements(user: Any, found: Petition) -> list[Submission]:
    rows = Submission.objects.for_user(user).filter(petition_sources__petition=found).in_pool()
    return list(rows.select_related("meeting", "locality", "neighbourhood").order_by("recorded_at", "pk"))


def _place(said: Submission) -> str:
    parts = (said.neighbourhood, said.locality, said.meeting or said.get_channel_display())
    return ", ".join(str(part) for part in parts if part)


def trail_of(request: HttpRequest, found: Petition) -> list[tuple[str, str]]:
    """The pages above a form that a group's head opens too: the office's desk, or the list of the group."""
    if can(request.user, "petitions.browse_petition", found):
        return trail_to(found)
    return [("Kiến nghị của Tổ", reverse("petitions:group-petitions"))]


def trail_to(found: Petition | None = None) -> list[tuple[str, str]]:
    """The pages above a petition's forms."""
    steps = [("Kiến nghị", reverse("petitions:desk"))]
    if found is not None:
        steps.append((found.code, reverse("petitions:petition", args=[found.pk])))
    return steps


def choice_text(found: Petition) -> str:
    """A petition as one choice among several."""
    return f"{found.code}: {Truncator(found.summary).chars(160)}"
