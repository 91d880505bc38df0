"""Petitions sent to agencies: days for the answer, receipt, return, reminders, papers."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from delegates.models import DeadlineSetting
from petitions.actions import (
    answer_petitions,
    attach_letter_document,
    attach_reminder_document,
    grant_contact,
    receive_transfer,
    remind_agency,
    remind_overdue,
    return_transfer,
    set_due_day,
    start_work,
    transfer_petitions,
)
from petitions.enums import Outcome, PetitionState, TransferState
from petitions.models import PetitionEvent, Reminder, Transfer, TransferLetter
from petitions.tests.conftest import DUE_ON, SENT_ON
from txct.core.models import AuditEntry
from txct.core.register import issue_document
from txct.core.writing import Refused

pytestmark = pytest.mark.django_db
STATE, SENT = PetitionState, TransferState


def send(town, *petitions, **changes):
    values = {"answer_by": DUE_ON, **changes}
    return transfer_petitions(
        **{
            "council": town.council,
            "agency": town.agency,
            "petitions": petitions,
            "on": SENT_ON,
            "round": town.round,
            "by": town.secretary,
            **values,
        }
    )


def last_note(petition):
    return PetitionEvent.objects.filter(petition=petition).order_by("-pk").values_list("new_state", "note")[0]


def own_number(town, offset=20, unit=DeadlineSetting.Unit.WORKING_DAY):
    DeadlineSetting.objects.create(
        council=town.council,
        rule_code="HDND_ANSWER",
        offset=offset,
        unit=unit,
        legal_basis="Quyết định 98/2025/QĐ-UBND",
        valid_from=date(2026, 1, 1),
    )


def test_one_letter_carries_several_petitions_to_one_agency(town):
    petitions = [town.petition(f"Việc {n}") for n in range(2)]
    letter = send(town, *petitions)
    assert (letter.agency, letter.round, letter.sent_on) == (town.agency, town.round, SENT_ON)
    rows = letter.transfers.order_by("pk").values_list("petition", "role", "state", "due_on", "due_explanation")
    words = "Thời hạn ghi trên phiếu chuyển ngày 02/11/2026: 16/11/2026."
    assert list(rows) == [(one.pk, "lead", "sent", DUE_ON, words) for one in petitions]
    assert [(one.state, one.due_on) for one in petitions] == [(STATE.TRANSFERRED, DUE_ON)] * 2
    assert last_note(petitions[0]) == ("transferred", "Chuyển UBND Từ Sơn")
    assert AuditEntry.objects.get(action="letter.sent").new == {
        "agency": town.agency.pk,
        "role": "lead",
        "petitions": ["KN-XVIII-5-001", "KN-XVIII-5-002"],
        "due_on": "2026-11-16",
    }


def test_where_law_and_office_give_no_number_the_day_stays_open_and_says_why(town):
    petition = town.petition()
    transfer = send(town, petition, answer_by=None).transfers.get()
    assert (transfer.due_on, petition.due_on, transfer.rule_code) == (None, None, "HDND_ANSWER")
    assert transfer.due_explanation.startswith("Chưa rõ số ngày tại Nghị quyết liên tịch 72/2025")


def test_the_councils_own_number_of_days_gives_the_day_and_its_reason(town):
    own_number(town)
    petition = town.petition()
    transfer = send(town, petition, answer_by=None).transfers.get()
    # Twenty working days; 24 November, Ngày Văn hóa Việt Nam, is a day off.
    assert transfer.due_on == petition.due_on == date(2026, 12, 1)
    assert "Quyết định 98/2025/QĐ-UBND" in transfer.due_explanation


def test_petitions_from_deputies_meetings_have_sixty_days(town):
    transfer = send(town, town.petition(), answer_by=None, rule_code="ANSWER_Q").transfers.get()
    assert transfer.due_on == SENT_ON + timedelta(days=60)


def test_a_term_counted_from_receipt_moves_with_the_receipt(town):
    own_number(town)
    petition = town.petition()
    transfer = send(town, petition, answer_by=None).transfers.get()
    receive_transfer(transfer=transfer, on=date(2026, 11, 4), by=town.secretary)
    petition.refresh_from_db()
    assert (transfer.state, transfer.received_on, transfer.due_on) == (
        SENT.RECEIVED,
        date(2026, 11, 4),
        date(2026, 12, 3),
    )
    assert (petition.state, petition.due_on) == (STATE.RECEIVED, date(2026, 12, 3))
    assert last_note(petition) == ("received", "UBND Từ Sơn tiếp nhận ngày 04/11/2026")


def test_the_day_on_the_letter_does_not_move_with_the_receipt(town):
    transfer = send(town, town.petition()).transfers.get()
    receive_transfer(transfer=transfer, on=date(2026, 11, 4), by=town.secretary)
    assert transfer.due_on == DUE_ON
    with pytest.raises(Refused, match="không chuyển sang “đã tiếp nhận” được"):
        receive_transfer(transfer=transfer, on=date(2026, 11, 5), by=town.secretary)


def test_a_supporting_agency_gets_a_letter_of_its_own(town):
    petition = town.petition()
    send(town, petition, supporting=[town.other_agency])
    rows = Transfer.objects.order_by("pk").values_list("agency__name", "role", "due_on")
    assert list(rows) == [("UBND Từ Sơn", "lead", DUE_ON), ("Phòng Kinh tế Từ Sơn", "support", DUE_ON)]
    assert TransferLetter.objects.count() == 2
    support = Transfer.objects.get(role="support")
    receive_transfer(transfer=support, on=SENT_ON, by=town.secretary)
    petition.refresh_from_db()
    assert petition.state == STATE.TRANSFERRED
    assert last_note(petition) == ("transferred", "Phòng Kinh tế Từ Sơn tiếp nhận ngày 02/11/2026")


def test_what_cannot_be_sent_is_refused_and_nothing_is_written(town, neighbour):
    raw, ready, sent = town.petition(classified=False), town.petition(), town.petition()
    send(town, sent)
    town.other_agency.is_active = False
    town.other_agency.save()
    cases = [
        (
            ([raw], {}),
            "Kiến nghị KN-XVIII-5-001 đang ở bước “ghi nhận”, không chuyển được. Hãy phân loại trước khi chuyển.",
        ),
        (([ready, sent], {}), "Kiến nghị KN-XVIII-5-003 đang ở bước “đã chuyển”, không chuyển được."),
        (([], {}), "Chọn ít nhất một kiến nghị để chuyển."),
        (([ready], {"answer_by": SENT_ON}), "Thời hạn trả lời phải sau ngày chuyển."),
        (([neighbour.petition()], {}), "Có kiến nghị không thuộc Hội đồng này."),
        (([ready], {"agency": neighbour.agency}), "UBND Tiên Du không có trong danh mục cơ quan của Hội đồng."),
        (
            ([ready], {"agency": town.other_agency}),
            "Phòng Kinh tế Từ Sơn không còn dùng trong danh mục. Hãy chọn cơ quan khác.",
        ),
        (
            ([ready], {"supporting": [town.agency]}),
            "Một cơ quan được chọn hai lần. Cơ quan chủ trì không đồng thời phối hợp.",
        ),
    ]
    for (petitions, changes), sentence in cases:
        with pytest.raises(Refused) as refusal:
            send(town, *petitions, **changes)
        assert refusal.value.message == sentence
    assert TransferLetter.objects.count() == 1
    ready.refresh_from_db()
    assert ready.state == STATE.CLASSIFIED


def test_work_begins_with_a_roadmap_and_a_promise(town):
    petition = town.petition()
    transfer = send(town, petition).transfers.get()
    start_work(transfer=transfer, roadmap="Quý I khảo sát", promised_on=date(2027, 3, 31), by=town.secretary)
    petition.refresh_from_db()
    assert (transfer.state, transfer.roadmap, transfer.promised_on) == (
        SENT.IN_PROGRESS,
        "Quý I khảo sát",
        date(2027, 3, 31),
    )
    assert (petition.state, last_note(petition)[1]) == (
        STATE.IN_PROGRESS,
        "UBND Từ Sơn đang giải quyết, hẹn xong trước ngày 31/3/2027",
    )


def test_a_returned_petition_is_classified_again_and_sent_on(town):
    petition = town.petition()
    transfer = send(town, petition).transfers.get()
    return_transfer(transfer=transfer, reason="Đường do tỉnh quản lý", suggested=town.other_agency, by=town.secretary)
    petition.refresh_from_db()
    assert (transfer.state, transfer.returned_reason, transfer.suggested_agency) == (
        SENT.RETURNED,
        "Đường do tỉnh quản lý",
        town.other_agency,
    )
    assert (petition.state, petition.due_on) == (STATE.CLASSIFIED, None)
    assert last_note(petition) == (
        "classified",
        "UBND Từ Sơn trả lại: Đường do tỉnh quản lý; đề nghị chuyển Phòng Kinh tế Từ Sơn",
    )
    send(town, petition, agency=town.other_agency)
    assert petition.state == STATE.TRANSFERRED


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"reason": " "}, "Trả lại kiến nghị phải nêu lý do."),
        ({"suggested": "agency"}, "Cơ quan đề nghị chuyển đến phải là cơ quan khác."),
    ],
)
def test_a_return_needs_a_reason_and_another_addressee(town, changes, sentence):
    transfer = send(town, town.petition()).transfers.get()
    if "suggested" in changes:
        changes = {"suggested": town.agency}
    with pytest.raises(Refused) as refusal:
        return_transfer(**{"transfer": transfer, "reason": "Sai nơi", "by": town.secretary, **changes})
    assert refusal.value.message == sentence


def test_an_answered_petition_is_not_returned(town):
    transfer = send(town, town.petition()).transfers.get()
    answer_petitions(
        transfers=[transfer], text="Đã sửa", outcome=Outcome.RESOLVED, answered_on=SENT_ON, by=town.secretary
    )
    with pytest.raises(Refused, match="đã trả lời, không trả lại được"):
        return_transfer(transfer=transfer, reason="Sai nơi", by=town.secretary)


def test_reminders_of_an_agency_are_numbered(town):
    petitions = [town.petition(f"Việc {n}") for n in range(2)]
    transfers = list(send(town, *petitions).transfers.order_by("pk"))
    values = {"agency": town.agency, "on": date(2026, 11, 20), "answer_by": date(2026, 11, 27), "by": town.secretary}
    first = remind_agency(transfers=transfers[:1], **values)
    second = remind_agency(transfers=transfers, **values)
    assert [(one.ordinal, one.transfers.count(), one.answer_by) for one in (first, second)] == [
        (1, 1, date(2026, 11, 27)),
        (2, 2, date(2026, 11, 27)),
    ]
    assert last_note(petitions[1]) == (
        "transferred",
        "Đôn đốc UBND Từ Sơn lần thứ 02, đề nghị trả lời trước ngày 27/11/2026",
    )


def test_only_what_is_open_and_late_is_reminded_of(town):
    late, answered, undated, foreign = (town.petition(f"Việc {n}") for n in range(4))
    rows = {one: send(town, one).transfers.get() for one in (late, answered)}
    rows[undated] = send(town, undated, answer_by=None).transfers.get()
    rows[foreign] = send(town, foreign, agency=town.other_agency).transfers.get()
    answer_petitions(
        transfers=[rows[answered]], text="Xong", outcome=Outcome.RESOLVED, answered_on=SENT_ON, by=town.secretary
    )
    cases = {
        (late, DUE_ON): "Kiến nghị KN-XVIII-5-001 còn hạn đến 16/11/2026, chưa đôn đốc.",
        (answered, date(2026, 12, 1)): "Kiến nghị KN-XVIII-5-002 đã trả lời, không cần đôn đốc.",
        (
            undated,
            date(2026, 12, 1),
        ): "Kiến nghị KN-XVIII-5-003 chưa có hạn trả lời nên chưa đôn đốc được. Hãy ghi hạn trước.",
        (foreign, date(2026, 12, 1)): "Kiến nghị KN-XVIII-5-004 không chuyển cho UBND Từ Sơn.",
    }
    for (petition, on), sentence in cases.items():
        with pytest.raises(Refused) as refusal:
            remind_agency(agency=town.agency, transfers=[rows[petition]], on=on, answer_by=None, by=town.secretary)
        assert refusal.value.message == sentence
    assert not Reminder.objects.exists()


def test_all_late_agencies_get_one_letter_each(town):
    for agency in (town.agency, town.agency, town.other_agency):
        send(town, town.petition(), agency=agency)
    letters = remind_overdue(
        council=town.council, on=date(2026, 11, 17), answer_by=date(2026, 11, 27), by=town.secretary
    )
    assert sorted((one.agency.name, one.transfers.count()) for one in letters) == [
        ("Phòng Kinh tế Từ Sơn", 1),
        ("UBND Từ Sơn", 2),
    ]


def test_a_day_set_by_hand_says_why(town):
    petition = town.petition()
    transfer = send(town, petition, answer_by=None).transfers.get()
    set_due_day(transfer=transfer, due_on=date(2026, 12, 1), reason="UBND xin gia hạn.", by=town.secretary)
    petition.refresh_from_db()
    assert transfer.due_explanation == "Hạn do cơ quan đặt: 01/12/2026. Lý do: UBND xin gia hạn."
    assert (petition.due_on, last_note(petition)) == (
        date(2026, 12, 1),
        ("transferred", "Đặt hạn trả lời 01/12/2026: UBND xin gia hạn."),
    )


def test_contact_with_the_voter_is_granted_and_traced(town):
    transfer = send(town, town.petition()).transfers.get()
    grant_contact(transfer=transfer, granted=True, by=town.secretary)
    entry = AuditEntry.objects.get(action="transfer.contact_granted")
    assert (transfer.contact_granted, entry.old, entry.new) == (
        True,
        {"contact_granted": False},
        {"contact_granted": True},
    )


def test_letters_and_reminders_take_their_paper_once(town, neighbour):
    letter = send(town, town.petition())
    reminder = remind_overdue(council=town.council, on=date(2026, 11, 17), answer_by=None, by=town.secretary)[0]
    papers = [paper(town, letter), paper(town, reminder), paper(neighbour, letter)]
    attach_letter_document(letter=letter, document=papers[0], by=town.secretary)
    attach_letter_document(letter=letter, document=papers[0], by=town.secretary)
    attach_reminder_document(reminder=reminder, document=papers[1], by=town.secretary)
    assert (letter.document, reminder.document) == (papers[0], papers[1])
    with pytest.raises(Refused, match="không thay văn bản khác được"):
        attach_letter_document(letter=letter, document=papers[1], by=town.secretary)
    with pytest.raises(Refused, match="thuộc Hội đồng khác"):
        attach_letter_document(letter=letter, document=papers[2], by=town.secretary)


def paper(town, subject):
    return issue_document(
        tenant_id=town.council.pk,
        kind="letter",
        symbol="HĐND-VP",
        title="Chuyển kiến nghị",
        issued_on=SENT_ON,
        subject=subject,
        snapshot={"title": "Chuyển kiến nghị"},
        by=town.secretary,
        at=timezone.now(),
    )
