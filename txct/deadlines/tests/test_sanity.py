"""Suspicious meeting dates: each slip gets its sentence, ordinary meetings get none."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from txct.deadlines.sanity import DateWarning, WarningCode, meeting_date_warnings, weekday_in
from txct.lib.dates import weekday_date

THURSDAY = date(2026, 11, 26)


def test_an_ordinary_meeting_raises_no_suspicion():
    assert (
        meeting_date_warnings(
            THURSDAY,
            start=time(8, 0),
            end=time(11, 0),
            last_day=THURSDAY,
            plan_signed=date(2026, 11, 10),
            round_first=date(2026, 11, 25),
            round_last=date(2026, 11, 27),
            weekday_text="Thứ Năm",
        )
        == ()
    )


def test_an_evening_meeting_is_ordinary_and_one_on_a_sunday_is_only_noted():
    day = date(2026, 11, 22)
    assert meeting_date_warnings(day, start=time(19, 30), end=time(21, 30)) == ()
    assert meeting_date_warnings(day, weekend=True) == (
        DateWarning(
            WarningCode.WEEKEND,
            "Hội nghị ngày 22/11/2026 vào Chủ nhật, ngày nghỉ cuối tuần. Xác nhận với nơi tổ chức.",
        ),
    )


def test_a_meeting_dated_before_its_plan_is_caught():
    assert meeting_date_warnings(date(2025, 9, 3), plan_signed=date(2025, 9, 22)) == (
        DateWarning(
            WarningCode.BEFORE_PLAN,
            "Hội nghị ngày 03/9/2025 diễn ra trước ngày ký kế hoạch (22/9/2025). Kiểm tra lại hai ngày này.",
        ),
    )


@pytest.mark.parametrize(
    ("day", "bound"),
    [
        (date(2026, 11, 23), "trước ngày đầu của đợt (25/11/2026)"),
        (date(2026, 11, 30), "sau ngày cuối của đợt (27/11/2026)"),
    ],
)
def test_a_meeting_outside_its_round_is_caught_on_either_side(day, bound):
    assert meeting_date_warnings(
        day, subject="“Phường Đồng Kỵ”", round_first=date(2026, 11, 25), round_last=date(2026, 11, 27)
    ) == (
        DateWarning(
            WarningCode.OUTSIDE_ROUND,
            f"“Phường Đồng Kỵ” diễn ra {bound}. Chọn ngày khác hoặc sửa thời gian của đợt.",
        ),
    )


def test_the_first_and_last_day_of_the_round_and_the_day_of_the_plan_are_inside():
    for day in (date(2026, 11, 25), date(2026, 11, 27)):
        assert meeting_date_warnings(day, plan_signed=day, round_first=day, round_last=day) == ()


def test_a_meeting_on_a_holiday_is_caught_by_its_name_and_not_as_a_weekend_besides():
    assert meeting_date_warnings(date(2026, 2, 17), day_off="Tết Nguyên Đán", weekend=True) == (
        DateWarning(
            WarningCode.DAY_OFF,
            "Hội nghị ngày 17/02/2026 trùng ngày nghỉ: Tết Nguyên Đán. Chọn ngày khác nếu không có lý do đặc biệt.",
        ),
    )


def test_odd_hours_are_named_in_one_sentence():
    assert meeting_date_warnings(THURSDAY, start=time(2, 0), end=time(21, 45)) == (
        DateWarning(
            WarningCode.ODD_HOUR,
            "Hội nghị ngày 26/11/2026 bắt đầu lúc 2h00 và kết thúc lúc 21h45, ngoài khoảng 6h00–21h30. "
            "Kiểm tra lại giờ sáng, chiều.",
        ),
    )


def test_a_meeting_that_ends_the_next_day_is_caught_once():
    assert meeting_date_warnings(THURSDAY, start=time(20, 0), end=time(1, 0), last_day=date(2026, 11, 27)) == (
        DateWarning(
            WarningCode.NEXT_DAY,
            "Hội nghị ngày 26/11/2026 kéo dài sang ngày 27/11/2026. Kiểm tra lại giờ kết thúc.",
        ),
    )


def test_a_weekday_that_contradicts_its_date_is_caught():
    assert meeting_date_warnings(THURSDAY, weekday_text=" Thứ sáu ") == (
        DateWarning(
            WarningCode.WEEKDAY_MISMATCH,
            "Hội nghị ngày 26/11/2026 ghi “Thứ sáu” nhưng ngày 26/11/2026 là thứ Năm. Kiểm tra lại thứ và ngày.",
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
    codes = {w.code for w in meeting_date_warnings(day, weekday_text=weekday_date(day))}
    assert WarningCode.WEEKDAY_MISMATCH not in codes
