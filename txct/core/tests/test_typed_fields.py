"""Dates, hours and texts as people type them into forms."""

import unicodedata
from datetime import date, time

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from txct.core.forms import ClockField, DateField, LineField, OfficialForm, ParagraphField


class MeetingForm(OfficialForm, forms.Form):
    """A form as a desk would have it."""

    day = DateField(label="Ngày", reference=lambda: date(2026, 12, 20))
    start = ClockField(label="Giờ")
    place = LineField(label="Địa điểm")
    note = ParagraphField(label="Ghi chú", required=False)


def filled(**typed: str) -> MeetingForm:
    return MeetingForm({"day": "24/11/2026", "start": "8h", "place": "Nhà văn hóa", **typed})


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("24/11/2026", date(2026, 11, 24)),
        (" 24-11-2026 ", date(2026, 11, 24)),
        ("ngày 24 tháng 11 năm 2026", date(2026, 11, 24)),
        ("24/11", date(2026, 11, 24)),
        ("5/1", date(2027, 1, 5)),
        ("2026-11-24", date(2026, 11, 24)),
    ],
)
def test_a_date_is_read_as_people_write_it(typed: str, meant: date) -> None:
    form = filled(day=typed)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["day"] == meant


@pytest.mark.parametrize(
    ("typed", "refused"),
    [
        ("30/2/2027", "tháng 2 năm 2027 chỉ có các ngày từ 1 đến 28; hãy kiểm tra lại."),
        ("30/2/2028", "tháng 2 năm 2028 chỉ có các ngày từ 1 đến 29; hãy kiểm tra lại."),
        ("29/2", "tháng 2 chỉ có các ngày từ 1 đến 28, năm nhuận đến 29; hãy kiểm tra lại."),
        ("31/4", "tháng 4 chỉ có các ngày từ 1 đến 30; hãy kiểm tra lại."),
    ],
)
def test_a_day_that_does_not_exist_is_explained_by_its_own_year_or_none(typed: str, refused: str) -> None:
    assert filled(day=typed).errors == {"day": [f"Không đọc được “{typed}”: {refused}"]}


@pytest.mark.parametrize(
    ("typed", "meant"), [("14h", time(14)), ("14h30", time(14, 30)), ("14:30", time(14, 30)), ("8 giờ", time(8))]
)
def test_an_hour_is_read_as_people_write_it(typed: str, meant: time) -> None:
    form = filled(start=typed)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["start"] == meant


def test_what_cannot_be_read_is_refused_in_a_sentence_and_stays_as_typed() -> None:
    form = filled(day="31/2", start="25h", place="")
    assert {name: list(errors) for name, errors in form.errors.items()} == {
        "day": ["Không đọc được “31/2”: tháng 2 chỉ có các ngày từ 1 đến 28, năm nhuận đến 29; hãy kiểm tra lại."],
        "start": ["Không đọc được “25h”: không có 25 giờ; hãy ghi như 8h00 hoặc 14 giờ 30 phút."],
        "place": ["Hãy điền mục này."],
    }
    assert 'value="31/2"' in str(form["day"])
    assert 'value="25h"' in str(form["start"])


@given(st.dates(date(2026, 7, 1), date(2027, 5, 31)).filter(lambda day: (day.day, day.month) != (29, 2)))
def test_a_day_without_year_is_the_nearest_one(day: date) -> None:
    assert DateField(reference=lambda: date(2026, 12, 15)).clean(f"{day.day}/{day.month}") == day


@given(st.dates(date(1951, 1, 1), date(2099, 12, 31)), st.times().map(lambda t: t.replace(second=0, microsecond=0)))
def test_what_a_form_shows_it_can_read_again(day: date, hour: time) -> None:
    form = MeetingForm(initial={"day": day, "start": hour})
    shown_day = form["day"].field.widget.format_value(day)
    shown_hour = form["start"].field.widget.format_value(hour)
    again = filled(day=shown_day, start=shown_hour)
    assert again.is_valid(), again.errors
    assert (again.cleaned_data["day"], again.cleaned_data["start"]) == (day, hour)


@pytest.mark.parametrize("typed", ["1/1/1900", "1/1/2150", "2106-11-24", "31/12/1950"])
def test_a_year_that_is_surely_mistyped_is_named(typed: str) -> None:
    year = max(typed.replace("-", "/").split("/"), key=len)
    told = f"Năm {year} không đúng; hãy xem lại, năm phải từ 1951 đến 2099."
    assert list(filled(day=typed).errors["day"]) == [told]


def test_text_copied_from_word_is_cleaned() -> None:
    form = filled(
        place=unicodedata.normalize("NFD", " Nhà văn hóa\u00a0 Đình\u200b Bảng "), note="Dòng một\r\nDòng hai\x00"
    )
    assert form.is_valid(), form.errors
    assert form.cleaned_data["place"] == "Nhà văn hóa Đình Bảng"
    assert form.cleaned_data["note"] == "Dòng một\nDòng hai"
