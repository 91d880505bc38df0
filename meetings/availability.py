"""Who is not to be had when: lists for the desk and the delegate, cells of the board, meetings that are touched."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from meetings.enums import HalfDay
from meetings.models import BusyTime, DayWish, Meeting, Round
from meetings.models.meetings import OFF_STATES
from meetings.queries import unit_name
from txct.core.scoping import trusted
from txct.lib.dates import clock_text, short_date, weekday_name

NOON, EVENING, MIDNIGHT = time(12, 0), time(18, 0), time(0, 0)
ONE_DAY = timedelta(days=1)
WHOLE_DAY, EVENING_KEY, BY_HOURS = "ca-ngay", "toi", "gio"
PARTS: Mapping[str, tuple[str, time, time]] = {
    WHOLE_DAY: ("cả ngày", MIDNIGHT, MIDNIGHT),
    HalfDay.MORNING.value: ("buổi sáng", MIDNIGHT, NOON),
    HalfDay.AFTERNOON.value: ("buổi chiều", NOON, EVENING),
    EVENING_KEY: ("buổi tối", EVENING, MIDNIGHT),
}
"""Parts of a day by key: name, begin, end; an end at midnight is the end of the day."""
BOARD_OWNERS: Mapping[str, str] = {"dai-bieu": "delegate", "dia-diem": "venue"}
"""Views of the board whose rows have busy times, and the field that names the row."""


def hours_on(day: date, start: time, end: time) -> tuple[datetime, datetime]:
    """The local hours of DAY from START to END; an END at midnight is the end of the day."""
    zone = timezone.get_current_timezone()
    last = day + ONE_DAY if end == MIDNIGHT else day
    return datetime.combine(day, start, tzinfo=zone), datetime.combine(last, end, tzinfo=zone)


def hours_of_days(
    first: date, last: date, start: time, end: time, weekdays: Collection[int] = ()
) -> list[tuple[datetime, datetime]]:
    """The hours of each day from FIRST to LAST, only on WEEKDAYS (Monday 0) when given.

    Whole days in a row without weekdays are one stretch.
    """
    if start == end == MIDNIGHT and not weekdays:
        return [(hours_on(first, start, end)[0], hours_on(last, start, end)[1])]
    days = (first + timedelta(days=place) for place in range((last - first).days + 1))
    return [hours_on(day, start, end) for day in days if not weekdays or day.weekday() in weekdays]


def busy_words(starts_at: datetime, ends_at: datetime) -> str:
    """`thứ Hai, 23/11/2026, buổi sáng`, `từ 23/11/2026 đến 25/11/2026`, or with its hours."""
    start, end = timezone.localtime(starts_at), timezone.localtime(ends_at)
    last = (end - timedelta(microseconds=1)).date()
    if start.date() == last:
        return f"{weekday_name(last)}, {short_date(last)}, {_part_words(start, end, last)}"
    if start.time() == end.time() == MIDNIGHT:
        return f"từ {short_date(start.date())} đến {short_date(last)}"
    return (
        f"từ {clock_text(start.time())} ngày {short_date(start.date())} "
        f"đến {clock_text(end.time())} ngày {short_date(end.date())}"
    )


def _part_words(start: datetime, end: datetime, day: date) -> str:
    """The part of DAY that lies between two moments, by its name or its hours."""
    begin = start.time() if start.date() == day else MIDNIGHT
    stop = end.time() if end.date() == day else MIDNIGHT
    named = {(first, last): name for name, first, last in PARTS.values()}
    return named.get((begin, stop)) or f"{clock_text(begin)}–{clock_text(stop) if stop != MIDNIGHT else '24h00'}"


def busy_cells(view: str, keys: Collection[int], days: Sequence[date]) -> dict[tuple[int, date], tuple[str, ...]]:
    """By row and day of a board's VIEW ("dai-bieu" or "dia-diem"), when the row is busy: `bận buổi sáng`.

    One query; nothing for the other views.
    """
    owner = BOARD_OWNERS.get(view)
    if owner is None or not keys or not days:
        return {}
    first, last = hours_on(min(days), MIDNIGHT, MIDNIGHT)[0], hours_on(max(days), MIDNIGHT, MIDNIGHT)[1]
    wanted, found = set(days), defaultdict[tuple[int, date], list[str]](list)
    with trusted():
        rows = BusyTime.objects.filter(**{f"{owner}__in": keys}, starts_at__lt=last, ends_at__gt=first)
        spans = list(rows.order_by("starts_at", "pk").values_list(f"{owner}_id", "starts_at", "ends_at"))
    for key, starts_at, ends_at in spans:
        start, end = timezone.localtime(starts_at), timezone.localtime(ends_at)
        day = start.date()
        while datetime.combine(day, MIDNIGHT, tzinfo=end.tzinfo) < end:
            if day in wanted:
                found[key, day].append(f"bận {_part_words(start, end, day)}")
            day += ONE_DAY
    return {place: tuple(dict.fromkeys(words)) for place, words in found.items()}


@dataclass(frozen=True, slots=True)
class Touched:
    """A meeting that lies in somebody's busy hours."""

    pk: int
    name: str
    starts_at: datetime

    @property
    def words(self) -> str:
        """The meeting with its hour, as a message names it."""
        local = timezone.localtime(self.starts_at)
        return f"“{self.name}” ({clock_text(local.time())} ngày {short_date(local.date())})"


