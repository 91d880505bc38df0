"""Who was met and who was not: places, settlements and delegates over the last rounds."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from delegates.models import Neighbourhood
from meetings.actions.meetings import cancel_meeting
from meetings.coverage import coverage_of
from meetings.tests.scenes import Scene, town
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
        ("Ngô Đức Chính", "0", "thiếu"),
    ]
    assert shown.below_least == 4


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
