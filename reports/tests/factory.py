"""A round of thị xã Từ Sơn as rows, written straight through the models: material of the papers' tests."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from delegates.enums import BodyKind, Level, LocalityKind, MemberRole, SigningAuthority
from delegates.models import (
    Body,
    Council,
    Delegate,
    DelegateGroup,
    GroupMembership,
    Locality,
    Signatory,
    Term,
)
from meetings.enums import MeetingState, MinutesState, Phase, PlanSection, PlanState, RoundState, SessionKind
from meetings.models import (
    Attendance,
    CouncilSession,
    Meeting,
    MeetingUnit,
    Minutes,
    Plan,
    PlanParagraph,
    Round,
    Venue,
)
from meetings.tests.scenes import tell
from petitions.enums import PetitionState, SubmissionKind, SubmissionState, TransferState
from petitions.models import (
    Agency,
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

DATA = Path(__file__).resolve().parents[1] / "demo" / "tu_son_2017.json"
WARDS = ("Đông Ngàn", "Tân Hồng", "Đình Bảng", "Trang Hạ", "Đồng Kỵ", "Đồng Nguyên", "Châu Khê")
ISSUED_ON = date(2017, 6, 6)
ISSUED_AT = datetime(2017, 6, 6, 2, 0, tzinfo=UTC)
HEARD_AT = datetime(2017, 6, 20, 5, 0, tzinfo=UTC)
SENT_ON = date(2017, 6, 28)
DUE_ON = date(2017, 7, 28)
CUT_OFF = datetime(2017, 8, 10, 10, 0, tzinfo=UTC)
PLAN_TEXT: Mapping[PlanSection, Sequence[str]] = {
    PlanSection.BASIS: (
        "Căn cứ Luật Tổ chức chính quyền địa phương",
        "Căn cứ Kế hoạch số 09/KH-TT.HĐND₁₈ ngày 26 tháng 5 năm 2017 của Thường trực Hội đồng nhân dân tỉnh",
    ),
    PlanSection.PURPOSE: (
        "Để đại biểu nghe cử tri nói về những việc sẽ bàn tại kỳ họp.",
        "Để cử tri biết kiến nghị lần trước đã được giải quyết đến đâu.",
    ),
    PlanSection.REQUIREMENT: ("Hội nghị mở đúng giờ, đúng nơi đã báo.", "Ghi đủ ý kiến của cử tri."),
    PlanSection.TIME: (
        "1. Trước kỳ họp: từ ngày 20/6/2017 đến ngày 22/6/2017.",
        "2. Sau kỳ họp: từ ngày 25/7/2017 đến ngày 27/7/2017.",
        "Giờ của từng hội nghị theo lịch kèm theo.",
    ),
    PlanSection.CONTENT_BEFORE: ("a) Báo cáo dự kiến chương trình kỳ họp.", "b) Nghe ý kiến của cử tri."),
    PlanSection.CONTENT_AFTER: ("a) Báo cáo kết quả kỳ họp.",),
    PlanSection.PLACE: ("Mỗi phường, xã tổ chức một hội nghị.",),
    PlanSection.ORGANISATION: (
        "1. Tổ trưởng Tổ đại biểu gửi báo cáo chậm nhất hai ngày làm việc sau đợt tiếp xúc.",
        "2. UBND thị xã cử cán bộ dự để trả lời cử tri.",
    ),
    PlanSection.RECIPIENT: ("- Thường trực HĐND tỉnh (b/c);", "- Đại biểu HĐND thị xã;", "- Lưu: VT, HĐND."),
}


@dataclass
class World:
    """What the tests hold in their hands."""

    council: Council
    plan: Plan
    before: Round
    after: Round
    signatory: Signatory
    groups: dict[int, DelegateGroup] = field(default_factory=dict)
    units: dict[str, Locality] = field(default_factory=dict)
    meetings: dict[str, Meeting] = field(default_factory=dict)
    agencies: dict[str, Agency] = field(default_factory=dict)
    letters: dict[str, TransferLetter] = field(default_factory=dict)
    petitions: dict[str, Petition] = field(default_factory=dict)
    reminder: Reminder | None = None


def tu_son(*, units: Sequence[str] | None = None, code: str = "tu-son-2017", profile: str = "nd30-2020") -> World:
    """The round before the fifth session: released, held, minuted, petitions sent, some answered, one reminded of."""
    data = json.loads(DATA.read_text(encoding="utf-8"))
    chosen = list(units) if units is not None else [venue["unit"] for venue in data["venues"]]
    world = _council(data, code, profile)
    _plan(world)
    _people(world, data, chosen)
    for index, venue in enumerate(v for v in data["venues"] if v["unit"] in chosen):
        _meeting(world, data, venue, index)
    tell(*world.meetings.values())
    _voices(world, data, chosen)
    _answers(world, data)
    return world


def _council(data: dict[str, Any], code: str, profile: str) -> World:
    place = Locality.objects.create(
        code=code[-9:], name="Từ Sơn", kind=LocalityKind.THI_XA, level=Level.HUYEN, valid_from=date(2008, 9, 24)
    )
    facts = data["council"]
    council = Council.objects.create(
        code=code,
        level=Level.HUYEN,
        locality=place,
        name=facts["name"],
        short_name=facts["short_name"],
        place_name=facts["place_name"],
        paper_profile=profile,
    )
    term = Term.objects.create(council=council, ordinal=18, starts_on=date(2016, 6, 20), ends_on=date(2021, 6, 30))
    standing = Body.objects.create(council=council, kind=BodyKind.STANDING, name="Thường trực HĐND thị xã Từ Sơn")
    signatory = Signatory.objects.create(
        council=council,
        body=standing,
        full_name=data["signatory"]["full_name"],
        title="Phó Chủ tịch",
        authority=SigningAuthority.TM_KT,
        authority_of="Chủ tịch",
    )
    session = CouncilSession.objects.create(
        council=council, term=term, ordinal=5, kind=SessionKind.MID_YEAR, opens_on=date(2017, 7, 13)
    )
    plan = Plan.objects.create(
        council=council,
        session=session,
        symbol="KH-HĐND",
        place_name="Từ Sơn",
        issuer_name=facts["name"],
        title="Tiếp xúc cử tri trước và sau kỳ họp thứ 5, Hội đồng nhân dân thị xã khóa XVIII",
        signatory=signatory,
        state=PlanState.SUBMITTED,
    )
    before, after = (
        Round.objects.create(
            council=council,
            plan=plan,
            phase=phase,
            starts_on=date.fromisoformat(days[0]),
            ends_on=date.fromisoformat(days[1]),
            state=RoundState.RELEASED,
        )
        for phase, days in zip((Phase.BEFORE, Phase.AFTER), data["rounds"].values(), strict=True)
    )
    return World(council=council, plan=plan, before=before, after=after, signatory=signatory)


def _plan(world: World) -> None:
    PlanParagraph.objects.bulk_create(
        PlanParagraph(plan=world.plan, section=section, position=position, text=text)
        for section, texts in PLAN_TEXT.items()
        for position, text in enumerate(texts, start=1)
    )


def _people(world: World, data: dict[str, Any], chosen: Sequence[str]) -> None:
    council, term = world.council, world.council.terms.get()
    for number, name in enumerate(chosen):
        world.units[name] = Locality.objects.create(
            code=f"{council.pk}{number:03d}",
            name=name,
            kind=LocalityKind.PHUONG if name in WARDS else LocalityKind.XA,
            level=Level.XA,
            parent=council.locality,
            valid_from=date(2008, 9, 24),
        )
    for facts in data["groups"]:
        if not set(facts["units"]) & set(chosen):
            continue
        group = DelegateGroup.objects.create(council=council, term=term, number=facts["number"])
        world.groups[group.number] = group
        for index, name in enumerate(facts["delegates"]):
            delegate = Delegate.objects.create(council=council, term=term, full_name=name)
            role = MemberRole.HEAD if index == 0 else MemberRole.MEMBER
            GroupMembership.objects.create(group=group, delegate=delegate, role=role)
    for name, authority in data["agencies"]:
        world.agencies[name] = Agency.objects.create(council=council, name=name, authority=authority)


def _meeting(world: World, data: dict[str, Any], venue: dict[str, Any], index: int) -> None:
    unit = world.units[venue["unit"]]
    hall = Venue.objects.create(council=world.council, locality=unit, name=venue["name"], capacity=venue["capacity"])
    chair = Body.objects.create(
        council=world.council, kind=BodyKind.FRONT, name=f"Ban Thường trực Ủy ban MTTQ {unit.full_name}", locality=unit
    )
    day = world.before.starts_on + timedelta(days=index // 4)
    starts = timezone.make_aware(datetime(day.year, day.month, day.day, 8 if index % 2 == 0 else 14, 0))
    meeting = Meeting.objects.create(
        council=world.council,
        round=world.before,
        starts_at=starts,
        ends_at=starts + timedelta(hours=3),
        venue=hall,
        chair_body=chair,
        expected_voters=venue["voters"],
        state=MeetingState.MINUTED,
    )
    world.meetings[venue["unit"]] = meeting
    MeetingUnit.objects.create(meeting=meeting, locality=unit, invited_voters=venue["voters"])
    number = next(facts["number"] for facts in data["groups"] if venue["unit"] in facts["units"])
    meeting.groups.add(world.groups[number])
    away = data["attendance"]["absent"]
    for membership in world.groups[number].memberships.select_related("delegate"):
        name = membership.delegate.full_name
        Attendance.objects.create(
            meeting=meeting,
            delegate=membership.delegate,
            present=name not in away,
            absence_reason=away.get(name, ""),
            starts_at=meeting.starts_at,
            ends_at=meeting.ends_at,
            is_blocking=False,  # these meetings are over: they hold nobody's hours
        )
    Minutes.objects.create(
        meeting=meeting,
        started_at=starts,
        ended_at=starts + timedelta(hours=2, minutes=45),
        voters_present=data["attendance"]["present_voters"][venue["unit"]],
        chair_name="Đỗ Thị Lan",
        secretary_name="Ngô Đức Tài",
        guests="lãnh đạo UBND, Ủy ban MTTQ nơi tổ chức",
        reports="Đại biểu báo cáo dự kiến chương trình kỳ họp.",
        conclusion="Chủ tọa cảm ơn cử tri, đề nghị các cơ quan trả lời đúng hạn.",
        state=MinutesState.SUBMITTED,
        submitted_at=starts + timedelta(hours=5),
    )


def _voices(world: World, data: dict[str, Any], chosen: Sequence[str]) -> None:
    order = dict.fromkeys(chosen, 0)
    for voice in data["voices"]:
        if voice["unit"] not in chosen:
            continue
        order[voice["unit"]] += 1
        restricted = voice["kind"] in (SubmissionKind.COMPLAINT, SubmissionKind.DENUNCIATION)
        submission = Submission.objects.create(
            council=world.council,
            round=world.before,
            meeting=world.meetings[voice["unit"]],
            locality=world.units[voice["unit"]],
            kind=voice["kind"],
            verbatim="" if restricted else voice["text"],
            speaking_order=order[voice["unit"]],
            answered_by=voice.get("answered_by", ""),
            answer_on_spot=voice.get("answer", ""),
            state=_said(voice),
            recorded_at=HEARD_AT,
        )
        if restricted:
            RestrictedCase.objects.create(
                submission=submission, text=voice["text"], handed_to=voice["handed_to"], handed_at=HEARD_AT
            )
        elif voice["speaker"]:
            Petitioner.objects.create(submission=submission, full_name=voice["speaker"], address=voice["home"])
        if matter := voice.get("matter"):
            _join(world, data, matter, submission)


def _said(voice: dict[str, Any]) -> SubmissionState:
    if voice["kind"] == SubmissionKind.COMPLAINT:
        return SubmissionState.HANDED_OFF
    if voice.get("matter"):
        return SubmissionState.IN_PETITION
    return SubmissionState.ANSWERED_ON_SPOT if voice.get("answered_by") else SubmissionState.CLASSIFIED


def _join(world: World, data: dict[str, Any], matter: str, submission: Submission) -> None:
    petition = world.petitions.get(matter)
    if petition is None:
        facts = data["matters"][matter]
        agency = world.agencies[facts["agency"]]
        sectors = list(dict.fromkeys(m["sector"] for m in data["matters"].values()))
        sector, _new = Sector.objects.get_or_create(
            council=world.council,
            name=facts["sector"],
            defaults={"position": sectors.index(facts["sector"]) + 1},
        )
        petition = add_petition(world, matter, facts["summary"], sector=sector, agency=agency)
    PetitionSource.objects.create(petition=petition, submission=submission, added_at=HEARD_AT)
    if submission.locality:
        petition.localities.add(submission.locality)


def add_petition(
    world: World, matter: str, summary: str, *, sector: Sector | None = None, agency: Agency | None = None
) -> Petition:
    """A petition of the round before, sent to AGENCY when one is given."""
    petition = Petition.objects.create(
        council=world.council,
        code=f"KN-XVIII-5-{len(world.petitions) + 1:03d}",
        session_of_origin=world.plan.session,
        round=world.before,
        summary=summary,
        sector=sector,
        authority=agency.authority if agency else "",
        state=PetitionState.TRANSFERRED if agency else PetitionState.RECORDED,
        due_on=DUE_ON if agency else None,
        created_at=HEARD_AT,
    )
    world.petitions[matter] = petition
    _event(petition, "", PetitionState.RECORDED, HEARD_AT)
    if agency is not None:
        letter = world.letters.get(agency.name) or TransferLetter.objects.create(
            council=world.council, agency=agency, round=world.before, sent_on=SENT_ON
        )
        world.letters[agency.name] = letter
        Transfer.objects.create(petition=petition, agency=agency, letter=letter, sent_on=SENT_ON, due_on=DUE_ON)
        _event(petition, PetitionState.RECORDED, PetitionState.TRANSFERRED, HEARD_AT + timedelta(days=8))
    return petition


def _event(petition: Petition, old: str, new: PetitionState, at: datetime) -> None:
    PetitionEvent.objects.create(petition=petition, at=at, old_state=old, new_state=new)


def _answers(world: World, data: dict[str, Any]) -> None:
    for facts in data["answers"]:
        petition = world.petitions.get(facts["matter"])
        if petition is not None:
            answer(petition, facts, data["judgements"].get(facts["matter"], ""), facts["matter"] in data["told_back"])
    late = world.petitions.get(data["overdue"][0])
    if late is not None:
        transfer = late.transfers.get()
        world.reminder = Reminder.objects.create(
            council=world.council,
            agency=transfer.agency,
            sent_on=date(2017, 8, 7),
            answer_by=date(2017, 8, 31),
        )
        world.reminder.transfers.add(transfer)


def answer(petition: Petition, facts: Mapping[str, Any], judgement: str = "", told: bool = False) -> None:
    """An answer of the lead agency, judged and told back when asked."""
    transfer = petition.transfers.get()
    given = Answer.objects.create(
        petition=petition,
        transfer=transfer,
        text=facts["text"],
        outcome=facts["outcome"],
        roadmap=facts.get("roadmap", ""),
        promised_on=date.fromisoformat(facts["promised_on"]) if facts.get("promised_on") else None,
        answered_on=date(2017, 7, 20),
    )
    transfer.state = TransferState.ANSWERED
    transfer.save()
    petition.state, petition.claimed_outcome = PetitionState.ANSWERED, facts["outcome"]
    at = datetime(2017, 7, 20, 3, 0, tzinfo=UTC)
    _event(petition, PetitionState.TRANSFERRED, PetitionState.ANSWERED, at)
    if judgement:
        Verdict.objects.create(
            petition=petition,
            answer=given,
            judgement=judgement,
            reason="Mới làm được một phần." if judgement != "accepted" else "",
            judged_on=date(2017, 7, 24),
        )
        petition.state, petition.judgement = PetitionState.JUDGED, judgement
        _event(petition, PetitionState.ANSWERED, PetitionState.JUDGED, at + timedelta(days=4))
    if told:
        Feedback.objects.create(petition=petition, told_on=date(2017, 7, 26), content="content")
        petition.state = PetitionState.TOLD_BACK
        _event(petition, PetitionState.JUDGED, PetitionState.TOLD_BACK, at + timedelta(days=6))
    petition.save()
