"""The schedule board of a round: meetings as cards, laid out by day, unit, group, delegate or hall."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.http import QueryDict
from django.utils import timezone

from meetings.availability import busy_cells
from meetings.enums import MeetingState
from meetings.facts import MeetingFacts, reason_sentence
from meetings.loading import fetch_with_parts
from meetings.models import Meeting, Round
from meetings.planning import conflicts_among
from meetings.public_pages import capital, moment_words, state_word
from meetings.queries import facts_of, group_name, unit_name
from meetings.rules import OVER_STATES
from meetings.scheduling.conflicts import Conflict, Severity
from txct.core.components import Chip, PageWarning, Tab
from txct.core.models import User
from txct.core.scoping import trusted
from txct.lib.dates import part_of_day
from txct.lib.text import fold, sort_key

PARTS = ("sáng", "chiều", "tối")
VIEWS: Mapping[str, str] = {
    "ngay": "theo ngày",
    "don-vi": "theo đơn vị",
    "to": "theo Tổ",
    "dai-bieu": "theo đại biểu",
    "dia-diem": "theo địa điểm",
}
FILTERS: Mapping[str, str] = {
    "tim": "Tìm",
    "don-vi": "Đơn vị",
    "to": "Tổ",
    "dai-bieu": "Đại biểu",
    "dia-diem": "Địa điểm",
    "tinh-trang": "Tình trạng",
    "xung-dot": "Xung đột",
}
SEVERITY_WORDS = {Severity.BLOCK: "Xung đột", Severity.WARN: "Nhắc nhở", Severity.INFO: "Lưu ý"}
RANK = {Severity.BLOCK: 0, Severity.WARN: 1, Severity.INFO: 2}
NO_ROW = (0, "chưa định")
ONE_WEEK, TWO_WEEKS = 7, 14
FRESH_KEY = "luc"
"""Names the moment in the address of a board that was changed within the page; means nothing else."""


@dataclass(frozen=True, slots=True)
class Card:
    """One meeting on the board; `rows` are (key, name) of the rows it lies in, by view."""

    pk: int
    title: str
    start: datetime | None
    place: str
    who: str
    voters: int | None
    tone: str
    word: str
    is_over: bool
    is_locked: bool
    rows: Mapping[str, tuple[tuple[int, str], ...]]
    end: datetime | None = None
    venue_id: int | None = None
    version: int = 0
    severity: Severity | None = None
    warnings: tuple[str, ...] = ()

    @property
    def day(self) -> date | None:
        """The day it stands on; None while it has none or does not take place."""
        return self.start.date() if self.start else None

    @property
    def part(self) -> str:
        """Morning, afternoon or evening."""
        return part_of_day(self.start.time()) if self.start else PARTS[0]

    @property
    def is_blocked(self) -> bool:
        """Whether a conflict must be put right before the schedule goes out."""
        return self.severity is Severity.BLOCK

    @property
    def severity_word(self) -> str:
        """Xung đột, nhắc nhở or lưu ý; "" without any."""
        return SEVERITY_WORDS[self.severity] if self.severity else ""


@dataclass(frozen=True, slots=True)
class Square:
    """Where a row and a day meet: its cards, and when whose row it is cannot be had that day, in words."""

    day: date
    cards: tuple[Card, ...]
    busy: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the board: what it is, and its squares day by day; PART is the part of the day it stands for."""

    label: str
    squares: tuple[Square, ...]
    part: str = ""


@dataclass(frozen=True, slots=True)
class CalledOff:
    """A meeting that was cancelled: its name, and when it was to be and why it is not, in words."""

    pk: int
    name: str
    words: str


@dataclass(frozen=True, slots=True)
class Board:
    """The whole page: days across, rows down, what is not placed, what is wrong."""

    days: tuple[date, ...]
    rows: tuple[Row, ...]
    unplaced: tuple[Card, ...]
    counts: Mapping[str, int]
    warnings: list[PageWarning]
    called_off: list[CalledOff]
    tabs: list[Tab]
    chips: list[Chip]
    shown: int
    total: int
    choices: Mapping[str, list[tuple[int, str]]] = field(default_factory=dict)
    view: str = "ngay"
    facts: tuple[MeetingFacts, ...] = ()

    @property
    def is_by_day(self) -> bool:
        """Whether rows are parts of the day."""
        return self.view == "ngay"


