"""What the wording of headers, cells and sentences says about a meeting, and what is told of it."""

from __future__ import annotations

from datetime import date, time

import pytest

from meetings.importers.schedule import read_schedule
from meetings.importers.schedule_people import read_people
from meetings.importers.schedule_values import ReadMeeting, SchedulePreview


def read(text: str, name: str = "lịch.csv") -> SchedulePreview:
    return read_schedule(text.encode(), name)


def only(text: str, name: str = "lịch.csv") -> ReadMeeting:
    (meeting,) = read(text, name).meetings
    return meeting


def units(meeting: ReadMeeting) -> tuple[str, ...]:
    return tuple(unit.name for unit in meeting.units)


def messages(preview: SchedulePreview, code: str) -> list[str]:
    return [item.message for item in preview.problems if item.code == code]


# groups and people -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "groups", "delegates"),
    [
        ("Tổ 1: Đ/c Lê Thị Hoà - PCT HĐND", ("Tổ 1",), ("Lê Thị Hoà",)),
        ("Tổ 3", ("Tổ 3",), ()),
        ("Tổ 1, Tổ 3", ("Tổ 1", "Tổ 3"), ()),
        ("Tổ 2 (bà Mai Thị Tâm, ông Hà Xuân Thành)", ("Tổ 2",), ("Mai Thị Tâm", "Hà Xuân Thành")),
        ("Đại biểu Tổ 1", ("Tổ 1",), ()),
        ("Các ĐB: Ngô Văn Hưởng, Lê Thị An", (), ("Ngô Văn Hưởng", "Lê Thị An")),
        ("Bà Thành Từ Dũ; ông Hồ Văn Năm, CVP", (), ("Thành Từ Dũ", "Hồ Văn Năm")),
    ],
)
def test_a_column_of_people_may_name_their_group(
    cell: str, groups: tuple[str, ...], delegates: tuple[str, ...]
) -> None:
    meeting = only(f'Ngày|Giờ|Đơn vị|Địa điểm|Đại biểu\n12/6/2026|8h00|Xã An|Hội trường xã An|"{cell}"\n')
    assert (meeting.groups, meeting.delegates, meeting.notes) == (groups, delegates, None)


def test_a_group_stands_over_its_leader_and_members() -> None:
    cell = "Tổ 1\nTổ trưởng: Đ/c Bùi Tuấn Quân, PGS.TS., Giám đốc Bệnh viện Việt Tiệp\nThành viên: Đ/c Lê Thị Tâm"
    meeting = only(f'Tổ đại biểu|Thời gian|Đơn vị|Địa điểm\n"{cell}"|8h 12/6/2026|Xã An|Hội trường xã An\n')
    assert (meeting.groups, meeting.delegates) == (("Tổ 1",), ("Bùi Tuấn Quân", "Lê Thị Tâm"))


def test_members_on_two_lines_go_to_both_meetings_of_their_group() -> None:
    cells = '"Lê Văn An - Tổ trưởng\nVũ Thị Bình"|12/6/2026|"8h00: thôn Đông\n14h00: thôn Tây"'
    preview = read(f"Tổ|Thành viên Tổ|Ngày|Giờ, địa điểm tiếp xúc\n1|{cells}\n")
    assert [(units(item), item.delegates) for item in preview.meetings] == [
        (("thôn Đông",), ("Lê Văn An", "Vũ Thị Bình")),
        (("thôn Tây",), ("Lê Văn An", "Vũ Thị Bình")),
    ]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Lê Thu Hà - Phó Giám đốc Sở Y tế Hà Nam", ["Lê Thu Hà"]),
        ("Phó Chủ tịch UBND xã An Hòa Nguyễn Văn An", ["Nguyễn Văn An"]),
        ("Bí thư Lê An", ["Lê An"]),
        ("Các ĐB", []),
    ],
)
def test_the_place_of_an_office_is_no_delegate(text: str, names: list[str]) -> None:
    assert read_people(text).names == names


def test_a_column_of_staff_beside_the_delegates_names_none() -> None:
    text = "Ngày|Giờ|Nơi họp|Cử tri của các ấp|Báo cáo viên|Đại biểu HĐND xã\n"
    meeting = only(f"{text}15/6/2026|8h00|Trụ sở ấp 3|Ấp 3, ấp 4|Ngô Văn Bảy|Lê Văn Tám\n")
    assert (meeting.delegates, units(meeting)) == (("Lê Văn Tám",), ("Ấp 3", "ấp 4"))


