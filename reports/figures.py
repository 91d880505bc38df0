"""All figures of a round at one cut-off: page one, tables, annex and spreadsheet are written from this one value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from delegates.models import DelegateGroup, Locality
from meetings.models import Round
from petitions.enums import Authority, Content, Judgement, SubmissionKind, SubmissionState
from reports.enums import ANSWERED_STANDINGS, Standing
from reports.figure_lines import (
    UNSORTED,
    AbsenceLine,
    Figure,
    GroupLine,
    MeetingLine,
    PetitionLine,
    UnitLine,
    VoiceLine,
    rows_query,
)
from reports.figure_rows import (
    RoundRows,
    absences,
    counted,
    group_key,
    groups_in,
    meeting_line,
    petition_line,
    read_rows,
    voice_line,
)
from txct.core.scoping import trusted

PETITION_PAGE, VOICE_PAGE, MEETING_PAGE = "petitions:desk", "petitions:voice-list", "desk:meetings"
"""Lists to which a figure leads, by the names of their addresses."""
AUTHORITY_ORDER = (*(str(value) for value in Authority.values), "")


@dataclass(frozen=True, slots=True)
class RoundFigures:
    """Counts of a round, the lines they are counted from, and the moment they hold for.

    `answered` and `resolved` are two measures over the same petitions; `kinds` counts statements, the other
    tuples of figures count petitions. Everything is JSON: texts, whole numbers, tuples.
    """

    council_id: int
    round_id: int
    round_label: str
    group_id: int | None
    cut_off: str
    meetings: Figure
    held: Figure
    invited: Figure
    voters: Figure
    seats: Figure
    present: Figure
    absent: Figure
    voices: Figure
    on_spot: Figure
    petitions: Figure
    merged: Figure
    withdrawn: Figure
    transferred: Figure
    answered: Figure
    resolved: Figure
    resolved_held: Figure
    overdue: Figure
    reminded: Figure
    repeated: Figure
    told: Figure
    kinds: tuple[Figure, ...]
    standings: tuple[Figure, ...]
    authorities: tuple[Figure, ...]
    sectors: tuple[Figure, ...]
    judgements: tuple[Figure, ...]
    contents: tuple[Figure, ...]
    lines: tuple[PetitionLine, ...]
    carried: tuple[PetitionLine, ...]
    meeting_lines: tuple[MeetingLine, ...]
    group_lines: tuple[GroupLine, ...]
    unit_lines: tuple[UnitLine, ...]
    absence_lines: tuple[AbsenceLine, ...]
    opinions: tuple[VoiceLine, ...]
    spot_answers: tuple[VoiceLine, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values; `figures_from_json` reads them back equal."""
        return asdict(self)


_LINES: Mapping[str, type] = {
    "kinds": Figure,
    "standings": Figure,
    "authorities": Figure,
    "sectors": Figure,
    "judgements": Figure,
    "contents": Figure,
    "lines": PetitionLine,
    "carried": PetitionLine,
    "meeting_lines": MeetingLine,
    "group_lines": GroupLine,
    "unit_lines": UnitLine,
    "absence_lines": AbsenceLine,
    "opinions": VoiceLine,
    "spot_answers": VoiceLine,
}


def figures_from_json(data: Mapping[str, Any]) -> RoundFigures:
    """Read back what `RoundFigures.to_json` gave, also after a round through JSON text."""
    values: dict[str, Any] = {}
    for field in fields(RoundFigures):
        value = data[field.name]
        if field.name in _LINES:
            value = tuple(_made(_LINES[field.name], item) for item in value)
        elif isinstance(value, Mapping):
            value = _made(Figure, value)
        values[field.name] = value
    return RoundFigures(**values)


def _made(cls: type, item: Mapping[str, Any]) -> Any:
    return cls(**{key: tuple(value) if isinstance(value, list) else value for key, value in item.items()})


