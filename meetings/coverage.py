"""How well rounds cover the ground and the people: meetings of each place, of each delegate, with other councils."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from delegates.models import Council, Delegate, Locality, Neighbourhood
from meetings.meeting_choices import wards_of
from meetings.models import Attendance, Meeting, MeetingUnit, PlanPartner, Round
from meetings.queries import unit_name
from meetings.travel import setting_of
from txct.core.components import Cell, Column, Tile
from txct.core.models import User
from txct.core.scoping import trusted
from txct.lib.numbers import count_text

LAST_ROUNDS = 6
WITHOUT_ROUNDS = 2
JOINT_COLUMNS = tuple(Column(name) for name in ("Hội nghị", "Đợt", "Cùng với", "Tổ đại biểu của Hội đồng đó"))


@dataclass(frozen=True, slots=True)
class Coverage:
    """Places × rounds and delegates × rounds with their sums, meetings with other councils; what was left out.

    `needed` is how many meetings a delegate should have in each round; `units_without` had none in the newest
    round, `neighbourhoods_without` none in the newest rounds looked at for them, `partners_without` are councils
    that plan together with this one but meet no voters with it.
    """

    rounds: list[Round]
    needed: list[int] = field(default_factory=list)
    places: list[list[Cell]] = field(default_factory=list)
    delegates: list[list[Cell]] = field(default_factory=list)
    joint: list[list[Cell]] = field(default_factory=list)
    units: int = 0
    units_without: list[str] = field(default_factory=list)
    neighbourhoods: int = 0
    neighbourhoods_without: list[str] = field(default_factory=list)
    partners_without: list[str] = field(default_factory=list)
    joint_lacking: int = 0
    below_least: int = 0


def coverage_of(
    user: User, council: Council, *, last: int, least: int | None = None, without: int = WITHOUT_ROUNDS
) -> Coverage:
    """The LAST planned rounds of COUNCIL that have meetings or have begun, oldest first.

    The round that gathers contacts asked for is none of them: it owes nobody a meeting and covers no ground.

    LEAST is how many meetings a delegate should have in each; None asks each round, then the council's setting.
    Settlements are looked for in the newest WITHOUT rounds.
    """
    planned = Exists(Meeting.objects.on().filter(round=OuterRef("pk")))
    own = Round.objects.for_user(user).filter(council=council.pk, is_off_plan=False)
    met = own.filter(Q(starts_on__lte=timezone.localdate()) | planned)
    rounds = list(reversed(met.order_by("-starts_on", "-pk")[:last]))
    if not rounds:
        return Coverage(rounds)
    with trusted():
        usual = setting_of(council.pk).least_meetings
        needed = [usual if round_.least_meetings is None else round_.least_meetings for round_ in rounds]
        needed = needed if least is None else [least] * len(rounds)
        on = Meeting.objects.on().filter(Q(council=council) | Q(joint_councils=council), round__in=rounds)
        meetings = dict(on.values_list("pk", "round_id"))
        day = rounds[-1].starts_on
        grid = _Grid(council, rounds, meetings, day)
        places, units, units_without = grid.wards()
        hood_lines, hoods, hoods_without = grid.settlements(rounds[-without:] if without else [])
        delegates, below = grid.delegates(needed)
        joint, lacking, partners_without = _joint(council, rounds, meetings)
    return Coverage(
        rounds=rounds,
        needed=needed,
        places=places + hood_lines,
        delegates=delegates,
        joint=joint,
        units=units,
        units_without=units_without,
        neighbourhoods=hoods,
        neighbourhoods_without=hoods_without,
        partners_without=partners_without,
        joint_lacking=lacking,
        below_least=below,
    )


class _Grid:
    """Counts of meetings by place and by round, read once."""

    def __init__(self, council: Council, rounds: Sequence[Round], meetings: Mapping[int, int], day: date) -> None:
        self.council, self.rounds, self.day, self.meetings = council, rounds, day, meetings
        self.grounds: list[Locality] = wards_of(council, day)
        self.of_ward: Counter[tuple[int, int]] = Counter()
        self.of_hood: Counter[tuple[int, int]] = Counter()
        seen: set[tuple[int, int]] = set()
        rows = MeetingUnit.objects.filter(meeting__in=meetings)
        for meeting, ward, hood in rows.values_list("meeting", "locality", "neighbourhood"):
            if (meeting, ward) not in seen:
                self.of_ward[ward, meetings[meeting]] += 1
                seen.add((meeting, ward))
            if hood:
                self.of_hood[hood, meetings[meeting]] += 1

    def wards(self) -> tuple[list[list[Cell]], int, list[str]]:
        """A line for each ward; how many there are; those without a meeting in the newest round."""
        newest = self.rounds[-1].pk
        lines = [self._line(str(ward), ward.pk, self.of_ward, ("don-vi", ward.pk)) for ward in self.grounds]
        without = [str(ward) for ward in self.grounds if not self.of_ward[ward.pk, newest]]
        return lines, len(self.grounds), without

    def settlements(self, looked_at: Sequence[Round]) -> tuple[list[list[Cell]], int, list[str]]:
        """A line for each settlement met; how many there are; those without a meeting in the rounds LOOKED_AT."""
        valid = Q(valid_to=None) | Q(valid_to__gte=self.day)
        rows = Neighbourhood.objects.filter(valid, locality__in=self.grounds).select_related("locality")
        hoods = list(rows.order_by("locality__sort_key", "sort_key"))
        used = {hood for hood, _round in self.of_hood}
        lines = [
            self._line(f"{hood}, {hood.locality}", hood.pk, self.of_hood, ("don-vi", hood.locality_id))
            for hood in hoods
            if hood.pk in used
        ]
        without = [
            f"{hood}, {hood.locality}"
            for hood in hoods
            if not any(self.of_hood[hood.pk, round_.pk] for round_ in looked_at)
        ]
        return lines, len(hoods), without

    def delegates(self, needed: Sequence[int]) -> tuple[list[list[Cell]], int]:
        """A line for each delegate in office, with the rounds in which he fell short; how many fell short."""
        people = Delegate.objects.in_office(self.day).filter(council=self.council, term__starts_on__lte=self.day)
        people = people.filter(Q(term__ends_on=None) | Q(term__ends_on__gte=self.day)).order_by("sort_key", "pk")
        counts: Counter[tuple[int, int]] = Counter()
        rows = Attendance.objects.filter(meeting__in=self.meetings).exclude(response="excused")
        for delegate, meeting in rows.values_list("delegate", "meeting"):
            counts[delegate, self.meetings[meeting]] += 1
        lines, below = [], 0
        for person in people:
            pairs = zip(self.rounds, needed, strict=True)
            short = sum(counts[person.pk, round_.pk] < wanted for round_, wanted in pairs)
            below += bool(short)
            verdict = Cell(f"thiếu {count_text(short)} đợt", tone="late") if short else Cell("đủ", tone="done")
            lines.append([*self._line(person.full_name, person.pk, counts, ("dai-bieu", person.pk)), verdict])
        return lines, below

    def _line(
        self, label: str, key: int, counts: Mapping[tuple[int, int], int], filter_: tuple[str, int]
    ) -> list[Cell]:
        """Name, how many in each round leading to those meetings, and the sum."""
        cells, total = [Cell(label[:1].upper() + label[1:])], 0
        for round_ in self.rounds:
            count = counts.get((key, round_.pk), 0)
            total += count
            query = urlencode({"xem": "ngay", filter_[0]: filter_[1]})
            url = f"{reverse('meetings:round-board', args=[round_.pk])}?{query}" if count else ""
            cells.append(Cell(str(count) if count else "–", url=url, number=True))
        return [*cells, Cell(str(total), number=True)]


def _joint(
    council: Council, rounds: Sequence[Round], meetings: Mapping[int, int]
) -> tuple[list[list[Cell]], int, list[str]]:
    """Meetings with other councils by round, each with the groups that council sends; how many send none."""
    rows = Meeting.objects.filter(pk__in=meetings, council=council, joint_councils__isnull=False).distinct()
    rows = rows.order_by("starts_at", "pk").select_related("round")
    lines, lacking, met = [], 0, set()
    for meeting in rows.prefetch_related("joint_councils", "groups", "units__locality", "units__neighbourhood"):
        sent: dict[int, list[str]] = defaultdict(list)
        for group in meeting.groups.all():
            sent[group.council_id].append(str(group))
        for other in meeting.joint_councils.all():
            met.add(other.pk)
            groups = ", ".join(sent.get(other.pk, ()))
            lacking += not groups
            name = meeting.title or ", ".join(unit_name(unit) for unit in meeting.units.all())
            lines.append(
                [
                    Cell(name[:1].upper() + name[1:], url=reverse("meetings:meeting-page", args=[meeting.pk])),
                    Cell(str(meeting.round)),
                    Cell(str(other)),
                    Cell(groups) if groups else Cell("chưa có Tổ", tone="late"),
                ]
            )
    asked = PlanPartner.objects.filter(plan__rounds__in=rounds, refused_at=None).exclude(council__in=met)
    partners = dict.fromkeys(str(row.council) for row in asked.select_related("council").order_by("pk"))
    return lines, lacking, list(partners)


def coverage_tiles(shown: Coverage, without: int) -> list[Tile]:
    """The figures of the page, each leading to its rows on it."""
    if not shown.rounds:
        return []

    def tile(count: int, whole: int, label: str, anchor: str) -> Tile:
        text = f"{count_text(count)}/{count_text(whole)}" if whole else count_text(count)
        return Tile(text, label, url=f"#{anchor}", tone="late" if count else "done")

    return [
        tile(len(shown.units_without), shown.units, "đơn vị chưa có hội nghị ở đợt gần nhất", "dia-ban"),
        tile(
            len(shown.neighbourhoods_without),
            shown.neighbourhoods,
            f"thôn, khu phố chưa có hội nghị trong {count_text(without)} đợt gần nhất",
            "thon-khu-pho",
        ),
        tile(shown.below_least, len(shown.delegates), "đại biểu dưới mức ít nhất", "dai-bieu"),
        tile(shown.joint_lacking, len(shown.joint), "lượt tiếp xúc chung chưa có Tổ cùng dự", "tiep-xuc-chung"),
    ]


def delegate_columns(shown: Coverage) -> list[Column]:
    """Heads of the table of delegates: each round with the number it asks for."""
    needed = [
        Column(f"{round_.starts_on:%d/%m/%Y} (ít nhất {wanted})", number=True)
        for round_, wanted in zip(shown.rounds, shown.needed, strict=True)
    ]
    return [Column("Đại biểu"), *needed, Column("Cộng", number=True), Column("So với mức")]
