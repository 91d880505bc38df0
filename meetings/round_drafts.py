"""Meetings a new round could begin with: one for each place of the council, or those of the round before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from delegates.enums import Level
from delegates.models import Constituency, DelegateGroup, Locality, Neighbourhood
from meetings.actions.meetings import Unit
from meetings.enums import MeetingState
from meetings.loading import fetch_with_parts
from meetings.meeting_choices import wards_of
from meetings.models import Meeting, MeetingUnit, Round, Venue
from txct.core.scoping import trusted

PER_UNIT, FROM_LAST = "don-vi", "dot-truoc"
WAYS: Mapping[str, str] = {PER_UNIT: "Một hội nghị cho mỗi đơn vị", FROM_LAST: "Chép từ đợt trước"}
Places = frozenset[tuple[int, int | None]]


@dataclass(frozen=True, slots=True)
class MeetingDraft:
    """A meeting without hours as it would be added; KEY names it within its list."""

    key: str
    units: tuple[Unit, ...]
    groups: tuple[DelegateGroup, ...]
    venue: Venue | None

    @property
    def name(self) -> str:
        """Its places as people call them."""
        return "; ".join(str(unit.neighbourhood or unit.locality) for unit in self.units)

    @property
    def voters(self) -> int:
        """How many voters are invited in all."""
        return sum(unit.invited_voters or 0 for unit in self.units)


def drafts_for(round: Round, way: str) -> list[MeetingDraft]:
    """What WAY offers for ROUND, without places that have a meeting in it already."""
    with trusted():
        taken = _places_met(round)
        found = _from_last(round) if way == FROM_LAST else _per_unit(round)
    return [draft for draft in found if not _places(draft.units) & taken]


def _places(units: Collection[Unit]) -> Places:
    return frozenset((unit.locality.pk, unit.neighbourhood.pk if unit.neighbourhood else None) for unit in units)


def _places_met(round: Round) -> Places:
    rows = MeetingUnit.objects.filter(meeting__round=round).exclude(meeting__state=MeetingState.CANCELLED)
    return frozenset(rows.values_list("locality_id", "neighbourhood_id"))


def _per_unit(round: Round) -> list[MeetingDraft]:
    """Wards of a province or district with the groups elected there; settlements of a ward with its only group.

    Of several groups of a ward a settlement gets those that met its voters last.
    """
    council, day = round.council, round.starts_on
    halls: dict[tuple[int, int | None], list[Venue]] = defaultdict(list)
    for hall in Venue.objects.filter(council=council).order_by("pk"):
        halls[hall.locality_id, hall.neighbourhood_id].append(hall)
    term = council.term_on(day)
    groups = list(DelegateGroup.objects.filter(term=term).order_by("number")) if term else []
    if council.level == Level.XA:
        met = _groups_met_last(round, groups) if len(groups) > 1 else {}
        alone = tuple(groups) if len(groups) == 1 else ()
        settlements = Neighbourhood.objects.filter(
            Q(valid_to=None) | Q(valid_to__gte=day), locality=council.locality_id
        )
        rows = settlements.select_related("locality").order_by("sort_key", "pk")
        return [
            _draft(f"N{row.pk}", Unit(row.locality, row), met.get(row.pk, alone), halls[row.locality_id, row.pk])
            for row in rows
        ]
    elected = _groups_of_wards(groups)
    return [
        _draft(f"L{ward.pk}", Unit(ward), tuple(elected[ward.pk]), halls[ward.pk, None])
        for ward in wards_of(council, day)
    ]


def _groups_met_last(round: Round, groups: Collection[DelegateGroup]) -> dict[int, tuple[DelegateGroup, ...]]:
    """By settlement, which of GROUPS came to its last meeting in a round of the council before this one."""
    known = {group.pk: group for group in groups}
    before = Meeting.objects.filter(round__council=round.council_id, round__starts_on__lt=round.starts_on)
    rows = (
        before.exclude(state=MeetingState.CANCELLED)
        .filter(starts_at__isnull=False, units__neighbourhood__isnull=False, groups__in=known)
        .order_by("-starts_at", "-pk", "groups__number")
        .values_list("pk", "units__neighbourhood_id", "groups")
    )
    last: dict[int, tuple[int, list[DelegateGroup]]] = {}
    for meeting, settlement, group in rows:
        latest, found = last.setdefault(settlement, (meeting, []))
        if latest == meeting:
            found.append(known[group])
    return {settlement: tuple(found) for settlement, (_meeting, found) in last.items()}


def _draft(key: str, unit: Unit, groups: tuple[DelegateGroup, ...], halls: list[Venue]) -> MeetingDraft:
    """A hall is chosen when the place has only one."""
    return MeetingDraft(key, (unit,), groups, halls[0] if len(halls) == 1 else None)


def _groups_of_wards(groups: Collection[DelegateGroup]) -> dict[int, list[DelegateGroup]]:
    """By ward, the groups whose constituencies lie in it."""
    links = DelegateGroup.constituencies.through.objects.filter(delegategroup__in=groups)
    seats_of = list(links.values_list("delegategroup_id", "constituency_id"))
    wards: dict[int, list[int]] = defaultdict(list)
    lie_in = Constituency.localities.through.objects.filter(constituency__in={seat for _group, seat in seats_of})
    for seat, ward in lie_in.values_list("constituency_id", "locality_id"):
        wards[seat].append(ward)
    by_group: dict[int, set[int]] = defaultdict(set)
    for group, seat in seats_of:
        by_group[group].update(wards[seat])
    found: dict[int, list[DelegateGroup]] = defaultdict(list)
    for one in groups:
        for ward in by_group[one.pk]:
            found[ward].append(one)
    return found


def _from_last(round: Round) -> list[MeetingDraft]:
    """Meetings of the council's round before this one; groups and places no longer in force are left out."""
    rounds = Round.objects.filter(council=round.council_id, starts_on__lt=round.starts_on, is_off_plan=False)
    last = rounds.order_by("-starts_on", "-pk").first()
    if last is None:
        return []
    day, term = round.starts_on, round.council.term_on(round.starts_on)
    rows = fetch_with_parts(Meeting.objects.filter(round=last).exclude(state=MeetingState.CANCELLED))
    drafts = []
    for row in rows:
        units = tuple(
            Unit(unit.locality, unit.neighbourhood, unit.invited_voters)
            for unit in row.units.all()
            if _in_force(unit.locality, day) and (unit.neighbourhood is None or _in_force(unit.neighbourhood, day))
        )
        groups = tuple(group for group in row.groups.all() if term and group.term_id == term.pk)
        if units:
            drafts.append(MeetingDraft(f"M{row.pk}", units, groups, row.venue))
    return drafts


def _in_force(place: Locality | Neighbourhood, day: date) -> bool:
    return place.valid_to is None or place.valid_to >= day