def touched_by(rows: Sequence[BusyTime], *, among: QuerySet[Meeting] | None = None) -> dict[int, list[Touched]]:
    """By busy time, the meetings that take place in its hours with its owner, in order of time; only AMONG these.

    A fixed number of queries.
    """
    found: dict[int, list[Touched]] = {row.pk: [] for row in rows}
    if not rows:
        return found
    with trusted():
        for meeting in _meetings_of(rows, Meeting.objects.all() if among is None else among):
            people = {a.delegate_id for a in meeting.attendances.all() if a.is_blocking}
            for row in rows:
                owned = (
                    row.delegate_id in people
                    or (row.venue_id and row.venue_id == meeting.venue_id)
                    or (row.body_id and row.body_id == meeting.chair_body_id)
                )
                if owned and meeting.starts_at < row.ends_at and row.starts_at < meeting.ends_at:
                    found[row.pk].append(Touched(meeting.pk, _name(meeting), meeting.starts_at))
    return found


def _meetings_of(rows: Sequence[BusyTime], among: QuerySet[Meeting]) -> list[Any]:
    hours = {"starts_at__lt": max(row.ends_at for row in rows), "ends_at__gt": min(row.starts_at for row in rows)}
    people = [row.delegate_id for row in rows if row.delegate_id]
    owned = (
        Q(pk__in=Meeting.objects.filter(attendances__delegate__in=people, attendances__is_blocking=True).values("pk"))
        | Q(venue__in=[row.venue_id for row in rows if row.venue_id])
        | Q(chair_body__in=[row.body_id for row in rows if row.body_id])
    )
    meetings = among.exclude(state__in=OFF_STATES).filter(owned, **hours).order_by("starts_at", "pk").distinct()
    return list(meetings.prefetch_related("attendances", "units__locality", "units__neighbourhood"))


def _name(meeting: Meeting) -> str:
    return meeting.title or ", ".join(unit_name(unit) for unit in meeting.units.all()) or str(meeting)


def narrowed(rows: QuerySet[BusyTime], asked: Mapping[str, Any]) -> QuerySet[BusyTime]:
    """Busy times as the filters of the page ask: one owner, one day, or only those still to come."""
    for name, column in (("dai-bieu", "delegate"), ("dia-diem", "venue"), ("co-quan", "body")):
        if asked.get(name):
            rows = rows.filter(**{column: asked[name]})
    if asked.get("ngay"):
        start, end = hours_on(asked["ngay"], MIDNIGHT, MIDNIGHT)
        return rows.filter(starts_at__lt=end, ends_at__gt=start)
    return rows


def wished_days(round: Round) -> dict[int, tuple[frozenset[date], frozenset[str]]]:
    """By delegate, the days and the parts of the day ("sáng", "chiều") he proposed and the office has taken up."""
    days: dict[int, set[date]] = defaultdict(set)
    parts: dict[int, set[str]] = defaultdict(set)
    words = {HalfDay.MORNING.value: {"sáng"}, HalfDay.AFTERNOON.value: {"chiều"}, "": {"sáng", "chiều"}}
    with trusted():
        rows = DayWish.objects.accepted().filter(round=round)
        for delegate, day, half in rows.values_list("delegate_id", "day", "half"):
            days[delegate].add(day)
            parts[delegate] |= words[half]
    return {key: (frozenset(days[key]), frozenset(parts[key])) for key in days}


def wish_words(wish: DayWish) -> str:
    """`thứ Tư, 25/11/2026, buổi sáng`; a whole day without a part."""
    half = f", {wish.get_half_display()}" if wish.half else ""
    return f"{weekday_name(wish.day)}, {short_date(wish.day)}{half}"


def touched_words(touched: Iterable[Touched]) -> str:
    """The meetings of a message: named one after another, each once."""
    return "; ".join(dict.fromkeys(one.words for one in touched))
