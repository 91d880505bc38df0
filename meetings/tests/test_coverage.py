"""Who was met and who was not: places, settlements and delegates over the last rounds."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from delegates.models import Neighbourhood
from meetings.actions.availability import set_schedule_asks
from meetings.actions.meetings import Unit, add_meeting, cancel_meeting
from meetings.actions.rounds import open_round
from meetings.coverage import coverage_of
from meetings.models import PlanPartner, Round
from meetings.tests.scenes import Scene, clock, town
from meetings.tests.test_board import browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return town()


def rows(cells: list[list[object]]) -> list[list[str]]:
    return [[cell.text for cell in row] for row in cells]  # type: ignore[attr-defined]


def test_places_and_people_are_counted_and_the_missing_ones_named(scene: Scene) -> None:
    browser(scene)
    met = Neighbourhood.objects.create(locality=scene.wards[0], name="Đồng Tiến", kind="khu_pho")
    Neighbourhood.objects.create(locality=scene.wards[0], name="Tân Thành", kind="khu_pho")
    first = scene.hold(0, 20)
    first.units.update(neighbourhood=met)
    scene.hold(0, 21)
    cancel_meeting(meeting=scene.hold(1, 21), reason="mưa bão", by=scene.secretary)
    shown = coverage_of(scene.secretary, scene.council, last=3, least=2)
    assert rows(shown.places) == [
        ["Phường Đình Bảng", "–", "0"],
        ["Phường Đồng Kỵ", "2", "2"],
        ["Phường Trang Hạ", "–", "0"],
        ["Khu phố Đồng Tiến, phường Đồng Kỵ", "1", "1"],
    ]
    assert shown.units_without == ["phường Đình Bảng", "phường Trang Hạ"]
    assert shown.neighbourhoods_without == ["khu phố Tân Thành, phường Đồng Kỵ"]
    assert [(row[0], row[2], row[3]) for row in rows(shown.delegates)][:3] == [
        ("Trần Văn An", "2", "đủ"),
        ("Lê Thị Bình", "2", "đủ"),
        ("Ngô Đức Chính", "0", "thiếu 01 đợt"),
    ]
    assert shown.below_least == 4


def test_each_round_asks_its_own_number_of_meetings_of_a_delegate(scene: Scene) -> None:
    browser(scene)
    scene.hold(0, 20)
    earlier = open_round(
        plan=scene.plan, phase="other", starts_on=date(2017, 6, 1), ends_on=date(2017, 6, 2), by=scene.secretary
    )
    Round.objects.filter(pk=earlier.pk).update(least_meetings=0)
    shown = coverage_of(scene.secretary, scene.council, last=3)
    assert (shown.needed, shown.below_least) == ([0, 1], 4)
    set_schedule_asks(council=scene.council, least_meetings=2, by=scene.secretary)
    shown = coverage_of(scene.secretary, scene.council, last=3)
    assert (shown.needed, shown.below_least) == ([0, 2], 6)
    assert [row[-1] for row in rows(shown.delegates)] == ["thiếu 01 đợt"] * 6
    assert coverage_of(scene.secretary, scene.council, last=3, least=0).below_least == 0


def test_a_round_to_come_without_meetings_is_not_yet_the_newest(scene: Scene) -> None:
    """Nothing is planned in it: every place would seem forgotten."""
    browser(scene)
    starts_on = timezone.localdate() + timedelta(days=60)
    later = open_round(
        plan=scene.plan,
        phase="other",
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=3),
        by=scene.secretary,
    )
    assert coverage_of(scene.secretary, scene.council, last=6).rounds == [scene.round]

    add_meeting(round=later, units=[Unit(scene.wards[0], None)], groups=[], by=scene.secretary)
    assert coverage_of(scene.secretary, scene.council, last=6).rounds == [scene.round, later]


def test_settlements_without_a_meeting_are_looked_for_in_as_many_rounds_as_asked(scene: Scene) -> None:
    browser(scene)
    ward = scene.wards[0]
    old = Neighbourhood.objects.create(locality=ward, name="Đồng Tiến", kind="khu_pho")
    Neighbourhood.objects.create(locality=ward, name="Tân Thành", kind="khu_pho")
    earlier = open_round(
        plan=scene.plan, phase="other", starts_on=date(2017, 6, 1), ends_on=date(2017, 6, 2), by=scene.secretary
    )
    add_meeting(round=earlier, units=[Unit(ward, old)], groups=[], by=scene.secretary)
    scene.hold(0, 20)

    def missed(rounds: int) -> list[str]:
        return coverage_of(scene.secretary, scene.council, last=6, without=rounds).neighbourhoods_without

    never, once = "khu phố Tân Thành, phường Đồng Kỵ", "khu phố Đồng Tiến, phường Đồng Kỵ"
    assert missed(1) == [once, never]
    assert missed(2) == missed(6) == [never]


def test_meetings_with_another_council_are_listed_with_the_groups_it_sends(scene: Scene) -> None:
    client = browser(scene)
    province = town("bac-ninh", issued=False)
    with_group = scene.hold(0, 20, joint_councils=[province.council], groups=[scene.groups[0], province.groups[0]])
    alone = scene.hold(1, 21, joint_councils=[province.council])
    page = client.get(reverse("meetings:coverage"))
    shown = page.context["shown"]
    name, label = str(province.council), scene.round.label
    assert rows(shown.joint) == [
        ["Phường Đồng Kỵ", label, name, "Tổ đại biểu số 1"],
        ["Phường Trang Hạ", label, name, "chưa có Tổ"],
    ]
    assert [row[0].url for row in shown.joint] == [
        reverse("meetings:meeting-page", args=[meeting.pk]) for meeting in (with_group, alone)
    ]
    assert [(tile.value, tile.tone, tile.url) for tile in page.context["tiles"]] == [
        ("01/03", "late", "#dia-ban"),
        ("00", "done", "#thon-khu-pho"),
        ("02/06", "late", "#dai-bieu"),
        ("01/02", "late", "#tiep-xuc-chung"),
    ]


def test_a_council_that_plans_together_but_meets_nobody_together_is_named(scene: Scene) -> None:
    browser(scene)
    province = town("bac-ninh", issued=False).council
    asked = PlanPartner.objects.create(plan=scene.plan, council=province, asked_at=clock(1, 8))
    scene.hold(0, 20)
    assert coverage_of(scene.secretary, scene.council, last=1).partners_without == [str(province)]
    asked.refused_at, asked.refused_reason = clock(2, 8), "không cùng thời gian"
    asked.save()
    assert coverage_of(scene.secretary, scene.council, last=1).partners_without == []


def test_numbers_lead_to_the_meetings_they_count(scene: Scene) -> None:
    client = browser(scene)
    scene.hold(0, 20)
    scene.hold(1, 21)
    page = client.get(reverse("meetings:coverage"), {"dot": "2", "it-nhat": "1"})
    cell = next(row for row in page.context["shown"].delegates if row[0].text == "Trần Văn An")[1]
    board = client.get(cell.url).context["board"]
    assert (cell.text, board.shown, board.total) == ("1", 1, 2)


def test_coverage_costs_the_same_for_one_meeting_and_for_ten(scene: Scene) -> None:
    client, url, costs = browser(scene), reverse("meetings:coverage"), []
    for more in (1, 9):
        for number in range(more):
            scene.hold(number % 3, groups=[])
        client.get(url)
        with CaptureQueriesContext(connection) as captured:
            client.get(url)
        costs.append(len(captured))
    assert costs[0] == costs[1]


def test_a_unit_given_by_its_settlement_counts_for_its_ward(scene: Scene) -> None:
    browser(scene)
    hood = Neighbourhood.objects.create(locality=scene.wards[2], name="Long Vĩ", kind="khu_pho")
    scene.hold(2, 20)
    scene.meetings[0].units.update(neighbourhood=hood)
    shown = coverage_of(scene.secretary, scene.council, last=1, least=1)
    assert ["Phường Đình Bảng", "1", "1"] in rows(shown.places)
