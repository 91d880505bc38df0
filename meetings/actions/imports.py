"""Schedules that exist already, written into a round: all rows or none, and no row twice."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from meetings.actions.meetings import DEFAULT_MINUTES, Unit, add_meeting
from meetings.actions.venues import add_venue
from meetings.facts import ZONE
from meetings.importers.schedule_values import Problem, ReadMeeting, SchedulePreview, Weight, in_order
from meetings.models import Meeting, Plan, Round, Venue
from meetings.schedule_matching import MatchedMeeting, match_schedule
from txct.core.audit import record
from txct.core.models import User
from txct.core.scoping import trusted
from txct.core.writing import Refused, action, lock
from txct.lib.text import fold

SHOWN_REFUSALS = 12
NAME_LIMIT, ADDRESS_LIMIT = 160, 250


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: the meetings it made, how many rows were there already, and what to look at."""

    meetings: tuple[Meeting, ...]
    already: int
    problems: tuple[Problem, ...]


def preview_against(
    *, preview: SchedulePreview, plan: Plan | None = None, round: Round | None = None
) -> SchedulePreview:
    """The preview with what the council's own records say about its rows. Raises Refused without a round."""
    with trusted():
        found: list[Problem] = list(preview.problems)
        for held_in, meetings in _by_round(preview.meetings, plan, round):
            found.extend(match_schedule(round=held_in, meetings=meetings)[1])
    return SchedulePreview(preview.meetings, in_order(found), preview.name, preview.sha256, preview.plan_day)


@action
def commit_schedule(
    *,
    preview: SchedulePreview,
    by: User | None,
    plan: Plan | None = None,
    round: Round | None = None,
    keys: Collection[str] | None = None,
    at: datetime | None = None,
) -> Imported:
    """Write the meetings of a preview into a round, or each into that round of a plan that holds its day.

    KEYS names the rows to write (`ReadMeeting.key`), all when left out. A row written before, or a meeting of the same
    units at the same hour, is left alone. Rows without an hour become meetings without one, with what was printed in
    the note. Refused as a whole, with row and column of each cause, when a row cannot be written.
    """
    chosen = [meeting for meeting in preview.meetings if keys is None or meeting.key in keys]
    if not chosen:
        raise Refused("Tệp không có hội nghị nào để ghi.")
    rows = frozenset[tuple[str, int]]().union(*(meeting.rows for meeting in chosen))
    found = [item for item in preview.problems if (item.part, item.row) in rows]
    made: list[Meeting] = []
    already = 0
    for held_in, meetings in _by_round(chosen, plan, round):
        held_in = lock(Round, held_in.pk)  # two imports of one file wait for each other here
        fresh = [meeting for meeting in meetings if not _is_written(held_in, preview, meeting)]
        already += len(meetings) - len(fresh)
        matched, unmatched = match_schedule(round=held_in, meetings=fresh)
        found.extend(unmatched)
        _refuse_errors(fresh, found)
        for item in matched:
            if _stands(held_in, item):
                already += 1
                continue
            made.append(_write(held_in, item, preview, by, at))
    if made:
        _trace(made, preview, already, by, at)
    return Imported(tuple(made), already, in_order(found))


def _by_round(
    meetings: Sequence[ReadMeeting], plan: Plan | None, round: Round | None
) -> list[tuple[Round, list[ReadMeeting]]]:
    """The meetings by the round they belong to: the one that holds their day, else the nearest."""
    if round is not None:
        return [(round, list(meetings))]
    if plan is None:
        raise Refused("Chọn kế hoạch hoặc đợt tiếp xúc cử tri để nhập lịch.")
    rounds = list(Round.objects.filter(plan=plan).select_related("council__locality").order_by("starts_on", "pk"))
    if not rounds:
        raise Refused("Kế hoạch chưa có đợt nào. Mở đợt tiếp xúc cử tri trước khi nhập lịch.")
    grouped: dict[int, list[ReadMeeting]] = {}
    for meeting in meetings:
        grouped.setdefault(_nearest(rounds, meeting).pk, []).append(meeting)
    return [(item, grouped[item.pk]) for item in rounds if item.pk in grouped]


def _nearest(rounds: Sequence[Round], meeting: ReadMeeting) -> Round:
    day = meeting.day
    if day is None:
        return rounds[0]

    def distance(item: Round) -> int:
        return max((item.starts_on - day).days, (day - item.ends_on).days, 0)

    return min(rounds, key=distance)


def _refuse_errors(meetings: Sequence[ReadMeeting], problems: Sequence[Problem]) -> None:
    rows = frozenset[tuple[str, int]]().union(*(meeting.rows for meeting in meetings))
    barring = [item for item in in_order(problems) if item.weight is Weight.ERROR and (item.part, item.row) in rows]
    if barring:
        told = [f"{_capital(str(item.spot))}: {item.message}" for item in barring[:SHOWN_REFUSALS]]
        more = f" Còn {len(barring) - SHOWN_REFUSALS} lỗi khác." if len(barring) > SHOWN_REFUSALS else ""
        raise Refused("Chưa ghi hội nghị nào. " + " ".join(told) + more, field="file")


