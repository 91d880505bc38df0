"""Layouts of schedules as seen in print, each with one short text of our own."""

from __future__ import annotations

import io
from datetime import date, datetime, time

import openpyxl
import pytest

from meetings.importers.schedule import read_schedule
from meetings.importers.schedule_places import read_units
from meetings.importers.schedule_values import ReadMeeting, SchedulePreview


def text(content: str, name: str = "lịch.txt", **options: object) -> SchedulePreview:
    return read_schedule(content.encode(), name, **options)


def sheet(*rows: list[object], merged: tuple[str, ...] = (), fonts: dict[str, str] | None = None) -> SchedulePreview:
    return read_schedule(workbook(*rows, merged=merged, fonts=fonts), "lịch.xlsx")


def workbook(
    *rows: list[object], merged: tuple[str, ...] = (), fonts: dict[str, str] | None = None, old_epoch: bool = False
) -> bytes:
    book = openpyxl.Workbook()
    if old_epoch:
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    for row in rows:
        book.active.append(row)
    for area in merged:
        book.active.merge_cells(area)
    for place, name in (fonts or {}).items():
        book.active[place].font = openpyxl.styles.Font(name=name)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def told(meeting: ReadMeeting) -> tuple[object, ...]:
    units = [unit.name for unit in meeting.units]
    day = f"{meeting.day:%d/%m/%Y}" if meeting.day else None
    hour = f"{meeting.start:%H:%M}" if meeting.start else meeting.part
    return (day, hour, units, meeting.venue, list(meeting.groups), list(meeting.delegates))


def codes(preview: SchedulePreview) -> set[str]:
    return {item.code for item in preview.problems}


def test_a_table_with_merged_districts_and_the_constituency_beside_the_hall() -> None:
    preview = sheet(
        ["LỊCH TIẾP XÚC CỬ TRI"],
        ["STT", "Huyện,\nthành phố", "Thời gian", "Địa điểm"],
        ["1", "Thành phố Đông Sơn", "07 giờ 30\nNgày 22-6-2022\n(Thứ Tư)", "Trụ sở phường 1 (Đơn vị bầu cử số 02)"],
        ["", None, "14 giờ\nNgày 22-6-2022\n(Thứ Tư)", "Nhà văn hóa phường 2 (Đơn vị bầu cử số 01)"],
        merged=("B3:B4",),
    )  # fmt: skip
    assert [told(meeting) for meeting in preview.meetings] == [
        ("22/06/2022", "07:30", ["Thành phố Đông Sơn"], "Trụ sở phường 1", ["Đơn vị bầu cử số 02"], []),
        ("22/06/2022", "14:00", ["Thành phố Đông Sơn"], "Nhà văn hóa phường 2", ["Đơn vị bầu cử số 01"], []),
    ]
    assert [(item.row, item.column, item.code) for item in preview.problems] == [(4, "B", "merged_cell")]


def test_a_pasted_table_whose_second_row_lost_its_merged_cells() -> None:
    preview = text(
        "<table><tr><td>STT<td>Huyện<td>Thời gian<td>Địa điểm<tr><td>1<td>huyện Mỹ Sơn<td>8 giờ ngày 3-6-2022"
        "<td>Hội trường UBND huyện<tr><td>14 giờ ngày 3-6-2022<td>Nhà văn hóa xã Tân An</table>",
        "lịch.html",
    )
    assert [told(meeting)[:4] for meeting in preview.meetings] == [
        ("03/06/2022", "08:00", ["huyện Mỹ Sơn"], "Hội trường UBND huyện"),
        ("03/06/2022", "14:00", ["huyện Mỹ Sơn"], "Nhà văn hóa xã Tân An"),
    ]
    assert "inferred_carried_down" in codes(preview)


