"""The programme and the answering officers as sections of the meeting's form: offered, timed, changed, kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from django.test import Client

from delegates.actions import create_council
from delegates.enums import Level, LocalityKind
from meetings.actions.programme import six_steps
from meetings.actions.rounds import release_round
from meetings.enums import Phase
from meetings.forms_programme import TimedPoint, timetable_of
from meetings.models import AgendaItem, Meeting
from meetings.rules import agenda_points
from meetings.tests.scenes import RELEASED_AT, Scene, clock, locality, town
from meetings.tests.test_board import browser
from meetings.tests.test_meeting_form import filled, new, page
from txct.core.models import AuditEntry

pytestmark = pytest.mark.django_db
Point = tuple[str, str, int]
TWO_POINTS: Sequence[Point] = [("opening", "Khai mạc", 10), ("voters", "Cử tri phát biểu", 170)]


@pytest.fixture
def scene() -> Scene:
    return town()


@pytest.fixture
def secretary(scene: Scene) -> Client:
    return browser(scene)


def typed(points: Sequence[Point], rows: int | None = None, **changes: Any) -> dict[str, Any]:
    """The programme section as it is sent."""
    sent: dict[str, Any] = {"points": str(rows or len(points))}
    for n, (step, text, minutes) in enumerate(points):
        sent |= {f"order_{n}": str(n + 1), f"step_{n}": step, f"text_{n}": text, f"minutes_{n}": str(minutes)}
    return {**sent, **changes}


def answered_by(scene: Scene, name: str, title: str = "Phó Chủ tịch") -> dict[str, str]:
    """The section of answering officers as it is sent: one person of the council's UBND."""
    body = scene.council.bodies.get(kind="ubnd", locality=None)
    return {"answerers": "2", "body_0": str(body.pk), "name_0": name, "title_0": title}


def shown(form: Any) -> dict[str, Any]:
    """What a browser would send of the form as it is shown."""
    values = {field.html_name: field.value() for field in form}
    return {
        name: getattr(value, "pk", value)
        for name, value in values.items()
        if value not in (None, "", False, []) and name not in ("day", "starts", "ends")
    }


def programme(meeting: Meeting) -> list[Point]:
    return list(meeting.agenda.values_list("step", "text", "minutes"))


def officers(meeting: Meeting) -> list[tuple[str, str]]:
    return [(officer.full_name, officer.title) for officer in meeting.officers.all()]


def test_everything_of_a_meeting_is_filled_in_at_once(scene: Scene, secretary: Client) -> None:
    sent = filled(scene, secretary_name="Trần Thị Thư", **typed(TWO_POINTS), **answered_by(scene, "Đỗ Văn Đáp"))
    assert secretary.post(new(scene), sent).status_code == 302
    meeting = Meeting.objects.get()
    assert (meeting.secretary_name, programme(meeting), officers(meeting)) == (
        "Trần Thị Thư",
        list(TWO_POINTS),
        [("Đỗ Văn Đáp", "Phó Chủ tịch")],
    )


def test_a_new_meeting_is_offered_the_six_steps_with_their_hours(scene: Scene, secretary: Client) -> None:
    form = secretary.get(new(scene)).context["form"]
    steps = [form[f"step_{n}"].value() for n in range(form.points)]
    assert steps == ["opening", "report", "voters", "answers", "delegates", "closing", "", ""]
    assert form["presenter_0"].value() == str(scene.council.bodies.get(kind="front", locality=None))
    assert form.timetable().words == "Chương trình 180 phút."


def test_steps_left_as_offered_fit_the_hours_and_the_chair_that_were_typed(scene: Scene, secretary: Client) -> None:
    chair = scene.council.bodies.get(kind="ubnd", locality=None)
    sent = shown(secretary.get(new(scene)).context["form"])
    sent |= filled(scene, starts="8h", ends="9h30", chair_body=str(chair.pk))
    secretary.post(new(scene), sent)
    meeting = Meeting.objects.get()
    assert sum(minutes for _step, _text, minutes in programme(meeting)) == 90
    assert meeting.agenda.first().presenter_name == str(chair)


def test_the_steps_are_laid_anew_for_the_hours_typed_and_nothing_else_is_lost(scene: Scene, secretary: Client) -> None:
    meeting = scene.hold(0, 20)
    sent = filled(scene, ends="10h", chair_name="Lê Văn Giữ", six_steps="assembly", **typed(TWO_POINTS))
    form = secretary.post(page("edit", meeting), sent | answered_by(scene, "Đỗ Văn Đáp")).context["form"]
    rows = [(form[f"step_{n}"].value(), form[f"presenter_{n}"].value()) for n in range(form.points)]
    assert rows[1:3] == [("report", "Đại biểu Quốc hội"), ("report", f"Đại biểu {scene.council}")]
    assert len(rows) == 7
    assert form.timetable().words == "Chương trình 120 phút, xong lúc 10h00; vừa hết giờ hội nghị."
    assert (form["chair_name"].value(), form["name_0"].value()) == ("Lê Văn Giữ", "Đỗ Văn Đáp")
    assert (len(programme(Meeting.objects.get())), form.errors) == (6, {})


