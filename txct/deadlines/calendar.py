"""The calendar of working days of public offices in Viet Nam.

Public holidays (Bộ luật Lao động, Điều 112, with Tết and Giỗ Tổ Hùng Vương by the lunar calendar, days
off in lieu, Ngày Văn hóa Việt Nam from 2026) come from the library ``holidays``. What the Government or
the office itself decides for one year (swapped days, floods, a local day off) is passed in as exceptions,
and an exception always prevails.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from txct.deadlines.enums import Direction
from txct.lib.dates import short_date

FIRST_YEAR = 1950
LAST_YEAR = 2100
_SATURDAY = 5
_ONE_DAY = timedelta(days=1)


class CalendarOutOfRange(ValueError):
    """The day lies outside the years for which the lunar holidays are known."""


@dataclass(frozen=True, slots=True)
class CalendarException:
    """One day that departs from the ordinary calendar by decision: ``working`` says what it is instead.

    ``reason`` is the name shown to people ("Nghỉ hoán đổi sang ngày 10/01/2026"), ``legal_basis`` the paper.
    """

    day: date
    working: bool
    reason: str
    legal_basis: str = ""


@dataclass(frozen=True, slots=True)
class _StatutoryYear:
    days_off: Mapping[date, str]
    made_up: frozenset[date]


@lru_cache(maxsize=LAST_YEAR - FIRST_YEAR + 1)
def _statutory_year(year: int) -> _StatutoryYear:
    """Holidays and make-up working days of one year; shared by all calendars because it never changes."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise CalendarOutOfRange(
            f"Năm {year} nằm ngoài phạm vi lịch ngày làm việc ({FIRST_YEAR}–{LAST_YEAR}). "
            "Kiểm tra lại năm của ngày đã nhập."
        )
    # Loading the library takes half a second, which commands that ask for no working day need not pay.
    from holidays import country_holidays

    year_days = country_holidays("VN", years=year, expand=False, language="vi")
    made_up = frozenset(day for day in year_days.weekend_workdays if day.year == year)
    return _StatutoryYear({day: str(name) for day, name in year_days.items()}, made_up)


class WorkingCalendar:
    """Working days, Monday to Friday, less the public holidays, corrected by exceptions.

    Years are generated when first asked for, and kept. A calendar does not change once made. Two exceptions
    for the same day raise ValueError, for one of them must be wrong.
    """

    def __init__(self, exceptions: Iterable[CalendarException] = ()) -> None:
        self._exceptions: dict[date, CalendarException] = {}
        for exception in exceptions:
            if exception.day in self._exceptions:
                raise ValueError(
                    f"Ngày {short_date(exception.day)} có hai ngoại lệ trong lịch làm việc. Giữ lại một ngoại lệ."
                )
            self._exceptions[exception.day] = exception
        self._working_days: dict[int, tuple[date, ...]] = {}

    def is_working_day(self, d: date) -> bool:
        """Whether offices work on that day; make-up Saturdays count as working."""
        exception = self._exception_on(d)
        if exception is not None:
            return exception.working
        year = _statutory_year(d.year)
        if d in year.days_off:
            return False
        return d.weekday() < _SATURDAY or d in year.made_up

    def day_name(self, d: date) -> str | None:
        """Vietnamese name of the holiday, exception or make-up day; None for ordinary days and weekends."""
        exception = self._exception_on(d)
        if exception is not None:
            return exception.reason
        year = _statutory_year(d.year)
        if d in year.made_up:
            return "Ngày làm bù"
        return year.days_off.get(d)

    def add_working_days(self, start: date, n: int) -> date:
        """The n-th working day after ``start`` (before it when n is negative).

        ``start`` itself never counts, working day or not; n = 0 gives ``start`` back unchanged.
        """
        if n == 0:
            return start
        year, left = start.year, abs(n)
        days = self._days_of(year)
        if n > 0:
            position = bisect_right(days, start)
            while left > len(days) - position:
                left -= len(days) - position
                year, position = year + 1, 0
                days = self._days_of(year)
            return days[position + left - 1]
        position = bisect_left(days, start)
        while left > position:
            left -= position
            year -= 1
            days = self._days_of(year)
            position = len(days)
        return days[position - left]

    def working_days_between(self, a: date, b: date) -> int:
        """How many working days lead from ``a`` to ``b``: the day ``a`` never counts, ``b`` does.

        Negative when b is earlier than a. Undoes ``add_working_days``: between(a, add(a, n)) == n.
        """
        if b >= a:
            return self._count(a + _ONE_DAY, b)
        return -self._count(b, a - _ONE_DAY)

    def shift_to_working_day(self, d: date, direction: Direction) -> date:
        """``d`` itself when offices work on it, else the nearest working day before or after it."""
        if self.is_working_day(d):
            return d
        return self.add_working_days(d, 1 if direction is Direction.AFTER else -1)

    def _exception_on(self, d: date) -> CalendarException | None:
        # A datetime passes for a date but equals none, so every holiday would look like a working day.
        if isinstance(d, datetime):
            raise TypeError("The working calendar takes dates; call .date() on a datetime in local time first.")
        return self._exceptions.get(d)

    def _days_of(self, year: int) -> tuple[date, ...]:
        days = self._working_days.get(year)
        if days is None:
            _statutory_year(year)
            first = date(year, 1, 1)
            length = (date(year, 12, 31) - first).days + 1
            candidates = (first + timedelta(days=i) for i in range(length))
            days = tuple(day for day in candidates if self.is_working_day(day))
            self._working_days[year] = days
        return days

    def _count(self, first: date, last: date) -> int:
        """Working days from ``first`` to ``last``, both included."""
        return sum(
            bisect_right(days, last) - bisect_left(days, first)
            for days in map(self._days_of, range(first.year, last.year + 1))
        )
