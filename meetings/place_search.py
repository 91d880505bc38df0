"""The places a visitor asks for by name, of today or of the past; an old name leads to what the place is now."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.db.models import Case, IntegerField, Q, QuerySet, When
from django.urls import reverse
from django.utils import timezone

from delegates.models import Locality, LocalitySuccession, Neighbourhood
from meetings.models import MeetingUnit, ReleasedMeeting
from meetings.public_pages import capital, moment_words
from meetings.queries import unit_name
from txct.lib.text import fold

FOUND_LIMIT = 20
OLD_LIMIT = 60
"""Old units looked at: a name often stands for several of them, one after the other."""
GENERATIONS = 5
"""How often a unit of this century may have been merged or renamed."""
SETTLEMENT_KINDS = ("khu pho", "kp", "to dan pho", "tdp", "to", "thon", "xom", "lang", "ap", "ban")
COMMUNE_KINDS = ("phuong", "p", "xa", "x", "thi tran", "tt", "thi xa", "tx", "thanh pho", "tp", "huyen", "quan", "q")
_KINDS = "|".join((*SETTLEMENT_KINDS, *COMMUNE_KINDS))
_KIND_BEFORE_NAME = re.compile(rf"(?P<kind>{_KINDS})(?:\s*\.\s*|\s+)(?P<name>\S.*)")
WORD_BEGUN = 1
"""Closeness of a name that has a word beginning with what was typed; beyond it only some letters are the same."""


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """A place a visitor asked for: its name, what it belongs to, its next meeting in words, its schedule."""

    name: str
    within: str
    next_meeting: str
    url: str


@dataclass(frozen=True, slots=True)
class _Match:
    """A place, the commune of today whose schedule holds its meetings, and how well its name fits (0 is best)."""

    place: Locality | Neighbourhood
    ward: Locality
    within: str
    closeness: int

    def is_told_by(self, units: Collection[str]) -> bool:
        """Whether a meeting of the ward with voters of UNITS, as named, concerns the place."""
        if isinstance(self.place, Locality):
            return True
        own = unit_name(MeetingUnit(locality=self.ward, neighbourhood=self.place))
        return own in units or str(self.ward) in units


def places_found(text: str, at: datetime) -> list[FoundPlace]:
    """Communes and settlements whose name holds every word of TEXT, accents or not, also under names of the past.

    The whole name as typed comes first, then what has a meeting; the kind typed before a name (`khu phố Trầm`) is
    left out when no name is like it. The number of queries does not grow with what is found.
    """
    phrase = fold(text)
    if not phrase:
        return []
    matches = _matches(phrase, timezone.localdate(at))
    timed = list(zip(matches, _next_meetings(matches, at), strict=True))
    timed.sort(key=lambda pair: (pair[0].closeness, pair[1] is None))
    return [_found(match, starts_at) for match, starts_at in timed[:FOUND_LIMIT]]


def _matches(phrase: str, today: date) -> list[_Match]:
    """Places named PHRASE; when none is, those named as what follows the kind of place it begins with."""
    matches = [*_communes(phrase, today), *_settlements(phrase, today)]
    typed = _KIND_BEFORE_NAME.fullmatch(phrase)
    if typed is None or any(match.closeness <= WORD_BEGUN for match in matches):
        return matches
    settlements = _settlements(typed["name"], today)
    if settlements and typed["kind"] in SETTLEMENT_KINDS:
        return settlements
    return [*_communes(typed["name"], today), *settlements] or matches


def _closeness(phrase: str) -> Case:
    """0 for a name that ends with PHRASE as whole words, 1 for one with a word that begins so, else 2."""
    whole = Q(search_key=phrase) | Q(search_key__endswith=f" {phrase}")
    begun = Q(search_key__startswith=phrase) | Q(search_key__contains=f" {phrase}")
    return Case(When(whole, then=0), When(begun, then=1), default=2, output_field=IntegerField())


def _ranked(rows: QuerySet, phrase: str, limit: int) -> list:
    ranked = rows.annotate(closeness=_closeness(phrase))
    return list(ranked.order_by("closeness", "sort_key", "-valid_from", "pk")[:limit])


def _communes(phrase: str, today: date) -> list[_Match]:
    """Units of today and those that voters were told of; units of the past by what they are now."""
    every = Locality.objects.search(phrase).select_related("parent")
    living = every.filter(pk__in=Locality.objects.valid(today))
    matches = [_Match(row, row, str(row.parent or ""), row.closeness) for row in _ranked(living, phrase, FOUND_LIMIT)]
    held = ReleasedMeeting.objects.open_to_voters().values("localities")
    past = every.exclude(pk__in=Locality.objects.valid(today)).filter(Q(successions__isnull=False) | Q(pk__in=held))
    old = _ranked(past.distinct(), phrase, OLD_LIMIT)
    now, known = _present(old, today), {match.ward.pk for match in matches}
    for row in old:
        if row.pk not in now:
            matches.append(_Match(row, row, str(row.parent or ""), row.closeness))
        for ward, partial in now.get(row.pk, {}).items():
            if ward.pk not in known:
                known.add(ward.pk)
                belongs = "một phần nay thuộc" if partial else "nay thuộc"
                within = ", ".join(filter(None, (f"{belongs} {ward}", str(ward.parent or ""))))
                matches.append(_Match(row, ward, within, row.closeness))
    return matches


def _settlements(phrase: str, today: date) -> list[_Match]:
    rows = Neighbourhood.objects.filter(Q(valid_to=None) | Q(valid_to__gte=today)).select_related("locality__parent")
    for word in phrase.split():
        rows = rows.filter(search_key__contains=word)
    return [_Match(row, row.locality, str(row.locality), row.closeness) for row in _ranked(rows, phrase, FOUND_LIMIT)]


def _present(old: Sequence[Locality], today: date) -> dict[int, dict[Locality, bool]]:
    """What each of the OLD units is today, by its key: the units of today, and whether only a part of it is there."""
    ways = {row.pk: {row.pk: False} for row in old}
    reached: dict[int, dict[Locality, bool]] = defaultdict(dict)
    for _generation in range(GENERATIONS):
        links = defaultdict(list)
        ends = {key for way in ways.values() for key in way}
        rows = LocalitySuccession.objects.filter(predecessor__in=ends).select_related("successor__parent")
        for link in rows.order_by("pk"):
            links[link.predecessor_id].append(link)
        for key, way in ways.items():
            following: dict[int, bool] = {}
            for end, partial in way.items():
                for link in links[end]:
                    if link.successor.valid_to is None or link.successor.valid_to >= today:
                        reached[key].setdefault(link.successor, partial or link.partial)
                    else:
                        following[link.successor_id] = partial or link.partial
            ways[key] = following
    return dict(reached)


def _next_meetings(matches: Sequence[_Match], at: datetime) -> list[datetime | None]:
    """The start of the next published meeting of each of the MATCHES, in their order."""
    rows = ReleasedMeeting.objects.open_to_voters().upcoming(at).filter(starts_at__isnull=False)
    rows = rows.filter(localities__in={match.ward.pk for match in matches}).order_by("starts_at")
    told = defaultdict(list)
    for ward, starts_at, units in rows.values_list("localities", "starts_at", "facts__units"):
        told[ward].append((starts_at, units))
    return [
        next((starts_at for starts_at, units in told[match.ward.pk] if match.is_told_by(units)), None)
        for match in matches
    ]


def _found(match: _Match, starts_at: datetime | None) -> FoundPlace:
    words = moment_words(starts_at) if starts_at else ""
    address = f"{reverse('meetings:public-schedule')}?{urlencode({'don-vi': match.ward.code})}"
    return FoundPlace(capital(str(match.place)), match.within, words, address)
