"""What is wrong with a schedule: one function for form, board, import, solver and release.

A conflict is a value. BLOCK must be put right before release, WARN must be looked at, INFO is worth knowing.
Touching meetings are free of conflict unless a pause or a travel time between the two units is set.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from meetings.scheduling.bookings import (
    NO_GAP,
    Booking,
    Context,
    bookings_for,
    by_time,
    context_for,
    needed_gap,
    overlapping_pairs,
)
from meetings.scheduling.problem import ChairBody, Delegate, DelegateGroup, Id, Venue
from txct.lib.dates import clock_text, short_date

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
    NO_DELEGATE = "no_delegate"
    JOINT = "joint"
    CAPACITY = "capacity"
    BUSY = "busy"
    WINDOW = "window"
    HOLIDAY = "holiday"
    ODD_HOUR = "odd_hour"
    BEFORE_PLAN = "before_plan"


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
}
_TIGHT = "{who} dự {first} rồi sang {second} ngay sau đó; xem lại thời gian đi lại."


def _double_bookings(bookings: Sequence[Booking], context: Context) -> Iterator[Conflict]:
    """Pairs that share a person, body or hall; one conflict for each pair and kind, naming all they share."""
    names, one_at_a_time = _names(context), {g.id for g in context.groups if not g.may_split}
    many_teams = {c.id for c in context.chairs if c.teams > 1}
    shared: dict[tuple[Kind, Severity, Id, Id], list[tuple[Kind, Id]]] = {}
    pairs: dict[tuple[Id, Id], tuple[Booking, Booking]] = {}
    widest = max([context.gap, *(timedelta(minutes=m) for m in context.travel.values())])
    touch = widest if widest > NO_GAP else timedelta(microseconds=1)
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
            for first, second in overlapping_pairs(own, NO_GAP if kind is Kind.VENUE else touch):
                judged = _judge(kind, first, second, context)
                if judged is not None:
                    shared.setdefault((*judged, first.id, second.id), []).append((kind, subject))
                    pairs[first.id, second.id] = (first, second)
    for (kind, severity, first_id, second_id), who in shared.items():
        first, second = pairs[first_id, second_id]
        sentence = _TIGHT if severity is Severity.INFO else _SENTENCES[kind]
        message = sentence.format(
            who=_join([names(*subject) for subject in who]),
            first=first.label,
            second=second.label,
            minutes=int(needed_gap(first, second, context).total_seconds() // 60),
        )
        yield Conflict(kind, severity, message, (first_id, second_id), tuple(subject for _, subject in who))


def _judge(kind: Kind, first: Booking, second: Booking, context: Context) -> tuple[Kind, Severity] | None:
    if first.slot.overlaps(second.slot):
        return kind, Severity.BLOCK
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
    elsewhere = _named_elsewhere(bookings, members)
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
            if len(free) < group.minimum:
                rest = f"chỉ còn {len(free)} đại biểu" if free else "không còn đại biểu nào"
                message = (
                    f"{group.name} {rest} rảnh để dự {booking.label}; cần ít nhất {group.minimum}. "
                    "Đổi giờ hội nghị hoặc phân công lại đại biểu."
                )
                yield Conflict(Kind.NO_DELEGATE, Severity.BLOCK, message, (booking.id,), (group_id,))


def _named_elsewhere(bookings: Sequence[Booking], members: Mapping[Id, Sequence[Delegate]]) -> set[tuple[Id, Id]]:
    """(meeting, delegate): the meeting counts on his group while he is named for another one."""
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
        for first, second in overlapping_pairs(both.values()):
            if delegate_id in second.delegate_ids:
                found.add((first.id, delegate_id))
            if delegate_id in first.delegate_ids:
                found.add((second.id, delegate_id))
    return found


def _single(booking: Booking, known: _Known) -> Iterator[Conflict]:
    """What is wrong with one meeting by itself."""
    for check in (_size, _busy, _joint, _dates, _hours):
        yield from check(booking, known)


def _size(booking: Booking, known: _Known) -> Iterator[Conflict]:
    venue = known.venues.get(booking.venue_id)
    if venue is not None and not venue.holds(booking.expected_voters):
        message = (
            f"{venue.name} chỉ có {venue.capacity} chỗ, trong khi {booking.label} dự kiến "
            f"{booking.expected_voters} cử tri. Chọn địa điểm rộng hơn."
        )
        yield Conflict(Kind.CAPACITY, Severity.WARN, message, (booking.id,), (venue.id,))


def _busy(booking: Booking, known: _Known) -> Iterator[Conflict]:
    named = [known.delegates[i] for i in dict.fromkeys(booking.delegate_ids) if i in known.delegates]
    away = [delegate for delegate in named if not delegate.is_free(booking.slot)]
    if away:
        who = _join([f"Đại biểu {delegate.name}" for delegate in away])
        message = f"{who} đã báo bận trong giờ của {booking.label}. Hỏi lại đại biểu hoặc đổi giờ."
        yield Conflict(Kind.BUSY, Severity.WARN, message, (booking.id,), tuple(d.id for d in away))
    bodies: list[Venue | ChairBody] = []
    if booking.venue_id in known.venues:
        bodies.append(known.venues[booking.venue_id])
    if booking.chair_id in known.chairs:
        bodies.append(known.chairs[booking.chair_id])
    for body in bodies:
        if any(booking.slot.overlaps(busy) for busy in body.busy):
            message = f"{body.name} đã bận trong giờ của {booking.label}. Đổi giờ hoặc chọn nơi khác."
            yield Conflict(Kind.BUSY, Severity.BLOCK, message, (booking.id,), (body.id,))


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
    day, context = booking.slot.day, known.context
    first, last = context.first_day, context.last_day
    if (first and day < first) or (last and day > last):
        bounds = [f"{word} {short_date(bound)}" for word, bound in (("từ", first), ("đến", last)) if bound]
        message = f"{booking.label} nằm ngoài thời gian của đợt ({' '.join(bounds)}). Chọn ngày trong đợt."
        yield Conflict(Kind.WINDOW, Severity.WARN, message, (booking.id,))
    if day in context.holidays:
        message = f"{booking.label} trùng ngày nghỉ: {context.holidays[day]}. Chọn ngày khác."
        yield Conflict(Kind.HOLIDAY, Severity.WARN, message, (booking.id,))
    if context.plan_date and day < context.plan_date:
        message = (
            f"{booking.label} diễn ra trước ngày ban hành kế hoạch ({short_date(context.plan_date)}). "
            "Kiểm tra lại ngày họp hoặc ngày ký."
        )
        yield Conflict(Kind.BEFORE_PLAN, Severity.WARN, message, (booking.id,))


def _hours(booking: Booking, known: _Known) -> Iterator[Conflict]:
    start, end, context = booking.slot.start, booking.slot.end, known.context
    late = end.date() != start.date() or end.time() > context.latest
    if start.time() < context.earliest or late:
        message = (
            f"{booking.label} có giờ bất thường (ngoài khoảng {clock_text(context.earliest)}–"
            f"{clock_text(context.latest)}). Kiểm tra lại giờ."
        )
        yield Conflict(Kind.ODD_HOUR, Severity.WARN, message, (booking.id,))


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
