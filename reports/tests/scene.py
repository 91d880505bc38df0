"""A ward's council in the middle of a round, made through the same actions as the pages, and its neighbour."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from delegates.enums import BodyKind, Level, LocalityKind, MemberRole, NeighbourhoodKind
from delegates.models import Body, Council, Delegate, DelegateGroup, GroupMembership, Locality, Neighbourhood, Term
from meetings.actions.meetings import Unit, add_meeting
from meetings.actions.rounds import open_round, release_round
from meetings.enums import Phase, PlanState, SessionKind
from meetings.models import CouncilSession, Meeting, Plan, Round, Venue
from petitions.actions.petitions import open_petition
from petitions.actions.submissions import record_submission
from petitions.actions.transfers import transfer_petitions
from petitions.enums import Authority, SubmissionKind
from petitions.models import Agency, Petition, Sector
from txct.core.models import RoleAssignment, User
from txct.core.roles import Role
from txct.deadlines.calendar import WorkingCalendar

NAMES = ("Nguyễn Thạc Tuấn", "Đỗ Thị Hồng Vân", "Trần Quốc Ấn", "Lý Thị Hoa", "Vương Văn Đĩnh", "Chu Đức Mậu")
PLACES = ("Đình Bảng", "Trầm", "Minh Khai", "Phù Lưu")


@dataclass
class Scene:
    """One council with everything a page of this room shows."""

    council: Council
    ward: Locality
    term: Term
    secretary: User
    standing: User
    auditor: User
    front: User
    delegates: list[Delegate]
    groups: list[DelegateGroup]
    neighbourhoods: list[Neighbourhood]
    venues: list[Venue]
    session: CouncilSession
    round: Round
    meetings: list[Meeting]
    sector: Sector
    agency: Agency

    def user(self, place: int = 0) -> User:
        """The account of the delegate at PLACE."""
        found = self.delegates[place].user
        assert found is not None
        return found

    def add(self, place: int, day: date, hour: int = 14, group: int = 0) -> Meeting:
        """A planned meeting in the settlement at PLACE."""
        return add_meeting(
            round=self.round,
            units=[Unit(self.ward, self.neighbourhoods[place], 60)],
            groups=[self.groups[group]],
            venue=self.venues[place],
            starts_at=moment(day, hour),
            ends_at=moment(day, hour + 3),
            by=self.secretary,
        )

    def add_nth(self, number: int) -> Meeting:
        """The meeting NUMBER of a full round: two at the same hour, four a day, each group and hall once at a time."""
        return self.add(number % 4, workday(1 + number // 4), 8 + 6 * (number // 2 % 2), group=number % 2)

    def release(self) -> None:
        """Announce the schedule as it stands."""
        release_round(round=self.round, by=self.secretary, at=timezone.now())

    def petition(self, summary: str, meeting: Meeting, *, due_on: date | None = None) -> Petition:
        """A petition said at MEETING; with DUE_ON it is at the agency."""
        unit = meeting.units.get()
        said = record_submission(
            council=self.council,
            kind=SubmissionKind.PETITION,
            meeting=meeting,
            summary=summary,
            neighbourhood=unit.neighbourhood,
            by=self.secretary,
        )
        sorting = {"sector": self.sector, "authority": Authority.XA} if due_on else {}
        made = open_petition(submissions=[said], summary=summary, by=self.secretary, **sorting)
        if due_on:
            transfer_petitions(
                council=self.council,
                agency=self.agency,
                petitions=[made],
                on=due_on - timedelta(days=10),
                answer_by=due_on,
                by=self.secretary,
            )
        return made


def moment(day: date, hour: int) -> datetime:
    """An hour of the day on the council's clock."""
    return timezone.make_aware(datetime.combine(day, time(hour)))


def workday(after: int, today: date | None = None) -> date:
    """A working day AFTER working days from today; before it when negative."""
    return WorkingCalendar().add_working_days(today or timezone.localdate(), after)


def account(name: str, email: str, council: Council, *roles: Role) -> User:
    """Somebody who holds ROLES in the council."""
    user = User.objects.create_user(email, name, "mat-khau-thu-nghiem", is_staff=Role.SECRETARY in roles)
    for role in roles:
        RoleAssignment.objects.create(user=user, tenant=council, role=role)
    return user


