"""Setting up a council: what is made, what is traced, what is refused."""

from __future__ import annotations

from datetime import date

import pytest

from delegates.actions import (
    add_constituency,
    add_delegate,
    create_council,
    declare_day,
    form_group,
    link_account,
    post_clerk,
    set_deadline,
    start_term,
)
from delegates.calendars import calendar_of, overrides_of
from delegates.enums import BodyKind, Level, LocalityKind, MemberRole
from delegates.models import Council, DelegateGroup, Locality
from txct.core.models import AuditEntry, User
from txct.core.writing import Refused
from txct.deadlines.enums import Unit
from txct.deadlines.timetable import Override

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretary():
    return User.objects.create(email="thu-ky@tu-son.example", full_name="Nguyễn Thị Thư", password="!")


@pytest.fixture
def ward():
    return Locality.objects.create(
        code="09370", name="Từ Sơn", kind=LocalityKind.PHUONG, level=Level.XA, valid_from=date(2025, 7, 1)
    )


@pytest.fixture
def council(ward, secretary):
    return create_council(code="tu-son", level=Level.XA, locality=ward, by=secretary)


@pytest.fixture
def term(council, secretary):
    return start_term(council=council, ordinal=20, starts_on=date(2026, 4, 1), by=secretary)


def test_a_ward_council_is_made_with_its_names_and_the_bodies_around_it(council, secretary):
    assert (council.name, council.short_name, council.place_name) == (
        "Hội đồng nhân dân phường Từ Sơn",
        "HĐND phường Từ Sơn",
        "Từ Sơn",
    )
    assert [(body.kind, str(body)) for body in council.bodies.order_by("pk")] == [
        (BodyKind.STANDING, "Thường trực HĐND phường Từ Sơn"),
        (BodyKind.UBND, "UBND phường Từ Sơn"),
        (BodyKind.FRONT, "Ban Thường trực Ủy ban MTTQ phường Từ Sơn"),
        (BodyKind.OFFICE, "Văn phòng HĐND và UBND phường Từ Sơn"),
        (BodyKind.COMMITTEE, "Ban Kinh tế - Ngân sách HĐND phường Từ Sơn"),
        (BodyKind.COMMITTEE, "Ban Văn hóa - Xã hội HĐND phường Từ Sơn"),
    ]
    trail = AuditEntry.objects.filter(tenant_id=council.pk).order_by("position")
    assert [entry.action for entry in trail] == ["council.created"] + ["body.added"] * 6
    assert {entry.actor for entry in trail} == {secretary}


def test_two_councils_do_not_share_a_code(council, ward, secretary):
    with pytest.raises(Refused):
        create_council(code="tu-son", level=Level.XA, locality=ward, by=secretary)

    assert Council.objects.count() == 1


def test_terms_of_a_council_do_not_overlap(council, term, secretary):
    with pytest.raises(Refused, match="chồng lên khóa XX"):
        start_term(council=council, ordinal=21, starts_on=date(2029, 1, 1), by=secretary)


def test_a_group_takes_its_members_with_head_and_deputy_and_nobody_twice(term, ward, secretary):
    constituency = add_constituency(term=term, number=1, localities=[ward], by=secretary)
    people = [
        add_delegate(term=term, full_name=name, constituency=constituency, by=secretary)
        for name in ("Trần Văn An", "Lê Thị Bình", "Ngô Đức Chính")
    ]
    group = form_group(term=term, number=1, members=people, head=people[1], deputy=people[0], by=secretary)

    assert {m.delegate.full_name: m.role for m in group.memberships.all()} == {
        "Trần Văn An": MemberRole.DEPUTY,
        "Lê Thị Bình": MemberRole.HEAD,
        "Ngô Đức Chính": MemberRole.MEMBER,
    }
    with pytest.raises(Refused, match="Trần Văn An đang ở Tổ đại biểu số 1"):
        form_group(term=term, number=2, members=[people[0]], by=secretary)
    assert DelegateGroup.objects.count() == 1


def test_the_head_of_a_group_is_one_of_its_members(term, secretary):
    inside, outside = (add_delegate(term=term, full_name=name, by=secretary) for name in ("Trần An", "Lê Bình"))

    with pytest.raises(Refused, match="Lê Bình không ở trong danh sách"):
        form_group(term=term, number=1, members=[inside], head=outside, by=secretary)


def test_one_account_holds_one_mandate_of_a_term(term, secretary):
    first, second = (add_delegate(term=term, full_name=name, by=secretary) for name in ("Trần An", "Lê Bình"))
    account = User.objects.create(email="an@example.vn", full_name="Trần An", password="!")
    link_account(delegate=first, user=account, by=secretary)

    with pytest.raises(Refused, match="đã gắn với một đại biểu"):
        link_account(delegate=second, user=account, by=secretary)


def test_a_clerk_is_posted_to_a_unit_once(council, ward, secretary):
    post_clerk(council=council, user=secretary, locality=ward, by=secretary)

    with pytest.raises(Refused, match="đã phụ trách"):
        post_clerk(council=council, user=secretary, locality=ward, by=secretary)


def test_a_declared_day_counts_in_the_councils_calendar_and_the_newer_word_holds(council, secretary):
    day = date(2026, 11, 24)
    declare_day(council=council, day=day, is_working=False, reason="Lụt", by=secretary)
    closed = calendar_of(council).is_working_day(day)
    declare_day(council=council, day=day, is_working=True, reason="Nước rút", by=secretary)

    assert (closed, calendar_of(council).is_working_day(day)) == (False, True)
    entry = AuditEntry.objects.filter(action="calendar.day_declared").order_by("position").last()
    assert (entry.old, entry.new["reason"]) == ({"is_working": False, "reason": "Lụt"}, "Nước rút")


def test_the_councils_number_of_days_overrides_the_rule_from_its_day_on(council, secretary):
    for offset, since in ((2, date(2026, 5, 1)), (3, date(2026, 9, 1))):
        set_deadline(
            council=council,
            rule_code="HDND_GROUP_REPORT",
            offset=offset,
            unit="wd",
            legal_basis="Quy chế làm việc",
            valid_from=since,
            by=secretary,
        )

    assert [overrides_of(council, on) for on in (date(2026, 4, 1), date(2026, 6, 1), date(2026, 10, 1))] == [
        {},
        {"HDND_GROUP_REPORT": Override(2, "Quy chế làm việc", Unit.WORKING_DAY)},
        {"HDND_GROUP_REPORT": Override(3, "Quy chế làm việc", Unit.WORKING_DAY)},
    ]


def test_a_number_of_days_without_its_paper_is_refused(council, secretary):
    with pytest.raises(Refused, match="Nêu văn bản làm căn cứ"):
        set_deadline(
            council=council,
            rule_code="HDND_GROUP_REPORT",
            offset=2,
            unit="wd",
            legal_basis=" ",
            valid_from=date(2026, 5, 1),
            by=secretary,
        )
