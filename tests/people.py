"""Two mirrored councils with one row of everything, and the people every test asks about.

`town(mark, code)` builds a whole council whose every text carries MARK, places excepted: they belong to all.
`PEOPLE` are the roles that sign in.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.test import Client

from delegates.models import (
    Body,
    CalendarException,
    ClerkPosting,
    Constituency,
    Council,
    DeadlineSetting,
    Delegate,
    DelegateGroup,
    GroupMembership,
    Locality,
    LocalitySuccession,
    Neighbourhood,
    Signatory,
    Term,
)
from meetings.models import (
    AgendaItem,
    Attendance,
    BusyTime,
    CalendarFeed,
    ContactRequest,
    CouncilSession,
    DayWish,
    Duty,
    LegalBasis,
    Meeting,
    MeetingChange,
    MeetingOfficer,
    MeetingUnit,
    Minutes,
    Notice,
    Plan,
    PlanComment,
    PlanParagraph,
    PlanPartner,
    PlanTask,
    PlanVersion,
    ReleasedMeeting,
    Round,
    RoundRelease,
    ScheduleFile,
    ScheduleMove,
    ScheduleProposal,
    ScheduleSetting,
    TravelTime,
    Venue,
)
from meetings.queries import as_told, facts_of
from petitions.models import (
    Agency,
    AgencyOfficer,
    Answer,
    Feedback,
    Petition,
    Petitioner,
    PetitionEvent,
    PetitionSource,
    Reminder,
    RestrictedCase,
    Sector,
    Submission,
    Transfer,
    TransferLetter,
    Verdict,
)
from reports.models import Report
from txct.core import outbox
from txct.core.audit import record
from txct.core.models import (
    Heartbeat,
    Invitation,
    IssuedDocument,
    IssuedFile,
    NumberRegister,
    PublicUse,
    RoleAssignment,
    SubmittedForm,
    Tenant,
    User,
    VoidedNumber,
)
from txct.core.roles import RECORD_ROLES, Role

CANARY = "Zqxhoàngyến"
"""A word that stands in every text of the second council and nowhere else."""

PEOPLE = (
    "secretary",
    "standing",
    "group_head",
    "delegate",
    "other_delegate",
    "clerk",
    "front",
    "agency",
    "auditor",
    "sysadmin",
)
ROLE_OF = {"other_delegate": Role.DELEGATE}
NOON = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)
DAY = date(2026, 11, 26)
SCHEDULE = "Lịch tiếp xúc cử tri: 8h00 ngày 26/11/2026, khu phố 1, tại Nhà văn hóa khu phố 1.".encode()


@dataclass
class Town:
    """One council, its people and its rows by model label."""

    mark: str
    council: Council
    people: dict[str, User] = field(default_factory=dict)
    rows: dict[str, Any] = field(default_factory=dict)

    def keep(self, row: Any) -> Any:
        """Remember ROW as the council's row of its model."""
        self.rows.setdefault(row._meta.label_lower, row)
        return row

    def one(self, label: str) -> Any:
        """The council's row of a model."""
        return self.rows[label.lower()]

    def client(self, person: str) -> Client:
        """A browser in which PERSON is signed in; "public" signs nobody in."""
        client = Client()
        if person != "public":
            client.force_login(self.people[person], backend="django.contrib.auth.backends.ModelBackend")
        return client


def town(mark: str, code: str) -> Town:
    """A council with one row of every model; CODE keeps unique columns apart, MARK stands in every text."""
    with transaction.atomic():
        place = Locality.objects.create(
            code=code, name=f"Sông {code}", kind="phuong", level="xa", valid_from=date(2025, 7, 1)
        )
        council = Council.objects.create(
            code=f"hdnd-{code}",
            name=f"HĐND phường {mark}",
            short_name=f"HĐND {mark}",
            place_name=mark,
            level="xa",
            locality=place,
        )
        before = Locality.objects.create(
            code=f"{code}x", name=f"Núi {code}", kind="xa", level="xa", valid_from=date(2000, 1, 1)
        )
        built = Town(mark=mark, council=council)
        built.keep(LocalitySuccession.objects.create(predecessor=before, successor=place, on=date(2025, 7, 1)))
        built.rows.update({"delegates.council": council, "delegates.locality": place})
        _people(built, code)
        _who(built)
        _plans(built)
        _meetings(built)
        _availability(built)
        _asked(built)
        _told(built)
        _papers(built)
        _voices(built)
        _follow_up(built)
    return built


