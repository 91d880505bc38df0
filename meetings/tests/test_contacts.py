"""Contacts a delegate asks for: decided, told and summed up within the days of the law, or declined."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from delegates.actions import add_delegate, declare_day, set_deadline
from meetings.actions.attendance import decline, mark_attendance, respond
from meetings.actions.board import move_meetings
from meetings.actions.contacts import (
    note_contact_notice,
    note_contact_summary,
    refuse_contact,
    withdraw_contact,
)
from meetings.actions.duties import correct_duty, finish_duty
from meetings.actions.meetings import add_meeting, cancel_meeting, change_meeting, remove_meeting
from meetings.actions.rounds import open_round, release_round
from meetings.actions.undo import undo_move
from meetings.enums import (
    Activity,
    ContactKind,
    ContactState,
    Form,
    MeetingState,
    Phase,
    PlanState,
    Response,
    RoundState,
)
from meetings.models import ContactRequest, Duty, Meeting, Plan, Round
from meetings.planning import conflicts_of
from meetings.scheduling.conflicts import Kind, Severity
from meetings.tests.contact_scene import DECIDED, DECISION_DUE, NOTICE_DUE, RECEIVED, SUMMARY_DUE, WANTED, Ward, at
from meetings.trials import place_of, shifted
from txct.core.models import AuditEntry, OutboxMessage
from txct.core.writing import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward(db: None) -> Ward:
    return Ward()


def days(contact: ContactRequest) -> dict[str, tuple[date | None, date | None]]:
    """Rule → (day it is due, day it was done)."""
    return {
        duty.rule_code: (duty.due_on, duty.done_at and duty.done_at.astimezone(at(1).tzinfo).date())
        for duty in Duty.objects.filter(contact=contact).order_by("rule_code")
    }


# --- the life of each kind ------------------------------------------------------------------------------


def test_an_individual_contact_goes_from_the_request_to_the_summary_within_its_days(ward: Ward) -> None:
    contact = ward.ask(wanted_from=time(8), wanted_to=time(10))
    asked = days(contact)
    contact = ward.approve(contact, decision_number="12/TB-HĐND")
    agreed = days(contact)
    note_contact_notice(
        contact=contact, on=date(2027, 2, 17), to="Ban CTMT khu phố B; 6 hộ", by=ward.secretary, at=at(17)
    )
    release_round(round=contact.meeting.round, by=ward.secretary, at=at(17))
    mark_attendance(meeting=contact.meeting, present={ward.delegate.pk: True}, by=ward.secretary, at=at(23, 11))
    note_contact_summary(
        contact=contact, on=date(2027, 3, 1), to="UBND phường; Tổ số 1; MTTQ", by=ward.secretary, at=at(1, month=3)
    )

    assert asked == {"INDIV_DECISION": (DECISION_DUE, None)}
    assert agreed == {
        "INDIV_DECISION": (DECISION_DUE, DECIDED),
        "INDIV_NOTICE": (NOTICE_DUE, None),
        "INDIV_PRIOR_REPORT": (None, RECEIVED),
        "INDIV_SUMMARY": (SUMMARY_DUE, None),
    }
    assert days(contact) == {
        "INDIV_DECISION": (DECISION_DUE, DECIDED),
        "INDIV_NOTICE": (NOTICE_DUE, date(2027, 2, 17)),
        "INDIV_PRIOR_REPORT": (None, RECEIVED),
        "INDIV_SUMMARY": (SUMMARY_DUE, date(2027, 3, 1)),
    }
    contact.refresh_from_db()
    assert (contact.state, contact.notice_to, contact.summary_to) == (
        ContactState.REPORTED,
        "Ban CTMT khu phố B; 6 hộ",
        "UBND phường; Tổ số 1; MTTQ",
    )
    verbs = AuditEntry.objects.filter(object_type="meetings.contactrequest").order_by("position")
    assert [entry.action for entry in verbs if entry.action != "contact.duties_computed"] == [
        "contact.requested",
        "contact.approved",
        "contact.notice_given",
        "contact.summary_sent",
    ]


def test_the_contact_is_a_meeting_as_any_other_with_the_delegate_alone(ward: Ward) -> None:
    contact = ward.approve(ward.ask())
    meeting = contact.meeting
    release_round(round=meeting.round, by=ward.secretary, at=at(17))
    mark_attendance(meeting=meeting, present={ward.delegate.pk: True}, by=ward.secretary, at=at(23, 11))
    meeting.refresh_from_db()

    assert (meeting.activity, meeting.form, meeting.is_locked, [str(u) for u in meeting.units.all()]) == (
        Activity.TARGET_GROUP,
        Form.ENCOUNTER,
        True,
        [str(ward.hoods[1])],
    )
    assert [row.delegate for row in meeting.attendances.all()] == [ward.delegate]
    assert meeting.state == MeetingState.HELD


def test_a_contact_outside_the_constituency_tells_the_host_and_has_no_summary_of_its_own(ward: Ward) -> None:
    contact = ward.approve(ward.ask(ContactKind.OUTSIDE, with_whom=""))
    note_contact_notice(contact=contact, on=DECIDED, to="Thường trực HĐND, MTTQ nơi đến", by=ward.secretary, at=at(12))

    assert days(contact) == {
        "OUTSIDE_DECISION": (DECISION_DUE, DECIDED),
        "OUTSIDE_NOTICE": (NOTICE_DUE, DECIDED),
    }
    assert set(Duty.objects.filter(contact=contact).values_list("confidence", flat=True)) == {"B"}
    with pytest.raises(Refused, match="tổng hợp trong báo cáo của đợt"):
        note_contact_summary(contact=contact, on=WANTED, to="UBND", by=ward.secretary, at=at(24))


@pytest.mark.parametrize(
    ("kind", "activity"),
    [
        (ContactKind.RESIDENCE, Activity.RESIDENCE),
        (ContactKind.WORKPLACE, Activity.WORKPLACE),
        (ContactKind.THEME, Activity.THEME),
    ],
)
def test_what_the_law_gives_no_day_for_is_left_without_a_day_until_the_council_sets_one(
    ward: Ward, kind: ContactKind, activity: Activity
) -> None:
    contact = ward.ask(kind)
    before = days(contact)
    set_deadline(
        council=ward.council,
        rule_code="OFFPLAN_DECISION",
        offset=2,
        unit="wd",
        legal_basis="Quy chế của HĐND phường",
        valid_from=date(2026, 5, 1),
        by=ward.secretary,
    )

    assert (before, days(contact)) == (
        {"OFFPLAN_DECISION": (None, None)},
        {"OFFPLAN_DECISION": (date(2027, 2, 11), None)},
    )
    assert (contact.decider_text, contact.activity) == ("Thường trực HĐND", activity)
    with pytest.raises(Refused, match="không có thông báo riêng"):
        note_contact_notice(contact=ward.approve(contact), on=DECIDED, to="x", by=ward.secretary, at=at(12))


def test_off_the_plan_the_group_decides(ward: Ward) -> None:
    contact = ward.ask(ContactKind.OFF_PLAN)

    assert (contact.group, contact.decider_text, contact.form) == (ward.group, "Tổ đại biểu số 1", Form.CONFERENCE)


def test_of_a_delegate_without_a_group_nobody_can_be_asked(ward: Ward) -> None:
    alone = add_delegate(term=ward.term, full_name="Vũ Dung", email="d@tu-son.example", by=ward.secretary)

    with pytest.raises(Refused, match="chưa thuộc Tổ đại biểu nào") as refused:
        ward.ask(ContactKind.OFF_PLAN, delegate=alone)
    assert refused.value.field == "kind"


# --- refusals -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"content": " "}, "content", "Nêu nội dung tiếp xúc"),
        ({"with_whom": ""}, "with_whom", "Nêu cá nhân hoặc nhóm cử tri"),
        ({"received_on": date(2027, 2, 3)}, "received_on", "không thể sau hôm nay"),
        ({"wanted_on": date(2027, 2, 1)}, "wanted_on", "phải từ ngày nhận đề nghị"),
        ({"wanted_to": time(8)}, "wanted_to", "Nhập giờ bắt đầu"),
        ({"wanted_from": time(9), "wanted_to": time(9)}, "wanted_to", "phải sau giờ bắt đầu"),
    ],
)
def test_an_unfit_request_is_refused_at_its_field(ward: Ward, changes: dict, field: str, words: str) -> None:
    with pytest.raises(Refused, match=words) as refused:
        ward.ask(**changes)
    assert (refused.value.field, ContactRequest.objects.count()) == (field, 0)


def test_outside_the_constituency_is_not_inside_it(ward: Ward) -> None:
    with pytest.raises(Refused, match="thuộc đơn vị bầu cử của đại biểu") as refused:
        ward.ask(ContactKind.OUTSIDE, neighbourhood=ward.hoods[0])
    assert refused.value.field == "kind"
    assert ward.ask(ContactKind.OUTSIDE, neighbourhood=ward.hoods[1]).state == ContactState.REQUESTED


def test_a_refusal_has_its_reason_and_ends_the_clock(ward: Ward) -> None:
    contact = ward.ask()
    with pytest.raises(Refused, match="Nêu lý do không đồng ý") as refused:
        refuse_contact(contact=contact, reason=" ", on=DECIDED, by=ward.secretary, at=at(12))
    contact = refuse_contact(contact=contact, reason="Trùng kỳ họp", on=DECIDED, by=ward.secretary, at=at(12))

    assert refused.value.field == "reason"
    assert (contact.state, contact.decision_reason, contact.meeting) == (ContactState.REFUSED, "Trùng kỳ họp", None)
    assert days(contact) == {"INDIV_DECISION": (DECISION_DUE, DECIDED)}
    letter = OutboxMessage.objects.get()
    assert (letter.address, letter.subject) == (
        ward.delegate.email,
        "Đề nghị tiếp xúc cử tri ngày 23/02/2027: chưa đồng ý",
    )
    assert "Lý do: Trùng kỳ họp." in letter.body


@pytest.mark.parametrize(
    ("on", "words"), [(date(2027, 2, 1), "từ ngày nhận đề nghị"), (date(2027, 2, 13), "không thể sau hôm nay")]
)
def test_a_decision_is_not_before_the_request_nor_after_today(ward: Ward, on: date, words: str) -> None:
    contact = ward.ask()
    for decide in (
        lambda: ward.approve(contact, on=on),
        lambda: refuse_contact(contact=contact, reason="x", on=on, by=ward.secretary, at=at(12)),
    ):
        with pytest.raises(Refused, match=words) as refused:
            decide()
        assert refused.value.field == "on"
    assert (Meeting.objects.count(), ContactRequest.objects.get().state) == (0, ContactState.REQUESTED)


def test_a_request_is_decided_once_and_a_withdrawn_one_not_at_all(ward: Ward) -> None:
    agreed, withdrawn = ward.approve(ward.ask()), ward.ask()
    withdraw_contact(contact=withdrawn, by=ward.secretary, at=at(3))

    assert days(withdrawn) == {}
    for contact in (agreed, withdrawn):
        with pytest.raises(Refused, match="đang ở tình trạng"):
            ward.approve(contact)
        with pytest.raises(Refused, match="đang ở tình trạng"):
            withdraw_contact(contact=contact, by=ward.secretary, at=at(3))


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"to": " "}, "to", "Ghi rõ đã gửi cho ai"),
        ({"on": date(2027, 2, 11)}, "on", "từ ngày quyết định"),
        ({"on": date(2027, 3, 9)}, "on", "không thể sau hôm nay"),
    ],
)
def test_a_note_says_when_and_to_whom(ward: Ward, changes: dict, field: str, words: str) -> None:
    contact = ward.approve(ward.ask())
    values = {"contact": contact, "on": WANTED, "to": "UBND", "by": ward.secretary, "at": at(1, month=3)}
    for note in (note_contact_notice, note_contact_summary):
        with pytest.raises(Refused, match=words) as refused:
            note(**{**values, **changes})
        assert refused.value.field == field


def test_a_summary_comes_after_the_contact(ward: Ward) -> None:
    contact = ward.approve(ward.ask())
    values = {"contact": contact, "to": "UBND", "by": ward.secretary}

    with pytest.raises(Refused, match="chưa diễn ra"):
        note_contact_summary(on=date(2027, 2, 22), at=at(22), **values)
    with pytest.raises(Refused, match="từ ngày tiếp xúc"):
        note_contact_summary(on=date(2027, 2, 22), at=at(24), **values)


# --- clocks ---------------------------------------------------------------------------------------------


def test_a_day_off_entered_afterwards_moves_what_is_open_and_says_so(ward: Ward) -> None:
    waiting, agreed = ward.ask(), ward.approve(ward.ask())
    for day in (15, 19):
        declare_day(
            council=ward.council, day=date(2027, 2, day), is_working=False, reason="Hội làng", by=ward.secretary
        )

    assert days(waiting) == {"INDIV_DECISION": (date(2027, 2, 17), None)}
    assert days(agreed) == {
        "INDIV_DECISION": (DECISION_DUE, DECIDED),
        "INDIV_NOTICE": (date(2027, 2, 17), None),
        "INDIV_PRIOR_REPORT": (None, RECEIVED),
        "INDIV_SUMMARY": (SUMMARY_DUE, None),
    }
    assert "Hội làng" in Duty.objects.get(contact=waiting).explanation
    entry = AuditEntry.objects.filter(action="contact.duties_computed", object_id=str(waiting.pk))
    entry = entry.order_by("position").last()
    assert (entry.old, entry.new) == ({"INDIV_DECISION": "2027-02-16"}, {"INDIV_DECISION": "2027-02-17"})


def test_a_day_corrected_by_hand_stays(ward: Ward) -> None:
    contact = ward.ask()
    correct_duty(
        duty=Duty.objects.get(contact=contact), due_on=date(2027, 2, 15), reason="giao ban", by=ward.secretary
    )
    declare_day(council=ward.council, day=DECIDED, is_working=False, reason="Hội làng", by=ward.secretary)

    assert days(contact) == {"INDIV_DECISION": (date(2027, 2, 15), None)}


def test_the_clock_follows_the_meeting(ward: Ward) -> None:
    contact = ward.approve(ward.ask())
    change_meeting(meeting=contact.meeting, starts_at=at(24, 8), ends_at=at(24, 9), by=ward.secretary)
    moved = days(contact)
    cancel_meeting(meeting=contact.meeting, reason="mưa", by=ward.secretary)

    assert (moved["INDIV_NOTICE"], moved["INDIV_SUMMARY"]) == (
        (date(2027, 2, 19), None),
        (date(2027, 3, 3), None),
    )
    assert days(contact) == {
        "INDIV_DECISION": (DECISION_DUE, DECIDED),
        "INDIV_PRIOR_REPORT": (None, RECEIVED),
    }


def test_the_clock_follows_the_meeting_on_the_board_and_back(ward: Ward) -> None:
    contact = ward.approve(ward.ask())
    before = days(contact)

    move = move_meetings(
        round=contact.meeting.round, places=[shifted(place_of(contact.meeting), days=1)], by=ward.secretary
    )
    moved = days(contact)
    undo_move(move=move, by=ward.secretary)

    assert moved == {
        **before,
        "INDIV_NOTICE": (date(2027, 2, 19), None),
        "INDIV_SUMMARY": (date(2027, 3, 3), None),
    }
    assert days(contact) == before


def test_the_duty_of_a_contact_is_noted_with_its_act_only(ward: Ward) -> None:
    with pytest.raises(Refused, match="trên trang của đề nghị tiếp xúc"):
        finish_duty(duty=Duty.objects.get(contact=ward.ask()), by=ward.secretary, at=at(3))


def test_what_waits_and_what_is_late_are_told_apart(ward: Ward) -> None:
    asked, refused = ward.ask(), ward.ask()
    refuse_contact(contact=refused, reason="x", on=DECIDED, by=ward.secretary, at=at(12))
    told = ward.approve(ward.ask())
    note_contact_notice(contact=told, on=DECIDED, to="x", by=ward.secretary, at=at(12))
    agreed = ward.approve(ward.ask(delegate=ward.other))
    off = ward.approve(ward.ask(), starts_at=at(24, 14), ends_at=at(24, 15))
    cancel_meeting(meeting=off.meeting, reason="mưa", by=ward.secretary)
    rows = ContactRequest.objects

    assert list(rows.awaiting_decision()) == [asked]
    assert list(rows.awaiting_notice()) == [agreed]
    assert [list(rows.awaiting_summary(moment)) for moment in (at(23, 9), at(23, 10))] == [[], [agreed, told]]
    assert [set(rows.late(day)) for day in (DECISION_DUE, DECISION_DUE + timedelta(1), date(2027, 2, 19))] == [
        set(),
        {asked},
        {asked, agreed},
    ]


# --- the meeting ----------------------------------------------------------------------------------------


def test_contacts_gather_in_one_round_off_the_plan_beside_its_two(ward: Ward) -> None:
    for phase, day in ((Phase.BEFORE, 1), (Phase.AFTER, 15)):
        first = date(2027, 6, day)
        open_round(plan=ward.plan, phase=phase, starts_on=first, ends_on=first + timedelta(5), by=ward.secretary)
    first = ward.approve(ward.ask()).meeting.round
    second = ward.approve(ward.ask(), starts_at=at(25, 8), ends_at=at(25, 9)).meeting.round
    off_plan = Round.objects.get(is_off_plan=True)

    assert (first.pk, second.pk) == (off_plan.pk, off_plan.pk)
    assert (off_plan.label, off_plan.phase, off_plan.starts_on, off_plan.ends_on) == (
        "Ngoài kế hoạch (05/KH-HĐND)",
        Phase.OTHER,
        WANTED,
        date(2027, 2, 25),
    )
    assert (off_plan.duties.count(), off_plan.meetings.count()) == (0, 2)


def test_a_contact_may_join_an_open_round_that_holds_its_day(ward: Ward) -> None:
    home = open_round(
        plan=ward.plan, phase=Phase.BEFORE, starts_on=date(2027, 2, 22), ends_on=date(2027, 2, 26), by=ward.secretary
    )
    contact = ward.ask()
    for wrong, words in (
        ({"starts_at": at(27, 8), "ends_at": at(27, 9)}, "Đợt này không có ngày 27/02/2027"),
        ({}, "Chọn một đợt đang mở"),
    ):
        if not wrong:
            Round.objects.filter(pk=home.pk).update(state=RoundState.CLOSED)
            home.refresh_from_db()
        with pytest.raises(Refused, match=words) as refused:
            ward.approve(contact, round=home, **wrong)
        assert refused.value.field == "round"
    Round.objects.filter(pk=home.pk).update(state=RoundState.PLANNED)

    assert ward.approve(contact, round=Round.objects.get(pk=home.pk)).meeting.round == home


def test_without_a_plan_in_force_nothing_is_agreed_to(ward: Ward) -> None:
    Plan.objects.update(state=PlanState.DRAFT)

    with pytest.raises(Refused, match="Chưa có kế hoạch nào đã ban hành") as refused:
        ward.approve(ward.ask())
    assert (refused.value.field, ContactRequest.objects.get().state) == ("round", ContactState.REQUESTED)


def test_nobody_is_booked_twice_by_a_contact(ward: Ward) -> None:
    home = open_round(
        plan=ward.plan, phase=Phase.BEFORE, starts_on=date(2027, 2, 22), ends_on=date(2027, 2, 26), by=ward.secretary
    )
    add_meeting(
        round=home,
        units=[ward.place],
        delegates=[ward.delegate],
        starts_at=at(23, 9),
        ends_at=at(23, 11),
        by=ward.secretary,
    )

    with pytest.raises(Refused, match="Trần Văn An"):
        ward.approve(ward.ask())
    assert (Meeting.objects.count(), OutboxMessage.objects.count(), ContactRequest.objects.get().state) == (
        1,
        0,
        ContactState.REQUESTED,
    )


def test_the_meeting_of_a_contact_is_called_off_not_struck_out(ward: Ward) -> None:
    with pytest.raises(Refused, match="lập theo đề nghị của đại biểu"):
        remove_meeting(meeting=ward.approve(ward.ask()).meeting, by=ward.secretary)


def test_the_delegate_is_written_the_hours_agreed_to(ward: Ward) -> None:
    contact = ward.approve(ward.ask(), decision_number="12/TB-HĐND")
    letter = OutboxMessage.objects.get()

    assert (letter.key, letter.subject) == (
        f"contact-{contact.pk}-approved",
        "Đề nghị tiếp xúc cử tri ngày 23/02/2027: đồng ý",
    )
    assert "Thường trực HĐND đồng ý tại văn bản số 12/TB-HĐND" in letter.body
    assert "Thời gian: 8h00, thứ Ba, 23/02/2027. Nơi tiếp xúc: khu phố B, phường Từ Sơn." in letter.body


# --- declining ------------------------------------------------------------------------------------------


def test_a_delegate_declines_for_a_ground_of_the_law_and_the_meeting_says_so(ward: Ward) -> None:
    meeting = ward.approve(ward.ask()).meeting
    row = meeting.attendances.get()
    for wrong, field in (({"ground": "lười"}, "ground"), ({"reason": " "}, "reason")):
        with pytest.raises(Refused) as refused:
            decline(**{"attendance": row, "ground": "safety", "reason": "Đe dọa", "by": None, "at": at(13), **wrong})
        assert refused.value.field == field
    row = decline(attendance=row, ground="safety", reason="Có lời đe dọa.", by=ward.secretary, at=at(13))

    assert (row.response, row.response_reason, row.is_blocking, Meeting.objects.get().state) == (
        Response.DECLINED,
        "không bảo đảm an toàn: Có lời đe dọa.",
        False,
        MeetingState.PLANNED,
    )
    found = {(c.kind, c.severity): c.message for c in conflicts_of([meeting])}
    assert "từ chối tiếp xúc cử tri tại “khu phố B, phường Từ Sơn”" in found[Kind.DECLINED, Severity.WARN]
    assert "đe dọa" not in found[Kind.DECLINED, Severity.WARN]
    assert "đã xin vắng hoặc từ chối" in found[Kind.NO_DELEGATE, Severity.BLOCK]
    entry = AuditEntry.objects.get(action="attendance.declined")
    assert (entry.old, entry.new) == ({"response": "none"}, {"response": "declined"})


def test_the_office_sends_somebody_else_and_the_warning_is_gone(ward: Ward) -> None:
    meeting = ward.approve(ward.ask()).meeting
    decline(attendance=meeting.attendances.get(), ground="principle", reason="x", by=ward.secretary, at=at(13))
    change_meeting(meeting=meeting, delegates=[ward.other], by=ward.secretary)

    kinds = {conflict.kind for conflict in conflicts_of([meeting])}
    assert not kinds & {Kind.DECLINED, Kind.NO_DELEGATE}


def test_who_declined_may_come_after_all_unless_needed_elsewhere(ward: Ward) -> None:
    meeting = ward.approve(ward.ask()).meeting
    row = decline(attendance=meeting.attendances.get(), ground="safety", reason="x", by=ward.secretary, at=at(13))
    ward.approve(ward.ask())  # at the same hours: he is free of the first

    with pytest.raises(Refused, match="Trần Văn An"):
        respond(attendance=row, response=Response.CONFIRMED, by=ward.secretary, at=at(14))
