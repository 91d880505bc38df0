"""One published petition told to the public step by step: no names of people, no notes of the office."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from meetings.queries import told_of
from petitions.enums import Content, Outcome, PetitionState, TransferRole, TransferState
from petitions.masking import masked
from petitions.models import Answer, Feedback, Petition, PetitionEvent, Transfer, Verdict
from petitions.models.petitions import WAITING_STATES
from petitions.public_list import TONES, capital, public_standing
from txct.core.components import HistoryEntry
from txct.core.scoping import trusted
from txct.lib.dates import weekday_date
from txct.lib.numbers import count_text

P = PetitionState
NOBODY = "cơ quan có thẩm quyền"
STEPS = {
    P.RECORDED: "Ghi nhận kiến nghị của cử tri",
    P.CLASSIFIED: "Phân loại lĩnh vực, xác định cơ quan có thẩm quyền",
    P.COLLECTED: "Đưa vào bản tổng hợp kiến nghị cử tri",
    P.TRANSFERRED: "Chuyển {agency} giải quyết",
    P.RECEIVED: "{agency} tiếp nhận",
    P.IN_PROGRESS: "{agency} bắt đầu giải quyết",
    P.ANSWERED: "{agency} trả lời",
    P.JUDGED: "Hội đồng nhân dân đánh giá trả lời",
    P.TOLD_BACK: "Báo lại kết quả cho cử tri",
    P.CLOSED: "Kết thúc theo dõi",
}
GIVEN_BACK = "{agency} trả lại vì không thuộc thẩm quyền; Hội đồng nhân dân tìm cơ quan khác"
ONCE_MORE = "Yêu cầu {agency} giải quyết và trả lời lại"
AT_AGENCY = (P.TRANSFERRED, P.RECEIVED, P.IN_PROGRESS)
DONE_STEPS = (P.ANSWERED, P.JUDGED, P.TOLD_BACK, P.CLOSED)
VOTERS_SAY = {
    Content.UNKNOWN: "",
    Content.CONTENT: "cử tri đồng ý",
    Content.DISCONTENT: "cử tri chưa đồng ý, kiến nghị lại",
}


@dataclass(frozen=True, slots=True)
class PublicVerdict:
    """What one body or group of the council holds of an answer."""

    by: str
    judgement: str
    on: date
    reason: str


@dataclass(frozen=True, slots=True)
class PublicAnswer:
    """One answer of the lead agency, passages that look personal covered."""

    heading: str
    claim: str
    text: str
    roadmap: str
    promised_on: date | None
    document_number: str
    verdicts: tuple[PublicVerdict, ...]


@dataclass(frozen=True, slots=True)
class PublicPetition:
    """One published petition on its page."""

    code: str
    council: str
    text: str
    tone: str
    word: str
    items: list[tuple[str, str]]
    steps: list[HistoryEntry]
    answers: list[PublicAnswer]
    told: list[str]


def petition_page(petition: Petition, today: date | None = None) -> PublicPetition:
    """What the public reads of PETITION, which the caller has found among the published ones."""
    with trusted():
        leads = list(
            Transfer.objects.filter(petition=petition, role=TransferRole.LEAD).select_related("agency").order_by("pk")
        )
        events = list(PetitionEvent.objects.filter(petition=petition).order_by("pk"))
        answers = list(
            Answer.objects.filter(petition=petition, transfer__role=TransferRole.LEAD)
            .exclude(transfer__state=TransferState.RETURNED)
            .select_related("transfer__agency")
            .prefetch_related("verdicts__body", "verdicts__group")
            .order_by("-answered_on", "-number")
        )
        told = list(
            Feedback.objects.filter(petition=petition)
            .select_related("meeting__released__meeting")
            .order_by("-told_on", "-pk")
        )
        standing = public_standing(petition)
        return PublicPetition(
            code=petition.code,
            council=str(petition.council),
            text=petition.published_text,
            tone=TONES[standing],
            word=str(standing.label),
            items=_items(petition, leads, today or timezone.localdate()),
            steps=journey(
                [(event.old_state, event.new_state, event.at) for event in events],
                [str(lead.agency) for lead in leads],
            ),
            answers=[_answer(answer) for answer in answers],
            told=[_told(feedback) for feedback in told],
        )


def journey(events: Iterable[tuple[str, str, datetime]], agencies: Sequence[str]) -> list[HistoryEntry]:
    """EVENTS as (old state, new state, moment) in plain words, first one first.

    AGENCIES are the lead agencies in the order in which the petition was sent to them. What changed no step, and
    merges that were undone, are not told.
    """
    told: list[HistoryEntry] = []
    sent = 0
    for old, new, at in events:
        if old == new or P.MERGED in (old, new):
            continue
        sent += new == P.TRANSFERRED
        agency = agencies[min(sent, len(agencies)) - 1] if sent and agencies else NOBODY
        words = _words(old, P(new)).format(agency=agency)
        tone = "done" if new in DONE_STEPS else "draft"
        told.append(HistoryEntry(capital(words), capital(weekday_date(timezone.localdate(at))), tone=tone))
    return told


def _words(old: str, new: PetitionState) -> str:
    if new == P.CLASSIFIED and old in AT_AGENCY:
        return GIVEN_BACK
    if new == P.IN_PROGRESS and old in DONE_STEPS:
        return ONCE_MORE
    return STEPS[new]


def _items(petition: Petition, leads: Sequence[Transfer], today: date) -> list[tuple[str, str]]:
    standing = [lead for lead in leads if lead.state != TransferState.RETURNED]
    items = [
        ("Nơi nêu kiến nghị", "; ".join(capital(str(place)) for place in petition.localities.all())),
        ("Lĩnh vực", str(petition.sector or "")),
        ("Cơ quan giải quyết", "; ".join(str(lead.agency) for lead in standing)),
    ]
    if petition.times_raised > 1:
        items.append(("Số lần cử tri nêu", f"{count_text(petition.times_raised)} lần"))
    if petition.state in WAITING_STATES and petition.due_on:
        late = (today - petition.due_on).days
        past = f", đã quá {count_text(late)} ngày" if late > 0 else ""
        items.append(("Hạn trả lời", capital(weekday_date(petition.due_on)) + past))
    return [(name, value) for name, value in items if value]


def _answer(answer: Answer) -> PublicAnswer:
    return PublicAnswer(
        heading=f"{answer.transfer.agency} trả lời {weekday_date(answer.answered_on)}",
        claim=str(Outcome(answer.outcome).label),
        text=masked(answer.text),
        roadmap=masked(answer.roadmap),
        promised_on=answer.promised_on,
        document_number=answer.document_number,
        verdicts=tuple(_verdict(verdict) for verdict in answer.verdicts.all()),
    )


def _verdict(verdict: Verdict) -> PublicVerdict:
    return PublicVerdict(
        by=str(verdict.body or verdict.group or ""),
        judgement=verdict.get_judgement_display(),
        on=verdict.judged_on,
        reason=masked(verdict.reason),
    )


def _told(feedback: Feedback) -> str:
    released = getattr(feedback.meeting, "released", None)
    where = f"tại {told_of(released).label}" if released is not None and released.is_open_to_voters else ""
    parts = (capital(weekday_date(feedback.told_on)), where, VOTERS_SAY[Content(feedback.content)])
    return ", ".join(part for part in parts if part)
