"""Proposes the schedule of a round: every hard rule kept, the figures lowered in their stated order.

Order of what is lowered (see ``Figures``): days off preference, absences, balance over days and over groups,
travel, venues. A later figure is never lowered at the cost of an earlier one: the model is solved once for
each figure, the earlier ones held at what was reached.

With one worker and a fixed seed the answer depends on the problem alone, unless the time runs out; with more
workers any of several equally good schedules may come. OR-Tools is imported only when ``solve`` is called.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from meetings.scheduling.explanation import reasons_in_the_way
from meetings.scheduling.feasibility import counting_proof
from meetings.scheduling.figures import Figures, figures_of
from meetings.scheduling.model import RoundModel, Tier
from meetings.scheduling.problem import Assignment, Problem
from meetings.scheduling.rules import Reason

EXPLANATION_SECONDS = 5.0


class Status(StrEnum):
    """What is known of the proposal."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a running solve stands: the figure being lowered, its best value so far and what bounds it."""

    figure: str
    best: int
    bound: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Proposal:
    """The answer to a problem. ``assignments`` is empty unless a schedule was found.

    ``gap`` is 0 when every figure is proven lowest; else (reached - bound) / reached of the first not proven.
    ``reasons`` name the rules in the way when no schedule exists.
    """

    status: Status
    assignments: tuple[Assignment, ...] = ()
    figures: Figures | None = None
    gap: float | None = None
    seconds: float = 0.0
    first_seconds: float | None = None
    reasons: tuple[Reason, ...] = ()


Report = Callable[[Progress], bool | None]


def solve(
    problem: Problem,
    *,
    seconds: float = 30.0,
    workers: int = 2,
    seed: int = 1,
    progress: Report | None = None,
) -> Proposal:
    """Searches for about ``seconds`` at most. ``progress`` is told each step; False from it ends the search.

    Naming the reasons of an impossible round may take up to five seconds more.
    """
    began = time.monotonic()
    proof = counting_proof(problem)
    if proof:
        return Proposal(Status.INFEASIBLE, reasons=proof, seconds=time.monotonic() - began)
    search = _Search(problem, began, seconds, workers, seed, progress)
    proposal = search.run()
    if proposal is not None:
        return proposal
    reasons = reasons_in_the_way(problem, seconds=EXPLANATION_SECONDS, seed=seed)
    return Proposal(Status.INFEASIBLE, reasons=reasons, seconds=time.monotonic() - began)


class _Search:
    """One run of the solver: first any schedule, then one figure after the other."""

    def __init__(
        self, problem: Problem, began: float, seconds: float, workers: int, seed: int, progress: Report | None
    ) -> None:
        self.problem, self.began, self.ends = problem, began, began + seconds
        self.workers, self.seed, self.progress = workers, seed, progress
        self.round = RoundModel(problem)
        self.tiers = self.round.tiers()
        self.values: list[int] = []
        self.stopped = False

    def run(self) -> Proposal | None:
        """The proposal, or None when the rules are proven to leave no schedule."""
        from ortools.sat.python import cp_model

        code, _ = self._solve(None, self.ends - time.monotonic())
        if code == cp_model.INFEASIBLE:
            return None
        if not self.values:
            return Proposal(Status.UNKNOWN, seconds=time.monotonic() - self.began)
        first_seconds = time.monotonic() - self.began
        gap = 0.0
        for place, tier in enumerate(self.tiers):
            tier_gap = self._lower(tier, len(self.tiers) - place)
            gap = gap or tier_gap
        assignments = self.round.read(lambda literal: bool(self.values[literal.index]))
        return Proposal(
            status=Status.FEASIBLE if gap else Status.OPTIMAL,
            assignments=assignments,
            figures=figures_of(self.problem, assignments),
            gap=gap,
            seconds=time.monotonic() - self.began,
            first_seconds=first_seconds,
        )

    def _lower(self, tier: Tier, left: int) -> float:
        """Lowers one figure, holds it there, and returns its gap."""
        from ortools.sat.python import cp_model

        if isinstance(tier.expression, int):
            return 0.0
        reached, bound = self._figure(tier), tier.floor
        self._tell(tier.name, reached, bound)
        budget = (self.ends - time.monotonic()) / left
        if reached > bound and budget > 0 and not self.stopped:
            code, found_bound = self._solve(tier, budget)
            reached = self._figure(tier)
            bound = reached if code == cp_model.OPTIMAL else max(bound, found_bound)
        self.round.model.add(tier.expression <= reached)
        return (reached - bound) / reached if reached > bound else 0.0

    def _figure(self, tier: Tier) -> int:
        assignments = self.round.read(lambda literal: bool(self.values[literal.index]))
        return int(getattr(figures_of(self.problem, assignments), tier.name))

    def _solve(self, tier: Tier | None, seconds: float) -> tuple[Any, int]:
        """One call of CP-SAT from the schedule in hand; keeps a better one. Returns status and bound."""
        from ortools.sat.python import cp_model

        model, solver = self.round.model, cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = max(0.01, seconds)
        solver.parameters.num_workers = self.workers
        solver.parameters.random_seed = self.seed
        model.clear_hints()  # type: ignore[no-untyped-call]
        for index, value in enumerate(self.values):
            model.add_hint(model.get_int_var_from_proto_index(index), value)
        model.clear_objective()  # type: ignore[no-untyped-call]
        if tier is not None:
            model.minimize(tier.expression)
        code = solver.solve(model, self._callback(tier))
        if code in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            self.values = [int(v) for v in solver.response_proto.solution]
        bound = int(-(-solver.best_objective_bound // 1)) if tier is not None else 0
        return code, bound

    def _callback(self, tier: Tier | None) -> Any:
        from ortools.sat.python import cp_model

        search = self

        class Watch(cp_model.CpSolverSolutionCallback):
            def on_solution_callback(self) -> None:
                if tier is None:
                    search._tell("schedule", 0, 0)
                else:
                    search._tell(tier.name, int(self.objective_value), int(self.best_objective_bound))
                if search.stopped:
                    self.stop_search()

        return Watch()

    def _tell(self, figure: str, best: int, bound: int) -> None:
        if self.progress is not None:
            spent = time.monotonic() - self.began
            if self.progress(Progress(figure, best, bound, spent)) is False:
                self.stopped = True
