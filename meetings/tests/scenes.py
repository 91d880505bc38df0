"""A town council as the tests need it: real rows made by the real actions, small enough to read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from delegates.actions import add_body, add_delegate, add_signatory, create_council, form_group, start_term
from delegates.enums import BodyKind, Level, LocalityKind
from delegates.models import Council, Delegate, DelegateGroup, Locality, Term
from meetings.actions.meetings import add_meeting
from meetings.actions.plans import draft_plan, mark_plan_issued, move_plan, set_session_days
from meetings.actions.releases import keep_released
from meetings.actions.rounds import open_round
from meetings.enums import Phase, PlanSection, PlanState, SessionKind
from meetings.models import CouncilSession, Meeting, Plan, Round, RoundRelease, Venue
from meetings.queries import as_told, facts_of
from txct.core.models import User
from txct.core.register import issue_document

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
SIGNED = date(2017, 6, 6)
FIRST_DAY, LAST_DAY = date(2017, 6, 20), date(2017, 6, 22)
RELEASED_AT = datetime(2017, 6, 8, 3, 0, tzinfo=UTC)
WARDS = ("Đồng Kỵ", "Trang Hạ", "Đình Bảng")
PEOPLE = (("Trần Văn An", "Lê Thị Bình"), ("Ngô Đức Chính", "Vũ Thị Dung"), ("Phạm Văn Giang", "Đỗ Thị Hà"))
PARAGRAPHS = {
    PlanSection.BASIS: ["Căn cứ Kế hoạch số 09/KH-TT.HĐND₁₈ ngày 26/5/2017 của Thường trực HĐND tỉnh"],
    PlanSection.PURPOSE: ["Giữ mối liên hệ giữa đại biểu với cử tri."],
    PlanSection.REQUIREMENT: ["Hội nghị được tổ chức dân chủ, công khai."],
    PlanSection.TIME: ["Trước kỳ họp: từ ngày 20/6/2017 đến ngày 22/6/2017."],
    PlanSection.CONTENT_BEFORE: ["Báo cáo dự kiến chương trình kỳ họp."],
    PlanSection.PLACE: ["Mỗi phường một hội nghị."],
    PlanSection.ORGANISATION: ["Các Tổ đại biểu phân công đại biểu dự hội nghị."],
    PlanSection.RECIPIENT: ["Các phường"],
}


def clock(day: int, hour: int, minute: int = 0, month: int = 6, year: int = 2017) -> datetime:
    """A moment on the council's clock in June 2017."""
    return datetime(year, month, day, hour, minute, tzinfo=HERE)


@dataclass
class Scene:
    """A council with three wards, one group in each, and a round that is open and empty."""

    council: Council
    term: Term
    wards: list[Locality]
    groups: list[DelegateGroup]
    delegates: list[Delegate]
    venues: list[Venue]
    secretary: User
    session: CouncilSession
    plan: Plan
    round: Round
    meetings: list[Meeting] = field(default_factory=list)

    def hold(self, place: int, day: int | None = None, hour: int = 8, **details: object) -> Meeting:
        """A meeting of ward and group PLACE in the ward's hall, from HOUR for three hours when DAY is given."""
        hours = {} if day is None else {"starts_at": clock(day, hour), "ends_at": clock(day, hour + 3)}
        made = add_meeting(
            round=self.round,
            units=[self.wards[place]],
            groups=details.pop("groups", [self.groups[place]]),
            venue=details.pop("venue", self.venues[place]),
            by=self.secretary,
            **{**hours, **details},
        )
        self.meetings.append(made)
        return made

    def refresh(self) -> None:
        """Take the plan and round as they are now."""
        self.plan.refresh_from_db()
        self.round.refresh_from_db()


def locality(name: str, kind: str = LocalityKind.PHUONG, level: str = Level.XA, code: str = "") -> Locality:
    return Locality.objects.create(
        code=code or f"T{Locality.objects.count():04d}",
        name=name,
        kind=kind,
        level=level,
        valid_from=date(2008, 9, 24),
    )


