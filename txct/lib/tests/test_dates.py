from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from txct.lib.dates import (
    Unreadable,
    clock_text,
    clock_words,
    long_date,
    parse_clock,
    parse_date,
    parse_dates,
    parse_number_ranges,
    part_of_day,
    place_date,
    short_date,
    weekday_date,
    weekday_name,
)

days = st.dates(date(1900, 1, 1), date(2199, 12, 31))
minutes = st.builds(time, st.integers(0, 23), st.integers(0, 59))
any_text = st.text(alphabet=st.characters())


def refusal(call, *args, **kwargs) -> str | None:
    try:
        call(*args, **kwargs)
    except Unreadable as error:
        return error.reason
    return None


def reason(call, text: str) -> str:
    with pytest.raises(Unreadable) as caught:
        call(text)
    assert caught.value.text == text
    assert str(caught.value).endswith(caught.value.reason)
    return caught.value.reason


@pytest.mark.parametrize(
    ("day", "long", "short"),
    [
        (date(2017, 6, 6), "ngày 06 tháng 6 năm 2017", "06/6/2017"),
        (date(2018, 1, 5), "ngày 05 tháng 01 năm 2018", "05/01/2018"),
        (date(2026, 2, 10), "ngày 10 tháng 02 năm 2026", "10/02/2026"),
        (date(2026, 11, 26), "ngày 26 tháng 11 năm 2026", "26/11/2026"),
    ],
)
def test_days_are_printed_with_the_zeros_of_the_decree(day, long, short):
    assert (long_date(day), short_date(day)) == (long, short)


def test_place_weekday_and_hours_are_printed():
    assert place_date("Từ Sơn", date(2017, 6, 6)) == "Từ Sơn, ngày 06 tháng 6 năm 2017"
    assert weekday_date(date(2026, 11, 26)) == "thứ Năm, 26/11/2026"
    assert [weekday_name(date(2026, 11, 23 + shift)) for shift in range(7)] == [
        "thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật",
    ]  # fmt: skip
    assert (clock_text(time(8)), clock_text(time(14, 30)), clock_text(time(19, 5))) == ("8h00", "14h30", "19h05")
    assert (clock_words(time(8)), clock_words(time(14, 30))) == ("08 giờ 00 phút", "14 giờ 30 phút")
    assert [part_of_day(time(*at)) for at in ((0,), (11, 59), (12,), (17, 59), (18,), (23,))] == [
        "sáng", "sáng", "chiều", "chiều", "tối", "tối",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("22-6-2022", date(2022, 6, 22)),
        ("21/5/2024", date(2024, 5, 21)),
        ("Ngày 06/7/2015", date(2015, 7, 6)),
        ("9.10.2024", date(2024, 10, 9)),
        ("ngày 05 tháng 6 năm 2017", date(2017, 6, 5)),
        ("05 tháng 01, 2021", date(2021, 1, 5)),
        ("mùng 2 tháng Chín năm 2024", date(2024, 9, 2)),
        ("ngày 5 tháng mười hai năm 2024", date(2024, 12, 5)),
        ("2017-06-05", date(2017, 6, 5)),
        ("2017-06-05 00:00:00", date(2017, 6, 5)),
        ("2017-06-05T00:00:00", date(2017, 6, 5)),
        (" 21 / 5 / 2024. ", date(2024, 5, 21)),
        ("Ngày 22-6-2022 (Thứ Tư)", date(2022, 6, 22)),
        ("thứ năm, ngày 23/5/2024", date(2024, 5, 23)),
        ("23/5/2024 (tối thứ năm)", date(2024, 5, 23)),
        ("Chủ nhật, 26/5/2024", date(2024, 5, 26)),
        ("thứ Bẩy 25/5/2024", date(2024, 5, 25)),
        ("nga\u0300y 05 tha\u0301ng 6 na\u0306m 2017", date(2017, 6, 5)),
        ("Sáng 26-11-2024", date(2024, 11, 26)),
        ("Buổi chiều, ngày 26/11/2024", date(2024, 11, 26)),
        ("29/02/2028", date(2028, 2, 29)),
    ],
)
def test_printed_days_are_read(text, day):
    assert parse_date(text) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("28/11", date(2017, 11, 28)),
        ("9.10", date(2017, 10, 9)),
        ("16-5", date(2017, 5, 16)),
        ("ngày 05 tháng 6", date(2017, 6, 5)),
        ("28/11/17", date(2017, 11, 28)),
        ("28/11/2016", date(2016, 11, 28)),
    ],
)
def test_a_day_without_its_year_takes_the_year_of_the_plan(text, day):
    assert parse_date(text, year=2017) == day


