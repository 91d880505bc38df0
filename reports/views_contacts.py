"""The desk of contacts that delegates ask for: what waits, one request, its decision, who was told, its summary."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from delegates.models import Delegate
from meetings.actions.contacts import (
    OPEN_ROUNDS,
    approve_contact,
    note_contact_notice,
    note_contact_summary,
    refuse_contact,
    request_contact,
    withdraw_contact,
)
from meetings.board import warnings_of
from meetings.models import ContactRequest, Round, Venue
from meetings.planning import conflicts_of
from reports.contact_pages import (
    COLUMNS,
    contact_page,
    contact_rows,
    contact_title,
    contact_warnings,
    notice_addressees,
    summary_addressees,
    with_names,
)
from reports.desk_access import DESK, council_of
from reports.filters import ContactFilter
from reports.forms_contacts import (
    ApproveContactForm,
    ContactForm,
    NoteForm,
    RefuseContactForm,
    approve_initial,
)
from txct.core.access import needs, person
from txct.core.forms_actions import carried_out, confirm_page, form_page
from txct.core.forms_once import once
from txct.core.permissions import can
from txct.core.writing import Refused

DECIDE = "meetings.decide_contactrequest"
CHANGE = "meetings.change_contactrequest"
METHODS = ["GET", "HEAD", "POST"]
PAGE_SIZE = 50
AT_FIELD = {"starts_at": "starts", "ends_at": "ends"}
Trail = list[tuple[str, str]]


def _trail(request: HttpRequest, contact: ContactRequest | None = None) -> Trail:
    """The pages above; a group's head comes from the own schedule, for the office's home is not his."""
    office = can(request.user, DESK)
    home = ("Bàn làm việc", reverse("desk:home")) if office else ("Lịch của tôi", reverse("delegates:my-schedule"))
    above = [home, ("Đề nghị tiếp xúc", reverse("desk:contacts"))]
    return [*above, (contact_title(contact), reverse("desk:contact", args=[contact.pk]))] if contact else above


def _links(trail: Trail) -> list[dict[str, str]]:
    return [{"label": label, "url": url} for label, url in trail]


def _contact(request: HttpRequest, pk: int, permission: str = DECIDE) -> ContactRequest:
    """The request PK with what its page names, when PERMISSION holds for it; else not found."""
    return get_object_or_404(with_names(ContactRequest.objects.for_user(request.user, permission)), pk=pk)


def _say_warnings(request: HttpRequest, contact: ContactRequest) -> None:
    for warning in contact_warnings(contact):
        messages.warning(request, warning.text)


@needs(DECIDE)
@require_safe
def contact_list(request: HttpRequest) -> HttpResponse:
    """Requests of the council as the address asks for; of a group's head those of the group."""
    council = council_of(request, "delegates.view_council")
    rows = ContactRequest.objects.for_user(request.user, DECIDE).filter(council=council.pk)
    asked = ContactFilter(request.GET, rows, request=request)
    fetched = asked.rows.select_related("delegate", "group", "locality", "neighbourhood", "meeting")
    page = Paginator(fetched.prefetch_related("duties"), PAGE_SIZE).get_page(request.GET.get("trang"))
    context = {
        "filter": asked,
        "chips": asked.chips(),
        "page": page,
        "columns": COLUMNS,
        "rows": contact_rows(page, council, timezone.now()),
        "links": _links(_trail(request)[:1]),
        "may_record": can(request.user, CHANGE, council),
    }
    return render(request, "desk/contact_list.html", context)


@needs(DECIDE)
@require_safe
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    """One request: what is asked, its days and why, what can be done now."""
    found = _contact(request, pk)
    context = {
        "shown": contact_page(found, timezone.now()),
        "links": _links(_trail(request)),
        "may_note": can(request.user, CHANGE, found),
        "may_correct": can(request.user, "meetings.change_duty", found),
        "may_open_meeting": can(request.user, DESK, found),
    }
    return render(request, "desk/contact.html", context)


@needs(CHANGE)
@require_http_methods(METHODS)
@once
def contact_new(request: HttpRequest) -> HttpResponse:
    """Write down what a delegate asked on paper."""
    council, today = council_of(request, CHANGE), timezone.localdate()
    delegates = Delegate.objects.for_user(request.user).filter(council=council.pk).in_office(today)
    form = ContactForm(
        request.POST or None,
        user=person(request),
        council=council,
        today=today,
        delegates=delegates,
        initial={"received_on": today},
    )
    made: list[ContactRequest] = []
    run = partial(request_contact, by=person(request), at=timezone.now())
    if request.method == "POST" and carried_out(form, lambda: made.append(run(**form.asked()))):
        messages.success(request, "Đã ghi đề nghị. Các thời hạn theo quy định đã được tính.")
        _say_warnings(request, made[0])
        return redirect("desk:contact", pk=made[0].pk)
    return form_page(request, form, title="Ghi đề nghị từ văn bản", trail=_trail(request), submit="Ghi đề nghị")


