"""Addresses of rows that other parts of the site show, when the reader may open them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

from txct.core.models import User


def page_if_there(name: str, *args: Any, **query: Any) -> str:
    """Address of the page NAME with QUERY; "" when there is no such page."""
    try:
        address = reverse(name, args=args)
    except NoReverseMatch:
        return ""
    return f"{address}?{urlencode(query)}" if query else address


def records_of(user: User, model: str, **query: Any) -> str:
    """List of the records desk narrowed by QUERY; "" for people who do not work there."""
    return page_if_there(f"admin:{model}_changelist", **query) if user.is_staff else ""
