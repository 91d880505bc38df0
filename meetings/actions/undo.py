"""The last thing done to a round's schedule, taken back: hours, halls, people, places, programme, state, existence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from delegates.models import Delegate
from meetings.actions.bookings import hold_hours, refuse_double_booking, take_locks
from meetings.actions.duties import follow_meetings
from meetings.actions.meetings import keep_history, remove_meeting, set_delegates
from meetings.actions.moves import Entry, last_move
from meetings.enums import MeetingState, RoundState
from meetings.facts import MeetingFacts, same_to_people
from meetings.models import AgendaItem, Meeting, MeetingOfficer, MeetingUnit, Round, ScheduleMove
from meetings.queries import facts_of, with_parts
from meetings.rules import OVER_STATES, TOLD_STATES
from meetings.snapshots import COLUMNS, KEYS, MOMENTS, moment_of, with_programme
from txct.core.audit import record
from txct.core.models import AuditEntry, User
from txct.core.writing import Refused, action, claim_version, lock
from txct.lib.dates import clock_text, short_date

UNDO_REASON = "Hoàn tác lần sửa lịch trước"


@action
def undo_move(*, move: ScheduleMove, by: User | None, at: datetime | None = None) -> ScheduleMove:
    """Put the meetings of the last move back. Refused when a later move or edit stands in between.

    Of an announced meeting this is a change like any other: kept in its history, told at the next release. What
    was added is struck out again, what was struck out is there again.
    """
    lock(Round, move.round_id)  # as every edit of its schedule does, so that none comes in between
    move = lock(ScheduleMove, move.pk)
    _refuse_out_of_turn(move)
    entries: list[Entry] = list(move.entries)
    _refuse_changed_since(move.round_id, entries)
    added = [entry for entry in entries if entry["old"] is None]
    for entry in added:
        remove_meeting(meeting=Meeting.objects.get(pk=entry["meeting"]), by=by, expected_version=entry["version"])
    kept = [entry for entry in entries if entry["old"] is not None]
    gone = {entry["meeting"]: _made_again(move.round, entry, by, at) for entry in kept if entry["new"] is None}
    _put_back([entry for entry in kept if entry["new"] is not None], gone, by, at)
    _follow(move, gone)
    move.undone_at = at or timezone.now()
    move.save(update_fields=["undone_at"])
    record(
        by=by,
        action="round.move_undone",
        obj=move.round,
        tenant_id=move.round.council_id,
        at=at,
        new={"move": move.label, "meetings": len(entries)},
    )
    return move


def _refuse_out_of_turn(move: ScheduleMove) -> None:
    if move.undone_at is not None:
        raise Refused("Lần sửa lịch này đã được hoàn tác.")
    newest = last_move(move.round)
    if newest is None or newest.pk != move.pk:
        raise Refused("Đã có lần sửa lịch khác sau đó. Hoàn tác lần gần nhất trước.")
    if move.round.state == RoundState.CLOSED:
        raise Refused("Đợt tiếp xúc cử tri đã chốt, không hoàn tác được nữa.")


def _refuse_changed_since(round_id: int, entries: Sequence[Entry]) -> None:
    rows = {row.pk: row for row in Meeting.objects.filter(pk__in=[entry["meeting"] for entry in entries])}
    for entry in entries:
        row = rows.get(entry["meeting"])
        if entry["new"] is None:
            continue
        if row is None or row.round_id != round_id:
            raise Refused(f"Hội nghị “{entry['name']}” không còn trong đợt, không hoàn tác được lần sửa này.")
        if row.version != entry["version"]:
            raise Refused(
                f"Hội nghị “{entry['name']}” đã được {_who_since(row)} sửa sau lần này. Sửa trực tiếp hội nghị đó."
            )
        if row.state in OVER_STATES and entry["new"]["state"] != row.state:
            raise Refused(f"Hội nghị “{entry['name']}” {row.get_state_display()}, không hoàn tác được nữa.")


def _who_since(meeting: Meeting) -> str:
    """`Nguyễn Thị Thư (14h05 24/11/2026)`: who wrote last to the meeting."""
    rows = AuditEntry.objects.filter(object_type=meeting._meta.label_lower, object_id=str(meeting.pk))
    last = rows.order_by("-position").first()
    if last is None:
        return "người khác"
    moment = timezone.localtime(last.at)
    return f"{last.actor_name} ({clock_text(moment.time())} {short_date(moment.date())})"


@dataclass(frozen=True, slots=True)
class _Before:
    """A meeting as it stood before it was put back."""

    state: str
    facts: MeetingFacts
    words: Mapping[str, Any]


def _put_back(entries: Sequence[Entry], gone: Mapping[int, Meeting], by: User | None, at: datetime | None) -> None:
    """All at once, so that meetings which changed places can change again."""
    held = Meeting.objects.select_for_update(of=("self",)).filter(pk__in=[entry["meeting"] for entry in entries])
    rows = {row.pk: row for row in with_parts(held).order_by("pk")}
    before = {pk: _Before(row.state, facts_of(row), with_programme(row)) for pk, row in rows.items()}
    for entry in entries:
        row = rows[entry["meeting"]]
        claim_version(row, entry["version"], {})
        _assign(row, entry)
    meetings = [*rows.values(), *gone.values()]
    wanted = {entry["meeting"]: entry["old"] for entry in entries}
    take_locks(meetings, delegate_keys={key for old in wanted.values() for key in old.get("delegates", ())})
    for pk, row in rows.items():
        row.save()
        _restore_parts(row, wanted[pk])
    hold_hours(meetings)
    refuse_double_booking(meetings)
    fresh = list(with_parts(Meeting.objects.filter(pk__in=rows)))
    for row in fresh:
        _trace(row, before[row.pk], by, at)
    follow_meetings(meetings=fresh, by=by)


def _assign(meeting: Meeting, entry: Entry) -> None:
    """The columns of the row as they were; its state only when the edit was what changed it."""
    old, new = entry["old"], entry["new"]
    for name in COLUMNS:
        if name in old and (name != "state" or old["state"] != new["state"]):
            setattr(meeting, name, old[name])
    for name in MOMENTS:
        setattr(meeting, name, moment_of(old[name]))
    for name in KEYS:
        if name in old:
            setattr(meeting, f"{name}_id", old[name])
    if meeting.starts_at is None and meeting.state in TOLD_STATES:
        raise Refused(f"Hội nghị “{entry['name']}” đã thông báo nên phải có ngày giờ, không hoàn tác được.")


def _restore_parts(meeting: Meeting, old: Mapping[str, Any]) -> None:
    if "delegates" in old:
        _restore_delegates(meeting, old["delegates"], old.get("answers", ()))
    if "groups" in old:
        meeting.groups.set(old["groups"])
        meeting.joint_councils.set(old["joint_councils"])
    if "units" in old:
        _restore_units(meeting, old["units"])
    if "agenda" in old:
        _restore_programme(meeting, old)


def _restore_delegates(meeting: Meeting, keys: Sequence[int], answers: Sequence[Sequence[Any]]) -> None:
    """Who was assigned; whoever comes back has given the answer he had given, whoever stayed the one he gave since."""
    stayed = set(meeting.attendances.values_list("delegate_id", flat=True))
    set_delegates(meeting, Delegate.objects.filter(pk__in=keys))
    for delegate, response, reason, responded_at in answers:
        if delegate not in stayed:
            given = {"response": response, "response_reason": reason, "responded_at": moment_of(responded_at)}
            meeting.attendances.filter(delegate=delegate).update(**given)


def _restore_units(meeting: Meeting, places: Sequence[Sequence[Any]]) -> None:
    meeting.units.all().delete()
    MeetingUnit.objects.bulk_create(
        MeetingUnit(meeting=meeting, locality_id=locality, neighbourhood_id=settlement, invited_voters=voters)
        for locality, settlement, voters in places
    )


def _restore_programme(meeting: Meeting, old: Mapping[str, Any]) -> None:
    meeting.agenda.all().delete()
    AgendaItem.objects.bulk_create(
        AgendaItem(meeting=meeting, position=place, step=step, text=text, presenter_name=presenter, minutes=minutes)
        for place, (step, text, presenter, minutes) in enumerate(old["agenda"], start=1)
    )
    meeting.officers.all().delete()
    MeetingOfficer.objects.bulk_create(
        MeetingOfficer(meeting=meeting, body_id=body, full_name=name, title=title)
        for body, name, title in old["officers"]
    )


def _made_again(round: Round, entry: Entry, by: User | None, at: datetime | None) -> Meeting:
    """A meeting that was struck out, under its old calendar key and a new number."""
    old = entry["old"]
    columns = {name: old[name] for name in COLUMNS if name != "state"}
    meeting = Meeting.objects.create(
        council_id=round.council_id,
        round=round,
        state=MeetingState.PLANNED,
        uid=old["uid"],
        source_key=old["source_key"],
        **columns,
        **{name: moment_of(old[name]) for name in MOMENTS},
        **{f"{name}_id": old[name] for name in KEYS},
    )
    _restore_parts(meeting, old)
    words = with_programme(with_parts(Meeting.objects.filter(pk=meeting.pk)).get())
    record(by=by, action="meeting.added", obj=meeting, tenant_id=meeting.council_id, at=at, new=words)
    return meeting


def _trace(meeting: Meeting, before: _Before, by: User | None, at: datetime | None) -> None:
    """History and audit of a meeting that was put back."""
    words = with_programme(meeting)
    old = {name: value for name, value in before.words.items() if value != words[name]}
    new = {name: words[name] for name in old}
    told = before.state in TOLD_STATES or meeting.state in TOLD_STATES
    if told and not same_to_people(before.facts, facts_of(meeting)):
        keep_history(meeting, "changed", old, new, UNDO_REASON, by, at)
    record(
        by=by,
        action="meeting.changed",
        obj=meeting,
        tenant_id=meeting.council_id,
        at=at,
        old=old,
        new={**new, "reason": UNDO_REASON},
    )


def _follow(move: ScheduleMove, gone: Mapping[int, Meeting]) -> None:
    """Let earlier moves of the same meetings know the versions and numbers these have now, so that undo goes on."""
    at_hand = {entry["meeting"]: entry for entry in move.entries if entry["old"] is not None}
    versions = dict(Meeting.objects.filter(pk__in=at_hand).values_list("pk", "version"))
    versions |= {pk: again.version for pk, again in gone.items()}
    for other in ScheduleMove.objects.filter(round=move.round_id, undone_at=None).exclude(pk=move.pk):
        touched = [entry for entry in other.entries if entry["meeting"] in at_hand]
        for entry in touched:
            pk = entry["meeting"]
            undone = at_hand[pk]
            if entry["version"] == undone.get("before", undone["version"] - 1):
                entry["version"] = versions[pk]
            entry["meeting"] = gone[pk].pk if pk in gone else pk
        if touched:
            other.save(update_fields=["entries"])
