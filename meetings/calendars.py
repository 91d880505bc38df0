"""Calendar files (iCalendar, RFC 5545) of meetings: for a message, a round, a delegate, a group, a unit.

What goes with a message asks somebody to come, or calls it off (RFC 5546, 3.2.2 and 3.2.5): it names who asks and who
is asked. What anybody may fetch asks nothing of the reader: it has no method and names nobody.
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

Party = tuple[str, str]
"""Name and e-mail address."""
TITLE = "Lịch tiếp xúc cử tri"
PRODUCT = "-//TXCT//Lich tiep xuc cu tri//VI"
ZONE_NAME = "Asia/Ho_Chi_Minh"
_CALENDAR_SINCE = datetime(1975, 6, 13)
_OFFSET = timedelta(hours=7)
_ALARM_BEFORE = timedelta(days=-1)


def meeting_calendar(facts: MeetingFacts, *, method: str, dtstamp: datetime, organizer: Party, attendee: Party) -> str:
    """The calendar file of one meeting for a message to ATTENDEE from ORGANIZER. METHOD is REQUEST or CANCEL.

    Raises ValueError for a meeting without hours.
    """
    calendar = _empty()
    calendar.add("method", method)
    event = _event(facts, dtstamp, cancelled=method == "CANCEL")
    event.add("organizer", _address(organizer), encode=False)
    event.add("attendee", _asked(attendee), encode=False)
    calendar.add_component(event)
    return _text(calendar)


def calendar_text(meetings: Iterable[MeetingFacts], *, name: str, dtstamp: datetime) -> str:
    """A calendar to fetch: every meeting with hours, those postponed or cancelled marked so."""
    calendar = _empty()
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


def _empty() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
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


def _event(facts: MeetingFacts, dtstamp: datetime, *, cancelled: bool) -> Event:
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


def _address(party: Party) -> vCalAddress:
    name, email = party
    address = vCalAddress(f"mailto:{email}")
    address.params["cn"] = vText(name)
    return address


def _asked(party: Party) -> vCalAddress:
    """Whoever is asked; the answer is given on the delegate's page, so that no mail is asked for."""
    address = _address(party)
    address.params["role"] = vText("REQ-PARTICIPANT")
    address.params["partstat"] = vText("NEEDS-ACTION")
    address.params["rsvp"] = vText("FALSE")
    return address


def _alarm(facts: MeetingFacts) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", facts.label)
    alarm.add("trigger", _ALARM_BEFORE)
    return alarm


def _text(calendar: Calendar) -> str:
    return str(calendar.to_ical().decode())
