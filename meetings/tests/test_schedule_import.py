"""A schedule on paper becomes the meetings of a round, once, and only when every row is understood."""

from __future__ import annotations

import io
import json
from datetime import date, datetime

import openpyxl
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from delegates.actions import add_neighbourhood
from delegates.enums import Level, LocalityKind, NeighbourhoodKind
from delegates.models import Locality
from meetings.actions.imports import commit_schedule, preview_against
from meetings.actions.meetings import change_meeting
from meetings.actions.moves import last_move, remember_added
from meetings.actions.rounds import open_round
from meetings.actions.undo import undo_move
from meetings.enums import Phase
from meetings.facts import ZONE
from meetings.importers.schedule import read_schedule
from meetings.models import Meeting, ScheduleMove, Venue
from meetings.tests.scenes import Scene, locality, town
from txct.core.models import AuditEntry
from txct.core.writing import Refused

pytestmark = pytest.mark.django_db

HEADER = ["STT", "Xã, phường", "Thời gian", "Địa điểm", "Tổ đại biểu", "Đại biểu"]
ROWS = [
    ["1", "phường Đồng Kỵ (80 cử tri)", "8h00 ngày 20/6", "Hội trường UBND", "Tổ đại biểu số 1", "ông Trần Văn An"],
    ["2", "Trang Hạ", "14 giờ 30, ngày 20/6/2017", "Nhà văn hóa (số 5, phố Trang Liệt)", "Tổ 2", ""],
]


@pytest.fixture
def scene() -> Scene:
    made = town()
    province = locality("Bắc Ninh", LocalityKind.TINH, Level.TINH, code="27")
    Locality.objects.filter(pk=made.council.locality_id).update(parent=province)
    Locality.objects.filter(pk__in=[ward.pk for ward in made.wards]).update(parent=made.council.locality)
    made.council.refresh_from_db()
    return made


def workbook(*rows: list[str]) -> bytes:
    book = openpyxl.Workbook()
    for row in (["LỊCH TIẾP XÚC CỬ TRI"], HEADER, *rows):
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def preview_of(scene: Scene, *rows: list[str]):
    content = workbook(*rows)
    return read_schedule(
        content, "lịch.xlsx", plan_day=scene.plan.issued_on, window=(date(2017, 6, 20), date(2017, 6, 22))
    )


def _told(meeting: Meeting) -> tuple[object, ...]:
    local = meeting.starts_at.astimezone(ZONE) if meeting.starts_at else None
    return (
        [str(unit) for unit in meeting.units.all()],
        f"{local:%d/%m/%Y %H:%M}" if local else None,
        str(meeting.venue or ""),
        [group.number for group in meeting.groups.all()],
        [str(row.delegate) for row in meeting.attendances.all()],
        meeting.expected_voters,
    )


def test_the_rows_of_a_schedule_become_meetings_of_the_round(scene: Scene) -> None:
    done = commit_schedule(round=scene.round, preview=preview_of(scene, *ROWS), by=scene.secretary)
    assert done.already == 0
    assert [_told(meeting) for meeting in Meeting.objects.order_by("starts_at")] == [
        (["phường Đồng Kỵ"], "20/06/2017 08:00", "hội trường UBND", [1], ["Trần Văn An"], 80),
        (["phường Trang Hạ"], "20/06/2017 14:30", "Nhà văn hóa", [2], ["Ngô Đức Chính", "Vũ Thị Dung"], None),
    ]
    assert Venue.objects.get(name="Nhà văn hóa").address == "số 5, phố Trang Liệt"
    entry = AuditEntry.objects.get(action="round.schedule_imported")
    assert (entry.new["file"], entry.new["meetings"], entry.new["already"]) == ("lịch.xlsx", 2, 0)
    assert {item.code for item in done.problems} == {"inferred_year", "incomplete_venue"}


def test_an_import_is_the_last_step_and_goes_back_whole_before_what_was_added_earlier(scene: Scene) -> None:
    earlier = scene.hold(2)
    remember_added(meetings=[earlier], label="thêm hội nghị phường Đình Bảng", by=scene.secretary)
    older = last_move(scene.round)
    preview = preview_of(scene, *ROWS)
    commit_schedule(round=scene.round, preview=preview, by=scene.secretary)
    newest = last_move(scene.round)
    assert newest is not None and older is not None
    assert (newest.label, newest.by) == ("nhập 02 hội nghị từ lịch.xlsx", scene.secretary)
    with pytest.raises(Refused, match="Đã có lần sửa lịch khác sau đó"):
        undo_move(move=older, by=scene.secretary)
    undo_move(move=newest, by=scene.secretary)
    assert [meeting.pk for meeting in Meeting.objects.all()] == [earlier.pk]
    assert last_move(scene.round) == older
    again = commit_schedule(round=scene.round, preview=preview, by=scene.secretary)
    assert (len(again.meetings), again.already) == (2, 0)
    undo_move(move=ScheduleMove.objects.order_by("-pk")[0], by=scene.secretary)
    undo_move(move=older, by=scene.secretary)
    assert not Meeting.objects.exists()


