"""The living council of the demonstration: no desk of planning is empty, whatever day it is loaded on."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from django.utils import timezone

from delegates.enums import Level, LocalityKind
from delegates.models import Locality
from meetings.coverage import coverage_of
from meetings.enums import Response
from meetings.models import Attendance, BusyTime, ContactRequest, DayWish, Plan, ScheduleMove
from meetings.planning import blocks_of
from meetings.queries import pending_changes
from reports.demo import people, ward_today
from reports.plan_task_lines import task_lines
from txct.core.models import User
from txct.core.roles import Role

TET = date(2027, 2, 7)


def ward_on(today: date) -> ward_today.Ward:
    """The living council as it is loaded on the day TODAY."""
    for code, name in (("09367", "Từ Sơn"), ("09370", "Tam Sơn")):
        Locality.objects.create(
            code=code, name=name, kind=LocalityKind.PHUONG, level=Level.XA, valid_from=date(2025, 7, 1)
        )
    ward = ward_today.set_up_ward(today)
    ward.secretary = people.account(
        council=ward.council, name="thu-ky", full_name="Nguyễn Thị Thư", role=Role.SECRETARY, password="mat-khau-9"
    ).user
    ward_today.live_through(ward)
    return ward


@pytest.mark.django_db
@pytest.mark.parametrize("today", [timezone.localdate(), TET], ids=["today", "Tết"])
def test_every_desk_of_planning_has_something_to_show(today: date) -> None:
    ward = ward_on(today)
    council = ward.council
    current = council.rounds.get(phase="before", plan__state="issued")
    plans = Plan.objects.filter(council=council).order_by("pk")
    assert [(plan.group and plan.group.number, plan.state, plan.comments.count()) for plan in plans] == [
        (None, "closed", 0),
        (None, "issued", 2),
        (1, "draft", 0),
        (2, "consulting", 1),
        (None, "draft", 0),
    ]
    tones = [line.tone for line in task_lines(list(current.plan.tasks.all()), council, today)]
    assert (tones[:4], len(tones)) == (["done", "done", "late", "due"], 8)
    contacts = ContactRequest.objects.filter(council=council)
    assert Counter((row.state, row.notice_on is not None) for row in contacts) == {
        ("requested", False): 3,
        ("approved", False): 2,
        ("approved", True): 1,
        ("refused", False): 1,
        ("withdrawn", False): 1,
        ("reported", True): 1,
    }
    assert contacts.late(today).filter(state="requested").count() == 1
    assert Attendance.objects.filter(meeting__round=current, response=Response.DECLINED).count() == 1
    assert BusyTime.objects.filter(council=council).count() == 4
    assert sorted(DayWish.objects.filter(round__council=council).values_list("state", flat=True)) == [
        "accepted",
        "declined",
        "proposed",
    ]
    assert (current.releases.count(), len(pending_changes(current)), blocks_of(current)) == (2, 1, [])
    assert ScheduleMove.objects.filter(round=current).count() == 2
    assert isinstance(ward.secretary, User)
    covered = coverage_of(ward.secretary, council, last=6)
    assert covered.neighbourhoods_without == [
        "khu phố Đại Đình, phường Từ Sơn",
        "khu phố Hồng Ân, phường Từ Sơn",
        "khu phố Tân Lập, phường Từ Sơn",
    ]