def round_figures(round_: Round, cut_off: datetime, group: DelegateGroup | None = None) -> RoundFigures:
    """The figures of ROUND at CUT_OFF, of one group's meetings when GROUP is given.

    On PostgreSQL all rows are read from one snapshot of the database unless a transaction is already open.
    What was entered after the cut-off is not in them.
    """
    with trusted():
        if connection.in_atomic_block:
            return _count(read_rows(round_, cut_off, group))
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            return _count(read_rows(round_, cut_off, group))


@dataclass(frozen=True)
class _Counting:
    """Makes figures of one round: each with the filter that leads to its rows."""

    round_id: int
    lines: Sequence[PetitionLine]

    def figure(self, label: str, count: int, page: str, code: str = "", **more: Any) -> Figure:
        return Figure(label, count, page, rows_query(dot=self.round_id, **more), code)

    def petitions(self, label: str, chosen: Callable[[PetitionLine], bool], **more: Any) -> Figure:
        """How many petitions are CHOSEN."""
        return self.figure(label, sum(map(chosen, self.lines)), PETITION_PAGE, **more)

    def spread(
        self,
        key: Callable[[PetitionLine], str],
        labels: Mapping[str, str],
        query: Callable[[str], Mapping[str, Any]],
    ) -> tuple[Figure, ...]:
        """One figure per value of KEY that occurs, in the order of LABELS; QUERY gives the filter of a value."""
        counts = Counter(key(line) for line in self.lines)
        return tuple(
            self.figure(label, counts[code], PETITION_PAGE, code, **query(code))
            for code, label in labels.items()
            if code in counts
        )


def _count(rows: RoundRows) -> RoundFigures:
    lines = tuple(sorted((petition_line(rows, p) for p in rows.petitions), key=_annex_order))
    meetings = tuple(meeting_line(rows, meeting) for meeting in rows.meetings)
    counting = _Counting(rows.round.pk, lines)
    voices = counted(rows.submissions)
    on_spot = [s for s in voices if s.state == SubmissionState.ANSWERED_ON_SPOT]
    return RoundFigures(
        council_id=rows.round.council_id,
        round_id=rows.round.pk,
        round_label=rows.round.label,
        group_id=rows.group.pk if rows.group else None,
        cut_off=rows.cut_off.isoformat(),
        voices=counting.figure("lượt ý kiến", len(voices), VOICE_PAGE),
        on_spot=counting.figure("lượt ý kiến được trả lời tại hội nghị", len(on_spot), VOICE_PAGE, viec="tai-cho"),
        kinds=tuple(
            counting.figure(
                str(kind.label), sum(s.kind == kind for s in voices), VOICE_PAGE, kind.value, loai=kind.value
            )
            for kind in (SubmissionKind.OPINION, SubmissionKind.PETITION, SubmissionKind.REFLECTION)
        ),
        **_meeting_figures(counting, meetings),
        **_petition_figures(counting, rows),
        lines=lines,
        carried=tuple(sorted((petition_line(rows, p) for p in rows.carried), key=lambda p: (p.origin, p.code))),
        meeting_lines=meetings,
        group_lines=_group_lines(rows, meetings, lines),
        unit_lines=_unit_lines(rows, meetings, lines),
        absence_lines=tuple(absences(rows)),
        opinions=tuple(voice_line(s) for s in voices if s.kind == SubmissionKind.OPINION),
        spot_answers=tuple(voice_line(s) for s in on_spot),
    )


def _meeting_figures(counting: _Counting, meetings: Sequence[MeetingLine]) -> dict[str, Any]:
    held = [meeting for meeting in meetings if meeting.held]
    counts = {
        "meetings": ("hội nghị theo lịch", sum(not meeting.off for meeting in meetings)),
        "held": ("hội nghị đã tổ chức", len(held)),
        "invited": ("cử tri mời", sum(meeting.invited for meeting in held)),
        "voters": ("lượt cử tri dự", sum(meeting.voters for meeting in held)),
        "seats": ("lượt đại biểu được phân công", sum(meeting.seats for meeting in held)),
        "present": ("lượt đại biểu dự", sum(meeting.present for meeting in held)),
        "absent": ("lượt đại biểu vắng", sum(meeting.absent for meeting in held)),
    }
    return {name: counting.figure(label, count, MEETING_PAGE) for name, (label, count) in counts.items()}