def test_a_list_with_voters_for_each_unit() -> None:
    meeting = text(
        "- Vào lúc 8 giờ 00, ngày 21/5/2024 (thứ ba), tại hội trường thành phố, gồm phường An Hòa (30 cử tri); "
        "phường An Bình (25 cử tri); xã Mỹ An (1.200 cử tri)."
    ).meetings[0]
    assert [(unit.name, unit.voters) for unit in meeting.units] == [
        ("phường An Hòa", 30), ("phường An Bình", 25), ("xã Mỹ An", 1200),
    ]  # fmt: skip
    assert (meeting.venue, meeting.start) == ("hội trường thành phố", time(8, 0))


def test_numbered_items_run_on_in_one_line_without_a_year() -> None:
    line = (
        "Lịch tiếp xúc cử tri năm 2017. 1. Quận Nam (Đơn vị số 1): Sáng 28/11 (thứ Ba). Hội trường UBND quận. "
        "ĐB: Nguyễn Văn An, Trần Thị Bình. 2. Quận Bắc (Đơn vị số 2): Chiều 29/11 (thứ Sáu). Nhà văn hóa quận. "
        "ĐB: Lê Cường."
    )
    preview = text(line)
    assert [told(meeting) for meeting in preview.meetings] == [
        (
            "28/11/2017",
            "sáng",
            ["Quận Nam"],
            "Hội trường UBND quận",
            ["Đơn vị số 1"],
            ["Nguyễn Văn An", "Trần Thị Bình"],
        ),
        ("29/11/2017", "chiều", ["Quận Bắc"], "Nhà văn hóa quận", ["Đơn vị số 2"], ["Lê Cường"]),
    ]
    wrong = [item.message for item in preview.problems if item.code == "weekday_mismatch"]
    assert wrong == ["29/11/2017 là thứ Tư, không phải thứ Sáu. Sửa ngày hoặc thứ."]
    assert "Năm của 28/11/2017 theo “năm 2017” ở phần đầu." in [item.message for item in preview.problems]


def test_prose_by_constituency_where_an_address_looks_like_a_day() -> None:
    preview = text(
        "Các đại biểu đơn vị 4 tiếp xúc cử tri quận 5 vào lúc 8 giờ ngày 26-6-2014 tại Hội trường quận 5 "
        "(203 đường 3/2); quận 10 vào lúc 14 giờ ngày 27-6-2014 tại Nhà thiếu nhi quận 10 (268 đường 3 Tháng 2)."
    )
    assert [told(meeting) for meeting in preview.meetings] == [
        ("26/06/2014", "08:00", ["quận 5"], "Hội trường quận 5 (203 đường 3/2)", ["đơn vị 4"], []),
        ("27/06/2014", "14:00", ["quận 10"], "Nhà thiếu nhi quận 10 (268 đường 3 Tháng 2)", ["đơn vị 4"], []),
    ]


def test_days_over_constituencies_over_parts_of_the_day() -> None:
    preview = text(
        "a) Thứ tư, ngày 26-6-2013:\n- Đơn vị bầu cử số 01 (gồm ông Nguyễn Văn An, bà Lò Thị Bình).\n"
        "* Buổi sáng: tiếp xúc cử tri phường Hải Đông, TP.Phan Rang, tại hội trường UBND phường Hải Đông.\n"
        "* Buổi chiều: tiếp xúc cử tri xã Nam Hải, huyện Ninh Hải, tại nhà văn hóa xã.\n"
        "b) Thứ năm, ngày 27-6-2013:\n- Đơn vị bầu cử số 02 (gồm ông Tô Văn Cảnh).\n"
        "* Buổi sáng: tiếp xúc cử tri xã Phước An, huyện Ninh Sơn, tại hội trường UBND xã Phước An."
    )
    people = ["Nguyễn Văn An", "Lò Thị Bình"]
    group = ["Đơn vị bầu cử số 01"]
    assert [told(meeting) for meeting in preview.meetings] == [
        ("26/06/2013", "sáng", ["phường Hải Đông"], "hội trường UBND phường Hải Đông", group, people),
        ("26/06/2013", "chiều", ["xã Nam Hải"], "nhà văn hóa xã", group, people),
        (
            "27/06/2013",
            "sáng",
            ["xã Phước An"],
            "hội trường UBND xã Phước An",
            ["Đơn vị bầu cử số 02"],
            ["Tô Văn Cảnh"],
        ),
    ]
    assert [unit.parent for meeting in preview.meetings for unit in meeting.units] == [
        "TP.Phan Rang", "huyện Ninh Hải", "huyện Ninh Sơn",
    ]  # fmt: skip


