"""Releasing a round: who is told what, and what may not be released."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from importlib import import_module

import pytest
import time_machine
from django.apps import apps
from django.core import mail
from icalendar import Calendar

from delegates.actions import add_body
from delegates.enums import BodyKind
from delegates.models import Body, Council
from meetings.actions.attendance import respond
from meetings.actions.meetings import cancel_meeting, change_meeting, postpone_meeting
from meetings.actions.notices import approve_notices
from meetings.actions.programme import set_officers
from meetings.actions.rounds import release_round
from meetings.enums import Form, MeetingState, NoticeKind, NoticeState, Response, RoundState
from meetings.models import Meeting, MeetingChange, Notice, ReleasedMeeting, RoundRelease
from meetings.tests.scenes import RELEASED_AT, clock, tell, town
from txct.core.models import AuditEntry, OutboxMessage
from txct.core.outbox import deliver
from txct.core.writing import Refused

pytestmark = pytest.mark.django_db
LATER = RELEASED_AT + timedelta(days=1)


def told(kind: str | None = None) -> set[tuple[int, str]]:
    rows = Notice.objects.filter(state=NoticeState.ISSUED)
    rows = rows.filter(kind=kind) if kind else rows
    return {(notice.meeting_id, notice.addressee_key) for notice in rows}


def everybody(meeting: Meeting) -> set[tuple[int, str]]:
    keys = {f"delegate:{row.delegate_id}" for row in meeting.attendances.all()}
    keys |= {f"locality:{unit.locality_id}" for unit in meeting.units.all()}
    keys.add(f"body:{meeting.chair_body_id}")
    return {(meeting.pk, key) for key in keys}


def test_release_announces_every_meeting_and_invites_delegates_units_and_the_front():
    scene = town()
    first, second = scene.hold(0, 20), scene.hold(1, 20, 14)

    release = release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT)

    assert (release.number, release.changes) == (1, [])
    assert [entry["id"] for entry in release.snapshot["meetings"]] == [first.pk, second.pk]
    assert set(Meeting.objects.values_list("state", flat=True)) == {MeetingState.ANNOUNCED}
    scene.refresh()
    assert scene.round.state == RoundState.RELEASED
    assert told() == everybody(first) | everybody(second)
    assert told(NoticeKind.SCHEDULE) == {(m.pk, f"locality:{m.units.get().locality_id}") for m in (first, second)}
    assert OutboxMessage.objects.count() == len(told())
    assert AuditEntry.objects.filter(action="round.released", object_id=str(scene.round.pk)).count() == 1


@time_machine.travel(RELEASED_AT, tick=False)
def test_the_invitation_says_day_hour_hall_and_who_else_and_carries_the_meeting_as_calendar_file():
    scene = town()
    meeting = scene.hold(0, 20, 14)
    release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT)
    notice = Notice.objects.get(delegate=scene.delegates[0])

    assert notice.subject == "Giấy mời: tiếp xúc cử tri phường Đồng Kỵ, 14h00 ngày 20/6/2017"
    assert notice.text == (
        "Kính gửi: đại biểu Trần Văn An\n\n"
        "Thường trực HĐND thị xã Từ Sơn trân trọng kính mời đại biểu dự "
        "Hội nghị tiếp xúc cử tri phường Đồng Kỵ:\n\n"
        "Thời gian: 14h00 (chiều) thứ Ba, 20/6/2017, dự kiến đến 17h00.\n"
        "Địa điểm: hội trường UBND, phường Đồng Kỵ.\n"
        "Cử tri: phường Đồng Kỵ.\n"
        "Chủ trì: Ban Thường trực Ủy ban MTTQ thị xã Từ Sơn.\n"
        "Tổ đại biểu: Tổ đại biểu số 1.\n"
        "Đại biểu dự: Trần Văn An, Lê Thị Bình.\n\n"
        "Xác nhận tham dự hoặc xin vắng tại: http://127.0.0.1:8000/dai-bieu/"
    )
    message = notice.message
    assert (message.address, message.calendar_method) == ("db1a@tu-son.example", "REQUEST")
    assert message.send_before == clock(20, 14)
    event = Calendar.from_ical(message.calendar).walk("VEVENT")[0]
    assert event.decoded("dtstart").astimezone(UTC) == datetime(2017, 6, 20, 7, 0, tzinfo=UTC)
    assert (event["uid"], event["sequence"]) == (f"{meeting.uid}@txct", 0)


def test_a_second_release_after_one_change_tells_only_the_people_of_that_meeting_and_says_it_in_words():
    scene = town()
    moved, untouched = scene.hold(0, 20, 14), scene.hold(1, 20, 8)
    release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT)
    OutboxMessage.objects.update(state=OutboxMessage.State.SENT, sent_at=RELEASED_AT)
    before = set(Notice.objects.values_list("pk", flat=True))

    change_meeting(
        meeting=moved,
        starts_at=clock(21, 8),
        ends_at=clock(21, 11),
        reason="trùng lịch họp Thị ủy",
        by=scene.secretary,
        at=LATER,
    )
    release = release_round(round=scene.round, by=scene.secretary, at=LATER)

    assert release.changes == [
        {
            "meeting": moved.pk,
            "text": (
                "phường Đồng Kỵ: 14h00 ngày 20/6/2017 → 8h00 ngày 21/6/2017, "
                "hội trường UBND, phường Đồng Kỵ (trùng lịch họp Thị ủy)"
            ),
        }
    ]
    fresh = Notice.objects.exclude(pk__in=before)
    assert {(n.meeting_id, n.addressee_key) for n in fresh} == everybody(moved)
    assert {(n.kind, n.meeting_sequence) for n in fresh} == {(NoticeKind.CHANGE, 1)}
    assert told() == everybody(moved) | everybody(untouched)
    assert {n.state for n in Notice.objects.filter(meeting=moved, meeting_sequence=0)} == {NoticeState.SUPERSEDED}


def test_a_change_stops_messages_that_have_not_left_and_leaves_its_history():
    scene = town()
    meeting = scene.hold(0, 20)
    release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT)

    changed = change_meeting(
        meeting=meeting, venue=scene.venues[1], reason="hội trường đang sửa", by=scene.secretary, at=LATER
    )

    assert (changed.sequence, changed.version) == (1, 3)
    assert set(OutboxMessage.objects.values_list("state", flat=True)) == {OutboxMessage.State.CANCELLED}
    history = MeetingChange.objects.get()
    assert (history.reason, history.by, history.at) == ("hội trường đang sửa", scene.secretary, LATER)
    entry = AuditEntry.objects.get(
        action="meeting.changed", object_id=str(meeting.pk), new__reason="hội trường đang sửa"
    )
    assert entry.actor == scene.secretary


def test_an_announced_meeting_is_not_changed_without_a_reason_and_nothing_is_written():
    scene = town()
    meeting = scene.hold(0, 20)
    release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT)
    entries = AuditEntry.objects.count()

    with pytest.raises(Refused, match="nêu lý do"):
        change_meeting(meeting=meeting, venue=scene.venues[1], by=scene.secretary)

    meeting.refresh_from_db()
    assert (meeting.venue_id, meeting.sequence, AuditEntry.objects.count()) == (scene.venues[0].pk, 0, entries)


def test_what_nobody_was_told_changes_without_a_reason_and_tells_nobody():
    scene = town()
    meeting = scene.hold(0, 20)
    release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT)

    changed = change_meeting(meeting=meeting, note="mượn thêm ghế", is_locked=True, by=scene.secretary)

    assert (changed.note, changed.is_locked, changed.sequence) == ("mượn thêm ghế", True, 0)
    with pytest.raises(Refused, match="không có gì thay đổi"):
        release_round(round=scene.round, by=scene.secretary, at=LATER)


def test_a_replaced_delegate_is_told_he_need_not_come_and_the_new_one_is_invited():
    scene = town()
    meeting = scene.hold(0, 20)
    release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT)
    stays, goes, comes = scene.delegates[0], scene.delegates[1], scene.delegates[2]

    change_meeting(meeting=meeting, delegates=[stays, comes], reason="đổi người", by=scene.secretary, at=LATER)
    release_round(round=scene.round, by=scene.secretary, at=LATER)

    kinds = {n.delegate_id: n.kind for n in Notice.objects.filter(meeting_sequence=1, delegate__isnull=False)}
    assert kinds == {
        stays.pk: NoticeKind.CHANGE,
        goes.pk: NoticeKind.CANCELLATION,
        comes.pk: NoticeKind.INVITATION,
    }
    taken_away = Notice.objects.get(delegate=goes, meeting_sequence=1).message
    event = Calendar.from_ical(taken_away.calendar).walk("VEVENT")[0]
    assert (taken_away.calendar_method, event["status"], event["sequence"]) == ("CANCEL", "CANCELLED", 1)


def test_new_hours_ask_again_whoever_confirmed_and_tell_whoever_was_excused():
    scene = town()
    meeting = scene.hold(0, 20)
    release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT)
    for place, answer in ((0, Response.CONFIRMED), (1, Response.EXCUSED)):
        row = meeting.attendances.get(delegate=scene.delegates[place])
        respond(attendance=row, response=answer, reason="ốm", by=scene.secretary, at=RELEASED_AT)

    change_meeting(
        meeting=meeting,
        starts_at=clock(22, 8),
        ends_at=clock(22, 11),
        reason="mất điện",
        by=scene.secretary,
        at=LATER,
    )
    release_round(round=scene.round, by=scene.secretary, at=LATER)

    answers = {row.delegate_id: row.response for row in meeting.attendances.all()}
    assert answers == {scene.delegates[0].pk: Response.NONE, scene.delegates[1].pk: Response.EXCUSED}
    again = Notice.objects.filter(meeting_sequence=1, delegate__isnull=False)
    assert {(n.delegate_id, n.kind) for n in again} == {
        (scene.delegates[0].pk, NoticeKind.CHANGE),
        (scene.delegates[1].pk, NoticeKind.CHANGE),
    }


def test_a_delegate_excused_before_the_release_is_not_invited():
    scene = town()
    meeting = scene.hold(0, 20)
    row = meeting.attendances.get(delegate=scene.delegates[1])
    respond(attendance=row, response=Response.EXCUSED, reason="ốm", by=scene.secretary, at=RELEASED_AT)

    release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT)

    assert [n.delegate for n in Notice.objects.filter(delegate__isnull=False)] == [scene.delegates[0]]


def test_a_cancelled_meeting_is_taken_from_every_calendar_with_its_reason():
    scene = town()
    cancelled = scene.hold(0, 20)
    scene.hold(1, 20)
    release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT)

    cancel_meeting(meeting=cancelled, reason="mưa bão", by=scene.secretary, at=LATER)
    release = release_round(round=scene.round, by=scene.secretary, at=LATER)

    assert release.changes == [
        {"meeting": cancelled.pk, "text": "phường Đồng Kỵ: hủy hội nghị 8h00 ngày 20/6/2017 (mưa bão)"}
    ]
    notices = Notice.objects.filter(meeting=cancelled, meeting_sequence=1)
    assert {(n.meeting_id, n.addressee_key) for n in notices} == everybody(cancelled)
    assert {(n.kind, n.message.calendar_method) for n in notices} == {(NoticeKind.CANCELLATION, "CANCEL")}
    assert all("Lý do: mưa bão." in n.text for n in notices)


def test_a_postponed_meeting_is_told_as_such_and_again_when_it_gets_its_new_hours():
    scene = town()
    meeting = scene.hold(0, 20)
    release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT)
    postpone_meeting(meeting=meeting, reason="mất điện", by=scene.secretary, at=LATER)
    put_off = release_round(round=scene.round, by=scene.secretary, at=LATER)
    change_meeting(
        meeting=meeting,
        starts_at=clock(22, 8),
        ends_at=clock(22, 11),
        reason="đã có điện",
        by=scene.secretary,
        at=LATER,
    )
    again = release_round(round=scene.round, by=scene.secretary, at=LATER)

    assert [c["text"] for c in put_off.changes] == [
        "phường Đồng Kỵ: hoãn hội nghị 8h00 ngày 20/6/2017, thời gian mới thông báo sau (mất điện)"
    ]
    assert [c["text"] for c in again.changes] == [
        "phường Đồng Kỵ: họp lại 8h00 ngày 22/6/2017, hội trường UBND, phường Đồng Kỵ (đã có điện)"
    ]
    meeting.refresh_from_db()
    assert (meeting.state, meeting.sequence) == (MeetingState.ANNOUNCED, 2)
    assert {n.message.calendar_method for n in Notice.objects.filter(meeting_sequence=2)} == {"REQUEST"}


def _body(council: Council, kind: str, name: str, email: str) -> Body:
    return add_body(council=council, kind=kind, name=name, email=email, by=None)


def test_everybody_with_a_part_in_the_meeting_is_told_and_each_is_asked_what_is_theirs():
    scene, other = town(), town("yen-phong")
    office = _body(scene.council, BodyKind.DEPARTMENT, "Phòng Quản lý đô thị", "qldt@tu-son.example")
    _body(other.council, BodyKind.STANDING, "Thường trực HĐND huyện", "tt@yen-phong.example")
    head, member = scene.delegates[0], scene.delegates[1]
    meeting = scene.hold(
        0,
        20,
        groups=[scene.groups[0], other.groups[0]],
        delegates=[member],
        venue=scene.venues[1],
        chair_body=office,
        joint_councils=[other.council],
    )
    set_officers(meeting=meeting, officers=[(office, "Bà Nguyễn Thị Hà", "")], by=scene.secretary)
    front = Body.objects.get(council=scene.council, kind=BodyKind.FRONT)

    release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT)

    name = "Hội nghị tiếp xúc cử tri phường Đồng Kỵ"
    who = "Thường trực HĐND thị xã Từ Sơn"
    head_line = f"{who} thông báo để Tổ trưởng biết, phân công đại biểu của Tổ dự {name}:"
    told_of_it = f"{who} thông báo lịch {name}"
    invited, scheduled = NoticeKind.INVITATION, NoticeKind.SCHEDULE
    asked = {n.addressee_key: (n.kind, n.text.splitlines()[2], n.message.address) for n in Notice.objects.all()}
    assert asked == {
        f"delegate:{member.pk}": (invited, f"{who} trân trọng kính mời đại biểu dự {name}:", member.email),
        f"delegate:{head.pk}": (scheduled, head_line, head.email),
        f"delegate:{other.delegates[0].pk}": (scheduled, head_line, other.delegates[0].email),
        f"locality:{scene.wards[0].pk}": (
            scheduled,
            f"{told_of_it}; đề nghị thông báo rộng rãi để cử tri biết và tham dự:",
            "ubnd1@tu-son.example",
        ),
        f"locality:{scene.wards[1].pk}": (
            scheduled,
            f"{told_of_it}; đề nghị bố trí hội trường:",
            "ubnd2@tu-son.example",
        ),
        f"body:{office.pk}": (invited, f"{who} trân trọng kính mời cơ quan chủ trì {name}:", "qldt@tu-son.example"),
        f"body:{front.pk}": (scheduled, f"{told_of_it}; đề nghị phối hợp tổ chức:", "mttq@tu-son.example"),
        f"council:{other.council.pk}": (
            scheduled,
            f"{told_of_it}, có đại biểu của Hội đồng cùng tiếp xúc cử tri:",
            "tt@yen-phong.example",
        ),
    }


def test_a_body_that_answers_voters_is_invited_to_do_so_and_told_when_it_need_not_come():
    scene = town()
    office = _body(scene.council, BodyKind.DEPARTMENT, "Phòng Tài chính", "tc@tu-son.example")
    meeting = scene.hold(0, 20)
    set_officers(meeting=meeting, officers=[(office, "", "")], by=scene.secretary)
    release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT)
    invited = Notice.objects.get(body=office)
    set_officers(meeting=meeting, officers=[], by=scene.secretary)
    release = release_round(round=scene.round, by=scene.secretary, at=LATER)
    freed = Notice.objects.get(body=office, meeting_sequence=1)

    assert (invited.kind, invited.text.splitlines()[2]) == (
        NoticeKind.INVITATION,
        "Thường trực HĐND thị xã Từ Sơn trân trọng kính mời cơ quan cử người dự và trả lời cử tri tại "
        "Hội nghị tiếp xúc cử tri phường Đồng Kỵ:",
    )
    assert release.changes == [{"meeting": meeting.pk, "text": "phường Đồng Kỵ: thôi trả lời cử tri Phòng Tài chính"}]
    assert (freed.kind, freed.message.calendar_method) == (NoticeKind.CANCELLATION, "CANCEL")
    assert "Không còn đề nghị tham gia Hội nghị tiếp xúc cử tri phường Đồng Kỵ" in freed.text


def test_when_every_meeting_of_a_round_is_called_off_people_are_still_told():
    scene = town()
    meeting = scene.hold(0, 20)
    release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT)
    cancel_meeting(meeting=meeting, reason="bão số 3", by=scene.secretary, at=LATER)

    release = release_round(round=scene.round, by=scene.secretary, at=LATER)

    assert [change["text"] for change in release.changes] == [
        "phường Đồng Kỵ: hủy hội nghị 8h00 ngày 20/6/2017 (bão số 3)"
    ]
    assert {n.kind for n in Notice.objects.filter(meeting_sequence=1)} == {NoticeKind.CANCELLATION}


def approving(scene):
    scene.council.approves_notices = True
    scene.council.save()
    scene.refresh()
    return scene


def test_where_notices_are_approved_a_release_leaves_drafts_and_nothing_is_sent():
    scene = approving(town())
    scene.hold(0, 20)
    release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT)
    deliver()

    assert set(Notice.objects.values_list("state", "issued_at")) == {(NoticeState.DRAFT, None)}
    assert set(OutboxMessage.objects.values_list("state", flat=True)) == {OutboxMessage.State.HELD}
    assert mail.outbox == []

    approved = approve_notices(council=scene.council, by=scene.secretary, at=LATER)
    deliver(at=LATER)

    assert set(Notice.objects.values_list("state", "issued_at")) == {(NoticeState.ISSUED, LATER)}
    assert set(OutboxMessage.objects.values_list("state", flat=True)) == {OutboxMessage.State.SENT}
    addresses = {n.message.address for n in approved}
    assert {parseaddr(letter.to[0])[1] for letter in mail.outbox} == addresses
    assert len(mail.outbox) == len(approved)
    entry = AuditEntry.objects.get(action="notices.approved")
    assert (entry.new["notices"], entry.new["messages"]) == (len(approved), len(approved))
    with pytest.raises(Refused, match="Không còn thông báo nào chờ duyệt"):
        approve_notices(council=scene.council, by=scene.secretary, at=LATER)


def test_a_change_before_the_approval_takes_the_drafts_back_and_invites_to_what_holds():
    scene = approving(town())
    meeting = scene.hold(0, 20)
    release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT)
    change_meeting(
        meeting=meeting, starts_at=clock(21, 8), ends_at=clock(21, 11), reason="mưa", by=scene.secretary, at=LATER
    )
    assert not Notice.objects.exists()
    assert set(OutboxMessage.objects.values_list("state", flat=True)) == {OutboxMessage.State.CANCELLED}
    release_round(round=scene.round, by=scene.secretary, at=LATER)

    approve_notices(council=scene.council, by=scene.secretary, at=LATER)

    assert {n.kind for n in Notice.objects.filter(delegate__isnull=False)} == {NoticeKind.INVITATION}
    assert all("8h00 ngày 21/6/2017" in n.subject for n in Notice.objects.all())


def test_nothing_is_released_of_a_plan_not_issued():
    scene = town(issued=False)
    scene.hold(0, 20)

    with pytest.raises(Refused, match="Kế hoạch chưa ban hành"):
        release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT)

    assert (Notice.objects.count(), OutboxMessage.objects.count(), RoundRelease.objects.count()) == (0, 0, 0)


def test_meetings_without_hours_are_named_and_nothing_is_released():
    scene = town()
    scene.hold(0, 20)
    scene.hold(1)

    with pytest.raises(Refused) as refusal:
        release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT)

    assert refusal.value.message == "Chưa xếp ngày giờ cho: phường Trang Hạ. Xếp lịch đủ rồi ban hành."
    assert not Notice.objects.exists()


def test_conflicts_left_are_named_and_nothing_is_released():
    scene = town()
    first, second = scene.hold(0, 20), scene.hold(1, 21, groups=[scene.groups[0]])
    Meeting.objects.filter(pk=second.pk).update(starts_at=first.starts_at, ends_at=first.ends_at)

    with pytest.raises(Refused) as refusal:
        release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT)

    assert refusal.value.message.startswith("Còn ")
    assert "“phường Đồng Kỵ” (8h00–11h00 ngày 20/6/2017)" in refusal.value.message
    assert "“phường Trang Hạ” (8h00–11h00 ngày 20/6/2017)" in refusal.value.message
    assert not RoundRelease.objects.exists()


def test_an_addressee_without_an_address_is_told_in_the_inbox_alone():
    scene = town()
    meeting = scene.hold(0, 20)
    quiet = scene.delegates[0]
    quiet.email = ""
    quiet.save()

    release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT)

    notice = Notice.objects.get(meeting=meeting, delegate=quiet)
    assert (notice.state, notice.message) == (NoticeState.ISSUED, None)


def test_copies_of_releases_that_kept_no_form_take_the_one_the_meeting_has():
    scene = town()
    forgotten, kept = scene.hold(0, 20, form=Form.ENCOUNTER), scene.hold(1, 21, form=Form.ENCOUNTER)
    tell(forgotten, kept)
    for row in ReleasedMeeting.objects.all():
        if row.meeting_id == forgotten.pk:
            del row.facts["form"]
        row.form = Form.CONFERENCE
        row.save()
    Meeting.objects.filter(pk=kept.pk).update(form=Form.CONFERENCE)

    import_module("meetings.migrations.0014_released_form").keep_forms(apps, None)

    rows = ReleasedMeeting.objects.all()
    assert {(row.meeting_id, row.form, row.facts["form"]) for row in rows} == {
        (forgotten.pk, Form.ENCOUNTER, "encounter"),
        (kept.pk, Form.ENCOUNTER, "encounter"),
    }
