"""What else happens when a council's calendar or numbers change: the rooms to the right compute their days again."""

from __future__ import annotations

from typing import Protocol

from django.utils import timezone

from delegates.models import CalendarException, Council, DeadlineSetting
from txct.core.models import User
from txct.lib.dates import short_date


class CalendarChange(Protocol):
    """Called in the transaction of the change; returns how many running deadlines were computed again.

    WHY ends a sentence on a deadline that moves: `ngày nghỉ 20/11/2026 (Lụt), khai ngày 18/11/2026`.
    """

    def __call__(self, *, council: Council, by: User | None, why: str) -> int: ...


_called: list[CalendarChange] = []


def when_calendar_changes(function: CalendarChange) -> CalendarChange:
    """Have FUNCTION called after each change of a council's calendar; named once, when the rooms are opened."""
    if function not in _called:
        _called.append(function)
    return function


def calendar_changed(*, row: CalendarException | DeadlineSetting, by: User | None) -> int:
    """Tell every room what was declared today; returns how many deadlines were computed again."""
    why = f"{_declared(row)}, khai ngày {short_date(timezone.localdate())}"
    return sum(function(council=row.council, by=by, why=why) for function in _called)


def _declared(row: CalendarException | DeadlineSetting) -> str:
    if isinstance(row, CalendarException):
        return f"{'ngày làm bù' if row.is_working else 'ngày nghỉ'} {short_date(row.day)} ({row.reason})"
    return f"thời hạn {row.offset} {row.get_unit_display()} theo {row.legal_basis}"
