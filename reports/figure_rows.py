"""Rows of a round as they stood at the cut-off, read in a fixed number of queries."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from delegates.models import DelegateGroup, GroupMembership, Locality
from meetings.enums import MeetingState, MinutesState
from meetings.models import Meeting, Minutes, Round
from meetings.models.meetings import OFF_STATES
from meetings.queries import group_name, unit_name, with_parts
from petitions.enums import (
    RESTRICTED_KINDS,
    Authority,
    Outcome,
    PetitionState,
    TransferRole,
    TransferState,
)
from petitions.models import (
    Answer,
    Feedback,
    Petition,
    PetitionEvent,
    PetitionSource,
    Reminder,
    Submission,
    Transfer,
    Verdict,
)
from petitions.models.petitions import ANSWERED_STATES, GONE_STATES, WAITING_STATES
from petitions.models.submissions import UNCOUNTED_STATES
from reports.documents.phrases import speaker_text, without_names
from reports.enums import Standing
from reports.figure_lines import UNSORTED, AbsenceLine, MeetingLine, PetitionLine, VoiceLine
from txct.lib.dates import short_date

HELD_STATES = (MeetingState.HELD, MeetingState.MINUTED, MeetingState.LOCKED)


@dataclass
class RoundRows:
    """What a report of ROUND may speak of, nothing entered after the cut-off."""

    round: Round
    cut_off: datetime
    group: DelegateGroup | None
    meetings: list[Meeting] = field(default_factory=list)
    submissions: list[Submission] = field(default_factory=list)
    petitions: list[Petition] = field(default_factory=list)
    carried: list[Petition] = field(default_factory=list)
    merged: int = 0
    withdrawn: int = 0
    states: dict[int, PetitionState] = field(default_factory=dict)
    group_of: dict[int, DelegateGroup] = field(default_factory=dict)
    reminded: dict[int, int] = field(default_factory=dict)
    voices_at: Counter[int | None] = field(default_factory=Counter)
    petitions_at: Counter[int | None] = field(default_factory=Counter)


def read_rows(round_: Round, cut_off: datetime, group: DelegateGroup | None = None) -> RoundRows:
    """The rows of ROUND at CUT_OFF, of one group's meetings when GROUP is given."""
    rows = RoundRows(round=round_, cut_off=cut_off, group=group)
    rows.meetings = list(_meetings(round_, group))
    rows.group_of = _groups_of(rows.meetings)
    rows.submissions = list(_submissions(rows))
    everything = list(_petitions(rows))
    rows.states = {petition.pk: _state_at(petition) for petition in everything}
    rows.merged = sum(rows.states[p.pk] == PetitionState.MERGED for p in everything)
    rows.withdrawn = sum(rows.states[p.pk] == PetitionState.WITHDRAWN for p in everything)
    rows.petitions = [p for p in everything if rows.states[p.pk] not in GONE_STATES]
    rows.carried = list(_carried(rows))
    rows.states |= {petition.pk: _state_at(petition) for petition in rows.carried}
    rows.carried = [p for p in rows.carried if rows.states[p.pk] in WAITING_STATES or _latest(p, p.answers.all())]
    rows.reminded = _reminders(rows)
    rows.voices_at = Counter(s.meeting_id for s in counted(rows.submissions))
    rows.petitions_at = Counter(
        key for petition in rows.petitions for key in {x.submission.meeting_id for x in petition.sources.all()}
    )
    return rows


def _meetings(round_: Round, group: DelegateGroup | None) -> QuerySet[Meeting]:
    rows = Meeting.objects.filter(round=round_)
    if group is not None:
        rows = rows.filter(groups=group)
    return with_parts(rows).select_related("round", "venue", "chair_body", "council", "minutes")


def _groups_of(meetings: Iterable[Meeting]) -> dict[int, DelegateGroup]:
    """The group of each delegate who was asked to a meeting."""
    people = {a.delegate_id for meeting in meetings for a in meeting.attendances.all()}
    rows = GroupMembership.objects.filter(delegate__in=people).select_related("group").order_by("pk")
    return {row.delegate_id: row.group for row in rows}


