"""What was done to the schedule of a round, remembered with what stood before, so that it can be taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from meetings.models import Meeting, Round, ScheduleMove
from meetings.queries import facts_of, with_parts
from meetings.snapshots import Snapshot, differences, snapshot_of, with_programme
from txct.core.models import User
from txct.core.writing import action, lock

Entry = dict[str, Any]


def entry_of(
    meeting: Meeting,
    *,
    old: Snapshot | None,
    new: Snapshot | None,
    words: Sequence[str] = (),
    before: int | None = None,
) -> Entry:
    """One meeting of a move: OLD None when it was added, NEW None when struck out, WORDS what changed in it.

    BEFORE is the version it had until then; one less than now when left out.
    """
    return {
        "meeting": meeting.pk,
        "name": facts_of(meeting).units_text or str(meeting),
        "version": meeting.version,
        "before": meeting.version - 1 if before is None else before,
        "old": old,
        "new": new,
        "words": list(words),
    }


@action
def note_move(
    *, round: Round, entries: Sequence[Mapping[str, Any]], label: str, by: User | None, at: datetime | None = None
) -> ScheduleMove:
    """Remember a move, so that it can be taken back."""
    moment = {} if at is None else {"at": at}
    return ScheduleMove.objects.create(round=round, by=by, label=label[:250], entries=list(entries), **moment)


def last_move(round: Round) -> ScheduleMove | None:
    """The newest move of the round that was not taken back."""
    rows = ScheduleMove.objects.filter(round=round, undone_at=None).select_related("by")
    return rows.scoped_as("round authorised").first()


@action
def remember_edit(
    *, meeting: Meeting, label: str, run: Callable[[], object], by: User | None, at: datetime | None = None
) -> ScheduleMove | None:
    """RUN one edit of a stored meeting and remember it as LABEL, in one transaction; None when nothing changed."""
    # Round before meeting, as a release holds them: the row of the move would ask for the round last.
    lock(Round, meeting.round_id)
    before = _whole(lock(Meeting, meeting.pk))
    old, told = snapshot_of(before), with_programme(before)
    name, version = entry_of(before, old=None, new=None)["name"], before.version
    run()
    after = with_parts(Meeting.objects.filter(pk=before.pk)).first()
    if after is None:
        entry = {**entry_of(before, old=old, new=None, before=version), "words": ["hội nghị được xóa"]}
    elif (new := snapshot_of(after)) != old:
        words = differences(told, with_programme(after))
        entry = entry_of(after, old=old, new=new, words=words, before=version)
    else:
        return None
    return note_move(round=before.round, entries=[entry], label=f"{label} {name}", by=by, at=at)


@action
def remember_added(
    *, meetings: Sequence[Meeting], label: str, by: User | None, at: datetime | None = None
) -> ScheduleMove:
    """Remember meetings just added to their round as LABEL."""
    rows = with_parts(Meeting.objects.filter(pk__in=[meeting.pk for meeting in meetings])).order_by("pk")
    entries = [entry_of(row, old=None, new=snapshot_of(row), words=["hội nghị được thêm"], before=0) for row in rows]
    return note_move(round=meetings[0].round, entries=entries, label=label, by=by, at=at)


def _whole(meeting: Meeting) -> Meeting:
    return with_parts(Meeting.objects.filter(pk=meeting.pk)).get()
