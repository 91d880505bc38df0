"""The schedule board: seen five ways, moved, moved back, at a constant cost."""

from __future__ import annotations

import gzip
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetings.actions.board import move_meetings
from meetings.actions.meetings import cancel_meeting, change_meeting, postpone_meeting
from meetings.actions.moves import last_move
from meetings.actions.rounds import release_round
from meetings.actions.undo import UNDO_REASON, undo_move
from meetings.enums import MeetingState
from meetings.models import Attendance, Meeting, MeetingChange, MeetingUnit, ScheduleMove
from meetings.tests.scenes import RELEASED_AT, Scene, clock, town
from meetings.trials import Place, conflicts_if, place_of, shifted
from txct.core.models import RoleAssignment, User
from txct.core.roles import Role
from txct.core.writing import Refused, StalePage

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return town()


def browser(scene: Scene, role: str = Role.SECRETARY) -> Client:
    """A browser of somebody with ROLE in the scene's council."""
    user = scene.secretary if role == Role.SECRETARY else User.objects.create_user(f"{role}@x.example", role)
    RoleAssignment.objects.get_or_create(user=user, tenant_id=scene.council.pk, role=role)
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def board(scene: Scene) -> str:
    return reverse("meetings:round-board", args=[scene.round.pk])


def hours(scene: Scene) -> list[tuple[object, object]]:
    return list(Meeting.objects.filter(round=scene.round).order_by("pk").values_list("starts_at", "venue"))


# --- moves ----------------------------------------------------------------------------------------------


def test_two_meetings_change_places_in_one_move_and_undo_puts_both_back(scene: Scene) -> None:
    first = scene.hold(0, 20, 8, venue=scene.venues[0])
    second = scene.hold(1, 20, 14, venue=scene.venues[0])
    before = hours(scene)
    swap = [
        Place(first.pk, second.starts_at, second.ends_at, first.venue_id, first.version),
        Place(second.pk, first.starts_at, first.ends_at, second.venue_id, second.version),
    ]
    move = move_meetings(round=scene.round, places=swap, by=scene.secretary)
    assert hours(scene) == [before[1], before[0]]
    assert move.label == "chuyển 02 hội nghị"
    held = Attendance.objects.filter(meeting=first).values_list("starts_at", flat=True)
    assert set(held) == {second.starts_at}
    undo_move(move=move, by=scene.secretary)
    assert hours(scene) == before
    assert last_move(scene.round) is None
    with pytest.raises(Refused, match="đã được hoàn tác"):
        undo_move(move=move, by=scene.secretary)


def test_a_move_onto_a_taken_hall_moves_nothing(scene: Scene) -> None:
    taken = scene.hold(0, 20, 8)
    other = scene.hold(1, 21, 8, venue=scene.venues[0])
    free = scene.hold(2, 21, 14)
    before = hours(scene)
    places = [shifted(place_of(other), days=-1), shifted(place_of(free), days=-1)]
    with pytest.raises(Refused, match="hội trường UBND"):
        move_meetings(round=scene.round, places=places, by=scene.secretary)
    assert hours(scene) == before
    assert not ScheduleMove.objects.exists()
    assert [conflict.kind.value for conflict in conflicts_if(scene.round, places)] == ["venue"]
    assert taken.venue_id == other.venue_id


def test_a_move_seen_in_an_older_version_is_stale(scene: Scene) -> None:
    meeting = scene.hold(0, 20)
    seen = place_of(meeting)
    change_meeting(meeting=meeting, chair_name="Lê Văn Chủ", by=scene.secretary)
    with pytest.raises(StalePage):
        move_meetings(round=scene.round, places=[shifted(seen, days=1)], by=scene.secretary)
    assert Meeting.objects.get(pk=meeting.pk).starts_at == clock(20, 8)


def test_an_announced_meeting_moves_with_a_reason_that_stays_in_its_history(scene: Scene) -> None:
    meeting = scene.hold(0, 20)
    release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT)
    scene.refresh()
    meeting.refresh_from_db()
    place = shifted(place_of(meeting), days=1)
    with pytest.raises(Refused, match="nêu lý do"):
        move_meetings(round=scene.round, places=[place], by=scene.secretary)
    move = move_meetings(round=scene.round, places=[place], reason="mưa bão", by=scene.secretary)
    undo_move(move=move, by=scene.secretary)
    meeting.refresh_from_db()
    assert (meeting.starts_at, meeting.sequence, meeting.state) == (clock(20, 8), 2, MeetingState.ANNOUNCED)
    assert list(MeetingChange.objects.order_by("pk").values_list("kind", "reason")) == [
        ("changed", "mưa bão"),
        ("changed", UNDO_REASON),
    ]


