"""What is wrong with a schedule: one function for form, board, import, solver and release.

A conflict is a value. BLOCK must be put right before release, WARN must be looked at, INFO is worth knowing.
Touching meetings are free of conflict unless a pause or a travel time between the two units is set.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from meetings.scheduling.bookings import (
    Booking,
    Context,
    bookings_for,
    by_time,
    context_for,
    needed_gap,
    overlapping_pairs,
)
from meetings.scheduling.problem import BusySlot, ChairBody, Delegate, DelegateGroup, Id, Slot, Venue
from txct.deadlines.sanity import WarningCode, meeting_date_warnings
from txct.lib.dates import short_date

__all__ = [
    "Booking",
    "Conflict",
    "Context",
    "Kind",
    "Severity",
    "bookings_for",
    "context_for",
    "find_conflicts",
    "has_blocks",
]


SATURDAY = 5


class Severity(StrEnum):
    """How much a conflict weighs."""

    BLOCK = "block"
    WARN = "warn"
    INFO = "info"


class Kind(StrEnum):
    """What a conflict is about."""

    DELEGATE = "delegate"
    CHAIR = "chair"
    VENUE = "venue"
    GROUP = "group"
    TRAVEL = "travel"
    VENUE_PAUSE = "venue_pause"
    NO_DELEGATE = "no_delegate"
    QUORUM = "quorum"
    DECLINED = "declined"
    UNASSIGNED = "unassigned"
    JOINT = "joint"
    CAPACITY = "capacity"
    CAPACITY_UNKNOWN = "capacity_unknown"
    BUSY = "busy"
    BUSY_SINCE = "busy_since"
    WINDOW = "window"
    HOLIDAY = "holiday"
    WEEKEND = "weekend"
    ODD_HOUR = "odd_hour"
    NEXT_DAY = "next_day"
    BEFORE_PLAN = "before_plan"
    WEEKDAY = "weekday"
    PROGRAMME = "programme"


_OF_DATES = {
    WarningCode.BEFORE_PLAN: Kind.BEFORE_PLAN,
    WarningCode.OUTSIDE_ROUND: Kind.WINDOW,
    WarningCode.DAY_OFF: Kind.HOLIDAY,
    WarningCode.WEEKEND: Kind.WEEKEND,
    WarningCode.ODD_HOUR: Kind.ODD_HOUR,
    WarningCode.NEXT_DAY: Kind.NEXT_DAY,
    WarningCode.WEEKDAY_MISMATCH: Kind.WEEKDAY,
}


@dataclass(frozen=True, slots=True)
class Conflict:
    """One thing wrong, in one sentence; ``meeting_ids`` in order of time, ``subject_ids`` whom it touches."""

    kind: Kind
    severity: Severity
    message: str
    meeting_ids: tuple[Id, ...]
    subject_ids: tuple[Id, ...] = ()


def find_conflicts(bookings: Sequence[Booking], context: Context) -> list[Conflict]:
    """Every conflict of a schedule, gravest first, then by time.

    Costs O(n log n) plus the number of conflicts found, n being the bookings of all persons and halls.
    """
    bookings = sorted(bookings, key=by_time)
    order = {booking.id: place for place, booking in enumerate(bookings)}
    known = _Known.of(context)
    found = [
        *_double_bookings(bookings, context),
        *_overloaded_chairs(bookings, context),
        *_groups_left_alone(bookings, context),
        *(conflict for booking in bookings for conflict in _single(booking, known)),
    ]
    weight = {Severity.BLOCK: 0, Severity.WARN: 1, Severity.INFO: 2}
    found.sort(key=lambda c: (weight[c.severity], [order[m] for m in c.meeting_ids], c.kind, str(c.subject_ids)))
    return found


def has_blocks(conflicts: Iterable[Conflict]) -> bool:
    """Whether anything stands in the way of release."""
    return any(conflict.severity is Severity.BLOCK for conflict in conflicts)


def _lists(bookings: Iterable[Booking], keys: Callable[[Booking], Iterable[Id]]) -> dict[Id, list[Booking]]:
    lists: dict[Id, list[Booking]] = defaultdict(list)
    for booking in bookings:
        for key in dict.fromkeys(keys(booking)):
            lists[key].append(booking)
    return lists


def _chair_of(booking: Booking) -> tuple[Id, ...]:
    return () if booking.chair_id is None else (booking.chair_id,)


def _venue_of(booking: Booking) -> tuple[Id, ...]:
    return () if booking.venue_id is None else (booking.venue_id,)


_SENTENCES = {
    Kind.DELEGATE: (
        "{who} được xếp dự hai hội nghị trùng giờ: {first} và {second}. Đổi giờ một hội nghị hoặc cử đại biểu khác."
    ),
    Kind.GROUP: (
        "{who} được xếp hai hội nghị trùng giờ: {first} và {second}. Đổi giờ một hội nghị hoặc cho Tổ chia người."
    ),
    Kind.CHAIR: (
        "{who} chủ trì hai hội nghị trùng giờ: {first} và {second}. Đổi giờ một hội nghị hoặc đổi cơ quan chủ trì."
    ),
    Kind.VENUE: (
        "{who} được dùng cho hai hội nghị trùng giờ: {first} và {second}. Đổi giờ hoặc đổi địa điểm một hội nghị."
    ),
    Kind.TRAVEL: (
        "{who} không kịp đi từ {first} sang {second}: cần cách nhau ít nhất {minutes} phút. Lùi giờ hội nghị sau."
    ),
    Kind.VENUE_PAUSE: (
        "{who} không kịp dọn từ {first} sang {second}: cần cách nhau ít nhất {minutes} phút. Lùi giờ hội nghị sau."
    ),
}
_TIGHT = "{who} dự {first} rồi sang {second} ngay sau đó; xem lại thời gian đi lại."


def _double_bookings(bookings: Sequence[Booking], context: Context) -> Iterator[Conflict]:
    """Pairs that share a person, body or hall; one conflict for each pair and kind, naming all they share."""
    names, one_at_a_time = _names(context), {g.id for g in context.groups if not g.may_split}
    many_teams = {c.id for c in context.chairs if c.teams > 1}
    shared: dict[tuple[Kind, Severity, Id, Id], list[tuple[Kind, Id]]] = {}
    pairs: dict[tuple[Id, Id], tuple[Booking, Booking]] = {}
    touch = max(context.widest_gap, timedelta(microseconds=1))
    subjects: tuple[tuple[Kind, dict[Id, list[Booking]]], ...] = (
        (
            Kind.GROUP,
            {k: v for k, v in _lists(bookings, lambda b: b.group_ids).items() if k in one_at_a_time},
        ),
        (Kind.DELEGATE, _lists(bookings, lambda b: b.delegate_ids)),
        (Kind.CHAIR, {k: v for k, v in _lists(bookings, _chair_of).items() if k not in many_teams}),
        (Kind.VENUE, _lists(bookings, _venue_of)),
    )
    for kind, lists in subjects:
        for subject, own in lists.items():
            for first, second in overlapping_pairs(own, context.venue_pause if kind is Kind.VENUE else touch):
                judged = _judge(kind, first, second, context)
                if judged is not None:
                    shared.setdefault((*judged, first.id, second.id), []).append((kind, subject))
                    pairs[first.id, second.id] = (first, second)
    for (kind, severity, first_id, second_id), who in shared.items():
        first, second = pairs[first_id, second_id]
        sentence = _TIGHT if severity is Severity.INFO else _SENTENCES[kind]
        pause = context.venue_pause if kind is Kind.VENUE_PAUSE else needed_gap(first, second, context)
        message = sentence.format(
            who=_join([names(*subject) for subject in who]),
            first=first.label,
            second=second.label,
            minutes=int(pause.total_seconds() // 60),
        )
        yield Conflict(kind, severity, message, (first_id, second_id), tuple(subject for _, subject in who))


def _judge(kind: Kind, first: Booking, second: Booking, context: Context) -> tuple[Kind, Severity] | None:
    if first.slot.overlaps(second.slot):
        return kind, Severity.BLOCK
    if kind is Kind.VENUE:
        return Kind.VENUE_PAUSE, Severity.WARN
    if first.slot.overlaps(second.slot, needed_gap(first, second, context)):
        return Kind.TRAVEL, Severity.BLOCK
    apart = not set(first.unit_ids) & set(second.unit_ids)
    if kind is not Kind.CHAIR and apart and second.slot.start == first.slot.end:
        return Kind.TRAVEL, Severity.INFO
    return None


def _overloaded_chairs(bookings: Sequence[Booking], context: Context) -> Iterator[Conflict]:
    """Bodies with several teams that have more meetings at one moment than teams."""
    lists = _lists(bookings, _chair_of)
    for chair in context.chairs:
        if chair.teams == 1:
            continue
        running: list[Booking] = []
        for booking in sorted(lists.get(chair.id, ()), key=by_time):
            running = [other for other in running if other.slot.overlaps(booking.slot, context.gap)]
            running.append(booking)
            if len(running) > chair.teams:
                listed = "; ".join(other.label for other in running)
                message = (
                    f"{chair.name} chỉ chủ trì được {chair.teams} hội nghị cùng lúc nhưng bị xếp "
                    f"{len(running)}: {listed}. Đổi giờ bớt hội nghị."
                )
                ids = tuple(other.id for other in running)
                yield Conflict(Kind.CHAIR, Severity.BLOCK, message, ids, (chair.id,))


def _groups_left_alone(bookings: Sequence[Booking], context: Context) -> Iterator[Conflict]:
    """Meetings for which a group has too few delegates neither busy nor named elsewhere at that time."""
    members: dict[Id, list[Delegate]] = defaultdict(list)
    for delegate in context.delegates:
        for group_id in dict.fromkeys(delegate.group_ids):
            members[group_id].append(delegate)
    groups = {group.id: group for group in context.groups}
    taken: set[tuple[Id, Id]] = set()
    for delegate_id, own in _lists(bookings, lambda b: b.delegate_ids).items():
        for first, second in overlapping_pairs(own):
            taken |= {(first.id, delegate_id), (second.id, delegate_id)}
    elsewhere = _named_elsewhere(bookings, members, context)
    for booking in bookings:
        for group_id in dict.fromkeys(booking.group_ids):
            if group_id not in groups or not members[group_id]:
                continue
            group, own_members = groups[group_id], members[group_id]
            named = [d for d in own_members if d.id in booking.delegate_ids]
            free = [
                d
                for d in named or own_members
                if d.is_free(booking.slot)
                and ((booking.id, d.id) not in taken if named else (booking.id, d.id) not in elsewhere)
            ]
            yield from _too_few(booking, group, len(own_members), len(named), len(free))


def _too_few(booking: Booking, group: DelegateGroup, members: int, named: int, free: int) -> Iterator[Conflict]:
    """What a group lacks at a meeting: anybody at all, or as many as the council asks for."""
    if free >= group.minimum:
        return
    if not free:
        message = (
            f"{group.name} không còn đại biểu nào rảnh để dự {booking.label}; cần ít nhất {group.minimum}. "
            "Đổi giờ hội nghị hoặc phân công lại đại biểu."
        )
        yield Conflict(Kind.NO_DELEGATE, Severity.BLOCK, message, (booking.id,), (group.id,))
        return
    if named and named < group.minimum:
        have, advice = f"mới cử {named} đại biểu", "Cử thêm đại biểu của Tổ."
    else:
        have = f"chỉ còn {free} trong {named or members} đại biểu rảnh"
        advice = "Đổi giờ hội nghị hoặc phân công lại đại biểu."
    message = f"{group.name} {have} để dự {booking.label}, ít hơn mức tối thiểu {group.minimum}. {advice}"
    yield Conflict(Kind.QUORUM, Severity.BLOCK, message, (booking.id,), (group.id,))


def _named_elsewhere(
    bookings: Sequence[Booking], members: Mapping[Id, Sequence[Delegate]], context: Context
) -> set[tuple[Id, Id]]:
    """(meeting, delegate): the meeting counts on his group while he is named for another one, or on his way."""
    found: set[tuple[Id, Id]] = set()
    counted: dict[Id, list[Booking]] = defaultdict(list)
    for booking in bookings:
        for group_id in dict.fromkeys(booking.group_ids):
            for delegate in members.get(group_id, ()):
                counted[delegate.id].append(booking)
    named = _lists(bookings, lambda b: b.delegate_ids)
    for delegate_id, waiting in counted.items():
        if delegate_id not in named:
            continue
        both = {booking.id: booking for booking in (*waiting, *named[delegate_id])}
        for first, second in overlapping_pairs(both.values(), context.widest_gap):
            if not first.slot.overlaps(second.slot, needed_gap(first, second, context)):
                continue
            if delegate_id in second.delegate_ids:
                found.add((first.id, delegate_id))
            if delegate_id in first.delegate_ids:
                found.add((second.id, delegate_id))
    return found


def _single(booking: Booking, known: _Known) -> Iterator[Conflict]:
    """What is wrong with one meeting by itself."""
    for check in (_size, _busy, _joint, _dates):
        yield from check(booking, known)


def _size(booking: Booking, known: _Known) -> Iterator[Conflict]:
    venue = known.venues.get(booking.venue_id)
    if venue is None or not booking.expected_voters:
        return
    if venue.capacity is None:
        message = (
            f"Chưa ghi số chỗ của {venue.name}; {booking.label} dự kiến {booking.expected_voters} cử tri. "
            "Ghi số chỗ của địa điểm để kiểm tra."
        )
        yield Conflict(Kind.CAPACITY_UNKNOWN, Severity.INFO, message, (booking.id,), (venue.id,))
    elif not venue.holds(booking.expected_voters):
        message = (
            f"{venue.name} chỉ có {venue.capacity} chỗ, trong khi {booking.label} dự kiến "
            f"{booking.expected_voters} cử tri. Chọn địa điểm rộng hơn."
        )
        yield Conflict(Kind.CAPACITY, Severity.WARN, message, (booking.id,), (venue.id,))


def _busy(booking: Booking, known: _Known) -> Iterator[Conflict]:
    named = [known.delegates[i] for i in dict.fromkeys(booking.delegate_ids) if i in known.delegates]
    before, since = [], []
    for delegate in named:
        clashing = _clashing(booking, delegate.busy)
        noted = _noted_since(booking, clashing)
        if noted is not None:
            since.append((delegate, noted))
        elif clashing:
            before.append(delegate)
    if before:
        who = _join([f"Đại biểu {delegate.name}" for delegate in before])
        message = f"{who} đã báo bận trong giờ của {booking.label}. Hỏi lại đại biểu hoặc đổi giờ."
        yield Conflict(Kind.BUSY, Severity.WARN, message, (booking.id,), tuple(d.id for d in before))
    if since:
        who = _join([f"Đại biểu {delegate.name} (báo ngày {short_date(day)})" for delegate, day in since])
        message = (
            f"{who} báo bận trong giờ của {booking.label} sau khi lịch đã ban hành{_told_on(booking)}. "
            "Hỏi lại đại biểu hoặc cử người khác."
        )
        yield Conflict(Kind.BUSY_SINCE, Severity.WARN, message, (booking.id,), tuple(d.id for d, _ in since))
    bodies: list[Venue | ChairBody] = []
    if booking.venue_id in known.venues:
        bodies.append(known.venues[booking.venue_id])
    if booking.chair_id in known.chairs:
        bodies.append(known.chairs[booking.chair_id])
    for body in bodies:
        yield from _body_busy(booking, body)


def _body_busy(booking: Booking, body: Venue | ChairBody) -> Iterator[Conflict]:
    """The hall or the body in the chair is not to be had in the meeting's hours."""
    clashing = _clashing(booking, body.busy)
    if not clashing:
        return
    noted = _noted_since(booking, clashing)
    if noted is None:
        message = f"{body.name} đã bận trong giờ của {booking.label}. Đổi giờ hoặc chọn nơi khác."
        yield Conflict(Kind.BUSY, Severity.BLOCK, message, (booking.id,), (body.id,))
    else:
        message = (
            f"{body.name} báo bận ngày {short_date(noted)} trong giờ của {booking.label}, sau khi lịch đã ban hành"
            f"{_told_on(booking)}. Đổi giờ hoặc chọn nơi khác."
        )
        yield Conflict(Kind.BUSY_SINCE, Severity.BLOCK, message, (booking.id,), (body.id,))


