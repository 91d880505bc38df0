"""Recording what voters say, sorting it, splitting one speech into its points, and taking it back."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from delegates.models import Council, Locality, Neighbourhood
from meetings.models import Meeting, Round
from petitions.actions.steps import check_version, hold, hold_all, step_submission
from petitions.enums import RESTRICTED_KINDS, Channel, SubmissionKind, SubmissionState
from petitions.models import Petitioner, RestrictedCase, Submission
from petitions.queries import round_for_new
from txct.core.audit import record
from txct.core.models import User
from txct.core.writing import Refused, action

State = SubmissionState
UNTOUCHED_STATES = (State.RECORDED, State.CLASSIFIED, State.ANSWERED_ON_SPOT)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who spoke; every part may stay empty."""

    full_name: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    consented: bool = False

    @property
    def is_named(self) -> bool:
        return bool(self.full_name or self.address or self.phone or self.email)


@dataclass(frozen=True, slots=True)
class Point:
    """One of the points of a speech that is split."""

    kind: SubmissionKind
    summary: str
    verbatim: str = ""


@action
def record_submission(
    *,
    council: Council,
    kind: SubmissionKind,
    by: User | None,
    meeting: Meeting | None = None,
    round: Round | None = None,
    verbatim: str = "",
    summary: str = "",
    locality: Locality | None = None,
    neighbourhood: Neighbourhood | None = None,
    speaker: Speaker | None = None,
    speaking_order: int | None = None,
    answered_by: str = "",
    answer_on_spot: str = "",
    source_key: str | None = None,
    channel: Channel = Channel.MEETING,
    at: datetime | None = None,
) -> Submission:
    """Store what one voter said. The same SOURCE_KEY again gives the statement already stored, and stores nothing.

    The words of a complaint or denunciation go behind the wall only. What comes in after the round's cut-off belongs
    to the next round; while there is none yet it waits without a round. Raises Refused when nothing was said, when an
    on-the-spot answer names nobody, or when the places do not fit together.
    """
    if source_key:
        known = Submission.objects.filter(council_id=council.pk, source_key=source_key).first()
        if known is not None:
            return known
    _check_words(verbatim, summary, answered_by, answer_on_spot)
    place = _place(meeting, locality, neighbourhood)
    taken_by = _round(council, meeting, round)
    restricted = kind in RESTRICTED_KINDS
    on_spot = bool(answer_on_spot.strip()) and not restricted
    submission = Submission.objects.create(
        council=council,
        round=taken_by,
        meeting=meeting,
        channel=channel,
        kind=kind,
        verbatim="" if restricted else verbatim,
        summary="" if restricted else summary,
        locality=place,
        neighbourhood=neighbourhood,
        speaking_order=speaking_order,
        answered_by="" if restricted else answered_by,
        answer_on_spot="" if restricted else answer_on_spot,
        state=State.ANSWERED_ON_SPOT if on_spot else State.RECORDED,
        receipt_code=secrets.token_hex(8) if channel == Channel.FORM else None,
        source_key=source_key or None,
        recorded_by=by,
        recorded_at=at or timezone.now(),
    )
    if restricted:
        _wall_off(submission, verbatim, summary, _spot_note(answered_by, answer_on_spot))
    _keep_speaker(submission, speaker)
    _trace_new(submission, by=by, at=at)
    return submission


def _check_words(verbatim: str, summary: str, answered_by: str, answer_on_spot: str) -> None:
    if not (verbatim.strip() or summary.strip()):
        raise Refused("Chưa ghi nội dung. Hãy ghi nguyên văn hoặc tóm tắt điều cử tri nói.", field="verbatim")
    if answer_on_spot.strip() and not answered_by.strip():
        raise Refused("Đã trả lời tại hội nghị thì phải ghi người trả lời.", field="answered_by")


def _place(meeting: Meeting | None, locality: Locality | None, neighbourhood: Neighbourhood | None) -> Locality | None:
    """The commune spoken for: as given, else that of the neighbourhood, else the meeting's when it has only one."""
    if neighbourhood is not None:
        if locality is not None and neighbourhood.locality_id != locality.pk:
            raise Refused(
                f"{neighbourhood} không thuộc {locality}. Hãy chọn lại xã, phường hoặc khu phố.",
                field="neighbourhood",
            )
        return neighbourhood.locality
    if locality is None and meeting is not None:
        units = {unit.locality_id: unit.locality for unit in meeting.units.select_related("locality")}
        if len(units) == 1:
            return next(iter(units.values()))
    return locality


