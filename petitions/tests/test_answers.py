"""Answers, what the council holds of them, and what voters say when they are told."""

from __future__ import annotations

from datetime import date

import pytest

from petitions.actions import answer_petitions, close, judge_answer, tell_back, transfer_petitions
from petitions.enums import Content, Judgement, Outcome, PetitionState, TransferState
from petitions.models import Answer, Feedback, PetitionEvent, Transfer, Verdict
from petitions.queries import latest_answer
from petitions.tests.conftest import DUE_ON, SENT_ON
from txct.core.models import AuditEntry
from txct.core.writing import Refused

pytestmark = pytest.mark.django_db
STATE = PetitionState
ANSWERED_ON, JUDGED_ON, TOLD_ON = date(2026, 11, 10), date(2026, 11, 12), date(2026, 11, 20)


@pytest.fixture
def transfer(town):
    """A petition with its lead agency, to be answered by 16 November."""
    letter = transfer_petitions(
        council=town.council,
        agency=town.agency,
        petitions=[town.petition()],
        on=SENT_ON,
        answer_by=DUE_ON,
        by=town.secretary,
    )
    return letter.transfers.get()


def answer(town, *transfers, **changes):
    values = {
        "text": "Đã sửa xong",
        "outcome": Outcome.RESOLVED,
        "answered_on": ANSWERED_ON,
        "by": town.secretary,
        **changes,
    }
    return answer_petitions(transfers=transfers, **values)[0]


def judge(town, given, judgement=Judgement.ACCEPTED, **changes):
    values = {"body": town.standing, "on": JUDGED_ON, "by": town.secretary, **changes}
    return judge_answer(answer=given, judgement=judgement, **values)


def tell(town, petition, content=Content.CONTENT, ward=0, **changes):
    values = {"meeting": town.meetings[ward], "on": TOLD_ON, "by": town.secretary, **changes}
    return tell_back(petition=petition, content=content, **values)


def now(petition):
    petition.refresh_from_db()
    return petition.state, petition.claimed_outcome, petition.judgement


def last_note(petition):
    return PetitionEvent.objects.filter(petition=petition).order_by("-pk").values_list("new_state", "note")[0]


def test_an_answer_says_what_the_agency_claims_and_waits_for_judgement(town, transfer):
    given = answer(town, transfer, document_number="12/UBND")
    assert now(transfer.petition) == (STATE.ANSWERED, "resolved", "")
    assert (given.number, given.text, given.document_number, given.answered_by) == (
        1,
        "Đã sửa xong",
        "12/UBND",
        town.secretary,
    )
    assert last_note(transfer.petition) == ("answered", "UBND Từ Sơn trả lời lần 01: đã giải quyết xong")
    assert AuditEntry.objects.get(action="petition.answered").new["claimed_outcome"] == "resolved"


def test_a_second_answer_is_a_new_version_beside_the_first(town, transfer):
    first = answer(town, transfer, outcome=Outcome.EXPLAINED, text="Chưa có kinh phí")
    second = answer(town, transfer)
    assert list(Answer.objects.order_by("number").values_list("number", "text")) == [
        (1, "Chưa có kinh phí"),
        (2, "Đã sửa xong"),
    ]
    assert latest_answer(transfer.petition) == second
    with pytest.raises(Refused, match="Hãy đánh giá bản trả lời mới nhất"):
        judge(town, first)


