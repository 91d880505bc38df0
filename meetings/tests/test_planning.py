"""Rounds: opened with their duties, planned by the solver, closed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from delegates.actions import declare_day, set_deadline
from delegates.models import DeadlineSetting
from meetings.actions.attendance import mark_attendance
from meetings.actions.duties import correct_duty, finish_duty, recompute_duties
from meetings.actions.meetings import change_meeting, postpone_meeting
from meetings.actions.minutes import submit_minutes, write_minutes
from meetings.actions.moves import last_move, remember_added
from meetings.actions.plans import edit_plan
from meetings.actions.rounds import (
    accept_proposal,
    close_round,
    finish_round,
    move_round,
    open_round,
    propose_schedule,
    release_round,
)
from meetings.actions.undo import undo_move
from meetings.enums import MeetingState, MinutesState, Phase, RoundState
from meetings.models import BusyTime, Duty, Meeting, Round
from meetings.planning import conflicts_of
from meetings.scheduling.solver import Status
from meetings.tests.scenes import RELEASED_AT, clock, town
from txct.core.models import AuditEntry
from txct.core.writing import Refused
from txct.lib.dates import short_date

pytestmark = pytest.mark.django_db


def test_a_proposal_places_every_meeting_in_the_window_without_conflict_and_is_written_only_when_accepted():
    scene = town()
    for place in (0, 1, 2, 0, 1, 2):
        scene.hold(place)

    proposal = propose_schedule(round=scene.round, by=scene.secretary, seconds=5)
    untouched = set(Meeting.objects.values_list("starts_at", flat=True))
    booked = accept_proposal(round=scene.round, proposal=proposal, by=scene.secretary)

    assert (proposal.status, proposal.gap, untouched) == (Status.OPTIMAL, 0.0, {None})
    assert len(booked) == 6
    days = {m.local_start.date() for m in Meeting.objects.all()}
    assert days == {date(2017, 6, 20), date(2017, 6, 21), date(2017, 6, 22)}
    assert conflicts_of(scene.round) == []
    assert AuditEntry.objects.filter(action="round.proposal_accepted").count() == 1


def test_the_solver_moves_neither_locked_nor_announced_meetings_and_keeps_clear_of_busy_hours():
    scene = town()
    locked = scene.hold(0, 21, 14, is_locked=True)
    other = scene.hold(0)
    for day in (20, 21):
        BusyTime.objects.create(
            council=scene.council,
            venue=scene.venues[0],
            starts_at=clock(day, 6),
            ends_at=clock(day, 12),
        )

    accept_proposal(
        round=scene.round,
        proposal=propose_schedule(round=scene.round, by=scene.secretary, seconds=5),
        by=scene.secretary,
    )

    locked.refresh_from_db()
    other.refresh_from_db()
    assert locked.starts_at == clock(21, 14)
    assert other.starts_at in {clock(20, 14), clock(22, 8), clock(22, 14)}


def test_after_a_postponement_only_the_postponed_meeting_gets_new_hours():
    scene = town()
    meetings = [scene.hold(place, 20, 8) for place in (0, 1, 2)]
    release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT)
    postpone_meeting(meeting=meetings[0], reason="mất điện", by=scene.secretary, at=RELEASED_AT)

    touched = accept_proposal(
        round=scene.round,
        proposal=propose_schedule(round=scene.round, by=scene.secretary, seconds=5),
        by=scene.secretary,
        at=RELEASED_AT,
    )

    assert [m.pk for m in touched] == [meetings[0].pk]
    fresh = Meeting.objects.get(pk=meetings[0].pk)
    assert (fresh.state, fresh.sequence) == (MeetingState.ANNOUNCED, 2)
    assert [m.starts_at for m in Meeting.objects.filter(pk__in=[m.pk for m in meetings[1:]])] == [clock(20, 8)] * 2


def test_a_proposal_overtaken_by_an_announcement_is_refused_whole():
    scene = town()
    scene.hold(0)
    scene.hold(1)
    proposal = propose_schedule(round=scene.round, by=scene.secretary, seconds=5)
    Meeting.objects.filter(round=scene.round).update(
        state=MeetingState.ANNOUNCED, starts_at=clock(22, 8), ends_at=clock(22, 11)
    )

    with pytest.raises(Refused, match="Đề xuất lại lịch"):
        accept_proposal(round=scene.round, proposal=proposal, by=scene.secretary)

    assert set(Meeting.objects.values_list("starts_at", flat=True)) == {clock(22, 8)}


def test_a_schedule_written_by_solve_round_is_taken_back_before_the_meetings_themselves():
    scene = town()
    made = [scene.hold(place) for place in (0, 1, 2)]
    remember_added(meetings=made, label="thêm 03 hội nghị", by=scene.secretary)
    call_command("solve_round", scene.round.pk, "--seconds", "5", "--commit", stdout=StringIO())
    move = last_move(scene.round)
    assert move is not None
    assert (move.label, move.by) == ("nhận đề xuất lịch cho 03 hội nghị", None)
    undo_move(move=move, by=scene.secretary)
    rows = list(Meeting.objects.order_by("pk").values_list("pk", "starts_at"))
    assert rows == [(meeting.pk, None) for meeting in made]
    move = last_move(scene.round)
    assert move is not None and move.label == "thêm 03 hội nghị"
    undo_move(move=move, by=scene.secretary)
    assert not Meeting.objects.exists()


def test_solve_round_prints_what_is_left_and_writes_only_with_commit():
    scene = town()
    scene.hold(0)
    scene.hold(1)
    shown, written = StringIO(), StringIO()

    call_command("solve_round", scene.round.pk, "--seconds", "5", stdout=shown)
    before = set(Meeting.objects.values_list("starts_at", flat=True))
    call_command("solve_round", scene.round.pk, "--seconds", "5", "--commit", stdout=written)

    assert before == {None}
    lines = shown.getvalue().splitlines()
    assert lines[:3] == ["Hội nghị: 2", "Xung đột còn lại: 0", "Cảnh báo còn lại: 0"]
    assert lines[4:6] == ["Thời gian đi lại: 0 phút", "Khoảng cách tới tối ưu: 0,0 %"]
    assert lines[7:] == [
        "Cảnh báo ở hội nghị được xếp: 0",
        "Buổi lệch so với mong muốn: 0",
        "Lượt đại biểu không dự được: 0",
        "Số cuộc của ngày đông nhất: 1",
        "Lượt Tổ họp thêm trong ngày: 0",
        "Phút đi lại giữa hai cuộc: 0",
        "Cuộc không ở địa điểm đầu tiên: 0",
    ]
    assert written.getvalue().splitlines()[-1] == "Đã ghi lịch 2 hội nghị."
    assert None not in set(Meeting.objects.values_list("starts_at", flat=True))


def test_solve_round_without_time_prints_what_fits_and_how_little_is_known_of_it():
    scene = town()
    scene.hold(0)
    shown = StringIO()

    call_command("solve_round", scene.round.pk, "--seconds", "0", "--fewest-moves", stdout=shown)

    lines = shown.getvalue().splitlines()
    assert lines[:2] == ["Hội nghị: 1", "Xung đột còn lại: 0"]
    assert "Khoảng cách tới tối ưu: 100,0 %" in lines
    assert "Hội nghị phải dời (đã thông báo tính bằng ba): 0" in lines


def test_solve_round_names_what_stands_in_the_way():
    scene = town()
    for _ in range(7):
        scene.hold(0)

    with pytest.raises(CommandError, match=r"Không có lịch nào thỏa mãn:\n.*Tổ đại biểu số 1"):
        call_command("solve_round", scene.round.pk, "--seconds", "5", stdout=StringIO())


def test_a_plan_has_one_round_before_and_one_after_its_session_and_no_third():
    scene = town()
    after = open_round(
        plan=scene.plan,
        phase=Phase.AFTER,
        starts_on=date(2017, 7, 25),
        ends_on=date(2017, 7, 27),
        by=scene.secretary,
    )

    assert [r.phase for r in Round.objects.order_by("starts_on")] == [Phase.BEFORE, Phase.AFTER]
    assert after.state == RoundState.PLANNED
    with pytest.raises(Refused, match="đã có đợt sau kỳ họp"):
        open_round(
            plan=scene.plan,
            phase=Phase.AFTER,
            starts_on=date(2017, 8, 1),
            ends_on=date(2017, 8, 2),
            by=scene.secretary,
        )


@pytest.mark.parametrize(
    ("phase", "starts_on", "ends_on", "sentence"),
    [
        (Phase.AFTER, date(2017, 7, 20), date(2017, 7, 22), "phải bắt đầu sau ngày bế mạc"),
        (Phase.AFTER, date(2017, 7, 25), date(2017, 7, 24), "từ ngày bắt đầu trở đi"),
    ],
)
def test_a_round_on_the_wrong_side_of_its_session_is_refused(phase, starts_on, ends_on, sentence):
    scene = town()

    with pytest.raises(Refused, match=sentence):
        open_round(plan=scene.plan, phase=phase, starts_on=starts_on, ends_on=ends_on, by=scene.secretary)


def test_after_the_session_a_conference_may_be_left_out_only_for_another_form_of_report():
    scene = town()
    days = {"starts_on": date(2017, 7, 25), "ends_on": date(2017, 7, 27), "by": scene.secretary}

    with pytest.raises(Refused, match="Nêu hình thức báo cáo khác"):
        open_round(plan=scene.plan, phase=Phase.AFTER, holds_conferences=False, **days)
    made = open_round(
        plan=scene.plan,
        phase=Phase.AFTER,
        holds_conferences=False,
        other_report_form="báo cáo trên đài truyền thanh",
        **days,
    )

    assert (made.holds_conferences, made.other_report_form) == (False, "báo cáo trên đài truyền thanh")


def test_the_day_of_the_groups_reports_is_open_until_the_council_or_the_plan_sets_it():
    scene = town()

    def report() -> Duty:
        return Duty.objects.get(round=scene.round, rule_code="HDND_GROUP_REPORT")

    left_open = report()
    set_deadline(
        council=scene.council,
        rule_code="HDND_GROUP_REPORT",
        offset=2,
        unit="wd",
        legal_basis="Quy chế làm việc của HĐND thị xã",
        valid_from=date(2016, 7, 1),
        by=scene.secretary,
    )
    recompute_duties(round=scene.round, by=scene.secretary)
    by_council = report()
    Round.objects.filter(pk=scene.round.pk).update(state=RoundState.PLANNED)
    type(scene.plan).objects.filter(pk=scene.plan.pk).update(report_due_on=date(2017, 6, 24))
    scene.round = Round.objects.get(pk=scene.round.pk)
    recompute_duties(round=scene.round, by=scene.secretary)

    assert (left_open.due_on, "do địa phương quy định" in left_open.explanation) == (None, True)
    assert (by_council.due_on, by_council.anchor_on) == (date(2017, 6, 26), date(2017, 6, 22))
    assert "Quy chế làm việc của HĐND thị xã" in by_council.explanation
    assert (report().due_on, report().legal_basis) == (date(2017, 6, 24), "Kế hoạch 01/KH-HĐND")


def test_a_day_off_declared_later_moves_the_running_duties_and_the_trace_says_so():
    scene = town()
    set_deadline(
        council=scene.council,
        rule_code="HDND_GROUP_REPORT",
        offset=2,
        unit="wd",
        legal_basis="Quy chế",
        valid_from=date(2016, 7, 1),
        by=scene.secretary,
    )
    declare_day(council=scene.council, day=date(2017, 6, 23), is_working=False, reason="Lụt", by=scene.secretary)

    today = short_date(timezone.localdate())
    duty = Duty.objects.get(rule_code="HDND_GROUP_REPORT")
    assert (duty.due_on, duty.moved_note) == (
        date(2017, 6, 27),
        f"Dời từ 26/6/2017 sang 27/6/2017 vì ngày nghỉ 23/6/2017 (Lụt), khai ngày {today}.",
    )
    entry = AuditEntry.objects.filter(action="round.duties_computed").order_by("position").last()
    assert (entry.old["HDND_GROUP_REPORT"], entry.new["HDND_GROUP_REPORT"]) == ("2017-06-26", "2017-06-27")


def test_a_number_of_days_set_later_gives_running_duties_their_day_and_the_newer_word_holds():
    scene = town()

    def set_days(offset: int) -> str:
        set_deadline(
            council=scene.council,
            rule_code="HDND_GROUP_REPORT",
            offset=offset,
            unit="d",
            legal_basis="Quy chế",
            valid_from=date(2016, 7, 1),
            by=scene.secretary,
        )
        return Duty.objects.get(rule_code="HDND_GROUP_REPORT").moved_note

    today = short_date(timezone.localdate())
    assert [set_days(2), set_days(5)] == [
        f"Nay có hạn 24/6/2017 vì thời hạn 2 ngày theo Quy chế, khai ngày {today}.",
        f"Dời từ 24/6/2017 sang 27/6/2017 vì thời hạn 5 ngày theo Quy chế, khai ngày {today}.",
    ]
    assert [setting.offset for setting in DeadlineSetting.objects.all()] == [5]


def test_a_round_that_moves_says_on_its_duties_which_event_moved_them():
    scene = town()
    set_deadline(
        council=scene.council,
        rule_code="HDND_GROUP_REPORT",
        offset=2,
        unit="d",
        legal_basis="Quy chế",
        valid_from=date(2016, 7, 1),
        by=scene.secretary,
    )

    move_round(round=scene.round, starts_on=date(2017, 6, 19), ends_on=date(2017, 6, 23), by=scene.secretary)

    assert [duty.moved_note for duty in Duty.objects.filter(round=scene.round, due_on__isnull=False)] == [
        "Dời từ 24/6/2017 sang 25/6/2017 vì ngày cuối của đợt tiếp xúc cử tri đổi từ 22/6/2017 sang 23/6/2017."
    ]


def test_a_corrected_duty_keeps_its_day_and_its_reason_when_the_round_is_computed_again():
    scene = town()
    duty = Duty.objects.get(rule_code="HDND_GROUP_REPORT")
    with pytest.raises(Refused, match="Nêu lý do sửa hạn"):
        correct_duty(duty=duty, due_on=date(2017, 6, 30), reason="", by=scene.secretary)

    correct_duty(duty=duty, due_on=date(2017, 6, 30), reason="theo kết luận giao ban", by=scene.secretary)
    move_round(round=scene.round, starts_on=date(2017, 6, 19), ends_on=date(2017, 6, 23), by=scene.secretary)

    duty.refresh_from_db()
    assert (duty.due_on, duty.corrected_reason) == (date(2017, 6, 30), "theo kết luận giao ban")
    assert duty.explanation.startswith("Sửa hạn thành 30/6/2017; lý do: theo kết luận giao ban.")


def test_a_duty_is_done_once():
    scene = town()
    duty = Duty.objects.first()

    finish_duty(duty=duty, by=scene.secretary, at=RELEASED_AT)

    assert Duty.objects.get(pk=duty.pk).done_at == RELEASED_AT
    with pytest.raises(Refused, match="đã được ghi là xong"):
        finish_duty(duty=duty, by=scene.secretary, at=RELEASED_AT)


def test_an_issued_plan_is_not_edited():
    scene = town()

    with pytest.raises(Refused, match="Lập kế hoạch điều chỉnh"):
        edit_plan(plan=scene.plan, title="Khác", by=scene.secretary)


def test_a_round_is_closed_only_with_all_its_minutes_and_then_takes_no_more_meetings():
    scene = town()
    meeting = scene.hold(0, 20)
    release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT)
    with pytest.raises(Refused, match="Còn hội nghị chưa họp: phường Đồng Kỵ"):
        finish_round(round=scene.round, by=scene.secretary)
    over: datetime = clock(20, 12)
    mark_attendance(meeting=meeting, present={d.pk: True for d in scene.delegates[:2]}, by=scene.secretary, at=over)
    finish_round(round=scene.round, by=scene.secretary)
    with pytest.raises(Refused, match="Còn thiếu biên bản: phường Đồng Kỵ"):
        close_round(round=scene.round, by=scene.secretary)
    minutes = write_minutes(
        meeting=meeting,
        started_at=clock(20, 8),
        ended_at=clock(20, 11),
        voters_present=80,
        chair_name="Nguyễn Văn Chủ",
        secretary_name="Đỗ Thị Ký",
        by=scene.secretary,
        at=over,
    )
    submit_minutes(minutes=minutes, by=scene.secretary, at=over + timedelta(days=1))
    closed = close_round(round=scene.round, by=scene.secretary, at=over + timedelta(days=2))

    meeting.refresh_from_db()
    minutes.refresh_from_db()
    assert (closed.state, meeting.state) == (RoundState.CLOSED, MeetingState.LOCKED)
    assert (minutes.state, closed.closed_at) == (MinutesState.LOCKED, over + timedelta(days=2))
    with pytest.raises(Refused, match="đã chốt tổng hợp"):
        close_round(round=scene.round, by=scene.secretary)
    with pytest.raises(Refused, match="Đợt tiếp xúc cử tri đã chốt"):
        scene.round.refresh_from_db()
        scene.hold(1, 21)
    with pytest.raises(Refused, match="Đợt tiếp xúc cử tri đã chốt"):
        change_meeting(meeting=meeting, title="Khác", by=scene.secretary)


def test_a_round_without_conferences_is_closed_without_a_schedule():
    scene = town()
    later = open_round(
        plan=scene.plan,
        phase=Phase.AFTER,
        starts_on=date(2017, 7, 24),
        ends_on=date(2017, 7, 28),
        holds_conferences=False,
        other_report_form="niêm yết và phát thanh",
        by=scene.secretary,
    )

    closed = close_round(round=later, by=scene.secretary, at=RELEASED_AT)

    assert (closed.state, closed.closed_at) == (RoundState.CLOSED, RELEASED_AT)
    trace = AuditEntry.objects.filter(object_type="meetings.round", object_id=str(later.pk)).order_by("position")
    assert list(trace.values_list("action", flat=True))[-2:] == ["round.held", "round.closed"]


def test_moving_a_round_leaves_what_somebody_else_wrote_meanwhile():
    scene = town()
    scene.hold(0, 20)
    stale = Round.objects.get(pk=scene.round.pk)
    release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT)

    move_round(round=stale, starts_on=date(2017, 6, 19), ends_on=date(2017, 6, 23), by=scene.secretary)

    assert Round.objects.get(pk=scene.round.pk).state == RoundState.RELEASED


def test_a_meeting_is_not_added_to_a_round_that_was_closed_since_the_page_was_opened():
    scene = town()
    Round.objects.filter(pk=scene.round.pk).update(state=RoundState.CLOSED)

    with pytest.raises(Refused, match="Đợt tiếp xúc cử tri đã chốt"):
        scene.hold(0, 20)
