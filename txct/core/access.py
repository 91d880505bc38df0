"""Who may open a page: a view names the permission it needs."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from txct.core.models import User
from txct.core.permissions import can

View = Callable[..., HttpResponse]


def person(request: HttpRequest) -> User:
    """The signed-in person of a page that only such people open."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def needs(*permissions: str) -> Callable[[View], View]:
    """Open the view to people who hold one of PERMISSIONS somewhere; others are refused, strangers sign in first.

    The view still fetches its object with `for_user()`: this only says who may knock.
    """

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not any(can(request.user, permission) for permission in permissions):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return run

    return decorate
