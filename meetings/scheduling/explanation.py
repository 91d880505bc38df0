"""Which rules make a round impossible: a set of rules that cannot hold together and of which none is idle."""

from __future__ import annotations

import time
from typing import Any

from meetings.scheduling.model import RoundModel
from meetings.scheduling.problem import Problem
from meetings.scheduling.rules import Reason, Rule, RuleKind, reason_for


def reasons_in_the_way(problem: Problem, *, seconds: float, seed: int = 1) -> tuple[Reason, ...]:
    """Reasons of a round known to be impossible.

    Each rule is switched by a literal; the solver returns a set that cannot hold, and each rule of it is
    dropped in turn where the rest still cannot hold. When the time runs out the set may hold a rule too many.
    """
    ends = time.monotonic() + seconds
    switched = RoundModel(problem, switchable=True)
    core = _impossible(switched, tuple(switched.switches), seconds, seed)
    if core is None:
        core = tuple(switched.switches)
    for rule in core:
        left = ends - time.monotonic()
        if left <= 0:
            break
        if rule in core:
            smaller = _impossible(switched, tuple(other for other in core if other != rule), left, seed)
            core = core if smaller is None else smaller
    return tuple(reason_for(problem, rule) for rule in core or (Rule(RuleKind.WINDOW),))


def _impossible(switched: RoundModel, rules: tuple[Rule, ...], seconds: float, seed: int) -> tuple[Rule, ...] | None:
    """The rules of the set that suffice to make the round impossible; None when that was not proven."""
    from ortools.sat.python import cp_model

    model = switched.model
    model.clear_assumptions()
    model.add_assumptions([switched.switches[rule] for rule in rules])
    solver: Any = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = max(0.01, seconds)
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed
    if solver.solve(model) != cp_model.INFEASIBLE:
        return None
    wanted = set(solver.sufficient_assumptions_for_infeasibility())
    return tuple(rule for rule in rules if switched.switches[rule].index in wanted)