def test_a_day_with_communes_of_several_districts_is_as_many_meetings() -> None:
    preview = text("Ngày 06/7/2015, tiếp xúc cử tri tại 2 xã: xã Đăk Lô, huyện Đăk Lei; xã Pờ Tó, huyện Ia Pa.")
    assert [told(meeting)[:3] for meeting in preview.meetings] == [
        ("06/07/2015", None, ["xã Đăk Lô"]), ("06/07/2015", None, ["xã Pờ Tó"]),
    ]  # fmt: skip
    assert "doubtful_reading" in codes(preview)


def test_a_group_with_a_range_of_neighbourhoods() -> None:
    meeting = text(
        "Tổ Đại biểu số 3: tiếp xúc cử tri 16 khu phố (từ khu phố 15 đến 27, 30, 31, 41) vào 18 giờ 30 "
        "ngày 12/03/2026 (tối thứ năm) tại Trường THCS Tân Phú."
    ).meetings[0]
    numbers = [*range(15, 28), 30, 31, 41]
    assert told(meeting) == (
        "12/03/2026", "18:30", [f"khu phố {number}" for number in numbers], "Trường THCS Tân Phú",
        ["Tổ Đại biểu số 3"], [],
    )  # fmt: skip
    assert meeting.part == "tối"


def test_constituencies_with_their_teams_on_two_days_told_once() -> None:
    preview = text(
        "Hội nghị tổ chức ngày 8 và 9/6/2019:\n"
        "- Đơn vị bầu cử số 1 (tổ 1,2,3 và 4): tiếp xúc cử tri tại nhà họp TDP 1,2,3\n"
        "- Đơn vị bầu cử số 2 (tổ 25,26, tòa nhà 5A và 7A): tiếp xúc cử tri tại nhà văn hóa Bắc Mai"
    )
    assert [told(meeting) for meeting in preview.meetings] == [
        ("08/06/2019", None, ["tổ 1", "tổ 2", "tổ 3", "tổ 4"], "nhà họp TDP 1,2,3", ["Đơn vị bầu cử số 1"], []),
        ("08/06/2019", None, ["tổ 25", "tổ 26", "tòa nhà 5A", "tòa nhà 7A"], "nhà văn hóa Bắc Mai",
         ["Đơn vị bầu cử số 2"], []),
    ]  # fmt: skip
    assert {"inferred_date", "date_range", "missing_hour", "weekend"} <= codes(preview)


def test_two_systems_of_constituencies_in_one_sentence() -> None:
    preview = text(
        "* Ngày 5-5-2021: ĐVBC số 1, huyện Châu Thành (ĐBQH); ĐVBC số 3, huyện Châu Thành (HĐND tỉnh): buổi sáng "
        "TXCT xã Tân Thạch, tại hội trường UBND xã Tân Thạch; buổi chiều TXCT xã Quới Sơn, tại nhà văn hóa xã "
        "Quới Sơn."
    )
    assert [told(meeting)[:4] for meeting in preview.meetings] == [
        ("05/05/2021", "sáng", ["xã Tân Thạch"], "hội trường UBND xã Tân Thạch"),
        ("05/05/2021", "chiều", ["xã Quới Sơn"], "nhà văn hóa xã Quới Sơn"),
    ]