def test_a_plan_imported_into_two_rounds_goes_back_round_by_round(scene: Scene) -> None:
    after = open_round(
        plan=scene.plan, phase=Phase.AFTER, starts_on=date(2017, 7, 24), ends_on=date(2017, 7, 26), by=None
    )
    later = ["3", "Đình Bảng", "8h00 ngày 25/7/2017", "Hội trường UBND", "Tổ 3", ""]
    commit_schedule(plan=scene.plan, preview=preview_of(scene, *ROWS, later), by=scene.secretary)
    moves = [last_move(scene.round), last_move(after)]
    assert [move.label for move in moves if move] == ["nhập 02 hội nghị từ lịch.xlsx", "nhập 01 hội nghị từ lịch.xlsx"]


def test_the_same_file_again_writes_nothing_even_after_a_meeting_was_moved(scene: Scene) -> None:
    preview = preview_of(scene, *ROWS)
    first = commit_schedule(plan=scene.plan, preview=preview, by=scene.secretary)
    moved = datetime(2017, 6, 21, 8, 0, tzinfo=ZONE)
    change_meeting(meeting=first.meetings[0], starts_at=moved, ends_at=moved.replace(hour=11), by=scene.secretary)
    before = AuditEntry.objects.count()
    again = commit_schedule(plan=scene.plan, preview=preview, by=scene.secretary)
    assert (again.meetings, again.already) == ((), 2)
    assert (Meeting.objects.count(), AuditEntry.objects.count()) == (2, before)


def test_a_copy_of_the_file_does_not_double_its_meetings(scene: Scene) -> None:
    commit_schedule(round=scene.round, preview=preview_of(scene, *ROWS), by=scene.secretary)
    copy = preview_of(scene, *ROWS, ["3", "phường Đình Bảng", "8h00 ngày 21/6", "Hội trường", "Tổ 3", ""])
    done = commit_schedule(round=scene.round, preview=copy, by=scene.secretary)
    assert (len(done.meetings), done.already, Meeting.objects.count()) == (1, 2, 3)


def test_chosen_rows_are_written_first_and_the_rest_later(scene: Scene) -> None:
    preview = preview_of(scene, *ROWS)
    first = preview.meetings[0].key
    assert len(commit_schedule(round=scene.round, preview=preview, keys={first}, by=None).meetings) == 1
    done = commit_schedule(round=scene.round, preview=preview, by=None)
    assert (len(done.meetings), done.already) == (1, 1)


def test_a_row_that_is_not_understood_bars_the_whole_file_and_names_its_cell(scene: Scene) -> None:
    bad = [
        ["3", "xã Không Có", "8h00 ngày 21/6", "Hội trường", "Tổ 9", "ông Người Lạ Mặt"],
        ["4", "phường Đình Bảng", "8h00 ngày 30/2/2017", "Hội trường", "", ""],
    ]
    preview = preview_of(scene, *ROWS, *bad)
    with pytest.raises(Refused) as refused:
        commit_schedule(round=scene.round, preview=preview, by=scene.secretary)
    assert Meeting.objects.count() == Venue.objects.exclude(name="hội trường UBND").count() == 0
    message = refused.value.message
    for part in (
        "Dòng 5, cột B: Không có “xã Không Có” trong tỉnh Bắc Ninh ngày 21/06/2017.",
        "Dòng 5, cột E: Không có “Tổ 9” trong nhiệm kỳ.",
        "Dòng 5, cột F: Không có đại biểu “Người Lạ Mặt”",
        "Dòng 6, cột C: Không đọc được ngày",
    ):
        assert part in message
    codes = {(item.row, item.code) for item in preview_against(round=scene.round, preview=preview).errors}
    assert {(5, "unknown_unit"), (5, "unknown_group"), (5, "unknown_delegate"), (6, "unreadable_date")} <= codes


def test_a_unit_is_sought_among_those_of_its_own_day(scene: Scene) -> None:
    ward = scene.wards[0]
    Locality.objects.filter(pk=ward.pk).update(valid_to=date(2017, 6, 20))
    newer = Locality.objects.create(
        code="T9999", name="Đồng Kỵ", kind=LocalityKind.XA, level=Level.XA, parent=scene.council.locality,
        valid_from=date(2017, 6, 21),
    )  # fmt: skip
    rows = [
        ["1", "Đồng Kỵ", "8h00 ngày 20/6", "Hội trường A", "Tổ 1", ""],
        ["2", "Đồng Kỵ", "8h00 ngày 21/6", "Hội trường B", "Tổ 1", ""],
    ]
    done = commit_schedule(round=scene.round, preview=preview_of(scene, *rows), by=None)
    assert [meeting.units.get().locality_id for meeting in done.meetings] == [ward.pk, newer.pk]
    wrong = preview_of(scene, ["1", "phường Đồng Kỵ", "8h00 ngày 22/6", "Hội trường", "Tổ 1", ""])
    with pytest.raises(Refused, match="Có phải xã Đồng Kỵ"):
        commit_schedule(round=scene.round, preview=wrong, by=None)