def _submissions(rows: RoundRows) -> QuerySet[Submission]:
    found = Submission.objects.filter(round=rows.round, recorded_at__lte=rows.cut_off)
    if rows.group is not None:
        found = found.filter(meeting__in=[meeting.pk for meeting in rows.meetings])
    return found.select_related("locality", "neighbourhood", "petitioner", "split_from__petitioner").order_by(
        "meeting__starts_at", "meeting_id", "speaking_order", "pk"
    )


def _petitions(rows: RoundRows) -> QuerySet[Petition]:
    found = Petition.objects.filter(round=rows.round, created_at__lte=rows.cut_off)
    if rows.group is not None:
        at = [meeting.pk for meeting in rows.meetings]
        found = found.filter(pk__in=PetitionSource.objects.filter(submission__meeting__in=at).values("petition"))
    return _with_all(found, rows.cut_off)


def _carried(rows: RoundRows) -> QuerySet[Petition]:
    """Petitions of earlier rounds that were not settled: no answer yet, or an answer that promises a day."""
    if rows.group is not None:
        return Petition.objects.none()
    found = Petition.objects.filter(
        Q(state__in=WAITING_STATES) | Q(state__in=ANSWERED_STATES, claimed_outcome=Outcome.STUDYING),
        council_id=rows.round.council_id,
        round__starts_on__lt=rows.round.starts_on,
        created_at__lte=rows.cut_off,
    )
    return _with_all(found, rows.cut_off)


def _with_all(petitions: QuerySet[Petition], cut_off: datetime) -> QuerySet[Petition]:
    day = timezone.localdate(cut_off)
    return (
        petitions.select_related("sector", "session_of_origin__term", "round__plan__session__term")
        .prefetch_related(
            Prefetch("localities", Locality.objects.order_by("sort_key")),
            Prefetch(
                "sources",
                PetitionSource.objects.filter(added_at__lte=cut_off)
                .select_related(
                    "submission__locality",
                    "submission__neighbourhood",
                    "submission__petitioner",
                    "submission__split_from__petitioner",
                )
                .order_by("pk"),
            ),
            Prefetch("transfers", Transfer.objects.filter(sent_on__lte=day).select_related("agency").order_by("pk")),
            Prefetch("answers", Answer.objects.filter(answered_on__lte=day).order_by("answered_on", "number", "pk")),
            Prefetch("verdicts", Verdict.objects.filter(judged_on__lte=day).order_by("judged_on", "pk")),
            Prefetch("feedback", Feedback.objects.filter(told_on__lte=day).order_by("told_on", "pk")),
            Prefetch("events", PetitionEvent.objects.filter(at__lte=cut_off).order_by("pk")),
        )
        .order_by("code", "pk")
    )


def _state_at(petition: Petition) -> PetitionState:
    """The state that the events up to the cut-off lead to."""
    events = list(petition.events.all())
    return PetitionState(events[-1].new_state if events else petition.state)


def _reminders(rows: RoundRows) -> dict[int, int]:
    """How often each petition's agency was reminded."""
    keys = [petition.pk for petition in (*rows.petitions, *rows.carried)]
    sent = Reminder.objects.filter(
        transfers__petition__in=keys, sent_on__lte=timezone.localdate(rows.cut_off)
    ).values_list("transfers__petition", "pk")
    found: dict[int, set[int]] = defaultdict(set)
    for petition, reminder in sent:
        found[petition].add(reminder)
    return {petition: len(reminders) for petition, reminders in found.items()}


def counted(submissions: Iterable[Submission]) -> list[Submission]:
    """Statements that count: not behind the wall, not taken back, of a split one its points."""
    return [s for s in submissions if s.kind not in RESTRICTED_KINDS and s.state not in UNCOUNTED_STATES]


def minutes_of(meeting: Meeting) -> Minutes | None:
    """The minutes of a meeting once handed in."""
    minutes = getattr(meeting, "minutes", None)
    return minutes if minutes is not None and minutes.state != MinutesState.DRAFT else None