def _clashing(booking: Booking, busy: Iterable[Slot]) -> list[Slot]:
    return [slot for slot in busy if booking.slot.overlaps(slot)]


def _noted_since(booking: Booking, clashing: Iterable[Slot]) -> date | None:
    """The day of the last report of being busy, when all of them came after the meeting's hours were told."""
    noted = [slot.noted_at if isinstance(slot, BusySlot) else None for slot in clashing]
    late = [moment for moment in noted if moment and booking.told_at and moment > booking.told_at]
    return max(late).date() if late and len(late) == len(noted) else None


def _told_on(booking: Booking) -> str:
    return f" ngày {short_date(booking.told_at.date())}" if booking.told_at else ""


def _joint(booking: Booking, known: _Known) -> Iterator[Conflict]:
    present = {known.groups[i].council_id for i in booking.group_ids if i in known.groups}
    for council_id in booking.joint_council_ids:
        if council_id not in present:
            message = (
                f"{booking.label} tổ chức chung với một Hội đồng nhân dân khác nhưng chưa có Tổ đại biểu nào "
                "của Hội đồng đó. Thêm Tổ đại biểu cùng dự."
            )
            yield Conflict(Kind.JOINT, Severity.BLOCK, message, (booking.id,), (council_id,))


def _dates(booking: Booking, known: _Known) -> Iterator[Conflict]:
    """What is odd about the day and the hours; a Saturday or Sunday is only worth knowing."""
    start, end, context = booking.slot.start, booking.slot.end, known.context
    day = start.date()
    for warning in meeting_date_warnings(
        day,
        subject=booking.label,
        start=start.time(),
        end=end.time(),
        last_day=end.date(),
        plan_signed=context.plan_date,
        round_first=context.first_day,
        round_last=context.last_day,
        day_off=context.holidays.get(day, ""),
        weekend=day.weekday() >= SATURDAY and day not in context.made_up_days,
        weekday_text=booking.weekday_text,
    ):
        severity = Severity.INFO if warning.code is WarningCode.WEEKEND else Severity.WARN
        yield Conflict(_OF_DATES[warning.code], severity, warning.message, (booking.id,))