def _source_key(preview: SchedulePreview, meeting: ReadMeeting) -> str:
    return hashlib.sha256(f"{preview.sha256}\n{meeting.key}".encode()).hexdigest()


def _is_written(round: Round, preview: SchedulePreview, meeting: ReadMeeting) -> bool:
    return Meeting.objects.filter(round=round, source_key=_source_key(preview, meeting)).exists()


def _hours(meeting: ReadMeeting) -> tuple[datetime | None, datetime | None]:
    """Beginning and end on the council's clock; a meeting whose end is not printed takes the usual time."""
    if meeting.start is None or len(meeting.days) != 1:
        return None, None
    starts_at = datetime.combine(meeting.days[0], meeting.start, tzinfo=ZONE)
    if meeting.end is not None:
        return starts_at, datetime.combine(meeting.days[0], meeting.end, tzinfo=ZONE)
    return starts_at, starts_at + timedelta(minutes=DEFAULT_MINUTES)


def _stands(round: Round, item: MatchedMeeting) -> bool:
    """Whether the round has a meeting of the same units at the same hour, however it came there."""
    starts_at, _ends_at = _hours(item.read)
    if starts_at is None:
        return False
    wanted = {(unit.locality.pk, unit.neighbourhood and unit.neighbourhood.pk) for unit in item.units}
    for meeting in Meeting.objects.filter(round=round, starts_at=starts_at).prefetch_related("units"):
        if {(unit.locality_id, unit.neighbourhood_id) for unit in meeting.units.all()} == wanted:
            return not item.read.venue or meeting.venue is None or fold(meeting.venue.name) in fold(item.read.venue)
    return False


def _write(
    round: Round, item: MatchedMeeting, preview: SchedulePreview, by: User | None, at: datetime | None
) -> Meeting:
    read = item.read
    starts_at, ends_at = _hours(read)
    details: dict[str, Any] = {"delegates": item.delegates} if item.delegates else {}
    if item.chair is not None:
        details["chair_body"] = item.chair
    elif read.chair:
        details["chair_name"] = read.chair[:120]
    try:
        meeting = add_meeting(
            round=round,
            units=[Unit(unit.locality, unit.neighbourhood, unit.voters) for unit in item.units],
            groups=item.groups,
            venue=_venue(round, item, by),
            starts_at=starts_at,
            ends_at=ends_at,
            expected_voters=read.voters,
            note=_note(item),
            by=by,
            at=at,
            **details,
        )
    except Refused as refusal:
        raise Refused(
            f"Chưa ghi hội nghị nào. {_capital(str(read.spot))}: {refusal.message}", field="file"
        ) from refusal
    Meeting.objects.filter(pk=meeting.pk).update(source_key=_source_key(preview, read))
    meeting.source_key = _source_key(preview, read)
    return meeting


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _venue(round: Round, item: MatchedMeeting, by: User | None) -> Venue | None:
    """The hall of that name in the first unit, made when there is none; an address in brackets is kept apart."""
    printed = item.read.venue
    if not printed:
        return None
    found = re.fullmatch(r"(?P<name>.+?)\s*\((?P<address>[^()]*[0-9,][^()]*)\)", printed)
    name, address = (found["name"], found["address"]) if found else (printed, "")
    if len(name) > NAME_LIMIT or len(address) > ADDRESS_LIMIT:
        raise Refused(f"Tên địa điểm dài quá {NAME_LIMIT} chữ. Rút gọn rồi nhập lại.")
    place = item.units[0]
    for venue in Venue.objects.filter(council=round.council_id, locality=place.locality).order_by("pk"):
        if fold(venue.name) == fold(name):
            return venue
    return add_venue(council=round.council, locality=place.locality, name=name, address=address, by=by)


def _note(item: MatchedMeeting) -> str:
    """Notes of the paper, with what it prints that the records cannot hold yet."""
    read = item.read
    lines = [read.notes] if read.notes else []
    if read.start is None or len(read.days) != 1:
        part = f"buổi {read.part} " if read.part else ""
        lines.append(f"Lịch nguồn ghi: {part}ngày {read.day_text}, chưa có giờ cụ thể.")
    if item.others:
        lines.append(f"Cùng dự theo lịch nguồn: {', '.join(item.others)}.")
    return "\n".join(lines)


def _trace(
    made: Sequence[Meeting], preview: SchedulePreview, already: int, by: User | None, at: datetime | None
) -> None:
    for round in dict.fromkeys(meeting.round for meeting in made):
        record(
            by=by,
            action="round.schedule_imported",
            obj=round,
            tenant_id=round.council_id,
            at=at,
            new={
                "file": preview.name,
                "sha256": preview.sha256,
                "meetings": sum(meeting.round_id == round.pk for meeting in made),
                "already": already,
            },
        )