def board_of(user: User, round_: Round, query: QueryDict, *, meeting_url: Callable[[int], str] | None) -> Board:
    """The board of ROUND_ as USER may see it, laid out and narrowed as the address says.

    MEETING_URL leads from a conflict to where it is mended; None for people who only read.
    """
    everything = fetch_with_parts(Meeting.objects.for_user(user).filter(round=round_))
    with trusted():
        facts = {meeting.pk: facts_of(meeting) for meeting in everything}
    meetings = [meeting for meeting in everything if meeting.state != MeetingState.CANCELLED]
    conflicts = conflicts_among(meetings)
    cards = cards_of(meetings, facts, conflicts)
    view = query.get("xem", "") if query.get("xem", "") in VIEWS else "ngay"
    choices = {name: _known(cards, name) for name in ("don-vi", "to", "dai-bieu", "dia-diem")}
    shown = [card for card in cards if _wanted(card, query)]
    days = _days(round_, shown)
    return Board(
        days=days,
        rows=_rows(shown, days, view, choices),
        unplaced=tuple(card for card in shown if card.day is None),
        counts={severity.value: sum(c.severity is severity for c in conflicts) for severity in Severity},
        warnings=[_warning(conflict, meeting_url) for conflict in conflicts],
        called_off=called_off(facts.values()),
        tabs=[Tab(capital(label), _with(query, xem=key), key == view) for key, label in VIEWS.items()],
        chips=_chips(query, choices),
        shown=len(shown),
        total=len(cards),
        choices=choices,
        view=view,
        facts=tuple(facts.values()),
    )


def called_off(facts: Iterable[MeetingFacts]) -> list[CalledOff]:
    """The cancelled ones among meetings of a round, by name."""
    gone = [one for one in facts if one.state == MeetingState.CANCELLED]
    lines = [CalledOff(one.id, capital(one.title or one.units_text), _why_off(one)) for one in gone]
    return sorted(lines, key=lambda line: (sort_key(line.name), line.pk))


def _why_off(facts: MeetingFacts) -> str:
    when = f"Lẽ ra họp {moment_words(facts.starts_at)}." if facts.starts_at else ""
    return " ".join(part for part in (when, reason_sentence(facts.reason)) if part)


def cards_of(
    meetings: Sequence[Meeting], facts: Mapping[int, MeetingFacts], conflicts: Iterable[Conflict]
) -> list[Card]:
    """The meetings in order of time as cards, each with the worst of its conflicts and all in words."""
    of: dict[Any, list[Conflict]] = defaultdict(list)
    for conflict in conflicts:
        for key in conflict.meeting_ids:
            of[key].append(conflict)
    return [
        _card(meeting, facts[meeting.pk], sorted(of[meeting.pk], key=lambda c: RANK[c.severity]))
        for meeting in meetings
    ]


def _card(meeting: Meeting, facts: MeetingFacts, conflicts: Sequence[Conflict]) -> Card:
    tone, word = ("draft", "dự kiến") if meeting.state == MeetingState.PLANNED else state_word(facts)
    return Card(
        pk=meeting.pk,
        title=capital(facts.title or _short_units(meeting) or facts.units_text),
        start=facts.starts_at if facts.takes_place else None,
        place=capital(facts.venue or facts.place_text),
        who="; ".join(facts.groups),
        voters=meeting.expected_voters,
        tone=tone,
        word=word,
        is_over=meeting.state in OVER_STATES,
        is_locked=meeting.is_locked,
        rows={
            "don-vi": tuple((unit.locality_id, unit_name(unit)) for unit in meeting.units.all()),
            "to": tuple((group.pk, group_name(group, meeting)) for group in meeting.groups.all()),
            "dai-bieu": tuple((row.delegate_id, row.delegate.full_name) for row in meeting.attendances.all()),
            "dia-diem": ((meeting.venue_id, str(meeting.venue)),) if meeting.venue_id else (),
        },
        end=facts.ends_at if facts.takes_place else None,
        venue_id=meeting.venue_id,
        version=meeting.version,
        severity=conflicts[0].severity if conflicts else None,
        warnings=tuple(dict.fromkeys(conflict.message for conflict in conflicts)),
    )


def _short_units(meeting: Meeting) -> str:
    """The invited places; a settlement of the council's own ward goes without the ward's name."""
    own = meeting.council.locality_id
    return ", ".join(
        str(unit.neighbourhood) if unit.neighbourhood_id and unit.locality_id == own else unit_name(unit)
        for unit in meeting.units.all()
    )


def _known(cards: Iterable[Card], name: str) -> list[tuple[int, str]]:
    """What the board holds of one kind: a ward once, by its own name."""
    found: dict[int, str] = {}
    for card in cards:
        for key, label in card.rows[name]:
            found.setdefault(key, label.rsplit(", ", 1)[-1] if name == "don-vi" else label)
    return list(found.items())


