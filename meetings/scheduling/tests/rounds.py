"""Rounds for the tests: a town as of 2017, and small random ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from hypothesis import strategies as st

from meetings.scheduling.bookings import Booking
from meetings.scheduling.problem import (
    ChairBody,
    Delegate,
    DelegateGroup,
    HeldSlot,
    Id,
    MeetingNeed,
    Problem,
    Slot,
    Venue,
    WorkingPart,
)

TUESDAY = date(2017, 6, 20)
MORNING = WorkingPart("sáng", (time(8, 0),))
AFTERNOON = WorkingPart("chiều", (time(14, 0),))


def at(hour: float, length: float = 3, day: date = TUESDAY) -> Slot:
    """A slot from an hour of a day, both in hours."""
    start = datetime.combine(day, time(0)) + timedelta(hours=hour)
    return Slot(start, start + timedelta(hours=length))


def town_round(days: int = 3) -> Problem:
    """Twelve units, ten groups of the town and one of the province that joins four meetings, 35 delegates."""
    units = [
        "Đông Ngàn", "Tân Hồng", "Đình Bảng", "Phù Chẩn", "Tam Sơn", "Tương Giang",
        "Đồng Kỵ", "Trang Hạ", "Đồng Nguyên", "Hương Mạc", "Phù Khê", "Châu Khê",
    ]  # fmt: skip
    home = {unit: place % 10 for place, unit in enumerate(units)}
    joint = {"Phù Khê", "Đồng Nguyên", "Tương Giang", "Trang Hạ"}
    needs = tuple(
        MeetingNeed(
            id=unit,
            name=unit,
            unit_ids=(unit,),
            group_ids=(home[unit], *(["tinh"] if unit in joint else [])),
            joint_council_ids=("tinh",) if unit in joint else (),
            chair_id="mttq",
            preferred_days=frozenset({TUESDAY}) if unit == "Đông Ngàn" else frozenset(),
            expected_voters=180 if unit == "Đình Bảng" else 90,
        )
        for unit in units
    )
    return Problem(
        first_day=TUESDAY,
        last_day=TUESDAY + timedelta(days=days - 1),
        parts=(MORNING, AFTERNOON),
        needs=needs,
        groups=(
            *(DelegateGroup(i, f"Tổ đại biểu số {i + 1}", "thi-xa") for i in range(10)),
            DelegateGroup("tinh", "Tổ đại biểu HĐND tỉnh", "tinh"),
        ),
        delegates=(
            *(Delegate(i, f"Người số {i + 1}", (i % 10,)) for i in range(35)),
            *(Delegate(f"t{i}", f"Người tỉnh {i + 1}", ("tinh",)) for i in range(3)),
        ),
        venues=tuple(
            Venue(f"{unit}-{size}", f"Hội trường {unit} {size} chỗ", unit, size)
            for unit in units
            for size in (120, 250)
        ),
        chairs=(ChairBody("mttq", "Ban Thường trực Ủy ban MTTQ thị xã", teams=3),),
        travel={(a, b): 15 for a in units for b in units if a < b},
    )


@st.composite
def small_rounds(draw: st.DrawFn) -> Problem:
    """Two to four meetings over a day or two, with shared delegates, halls, chairs, absences, travel."""
    days = draw(st.integers(1, 2))
    window = [TUESDAY + timedelta(days=i) for i in range(days)]
    starts = draw(st.sampled_from([(time(8),), (time(8), time(9)), (time(8), time(11))]))
    busy = st.lists(
        st.builds(at, st.sampled_from([7, 8, 10, 14]), st.sampled_from([1, 3]), st.sampled_from(window)),
        max_size=2,
    ).map(tuple)
    groups = tuple(
        DelegateGroup(i, f"Tổ {i}", minimum=draw(st.integers(1, 2)), may_split=draw(st.booleans())) for i in range(2)
    )
    delegates = tuple(
        Delegate(i, f"Người {i}", tuple(sorted(draw(st.sets(st.integers(0, 1), min_size=1)))), draw(busy))
        for i in range(draw(st.integers(2, 4)))
    )
    venues = tuple(
        Venue(i, f"Hội trường {i}", i, draw(st.sampled_from([50, 100, None])), draw(busy)) for i in range(2)
    )
    chairs = tuple(ChairBody(i, f"Mặt trận {i}", teams=i + 1, busy=draw(busy)) for i in range(2))
    some = st.sets(st.integers(0, 1)).map(lambda chosen: tuple(sorted(chosen)))
    needs = tuple(
        MeetingNeed(
            id=i,
            name=f"Đơn vị {i}",
            unit_ids=(draw(st.integers(0, 2)),),
            group_ids=draw(some),
            delegate_ids=tuple(draw(st.sets(st.integers(0, len(delegates) - 1), max_size=1))),
            chair_id=draw(st.sampled_from([None, 0, 1])),
            duration=timedelta(hours=draw(st.sampled_from([2, 3]))),
            allowed_parts=frozenset(draw(st.sampled_from([(), ("sáng",)]))),
            preferred_days=frozenset(draw(st.sets(st.sampled_from(window), max_size=1))),
            preferred_parts=frozenset(draw(st.sampled_from([(), ("chiều",)]))),
            expected_voters=draw(st.sampled_from([40, 80])),
            venue_ids=draw(some),
            left=draw(st.sampled_from([None, None, None, at(8, 3, window[-1])])),
        )
        for i in range(draw(st.integers(2, 4)))
    )
    return Problem(
        first_day=window[0],
        last_day=window[-1],
        parts=(WorkingPart("sáng", starts), AFTERNOON),
        needs=needs,
        groups=groups,
        delegates=delegates,
        venues=venues,
        chairs=chairs,
        travel={(0, 1): draw(st.sampled_from([0, 30, 200]))},
        gap=timedelta(minutes=draw(st.sampled_from([0, 15]))),
    )


def beside(problem: Problem, others: Iterable[Booking]) -> Problem:
    """The round while OTHERS, meetings that are not planned in it, take their people and halls."""
    others = tuple(others)

    def held(own: Iterable[Booking]) -> tuple[HeldSlot, ...]:
        return tuple(HeldSlot(other.slot.start, other.slot.end, other.unit_ids) for other in own)

    def of_chair(chair_id: Id) -> Iterable[Booking]:
        return (other for other in others if other.chair_id == chair_id)

    return replace(
        problem,
        groups=tuple(replace(g, held=held(o for o in others if g.id in o.group_ids)) for g in problem.groups),
        delegates=tuple(replace(d, held=held(o for o in others if d.id in o.delegate_ids)) for d in problem.delegates),
        venues=tuple(replace(v, held=held(o for o in others if o.venue_id == v.id)) for v in problem.venues),
        chairs=tuple(replace(c, held=held(of_chair(c.id))) for c in problem.chairs),
    )


@st.composite
def rounds_with_warnings(draw: st.DrawFn) -> tuple[Problem, tuple[Booking, ...]]:
    """Small rounds that ask for time to clear a hall and for days after the plan, beside meetings of other rounds."""
    problem = draw(small_rounds())
    needs = tuple(replace(need, duration=timedelta(hours=draw(st.sampled_from([3, 3, 9])))) for need in problem.needs)
    problem = replace(
        problem,
        needs=needs[:2],
        venue_pause=timedelta(minutes=draw(st.sampled_from([30, 60, 240]))),
        plan_date=draw(st.sampled_from([None, problem.last_day])),
    )
    some = st.sets(st.integers(0, 1), max_size=1).map(tuple)
    others = tuple(
        Booking(
            id=f"khác {number}",
            name=f"Hội nghị khác {number}",
            slot=draw(st.builds(at, st.sampled_from([7, 11, 17]), st.just(2), st.sampled_from(problem.days))),
            unit_ids=(draw(st.integers(0, 2)),),
            group_ids=draw(some),
            delegate_ids=draw(some),
            chair_id=draw(st.sampled_from([None, 0, 1])),
            venue_id=draw(st.sampled_from([None, 0, 1])),
        )
        for number in range(draw(st.integers(0, 2)))
    )
    return beside(problem, others), others
