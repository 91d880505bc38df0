"""What every page knows: the council the person works for, and the roles held there."""

from typing import Any

from django.http import HttpRequest


def current_council(request: HttpRequest) -> dict[str, Any]:
    """`current_council` (or None for the public) and `roles`, the set of role codes held there."""
    return {
        "current_council": getattr(request, "council", None),
        "roles": getattr(request, "roles", frozenset()),
    }
