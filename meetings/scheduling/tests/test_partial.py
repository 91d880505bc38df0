"""When the time is too short: a schedule at once, and as many meetings placed as can be."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations

from hypothesis import HealthCheck, given, settings

from meetings.scheduling import solver
from meetings.scheduling.conflicts import bookings_for, context_for
from meetings.scheduling.figures import figures_of
from meetings.scheduling.first_fit import first_fit
from meetings.scheduling.model import RoundModel
from meetings.scheduling.objectives import Objectives
from meetings.scheduling.problem import Delegate, DelegateGroup, MeetingNeed, Problem
from meetings.scheduling.solver import Status, solve
from meetings.scheduling.tests.every_schedule import every_schedule, find_conflicts_that_bind
from meetings.scheduling.tests.rounds import AFTERNOON, MORNING, TUESDAY, small_rounds, town_round


@settings(max_examples=60, deadline=None)
@given(small_rounds())
def test_a_schedule_made_at_once_keeps_every_rule(problem):
    placed = first_fit(problem)
    assert find_conflicts_that_bind(bookings_for(problem, placed), context_for(problem)) == []
    order = [need.id for need in problem.needs]
    assert [a.need_id for a in placed] == [key for key in order if key in {a.need_id for a in placed}]


@settings(max_examples=40, deadline=None)
@given(small_rounds())
def test_without_any_time_what_fits_is_proposed_and_the_rest_is_named(problem):
    proposal = solve(problem, seconds=0, workers=1)
    if proposal.status is Status.INFEASIBLE:
        assert proposal.reasons and not proposal.assignments
        return
    placed = [a.need_id for a in proposal.assignments]
    assert sorted([*placed, *proposal.left_out]) == [need.id for need in problem.needs]
    assert proposal.status is (Status.UNKNOWN if proposal.left_out else Status.FEASIBLE)
    assert find_conflicts_that_bind(bookings_for(problem, proposal.assignments), context_for(problem)) == []
    assert proposal.figures == figures_of(problem, proposal.assignments)


def most_placed(problem: Problem) -> int:
    """The largest number of meetings that fit together, by trying every choice of them."""
    for size in range(len(problem.needs), 0, -1):
        for some in combinations(problem.needs, size):
            if every_schedule(replace(problem, needs=some)):
                return size
    return 0


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(small_rounds())
def test_no_choice_of_meetings_places_more_than_the_model_that_may_leave_some_out(problem):
    from ortools.sat.python import cp_model

    problem = replace(problem, needs=problem.needs[:2])
    round = RoundModel(problem, optional=True)
    left_out = Objectives(round).tiers()[0]
    round.model.minimize(left_out.expression)
    search = cp_model.CpSolver()
    search.parameters.num_workers = 1
    assert search.solve(round.model) == cp_model.OPTIMAL
    placed = round.read(search.boolean_value)
    assert len(placed) == most_placed(problem)
    assert find_conflicts_that_bind(bookings_for(problem, placed), context_for(problem)) == []


def test_a_round_the_solver_cannot_decide_in_time_still_gets_a_schedule(monkeypatch):
    """The search for a whole schedule is given no time: the one that may leave meetings out finds it."""
    monkeypatch.setattr(solver, "first_fit", lambda _problem: ())
    monkeypatch.setattr(solver, "SHARE_FOR_ANY", 0.0)
    proposal = solve(town_round(), seconds=20, workers=1)
    assert proposal.left_out == ()
    assert proposal.figures is not None and proposal.figures.half_days_off == 0
    found = bookings_for(town_round(), proposal.assignments)
    assert find_conflicts_that_bind(found, context_for(town_round())) == []


def test_a_round_with_too_few_days_is_impossible_even_when_time_is_short():
    crowded = town_round(days=1)
    needs = tuple(replace(need, allowed_days=frozenset({TUESDAY + timedelta(days=0)})) for need in crowded.needs)
    proposal = solve(replace(crowded, needs=needs), seconds=0, workers=1)
    assert proposal.status is Status.INFEASIBLE
    assert proposal.assignments == () and proposal.left_out == ()


def test_five_hundred_meetings_get_a_whole_schedule_in_the_time_given():
    groups = tuple(DelegateGroup(number, f"Tổ {number}") for number in range(100))
    needs = tuple(MeetingNeed(unit, f"Đơn vị {unit}", (unit,), (unit % 100,)) for unit in range(500))
    people = tuple(Delegate(number, f"Người {number}", (number % 100,)) for number in range(300))
    problem = Problem(date(2026, 6, 1), date(2026, 6, 5), (MORNING, AFTERNOON), needs, groups, people)
    proposal = solve(problem, seconds=3, workers=1)
    assert [a.need_id for a in proposal.assignments] == [need.id for need in needs]
    assert find_conflicts_that_bind(bookings_for(problem, proposal.assignments), context_for(problem)) == []
    assert proposal.seconds < 60, "the time given ends the search; the rest is for a busy machine to notice"
