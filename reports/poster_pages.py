"""Posters of meetings: what people were last told of each, ready to be printed."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.urls import NoReverseMatch, reverse

from meetings.calling_texts import DRAFT, news_text
from meetings.models import Meeting, Round
from meetings.public_pages import NEWS_WORDS, capital
from meetings.queries import Known, as_known, with_parts
from txct.core.scoping import trusted
from txct.lib.dates import clock_text, part_of_day, weekday_date

LONG = 200
"""Letters that a sheet holds in its usual size, as measured on A4 and A3; in the smaller one it holds 800."""


@dataclass(frozen=True, slots=True)
class Poster:
    """One sheet, in the words printed on it; ``off`` says that the meeting is put off or called off.

    ``news`` says what of it is new since it was first told, and why; ``draft`` is printed on the sheet of a meeting
    that was never released.
    """

    meeting_id: int
    council: str
    units: str
    hour: str
    day: str
    off: str
    news: str
    place: str
    groups: str
    chair: str
    address: str
    draft: str

    @property
    def is_long(self) -> bool:
        """Whether it takes smaller letters to stay on one sheet."""
        return len("".join((self.units, self.place, self.groups, self.chair, self.news))) > LONG


def voters_address(meeting: Meeting) -> str:
    """Where a voter of this meeting writes, else its public page."""
    try:
        path = reverse("petitions:voter-form", args=[meeting.short_code])
    except NoReverseMatch:
        path = reverse("meetings:public-meeting", args=[meeting.uid])
    return f"{settings.SITE_URL}{path}"


def posters_of_round(round_: Round) -> list[Poster]:
    """Sheets of the round's conferences that take place at a known hour, in order of time; a fixed number of queries.

    An encounter with certain voters is no matter for a poster.
    """
    with trusted():
        rows = list(with_parts(Meeting.objects.filter(round=round_)))
    known_of = zip(rows, as_known(rows), strict=True)
    shown = [(meeting, known) for meeting, known in known_of if known.is_placed and known.is_open_to_voters]
    shown.sort(key=lambda pair: (pair[1].facts.starts_at, pair[0].pk))
    return [poster_of(meeting, known) for meeting, known in shown]


def poster_of(meeting: Meeting, known: Known) -> Poster:
    """The sheet of MEETING, in the words by which it is KNOWN."""
    facts, start = known.facts, known.facts.starts_at
    return Poster(
        meeting_id=meeting.pk,
        council=facts.council,
        units=capital(facts.units_text),
        hour=f"{clock_text(start.time())} ({part_of_day(start.time())})" if start else "giờ thông báo sau",
        day=capital(weekday_date(start.date())) if start else "Ngày thông báo sau",
        off="" if facts.takes_place else NEWS_WORDS[facts.state][0],
        news=news_text(facts),
        place=capital(facts.place_text),
        groups="; ".join(facts.groups),
        chair=facts.chair,
        address=voters_address(meeting),
        draft="" if known.is_told else DRAFT,
    )