def test_undo_is_refused_once_the_meeting_was_edited_since(scene: Scene) -> None:
    meeting = scene.hold(0, 20)
    move = move_meetings(round=scene.round, places=[shifted(place_of(meeting), days=1)], by=scene.secretary)
    change_meeting(meeting=Meeting.objects.get(pk=meeting.pk), note="mới", by=scene.secretary)
    with pytest.raises(Refused, match=r"đã được Nguyễn Thị Thư \(.*\) sửa sau lần này"):
        undo_move(move=move, by=scene.secretary)
    assert Meeting.objects.get(pk=meeting.pk).starts_at == clock(21, 8)


@pytest.mark.parametrize("day", [20, 22])
def test_a_postponed_meeting_takes_place_again_and_undo_puts_it_off_again(scene: Scene, day: int) -> None:
    meeting = scene.hold(0, 20)
    release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT)
    scene.refresh()
    meeting = postpone_meeting(meeting=Meeting.objects.get(pk=meeting.pk), reason="mưa bão", by=scene.secretary)
    again = Place(meeting.pk, clock(day, 8), clock(day, 11), meeting.venue_id, meeting.version)
    move = move_meetings(round=scene.round, places=[again], reason="trời tạnh", by=scene.secretary)
    assert Meeting.objects.get().state == MeetingState.ANNOUNCED
    assert Attendance.objects.filter(is_blocking=True).count() == 2
    undo_move(move=move, by=scene.secretary)
    assert (Meeting.objects.get().state, Meeting.objects.get().starts_at) == (MeetingState.POSTPONED, clock(20, 8))
    assert Attendance.objects.filter(is_blocking=True).count() == 0


def test_an_announced_meeting_keeps_its_hours_and_one_that_is_over_stays(scene: Scene) -> None:
    meeting = scene.hold(0, 20)
    for state, told in (("announced", "phải có ngày giờ"), ("held", "không chuyển được")):
        Meeting.objects.filter(pk=meeting.pk).update(state=state)
        with pytest.raises(Refused, match=told):
            move_meetings(
                round=scene.round,
                places=[Place(meeting.pk, None, None, meeting.venue_id)],
                reason="mưa",
                by=scene.secretary,
            )
    assert Meeting.objects.get().starts_at == clock(20, 8)


def test_a_move_that_changes_nothing_is_refused(scene: Scene) -> None:
    meeting = scene.hold(0, 20)
    with pytest.raises(Refused, match="Không có gì thay đổi"):
        move_meetings(round=scene.round, places=[place_of(meeting)], by=scene.secretary)


# --- the page -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("view", "rows"),
    [
        ("ngay", ["sáng", "chiều"]),
        ("don-vi", ["Phường Đồng Kỵ", "Phường Trang Hạ"]),
        ("to", ["Tổ đại biểu số 1", "Tổ đại biểu số 2"]),
        ("dia-diem", ["Hội trường UBND", "Hội trường UBND"]),
        ("dai-bieu", ["Trần Văn An", "Lê Thị Bình", "Ngô Đức Chính", "Vũ Thị Dung"]),
    ],
)
def test_the_board_lays_the_round_out_five_ways(scene: Scene, view: str, rows: list[str]) -> None:
    scene.hold(0, 20, 8)
    scene.hold(1, 21, 14)
    answer = browser(scene).get(board(scene), {"xem": view})
    assert [row.label for row in answer.context["board"].rows] == rows
    assert [str(day) for day in answer.context["board"].days] == ["2017-06-20", "2017-06-21", "2017-06-22"]


def test_what_has_no_hours_lies_in_its_own_row_and_filters_stay_in_the_address(scene: Scene) -> None:
    scene.hold(0, 20)
    waiting = scene.hold(1)
    client = browser(scene)
    shown = client.get(board(scene), {"don-vi": scene.wards[1].pk, "tinh-trang": "chua-xep"}).context["board"]
    assert [card.pk for card in shown.unplaced] == [waiting.pk]
    assert (shown.shown, shown.total) == (1, 2)
    assert [(chip.label, chip.remove_url) for chip in shown.chips] == [
        ("Đơn vị: phường Trang Hạ", "?tinh-trang=chua-xep"),
        ("Chưa xếp", f"?don-vi={scene.wards[1].pk}"),
    ]


