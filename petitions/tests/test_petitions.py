"""Petitions: opened, classified, merged and parted, repeated, collected, published, closed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from meetings.enums import RoundState
from meetings.models import Round
from petitions.actions import (
    add_submissions,
    classify_petition,
    close,
    close_round_intake,
    collect,
    link_repeat,
    merge_petitions,
    open_petition,
    publish_petition,
    reclassify_submission,
    reword_petition,
    transfer_petitions,
    unmerge_petition,
    unpublish_petition,
    withdraw_petition,
)
from petitions.enums import Authority, PetitionState, SubmissionKind, SubmissionState
from petitions.models import Petition, PetitionEvent
from petitions.queries import final_root, owner_of, repeat_chain
from petitions.tests.conftest import SENT_ON
from txct.core.models import AuditEntry
from txct.core.writing import Refused, StalePage

pytestmark = pytest.mark.django_db
STATE = PetitionState


def history(petition):
    """The steps of a petition as (from, to, note)."""
    rows = PetitionEvent.objects.filter(petition=petition).order_by("pk")
    return list(rows.values_list("old_state", "new_state", "note"))


def shape(petition):
    """Everything of a petition that a merge and its undoing must leave as it was."""
    petition.refresh_from_db()
    fields = ("code", "summary", "body", "state", "merged_into_id", "state_before_merge", "sector_id", "authority")
    return (
        {name: getattr(petition, name) for name in fields},
        sorted(petition.localities.values_list("name", flat=True)),
        sorted(petition.sources.values_list("submission", flat=True)),
    )


def trace(action):
    return list(AuditEntry.objects.filter(action=action).order_by("position").values_list("old", "new"))


def test_a_petition_is_opened_from_statements_of_two_wards(town):
    said = [town.say("Sửa đường", 0), town.say("Đường hỏng", 1)]
    petition = open_petition(submissions=said, summary="Sửa đường liên phường", by=town.secretary)
    assert shape(petition) == (
        {
            "code": "KN-XVIII-5-001",
            "summary": "Sửa đường liên phường",
            "body": "",
            "state": "recorded",
            "merged_into_id": None,
            "state_before_merge": "",
            "sector_id": None,
            "authority": "",
        },
        ["Từ Sơn 1", "Từ Sơn 2"],
        [said[0].pk, said[1].pk],
    )
    assert (petition.session_of_origin, petition.round, petition.created_by) == (
        town.session,
        town.round,
        town.secretary,
    )
    assert history(petition) == [("", "recorded", "")]
    assert [one.state for one in said] == [SubmissionState.IN_PETITION] * 2
    assert trace("petition.opened") == [({}, {"code": "KN-XVIII-5-001", "round": town.round.pk, "state": "recorded"})]


def test_with_field_and_level_it_is_classified_at_once(town):
    petition = town.petition()
    assert (petition.state, petition.sector, petition.authority) == (STATE.CLASSIFIED, town.sector, "xa")
    assert history(petition) == [("", "recorded", ""), ("recorded", "classified", "Giao thông; cấp xã")]


def test_codes_run_on_within_the_session_and_begin_anew_in_the_next(town, neighbour):
    codes = [town.petition(f"Việc {n}").code for n in range(3)]
    assert codes == ["KN-XVIII-5-001", "KN-XVIII-5-002", "KN-XVIII-5-003"]
    town.cut_off()
    late = town.petition("Muộn")
    assert (late.code, late.round) == ("KN-XVIII-6-001", town.next_round)
    assert neighbour.petition().code == "KN-XVIII-5-001"


def test_codes_go_on_after_a_thousand(town):
    Petition.objects.create(council=town.council, code="KN-XVIII-5-999", summary="x")
    assert [town.petition(f"V{n}").code for n in range(2)] == ["KN-XVIII-5-1000", "KN-XVIII-5-1001"]


def test_a_statement_recorded_before_the_cut_off_goes_on_into_the_next_round(town):
    said = town.say()
    town.cut_off()
    petition = open_petition(submissions=[said], summary="Sửa đường", by=town.secretary)
    assert (petition.round, petition.code) == (town.next_round, "KN-XVIII-6-001")


@pytest.mark.parametrize("kind", [SubmissionKind.OPINION, SubmissionKind.COMPLAINT, SubmissionKind.DENUNCIATION])
def test_opinions_and_complaints_make_no_petition(town, kind):
    with pytest.raises(Refused) as refusal:
        open_petition(submissions=[town.say(kind=kind)], summary="x", by=town.secretary)
    assert refusal.value.message == (
        f"Có lượt ý kiến loại “{kind.label}”. Chỉ kiến nghị, phản ánh mới lập thành kiến nghị; hãy đổi loại trước."
    )
    assert not Petition.objects.exists()


def test_a_statement_belongs_to_one_petition(town):
    said = town.say()
    open_petition(submissions=[said], summary="Một", by=town.secretary)
    with pytest.raises(Refused, match="đã ở trong một kiến nghị khác"):
        open_petition(submissions=[said], summary="Hai", by=town.secretary)


def test_statements_of_two_councils_make_no_petition(town, neighbour):
    with pytest.raises(Refused, match="nhiều Hội đồng"):
        open_petition(submissions=[town.say(), neighbour.say()], summary="x", by=town.secretary)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"submissions": []}, "Chọn ít nhất một lượt ý kiến để lập kiến nghị."),
        ({"summary": " "}, "Hãy ghi tóm tắt kiến nghị."),
    ],
)
def test_a_petition_needs_statements_and_a_summary(town, changes, sentence):
    with pytest.raises(Refused) as refusal:
        open_petition(**{"submissions": [town.say()], "summary": "x", "by": town.secretary, **changes})
    assert refusal.value.message == sentence


def test_further_statements_join_a_petition_and_bring_their_places(town):
    petition = town.petition(ward=0)
    add_submissions(petition=petition, submissions=[town.say("Cũng thế", 2)], by=town.secretary)
    assert sorted(petition.localities.values_list("name", flat=True)) == ["Từ Sơn 1", "Từ Sơn 3"]
    assert history(petition)[-1] == ("classified", "classified", "Thêm 1 lượt ý kiến")


def test_classifying_again_is_possible_until_it_is_sent(town):
    petition = town.petition()
    classify_petition(petition=petition, sector=town.other_sector, authority=Authority.TINH, by=town.secretary)
    assert (petition.state, petition.sector, petition.authority) == ("classified", town.other_sector, "tinh")
    transfer_petitions(council=town.council, agency=town.agency, petitions=[petition], on=SENT_ON, by=town.secretary)
    with pytest.raises(Refused) as refusal:
        classify_petition(petition=petition, sector=town.sector, authority=Authority.XA, by=town.secretary)
    assert refusal.value.message == (
        "Kiến nghị KN-XVIII-5-001 đã chuyển, không phân loại lại được. "
        "Nếu chuyển sai nơi, hãy ghi cơ quan trả lại trước."
    )


def test_a_field_of_another_council_or_no_level_is_refused(town, neighbour):
    petition = town.petition(classified=False)
    with pytest.raises(Refused, match="không thuộc danh mục của Hội đồng"):
        classify_petition(petition=petition, sector=neighbour.sector, authority="xa", by=town.secretary)
    with pytest.raises(Refused, match="Hãy chọn cấp có thẩm quyền"):
        classify_petition(petition=petition, sector=town.sector, authority="", by=town.secretary)
    assert shape(petition)[0]["state"] == "recorded"


def test_rewording_raises_the_version_and_refuses_an_old_page(town):
    petition = town.petition(classified=False)
    reword_petition(petition=petition, summary="Gọn", body="Dài", by=town.secretary, expected_version=1)
    assert (petition.summary, petition.body, petition.version) == ("Gọn", "Dài", 2)
    with pytest.raises(StalePage):
        reword_petition(petition=petition, summary="Khác", body="", by=town.secretary, expected_version=1)


def test_merged_petitions_share_the_fate_of_the_target_and_keep_their_own_words(town):
    target, one, two = (town.petition(f"Đường {n}", n) for n in range(3))
    merge_petitions(target=target, others=[one, two], by=town.secretary)
    assert [row.state for row in (target, one, two)] == ["classified", "merged", "merged"]
    assert shape(one)[0]["summary"] == "Đường 1"
    assert sorted(target.localities.values_list("name", flat=True)) == ["Từ Sơn 1", "Từ Sơn 2", "Từ Sơn 3"]
    assert target.sources.count() == 3
    assert one.sources.count() == 1
    assert list(Petition.objects.live()) == [target]
    assert history(target)[-1] == ("classified", "classified", "Gộp KN-XVIII-5-002, KN-XVIII-5-003 vào")
    assert history(one)[-1] == ("classified", "merged", "Gộp vào KN-XVIII-5-001")
    said = one.sources.get().submission
    assert (owner_of(said), final_root(one)) == (one, target)


def test_statements_joined_a_petition_on_the_day_of_the_act_also_when_that_day_is_long_past(town):
    day = datetime(2017, 6, 23, 7, tzinfo=UTC)
    later = day + timedelta(days=1)
    target, other = (
        open_petition(submissions=[town.say(word, place)], summary=word, by=town.secretary, at=day)
        for place, word in enumerate(("Một", "Hai"))
    )
    merge_petitions(target=target, others=[other], by=town.secretary, at=later)
    add_submissions(petition=target, submissions=[town.say("Ba", 0)], by=town.secretary, at=later)
    assert list(target.sources.order_by("pk").values_list("added_at", flat=True)) == [day, later, later]
    assert list(other.sources.values_list("added_at", flat=True)) == [day]


def test_unmerging_leaves_both_as_they_were(town):
    target, other = town.petition(ward=0), town.petition("Đường nữa", 1, classified=False)
    before = shape(target), shape(other)
    merge_petitions(target=target, others=[other], by=town.secretary)
    unmerge_petition(petition=other, by=town.secretary)
    assert (shape(target), shape(other)) == before
    assert history(other)[-1] == ("merged", "recorded", "Tách khỏi KN-XVIII-5-001")
    assert history(target)[-1] == ("classified", "classified", "Tách KN-XVIII-5-002 ra")


def test_what_joined_a_merged_petition_meanwhile_leaves_with_it(town):
    low, middle, top = (town.petition(f"Đường {n}", n) for n in range(3))
    before = shape(top)
    merge_petitions(target=middle, others=[low], by=town.secretary)
    merge_petitions(target=top, others=[middle], by=town.secretary)
    assert top.sources.count() == 3
    unmerge_petition(petition=low, by=town.secretary)
    assert (top.sources.count(), middle.sources.count(), low.sources.count()) == (2, 1, 1)
    unmerge_petition(petition=middle, by=town.secretary)
    assert shape(top) == before


def test_the_order_of_merging_does_not_matter(town):
    first = [town.petition(f"A{n}", n) for n in range(3)]
    second = [town.petition(f"B{n}", n) for n in range(3)]
    merge_petitions(target=first[1], others=[first[2]], by=town.secretary)
    merge_petitions(target=first[0], others=[first[1]], by=town.secretary)
    merge_petitions(target=second[0], others=[second[2]], by=town.secretary)
    merge_petitions(target=second[0], others=[second[1]], by=town.secretary)
    assert shape(first[0])[1] == shape(second[0])[1] == ["Từ Sơn 1", "Từ Sơn 2", "Từ Sơn 3"]
    assert set(Petition.objects.live()) == {first[0], second[0]}


def test_no_merge_makes_a_circle_or_joins_what_has_gone_its_way(town, neighbour):
    one, two, sent, gone = (town.petition(f"Việc {n}") for n in range(4))
    merge_petitions(target=one, others=[two], by=town.secretary)
    transfer_petitions(council=town.council, agency=town.agency, petitions=[sent], on=SENT_ON, by=town.secretary)
    withdraw_petition(petition=gone, reason="Trùng", by=town.secretary)
    refusals = {
        (one, one): "Kiến nghị KN-XVIII-5-001 không gộp vào chính nó được.",
        (two, one): "Kiến nghị KN-XVIII-5-002 đã gộp vào KN-XVIII-5-001; hãy gộp vào kiến nghị đó.",
        (one, two): "Kiến nghị KN-XVIII-5-002 đã gộp, không gộp được. "
        "Chỉ gộp kiến nghị chưa chuyển cơ quan giải quyết; hãy chọn kiến nghị này làm kiến nghị chính.",
        (one, sent): "Kiến nghị KN-XVIII-5-003 đã chuyển, không gộp được. "
        "Chỉ gộp kiến nghị chưa chuyển cơ quan giải quyết; hãy chọn kiến nghị này làm kiến nghị chính.",
        (gone, one): "Kiến nghị KN-XVIII-5-004 đã rút, không gộp vào được. Hãy ghi là nhắc lại kiến nghị này.",
        (one, neighbour.petition()): "Chỉ gộp các kiến nghị của cùng một Hội đồng.",
    }
    for (target, other), sentence in refusals.items():
        with pytest.raises(Refused) as refusal:
            merge_petitions(target=target, others=[other], by=town.secretary)
        assert refusal.value.message == sentence
    assert two.merged_into == one
    with pytest.raises(Refused, match="không có gì để tách ra"):
        unmerge_petition(petition=one, by=town.secretary)


def test_a_withdrawn_petition_gives_its_statements_back(town):
    petition = town.petition()
    said = petition.sources.get().submission
    withdraw_petition(petition=petition, reason="Không phải kiến nghị", by=town.secretary)
    said.refresh_from_db()
    assert (petition.state, said.state) == (STATE.WITHDRAWN, SubmissionState.CLASSIFIED)
    assert history(petition)[-1] == ("classified", "withdrawn", "Không phải kiến nghị")
    reclassify_submission(submission=said, kind=SubmissionKind.COMPLAINT, by=town.secretary)
    with pytest.raises(Refused, match="Không còn bước nào tiếp theo"):
        withdraw_petition(petition=petition, reason="Lại", by=town.secretary)


def test_a_petition_with_others_merged_into_it_is_not_withdrawn(town):
    one, two = town.petition(), town.petition()
    merge_petitions(target=one, others=[two], by=town.secretary)
    with pytest.raises(Refused, match="Kiến nghị KN-XVIII-5-002 đang gộp vào đây"):
        withdraw_petition(petition=one, reason="Trùng", by=town.secretary)


def test_repeats_count_the_times_also_of_later_ones(town):
    first, second, third = (town.petition(f"Lần {n}") for n in range(3))
    link_repeat(petition=third, earlier=second, by=town.secretary)
    assert third.times_raised == 2
    link_repeat(petition=second, earlier=first, by=town.secretary)
    third.refresh_from_db()
    assert (first.times_raised, second.times_raised, third.times_raised) == (1, 2, 3)
    assert repeat_chain(third) == [third, second, first]
    with pytest.raises(Refused, match="đang được ghi là nhắc lại kiến nghị này"):
        link_repeat(petition=first, earlier=third, by=town.secretary)
    link_repeat(petition=second, earlier=None, by=town.secretary)
    third.refresh_from_db()
    assert (second.times_raised, third.times_raised) == (1, 2)


def test_collecting_takes_the_classified_ones_of_the_round_only(town, neighbour):
    classified, raw, foreign = town.petition(), town.petition(classified=False), neighbour.petition()
    assert collect(round=town.round, by=town.secretary) == 1
    assert [shape(one)[0]["state"] for one in (classified, raw, foreign)] == ["collected", "recorded", "classified"]
    assert collect(round=town.round, by=town.secretary) == 0


def test_a_round_is_cut_off_once(town):
    petition = town.petition()
    assert town.cut_off() == 1
    town.round.refresh_from_db()
    assert (town.round.state, shape(petition)[0]["state"]) == ("closed", "collected")
    assert town.round.closed_at is not None
    assert trace("round.intake_closed") == [({}, {"collected": 1})]
    with pytest.raises(Refused, match="đã chốt tổng hợp"):
        close_round_intake(round=town.round, by=town.secretary)


def test_a_round_is_not_cut_off_before_its_meetings_are_over_and_minuted(town):
    petition = town.petition()
    with pytest.raises(Refused, match="“đang lên lịch”, chưa ghi là đã họp xong được"):
        close_round_intake(round=town.round, by=town.secretary)
    Round.objects.filter(pk=town.round.pk).update(state=RoundState.RELEASED)
    with pytest.raises(Refused, match="Còn thiếu biên bản: Hội nghị Từ Sơn 1; Hội nghị Từ Sơn 2; Hội nghị Từ Sơn 3"):
        close_round_intake(round=town.round, by=town.secretary)
    town.round.refresh_from_db()
    assert (town.round.state, town.round.closed_at) == ("released", None)
    assert shape(petition)[0]["state"] == "classified"


def test_a_public_text_with_personal_data_waits_for_a_person_to_confirm(town):
    petition = town.petition()
    text = "Ông Nguyễn Văn An đề nghị sửa đường"
    with pytest.raises(Refused) as refusal:
        publish_petition(petition=petition, text=text, by=town.secretary)
    assert refusal.value.message == (
        "Nội dung có thể lộ thông tin cá nhân (tên người: “Ông Nguyễn Văn An”). "
        "Hãy bỏ đi, hoặc xác nhận đây không phải thông tin của cử tri."
    )
    assert not shape(petition)[0].get("is_published")
    publish_petition(petition=petition, text=text, confirmed=True, by=town.secretary)
    assert (petition.is_published, petition.published_text) == (True, text)
    assert history(petition)[-1][2] == "Công khai, đã xác nhận không lộ thông tin cá nhân"
    assert list(Petition.objects.published()) == [petition]
    unpublish_petition(petition=petition, reason="Rà lại", by=town.secretary)
    assert list(Petition.objects.published()) == []


@pytest.mark.parametrize("classified", [True, False])
def test_only_what_is_classified_and_has_a_text_is_published(town, classified):
    petition = town.petition(classified=classified)
    text, sentence = (" ", "Hãy soạn nội dung công khai") if classified else ("Sửa đường", "chưa công khai được")
    with pytest.raises(Refused, match=sentence):
        publish_petition(petition=petition, text=text, by=town.secretary)


def test_an_open_petition_is_not_closed(town):
    with pytest.raises(Refused) as refusal:
        close(petition=town.petition(), by=town.secretary)
    assert refusal.value.message == (
        "Kiến nghị KN-XVIII-5-001 đang ở bước “phân loại”, không chuyển sang “đã đóng” được. "
        "Bước tiếp theo có thể là: tổng hợp; đã chuyển; đã gộp; đã rút."
    )


def test_a_refused_write_leaves_neither_event_nor_trace(town):
    petition = town.petition()
    events, entries = PetitionEvent.objects.count(), AuditEntry.objects.count()
    with pytest.raises(Refused):
        close(petition=petition, by=town.secretary)
    assert (PetitionEvent.objects.count(), AuditEntry.objects.count()) == (events, entries)
