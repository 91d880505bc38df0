"""Who is not to be had when, what days delegates propose: entered, changed, removed, told, seen on the board."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from delegates.models import Body
from meetings.actions.availability import add_busy_times, answer_wish, propose_days, remove_busy_time
from meetings.actions.rounds import release_round
from meetings.availability import busy_cells, busy_words, hours_of_days, touched_by, wished_days
from meetings.enums import HalfDay, RoundState
from meetings.models import BusyTime, DayWish, Round
from meetings.planning import conflicts_of
from meetings.round_problem import problem_of
from meetings.tests.scenes import RELEASED_AT, Scene, clock, town
from meetings.tests.test_board import browser
from txct.core.models import AuditEntry
from txct.core.roles import Role
from txct.core.writing import Refused

pytestmark = pytest.mark.django_db
MONDAY, FRIDAY = date(2017, 6, 19), date(2017, 6, 30)
TODAY = clock(1, 9)


@pytest.fixture
def scene() -> Scene:
    return town()


def told(response: HttpResponse) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]  # type: ignore[attr-defined]


def kept(rows: Iterable[BusyTime] | None = None) -> list[tuple[datetime, datetime]]:
    return [(row.starts_at, row.ends_at) for row in rows or BusyTime.objects.order_by("starts_at", "pk")]


# --- hours ----------------------------------------------------------------------------------------------


def test_every_monday_and_wednesday_morning_of_a_fortnight_is_four_mornings():
    assert hours_of_days(MONDAY, FRIDAY, time(0), time(12), {0, 2}) == [
        (clock(day, 0), clock(day, 12)) for day in (19, 21, 26, 28)
    ]


def test_whole_days_in_a_row_are_one_stretch_and_whole_mondays_are_not():
    assert hours_of_days(MONDAY, date(2017, 6, 21), time(0), time(0)) == [(clock(19, 0), clock(22, 0))]
    assert hours_of_days(MONDAY, FRIDAY, time(0), time(0), {0}) == [
        (clock(19, 0), clock(20, 0)),
        (clock(26, 0), clock(27, 0)),
    ]


@given(
    st.dates(date(2017, 1, 1), date(2017, 12, 1)),
    st.integers(0, 40),
    st.sets(st.integers(0, 6)),
    st.sampled_from([(time(0), time(12)), (time(12), time(18)), (time(18), time(0)), (time(8), time(9, 30))]),
)
def test_hours_of_days_lie_on_the_days_and_weekdays_asked_for(first, length, weekdays, part):
    last = date.fromordinal(first.toordinal() + length)
    hours = hours_of_days(first, last, *part, weekdays)
    days = [date.fromordinal(first.toordinal() + place) for place in range(length + 1)]
    assert [start.date() for start, _end in hours] == [d for d in days if not weekdays or d.weekday() in weekdays]
    assert all(start.time() == part[0] and end.time() == part[1] and start < end for start, end in hours)


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "words"),
    [
        (clock(20, 0), clock(20, 12), "thứ Ba, 20/6/2017, buổi sáng"),
        (clock(20, 12), clock(20, 18), "thứ Ba, 20/6/2017, buổi chiều"),
        (clock(20, 18), clock(21, 0), "thứ Ba, 20/6/2017, buổi tối"),
        (clock(20, 0), clock(21, 0), "thứ Ba, 20/6/2017, cả ngày"),
        (clock(20, 8), clock(20, 9, 30), "thứ Ba, 20/6/2017, 8h00–9h30"),
        (clock(20, 20), clock(21, 0), "thứ Ba, 20/6/2017, 20h00–24h00"),
        (clock(20, 0), clock(23, 0), "từ 20/6/2017 đến 22/6/2017"),
        (clock(20, 14), clock(21, 9), "từ 14h00 ngày 20/6/2017 đến 9h00 ngày 21/6/2017"),
    ],
)
def test_busy_hours_are_told_as_an_official_would_say_them(starts_at, ends_at, words):
    assert busy_words(starts_at, ends_at) == words


# --- actions --------------------------------------------------------------------------------------------


def test_hours_entered_together_are_one_series_and_go_together(scene: Scene) -> None:
    an = scene.delegates[0]
    hours = hours_of_days(MONDAY, FRIDAY, time(0), time(12), {0})
    made = add_busy_times(owner=an, hours=hours, reason="họp tỉnh", by=scene.secretary)
    assert kept() == hours
    assert len({row.series for row in made}) == 1 and made[0].series is not None
    (alone,) = add_busy_times(owner=an, hours=[(clock(22, 8), clock(22, 9))], by=scene.secretary)
    assert alone.series is None
    assert remove_busy_time(busy=made[0], by=scene.secretary, whole_series=True) == 2
    assert kept() == [(clock(22, 8), clock(22, 9))]
    verbs = list(
        AuditEntry.objects.filter(action__contains="busy").order_by("position").values_list("action", flat=True)
    )
    assert verbs == ["delegate.busy_added"] * 3 + ["delegate.busy_removed"] * 2


def test_hours_known_already_are_left_out_and_refused_when_nothing_is_new(scene: Scene) -> None:
    hall, hours = scene.venues[0], [(clock(20, 8), clock(20, 11)), (clock(21, 8), clock(21, 11))]
    add_busy_times(owner=hall, hours=hours[:1], by=scene.secretary)
    assert kept(add_busy_times(owner=hall, hours=hours, by=scene.secretary)) == hours[1:]
    with pytest.raises(Refused, match="đã được ghi"):
        add_busy_times(owner=hall, hours=hours, by=scene.secretary)
    with pytest.raises(Refused, match="Giờ kết thúc phải sau giờ bắt đầu"):
        add_busy_times(owner=hall, hours=[(clock(22, 11), clock(22, 8))], by=scene.secretary)
    with pytest.raises(Refused, match="Không có buổi nào"):
        add_busy_times(owner=hall, hours=[], by=scene.secretary)


def test_a_busy_time_touches_the_meetings_of_its_owner_in_its_hours_and_no_others(scene: Scene) -> None:
    touched, elsewhere = scene.hold(0, 20), scene.hold(1, 20)
    scene.hold(0, 21)
    front = Body.objects.get(council=scene.council, kind="front")
    rows = [
        add_busy_times(owner=owner, hours=[(clock(20, 10), clock(20, 12))], by=scene.secretary)[0]
        for owner in (scene.delegates[0], scene.venues[0], front, scene.delegates[5])
    ]
    found = {pk: [one.pk for one in some] for pk, some in touched_by(rows).items()}
    assert found == {
        rows[0].pk: [touched.pk],
        rows[1].pk: [touched.pk],
        rows[2].pk: [touched.pk, elsewhere.pk],
        rows[3].pk: [],
    }


# --- conflicts ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("reported", "kind"), [(clock(7, 9), "busy"), (clock(12, 9), "busy_since")])
def test_a_delegate_busy_after_the_schedule_was_released_is_told_with_the_day(
    scene: Scene, reported: datetime, kind: str
) -> None:
    scene.hold(0, 20)
    release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT)
    an = scene.delegates[0]
    add_busy_times(owner=an, hours=[(clock(20, 8), clock(20, 9))], by=scene.secretary, at=reported)
    (found,) = [c for c in conflicts_of(scene.round) if c.kind.startswith("busy")]
    assert (found.kind, found.severity, found.subject_ids) == (kind, "warn", (an.pk,))
    assert ("(báo ngày 12/6/2017)" in found.message) == (kind == "busy_since")
    assert ("sau khi lịch đã ban hành ngày 08/6/2017" in found.message) == (kind == "busy_since")


def test_a_hall_taken_after_the_release_bars_the_next_release(scene: Scene) -> None:
    scene.hold(0, 20)
    release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT)
    add_busy_times(owner=scene.venues[0], hours=[(clock(20, 0), clock(21, 0))], by=scene.secretary, at=clock(12, 9))
    found = [(c.kind, c.severity) for c in conflicts_of(scene.round) if c.kind.startswith("busy")]
    assert found == [("busy_since", "block")]


# --- board ----------------------------------------------------------------------------------------------


def test_the_board_is_given_the_busy_parts_of_each_row_and_day_in_one_query(scene: Scene) -> None:
    an, binh = scene.delegates[:2]
    add_busy_times(owner=an, hours=[(clock(20, 0), clock(20, 12)), (clock(21, 14), clock(22, 9))], by=None)
    add_busy_times(owner=binh, hours=[(clock(18, 0), clock(24, 0))], by=None)
    add_busy_times(owner=scene.venues[0], hours=[(clock(20, 18), clock(21, 0))], by=None)
    days = [date(2017, 6, day) for day in (20, 21, 22)]
    with CaptureQueriesContext(connection) as captured:
        people = busy_cells("dai-bieu", [an.pk, binh.pk], days)
    assert len(captured) == 1
    assert people == {
        (an.pk, days[0]): ("bận buổi sáng",),
        (an.pk, days[1]): ("bận 14h00–24h00",),
        (an.pk, days[2]): ("bận 0h00–9h00",),
        **{(binh.pk, day): ("bận cả ngày",) for day in days},
    }
    assert busy_cells("dia-diem", [scene.venues[0].pk], days) == {(scene.venues[0].pk, days[0]): ("bận buổi tối",)}
    assert busy_cells("don-vi", [1], days) == busy_cells("dai-bieu", [], days) == {}


# --- the desk -------------------------------------------------------------------------------------------


@time_machine.travel(TODAY, tick=False)
def test_the_secretary_enters_every_tuesday_morning_and_is_told_of_the_meeting_it_touches(scene: Scene) -> None:
    client = browser(scene)
    scene.hold(0, 20)
    answer = client.post(
        reverse("meetings:busy-new"),
        {
            "owner": f"d{scene.delegates[0].pk}",
            "first_day": "13/6/2017",
            "last_day": "27/6/2017",
            "weekdays": ["1"],
            "part": "morning",
            "reason": "giao ban tỉnh",
        },
    )
    assert answer.status_code == 302
    assert kept() == [(clock(day, 0), clock(day, 12)) for day in (13, 20, 27)]
    assert told(answer) == [
        "Đã ghi 03 giờ bận.",
        "Có hội nghị trong giờ bận này: “phường Đồng Kỵ” (8h00 ngày 20/6/2017). Đổi giờ hoặc cử người khác.",
    ]
    page = client.get(reverse("meetings:busy-list"))
    assert [(row["owner"], row["when"], len(row["touched"])) for row in page.context["rows"]] == [
        ("Trần Văn An", f"thứ Ba, {day}/6/2017, buổi sáng", count) for day, count in ((13, 0), (20, 1), (27, 0))
    ]


@pytest.mark.parametrize(
    ("sent", "field", "sentence"),
    [
        ({"first_day": ""}, "first_day", "Hãy điền mục này."),
        ({"last_day": "10/6/2017"}, "last_day", "Ngày cuối phải từ ngày đầu trở đi."),
        ({"last_day": "13/6/2019"}, "last_day", "Ghi nhiều nhất một năm mỗi lần. Chia thành nhiều lần."),
        ({"part": "gio"}, "starts", "Nhập giờ bắt đầu và giờ kết thúc."),
        ({"part": "gio", "starts": "9h", "ends": "8h"}, "ends", "Giờ kết thúc phải sau giờ bắt đầu."),
        ({"owner": "d0"}, "owner", None),
        ({"weekdays": ["6"]}, "weekdays", "Không có buổi nào trong những ngày đã chọn. Chọn ngày, thứ và buổi."),
    ],
)
@time_machine.travel(TODAY, tick=False)
def test_what_is_wrong_with_a_busy_time_is_said_at_its_field(
    scene: Scene, sent: dict[str, object], field: str, sentence: str | None
) -> None:
    usual = {"owner": f"v{scene.venues[0].pk}", "first_day": "13/6/2017", "part": "ca-ngay"}
    page = browser(scene).post(reverse("meetings:busy-new"), {**usual, **sent})
    errors = page.context["form"].errors
    assert list(errors) == [field]
    assert sentence is None or errors[field] == [sentence]
    assert BusyTime.objects.count() == 0


@time_machine.travel(TODAY, tick=False)
def test_a_busy_time_is_changed_and_removed_at_the_desk(scene: Scene) -> None:
    client = browser(scene)
    scene.hold(0, 21)
    rows = add_busy_times(
        owner=scene.venues[0], hours=[(clock(20, 0), clock(21, 0)), (clock(27, 0), clock(28, 0))], by=scene.secretary
    )
    edit = reverse("meetings:busy-edit", args=[rows[0].pk])
    known = client.get(edit).context["form"].initial
    assert (known["first_day"], known["last_day"], known["starts"], known["ends"]) == (
        date(2017, 6, 20),
        date(2017, 6, 20),
        None,
        None,
    )
    answer = client.post(edit, {"first_day": "21/6/2017", "starts": "8h", "last_day": "21/6/2017", "ends": "10h"})
    assert kept()[0] == (clock(21, 8), clock(21, 10))
    assert told(answer)[1].startswith("Có hội nghị trong giờ bận này: “phường Đồng Kỵ”")
    remove = reverse("meetings:busy-remove", args=[rows[0].pk])
    asked = client.get(remove).context
    assert asked["consequences"] == [
        "hội trường UBND, phường Đồng Kỵ: thứ Tư, 21/6/2017, 8h00–10h00 không còn bị coi là bận.",
        "Hội nghị không còn vướng: “phường Đồng Kỵ” (8h00 ngày 21/6/2017).",
    ]
    assert str(asked["form"].fields["whole_series"].label) == "Bỏ cả 02 giờ bận đã ghi cùng lúc"
    client.post(remove, {"whole_series": "on"})
    assert kept() == []


@time_machine.travel(TODAY, tick=False)
def test_the_list_is_narrowed_by_owner_and_day_and_leaves_out_what_is_over(scene: Scene) -> None:
    client, an, hall = browser(scene), scene.delegates[0], scene.venues[0]
    add_busy_times(owner=an, hours=[(clock(20, 0), clock(21, 0))], by=None)
    add_busy_times(owner=hall, hours=[(clock(21, 0), clock(22, 0))], by=None)
    add_busy_times(owner=an, hours=[(clock(20, 0, month=5), clock(21, 0, month=5))], by=None)

    def shown(**query: object) -> list[str]:
        page = client.get(
            reverse("meetings:busy-list"), {key.replace("_", "-"): value for key, value in query.items()}
        )
        return [row["when"] for row in page.context["rows"]]

    over, first, second = (f"thứ {name}, cả ngày" for name in ("Bảy, 20/5/2017", "Ba, 20/6/2017", "Tư, 21/6/2017"))
    assert shown() == [first, second]
    assert shown(dai_bieu=an.pk) == [first]
    assert shown(dia_diem=hall.pk) == [second]
    assert shown(ngay="21/6/2017") == [second]
    assert shown(dai_bieu=an.pk, da_qua="on") == [over, first]


@time_machine.travel(TODAY, tick=False)
def test_the_list_costs_the_same_for_one_busy_time_and_for_twenty(scene: Scene) -> None:
    client, costs = browser(scene), []
    scene.hold(0, 20)
    for hours in ([(clock(20, 8), clock(20, 9))], [(clock(day, 8), clock(day, 10)) for day in range(10, 30)]):
        add_busy_times(owner=scene.delegates[0], hours=hours, by=None)
        client.get(reverse("meetings:busy-list"))
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("meetings:busy-list"))
        costs.append(len(captured))
    assert costs[0] == costs[1]


def test_standing_members_read_and_only_the_secretary_writes(scene: Scene) -> None:
    add_busy_times(owner=scene.venues[0], hours=[(clock(20, 0), clock(21, 0))], by=None)
    reader = browser(scene, Role.STANDING)
    busy = BusyTime.objects.get()
    assert reader.get(reverse("meetings:busy-list"), {"da-qua": "on"}).status_code == 200
    for name, args in (("busy-new", []), ("busy-edit", [busy.pk]), ("busy-remove", [busy.pk])):
        assert reader.post(reverse(f"meetings:{name}", args=args)).status_code == 403


# --- wishes ---------------------------------------------------------------------------------------------


def test_a_proposed_day_taken_up_is_what_the_planner_prefers(scene: Scene) -> None:
    meeting = scene.hold(0)
    an, day = scene.delegates[0], date(2017, 6, 21)
    (wish,) = propose_days(round=scene.round, delegate=an, days=[(day, HalfDay.MORNING)], by=None)
    assert wished_days(scene.round) == {}
    answer_wish(wish=wish, accepted=True, by=scene.secretary, at=TODAY)
    assert wished_days(scene.round) == {an.pk: (frozenset({day}), frozenset({"sáng"}))}
    need = next(need for need in problem_of(scene.round).needs if need.id == meeting.pk)
    assert (need.preferred_days, need.preferred_parts) == (frozenset({day}), frozenset({"sáng"}))
    answer_wish(wish=wish, accepted=False, by=scene.secretary, at=TODAY)
    assert wished_days(scene.round) == {}


def test_a_proposal_withdrawn_meanwhile_is_not_answered(scene: Scene) -> None:
    wish = propose_days(round=scene.round, delegate=scene.delegates[0], days=[(date(2017, 6, 21), "")], by=None)[0]
    DayWish.objects.all().delete()
    with pytest.raises(Refused, match="Đại biểu đã rút đề xuất này"):
        answer_wish(wish=wish, accepted=True, by=scene.secretary, at=TODAY)


def test_a_day_outside_the_round_or_of_a_released_round_is_refused(scene: Scene) -> None:
    an = scene.delegates[0]
    with pytest.raises(Refused, match="từ 20/6/2017 đến 22/6/2017"):
        propose_days(round=scene.round, delegate=an, days=[(date(2017, 6, 19), "")], by=None)
    with pytest.raises(Refused, match="Chọn ít nhất một ngày"):
        propose_days(round=scene.round, delegate=an, days=[], by=None)
    propose_days(round=scene.round, delegate=an, days=[(date(2017, 6, 20), "")], by=None)
    with pytest.raises(Refused, match="đã được đề xuất"):
        propose_days(round=scene.round, delegate=an, days=[(date(2017, 6, 20), "")], by=None)
    Round.objects.filter(pk=scene.round.pk).update(state=RoundState.RELEASED)
    with pytest.raises(Refused, match="đã ban hành"):
        propose_days(round=scene.round, delegate=an, days=[(date(2017, 6, 21), "")], by=None)


@time_machine.travel(TODAY, tick=False)
def test_the_secretary_answers_proposed_days_on_their_page(scene: Scene) -> None:
    client, an = browser(scene), scene.delegates[0]
    propose_days(round=scene.round, delegate=an, days=[(date(2017, 6, 21), ""), (date(2017, 6, 20), "")], by=None)
    page = client.get(reverse("meetings:wish-list"))
    assert [row["when"] for row in page.context["rows"]] == ["thứ Ba, 20/6/2017", "thứ Tư, 21/6/2017"]
    assert [tab.label for tab in page.context["tabs"]] == ["Giờ bận", "Đề xuất ngày (02)"]
    first, second = DayWish.objects.order_by("day")
    client.post(reverse("meetings:wish-answer", args=[first.pk]), {"tra_loi": "nhan"})
    client.post(reverse("meetings:wish-answer", args=[second.pk]), {"tra_loi": "khong"})
    assert list(DayWish.objects.order_by("day").values_list("state", "decided_by")) == [
        ("accepted", scene.secretary.pk),
        ("declined", scene.secretary.pk),
    ]
