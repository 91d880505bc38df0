"""Signing in, choosing the council, health."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from txct.core.desks import desks_of
from txct.core.models import Heartbeat
from txct.core.permissions import tenants_of
from txct.lib.numbers import whole_number


@login_required
def after_login(request: HttpRequest) -> HttpResponse:
    """The first page of a person is the desk of the role."""
    desks = desks_of(request.roles)  # type: ignore[attr-defined]
    return redirect(desks[0].page if desks else "meetings:home")


@login_required
@require_POST
def choose_council(request: HttpRequest) -> HttpResponse:
    """Work for another of one's councils."""
    key = whole_number(request.POST.get("council", ""))
    if key in tenants_of(request.user):
        request.session["council"] = key
    return redirect("core:after-login")


@require_GET
def health(request: HttpRequest) -> JsonResponse:
    """200 when the database answers and a worker took the last heartbeat; 503 otherwise, naming the part."""
    parts = {"database": "ok", "worker": "ok"}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        beat = Heartbeat.objects.filter(name="worker", at__gte=timezone.now() - timedelta(minutes=2)).exists()
        parts["worker"] = "ok" if beat else "silent"
    except DatabaseError:
        parts = {"database": "down", "worker": "unknown"}
    healthy = set(parts.values()) == {"ok"}
    return JsonResponse(parts, status=200 if healthy else 503)
