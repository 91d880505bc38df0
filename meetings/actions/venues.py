"""Halls where meetings are held."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from delegates.models import Council, Locality, Neighbourhood
from meetings.models import Venue
from txct.core.audit import record
from txct.core.models import User
from txct.core.writing import Refused, action


@action
def add_venue(
    *,
    council: Council,
    locality: Locality,
    name: str,
    by: User | None,
    address: str = "",
    capacity: int | None = None,
    neighbourhood: Neighbourhood | None = None,
) -> Venue:
    """A hall of a commune, with its number of seats when known. Refused when the commune has one of that name."""
    venue = Venue(
        council=council,
        locality=locality,
        neighbourhood=neighbourhood,
        name=name,
        address=address,
        capacity=capacity,
    )
    try:
        venue.full_clean()
    except ValidationError as error:
        raise Refused(str(error.messages[0]), field="name") from error
    venue.save()
    record(
        by=by,
        action="venue.added",
        obj=venue,
        tenant_id=council.pk,
        new={"name": venue.name, "locality": locality, "capacity": capacity},
    )
    return venue
