"""A town's council with its round, meetings and agencies, and a neighbour whose records must stay apart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from delegates.enums import BodyKind, Level, LocalityKind
from delegates.models import Body, Council, DelegateGroup, Locality, Neighbourhood, Term
from meetings.enums import MeetingState, Phase, RoundState, SessionKind
from meetings.models import CouncilSession, Meeting, MeetingUnit, Plan, Round
from meetings.tests.scenes import tell
from petitions.actions import close_round_intake, open_petition, record_submission
from petitions.enums import Authority, SubmissionKind
from petitions.models import Agency, Petition, Sector, Submission
from txct.core.models import User

SENT_ON = date(2026, 11, 2)
DUE_ON = date(2026, 11, 16)


@dataclass
class Town:
    """Everything a test of this room needs of one council."""

    council: Council
    secretary: User
    session: CouncilSession
    round: Round
    next_round: Round
    wards: list[Locality]
    meetings: list[Meeting]
    sector: Sector
    other_sector: Sector
    agency: Agency
    other_agency: Agency
    standing: Body
    group: DelegateGroup

    def say(self, summary: str = "Đề nghị sửa đường", ward: int = 0, **changes: Any) -> Submission:
        """One statement recorded at the meeting of a ward."""
        values: dict[str, Any] = {
            "council": self.council,
            "kind": SubmissionKind.PETITION,
            "summary": summary,
            "meeting": self.meetings[ward],
            "by": self.secretary,
        }
        return record_submission(**{**values, **changes})

    def petition(self, summary: str = "Sửa đường", ward: int = 0, *, classified: bool = True) -> Petition:
        """A petition made of one statement of a ward."""
        sorting: dict[str, Any] = {"sector": self.sector, "authority": Authority.XA} if classified else {}
        said = self.say(f"Đề nghị: {summary}", ward)
        return open_petition(submissions=[said], summary=summary, by=self.secretary, **sorting)

    def cut_off(self, round_: Round | None = None) -> int:
        """A round whose meetings are all over and minuted is cut off."""
        round_ = round_ or self.round
        round_.meetings.update(state=MeetingState.LOCKED)
        Round.objects.filter(pk=round_.pk).update(state=RoundState.HELD)
        return close_round_intake(round=round_, by=self.secretary)


def build_town(code: str, name: str) -> Town:
    """A council of a ward with three wards of voters, sessions 5 and 6 of term XVIII, a round and the next one."""
    secretary = User.objects.create_user(f"thu-ky@{code}.vn", f"Thư ký {name}")
    wards = [
        Locality.objects.create(
            code=f"{code}-{number}",
            name=f"{name} {number}",
            kind=LocalityKind.PHUONG,
            level=Level.XA,
            valid_from=date(2025, 7, 1),
        )
        for number in range(1, 4)
    ]
    council = Council.objects.create(
        code=code, name=f"HĐND {name}", level=Level.XA, locality=wards[0], short_name=f"HĐND {name}", place_name=name
    )
    term = Term.objects.create(council=council, ordinal=18, starts_on=date(2026, 4, 1))
    session = CouncilSession.objects.create(council=council, term=term, ordinal=5, kind=SessionKind.YEAR_END)
    later = CouncilSession.objects.create(council=council, term=term, ordinal=6, kind=SessionKind.MID_YEAR)
    rounds = [
        Round.objects.create(
            council=council,
            plan=Plan.objects.create(council=council, session=of, title=f"Kế hoạch {of.ordinal}"),
            phase=Phase.BEFORE,
            starts_on=first,
            ends_on=first.replace(day=20),
        )
        for of, first in ((session, date(2026, 10, 5)), (later, date(2027, 5, 5)))
    ]
    meetings = [_meeting(council, rounds[0], ward, hour) for hour, ward in enumerate(wards, start=1)]
    sectors = [Sector.objects.create(council=council, name=one) for one in ("Giao thông", "Môi trường")]
    agencies = [
        Agency.objects.create(council=council, name=f"{one} {name}", authority=Authority.XA)
        for one in ("UBND", "Phòng Kinh tế")
    ]
    standing = Body.objects.create(council=council, kind=BodyKind.STANDING, name="Thường trực HĐND")
    group = DelegateGroup.objects.create(council=council, term=term, number=1)
    return Town(
        council=council,
        secretary=secretary,
        session=session,
        round=rounds[0],
        next_round=rounds[1],
        wards=wards,
        meetings=meetings,
        sector=sectors[0],
        other_sector=sectors[1],
        agency=agencies[0],
        other_agency=agencies[1],
        standing=standing,
        group=group,
    )


def _meeting(council: Council, round_: Round, ward: Locality, hour: int) -> Meeting:
    meeting = Meeting.objects.create(
        council=council,
        round=round_,
        title=f"Hội nghị {ward.name}",
        starts_at=datetime(2026, 10, 6, hour, 0, tzinfo=UTC),
        ends_at=datetime(2026, 10, 6, hour, 50, tzinfo=UTC),
        state=MeetingState.HELD,
    )
    MeetingUnit.objects.create(meeting=meeting, locality=ward)
    tell(meeting)
    return meeting


@pytest.fixture
def town(db: None) -> Town:
    """The council whose secretary acts."""
    return build_town("tu-son", "Từ Sơn")


@pytest.fixture
def neighbour(db: None) -> Town:
    """Another council on the same installation."""
    return build_town("tien-du", "Tiên Du")


@pytest.fixture
def voter() -> Client:
    """A browser in which nobody is signed in."""
    return Client()


@pytest.fixture
def meeting(town: Town) -> Meeting:
    """A meeting that ends tomorrow, with two settlements in its ward."""
    meeting = town.meetings[0]
    meeting.ends_at = timezone.now() + timedelta(days=1)
    meeting.save()
    tell(meeting)
    for name in ("Trầm", "Đình Bảng"):
        Neighbourhood.objects.create(locality=town.wards[0], name=name, kind="khu_pho")
    return meeting