@pytest.mark.parametrize(
    ("text", "part_of_reason"),
    [
        ("29/02/2027", "tháng 2 năm 2027 chỉ có các ngày từ 1 đến 28"),
        ("31/4/2024", "tháng 4 chỉ có các ngày từ 1 đến 30"),
        ("0/4/2024", "tháng 4 chỉ có các ngày từ 1 đến 30"),
        ("05/13/2024", "không có tháng 13; ngày đứng trước"),
        ("28/11", "thiếu năm"),
        ("6.7.26", "năm “26” không rõ"),
        ("6/7/202", "năm “202” không rõ"),
        ("6/7/0024", "nằm ngoài khoảng"),
        ("tháng 7", "thiếu ngày"),
        ("tháng 7/2026", "thiếu ngày"),
        ("10-14/6/2024", "nhiều ngày"),
        ("11,12,13/11/2019", "nhiều ngày"),
        ("ngày 05 đến ngày 08 tháng 01 năm 2021", "nhiều ngày"),
        ("ngày 8 và 9/6/2019", "nhiều ngày"),
        ("ngày … tháng … năm 2017", "để trống"),
        ("ngày ... tháng 6 năm 2017", "để trống"),
        ("ngày -02/3/2021", "không nhận ra"),
        ("mùng 5 tháng Giêng", "âm lịch"),
        ("5/1/2024 âm lịch", "âm lịch"),
        ("thứ Ba, 22-6-2022", "là thứ Tư, không phải thứ Ba"),
        ("Cùng ngày", "không nhận ra"),
        ("45000", "không nhận ra"),
        ("", "chưa có ngày"),
        ("\u200b ", "chưa có ngày"),
    ],
)
def test_uncertain_days_are_refused_with_a_reason(text, part_of_reason):
    assert part_of_reason in reason(parse_date, text)


def test_a_short_year_other_than_the_plan_s_is_refused():
    with pytest.raises(Unreadable, match="năm “18” không rõ"):
        parse_date("28/11/18", year=2017)


@given(days)
def test_every_printed_day_reads_back(day):
    for text in (
        long_date(day),
        short_date(day),
        weekday_date(day),
        day.isoformat(),
        f"{weekday_name(day)}, {long_date(day)}",
        f"{short_date(day)} ({weekday_name(day)})",
        f"Ngày {day.day}-{day.month}-{day.year}",
    ):
        assert parse_date(text) == day
    assert parse_date(f"{day.day}/{day.month}", year=day.year) == day


@given(any_text, st.none() | st.integers(1900, 2199))
def test_any_text_is_a_day_or_is_refused(text, year):
    refused = refusal(parse_date, text, year=year)
    assert refused is None or refused.endswith(".")


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("10-14/6/2024", "2024-06-10 2024-06-11 2024-06-12 2024-06-13 2024-06-14"),
        ("11,12,13/11/2019", "2019-11-11 2019-11-12 2019-11-13"),
        ("các ngày 13, 14 và 15-8", "2017-08-13 2017-08-14 2017-08-15"),
        ("ngày 8 và 9/6/2019", "2019-06-08 2019-06-09"),
        ("ngày 05 đến ngày 08 tháng 01 năm 2021", "2021-01-05 2021-01-06 2021-01-07 2021-01-08"),
        ("Từ ngày 01/12/2025 - ngày 02/12/2025.", "2025-12-01 2025-12-02"),
        ("01-12-2025 - 02-12-2025", "2025-12-01 2025-12-02"),
        ("từ ngày 30-11 đến hết ngày 01-12-2025", "2025-11-30 2025-12-01"),
        ("30/11; 2 và 3/12/2025", "2025-11-30 2025-12-02 2025-12-03"),
        ("ngày 2-4, 6 và 8/6/2024", "2024-06-02 2024-06-03 2024-06-04 2024-06-06 2024-06-08"),
        ("2024-06-05, 2024-06-07", "2024-06-05 2024-06-07"),
        ("trong 3 ngày 11,12,13/11/2019", "2019-11-11 2019-11-12 2019-11-13"),
        ("thứ Tư, 22-6-2022", "2022-06-22"),
        ("9.10 và 10.10", "2017-10-09 2017-10-10"),
    ],
)
def test_printed_lists_and_spans_of_days_are_read(text, printed):
    assert " ".join(day.isoformat() for day in parse_dates(text, year=2017)) == printed


@pytest.mark.parametrize(
    ("text", "part_of_reason"),
    [
        ("", "chưa có ngày"),
        ("10-14/6", "thiếu năm"),
        ("10-11/2024", "không nhận ra"),
        ("2-4, 6-8-2024", "thiếu năm"),
        ("28/12 đến 02/01/2026", "ngược hoặc quá dài"),
        ("1/1/1950 đến 1/1/2020", "ngược hoặc quá dài"),
        ("31-32/1/2024", "tháng 1 chỉ có"),
        ("trong 3 ngày 11 và 12/11/2019", "nói 3 ngày nhưng kể ra 2 ngày"),
        ("30, 31/4/2024", "tháng 4 chỉ có"),
        ("1-2-3/4/2024", "không hiểu"),
        ("1/1 đến 31/12/2023, 1/1 đến 31/12/2024", "quá 366 ngày"),
        ("Cùng ngày", "không nhận ra"),
    ],
)
def test_uncertain_lists_of_days_are_refused_with_a_reason(text, part_of_reason):
    assert part_of_reason in reason(parse_dates, text)


