"""Schedules that exist already: kept while they are looked at, written into a round all rows or none, no row twice."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from meetings.actions.meetings import Unit, add_meeting
from meetings.actions.moves import remember_added
from meetings.actions.venues import add_venue
from meetings.importers.schedule import read_schedule
from meetings.importers.schedule_values import Problem, ReadMeeting, SchedulePreview, Weight, in_order
from meetings.models import Meeting, Plan, Round, ScheduleFile, Venue
from meetings.schedule_halls import Halls, hall_and_address
from meetings.schedule_matching import MatchedMeeting, match_schedule
from meetings.schedule_rows import Standing, hours_of, remarks_on, source_keys
from txct.core.audit import record
from txct.core.models import User
from txct.core.scoping import trusted
from txct.core.writing import Refused, action, lock

SHOWN_REFUSALS = 12
NAME_LIMIT, ADDRESS_LIMIT = 160, 250
KEPT_FOR = timedelta(days=7)
"""How long a file that nobody writes is kept."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: the meetings it made, how many rows were there already, and what to look at."""

    meetings: tuple[Meeting, ...]
    already: int
    problems: tuple[Problem, ...]


# files between preview and writing -----------------------------------------------------------------------


@action
def keep_schedule_file(
    *, round: Round, name: str, content: bytes, by: User | None, year: int | None = None, at: datetime | None = None
) -> ScheduleFile:
    """Keep a schedule until it is written. Raises NotASchedule when it cannot be taken for one.

    The same file of the same round is kept once; files of the council that nobody wrote within a week are dropped.
    """
    at = at or timezone.now()
    preview = read_schedule(content, name, year=year)
    with trusted():
        kept = ScheduleFile.objects.filter(round__council=round.council_id, written_at=None)
        kept.filter(at__lt=at - KEPT_FOR).delete()
        again = kept.filter(round=round, sha256=preview.sha256, name=preview.name[:200]).first()
        if again is not None:
            again.year, again.at, again.by = year, at, by
            again.save(update_fields=["year", "at", "by"])
            return again
        return ScheduleFile.objects.create(
            round=round, by=by, at=at, name=preview.name[:200], sha256=preview.sha256, content=content, year=year
        )


@action
def choose_names(*, file: ScheduleFile, choices: Mapping[str, str], by: User | None) -> ScheduleFile:
    """Remember which records the secretary chose for printed names; an empty choice takes one back."""
    file = _unwritten(file)
    merged = {**file.choices, **choices}
    file.choices = {key: value for key, value in merged.items() if value}
    file.by = by
    file.save(update_fields=["choices", "by"])
    return file


@action
def write_schedule_file(
    *, file: ScheduleFile, keys: Collection[str], by: User | None, at: datetime | None = None
) -> Imported:
    """Write the ticked rows (`ReadMeeting.key`) of a kept file. Its bytes go once none of its rows is left."""
    file = _unwritten(file)
    preview = read_file(file)
    done = commit_schedule(round=file.round, preview=preview, keys=keys, choices=file.choices, by=by, at=at)
    standing = Standing(file.round, source_keys(preview.meetings))
    file.written += len(done.meetings)
    if all(standing.written(meeting) for meeting in preview.meetings):
        file.written_at, file.content = at or timezone.now(), b""
    file.save(update_fields=["written", "written_at", "content"])
    return done


def read_file(file: ScheduleFile) -> SchedulePreview:
    """What a kept file says, read for its round."""
    held_in = file.round
    window = (held_in.starts_on, held_in.ends_on)
    plan_day = held_in.plan.issued_on
    return read_schedule(bytes(file.content), file.name, year=file.year, plan_day=plan_day, window=window)


def _unwritten(file: ScheduleFile) -> ScheduleFile:
    file = lock(ScheduleFile, file.pk)
    if file.written_at is not None:
        raise Refused("Lịch của tệp này đã được ghi. Muốn nhập thêm, nạp tệp một lần nữa.")
    return file


# rows ----------------------------------------------------------------------------------------------------


