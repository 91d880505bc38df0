"""Rules of the room that need no database: legal steps, merges without circles, codes, repeats."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import TypeVar

from django.db.models import TextChoices

from meetings.enums import MeetingState
from petitions.enums import (
    ANSWERED_STATES,
    Judgement,
    Outcome,
    PetitionState,
    Standing,
    SubmissionKind,
    SubmissionState,
    TransferState,
)
from txct.lib.numbers import to_roman

P, S, T = PetitionState, SubmissionState, TransferState
Pk = TypeVar("Pk", bound=int)

MERGEABLE_STATES = frozenset({P.RECORDED, P.CLASSIFIED, P.COLLECTED})
RETURNABLE_STATES = frozenset({T.SENT, T.RECEIVED, T.IN_PROGRESS})
PETITION_KINDS = frozenset({SubmissionKind.PETITION, SubmissionKind.REFLECTION})
FINAL_OUTCOMES = frozenset({Outcome.RESOLVED, Outcome.EXPLAINED})
FORM_OPEN_AFTER = timedelta(days=15)
FORM_OFF: Mapping[str, str] = {
    MeetingState.CANCELLED: "Hội nghị này đã hủy nên không nhận phiếu góp ý.",
    MeetingState.POSTPONED: "Hội nghị này đang hoãn. Phiếu góp ý mở lại khi có lịch mới.",
}
ANSWER_RULES = ("HDND_ANSWER", "ANSWER_Q")

PETITION_STEPS: Mapping[PetitionState, frozenset[PetitionState]] = {
    P.RECORDED: frozenset({P.CLASSIFIED, P.MERGED, P.WITHDRAWN}),
    P.CLASSIFIED: frozenset({P.CLASSIFIED, P.COLLECTED, P.TRANSFERRED, P.MERGED, P.WITHDRAWN}),
    P.COLLECTED: frozenset({P.COLLECTED, P.CLASSIFIED, P.TRANSFERRED, P.MERGED, P.WITHDRAWN}),
    P.TRANSFERRED: frozenset({P.RECEIVED, P.IN_PROGRESS, P.ANSWERED, P.CLASSIFIED}),
    P.RECEIVED: frozenset({P.IN_PROGRESS, P.ANSWERED, P.CLASSIFIED}),
    P.IN_PROGRESS: frozenset({P.ANSWERED, P.CLASSIFIED}),
    P.ANSWERED: frozenset({P.ANSWERED, P.JUDGED, P.IN_PROGRESS}),
    P.JUDGED: frozenset({P.JUDGED, P.TOLD_BACK, P.ANSWERED, P.IN_PROGRESS}),
    P.TOLD_BACK: frozenset({P.TOLD_BACK, P.CLOSED, P.ANSWERED, P.IN_PROGRESS}),
    P.CLOSED: frozenset({P.IN_PROGRESS}),
    P.MERGED: MERGEABLE_STATES,
    P.WITHDRAWN: frozenset(),
}

SUBMISSION_STEPS: Mapping[SubmissionState, frozenset[SubmissionState]] = {
    S.RECORDED: frozenset({S.CLASSIFIED, S.IN_PETITION, S.HANDED_OFF, S.SPLIT, S.WITHDRAWN}),
    S.CLASSIFIED: frozenset({S.CLASSIFIED, S.IN_PETITION, S.HANDED_OFF, S.SPLIT, S.WITHDRAWN}),
    S.ANSWERED_ON_SPOT: frozenset({S.ANSWERED_ON_SPOT, S.CLASSIFIED, S.IN_PETITION, S.SPLIT, S.WITHDRAWN}),
    S.IN_PETITION: frozenset({S.CLASSIFIED, S.ANSWERED_ON_SPOT}),
    S.HANDED_OFF: frozenset({S.HANDED_OFF}),
    S.SPLIT: frozenset({S.RECORDED, S.CLASSIFIED, S.ANSWERED_ON_SPOT}),
    S.WITHDRAWN: frozenset(),
}

TRANSFER_STEPS: Mapping[TransferState, frozenset[TransferState]] = {
    T.SENT: frozenset({T.RECEIVED, T.IN_PROGRESS, T.ANSWERED, T.RETURNED}),
    T.RECEIVED: frozenset({T.IN_PROGRESS, T.ANSWERED, T.RETURNED}),
    T.IN_PROGRESS: frozenset({T.ANSWERED, T.RETURNED}),
    T.ANSWERED: frozenset({T.ANSWERED, T.IN_PROGRESS}),
    T.RETURNED: frozenset(),
}

Choice = TypeVar("Choice", bound=TextChoices)


def step_refusal(steps: Mapping[Choice, frozenset[Choice]], name: str, old: Choice, new: Choice) -> str | None:
    """Why NAME may not go from OLD to NEW, as a sentence for the screen; None when it may."""
    if new in steps[old]:
        return None
    onward = [str(choice.label) for choice in type(old) if choice in steps[old] and choice != old]
    advice = f"Bước tiếp theo có thể là: {'; '.join(onward)}." if onward else "Không còn bước nào tiếp theo."
    return f"{name} đang ở bước “{old.label}”, không chuyển sang “{new.label}” được. {advice}"


def replayed_state(events: Iterable[tuple[str, str]]) -> PetitionState:
    """State reached by replaying (old, new) pairs from the first one.

    A pair of the same state is a note. Raises ValueError with a sentence when the history does not begin at
    nothing, has a gap, or takes a step that is not legal.
    """
    state: PetitionState | None = None
    for number, (old, new) in enumerate(events, start=1):
        if old != (state or ""):
            raise ValueError(f"bước {number} bắt đầu từ “{old}” trong khi đang ở “{state or ''}”")
        target = PetitionState(new)
        if state is None and target != P.RECORDED:
            raise ValueError(f"bước đầu là “{new}”, phải là “{P.RECORDED.value}”")
        if state is not None and target != state and target not in PETITION_STEPS[state]:
            raise ValueError(f"bước {number} đi từ “{old}” sang “{new}” là không hợp lệ")
        state = target
    if state is None:
        raise ValueError("không có bước xử lý nào")
    return state


def root_of(parents: Mapping[int, int | None], pk: int) -> int:
    """The petition that PK has finally been merged into, PK itself when it stands alone.

    PARENTS maps every petition's key to that of the one it was merged into. Raises ValueError on a circle.
    """
    seen = {pk}
    while (parent := parents.get(pk)) is not None:
        if parent in seen:
            raise ValueError(f"vòng gộp qua kiến nghị {parent}")
        seen.add(parent)
        pk = parent
    return pk


def closes_circle(parents: Mapping[int, int | None], child: int, target: int) -> bool:
    """Whether leading CHILD to TARGET would make a circle in PARENTS (merges, or repeats of earlier rounds)."""
    return child == target or root_of({**parents, child: None}, target) == child


def standing_of(state: PetitionState, claimed: str, judgement: str) -> Standing:
    """The public's word for a petition: resolved only when the agency says so and the council holds it too."""
    if state not in ANSWERED_STATES:
        return Standing.WORKING
    done = claimed == Outcome.RESOLVED and judgement == Judgement.ACCEPTED
    return Standing.RESOLVED if done else Standing.ANSWERED


