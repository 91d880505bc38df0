"""A town on the day after a meeting: its clerk, its agencies, the office, and petitions in every state."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from django.test import Client
from django.utils import timezone

from delegates.enums import NeighbourhoodKind
from delegates.models import ClerkPosting, Constituency, Delegate, GroupMembership, Neighbourhood, Term
from meetings.enums import MeetingState
from meetings.models import Attendance, Meeting, MeetingUnit, Venue
from meetings.tests.scenes import tell
from petitions.actions import (
    answer_petitions,
    judge_answer,
    receive_transfer,
    transfer_petitions,
)
from petitions.enums import Judgement, Outcome
from petitions.models import AgencyOfficer, Petition, Petitioner, PetitionSource, Transfer
from petitions.tests.conftest import Town, build_town
from txct.core.models import RoleAssignment, User
from txct.core.roles import Role

BACKEND = "django.contrib.auth.backends.ModelBackend"
VOTER = "Nguyễn Thị Lan"
PHONE = "0912345678"


@dataclass
class Scene:
    """A council with people who sign in, meetings around today, and petitions by word."""

    town: Town
    users: dict[str, User] = field(default_factory=dict)
    meetings: dict[str, Meeting] = field(default_factory=dict)
    petitions: dict[str, Petition] = field(default_factory=dict)
    hoods: list[Neighbourhood] = field(default_factory=list)

    def client(self, person: str) -> Client:
        """A browser in which PERSON is signed in."""
        client = Client()
        client.force_login(self.users[person], backend=BACKEND)
        return client

    def transfer(self, word: str) -> Transfer:
        """The newest transfer of a petition."""
        return self.petitions[word].transfers.order_by("-pk")[0]

    def fresh(self, word: str) -> Petition:
        """A petition as it stands now."""
        return Petition.objects.get(pk=self.petitions[word].pk)


def form(**values: Any) -> dict[str, Any]:
    """A form as a browser sends it, with a key of its own."""
    return {"form_key": str(uuid4()), **values}


def build_scene(code: str = "tu-son", name: str = "Từ Sơn") -> Scene:
    """Everybody and everything, by the actions of the rooms."""
    scene = Scene(build_town(code, name))
    _people(scene, code)
    _meetings(scene)
    _petitions(scene)
    return scene


def _people(scene: Scene, code: str) -> None:
    town = scene.town
    scene.users["secretary"] = town.secretary
    for person, role in (
        ("standing", Role.STANDING),
        ("front", Role.FRONT),
        ("auditor", Role.AUDITOR),
        ("clerk", Role.CLERK),
        ("other_clerk", Role.CLERK),
        ("officer", Role.AGENCY),
        ("other_officer", Role.AGENCY),
        ("group_head", Role.GROUP_HEAD),
    ):
        scene.users[person] = User.objects.create_user(f"{person}@{code}.vn", f"{role.label} {person}")
        _give(scene, person, role)
    _give(scene, "secretary", Role.SECRETARY)
    for person, ward in (("clerk", 0), ("other_clerk", 1)):
        ClerkPosting.objects.create(council=town.council, user=scene.users[person], locality=town.wards[ward])
    AgencyOfficer.objects.create(agency=town.agency, user=scene.users["officer"])
    AgencyOfficer.objects.create(agency=town.other_agency, user=scene.users["other_officer"])
    scene.hoods = [
        Neighbourhood.objects.create(locality=town.wards[0], name=hood, kind=NeighbourhoodKind.KHU_PHO)
        for hood in ("Đình Bảng", "Đồng Tiến")
    ]


def _give(scene: Scene, person: str, role: Role) -> None:
    RoleAssignment.objects.create(
        user=scene.users[person], tenant=scene.town.council, role=role, valid_from=date(2020, 1, 1)
    )


def _meetings(scene: Scene) -> None:
    town, now = scene.town, timezone.now().replace(minute=0, second=0, microsecond=0)
    Meeting.objects.filter(pk__in=[meeting.pk for meeting in town.meetings]).update(state=MeetingState.LOCKED)
    term = Term.objects.get(council=town.council)
    seat = Constituency.objects.create(council=town.council, term=term, number=1)
    delegates = [
        Delegate.objects.create(council=town.council, term=term, constituency=seat, full_name=full_name)
        for full_name in ("Nguyễn Văn Đức", "Đặng Thị Hòa")
    ]
    GroupMembership.objects.create(group=town.group, delegate=delegates[0])
    for word, ward, begins in (
        ("held", 0, now - timedelta(days=1)),
        ("coming", 0, now + timedelta(days=2)),
        ("elsewhere", 1, now - timedelta(days=1)),
    ):
        scene.meetings[word] = _meeting(scene, word, ward, begins, delegates)


def _meeting(scene: Scene, word: str, ward: int, begins: datetime, delegates: list[Delegate]) -> Meeting:
    town = scene.town
    venue = Venue.objects.create(council=town.council, locality=town.wards[ward], name=f"Nhà văn hóa {word}")
    meeting = Meeting.objects.create(
        council=town.council,
        round=town.round,
        title=f"Hội nghị {word}",
        starts_at=begins,
        ends_at=begins + timedelta(hours=2),
        venue=venue,
        state=MeetingState.ANNOUNCED,
        chair_name="Ông Trần Quốc Thủy",
    )
    MeetingUnit.objects.create(meeting=meeting, locality=town.wards[ward])
    for delegate in delegates:
        Attendance.objects.create(meeting=meeting, delegate=delegate)
    tell(meeting)
    return meeting


def _petitions(scene: Scene) -> None:
    town, today = scene.town, timezone.localdate()
    scene.petitions["recorded"] = town.petition("Thu gom rác thải đúng giờ ở chợ", classified=False)
    scene.petitions["classified"] = town.petition("Sửa mặt đường trục chính bị ngập nước, lầy lội")
    scene.petitions["alike"] = town.petition("Mặt đường trục chính ngập nước lầy lội, xin sửa", 1)
    for word, days, ward in (
        ("sent", 0, 0),
        ("late", 60, 1),
        ("received", 3, 0),
        ("answered", 9, 0),
        ("judged", 9, 0),
    ):
        scene.petitions[word] = town.petition(f"Lắp đèn chiếu sáng ngõ {word}, bà {VOTER} nêu", ward)
        transfer_petitions(
            council=town.council,
            agency=town.agency,
            petitions=[scene.petitions[word]],
            on=today - timedelta(days=days),
            answer_by=today + timedelta(days=20 - days),
            by=town.secretary,
        )
    scene.petitions["other"] = town.petition("Cấp nước sạch")
    transfer_petitions(
        council=town.council,
        agency=town.other_agency,
        petitions=[scene.petitions["other"]],
        on=today,
        answer_by=today + timedelta(days=20),
        by=town.secretary,
    )
    receive_transfer(transfer=scene.transfer("received"), on=today, by=town.secretary)
    for word in ("answered", "judged"):
        answers = answer_petitions(
            transfers=[scene.transfer(word)],
            text="Đã lắp 12 bóng đèn.",
            outcome=Outcome.RESOLVED,
            answered_on=today - timedelta(days=1),
            by=scene.users["officer"],
        )
    judge_answer(answer=answers[0], judgement=Judgement.ACCEPTED, on=today, by=town.secretary, body=town.standing)


def named_voice(scene: Scene, petition: str = "sent", *, consented: bool = True) -> None:
    """Give the first statement of a petition a speaker."""
    source = PetitionSource.objects.filter(petition=scene.petitions[petition])[0]
    Petitioner.objects.create(
        submission_id=source.submission_id, full_name=VOTER, phone=PHONE, address="Số 12 ngõ 3", consented=consented
    )
