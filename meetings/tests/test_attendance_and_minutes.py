"""Answers to invitations, who came, minutes and their locks; notices seen."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from meetings.actions.attendance import Presence, mark_attendance, respond
from meetings.actions.meetings import change_meeting
from meetings.actions.minutes import lock_minutes, return_minutes, submit_minutes, write_minutes
from meetings.actions.notices import mark_seen, remind
from meetings.actions.rounds import release_round
from meetings.enums import MeetingState, MinutesState, NoticeKind, Response
from meetings.models import Attendance, Minutes, Notice
from meetings.tests.scenes import RELEASED_AT, clock, town
from txct.core.models import AuditEntry, OutboxMessage
from txct.core.writing import Refused, StalePage

pytestmark = pytest.mark.django_db
OVER = clock(20, 12)


@pytest.fixture
def scene():
    made = town()
    made.hold(0, 20)
    release_round(round=made.round, by=made.secretary, at=RELEASED_AT)
    made.meetings[0].refresh_from_db()
    return made


def entry_of(scene, **fields):
    return {
        "meeting": scene.meetings[0],
        "started_at": clock(20, 8),
        "ended_at": clock(20, 11),
        "voters_present": 80,
        "chair_name": "Nguyễn Văn Chủ",
        "secretary_name": "Đỗ Thị Ký",
        "by": scene.secretary,
        "at": OVER,
        **fields,
    }


def everybody_came(scene):
    return mark_attendance(
        meeting=scene.meetings[0],
        present={delegate.pk: True for delegate in scene.delegates[:2]},
        by=scene.secretary,
        at=OVER,
    )


def test_a_delegate_confirms_and_the_trace_knows_when(scene):
    row = Attendance.objects.get(delegate=scene.delegates[0])

    answered = respond(attendance=row, response=Response.CONFIRMED, by=scene.secretary, at=RELEASED_AT)

    assert (answered.response, answered.responded_at, answered.is_blocking) == (
        Response.CONFIRMED,
        RELEASED_AT,
        True,
    )
    entry = AuditEntry.objects.get(action="attendance.answered")
    assert (entry.old, entry.new) == ({"response": Response.NONE}, {"response": Response.CONFIRMED})


def test_an_excuse_needs_its_reason_and_no_answer_is_taken_after_the_meeting_began(scene):
    row = Attendance.objects.get(delegate=scene.delegates[0])

    with pytest.raises(Refused, match="Xin vắng phải nêu lý do"):
        respond(attendance=row, response=Response.EXCUSED, reason=" ", by=scene.secretary, at=RELEASED_AT)
    with pytest.raises(Refused, match="không cần trả lời nữa"):
        respond(attendance=row, response=Response.CONFIRMED, by=scene.secretary, at=clock(20, 8))

    row.refresh_from_db()
    assert row.response == Response.NONE


def test_marking_who_came_holds_the_meeting_and_adds_a_delegate_who_came_unasked(scene):
    marked = mark_attendance(
        meeting=scene.meetings[0],
        present={
            scene.delegates[0].pk: Presence(True, answered_voters=True),
            scene.delegates[1].pk: Presence(False, "ốm"),
            scene.delegates[2].pk: True,
        },
        by=scene.secretary,
        at=OVER,
    )

    assert [(row.delegate.full_name, row.present, row.absence_reason, row.answered_voters) for row in marked] == [
        ("Trần Văn An", True, "", True),
        ("Lê Thị Bình", False, "ốm", False),
        ("Ngô Đức Chính", True, "", False),
    ]
    scene.meetings[0].refresh_from_db()
    assert scene.meetings[0].state == MeetingState.HELD


def test_nobody_is_marked_present_before_the_hour(scene):
    with pytest.raises(Refused, match="chưa đến giờ họp"):
        mark_attendance(
            meeting=scene.meetings[0],
            present={scene.delegates[0].pk: True},
            by=scene.secretary,
            at=RELEASED_AT,
        )


def test_minutes_go_from_draft_to_submitted_to_locked_and_the_meeting_follows(scene):
    meeting = scene.meetings[0]
    everybody_came(scene)
    states = []
    minutes = write_minutes(**entry_of(scene))
    for act in (submit_minutes, lock_minutes):
        meeting.refresh_from_db()
        states.append((minutes.state, meeting.state))
        minutes = act(minutes=minutes, by=scene.secretary, at=OVER + timedelta(hours=1))
    meeting.refresh_from_db()
    states.append((minutes.state, meeting.state))

    assert states == [
        (MinutesState.DRAFT, MeetingState.HELD),
        (MinutesState.SUBMITTED, MeetingState.MINUTED),
        (MinutesState.LOCKED, MeetingState.LOCKED),
    ]
    assert minutes.submitted_at == OVER + timedelta(hours=1)
    trail = AuditEntry.objects.filter(object_type="meetings.minutes").order_by("position")
    assert [entry.action for entry in trail] == ["minutes.begun", "minutes.submitted", "minutes.locked"]


def test_submitted_minutes_are_closed_to_the_clerk_until_they_are_sent_back_with_a_reason(scene):
    everybody_came(scene)
    minutes = submit_minutes(minutes=write_minutes(**entry_of(scene)), by=scene.secretary, at=OVER)

    with pytest.raises(Refused, match="Biên bản đã nộp, không sửa được"):
        write_minutes(meeting=scene.meetings[0], voters_present=90, by=scene.secretary)
    with pytest.raises(Refused, match="Nêu lý do trả lại"):
        return_minutes(minutes=minutes, reason="", by=scene.secretary, at=OVER)
    return_minutes(minutes=minutes, reason="thiếu ý kiến cử tri", by=scene.secretary, at=OVER)
    changed = write_minutes(meeting=scene.meetings[0], voters_present=90, by=scene.secretary)

    assert (changed.state, changed.voters_present) == (MinutesState.DRAFT, 90)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"voters_present": None, "secretary_name": ""}, "Biên bản còn thiếu: số cử tri dự, thư ký."),
        ({"ended_at": clock(20, 8)}, "Giờ kết thúc phải sau giờ bắt đầu."),
        ({"at": clock(20, 7)}, "Hội nghị chưa đến giờ họp, chưa ghi biên bản."),
    ],
)
def test_minutes_that_cannot_be_are_refused_and_none_are_begun(scene, fields, sentence):
    with pytest.raises(Refused) as refusal:
        write_minutes(**entry_of(scene, **fields))

    assert (refusal.value.message, Minutes.objects.count()) == (sentence, 0)


def test_minutes_are_not_submitted_before_everybody_is_marked(scene):
    minutes = write_minutes(**entry_of(scene))

    with pytest.raises(Refused, match="Chưa điểm danh: Trần Văn An, Lê Thị Bình"):
        submit_minutes(minutes=minutes, by=scene.secretary, at=OVER)

    minutes.refresh_from_db()
    assert minutes.state == MinutesState.DRAFT


def test_the_second_writer_of_minutes_is_told_of_the_first(scene):
    minutes = write_minutes(**entry_of(scene))
    seen = minutes.version
    write_minutes(meeting=scene.meetings[0], voters_present=90, expected_version=seen, by=scene.secretary)

    with pytest.raises(StalePage):
        write_minutes(meeting=scene.meetings[0], voters_present=95, expected_version=seen, by=scene.secretary)

    minutes.refresh_from_db()
    assert minutes.voters_present == 90


def test_a_notice_is_seen_once(scene):
    notice = Notice.objects.get(delegate=scene.delegates[0])

    mark_seen(notice=notice, by=scene.secretary, at=RELEASED_AT)
    mark_seen(notice=Notice.objects.get(pk=notice.pk), by=scene.secretary, at=OVER)

    notice.refresh_from_db()
    assert notice.seen_at == RELEASED_AT
    assert AuditEntry.objects.filter(action="notice.seen").count() == 1


@time_machine.travel(clock(19, 8), tick=False)
def test_a_reminder_goes_to_those_who_are_to_come_once_for_each_version(scene):
    row = Attendance.objects.get(delegate=scene.delegates[1])
    respond(attendance=row, response=Response.EXCUSED, reason="ốm", by=scene.secretary, at=clock(19, 7))
    before = OutboxMessage.objects.count()

    first = remind(meeting=scene.meetings[0], by=scene.secretary, at=clock(19, 8))
    again = remind(meeting=scene.meetings[0], by=scene.secretary, at=clock(19, 9))

    assert [(n.addressee_name, n.kind) for n in first] == [("đại biểu Trần Văn An", NoticeKind.REMINDER)]
    assert again == []
    assert OutboxMessage.objects.count() == before + 1


@time_machine.travel(clock(19, 8), tick=False)
def test_a_reminder_tells_what_was_last_released_not_the_working_copy(scene):
    change_meeting(
        meeting=scene.meetings[0],
        starts_at=clock(22, 14),
        ends_at=clock(22, 17),
        reason="trùng lịch",
        by=scene.secretary,
        at=clock(19, 7),
    )
    texts = [notice.text for notice in remind(meeting=scene.meetings[0], by=scene.secretary, at=clock(19, 8))]
    assert len(texts) == 2
    assert all("20/6/2017" in text and "22/6/2017" not in text for text in texts)


def test_a_meeting_never_released_is_not_recalled(scene):
    with pytest.raises(Refused, match="Chỉ nhắc lịch hội nghị đã thông báo"):
        remind(meeting=scene.hold(1, 22), by=scene.secretary, at=clock(19, 8))


def test_who_came_is_not_changed_once_the_minutes_are_handed_in(scene):
    everybody_came(scene)
    submit_minutes(minutes=write_minutes(**entry_of(scene)), by=scene.secretary, at=OVER)

    with pytest.raises(Refused, match="Biên bản đã nộp, không sửa điểm danh được"):
        mark_attendance(meeting=scene.meetings[0], present={scene.delegates[0].pk: False}, by=scene.secretary, at=OVER)

    scene.meetings[0].refresh_from_db()
    assert scene.meetings[0].state == MeetingState.MINUTED
    assert Attendance.objects.get(delegate=scene.delegates[0]).present is True


def test_a_delegate_of_another_council_is_not_added_to_a_meeting(scene):
    stranger = town("tien-du").delegates[0]

    with pytest.raises(Refused, match="không phải đại biểu của hội nghị này"):
        mark_attendance(meeting=scene.meetings[0], present={stranger.pk: True}, by=scene.secretary, at=OVER)

    assert not Attendance.objects.filter(delegate=stranger).exists()
