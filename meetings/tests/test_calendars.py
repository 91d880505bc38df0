"""Calendar files and private calendar addresses."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from icalendar import Calendar

from delegates.enums import BodyKind
from delegates.models import Body
from meetings.actions.feeds import feed_by_token, issue_feed, revoke_feed
from meetings.actions.meetings import cancel_meeting, change_meeting
from meetings.actions.rounds import release_round
from meetings.calendars import (
    calendar_of_delegate,
    calendar_of_group,
    calendar_of_round,
    calendar_of_unit,
    meeting_calendar,
)
from meetings.models import CalendarFeed, Meeting, Notice
from meetings.queries import facts_of
from meetings.tests.scenes import HERE, RELEASED_AT, clock, town
from txct.core.models import AuditEntry, OutboxMessage
from txct.core.writing import Refused

pytestmark = pytest.mark.django_db
PARTIES = {
    "organizer": ("HĐND thị xã Từ Sơn", "vanphong@tu-son.example"),
    "attendee": ("đại biểu Trần Văn An", "an@x.example"),
}


def events(text: str) -> list[tuple[str, datetime]]:
    return [
        (str(event["uid"]), event.decoded("dtstart").astimezone(HERE))
        for event in Calendar.from_ical(text).walk("VEVENT")
    ]


def test_an_early_meeting_keeps_its_local_day_and_hour_with_its_own_zone_in_the_file():
    scene = town()
    meeting = scene.hold(0, 20, 6, note="họp sớm")

    text = meeting_calendar(facts_of(meeting), method="REQUEST", dtstamp=RELEASED_AT, **PARTIES)

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

    texts = {meeting_calendar(facts, method="REQUEST", dtstamp=RELEASED_AT, **PARTIES) for _ in range(3)}

    assert len(texts) == 1
    assert "\r\n" in texts.pop()


def test_a_meeting_without_hours_has_no_calendar_file():
    scene = town()

    with pytest.raises(ValueError, match="without hours"):
        meeting_calendar(facts_of(scene.hold(0)), method="REQUEST", dtstamp=RELEASED_AT, **PARTIES)


def people(text: str) -> list[tuple[str, str, str]]:
    """(property, address, name) of everybody whom the event in TEXT names."""
    event = Calendar.from_ical(text).walk("VEVENT")[0]
    named = [(name, event[name]) for name in ("ORGANIZER", "ATTENDEE") if name in event]
    return [(name, str(party), party.params.get("CN", "")) for name, party in named]


def sent(kind: str, name: str) -> OutboxMessage:
    """The newest message with a notice of KIND to the addressee called NAME."""
    notice = Notice.objects.filter(kind=kind, addressee_name=name).order_by("-pk").first()
    return notice.message


def test_each_message_says_who_asks_and_who_is_asked_when_it_invites_moves_and_calls_off(settings):
    settings.DEFAULT_FROM_EMAIL = "TXCT <thong-bao@txct.example>"
    scene = town()
    meeting = scene.hold(0, 20)
    asked = ("ATTENDEE", "mailto:db1a@tu-son.example", "đại biểu Trần Văn An")

    def told(kind: str) -> tuple[str, str, str, int, list[tuple[str, str, str]]]:
        message = sent(kind, "đại biểu Trần Văn An")
        calendar = Calendar.from_ical(message.calendar)
        event = calendar.walk("VEVENT")[0]
        assert event["ATTENDEE"].params["RSVP"] == "FALSE"
        method = str(calendar["METHOD"])
        return method, message.calendar_method, str(event["UID"]), event["SEQUENCE"], people(message.calendar)

    release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT)
    sender = ("ORGANIZER", "mailto:thong-bao@txct.example", "HĐND thị xã Từ Sơn")
    uid = f"{meeting.uid}@txct"
    assert told("invitation") == ("REQUEST", "REQUEST", uid, 0, [sender, asked])

    Body.objects.filter(council=scene.council, kind=BodyKind.STANDING).update(email="tt@tu-son.example")
    change_meeting(
        meeting=meeting, starts_at=clock(21, 8), ends_at=clock(21, 11), reason="trùng lịch", by=scene.secretary
    )
    release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT)
    standing = ("ORGANIZER", "mailto:tt@tu-son.example", "HĐND thị xã Từ Sơn")
    assert told("change") == ("REQUEST", "REQUEST", uid, 1, [standing, asked])

    Body.objects.filter(council=scene.council, kind=BodyKind.OFFICE).update(email="vp@tu-son.example")
    cancel_meeting(meeting=Meeting.objects.get(pk=meeting.pk), reason="mưa bão", by=scene.secretary)
    release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT)
    office = ("ORGANIZER", "mailto:vp@tu-son.example", "HĐND thị xã Từ Sơn")
    assert told("cancellation") == ("CANCEL", "CANCEL", uid, 2, [office, asked])


def test_calendars_to_fetch_ask_nothing_and_name_nobody():
    scene = town()
    meeting = scene.hold(0, 20)
    release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT)
    shared = [
        calendar_of_round(scene.round, dtstamp=RELEASED_AT),
        calendar_of_unit(scene.wards[0], dtstamp=RELEASED_AT),
        calendar_of_delegate(scene.delegates[0], dtstamp=RELEASED_AT),
        calendar_of_group(scene.groups[0], dtstamp=RELEASED_AT),
    ]
    assert [(events(text), people(text), "METHOD" in Calendar.from_ical(text)) for text in shared] == [
        ([(f"{meeting.uid}@txct", clock(20, 8))], [], False)
    ] * 4


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
