"""Whatever is done in whatever order: nobody twice at one time, holds in step, the last word told to everybody."""

from __future__ import annotations

from datetime import timedelta
from itertools import combinations

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meetings.actions.attendance import respond
from meetings.actions.meetings import cancel_meeting, change_meeting, postpone_meeting
from meetings.actions.rounds import release_round
from meetings.enums import MeetingState, NoticeKind, NoticeState, Response
from meetings.models import Attendance, Meeting, Notice
from meetings.rules import attendance_hold
from meetings.tests.scenes import RELEASED_AT, clock, town
from txct.core.audit import broken_links
from txct.core.models import OutboxMessage
from txct.core.writing import Refused

MEETINGS = 4
PLACES = st.integers(0, MEETINGS - 1)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("move"), PLACES, st.sampled_from((20, 21)), st.sampled_from((6, 8, 9, 11, 14))),
        st.tuples(st.just("people"), PLACES, st.sets(st.integers(0, 5), min_size=1, max_size=3)),
        st.tuples(st.just("hall"), PLACES, st.integers(0, 2)),
        st.tuples(st.just("postpone"), PLACES),
        st.tuples(st.just("cancel"), PLACES),
        st.tuples(st.just("excuse"), PLACES),
        st.tuples(st.just("confirm"), PLACES),
        st.tuples(st.just("release")),
    ),
    max_size=10,
)


def do(scene, step) -> None:
    """One step; a refusal leaves everything as it was."""
    kind, *rest = step
    if kind == "release":
        release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT)
        return
    meeting = Meeting.objects.get(pk=scene.meetings[rest[0]].pk)
    told = {"meeting": meeting, "reason": "lý do", "by": scene.secretary, "at": RELEASED_AT}
    if kind == "move":
        change_meeting(starts_at=clock(rest[1], rest[2]), ends_at=clock(rest[1], rest[2] + 3), **told)
    elif kind == "people":
        change_meeting(delegates=[scene.delegates[place] for place in sorted(rest[1])], **told)
    elif kind == "hall":
        change_meeting(venue=scene.venues[rest[1]], **told)
    elif kind == "postpone":
        postpone_meeting(**told)
    elif kind == "cancel":
        cancel_meeting(**told)
    else:
        answer = Response.EXCUSED if kind == "excuse" else Response.CONFIRMED
        row = meeting.attendances.order_by("pk").first()
        if row is not None:
            respond(attendance=row, response=answer, reason="ốm", by=scene.secretary, at=RELEASED_AT)


def overlapping(rows) -> list[tuple[object, object]]:
    return [(a, b) for a, b in combinations(rows, 2) if a.starts_at < b.ends_at and b.starts_at < a.ends_at]


def check(scene) -> None:
    held = Attendance.objects.filter(is_blocking=True)
    for delegate in scene.delegates:
        assert overlapping(held.filter(delegate=delegate)) == []
    on = Meeting.objects.on().filter(starts_at__isnull=False)
    for venue in scene.venues:
        assert overlapping(on.filter(venue=venue)) == []
    for row in Attendance.objects.select_related("meeting"):
        hold = attendance_hold(row.meeting.state, row.response, row.meeting.starts_at, row.meeting.ends_at)
        assert (row.starts_at, row.ends_at, row.is_blocking) == (hold.starts_at, hold.ends_at, hold.is_blocking)
    for notice in Notice.objects.filter(state=NoticeState.ISSUED).select_related("meeting"):
        assert notice.meeting_sequence == notice.meeting.sequence
    waiting = OutboxMessage.objects.filter(state=OutboxMessage.State.PENDING)
    assert {message.notice.state for message in waiting} <= {NoticeState.ISSUED}


def check_told(scene) -> None:
    """After a release everybody expected has exactly one word that holds, and it is the database's."""
    for meeting in Meeting.objects.filter(round=scene.round, state=MeetingState.ANNOUNCED):
        expected = {row.delegate_id for row in meeting.attendances.all() if row.response != Response.EXCUSED}
        words = Notice.objects.filter(meeting=meeting, state=NoticeState.ISSUED, delegate__isnull=False)
        kept = [notice.delegate_id for notice in words.exclude(kind=NoticeKind.CANCELLATION)]
        assert expected <= set(kept)
        assert len(kept) == len(set(kept))


@pytest.mark.django_db
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_no_order_of_changes_and_releases_breaks_the_schedule_or_leaves_somebody_with_an_old_word(steps):
    with transaction.atomic():
        scene = town()
        for place in range(MEETINGS):
            scene.hold(place % 3, 20 + place // 3, 8, venue=scene.venues[place % 3])
        for step in [("release",), *steps]:
            try:
                with transaction.atomic():
                    do(scene, step)
            except Refused:
                continue
            check(scene)
            if step[0] == "release":
                check_told(scene)
        assert list(broken_links()) == []
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)


def test_the_steps_do_move_things_about(db):
    """Keeps the property above honest: its steps are taken, not all refused."""
    scene = town()
    scene.meetings = [scene.hold(0, 20), scene.hold(1, 20), scene.hold(2, 20), scene.hold(0, 21)]
    for step in (("release",), ("move", 0, 21, 14), ("cancel", 1), ("excuse", 2), ("postpone", 3), ("release",)):
        do(scene, step)

    states = [Meeting.objects.get(pk=meeting.pk).state for meeting in scene.meetings]
    assert states == [
        MeetingState.ANNOUNCED,
        MeetingState.CANCELLED,
        MeetingState.ANNOUNCED,
        MeetingState.POSTPONED,
    ]
    assert Meeting.objects.get(pk=scene.meetings[0].pk).starts_at == clock(20, 14) + timedelta(days=1)
    check(scene)
    check_told(scene)