def build_scene(
    code: str = "phuong-tu-son", name: str = "Từ Sơn", *, meetings: int = 3, released: bool = True
) -> Scene:
    """The council CODE before its year-end session: MEETINGS meetings from the next working day on, announced."""
    ward = _ward(code, name)
    council = _council(code, name, ward)
    term = Term.objects.create(council=council, ordinal=2, starts_on=date(2026, 3, 29))
    secretary = account(f"Thư ký {name}", f"thu-ky@{code}.vn", council, Role.SECRETARY)
    groups = [DelegateGroup.objects.create(council=council, term=term, number=number) for number in (1, 2)]
    neighbourhoods = [
        Neighbourhood.objects.create(locality=ward, name=one, kind=NeighbourhoodKind.KHU_PHO) for one in PLACES
    ]
    session = CouncilSession.objects.create(
        council=council, term=term, ordinal=4, kind=SessionKind.YEAR_END, opens_on=workday(12), closes_on=workday(13)
    )
    scene = Scene(
        council=council,
        ward=ward,
        term=term,
        secretary=secretary,
        standing=account("Chủ tịch", f"thuong-truc@{code}.vn", council, Role.STANDING),
        auditor=account("Thanh tra", f"thanh-tra@{code}.vn", council, Role.AUDITOR),
        front=account("Mặt trận", f"mat-tran@{code}.vn", council, Role.FRONT),
        delegates=[_delegate(council, term, groups[place % 2], place, code) for place in range(len(NAMES))],
        groups=groups,
        neighbourhoods=neighbourhoods,
        venues=[_hall(council, one) for one in neighbourhoods],
        session=session,
        round=_round(session, secretary),
        meetings=[],
        sector=Sector.objects.create(council=council, name="Giao thông"),
        agency=Agency.objects.create(council=council, name="Phòng Kinh tế", authority=Authority.XA),
    )
    scene.meetings = [scene.add_nth(number) for number in range(meetings)]
    if meetings and released:
        scene.release()
    return scene


def _ward(code: str, name: str) -> Locality:
    """The ward, its official number made of CODE."""
    return Locality.objects.create(
        code=f"{zlib.crc32(code.encode()):010d}",
        name=name,
        kind=LocalityKind.PHUONG,
        level=Level.XA,
        valid_from=date(2025, 7, 1),
    )


def _council(code: str, name: str, ward: Locality) -> Council:
    """The ward's council, with the Front that chairs its meetings."""
    council = Council.objects.create(
        code=code,
        name=f"Hội đồng nhân dân phường {name}",
        short_name=f"HĐND phường {name}",
        place_name=name,
        level=Level.XA,
        locality=ward,
    )
    Body.objects.create(
        council=council, kind=BodyKind.FRONT, name=f"Ủy ban MTTQ phường {name}", email=f"mttq@{code}.vn"
    )
    return council


def _hall(council: Council, neighbourhood: Neighbourhood) -> Venue:
    """The hall of a settlement."""
    return Venue.objects.create(
        council=council,
        locality=neighbourhood.locality,
        neighbourhood=neighbourhood,
        name=f"Nhà văn hóa {neighbourhood}",
        address=f"phường {neighbourhood.locality.name}",
        capacity=120,
    )


def _round(session: CouncilSession, by: User) -> Round:
    """The round before the session, under a plan issued two weeks ago."""
    plan = Plan.objects.create(
        council=session.council,
        session=session,
        number=31,
        title="Tiếp xúc cử tri trước và sau kỳ họp",
        state=PlanState.ISSUED,
        issued_on=workday(-10),
    )
    return open_round(plan=plan, phase=Phase.BEFORE, starts_on=workday(1), ends_on=workday(9), by=by)


def _delegate(council: Council, term: Term, group: DelegateGroup, place: int, code: str) -> Delegate:
    user = account(NAMES[place], f"dai-bieu-{place}@{code}.vn", council, Role.DELEGATE)
    delegate = Delegate.objects.create(
        council=council, term=term, user=user, full_name=NAMES[place], email=f"dai-bieu-{place}@{code}.vn"
    )
    role = MemberRole.HEAD if place < 2 else MemberRole.MEMBER
    GroupMembership.objects.create(group=group, delegate=delegate, role=role)
    return delegate
