"""What wraps each request: refusal of unreadable input, session age, the person's council, scoped reads."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from txct.core.permissions import roles_in, tenants_of
from txct.core.scoping import serving_request

Handler = Callable[[HttpRequest], HttpResponse]


class RejectUnreadableInput:
    """A NUL character or broken text in the address or the form is refused, never stored."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.get_full_path() or "%00" in request.get_full_path() or self._unreadable(request):
            return render(request, "400.html", status=400)
        return self.get_response(request)

    def _unreadable(self, request: HttpRequest) -> bool:
        if request.method != "POST" or request.content_type not in (
            "application/x-www-form-urlencoded",
            "multipart/form-data",
        ):
            return False
        return any(
            "\x00" in value or not _encodable(value)
            for key, values in request.POST.lists()
            for value in (key, *values)
        )


def _encodable(value: str) -> bool:
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


class SessionAge:
    """Ends a session that was idle too long, or older than a working day, whatever its cookie says."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = timezone.now().timestamp()
            started = request.session.setdefault("started", now)
            seen = request.session.get("seen", now)
            if now - seen > settings.SESSION_IDLE_SECONDS or now - started > settings.SESSION_COOKIE_AGE:
                logout(request)
            elif now - seen > 60 or "seen" not in request.session:
                request.session["seen"] = now
        return self.get_response(request)


class CurrentCouncil:
    """Sets `request.council` (the tenant) and `request.roles`: the chosen council, else the first of `councils`."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.council, request.roles, request.councils = None, frozenset(), ()
        if request.user.is_authenticated:
            mine = request.councils = tenants_of(request.user)
            chosen = request.session.get("council")
            key = chosen if chosen in mine else (mine[0] if mine else None)
            if key is not None:
                from txct.core.models import Tenant

                request.council = Tenant.objects.get(pk=key)
                request.roles = frozenset(role.value for role in roles_in(request.user, key))
        return self.get_response(request)


class PrivatePages:
    """What a signed-in person reads is kept by no browser and no proxy, unless the page itself says otherwise."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store"
        return response


class ToldRefusals:
    """An address that only takes what another page sends, opened by itself, says so in words."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 405 or response.content:
            return response
        page = render(request, "405.html", status=405)
        page["Allow"] = response["Allow"]
        return page


class ScopedReads:
    """While a view runs, a council's rows can only be read for somebody."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with serving_request():
            return self.get_response(request)
