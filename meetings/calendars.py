"""Calendar files (iCalendar, RFC 5545) of meetings: for a message, a round, a delegate, a group, a unit.

The same meetings and the same DTSTAMP give the same bytes: nothing here asks the clock.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from icalendar import Alarm, Calendar, Event, Timezone, TimezoneStandard
from icalendar.prop import vCalAddress, vText

from delegates.models import Delegate, DelegateGroup, Locality
from meetings.enums import MeetingState
from meetings.facts import ZONE, MeetingFacts
from meetings.models import ReleasedMeeting, Round
from meetings.models.releases import ReleasedMeetingQuerySet
from meetings.queries import told_of

TITLE = "Lịch tiếp xúc cử tri"
PRODUCT = "-//TXCT//Lich tiep xuc cu tri//VI"
ZONE_NAME = "Asia/Ho_Chi_Minh"
_CALENDAR_SINCE = datetime(1975, 6, 13)
_OFFSET = timedelta(hours=7)
_ALARM_BEFORE = timedelta(days=-1)


def meeting_calendar(
    facts: MeetingFacts, *, method: str, dtstamp: datetime, attendee: tuple[str, str] | None = None
) -> str:
    """The calendar file of one meeting for a message. METHOD is REQUEST, CANCEL or PUBLISH.

    ATTENDEE is (name, e-mail) of whoever is invited. Raises ValueError for a meeting without hours.
    """
    calendar = _empty(method)
    calendar.add_component(_event(facts, dtstamp, cancelled=method == "CANCEL", attendee=attendee))
    return _text(calendar)


def calendar_text(meetings: Iterable[MeetingFacts], *, name: str, dtstamp: datetime) -> str:
    """A calendar to publish: every meeting with hours, those postponed or cancelled marked so."""
    calendar = _empty("PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("name", name)
    for facts in meetings:
        if facts.starts_at is not None:
            calendar.add_component(_event(facts, dtstamp, cancelled=not facts.takes_place))
    return _text(calendar)


def calendar_of_round(round: Round, *, dtstamp: datetime) -> str:
    """The released meetings of a round."""
    return released_calendar(_open().filter(meeting__round=round), f"{TITLE}: {round}", dtstamp=dtstamp)


def calendar_of_delegate(delegate: Delegate, *, dtstamp: datetime) -> str:
    """The released meetings a delegate was told to come to."""
    return released_calendar(_released().filter(delegates=delegate), f"{TITLE}: {delegate}", dtstamp=dtstamp)


def calendar_of_group(group: DelegateGroup, *, dtstamp: datetime) -> str:
    """The released meetings of a group."""
    return released_calendar(_released().filter(groups=group), f"{TITLE}: {group}", dtstamp=dtstamp)


def calendar_of_unit(locality: Locality, *, dtstamp: datetime) -> str:
    """The released meetings with voters of a commune, whatever its name was at the time."""
    return released_calendar(_open().within(locality=locality.code), f"{TITLE}: {locality}", dtstamp=dtstamp)


def _released() -> ReleasedMeetingQuerySet:
    rows: ReleasedMeetingQuerySet = ReleasedMeeting.objects.published()
    return rows


def _open() -> ReleasedMeetingQuerySet:
    rows: ReleasedMeetingQuerySet = ReleasedMeeting.objects.open_to_voters()
    return rows


def released_calendar(rows: ReleasedMeetingQuerySet, name: str, *, dtstamp: datetime) -> str:
    """Released meetings, already narrowed, as people were told of them, in order of time."""
    return calendar_text([told_of(row) for row in rows.in_order()], name=name, dtstamp=dtstamp)


def _empty(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    calendar.add_component(_zone())
    return calendar


def _zone() -> Timezone:
    """Viet Nam has kept +07 without summer time since 13 June 1975; no meeting here is older."""
    zone = Timezone()
    zone.add("tzid", ZONE_NAME)
    standard = TimezoneStandard()
    standard.add("dtstart", _CALENDAR_SINCE)
    standard.add("tzname", "+07")
    standard.add("tzoffsetfrom", _OFFSET)
    standard.add("tzoffsetto", _OFFSET)
    zone.add_component(standard)
    return zone


def _event(
    facts: MeetingFacts, dtstamp: datetime, *, cancelled: bool, attendee: tuple[str, str] | None = None
) -> Event:
    if facts.starts_at is None or facts.ends_at is None:
        raise ValueError("A meeting without hours has no place in a calendar.")
    event = Event()
    event.add("uid", facts.uid)
    event.add("sequence", facts.sequence)
    event.add("dtstamp", dtstamp)
    event.add("dtstart", facts.starts_at.astimezone(ZONE))
    event.add("dtend", facts.ends_at.astimezone(ZONE))
    lead = {MeetingState.POSTPONED: "HOÃN: ", MeetingState.CANCELLED: "HỦY: "}.get(MeetingState(facts.state), "")
    event.add("summary", f"{lead}{facts.label}")
    event.add("location", facts.place_text)
    event.add("description", _description(facts))
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if cancelled else "OPAQUE")
    if facts.online_link:
        event.add("url", facts.online_link)
    if attendee is not None:
        event.add("attendee", _address(*attendee), encode=False)
    if not cancelled:
        event.add_component(_alarm(facts))
    return event


def _description(facts: MeetingFacts) -> str:
    lines = [f"Cử tri: {facts.units_text}"]
    if facts.chair:
        lines.append(f"Chủ trì: {facts.chair}")
    if facts.groups:
        lines.append(f"Tổ đại biểu: {'; '.join(facts.groups)}")
    if not facts.takes_place and facts.reason:
        lines.append(f"Lý do: {facts.reason}")
    return "\n".join(lines)


def _address(name: str, email: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{email}")
    address.params["cn"] = vText(name)
    address.params["role"] = vText("REQ-PARTICIPANT")
    address.params["partstat"] = vText("NEEDS-ACTION")
    return address


def _alarm(facts: MeetingFacts) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", facts.label)
    alarm.add("trigger", _ALARM_BEFORE)
    return alarm


def _text(calendar: Calendar) -> str:
    return str(calendar.to_ical().decode())