def _people(here: Town, code: str) -> None:
    for person in PEOPLE:
        role = ROLE_OF.get(person) or Role(person)
        user = User.objects.create_user(
            f"{person}@{code}.example", f"{here.mark} {role.label}", is_staff=role in RECORD_ROLES
        )
        assignment = RoleAssignment.objects.create(
            user=user, tenant=here.council, role=role, valid_from=date(2026, 1, 1)
        )
        here.people[person] = user
        here.rows.setdefault("core.user", user)
        here.rows.setdefault("core.roleassignment", assignment)
    here.rows["core.tenant"] = Tenant.objects.get(pk=here.council.pk)
    here.keep(SubmittedForm.objects.create(key=uuid4(), user=here.people["secretary"], path=f"/{here.mark}/"))
    here.keep(PublicUse.objects.create(key=digest(here.mark, "use"), used=1, until=NOON))
    here.rows["core.heartbeat"] = Heartbeat.objects.get_or_create(name="worker")[0]


def _who(here: Town) -> None:
    mark, council = here.mark, here.council
    keep, place = here.keep, here.one("delegates.locality")
    hood = keep(Neighbourhood.objects.create(locality=place, name=f"số {place.code}", kind="khu_pho"))
    term = keep(Term.objects.create(council=council, ordinal=20, starts_on=date(2026, 5, 1)))
    seat = keep(Constituency.objects.create(council=council, term=term, number=1))
    seat.localities.add(place)
    seat.neighbourhoods.add(hood)
    group = keep(DelegateGroup.objects.create(council=council, term=term, number=1, name=f"Tổ {mark}"))
    other = DelegateGroup.objects.create(council=council, term=term, number=2, name=f"Tổ hai {mark}")
    for person, home, role in (
        ("delegate", group, "member"),
        ("group_head", group, "head"),
        ("other_delegate", other, "member"),
    ):
        delegate = Delegate.objects.create(
            council=council,
            term=term,
            constituency=seat,
            user=here.people[person],
            full_name=f"{mark} Văn {person.title()}",
            email=f"{person}@dai-bieu.example",
            phone="0912000111",
        )
        keep(delegate)
        keep(GroupMembership.objects.create(group=home, delegate=delegate, role=role))
    body = keep(Body.objects.create(council=council, kind="front", name=f"Ủy ban MTTQ {mark}", locality=place))
    keep(Signatory.objects.create(council=council, body=body, full_name=f"{mark} Ký", title="CHỦ TỊCH"))
    keep(ClerkPosting.objects.create(council=council, user=here.people["clerk"], locality=place))
    keep(CalendarException.objects.create(council=council, day=DAY, is_working=True, reason=f"làm bù {mark}"))
    keep(
        DeadlineSetting.objects.create(
            council=council, rule_code="answer", offset=60, legal_basis=f"NQ {mark}", valid_from=DAY
        )
    )


def _plans(here: Town) -> None:
    mark, council, keep = here.mark, here.council, here.keep
    session = keep(
        CouncilSession.objects.create(
            council=council, term=here.one("delegates.term"), ordinal=4, kind="year_end", opens_on=date(2026, 12, 10)
        )
    )
    plan = keep(
        Plan.objects.create(council=council, session=session, number=28, title=f"Kế hoạch {mark}", issued_on=DAY)
    )
    keep(PlanParagraph.objects.create(plan=plan, section="purpose", position=1, text=f"mục đích {mark}"))
    keep(PlanVersion.objects.create(plan=plan, number=1, at=NOON, snapshot={"title": mark}))
    keep(
        PlanTask.objects.create(
            plan=plan, position=1, body=here.one("delegates.body"), what=f"chủ trì hội nghị {mark}", due_on=DAY
        )
    )
    keep(PlanPartner.objects.create(plan=plan, council=council, asked_at=NOON, agreed_paper=f"văn bản {mark}"))
    keep(LegalBasis.objects.create(council=council, kind="Kế hoạch", number=f"09/KH {mark}", subject=f"về {mark}"))
    keep(PlanComment.objects.create(plan=plan, at=NOON, text=f"góp ý {mark}", by=here.people["front"]))
    round_ = keep(
        Round.objects.create(
            council=council,
            plan=plan,
            phase="before",
            name=f"Đợt {mark}",
            starts_on=DAY - timedelta(days=3),
            ends_on=DAY + timedelta(days=3),
        )
    )
    keep(RoundRelease.objects.create(round=round_, number=1, snapshot={"meetings": []}))
    keep(ScheduleMove.objects.create(round=round_, label=f"Chuyển lịch {mark}"))
    keep(ScheduleFile.objects.create(round=round_, name=f"lich {mark}.txt", sha256="0" * 64, content=SCHEDULE))
    keep(ScheduleProposal.objects.create(round=round_, state="found", result={"assignments": []}))
    keep(Duty.objects.create(council=council, round=round_, rule_code="notice", subject=f"Gửi giấy mời {mark}"))


