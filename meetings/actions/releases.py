"""The public's copy of a schedule: written by a release, never by an edit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Model

from meetings.enums import Response
from meetings.facts import MeetingFacts
from meetings.models import Attendance, ReleasedMeeting, RoundRelease
from meetings.queries import ScheduleChange

BATCH = 500
COPIED = ("release", "starts_at", "ends_at", "state", "form", "facts", "history", "told_at")


def keep_released(
    release: RoundRelease, told: Sequence[MeetingFacts], changes: Sequence[ScheduleChange]
) -> list[ReleasedMeeting]:
    """Write what RELEASE told of its meetings over what was known of them; what CHANGED joins their history.

    Runs inside the release, in a fixed number of queries.
    """
    keys = [facts.id for facts in told]
    known = {row.meeting_id: row for row in ReleasedMeeting.objects.filter(meeting__in=keys)}
    told_anew = {change.new.id: change for change in changes if change.old is not None}
    for facts in told:
        row = known.setdefault(facts.id, ReleasedMeeting(meeting_id=facts.id))
        row.release, row.state, row.form = release, facts.state, facts.form
        if row.told_at is None or facts.id in told_anew:
            row.told_at = release.at
        row.starts_at, row.ends_at, row.facts = facts.starts_at, facts.ends_at, facts.to_entry()
        if facts.id in told_anew:
            row.history = [*row.history, _news(release, told_anew[facts.id])]
    rows = list(known.values())
    ReleasedMeeting.objects.bulk_create([row for row in rows if row.pk is None], batch_size=BATCH)
    ReleasedMeeting.objects.bulk_update(rows, COPIED, batch_size=BATCH)
    _link(rows, {facts.id: facts for facts in told})
    return rows


def _news(release: RoundRelease, change: ScheduleChange) -> dict[str, Any]:
    """What one release told anew of one meeting, as its history keeps it."""
    old, new = change.old, change.new
    return {
        "at": release.at.isoformat(),
        "state": new.state,
        "reason": new.reason,
        "old": f"{old.moment_text}, {old.place_text}" if old else "",
        "new": f"{new.moment_text}, {new.place_text}" if new.takes_place else "",
    }


def _link(rows: Sequence[ReleasedMeeting], facts: Mapping[int, MeetingFacts]) -> None:
    """The places, councils, groups and delegates by which the copies are looked up."""
    told = [(row, facts[row.meeting_id]) for row in rows]
    _relate(ReleasedMeeting.localities.through, "locality", [(row, one.unit_ids) for row, one in told])
    _relate(ReleasedMeeting.councils.through, "council", [(row, _councils(one)) for row, one in told])
    _relate(ReleasedMeeting.groups.through, "delegategroup", [(row, one.group_ids) for row, one in told])
    people = [(row, tuple(key for key, _name in one.delegates)) for row, one in told]
    _relate(ReleasedMeeting.delegates.through, "delegate", people)


def _councils(facts: MeetingFacts) -> tuple[int, ...]:
    owner = () if facts.council_id is None else (facts.council_id,)
    return (*owner, *(key for key, _name in facts.joint))


def _relate(through: type[Model], name: str, wanted: Iterable[tuple[ReleasedMeeting, Sequence[int]]]) -> None:
    pairs = [(row.pk, key) for row, keys in wanted for key in dict.fromkeys(keys)]
    manager = through._default_manager
    manager.filter(releasedmeeting__in=[row.pk for row, _keys in wanted]).delete()
    links = [through(**{"releasedmeeting_id": row, f"{name}_id": key}) for row, key in pairs]
    manager.bulk_create(links, batch_size=BATCH)


def ask_again(changes: Iterable[ScheduleChange]) -> int:
    """Whoever confirmed other hours than those told now is asked again. Returns how many are.

    A change asks at once those who had answered; an answer given since then, to the hours known before, is met here.
    """
    moved = [
        c.new.id for c in changes if c.old and (c.old.starts_at, c.old.ends_at) != (c.new.starts_at, c.new.ends_at)
    ]
    confirmed = Attendance.objects.filter(meeting__in=moved, response=Response.CONFIRMED)
    return confirmed.update(response=Response.NONE, responded_at=None)
