"""A meeting saved from its form: with a hall that is new, and what is known of it, all or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from delegates.models import Locality
from meetings.actions.meetings import Details, Unit, add_meeting, change_meeting
from meetings.actions.moves import remember_added, remember_edit
from meetings.actions.venues import add_venue
from meetings.models import Meeting, Round, Venue
from meetings.queries import facts_of
from txct.core.models import User
from txct.core.writing import Refused, action


@dataclass(frozen=True, slots=True)
class NewHall:
    """A hall not yet among the council's."""

    locality: Locality
    name: str
    address: str = ""
    capacity: int | None = None


@action
def save_meeting(
    *,
    round: Round,
    meeting: Meeting | None,
    units: Sequence[Unit],
    details: Details,
    hall: NewHall | None,
    by: User | None,
    expected_version: int | None = None,
    reason: str = "",
    at: datetime | None = None,
) -> Meeting:
    """Add the meeting, or change it when it is stored; a new hall is kept and used. Can be taken back.

    Refused as the parts are.
    """
    if hall is not None:
        details = {**details, "venue": _kept(round, hall, by)}
    if meeting is None:
        made = add_meeting(round=round, units=units, by=by, at=at, **details)
        remember_added(meetings=[made], label=f"thêm hội nghị {facts_of(made).units_text}", by=by, at=at)
        return made

    def change() -> Meeting:
        return change_meeting(
            meeting=meeting, units=units, by=by, at=at, expected_version=expected_version, reason=reason, **details
        )

    remember_edit(meeting=meeting, label="sửa hội nghị", run=change, by=by, at=at)
    return Meeting.objects.get(pk=meeting.pk)


def _kept(round: Round, hall: NewHall, by: User | None) -> Venue:
    try:
        return add_venue(
            council=round.council,
            locality=hall.locality,
            name=hall.name,
            address=hall.address,
            capacity=hall.capacity,
            by=by,
        )
    except Refused as refusal:
        raise Refused(refusal.message, field="new_venue") from refusal