@pytest.mark.parametrize(("button", "points", "answerers"), [("more_points", 4, 2), ("more_officers", 2, 4)])
def test_more_rows_are_given_without_saving_or_losing_what_was_typed(
    scene: Scene, secretary: Client, button: str, points: int, answerers: int
) -> None:
    sent = filled(scene, **typed(TWO_POINTS), **answered_by(scene, "Đỗ Văn Đáp"), **{button: "1"})
    form = secretary.post(new(scene), sent).context["form"]
    assert (form["points"].value(), form["answerers"].value()) == (str(points), str(answerers))
    assert (form.points, form.answerers, form["text_1"].value(), form["name_0"].value()) == (
        points,
        answerers,
        "Cử tri phát biểu",
        "Đỗ Văn Đáp",
    )
    assert (Meeting.objects.count(), form.errors) == (0, {})


@pytest.mark.parametrize(
    ("kept", "rows"),
    [
        ("rows=5&points=12&answerers=4", (5, 12, 4)),
        ("rows=1&points=1&answerers=1", (3, 8, 2)),
        ("rows=x&points=-4&answerers=9999", (3, 8, 60)),
    ],
)
def test_the_page_opened_again_after_a_login_ran_out_has_room_for_all_that_was_typed(
    scene: Scene, secretary: Client, kept: str, rows: tuple[int, int, int]
) -> None:
    form = secretary.get(f"{new(scene)}?{kept}").context["form"]
    assert (form.rows, form.points, form.answerers) == rows


def test_points_go_in_the_order_written_beside_them(scene: Scene, secretary: Client) -> None:
    points = [*TWO_POINTS, ("report", "Báo cáo", 5)]
    secretary.post(new(scene), filled(scene, **typed(points, order_2="1")))
    assert [text for _step, text, _minutes in programme(Meeting.objects.get())] == [
        "Khai mạc",
        "Báo cáo",
        "Cử tri phát biểu",
    ]


def test_what_a_point_or_an_officer_lacks_is_said_at_the_field(scene: Scene, secretary: Client) -> None:
    sent = typed([("", "Khai mạc", 10), ("voters", "Ý kiến", 0)], order_0="một")
    sent |= {"answerers": "1", "name_0": "Đỗ Văn Đáp"}
    answer = secretary.post(new(scene), filled(scene, **sent))
    assert {name: list(found) for name, found in answer.context["form"].errors.items()} == {
        "order_0": ["Ghi thứ tự bằng chữ số, ví dụ 3. Mục trùng số xếp sau mục đã có."],
        "step_0": ["Chọn bước của mục này."],
        "minutes_1": ["Mỗi mục dài ít nhất 1 phút."],
        "body_0": ["Chọn cơ quan của người này."],
    }
    assert not Meeting.objects.exists()


def test_the_clock_of_the_programme_runs_while_it_is_typed(scene: Scene, secretary: Client) -> None:
    points = [("opening", "Khai mạc", 10), ("voters", "Cử tri phát biểu", 200)]
    told = secretary.post(f"{new(scene)}?xem-truoc=1", filled(scene, **typed(points)))
    assert told.context["timetable"].points == (
        TimedPoint("8h00", "Khai mạc", "", 10),
        TimedPoint("8h10", "Cử tri phát biểu", "", 200),
    )
    assert told.context["timetable"].words == "Chương trình 210 phút, xong lúc 11h30; quá 30 phút."
    assert not Meeting.objects.exists()


def test_saving_a_meeting_as_it_stands_leaves_its_programme_and_officers_alone(
    scene: Scene, secretary: Client
) -> None:
    meeting = scene.hold(0, 20)
    sent = filled(scene, version=str(meeting.version), **typed(TWO_POINTS), **answered_by(scene, "Đỗ Văn Đáp"))
    secretary.post(page("edit", meeting), sent)
    traces = AuditEntry.objects.filter(action__in=("meeting.agenda_set", "meeting.officers_set")).count()
    again = shown(secretary.get(page("edit", meeting)).context["form"]) | {"day": "20/6/2017", "starts": "8h"}
    assert secretary.post(page("edit", meeting), again | {"chair_name": "Lê Văn Chủ"}).status_code == 302
    assert Meeting.objects.get().chair_name == "Lê Văn Chủ"
    assert (programme(meeting), officers(meeting)) == (list(TWO_POINTS), [("Đỗ Văn Đáp", "Phó Chủ tịch")])
    found = AuditEntry.objects.filter(action__in=("meeting.agenda_set", "meeting.officers_set")).count()
    assert found == traces


def test_all_points_struck_out_bring_the_six_steps_back_and_officers_struck_out_are_gone(
    scene: Scene, secretary: Client
) -> None:
    meeting = scene.hold(0, 20)
    first = filled(scene, version=str(meeting.version), **typed(TWO_POINTS), **answered_by(scene, "Đỗ Văn Đáp"))
    secretary.post(page("edit", meeting), first)
    empty = {"points": "2", "answerers": "2", "version": str(Meeting.objects.get().version)}
    secretary.post(page("edit", meeting), filled(scene, **empty))
    assert (len(programme(meeting)), officers(meeting)) == (6, [])