def meeting_line(rows: RoundRows, meeting: Meeting) -> MeetingLine:
    """One meeting with who came and what was said."""
    attendances = list(meeting.attendances.all())
    if rows.group is not None:
        attendances = [a for a in attendances if group_key(rows, a.delegate_id) == rows.group.pk]
    minutes = minutes_of(meeting)
    units = list(meeting.units.all())
    invited = sum(unit.invited_voters or 0 for unit in units) or meeting.expected_voters or 0
    return MeetingLine(
        id=meeting.pk,
        name=meeting.title or ", ".join(unit_name(unit) for unit in units) or str(meeting),
        starts_at=meeting.starts_at.isoformat() if meeting.starts_at else "",
        held=meeting.state in HELD_STATES,
        off=meeting.state in OFF_STATES,
        invited=invited,
        voters=minutes.voters_present if minutes else 0,
        seats=len(attendances),
        present=sum(a.present is True for a in attendances),
        absent=sum(a.present is False for a in attendances),
        voices=rows.voices_at[meeting.pk],
        petitions=rows.petitions_at[meeting.pk],
        unit_ids=tuple(dict.fromkeys(unit.locality_id for unit in units)),
        group_ids=tuple(group.pk for group in meeting.groups.all()),
    )


NO_GROUP = 0


def group_key(rows: RoundRows, delegate_id: int) -> int:
    """Key of the delegate's group; 0 for a delegate in none."""
    group = rows.group_of.get(delegate_id)
    return group.pk if group else NO_GROUP


def groups_in(rows: RoundRows) -> list[tuple[int, str]]:
    """(key, name) of every group with a part in the round, the council's own first; last those in no group."""
    found: dict[int, tuple[DelegateGroup, str]] = {}
    loose = False
    for meeting in rows.meetings:
        for group in meeting.groups.all():
            found.setdefault(group.pk, (group, group_name(group, meeting)))
        for attendance in meeting.attendances.all():
            member_of = rows.group_of.get(attendance.delegate_id)
            loose = loose or member_of is None
            if member_of is not None:
                found.setdefault(member_of.pk, (member_of, group_name(member_of, meeting)))
    if rows.group is not None:
        return [(rows.group.pk, str(rows.group))]
    own = rows.round.council_id
    ordered = sorted(found.values(), key=lambda pair: (pair[0].council_id != own, pair[0].council_id, pair[0].number))
    named = [(group.pk, name) for group, name in ordered]
    return [*named, (NO_GROUP, "Đại biểu không thuộc Tổ nào")] if loose else named


def absences(rows: RoundRows) -> list[AbsenceLine]:
    """Who did not come to a meeting that was held, with the reason."""
    return [
        AbsenceLine(
            delegate=a.delegate.full_name,
            group=str(rows.group_of.get(a.delegate_id) or ""),
            meeting=", ".join(unit_name(unit) for unit in meeting.units.all()) or str(meeting),
            reason=a.absence_reason or a.response_reason,
        )
        for meeting in rows.meetings
        if meeting.state in HELD_STATES
        for a in meeting.attendances.all()
        if a.present is False and (rows.group is None or group_key(rows, a.delegate_id) == rows.group.pk)
    ]


def speaker_of(submission: Submission) -> tuple[str, str]:
    """Name and home of who spoke; of a point, the speaker of the speech it was split from."""
    person = getattr(submission, "petitioner", None)
    if person is None and submission.split_from is not None:
        person = getattr(submission.split_from, "petitioner", None)
    home = (person.address if person else "") or str(submission.neighbourhood or "")
    return (person.full_name if person else ""), home


def voice_line(submission: Submission) -> VoiceLine:
    """A statement as wide circulation may read it: names reduced to initials."""
    name, home = speaker_of(submission)
    return VoiceLine(
        kind=submission.kind,
        text=without_names(submission.summary or submission.verbatim, [name]),
        place=str(submission.locality or ""),
        speaker=speaker_text(name, home, masked=True),
        answered_by=submission.answered_by,
        answer=without_names(submission.answer_on_spot, [name]),
    )


