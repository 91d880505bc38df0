"""The places a visitor asks for by name, of today or of the past; an old name leads to what the place is now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.db.models import Case, IntegerField, Min, Q, QuerySet, When
from django.urls import reverse
from django.utils import timezone

from delegates.models import Locality, LocalitySuccession, Neighbourhood
from meetings.models import ReleasedMeeting
from meetings.public_pages import capital, moment_words
from txct.lib.text import fold

FOUND_LIMIT = 20
OLD_LIMIT = 60
"""Old units looked at: a name often stands for several of them, one after the other."""
GENERATIONS = 5
"""How often a unit of this century may have been merged or renamed."""


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


def places_found(text: str, at: datetime) -> list[FoundPlace]:
    """Communes and settlements whose name holds every word of TEXT, accents or not, also under names of the past.

    The whole name as typed comes first, then what has a meeting. A fixed number of queries.
    """
    phrase = fold(text)
    if not phrase:
        return []
    matches = [*_communes(phrase, timezone.localdate(at)), *_settlements(phrase, timezone.localdate(at))]
    nearest = _next_meetings({match.ward.pk for match in matches}, at)
    matches.sort(key=lambda match: (match.closeness, match.ward.pk not in nearest))
    return [_found(match, nearest.get(match.ward.pk)) for match in matches[:FOUND_LIMIT]]


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


def _next_meetings(wards: Iterable[int], at: datetime) -> dict[int, datetime]:
    """The start of the next published meeting of each of the WARDS, by its key."""
    rows = ReleasedMeeting.objects.open_to_voters().upcoming(at).filter(localities__in=wards)
    starts = rows.order_by("localities").values_list("localities").annotate(first=Min("starts_at"))
    return {ward: first for ward, first in starts if first is not None}


def _found(match: _Match, starts_at: datetime | None) -> FoundPlace:
    words = moment_words(starts_at) if starts_at else ""
    address = f"{reverse('meetings:public-schedule')}?{urlencode({'don-vi': match.ward.code})}"
    return FoundPlace(capital(str(match.place)), match.within, words, address)
