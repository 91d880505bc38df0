"""A living council, phường Từ Sơn in the term 2026–2031: its days are set around today, its desks show every state.

People, neighbourhoods that meet, statements and answers are made up.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from delegates.actions import (
    add_constituency,
    add_delegate,
    add_neighbourhood,
    add_signatory,
    create_council,
    form_group,
    set_deadline,
    start_term,
)
from delegates.enums import BodyKind, Level, NeighbourhoodKind, SigningAuthority
from delegates.models import Body, Council, Delegate, DelegateGroup, Locality, Neighbourhood, Term
from meetings.actions.attendance import Presence, mark_attendance, respond
from meetings.actions.duties import finish_duty
from meetings.actions.meetings import Unit, add_meeting
from meetings.actions.minutes import submit_minutes, write_minutes
from meetings.actions.plans import draft_plan, move_plan, set_tasks
from meetings.actions.rounds import finish_round, open_round, release_round
from meetings.actions.sessions import add_session
from meetings.actions.venues import add_venue
from meetings.enums import Phase, PlanSection, PlanState, Response, SessionKind
from meetings.models import Meeting, Plan, Round, Venue
from petitions.actions import close_round_intake
from petitions.actions.catalogues import add_agency
from petitions.defaults import set_up_catalogues
from petitions.models import Agency, Petition
from reports.actions import issue_plan
from reports.demo import ward_desks
from reports.demo.ward_contacts import ask_for_contacts, sum_up_contacts
from reports.demo.ward_voices import carry_on, new_voices, old_voices
from txct.core.models import User
from txct.core.register import open_register

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
FACTS = Path(__file__).parent / "phuong_tu_son.json"
PARAGRAPHS: dict[str, tuple[str, ...]] = {
    PlanSection.BASIS: (
        "Căn cứ Luật Tổ chức chính quyền địa phương",
        "Căn cứ Nghị quyết liên tịch số 72/2025/NQLT/UBTVQH15-CP-ĐCTUBTWMTTQVN ngày 20 tháng 02 năm 2025",
    ),
    PlanSection.PURPOSE: ("Để đại biểu lắng nghe, tập hợp đầy đủ, trung thực ý kiến, kiến nghị của cử tri.",),
    PlanSection.REQUIREMENT: (
        "Thông báo thời gian, địa điểm, nội dung đến từng khu phố trước ngày họp.",
        "Mỗi hội nghị dành phần lớn thời gian cho cử tri phát biểu.",
    ),
    PlanSection.CONTENT_BEFORE: (
        "Thông báo dự kiến nội dung, chương trình kỳ họp; kết quả giải quyết kiến nghị của khu phố lần trước.",
    ),
    PlanSection.CONTENT_AFTER: ("Báo cáo kết quả kỳ họp và các nghị quyết đã thông qua.",),
    PlanSection.PLACE: ("Tại nhà văn hóa các khu phố; thành phần và lịch cụ thể ở phụ lục kèm theo.",),
    PlanSection.RECIPIENT: (
        "Thường trực HĐND tỉnh (b/c)",
        "Thường trực Đảng ủy, UBND, UBMTTQ phường",
        "Đại biểu HĐND phường",
        "Lưu: VT",
    ),
}


@dataclass
class Ward:
    """What has been built so far, by the names the facts use."""

    facts: dict[str, Any]
    today: date
    council: Council
    term: Term
    place: Locality
    secretary: User | None = None
    delegates: dict[str, Delegate] = field(default_factory=dict)
    groups: dict[int, DelegateGroup] = field(default_factory=dict)
    homes: dict[str, Neighbourhood] = field(default_factory=dict)
    halls: dict[str, Venue] = field(default_factory=dict)
    agencies: dict[str, Agency] = field(default_factory=dict)
    rounds: dict[int, Round] = field(default_factory=dict)

    def day(self, offset: int) -> date:
        """The day OFFSET days from today."""
        return self.today + timedelta(days=offset)

    def at(self, offset: int, hour: int = 9, minute: int = 0) -> datetime:
        """A local moment OFFSET days from today."""
        return datetime.combine(self.day(offset), time(hour, minute), tzinfo=ZONE)

    def clock(self, offset: int, words: str) -> datetime:
        """The moment OFFSET days from today at the hour in WORDS, `19:30`."""
        hour, minute = map(int, words.split(":"))
        return self.at(offset, hour, minute)

    def writer(self, name: str) -> User | None:
        """The account of the delegate NAME; the office writes for those without one."""
        return self.delegates[name].user or self.secretary

    def body(self, kind: str) -> Body:
        """The council's body of that kind."""
        return Body.objects.get(council=self.council, kind=kind)


