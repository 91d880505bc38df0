"""No file raises anything but the refusal, nothing is fetched, and damaged or hostile files are refused in words."""

from __future__ import annotations

import io
import random
import zipfile

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meetings.importers.schedule import read_schedule
from meetings.importers.schedule_people import read_people
from meetings.importers.schedule_places import read_units
from meetings.importers.schedule_times import find_when, plain
from meetings.importers.schedule_values import NotASchedule
from meetings.importers.tests.rounds import FORMS

EXTENSIONS = (".xlsx", ".docx", ".csv", ".html", ".txt")
WORDS = """
    ngày|8 giờ 00|19h30’|21/5/2024|13, 14 và 15-8|30/02/2025|Sáng|chiều|(thứ ba)|tại|gồm|;|hội trường UBND|xã Tân Hồng
    |các phường: 1, 2 và|khu phố 15 đến 9|Tổ đại biểu số 3|ông|Nguyễn Văn An|cụm A - B, gồm|(30 cử tri)|STT|Thời gian:
    |Địa điểm|Đơn vị|- |1. |2. |:|.|,|kỳ họp thứ 9|Quốc hội khóa XIV|Kế hoạch 77/KH-HĐND|đường 3 Tháng 2|nt|cùng ngày
    |(|)|99/99/9999|các|tổ|và|-|Tổ|đến ngày|26. dubna
"""
FRAGMENTS = st.sampled_from([*(word.strip("\n ") for word in WORDS.split("|")), "\t", "|", "\n", "\u200b"])
PHRASES = st.lists(FRAGMENTS | st.text(max_size=8), max_size=25).map(" ".join)
SLOW = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])


def read_or_refused(content: bytes, name: str) -> None:
    try:
        preview = read_schedule(content, name)
    except NotASchedule:
        return
    for meeting in preview.meetings:
        assert meeting.as_json()["row"] >= 1
    assert preview == read_schedule(content, name)


@SLOW
@given(st.binary(max_size=400), st.sampled_from(EXTENSIONS))
def test_any_bytes_are_read_or_refused(content: bytes, extension: str) -> None:
    read_or_refused(content, f"lịch{extension}")


@SLOW
@given(st.lists(PHRASES, min_size=1, max_size=8), st.sampled_from((".txt", ".csv", ".html")))
def test_any_text_made_of_words_of_schedules_is_read_or_refused(lines: list[str], extension: str) -> None:
    read_or_refused("\n".join(lines).encode("utf-8", "surrogatepass"), f"lịch{extension}")


@SLOW
@given(st.lists(st.lists(PHRASES, min_size=1, max_size=6), min_size=1, max_size=6))
def test_any_workbook_of_such_cells_is_read_or_refused(rows: list[list[str]]) -> None:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(
            [openpyxl.cell.cell.ILLEGAL_CHARACTERS_RE.sub("", text).replace("\ufffe", "") for text in row]
        )
    stream = io.BytesIO()
    book.save(stream)
    read_or_refused(stream.getvalue(), "lịch.xlsx")


@SLOW
@given(PHRASES)
def test_places_in_a_text_stay_places_in_it(text: str) -> None:
    line = " ".join(text.split())
    assert len(plain(line)) == len(line)
    for first, last in find_when(line).spans:
        assert 0 <= first < last <= len(line)
    assert all(unit.name for unit in read_units(line).units)
    assert all(name.strip() == name for name in read_people(line).names)


@pytest.mark.parametrize("form", ["xlsx columns", "docx table", "html", "csv"])
def test_damaged_files_are_read_or_refused(form: str) -> None:
    extension, render = FORMS[form]
    round_ = {"council": "HĐND xã An", "meetings": [
        {"date_raw": "ngày 03/6/2026", "time_raw": "8h", "session_part": None, "unit_raw": "xã An", "units": ["xã An"],
         "venue_raw": "Hội trường", "group_raw": "Tổ 1", "group_no": 1, "delegates": ["Nguyễn Văn An"]},
    ]}  # fmt: skip
    whole = render(round_)
    chance = random.Random(7)
    for _ in range(25):
        damaged = bytearray(whole)
        for _ in range(chance.randint(1, 12)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        read_or_refused(bytes(damaged[: chance.randrange(1, len(damaged) + 1)]), f"lịch{extension}")


@pytest.mark.parametrize(
    ("name", "content", "part"),
    [
        ("lịch.xls", b"\xd0\xcf\x11\xe0", "Lưu thành… .xlsx"),
        ("lịch.pdf", b"%PDF-1.7", "Chưa đọc được tệp .pdf"),
        ("lịch", b"abc", "không phải .xlsx, .docx, .csv, .html hoặc .txt"),
        ("lịch.xlsx", b"", "Tệp rỗng"),
        ("lịch.xlsx", b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "đặt mật khẩu"),
        ("lịch.txt", b"PK\x03\x04", "thật ra là tệp nén"),
        ("lịch.csv", b" \n ", "không có chữ nào đọc được"),
        ("lịch.html", b"<script>1</script>", "không có chữ nào đọc được"),
    ],
)
def test_what_is_no_schedule_is_refused_with_what_to_do(name: str, content: bytes, part: str) -> None:
    with pytest.raises(NotASchedule) as refused:
        read_schedule(content, name)
    assert part in refused.value.message


def test_a_workbook_that_unpacks_too_large_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(5_001):
            archive.writestr(f"{number}.xml", "")
    with pytest.raises(NotASchedule, match="bung ra quá lớn"):
        read_schedule(stream.getvalue(), "lịch.xlsx")


def test_a_page_is_read_without_its_scripts_and_entities() -> None:
    page = (
        '<!DOCTYPE html [<!ENTITY f SYSTEM "file:///etc/passwd">]><html><head><title>x</title></head><body>'
        '<script>document.write("xã Lạ")</script><img src="http://127.0.0.1:9/a.png"><p>8h00 ngày 3/4/2025: xã An&f;, '
        "tại <b>hội trường</b> xã&nbsp;An</p></body></html>"
    )
    meeting = read_schedule(page.encode(), "trang.html").meetings[0]
    assert (meeting.units[0].name[:5], meeting.venue) == ("xã An", "hội trường xã An")


def test_endless_spans_and_stray_formats_do_not_make_a_table_endless() -> None:
    page = "<table><tr><td>Ngày<td>Xã<td>Địa điểm<tr><td rowspan=99999999 colspan=99999999>3/4/2025</table>"
    read_or_refused(page.encode(), "a.html")
    book = openpyxl.Workbook()
    book.active.append(["Ngày", "Giờ", "Xã", "Địa điểm"])
    book.active.append(["3/4/2025", "8h", "xã An", "Hội trường xã An"])
    book.active["XFD1048576"].number_format = "0.00"
    book.active.merge_cells("A3:B4")
    stream = io.BytesIO()
    book.save(stream)
    assert len(read_schedule(stream.getvalue(), "a.xlsx").meetings) == 1
    endless = io.BytesIO()
    with zipfile.ZipFile(stream) as source, zipfile.ZipFile(endless, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(b"A3:B4", b"A3:XFD1048576"))
    with pytest.raises(NotASchedule, match="ô gộp quá lớn"):
        read_schedule(endless.getvalue(), "a.xlsx")
