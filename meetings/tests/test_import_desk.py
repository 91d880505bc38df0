"""The desk that brings schedules which exist: looked at row by row, names chosen, exactly the ticked rows written."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from delegates.enums import Level, LocalityKind
from delegates.models import Locality, LocalitySuccession
from meetings.actions.imports import KEPT_FOR, choose_names, keep_schedule_file, write_schedule_file
from meetings.actions.meetings import change_meeting
from meetings.facts import ZONE
from meetings.importers.schedule_values import NotASchedule
from meetings.models import Meeting, ScheduleFile, Venue
from meetings.schedule_preview import PreviewRow, schedule_page
from meetings.scheduling.conflicts import Kind
from meetings.tests.scenes import Scene, locality, town
from txct.core.models import RoleAssignment
from txct.core.roles import Role
from txct.core.writing import Refused

pytestmark = pytest.mark.django_db

UNKNOWN_NAMES = 11

TEXT = """LỊCH TIẾP XÚC CỬ TRI
- 8h00 ngày 20/6/2017, phường Đồng Kỵ, tại Nhà văn hóa Đồng Kỵ, Tổ đại biểu số 1
- 14h00 ngày 20/6/2017, phường Trang Hạ, tại Nhà văn hóa Trang Hạ, Tổ đại biểu số 2
- Sáng 21/6/2017, phường Đình Bảng, tại Đình Đình Bảng, Tổ đại biểu số 3
"""


@pytest.fixture
def scene() -> Scene:
    made = town()
    province = locality("Bắc Ninh", LocalityKind.TINH, Level.TINH, code="27")
    Locality.objects.filter(pk=made.council.locality_id).update(parent=province)
    Locality.objects.filter(pk__in=[ward.pk for ward in made.wards]).update(parent=made.council.locality)
    RoleAssignment.objects.create(user=made.secretary, tenant_id=made.council.pk, role=Role.SECRETARY)
    made.council.refresh_from_db()
    made.round.refresh_from_db()
    return made


def kept(scene: Scene, text: str = TEXT, name: str = "lịch.txt") -> ScheduleFile:
    return keep_schedule_file(round=scene.round, name=name, content=text.encode(), by=scene.secretary)


def browser(scene: Scene) -> Client:
    client = Client()
    client.force_login(scene.secretary, backend="django.contrib.auth.backends.ModelBackend")
    return client


def told(row: PreviewRow) -> tuple[object, ...]:
    return (
        row.read.day_text,
        row.hour_text,
        [str(unit) for unit in row.item.units],
        [group.number for group in row.item.groups],
        [item.code for item in row.problems],
        row.may_write,
    )


def test_the_preview_says_what_each_row_would_be_and_what_it_takes_for_granted(scene: Scene) -> None:
    page = schedule_page(kept(scene))
    usual = ["inferred_end", "new_venue"]
    assert [told(row) for row in page.rows] == [
        ("20/6/2017", "8h00", ["phường Đồng Kỵ"], [1], usual, True),
        ("20/6/2017", "14h00", ["phường Trang Hạ"], [2], usual, True),
        ("21/6/2017", "buổi sáng, chưa có giờ", ["phường Đình Bảng"], [3], ["missing_hour", "new_venue"], True),
    ]
    end = page.rows[0].remarks[0]
    assert (str(end.spot), end.message) == ("dòng 2", "Không ghi giờ kết thúc: lấy 180 phút, đến 11h00.")
    assert Meeting.objects.count() == 0


def test_a_row_without_groups_is_looked_at_and_may_be_written(scene: Scene) -> None:
    row = schedule_page(kept(scene, "- 8h00 ngày 20/6/2017, phường Đồng Kỵ, tại Nhà văn hóa\n")).rows[0]
    kinds = [conflict.kind for conflict in row.conflicts]
    assert (kinds, row.blocked, row.may_write) == ([Kind.UNASSIGNED], False, True)


def test_exactly_the_ticked_rows_are_written_and_the_rest_can_follow(scene: Scene) -> None:
    file = kept(scene)
    rows = schedule_page(file).rows
    done = write_schedule_file(file=file, keys={rows[1].read.key}, by=scene.secretary)
    assert [str(meeting.units.get()) for meeting in done.meetings] == ["phường Trang Hạ"]
    file.refresh_from_db()
    assert (file.written, file.written_at, bool(file.content)) == (1, None, True)
    page = schedule_page(file)
    assert [row.standing is not None for row in page.rows] == [False, True, False]
    write_schedule_file(file=file, keys={row.read.key for row in page.rows}, by=scene.secretary)
    file.refresh_from_db()
    assert (file.written, file.written_at is not None, bytes(file.content)) == (3, True, b"")
    with pytest.raises(Refused, match="đã được ghi"):
        write_schedule_file(file=file, keys={rows[0].read.key}, by=scene.secretary)


def test_the_same_schedule_in_another_file_is_known_again_after_a_meeting_was_edited(scene: Scene) -> None:
    first = kept(scene)
    keys = {row.read.key for row in schedule_page(first).rows}
    done = write_schedule_file(file=first, keys=keys, by=scene.secretary)
    moved = datetime(2017, 6, 22, 14, tzinfo=ZONE)
    change_meeting(meeting=done.meetings[0], starts_at=moved, ends_at=moved + timedelta(hours=2), by=scene.secretary)
    again = schedule_page(kept(scene, "Kính gửi các Tổ.\n" + TEXT, "lịch gửi lại.txt"))
    assert [row.standing for row in again.rows] == list(done.meetings)
    assert {item.code for row in again.rows for item in row.problems} >= {"already"}
    assert again.writable == 0


def test_a_row_with_a_new_hour_for_a_unit_that_has_its_meeting_is_doubtful(scene: Scene) -> None:
    file = kept(scene)
    write_schedule_file(file=file, keys={row.read.key for row in schedule_page(file).rows}, by=scene.secretary)
    corrected = schedule_page(kept(scene, TEXT.replace("8h00 ngày 20", "9h30 ngày 20"), "sửa.txt")).rows[0]
    assert [(item.code, item.message) for item in corrected.doubts] == [
        (
            "maybe_already",
            "Đợt đã có hội nghị của đơn vị này (phường Đồng Kỵ, 8h00 ngày 20/6/2017). Nếu là một cuộc thì đừng ghi.",
        )
    ]


def test_a_row_that_may_double_a_meeting_or_contradicts_itself_is_not_ticked_by_itself(scene: Scene) -> None:
    at_noon = scene.hold(0, 22, 14)
    text = """LỊCH TIẾP XÚC CỬ TRI
