"""Suspicious meeting dates: each slip gets its sentence, ordinary meetings get none."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from txct.deadlines.calendar import WorkingCalendar
from txct.deadlines.sanity import DateWarning, WarningCode, meeting_date_warnings, weekday_in
from txct.lib.dates import weekday_date

CALENDAR = WorkingCalendar()


def test_an_ordinary_meeting_raises_no_suspicion():
    assert (
        meeting_date_warnings(
            date(2026, 11, 26),
            CALENDAR,
            start=time(8, 0),
            end=time(11, 0),
            plan_signed=date(2026, 11, 10),
            round_first=date(2026, 11, 25),
            round_last=date(2026, 11, 27),
            weekday_text="Thứ Năm",
        )
        == ()
    )


def test_evening_and_sunday_meetings_are_ordinary():
    assert meeting_date_warnings(date(2026, 11, 22), CALENDAR, start=time(19, 30), end=time(21, 30)) == ()


def test_a_meeting_dated_before_its_plan_is_caught():
    assert meeting_date_warnings(date(2025, 9, 3), CALENDAR, plan_signed=date(2025, 9, 22)) == (
        DateWarning(
            WarningCode.BEFORE_PLAN,
            "Ngày họp 03/9/2025 trước ngày ký kế hoạch 22/9/2025. Kiểm tra lại hai ngày này.",
        ),
    )


def test_a_meeting_outside_its_round_is_caught_on_either_side():
    bounds = {"round_first": date(2026, 11, 25), "round_last": date(2026, 11, 27)}
    assert meeting_date_warnings(date(2026, 11, 23), CALENDAR, **bounds) == (
        DateWarning(
            WarningCode.OUTSIDE_ROUND,
            "Ngày họp 23/11/2026 trước ngày đầu của đợt (25/11/2026). Chọn ngày khác hoặc sửa thời gian của đợt.",
        ),
    )
    assert meeting_date_warnings(date(2026, 11, 30), CALENDAR, **bounds) == (
        DateWarning(
            WarningCode.OUTSIDE_ROUND,
            "Ngày họp 30/11/2026 sau ngày cuối của đợt (27/11/2026). Chọn ngày khác hoặc sửa thời gian của đợt.",
        ),
    )


def test_the_first_and_last_day_of_the_round_and_the_day_of_the_plan_are_inside():
    for day in (date(2026, 11, 25), date(2026, 11, 27)):
        assert meeting_date_warnings(day, CALENDAR, plan_signed=day, round_first=day, round_last=day) == ()


def test_a_meeting_on_tet_or_culture_day_is_caught_by_name():
    assert meeting_date_warnings(date(2026, 2, 17), CALENDAR) == (
        DateWarning(
            WarningCode.DAY_OFF,
            "Ngày họp 17/02/2026 là ngày nghỉ: Tết Nguyên Đán. Chọn ngày khác nếu không có lý do đặc biệt.",
        ),
    )
    assert [w.code for w in meeting_date_warnings(date(2026, 11, 24), CALENDAR)] == [WarningCode.DAY_OFF]


def test_a_made_up_saturday_is_no_day_off():
    assert meeting_date_warnings(date(2026, 8, 22), CALENDAR) == ()


def test_odd_hours_are_caught_at_both_ends():
    assert meeting_date_warnings(date(2026, 11, 26), CALENDAR, start=time(2, 0), end=time(21, 45)) == (
        DateWarning(
            WarningCode.ODD_HOUR,
            "Giờ bắt đầu 2h00 nằm ngoài khoảng 6h00–21h30. Kiểm tra lại giờ sáng, chiều.",
        ),
        DateWarning(
            WarningCode.ODD_HOUR,
            "Giờ kết thúc 21h45 nằm ngoài khoảng 6h00–21h30. Kiểm tra lại giờ sáng, chiều.",
        ),
    )


def test_a_weekday_that_contradicts_its_date_is_caught():
    assert meeting_date_warnings(date(2026, 11, 26), CALENDAR, weekday_text=" Thứ sáu ") == (
        DateWarning(
            WarningCode.WEEKDAY_MISMATCH,
            "Ghi “Thứ sáu” nhưng ngày 26/11/2026 là thứ Năm. Kiểm tra lại thứ và ngày.",
        ),
    )


@pytest.mark.parametrize(
    ("text", "weekday"),
    [
        ("Thứ Hai", 0),
        ("thứ 3", 1),
        ("thứ tư", 2),
        ("THỨ NĂM, ngày 26/11/2026", 3),
        ("Sáng T6", 4),
        ("thứ bẩy", 5),
        ("Chủ nhật", 6),
        ("Chúa nhật", 6),
        ("CN", 6),
        ("Thứ Năm (thứ 5)", 3),
        ("Thứ Năm, thứ Sáu", None),
        ("Tổ 5, tháng 6", None),
        ("ngày 30/11", None),
        ("", None),
    ],
)
def test_weekdays_are_read_as_people_write_them(text, weekday):
    assert weekday_in(text) == weekday


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2050, 12, 31)))
def test_a_date_never_contradicts_its_own_printed_weekday(day):
    codes = {w.code for w in meeting_date_warnings(day, CALENDAR, weekday_text=weekday_date(day))}
    assert WarningCode.WEEKDAY_MISMATCH not in codes