def preview_against(
    *, preview: SchedulePreview, plan: Plan | None = None, round: Round | None = None
) -> SchedulePreview:
    """The preview with what the council's own records say about its rows. Raises Refused without a round."""
    with trusted():
        found: list[Problem] = list(preview.problems)
        for held_in, meetings in _by_round(preview.meetings, plan, round):
            matching = match_schedule(round=held_in, meetings=meetings)
            found.extend(matching.problems)
            found.extend(remarks_on(matching.meetings, Standing(held_in, source_keys(preview.meetings))))
    return replace(preview, problems=in_order(found))


@action
def commit_schedule(
    *,
    preview: SchedulePreview,
    by: User | None,
    plan: Plan | None = None,
    round: Round | None = None,
    keys: Collection[str] | None = None,
    choices: Mapping[str, str] | None = None,
    at: datetime | None = None,
) -> Imported:
    """Write the meetings of a preview into a round, or each into that round of a plan that holds its day.

    KEYS names the rows to write (`ReadMeeting.key`), all when left out; CHOICES the records chosen for printed
    names. A row written before, or a meeting of the same units at the same hour, is left alone. Rows without an
    hour become meetings without one, with what was printed in the note; what is written can be taken back in one
    step of each round. Refused as a whole, with row and column of each cause, when a row cannot be written.
    """
    chosen = [meeting for meeting in preview.meetings if keys is None or meeting.key in keys]
    if not chosen:
        raise Refused(
            "Tệp không có hội nghị nào để ghi." if keys is None else "Chưa chọn hội nghị nào. Đánh dấu rồi ghi."
        )
    rows = frozenset[tuple[str, int]]().union(*(meeting.rows for meeting in chosen))
    found = [item for item in preview.problems if (item.part, item.row) in rows]
    marks = source_keys(preview.meetings)
    made: list[Meeting] = []
    already = 0
    for held_in, meetings in _by_round(chosen, plan, round):
        held_in = lock(Round, held_in.pk)  # two imports of one file wait for each other here
        standing = Standing(held_in, marks)
        fresh = [meeting for meeting in meetings if not standing.written(meeting)]
        already += len(meetings) - len(fresh)
        matching = match_schedule(round=held_in, meetings=fresh, choices=choices)
        found.extend(matching.problems)
        _refuse_errors(fresh, found)
        new = [item for item in matching.meetings if standing.same(item) is None]
        already += len(matching.meetings) - len(new)
        written = [_write(held_in, item, marks[item.read.key], by, at) for item in new]
        if written:
            label = f"nhập {len(written):02d} hội nghị từ {preview.name}"
            remember_added(meetings=written, label=label, by=by, at=at)
        made += written
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
    rounds = list(
        Round.objects.filter(plan=plan, is_off_plan=False)
        .select_related("council__locality")
        .order_by("starts_on", "pk")
    )
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


def _write(round: Round, item: MatchedMeeting, mark: str, by: User | None, at: datetime | None) -> Meeting:
    read = item.read
    starts_at, ends_at = hours_of(read)
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
    Meeting.objects.filter(pk=meeting.pk).update(source_key=mark)
    meeting.source_key = mark
    return meeting


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _venue(round: Round, item: MatchedMeeting, by: User | None) -> Venue | None:
    """The hall of that name in the first unit, made when there is none; an address in brackets is kept apart."""
    if not item.read.venue or item.venue is not None:
        return item.venue
    name, address = hall_and_address(item.read.venue)
    if len(name) > NAME_LIMIT or len(address) > ADDRESS_LIMIT:
        raise Refused(f"Tên địa điểm dài quá {NAME_LIMIT} chữ. Rút gọn rồi nhập lại.")
    place = item.units[0].locality
    made_before = Halls(Venue.objects.filter(council=round.council_id, locality=place)).find(place.pk, name)
    return made_before or add_venue(council=round.council, locality=place, name=name, address=address, by=by)


def _note(item: MatchedMeeting) -> str:
    """Notes of the paper, with what it prints that the records cannot hold yet."""
    read = item.read
    lines = [read.notes] if read.notes else []
    if read.start is None or len(read.days) != 1:
        part = f"buổi {read.part} " if read.part else ""
        lines.append(f"Lịch nguồn ghi: {part}ngày {read.day_text}, chưa có giờ cụ thể.")
    if item.others:
        lines.append(f"Cùng dự theo lịch nguồn: {', '.join(item.others)}.")
    if item.left_out:
        lines.append(f"Lịch nguồn còn ghi: {', '.join(item.left_out)}.")
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
