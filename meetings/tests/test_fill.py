"""A round filled at once: one meeting for each ward, or the meetings of the round before."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from delegates.enums import Level
from delegates.models import Constituency, Council, Neighbourhood
from meetings.actions.rounds import open_round
from meetings.enums import MeetingState, Phase
from meetings.models import Meeting
from meetings.tests.scenes import Scene, town
from meetings.tests.test_board import browser
from meetings.tests.test_undo import undo
from txct.core.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    """A town whose three groups are each elected in one ward."""
    made = town()
    for number, (ward, group) in enumerate(zip(made.wards, made.groups, strict=True), start=1):
        seat = Constituency.objects.create(council=made.council, term=made.term, number=number, seats=2)
        seat.localities.add(ward)
        group.constituencies.add(seat)
    return made


@pytest.fixture
def secretary(scene: Scene) -> Client:
    return browser(scene)


def page(scene: Scene, way: str = "don-vi") -> str:
    return f"{reverse('meetings:board-fill', args=[scene.round.pk])}?cach={way}"


def made(scene: Scene) -> list[tuple[object, ...]]:
    rows = Meeting.objects.filter(round=scene.round).order_by("pk")
    return [
        (
            [(str(unit), unit.invited_voters) for unit in row.units.all()],
            [group.number for group in row.groups.all()],
            str(row.venue),
            row.starts_at,
            row.attendances.count(),
            row.agenda.count(),
        )
        for row in rows
    ]


def test_each_ward_without_a_meeting_gets_one_with_its_group_and_only_hall(scene: Scene, secretary: Client) -> None:
    scene.hold(2, 20)
    drafts = secretary.get(page(scene)).context["drafts"]
    assert [draft.name for draft in drafts] == ["phường Đồng Kỵ", "phường Trang Hạ"]
    assert Meeting.objects.count() == 1
    answer = secretary.post(page(scene), {"cach": "don-vi", "h": [draft.key for draft in drafts]})
    assert answer["Location"] == reverse("meetings:round-board", args=[scene.round.pk])
    assert made(scene)[1:] == [
        ([("phường Đồng Kỵ", None)], [1], "hội trường UBND", None, 2, 6),
        ([("phường Trang Hạ", None)], [2], "hội trường UBND", None, 2, 6),
    ]
    undo(secretary, scene)
    assert Meeting.objects.count() == 1


def test_the_meetings_of_the_round_before_are_copied_without_hours(scene: Scene, secretary: Client) -> None:
    scene.hold(0, 20)
    earlier = Meeting.objects.get()
    earlier.units.update(invited_voters=80)
    scene.round = open_round(
        plan=scene.plan,
        phase=Phase.AFTER,
        starts_on=date(2017, 7, 25),
        ends_on=date(2017, 7, 27),
        by=scene.secretary,
    )
    open_round(
        plan=scene.plan,
        phase=Phase.OTHER,
        starts_on=date(2017, 7, 1),
        ends_on=date(2017, 7, 1),
        is_off_plan=True,
        by=scene.secretary,
    )
    drafts = secretary.get(page(scene, "dot-truoc")).context["drafts"]
    assert [(draft.key, draft.voters) for draft in drafts] == [(f"M{earlier.pk}", 80)]
    secretary.post(page(scene, "dot-truoc"), {"cach": "dot-truoc", "h": drafts[0].key})
    assert made(scene) == [([("phường Đồng Kỵ", 80)], [1], "hội trường UBND", None, 2, 6)]


def test_a_settlement_of_a_ward_with_several_groups_gets_those_that_met_it_last(
    scene: Scene, secretary: Client
) -> None:
    first, second, new = (
        Neighbourhood.objects.create(locality=scene.wards[0], name=name, kind="khu_pho") for name in "ABC"
    )
    for settlement, day, group in ((first, 20, 0), (first, 21, 2), (second, 22, 1)):
        scene.hold(0, day, groups=[scene.groups[group]]).units.update(neighbourhood=settlement)
    called_off = scene.hold(0, 22, 14, groups=[scene.groups[0]])
    called_off.units.update(neighbourhood=second)
    Meeting.objects.filter(pk=called_off.pk).update(state=MeetingState.CANCELLED)
    Council.objects.filter(pk=scene.council.pk).update(level=Level.XA, locality=scene.wards[0])
    scene.round = open_round(
        plan=scene.plan,
        phase=Phase.AFTER,
        starts_on=date(2017, 7, 25),
        ends_on=date(2017, 7, 27),
        by=scene.secretary,
    )
    drafts = secretary.get(page(scene)).context["drafts"]
    assert [(draft.key, [group.number for group in draft.groups]) for draft in drafts] == [
        (f"N{first.pk}", [3]),
        (f"N{second.pk}", [2]),
        (f"N{new.pk}", []),
    ]


def test_nothing_chosen_is_said_and_nobody_else_may(scene: Scene, secretary: Client) -> None:
    told = secretary.post(page(scene), {"cach": "don-vi"}).content.decode()
    assert "Chưa chọn hội nghị nào" in told
    assert browser(scene, Role.STANDING).get(page(scene)).status_code == 403
    assert browser(town("khac")).get(page(scene)).status_code == 404
    assert not Meeting.objects.exists()


def test_a_ward_council_begins_its_first_round_from_nothing(scene: Scene, secretary: Client) -> None:
    assert "chưa có đợt trước để chép" in secretary.get(page(scene, "dot-truoc")).content.decode()
