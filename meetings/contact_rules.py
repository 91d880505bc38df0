"""What the law asks of contacts that a delegate asks for himself; needs no database and never asks the clock.

Nghị quyết liên tịch 72/2025/NQLT/UBTVQH15-CP-ĐCTUBTWMTTQVN: Điều 4 khoản 6 (off the plan, asked of the group),
Điều 27, 28, 29 (residence, workplace, theme), Điều 32 (outside the constituency), Điều 33 (individuals, groups).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, time

from meetings.enums import Activity, ContactKind, ContactState, Decider
from txct.deadlines.enums import AnchorEvent
from txct.lib.dates import weekday_date

CONTACT_MOVES: Mapping[ContactState, frozenset[ContactState]] = {
    ContactState.REQUESTED: frozenset({ContactState.APPROVED, ContactState.REFUSED, ContactState.WITHDRAWN}),
    ContactState.APPROVED: frozenset({ContactState.REPORTED}),
    ContactState.REFUSED: frozenset(),
    ContactState.WITHDRAWN: frozenset(),
    ContactState.REPORTED: frozenset(),
}
ACTIVITIES: Mapping[ContactKind, Activity] = {
    ContactKind.INDIVIDUAL: Activity.TARGET_GROUP,
    ContactKind.OUTSIDE: Activity.OUTSIDE_CONSTITUENCY,
    ContactKind.OFF_PLAN: Activity.TARGET_GROUP,
    ContactKind.RESIDENCE: Activity.RESIDENCE,
    ContactKind.WORKPLACE: Activity.WORKPLACE,
    ContactKind.THEME: Activity.THEME,
}
"""The activity of Điều 18 that a kind of request is, unless another is named."""


@dataclass(frozen=True, slots=True)
class ContactClock:
    """The events and statutory rules (by code) of one kind of request; what the law does not set is None."""

    received: AnchorEvent
    decision: str
    day: AnchorEvent | None = None
    end: AnchorEvent | None = None
    report_before: str | None = None
    notice: str | None = None
    summary: str | None = None


_OFF_PLAN = ContactClock(AnchorEvent.OFF_PLAN_REQUEST_RECEIVED, "OFFPLAN_DECISION")
CLOCKS: Mapping[ContactKind, ContactClock] = {
    ContactKind.INDIVIDUAL: ContactClock(
        received=AnchorEvent.INDIVIDUAL_REQUEST_RECEIVED,
        decision="INDIV_DECISION",
        day=AnchorEvent.INDIVIDUAL_CONTACT_DAY,
        end=AnchorEvent.INDIVIDUAL_CONTACT_END,
        report_before="INDIV_PRIOR_REPORT",
        notice="INDIV_NOTICE",
        summary="INDIV_SUMMARY",
    ),
    ContactKind.OUTSIDE: ContactClock(
        received=AnchorEvent.OUTSIDE_REQUEST_RECEIVED,
        decision="OUTSIDE_DECISION",
        day=AnchorEvent.OUTSIDE_CONTACT_DAY,
        notice="OUTSIDE_NOTICE",
    ),
    ContactKind.OFF_PLAN: _OFF_PLAN,
    ContactKind.RESIDENCE: _OFF_PLAN,
    ContactKind.WORKPLACE: _OFF_PLAN,
    ContactKind.THEME: _OFF_PLAN,
}
NOTICED_KINDS = tuple(kind for kind, clock in CLOCKS.items() if clock.notice)
SUMMED_KINDS = tuple(kind for kind, clock in CLOCKS.items() if clock.summary)


def decider_of(kind: str) -> Decider:
    """The group decides on contact off its plan (Điều 4 khoản 6), the Thường trực on everything else."""
    return Decider.GROUP if kind == ContactKind.OFF_PLAN else Decider.STANDING


def can_move_contact(old: str, new: str) -> bool:
    """Whether a request may go from state OLD to state NEW."""
    return ContactState(new) in CONTACT_MOVES[ContactState(old)]


def contact_anchors(
    kind: str, received_on: date, first_day: date | None, last_day: date | None
) -> dict[AnchorEvent, date]:
    """The statutory events of a request whose days are known; the contact's days are None until it is agreed to."""
    clock = CLOCKS[ContactKind(kind)]
    days = {clock.received: received_on, clock.day: first_day, clock.end: last_day}
    return {event: day for event, day in days.items() if event is not None and day is not None}


def covers(place: tuple[int, int | None], localities: Collection[int], neighbourhoods: Collection[int]) -> bool:
    """Whether a constituency holds PLACE (keys of the commune and of the settlement in it, None for all of it).

    A constituency that names settlements holds those; one that names communes only holds all of them.
    """
    locality, neighbourhood = place
    if neighbourhoods:
        return neighbourhood in neighbourhoods
    return locality in localities


@dataclass(frozen=True, slots=True)
class ContactWarning:
    """What is wrong with the days of a request, by name and in one sentence."""

    code: str
    text: str


NO_TIME_TO_NOTIFY = "no_time_to_notify"
DECIDE_EARLY = "decide_early"


def clock_warnings(
    received_on: date, wanted_on: date, decision_due: date | None, notice_due: date | None
) -> list[ContactWarning]:
    """Where the wanted day leaves no room for the days that the law gives to decision and notice."""
    if notice_due is None:
        return []
    wanted, notice = weekday_date(wanted_on), weekday_date(notice_due)
    if notice_due < received_on:
        text = (
            f"Ngày muốn gặp ({wanted}) quá gần: phải thông báo chậm nhất {notice}, trước cả ngày nhận đề nghị. "
            "Thỏa thuận với đại biểu một ngày muộn hơn."
        )
        return [ContactWarning(NO_TIME_TO_NOTIFY, text)]
    if decision_due is not None and notice_due < decision_due:
        text = (
            f"Hạn quyết định là {weekday_date(decision_due)}, nhưng để kịp gặp {wanted} thì phải thông báo chậm nhất "
            f"{notice}. Cần quyết định trước ngày đó, hoặc chọn ngày gặp muộn hơn."
        )
        return [ContactWarning(DECIDE_EARLY, text)]
    return []


def hours_in_order(starts: time | None, ends: time | None) -> bool:
    """Whether the wanted hours can be: an end needs a beginning before it."""
    return ends is None or (starts is not None and starts < ends)
