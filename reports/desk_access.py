"""Whose desk it is: the council one works for, and its rows."""

from __future__ import annotations

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from delegates.models import Council
from meetings.models import Plan

DESK = "reports.view_desk"


def council_of(request: HttpRequest, permission: str = DESK) -> Council:
    """The council the person works for now, when PERMISSION holds there; else not found."""
    tenant = request.council  # type: ignore[attr-defined]
    rows = Council.objects.for_user(request.user, permission).select_related("locality")
    return get_object_or_404(rows, pk=tenant.pk if tenant else None)


def plan_of(request: HttpRequest, pk: int, permission: str = DESK) -> Plan:
    """The plan PK with what its page names, when PERMISSION holds for it; else not found."""
    rows = Plan.objects.for_user(request.user, permission)
    related = ("council", "session__term", "group", "signatory", "amends", "follows", "document")
    return get_object_or_404(rows.select_related(*related), pk=pk)