def test_a_table_of_old_software_by_delegate() -> None:
    preview = text(
        "Kế hoạch số: 12/KH-HĐND ngày 3/4/2014\n"
        "STT\tTên đại biểu\tĐịa phương (Quận/Huyện)\tNgày tiếp\tĐịa chỉ\tChức năng\n"
        "1\tNguyễn Văn An\tQuận 5\t12/5\tHội trường UBND quận 5\tTrưởng đoàn"
    )
    assert told(preview.meetings[0]) == (
        "12/05/2014", None, ["Quận 5"], "Hội trường UBND quận 5", [], ["Nguyễn Văn An"],
    )  # fmt: skip


def test_one_sentence_gives_the_hours_of_all_mornings_and_afternoons() -> None:
    preview = text(
        "Buổi sáng bắt đầu từ 8 giờ, buổi chiều bắt đầu từ 14 giờ.\n"
        "Ngày 26/4/2024: sáng tại huyện Đại An, chiều tại huyện Duy Sơn."
    )
    assert [(meeting.start, meeting.part) for meeting in preview.meetings] == [(time(8), "sáng"), (time(14), "chiều")]
    assert [item.message for item in preview.problems if item.code == "inferred_hour"] == [
        "Giờ 8h00 lấy theo câu chung cho cả lịch (buổi sáng).",
        "Giờ 14h00 lấy theo câu chung cho cả lịch (buổi chiều).",
    ]


def test_a_notice_of_a_single_meeting() -> None:
    preview = text(
        "THÔNG BÁO\nVề việc tiếp xúc cử tri\nTừ Sơn, ngày 02 tháng 6 năm 2025\n"
        "1. Thời gian: 8 giờ 00 phút, ngày 10/6/2025 (Thứ Ba).\n2. Địa điểm: Hội trường UBND phường Tân Hồng.\n"
        "3. Thành phần: Tổ đại biểu số 2; cử tri phường Tân Hồng.\nNơi nhận:\n- Các đại biểu;"
    )
    assert [told(meeting) for meeting in preview.meetings] == [
        ("10/06/2025", "08:00", ["phường Tân Hồng"], "Hội trường UBND phường Tân Hồng", ["Tổ đại biểu số 2"], [])
    ]
    assert preview.plan_day == date(2025, 6, 2)
    assert preview.problems == ()


def test_same_day_and_ditto_marks() -> None:
    preview = sheet(
        ["TT", "Thời gian", "Đơn vị", "Địa điểm", "Chủ trì"],
        [1, "8h00 ngày 3/4/2025", "xã An", "Hội trường xã An", "MTTQ xã"],
        [2, "14h00 cùng ngày", "xã Bình", "Hội trường xã Bình", "nt"],
        [3, '"', "xã Cát", "Hội trường xã Cát", "như trên"],
    )
    assert [(told(meeting)[:2], meeting.chair) for meeting in preview.meetings] == [
        (("03/04/2025", "08:00"), "MTTQ xã"),
        (("03/04/2025", "14:00"), "MTTQ xã"),
        (("03/04/2025", "14:00"), "MTTQ xã"),
    ]
    assert codes(preview) == {"inferred_carried_down"}


def test_headers_in_two_rows_with_columns_for_day_part_and_hour() -> None:
    preview = sheet(
        ["STT", "Thời gian", None, None, "Đơn vị tiếp xúc", "Địa điểm", "Số cử tri"],
        [None, "Thứ, ngày", "Buổi", "Giờ", None, None, None],
        [1, "Thứ Hai\n23/6/2025", "Sáng", "8h00", "Phường Nam Sơn", "Hội trường UBND phường", "khoảng 1.100"],
        [2, None, "Chiều", 14, "Phường Bắc Sơn", "Nhà văn hóa khu 3", 120],
        merged=("B1:D1", "A1:A2", "E1:E2", "B3:B4"),
    )
    assert [(told(meeting)[:3], meeting.part, meeting.voters) for meeting in preview.meetings] == [
        (("23/06/2025", "08:00", ["Phường Nam Sơn"]), "sáng", 1100),
        (("23/06/2025", "14:00", ["Phường Bắc Sơn"]), "chiều", 120),
    ]