# units and halls ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "named", "venue"),
    [
        ("Khu phố A; Khu phố B", ("Khu phố A", "Khu phố B"), None),
        ("Khu phố A, tại Nhà văn hóa khu phố A", ("Khu phố A",), "Nhà văn hóa khu phố A"),
        ("Xã Kiến Minh, xã Kiến Hải, tại Hội trường xã", ("Xã Kiến Minh", "xã Kiến Hải"), "Hội trường xã"),
        ("Phố Đội Cung - Nhà văn hóa phố Đội Cung", ("Phố Đội Cung",), "Nhà văn hóa phố Đội Cung"),
        ("Phường Tam Sơn, Đình Bảng", ("Phường Tam Sơn", "Phường Đình Bảng"), None),
    ],
)
def test_one_column_holds_units_and_halls(cell: str, named: tuple[str, ...], venue: str | None) -> None:
    meeting = only(f"Ngày|Giờ|Đơn vị, địa điểm|Tổ\n12/6/2026|8h00|{cell}|1\n")
    assert (units(meeting), meeting.venue) == (named, venue)


def test_a_day_on_two_lines_is_one_day_for_both_meetings_of_the_row() -> None:
    cells = '"Thứ Hai\n22/6/2026"|"- 8h00: Xã An, tại Hội trường xã An\n- 14h00: Xã Bình, tại Hội trường xã Bình"'
    preview = read(f"Ngày|Giờ, đơn vị, địa điểm|Tổ đại biểu\n{cells}|Tổ 1\n")
    assert [(item.day, item.start, units(item), item.venue) for item in preview.meetings] == [
        (date(2026, 6, 22), time(8), ("Xã An",), "Hội trường xã An"),
        (date(2026, 6, 22), time(14), ("Xã Bình",), "Hội trường xã Bình"),
    ]


def test_a_sentence_gives_the_hall_and_hour_of_every_commune() -> None:
    text = "Các hội nghị họp lúc 8h00 tại hội trường UBND các xã, thị trấn.\n1. Ngày 12/6/2026: xã An (Tổ 1)\n"
    preview = read(f"{text}2. Ngày 13/6/2026: thị trấn Nho (Tổ 2)\n", "lịch.txt")
    assert [(item.start, item.venue) for item in preview.meetings] == [
        (time(8), "hội trường UBND xã An"),
        (time(8), "hội trường UBND thị trấn Nho"),
    ]
    assert messages(preview, "inferred_venue") == [
        "Địa điểm “hội trường UBND xã An” lấy theo câu chung cho cả lịch.",
        "Địa điểm “hội trường UBND thị trấn Nho” lấy theo câu chung cho cả lịch.",
    ]


def test_the_commune_is_the_unit_where_all_others_are_communes() -> None:
    first, second = (
        "8 giờ ngày 24/11/2025 tại hội trường UBND xã An",
        "14 giờ cùng ngày tại nhà văn hóa thôn 2, xã Bo.",
    )
    text = f"Tổ đại biểu số 1: {first}; {second}"
    assert [units(item) for item in read(text, "lịch.txt").meetings] == [("xã An",), ("xã Bo",)]


# what a table replaces, and what is no schedule ---------------------------------------------------------


def test_the_new_time_holds_and_the_former_is_noted() -> None:
    rows = "Xã An|8h 24/11/2022|14h 25/11/2022|Hội trường xã An\nXã Bo|8h 26/11/2022|Giữ nguyên|Hội trường xã Bo\n"
    preview = read(f"Đơn vị|Thời gian theo kế hoạch|Thời gian điều chỉnh|Địa điểm\n{rows}")
    assert [(item.day, item.start, item.notes) for item in preview.meetings] == [
        (date(2022, 11, 25), time(14), "lịch cũ: 8h 24/11/2022"),
        (date(2022, 11, 26), time(8), None),
    ]


def test_a_column_of_new_times_may_also_tell_the_new_hall() -> None:
    row = "Xã An|8h 24/11/2022 tại Hội trường xã An|14h 28/11/2022 tại Nhà văn hóa xóm 2"
    meeting = only(f"Đơn vị|Lịch đã ban hành|Thay đổi thành\n{row}\n")
    assert (meeting.day, meeting.start, meeting.venue, meeting.notes) == (
        date(2022, 11, 28),
        time(14),
        "Nhà văn hóa xóm 2",
        "lịch cũ: 8h 24/11/2022 tại Hội trường xã An",
    )


