"""What voters said and is not yet a petition: the list, making a petition of it, splitting it, saying what it is."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import Truncator
from django.views.decorators.http import require_http_methods, require_safe

from petitions.actions import add_submissions, open_petition, reclassify_submission, split_submission, undo_split
from petitions.desk_reads import choices_among, petitions_of
from petitions.enums import RESTRICTED_KINDS, SubmissionKind, SubmissionState
from petitions.filters import FREE_STATES, SubmissionFilter, own_sectors, reads_names
from petitions.forms_desk import KindForm, OpenPetitionForm
from petitions.forms_voices import JoinForm, SplitForm
from petitions.likeness import similar_to_text
from petitions.masking import masked
from petitions.models import Petition, Submission
from petitions.models.submissions import SubmissionQuerySet
from petitions.rules import PETITION_KINDS
from petitions.views_desk import choice_text
from txct.core.access import needs, person
from txct.core.forms_actions import carried_out, confirm_page, form_page
from txct.core.forms_once import once, stale_response
from txct.core.permissions import can
from txct.core.writing import Refused, StalePage
from txct.lib.numbers import whole_numbers

PAGE_SIZE = 25
METHODS = ["GET", "HEAD", "POST"]


def _statements(request: HttpRequest, permission: str = "petitions.view_submission") -> SubmissionQuerySet:
    rows: SubmissionQuerySet = Submission.objects.for_user(request.user, permission)
    return rows.filter(council=request.council.pk).in_pool()  # type: ignore[attr-defined]


def _trail() -> list[tuple[str, str]]:
    return [("Kiến nghị", reverse("petitions:desk")), ("Ý kiến cử tri", reverse("petitions:voice-list"))]


@needs("petitions.browse_petition")
@require_safe
def voice_list(request: HttpRequest) -> HttpResponse:
    """Statements of the council, the newest first; complaints and denunciations are elsewhere."""
    asked = SubmissionFilter(request.GET, _statements(request), request=request)
    rows = asked.rows.select_related("meeting", "locality", "neighbourhood", "split_from").prefetch_related(
        "petition_sources__petition"
    )
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("trang"))
    whole = reads_names(request.user, request.council.pk)  # type: ignore[attr-defined]
    context = {
        "filter": asked,
        "chips": asked.chips(),
        "page": page,
        "rows": [_row(said, whole) for said in page],
        "can_open": can(request.user, "petitions.add_petition"),
        "can_read_cases": can(request.user, "petitions.view_restrictedcase"),
        "links": [{"label": label, "url": url} for label, url in _trail()[:1]],
    }
    return render(request, "petitions/voice_list.html", context)


def _row(said: Submission, whole: bool) -> dict[str, Any]:
    words = said.summary or said.verbatim
    free = said.state in FREE_STATES or said.state == "answered_on_spot"
    return {
        "said": said,
        "words": words if whole else masked(words),
        "petitions": [source.petition for source in said.petition_sources.all()],
        "choosable": free and said.kind in PETITION_KINDS,
        "free": free,
        "part": bool(said.split_from_id and free),
        "tone": "done" if said.state in ("in_petition", "answered_on_spot") else "open",
    }


def _choice(said: Submission) -> str:
    place = said.neighbourhood or said.locality
    words = Truncator(said.summary or said.verbatim).chars(160)
    return f"{words} ({place})" if place else words


@needs("petitions.add_petition")
@require_http_methods(METHODS)
@once
def voice_open(request: HttpRequest) -> HttpResponse:
    """Make one petition of the chosen statements."""
    chosen = whole_numbers(request.GET.getlist("chon"))
    rows = _statements(request, "petitions.change_submission").filter(pk__in=chosen)
    words = [said.summary or said.verbatim for said in rows.order_by("pk")[:1]]
    form = OpenPetitionForm(
        request.POST or None,
        submissions=rows.select_related("locality", "neighbourhood").order_by("pk"),
        sectors=own_sectors(request),
        show=_choice,
        initial={"submissions": chosen, "summary": words[0] if words else ""},
    )
    opened: list[Petition] = []
    if request.method == "POST" and carried_out(form, lambda: opened.append(_open(request, form.cleaned_data))):
        messages.success(request, f"Đã lập {opened[0].code} từ {len(form.cleaned_data['submissions'])} lượt ý kiến.")
        return redirect("petitions:petition", pk=opened[0].pk)
    notices = [] if chosen else [("due", "", "Chưa chọn lượt ý kiến nào. Hãy quay lại danh sách và đánh dấu.")]
    return form_page(request, form, title="Lập kiến nghị", trail=_trail(), submit="Lập kiến nghị", notices=notices)


def _open(request: HttpRequest, values: dict[str, Any]) -> Petition:
    return open_petition(by=person(request), **{**values, "submissions": list(values["submissions"])})


@needs("petitions.change_petition")
@require_http_methods(METHODS)
@once
def voice_join(request: HttpRequest) -> HttpResponse:
    """Add the chosen statements to a petition that asks the same."""
    chosen = whole_numbers(request.GET.getlist("chon"))
    form = _join_form(request, chosen)

    def run() -> None:
        said, petition = list(form.cleaned_data["submissions"]), form.cleaned_data["petition"]
        add_submissions(petition=petition, submissions=said, by=person(request))

    if request.method == "POST" and carried_out(form, run):
        petition, count = form.cleaned_data["petition"], len(form.cleaned_data["submissions"])
        messages.success(request, f"Đã thêm {count} lượt ý kiến vào {petition.code}.")
        return redirect("petitions:petition", pk=petition.pk)
    more = {"asked": request.GET.get("tim", ""), "found": form.found, "kept": [("chon", pk) for pk in chosen]}
    title, template = "Thêm vào kiến nghị đã có", "petitions/choose.html"
    return form_page(
        request, form, title=title, trail=_trail(), submit="Thêm vào kiến nghị", template=template, **more
    )


def _join_form(request: HttpRequest, chosen: list[int]) -> JoinForm:
    """The statements chosen, and the live petitions found by words or like the first of them."""
    said = _statements(request, "petitions.change_submission").filter(pk__in=chosen)
    rows = petitions_of(request.user, request.council.pk, "petitions.change_petition").live()  # type: ignore[attr-defined]
    first = said.order_by("pk").first()
    alike = similar_to_text(first.summary or first.verbatim, rows) if first else []
    return JoinForm(
        request.POST or None,
        submissions=said.select_related("locality", "neighbourhood").order_by("pk"),
        said=_choice,
        candidates=choices_among(rows, request.GET.get("tim", ""), alike, request.POST.getlist("petition")),
        show=choice_text,
        initial={"submissions": chosen},
    )


@needs("petitions.change_petition")
@require_http_methods(METHODS)
@once
def voice_split(request: HttpRequest, pk: int) -> HttpResponse:
    """Make several statements of one speech; the speech keeps its words."""
    said = get_object_or_404(_statements(request, "petitions.change_submission"), pk=pk)
    form = SplitForm(request.POST or None, kind=said.kind)

    def run() -> None:
        split_submission(submission=said, points=form.points, by=person(request))

    if request.method == "POST" and carried_out(form, run, at={"points": "summary_1"}):
        messages.success(request, f"Đã tách thành {len(form.points)} lượt ý kiến.")
        return redirect("petitions:voice-list")
    notices = [("draft", "", "Ghi từng ý vào một ô, ít nhất hai ô; ô để trống không thành lượt ý kiến nào.")]
    lead = said.verbatim or said.summary
    return form_page(request, form, title="Tách ý kiến", trail=_trail(), submit="Tách", notices=notices, lead=lead)


@needs("petitions.change_petition")
@require_http_methods(METHODS)
@once
def voice_unsplit(request: HttpRequest, pk: int) -> HttpResponse:
    """Make one speech again of the points it was split into."""
    speeches: Any = Submission.objects.for_user(request.user, "petitions.change_submission")
    said = get_object_or_404(speeches.filter(state=SubmissionState.SPLIT), pk=pk)
    if request.method == "POST":
        try:
            undo_split(submission=said, by=person(request))
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, "Đã gộp các ý lại thành một lượt ý kiến như trước khi tách.")
        return redirect("petitions:voice-list")
    return confirm_page(
        request,
        title="Gộp lại ý kiến đã tách",
        trail=_trail(),
        lead=said.verbatim or said.summary,
        consequences=["Các ý đã tách rời khỏi danh sách; lượt ý kiến ban đầu trở lại với đủ lời."],
        undo="Tách lại được.",
        submit="Gộp lại",
    )


@needs("petitions.add_petition")
@require_http_methods(METHODS)
@once
def voice_kind(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what a statement is."""
    said = get_object_or_404(_statements(request, "petitions.change_submission"), pk=pk)
    form = KindForm(request.POST or None, initial={"kind": said.kind, "version": said.version})

    def run() -> None:
        kind = SubmissionKind(form.cleaned_data["kind"])
        version = form.cleaned_data["version"]
        reclassify_submission(submission=said, kind=kind, by=person(request), expected_version=version)

    try:
        if request.method == "POST" and carried_out(form, run):
            gone = form.cleaned_data["kind"] in RESTRICTED_KINDS
            messages.success(request, "Đã chuyển vào sổ riêng." if gone else "Đã ghi loại của lượt ý kiến.")
            return redirect("petitions:voice-list")
    except StalePage as stale:
        return stale_response(request, stale, form)
    notices = [("due", "", "Khiếu nại, tố cáo rời khỏi mọi danh sách và số liệu; chỉ hướng dẫn cử tri gửi đơn.")]
    lead = said.summary or said.verbatim
    return form_page(
        request, form, title="Loại của lượt ý kiến", trail=_trail(), submit="Ghi", notices=notices, lead=lead
    )
