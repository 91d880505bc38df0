"""Who may open a page: a view names the permission it needs."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django_htmx.http import HttpResponseClientRedirect

from txct.core.models import User
from txct.core.permissions import can

View = Callable[..., HttpResponse]
NOT_WRITTEN = (
    "Phiên làm việc đã hết nên việc vừa gửi chưa được lưu. Hãy đăng nhập rồi làm lại; nội dung đã gõ được điền lại."
)


def person(request: HttpRequest) -> User:
    """The signed-in person of a page that only such people open."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def sign_in_first(request: HttpRequest) -> HttpResponse:
    """The way of a stranger: to the log-in page, and from there back to the page that was being read.

    What was sent is told to be unsaved. A request from within a page leads the whole page, not a part of it.
    """
    if request.method in ("GET", "HEAD") and not request.htmx:  # type: ignore[attr-defined]
        return redirect_to_login(request.get_full_path())
    if request.method not in ("GET", "HEAD"):
        messages.warning(request, NOT_WRITTEN)
    away = redirect_to_login(_page_being_read(request))
    return HttpResponseClientRedirect(away.url) if request.htmx else away  # type: ignore[attr-defined]


def _page_being_read(request: HttpRequest) -> str:
    """Path of the page of this site the request came from; the first page of the person when it is not told."""
    told = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    page = urlsplit(told)
    if page.netloc != request.get_host():
        return resolve_url("core:after-login")
    return page._replace(scheme="", netloc="", fragment="").geturl()


def needs(*permissions: str) -> Callable[[View], View]:
    """Open the view to people who hold one of PERMISSIONS somewhere; others are refused, strangers sign in first.

    The view still fetches its object with `for_user()`: this only says who may knock.
    """

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return sign_in_first(request)
            if not any(can(request.user, permission) for permission in permissions):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return run

    return decorate
