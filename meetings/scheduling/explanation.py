"""Which rules make a round impossible: the fewest that cannot hold together.

Every impossible set of rules must hold one rule of each "way out" (rules that, given up, leave a schedule). The
fewest rules that meet all ways out found so far are tried; when they leave a schedule after all, that is a new
way out, and when they do not, no smaller set exists.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from meetings.scheduling.feasibility import counting_proof
from meetings.scheduling.model import RoundModel
from meetings.scheduling.problem import Problem
from meetings.scheduling.rules import Reason, Rule, RuleKind, reason_for

SHARE_FOR_A_SET = 0.5


@dataclass(frozen=True, slots=True)
class Explanation:
    """Reasons that together leave no schedule, whether no fewer do, and others that are enough alone."""

    reasons: tuple[Reason, ...]
    is_smallest: bool
    further: tuple[Reason, ...] = ()


def explain(problem: Problem, *, seconds: float, seed: int = 1) -> Explanation:
    """Why a round known to be impossible is so. When the time ends the set may not be the smallest."""
    alone = counting_proof(problem, by_one_rule=True)
    if alone:
        return Explanation(alone[:1], is_smallest=True, further=alone[1:])
    counted = counting_proof(problem)
    known = {reason.rule: reason for reason in counted}
    rules, is_smallest = _Hunt(problem, counted, seconds, seed).run()
    if not rules and counted:
        return Explanation(counted[:1], is_smallest=False, further=counted[1:])
    named = rules or (Rule(RuleKind.WINDOW),)
    return Explanation(tuple(known.get(rule) or reason_for(problem, rule) for rule in named), is_smallest)


class _Hunt:
    """The search for the smallest impossible set of rules."""

    def __init__(self, problem: Problem, counted: Sequence[Reason], seconds: float, seed: int) -> None:
        self.problem, self.seed = problem, seed
        began = time.monotonic()
        self.ends, self.half = began + seconds, began + SHARE_FOR_A_SET * seconds
        crowded = set(counted[0].need_ids) if counted else {need.id for need in problem.needs}
        self.part = replace(problem, needs=tuple(need for need in problem.needs if need.id in crowded))

    def run(self) -> tuple[tuple[Rule, ...], bool]:
        """The rules, and whether they are proven to be the fewest."""
        core = self._irreducible()
        ways_out: list[frozenset[Rule]] = []
        switched = RoundModel(self.problem, switchable=True)
        while time.monotonic() < self.ends:
            fewest = _fewest_meeting(ways_out)
            if core is not None and len(fewest) >= len(core):
                return core, True
            way_out = self._way_out(switched, fewest)
            if way_out is None:
                break
            if not way_out:
                return fewest, True
            ways_out.append(way_out)
        return core or (), False

    def _irreducible(self) -> tuple[Rule, ...] | None:
        """An impossible set in which no rule is idle, unless the time is too short; None when none was found."""
        switched = RoundModel(self.part, switchable=True)
        core = self._impossible(switched, tuple(switched.switches))
        for rule in core or ():
            if core is not None and rule in core and time.monotonic() < self.half:
                core = self._impossible(switched, tuple(other for other in core if other != rule)) or core
        return core

    def _impossible(self, switched: RoundModel, rules: tuple[Rule, ...]) -> tuple[Rule, ...] | None:
        """The rules of the set that suffice to make the round impossible; None when that was not proven."""
        from ortools.sat.python import cp_model

        model = switched.model
        model.clear_assumptions()
        model.add_assumptions([switched.switches[rule] for rule in rules])
        solver = self._solver(self.half)
        if solver.solve(model) != cp_model.INFEASIBLE:
            return None
        wanted = set(solver.sufficient_assumptions_for_infeasibility())
        return tuple(rule for rule in rules if switched.switches[rule].index in wanted)

    def _way_out(self, switched: RoundModel, kept: Iterable[Rule]) -> frozenset[Rule] | None:
        """As few rules as can be found whose giving up leaves a schedule, none of the KEPT among them.

        Empty when the KEPT rules alone leave none; None when the time was too short to tell.
        """
        from ortools.sat.python import cp_model

        model = switched.model.clone()
        model.clear_assumptions()
        for rule in kept:
            model.add(switched.switches[rule] == 1)
        model.maximize(cp_model.LinearExpr.sum(list(switched.switches.values())))
        solver = self._solver(self.ends)
        code = solver.solve(model)
        if code == cp_model.INFEASIBLE:
            return frozenset()
        if code not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        return frozenset(rule for rule, switch in switched.switches.items() if not solver.value(switch))

    def _solver(self, ends: float) -> Any:
        from ortools.sat.python import cp_model

        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = max(0.01, ends - time.monotonic())
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = self.seed
        return solver


def _fewest_meeting(ways_out: Sequence[frozenset[Rule]]) -> tuple[Rule, ...]:
    """The smallest set of rules that holds one of each way out."""
    from ortools.sat.python import cp_model

    rules = tuple(dict.fromkeys(rule for way_out in ways_out for rule in sorted(way_out, key=str)))
    model = cp_model.CpModel()
    chosen = {rule: model.new_bool_var("") for rule in rules}
    for way_out in ways_out:
        model.add_bool_or([chosen[rule] for rule in way_out])
    model.minimize(cp_model.LinearExpr.sum(list(chosen.values())))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.solve(model)
    return tuple(rule for rule in rules if solver.value(chosen[rule]))
