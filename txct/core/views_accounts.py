"""Invitations: offered by the office, taken up by the person who owns the address."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import login
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from txct.core.access import needs, person
from txct.core.actions import accept_invitation, invite, open_invitation, revoke_invitation
from txct.core.forms_accounts import InvitationForm, NewPasswordForm
from txct.core.forms_once import once
from txct.core.models import Invitation, User
from txct.core.permissions import roles_in
from txct.core.roles import invitable_by
from txct.core.writing import Refused

PAGE_SIZE = 50


@needs("core.view_invitation")
def invitation_list(request: HttpRequest) -> HttpResponse:
    """Who was invited to the council, and how each offer stands."""
    council = request.council  # type: ignore[attr-defined]
    offers = Invitation.objects.for_user(request.user).filter(tenant=council).select_related("invited_by")
    page = Paginator(offers, PAGE_SIZE).get_page(request.GET.get("trang"))
    now = timezone.now()
    rows = [(offer, offer.standing(now)) for offer in page]
    return render(request, "core/invitation_list.html", {"page": page, "rows": rows})


@needs("core.add_invitation")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def invitation_new(request: HttpRequest) -> HttpResponse:
    """Invite somebody to the council one works for."""
    council = request.council  # type: ignore[attr-defined]
    roles = invitable_by(roles_in(request.user, council.pk))
    form = InvitationForm(request.POST or None, roles=roles)
    if request.method == "POST" and form.is_valid():
        try:
            offer, _token = invite(tenant=council, by=person(request), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field, refusal.message)
        else:
            messages.success(request, f"Đã mời {offer.full_name}. Thư đang được gửi đến {offer.email}.")
            return redirect("core:invitation-list")
    return render(request, "core/invitation_new.html", {"form": form})


@needs("core.change_invitation")
@require_POST
def invitation_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw an offer."""
    offers = Invitation.objects.for_user(request.user, "core.change_invitation")
    try:
        offer = revoke_invitation(invitation=get_object_or_404(offers, pk=pk), by=person(request))
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"Đã thu hồi thư mời gửi {offer.full_name}.")
    return redirect("core:invitation-list")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_accept(request: HttpRequest, token: str) -> HttpResponse:
    """Opening the link shows the offer; only sending the form takes it up."""
    offer = open_invitation(token)
    if offer is None:
        return render(request, "core/invitation_closed.html", status=410)
    known = User.objects.filter(email__iexact=offer.email).first()
    asks_password = known is None or not known.has_usable_password()
    person = known or User(email=offer.email, full_name=offer.full_name)
    form = NewPasswordForm(person, request.POST or None) if asks_password else None
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            user = accept_invitation(token=token, password=form.cleaned_data["new_password1"] if form else "")
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            return _welcome(request, user, sign_in=asks_password)
    return render(request, "core/invitation_accept.html", {"offer": offer, "form": form})


def _welcome(request: HttpRequest, user: User, *, sign_in: bool) -> HttpResponse:
    """Somebody who just chose a password is in; somebody known signs in as always."""
    if sign_in:
        login(request, user, backend="django.contrib.auth.backends.ModelBackend")
        messages.success(request, "Tài khoản đã sẵn sàng. Lần sau hãy đăng nhập bằng địa chỉ thư này.")
        return redirect("core:after-login")
    messages.success(request, "Đã nhận vai trò mới. Hãy đăng nhập để bắt đầu.")
    return redirect("core:login")