def petition_line(rows: RoundRows, petition: Petition) -> PetitionLine:
    """A petition as the annex prints it."""
    sources = _heard(rows, petition)
    speakers = [speaker_of(submission) for submission in sources]
    names = [name for name, _home in speakers]
    lead = _lead(petition)
    answer = _latest(petition, petition.answers.all())
    standing = standing_of(rows, petition)
    # A group reports what was said at its own meetings, also of a matter raised elsewhere too.
    places = {} if rows.group else {loc.pk: loc for loc in petition.localities.all()}
    places |= {s.locality_id: s.locality for s in sources if s.locality_id and s.locality}
    ordered = sorted(places.values(), key=lambda place: place.sort_key)
    verdicts, told = list(petition.verdicts.all()), list(petition.feedback.all())
    at = {submission.meeting_id for submission in sources}
    return PetitionLine(
        code=petition.code,
        text=without_names(petition.summary, names),
        places=tuple(place.full_name for place in ordered),
        speakers=tuple(speaker_text(name, home, masked=True) for name, home in speakers),
        sector=petition.sector.name if petition.sector else UNSORTED,
        sector_id=petition.sector_id,
        sector_position=petition.sector.position if petition.sector else 9_999,
        authority=petition.authority,
        authority_label=str(Authority(petition.authority).label) if petition.authority else UNSORTED,
        agency=lead.agency.name if lead else "",
        due_on=short_date(lead.due_on) if lead and lead.due_on else "",
        standing=standing,
        standing_label=str(standing.label),
        result=without_names(_result(answer), names),
        times_raised=petition.times_raised,
        voices=len(sources),
        reminded=rows.reminded.get(petition.pk, 0),
        claimed=answer.outcome if answer and standing in (Standing.STUDYING, *_SETTLED) else "",
        judgement=verdicts[-1].judgement if verdicts else "",
        told=told[-1].content if told else "",
        origin=_origin(petition),
        locality_ids=tuple(place.pk for place in ordered),
        group_ids=tuple(dict.fromkeys(g.pk for m in rows.meetings if m.pk in at for g in m.groups.all())),
    )


def _heard(rows: RoundRows, petition: Petition) -> list[Submission]:
    """The statements the petition is made of; for a group, those at its own meetings."""
    heard = [source.submission for source in petition.sources.all()]
    if rows.group is None:
        return heard
    own = {meeting.pk for meeting in rows.meetings}
    return [submission for submission in heard if submission.meeting_id in own]


_SETTLED = (Standing.EXPLAINED, Standing.RESOLVED)


def standing_of(rows: RoundRows, petition: Petition) -> Standing:
    """How the petition stands on the day of the cut-off: exactly one of the six."""
    state = rows.states[petition.pk]
    if state in ANSWERED_STATES:
        answer = _latest(petition, petition.answers.all())
        outcome = answer.outcome if answer else petition.claimed_outcome
        # An answer without a stated outcome is the least that can be claimed: told, not settled.
        return {
            Outcome.RESOLVED.value: Standing.RESOLVED,
            Outcome.STUDYING.value: Standing.STUDYING,
        }.get(outcome, Standing.EXPLAINED)
    if state not in WAITING_STATES:
        return Standing.NOT_SENT
    lead = _lead(petition)
    due = lead.due_on if lead else petition.due_on
    late = due is not None and due < timezone.localdate(rows.cut_off)
    return Standing.OVERDUE if late else Standing.WAITING


def _lead(petition: Petition) -> Transfer | None:
    leads = [t for t in petition.transfers.all() if t.role == TransferRole.LEAD and t.state != TransferState.RETURNED]
    return leads[-1] if leads else None


def _latest(petition: Petition, answers: Iterable[Answer]) -> Answer | None:
    """The newest answer of the lead agency."""
    lead = _lead(petition)
    own = [answer for answer in answers if lead is None or answer.transfer_id == lead.pk]
    return own[-1] if own else None


def _result(answer: Answer | None) -> str:
    if answer is None:
        return ""
    promised = f"Hẹn xong trước ngày {short_date(answer.promised_on)}." if answer.promised_on else ""
    source = f"({answer.document_number})" if answer.document_number else ""
    return " ".join(filter(None, (answer.text, answer.roadmap, promised, source)))


def _origin(petition: Petition) -> str:
    session = petition.session_of_origin
    return f"kỳ họp thứ {session.ordinal}" if session else ""