def user(email: str, name: str) -> User:
    return User.objects.create(email=email, full_name=name, password="!")


def town(code: str = "tu-son", *, issued: bool = True) -> Scene:
    """HĐND thị xã Từ Sơn, khóa XVIII, round before the fifth session, two delegates in each of three groups."""
    secretary = user(f"thu-ky@{code}.example", "Nguyễn Thị Thư")
    place = locality("Từ Sơn", LocalityKind.THI_XA, Level.HUYEN)
    council = create_council(code=code, level=Level.HUYEN, locality=place, by=secretary, emails=_emails(code))
    term = start_term(council=council, ordinal=18, starts_on=date(2016, 6, 1), ends_on=date(2021, 6, 1), by=secretary)
    wards = [locality(name) for name in WARDS]
    groups, delegates, venues = [], [], []
    for number, ward in enumerate(wards, start=1):
        members = [
            add_delegate(term=term, full_name=name, email=f"db{number}{letter}@{code}.example", by=secretary)
            for letter, name in zip("ab", PEOPLE[number - 1], strict=True)
        ]
        delegates += members
        groups.append(form_group(term=term, number=number, members=members, head=members[0], by=secretary))
        venues.append(
            Venue.objects.create(
                council=council, locality=ward, name="hội trường UBND", address=str(ward), capacity=200
            )
        )
        add_body(
            council=council,
            kind=BodyKind.UBND,
            name=f"UBND {ward}",
            locality=ward,
            email=f"ubnd{number}@{code}.example",
            by=secretary,
        )
    session = CouncilSession.objects.create(council=council, term=term, ordinal=5, kind=SessionKind.MID_YEAR)
    set_session_days(session=session, opens_on=date(2017, 7, 18), closes_on=date(2017, 7, 20), by=secretary)
    plan = plan_of(council, session, secretary)
    round = open_round(plan=plan, phase=Phase.BEFORE, starts_on=FIRST_DAY, ends_on=LAST_DAY, by=secretary)
    scene = Scene(council, term, wards, groups, delegates, venues, secretary, session, plan, round)
    if issued:
        issue(scene)
    return scene


def tell(*meetings: Meeting) -> None:
    """Make meetings of one round known as they stand, for tests that write their rows themselves."""
    round_ = meetings[0].round
    number = RoundRelease.objects.filter(round=round_).count() + 1
    told = [as_told(facts_of(meeting)) for meeting in meetings]
    snapshot = {"meetings": [facts.to_entry() for facts in told]}
    release = RoundRelease.objects.create(round=round_, number=number, snapshot=snapshot)
    keep_released(release, told, [])


def _emails(code: str) -> dict[str, str]:
    return {BodyKind.FRONT: f"mttq@{code}.example", BodyKind.UBND: f"ubnd@{code}.example"}


def plan_of(council: Council, session: CouncilSession, by: User) -> Plan:
    signatory = add_signatory(council=council, full_name="Ngô Quang Đạt", title="CHỦ TỊCH", by=by)
    return draft_plan(
        council=council,
        title="Tiếp xúc cử tri trước và sau kỳ họp thứ 5",
        session=session,
        paragraphs=PARAGRAPHS,
        place_name="Từ Sơn",
        issuer_name="Thường trực HĐND thị xã Từ Sơn",
        signatory=signatory,
        by=by,
    )


def issue(scene: Scene) -> None:
    """Submit and issue the scene's plan as the reports room does."""
    move_plan(plan=scene.plan, to=PlanState.SUBMITTED, by=scene.secretary)
    at = datetime(2017, 6, 6, 2, 0, tzinfo=UTC)
    document = issue_document(
        tenant_id=scene.council.pk,
        kind="plan",
        symbol=scene.plan.symbol,
        title=scene.plan.title,
        issued_on=SIGNED,
        subject=scene.plan,
        snapshot={},
        by=scene.secretary,
        at=at,
    )
    mark_plan_issued(
        plan=scene.plan, document=document, number=document.number, issued_on=SIGNED, by=scene.secretary, at=at
    )
    scene.refresh()