@dataclass(frozen=True, slots=True)
class _Known:
    """The context by id, made once for each call."""

    context: Context
    delegates: dict[Id | None, Delegate]
    groups: dict[Id | None, DelegateGroup]
    venues: dict[Id | None, Venue]
    chairs: dict[Id | None, ChairBody]

    @classmethod
    def of(cls, context: Context) -> _Known:
        return cls(
            context,
            {delegate.id: delegate for delegate in context.delegates},
            {group.id: group for group in context.groups},
            {venue.id: venue for venue in context.venues},
            {chair.id: chair for chair in context.chairs},
        )


def _names(context: Context) -> Callable[[Kind, Id], str]:
    known: dict[tuple[Kind, Id], str] = {
        **{(Kind.DELEGATE, d.id): f"Đại biểu {d.name}" for d in context.delegates},
        **{(Kind.GROUP, g.id): g.name for g in context.groups},
        **{(Kind.CHAIR, c.id): c.name for c in context.chairs},
        **{(Kind.VENUE, v.id): v.name for v in context.venues},
    }
    unnamed = {
        Kind.DELEGATE: "Một đại biểu",
        Kind.GROUP: "Một Tổ đại biểu",
        Kind.CHAIR: "Cơ quan chủ trì",
        Kind.VENUE: "Địa điểm",
    }
    return lambda kind, subject: known.get((kind, subject), unnamed[kind])


def _join(names: Sequence[str]) -> str:
    """Names as one reads them: A, B và C."""
    unique = list(dict.fromkeys(names))
    return unique[0] if len(unique) == 1 else ", ".join(unique[:-1]) + " và " + unique[-1]
