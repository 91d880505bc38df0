"""Planned again with as little change as can be: who is in the way moves, everybody else stays."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from meetings.scheduling.conflicts import bookings_for, context_for
from meetings.scheduling.figures import figures_of
from meetings.scheduling.problem import (
    Assignment,
    ChairBody,
    Delegate,
    DelegateGroup,
    MeetingNeed,
    Problem,
    Slot,
    Standing,
    Venue,
)
from meetings.scheduling.solver import Status, solve
from meetings.scheduling.tests.every_schedule import every_schedule, find_conflicts_that_bind
from meetings.scheduling.tests.rounds import AFTERNOON, MORNING, TUESDAY, at, small_rounds

WEDNESDAY = TUESDAY + timedelta(days=1)
TO_1 = DelegateGroup("to1", "Tổ đại biểu số 1")
HOA = Delegate("hoa", "Nguyễn Thị Hoa", ("to1",))


def stands(name: str, slot: Slot | None, *, weight: int = 1, hall: str | None = None, **more: object) -> MeetingNeed:
    """A meeting of group 1 that stands at a slot, or has none."""
    standing = None if slot is None else Standing(slot, hall, (), weight)
    return MeetingNeed(name, name, (name,), **{"group_ids": ("to1",), "standing": standing, **more})  # type: ignore[arg-type]


def two_days(*needs: MeetingNeed, **more: object) -> Problem:
    usual = {"groups": (TO_1,), "delegates": (HOA,), **more}
    return Problem(TUESDAY, WEDNESDAY, (MORNING, AFTERNOON), needs, **usual)  # type: ignore[arg-type]


def places(problem: Problem) -> dict[object, Slot]:
    proposal = solve(problem, workers=1)
    assert proposal.status is Status.OPTIMAL
    return {assignment.need_id: assignment.slot for assignment in proposal.assignments}


def kept(problem: Problem, assignments: tuple[Assignment, ...]) -> Problem:
    """The problem with every meeting standing where it was put."""
    where = {a.need_id: Standing(a.slot, a.venue_id, a.delegate_ids) for a in assignments}
    return replace(problem, needs=tuple(replace(need, standing=where[need.id]) for need in problem.needs))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(small_rounds())
def test_without_any_conflict_nothing_moves(problem):
    first = solve(problem, workers=1)
    assume(first.status is Status.OPTIMAL)
    again = solve(kept(problem, first.assignments), workers=1)
    assert again.status is Status.OPTIMAL
    assert again.assignments == first.assignments
    assert again.figures == first.figures


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(small_rounds(), st.sampled_from(["hoãn", "địa điểm bận", "chủ trì bận"]), st.data())
def test_no_schedule_whatever_moves_fewer_meetings(problem, event, data):
    problem = replace(problem, needs=problem.needs[:2])
    first = solve(problem, workers=1)
    assume(first.status is Status.OPTIMAL)
    standing = kept(problem, first.assignments)
    weights = data.draw(st.tuples(st.sampled_from([1, 3]), st.sampled_from([1, 3])))
    needs = tuple(
        replace(need, standing=replace(need.standing, weight=weight))
        for need, weight in zip(standing.needs, weights, strict=True)
    )
    slot = first.assignments[0].slot
    if event == "hoãn":
        needs = (replace(needs[0], standing=None, allowed_days=frozenset({slot.day})), needs[1])
        changed = replace(standing, needs=needs)
    elif event == "địa điểm bận":
        changed = replace(
            standing, needs=needs, venues=tuple(replace(v, busy=(*v.busy, slot)) for v in problem.venues)
        )
    else:
        changed = replace(
            standing, needs=needs, chairs=tuple(replace(c, busy=(*c.busy, slot)) for c in problem.chairs)
        )
    everything = every_schedule(changed)
    again = solve(changed, workers=1)
    if not everything:
        assert again.status is Status.INFEASIBLE
        return
    assert again.status is Status.OPTIMAL
    assert find_conflicts_that_bind(bookings_for(changed, again.assignments), context_for(changed)) == []
    assert again.figures.in_order() == min(figures_of(changed, rows).in_order() for rows in everything)


def test_a_meeting_put_off_takes_the_free_half_day_and_nobody_else_moves():
    needs = [
        stands("A", None),
        stands("B", at(14)),
        stands("C", at(8, day=WEDNESDAY)),
        stands("D", at(14, day=WEDNESDAY)),
    ]
    proposal = solve(two_days(*needs), workers=1)
    assert {a.need_id: a.slot for a in proposal.assignments} == {
        "A": at(8), "B": at(14), "C": at(8, day=WEDNESDAY), "D": at(14, day=WEDNESDAY),
    }  # fmt: skip
    assert proposal.figures.moved == 0


def test_one_meeting_makes_room_where_the_one_put_off_cannot_go_elsewhere():
    only_tuesday_morning = stands("A", None, allowed_days=frozenset({TUESDAY}), allowed_parts=frozenset({"sáng"}))
    proposal = solve(two_days(only_tuesday_morning, stands("B", at(8)), stands("C", at(14))), workers=1)
    assert proposal.figures.moved == 1
    assert {a.need_id: a.slot for a in proposal.assignments}["C"] == at(14)


def test_an_announced_meeting_stays_where_moving_two_that_are_not_announced_will_do():
    front = ChairBody("mttq", "Mặt trận", teams=1)
    told = stands("A", at(8), weight=3, chair_id="mttq")
    rows = [stands(name, at(8), group_ids=(), chair_id="mttq") for name in "BC"]
    found = places(two_days(told, *rows, chairs=(front,)))
    assert found["A"] == at(8)


def test_another_hour_of_the_same_day_is_preferred_to_another_day():
    found = places(two_days(stands("A", at(8)), stands("B", at(8))))
    assert sorted(found.values()) == [at(8), at(14)]


def test_a_meeting_in_the_evening_of_a_day_off_stays_where_it_was_put():
    evening = at(19)
    assert places(two_days(stands("A", evening), holidays={TUESDAY: "Lễ"})) == {"A": evening}


def test_a_meeting_without_a_hall_or_in_a_small_one_is_not_moved_for_that():
    small = Venue("v", "Hội trường", "A", 50)
    without = stands("A", at(8), expected_voters=200)
    inside = stands("A", at(8), hall="v", expected_voters=200)
    for need, hall in ((without, None), (inside, "v")):
        proposal = solve(two_days(need, venues=(small,)), workers=1)
        assert [(a.slot, a.venue_id) for a in proposal.assignments] == [(at(8), hall)]


def test_those_named_for_a_meeting_stay_named_for_it():
    people = (HOA, Delegate("binh", "Bình", ("to1",)), Delegate("chi", "Chi", ("to1",), busy=(at(8),)))
    need = replace(stands("A", at(8)), standing=Standing(at(8), None, ("hoa", "chi")))
    proposal = solve(two_days(need, delegates=people), workers=1)
    assert [set(a.delegate_ids) for a in proposal.assignments] == [{"hoa", "chi"}]
    assert proposal.figures.moved == 0


def test_a_group_none_of_whose_named_delegates_is_free_any_more_moves_the_meeting():
    busy = replace(HOA, busy=(at(7, 5),))
    need = replace(stands("A", at(8)), standing=Standing(at(8), None, ("hoa",)))
    proposal = solve(two_days(need, delegates=(busy,)), workers=1)
    assert [a.slot for a in proposal.assignments] == [at(14)]
    assert (proposal.figures.moved, proposal.figures.other_day) == (1, 0)