@given(days, st.integers(0, 40))
def test_spans_of_days_read_back(first, length):
    last = min(first + timedelta(length), date(2199, 12, 31))
    expected = tuple(first + timedelta(shift) for shift in range((last - first).days + 1))
    assert parse_dates(f"từ {long_date(first)} đến {long_date(last)}") == expected
    assert parse_dates(f"{short_date(first)} - {short_date(last)}") == expected


@given(st.lists(days, min_size=1, max_size=6, unique=True))
def test_lists_of_days_read_back(listed):
    assert parse_dates(", ".join(map(short_date, listed))) == tuple(listed)


@given(any_text, st.none() | st.integers(1900, 2199))
def test_any_text_is_a_list_of_days_or_is_refused(text, year):
    refused = refusal(parse_dates, text, year=year)
    assert refused is None or refused.endswith(".")


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("07 giờ 30 phút", time(7, 30)),
        ("14 giờ", time(14)),
        ("8 giờ 00", time(8)),
        ("19h30’", time(19, 30)),
        ("14h00'", time(14)),
        ("07 giờ 00’", time(7)),
        ("17h", time(17)),
        ("8:30", time(8, 30)),
        ("08:00:00", time(8)),
        ("8 giờ sáng", time(8)),
        ("2 giờ chiều", time(14)),
        ("7 giờ 30 phút tối", time(19, 30)),
        ("18 giờ 30", time(18, 30)),
        ("sáng 8 giờ", time(8)),
        ("Buổi chiều, lúc 14 giờ", time(14)),
        ("Vào lúc 8 giờ 15", time(8, 15)),
        ("12 giờ trưa", time(12)),
        ("1 giờ trưa", time(13)),
        ("8 giờ rưỡi", time(8, 30)),
        ("8g30", time(8, 30)),
        ("8H30", time(8, 30)),
        ("0h05", time(0, 5)),
    ],
)
def test_printed_hours_are_read(text, hour):
    assert parse_clock(text) == hour


@pytest.mark.parametrize(
    ("text", "part_of_reason"),
    [
        ("25h", "không có 25 giờ"),
        ("24h00", "0 giờ của ngày hôm sau"),
        ("8h75", "không có 75 phút"),
        ("14 giờ sáng", "14 giờ không thuộc buổi sáng"),
        ("9 giờ chiều", "9 giờ không thuộc buổi chiều"),
        ("sáng 2 giờ chiều", "hai buổi khác nhau"),
        ("Buổi sáng", "chưa có giờ"),
        ("8", "thiếu chữ “giờ”"),
        ("8h00 - 11h00", "nhiều giờ"),
        ("sáng 8 giờ, chiều 14 giờ", "nhiều giờ"),
        ("8h kém 15", "không nhận ra giờ"),
        ("-8h", "không nhận ra giờ"),
        ("", "chưa có giờ"),
    ],
)
def test_uncertain_hours_are_refused_with_a_reason(text, part_of_reason):
    assert part_of_reason in reason(parse_clock, text)


@given(minutes)
def test_every_printed_hour_reads_back(hour):
    part = part_of_day(hour)
    for text in (clock_text(hour), clock_words(hour), f"{hour:%H:%M}", f"{hour.hour}h{hour.minute:02d}’"):
        assert parse_clock(text) == hour
        assert parse_clock(f"{text} {part}") == hour
        assert parse_clock(f"Buổi {part}: {text}") == hour


@given(any_text)
def test_any_text_is_an_hour_or_is_refused(text):
    refused = refusal(parse_clock, text)
    assert refused is None or refused.endswith(".")


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("15 đến 27, 30, 31, 41", (*range(15, 28), 30, 31, 41)),
        ("1,2,3 và 4", (1, 2, 3, 4)),
        ("từ 2 đến 4; 7–8", (2, 3, 4, 7, 8)),
        ("1-3, 2", (1, 2, 3)),
        ("02", (2,)),
        ("5.", (5,)),
    ],
)
def test_lists_of_numbers_are_read(text, numbers):
    assert parse_number_ranges(text) == numbers


@pytest.mark.parametrize(
    ("text", "part_of_reason"),
    [
        ("", "chưa có số nào"),
        ("27 đến 15", "bị ngược"),
        ("1-9999", "quá 1000 số"),
        ("1, hai", "không hiểu “hai”"),
        ("1,,2", "không hiểu “”"),
        ("1-2-3", "không hiểu “1-2-3”"),
    ],
)
def test_unclear_lists_of_numbers_are_refused(text, part_of_reason):
    assert part_of_reason in reason(parse_number_ranges, text)


@given(st.lists(st.integers(0, 999), min_size=1, max_size=20, unique=True))
def test_lists_of_numbers_read_back(numbers):
    assert parse_number_ranges(", ".join(map(str, numbers))) == tuple(numbers)


def test_a_long_unreadable_text_is_shortened_in_the_message():
    assert len(str(Unreadable("x" * 5000, "quá dài."))) < 130
