"""The council's own numbers of days and its days off, as the office enters them beside the statutory timetable."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from delegates.calendars import overrides_of, statutory_level
from delegates.models import CalendarException, Council
from meetings.models import Duty
from meetings.models.rounds import DutyQuerySet
from txct.core.components import Cell, Column
from txct.core.models import User
from txct.deadlines.rules import SHIPPED_RULES, Rule, applicable
from txct.deadlines.timetable import Override
from txct.lib.dates import weekday_date
from txct.lib.numbers import count_text

DAY_COLUMNS = (Column("Ngày"), Column("Nghỉ hay làm"), Column("Lý do"), Column("Căn cứ"))


@dataclass(frozen=True, slots=True)
class OpenNumber:
    """A rule whose text gives no number of days: what it is for, what the council has set, which duties wait."""

    rule: Rule
    counted: str
    set_here: str
    waiting: str
    url: str


def numberless_rules(council: Council, on: date) -> list[Rule]:
    """The rules in force on the day ON for the council's level whose text gives no number of days."""
    return [rule for rule in applicable(SHIPPED_RULES, statutory_level(council), on) if rule.offset is None]


def open_numbers(user: User, council: Council, today: date) -> list[OpenNumber]:
    """Each rule without a number, with the council's own number on TODAY and the open duties without a day."""
    set_here = overrides_of(council, today)
    waiting: dict[str, int] = {}
    for code in waiting_duties(user, council).values_list("rule_code", flat=True):
        waiting[code] = waiting.get(code, 0) + 1
    return [
        OpenNumber(
            rule=rule,
            counted=counted_words(rule),
            set_here=_set_words(rule, set_here.get(rule.code)),
            waiting=f"{count_text(waiting[rule.code])} việc chưa có hạn" if rule.code in waiting else "",
            url=reverse("desk:deadline-set", args=[rule.code]),
        )
        for rule in numberless_rules(council, today)
    ]


def waiting_duties(user: User, council: Council) -> DutyQuerySet:
    """Open duties of the council that have no day yet."""
    return Duty.objects.for_user(user).filter(council=council.pk, due_on=None).open()


def counted_words(rule: Rule) -> str:
    """From which event and to which side the days count: `số ngày sau ngày cuối của đợt tiếp xúc cử tri`."""
    return f"số ngày {rule.direction.label} {rule.anchor.label}"


def _set_words(rule: Rule, override: Override | None) -> str:
    if override is None:
        return ""
    return f"{override.offset} {(override.unit or rule.unit).label}, theo {override.reason}"


def first_day_for(duties: list[Duty], today: date) -> date:
    """From which day a number must hold to reach the DUTIES: each round goes by the day of its plan."""
    days = [today]
    for duty in duties:
        if duty.round is not None:
            days.append(duty.round.plan.issued_on or duty.round.starts_on)
        elif duty.contact is not None:
            days.append(duty.contact.received_on)
    return min(days)


def day_rows(user: User, council: Council) -> list[list[Cell]]:
    """Days off and make-up days the council has declared, newest first."""
    rows = CalendarException.objects.for_user(user).filter(council=council.pk)
    return [
        [
            Cell(weekday_date(row.day)),
            Cell("làm bù" if row.is_working else "nghỉ"),
            Cell(row.reason),
            Cell(row.legal_basis),
        ]
        for row in rows
    ]
