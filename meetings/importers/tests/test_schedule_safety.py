"""No file raises anything but the refusal, nothing is fetched, and damaged or hostile files are refused in words."""

from __future__ import annotations

import io
import random
import time
import zipfile
from collections.abc import Callable

import docx
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meetings.importers.schedule import read_schedule
from meetings.importers.schedule_people import read_people
from meetings.importers.schedule_places import read_units
from meetings.importers.schedule_times import find_when, plain
from meetings.importers.schedule_values import NotASchedule, SchedulePreview
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
        ("lịch.docx", b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "đặt mật khẩu"),
        ("lịch.xlsx", b"\xd0\xcf\x11\xe0", "Mở bằng Excel, chọn Lưu thành… .xlsx"),
        ("lịch.docx", b"\xd0\xcf\x11\xe0", "Mở bằng Word, chọn Lưu thành… .docx"),
        ("lịch.docx", b"%PDF-1.7", "thật ra là tệp PDF"),
        ("lịch.xlsx", b"\x89PNG", "thật ra là tệp ảnh"),
        ("lịch.JPG", b"\xff\xd8\xff", "Tệp ảnh không có chữ để đọc"),
        ("lịch.zip", b"PK\x03\x04", "Giải nén"),
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


SHEET = "xl/worksheets/sheet1.xml"
ROW = '<row r="{0}"><c r="A{0}" s="0"/></row>'
FILLED = '<row r="{0}"><c r="A{0}"><v>1</v></c></row>'
HEAD = ["Ngày", "Giờ", "Xã", "Địa điểm"]
MEETING = ["3/4/2025", "8h", "xã An", "Hội trường xã An"]
LONG = '<row r="2"><c r="A2"><v>45750</v></c><c r="C2" t="inlineStr"><is><t>{}</t></is></c></row>'
TOO_LONG = "quá 5000 dòng hoặc 100 cột"


def with_part(whole: bytes, name: str, old: bytes, new: bytes) -> bytes:
    """A package with a stretch of one part replaced."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.namelist():
            text = source.read(part)
            target.writestr(part, text.replace(old, new) if part == name else text)
    return stream.getvalue()


def workbook(*rows: list[str], tail: str = "") -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return with_part(stream.getvalue(), SHEET, b"</sheetData>", f"{tail}</sheetData>".encode())


def document(body: str) -> bytes:
    stream = io.BytesIO()
    docx.Document().save(stream)
    return with_part(stream.getvalue(), "word/document.xml", b"<w:body>", f"<w:body>{body}".encode())


def word_table(*rows: list[str], inner: str = "") -> str:
    made = ""
    for row in rows:
        cells = "".join(f"<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>" for text in row)
        made += f"<w:tr>{cells}</w:tr>"
    grid = "<w:gridCol/>" * max(map(len, rows))
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{made}{inner}</w:tbl>"


def within_seconds(content: bytes, name: str) -> SchedulePreview:
    """What is read, in the processor time that somebody waits for, four times over for a busy machine."""
    began = time.process_time()
    try:
        return read_schedule(content, name)
    finally:
        assert time.process_time() - began < 3.0 * 4


@pytest.mark.parametrize("row", ['<row r="{0}"/>', ROW])
def test_a_million_empty_rows_below_a_schedule_are_passed_over(row: str) -> None:
    tail = "".join(row.format(number) for number in range(3, 1_000_003))
    preview = within_seconds(workbook(HEAD, MEETING, tail=tail), "lịch.xlsx")
    assert [meeting.venue for meeting in preview.meetings] == ["Hội trường xã An"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("lịch.xlsx", lambda: workbook(HEAD, tail="".join(FILLED.format(number) for number in range(2, 400_000)))),
        ("lịch.xlsx", lambda: workbook(HEAD, [f"cột {number}" for number in range(16_384)])),
        ("lịch.docx", lambda: document("<w:p/>" * 2_000_000)),
        ("lịch.docx", lambda: document(word_table(["a"]).replace("<w:tc>", WIDE, 1))),
        ("lịch.docx", lambda: document(word_table(*[["a", "b"]] * 5_001))),
        ("lịch.html", lambda: ("<table>" + "<tr><td>a<td>b" * 500_000).encode()),
        ("lịch.csv", lambda: (",".join(HEAD) + "\n" + "1,2,3,4\n" * 500_000).encode()),
        ("lịch.csv", lambda: ",".join(["Ngày"] * 16_384).encode()),
    ],
)
def test_more_rows_or_columns_than_any_schedule_has_are_refused_at_once(
    name: str, content: Callable[[], bytes]
) -> None:
    with pytest.raises(NotASchedule, match=TOO_LONG):
        within_seconds(content(), name)


WIDE = '<w:tc><w:tcPr><w:gridSpan w:val="10000000"/></w:tcPr>'


def test_a_cell_of_a_megabyte_is_refused_and_a_long_one_told() -> None:
    with pytest.raises(NotASchedule, match="dài khác thường"):
        within_seconds(workbook(HEAD, tail=LONG.format("xã An, " * 150_000)), "lịch.xlsx")
    preview = within_seconds(workbook(HEAD, tail=LONG.format("xã An, " * 7_000)), "lịch.xlsx")
    assert "unreadable_cell" in {item.code for item in preview.errors}


def test_formulas_are_not_computed_and_their_stored_values_are_read() -> None:
    typed = b'<c r="B2" t="inlineStr"><is><t>8h</t></is></c>'
    computed = b'<c r="B2" t="str"><f>CMD()</f><v>9h</v></c>'
    formula = with_part(workbook(HEAD, MEETING), SHEET, typed, computed)
    (meeting,) = read_schedule(formula, "lịch.xlsx").meetings
    assert f"{meeting.start:%H:%M}" == "09:00"


def test_a_table_inside_a_table_of_word_is_read() -> None:
    outer = word_table(["HĐND xã", "CỘNG HÒA"], inner=f"<w:tr><w:tc>{word_table(HEAD, MEETING)}<w:p/></w:tc></w:tr>")
    preview = read_schedule(document(outer), "lịch.docx")
    assert [meeting.venue for meeting in preview.meetings] == ["Hội trường xã An"]


def test_tables_deep_inside_each_other_are_read_or_refused() -> None:
    deep = "<w:tbl><w:tr><w:tc>" * 3_000 + "<w:p/>" + "</w:tc></w:tr></w:tbl><w:p/>" * 3_000
    read_or_refused(document(deep), "lịch.docx")
    read_or_refused(("<table><tr><td>" * 3_000).encode(), "lịch.html")


def test_a_web_page_that_a_program_calls_xls_is_read_as_the_page_it_is() -> None:
    rows = "".join(f"<tr>{''.join(f'<td>{text}</td>' for text in row)}</tr>" for row in (HEAD, MEETING))
    preview = read_schedule(f"<html><table>{rows}</table></html>".encode(), "lịch.xls")
    assert [meeting.venue for meeting in preview.meetings] == ["Hội trường xã An"]


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
