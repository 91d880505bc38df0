"""A meeting set up by hand: added, changed, refused at the field, put off, called off, struck out."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from delegates.models import Council
from meetings.actions.rounds import release_round
from meetings.enums import Activity, MeetingState, NoticeKind, Response
from meetings.models import Attendance, Meeting, MeetingChange, Notice, Venue
from meetings.tests.scenes import RELEASED_AT, Scene, clock, town
from meetings.tests.test_board import browser
from txct.core.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return town()


@pytest.fixture
def secretary(scene: Scene) -> Client:
    return browser(scene)


def filled(scene: Scene, ward: int = 0, **changes: Any) -> dict[str, Any]:
    """What the secretary sends for a meeting of one ward and its group."""
    front = Council.objects.get(pk=scene.council.pk).bodies.filter(kind="front", locality=None).first()
    return {
        "rows": "3",
        "unit_0": f"L{scene.wards[ward].pk}",
        "voters_0": "60",
        "activity": "regular_before",
        "form": "conference",
        "method": "in_person",
        "groups": [str(scene.groups[ward].pk)],
        "day": "20/6/2017",
        "starts": "8h",
        "venue": str(scene.venues[ward].pk),
        "chair_body": str(front.pk) if front else "",
        **changes,
    }


def new(scene: Scene) -> str:
    return reverse("meetings:meeting-new", args=[scene.round.pk])


def page(name: str, meeting: Meeting) -> str:
    return reverse(f"meetings:meeting-{name}", args=[meeting.pk])


def facts(meeting: Meeting) -> dict[str, Any]:
    """The meeting as the form made it."""
    return {
        "activity": meeting.activity,
        "hours": (meeting.starts_at, meeting.ends_at),
        "venue": str(meeting.venue),
        "units": [(str(unit), unit.invited_voters) for unit in meeting.units.order_by("pk")],
        "voters": meeting.expected_voters,
        "groups": [str(group) for group in meeting.groups.all()],
        "people": [row.delegate.full_name for row in meeting.attendances.all()],
        "chair": meeting.chair_name,
        "secretary": meeting.secretary_name,
        "steps": meeting.agenda.count(),
    }


def test_a_new_hall_without_a_seat_and_a_day_without_year_are_told_apart(scene: Scene, secretary: Client) -> None:
    sent = filled(scene, venue="", new_venue="Nhà văn hóa", new_locality=str(scene.wards[0].pk), new_capacity="0")
    answer = secretary.post(new(scene), sent)
    assert answer.context["form"].errors == {"new_capacity": ["Số chỗ phải từ 1 trở lên. Chưa biết thì để trống."]}
    secretary.post(new(scene), sent | {"new_capacity": "120", "day": "20/6"})
    assert Meeting.objects.get().starts_at == clock(20, 8)


def test_a_meeting_of_two_wards_with_a_guest_and_a_new_hall_is_added(scene: Scene, secretary: Client) -> None:
    sent = filled(
        scene,
        unit_1=f"L{scene.wards[1].pk}",
        voters_1="45",
        delegates=[str(scene.delegates[4].pk)],
        venue="",
        new_venue="Nhà văn hóa khu phố Tân Thành",
        new_locality=str(scene.wards[0].pk),
        new_capacity="150",
        chair_name="Nguyễn Văn Chủ",
        secretary_name="Trần Thị Thư",
    )
    answer = secretary.post(new(scene), sent)
    meeting = Meeting.objects.get()
    assert answer["Location"] == f"{reverse('meetings:round-board', args=[scene.round.pk])}#h-{meeting.pk}"
    assert facts(meeting) == {
        "activity": Activity.REGULAR_BEFORE,
        "hours": (clock(20, 8), clock(20, 11)),
        "venue": "Nhà văn hóa khu phố Tân Thành",
        "units": [("phường Đồng Kỵ", 60), ("phường Trang Hạ", 45)],
        "voters": 105,
        "groups": ["Tổ đại biểu số 1"],
        "people": ["Trần Văn An", "Lê Thị Bình", "Phạm Văn Giang"],
        "chair": "Nguyễn Văn Chủ",
        "secretary": "Trần Thị Thư",
        "steps": 6,
    }
    assert Venue.objects.get(name="Nhà văn hóa khu phố Tân Thành").capacity == 150


def test_what_is_missing_is_said_at_its_field_and_nothing_is_saved(scene: Scene, secretary: Client) -> None:
    sent = filled(scene, unit_0="", voters_0="", starts="", new_venue="Hội trường mới", ends="25h")
    answer = secretary.post(new(scene), sent)
    assert answer.status_code == 200
    errors = {name: list(found) for name, found in answer.context["form"].errors.items()}
    assert set(errors) == {"unit_0", "starts", "new_venue", "new_locality", "ends"}
    assert errors["unit_0"] == ["Chọn ít nhất một xã, phường, thôn hoặc khu phố."]
    assert errors["new_locality"] == ["Chọn xã, phường của địa điểm mới."]
    assert (Meeting.objects.count(), Venue.objects.count()) == (0, 3)


def test_a_taken_delegate_is_named_before_saving_and_refused_at_the_field(scene: Scene, secretary: Client) -> None:
    scene.hold(0, 20, 8)
    sent = filled(scene, ward=1, groups=[str(scene.groups[1].pk)], delegates=[str(scene.delegates[0].pk)])
    shown = secretary.post(f"{new(scene)}?xem-truoc=1", sent).content.decode()
    assert "Xung đột" in shown and "Trần Văn An" in shown
    assert Meeting.objects.count() == 1
    answer = secretary.post(new(scene), sent)
    assert "Trần Văn An" in answer.context["form"].errors["delegates"][0]
    assert Meeting.objects.count() == 1


def test_a_hall_taken_is_said_at_the_hall(scene: Scene, secretary: Client) -> None:
    scene.hold(0, 20, 8)
    answer = secretary.post(new(scene), filled(scene, ward=1, venue=str(scene.venues[0].pk)))
    assert list(answer.context["form"].errors) == ["venue"]


@pytest.mark.parametrize(
    ("address", "capacity", "label"),
    [
        ("12 Trần Phú", 200, "hội trường UBND, 12 Trần Phú, phường Đồng Kỵ (200 chỗ)"),
        ("12 Trần Phú, Phường Đồng Kỵ", None, "hội trường UBND, 12 Trần Phú, Phường Đồng Kỵ"),
        ("", 80, "hội trường UBND, phường Đồng Kỵ (80 chỗ)"),
    ],
)
def test_a_hall_is_offered_with_its_address_and_seats(
    scene: Scene, secretary: Client, address: str, capacity: int | None, label: str
) -> None:
    Venue.objects.filter(pk=scene.venues[0].pk).update(address=address, capacity=capacity)
    offered = secretary.get(new(scene)).context["form"].fields["venue"].choices
    assert label in [text for _key, text in offered]


def test_more_rows_of_places_are_given_without_saving_or_losing_what_was_typed(
    scene: Scene, secretary: Client
) -> None:
    answer = secretary.post(new(scene), {**filled(scene), "more_rows": "1", "chair_name": "Lê Văn Giữ"})
    form = answer.context["form"]
    assert (form.rows, form["chair_name"].value(), form["unit_0"].value()) == (
        5,
        "Lê Văn Giữ",
        f"L{scene.wards[0].pk}",
    )
    assert "Hãy sửa các mục sau" not in answer.content.decode()
    assert not Meeting.objects.exists()


def test_what_is_typed_in_the_rows_that_were_added_is_saved(scene: Scene, secretary: Client) -> None:
    form = secretary.post(new(scene), {**filled(scene), "more_rows": "1"}).context["form"]
    again = {**filled(scene), "rows": form["rows"].value(), "unit_4": f"L{scene.wards[1].pk}", "voters_4": "45"}
    more = secretary.post(new(scene), {**again, "more_rows": "1"}).context["form"]
    assert (form["rows"].value(), more["rows"].value(), more["voters_4"].value()) == ("5", "7", "45")
    secretary.post(new(scene), again)
    assert facts(Meeting.objects.get())["units"] == [("phường Đồng Kỵ", 60), ("phường Trang Hạ", 45)]


def test_a_stored_meeting_shows_itself_and_saving_it_unchanged_changes_nothing(
    scene: Scene, secretary: Client
) -> None:
    meeting = scene.hold(0, 20, delegates=[scene.delegates[0], scene.delegates[5]], expected_voters=80)
    form = secretary.get(page("edit", meeting)).context["form"]
    sent = {}
    for field in form:
        value = field.value()
        if value not in (None, "", False, []):
            sent[field.html_name] = getattr(value, "pk", value)
    before = facts(meeting)
    sent |= {"day": "20/6/2017", "starts": "8h", "ends": "11h"}
    assert secretary.post(page("edit", meeting), sent).status_code == 302
    assert facts(Meeting.objects.get()) == before


def test_another_group_brings_its_members_and_a_kept_one_stays_as_assigned(scene: Scene, secretary: Client) -> None:
    meeting = scene.hold(0, 20, delegates=[scene.delegates[0]])
    groups = [str(scene.groups[0].pk), str(scene.groups[2].pk)]
    secretary.post(page("edit", meeting), filled(scene, groups=groups, version=str(meeting.version)))
    assert facts(Meeting.objects.get())["people"] == ["Trần Văn An", "Phạm Văn Giang", "Đỗ Thị Hà"]


def test_a_stale_form_answers_409_and_an_announced_meeting_needs_its_reason(scene: Scene, secretary: Client) -> None:
    meeting = scene.hold(0, 20)
    release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT)
    meeting = Meeting.objects.get(pk=meeting.pk)
    moved = filled(scene, starts="9h", version=str(meeting.version))
    refused = secretary.post(page("edit", meeting), moved)
    assert refused.context["form"].errors["reason"] == [
        "Hội nghị đã thông báo: nêu lý do thay đổi để báo cho người dự."
    ]
    saved = secretary.post(page("edit", meeting), {**moved, "reason": "trùng lịch họp Đảng ủy"})
    assert saved.status_code == 302
    assert MeetingChange.objects.get().reason == "trùng lịch họp Đảng ủy"
    stale = secretary.post(page("edit", meeting), {**moved, "starts": "10h", "reason": "khác"})
    assert stale.status_code == 409
    assert Meeting.objects.get(pk=meeting.pk).starts_at == clock(20, 9)


def test_an_announced_meeting_held_on_line_needs_its_address(scene: Scene, secretary: Client) -> None:
    meeting = scene.hold(0, 20)
    release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT)
    meeting = Meeting.objects.get(pk=meeting.pk)
    sent = filled(scene, method="online", version=str(meeting.version), reason="mưa bão")
    assert list(secretary.post(page("edit", meeting), sent).context["form"].errors) == ["online_link"]
    secretary.post(page("edit", meeting), {**sent, "online_link": "https://hop.example/1"})
    assert Meeting.objects.get().online_link == "https://hop.example/1"


def test_a_meeting_is_put_off_with_its_consequences_told_and_then_called_off(scene: Scene, secretary: Client) -> None:
    meeting = scene.hold(0, 20)
    release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT)
    asked = secretary.get(page("postpone", meeting))
    assert asked.context["consequences"][1:3] == [
        "02 đại biểu, cơ quan chủ trì và 01 đơn vị được báo ở lần ban hành tới.",
        "Trang công khai ghi rõ thay đổi và lý do từ lúc đó; hãy ban hành lại lịch ngay sau khi ghi.",
    ]
    assert secretary.post(page("postpone", meeting), {"reason": ""}).context["form"].errors["reason"]
    done = secretary.post(page("postpone", meeting), {"reason": "mưa bão"}, follow=True)
    assert "được hoãn. Chưa ai được báo: ban hành lại lịch để báo." in done.content.decode()
    assert Meeting.objects.get().state == MeetingState.POSTPONED
    secretary.post(page("cancel", meeting), {"reason": "ghép với phường khác"})
    assert Meeting.objects.get().state == MeetingState.CANCELLED
    assert list(MeetingChange.objects.order_by("pk").values_list("kind", "reason")) == [
        ("postponed", "mưa bão"),
        ("cancelled", "ghép với phường khác"),
    ]


def test_delegates_are_reminded_once_of_what_they_were_told(scene: Scene, secretary: Client) -> None:
    meeting = scene.hold(0, 20)
    assert page("remind", meeting) not in secretary.get(page("page", meeting)).content.decode()
    release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT)
    assert page("remind", meeting) in secretary.get(page("page", meeting)).content.decode()
    first = secretary.post(page("remind", meeting), {}, follow=True)
    assert "Đã nhắc 02 đại biểu." in first.content.decode()
    again = secretary.post(page("remind", meeting), {}, follow=True)
    assert "Mọi đại biểu đã được nhắc về lịch này." in again.content.decode()
    assert Notice.objects.filter(meeting=meeting, kind=NoticeKind.REMINDER).count() == 2


def test_who_asked_to_be_excused_is_counted_among_those_told_that_a_meeting_is_put_off(
    scene: Scene, secretary: Client
) -> None:
    meeting = scene.hold(0, 20)
    release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT)
    Attendance.objects.filter(pk=Attendance.objects.order_by("pk")[0].pk).update(
        response=Response.EXCUSED, response_reason="ốm"
    )
    asked = secretary.get(page("postpone", meeting))
    assert "02 đại biểu, cơ quan chủ trì và 01 đơn vị được báo ở lần ban hành tới." in asked.context["consequences"]


def test_a_meeting_nobody_was_told_of_is_struck_out_and_one_that_was_is_not(scene: Scene, secretary: Client) -> None:
    meeting = scene.hold(0, 20)
    told = scene.hold(1, 21)
    secretary.post(page("remove", meeting), {"version": str(meeting.version)})
    assert [one.pk for one in Meeting.objects.all()] == [told.pk]
    release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT)
    refused = secretary.post(page("remove", told), {"version": ""}, follow=True)
    assert "đã thông báo không xóa được" in refused.content.decode()
    assert Meeting.objects.get().pk == told.pk


def test_the_office_reads_a_meeting_and_only_the_secretary_writes_it(scene: Scene) -> None:
    meeting = scene.hold(0, 20)
    standing = browser(scene, Role.STANDING)
    assert standing.get(page("page", meeting)).status_code == 200
    assert {standing.get(page(name, meeting)).status_code for name in ("edit", "cancel", "remove")} == {403}
    assert browser(town("khac")).get(page("edit", meeting)).status_code == 404
    group_head = browser(scene, Role.GROUP_HEAD)
    assert group_head.get(page("edit", meeting)).status_code == 403
