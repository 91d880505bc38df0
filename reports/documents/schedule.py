"""The schedule of a round as it is printed: which version, and one row a meeting in order of time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from meetings.calling_texts import DRAFT
from meetings.enums import Form
from meetings.facts import MeetingFacts
from meetings.models import Meeting, Round, RoundRelease
from meetings.queries import as_known, facts_of, last_release, pending_changes, with_parts
from reports.documents.phrases import capital, slot_text
from reports.render.model import Annex, Column, GroupRow, Row, Table
from txct.core.scoping import trusted

COLUMNS = (
    Column("STT", 5, "center"),
    Column("Đơn vị", 17),
    Column("Thời gian", 21, "center"),
    Column("Địa điểm", 26),
    Column("Tổ đại biểu", 15),
    Column("Số cử tri mời", 6, "center"),
    Column("Ghi chú", 10),
)
NAME = "Lịch tiếp xúc cử tri"


@dataclass(frozen=True, slots=True)
class Line:
    """A meeting of the schedule: what is said of it, beside the office's own record.

    How many voters are invited and the office's note are no part of what is released: they are read from the record.
    """

    meeting: Meeting
    facts: MeetingFacts


@dataclass(frozen=True, slots=True)
class PrintedSchedule:
    """The version of a round's schedule that is printed: LINES that take place, in order of time.

    ``release`` is None while it is the working copy, a draft; ``untold`` counts what the next release would tell.
    """

    lines: list[Line]
    release: RoundRelease | None
    untold: int

    @property
    def open_lines(self) -> list[Line]:
        """The lines anybody may read: an encounter with certain voters is between them and the delegate."""
        return [line for line in self.lines if line.facts.form == Form.CONFERENCE]


def printed_schedule(round_: Round, *, as_planned: bool = False) -> PrintedSchedule:
    """The schedule as last released; the working copy before the first release, or AS_PLANNED while they differ.

    A fixed number of queries.
    """
    with trusted():
        meetings = list(with_parts(Meeting.objects.filter(round=round_)))
        release, working = last_release(round_), [facts_of(meeting) for meeting in meetings]
        untold = len(pending_changes(round_, working, release))
        if release is None or (as_planned and untold):
            return PrintedSchedule(_placed(zip(meetings, working, strict=True)), None, untold)
        known = zip(meetings, as_known(meetings), strict=True)
        return PrintedSchedule(_placed((one, told.facts) for one, told in known if told.is_told), release, untold)


def planned_lines(round_: Round) -> list[Line]:
    """The round's meetings as the office has them now, those that take place at a known hour, in order of time."""
    with trusted():
        return _placed((one, facts_of(one)) for one in with_parts(Meeting.objects.filter(round=round_)))


def line_of(meeting: Meeting) -> Line:
    """One meeting, read by `with_parts`, as people know it; as it is planned while it was never released."""
    return Line(meeting, as_known([meeting])[0].facts)


def _placed(pairs: Iterable[tuple[Meeting, MeetingFacts]]) -> list[Line]:
    timed = [(facts.starts_at, meeting.pk, Line(meeting, facts)) for meeting, facts in pairs if facts.takes_place]
    placed = sorted((start, key, line) for start, key, line in timed if start is not None)
    return [line for _start, _key, line in placed]


def schedule_table(lines: Iterable[Line], name: str = NAME, *, is_draft: bool = False) -> Table:
    """One row a meeting: unit, time, place, groups, voters invited, notes; the voters summed up. A draft says so."""
    rows: list[Row | GroupRow] = draft_rows(is_draft)
    total = 0
    for number, line in enumerate(lines, start=1):
        facts, invited = line.facts, invited_to(line.meeting)
        total += invited or 0
        rows.append(
            Row(
                (
                    number,
                    capital("; ".join(facts.units) or facts.title),
                    slot_text(facts.starts_at),
                    capital(facts.place_text),
                    "; ".join(facts.groups),
                    invited,
                    line.meeting.note,
                )
            )
        )
    if total:
        rows.append(Row(("", "Tổng số", "", "", "", total, ""), bold=True))
    return Table(columns=COLUMNS, rows=tuple(rows), name=name, size=11)


def draft_rows(is_draft: bool) -> list[Row | GroupRow]:
    """The first line of a table that was never released; it is all that a spreadsheet shows of the title."""
    return [GroupRow(DRAFT)] if is_draft else []


def invited_to(meeting: Meeting) -> int | None:
    """Voters invited to a meeting: the sum over its units, else the number set for the whole."""
    units = [unit.invited_voters for unit in meeting.units.all() if unit.invited_voters]
    return sum(units) if units else meeting.expected_voters


def schedule_annex(title: str, lines: Sequence[Line], name: str) -> Annex:
    """The schedule as an annex on a page laid across."""
    return Annex(title=title, blocks=(schedule_table(lines, name),), landscape=True)