def test_one_answer_serves_several_petitions_of_one_agency(town, transfer):
    more = transfer_petitions(
        council=town.council, agency=town.agency, petitions=[town.petition()], on=SENT_ON, by=town.secretary
    ).transfers.get()
    given = answer_petitions(
        transfers=[transfer, more],
        text="Đã sửa",
        outcome=Outcome.RESOLVED,
        answered_on=ANSWERED_ON,
        by=town.secretary,
    )
    assert [one.petition.code for one in given] == ["KN-XVIII-5-001", "KN-XVIII-5-002"]
    other = transfer_petitions(
        council=town.council, agency=town.other_agency, petitions=[town.petition()], on=SENT_ON, by=town.secretary
    ).transfers.get()
    with pytest.raises(Refused, match="chỉ của một cơ quan"):
        answer(town, transfer, other)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"text": " "}, "Chưa có nội dung trả lời."),
        ({"outcome": Outcome.STUDYING}, "Đang giải quyết theo lộ trình thì phải hẹn ngày xong."),
        (
            {"outcome": Outcome.STUDYING, "promised_on": date(2027, 1, 1)},
            "Đang giải quyết theo lộ trình thì phải ghi lộ trình.",
        ),
        ({"promised_on": date(2026, 11, 9)}, "Ngày hẹn xong không thể trước ngày trả lời."),
        ({"answered_on": date(2026, 11, 1)}, "Ngày trả lời không thể trước ngày chuyển kiến nghị."),
    ],
)
def test_an_incomplete_answer_is_refused(town, transfer, changes, sentence):
    with pytest.raises(Refused) as refusal:
        answer(town, transfer, **changes)
    assert refusal.value.message == sentence
    assert not Answer.objects.exists()


def test_a_supporting_agency_answers_without_moving_the_petition(town):
    petition = town.petition()
    transfer_petitions(
        council=town.council,
        agency=town.agency,
        supporting=[town.other_agency],
        petitions=[petition],
        on=SENT_ON,
        by=town.secretary,
    )
    given = answer(town, Transfer.objects.get(role="support"), outcome=Outcome.EXPLAINED)
    assert now(petition) == (STATE.TRANSFERRED, "", "")
    assert latest_answer(petition) is None
    with pytest.raises(Refused, match="Chỉ đánh giá trả lời của cơ quan chủ trì"):
        judge(town, given)


def test_an_accepted_answer_is_told_back_and_closed(town, transfer):
    petition = transfer.petition
    verdict = judge(town, answer(town, transfer))
    assert (verdict.body, verdict.judgement, verdict.judged_on) == (town.standing, "accepted", JUDGED_ON)
    assert now(petition) == (STATE.JUDGED, "resolved", "accepted")
    told = tell(town, petition, note="Cử tri hài lòng")
    assert (told.content, told.told_on) == (Content.CONTENT, TOLD_ON)
    assert last_note(petition) == (
        "told_back",
        "Báo lại cử tri tại Hội nghị Từ Sơn 1: đồng ý – Cử tri hài lòng",
    )
    close(petition=petition, by=town.secretary)
    assert now(petition) == (STATE.CLOSED, "resolved", "accepted")


def test_a_rejected_answer_goes_back_to_the_agency_with_a_new_day(town, transfer):
    given = answer(town, transfer)
    judge(town, given, Judgement.REJECTED, reason="Trả lời không đúng chỗ", answer_by=date(2026, 11, 30))
    petition = transfer.petition
    assert now(petition) == (STATE.IN_PROGRESS, "resolved", "rejected")
    transfer.refresh_from_db()
    assert (transfer.state, transfer.due_on, petition.due_on) == (
        TransferState.IN_PROGRESS,
        date(2026, 11, 30),
        date(2026, 11, 30),
    )
    assert transfer.due_explanation == "Thời hạn ghi trên yêu cầu trả lời lại ngày 12/11/2026: 30/11/2026."
    assert last_note(petition) == (
        "in_progress",
        "Thường trực HĐND: chưa đạt, đề nghị trả lời lại – Trả lời không đúng chỗ",
    )
    answer(town, transfer, text="Đã sửa đúng chỗ")
    assert now(petition) == (STATE.ANSWERED, "resolved", "")


def test_a_groups_opinion_beside_the_councils_moves_nothing(town, transfer):
    given = answer(town, transfer)
    judge(town, given)
    judge(town, given, Judgement.REJECTED, body=None, group=town.group, reason="Tổ chưa thấy sửa")
    assert now(transfer.petition) == (STATE.JUDGED, "resolved", "accepted")
    assert Verdict.objects.count() == 2
    judge(town, given, Judgement.PARTLY, reason="Mới sửa một đoạn")
    assert now(transfer.petition) == (STATE.JUDGED, "resolved", "partly")


