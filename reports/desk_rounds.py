"""The office's view of one round: its schedule, its conflicts, the delegates' answers, what a release would tell."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from delegates.models import Council
from meetings.actions.notices import audience_of
from meetings.addressees import Addressee
from meetings.board import CalledOff, called_off
from meetings.enums import READ_REASONS, MeetingState, MinutesState, NoticeKind, Response, RoundState
from meetings.facts import MeetingFacts
from meetings.loading import fetch_with_parts
from meetings.models import Attendance, Meeting, Minutes, ReleasedMeeting, Round
from meetings.models.meetings import MeetingQuerySet
from meetings.planning import conflicts_among
from meetings.public_pages import capital, state_word
from meetings.queries import facts_of, pending_changes, untold_words
from meetings.scheduling.conflicts import Conflict, Severity
from reports.documents.phrases import amount
from reports.group_plans import contradictions
from reports.links import page_if_there
from reports.release_pages import RELEASE_COLUMNS, release_label, release_rows, releases_of
from txct.core.components import Cell, Column, PageWarning, Schedule, Slot, lay_out
from txct.core.models import IssuedDocument, User
from txct.core.permissions import can
from txct.core.scoping import trusted
from txct.lib.dates import clock_text, short_date, weekday_date
from txct.lib.numbers import count_text

MEETING_COLUMNS = (
    Column("Hội nghị"),
    Column("Thời gian"),
    Column("Địa điểm"),
    Column("Tình trạng"),
    Column("Đại biểu trả lời", number=True),
    Column("Biên bản"),
)
ANSWER_COLUMNS = (
    Column("Đại biểu"),
    Column("Được mời", number=True),
    Column("Sẽ dự", number=True),
    Column("Xin vắng", number=True),
    Column("Từ chối", number=True),
    Column("Chưa trả lời", number=True),
    Column("Lý do xin vắng, từ chối"),
)
REASON_KEPT = "Văn phòng giữ lý do"
ROUND_COLUMNS = (Column("Đợt"), Column("Kế hoạch"), Column("Thời gian"), Column("Tình trạng"))
PAPER_COLUMNS = (Column("Số, ký hiệu"), Column("Trích yếu"), Column("Ngày"))
ROUND_TONES = {
    RoundState.PLANNED: "draft",
    RoundState.RELEASED: "open",
    RoundState.HELD: "due",
    RoundState.CLOSED: "done",
}
CONFLICT_WORDS = {Severity.BLOCK: "Xung đột", Severity.WARN: "Nhắc nhở", Severity.INFO: "Lưu ý"}
KIND_WORDS = {
    NoticeKind.INVITATION: "giấy mời",
    NoticeKind.SCHEDULE: "thông báo lịch",
    NoticeKind.CHANGE: "thông báo thay đổi",
    NoticeKind.CANCELLATION: "thông báo hủy",
}
MINUTES_WORDS = {
    MinutesState.DRAFT: ("due", "đang ghi"),
    MinutesState.SUBMITTED: ("done", "đã nộp"),
    MinutesState.LOCKED: ("done", "đã chốt"),
}


@dataclass(frozen=True, slots=True)
class RoundPage:
    """One round on the office's desk; ``printed`` names the release that papers print, "" before the first one."""

    schedule: Schedule
    warnings: list[PageWarning]
    called_off: list[CalledOff]
    blocks: int
    answers: list[list[Cell]]
    meetings: int
    pending: int
    untold: str
    papers: list[list[Cell]]
    releases: list[list[Cell]]
    printed: str
    has_calendar: bool
    release_columns: ClassVar = RELEASE_COLUMNS


def round_page(user: User, round_: Round) -> RoundPage:
    """Schedule by day and part of the day, conflicts, answers, papers, and how many changes wait for a release."""
    everything = fetch_with_parts(Meeting.objects.for_user(user).filter(round=round_))
    facts = {meeting.pk: facts_of(meeting) for meeting in everything}
    meetings = [meeting for meeting in everything if meeting.state != MeetingState.CANCELLED]
    conflicts = conflicts_among(meetings)
    releases = releases_of(round_)
    pending = len(pending_changes(round_, facts.values(), releases[-1] if releases else None))
    return RoundPage(
        schedule=lay_out(
            _slots(meetings, facts, conflicts), days=_days(round_.starts_on, round_.ends_on) if meetings else ()
        ),
        warnings=[_warning(conflict) for conflict in conflicts],
        called_off=called_off(facts.values()),
        blocks=sum(1 for conflict in conflicts if conflict.severity is Severity.BLOCK),
        answers=answer_rows(meetings, with_reasons=can(user, READ_REASONS, round_)),
        meetings=len(meetings),
        pending=pending,
        untold=untold_words(round_, pending),
        papers=_papers(user, round_),
        releases=release_rows(releases),
        printed=release_label(releases[-1]) if releases else "",
        has_calendar=ReleasedMeeting.objects.open_to_voters().filter(meeting__round=round_).exists(),
    )