def test_a_page_sent_without_the_sections_leaves_them_alone(scene: Scene, secretary: Client) -> None:
    meeting = scene.hold(0, 20)
    first = filled(scene, version=str(meeting.version), **typed(TWO_POINTS), **answered_by(scene, "Đỗ Văn Đáp"))
    secretary.post(page("edit", meeting), first)
    secretary.post(page("edit", meeting), filled(scene, version=str(Meeting.objects.get().version)))
    assert (programme(meeting), officers(meeting)) == (list(TWO_POINTS), [("Đỗ Văn Đáp", "Phó Chủ tịch")])


def test_a_programme_changed_by_somebody_else_meanwhile_is_shown_beside_the_own_one(
    scene: Scene, secretary: Client
) -> None:
    meeting = scene.hold(0, 20)
    sent = filled(scene, version=str(meeting.version), **typed(TWO_POINTS), **answered_by(scene, "Đỗ Văn Đáp"))
    assert secretary.post(page("edit", meeting), sent).status_code == 302
    mine = sent | typed([("opening", "Chào cờ", 180)]) | {"name_0": "Ngô Thị Đáp"}
    stale = secretary.post(page("edit", meeting), mine)
    assert stale.status_code == 409
    versions = {field.label: (field.mine, field.theirs) for field in stale.context["fields"]}
    assert versions["Chương trình"] == ("Chào cờ (180 phút)", "Khai mạc (10 phút), Cử tri phát biểu (170 phút)")
    assert versions["Người trả lời cử tri"] == ("Ngô Thị Đáp", "Đỗ Văn Đáp")
    assert versions["Địa bàn"] == ("phường Đồng Kỵ", "phường Đồng Kỵ")
    assert programme(meeting) == list(TWO_POINTS)
    again = {name: value for name, value in stale.context["hidden"] if name != "form_key"}
    assert secretary.post(page("edit", meeting), again).status_code == 302
    assert (programme(meeting), officers(meeting)) == (
        [("opening", "Chào cờ", 180)],
        [("Ngô Thị Đáp", "Phó Chủ tịch")],
    )


def test_the_programme_of_an_announced_meeting_changes_without_a_reason(scene: Scene, secretary: Client) -> None:
    meeting = scene.hold(0, 20)
    release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT)
    sent = filled(scene, version=str(Meeting.objects.get().version), **typed(TWO_POINTS))
    assert secretary.post(page("edit", meeting), sent).status_code == 302
    assert (programme(meeting), meeting.changes.count()) == (list(TWO_POINTS), 0)


def test_the_page_of_a_meeting_shows_the_hour_of_each_point(scene: Scene, secretary: Client) -> None:
    meeting = scene.hold(0, 20)
    found = secretary.get(page("page", meeting)).context["timetable"]
    assert found.words == "Chương trình 180 phút, xong lúc 11h00; vừa hết giờ hội nghị."
    assert [point.clock for point in found.points][:2] == ["8h00", "8h05"]


def test_in_a_joint_meeting_the_higher_level_reports_first(scene: Scene) -> None:
    place = locality("Bắc Ninh", LocalityKind.TINH, Level.TINH)
    province = create_council(code="bac-ninh", level=Level.TINH, locality=place, by=scene.secretary)
    points = six_steps(
        phase=Phase.BEFORE, councils=[scene.council, province], chair=None, minutes=180, with_assembly=True
    )
    assert [point.presenter_name for point in points] == [
        "Cơ quan chủ trì",
        "Đại biểu Quốc hội",
        f"Đại biểu {province}",
        f"Đại biểu {scene.council}",
        "Cử tri",
        "Lãnh đạo UBND và cơ quan chuyên môn",
        "Đại biểu",
        "Cơ quan chủ trì",
    ]


@pytest.mark.parametrize(
    ("start", "length", "words"),
    [
        (clock(20, 8), 180, "Chương trình 30 phút, xong lúc 8h30; còn 150 phút."),
        (clock(20, 23, 50), 10, "Chương trình 30 phút, xong lúc 0h20; quá 20 phút."),
        (None, None, "Chương trình 30 phút."),
    ],
)
def test_the_balance_of_a_programme_is_said_in_words(start: Any, length: int | None, words: str) -> None:
    items = [AgendaItem(text="Khai mạc", minutes=10), AgendaItem(text="Ý kiến", minutes=20)]
    assert timetable_of(items, start, length).words == words


def test_all_minutes_of_the_six_steps_together_are_the_meeting(scene: Scene) -> None:
    speakers = [(Level.XA, "HĐND phường"), ("quoc_hoi", "Quốc hội")]
    points = agenda_points(Phase.AFTER, speakers, "Mặt trận", "UBND", 120)
    assert sum(point.minutes for point in points) == 120
