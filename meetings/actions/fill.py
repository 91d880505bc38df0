"""A round filled at once: meetings without hours for many places, to be laid out by hand or by the planner."""

from __future__ import annotations

from collections.abc import Collection

from meetings.actions.meetings import add_meeting
from meetings.actions.moves import remember_added
from meetings.models import Meeting, Round
from meetings.round_drafts import drafts_for
from txct.core.models import User
from txct.core.writing import Refused, action, lock


@action
def fill_round(*, round: Round, way: str, keys: Collection[str], by: User | None) -> list[Meeting]:
    """Add the drafts of WAY named by KEYS, all or none; taken back in one step.

    Places that got a meeting meanwhile are left out. Refused when nothing is left to add, and in a closed round.
    """
    lock(Round, round.pk)
    chosen = [draft for draft in drafts_for(round, way) if draft.key in keys]
    if not chosen:
        raise Refused("Chưa chọn hội nghị nào, hoặc các đơn vị đã chọn đều có hội nghị trong đợt.")
    made = [
        add_meeting(round=round, units=draft.units, groups=draft.groups, venue=draft.venue, by=by) for draft in chosen
    ]
    remember_added(meetings=made, label=f"thêm {len(made):02d} hội nghị", by=by)
    return made
