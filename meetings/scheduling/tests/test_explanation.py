"""Why a round cannot be held: as few rules as can be, proven so or said not to be."""

from dataclasses import replace
from itertools import combinations

from hypothesis import HealthCheck, assume, given, settings

from meetings.scheduling.explanation import explain
from meetings.scheduling.model import RoundModel
from meetings.scheduling.problem import Delegate, DelegateGroup, MeetingNeed, Problem
from meetings.scheduling.rules import Rule, RuleKind
from meetings.scheduling.solver import Status, solve
from meetings.scheduling.tests.rounds import AFTERNOON, MORNING, TUESDAY, at, small_rounds, town_round


def is_impossible(switched: RoundModel, rules: tuple[Rule, ...]) -> bool:
    """Whether the rules alone leave no schedule."""
    from ortools.sat.python import cp_model

    model = switched.model.clone()
    for rule in rules:
        model.add(switched.switches[rule] == 1)
    search = cp_model.CpSolver()
    search.parameters.num_workers = 1
    return bool(search.solve(model) == cp_model.INFEASIBLE)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(small_rounds())
def test_the_rules_named_are_enough_and_no_fewer_would_be(problem):
    proposal = solve(problem, seconds=20, workers=1)
    assume(proposal.status is Status.INFEASIBLE)
    found = explain(problem, seconds=20)
    assert found.is_smallest
    rules = tuple(reason.rule for reason in found.reasons)
    switched = RoundModel(problem, switchable=True)
    assert is_impossible(switched, rules)
    for size in range(len(rules)):
        for fewer in combinations(switched.switches, size):
            assert not is_impossible(switched, fewer)


def test_of_two_knots_the_one_with_fewer_rules_is_named():
    """Two locked meetings of one delegate (three rules) beside a meeting no hall holds (one rule)."""
    hoa = Delegate("hoa", "Hoa")
    locked = [MeetingNeed(name, name, (name,), delegate_ids=("hoa",), fixed=at(8)) for name in "AB"]
    alone = MeetingNeed("C", "C", ("C",), joint_council_ids=("tinh",))
    problem = Problem(TUESDAY, TUESDAY, (MORNING, AFTERNOON), (*locked, alone), delegates=(hoa,))
    found = explain(problem, seconds=10)
    assert [reason.rule for reason in found.reasons] == [Rule(RuleKind.JOINT, "C")]
    assert found.is_smallest


def test_every_group_with_too_many_meetings_is_told_though_one_is_enough():
    groups = tuple(DelegateGroup(key, f"Tổ {key}") for key in "xy")
    needs = tuple(MeetingNeed(f"{key}{i}", f"{key}{i}", (f"{key}{i}",), (key,)) for key in "xy" for i in range(3))
    proposal = solve(Problem(TUESDAY, TUESDAY, (MORNING, AFTERNOON), needs, groups=groups))
    assert [reason.rule for reason in proposal.reasons] == [Rule(RuleKind.GROUP, "x")]
    assert [reason.rule for reason in proposal.further] == [Rule(RuleKind.GROUP, "y")]
    assert proposal.is_smallest


def test_with_no_time_to_look_the_answer_does_not_claim_to_be_the_smallest():
    crowded = town_round(days=3)
    holidays = dict.fromkeys(crowded.days[1:], "Lễ")
    found = explain(replace(crowded, holidays=holidays), seconds=0)
    assert found.reasons
    assert not found.is_smallest
