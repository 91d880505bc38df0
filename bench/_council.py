"""A made council of a ward whose groups meet voters twice a day: what the benches of pages and notices stand on."""

from __future__ import annotations

from django.test import Client

from bench._database import seconds_of
from delegates.enums import MemberRole, NeighbourhoodKind
from delegates.models import Delegate, DelegateGroup, GroupMembership, Neighbourhood
from meetings.actions.meetings import Unit, add_meeting
from meetings.models import Venue
from reports.tests.scene import Scene, build_scene, moment, workday
from txct.core.models import User

HALF_DAYS = 16
MEMBERS = 3
CLOCKS = (8, 14)


def council(groups: int) -> Scene:
    """A council with GROUPS groups of three, each with a settlement and a hall of its own; its round is empty."""
    scene = build_scene(meetings=0, released=False)
    scene.groups, scene.neighbourhoods, scene.venues = [], [], []
    for number in range(1, groups + 1):
        group = DelegateGroup.objects.create(council=scene.council, term=scene.term, number=100 + number)
        for place in range(MEMBERS):
            delegate = Delegate.objects.create(
                council=scene.council,
                term=scene.term,
                full_name=f"Đại biểu {number}.{place + 1}",
                email=f"db{number}.{place + 1}@do.example",
            )
            role = MemberRole.MEMBER if place else MemberRole.HEAD
            GroupMembership.objects.create(group=group, delegate=delegate, role=role)
        settlement = Neighbourhood.objects.create(
            locality=scene.ward, name=f"Khu phố {number}", kind=NeighbourhoodKind.KHU_PHO
        )
        hall = Venue.objects.create(
            council=scene.council,
            locality=scene.ward,
            neighbourhood=settlement,
            name=f"Nhà văn hóa khu phố {number}",
            address="phường Từ Sơn",
            capacity=120,
        )
        scene.groups.append(group)
        scene.neighbourhoods.append(settlement)
        scene.venues.append(hall)
    return scene


def hold(scene: Scene, first: int, last: int) -> float:
    """Meetings FIRST..LAST-1 of the round, each group once in a half-day. Returns the seconds it took."""

    def add_all() -> None:
        for number in range(first, last):
            half_day, place = divmod(number, len(scene.groups))
            assert half_day < HALF_DAYS, "more meetings than the round has half-days"
            day, hour = workday(1 + half_day // 2), CLOCKS[half_day % 2]
            made = add_meeting(
                round=scene.round,
                units=[Unit(scene.ward, scene.neighbourhoods[place], 60)],
                groups=[scene.groups[place]],
                venue=scene.venues[place],
                starts_at=moment(day, hour),
                ends_at=moment(day, hour + 3),
                by=scene.secretary,
            )
            scene.meetings.append(made)

    return seconds_of(add_all)


def signed_in(user: User) -> Client:
    """A browser in which USER is signed in."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client
