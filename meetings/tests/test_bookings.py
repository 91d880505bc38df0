"""Booking meetings: nobody and nothing twice at one time, stale pages, what may not be changed any more."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import OperationalError, connection, connections

from delegates.actions import add_body
from delegates.enums import BodyKind
from delegates.models import Delegate
from meetings.actions import bookings, meetings
from meetings.actions.attendance import respond
from meetings.actions.meetings import (
    cancel_meeting,
    change_meeting,
    members_of,
    postpone_meeting,
    remove_meeting,
)
from meetings.actions.programme import set_officers
from meetings.actions.rounds import release_round
from meetings.enums import AgendaStep, MeetingState, Response
from meetings.models import Attendance, Meeting
from meetings.planning import conflicts_of
from meetings.scheduling.conflicts import Kind, Severity
from meetings.tests.scenes import RELEASED_AT, clock, town
from txct.core.models import AuditEntry
from txct.core.writing import Refused, StalePage

THREADS = 40
postgresql = pytest.mark.postgresql


@pytest.fixture
def scene(db):
    return town()


def test_members_are_those_whose_place_and_mandate_run_on_the_day(scene):
    group, on = scene.groups[0], date(2017, 6, 20)
    staying, leaving = scene.delegates[:2]
    assert members_of([group], on) == [staying, leaving]
    Delegate.objects.filter(pk=leaving.pk).update(mandate_to=on)
    assert members_of([group], on) == [staying]
    group.memberships.filter(delegate=staying).update(valid_from=date(2017, 7, 1))
    assert members_of([group], on) == []


def test_a_new_meeting_expects_the_members_of_its_groups_under_the_front_with_the_six_steps(scene):
    meeting = scene.hold(0)

    assert meeting.state == MeetingState.PLANNED
    assert [row.delegate.full_name for row in meeting.attendances.all()] == ["Trần Văn An", "Lê Thị Bình"]
    assert str(meeting.chair_body) == "Ban Thường trực Ủy ban MTTQ thị xã Từ Sơn"
    assert [item.step for item in meeting.agenda.all()] == [
        AgendaStep.OPENING,
        AgendaStep.REPORT,
        AgendaStep.VOTERS,
        AgendaStep.ANSWERS,
        AgendaStep.DELEGATES,
        AgendaStep.CLOSING,
    ]
    assert sum(item.minutes for item in meeting.agenda.all()) == 180
    entry = AuditEntry.objects.get(action="meeting.added", object_id=str(meeting.pk))
    assert (entry.actor, entry.new["units"]) == (scene.secretary, ["phường Đồng Kỵ"])


def test_in_a_joint_meeting_the_higher_council_reports_first(scene):
    other = town("bac-ninh")
    type(other.council).objects.filter(pk=other.council.pk).update(level="tinh")
    other.council.refresh_from_db()

    meeting = scene.hold(0, groups=[scene.groups[0], other.groups[0]], joint_councils=[other.council])

    reports = meeting.agenda.filter(step=AgendaStep.REPORT)
    assert [item.presenter_name for item in reports] == [f"Đại biểu {other.council}", f"Đại biểu {scene.council}"]


def test_hours_are_held_for_the_delegates_until_the_meeting_is_called_off(scene):
    meeting = scene.hold(0, 20)
    held = set(Attendance.objects.values_list("starts_at", "ends_at", "is_blocking"))
    cancel_meeting(meeting=meeting, reason="mưa bão", by=scene.secretary)

    assert held == {(clock(20, 8), clock(20, 11), True)}
    assert set(Attendance.objects.values_list("is_blocking", flat=True)) == {False}


@pytest.mark.parametrize(
    ("day", "hour", "free"), [(20, 8, False), (20, 10, False), (20, 6, False), (20, 11, True), (21, 8, True)]
)
def test_a_delegate_is_not_booked_into_overlapping_meetings_but_touching_ones_are_fine(scene, day, hour, free):
    scene.hold(0, 20, 8)
    second = scene.hold(1, delegates=[scene.delegates[0]], groups=[])

    def book():
        return change_meeting(
            meeting=second,
            starts_at=clock(day, hour),
            ends_at=clock(day, hour + 3),
            venue=scene.venues[1],
            by=scene.secretary,
        )

    if free:
        assert book().starts_at == clock(day, hour)
        return
    with pytest.raises(Refused) as refusal:
        book()
    assert "Đại biểu Trần Văn An được xếp dự hai hội nghị trùng giờ" in refusal.value.message
    assert "“phường Đồng Kỵ” (8h00–11h00 ngày 20/6/2017)" in refusal.value.message
    second.refresh_from_db()
    assert second.starts_at is None


def test_one_hall_and_one_person_in_the_chair_serve_one_meeting_at_a_time(scene):
    scene.hold(0, 20, 8, chair_name="Nguyễn Văn Chủ")

    with pytest.raises(Refused, match="hội trường UBND được dùng cho hai hội nghị trùng giờ"):
        scene.hold(1, 20, 9, venue=scene.venues[0])
    with pytest.raises(Refused, match=r"(?i)Nguyễn Văn Chủ \(Ban Thường trực .*\) chủ trì hai hội nghị trùng giờ"):
        scene.hold(1, 20, 9, chair_name="nguyễn văn chủ")


def test_the_front_chairs_as_many_meetings_at_once_as_it_has_teams(scene):
    front = add_body(council=scene.council, kind=BodyKind.FRONT, name="MTTQ hai đoàn", teams=2, by=scene.secretary)
    scene.hold(0, 20, 8, chair_body=front)
    scene.hold(1, 20, 9, chair_body=front)

    with pytest.raises(Refused, match="MTTQ hai đoàn chỉ chủ trì được 2 hội nghị cùng lúc"):
        scene.hold(2, 20, 10, chair_body=front)


def test_a_meeting_of_another_council_not_yet_announced_bars_its_delegate_without_telling_its_name(scene):
    other = town("bac-ninh")
    other.hold(0, 20, 8, delegates=[other.delegates[0]], title="Hội nghị kín")
    second = scene.hold(1, groups=[], delegates=[scene.delegates[2], other.delegates[0]])

    with pytest.raises(Refused) as refusal:
        change_meeting(
            meeting=second,
            starts_at=clock(20, 9),
            ends_at=clock(20, 11),
            venue=scene.venues[1],
            by=scene.secretary,
        )

    assert "Hội nghị kín" not in refusal.value.message
    assert f"một hội nghị của {other.council}" in refusal.value.message


def test_the_second_of_two_secretaries_gets_both_versions_and_overwrites_nothing(scene):
    meeting = scene.hold(0, 20)
    seen = Meeting.objects.get(pk=meeting.pk).version
    change_meeting(meeting=meeting, title="Hội nghị của người thứ nhất", expected_version=seen, by=scene.secretary)

    with pytest.raises(StalePage) as stale:
        change_meeting(
            meeting=Meeting.objects.get(pk=meeting.pk),
            title="Hội nghị của người thứ hai",
            expected_version=seen,
            by=scene.secretary,
        )

    assert stale.value.current.title == "Hội nghị của người thứ nhất"
    assert stale.value.mine == {"title": "Hội nghị của người thứ hai"}
    meeting.refresh_from_db()
    assert meeting.title == "Hội nghị của người thứ nhất"


def test_half_an_hour_of_a_meeting_is_not_enough(scene):
    meeting = scene.hold(0)

    with pytest.raises(Refused, match="Nhập cả giờ bắt đầu và giờ kết thúc"):
        change_meeting(meeting=meeting, starts_at=clock(20, 8), by=scene.secretary)
    with pytest.raises(Refused, match="Giờ kết thúc phải sau giờ bắt đầu"):
        change_meeting(meeting=meeting, starts_at=clock(20, 8), ends_at=clock(20, 8), by=scene.secretary)


def test_only_announced_meetings_are_postponed_and_cancelled_ones_stay_so(scene):
    meeting = scene.hold(0, 20)

    with pytest.raises(Refused, match="Không hoãn được hội nghị đang ở tình trạng “dự kiến”"):
        postpone_meeting(meeting=meeting, reason="mưa", by=scene.secretary)
    cancel_meeting(meeting=meeting, reason="mưa", by=scene.secretary)
    with pytest.raises(Refused, match="Hội nghị đang ở tình trạng “hủy”"):
        change_meeting(meeting=meeting, starts_at=clock(21, 8), ends_at=clock(21, 11), by=scene.secretary)


def test_a_planned_meeting_is_struck_out_an_announced_one_is_not(scene):
    planned, announced = scene.hold(0, 20), scene.hold(1, 20)
    remove_meeting(meeting=planned, by=scene.secretary)
    release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT)

    with pytest.raises(Refused, match="Hủy hội nghị và nêu lý do"):
        remove_meeting(meeting=announced, by=scene.secretary)

    assert list(Meeting.objects.values_list("pk", flat=True)) == [announced.pk]
    assert AuditEntry.objects.get(action="meeting.removed").object_id == str(planned.pk)


def test_officers_who_answer_are_replaced_as_a_whole(scene):
    meeting = scene.hold(0, 20)
    ubnd = scene.council.bodies.get(kind=BodyKind.UBND, locality=None)
    set_officers(meeting=meeting, officers=[(ubnd, "Phạm Văn Đáp", "Phó Chủ tịch")], by=scene.secretary)
    set_officers(meeting=meeting, officers=[(ubnd, "", "")], by=scene.secretary)

    assert [str(officer) for officer in meeting.officers.all()] == ["UBND thị xã Từ Sơn"]
    entry = AuditEntry.objects.filter(action="meeting.officers_set").order_by("position").last()
    assert entry.old == {"officers": ["Phạm Văn Đáp"]}


def test_conflicts_among_meetings_already_held_do_not_bar_a_release(scene):
    held, coming = scene.hold(0, 20), scene.hold(1, 21)
    Attendance.objects.filter(meeting=held).update(response=Response.EXCUSED, response_reason="ốm")
    Meeting.objects.filter(pk=held.pk).update(state=MeetingState.HELD)

    release = release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT)

    assert [entry["id"] for entry in release.snapshot["meetings"]] == [held.pk, coming.pk]


def test_excusing_the_last_delegate_is_taken_and_shows_as_a_conflict(scene):
    meeting = scene.hold(0, 20)
    release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT)
    first, last = meeting.attendances.order_by("pk")
    for row in (first, last):
        respond(attendance=row, response=Response.EXCUSED, reason="đi công tác", by=scene.secretary, at=RELEASED_AT)

    assert set(Attendance.objects.values_list("response", "is_blocking")) == {(Response.EXCUSED, False)}
    found = [(c.kind, c.severity) for c in conflicts_of(scene.round)]
    assert (Kind.NO_DELEGATE, Severity.BLOCK) in found


def test_taking_an_excuse_back_is_refused_when_the_delegate_is_needed_elsewhere_by_now(scene):
    meeting = scene.hold(0, 20)
    row = meeting.attendances.get(delegate=scene.delegates[0])
    respond(attendance=row, response=Response.EXCUSED, reason="bận", by=scene.secretary, at=RELEASED_AT)
    scene.hold(1, 20, groups=[], delegates=[scene.delegates[0]])

    with pytest.raises(Refused, match="trùng giờ"):
        respond(attendance=row, response=Response.CONFIRMED, by=scene.secretary, at=RELEASED_AT)

    row.refresh_from_db()
    assert (row.response, row.is_blocking) == (Response.EXCUSED, False)


def nowhere(_place: int) -> None:
    """No hall at all."""


def nothing(_scope: object) -> list[object]:
    """A check that finds nothing."""
    return []


def race(scene, made, *, venue_of) -> tuple[int, list[str]]:
    """All threads book their own meeting over the same hours at once: (how many got it, what the others read)."""
    start = threading.Barrier(THREADS)

    def book(place: int) -> str:
        try:
            start.wait(timeout=30)
            change_meeting(
                meeting=made[place],
                starts_at=clock(20, 8),
                ends_at=clock(20, 11),
                venue=venue_of(place),
                by=scene.secretary,
            )
        except Refused as refusal:
            return refusal.message
        except OperationalError as error:
            return f"lock: {error}"
        finally:
            connections.close_all()
        return ""

    with ThreadPoolExecutor(THREADS) as pool:
        answers = list(pool.map(book, range(THREADS)))
    return answers.count(""), [answer for answer in answers if answer]


@pytest.fixture
def crowded(transactional_db):
    """A scene with forty planned meetings that all want the same delegate."""
    if connection.vendor != "postgresql":
        pytest.skip("Cần PostgreSQL: SQLite trong bộ nhớ chỉ có một kết nối.")
    scene = town()
    return scene, [scene.hold(0, groups=[], delegates=[scene.delegates[0]], venue=None) for _ in range(THREADS)]


@postgresql
def test_of_forty_who_book_one_delegate_at_once_exactly_one_gets_him(crowded):
    scene, made = crowded

    won, refusals = race(scene, made, venue_of=nowhere)

    assert won == 1
    assert all("Đại biểu Trần Văn An" in refusal and "“phường Đồng Kỵ”" in refusal for refusal in refusals)
    assert Meeting.objects.filter(starts_at__isnull=False).count() == 1


@postgresql
def test_without_the_check_the_database_alone_still_lets_exactly_one_through(crowded, monkeypatch):
    scene, made = crowded
    monkeypatch.setattr(bookings, "clashes_of", nothing)

    won, refusals = race(scene, made, venue_of=nowhere)

    assert won == 1
    assert set(refusals) == {
        "Trùng với hội nghị “phường Đồng Kỵ” lúc 8h00 ngày 20/6/2017, vừa được xếp. Chọn giờ, đại biểu hoặc nơi khác."
    }


@postgresql
def test_without_locks_check_and_database_the_delegate_is_booked_many_times(crowded, monkeypatch):
    scene, made = crowded
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE meetings_attendance DROP CONSTRAINT meetings_no_double_delegate")
    try:
        monkeypatch.setattr(meetings, "refuse_double_booking", nothing)
        won, _refusals = race(scene, made, venue_of=nowhere)
    finally:
        Attendance.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute(
                "ALTER TABLE meetings_attendance ADD CONSTRAINT meetings_no_double_delegate EXCLUDE USING gist "
                "(delegate_id WITH =, tstzrange(starts_at, ends_at, '[)') WITH &&) "
                "WHERE (is_blocking AND starts_at IS NOT NULL) DEFERRABLE INITIALLY DEFERRED"
            )

    assert won > 1


@postgresql
def test_of_forty_who_book_one_hall_at_once_exactly_one_gets_it(transactional_db):
    if connection.vendor != "postgresql":
        pytest.skip("Cần PostgreSQL.")
    scene = town()
    made = [scene.hold(0, groups=[], delegates=[], venue=None) for _ in range(THREADS)]

    won, refusals = race(scene, made, venue_of=lambda _place: scene.venues[0])

    assert won == 1
    assert [refusal for refusal in refusals if "hội trường UBND" not in refusal] == []


def test_on_sqlite_too_exactly_one_of_forty_gets_the_delegate(tmp_path):
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{tmp_path / 'race.sqlite3'}",
        "TXCT_VAR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "txct.settings",
    }
    ran = subprocess.run(
        [sys.executable, "-m", "meetings.tests.forty_on_sqlite"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )

    assert (ran.returncode, ran.stdout.split()) == (0, ["1", "39"]), ran.stderr[-2000:]
