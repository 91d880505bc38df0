"""How long people are on the way between two units of a council, and what else the council asks of its schedules."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from meetings.models import ScheduleSetting, TravelTime
from txct.core.scoping import trusted

NO_TIME = timedelta(0)


@dataclass(frozen=True, slots=True)
class Travel:
    """Minutes between two localities by their keys, the lower first; every other pair takes `default` minutes.

    `gap` is the least pause between two meetings of one person or body, `venue_pause` the time to clear a hall.
    """

    minutes: Mapping[tuple[int | str, int | str], int] = field(default_factory=dict)
    default: int = 0
    gap: timedelta = NO_TIME
    venue_pause: timedelta = NO_TIME


def setting_of(council_id: int) -> ScheduleSetting:
    """What the council asks of its schedules; the usual values while it has set nothing."""
    with trusted():
        found = ScheduleSetting.objects.filter(council=council_id).first()
    return found or ScheduleSetting(council_id=council_id)


def travel_of(council_id: int, locality_ids: Collection[int], *, setting: ScheduleSetting | None = None) -> Travel:
    """The ways among LOCALITY_IDS as COUNCIL_ID has entered them, with its pauses; one query besides the setting's."""
    asked = setting or setting_of(council_id)
    with trusted():
        rows = TravelTime.objects.filter(council=council_id, first__in=locality_ids, second__in=locality_ids)
        pairs = {(first, second): minutes for first, second, minutes in rows.values_list("first", "second", "minutes")}
    return Travel(
        minutes=pairs,
        default=asked.default_travel,
        gap=timedelta(minutes=asked.pause),
        venue_pause=timedelta(minutes=asked.venue_pause),
    )