def _availability(here: Town) -> None:
    council, keep, place = here.council, here.keep, here.one("delegates.locality")
    round_, delegate = here.one("meetings.round"), here.one("delegates.delegate")
    start = NOON + timedelta(days=9)
    keep(
        BusyTime.objects.create(
            council=council,
            delegate=delegate,
            starts_at=start,
            ends_at=start + timedelta(hours=2),
            reason=f"họp {here.mark}",
        )
    )
    keep(DayWish.objects.create(round=round_, delegate=delegate, day=DAY, note=f"rảnh {here.mark}"))
    keep(ScheduleSetting.objects.create(council=council))
    ends = sorted((place, here.one("delegates.localitysuccession").predecessor), key=lambda unit: unit.pk)
    keep(TravelTime.objects.create(council=council, first=ends[0], second=ends[1], minutes=20))


def _released(here: Town, meeting: Meeting) -> None:
    """The meeting as the public knows it."""
    told, release = as_told(facts_of(meeting)), here.one("meetings.roundrelease")
    kept = {"starts_at": told.starts_at, "ends_at": told.ends_at, "state": told.state, "facts": told.to_entry()}
    row = here.keep(ReleasedMeeting.objects.create(meeting=meeting, release=release, **kept))
    row.localities.add(here.one("delegates.locality"))
    row.councils.add(here.council)
    row.delegates.add(here.one("delegates.delegate"))


def _meetings(here: Town) -> None:
    mark, council, keep, place = here.mark, here.council, here.keep, here.one("delegates.locality")
    venue = keep(Venue.objects.create(council=council, locality=place, name=f"Nhà văn hóa {mark}"))
    meeting = keep(
        Meeting.objects.create(
            council=council,
            round=here.one("meetings.round"),
            title=f"Hội nghị {mark}",
            starts_at=NOON,
            ends_at=NOON + timedelta(hours=3),
            venue=venue,
            chair_body=here.one("delegates.body"),
            note=f"ghi chú {mark}",
            state="held",
        )
    )
    meeting.groups.add(here.one("delegates.delegategroup"))
    _released(here, meeting)
    delegate = here.one("delegates.delegate")
    keep(
        MeetingUnit.objects.create(meeting=meeting, locality=place, neighbourhood=here.one("delegates.neighbourhood"))
    )
    keep(
        Attendance.objects.create(
            meeting=meeting, delegate=delegate, starts_at=NOON, ends_at=NOON + timedelta(hours=3)
        )
    )
    keep(AgendaItem.objects.create(meeting=meeting, position=1, step="opening", text=f"khai mạc {mark}"))
    keep(MeetingOfficer.objects.create(meeting=meeting, body=here.one("delegates.body"), full_name=f"{mark} Đáp"))
    keep(MeetingChange.objects.create(meeting=meeting, kind="moved", reason=f"mưa bão {mark}"))
    keep(
        Minutes.objects.create(
            meeting=meeting,
            started_at=NOON,
            ended_at=NOON + timedelta(hours=2),
            voters_present=60,
            chair_name=f"{mark} Chủ",
            secretary_name=f"{mark} Thư",
            conclusion=f"kết luận {mark}",
        )
    )


def _asked(here: Town) -> None:
    mark = here.mark
    here.keep(
        ContactRequest.objects.create(
            council=here.council,
            delegate=here.one("delegates.delegate"),
            kind="off_plan",
            decider="group",
            group=here.one("delegates.delegategroup"),
            activity="target_group",
            form="conference",
            wanted_on=DAY + timedelta(days=20),
            locality=here.one("delegates.locality"),
            place_note=f"nhà riêng {mark}",
            with_whom=f"tổ liên gia {mark}",
            content=f"nghe về nước sạch {mark}",
            received_on=DAY - timedelta(days=2),
        )
    )


def _told(here: Town) -> None:
    mark, council, keep = here.mark, here.council, here.keep
    delegate, meeting = here.one("delegates.delegate"), here.one("meetings.meeting")
    message = keep(
        outbox.put(
            tenant_id=council.pk,
            key=f"notice-{council.code}",
            recipient_name=f"{mark} Nhận",
            address="nhan@dai-bieu.example",
            subject=f"Giấy mời {mark}",
            body=f"Kính mời {mark}",
        )
    )
    keep(
        Notice.objects.create(
            meeting=meeting,
            kind="invitation",
            meeting_sequence=0,
            addressee_key=f"delegate-{delegate.pk}",
            addressee_name=f"{mark} Nhận",
            delegate=delegate,
            subject=f"Giấy mời {mark}",
            text=f"Kính mời {mark}",
            state="issued",
            issued_at=NOON,
            message=message,
        )
    )
    keep(CalendarFeed.objects.create(council=council, delegate=delegate, token_sha256=digest(mark, "feed")))


