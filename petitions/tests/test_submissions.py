"""Statements: recorded once, complaints behind the wall, split and put together again."""

from __future__ import annotations

import pytest

from petitions.actions import (
    Point,
    Speaker,
    assign_waiting_submissions,
    correct_submission,
    hand_off_case,
    open_petition,
    reclassify_submission,
    record_submission,
    split_submission,
    undo_split,
    withdraw_submission,
)
from petitions.enums import Channel, SubmissionKind, SubmissionState
from petitions.models import Petitioner, RestrictedCase, Submission
from txct.core.models import AuditEntry
from txct.core.writing import Refused, StalePage

pytestmark = pytest.mark.django_db
KIND, STATE = SubmissionKind, SubmissionState


def whole(submission):
    """What a statement says of itself, without keys and times."""
    submission.refresh_from_db()
    return {
        name: getattr(submission, name)
        for name in ("kind", "state", "verbatim", "summary", "answered_by", "answer_on_spot", "search_key")
    }


def trace_of(submission):
    rows = AuditEntry.objects.filter(object_type="petitions.submission", object_id=str(submission.pk))
    return list(rows.order_by("position").values_list("action", flat=True))


def test_what_a_voter_says_is_stored_with_place_round_and_speaker_apart(town):
    said = record_submission(
        council=town.council,
        meeting=town.meetings[0],
        kind=KIND.PETITION,
        verbatim="Đường vào khu phố hỏng nặng,\nđề nghị sửa.",
        summary="Sửa đường vào khu phố",
        speaker=Speaker("Nguyễn Văn An", "khu phố Xuân Thụ", "0912345678", "an@x.vn", True),
        speaking_order=3,
        by=town.secretary,
    )
    assert whole(said) == {
        "kind": "petition",
        "state": "recorded",
        "verbatim": "Đường vào khu phố hỏng nặng,\nđề nghị sửa.",
        "summary": "Sửa đường vào khu phố",
        "answered_by": "",
        "answer_on_spot": "",
        "search_key": "sua duong vao khu pho duong vao khu pho hong nang, de nghi sua.",
    }
    assert (said.round, said.locality, said.recorded_by) == (town.round, town.wards[0], town.secretary)
    speaker = Petitioner.objects.values("full_name", "address", "phone", "email", "consented").get(submission=said)
    assert list(speaker.values()) == ["Nguyễn Văn An", "khu phố Xuân Thụ", "0912345678", "an@x.vn", True]
    assert trace_of(said) == ["submission.recorded"]


def test_the_trace_keeps_neither_the_words_nor_the_speaker(town):
    said = town.say("Đề nghị xem việc lạ lùng", verbatim="Ông hàng xóm lấn đất", speaker=Speaker("Trần Thị Bình"))
    correct_submission(submission=said, verbatim="Ông hàng xóm lấn ao", summary="Việc lạ lùng", by=town.secretary)
    text = str(list(AuditEntry.objects.values("object_label", "old", "new")))
    assert not [word for word in ("lạ lùng", "lấn đất", "lấn ao", "Bình") if word in text]


def test_the_same_row_of_a_file_is_one_statement(town):
    first = town.say("Thứ nhất", source_key="f1:2")
    again = town.say("Thứ nhất", source_key="f1:2")
    assert first == again
    assert Submission.objects.count() == 1


def test_two_councils_may_read_the_same_row(town, neighbour):
    assert town.say("Một", source_key="f1:2") != neighbour.say("Một", source_key="f1:2")


def test_a_form_gets_a_receipt_code_of_sixty_four_bits(town):
    said = town.say("Góp ý", channel=Channel.FORM)
    assert len(said.receipt_code) == 16
    assert int(said.receipt_code, 16) >= 0
    assert town.say("Góp ý khác").receipt_code is None


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"summary": " "}, "Chưa ghi nội dung. Hãy ghi nguyên văn hoặc tóm tắt điều cử tri nói."),
        ({"answer_on_spot": "Sẽ sửa"}, "Đã trả lời tại hội nghị thì phải ghi người trả lời."),
    ],
)
def test_what_is_incomplete_is_refused_with_what_to_do(town, changes, sentence):
    with pytest.raises(Refused) as refusal:
        town.say(**{"summary": "Sửa đường", **changes})
    assert refusal.value.message == sentence
    assert not Submission.objects.exists()


