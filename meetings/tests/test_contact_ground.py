"""Contacts off the plan widen neither the council's ground nor what a delegate owes it."""

from __future__ import annotations

from datetime import date

import pytest

from meetings.actions.meetings import Unit, add_meeting
from meetings.actions.rounds import open_round
from meetings.actions.venues import add_venue
from meetings.coverage import coverage_of
from meetings.enums import ContactKind, Phase
from meetings.meeting_choices import choices_for, communes_of_contacts, contact_units_on, units_on, wards_of
from meetings.models import Plan
from meetings.plan_names import values_of
from meetings.tests.contact_scene import WANTED, Ward, at
from meetings.tests.scenes import locality
from txct.core.models import RoleAssignment
from txct.core.roles import Role

pytestmark = pytest.mark.django_db


def test_a_contact_outside_makes_its_commune_no_ground_of_the_council_and_no_meeting_owed() -> None:
    ward = Ward()
    RoleAssignment.objects.create(user=ward.secretary, tenant=ward.council, role=Role.SECRETARY)
    next_door = locality("Tam Sơn")
    planned = open_round(
        plan=ward.plan, phase=Phase.BEFORE, starts_on=date(2027, 2, 22), ends_on=date(2027, 2, 26), by=ward.secretary
    )
    for hour, hood in enumerate(ward.hoods):
        add_meeting(
            round=planned,
            units=[Unit(ward.place, hood)],
            groups=[ward.group],
            starts_at=at(24, 8 + 4 * hour),
            ends_at=at(24, 10 + 4 * hour),
            by=ward.secretary,
        )
    outside = {"kind": ContactKind.OUTSIDE, "locality": next_door, "neighbourhood": None}
    alone = ward.approve(ward.ask(**outside)).meeting
    among = ward.approve(ward.ask(**outside), round=planned, starts_at=at(25, 8), ends_at=at(25, 9)).meeting
    add_venue(council=ward.council, locality=next_door, name="hội trường UBND", by=ward.secretary)

    own = [f"L{ward.place.pk}", *(f"N{hood.pk}" for hood in ward.hoods)]
    abroad = f"L{next_door.pk}"
    assert wards_of(ward.council, WANTED) == [ward.place]
    assert communes_of_contacts(ward.council, WANTED) == [next_door]
    assert list(units_on(ward.council, WANTED)) == own
    assert list(contact_units_on(ward.council, WANTED)) == [*own, abroad]
    assert list(choices_for(ward.secretary, planned).units) == own
    assert list(choices_for(ward.secretary, planned, among).units) == [*own, abroad]
    assert list(choices_for(ward.secretary, alone.round, alone).units) == [*own, abroad]
    assert values_of(Plan.objects.get(pk=ward.plan.pk))["số đơn vị"] == "02"

    shown = coverage_of(ward.secretary, ward.council, last=6, least=1)
    assert (shown.rounds, shown.units, shown.units_without, shown.below_least) == ([planned], 1, [], 0)
    assert [[cell.text for cell in row] for row in shown.delegates] == [
        ["Trần Văn An", "3", "3", "đủ"],
        ["Lê Thị Bình", "2", "2", "đủ"],
    ]
