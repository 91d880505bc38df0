"""How well rounds cover the ground and the people: meetings of each place, of each delegate."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from delegates.models import Council, Delegate, Neighbourhood
from meetings.enums import AWAY_RESPONSES
from meetings.meeting_choices import wards_of
from meetings.models import Attendance, Meeting, MeetingUnit, Round
from txct.core.components import Cell
from txct.core.models import User
from txct.core.scoping import trusted

LAST_ROUNDS = 6
LEAST_MEETINGS = 1


@dataclass(frozen=True, slots=True)
class Coverage:
    """Places × rounds and delegates × rounds with their sums; what was left out."""

    rounds: list[Round]
    places: list[list[Cell]]
    delegates: list[list[Cell]]
    units_without: list[str]
    neighbourhoods_without: list[str]
    neighbourhoods: int
    below_least: int


def coverage_of(user: User, council: Council, *, last: int, least: int) -> Coverage:
    """The LAST rounds of COUNCIL, oldest first; LEAST is how many meetings a delegate should have had in them."""
    newest = (
        Round.objects.for_user(user).filter(council=council.pk, is_off_plan=False).order_by("-starts_on", "-pk")[:last]
    )
    rounds = list(reversed(newest))
    with trusted():
        on = Meeting.objects.on().filter(Q(council=council) | Q(joint_councils=council), round__in=rounds)
        meetings = dict(on.values_list("pk", "round_id"))
        day = rounds[-1].starts_on if rounds else None
        places, without, hoods, hood_count = _places(council, rounds, meetings, day) if day else ([], [], [], 0)
        delegates, below = _delegates(council, rounds, meetings, day, least) if day else ([], 0)
    return Coverage(rounds, places, delegates, without, hoods, hood_count, below)


def _places(
    council: Council, rounds: Sequence[Round], meetings: Mapping[int, int], day: date
) -> tuple[list[list[Cell]], list[str], list[str], int]:
    wards = wards_of(council, day)
    counts: Counter[tuple[int, int]] = Counter()
    hood_counts: Counter[tuple[int, int]] = Counter()
    met: dict[int, set[int]] = defaultdict(set)
    rows = MeetingUnit.objects.filter(meeting__in=meetings)
    for meeting, ward, hood in rows.values_list("meeting", "locality", "neighbourhood"):
        if meeting not in met[ward]:
            counts[ward, meetings[meeting]] += 1
            met[ward].add(meeting)
        if hood:
            hood_counts[hood, meetings[meeting]] += 1
    valid = Q(valid_to=None) | Q(valid_to__gte=day)
    hoods = list(
        Neighbourhood.objects.filter(valid, locality__in=wards)
        .select_related("locality")
        .order_by("locality__sort_key", "sort_key")
    )
    lines = [_line(str(ward), ward.pk, "don-vi", counts, rounds) for ward in wards]
    used = {hood for hood, _round in hood_counts}
    lines += [_line(f"{h}, {h.locality}", h.pk, "", hood_counts, rounds) for h in hoods if h.pk in used]
    without = [str(ward) for ward in wards if not met[ward.pk]]
    missed = [f"{hood}, {hood.locality}" for hood in hoods if hood.pk not in used]
    return lines, without, missed, len(hoods)


def _line(
    label: str, key: int, name: str, counts: Mapping[tuple[int, int], int], rounds: Sequence[Round]
) -> list[Cell]:
    """Name, how many in each round leading to those meetings, and the sum."""
    cells = [Cell(label[:1].upper() + label[1:])]
    total = 0
    for round_ in rounds:
        count = counts.get((key, round_.pk), 0)
        total += count
        url = ""
        if count and name:
            url = f"{reverse('meetings:round-board', args=[round_.pk])}?{urlencode({'xem': 'ngay', name: key})}"
        cells.append(Cell(str(count) if count else "–", url=url, number=True))
    return [*cells, Cell(str(total), number=True)]


def _delegates(
    council: Council, rounds: Sequence[Round], meetings: Mapping[int, int], day: date, least: int
) -> tuple[list[list[Cell]], int]:
    people = Delegate.objects.in_office(day).filter(council=council, term__starts_on__lte=day)
    people = people.filter(Q(term__ends_on=None) | Q(term__ends_on__gte=day)).order_by("sort_key", "pk")
    counts: Counter[tuple[int, int]] = Counter()
    rows = Attendance.objects.filter(meeting__in=meetings).exclude(response__in=AWAY_RESPONSES)
    for delegate, meeting in rows.values_list("delegate", "meeting"):
        counts[delegate, meetings[meeting]] += 1
    lines, below = [], 0
    for person in people:
        line = _line(person.full_name, person.pk, "dai-bieu", counts, rounds)
        short = int(line[-1].text) < least
        below += short
        lines.append([*line, Cell("thiếu", tone="late") if short else Cell("đủ", tone="done")])
    return lines, below