def test_cancelled_meetings_stand_below_the_board_with_their_hour_and_reason(scene: Scene) -> None:
    told, planned, _stays = scene.hold(1, 20), scene.hold(0), scene.hold(2, 21)
    client = browser(scene)
    assert "Đã hủy" not in client.get(board(scene)).content.decode()
    cancel_meeting(meeting=planned, reason="ghép hội nghị", by=scene.secretary)
    release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT)
    cancel_meeting(meeting=Meeting.objects.get(pk=told.pk), reason="mất điện.", by=scene.secretary)
    page = client.get(board(scene), {"xem": "don-vi", "don-vi": scene.wards[2].pk})
    shown = page.context["board"]
    assert [(line.pk, line.name, line.words) for line in shown.called_off] == [
        (planned.pk, "Phường Đồng Kỵ", ""),
        (told.pk, "Phường Trang Hạ", "Lẽ ra họp 8h00 thứ Ba, 20/6/2017. Lý do: mất điện."),
    ]
    assert shown.total == 1
    text = page.content.decode()
    assert "Đã hủy: 02 hội nghị" in text and "Lẽ ra họp 8h00 thứ Ba, 20/6/2017. Lý do: mất điện." in text
    assert f'href="{reverse("meetings:meeting-page", args=[told.pk])}"' in text


@pytest.mark.usefixtures("clashes_kept")
def test_conflicts_are_counted_on_top_and_marked_on_the_meetings(scene: Scene) -> None:
    first, second = scene.hold(0, 20), scene.hold(1, 21)
    Meeting.objects.filter(pk=second.pk).update(starts_at=first.starts_at, ends_at=first.ends_at, venue=first.venue)
    answer = browser(scene).get(board(scene))
    shown = answer.context["board"]
    assert shown.counts["block"] == 1
    assert [card.is_blocked for row in shown.rows for square in row.squares for card in square.cards] == [True, True]
    assert "01 xung đột" in answer.content.decode()
    mend = reverse("meetings:meeting-place", args=[first.pk])
    assert [warning.url for warning in shown.warnings if warning.tone == "late"] == [mend]
    read_only = browser(scene, Role.STANDING).get(board(scene))
    assert {warning.url for warning in read_only.context["board"].warnings} == {""}
    assert mend not in read_only.content.decode()


def fill(scene: Scene, count: int) -> None:
    """COUNT meetings of the scene's round, made without the actions: a wide round is slow to plan by hand."""
    first = scene.hold(0, 20)
    made = Meeting.objects.bulk_create(
        Meeting(
            council=scene.council,
            round=scene.round,
            title=f"Hội nghị khu phố số {number}",
            starts_at=clock(20, 8) + timedelta(days=number % 3, minutes=number),
            ends_at=clock(20, 8) + timedelta(days=number % 3, minutes=number + 1),
            expected_voters=60,
        )
        for number in range(1, count)
    )
    MeetingUnit.objects.bulk_create(
        MeetingUnit(meeting=meeting, locality=scene.wards[n % 3]) for n, meeting in enumerate(made)
    )
    assert Meeting.objects.filter(round=scene.round).count() == count
    assert first.round_id == scene.round.pk


@pytest.mark.parametrize("count", [12, 200])
def test_the_board_costs_the_same_for_twelve_meetings_and_for_two_hundred(scene: Scene, count: int) -> None:
    fill(scene, count)
    client = browser(scene)
    client.get(board(scene))
    with CaptureQueriesContext(connection) as captured:
        client.get(board(scene))
    assert len(captured) == 31


def test_the_board_of_five_hundred_meetings_is_a_small_page(scene: Scene) -> None:
    fill(scene, 500)
    answer = browser(scene).get(board(scene))
    assert answer.context["board"].total == 500
    assert len(gzip.compress(answer.content)) < 300_000


# --- by hand --------------------------------------------------------------------------------------------


def placed(meeting: Meeting, **changes: str) -> dict[str, str]:
    values = {"day": "21/6/2017", "starts": "14h", "ends": "", "venue": str(meeting.venue_id or "")}
    return {**values, "version": str(meeting.version), **changes}


def test_one_meeting_is_placed_on_a_page_and_within_the_board(scene: Scene) -> None:
    meeting, client = scene.hold(0), browser(scene)
    url = reverse("meetings:meeting-place", args=[meeting.pk])
    answer = client.post(url, placed(meeting))
    assert (answer.status_code, answer["Location"]) == (302, f"{board(scene)}#h-{meeting.pk}")
    meeting.refresh_from_db()
    assert (meeting.starts_at, meeting.ends_at) == (clock(21, 14), clock(21, 17))
    piece = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in piece and f'hx-post="{url}" hx-target="this"' in piece
    # A refusal (409, a login that ran out) is shown only where the form of the page is sent as a page.
    assert f'hx-post="{url}" hx-target="this"' not in client.get(url).content.decode()
    moved = client.post(url, placed(meeting, starts="15:30"), headers={"HX-Request": "true"})
    assert moved.status_code == 204
    assert re.fullmatch(rf"{board(scene)}\?luc=\d+#h-{meeting.pk}", moved["HX-Redirect"])
    assert Meeting.objects.get(pk=meeting.pk).starts_at == clock(21, 15, 30)