def test_a_group_may_judge_first(town, transfer):
    judge(town, answer(town, transfer), body=None, group=town.group)
    assert now(transfer.petition) == (STATE.JUDGED, "resolved", "accepted")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"body": None}, "Chọn một bên đánh giá: Tổ đại biểu, Ban hoặc Thường trực HĐND."),
        ({"judgement": Judgement.PARTLY}, "Chưa đạt thì phải nêu rõ vì sao."),
        ({"on": date(2026, 11, 9)}, "Ngày đánh giá không thể trước ngày trả lời."),
        ({"answer_by": JUDGED_ON}, "Hạn trả lời lại phải sau ngày đánh giá."),
    ],
)
def test_an_incomplete_judgement_is_refused(town, transfer, changes, sentence):
    given = answer(town, transfer)
    with pytest.raises(Refused) as refusal:
        judge(town, given, **{"judgement": Judgement.ACCEPTED, **changes})
    assert refusal.value.message == sentence
    assert not Verdict.objects.exists()


def test_a_body_of_another_council_does_not_judge(town, neighbour, transfer):
    with pytest.raises(Refused, match="không thuộc Hội đồng này"):
        judge(town, answer(town, transfer), body=neighbour.standing)


def test_discontent_reopens_the_petition_and_counts(town, transfer):
    petition = transfer.petition
    judge(town, answer(town, transfer))
    tell(town, petition, Content.DISCONTENT, note="Đường vẫn hỏng", answer_by=date(2026, 12, 15))
    assert now(petition) == (STATE.IN_PROGRESS, "resolved", "")
    assert (petition.times_raised, petition.due_on) == (2, date(2026, 12, 15))
    transfer.refresh_from_db()
    assert transfer.state == TransferState.IN_PROGRESS
    steps = list(PetitionEvent.objects.filter(petition=petition).order_by("pk").values_list("new_state", flat=True))
    assert steps[-3:] == ["judged", "told_back", "in_progress"]
    answer(town, transfer, answered_on=date(2026, 12, 1))
    judge(town, latest_answer(petition), on=date(2026, 12, 2))
    tell(town, petition, ward=1)
    close(petition=petition, by=town.secretary)
    tell(town, petition, Content.DISCONTENT, ward=2)
    assert now(petition)[0] == STATE.IN_PROGRESS
    assert petition.times_raised == 3


def test_a_closed_petition_may_be_told_elsewhere_and_stays_closed(town, transfer):
    petition = transfer.petition
    judge(town, answer(town, transfer))
    tell(town, petition)
    close(petition=petition, by=town.secretary)
    tell(town, petition, ward=1)
    assert now(petition)[0] == STATE.CLOSED
    assert Feedback.objects.count() == 2


def test_an_answer_is_told_once_at_a_meeting_and_only_after_judgement(town, neighbour, transfer):
    petition = transfer.petition
    given = answer(town, transfer)
    with pytest.raises(Refused, match="Chỉ báo lại cử tri khi trả lời đã được đánh giá"):
        tell(town, petition)
    judge(town, given)
    tell(town, petition)
    with pytest.raises(Refused, match="đã được báo tại hội nghị này"):
        tell(town, petition)
    with pytest.raises(Refused, match="không phải của Hội đồng mình"):
        tell(town, petition, meeting=neighbour.meetings[0])


def test_work_still_promised_is_not_closed_but_answered_again(town, transfer):
    petition = transfer.petition
    given = answer(town, transfer, outcome=Outcome.STUDYING, roadmap="Làm trong quý I", promised_on=date(2027, 3, 31))
    judge(town, given)
    tell(town, petition)
    with pytest.raises(Refused, match="còn đang giải quyết theo lộ trình"):
        close(petition=petition, by=town.secretary)
    answer(town, transfer, answered_on=date(2027, 3, 30))
    assert now(petition) == (STATE.ANSWERED, "resolved", "")


def test_a_closed_petition_takes_no_answer(town, transfer):
    judge(town, answer(town, transfer))
    tell(town, transfer.petition)
    close(petition=transfer.petition, by=town.secretary)
    with pytest.raises(Refused, match="không nhận trả lời"):
        answer(town, transfer)