def test_rows_that_stand_for_themselves_head_the_rows_below() -> None:
    preview = sheet(
        ["STT", "Xã, phường", "Thời gian", "Địa điểm"],
        ["I", "ĐƠN VỊ BẦU CỬ SỐ 1: Ông Nguyễn Văn An, bà Trần Thị Bình", None, None],
        [1, "xã An", "8h ngày 3/4/2025", "Hội trường xã An"],
        ["II", "ĐƠN VỊ BẦU CỬ SỐ 2", None, None],
        [1, "xã Bình", "Sáng 4/4", "Hội trường xã Bình"],
        ["", "Tổng cộng: 2 hội nghị", None, None],
    )
    assert [told(meeting)[4:] for meeting in preview.meetings] == [
        (["ĐƠN VỊ BẦU CỬ SỐ 1"], ["Nguyễn Văn An", "Trần Thị Bình"]), (["ĐƠN VỊ BẦU CỬ SỐ 2"], []),
    ]  # fmt: skip


def test_several_meetings_in_one_row_line_under_line() -> None:
    preview = sheet(
        ["Tổ", "Thời gian", "Đơn vị", "Địa điểm"],
        ["Tổ 1", "8h00 ngày 3/4/2025\n14h00 ngày 3/4/2025", "xã An\nxã Bình", "Hội trường A\nHội trường B"],
    )
    assert [told(meeting)[:4] for meeting in preview.meetings] == [
        ("03/04/2025", "08:00", ["xã An"], "Hội trường A"), ("03/04/2025", "14:00", ["xã Bình"], "Hội trường B"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (datetime(2026, 7, 6), "06/07/2026"),
        ("06/07/2026", "06/07/2026"),
        ("6.7.2026", "06/07/2026"),
        ("ngày 6 tháng 7 năm 2026", "06/07/2026"),
        (46209, "06/07/2026"),
        ("29/02/2027", None),
        ("tháng 7", None),
        ("7/13/2026", None),
        ("-06/7/2026", None),
    ],
)
def test_days_are_read_day_first_or_refused_with_their_cell(cell: object, expected: str | None) -> None:
    preview = sheet(["Ngày", "Giờ", "Xã", "Địa điểm"], [cell, "8h00", "xã An", "Hội trường xã An"])
    assert told(preview.meetings[0])[0] == expected
    if expected is None:
        assert (2, "A", "unreadable_date") in [(item.row, item.column, item.code) for item in preview.errors]
    if isinstance(cell, int):
        assert "doubtful_reading" in codes(preview)


def test_a_workbook_of_the_1904_calendar_is_read_on_its_own_days() -> None:
    content = workbook(
        ["Ngày", "Giờ", "Xã", "Địa điểm"],
        [datetime(2026, 6, 7), time(8, 0), "xã An", "Nhà họp"],
        [46180 - 1462, "8h", "xã Bình", "Nhà họp"],
        old_epoch=True,
    )
    assert [told(item)[0] for item in read_schedule(content, "lịch.xlsx").meetings] == ["07/06/2026", "07/06/2026"]


def test_old_fonts_are_converted_cell_by_cell_and_shown() -> None:
    preview = sheet(
        ["STT", "Đơn vị", "Thời gian", "Địa điểm"],
        [1, "x· T©n Hång", "8h00 ngµy 21/6/2017", "Héi tr­êng UBND x·"],
        [2, "xaõ Taân Laäp", "14h00 ngày 21/6/2017", "Hội trường xã Tân Lập"],
        fonts={"B2": ".VnTime", "C2": ".VnTime", "D2": ".VnTime", "B3": "VNI-Times"},
    )
    assert [told(meeting)[:4] for meeting in preview.meetings] == [
        ("21/06/2017", "08:00", ["xã Tân Hồng"], "Hội trường UBND xã"),
        ("21/06/2017", "14:00", ["xã Tân Lập"], "Hội trường xã Tân Lập"),
    ]
    shown = [(item.row, item.column) for item in preview.problems if item.code == "encoding_converted"]
    assert shown == [(2, "B"), (2, "C"), (2, "D"), (3, "B")]


