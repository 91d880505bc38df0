"""Catalogues for a council that begins."""

from __future__ import annotations

from datetime import date

import pytest

from delegates.enums import BodyKind, Level, LocalityKind
from delegates.models import Body, Council, Locality
from petitions.defaults import Added, set_up_catalogues
from petitions.models import Agency, Sector
from txct.core.models import AuditEntry

pytestmark = pytest.mark.django_db


def test_a_new_council_gets_three_committees_their_fields_and_the_usual_agencies(town):
    Sector.objects.all().delete()
    Agency.objects.all().delete()
    added = set_up_catalogues(council=town.council, by=town.secretary)
    assert (added.committees, added.sectors) == (3, 14)
    assert list(Body.objects.filter(kind=BodyKind.COMMITTEE).order_by("pk").values_list("name", flat=True)) == [
        "Ban Kinh tế - Ngân sách",
        "Ban Văn hóa - Xã hội",
        "Ban Pháp chế",
    ]
    assert Sector.objects.order_by("position").last().name == "Lĩnh vực khác"
    assert list(Agency.objects.filter(authority="xa").order_by("pk").values_list("name", flat=True)) == [
        "UBND phường Từ Sơn 1",
        "Phòng Kinh tế, Hạ tầng và Đô thị",
        "Phòng Văn hóa - Xã hội",
        "Công an phường Từ Sơn 1",
    ]
    assert AuditEntry.objects.get(action="catalogues.set_up").new["agencies"] == Agency.objects.count()


def test_a_second_time_adds_nothing_and_leaves_what_the_office_changed(town):
    set_up_catalogues(council=town.council, by=town.secretary)
    Sector.objects.filter(name="Y tế, bảo hiểm y tế").update(position=99)
    assert set_up_catalogues(council=town.council, by=town.secretary) == Added(0, 0, 0)
    assert Sector.objects.get(name="Y tế, bảo hiểm y tế").position == 99


def test_a_town_of_2017_has_its_offices_and_the_province_above_it(town):
    province = Locality.objects.create(
        code="27", name="Bắc Ninh", kind=LocalityKind.TINH, level=Level.TINH, valid_from=date(1997, 1, 1)
    )
    place = Locality.objects.create(
        code="261",
        name="Từ Sơn",
        kind=LocalityKind.THI_XA,
        level=Level.HUYEN,
        parent=province,
        valid_from=date(2008, 9, 24),
    )
    council = Council.objects.create(
        code="tx-tu-son", name="HĐND thị xã Từ Sơn", level=Level.HUYEN, locality=place, short_name="x", place_name="x"
    )
    set_up_catalogues(council=council, by=None)
    agencies = dict(Agency.objects.filter(council=council).values_list("name", "authority"))
    assert agencies["UBND thị xã Từ Sơn"] == agencies["Phòng Quản lý đô thị"] == "huyen"
    assert agencies["UBND tỉnh Bắc Ninh"] == "tinh"
    assert agencies["Công ty Điện lực"] == "outside"