def test_a_name_that_stands_twice_in_the_province_needs_its_district(scene: Scene) -> None:
    province = scene.council.locality.parent
    for number, name in enumerate(("Yên Phong", "Quế Võ")):
        district = Locality.objects.create(
            code=f"H{number}", name=name, kind=LocalityKind.HUYEN, level=Level.HUYEN, parent=province,
            valid_from=date(2008, 1, 1),
        )  # fmt: skip
        Locality.objects.create(
            code=f"X{number}", name="Đại Phúc", kind=LocalityKind.XA, level=Level.XA, parent=district,
            valid_from=date(2008, 1, 1),
        )  # fmt: skip
    bare = preview_of(scene, ["1", "xã Đại Phúc", "8h00 ngày 21/6", "Hội trường", "", ""])
    with pytest.raises(Refused, match="ghi rõ huyện"):
        commit_schedule(round=scene.round, preview=bare, by=None)
    told = preview_of(scene, ["1", "xã Đại Phúc, huyện Quế Võ", "8h00 ngày 21/6", "Hội trường", "", ""])
    done = commit_schedule(round=scene.round, preview=told, by=None)
    assert done.meetings[0].units.get().locality.code == "X1"


def test_a_neighbourhood_is_found_in_its_ward(scene: Scene) -> None:
    for ward in scene.wards[:2]:
        add_neighbourhood(locality=ward, name="1", kind=NeighbourhoodKind.KHU_PHO, by=scene.secretary)
    done = commit_schedule(
        round=scene.round,
        preview=preview_of(scene, ["1", "khu phố 1, phường Trang Hạ", "19h30 ngày 21/6", "Nhà văn hóa", "Tổ 2", ""]),
        by=None,
    )
    unit = done.meetings[0].units.get()
    assert (str(unit), unit.locality_id) == ("khu phố 1", scene.wards[1].pk)


def test_a_row_without_an_hour_keeps_its_day_in_the_note(scene: Scene) -> None:
    preview = preview_of(scene, ["1", "phường Đồng Kỵ", "Sáng 20/6", "", "Tổ 1 và HĐND tỉnh", ""])
    meeting = commit_schedule(round=scene.round, preview=preview, by=None).meetings[0]
    assert (meeting.starts_at, meeting.venue) == (None, None)
    assert meeting.note.startswith("Lịch nguồn ghi: buổi sáng ngày 20/6/2017, chưa có giờ cụ thể.")


def test_a_double_booking_on_paper_is_refused_with_its_row(scene: Scene) -> None:
    scene.hold(1, 20, 8, groups=[scene.groups[0]])
    with pytest.raises(Refused, match=r"Chưa ghi hội nghị nào\. Dòng 3: .*Trần Văn An"):
        commit_schedule(round=scene.round, preview=preview_of(scene, ROWS[0]), by=scene.secretary)
    assert Meeting.objects.count() == 1


def test_the_command_reads_without_a_plan_and_writes_with_one(scene: Scene, tmp_path, capsys) -> None:
    path = tmp_path / "lịch 2017.xlsx"
    path.write_bytes(workbook(*ROWS))
    call_command("import_schedule", str(path), "--json")
    told = json.loads(capsys.readouterr().out)
    assert set(told) == {"meetings", "problems"}
    assert told["meetings"][0] == {
        "row": 3, "date": "2017-06-20", "start": "08:00", "part": None, "units": ["phường Đồng Kỵ"],
        "venue": "Hội trường UBND", "groups": ["Tổ đại biểu số 1"], "delegates": ["Trần Văn An"], "chair": None,
        "notes": None,
    }  # fmt: skip
    assert set(told["problems"][0]) == {"row", "column", "code", "message"}
    with pytest.raises(CommandError, match="--plan ID"):
        call_command("import_schedule", str(path), "--commit")
    with pytest.raises(CommandError, match="Không có kế hoạch số 0"):
        call_command("import_schedule", str(path), "--plan", "0")
    call_command("import_schedule", str(path), "--plan", str(scene.plan.pk), "--commit")
    assert "Đã ghi 2 hội nghị; 0 hội nghị có từ trước" in capsys.readouterr().out
    call_command("import_schedule", str(path), "--plan", str(scene.plan.pk), "--commit")
    assert "Đã ghi 0 hội nghị; 2 hội nghị có từ trước" in capsys.readouterr().out
    assert Meeting.objects.count() == 2


def test_a_file_that_is_no_schedule_is_refused_in_one_sentence(tmp_path) -> None:
    path = tmp_path / "lịch.xlsx"
    path.write_bytes(b"PK\x03\x04 no workbook")
    with pytest.raises(CommandError, match=r"^Tệp \.xlsx bị hỏng hoặc không phải tệp Excel"):
        call_command("import_schedule", str(path), "--json")
