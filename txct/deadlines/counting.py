"""How the days of a term are counted, and the words that say which days were counted and which were not.

The readings taken, the same for every rule:

* The day of the event never counts (as in Bộ luật Dân sự 2015, Điều 147 khoản 2).
* "Ít nhất n ngày (làm việc) trước" gives the latest day on which the act is still in time: the n-th (working)
  day counted back from the event. An act done on that very day is in time.
* "Trong n ngày (làm việc) kể từ" gives the n-th (working) day after the event; an act on that day is in time.
* A term in calendar days counts days off and is not moved when it ends on one: moving it would lengthen a
  statutory term without a text that says so. The explanation then advises the last working day before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from txct.deadlines.calendar import WorkingCalendar
from txct.deadlines.enums import Direction, Unit
from txct.lib.dates import short_date, weekday_date

_SATURDAY = 5


def counted_day(anchor: date, offset: int, unit: Unit, direction: Direction, calendar: WorkingCalendar) -> date:
    """The day ``offset`` units before or after ``anchor``; offset 0 is the anchor, working day or not."""
    signed = -offset if direction is Direction.BEFORE else offset
    if unit is Unit.WORKING_DAY:
        return calendar.add_working_days(anchor, signed)
    return anchor + timedelta(days=signed)


def passed_over_text(anchor: date, day: date, calendar: WorkingCalendar) -> str:
    """Which days between the event and the counted day did not count, by name and date; make-up days did.

    "" when every day in between counted as an ordinary working day.
    """
    weekends: list[date] = []
    named_off: list[str] = []
    made_up: list[str] = []
    for d in _strictly_between(anchor, day):
        name = calendar.day_name(d)
        if not calendar.is_working_day(d):
            if name is None:
                weekends.append(d)
            else:
                named_off.append(f"{name} ({short_date(d)})")
        elif d.weekday() >= _SATURDAY:
            made_up.append(f"{weekday_date(d)} ({name})" if name else weekday_date(d))
    if calendar.is_working_day(day) and day.weekday() >= _SATURDAY and day != anchor:
        name = calendar.day_name(day)
        made_up.append(f"{weekday_date(day)} ({name})" if name else weekday_date(day))
    not_counted = []
    if weekends:
        not_counted.append(f"ngày nghỉ cuối tuần ({', '.join(_runs(weekends))})")
    not_counted.extend(named_off)
    parts = []
    if not_counted:
        parts.append("không tính " + ", ".join(not_counted))
    if made_up:
        parts.append("có tính " + ", ".join(made_up))
    return "; ".join(parts)


def _strictly_between(a: date, b: date) -> Iterator[date]:
    first, last = min(a, b), max(a, b)
    for i in range(1, (last - first).days):
        yield first + timedelta(days=i)


def _runs(days: Iterable[date]) -> Iterator[str]:
    """Consecutive days joined: "21–22/11/2026"; both dates in full where the month changes."""
    run: list[date] = []
    for d in days:
        if run and d - run[-1] != timedelta(days=1):
            yield _run_text(run[0], run[-1])
            run = []
        run.append(d)
    if run:
        yield _run_text(run[0], run[-1])


def _run_text(first: date, last: date) -> str:
    if first == last:
        return short_date(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day:02d}–{short_date(last)}"
    return f"{short_date(first)}–{short_date(last)}"