def test_a_meeting_of_another_council_is_refused(town, neighbour):
    with pytest.raises(Refused, match="không phải của Hội đồng mình"):
        town.say(meeting=neighbour.meetings[0])
    neighbour.meetings[0].joint_councils.add(town.council)
    said = town.say(meeting=neighbour.meetings[0], round=town.round)
    assert (said.council, said.round) == (town.council, town.round)


def test_an_answer_on_the_spot_is_noted_with_who_gave_it(town):
    said = town.say("Khi nào có nước?", answered_by="Chủ tịch UBND phường", answer_on_spot="Trong tuần này.")
    assert (said.state, said.answered_by) == (STATE.ANSWERED_ON_SPOT, "Chủ tịch UBND phường")


def test_a_complaint_leaves_its_words_only_behind_the_wall(town):
    said = town.say(
        "Khiếu nại quyết định 12",
        kind=KIND.COMPLAINT,
        verbatim="Tôi khiếu nại quyết định 12",
        answered_by="Chủ tịch",
        answer_on_spot="Đề nghị gửi đơn",
    )
    assert whole(said) == {
        "kind": "complaint",
        "state": "recorded",
        "verbatim": "",
        "summary": "",
        "answered_by": "",
        "answer_on_spot": "",
        "search_key": "",
    }
    case = RestrictedCase.objects.get(submission=said)
    assert case.text == "Tôi khiếu nại quyết định 12\n\nKhiếu nại quyết định 12"
    assert case.note == "Trả lời tại hội nghị (Chủ tịch): Đề nghị gửi đơn"
    assert list(Submission.objects.in_pool()) == []


def test_a_complaint_is_handed_off_to_the_office_that_receives_it(town):
    said = town.say("Tố cáo", kind=KIND.DENUNCIATION)
    hand_off_case(submission=said, handed_to="Ban Tiếp công dân tỉnh", note="Đã phát mẫu đơn", by=town.secretary)
    said.refresh_from_db()
    case = said.restricted_case
    assert (said.state, case.handed_to, case.note) == (STATE.HANDED_OFF, "Ban Tiếp công dân tỉnh", "Đã phát mẫu đơn")
    assert case.handed_at is not None
    with pytest.raises(Refused, match="Không còn bước nào tiếp theo"):
        withdraw_submission(submission=said, reason="nhầm", by=town.secretary)


def test_only_complaints_are_handed_off(town):
    with pytest.raises(Refused, match="Chỉ khiếu nại, tố cáo mới hướng dẫn gửi đơn"):
        hand_off_case(submission=town.say(), handed_to="Ban Tiếp công dân", by=town.secretary)


def test_an_opinion_becomes_a_petition(town):
    said = town.say("Mong đường sạch", kind=KIND.OPINION)
    reclassify_submission(submission=said, kind=KIND.PETITION, by=town.secretary)
    assert (said.kind, said.state) == (KIND.PETITION, STATE.CLASSIFIED)
    assert trace_of(said) == ["submission.recorded", "submission.reclassified"]


def test_a_statement_found_to_be_a_complaint_goes_behind_the_wall_and_comes_back_with_its_words(town):
    said = town.say("", verbatim="Tôi không đồng ý mức bồi thường")
    reclassify_submission(submission=said, kind=KIND.COMPLAINT, by=town.secretary)
    assert (said.verbatim, said.search_key, said.restricted_case.text) == ("", "", "Tôi không đồng ý mức bồi thường")
    reclassify_submission(submission=said, kind=KIND.PETITION, by=town.secretary)
    assert whole(said)["verbatim"] == "Tôi không đồng ý mức bồi thường"
    assert not RestrictedCase.objects.exists()


def test_a_statement_in_a_petition_keeps_its_kind(town):
    said = town.say()
    open_petition(submissions=[said], summary="Sửa đường", by=town.secretary)
    with pytest.raises(Refused, match="hãy rút kiến nghị đó trước"):
        reclassify_submission(submission=said, kind=KIND.COMPLAINT, by=town.secretary)


def test_a_page_older_than_the_row_is_refused_with_both_versions(town):
    said = town.say()
    correct_submission(submission=said, verbatim="A", summary="B", by=town.secretary, expected_version=1)
    with pytest.raises(StalePage) as stale:
        correct_submission(submission=said, verbatim="C", summary="D", by=town.secretary, expected_version=1)
    assert (stale.value.current.verbatim, stale.value.mine) == ("A", {"verbatim": "C", "summary": "D"})