def _petition_figures(counting: _Counting, rows: RoundRows) -> dict[str, Any]:
    of, spread = counting.petitions, counting.spread
    labels = {**_named(Authority), "": UNSORTED}
    return {
        "petitions": counting.figure("kiến nghị", len(counting.lines), PETITION_PAGE),
        "merged": counting.figure(
            "kiến nghị đã gộp vào kiến nghị khác", rows.merged, PETITION_PAGE, tinh_trang="merged"
        ),
        "withdrawn": counting.figure("kiến nghị đã rút", rows.withdrawn, PETITION_PAGE, tinh_trang="withdrawn"),
        "transferred": of("đã chuyển cơ quan giải quyết", _is_sent, bao_cao="da-chuyen"),
        "answered": of("đã trả lời", _is_answered, bao_cao="da-tra-loi"),
        "resolved": of("cơ quan báo đã giải quyết xong", _is_resolved, bao_cao="resolved"),
        "resolved_held": of("giải quyết xong, đạt yêu cầu", _is_held_resolved, bao_cao="xong-dat"),
        "overdue": of("quá hạn trả lời", lambda line: line.standing == Standing.OVERDUE, qua_han="on"),
        "reminded": of("đã đôn đốc", lambda line: line.reminded > 0, bao_cao="don-doc"),
        "repeated": of("nêu từ lần thứ hai", lambda line: line.times_raised > 1, bao_cao="nhac-lai"),
        "told": of("đã báo lại cử tri", lambda line: bool(line.told), bao_cao="bao-lai"),
        "standings": spread(lambda line: line.standing, _named(Standing), _rows_of_standing),
        "authorities": spread(lambda line: line.authority, labels, lambda code: {"tham_quyen": code}),
        "sectors": spread(_sector_code, _sectors(counting.lines), lambda code: {"linh_vuc": code}),
        "judgements": spread(lambda line: line.judgement, _named(Judgement), lambda code: {"bao_cao": code}),
        "contents": spread(lambda line: line.told, _named(Content), lambda code: {"bao_cao": code}),
    }


def _rows_of_standing(standing: str) -> Mapping[str, Any]:
    """The filter of the petitions' desk that shows the petitions of one standing."""
    native = {Standing.NOT_SENT: {"tinh_trang": "cho-chuyen"}, Standing.OVERDUE: {"qua_han": "on"}}
    return native.get(Standing(standing), {"bao_cao": standing})


def _annex_order(line: PetitionLine) -> tuple[int, int, str, str]:
    """By authority, then by sector, then by place and code: the order in which part III is printed."""
    return (AUTHORITY_ORDER.index(line.authority), line.sector_position, line.sector, line.code)


def _is_sent(line: PetitionLine) -> bool:
    return line.standing != Standing.NOT_SENT


def _is_answered(line: PetitionLine) -> bool:
    return line.standing in ANSWERED_STANDINGS


def _is_resolved(line: PetitionLine) -> bool:
    return line.standing == Standing.RESOLVED


def _is_held_resolved(line: PetitionLine) -> bool:
    return _is_resolved(line) and line.judgement == Judgement.ACCEPTED


def _sector_code(line: PetitionLine) -> str:
    return str(line.sector_id or "")


def _named(choices: Any) -> dict[str, str]:
    return {str(value): str(label) for value, label in choices.choices}


def _sectors(lines: Iterable[PetitionLine]) -> dict[str, str]:
    """Sectors that occur, in printing order."""
    found = {(line.sector_position, line.sector, _sector_code(line)) for line in lines}
    return {code: name for _position, name, code in sorted(found)}