def _days(first: date, last: date) -> list[date]:
    """The round's days, at most two weeks of them: a longer round shows the days that have meetings."""
    span = (last - first).days + 1
    days = [first + timedelta(days=number) for number in range(span)] if span <= 14 else []
    return [day for day in days if day.weekday() < 5]


def _slots(
    meetings: Sequence[Meeting], facts: Mapping[int, MeetingFacts], conflicts: Sequence[Conflict]
) -> list[Slot]:
    blocked: dict[object, str] = {}
    for conflict in conflicts:
        if conflict.severity is Severity.BLOCK:
            for key in conflict.meeting_ids:
                blocked.setdefault(key, CONFLICT_WORDS[conflict.severity])
    return [_slot(meeting, facts[meeting.pk], blocked.get(meeting.pk, "")) for meeting in meetings]


def _slot(meeting: Meeting, facts: MeetingFacts, warning: str) -> Slot:
    tone, word = desk_word(facts)
    placed = facts.starts_at is not None and facts.takes_place
    return Slot(
        title=capital(facts.title or facts.units_text),
        day=facts.starts_at.date() if placed and facts.starts_at else None,
        start=facts.starts_at.time() if placed and facts.starts_at else None,
        place=capital(facts.venue or facts.place_text),
        who="; ".join(facts.groups),
        note=_delegates_word(meeting.attendances.all()),
        url=reverse("meetings:meeting-page", args=[meeting.pk]),
        tone=tone,
        warning=warning,
        word=word,
    )


def _delegates_word(attendances: Collection[Attendance]) -> str:
    """How many delegates said they would come; once it is noted who came, how many did."""
    came = [attendance.present for attendance in attendances if attendance.present is not None]
    if came:
        return f"{sum(came)}/{len(attendances)} đại biểu dự"
    confirmed = sum(attendance.response == Response.CONFIRMED for attendance in attendances)
    return f"{confirmed}/{len(attendances)} đại biểu xác nhận"


def desk_word(facts: MeetingFacts) -> tuple[str, str]:
    """(tone, word) of a meeting for the office, which also sees those not yet announced."""
    if facts.state == MeetingState.PLANNED:
        return "draft", str(MeetingState.PLANNED.label)
    return state_word(facts)


def _warning(conflict: Conflict) -> PageWarning:
    blocking = conflict.severity is Severity.BLOCK
    return PageWarning(
        message=conflict.message, tone="late" if blocking else "due", kind=CONFLICT_WORDS[conflict.severity]
    )


def answer_rows(meetings: Sequence[Meeting], *, with_reasons: bool) -> list[list[Cell]]:
    """One row for each delegate: invited to how many, answers given, reasons of excuses for who may read them."""
    of: dict[int, list[Attendance]] = defaultdict(list)
    for meeting in meetings:
        for attendance in meeting.attendances.all():
            of[attendance.delegate_id].append(attendance)
    people = sorted(of.values(), key=lambda rows: (rows[0].delegate.sort_key, rows[0].delegate_id))
    return [_answer_row(rows, with_reasons) for rows in people]


def _answer_row(rows: Sequence[Attendance], with_reasons: bool) -> list[Cell]:
    counts = Counter(row.response for row in rows)
    reasons = dict.fromkeys(
        row.response_reason if with_reasons else REASON_KEPT for row in rows if row.response_reason
    )
    return [
        Cell(rows[0].delegate.full_name),
        Cell(str(len(rows)), number=True),
        Cell(str(counts[Response.CONFIRMED]), number=True),
        Cell(str(counts[Response.EXCUSED]), number=True),
        Cell(str(counts[Response.DECLINED]), number=True),
        Cell(str(counts[Response.NONE]), number=True),
        Cell("; ".join(reasons)),
    ]


def _papers(user: User, round_: Round) -> list[list[Cell]]:
    """Papers issued about the round and its plan."""
    subject = Q(subject_type="meetings.plan", subject_id=str(round_.plan_id)) | Q(
        subject_type="meetings.round", subject_id=str(round_.pk)
    )
    subject |= Q(report__round=round_.pk)
    papers = (
        IssuedDocument.objects.for_user(user).filter(subject, tenant=round_.council_id).order_by("issued_at", "pk")
    )
    return [
        [
            Cell(
                f"{paper.number:02d}/{paper.symbol}" if paper.number else paper.symbol or "chưa có số",
                url=page_if_there("reports:document", paper.pk),
            ),
            Cell(paper.title),
            Cell(short_date(paper.issued_on)),
        ]
        for paper in papers
    ]


