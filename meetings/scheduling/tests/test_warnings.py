"""What is only warned of: avoided wherever it can be, counted where it cannot, never in the way of a schedule."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import HealthCheck, given, settings

from meetings.scheduling.conflicts import Conflict, Severity, bookings_for, context_for, find_conflicts
from meetings.scheduling.figures import figures_of
from meetings.scheduling.first_fit import first_fit
from meetings.scheduling.problem import (
    Assignment,
    ChairBody,
    Delegate,
    DelegateGroup,
    HeldSlot,
    Id,
    MeetingNeed,
    Problem,
    Slot,
    Standing,
    Venue,
    WorkingPart,
)
from meetings.scheduling.rules import RuleKind
from meetings.scheduling.solver import Status, solve
from meetings.scheduling.tests.every_schedule import conflicts_beside, every_schedule, find_conflicts_that_bind
from meetings.scheduling.tests.rounds import AFTERNOON, MORNING, TUESDAY, at, rounds_with_warnings

WEDNESDAY = TUESDAY + timedelta(days=1)
TO_1 = DelegateGroup("to1", "Tổ đại biểu số 1")
HOA = Delegate("hoa", "Nguyễn Thị Hoa", ("to1",))
HALL = Venue("ht", "Hội trường", "A", 200)
LATE_MORNING = WorkingPart("trưa", (at(11).start.time(),))


def need(name: str, **more: object) -> MeetingNeed:
    """A meeting in unit A, so that the hall of A is the only one, without any group."""
    return MeetingNeed(**{"id": name, "name": name, "unit_ids": ("A",), **more})  # type: ignore[arg-type]


def one_hall(*needs: MeetingNeed, **more: object) -> Problem:
    """A Tuesday on which meetings begin at 8h00, 11h00 and 14h00, an hour to clear the one hall."""
    usual = {"venues": (HALL,), "venue_pause": timedelta(hours=1), "parts": (MORNING, LATE_MORNING, AFTERNOON)}
    return Problem(**{"first_day": TUESDAY, "last_day": TUESDAY, "needs": needs, **usual, **more})  # type: ignore[arg-type]


def places(problem: Problem) -> dict[Id, Slot]:
    proposal = solve(problem, workers=1)
    assert proposal.status is Status.OPTIMAL
    return {assignment.need_id: assignment.slot for assignment in proposal.assignments}


def warned(problem: Problem, assignments: tuple[Assignment, ...]) -> list[Conflict]:
    found = find_conflicts(bookings_for(problem, assignments), context_for(problem))
    return [conflict for conflict in found if conflict.severity is Severity.WARN]


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(rounds_with_warnings())
def test_no_proposal_is_blocked_or_warned_of_what_another_as_good_avoids(round_and_others):
    problem, others = round_and_others
    everything = every_schedule(problem, others)
    proposal = solve(problem, seconds=20, workers=1)
    if not everything:
        assert proposal.status is Status.INFEASIBLE
        assert proposal.reasons
        return
    context, bookings = context_for(problem), bookings_for(problem, proposal.assignments)
    assert proposal.status is Status.OPTIMAL
    assert find_conflicts_that_bind(bookings, context, others) == []
    found = [c for c in conflicts_beside(bookings, context, others) if c.severity is Severity.WARN]
    assert proposal.figures is not None
    assert proposal.figures.warnings == len(found)
    assert proposal.figures.in_order() == min(figures_of(problem, rows).in_order() for rows in everything)


@settings(max_examples=80, deadline=None)
@given(rounds_with_warnings())
def test_a_schedule_made_at_once_keeps_every_rule_beside_other_rounds_and_counts_its_warnings(round_and_others):
    problem, others = round_and_others
    placed = first_fit(problem)
    context, bookings = context_for(problem), bookings_for(problem, placed)
    assert find_conflicts_that_bind(bookings, context, others) == []
    found = [c for c in conflicts_beside(bookings, context, others) if c.severity is Severity.WARN]
    assert figures_of(problem, placed).warnings == len(found)


def test_the_hall_is_cleared_between_two_meetings_where_there_are_hours_for_it():
    problem = one_hall(need("A"), need("B", preferred_parts=frozenset({"trưa"})))
    assert places(problem) == {"A": at(8), "B": at(14)} or places(problem) == {"A": at(14), "B": at(8)}


def test_a_round_that_leaves_no_time_to_clear_the_hall_is_planned_all_the_same_and_says_so():
    problem = one_hall(need("A"), need("B"), need("C"))
    proposal = solve(problem, workers=1)
    assert sorted(a.slot for a in proposal.assignments) == [at(8), at(11), at(14)]
    assert proposal.figures is not None and proposal.figures.warnings == 2
    assert [c.kind for c in warned(problem, proposal.assignments)] == ["venue_pause", "venue_pause"]


def test_a_hall_used_by_another_round_is_neither_taken_nor_entered_before_it_is_cleared():
    held = HeldSlot(at(8).start, at(8).end, ("A",))
    assert places(one_hall(need("A"), venues=(replace(HALL, held=(held,)),))) == {"A": at(14)}


def test_two_locked_meetings_too_close_in_one_hall_keep_nobody_from_planning():
    locked = [need(name, fixed=slot, fixed_venue_id="ht") for name, slot in (("A", at(8)), ("B", at(11)))]
    proposal = solve(one_hall(*locked, need("C", venue_ids=("ht",)), last_day=WEDNESDAY), workers=1)
    assert proposal.status is Status.OPTIMAL
    assert proposal.figures is not None and proposal.figures.warnings == 0
    assert len(warned(one_hall(*locked), proposal.assignments[:2])) == 1


def test_a_meeting_that_stands_too_close_to_another_moves_only_when_something_has_to():
    rows = [need(name, standing=Standing(slot, "ht")) for name, slot in (("A", at(8)), ("B", at(11)))]
    assert places(one_hall(*rows)) == {"A": at(8), "B": at(11)}


def test_a_meeting_too_long_for_the_afternoon_begins_in_the_morning():
    assert places(one_hall(need("A", duration=timedelta(hours=9)))) == {"A": at(8, 9)}


def test_nothing_is_put_before_the_plan_was_signed_unless_there_is_no_other_day():
    assert places(one_hall(need("A"), last_day=WEDNESDAY, plan_date=WEDNESDAY))["A"].day == WEDNESDAY
    proposal = solve(one_hall(need("A"), plan_date=WEDNESDAY), workers=1)
    assert proposal.figures is not None and proposal.figures.warnings == 1


def test_a_locked_meeting_in_a_hall_too_small_or_with_a_guest_who_is_busy_keeps_nobody_from_planning():
    busy = replace(HOA, busy=(at(8),))
    locked = need(
        "A",
        fixed=at(8),
        fixed_venue_id="ht",
        expected_voters=500,
        delegate_ids=("hoa",),
        standing=Standing(at(8), "ht"),
    )
    problem = one_hall(locked, need("B", delegate_ids=("hoa",)), delegates=(busy,))
    proposal = solve(problem, workers=1)
    assert {a.need_id: (a.slot, a.delegate_ids) for a in proposal.assignments} == {
        "A": (at(8), ("hoa",)),
        "B": (at(14), ("hoa",)),
    }
    assert first_fit(problem) == proposal.assignments
    assert [c.kind for c in warned(problem, proposal.assignments)] == ["busy", "capacity"]


def test_meetings_of_other_rounds_leave_their_people_the_time_to_come():
    """The group is elsewhere until 10h00 and needs an hour for the way: 11h00 will do, 8h00 will not."""
    held = HeldSlot(at(7).start, at(10).start, ("xa",))
    travel = {("A", "xa"): 60}
    for more, in_the_way in (
        ({"groups": (replace(TO_1, held=(held,)),), "delegates": (HOA,)}, {RuleKind.GROUP}),
        (
            {"groups": (TO_1,), "delegates": (replace(HOA, held=(held,)),)},
            {RuleKind.DELEGATE, RuleKind.NO_DELEGATE},
        ),
    ):
        meeting = need("A", group_ids=("to1",))
        found = places(one_hall(meeting, parts=(MORNING, LATE_MORNING), travel=travel, **more))
        assert found == {"A": at(11)}
        crowded = solve(one_hall(meeting, parts=(MORNING,), travel=travel, **more), workers=1)
        assert {reason.rule.kind for reason in crowded.reasons} == in_the_way


def test_a_body_whose_teams_are_all_out_for_other_rounds_chairs_nothing_more_at_that_hour():
    held = HeldSlot(at(8).start, at(8).end)
    front = ChairBody("mttq", "Mặt trận", teams=2, held=(held,))
    rows = [need(name, unit_ids=(name,), chair_id="mttq") for name in "AB"]
    problem = one_hall(*rows, chairs=(front,), venues=(), parts=(MORNING, AFTERNOON))
    assert sorted(places(problem).values()) == [at(8), at(14)]
    assert sorted(places(replace(problem, chairs=(replace(front, held=(held, held)),))).values()) == [at(14), at(14)]
