"""Pages anybody may open: published petitions, the voters' form of a meeting, the look-up by receipt code."""

from __future__ import annotations

from io import BytesIO
from urllib.parse import urlencode

import segno
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from meetings.models import Meeting
from meetings.public_pages import told_page
from meetings.queries import told_of
from petitions.forms_public import ReceiptForm, VoterForm
from petitions.models import Petition
from petitions.public_forms import TooManyUses, closed_because, keep_form, look_up
from petitions.public_journey import petition_page
from petitions.public_list import PublicFilterForm, figures_of, narrowed, petition_url, rows_of, with_public_parts
from petitions.receipts import printed_code, sent_token, submission_of_token
from txct.core.forms_once import once
from txct.core.throttle import client_address
from txct.core.writing import Refused

PAGE_SIZE = 30


@require_safe
def public_list(request: HttpRequest) -> HttpResponse:
    """The published petitions, narrowed, with what they add up to."""
    form = PublicFilterForm(request.GET)
    values = form.cleaned_data if form.is_valid() else {}
    published = Petition.objects.published()
    rows = with_public_parts(narrowed(published, values))
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("trang"))
    context = {
        "form": form,
        "page": page,
        "rows": rows_of(page.object_list, with_council="hoi_dong" in form.fields),
        "figures": figures_of(narrowed(published, values, standing=False), request.GET),
        "chips": form.chips(request.GET),
    }
    return render(request, "petitions/public_list.html", context)


@require_safe
def public_petition(request: HttpRequest, council: str, code: str) -> HttpResponse:
    """One published petition and what became of it."""
    published = Petition.objects.published().select_related("sector", "council").prefetch_related("localities")
    petition = get_object_or_404(published, council__code=council, code=code)
    return render(request, "petitions/public_petition.html", {"shown": petition_page(petition)})


@require_safe
def public_code(request: HttpRequest, code: str) -> HttpResponse:
    """A code alone, as papers print it: led to its petition, or to the choice when several councils use it."""
    found = list(Petition.objects.published().filter(code=code).select_related("council")[:2])
    if not found:
        raise Http404
    if len(found) > 1:
        return redirect(f"{reverse('petitions:public-list')}?{urlencode({'tim': code})}")
    return redirect(petition_url(found[0]))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request: HttpRequest) -> HttpResponse:
    """How far a form has come, by its code. The code is sent, never part of an address."""
    form, found, status = ReceiptForm(request.POST if request.method == "POST" else None), None, 200
    if form.is_valid():
        try:
            found = look_up(form.cleaned_data["ma"], client_address(request))
        except Refused as refusal:
            form.add_error(refusal.field, refusal.message)
            status = 429 if isinstance(refusal, TooManyUses) else 200
    return render(request, "petitions/receipt.html", {"form": form, "receipt": found}, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@once
def voter_form(request: HttpRequest, short: str) -> HttpResponse:
    """The voters' form of one meeting."""
    meeting, status = _meeting(short), 200
    closed = closed_because(meeting, timezone.now())
    form = VoterForm(meeting, request.POST if request.method == "POST" and closed is None else None)
    if form.is_valid():
        try:
            token = sent_token(keep_form(form, client_address(request)))
            return redirect("petitions:voter-form-sent", short=short, token=token)
        except TooManyUses as refusal:
            form.add_error(None, refusal.message)
            status = 429
    context = {"form": form, "shown": told_page(meeting, timezone.now()), "meeting": meeting, "closed": closed}
    return render(request, "petitions/voter_form.html", context, status=status)


@never_cache
@require_safe
def voter_form_sent(request: HttpRequest, short: str, token: str) -> HttpResponse:
    """The receipt: the code, and how to follow what becomes of it."""
    meeting = _meeting(short)
    submission = submission_of_token(token)
    if submission is None or submission.meeting_id != meeting.pk:
        return render(request, "petitions/receipt_ended.html", {"meeting": meeting}, status=410)
    context = {
        "meeting": meeting,
        "heading": told_of(meeting.released).label,
        "code_parts": printed_code(submission.receipt_code or "").split(),
    }
    return render(request, "petitions/voter_form_sent.html", context)


@require_safe
def voter_form_qr(request: HttpRequest, short: str) -> HttpResponse:
    """The address of a meeting's form as a picture to print on posters."""
    meeting = _meeting(short)
    address = f"{settings.SITE_URL}{reverse('petitions:voter-form', args=[meeting.short_code])}"
    drawn = BytesIO()
    segno.make(address, error="m", micro=False).save(
        drawn, kind="svg", scale=8, border=4, xmldecl=False, svgclass=None, lineclass=None, title=address
    )
    answer = HttpResponse(drawn.getvalue(), content_type="image/svg+xml")
    answer["Cache-Control"] = "public, max-age=86400"
    return answer


def _meeting(short: str) -> Meeting:
    meetings = Meeting.objects.open_to_voters().with_short_code(short)
    return get_object_or_404(meetings.select_related("released__meeting"))
