"""A schedule that exists is brought to a round: chosen or pasted, looked at row by row, written where ticked."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from meetings.actions.imports import choose_names, keep_schedule_file, write_schedule_file
from meetings.forms_import import NamesForm, ScheduleSourceForm
from meetings.importers.schedule_values import NotASchedule
from meetings.models import Round, ScheduleFile
from meetings.schedule_preview import SchedulePage, schedule_page
from meetings.views_board import CHANGE, METHODS, board_round, board_url, trail_of
from txct.core.access import needs, person
from txct.core.forms_actions import carried_out, form_page
from txct.core.forms_once import once
from txct.core.models import User
from txct.core.writing import Refused


@needs(CHANGE)
@require_http_methods(METHODS)
@once
def schedule_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose a file or paste a schedule; it is kept for the preview, nothing is written."""
    round_ = board_round(request, pk, CHANGE)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ScheduleSourceForm(*sent)
    kept: list[ScheduleFile] = []
    if request.method == "POST" and carried_out(form, lambda: kept.append(_kept(form, round_, person(request)))):
        return redirect("meetings:schedule-file", pk=kept[0].pk)
    return form_page(
        request,
        form,
        title="Nhập lịch có sẵn",
        trail=trail_of(round_),
        submit="Đọc và xem trước",
        submit_icon="upload",
        lead=f"{round_.label}. Chưa ghi gì cho đến khi bạn xem trước và đánh dấu từng hội nghị.",
        template="meetings/import.html",
        earlier=ScheduleFile.objects.for_user(request.user, CHANGE).filter(round=round_).defer("content")[:5],
    )


def _kept(form: ScheduleSourceForm, round_: Round, by: User) -> ScheduleFile:
    """The schedule of a valid form, kept; what cannot be read is refused at its field."""
    name, content = form.source()
    try:
        return keep_schedule_file(round=round_, name=name, content=content, year=form.cleaned_data["year"], by=by)
    except NotASchedule as refusal:
        raise Refused(refusal.message, field="file" if form.cleaned_data["file"] else "text") from refusal


def _file(request: HttpRequest, pk: int) -> ScheduleFile:
    """A kept schedule of a round whose meetings the person may change; else not found."""
    rows = ScheduleFile.objects.for_user(request.user, CHANGE)
    file = get_object_or_404(rows.select_related("round__council__locality", "round__plan"), pk=pk)
    board_round(request, file.round_id, CHANGE)
    return file


@needs(CHANGE)
@require_http_methods(["GET", "HEAD"])
def schedule_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Every meeting of the file as it would be written, with what is doubtful and what is there already."""
    file = _file(request, pk)
    if file.written_at is not None:
        return redirect(board_url(file.round_id))
    return render(request, "meetings/import_preview.html", _context(file, schedule_page(file)))


def _context(file: ScheduleFile, page: SchedulePage) -> dict[str, Any]:
    return {
        "file": file,
        "round": file.round,
        "page": page,
        "names": NamesForm(names=page.open_names, chosen=file.choices) if page.open_names else None,
        "links": [{"label": label, "url": url} for label, url in trail_of(file.round)],
    }


@needs(CHANGE)
@require_POST
@once
def schedule_names(request: HttpRequest, pk: int) -> HttpResponse:
    """Remember the records chosen for printed names."""
    file = _file(request, pk)
    form = NamesForm(request.POST, names=schedule_page(file).open_names, chosen=file.choices)
    if carried_out(form, lambda: choose_names(file=file, choices=form.choices(), by=person(request))):
        messages.success(request, "Đã khớp lại các tên theo lựa chọn. Xem lại từng hội nghị rồi ghi.")
    else:
        messages.error(request, "Danh sách tên đã đổi từ khi mở trang. Chọn lại.")
    return redirect("meetings:schedule-file", pk=file.pk)


@needs(CHANGE)
@require_POST
@once
def schedule_write(request: HttpRequest, pk: int) -> HttpResponse:
    """Write exactly the ticked rows, all or none."""
    file = _file(request, pk)
    try:
        done = write_schedule_file(file=file, keys=set(request.POST.getlist("h")), by=person(request))
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("meetings:schedule-file", pk=file.pk)
    kept = f" {done.already:02d} hội nghị có từ trước, giữ nguyên." if done.already else ""
    messages.success(request, f"Đã ghi {len(done.meetings):02d} hội nghị vào lịch.{kept}")
    return redirect(board_url(file.round_id))
