"""What a meeting of a council may be made of: places, groups, delegates, halls, bodies, other councils."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from delegates.enums import Level
from delegates.models import Body, Council, Delegate, DelegateGroup, Locality, Neighbourhood
from meetings.models import ContactRequest, Meeting, MeetingUnit, Round, Venue
from txct.core.models import User
from txct.core.scoping import trusted

MANY_SETTLEMENTS = 600


@dataclass(frozen=True, slots=True)
class Choices:
    """Rows a person may choose from for a meeting of one round; units by `L12` and `N34`."""

    units: dict[str, tuple[Locality, Neighbourhood | None]]
    councils: list[Council]
    groups: Any
    delegates: Any
    venues: Any
    bodies: Any

    def unit_labels(self) -> list[tuple[str, str]]:
        """(key, name) of the places, wards before their settlements."""
        return unit_labels(self.units)

    @property
    def localities(self) -> list[Locality]:
        """The wards among the places."""
        return [place for place, settlement in self.units.values() if settlement is None]


Units = dict[str, tuple[Locality, Neighbourhood | None]]


def unit_labels(units: Units) -> list[tuple[str, str]]:
    """(key, name) of the places, wards before their settlements."""
    return [(key, _label(*place)) for key, place in units.items()]


def _label(locality: Locality, settlement: Neighbourhood | None) -> str:
    return f"{settlement}, {locality}" if settlement else str(locality)


def unit_key(unit: MeetingUnit) -> str:
    """Key of an invited place as the form sends it."""
    return f"N{unit.neighbourhood_id}" if unit.neighbourhood_id else f"L{unit.locality_id}"


def choices_for(user: User, round_: Round, meeting: Meeting | None = None) -> Choices:
    """What USER may choose for a meeting of ROUND_; what MEETING already has stays among the choices."""
    council = round_.council
    councils = _related_councils(council, meeting)
    terms = [term.pk for one in (council, *councils) if (term := _term(one, round_))]
    kept = [group.pk for group in meeting.groups.all()] if meeting else []
    people = [row.delegate_id for row in meeting.attendances.all()] if meeting else []
    groups = DelegateGroup.objects.filter(Q(term__in=terms) | Q(pk__in=kept))
    delegates = Delegate.objects.filter(Q(term__in=terms) | Q(pk__in=people))
    own = {"council": council.pk}
    return Choices(
        units=_units_for(round_, meeting),
        councils=councils,
        groups=groups.order_by("council", "number").scoped_as("groups of the councils that meet together"),
        delegates=delegates.order_by("sort_key", "pk").scoped_as("delegates of the councils that meet together"),
        venues=Venue.objects.for_user(user).filter(**own).select_related("locality").order_by("locality", "name"),
        bodies=Body.objects.for_user(user).filter(**own).order_by("kind", "sort_key"),
    )


def _units_for(round_: Round, meeting: Meeting | None) -> Units:
    """Places of the council, in a round off the plan also those of its contacts; what MEETING has stays among them."""
    council, day = round_.council, round_.starts_on
    found = contact_units_on(council, day) if round_.is_off_plan else units_on(council, day)
    if meeting is not None:
        for unit in meeting.units.select_related("locality", "neighbourhood"):
            found.setdefault(unit_key(unit), (unit.locality, unit.neighbourhood))
    return found


def _term(council: Council, round_: Round) -> Any:
    with trusted():
        return council.term_on(round_.starts_on)


def councils_around(council: Council, joined: Collection[int] = ()) -> list[Council]:
    """Councils of the level above and below on the same ground, and those already JOINED, in order of names."""
    with trusted():
        near = Q(locality__parent=council.locality_id)
        if council.locality.parent_id:
            near |= Q(locality=council.locality.parent_id)
        rows = Council.objects.filter(near | Q(pk__in=joined)).exclude(pk=council.pk)
        return list(rows.order_by("name"))


def _related_councils(council: Council, meeting: Meeting | None) -> list[Council]:
    with trusted():
        joined = [one.pk for one in meeting.joint_councils.all()] if meeting else []
    return councils_around(council, joined)


def units_on(council: Council, day: date) -> Units:
    """Wards of the council on DAY with their settlements, in order of names; by `L12` and `N34`."""
    return _with_settlements(wards_of(council, day), day)


def contact_units_on(council: Council, day: date) -> Units:
    """As `units_on`, and after them the places outside the council's ground that its delegates asked to go to."""
    own = units_on(council, day)
    return own | _with_settlements(communes_of_contacts(council, day), day)


def _with_settlements(wards: Sequence[Locality], day: date) -> Units:
    found: Units = {f"L{ward.pk}": (ward, None) for ward in wards}
    rows = Neighbourhood.objects.filter(locality__in=wards).filter(Q(valid_to=None) | Q(valid_to__gte=day))
    settlements = rows.select_related("locality").order_by("locality__sort_key", "sort_key")
    for settlement in settlements[:MANY_SETTLEMENTS]:
        found[f"N{settlement.pk}"] = (settlement.locality, settlement)
    return found


def wards_of(council: Council, day: date) -> list[Locality]:
    """Wards of the council's ground on DAY, and any other it has met voters of by plan, in order of names.

    Where a delegate asked to go is not the council's ground (`communes_of_contacts`), nor is a hall that a commune's
    council uses next door.
    """
    with trusted():
        by_plan = Meeting.objects.filter(council=council, round__is_off_plan=False, contact_request=None)
        used = MeetingUnit.objects.filter(meeting__in=by_plan).values("locality")
        halls = Venue.objects.filter(council=council).values("locality")
        seats = council.constituencies.values("localities")
        is_commune = council.level == Level.XA
        ground = Q(pk=council.locality_id) if is_commune else Q(parent=council.locality_id) | Q(pk__in=halls)
        wanted = ground | Q(pk__in=seats) | Q(pk__in=used)
        return list(Locality.objects.filter(wanted).valid(day).order_by("sort_key", "pk").distinct())


def communes_of_contacts(council: Council, day: date) -> list[Locality]:
    """Communes on DAY outside the council's ground that contacts were asked for in, in order of names."""
    ground = [ward.pk for ward in wards_of(council, day)]
    with trusted():
        asked = ContactRequest.objects.filter(council=council).values("locality")
        return list(Locality.objects.filter(pk__in=asked).exclude(pk__in=ground).valid(day).order_by("sort_key", "pk"))
