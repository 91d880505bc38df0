"""Answers of the agencies, what the council holds of them, and telling the voters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from delegates.models import Body, DelegateGroup
from meetings.models import Meeting
from petitions.actions.petitions import recount_repeats
from petitions.actions.steps import hold, hold_all, note_on_petition, step_petition, step_transfer
from petitions.answer_dates import AnswerDue, agreed_due, answer_due
from petitions.enums import Content, Judgement, Outcome, PetitionState, TransferRole, TransferState
from petitions.models import Answer, Feedback, Petition, Transfer, Verdict
from petitions.queries import latest_answer
from petitions.rules import ANSWER_RULES
from txct.core.models import User
from txct.core.writing import Refused, action
from txct.lib.dates import short_date
from txct.lib.numbers import count_text

State = PetitionState
ANSWERABLE_STATES = (
    State.TRANSFERRED,
    State.RECEIVED,
    State.IN_PROGRESS,
    State.ANSWERED,
    State.JUDGED,
    State.TOLD_BACK,
)


@action
def answer_petitions(
    *,
    transfers: Sequence[Transfer],
    text: str,
    outcome: Outcome,
    answered_on: date,
    by: User | None,
    roadmap: str = "",
    promised_on: date | None = None,
    document_number: str = "",
    at: datetime | None = None,
) -> list[Answer]:
    """Store one agency's answer to one or several petitions; each time a new version, the old ones stay.

    An answer after the council's judgement (work promised is now done) is to be judged again.
    """
    if not transfers:
        raise Refused("Chọn ít nhất một kiến nghị để trả lời.", field="transfers")
    _check_answer(text, outcome, roadmap, promised_on, answered_on)
    petitions = {row.pk: row for row in hold_all(Petition.objects.filter(transfers__in=transfers))}
    held = hold_all(transfers)
    if len({transfer.agency_id for transfer in held}) > 1:
        raise Refused(
            "Một văn bản trả lời chỉ của một cơ quan. Hãy chọn kiến nghị của từng cơ quan.", field="transfers"
        )
    answers = []
    for transfer in held:
        transfer.petition = petitions[transfer.petition_id]
        _check_answerable(transfer, answered_on)
        number = transfer.answers.count() + 1
        answers.append(
            Answer.objects.create(
                petition=transfer.petition,
                transfer=transfer,
                number=number,
                text=text,
                outcome=outcome,
                roadmap=roadmap,
                promised_on=promised_on,
                document_number=document_number,
                answered_on=answered_on,
                answered_by=by,
            )
        )
        _take_answer(transfer, answers[-1], by=by, at=at)
    return answers


def _check_answer(text: str, outcome: Outcome, roadmap: str, promised_on: date | None, answered_on: date) -> None:
    if not text.strip():
        raise Refused("Chưa có nội dung trả lời.", field="text")
    if outcome == Outcome.STUDYING and promised_on is None:
        raise Refused("Đang giải quyết theo lộ trình thì phải hẹn ngày xong.", field="promised_on")
    if outcome == Outcome.STUDYING and not roadmap.strip():
        raise Refused("Đang giải quyết theo lộ trình thì phải ghi lộ trình.", field="roadmap")
    if promised_on is not None and promised_on < answered_on:
        raise Refused("Ngày hẹn xong không thể trước ngày trả lời.", field="promised_on")


def _check_answerable(transfer: Transfer, answered_on: date) -> None:
    petition = transfer.petition
    if transfer.state == TransferState.RETURNED:
        raise Refused(f"{transfer.agency} đã trả lại kiến nghị {petition.code}, không trả lời được nữa.")
    if transfer.role == TransferRole.LEAD and petition.state not in ANSWERABLE_STATES:
        raise Refused(f"Kiến nghị {petition.code} đang ở bước “{petition.get_state_display()}”, không nhận trả lời.")
    if answered_on < transfer.sent_on:
        raise Refused("Ngày trả lời không thể trước ngày chuyển kiến nghị.", field="answered_on")


def _take_answer(transfer: Transfer, answer: Answer, *, by: User | None, at: datetime | None) -> None:
    step_transfer(transfer, TransferState.ANSWERED)
    note = f"{transfer.agency} trả lời lần {count_text(answer.number)}: {Outcome(answer.outcome).label}"
    if transfer.role == TransferRole.LEAD:
        step_petition(
            transfer.petition,
            State.ANSWERED,
            by=by,
            action="petition.answered",
            note=note,
            at=at,
            claimed_outcome=answer.outcome,
            judgement="",
        )
    else:
        note_on_petition(transfer.petition, by=by, action="petition.answered", note=note, at=at)


@action
def judge_answer(
    *,
    answer: Answer,
    judgement: Judgement,
    on: date,
    by: User | None,
    reason: str = "",
    body: Body | None = None,
    group: DelegateGroup | None = None,
    answer_by: date | None = None,
    at: datetime | None = None,
) -> Verdict:
    """Store what a group, a Ban or the Thường trực holds of the lead agency's newest answer (NQLT 72/2025, Điều 53).

    Once a body of the council has judged an answer, a group's opinion is kept beside it and moves nothing. A rejected
    answer goes back to the agency, with a new day (ANSWER_BY, else by the rule counted from the day ON).
    """
    if (body is None) == (group is None):
        raise Refused("Chọn một bên đánh giá: Tổ đại biểu, Ban hoặc Thường trực HĐND.", field="body")
    if judgement != Judgement.ACCEPTED and not reason.strip():
        raise Refused("Chưa đạt thì phải nêu rõ vì sao.", field="reason")
    petition = hold(Petition.objects.get(pk=answer.petition_id))
    owner = body or group
    if owner is not None and owner.council_id != petition.council_id:
        raise Refused("Bên đánh giá không thuộc Hội đồng này.", field="body")
    _check_judgeable(petition, answer, on, answer_by)
    judged_before = Verdict.objects.filter(answer=answer, body__isnull=False).exists()
    verdict = Verdict.objects.create(
        petition=petition,
        answer=answer,
        body=body,
        group=group,
        judgement=judgement,
        reason=reason,
        judged_on=on,
        judged_by=by,
    )
    note = f"{owner}: {judgement.label}" + (f" – {reason}" if reason.strip() else "")
    if group is not None and judged_before:
        note_on_petition(petition, by=by, action="petition.judged", note=note, at=at)
    elif judgement == Judgement.REJECTED:
        due = _new_due(answer.transfer, on, answer_by, f"yêu cầu trả lời lại ngày {short_date(on)}")
        _back_to_agency(petition, due, by=by, action="petition.judged", note=note, at=at, judgement=judgement)
    else:
        step_petition(petition, State.JUDGED, by=by, action="petition.judged", note=note, at=at, judgement=judgement)
    return verdict


def _check_judgeable(petition: Petition, answer: Answer, on: date, answer_by: date | None) -> None:
    if answer.transfer.role != TransferRole.LEAD:
        raise Refused("Chỉ đánh giá trả lời của cơ quan chủ trì.")
    if petition.state not in (State.ANSWERED, State.JUDGED):
        raise Refused(
            f"Kiến nghị {petition.code} đang ở bước “{petition.get_state_display()}”, chưa có trả lời để đánh giá."
        )
    newest = latest_answer(petition)
    if newest is None or newest.pk != answer.pk:
        raise Refused("Cơ quan đã trả lời lại. Hãy đánh giá bản trả lời mới nhất.")
    if on < answer.answered_on:
        raise Refused("Ngày đánh giá không thể trước ngày trả lời.", field="on")
    if answer_by is not None and answer_by <= on:
        raise Refused("Hạn trả lời lại phải sau ngày đánh giá.", field="answer_by")


def _new_due(transfer: Transfer, on: date, answer_by: date | None, source: str) -> AnswerDue:
    if answer_by is not None:
        return agreed_due(answer_by, source)
    return answer_due(transfer.petition.council, on, transfer.rule_code or ANSWER_RULES[0])


def _back_to_agency(
    petition: Petition,
    due: AnswerDue,
    *,
    by: User | None,
    action: str,
    note: str,
    at: datetime | None,
    judgement: str = "",
) -> None:
    """Give the petition back to its lead agency as work in progress, with a new day."""
    lead = hold(petition.transfers.exclude(state=TransferState.RETURNED).get(role=TransferRole.LEAD))
    step_transfer(
        lead,
        TransferState.IN_PROGRESS,
        due_on=due.due_on,
        due_explanation=due.explanation,
        rule_code=due.rule_code,
    )
    step_petition(
        petition,
        State.IN_PROGRESS,
        by=by,
        action=action,
        note=note,
        at=at,
        judgement=judgement,
        due_on=due.due_on,
    )


@action
def tell_back(
    *,
    petition: Petition,
    meeting: Meeting | None,
    on: date,
    content: Content,
    by: User | None,
    note: str = "",
    answer_by: date | None = None,
    at: datetime | None = None,
) -> Feedback:
    """Note that voters have heard the answer, at MEETING or otherwise, and what they say to it.

    Discontent reopens the petition with its agency and counts as raising it once more.
    """
    hold(petition)
    _check_tellable(petition, meeting)
    feedback = Feedback.objects.create(petition=petition, meeting=meeting, told_on=on, content=content, note=note)
    where = f" tại {meeting}" if meeting else ""
    words = f"Báo lại cử tri{where}: {content.label}" + (f" – {note}" if note.strip() else "")
    if petition.state == State.CLOSED and content != Content.DISCONTENT:
        note_on_petition(petition, by=by, action="petition.told_back", note=words, at=at)
        return feedback
    if petition.state != State.CLOSED:
        step_petition(petition, State.TOLD_BACK, by=by, action="petition.told_back", note=words, at=at)
    if content == Content.DISCONTENT:
        answer = latest_answer(petition)
        assert answer is not None, "a petition that was judged has an answer"  # noqa: S101
        due = _new_due(answer.transfer, on, answer_by, f"yêu cầu trả lời lại ngày {short_date(on)}")
        _back_to_agency(petition, due, by=by, action="petition.reopened", note=words, at=at)
        recount_repeats(petition)
    return feedback


def _check_tellable(petition: Petition, meeting: Meeting | None) -> None:
    if petition.state not in (State.JUDGED, State.TOLD_BACK, State.CLOSED):
        raise Refused(
            f"Kiến nghị {petition.code} đang ở bước “{petition.get_state_display()}”. "
            "Chỉ báo lại cử tri khi trả lời đã được đánh giá."
        )
    if meeting is None:
        return
    if (
        meeting.council_id != petition.council_id
        and not meeting.joint_councils.filter(pk=petition.council_id).exists()
    ):
        raise Refused("Hội nghị này không phải của Hội đồng mình.", field="meeting")
    if Feedback.objects.filter(petition=petition, meeting=meeting).exists():
        raise Refused(f"Trả lời kiến nghị {petition.code} đã được báo tại hội nghị này.", field="meeting")