def test_under_a_day_a_cell_may_hold_two_meetings_or_none() -> None:
    text = 'Tổ|15/6/2026|16/6/2026\nTổ 1|"8h00: Xã An\n14h00: Xã Bo"|8h00: Xã Ca\nTổ 2|Nghỉ|14h00: Xã Da\n'
    assert [(item.day, item.start, units(item)) for item in read(text).meetings] == [
        (date(2026, 6, 15), time(8), ("Xã An",)),
        (date(2026, 6, 15), time(14), ("Xã Bo",)),
        (date(2026, 6, 16), time(8), ("Xã Ca",)),
        (date(2026, 6, 16), time(14), ("Xã Da",)),
    ]


@pytest.mark.parametrize(
    "table",
    [
        "TT\tNội dung công việc\tĐơn vị thực hiện\tThời hạn\n1\tIn tài liệu\tVăn phòng HĐND\t10/6/2026\n",
        "STT\tNhiệm vụ\tCơ quan chủ trì\tThời hạn\n1\tHội trường\tUBND xã An\t11/6/2026\n",
        "Thời gian\tNội dung\tPhụ trách\n8h00 - 8h15\tChào cờ\tBan tổ chức\n8h15 - 9h00\tBáo cáo\tThư ký\n",
    ],
)
def test_tables_of_tasks_and_programmes_hold_no_meetings(table: str) -> None:
    schedule = "Ngày\tGiờ\tĐơn vị\tĐịa điểm\n12/6/2026\t8h00\tXã An\tHội trường UBND xã An\n"
    preview = read(f"{schedule}\nPhân công\n\n{table}", "lịch.txt")
    assert [item.day for item in preview.meetings] == [date(2026, 6, 12)]
    assert messages(preview, "inferred_other_table") == [
        "Bảng phân công việc hoặc chương trình, không phải lịch: không đọc hội nghị ở bảng này."
    ]


def test_a_table_of_work_that_tells_of_meetings_is_read() -> None:
    rows = "8h00, 8/6/2026\tTiếp xúc cử tri tại xã An\tTổ 1\n14h00, 9/6/2026\tTiếp xúc cử tri xã Bo\tTổ 2\n"
    preview = read(f"Thời gian\tNội dung công việc\tNgười dự\n{rows}", "lịch.txt")
    assert [(item.day, units(item)) for item in preview.meetings] == [
        (date(2026, 6, 8), ("xã An",)),
        (date(2026, 6, 9), ("xã Bo",)),
    ]


def test_an_end_before_its_start_is_told() -> None:
    preview = read("Ngày|Giờ bắt đầu|Giờ kết thúc|Xã|Nơi họp\n12/6/2026|18h30|17h00|Xã An|Hội trường xã An\n")
    told = "Giờ kết thúc 17h00 không sau giờ bắt đầu 18h30: đã bỏ, hãy sửa lại."
    assert (preview.meetings[0].start, preview.meetings[0].end) == (time(18, 30), None)
    assert messages(preview, "doubtful_reading") == [told]


# columns of plain text ---------------------------------------------------------------------------------


def test_cells_that_go_on_under_their_column_are_made_whole() -> None:
    text = (
        "TT    Ngày          Giờ      Xã, phường          Nơi họp                     Đại biểu\n"
        "1     12/6/2026     8h00     Phường Tân An       Hội trường UBND phường      Nguyễn Văn An,\n"
        "                                                 Tân An                      Lê Thị Bình\n"
        "2     13/6/2026     14h00    Phường Bình Tân     Nhà văn hóa khu phố 2       Trần Văn Cường\n"
        "                    19h00    Phường Bình Lợi     Trường THCS Bình Lợi        Phạm Thị Dung\n"
        "                                                  TM. THƯỜNG TRỰC HĐND\n"
    )
    assert [(item.day, item.start, item.venue, item.delegates) for item in read(text, "lịch.txt").meetings] == [
        (date(2026, 6, 12), time(8), "Hội trường UBND phường Tân An", ("Nguyễn Văn An", "Lê Thị Bình")),
        (date(2026, 6, 13), time(14), "Nhà văn hóa khu phố 2", ("Trần Văn Cường",)),
        (date(2026, 6, 13), time(19), "Trường THCS Bình Lợi", ("Phạm Thị Dung",)),
    ]


# sentences, and what is said ---------------------------------------------------------------------------