- 8h00 ngày 20/6/2017, phường Đồng Kỵ, phường Trang Hạ, tại Nhà văn hóa Đồng Kỵ, Tổ đại biểu số 1
- 14h00 thứ Hai ngày 20/6/2017, phường Trang Hạ, tại Nhà văn hóa Trang Hạ, Tổ đại biểu số 2
- 8h00 thứ Tư ngày 21/6/2017, phường Đình Bảng, tại Đình Đình Bảng, Tổ đại biểu số 3
"""
    page = schedule_page(kept(scene, text))
    assert [([item.code for item in row.doubts], row.may_write, row.ticked) for row in page.rows] == [
        (["maybe_already"], True, False),
        (["weekday_mismatch"], True, False),
        ([], True, True),
    ]
    assert (page.writable, page.left_open) == (3, 2)
    assert page.rows[0].doubts[0].message == (
        "Đợt đã có hội nghị của đơn vị này (phường Đồng Kỵ, 14h00 ngày 22/6/2017). Nếu là một cuộc thì đừng ghi."
    )
    shown = browser(scene).get(reverse("meetings:schedule-file", args=[ScheduleFile.objects.get().pk]))
    ticks = re.findall(r'name="h" value="[^"]+"( checked)?>', shown.content.decode())
    assert ticks == ["", "", " checked"]
    keys = {row.read.key for row in page.rows}
    done = write_schedule_file(file=ScheduleFile.objects.get(), keys=keys, by=scene.secretary)
    assert (len(done.meetings), Meeting.objects.exclude(pk=at_noon.pk).count()) == (3, 3)


def test_two_rows_of_one_file_for_a_unit_are_two_meetings(scene: Scene) -> None:
    file = kept(scene, TEXT.replace("phường Trang Hạ, tại", "phường Đồng Kỵ, tại"))
    rows = schedule_page(file).rows
    write_schedule_file(file=file, keys={rows[0].read.key}, by=scene.secretary)
    file.refresh_from_db()
    assert [(row.standing is not None, row.ticked) for row in schedule_page(file).rows] == [
        (True, False),
        (False, True),
        (False, True),
    ]


def test_a_hall_written_in_short_is_the_one_that_stands_and_is_made_once(scene: Scene) -> None:
    known = Venue.objects.create(
        council=scene.council, locality=scene.wards[0], name="Nhà văn hóa khu phố Thượng", address="ngõ 3"
    )
    text = """LỊCH TIẾP XÚC CỬ TRI
