"""Rules of plans, rounds, meetings and minutes that need no database and never ask the clock."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from delegates.enums import Level
from meetings.enums import (
    AWAY_RESPONSES,
    AgendaStep,
    MeetingState,
    MinutesState,
    Phase,
    PlanSection,
    PlanState,
    RoundState,
)
from txct.lib.dates import short_date

PLAN_MOVES: Mapping[PlanState, frozenset[PlanState]] = {
    PlanState.DRAFT: frozenset({PlanState.CONSULTING, PlanState.SUBMITTED}),
    PlanState.CONSULTING: frozenset({PlanState.DRAFT, PlanState.SUBMITTED}),
    PlanState.SUBMITTED: frozenset({PlanState.DRAFT, PlanState.CONSULTING, PlanState.ISSUED}),
    PlanState.ISSUED: frozenset({PlanState.AMENDED, PlanState.CLOSED}),
    PlanState.AMENDED: frozenset({PlanState.CLOSED}),
    PlanState.CLOSED: frozenset(),
}
MEETING_MOVES: Mapping[MeetingState, frozenset[MeetingState]] = {
    MeetingState.PLANNED: frozenset({MeetingState.ANNOUNCED, MeetingState.CANCELLED}),
    MeetingState.ANNOUNCED: frozenset({MeetingState.POSTPONED, MeetingState.CANCELLED, MeetingState.HELD}),
    MeetingState.POSTPONED: frozenset({MeetingState.ANNOUNCED, MeetingState.CANCELLED}),
    MeetingState.CANCELLED: frozenset(),
    MeetingState.HELD: frozenset({MeetingState.MINUTED}),
    MeetingState.MINUTED: frozenset({MeetingState.HELD, MeetingState.LOCKED}),
    MeetingState.LOCKED: frozenset(),
}
MINUTES_MOVES: Mapping[MinutesState, frozenset[MinutesState]] = {
    MinutesState.DRAFT: frozenset({MinutesState.SUBMITTED}),
    MinutesState.SUBMITTED: frozenset({MinutesState.DRAFT, MinutesState.LOCKED}),
    MinutesState.LOCKED: frozenset(),
}
ROUND_MOVES: Mapping[RoundState, frozenset[RoundState]] = {
    RoundState.PLANNED: frozenset({RoundState.RELEASED}),
    RoundState.RELEASED: frozenset({RoundState.RELEASED, RoundState.HELD}),
    RoundState.HELD: frozenset({RoundState.CLOSED}),
    RoundState.CLOSED: frozenset(),
}
TOLD_STATES = (MeetingState.ANNOUNCED, MeetingState.POSTPONED)
OVER_STATES = (MeetingState.CANCELLED, MeetingState.HELD, MeetingState.MINUTED, MeetingState.LOCKED)

PLAN_PARTS: tuple[tuple[str, frozenset[PlanSection]], ...] = (
    ("căn cứ ban hành", frozenset({PlanSection.BASIS})),
    ("mục đích", frozenset({PlanSection.PURPOSE})),
    ("yêu cầu", frozenset({PlanSection.REQUIREMENT})),
    ("thời gian", frozenset({PlanSection.TIME})),
    ("nội dung", frozenset({PlanSection.CONTENT_BEFORE, PlanSection.CONTENT_AFTER})),
    ("địa điểm, thành phần", frozenset({PlanSection.PLACE})),
    ("tổ chức thực hiện", frozenset({PlanSection.ORGANISATION})),
    ("nơi nhận", frozenset({PlanSection.RECIPIENT})),
)


def can_move_plan(old: str, new: str) -> bool:
    """Whether a plan may go from state OLD to state NEW."""
    return PlanState(new) in PLAN_MOVES[PlanState(old)]


def can_move_meeting(old: str, new: str) -> bool:
    """Whether a meeting may go from state OLD to state NEW."""
    return MeetingState(new) in MEETING_MOVES[MeetingState(old)]


def can_move_minutes(old: str, new: str) -> bool:
    """Whether minutes may go from state OLD to state NEW."""
    return MinutesState(new) in MINUTES_MOVES[MinutesState(old)]


def can_move_round(old: str, new: str) -> bool:
    """Whether a round may go from state OLD to state NEW; releasing a released schedule again is a move."""
    return RoundState(new) in ROUND_MOVES[RoundState(old)]


def missing_parts_of(
    sections: Collection[str], *, has_place: bool, has_issuer: bool, has_signatory: bool
) -> list[str]:
    """What a plan lacks before it can be issued, in the order of the paper, as an official names it."""
    present = {PlanSection(section) for section in sections}
    missing = [name for name, any_of in PLAN_PARTS if not present & any_of]
    ends = (("địa danh", has_place), ("cơ quan ban hành", has_issuer), ("người ký", has_signatory))
    return [*missing, *(name for name, there in ends if not there)]


@dataclass(frozen=True, slots=True)
class Hold:
    """The hours during which an attendance keeps its delegate from other meetings."""

    starts_at: datetime | None
    ends_at: datetime | None
    is_blocking: bool


def attendance_hold(state: str, response: str, starts_at: datetime | None, ends_at: datetime | None) -> Hold:
    """A delegate is held by a meeting that has hours and takes place, unless he is excused or declines it."""
    takes_place = state not in (MeetingState.POSTPONED, MeetingState.CANCELLED)
    blocking = takes_place and response not in AWAY_RESPONSES and starts_at is not None
    return Hold(starts_at, ends_at, blocking)


@dataclass(frozen=True, slots=True)
class AgendaPoint:
    """One point of a programme: its step, what is done, by whom, for how many minutes."""

    step: AgendaStep
    text: str
    presenter: str
    minutes: int


ASSEMBLY = ("quoc_hoi", "Quốc hội")
"""The National Assembly as the first of the speakers of a joint meeting."""
SPEAKING_ORDER = (ASSEMBLY[0], *(level.value for level in (Level.TINH, Level.HUYEN, Level.XA)))
_AFTER_SESSION = "Báo cáo kết quả kỳ họp, các nghị quyết đã thông qua và kết quả trả lời kiến nghị của cử tri"
_BEFORE_SESSION = "Báo cáo dự kiến nội dung, chương trình kỳ họp và kết quả giải quyết kiến nghị của cử tri"
_NO_SESSION = "Báo cáo nội dung tiếp xúc cử tri và kết quả giải quyết kiến nghị của cử tri"


def agenda_points(
    phase: str, speakers: Sequence[tuple[str, str]], chair: str, answerers: str, minutes: int
) -> list[AgendaPoint]:
    """The six steps of a conference (NQLT 72/2025, Điều 24 khoản 1) over MINUTES in all.

    SPEAKERS are (level, name) of those whose delegates report, `ASSEMBLY` among them, reordered from the higher
    level down as khoản 3 asks of joint meetings. Half of the time at least is the voters'.
    """
    in_order = sorted(speakers, key=lambda speaker: SPEAKING_ORDER.index(speaker[0]))
    report = {Phase.BEFORE: _BEFORE_SESSION, Phase.AFTER: _AFTER_SESSION}.get(Phase(phase), _NO_SESSION)
    voters = minutes // 2
    rest = minutes - voters
    opening = closing = _in_fives(rest // 12)
    each = _in_fives((rest - opening - closing) // (2 + max(1, len(in_order))))
    reports = [AgendaPoint(AgendaStep.REPORT, report, f"Đại biểu {name}", each) for _level, name in in_order]
    replies = max(1, rest - opening - closing - each * (len(reports) + 1))
    return [
        AgendaPoint(AgendaStep.OPENING, str(AgendaStep.OPENING.label), chair, opening),
        *reports,
        AgendaPoint(AgendaStep.VOTERS, str(AgendaStep.VOTERS.label), "Cử tri", voters),
        AgendaPoint(AgendaStep.ANSWERS, str(AgendaStep.ANSWERS.label), answerers, replies),
        AgendaPoint(AgendaStep.DELEGATES, str(AgendaStep.DELEGATES.label), "Đại biểu", each),
        AgendaPoint(AgendaStep.CLOSING, str(AgendaStep.CLOSING.label), chair, closing),
    ]


def _in_fives(minutes: int) -> int:
    """MINUTES as a programme is written: full five minutes, once there are so many; one at least."""
    return minutes - minutes % 5 if minutes >= 5 else max(1, minutes)


def plan_report_due(report_due_on: date | None, own_last_day: date, other_last_days: Collection[date]) -> date | None:
    """The day by which groups report, as the plan prints it, for the last round that ends before that day."""
    if report_due_on is None or report_due_on < own_last_day:
        return None
    later = [day for day in other_last_days if own_last_day < day <= report_due_on]
    return None if later else report_due_on


def moved_words(old: date | None, new: date | None, why: str) -> str:
    """The sentence on a duty whose day has moved from OLD to NEW; None is a duty without a day, WHY may be unknown."""
    if old and new:
        said = f"Dời từ {short_date(old)} sang {short_date(new)}"
    elif new:
        said = f"Nay có hạn {short_date(new)}"
    elif old:
        said = f"Không còn hạn {short_date(old)}"
    else:
        return ""
    return f"{said} vì {why}." if why else f"{said}."
