"""What else happens when a council's calendar or numbers change: the rooms to the right compute their days again."""

from __future__ import annotations

from typing import Protocol

from delegates.models import Council
from txct.core.models import User


class CalendarChange(Protocol):
    """Called in the transaction of the change; returns how many running deadlines were computed again."""

    def __call__(self, *, council: Council, by: User | None) -> int: ...


_called: list[CalendarChange] = []


def when_calendar_changes(function: CalendarChange) -> CalendarChange:
    """Have FUNCTION called after each change of a council's calendar; named once, when the rooms are opened."""
    if function not in _called:
        _called.append(function)
    return function


def calendar_changed(*, council: Council, by: User | None) -> int:
    """Tell every room; returns how many deadlines were computed again."""
    return sum(function(council=council, by=by) for function in _called)