def test_a_half_day_before_its_hour_is_kept() -> None:
    meeting = only("Tối 13/6/2026, 19h30’: nhà văn hóa khu phố 3, phường Đình Bảng.", "lịch.txt")
    assert (meeting.day, meeting.start, meeting.part) == (date(2026, 6, 13), time(19, 30), "tối")


def test_a_day_that_does_not_exist_is_quoted_as_printed() -> None:
    preview = read("Lịch năm 2026\nNgày 31/6, 8h xã Tân Dĩnh tại hội trường UBND xã Tân Dĩnh.\n", "lịch.txt")
    quoted = "Ngày 31/6, 8h xã Tân Dĩnh tại hội trường UBND xã Tân Dĩnh."
    assert messages(preview, "unreadable_date") == [
        f"Không đọc được ngày “{quoted}”. Ghi ngày/tháng/năm, ví dụ 06/6/2025."
    ]


def test_every_day_leaves_no_word_in_the_notes() -> None:
    meeting = only("19h30 hằng ngày từ 15 đến 17/6/2026 tại nhà văn hóa khu phố Thanh Bình", "lịch.txt")
    assert (meeting.days[0], len(meeting.days), meeting.notes) == (date(2026, 6, 15), 3, None)


def test_as_above_looks_up_to_the_last_that_tells_it() -> None:
    rows = "12/6/2026|8h|Xã An|Hội trường A|Tổ 1\n13/6/2026|8h|Xã Bo||Tổ 2\n14/6/2026|8h|Xã Ca|như trên|nt\n"
    preview = read(f"Ngày|Giờ|Đơn vị|Địa điểm|Đại biểu\n{rows}")
    assert (preview.meetings[2].venue, preview.meetings[2].groups) == ("Hội trường A", ("Tổ 2",))
    assert messages(preview, "inferred_carried_down") == [
        "Ô ghi như trên: lấy theo dòng 2.",
        "Ô ghi như trên: lấy theo dòng 3.",
    ]


@pytest.mark.parametrize("pointing", ["địa điểm như trên", "địa điểm: như trên", "cùng địa điểm trên"])
def test_a_sentence_may_point_to_the_hall_above(pointing: str) -> None:
    lines = (
        "Ngày 12/6/2026, 8h: xã An tại hội trường xã An.\nNgày 13/6/2026, 8h: xã Bo.\n"
        f"Ngày 14/6/2026, 8h: xã Ca, {pointing}.\n"
    )
    assert [item.venue for item in read(lines, "lịch.txt").meetings] == ["hội trường xã An", None, "hội trường xã An"]


def test_a_numbered_team_beside_a_named_place_is_the_group() -> None:
    text = (
        "+ Ngày 15/6/2026: Tổ 1 (8h, Nhà văn hóa TDP Phượng Hoàng); Tổ 2 (14h, Hội trường UBND phường Nam Sơn).\n"
        "+ Ngày 16/6/2026: Tổ 3 (8h, Trường Mầm non Vũ Ninh).\n"
    )
    assert [(units(item), item.groups) for item in read(text, "lịch.txt").meetings] == [
        (("TDP Phượng Hoàng",), ("Tổ 1",)),
        (("phường Nam Sơn",), ("Tổ 2",)),
        ((), ("Tổ 3",)),
    ]


@pytest.mark.parametrize(("cell", "hour"), [("2:00 PM", 14), ("2:00 CH", 14), ("8:00 SA", 8), ("8:00 AM", 8)])
def test_hours_as_programs_print_them(cell: str, hour: int) -> None:
    assert only(f"Ngày|Giờ|Xã|Nơi họp\n12/6/2026|{cell}|Xã An|Hội trường xã An\n").start == time(hour)


def test_a_day_over_its_hours_in_one_cell_makes_two_meetings() -> None:
    cells = '"Ngày 15/6/2026:\n- Sáng: 8h00\n- Chiều: 14h00"|"- Xã An (HT UBND xã An)\n- Xã Bo (HT UBND xã Bo)"'
    preview = read(f"Thời gian|Địa điểm|Thành phần\n{cells}|Tổ 1\n")
    assert [(item.day, item.start, units(item), item.venue) for item in preview.meetings] == [
        (date(2026, 6, 15), time(8), ("Xã An",), "HT UBND xã An"),
        (date(2026, 6, 15), time(14), ("Xã Bo",), "HT UBND xã Bo"),
    ]
