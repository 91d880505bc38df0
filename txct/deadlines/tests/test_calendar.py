"""The working calendar: its properties, and the real years it must get right."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from txct.deadlines.calendar import CalendarException, CalendarOutOfRange, WorkingCalendar
from txct.deadlines.enums import Direction

SWAP_2026 = (
    CalendarException(date(2026, 1, 2), False, "Nghỉ hoán đổi, làm bù ngày 10/01/2026"),
    CalendarException(date(2026, 1, 10), True, "Làm bù cho ngày 02/01/2026"),
)
days = st.dates(min_value=date(2010, 1, 1), max_value=date(2035, 12, 31))
counts = st.integers(min_value=-600, max_value=600)
calendars = st.lists(
    st.builds(CalendarException, day=days, working=st.booleans(), reason=st.just("Theo quyết định của cơ quan")),
    max_size=12,
    unique_by=lambda exception: exception.day,
).map(WorkingCalendar)


def days_off(calendar: WorkingCalendar, first: date, last: date) -> list[str]:
    """ISO days from first to last on which offices rest although it is Monday to Friday."""
    span = (first + timedelta(days=i) for i in range((last - first).days + 1))
    return [d.isoformat() for d in span if d.weekday() < 5 and not calendar.is_working_day(d)]


class TestProperties:
    @given(calendars, days, counts)
    def test_counting_back_over_an_added_term_gives_the_term(self, calendar, start, n):
        assert calendar.working_days_between(start, calendar.add_working_days(start, n)) == n

    @given(calendars, days, counts.filter(lambda n: n != 0))
    def test_a_term_never_ends_on_a_day_off_and_lies_on_its_side(self, calendar, start, n):
        end = calendar.add_working_days(start, n)
        assert calendar.is_working_day(end)
        assert (end > start) is (n > 0)

    @given(calendars, days, counts)
    def test_one_more_day_ends_strictly_later(self, calendar, start, n):
        if n in (0, -1) and not calendar.is_working_day(start):
            return  # the start itself stands for "no days", whatever day it is
        assert calendar.add_working_days(start, n) < calendar.add_working_days(start, n + 1)

    @given(calendars, days, days, counts)
    def test_a_later_start_never_ends_earlier(self, calendar, a, b, n):
        first, second = sorted((a, b))
        assert calendar.add_working_days(first, n) <= calendar.add_working_days(second, n)

    @given(calendars, days, st.integers(min_value=-40, max_value=40))
    def test_the_quick_count_agrees_with_walking_day_by_day(self, calendar, start, n):
        day, left, step = start, abs(n), timedelta(days=1 if n > 0 else -1)
        while left:
            day += step
            left -= calendar.is_working_day(day)
        assert calendar.add_working_days(start, n) == day

    @given(calendars, days, days)
    def test_between_two_working_days_the_way_back_is_as_long(self, calendar, a, b):
        a = calendar.shift_to_working_day(a, Direction.AFTER)
        b = calendar.shift_to_working_day(b, Direction.BEFORE)
        assert calendar.working_days_between(a, b) == -calendar.working_days_between(b, a)

    @given(calendars, days, st.sampled_from(Direction))
    def test_shifting_finds_the_nearest_working_day_once(self, calendar, day, direction):
        shifted = calendar.shift_to_working_day(day, direction)
        assert calendar.is_working_day(shifted)
        assert calendar.shift_to_working_day(shifted, direction) == shifted
        first, last = sorted((day, shifted))
        span = {first + timedelta(days=i) for i in range((last - first).days + 1)}
        assert {d for d in span if calendar.is_working_day(d)} == {shifted}
        assert shifted >= day if direction is Direction.AFTER else shifted <= day

    @given(days)
    def test_no_days_added_is_the_day_itself(self, day):
        assert WorkingCalendar().add_working_days(day, 0) == day


class TestRealYears:
    def test_tet_2026_is_five_weekdays_from_16_to_20_february(self):
        calendar = WorkingCalendar()
        assert days_off(calendar, date(2026, 2, 1), date(2026, 3, 31)) == [
            "2026-02-16",
            "2026-02-17",
            "2026-02-18",
            "2026-02-19",
            "2026-02-20",
        ]
        assert calendar.add_working_days(date(2026, 2, 13), 1) == date(2026, 2, 23)
        assert calendar.add_working_days(date(2026, 2, 23), -1) == date(2026, 2, 13)
        assert calendar.day_name(date(2026, 2, 17)) == "Tết Nguyên Đán"

    def test_tet_2027_is_five_weekdays_from_4_to_10_february(self):
        assert days_off(WorkingCalendar(), date(2027, 2, 1), date(2027, 2, 28)) == [
            "2027-02-04",
            "2027-02-05",
            "2027-02-08",
            "2027-02-09",
            "2027-02-10",
        ]

    def test_the_year_2017_of_the_plan_of_tu_son(self):
        assert days_off(WorkingCalendar(), date(2017, 1, 1), date(2017, 12, 31)) == [
            "2017-01-02",  # in lieu of New Year's Sunday
            "2017-01-26",
            "2017-01-27",
            "2017-01-30",
            "2017-01-31",
            "2017-02-01",
            "2017-04-06",
            "2017-05-01",
            "2017-05-02",  # in lieu of Sunday 30 April
            "2017-09-04",  # in lieu of Saturday 2 September
        ]
        assert WorkingCalendar().add_working_days(date(2017, 6, 6), 7) == date(2017, 6, 15)

    def test_culture_day_is_a_day_off_from_2026_on(self):
        calendar = WorkingCalendar()
        assert calendar.is_working_day(date(2025, 11, 24))
        assert not calendar.is_working_day(date(2026, 11, 24))
        assert calendar.day_name(date(2026, 11, 24)) == "Ngày Văn hóa Việt Nam"
        assert calendar.working_days_between(date(2026, 11, 23), date(2026, 11, 25)) == 1

    def test_national_day_2026_is_lengthened_by_the_swap_the_library_knows(self):
        calendar = WorkingCalendar()
        assert days_off(calendar, date(2026, 8, 17), date(2026, 9, 6)) == [
            "2026-08-31",
            "2026-09-01",
            "2026-09-02",
        ]
        assert calendar.is_working_day(date(2026, 8, 22))
        assert calendar.day_name(date(2026, 8, 22)) == "Ngày làm bù"

    def test_a_swap_decided_for_one_year_is_passed_in(self):
        plain, swapped = WorkingCalendar(), WorkingCalendar(SWAP_2026)
        assert plain.is_working_day(date(2026, 1, 2))
        assert not plain.is_working_day(date(2026, 1, 10))
        assert not swapped.is_working_day(date(2026, 1, 2))
        assert swapped.is_working_day(date(2026, 1, 10))
        assert swapped.day_name(date(2026, 1, 2)) == "Nghỉ hoán đổi, làm bù ngày 10/01/2026"
        assert swapped.add_working_days(date(2025, 12, 31), 1) == date(2026, 1, 5)
        assert swapped.add_working_days(date(2026, 1, 9), 1) == date(2026, 1, 10)
        assert swapped.working_days_between(date(2025, 12, 31), date(2026, 1, 10)) == 6

    def test_an_office_may_work_on_a_holiday_by_decision(self):
        on_duty = WorkingCalendar([CalendarException(date(2026, 11, 24), True, "Trực họp HĐND")])
        assert on_duty.is_working_day(date(2026, 11, 24))
        assert on_duty.day_name(date(2026, 11, 24)) == "Trực họp HĐND"

    def test_ordinary_days_and_weekends_have_no_name(self):
        calendar = WorkingCalendar()
        assert [calendar.day_name(date(2026, 11, d)) for d in (20, 21, 22, 23)] == [None] * 4


class TestRefusals:
    def test_two_exceptions_for_one_day_are_refused(self):
        with pytest.raises(ValueError) as refusal:
            WorkingCalendar([SWAP_2026[0], CalendarException(date(2026, 1, 2), True, "Làm việc")])
        assert str(refusal.value) == ("Ngày 02/01/2026 có hai ngoại lệ trong lịch làm việc. Giữ lại một ngoại lệ.")

    @pytest.mark.parametrize("year", [17, 1949, 2101])
    def test_a_year_without_known_lunar_holidays_is_refused(self, year):
        with pytest.raises(CalendarOutOfRange) as refusal:
            WorkingCalendar().is_working_day(date(year, 6, 6))
        assert str(refusal.value) == (
            f"Năm {year} nằm ngoài phạm vi lịch ngày làm việc (1950–2100). Kiểm tra lại năm của ngày đã nhập."
        )

    def test_a_moment_is_refused_for_it_would_miss_every_holiday(self):
        with pytest.raises(TypeError):
            WorkingCalendar().is_working_day(datetime(2026, 11, 24, 8, 0, tzinfo=UTC))