def test_a_delegate_a_hall_and_a_group_in_two_places_at_once_are_reported() -> None:
    preview = sheet(
        ["Thời gian", "Đơn vị", "Địa điểm", "Tổ đại biểu", "Đại biểu"],
        ["8h00 ngày 3/4/2025", "xã An", "Hội trường trung tâm huyện Sơn", "Tổ 1", "Nguyễn Văn An"],
        ["8h30 ngày 3/4/2025", "xã Bình", "Hội trường trung tâm huyện Sơn", "Tổ số 01", "Ông Nguyễn Văn An"],
        ["14h00 ngày 3/4/2025", "xã Cát", "Hội trường trung tâm huyện Sơn", "Tổ 1", "Nguyễn Văn An"],
    )
    clashes = {"duplicate_delegate", "duplicate_venue", "same_group_time"}
    assert {(item.row, item.code) for item in preview.problems if item.code in clashes} == {
        (3, code) for code in clashes
    }


def test_a_day_outside_the_round_and_a_swapped_date_are_reported() -> None:
    content = workbook(["Ngày", "Giờ", "Xã", "Địa điểm"], [datetime(2026, 8, 7), "8h", "xã An", "Nhà họp xã An"])
    window = (date(2026, 7, 6), date(2026, 7, 10))
    problem = next(item for item in read_schedule(content, "a.xlsx", window=window).problems)
    assert (problem.row, problem.column, problem.code) == (2, "A", "outside_round")
    assert "Có thể ngày và tháng bị đảo: 08/7/2026." in problem.message


def test_a_year_may_be_chosen_and_is_told_when_nothing_says_it() -> None:
    line = "- 8h00 ngày 26/11: xã An, tại hội trường UBND xã An."
    assert [item.code for item in text(line).errors] == ["missing_date", "missing_year"]
    assert told(text(line, year=2025).meetings[0])[0] == "26/11/2025"
    assert told(text(line, "lịch 2024.txt").meetings[0])[0] == "26/11/2024"
    assert told(text(line, plan_day=date(2025, 11, 20)).meetings[0])[0] == "26/11/2025"
    january = text(line.replace("26/11", "05/01"), plan_day=date(2025, 12, 20))
    assert told(january.meetings[0])[0] == "05/01/2026"
    assembly = text(f"Tiếp xúc cử tri trước kỳ họp thứ 9, Quốc hội khóa XIV\n{line}")
    assert told(assembly.meetings[0])[0] == "26/11/2020"


def test_like_rows_over_listed_days_take_a_day_each() -> None:
    row = ["sáng các ngày 13, 14 và 15-8-2025", "các khu phố", "Nhà văn hóa khu phố 1"]
    preview = sheet(["Thời gian", "Đơn vị", "Địa điểm"], row, row, row)
    assert [told(meeting)[0] for meeting in preview.meetings] == ["13/08/2025", "14/08/2025", "15/08/2025"]
    assert "inferred_date" in codes(preview)


def test_an_impossible_day_in_a_heading_is_not_replaced_by_the_one_before() -> None:
    preview = text(
        "Ngày 27/02/2025:\n- 8h00: xã An, tại hội trường xã An\n"
        "Ngày 30/02/2025:\n- 8h00: xã Bình, tại hội trường xã Bình"
    )
    assert [told(meeting)[0] for meeting in preview.meetings] == ["27/02/2025", None]
    assert [(item.row, item.code) for item in preview.errors] == [(3, "unreadable_date"), (4, "missing_date")]
    rows = sheet(
        ["STT", "Giờ", "Xã", "Địa điểm"],
        ["Ngày 27/02/2025", None, None, None],
        [1, "8h", "xã An", "Hội trường xã An"],
        ["Ngày 30/02/2025", None, None, None],
        [2, "8h", "xã Bình", "Hội trường xã Bình"],
        merged=("A2:D2", "A4:D4"),
    )
    assert [told(meeting)[0] for meeting in rows.meetings] == ["27/02/2025", None]
    assert [(item.row, item.code) for item in rows.errors] == [(4, "unreadable_date"), (5, "missing_date")]