- 8h00 ngày 20/6/2017, phường Đồng Kỵ, tại NVH KP Thượng, Tổ đại biểu số 1
- 8h00 ngày 21/6/2017, phường Trang Hạ, tại Nhà văn hoá khu phố Hạ, Tổ đại biểu số 2
- 14h00 ngày 22/6/2017, phường Trang Hạ, tại NVH khu phố Hạ, Tổ đại biểu số 2
"""
    file = kept(scene, text)
    page = schedule_page(file)
    assert [row.item.venue for row in page.rows] == [known, None, None]
    shown = browser(scene).get(reverse("meetings:schedule-file", args=[file.pk])).content.decode()
    assert "khớp với Nhà văn hóa khu phố Thượng" in shown
    done = write_schedule_file(file=file, keys={row.read.key for row in page.rows}, by=scene.secretary)
    assert [str(meeting.venue) for meeting in done.meetings] == [
        "Nhà văn hóa khu phố Thượng",
        "Nhà văn hoá khu phố Hạ",
        "Nhà văn hoá khu phố Hạ",
    ]
    assert len({meeting.venue_id for meeting in done.meetings}) == 2


def test_a_name_that_fits_no_record_is_chosen_once_and_remembered_for_the_file(scene: Scene) -> None:
    text = TEXT.replace("phường Đồng Kỵ,", "phường Đồng Kị,").replace("Tổ đại biểu số 3", "Tổ đại biểu Nam Từ Sơn")
    file = kept(scene, text)
    page = schedule_page(file)
    assert [row.may_write for row in page.rows] == [False, True, False]
    assert [(name.field, name.printed) for name in page.open_names] == [
        ("units", "phường Đồng Kị"),
        ("groups", "Tổ đại biểu Nam Từ Sơn"),
    ]
    unit, group = page.open_names
    ward = scene.wards[0]
    assert (f"l{ward.pk}", "phường Đồng Kỵ (thị xã Từ Sơn)") in unit.candidates
    choose_names(file=file, choices={unit.key: f"l{ward.pk}", group.key: f"g{scene.groups[2].pk}"}, by=scene.secretary)
    file.refresh_from_db()
    page = schedule_page(file)
    assert [told(row)[2:4] for row in page.rows] == [
        (["phường Đồng Kỵ"], [1]), (["phường Trang Hạ"], [2]), (["phường Đình Bảng"], [3])
    ]  # fmt: skip
    assert page.writable == 3
    choose_names(file=file, choices={group.key: "-"}, by=scene.secretary)
    file.refresh_from_db()
    keys = {schedule_page(file).rows[2].read.key}
    meeting = write_schedule_file(file=file, keys=keys, by=scene.secretary).meetings[0]
    assert list(meeting.groups.all()) == []
    assert "Lịch nguồn còn ghi: Tổ đại biểu Nam Từ Sơn." in meeting.note


def test_a_choice_may_only_name_records_of_the_council(scene: Scene) -> None:
    elsewhere = locality("Nơi khác", LocalityKind.XA, Level.XA, code="99999")
    file = kept(scene, TEXT.replace("phường Đồng Kỵ,", "phường Đồng Kị,"))
    key = schedule_page(file).open_names[0].key
    choose_names(file=file, choices={key: f"l{elsewhere.pk}"}, by=scene.secretary)
    file.refresh_from_db()
    assert not schedule_page(file).rows[0].may_write


def test_a_unit_of_the_past_is_told_with_what_became_of_it(scene: Scene) -> None:
    old = locality("Tân Hồng", LocalityKind.XA, Level.XA, code="88888")
    Locality.objects.filter(pk=old.pk).update(valid_to=date(2016, 12, 31), parent=scene.council.locality)
    LocalitySuccession.objects.create(predecessor=old, successor=scene.wards[1], on=date(2017, 1, 1))
    page = schedule_page(kept(scene, TEXT.replace("phường Trang Hạ,", "xã Tân Hồng,")))
    barring = page.rows[1].bars
    assert [(item.code, item.message) for item in barring] == [
        (
            "past_unit",
            "“xã Tân Hồng” không còn từ 01/01/2017: nay là phường Trang Hạ. Chọn đơn vị mới.",
        )
    ]
    assert (f"l{scene.wards[1].pk}", "phường Trang Hạ (thị xã Từ Sơn)") in page.open_names[0].candidates


def test_conflicts_of_what_would_be_written_are_shown_before_it_is(scene: Scene) -> None:
    standing = scene.hold(1, 20, 8, groups=[scene.groups[0]])
    row = schedule_page(kept(scene)).rows[0]
    assert row.blocked
    told = [conflict.message for conflict in row.conflicts if standing.pk in conflict.meeting_ids]
    assert any("Trần Văn An" in message for message in told)
    assert Meeting.objects.count() == 1


def test_one_file_is_kept_once_and_forgotten_files_go(scene: Scene) -> None:
    first = kept(scene)
    assert kept(scene) == first
    ScheduleFile.objects.filter(pk=first.pk).update(at=timezone.now() - KEPT_FOR - timedelta(hours=1))
    second = kept(scene, TEXT + "\n", "khác.txt")
    assert list(ScheduleFile.objects.all()) == [second]


def test_a_file_that_is_no_schedule_is_not_kept(scene: Scene) -> None:
    with pytest.raises(NotASchedule, match="Excel cũ"):
        kept(scene, "\ufffd", "lịch.xls")
    assert ScheduleFile.objects.count() == 0


def test_the_secretary_pastes_looks_chooses_and_writes(scene: Scene) -> None:
    client = browser(scene)
    ask = reverse("meetings:schedule-import", args=[scene.round.pk])
    answer = client.post(ask, {"text": TEXT.replace("Đồng Kỵ,", "Đồng Kị,"), "table": "", "year": ""})
    file = ScheduleFile.objects.get()
    page_url = reverse("meetings:schedule-file", args=[file.pk])
    assert (answer.status_code, answer.headers["Location"]) == (302, page_url)
    page = client.get(page_url).content.decode()
    assert page.count('name="h"') == 2
    assert "Đơn vị “phường Đồng Kị”" in page
    assert "Không có “phường Đồng Kị” trong tỉnh Bắc Ninh ngày 20/06/2017. Có phải phường Đồng Kỵ?" in page
    names = {"ten-0": f"l{scene.wards[0].pk}"}
    client.post(reverse("meetings:schedule-names", args=[file.pk]), names, follow=True)
    page = client.get(page_url).content.decode()
    keys = re.findall(r'name="h" value="([^"]+)"', page)
    assert len(keys) == 3
    done = client.post(reverse("meetings:schedule-write", args=[file.pk]), {"h": keys[:2]}, follow=True)
    assert "Đã ghi 02 hội nghị vào lịch." in done.content.decode()
    assert Meeting.objects.filter(round=scene.round).count() == 2
    nothing = client.post(reverse("meetings:schedule-write", args=[file.pk]), follow=True)
    assert "Chưa chọn hội nghị nào." in nothing.content.decode()


@pytest.mark.parametrize(
    ("sent", "word"),
    [
        ({}, "Chọn tệp, hoặc dán lịch"),
        ({"text": TEXT, "file": ("lịch.txt", TEXT.encode())}, "Chọn một trong hai"),
        ({"file": ("lịch.doc", b"\xd0\xcf\x11\xe0")}, "định dạng Word cũ"),
        ({"file": ("lịch.xlsx", b"PK\x03\x04")}, "bị hỏng hoặc không phải tệp Excel"),
        ({"text": "xin chào"}, ""),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_field(scene: Scene, sent: dict[str, object], word: str) -> None:
    if "file" in sent:
        sent = {**sent, "file": SimpleUploadedFile(*sent["file"])}
    answer = browser(scene).post(reverse("meetings:schedule-import", args=[scene.round.pk]), sent)
    if word:
        assert (answer.status_code, ScheduleFile.objects.count()) == (200, 0)
        assert word in answer.content.decode()
    else:
        page = browser(scene).get(answer.headers["Location"]).content.decode()
        assert "Không tìm thấy hội nghị nào trong tệp." in page


def test_a_pasted_table_keeps_its_merged_cells(scene: Scene) -> None:
    table = (
        "<table><tr><td>Ngày</td><td>Giờ</td><td>Phường</td></tr>"
        "<tr><td rowspan=2>20/6/2017</td><td>8h00</td><td>phường Đồng Kỵ</td></tr>"
        "<tr><td>14h00</td><td>phường Trang Hạ</td></tr></table>"
    )
    browser(scene).post(
        reverse("meetings:schedule-import", args=[scene.round.pk]), {"text": "20/6/2017 8h00", "table": table}
    )
    rows = schedule_page(ScheduleFile.objects.select_related("round__plan").get()).rows
    assert [(row.read.day_text, row.hour_text) for row in rows] == [("20/6/2017", "8h00"), ("20/6/2017", "14h00")]


def test_names_that_nobody_knows_cost_no_more_queries_in_thirty_rows_than_in_one(scene: Scene) -> None:
    asked = []
    for rows in (1, 30):
        lines = [f"- 8h00 ngày 20/6/2017, phường Lạ {row}, tại Nhà văn hóa, ông Lê Văn Lạ" for row in range(rows)]
        file = ScheduleFile.objects.select_related("round__council__locality", "round__plan").get(
            pk=kept(scene, "\n".join(lines)).pk
        )
        with CaptureQueriesContext(connection) as queries:
            page = schedule_page(file)
        assert len(page.open_names) == rows + 1
        asked.append(len(queries))
    assert asked == [UNKNOWN_NAMES] * 2


def test_five_hundred_rows_cost_no_more_queries_than_sixty(scene: Scene) -> None:
    costs = []
    for rows in (60, 500):
        lines = [
            f"{number}\t{7 + number % 3}h{number % 60:02d}\t{date(2017, 6, 1) + timedelta(number % 60):%d/%m/%Y}\t"
            f"{scene.wards[number % 3].full_name}\tHội trường số {number}\tTổ {1 + number % 3}"
            for number in range(rows)
        ]
        file = kept(scene, "\n".join(["TT\tGiờ\tNgày\tPhường\tĐịa điểm\tTổ", *lines]))
        with CaptureQueriesContext(connection) as queries:
            page = schedule_page(file)
        assert len(page.rows) == rows
        costs.append(len(queries))
    assert costs[1] <= costs[0]
