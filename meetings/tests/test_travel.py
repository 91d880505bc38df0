"""The way between two units: pasted, kept once for each pair, weighed by conflicts and by the planner."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from delegates.models import Locality
from meetings.actions.availability import SETTINGS, set_schedule_asks, set_travel_times
from meetings.models import Round, ScheduleSetting, TravelTime
from meetings.planning import clashes_of, conflicts_of
from meetings.round_problem import problem_of
from meetings.tests.scenes import Scene, town
from meetings.tests.test_board import browser
from meetings.travel import Travel, travel_of
from meetings.travel_table import Way, read_ways
from txct.core.models import AuditEntry, RoleAssignment
from txct.core.roles import Role

UNITS = [Locality(pk=number, name=name, kind="phuong") for number, name in enumerate(("Đồng Kỵ", "Trang Hạ"), 1)] + [
    Locality(pk=3, name="Tam Sơn", kind="xa"),
    Locality(pk=4, name="Tam Sơn", kind="phuong"),
]
DONG_KY, TRANG_HA, XA_TAM_SON = UNITS[:3]


@pytest.fixture
def scene() -> Scene:
    return town()


# --- the pasted table -----------------------------------------------------------------------------------


def test_a_table_from_excel_is_read_whatever_the_spelling_and_the_order_of_the_pair():
    head = "Đơn vị\tĐến đơn vị\tSố phút\n"
    table = f"{head} phường Trang Hạ\tDONG KY\t15\r\n\nĐồng Kỵ;xã Tam Sơn;25 phút\nĐồng Kỵ\tTrang Hạ\t15\n"
    assert read_ways(table, UNITS) == ([Way(DONG_KY, TRANG_HA, 15), Way(DONG_KY, XA_TAM_SON, 25)], [])


@pytest.mark.parametrize(
    ("table", "problems"),
    [
        ("Đồng Kỵ\tTrang Hạ", ["Hàng 1, cần ba cột (đơn vị, đơn vị, số phút) nhưng có 2. Dán lại cả ba cột."]),
        (
            "Đồng Kỵ\tChâu Khê\t10",
            ["Hàng 1, cột 2: không có “Châu Khê” trong địa bàn của Hội đồng. Kiểm tra tên đơn vị."],
        ),
        ("Tam Sơn\tĐồng Kỵ\t10", ["Hàng 1, cột 1: có nhiều đơn vị tên “Tam Sơn”. Ghi rõ xã hay phường."]),
        ("Đồng Kỵ\tĐồng Kỵ\t10", ["Hàng 1, cột 2: hai đơn vị giống nhau. Ghi hai đơn vị khác nhau."]),
        (
            "Đồng Kỵ\tTrang Hạ\tnửa giờ",
            ["Hàng 1, cột 3: “nửa giờ” không phải số phút từ 0 đến 600. Ghi số phút, ví dụ 30."],
        ),
        (
            "Đồng Kỵ\tTrang Hạ\t601",
            ["Hàng 1, cột 3: “601” không phải số phút từ 0 đến 600. Ghi số phút, ví dụ 30."],
        ),
        (
            "Đồng Kỵ\tTrang Hạ\t10\nTrang Hạ\tĐồng Kỵ\t12",
            ["Hàng 2, cột 3: phường Đồng Kỵ và phường Trang Hạ đã ghi 10 phút ở hàng trên. Giữ lại một số."],
        ),
    ],
)
def test_what_is_wrong_with_a_pasted_table_names_its_row_and_column(table, problems):
    assert read_ways(table, UNITS)[1] == problems


@given(st.lists(st.tuples(st.sampled_from(UNITS[:3]), st.sampled_from(UNITS[:3]), st.integers(0, 600)), max_size=6))
def test_each_pair_of_units_is_kept_once_lower_key_first(rows):
    ways, problems = read_ways("\n".join(f"{a}\t{b}\t{minutes}" for a, b, minutes in rows), UNITS)
    pairs = [(way.first.pk, way.second.pk) for way in ways]
    assert len(pairs) == len(set(pairs)) and all(first < second for first, second in pairs)
    first_told: dict[frozenset[int], int] = {}
    for a, b, minutes in rows:
        if a != b:
            first_told.setdefault(frozenset((a.pk, b.pk)), minutes)
    assert {frozenset((way.first.pk, way.second.pk)): way.minutes for way in ways} == first_told
    assert bool(problems) == any(a == b or first_told[frozenset((a.pk, b.pk))] != n for a, b, n in rows)


# --- kept, weighed --------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_ways_are_kept_once_changed_in_place_and_traced(scene: Scene) -> None:
    first, second = sorted(scene.wards[:2], key=lambda ward: ward.pk)
    for minutes, changed in ((20, 1), (20, 0), (30, 1)):
        assert set_travel_times(council=scene.council, ways=[Way(first, second, minutes)], by=None) == changed
    assert list(TravelTime.objects.values_list("first", "second", "minutes")) == [(first.pk, second.pk, 30)]
    trace = AuditEntry.objects.filter(action="traveltime.set").order_by("position")
    assert [(entry.old["minutes"], entry.new["minutes"]) for entry in trace] == [(None, 20), (20, 30)]
    set_schedule_asks(council=scene.council, default_travel=45, pause=10, venue_pause=15, by=None)
    with CaptureQueriesContext(connection) as captured:
        travel = travel_of(scene.council.pk, [ward.pk for ward in scene.wards])
    assert len(captured) == 2
    assert travel == Travel({(first.pk, second.pk): 30}, 45, timedelta(minutes=10), timedelta(minutes=15))


@pytest.mark.django_db
def test_a_council_that_set_nothing_asks_for_nothing(scene: Scene) -> None:
    assert travel_of(scene.council.pk, [ward.pk for ward in scene.wards]) == Travel()


@pytest.mark.django_db
def test_who_cannot_be_there_in_time_is_named_and_a_pair_that_lies_near_is_free(scene: Scene) -> None:
    an = scene.delegates[0]
    scene.hold(0, 20, 8, delegates=[an])
    set_schedule_asks(council=scene.council, default_travel=30, by=None)
    late = scene.hold(1, 20, 12, delegates=[an], groups=[])
    set_schedule_asks(council=scene.council, default_travel=90, by=None)
    (found,) = [c for c in conflicts_of(scene.round) if c.kind == "travel"]
    assert (found.severity, found.subject_ids) == ("block", (an.pk,))
    assert found.message.endswith("cần cách nhau ít nhất 90 phút. Lùi giờ hội nghị sau.")
    assert [c.kind for c in clashes_of([late])] == ["travel"]
    first, second = sorted(scene.wards[:2], key=lambda ward: ward.pk)
    set_travel_times(council=scene.council, ways=[Way(first, second, 60)], by=None)
    assert [c for c in conflicts_of(scene.round) if c.kind == "travel"] == []


@pytest.mark.django_db
def test_the_planner_is_given_the_ways_the_pause_and_the_least_number_of_delegates(scene: Scene) -> None:
    scene.hold(0)
    scene.hold(1)
    first, second = sorted(scene.wards[:2], key=lambda ward: ward.pk)
    set_travel_times(council=scene.council, ways=[Way(first, second, 25)], by=None)
    set_schedule_asks(council=scene.council, default_travel=40, pause=10, least_delegates=2, by=None)
    scene.groups[1].least_delegates = 1
    scene.groups[1].save()
    problem = problem_of(Round.objects.get(pk=scene.round.pk))
    assert (problem.travel, problem.default_travel, problem.gap) == (
        {(first.pk, second.pk): 25},
        40,
        timedelta(minutes=10),
    )
    assert {group.id: group.minimum for group in problem.groups} == {scene.groups[0].pk: 2, scene.groups[1].pk: 1}


@pytest.mark.django_db
def test_a_meeting_with_fewer_of_a_group_than_the_council_asks_is_booked_but_not_released(scene: Scene) -> None:
    set_schedule_asks(council=scene.council, least_delegates=2, by=None)
    meeting = scene.hold(0, 20, delegates=scene.delegates[:1])
    (found,) = [c for c in conflicts_of(scene.round) if c.severity == "block"]
    assert (found.kind, found.meeting_ids, found.subject_ids) == ("quorum", (meeting.pk,), (scene.groups[0].pk,))
    assert found.message == (
        "Tổ đại biểu số 1 mới cử 1 đại biểu để dự “phường Đồng Kỵ” (8h00–11h00 ngày 20/6/2017), "
        "ít hơn mức tối thiểu 2. Cử thêm đại biểu của Tổ."
    )


@pytest.mark.django_db
def test_the_window_is_not_held_against_a_round_outside_sessions_and_days_off_are_named(scene: Scene) -> None:
    scene.hold(0, 24)
    assert [c.kind for c in conflicts_of(scene.round)] == ["window", "weekend"]
    Round.objects.filter(pk=scene.round.pk).update(phase="other")
    assert [c.kind for c in conflicts_of(Round.objects.get(pk=scene.round.pk))] == ["weekend"]


# --- the page -------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_secretary_pastes_ways_and_sets_what_the_council_asks(scene: Scene) -> None:
    for place in range(3):
        scene.hold(place)
    client, url = browser(scene), reverse("meetings:travel")
    wrong = client.post(url, {"table": "Đồng Kỵ\tChâu Khê\t10"})
    assert wrong.context["ways"].errors["table"] == [
        "Hàng 1, cột 2: không có “Châu Khê” trong địa bàn của Hội đồng. Kiểm tra tên đơn vị."
    ]
    assert "Đồng Kỵ\tChâu Khê\t10" in wrong.content.decode()
    assert client.post(url, {"table": "Đồng Kỵ\tTrang Hạ\t20"}).status_code == 302
    asked = {"least_delegates": 1, "least_meetings": 2, "default_travel": 30, "pause": 5, "venue_pause": 15}
    assert client.post(url, {"asks": "1", **asked}).status_code == 302
    assert ScheduleSetting.objects.values(*asked).get() == asked
    refused = client.post(url, {"asks": "1", **asked, "least_delegates": 0})
    assert list(refused.context["asks"].errors) == ["least_delegates"]
    way = client.get(url).context["page"].object_list[0]
    assert way.minutes == 20
    client.post(reverse("meetings:travel-remove", args=[way.pk]))
    assert TravelTime.objects.count() == 0


@pytest.mark.django_db
def test_others_read_the_ways_and_change_nothing(scene: Scene) -> None:
    reader = browser(scene, Role.STANDING)
    sent = reader.post(reverse("meetings:travel"), {"table": "Đồng Kỵ\tTrang Hạ\t20"})
    assert (sent.status_code, TravelTime.objects.count()) == (403, 0)
    page = reader.get(reverse("meetings:travel"))
    assert dict(page.context["asked"])["Đi lại giữa hai đơn vị khác nhau (phút)"] == 0


@pytest.mark.django_db
def test_who_plans_for_one_council_and_reads_in_another_changes_only_the_first(scene: Scene) -> None:
    both, other = browser(scene), town("khac")
    RoleAssignment.objects.create(user=scene.secretary, tenant_id=other.council.pk, role=Role.STANDING)
    url, asked = reverse("meetings:travel"), {"asks": "1", **dict.fromkeys(SETTINGS, 1)}

    both.post(reverse("core:choose-council"), {"council": other.council.pk})
    assert [both.post(url, asked).status_code, both.post(url, {"table": "Đồng Kỵ\tTrang Hạ\t20"}).status_code] == [
        403
    ] * 2
    pages = [both.get(reverse(f"meetings:{name}")) for name in ("busy-list", "wish-list", "travel")]
    assert [page.context["may_change"] for page in pages] == [False] * 3
    assert (ScheduleSetting.objects.count(), TravelTime.objects.count()) == (0, 0)

    both.post(reverse("core:choose-council"), {"council": scene.council.pk})
    assert both.post(url, asked).status_code == 302
    assert ScheduleSetting.objects.get().council == scene.council


@pytest.mark.django_db
def test_conflicts_of_a_round_cost_the_same_for_six_meetings_and_for_thirty(scene: Scene) -> None:
    costs = []
    for more in (6, 24):
        for number in range(more):
            day = date(2017, 6, 20 + number % 3).day
            scene.hold(
                number % 3, day, 6 + 3 * (number % 5), groups=[], venue=None, chair_name=f"Người {number} {more}"
            )
        with CaptureQueriesContext(connection) as captured:
            conflicts_of(scene.round)
        costs.append(len(captured))
    assert costs[0] == costs[1]