def _wanted(card: Card, query: QueryDict) -> bool:
    words = fold(query.get("tim", "")).split()
    if words and not all(word in fold(f"{card.title} {card.place} {card.who}") for word in words):
        return False
    for name in ("don-vi", "to", "dai-bieu", "dia-diem"):
        asked = query.get(name, "")
        if asked and asked not in {str(key) for key, _label in card.rows[name]}:
            return False
    if query.get("tinh-trang") == "chua-xep" and card.day is not None:
        return False
    if query.get("tinh-trang") == "da-xep" and card.day is None:
        return False
    return not (query.get("xung-dot") and not card.warnings)


def _days(round_: Round, cards: Iterable[Card]) -> tuple[date, ...]:
    """Every day of a round of a week, working days of one of two, and every day on which something stands."""
    span = (round_.ends_on - round_.starts_on).days + 1
    days = {round_.starts_on + timedelta(days=place) for place in range(span)} if span <= TWO_WEEKS else set()
    used = {card.day for card in cards if card.day is not None}
    return tuple(sorted(used | {day for day in days if span <= ONE_WEEK or day.weekday() < 5}))


def _rows(
    cards: Sequence[Card], days: Sequence[date], view: str, choices: Mapping[str, list[tuple[int, str]]]
) -> tuple[Row, ...]:
    placed = sorted((card for card in cards if card.day), key=lambda card: (card.start, card.title))
    if view == "ngay":
        used = {card.part for card in placed}
        names = [part for part in PARTS if part in used or (days and part != "tối")]
        cells = _cells(placed, lambda card: [card.part])
        return tuple(Row(part, tuple(Square(day, tuple(cells[part, day])) for day in days), part) for part in names)
    cells = _cells(placed, lambda card: dict.fromkeys(key for key, _label in card.rows[view] or (NO_ROW,)))
    keys = {key for key, _day in cells}
    lines = [(key, label) for key, label in choices[view] if key in keys]
    lines += [NO_ROW] if NO_ROW[0] in keys else []
    busy = busy_cells(view, keys, days)
    return tuple(
        Row(
            capital(label),
            tuple(Square(day, tuple(cells[key, day]), busy.get((key, day), ())) for day in days),
        )
        for key, label in lines
    )


def _cells(
    cards: Iterable[Card], keys_of: Callable[[Card], Iterable[Any]]
) -> dict[tuple[Any, date | None], list[Card]]:
    cells: dict[tuple[Any, date | None], list[Card]] = defaultdict(list)
    for card in cards:
        for key in keys_of(card):
            cells[key, card.day].append(card)
    return cells


def _warning(conflict: Conflict, meeting_url: Callable[[int], str] | None) -> PageWarning:
    return PageWarning(
        message=conflict.message,
        tone="late" if conflict.severity is Severity.BLOCK else "due",
        kind=SEVERITY_WORDS[conflict.severity],
        url=meeting_url(int(conflict.meeting_ids[0])) if meeting_url and conflict.meeting_ids else "",
        url_label="Đổi ngày giờ",
    )


def warnings_of(conflicts: Iterable[Conflict]) -> list[PageWarning]:
    """Conflicts as the page lists them, each sentence once, without a way to mend them."""
    shown = {(conflict.message): conflict for conflict in conflicts}
    return [_warning(conflict, None) for conflict in shown.values()]


def _with(query: QueryDict, **changes: str) -> str:
    rest = query.copy()
    rest.pop(FRESH_KEY, None)
    for key, value in changes.items():
        rest.pop(key, None)
        if value:
            rest[key] = value
    return f"?{rest.urlencode()}"


def _chips(query: QueryDict, choices: Mapping[str, list[tuple[int, str]]]) -> list[Chip]:
    """The filters in force, each with the address of the board without it."""
    chips = []
    for name, label in FILTERS.items():
        asked = query.get(name, "")
        if not asked:
            continue
        if name in choices:
            words = {str(key): text for key, text in choices[name]}.get(asked, "không có trong đợt")
            label = f"{label}: {words}"
        elif name == "tim":
            label = f"Tìm “{asked}”"
        elif name == "tinh-trang":
            label = {"chua-xep": "Chưa xếp", "da-xep": "Đã xếp"}.get(asked, "Tình trạng")
        else:
            label = "Chỉ cuộc có xung đột, nhắc nhở"
        chips.append(Chip(label, _with(query, **{name: ""})))
    return chips


def local_parts(moment: datetime | None) -> tuple[date | None, time | None]:
    """Day and hour on the council's clock."""
    if moment is None:
        return None, None
    local = timezone.localtime(moment)
    return local.date(), local.time()