def test_the_conflicts_of_a_place_are_shown_before_it_is_saved_and_refused_when_it_is(scene: Scene) -> None:
    scene.hold(0, 21, 14)
    meeting, client = scene.hold(1, groups=[scene.groups[0]]), browser(scene)
    url = reverse("meetings:meeting-place", args=[meeting.pk])
    shown = client.post(f"{url}?xem-truoc=1", placed(meeting)).content.decode()
    assert "Xung đột" in shown and "Trần Văn An" in shown
    refused = client.post(url, placed(meeting))
    assert refused.status_code == 200
    assert "Trần Văn An" in refused.context["form"].non_field_errors()[0]
    assert Meeting.objects.get(pk=meeting.pk).starts_at is None


def test_a_stale_place_answers_409_with_both_versions(scene: Scene) -> None:
    meeting, client = scene.hold(0, 20), browser(scene)
    sent = placed(meeting)
    change_meeting(meeting=meeting, starts_at=clock(22, 8), ends_at=clock(22, 11), by=scene.secretary)
    answer = client.post(reverse("meetings:meeting-place", args=[meeting.pk]), sent)
    assert answer.status_code == 409
    field = answer.context["fields"][0]
    assert (field.label, field.mine, field.theirs) == ("Bắt đầu", "14h00 21/6/2017", "8h00 22/6/2017")
    assert Meeting.objects.get(pk=meeting.pk).starts_at == clock(22, 8)


def test_several_meetings_are_seen_with_their_conflicts_then_moved_and_taken_back(scene: Scene) -> None:
    moved = [scene.hold(0, 20, 8), scene.hold(1, 20, 14)]
    stays = scene.hold(2, 22, 8)
    client, url = browser(scene), reverse("meetings:board-move", args=[scene.round.pk])
    before = hours(scene)
    keys = [str(meeting.pk) for meeting in moved]
    seen = client.get(url, {"h": keys, "days": "1", "minutes": "", "day": ""})
    assert [row["then"] for row in seen.context["rows"]] == ["8h00 ngày 21/6/2017", "14h00 ngày 21/6/2017"]
    assert seen.context["warnings"] == []
    assert hours(scene) == before
    versions = {f"v-{meeting.pk}": str(meeting.version) for meeting in moved}
    answer = client.post(url, {"h": keys, "days": "1", "minutes": "", "day": "", **versions})
    assert answer["Location"] == board(scene)
    assert [start for start, _hall in hours(scene)] == [clock(21, 8), clock(21, 14), stays.starts_at]
    undo = reverse("meetings:board-undo", args=[scene.round.pk])
    assert "chuyển 02 hội nghị" in client.get(board(scene)).content.decode()
    client.post(undo, {"move": str(last_move(scene.round).pk)})
    assert hours(scene) == before


def test_only_the_secretary_changes_the_board_and_nobody_from_elsewhere_sees_it(scene: Scene) -> None:
    meeting = scene.hold(0, 20)
    place = reverse("meetings:meeting-place", args=[meeting.pk])
    standing = browser(scene, Role.STANDING)
    assert standing.get(board(scene)).status_code == 200
    assert "meetings:meeting-place" not in standing.get(board(scene)).content.decode()
    assert standing.post(place, placed(meeting)).status_code == 403
    elsewhere = browser(town("khac"))
    assert (elsewhere.get(board(scene)).status_code, elsewhere.post(place, placed(meeting)).status_code) == (404, 404)
    assert browser(scene, Role.DELEGATE).get(board(scene)).status_code == 403
    assert Client().get(board(scene)).status_code == 302
    assert Meeting.objects.get(pk=meeting.pk).starts_at == clock(20, 8)


def test_the_way_to_the_board_leads_to_the_round_under_way(scene: Scene) -> None:
    client = browser(scene)
    assert client.get(reverse("meetings:board-now"))["Location"] == board(scene)
    entry = client.get(board(scene)).content.decode().split(reverse("meetings:board-now"))[1][:300]
    assert 'aria-current="true"' in entry and "Bảng lịch" in entry
    nothing = browser(town("moi"))
    assert nothing.get(reverse("meetings:board-now")).status_code == 302
    empty = town("trong", issued=False)
    empty.round.delete()
    told = browser(empty).get(reverse("meetings:board-now"))
    assert told.status_code == 200
    assert "Chưa có đợt tiếp xúc cử tri nào" in told.content.decode()


def test_a_meeting_that_is_kept_is_marked_on_its_page_and_let_go_again(scene: Scene) -> None:
    meeting, client = scene.hold(0, 20), browser(scene)
    for kept in (True, False):
        client.post(reverse("meetings:meeting-lock", args=[meeting.pk]))
        assert Meeting.objects.get().is_locked is kept
        page = client.get(reverse("meetings:meeting-page", args=[meeting.pk])).content.decode()
        assert ("giữ nguyên khi đề xuất lại lịch" in page) is kept