def test_a_speech_is_split_into_points_and_keeps_every_word(town):
    said = town.say("Đường và rác", verbatim="Sửa đường, và thu gom rác.", speaker=Speaker("Lê Văn Cường"))
    points = split_submission(
        submission=said,
        points=[Point(KIND.PETITION, "Sửa đường"), Point(KIND.OPINION, "Thu gom rác", "và thu gom rác")],
        by=town.secretary,
    )
    said.refresh_from_db()
    assert (said.state, said.verbatim) == (STATE.SPLIT, "Sửa đường, và thu gom rác.")
    assert [(p.kind, p.summary, p.verbatim, p.split_from, p.locality, p.round) for p in points] == [
        (KIND.PETITION, "Sửa đường", "", said, town.wards[0], town.round),
        (KIND.OPINION, "Thu gom rác", "và thu gom rác", said, town.wards[0], town.round),
    ]
    assert set(Submission.objects.in_pool()) == set(points)


def test_undoing_a_split_restores_the_speech_as_it_was(town):
    said = town.say("Đường và rác", answered_by="Chủ tịch", answer_on_spot="Đã rõ")
    before = whole(said)
    split_submission(submission=said, points=[Point(KIND.PETITION, "A"), Point(KIND.PETITION, "B")], by=town.secretary)
    undo_split(submission=said, by=town.secretary)
    assert whole(said) == before
    assert list(Submission.objects.in_pool()) == [said]
    assert sorted(Submission.objects.filter(split_from=said).values_list("summary", "state")) == [
        ("A", "withdrawn"),
        ("B", "withdrawn"),
    ]


def test_a_point_that_is_a_complaint_takes_the_whole_speech_behind_the_wall(town):
    said = town.say("Đường và bồi thường", verbatim="Sửa đường. Tôi khiếu nại mức bồi thường.")
    before = whole(said)
    points = split_submission(
        submission=said,
        points=[Point(KIND.PETITION, "Sửa đường"), Point(KIND.COMPLAINT, "Mức bồi thường")],
        by=town.secretary,
    )
    assert (said.verbatim, said.summary, said.search_key) == ("", "", "")
    assert [point.summary for point in points] == ["Sửa đường", ""]
    assert points[1].restricted_case.text == "Mức bồi thường"
    undo_split(submission=said, by=town.secretary)
    assert whole(said) == before


def test_a_split_whose_point_went_on_is_not_undone(town):
    said = town.say()
    points = split_submission(
        submission=said, points=[Point(KIND.PETITION, "A"), Point(KIND.PETITION, "B")], by=town.secretary
    )
    open_petition(submissions=[points[0]], summary="A", by=town.secretary)
    with pytest.raises(Refused, match="có 1 ý đã đưa vào kiến nghị"):
        undo_split(submission=said, by=town.secretary)


@pytest.mark.parametrize(
    ("points", "sentence"),
    [
        ([Point(KIND.PETITION, "Một")], "Tách thì phải có ít nhất hai ý."),
        ([Point(KIND.PETITION, "Một"), Point(KIND.PETITION, " ")], "Ý thứ 2 chưa có nội dung."),
    ],
)
def test_a_split_needs_two_points_with_words(town, points, sentence):
    with pytest.raises(Refused) as refusal:
        split_submission(submission=town.say(), points=points, by=town.secretary)
    assert refusal.value.message == sentence


def test_a_withdrawn_statement_stays_stored_and_does_not_count(town):
    said = town.say()
    withdraw_submission(submission=said, reason="Ghi nhầm hội nghị", by=town.secretary)
    assert list(Submission.objects.in_pool()) == []
    entry = AuditEntry.objects.get(action="submission.withdrawn")
    assert entry.new == {"state": "withdrawn", "reason": "Ghi nhầm hội nghị"}
    with pytest.raises(Refused, match="Không còn bước nào tiếp theo"):
        withdraw_submission(submission=said, reason="Lại rút", by=town.secretary)


def test_what_comes_after_the_cut_off_belongs_to_the_next_round(town):
    town.cut_off()
    assert town.say().round == town.next_round


def test_without_a_next_round_it_waits_until_one_is_opened(town):
    town.cut_off()
    town.cut_off(town.next_round)
    said = town.say()
    assert said.round is None
    town.next_round.closed_at = None
    town.next_round.save()
    assert assign_waiting_submissions(round=town.next_round, by=town.secretary) == 1
    said.refresh_from_db()
    assert said.round == town.next_round