def test_a_sentence_broken_over_lines_is_made_whole() -> None:
    preview = text(
        "- Vào lúc 8 giờ 00, ngày 21/5/2024 (thứ ba), tại hội trường Ban Chỉ huy\n"
        "quân sự thành phố, gồm phường An Hòa\n"
        "- Vào lúc 14 giờ, ngày 21/5/2024, tại nhà văn hóa phường Mỹ An, gồm\nphường Mỹ An (40 cử tri)."
    )
    assert [told(meeting)[2:4] for meeting in preview.meetings] == [
        (["phường An Hòa"], "hội trường Ban Chỉ huy quân sự thành phố"),
        (["phường Mỹ An"], "nhà văn hóa phường Mỹ An"),
    ]


def test_a_week_with_a_column_for_each_half_day() -> None:
    preview = sheet(
        ["Từ ngày 10/6/2024 đến ngày 14/6/2024"],
        ["Thứ", "Ngày", "Sáng", "Chiều"],
        ["Hai", "10/6", "xã An (tại UBND xã An)", "8 giờ: xã Bình"],
        ["Tư", "11/6", "", "14h30 phường 3, tại nhà văn hóa phường 3"],
    )
    assert [(told(meeting)[:4], meeting.part) for meeting in preview.meetings] == [
        (("10/06/2024", "sáng", ["xã An"], "UBND xã An"), "sáng"),
        (("10/06/2024", "08:00", ["xã Bình"], None), "chiều"),
        (("11/06/2024", "14:30", ["phường 3"], "nhà văn hóa phường 3"), "chiều"),
    ]
    assert (4, "weekday_mismatch") in [(item.row, item.code) for item in preview.problems]


def test_a_table_without_units_takes_them_from_the_halls_and_says_so() -> None:
    preview = sheet(
        ["STT", "Tổ đại biểu", "Thành viên", "Thời gian", "Địa điểm tiếp xúc cử tri"],
        [1, "Tổ 1", "1. Nguyễn Văn An - Tổ trưởng\n2. Trần Thị Bình - Tổ viên", "7 giờ 30 ngày 12/6/2024",
         "Nhà văn hóa xã Phù Khê"],
    )  # fmt: skip
    assert told(preview.meetings[0]) == (
        "12/06/2024", "07:30", ["xã Phù Khê"], "Nhà văn hóa xã Phù Khê", ["Tổ 1"], ["Nguyễn Văn An", "Trần Thị Bình"],
    )  # fmt: skip
    assert [(item.row, item.code) for item in preview.problems] == [(2, "inferred_unit")]


def test_a_range_that_names_its_kind_twice_is_every_unit_of_it() -> None:
    assert [unit.name for unit in read_units("Khu phố 1 đến khu phố 3").units] == [
        "Khu phố 1",
        "Khu phố 2",
        "Khu phố 3",
    ]


def test_a_header_too_short_to_betray_its_old_encoding_follows_the_other_cells() -> None:
    preview = sheet(
        ["TT", "Thêi gian", "Th«n", "§Þa ®iÓm"],
        ["1", "7h30 ngµy 15/7/2013", "Th«n Mü Xuyªn", "Nhµ v¨n hãa th«n Mü Xuyªn"],
    )
    (meeting,) = preview.meetings
    told = (meeting.day, meeting.start, [unit.name for unit in meeting.units], meeting.venue)
    assert told == (date(2013, 7, 15), time(7, 30), ["Thôn Mỹ Xuyên"], "Nhà văn hóa thôn Mỹ Xuyên")
    assert any("“Thêi gian” → “Thời gian”" in item.message for item in preview.problems)