@dataclass(frozen=True, slots=True)
class ReleaseChange:
    """One meeting as the release would tell it, and to whom: names by the kind of notice they get."""

    text: str
    told: dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class ReleasePreview:
    """What a release would tell, to whom, before anything goes."""

    changes: list[ReleaseChange]
    letters: int
    without_address: list[str]
    sentences: list[str]
    contradictions: list[str]


def release_preview(round_: Round) -> ReleasePreview:
    """Who will be told what if the round is released now. Writes nothing."""
    with trusted():
        told = audience_of(round_.council, pending_changes(round_))
    everybody = [(addressee, kind) for _change, audience in told for addressee, kind in audience]
    changes = [ReleaseChange(capital(change.text), _by_kind(audience)) for change, audience in told]
    kinds = Counter(_kind_word(kind) for _addressee, kind in everybody)
    silent = list(dict.fromkeys(addressee.name for addressee, _kind in everybody if not addressee.email))
    letters = sum(1 for addressee, _kind in everybody if addressee.email)
    sentences = [f"{count_text(len(changes))} hội nghị được thông báo hoặc thay đổi so với lần ban hành trước."]
    sentences += [f"{count_text(number)} {kind}." for kind, number in kinds.items()]
    then = LETTERS[round_.council.approves_notices]
    sentences.append(f"Lịch hiện trên trang công khai. {amount(letters)} thư điện tử {then}")
    if silent:
        sentences.append(f"Không có địa chỉ thư, cần báo bằng cách khác: {', '.join(silent)}.")
    return ReleasePreview(changes, letters, silent, sentences, contradictions(round_))


LETTERS = {
    False: "được gửi ngay sau khi ban hành.",
    True: "nằm ở hộp gửi đi, duyệt rồi mới gửi.",
}


def what_happens_to_letters(council: Council) -> str:
    """Where the notices of a release just made are now."""
    if council.approves_notices:
        return "Thông báo đang chờ duyệt ở hộp gửi đi."
    return "Thông báo đang được gửi."


def _by_kind(audience: Sequence[tuple[Addressee, NoticeKind]]) -> dict[str, list[str]]:
    names: dict[str, list[str]] = defaultdict(list)
    for addressee, kind in audience:
        names[capital(_kind_word(kind))].append(addressee.name)
    return dict(names)


def _kind_word(kind: NoticeKind) -> str:
    return KIND_WORDS.get(kind, str(NoticeKind(kind).label))


def round_rows(rounds: Sequence[Round]) -> list[list[Cell]]:
    """Rows of the list of rounds."""
    return [
        [
            Cell(round_.label, url=page_if_there("desk:round", round_.pk)),
            Cell(round_.plan.number_text),
            Cell(f"{short_date(round_.starts_on)} – {short_date(round_.ends_on)}"),
            Cell(round_.get_state_display(), tone=ROUND_TONES[RoundState(round_.state)]),
        ]
        for round_ in rounds
    ]


def meeting_rows(user: User, meetings: MeetingQuerySet) -> list[list[Cell]]:
    """Rows of the list of meetings, in a fixed number of queries."""
    rows = fetch_with_parts(meetings)
    minutes = Minutes.objects.for_user(user).filter(meeting__in=[row.pk for row in rows])
    states = dict(minutes.values_list("meeting_id", "state"))
    return [_meeting_row(row, states.get(row.pk)) for row in rows]


def _meeting_row(meeting: Meeting, minutes: str | None) -> list[Cell]:
    facts = facts_of(meeting)
    tone, word = desk_word(facts)
    answered = sum(1 for attendance in meeting.attendances.all() if attendance.response != Response.NONE)
    over = meeting.ends_at is not None and meeting.ends_at < timezone.now() and facts.takes_place
    minutes_tone, minutes_word = ("late", "chưa có") if over else ("", "")
    if minutes:
        minutes_tone, minutes_word = MINUTES_WORDS[MinutesState(minutes)]
    return [
        Cell(
            capital(facts.title or facts.units_text),
            url=reverse("meetings:meeting-page", args=[meeting.pk]),
        ),
        Cell(_when(facts.starts_at)),
        Cell(capital(facts.venue or facts.place_text)),
        Cell(word, tone=tone),
        Cell(f"{answered}/{len(facts.delegates)}", number=True),
        Cell(minutes_word, tone=minutes_tone),
    ]


def _when(moment: datetime | None) -> str:
    return f"{clock_text(moment.time())} {weekday_date(moment.date())}" if moment else "chưa xếp"
