"""Plan 28/KH-HĐND of thị xã Từ Sơn, 2017, run through the same actions that the screens use.

Places, the plan's number and its days are real; people, halls, statements and answers are made up and say so.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from delegates.actions import (
    add_body,
    add_constituency,
    add_delegate,
    add_signatory,
    create_council,
    form_group,
    set_deadline,
    start_term,
)
from delegates.enums import BodyKind, Level, SigningAuthority
from delegates.models import Body, Council, Delegate, DelegateGroup, Locality, Term
from meetings.actions.attendance import Presence, mark_attendance
from meetings.actions.availability import set_travel_times
from meetings.actions.meetings import Unit, add_meeting
from meetings.actions.minutes import submit_minutes, write_minutes
from meetings.actions.plan_imports import import_plan
from meetings.actions.plans import move_plan, set_session_days
from meetings.actions.rounds import accept_proposal, finish_round, open_round, propose_schedule, release_round
from meetings.actions.venues import add_venue
from meetings.enums import Phase, PlanState
from meetings.models import Meeting, Minutes, Plan, Round, Venue
from meetings.travel_table import read_ways
from reports.actions import issue_invitations, issue_minutes, issue_plan, issue_schedule_notice
from txct.core.models import User
from txct.core.register import open_register

HERE = Path(__file__).parent
PLAN_FILE = HERE.parent.parent / "meetings" / "demo" / "ke-hoach-28.txt"
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
PLAN_DAY = date(2017, 6, 6)
RELEASE_DAY = date(2017, 6, 9)


def load_facts() -> dict[str, Any]:
    """The made-up facts of the demonstration, as kept in `tu_son_2017.json`."""
    facts: dict[str, Any] = json.loads((HERE / "tu_son_2017.json").read_text(encoding="utf-8"))
    return facts


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """A moment of local time."""
    return datetime.combine(day, time(hour, minute), tzinfo=ZONE)


@dataclass
class Town:
    """What has been built so far, by the names the facts use."""

    facts: dict[str, Any]
    council: Council
    term: Term
    places: dict[str, Locality]
    secretary: User | None = None
    province: Council | None = None
    guests: DelegateGroup | None = None
    venues: dict[str, Venue] = field(default_factory=dict)
    groups: dict[str, DelegateGroup] = field(default_factory=dict)
    delegates: dict[str, Delegate] = field(default_factory=dict)
    meetings: dict[str, Meeting] = field(default_factory=dict)
    plan: Plan | None = None
    before: Round | None = None
    after: Round | None = None


def set_up_town(facts: dict[str, Any]) -> Town:
    """Council, term, twelve units, ten groups of thirty-five delegates, halls, signers, the provincial group."""
    own = facts["council"]
    thi_xa = Locality.objects.valid(PLAN_DAY).get(code="261")
    council = create_council(
        code=own["code"],
        level=Level.HUYEN,
        locality=thi_xa,
        name=own["name"],
        short_name=own["short_name"],
        place_name=own["place_name"],
        is_demo=True,
        by=None,
    )
    term = start_term(
        council=council,
        ordinal=own["term"],
        starts_on=date.fromisoformat(own["starts_on"]),
        ends_on=date.fromisoformat(own["ends_on"]),
        by=None,
    )
    places = {place.name: place for place in Locality.objects.valid(PLAN_DAY).filter(parent=thi_xa)}
    town = Town(facts, council, term, places)
    _set_up_groups(town)
    _set_up_places(town)
    _set_up_province(town)
    _set_up_office(town)
    return town


def _set_up_groups(town: Town) -> None:
    for row in town.facts["groups"]:
        units = [town.places[name] for name in row["units"]]
        constituency = add_constituency(
            term=town.term, number=row["number"], seats=len(row["delegates"]), localities=units, by=None
        )
        members = [
            add_delegate(term=town.term, full_name=name, constituency=constituency, by=None)
            for name in row["delegates"]
        ]
        town.delegates.update({member.full_name: member for member in members})
        group = form_group(
            term=town.term,
            number=row["number"],
            members=members,
            head=members[0],
            constituencies=[constituency],
            by=None,
        )
        town.groups.update(dict.fromkeys(row["units"], group))


def _set_up_places(town: Town) -> None:
    for number, row in enumerate(town.facts["venues"], start=1):
        place = town.places[row["unit"]]
        town.venues[row["unit"]] = add_venue(
            council=town.council, locality=place, name=row["name"], capacity=row["capacity"], by=None
        )
        add_body(
            council=town.council,
            kind=BodyKind.UBND,
            name=f"Ủy ban nhân dân {place.full_name}",
            short_name=f"UBND {place.full_name}",
            locality=place,
            email=f"ubnd-{number:02d}@tuson.example",
            by=None,
        )


def _set_up_province(town: Town) -> None:
    facts = town.facts["province"]
    council = create_council(
        code=facts["code"],
        level=Level.TINH,
        locality=Locality.objects.valid(PLAN_DAY).get(level=Level.TINH, code="27"),
        name=facts["name"],
        short_name=facts["short_name"],
        place_name=facts["place_name"],
        is_demo=True,
        by=None,
    )
    term = start_term(
        council=council,
        ordinal=facts["term"],
        starts_on=date.fromisoformat(facts["starts_on"]),
        ends_on=date.fromisoformat(facts["ends_on"]),
        by=None,
    )
    members = [add_delegate(term=term, full_name=name, by=None) for name in facts["delegates"]]
    town.province = council
    town.guests = form_group(
        term=term,
        number=facts["group"]["number"],
        name=facts["group"]["name"],
        members=members,
        head=members[0],
        by=None,
    )


def _set_up_office(town: Town) -> None:
    signer = town.facts["signatory"]
    add_signatory(
        council=town.council,
        full_name=signer["full_name"],
        title=signer["title"],
        authority=SigningAuthority.TM_KT,
        authority_of=signer["authority_of"],
        body=Body.objects.get(council=town.council, kind=BodyKind.STANDING),
        by=None,
    )
    for group in dict.fromkeys(town.groups.values()):
        head = group.memberships.get(role="head").delegate
        add_signatory(
            council=town.council,
            full_name=head.full_name,
            title="TỔ TRƯỞNG",
            authority=SigningAuthority.TM,
            group=group,
            by=None,
        )
    for code, days, unit, basis in (
        ("HDND_GROUP_REPORT", 3, "d", "Kế hoạch 28/KH-HĐND, phần Tổ chức thực hiện"),
        ("HDND_ANSWER", 60, "d", "Quy chế phối hợp của Thường trực HĐND và UBND thị xã (số liệu minh họa)"),
    ):
        set_deadline(
            council=town.council,
            rule_code=code,
            offset=days,
            unit=unit,
            legal_basis=basis,
            valid_from=town.term.starts_on,
            by=None,
        )
    open_register(
        tenant_id=town.council.pk, series="KH-HĐND", year=2017, next_number=town.facts["next_number"], by=None
    )


def make_plan(town: Town) -> None:
    """The session, the plan read from its file, issued as 28/KH-HĐND, and its two rounds."""
    plan = import_plan(
        council=town.council, filename=PLAN_FILE.name, content=PLAN_FILE.read_bytes(), by=town.secretary
    )
    session = town.facts["session"]
    assert plan.session is not None, "the plan names its session"  # noqa: S101
    set_session_days(
        session=plan.session,
        opens_on=date.fromisoformat(session["opens_on"]),
        closes_on=date.fromisoformat(session["closes_on"]),
        by=town.secretary,
    )
    days = {phase: [date.fromisoformat(day) for day in span] for phase, span in town.facts["rounds"].items()}
    town.before = open_round(
        plan=plan, phase=Phase.BEFORE, starts_on=days["before"][0], ends_on=days["before"][1], by=town.secretary
    )
    town.after = open_round(
        plan=plan, phase=Phase.AFTER, starts_on=days["after"][0], ends_on=days["after"][1], by=town.secretary
    )
    town.plan = plan


def schedule(town: Town) -> None:
    """Twelve meetings, solved; the plan issued with the schedule as its annex; the schedule released."""
    assert town.before is not None and town.plan is not None, "the plan comes first"  # noqa: S101
    joins = set(town.facts["province"]["joins"])
    for row in town.facts["venues"]:
        name = row["unit"]
        joint = name in joins
        town.meetings[name] = add_meeting(
            round=town.before,
            units=[Unit(town.places[name], invited_voters=row["voters"])],
            groups=[town.groups[name], *([town.guests] if joint and town.guests else [])],
            joint_councils=[town.province] if joint and town.province else [],
            title=f"Hội nghị tiếp xúc cử tri {town.places[name].full_name}",
            venue=town.venues[name],
            by=town.secretary,
        )
    proposal = propose_schedule(round=town.before, by=town.secretary, seconds=10)
    accept_proposal(round=town.before, proposal=proposal, by=town.secretary)
    for step in (PlanState.CONSULTING, PlanState.SUBMITTED):
        town.plan.refresh_from_db()
        move_plan(plan=town.plan, to=step, by=town.secretary)
    issue_plan(plan=town.plan, by=town.secretary, on=PLAN_DAY, at=at(PLAN_DAY, 16))
    town.plan.refresh_from_db()
    town.before.refresh_from_db()
    release_round(round=town.before, by=town.secretary, at=at(RELEASE_DAY, 10))
    issue_schedule_notice(round=town.before, by=town.secretary, on=RELEASE_DAY, at=at(RELEASE_DAY, 11))
    issue_invitations(round=town.before, by=town.secretary, on=RELEASE_DAY, at=at(RELEASE_DAY, 14))
    for name, meeting in town.meetings.items():
        town.meetings[name] = Meeting.objects.get(pk=meeting.pk)


def note_ways(town: Town) -> None:
    """Minutes between some of the units, read as the table is pasted."""
    ways, _problems = read_ways("\n".join(town.facts["ways"]), list(town.places.values()))
    set_travel_times(council=town.council, ways=ways, by=town.secretary)


def hold_meetings(town: Town) -> None:
    """Attendance and the course of the twelve meetings; what voters said is written down next."""
    assert town.before is not None, "the round comes first"  # noqa: S101
    absent = town.facts["attendance"]["absent"]
    voters = town.facts["attendance"]["present_voters"]
    for name, meeting in sorted(town.meetings.items(), key=lambda held: (held[1].starts_at, held[1].pk)):
        start = meeting.starts_at
        assert start is not None, "a released meeting has its hour"  # noqa: S101
        present = {
            row.delegate_id: Presence(row.delegate.full_name not in absent, absent.get(row.delegate.full_name, ""))
            for row in meeting.attendances.select_related("delegate")
        }
        mark_attendance(meeting=meeting, present=present, by=town.secretary, at=start + timedelta(hours=3))
        write_minutes(
            meeting=meeting,
            by=town.secretary,
            at=start + timedelta(hours=3),
            started_at=start,
            ended_at=start + timedelta(hours=2, minutes=30),
            voters_present=voters[name],
            chair_name=f"Chủ tịch Ủy ban MTTQ {town.places[name].full_name}",
            secretary_name="Cán bộ Văn phòng HĐND và UBND thị xã",
            guests=f"Đại diện Thường trực HĐND thị xã; lãnh đạo UBND {town.places[name].full_name}; cử tri.",
            reports="Đại biểu báo cáo dự kiến nội dung kỳ họp thứ 5 và kết quả giải quyết kiến nghị kỳ trước.",
            conclusion="Đại biểu tiếp thu đầy đủ các ý kiến, kiến nghị và sẽ tổng hợp gửi Thường trực HĐND thị xã.",
        )


def hand_in_minutes(town: Town) -> None:
    """The minutes with every voice in them, handed in and printed; the round is over."""
    assert town.before is not None, "the round comes first"  # noqa: S101
    rows = Minutes.objects.filter(meeting__round=town.before).select_related("meeting")
    for minutes in rows.order_by("meeting__starts_at", "meeting"):
        start = minutes.meeting.starts_at
        assert start is not None, "a released meeting has its hour"  # noqa: S101
        submit_minutes(minutes=minutes, by=town.secretary, at=start + timedelta(days=1))
        minutes.refresh_from_db()
        issue_minutes(minutes=minutes, by=town.secretary, on=start.date(), at=start + timedelta(days=1))
    finish_round(round=town.before, by=town.secretary, at=at(town.before.ends_on + timedelta(days=1)))
