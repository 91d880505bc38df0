"""The schedule of a round as a table: one row a meeting, in order of time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from meetings.models import Meeting, Round
from meetings.models.meetings import OFF_STATES
from meetings.queries import group_name, with_parts
from reports.documents.letterhead import joined
from reports.documents.phrases import capital, slot_text, unit_names, venue_text
from reports.render.model import Annex, Column, Row, Table

COLUMNS = (
    Column("STT", 5, "center"),
    Column("Đơn vị", 17),
    Column("Thời gian", 21, "center"),
    Column("Địa điểm", 26),
    Column("Tổ đại biểu", 15),
    Column("Số cử tri mời", 6, "center"),
    Column("Ghi chú", 10),
)


def scheduled(round_: Round) -> list[Meeting]:
    """Meetings of the round that take place and have their hours, in order of time."""
    rows = Meeting.objects.filter(round=round_, starts_at__isnull=False).exclude(state__in=OFF_STATES)
    return list(with_parts(rows).order_by("starts_at", "pk"))


def schedule_table(meetings: Iterable[Meeting], name: str = "Lịch tiếp xúc cử tri") -> Table:
    """One row a meeting: unit, time, place, groups, voters invited, notes; the voters summed up."""
    rows: list[Row] = []
    total = 0
    for number, meeting in enumerate(meetings, start=1):
        invited = invited_to(meeting)
        total += invited or 0
        rows.append(
            Row(
                (
                    number,
                    capital("; ".join(unit_names(meeting))),
                    slot_text(meeting.starts_at),
                    venue_text(meeting),
                    "; ".join(group_name(group, meeting) for group in meeting.groups.all()),
                    invited,
                    meeting.note,
                )
            )
        )
    if total:
        rows.append(Row(("", "Tổng số", "", "", "", total, ""), bold=True))
    return Table(columns=COLUMNS, rows=tuple(rows), name=name, size=11)


def invited_to(meeting: Meeting) -> int | None:
    """Voters invited to a meeting: the sum over its units, else the number set for the whole."""
    units = [unit.invited_voters for unit in meeting.units.all() if unit.invited_voters]
    return sum(units) if units else meeting.expected_voters


def schedule_annex(title: str, meetings: Sequence[Meeting], name: str) -> Annex:
    """The schedule as an annex on a page laid across."""
    return Annex(title=title, blocks=(schedule_table(meetings, name),), landscape=True)


def places_text(meetings: Iterable[Meeting]) -> str:
    """Units of the meetings, each once."""
    return joined(list(dict.fromkeys(name for meeting in meetings for name in unit_names(meeting))))
