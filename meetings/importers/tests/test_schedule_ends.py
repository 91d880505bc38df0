"""What stands around a schedule and is none of it: signatures, when a page was put up; groups named after places."""

from __future__ import annotations

import io
from datetime import date, time

import openpyxl
import pytest

from meetings.importers.schedule import read_schedule
from meetings.importers.schedule_values import SchedulePreview

HEAD = ["STT", "Ngày", "Giờ", "Đơn vị", "Địa điểm", "Đại biểu"]
FIRST = [1, "13/11/2025", "8h00", "Phường Tam Kỳ", "Hội trường UBND phường Tam Kỳ", "Nguyễn Văn An"]
SECOND = [2, "14/11/2025", "14h00", "Xã Phú Ninh", "Nhà văn hóa xã Phú Ninh", "Trần Thị Bình"]


def workbook(*below: list[object]) -> SchedulePreview:
    """A table of two meetings with the rows BELOW it."""
    book = openpyxl.Workbook()
    for row in ([], HEAD, FIRST, SECOND, *below):
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return read_schedule(stream.getvalue(), "lịch.xlsx")


def under(column: int, *texts: str) -> list[list[object]]:
    """Rows with one filled cell each, in COLUMN; an empty text is an empty row."""
    return [[None] * column + [text] if text else [] for text in texts]


@pytest.mark.parametrize("column", [4, 5])
@pytest.mark.parametrize(
    "signature",
    [
        ("", "TM. THƯỜNG TRỰC HĐND", "CHỦ TỊCH", "", "", "Lê Văn Tám"),
        ("Tam Kỳ, ngày 15 tháng 11 năm 2025", "NGƯỜI LẬP BIỂU", "", "Lê Văn Tám"),
        ("", "Tam Kỳ, ngày    tháng 11 năm 2025", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Lê Văn Tám"),
        ("", "Tam Kỳ, ngày 15 tháng 11 năm 2025\nTM. THƯỜNG TRỰC HĐND\nCHỦ TỊCH\n\nLê Văn Tám"),
        ("", "Lê Văn Tám"),
    ],
)
def test_whoever_signs_below_the_table_meets_nobody(column: int, signature: tuple[str, ...]) -> None:
    preview = workbook(*under(column, *signature))
    assert [meeting.delegates for meeting in preview.meetings] == [("Nguyễn Văn An",), ("Trần Thị Bình",)]


def test_recipients_beside_the_signature_are_no_meeting() -> None:
    beside = ["Nơi nhận:", None, None, None, None, "TM. THƯỜNG TRỰC HĐND"]
    below = ["- Như trên;", None, None, None, None, "PHÓ CHỦ TỊCH"]
    assert len(workbook([], beside, below, [], *under(5, "Lê Văn Tám")).meetings) == 2


def test_meetings_below_a_gap_go_on() -> None:
    third = [None, None, "16h00", "Xã Tây Hồ", "Nhà văn hóa xã Tây Hồ", "Đỗ Văn Tư"]
    fourth = [3, "17/11/2025", "8h00", "Xã Chiên Đàn", "Đình Chiên Đàn", "Võ Thị Năm"]
    preview = workbook([], third, ["Tổ đại biểu số 2"], fourth)
    assert [(meeting.days, meeting.start, meeting.groups) for meeting in preview.meetings[2:]] == [
        ((date(2025, 11, 14),), time(16), ()),
        ((date(2025, 11, 17),), time(8), ("Tổ đại biểu số 2",)),
    ]


@pytest.mark.parametrize(
    "stamp",
    [
        "Cập nhật: 10:20, 12/08/2021",
        "12/08/2021 10:20",
        "Thứ Năm, 12/08/2021, 10:20 (GMT+7)",
        "Đăng ngày 12/08/2021 10:20",
    ],
)
def test_when_a_page_was_put_up_is_no_day_of_a_meeting(stamp: str) -> None:
    page = f"""<html><body><h2>Lịch tiếp xúc cử tri sau kỳ họp thứ 2</h2><p>{stamp}</p>
    <p>Tổ đại biểu Yên Dũng: 8 giờ ngày 18/8 tiếp xúc cử tri xã Quý Sơn tại hội trường UBND xã Quý Sơn;
    14 giờ cùng ngày tiếp xúc cử tri xã Thanh Hải tại hội trường UBND xã Thanh Hải.</p>
    <p>Thu Phong</p></body></html>"""
    preview = read_schedule(page.encode(), "trang.html")
    assert [(meeting.days, meeting.start, meeting.units[0].name) for meeting in preview.meetings] == [
        ((date(2021, 8, 18),), time(8), "xã Quý Sơn"),
        ((date(2021, 8, 18),), time(14), "xã Thanh Hải"),
    ]


@pytest.mark.parametrize("place", ["Lục Ngạn", "Đô Lương", "Gio Linh", "Sông Công"])
def test_a_group_is_named_after_a_place_whatever_its_name_sounds_like(place: str) -> None:
    line = f"Lịch tiếp xúc năm 2021\nTổ đại biểu {place}: 8 giờ ngày 18/8 tiếp xúc cử tri xã Sơn Hải tại đình Sơn Hải"
    (meeting,) = read_schedule(line.encode(), "lịch.txt").meetings
    assert (meeting.groups, meeting.delegates) == ((f"Tổ đại biểu {place}",), ())


def test_a_group_on_the_last_line_of_a_hall_is_not_of_its_address() -> None:
    page = """<table><tr><th>Ngày</th><th>Giờ</th><th>Đơn vị</th><th>Địa điểm</th></tr>
    <tr><td>18/8/2021</td><td>8h00</td><td>Thôn Đản Mỗ</td>
    <td>Tại: Nhà văn hóa thôn<br>Tổ đại biểu số 1</td></tr></table>"""
    (meeting,) = read_schedule(page.encode(), "lịch.html").meetings
    assert (meeting.venue, meeting.groups) == ("Nhà văn hóa thôn", ("Tổ đại biểu số 1",))
