"""Complaints and denunciations voiced at meetings: a register of their own, read and kept by the office alone."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from petitions.actions import hand_off_case, reclassify_submission
from petitions.enums import SubmissionKind
from petitions.forms_desk import KindForm
from petitions.forms_voices import HandOffForm
from petitions.models import RestrictedCase
from txct.core.access import needs, person
from txct.core.forms_actions import carried_out, form_page
from txct.core.forms_once import once, stale_response
from txct.core.writing import StalePage
from txct.lib.dates import weekday_date

PAGE_SIZE = 25
METHODS = ["GET", "HEAD", "POST"]


def _cases(request: HttpRequest, permission: str) -> QuerySet[RestrictedCase]:
    """Cases of the council at work; a speech that was split stands for its points no more."""
    rows: QuerySet[RestrictedCase] = RestrictedCase.objects.for_user(request.user, f"petitions.{permission}")
    rows = rows.filter(submission__council=request.council.pk)  # type: ignore[attr-defined]
    return rows.exclude(submission__state__in=("split", "withdrawn")).select_related(
        "submission__meeting", "submission__locality", "submission__neighbourhood"
    )


def _trail() -> list[tuple[str, str]]:
    return [("Ý kiến cử tri", reverse("petitions:voice-list")), ("Sổ khiếu nại, tố cáo", reverse("petitions:cases"))]


def _facts(case: RestrictedCase) -> list[tuple[str, Any]]:
    said = case.submission
    place = said.neighbourhood or said.locality or "chưa rõ"
    return [
        ("Loại", said.get_kind_display()),
        ("Ghi ngày", weekday_date(timezone.localdate(said.recorded_at))),
        ("Nơi", place),
        ("Hội nghị", said.meeting or said.get_channel_display()),
        ("Nội dung", case.text),
    ]


@needs("petitions.view_restrictedcase")
@never_cache
@require_safe
def case_list(request: HttpRequest) -> HttpResponse:
    """The register, those still to be told where to go first."""
    rows = _cases(request, "view_restrictedcase").order_by("handed_at", "-pk")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("trang"))
    context = {"page": page, "links": [{"label": label, "url": url} for label, url in _trail()[:1]]}
    return render(request, "petitions/cases.html", context)


@needs("petitions.change_restrictedcase")
@never_cache
@require_http_methods(METHODS)
@once
def case_hand_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Note where the voter was told to send the complaint or denunciation."""
    case = get_object_or_404(_cases(request, "change_restrictedcase"), pk=pk)
    form = HandOffForm(request.POST or None, initial={"handed_to": case.handed_to})

    def run() -> None:
        hand_off_case(submission=case.submission, by=person(request), **form.cleaned_data)

    if request.method == "POST" and carried_out(form, run):
        messages.success(request, "Đã ghi nơi hướng dẫn cử tri gửi đơn.")
        return redirect("petitions:cases")
    return form_page(
        request, form, title="Hướng dẫn gửi đơn", trail=_trail(), submit="Ghi hướng dẫn", facts=_facts(case)
    )


@needs("petitions.change_restrictedcase")
@never_cache
@require_http_methods(METHODS)
@once
def case_kind(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a case is of another kind: what is no complaint comes back to the list with its words."""
    case = get_object_or_404(_cases(request, "change_restrictedcase"), pk=pk)
    said = case.submission
    form = KindForm(request.POST or None, initial={"kind": said.kind, "version": said.version})

    def run() -> None:
        kind, version = SubmissionKind(form.cleaned_data["kind"]), form.cleaned_data["version"]
        reclassify_submission(submission=said, kind=kind, by=person(request), expected_version=version)

    try:
        if request.method == "POST" and carried_out(form, run):
            messages.success(request, "Đã ghi loại.")
            return redirect("petitions:cases")
    except StalePage as stale:
        return stale_response(request, stale, form)
    return form_page(request, form, title="Đổi loại", trail=_trail(), submit="Ghi", facts=_facts(case))
