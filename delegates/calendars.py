"""A council's own calendar and numbers of days, in the form the statutory clock takes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db.models import Q

from delegates.models import CalendarException as ExceptionRow
from delegates.models import Council, DeadlineSetting
from txct.core.scoping import trusted
from txct.deadlines.calendar import CalendarException, WorkingCalendar
from txct.deadlines.enums import AnchorEvent, Level, Unit
from txct.deadlines.rules import SHIPPED_RULES
from txct.deadlines.timetable import DueDate, NotGiven, Override, timetable

UNITS = {
    DeadlineSetting.Unit.WORKING_DAY.value: Unit.WORKING_DAY,
    DeadlineSetting.Unit.CALENDAR_DAY.value: Unit.CALENDAR_DAY,
}


def calendar_of(council: Council) -> WorkingCalendar:
    """Working days of the council's office: the country's calendar with the exceptions the office has entered."""
    with trusted():
        rows = list(ExceptionRow.objects.filter(council_id=council.pk))
    return WorkingCalendar(CalendarException(row.day, row.is_working, row.reason, row.legal_basis) for row in rows)


def overrides_of(council: Council, on: date) -> dict[str, Override]:
    """Numbers of days the council has set, by rule code, as valid on the day ON; the newest setting of a rule wins."""
    with trusted():
        rows = list(
            DeadlineSetting.objects.filter(
                Q(valid_to=None) | Q(valid_to__gte=on), council_id=council.pk, valid_from__lte=on
            ).order_by("rule_code", "valid_from")
        )
    return {row.rule_code: Override(row.offset, _reason(row), UNITS[row.unit]) for row in rows}


def statutory_level(council: Council) -> Level:
    """The council's level as the statutory rules name it."""
    return Level(council.level)  # type: ignore[call-arg]  # enum look-up by value, not construction


def falls_due(council: Council, anchors: Mapping[AnchorEvent, date], on: date) -> list[DueDate | NotGiven]:
    """What the rules of the day ON ask of the council around the events known, by its own calendar and numbers."""
    return timetable(
        SHIPPED_RULES, anchors, statutory_level(council), on, calendar_of(council), overrides_of(council, on)
    )


def _reason(row: DeadlineSetting) -> str:
    return f"{row.legal_basis} ({row.reason})" if row.reason else row.legal_basis
