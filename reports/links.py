"""Addresses of rows that other parts of the site show."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse


def page_if_there(name: str, *args: Any, **query: Any) -> str:
    """Address of the page NAME with QUERY; "" when there is no such page."""
    try:
        address = reverse(name, args=args)
    except NoReverseMatch:
        return ""
    return f"{address}?{urlencode(query)}" if query else address