@needs(DECIDE)
@require_http_methods(METHODS)
@once
def contact_approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree: the contact becomes a meeting of a round."""
    found, today = _contact(request, pk), timezone.localdate()
    form = ApproveContactForm(request.POST or None, initial=approve_initial(found, today), **_choices(request, found))
    run = partial(approve_contact, contact=found, by=person(request), at=timezone.now())
    done: list[ContactRequest] = []
    if request.method == "POST" and carried_out(form, lambda: done.append(run(**form.decided())), AT_FIELD):
        messages.success(request, "Đã đồng ý. Cuộc tiếp xúc đã được xếp lịch; đại biểu được báo qua thư.")
        for warning in warnings_of(conflicts_of([done[0].meeting]))[:5]:  # type: ignore[list-item]
            messages.warning(request, f"{warning.kind}: {warning.message}")
        return redirect("desk:contact", pk=pk)
    notices = [("due", "Lưu ý về thời hạn", warning.text) for warning in contact_warnings(found)]
    lead = f"{found.delegate} muốn tiếp xúc tại {found.place_text}."
    more = {"trail": _trail(request, found), "submit": "Đồng ý", "lead": lead, "notices": notices}
    return form_page(request, form, title="Đồng ý với đề nghị", **more)  # type: ignore[arg-type]


def _choices(request: HttpRequest, contact: ContactRequest) -> dict[str, Any]:
    """Halls of the council, and its open rounds; the one off the plan is always offered."""
    venues = Venue.objects.for_user(request.user).filter(council=contact.council_id).select_related("locality")
    rounds = Round.objects.for_user(request.user).filter(
        council=contact.council_id, state__in=OPEN_ROUNDS, is_off_plan=False
    )
    return {"venues": venues.order_by("locality", "name"), "rounds": list(rounds.order_by("starts_on", "pk"))}


@needs(DECIDE)
@require_http_methods(METHODS)
@once
def contact_refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Do not agree, with the reason."""
    found = _contact(request, pk)
    form = RefuseContactForm(request.POST or None, initial={"on": timezone.localdate()})
    run = partial(refuse_contact, contact=found, by=person(request), at=timezone.now())
    return _write(request, found, form, run, "Không đồng ý", "Đã ghi. Đại biểu được báo lý do qua thư.")


@needs(CHANGE)
@require_http_methods(METHODS)
@once
def contact_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that those to be told before the contact were told."""
    found = _contact(request, pk, CHANGE)
    initial = {"on": timezone.localdate(), "to": notice_addressees(found)}
    run = partial(note_contact_notice, contact=found, by=person(request), at=timezone.now())
    form = NoteForm(request.POST or None, initial=initial)
    return _write(request, found, form, run, "Ghi đã thông báo", "Đã ghi ngày thông báo và nơi nhận.")


@needs(CHANGE)
@require_http_methods(METHODS)
@once
def contact_summary(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the summary of what voters said was sent."""
    found = _contact(request, pk, CHANGE)
    initial = {"on": timezone.localdate(), "to": summary_addressees(found)}
    run = partial(note_contact_summary, contact=found, by=person(request), at=timezone.now())
    form = NoteForm(request.POST or None, initial=initial)
    return _write(request, found, form, run, "Ghi đã gửi tổng hợp", "Đã ghi ngày gửi tổng hợp và nơi nhận.")


def _write(
    request: HttpRequest,
    found: ContactRequest,
    form: forms.Form,
    run: Callable[..., object],
    title: str,
    done: str,
) -> HttpResponse:
    """One form about one request: shown, or carried out and back to the request."""
    if request.method == "POST" and carried_out(form, lambda: run(**form.cleaned_data)):
        messages.success(request, done)
        return redirect("desk:contact", pk=found.pk)
    return form_page(request, form, title=title, trail=_trail(request, found), submit=title)


@needs(CHANGE)
@require_http_methods(METHODS)
@once
def contact_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the delegate no longer asks."""
    found = _contact(request, pk, CHANGE)
    if request.method == "POST":
        try:
            withdraw_contact(contact=found, by=person(request), at=timezone.now())
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, "Đã ghi: đại biểu rút đề nghị.")
        return redirect("desk:contact", pk=pk)
    return confirm_page(
        request,
        title="Ghi đại biểu rút đề nghị",
        trail=_trail(request, found),
        consequences=["Đề nghị không còn chờ quyết định; thời hạn của nó bỏ khỏi lịch pháp định."],
        undo="Đại biểu đề nghị lại được bằng một đề nghị mới.",
        submit="Ghi rút đề nghị",
    )