def set_up_ward(today: date) -> Ward:
    """Council, term, groups, halls, agencies and catalogues; no meeting yet."""
    facts = json.loads(FACTS.read_text(encoding="utf-8"))
    own = facts["council"]
    place = Locality.objects.get(code=own["locality"], valid_to=None)
    council = create_council(
        code=own["code"],
        level=Level.XA,
        locality=place,
        name=own["name"],
        short_name=own["short_name"],
        place_name=own["place_name"],
        is_demo=True,
        emails={BodyKind.FRONT: "mttq@phuongtuson.example", BodyKind.UBND: "ubnd@phuongtuson.example"},
        by=None,
    )
    term = start_term(council=council, ordinal=own["term"], starts_on=date.fromisoformat(own["starts_on"]), by=None)
    ward = Ward(facts, today, council, term, place)
    _set_up_people(ward)
    _set_up_places(ward)
    _set_up_office(ward)
    return ward


def _set_up_people(ward: Ward) -> None:
    for row in ward.facts["groups"]:
        constituency = add_constituency(
            term=ward.term, number=row["number"], seats=len(row["delegates"]), localities=[ward.place], by=None
        )
        members = [
            add_delegate(
                term=ward.term,
                full_name=name,
                constituency=constituency,
                email=f"daibieu-{row['number']}{order:02d}@txct.example",
                by=None,
            )
            for order, name in enumerate(row["delegates"], start=1)
        ]
        ward.delegates.update({member.full_name: member for member in members})
        ward.groups[row["number"]] = form_group(
            term=ward.term,
            number=row["number"],
            members=members,
            head=members[0],
            constituencies=[constituency],
            by=None,
        )


def _set_up_places(ward: Ward) -> None:
    for row in ward.facts["neighbourhoods"]:
        home = add_neighbourhood(
            locality=ward.place, kind=NeighbourhoodKind.KHU_PHO, name=row["name"], council=ward.council, by=None
        )
        ward.homes[row["name"]] = home
        ward.halls[row["name"]] = add_venue(
            council=ward.council,
            locality=ward.place,
            neighbourhood=home,
            name=row["venue"],
            capacity=row["capacity"],
            by=None,
        )
    for name in ward.facts["quiet_neighbourhoods"]:
        add_neighbourhood(
            locality=ward.place, kind=NeighbourhoodKind.KHU_PHO, name=name, council=ward.council, by=None
        )


def _set_up_office(ward: Ward) -> None:
    signer = ward.facts["signatory"]
    add_signatory(
        council=ward.council,
        full_name=signer["full_name"],
        title=signer["title"],
        authority=SigningAuthority.TM_KT,
        authority_of=signer["authority_of"],
        body=ward.body(BodyKind.STANDING),
        by=None,
    )
    for code, days, unit, basis in (
        ("HDND_GROUP_REPORT", 3, "d", "Kế hoạch của Thường trực HĐND phường (số liệu minh họa)"),
        ("HDND_CONSOL_BEFORE", 7, "d", "Quy chế hoạt động của Thường trực HĐND phường (số liệu minh họa)"),
        ("HDND_ANSWER", 60, "d", "Quy chế giải quyết kiến nghị cử tri của tỉnh (số liệu minh họa)"),
        ("HDND_PRESS", 3, "wd", "Quy chế hoạt động của Thường trực HĐND phường (số liệu minh họa)"),
    ):
        set_deadline(
            council=ward.council,
            rule_code=code,
            offset=days,
            unit=unit,
            legal_basis=basis,
            valid_from=ward.term.starts_on,
            by=None,
        )
    set_up_catalogues(council=ward.council, by=None)
    for name, authority in ward.facts["agencies"]:
        add_agency(council=ward.council, name=name, authority=authority, by=None)
    ward.agencies = {agency.name: agency for agency in Agency.objects.filter(council=ward.council)}