def _group_lines(
    rows: RoundRows, meetings: Sequence[MeetingLine], lines: Sequence[PetitionLine]
) -> tuple[GroupLine, ...]:
    held = {meeting.id: meeting for meeting in meetings if meeting.held}
    seats = Counter(
        (group_key(rows, a.delegate_id), a.present)
        for meeting in rows.meetings
        if meeting.pk in held
        for a in meeting.attendances.all()
    )
    found = []
    for key, label in groups_in(rows):
        own = [meeting for meeting in held.values() if key in meeting.group_ids]
        found.append(
            GroupLine(
                id=key,
                label=label,
                meetings=len(own),
                seats=sum(count for (group, _present), count in seats.items() if group == key),
                present=seats[key, True],
                absent=seats[key, False],
                voters=sum(meeting.voters for meeting in own),
                voices=sum(meeting.voices for meeting in own),
                petitions=sum(key in line.group_ids for line in lines),
            )
        )
    return tuple(found)


def _unit_lines(
    rows: RoundRows, meetings: Sequence[MeetingLine], lines: Sequence[PetitionLine]
) -> tuple[UnitLine, ...]:
    units: dict[int, Locality] = {
        unit.locality_id: unit.locality for meeting in rows.meetings for unit in meeting.units.all()
    }
    voices = counted(rows.submissions)
    found = []
    for unit in sorted(units.values(), key=lambda unit: unit.sort_key):
        held = [meeting for meeting in meetings if meeting.held and unit.pk in meeting.unit_ids]
        raised = [line for line in lines if unit.pk in line.locality_ids]
        found.append(
            UnitLine(
                id=unit.pk,
                name=unit.full_name,
                meetings=len(held),
                voters=sum(meeting.voters for meeting in held),
                voices=sum(s.locality_id == unit.pk for s in voices),
                petitions=len(raised),
                answered=sum(map(_is_answered, raised)),
                resolved=sum(map(_is_resolved, raised)),
            )
        )
    return tuple(found)


def equalities(figures: RoundFigures) -> list[tuple[str, int, int]]:
    """What must be equal in a report: (in words, one side, the other side)."""
    f = figures
    total = f.petitions.count
    held = [meeting for meeting in f.meeting_lines if meeting.held]
    by = {standing.code: standing.count for standing in f.standings}
    return [
        ("kiến nghị = tổng theo tình trạng", total, _total(f.standings)),
        ("kiến nghị = tổng theo lĩnh vực", total, _total(f.sectors)),
        ("kiến nghị = tổng theo thẩm quyền", total, _total(f.authorities)),
        ("kiến nghị = số dòng phụ lục", total, len(f.lines)),
        ("kiến nghị = số mã khác nhau trong phụ lục", total, len({line.code for line in f.lines})),
        ("đã chuyển = kiến nghị trừ chưa chuyển", f.transferred.count, total - by.get(Standing.NOT_SENT, 0)),
        (
            "đã trả lời = đang theo lộ trình + giải trình + giải quyết xong",
            f.answered.count,
            sum(by.get(standing, 0) for standing in ANSWERED_STANDINGS),
        ),
        ("đã giải quyết xong = tình trạng giải quyết xong", f.resolved.count, by.get(Standing.RESOLVED, 0)),
        ("quá hạn = tình trạng quá hạn", f.overdue.count, by.get(Standing.OVERDUE, 0)),
        ("lượt ý kiến = tổng theo loại", f.voices.count, _total(f.kinds)),
        ("hội nghị đã tổ chức = số dòng hội nghị", f.held.count, len(held)),
        ("cử tri dự = tổng theo hội nghị", f.voters.count, sum(meeting.voters for meeting in held)),
        ("đại biểu dự = tổng theo Tổ", f.present.count, sum(group.present for group in f.group_lines)),
        ("đại biểu vắng = tổng theo Tổ", f.absent.count, sum(group.absent for group in f.group_lines)),
        ("đại biểu vắng = số dòng vắng mặt", f.absent.count, len(f.absence_lines)),
    ]


def _total(figures: Iterable[Figure]) -> int:
    return sum(figure.count for figure in figures)


def check_figures(figures: RoundFigures) -> list[str]:
    """What does not agree, one sentence each; empty when all sums agree."""
    return [f"{words}: {one} khác {other}" for words, one, other in equalities(figures) if one != other]
