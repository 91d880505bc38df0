"""Calendar files and private calendar addresses."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from icalendar import Calendar

from meetings.actions.feeds import feed_by_token, issue_feed, revoke_feed
from meetings.actions.meetings import cancel_meeting
from meetings.actions.rounds import release_round
from meetings.calendars import (
    calendar_of_delegate,
    calendar_of_group,
    calendar_of_round,
    calendar_of_unit,
    meeting_calendar,
)
from meetings.models import CalendarFeed
from meetings.queries import facts_of
from meetings.tests.scenes import HERE, RELEASED_AT, clock, town
from txct.core.models import AuditEntry
from txct.core.writing import Refused

pytestmark = pytest.mark.django_db


def events(text: str) -> list[tuple[str, datetime]]:
    return [
        (str(event["uid"]), event.decoded("dtstart").astimezone(HERE))
        for event in Calendar.from_ical(text).walk("VEVENT")
    ]


def test_an_early_meeting_keeps_its_local_day_and_hour_with_its_own_zone_in_the_file():
    scene = town()
    meeting = scene.hold(0, 20, 6, note="họp sớm")

    text = meeting_calendar(facts_of(meeting), method="REQUEST", dtstamp=RELEASED_AT)

    calendar = Calendar.from_ical(text)
    zone, event = calendar.walk("VTIMEZONE")[0], calendar.walk("VEVENT")[0]
    assert (str(calendar["method"]), str(zone["tzid"])) == ("REQUEST", "Asia/Ho_Chi_Minh")
    assert event["dtstart"].to_ical() == b"20170620T060000"
    assert event["dtstart"].params["tzid"] == "Asia/Ho_Chi_Minh"
    assert event.decoded("dtstart").astimezone(UTC) == datetime(2017, 6, 19, 23, 0, tzinfo=UTC)
    assert (str(event["uid"]), event["sequence"], str(event["status"])) == (f"{meeting.uid}@txct", 0, "CONFIRMED")
    assert str(event["location"]) == "hội trường UBND, phường Đồng Kỵ"


def test_the_same_meeting_and_stamp_give_the_same_bytes():
    scene = town()
    facts = facts_of(scene.hold(0, 20))

    texts = {meeting_calendar(facts, method="PUBLISH", dtstamp=RELEASED_AT) for _ in range(3)}

    assert len(texts) == 1
    assert "\r\n" in texts.pop()


def test_a_meeting_without_hours_has_no_calendar_file():
    scene = town()

    with pytest.raises(ValueError, match="without hours"):
        meeting_calendar(facts_of(scene.hold(0)), method="PUBLISH", dtstamp=RELEASED_AT)


def test_round_delegate_group_and_unit_each_see_their_own_announced_meetings_and_no_plans():
    scene = town()
    first, second = scene.hold(0, 20), scene.hold(1, 21, 14)
    release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT)
    scene.hold(0, 22)
    one = [(f"{first.uid}@txct", clock(20, 8))]
    two = [(f"{second.uid}@txct", clock(21, 14))]

    assert events(calendar_of_round(scene.round, dtstamp=RELEASED_AT)) == one + two
    assert events(calendar_of_delegate(scene.delegates[0], dtstamp=RELEASED_AT)) == one
    assert events(calendar_of_group(scene.groups[1], dtstamp=RELEASED_AT)) == two
    assert events(calendar_of_unit(scene.wards[1], dtstamp=RELEASED_AT)) == two


def test_a_cancelled_meeting_stays_in_the_calendar_marked_cancelled():
    scene = town()
    meeting = scene.hold(0, 20)
    release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT)
    cancel_meeting(meeting=meeting, reason="mưa bão", by=scene.secretary, at=RELEASED_AT)
    untold = Calendar.from_ical(calendar_of_round(scene.round, dtstamp=RELEASED_AT)).walk("VEVENT")[0]
    release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT)

    event = Calendar.from_ical(calendar_of_round(scene.round, dtstamp=RELEASED_AT)).walk("VEVENT")[0]

    assert (str(untold["status"]), untold["sequence"]) == ("CONFIRMED", 0)

    assert (str(event["status"]), event["sequence"]) == ("CANCELLED", 1)
    assert str(event["summary"]) == "HỦY: Hội nghị tiếp xúc cử tri phường Đồng Kỵ"
    assert "Lý do: mưa bão" in str(event["description"])


def test_a_private_address_is_shown_once_stored_as_a_hash_and_dies_with_the_next_one():
    scene = town()
    feed, token = issue_feed(delegate=scene.delegates[0], by=scene.secretary, at=RELEASED_AT)
    opened = feed_by_token(token)
    _second, fresh = issue_feed(delegate=scene.delegates[0], by=scene.secretary, at=RELEASED_AT)

    assert opened == feed
    assert token not in str(CalendarFeed.objects.values()) + str(AuditEntry.objects.values())
    assert feed_by_token(token) is None
    live = feed_by_token(fresh)
    revoke_feed(feed=live, by=scene.secretary, at=RELEASED_AT)
    assert feed_by_token(fresh) is None
    assert feed_by_token("") is None


def test_an_address_belongs_to_exactly_one_owner():
    scene = town()

    with pytest.raises(Refused, match="một đại biểu hoặc một Tổ"):
        issue_feed(by=scene.secretary, at=RELEASED_AT)
    with pytest.raises(Refused, match="một đại biểu hoặc một Tổ"):
        issue_feed(delegate=scene.delegates[0], group=scene.groups[0], by=scene.secretary, at=RELEASED_AT)