def live_through(ward: Ward) -> None:
    """The round of the middle of the year, closed and partly answered; then the round that runs today."""
    carried = _middle_of_the_year(ward)
    current, after = _plan(ward, ward.facts["plans"][1])
    _run_round(ward, current, carried)
    ward_desks.write_plans(ward, current.plan)
    ward_desks.note_availability(ward, after)
    for meeting_round in {meeting.round for meeting in ask_for_contacts(ward, "now")}:
        _release(ward, meeting_round, -4)
    ward_desks.move(ward, current, ward.facts["untold"], told=-1)
    ward_desks.refuse_to_come(ward, current)


def _middle_of_the_year(ward: Ward) -> list[Petition]:
    """The round of the middle of the year up to the end of its plan; its petitions, carried on."""
    old = ward.facts["plans"][0]
    (before,) = _plan(ward, old)
    _meetings(ward, before, first_day=old["rounds"][0]["from"])
    _release(ward, before, old["issued"] + 1)
    for meeting in _in_order(before):
        _hold(ward, meeting)
    before.refresh_from_db()
    finish_round(round=before, by=ward.secretary, at=ward.at(old["rounds"][0]["to"] + 1))
    carried = old_voices(ward, before)
    close_round_intake(round=before, by=ward.secretary, at=ward.at(old["rounds"][0]["to"] + 5))
    carry_on(ward, carried)
    for duty in before.duties.filter(done_at=None, due_on__isnull=False):
        due = duty.due_on or ward.today
        finish_duty(duty=duty, by=ward.secretary, at=ward.at((due - ward.today).days))
    for contact in ask_for_contacts(ward, "earlier"):
        _release(ward, contact.round, old["issued"] + 80)
        contact.refresh_from_db()
        _hold(ward, contact)
    sum_up_contacts(ward, "earlier")
    before.plan.refresh_from_db()
    move_plan(plan=before.plan, to=PlanState.CLOSED, by=ward.secretary)
    return carried


def _run_round(ward: Ward, current: Round, carried: list[Petition]) -> None:
    """The round of today: announced, announced anew after one change, answered, partly held."""
    new = ward.facts["plans"][1]
    _meetings(ward, current, first_day=None)
    _release(ward, current, new["issued"] + 3)
    moved = ward.facts["moved"]
    ward_desks.move(ward, current, moved, told=moved["told"])
    _release(ward, current, moved["told"] + 1)
    for duty in current.duties.filter(rule_code="HDND_PRESS"):
        finish_duty(duty=duty, by=ward.secretary, at=ward.at(new["issued"] + 3, 15))
    _answer_invitations(ward, current)
    past = [meeting for meeting in _in_order(current) if meeting.ends_at and meeting.ends_at < ward.at(0, 6)]
    for meeting in past[:-1]:
        _hold(ward, meeting)
    new_voices(ward, current, carried)


def _plan(ward: Ward, row: dict[str, Any]) -> list[Round]:
    """Session, plan issued, and its rounds."""
    about = next(session for session in ward.facts["sessions"] if session["ordinal"] == row["session"])
    session = add_session(
        term=ward.term,
        ordinal=about["ordinal"],
        kind=SessionKind(about["kind"]),
        opens_on=ward.day(about["opens"]),
        closes_on=ward.day(about["closes"]),
        by=ward.secretary,
    )
    days = [(one["phase"], ward.day(one["from"]), ward.day(one["to"])) for one in row["rounds"]]
    windows = tuple(
        f"Đợt {Phase(phase).label}: từ ngày {first:%d/%m/%Y} đến ngày {last:%d/%m/%Y}." for phase, first, last in days
    )
    plan: Plan = draft_plan(
        council=ward.council,
        title=row["title"],
        session=session,
        paragraphs={**PARAGRAPHS, PlanSection.TIME: windows, PlanSection.ORGANISATION: row["organisation"]},
        signatory=ward.council.signatories.get(group=None),
        place_name=ward.council.place_name,
        issuer_name=f"Thường trực {ward.council.name}",
        by=ward.secretary,
    )
    rounds = [
        open_round(plan=plan, phase=Phase(phase), starts_on=first, ends_on=last, by=ward.secretary)
        for phase, first, last in days
    ]
    set_tasks(plan=plan, tasks=ward_desks.tasks_from(ward, row), by=ward.secretary)
    move_plan(plan=plan, to=PlanState.CONSULTING, by=ward.secretary)
    ward_desks.comment(ward, plan, row["comments"])
    move_plan(plan=plan, to=PlanState.SUBMITTED, by=ward.secretary)
    issued = ward.day(row["issued"])
    if not ward.council.registers.filter(series="KH-HĐND", year=issued.year).exists():
        open_register(
            tenant_id=ward.council.pk, series="KH-HĐND", year=issued.year, next_number=row["number"], by=None
        )
    issue_plan(plan=plan, by=ward.secretary, on=issued, at=ward.at(row["issued"], 16))
    ward_desks.finish_tasks(ward, plan, row)
    return rounds


