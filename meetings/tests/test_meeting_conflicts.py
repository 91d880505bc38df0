"""What is wrong with a meeting by itself: a programme too long for it, nobody assigned, a delegate who refuses."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from meetings.actions.attendance import decline
from meetings.actions.board import move_meetings
from meetings.actions.meetings import change_meeting
from meetings.actions.rounds import release_round
from meetings.enums import MeetingState
from meetings.models import Meeting
from meetings.planning import blocks_of, conflicts_of
from meetings.scheduling.conflicts import Conflict, Kind, Severity
from meetings.tests.scenes import RELEASED_AT, Scene, clock, town
from meetings.tests.test_board import board, browser
from meetings.tests.test_meeting_form import filled, new, page
from meetings.tests.test_meeting_programme import typed
from meetings.trials import place_of
from txct.core.roles import Role
from txct.core.writing import Refused

pytestmark = pytest.mark.django_db
TOO_LONG = (
    "Chương trình của “phường Đồng Kỵ” (8h00–10h00 ngày 20/6/2017) dài 180 phút, quá giờ họp 60 phút. "
    "Bớt chương trình hoặc lùi giờ kết thúc."
)
ALONE = (
    "Chưa phân công Tổ đại biểu hoặc đại biểu cho “phường Đồng Kỵ” (8h00–11h00 ngày 20/6/2017). "
    "Chọn Tổ hoặc đại biểu dự."
)
ALONE_UNPLACED = "Chưa phân công Tổ đại biểu hoặc đại biểu cho “phường Trang Hạ”. Chọn Tổ hoặc đại biểu dự."


@pytest.fixture
def scene() -> Scene:
    return town()


@pytest.fixture
def secretary(scene: Scene) -> Client:
    return browser(scene)


def shortened(scene: Scene) -> Meeting:
    """A meeting of three hours, cut to two on the board, with the programme it had."""
    meeting = scene.hold(0, 20)
    place = place_of(meeting)
    cut = type(place)(place.meeting_id, place.starts_at, clock(20, 10), place.venue_id, place.version)
    move_meetings(round=scene.round, places=[cut], by=scene.secretary)
    return Meeting.objects.get(pk=meeting.pk)


def sentences(found: Any) -> list[str]:
    return [warning.message for warning in found]


def test_a_programme_longer_than_its_shortened_meeting_is_told_on_every_page(scene: Scene, secretary: Client) -> None:
    meeting = shortened(scene)
    assert conflicts_of(scene.round) == [Conflict(Kind.PROGRAMME, Severity.WARN, TOO_LONG, (meeting.pk,))]
    shown = secretary.get(board(scene)).context["board"]
    assert (sentences(shown.warnings), shown.counts) == ([TOO_LONG], {"block": 0, "warn": 1, "info": 0})
    assert sentences(secretary.get(page("page", meeting)).context["warnings"]) == [TOO_LONG]
    assert TOO_LONG in secretary.get(reverse("desk:round", args=[scene.round.pk])).content.decode()


def test_a_programme_too_long_bars_no_release(scene: Scene) -> None:
    shortened(scene)
    assert blocks_of(scene.round) == []
    assert release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT).number == 1


def test_the_form_says_that_the_programme_is_too_long_and_saves_it(scene: Scene, secretary: Client) -> None:
    sent = filled(scene, ends="10h", **typed([("voters", "Cử tri phát biểu", 180)]))
    tried = secretary.post(f"{new(scene)}?xem-truoc=1", sent)
    assert sentences(tried.context["warnings"]) == [TOO_LONG]
    saved = secretary.post(new(scene), sent, follow=True)
    assert TOO_LONG in saved.content.decode()
    assert Meeting.objects.get().agenda.get().minutes == 180


def test_a_programme_that_fits_again_is_told_no_more(scene: Scene, secretary: Client) -> None:
    meeting = shortened(scene)
    sent = filled(scene, ends="10h", version=str(meeting.version), **typed([("voters", "Cử tri phát biểu", 120)]))
    assert sentences(secretary.post(f"{page('edit', meeting)}?xem-truoc=1", sent).context["warnings"]) == []
    secretary.post(page("edit", meeting), sent)
    assert conflicts_of(scene.round) == []


def test_a_meeting_to_which_nobody_is_assigned_is_a_conflict_long_before_its_release(
    scene: Scene, secretary: Client
) -> None:
    meeting, unplaced = scene.hold(0, 20, groups=[]), scene.hold(1, groups=[])
    assert conflicts_of(scene.round) == [
        Conflict(Kind.UNASSIGNED, Severity.BLOCK, ALONE, (meeting.pk,)),
        Conflict(Kind.UNASSIGNED, Severity.BLOCK, ALONE_UNPLACED, (unplaced.pk,)),
    ]
    shown = secretary.get(board(scene)).context["board"]
    assert (sentences(shown.warnings), shown.counts["block"]) == ([ALONE, ALONE_UNPLACED], 2)
    Meeting.objects.filter(pk=unplaced.pk).update(state=MeetingState.CANCELLED)
    with pytest.raises(Refused) as refused:
        release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT)
    assert refused.value.message == f"Còn 1 xung đột phải xử lý trước khi ban hành lịch. {ALONE}"


def test_delegates_without_their_group_are_somebody(scene: Scene) -> None:
    scene.hold(0, 20, groups=[], delegates=[scene.delegates[0]])
    assert conflicts_of(scene.round) == []


def test_a_meeting_without_groups_can_be_saved_moved_and_given_its_group_later(
    scene: Scene, secretary: Client
) -> None:
    saved = secretary.post(new(scene), filled(scene, groups=[]), follow=True)
    assert ALONE in saved.content.decode()
    meeting = Meeting.objects.get()
    change_meeting(meeting=meeting, starts_at=clock(21, 8), ends_at=clock(21, 11), by=scene.secretary)
    secretary.post(page("edit", meeting), filled(scene, version=str(Meeting.objects.get().version)))
    assert conflicts_of(scene.round) == []


@pytest.mark.parametrize(
    ("role", "told"),
    [
        (Role.SECRETARY, "từ chối tiếp xúc (không bảo đảm an toàn: Có lời đe dọa)"),
        (Role.STANDING, "từ chối tiếp xúc (không bảo đảm an toàn: Có lời đe dọa)"),
        (Role.FRONT, "từ chối tiếp xúc"),
        (Role.AUDITOR, "từ chối tiếp xúc"),
    ],
)
def test_why_a_delegate_refuses_is_read_by_the_office_and_the_standing_committee_alone(
    scene: Scene, role: Role, told: str
) -> None:
    meeting = scene.hold(0, 20)
    decline(
        attendance=meeting.attendances.order_by("pk")[0],
        ground="safety",
        reason="Có lời đe dọa",
        by=scene.secretary,
        at=RELEASED_AT,
    )
    reader = browser(scene, role)
    seen = reader.get(page("page", meeting))
    assert seen.context["away"] == [f"Trần Văn An: {told}"]
    everything = "".join(
        answer.content.decode()
        for answer in (seen, reader.get(board(scene)), reader.get(reverse("desk:round", args=[scene.round.pk])))
    )
    assert ("đe dọa" in everything) == (role in (Role.SECRETARY, Role.STANDING))
    assert (
        "Đại biểu Trần Văn An từ chối tiếp xúc cử tri tại “phường Đồng Kỵ” (8h00–11h00 ngày 20/6/2017). "
        "Cử đại biểu khác, đổi lịch, hoãn hoặc hủy hội nghị."
    ) in sentences(seen.context["warnings"])