def _papers(here: Town) -> None:
    mark, council, keep = here.mark, here.council, here.keep
    register = keep(NumberRegister.objects.create(tenant=council, series="KH-HĐND", year=2026, last_number=2))
    paper = keep(
        IssuedDocument.objects.create(
            tenant=council,
            kind="plan",
            register=register,
            number=1,
            symbol="KH-HĐND",
            title=f"Kế hoạch {mark}",
            issued_on=DAY,
            subject_type="meetings.plan",
            subject_id="1",
            snapshot={"title": mark},
            digest=digest(mark, "paper"),
        )
    )
    content = f"%PDF {mark}".encode()
    keep(IssuedFile.objects.create(document=paper, form="pdf", content=content, sha256=digest(mark, "file")))
    keep(VoidedNumber.objects.create(register=register, number=2, reason=f"viết sai {mark}"))
    keep(
        Invitation.objects.create(
            tenant=council,
            email="moi@dai-bieu.example",
            full_name=f"{mark} Mời",
            role=Role.DELEGATE,
            token_sha256=digest(mark, "invitation"),
            invited_by=here.people["secretary"],
        )
    )
    keep(Report.objects.create(council=council, round=here.one("meetings.round"), kind="summary_report", figures={}))
    keep(
        record(by=here.people["secretary"], action="plan.drafted", obj=here.one("meetings.plan"), tenant_id=council.pk)
    )
    here.rows["core.auditchain"] = here.one("core.auditentry").tenant.audit_chain


def _voices(here: Town) -> None:
    mark, council, keep, place = here.mark, here.council, here.keep, here.one("delegates.locality")
    said = {"council": council, "round": here.one("meetings.round"), "meeting": here.one("meetings.meeting")}
    voice = keep(
        Submission.objects.create(
            **said, kind="petition", verbatim=f"đường {mark} ngập", summary=f"ngập {mark}", locality=place
        )
    )
    complaint = Submission.objects.create(**said, kind="complaint", locality=place)
    keep(Petitioner.objects.create(submission=voice, full_name=f"{mark} Cử Tri", phone="0987654321"))
    keep(RestrictedCase.objects.create(submission=complaint, text=f"khiếu nại {mark}"))
    sector = keep(Sector.objects.create(council=council, name=f"Giao thông {mark}"))
    petition = keep(
        Petition.objects.create(
            council=council,
            code=f"KN-{council.code}",
            round=here.one("meetings.round"),
            summary=f"Sửa đường {mark}",
            body=f"nội dung {mark}",
            sector=sector,
            authority="xa",
            state="transferred",
        )
    )
    petition.localities.add(place)
    keep(PetitionSource.objects.create(petition=petition, submission=voice))
    keep(PetitionEvent.objects.create(petition=petition, new_state="recorded", note=f"ghi nhận {mark}"))


def _follow_up(here: Town) -> None:
    mark, council, keep, petition = here.mark, here.council, here.keep, here.one("petitions.petition")
    agency = keep(Agency.objects.create(council=council, name=f"Phòng Kinh tế {mark}", authority="xa"))
    keep(AgencyOfficer.objects.create(agency=agency, user=here.people["agency"]))
    letter = keep(
        TransferLetter.objects.create(council=council, agency=agency, round=here.one("meetings.round"), sent_on=DAY)
    )
    transfer = keep(Transfer.objects.create(petition=petition, agency=agency, letter=letter, sent_on=DAY))
    reminder = keep(Reminder.objects.create(council=council, agency=agency, sent_on=DAY))
    reminder.transfers.add(transfer)
    answer = keep(
        Answer.objects.create(
            petition=petition, transfer=transfer, text=f"đã sửa {mark}", outcome="resolved", answered_on=DAY
        )
    )
    keep(
        Verdict.objects.create(
            petition=petition,
            answer=answer,
            body=here.one("delegates.body"),
            judgement="partly",
            reason=f"còn chậm {mark}",
            judged_on=DAY,
        )
    )
    keep(Feedback.objects.create(petition=petition, told_on=DAY, note=f"bà con {mark}"))


def digest(*parts: str) -> str:
    return hashlib.sha256("|".join(parts).encode()).hexdigest()