def _meetings(ward: Ward, round_: Round, first_day: int | None) -> None:
    """A meeting in each neighbourhood; with FIRST_DAY they are spread over four days from it."""
    for order, row in enumerate(ward.facts["neighbourhoods"]):
        if first_day is None:
            start = ward.clock(row["day"], row["hour"])
        else:
            start = ward.at(first_day + order // 2, 8 if order % 2 == 0 else 14)
        add_meeting(
            round=round_,
            units=[Unit(ward.place, ward.homes[row["name"]], row["voters"])],
            groups=[ward.groups[row["group"]]],
            title=f"Hội nghị tiếp xúc cử tri khu phố {row['name']}",
            venue=ward.halls[row["name"]],
            starts_at=start,
            ends_at=start + timedelta(hours=2, minutes=30),
            by=ward.secretary,
        )


def _release(ward: Ward, round_: Round, offset: int) -> None:
    round_.refresh_from_db()
    release_round(round=round_, by=ward.secretary, at=ward.at(offset, 9))


def _in_order(round_: Round) -> list[Meeting]:
    return list(Meeting.objects.filter(round=round_).order_by("starts_at"))


def _hold(ward: Ward, meeting: Meeting) -> None:
    """Attendance and minutes of a meeting that is over; one delegate in eleven was absent."""
    assert meeting.starts_at is not None and meeting.ends_at is not None, "released"  # noqa: S101
    rows = list(meeting.attendances.select_related("delegate"))
    present = {
        row.delegate_id: Presence(bool((meeting.pk + order) % 11), "" if (meeting.pk + order) % 11 else "đi công tác")
        for order, row in enumerate(rows)
    }
    mark_attendance(meeting=meeting, present=present, by=ward.secretary, at=meeting.ends_at)
    minutes = write_minutes(
        meeting=meeting,
        by=ward.secretary,
        at=meeting.ends_at,
        started_at=meeting.starts_at,
        ended_at=meeting.ends_at,
        voters_present=(meeting.expected_voters or 60) - meeting.pk % 9,
        chair_name="Chủ tịch Ủy ban MTTQ phường Từ Sơn",
        secretary_name="Nguyễn Thị Thư Ký",
        reports="Đại biểu báo cáo nội dung kỳ họp và kết quả giải quyết kiến nghị của khu phố.",
        conclusion="Đại biểu tiếp thu, tổng hợp gửi Thường trực HĐND phường.",
    )
    submit_minutes(minutes=minutes, by=ward.secretary, at=meeting.ends_at + timedelta(hours=2))


def _answer_invitations(ward: Ward, round_: Round) -> None:
    """Most delegates have answered, two ask to be excused, some are silent."""
    for meeting in _in_order(round_):
        if meeting.starts_at is None or meeting.starts_at < ward.at(0, 23):
            continue
        for order, row in enumerate(meeting.attendances.order_by("pk")):
            if order % 4 == 3:
                continue
            excused = order == 5 and meeting.pk % 2 == 0
            respond(
                attendance=row,
                response=Response.EXCUSED if excused else Response.CONFIRMED,
                reason="Trùng lịch họp cơ quan" if excused else "",
                by=row.delegate.user,
                at=ward.at(-3, 20),
            )
