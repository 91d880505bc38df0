"""A delegate asks for a contact, follows what becomes of it, withdraws it; or declines a contact he is sent to."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from delegates.calendars import calendar_of
from meetings.actions.attendance import decline
from meetings.actions.contacts import request_contact, withdraw_contact
from meetings.enums import ContactState
from meetings.models import ContactRequest
from meetings.models.contacts import ContactRequestQuerySet
from meetings.public_pages import told_page
from reports.contact_pages import contact_cards, contact_page, contact_warnings, with_names
from reports.forms_contacts import ContactForm, DeclineForm
from reports.views_delegate import ANSWER, own_attendance, own_mandate
from txct.core.access import needs, person
from txct.core.forms_actions import carried_out
from txct.core.forms_once import once
from txct.core.writing import Refused

ASK = "meetings.add_contactrequest"
METHODS = ["GET", "HEAD", "POST"]
CARDS_SHOWN = 50


def _own(request: HttpRequest) -> ContactRequestQuerySet:
    """The person's own requests with what their pages name."""
    rows: ContactRequestQuerySet = ContactRequest.objects.for_user(request.user, ASK)
    return with_names(rows.filter(delegate__user=request.user))


@needs(ASK)
@require_safe
def contacts(request: HttpRequest) -> HttpResponse:
    """The delegate's requests, newest first, with what each waits for."""
    mandate = own_mandate(request)
    found = _own(request).filter(council=mandate.council_id).prefetch_related("duties")[:CARDS_SHOWN]
    shown = contact_cards(list(found), calendar_of(mandate.council), timezone.now())
    return render(request, "delegates/contacts.html", {"cards": shown})


@needs(ASK)
@require_http_methods(METHODS)
@once
def contact_new(request: HttpRequest) -> HttpResponse:
    """Ask for a contact."""
    mandate, now = own_mandate(request), timezone.now()
    today = timezone.localdate(now)
    form = ContactForm(request.POST or None, user=person(request), council=mandate.council, today=today)
    run = partial(request_contact, delegate=mandate, received_on=today, by=person(request), at=now)
    made: list[ContactRequest] = []
    if request.method == "POST" and carried_out(form, lambda: made.append(run(**form.asked()))):
        messages.success(request, "Đã gửi đề nghị. Có thể rút cho đến khi được quyết định.")
        for warning in contact_warnings(made[0]):
            messages.warning(request, warning.text)
        return redirect("delegates:contact", pk=made[0].pk)
    return render(request, "delegates/contact_form.html", {"form": form})


@needs(ASK)
@require_safe
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    """One of the delegate's requests: where it stands, by which day the answer is due and why."""
    found = get_object_or_404(_own(request), pk=pk)
    context = {
        "shown": contact_page(found, timezone.now()),
        "may_withdraw": found.state == ContactState.REQUESTED,
    }
    return render(request, "delegates/contact.html", context)


@needs(ASK)
@require_POST
@once
def contact_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """The delegate no longer asks."""
    found = get_object_or_404(_own(request), pk=pk)
    try:
        withdraw_contact(contact=found, by=person(request), at=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, "Đã rút đề nghị. Có thể đề nghị lại bất cứ lúc nào.")
    return redirect("delegates:contact", pk=pk)


@needs(ANSWER)
@require_http_methods(METHODS)
@once
def decline_contact(request: HttpRequest, pk: int) -> HttpResponse:
    """“Từ chối tiếp xúc”: for lack of safety or breach of principles, with the reason."""
    own = own_attendance(request, pk)
    form = DeclineForm(request.POST or None)
    run = partial(decline, attendance=own, by=person(request))
    if request.method == "POST" and carried_out(form, lambda: run(**form.cleaned_data)):
        messages.success(request, "Đã gửi lý do từ chối cho Văn phòng. Văn phòng cử người khác, đổi lịch hoặc hoãn.")
        return redirect("delegates:my-schedule")
    shown = told_page(own.meeting, timezone.now())
    return render(request, "delegates/decline.html", {"form": form, "shown": shown})