def _round(council: Council, meeting: Meeting | None, round_: Round | None) -> Round | None:
    """The round that takes the statement: as given, else the meeting's own, moved on after its cut-off."""
    if meeting is not None:
        _check_meeting(council, meeting)
        if round_ is None and meeting.council_id == council.pk:
            round_ = meeting.round
    return round_for_new(round_) if round_ is not None else None


def _keep_speaker(submission: Submission, speaker: Speaker | None) -> None:
    if speaker is None or not speaker.is_named:
        return
    Petitioner.objects.create(
        submission=submission,
        full_name=speaker.full_name,
        address=speaker.address,
        phone=speaker.phone,
        email=speaker.email,
        consented=speaker.consented,
    )


def _check_meeting(council: Council, meeting: Meeting) -> None:
    if meeting.council_id != council.pk and not meeting.joint_councils.filter(pk=council.pk).exists():
        raise Refused("Hội nghị này không phải của Hội đồng mình. Hãy chọn lại hội nghị.", field="meeting")


def _spot_note(answered_by: str, answer: str) -> str:
    return f"Trả lời tại hội nghị ({answered_by.strip()}): {answer.strip()}" if answer.strip() else ""


def _wall_off(submission: Submission, verbatim: str, summary: str, note: str = "") -> RestrictedCase:
    """Put the words behind the wall: as heard, and under them the clerk's summary when it says more."""
    texts = [text.strip() for text in (verbatim, summary) if text.strip()]
    text = "\n\n".join(dict.fromkeys(texts))
    return RestrictedCase.objects.create(submission=submission, text=text, note=note)


def _trace_new(submission: Submission, *, by: User | None, at: datetime | None = None) -> None:
    record(
        by=by,
        action="submission.recorded",
        obj=submission,
        tenant_id=submission.council_id,
        at=at,
        new={
            "kind": submission.kind,
            "state": submission.state,
            "meeting": submission.meeting_id,
            "round": submission.round_id,
            "locality": submission.locality_id,
            "split_from": submission.split_from_id,
        },
    )


@action
def correct_submission(
    *,
    submission: Submission,
    verbatim: str,
    summary: str,
    by: User | None,
    expected_version: int | None = None,
) -> Submission:
    """Correct the words as taken down. Raises StalePage when somebody else changed them since EXPECTED_VERSION."""
    _check_words(verbatim, summary, "", "")
    hold(submission)
    if submission.is_restricted or submission.state in (State.SPLIT, State.WITHDRAWN):
        raise Refused("Lượt ý kiến này không còn sửa nội dung ở đây được.")
    check_version(submission, expected_version, {"verbatim": verbatim, "summary": summary})
    return step_submission(
        submission,
        None,
        by=by,
        action="submission.corrected",
        verbatim=verbatim,
        summary=summary,
    )


@action
def reclassify_submission(
    *,
    submission: Submission,
    kind: SubmissionKind,
    by: User | None,
    expected_version: int | None = None,
) -> Submission:
    """Say what a statement is: an opinion becomes a petition, or its words go behind the wall as a complaint.

    Also confirms the kind it has. A complaint that was none comes back with its words.
    """
    hold(submission)
    if submission.state not in UNTOUCHED_STATES:
        raise Refused(
            f"Lượt ý kiến {submission.get_state_display()}, không đổi loại được. "
            "Nếu đã đưa vào kiến nghị, hãy rút kiến nghị đó trước."
        )
    check_version(submission, expected_version, {"kind": kind})
    was, becomes = submission.is_restricted, kind in RESTRICTED_KINDS
    words: dict[str, str] = {}
    if becomes and not was:
        note = _spot_note(submission.answered_by, submission.answer_on_spot)
        _wall_off(submission, submission.verbatim, submission.summary, note)
        words = {"verbatim": "", "summary": "", "answered_by": "", "answer_on_spot": ""}
    elif was and not becomes:
        case = RestrictedCase.objects.get(submission=submission)
        words = {"verbatim": case.text}
        case.delete()
    keeps = submission.state == State.ANSWERED_ON_SPOT and not becomes
    state = State.ANSWERED_ON_SPOT if keeps else State.CLASSIFIED
    return step_submission(submission, state, by=by, action="submission.reclassified", kind=kind, **words)


@action
def hand_off_case(
    *,
    submission: Submission,
    handed_to: str,
    by: User | None,
    note: str = "",
    at: datetime | None = None,
) -> Submission:
    """Tell a complainant where to send the complaint or denunciation (Luật Khiếu nại 2011, Luật Tố cáo 2018)."""
    hold(submission)
    if not submission.is_restricted:
        raise Refused("Chỉ khiếu nại, tố cáo mới hướng dẫn gửi đơn.")
    if not handed_to.strip():
        raise Refused("Hãy ghi cơ quan mà cử tri được hướng dẫn gửi đơn đến.", field="handed_to")
    case = RestrictedCase.objects.select_for_update().get(submission=submission)
    case.handed_to, case.handed_at = handed_to, at or timezone.now()
    case.note = "\n".join(part for part in (case.note, note.strip()) if part)
    case.save(update_fields=["handed_to", "handed_at", "note"])
    return step_submission(submission, State.HANDED_OFF, by=by, action="submission.handed_off")