def form_closed_because(meeting_state: str, ends_at: datetime | None, now: datetime) -> str | None:
    """Why the voters' form of a meeting takes nothing at the moment NOW, as a sentence; None when it is open."""
    if meeting_state in FORM_OFF:
        return FORM_OFF[meeting_state]
    if ends_at is not None and now > ends_at + FORM_OPEN_AFTER:
        return f"Phiếu góp ý của hội nghị này đã đóng sau {FORM_OPEN_AFTER.days} ngày kể từ ngày họp."
    return None


def code_prefix(term: int | None, session: int | None) -> str:
    """`KN-XVIII-5-`: petitions, term, session; 0 stands for a term or session that is not known."""
    return f"KN-{to_roman(term) if term else '0'}-{session or 0}-"


def petition_code(prefix: str, number: int) -> str:
    """`KN-XVIII-5-001`, counted from 1 within the council and session."""
    if number < 1:
        raise ValueError("Số thứ tự kiến nghị tính từ 1.")
    return f"{prefix}{number:03d}"


def number_in(code: str) -> int:
    """The running number at the end of a petition's code."""
    return int(code.rpartition("-")[2])


def times_raised(repeats: Mapping[int, int | None], discontents: Mapping[int, int], pk: int) -> int:
    """For the how-manieth time voters raise the matter of petition PK.

    REPEATS maps a petition to the earlier one it repeats; DISCONTENTS to how often voters, told the answer,
    asked again. The first time is 1. Raises ValueError when the repeats go round in a circle.
    """
    times, seen = 0, set()
    current: int | None = pk
    while current is not None:
        if current in seen:
            raise ValueError(f"vòng nhắc lại qua kiến nghị {current}")
        seen.add(current)
        times += 1 + discontents.get(current, 0)
        current = repeats.get(current)
    return times


def next_ordinal(earlier: Iterable[int]) -> int:
    """Number of the next reminder (đôn đốc lần n) after those already sent for the same petitions."""
    return max(earlier, default=0) + 1
