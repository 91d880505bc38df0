"""Whatever was done last to a round's schedule is taken back, and what it was before that, as far as one likes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from meetings.actions.attendance import respond
from meetings.actions.board import move_meetings
from meetings.actions.meetings import change_meeting
from meetings.actions.moves import last_move, remember_edit
from meetings.actions.rounds import release_round
from meetings.actions.undo import undo_move
from meetings.enums import MeetingState, Response
from meetings.models import Attendance, Meeting, ScheduleMove
from meetings.queries import with_parts
from meetings.snapshots import Snapshot, snapshot_of
from meetings.tests.scenes import RELEASED_AT, Scene, clock, town
from meetings.tests.test_board import board, browser, placed
from meetings.tests.test_meeting_form import filled, new, page
from meetings.tests.test_meeting_programme import answered_by, typed
from meetings.trials import place_of, shifted
from txct.core.models import AuditEntry, User
from txct.core.writing import Refused

pytestmark = pytest.mark.django_db
Act = Callable[[Client, Scene, Meeting], Any]


@pytest.fixture
def scene() -> Scene:
    return town()


@pytest.fixture
def secretary(scene: Scene) -> Client:
    return browser(scene)


def whole(pk: int) -> Snapshot:
    """The meeting with all its parts, by keys."""
    return snapshot_of(with_parts(Meeting.objects.filter(pk=pk)).get())


def undo(client: Client, scene: Scene) -> None:
    """Press “Hoàn tác” as the board shows it."""
    move = last_move(scene.round)
    client.post(reverse("meetings:board-undo", args=[scene.round.pk]), {"move": str(move.pk if move else "")})


def edit(client: Client, scene: Scene, meeting: Meeting) -> None:
    """Another ward, group, hall, hour, chair and number of voters, all by the form."""
    changes = {"version": str(meeting.version), "starts": "14h", "chair_name": "Lê Văn Chủ", "voters_0": "75"}
    assert client.post(page("edit", meeting), filled(scene, ward=2, **changes)).status_code == 302


def set_programme(client: Client, scene: Scene, meeting: Meeting) -> None:
    points, people = typed([("voters", "Ý kiến", 90)]), answered_by(scene, "Đỗ Đáp")
    client.post(page("edit", meeting), filled(scene, version=str(meeting.version), **points, **people))


def lock(client: Client, scene: Scene, meeting: Meeting) -> None:
    client.post(page("lock", meeting))


def cancel(client: Client, scene: Scene, meeting: Meeting) -> None:
    client.post(page("cancel", meeting), {"reason": "ghép với phường khác"})


def place(client: Client, scene: Scene, meeting: Meeting) -> None:
    client.post(page("place", meeting), placed(meeting))


@pytest.mark.parametrize(
    ("act", "told"),
    [
        (edit, "địa bàn trở lại phường Đồng Kỵ; Tổ đại biểu trở lại Tổ đại biểu số 1"),
        (set_programme, "người trả lời cử tri trở lại không có"),
        (lock, "giữ nguyên khi xếp lại trở lại không"),
        (cancel, "tình trạng trở lại dự kiến"),
        (place, "bắt đầu trở lại 8h00 ngày 20/6/2017"),
    ],
)
def test_every_edit_is_named_and_taken_back_whole(scene: Scene, secretary: Client, act: Act, told: str) -> None:
    meeting = scene.hold(0, 20)
    before = whole(meeting.pk)
    act(secretary, scene, meeting)
    assert whole(meeting.pk) != before
    asked = secretary.get(reverse("meetings:board-undo", args=[scene.round.pk])).context["consequences"]
    assert told in asked[1]
    assert asked[0].startswith("Lần sửa gần nhất: ") and "Nguyễn Thị Thư" in asked[0]
    undo(secretary, scene)
    assert whole(meeting.pk) == before
    assert last_move(scene.round) is None


def test_a_meeting_added_is_struck_out_and_one_struck_out_is_there_again(scene: Scene, secretary: Client) -> None:
    meeting = scene.hold(0, 20)
    before = whole(meeting.pk)
    secretary.post(page("remove", meeting), {"version": str(meeting.version)})
    assert not Meeting.objects.exists()
    secretary.post(new(scene), filled(scene, ward=1))
    added = Meeting.objects.get()
    undo(secretary, scene)
    assert not Meeting.objects.filter(pk=added.pk).exists()
    undo(secretary, scene)
    assert whole(Meeting.objects.get().pk) == before
    assert Attendance.objects.filter(is_blocking=True, starts_at=clock(20, 8)).count() == 2


def answered(meeting: Meeting) -> list[tuple[str, str, str, bool]]:
    rows = meeting.attendances.order_by("delegate__sort_key")
    return [(str(row.delegate), row.response, row.response_reason, row.is_blocking) for row in rows]


def answer(meeting: Meeting, scene: Scene) -> None:
    """One delegate will come, the other asks to be excused."""
    first, second = meeting.attendances.order_by("delegate__sort_key")
    respond(attendance=first, response=Response.CONFIRMED, by=scene.secretary, at=RELEASED_AT)
    respond(attendance=second, response=Response.EXCUSED, reason="đi khám bệnh", by=scene.secretary, at=RELEASED_AT)


def test_what_delegates_answered_comes_back_with_the_meeting_that_was_struck_out(
    scene: Scene, secretary: Client
) -> None:
    meeting = scene.hold(0, 20)
    answer(meeting, scene)
    told = answered(meeting)
    assert told == [
        ("Trần Văn An", "confirmed", "", True),
        ("Lê Thị Bình", "excused", "đi khám bệnh", False),
    ]
    secretary.post(page("remove", meeting), {"version": str(meeting.version)})
    undo(secretary, scene)
    again = Meeting.objects.get()
    assert (answered(again), again.attendances.filter(responded_at=RELEASED_AT).count()) == (told, 2)


@pytest.mark.parametrize("by_board", [True, False])
def test_a_delegate_sent_back_by_undo_has_his_answer_and_one_who_stayed_the_answer_given_since(
    scene: Scene, by_board: bool
) -> None:
    meeting = scene.hold(0, 20)
    answer(meeting, scene)
    stays, goes = scene.delegates[0], scene.delegates[1]
    if by_board:
        spot = replace(place_of(meeting), delegates=(stays.pk,))
        move = move_meetings(round=scene.round, places=[spot], by=scene.secretary)
    else:
        run = partial(change_meeting, meeting=meeting, delegates=[stays], by=scene.secretary)
        move = remember_edit(meeting=meeting, label="sửa hội nghị", run=run, by=scene.secretary)
    row = meeting.attendances.get()
    respond(attendance=row, response=Response.EXCUSED, reason="họp Đảng ủy", by=scene.secretary, at=RELEASED_AT)
    undo_move(move=move, by=scene.secretary)
    assert answered(meeting) == [
        (str(stays), "excused", "họp Đảng ủy", False),
        (str(goes), "excused", "đi khám bệnh", False),
    ]


def test_one_goes_back_step_by_step_even_past_a_deletion(scene: Scene, secretary: Client) -> None:
    meeting = scene.hold(0, 20)
    steps = [whole(meeting.pk)]
    for act in (place, lock, edit):
        act(secretary, scene, Meeting.objects.get(pk=meeting.pk))
        steps.append(whole(meeting.pk))
    secretary.post(page("remove", meeting), {"version": str(Meeting.objects.get().version)})
    for wanted in reversed(steps):
        undo(secretary, scene)
        assert whole(Meeting.objects.get().pk) == wanted
    assert last_move(scene.round) is None


def test_undo_names_who_changed_the_meeting_since(scene: Scene, secretary: Client) -> None:
    meeting = scene.hold(0, 20)
    place(secretary, scene, meeting)
    other = User.objects.create_user("khac@x.example", "Trần Thị Khác")
    change_meeting(meeting=Meeting.objects.get(), note="mới", by=other)
    told = secretary.post(reverse("meetings:board-undo", args=[scene.round.pk]), follow=True).content.decode()
    assert "“phường Đồng Kỵ” đã được Trần Thị Khác (" in told
    assert Meeting.objects.get().starts_at == clock(21, 14)


def test_what_was_told_to_people_goes_back_with_a_trace(scene: Scene, secretary: Client) -> None:
    meeting = scene.hold(0, 20)
    release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT)
    before = whole(meeting.pk)
    secretary.post(page("postpone", meeting), {"reason": "mưa bão"})
    assert Meeting.objects.get().state == MeetingState.POSTPONED
    undo(secretary, scene)
    assert whole(meeting.pk) == before
    assert Attendance.objects.filter(is_blocking=True).count() == 2
    assert [change.kind for change in meeting.changes.order_by("pk")] == ["postponed", "changed"]
    assert AuditEntry.objects.filter(action="round.move_undone").count() == 1


def test_an_added_meeting_that_was_announced_meanwhile_stays(scene: Scene, secretary: Client) -> None:
    secretary.post(new(scene), filled(scene))
    release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT)
    with pytest.raises(Refused, match="đã thông báo không xóa được"):
        undo_move(move=ScheduleMove.objects.get(), by=scene.secretary)
    assert Meeting.objects.get().state == MeetingState.ANNOUNCED


def test_undo_into_taken_hours_is_refused_and_moves_nothing(scene: Scene) -> None:
    first = scene.hold(0, 20, 8)
    move = move_meetings(round=scene.round, places=[shifted(place_of(first), days=1)], by=scene.secretary)
    scene.hold(1, 20, 8, venue=scene.venues[0])
    with pytest.raises(Refused, match="hội trường UBND"):
        undo_move(move=move, by=scene.secretary)
    assert Meeting.objects.get(pk=first.pk).starts_at == clock(21, 8)


def test_an_edit_that_changes_nothing_leaves_nothing_to_undo(scene: Scene) -> None:
    meeting = scene.hold(0, 20)
    move = remember_edit(meeting=meeting, label="sửa", run=lambda: None, by=scene.secretary)
    assert (move, ScheduleMove.objects.count()) == (None, 0)


def test_the_board_says_what_undo_takes_back(scene: Scene, secretary: Client) -> None:
    meeting = scene.hold(0, 20)
    assert "Hoàn tác" not in secretary.get(board(scene)).content.decode()
    lock(secretary, scene, meeting)
    shown = secretary.get(board(scene)).content.decode()
    assert "Lần sửa gần nhất: giữ nguyên lịch phường Đồng Kỵ" in shown and "Hoàn tác" in shown