@action
def split_submission(
    *, submission: Submission, points: Sequence[Point], by: User | None, at: datetime | None = None
) -> list[Submission]:
    """Make two or more statements of one speech, in the order given. The speech keeps every word of its own.

    When one of the points is a complaint, the whole speech as heard goes behind the wall, for it holds that point.
    """
    if len(points) < 2:
        raise Refused("Tách thì phải có ít nhất hai ý.", field="points")
    for number, point in enumerate(points, start=1):
        if not (point.summary.strip() or point.verbatim.strip()):
            raise Refused(f"Ý thứ {number} chưa có nội dung.", field="points")
    hold(submission)
    if submission.is_restricted:
        raise Refused("Khiếu nại, tố cáo không tách thành nhiều ý; hãy hướng dẫn cử tri gửi đơn.")
    old = State(submission.state)
    words: dict[str, str] = {}
    if any(point.kind in RESTRICTED_KINDS for point in points):
        RestrictedCase.objects.create(
            submission=submission, text=submission.verbatim or submission.summary, note=submission.summary
        )
        words = {"verbatim": "", "summary": ""}
    step_submission(submission, State.SPLIT, by=by, action="submission.split", state_before_split=old, **words)
    return [_store_point(submission, point, by=by, at=at) for point in points]


def _store_point(speech: Submission, point: Point, *, by: User | None, at: datetime | None) -> Submission:
    restricted = point.kind in RESTRICTED_KINDS
    part = Submission.objects.create(
        council_id=speech.council_id,
        round_id=speech.round_id,
        meeting_id=speech.meeting_id,
        channel=speech.channel,
        kind=point.kind,
        verbatim="" if restricted else point.verbatim,
        summary="" if restricted else point.summary,
        locality_id=speech.locality_id,
        neighbourhood_id=speech.neighbourhood_id,
        speaking_order=speech.speaking_order,
        split_from=speech,
        recorded_by=by,
        recorded_at=at or timezone.now(),
    )
    if restricted:
        _wall_off(part, point.verbatim, point.summary)
    _trace_new(part, by=by, at=at)
    return part


@action
def undo_split(*, submission: Submission, by: User | None) -> Submission:
    """Make one speech of its points again, as it was before; the points stay stored as withdrawn.

    Raises Refused when a point has already gone on: into a petition, or handed off.
    """
    hold(submission)
    if submission.state != State.SPLIT:
        raise Refused("Lượt ý kiến này chưa tách, không có gì để gộp lại.")
    parts = hold_all(submission.parts.exclude(state=State.WITHDRAWN))
    gone_on = [part for part in parts if part.state not in UNTOUCHED_STATES]
    if gone_on:
        raise Refused(
            f"Không gộp lại được: có {len(gone_on)} ý {gone_on[0].get_state_display()}. "
            "Hãy rút kiến nghị hoặc gộp lại ý đã tách tiếp trước."
        )
    for part in parts:
        step_submission(part, State.WITHDRAWN, by=by, action="submission.split_undone")
    words: dict[str, str] = {}
    case = RestrictedCase.objects.filter(submission=submission).first()
    if case is not None:
        words = {"verbatim": case.text, "summary": case.note}
        case.delete()
    before = State(submission.state_before_split)
    return step_submission(submission, before, by=by, action="submission.split_undone", state_before_split="", **words)


@action
def withdraw_submission(*, submission: Submission, reason: str, by: User | None) -> Submission:
    """Take a statement out of the pool: entered by mistake, or withdrawn by the voter. It stays stored."""
    if not reason.strip():
        raise Refused("Rút lượt ý kiến phải nêu lý do.", field="reason")
    hold(submission)
    return step_submission(submission, State.WITHDRAWN, by=by, action="submission.withdrawn", reason=reason)


@action
def assign_waiting_submissions(*, round: Round, by: User | None) -> int:
    """Give the statements that came after the last cut-off to a round that has been opened since. Returns how many."""
    waiting = Submission.objects.select_for_update().filter(council_id=round.council_id, round=None)
    rows = list(waiting)
    for submission in rows:
        step_submission(submission, None, by=by, action="submission.rolled_over", round=round)
    return len(rows)
