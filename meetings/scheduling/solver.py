"""Proposes the schedule of a round: every hard rule kept, the figures lowered in their stated order.

Order of what is lowered (see ``Figures``): days off preference, absences, balance over days and over groups,
travel, venues; before all of them, where meetings already stand somewhere, how many are moved. A later figure is
never lowered at the cost of an earlier one: the model is solved once for each figure, the earlier ones held at
what was reached. The search begins from a schedule made at once (``first_fit``); where neither a schedule nor a
proof is found in time, the best partial one is given.

What is proven best has the same figures each time, and is the same schedule each time if ``first_fit`` could begin
it: figures are lowered by one worker with a fixed seed, which loses no time here. Only a schedule that had to be
searched for, by several workers at once, may come out as another equally good one; so may one cut short by the time.
OR-Tools is imported only when ``solve`` is called.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from meetings.scheduling.explanation import explain
from meetings.scheduling.feasibility import counting_proof
from meetings.scheduling.figures import Figures, figures_of
from meetings.scheduling.first_fit import first_fit
from meetings.scheduling.model import RoundModel
from meetings.scheduling.objectives import Objectives, Tier
from meetings.scheduling.problem import Assignment, Id, Problem
from meetings.scheduling.rules import Reason

EXPLANATION_SECONDS = (2.0, 5.0)
SHARE_FOR_ANY = 0.6
SHARE_FOR_ONE = 0.7
TELL_EVERY = 0.3


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
    """The answer to a problem. ``assignments`` is empty when no schedule exists.

    When the status is UNKNOWN they are the best partial schedule and ``left_out`` names the needs without a place.
    ``gap`` is 0 when every figure is proven lowest; else (reached - bound) / reached of the first not proven.
    ``reasons`` are rules that together leave no schedule, ``is_smallest`` whether no fewer rules do so;
    ``further`` are other such rules, each enough alone.
    """

    status: Status
    assignments: tuple[Assignment, ...] = ()
    figures: Figures | None = None
    gap: float | None = None
    seconds: float = 0.0
    first_seconds: float | None = None
    reasons: tuple[Reason, ...] = ()
    is_smallest: bool = False
    further: tuple[Reason, ...] = ()
    left_out: tuple[Id, ...] = ()


Report = Callable[[Progress], bool | None]


def solve(
    problem: Problem,
    *,
    seconds: float = 30.0,
    workers: int = 2,
    seed: int = 1,
    progress: Report | None = None,
    no_worse_than: tuple[Assignment, ...] = (),
) -> Proposal:
    """Searches for about ``seconds`` at most. ``progress`` is told each step; False from it ends the search.

    ``no_worse_than`` is a whole schedule that keeps the hard rules: no figure of the proposal is above its own, so
    an earlier figure may stay higher than it could be. Without it the figures are lowered in their order alone.

    Naming the reasons of an impossible round takes up to five of the seconds, two more when none are left.
    """
    began = time.monotonic()
    if not counting_proof(problem):
        proposal = _Search(problem, began, seconds, workers, seed, progress, no_worse_than).run()
        if proposal is not None:
            return proposal
    least, most = EXPLANATION_SECONDS
    left = began + seconds - time.monotonic()
    found = explain(problem, seconds=max(least, min(most, left)), seed=seed)
    return Proposal(
        Status.INFEASIBLE,
        reasons=found.reasons,
        is_smallest=found.is_smallest,
        further=found.further,
        seconds=time.monotonic() - began,
    )


class _Search:
    """One run of the solver: first any schedule, then one figure after the other."""

    def __init__(
        self,
        problem: Problem,
        began: float,
        seconds: float,
        workers: int,
        seed: int,
        progress: Report | None,
        no_worse_than: tuple[Assignment, ...],
    ) -> None:
        self.problem, self.began, self.ends = problem, began, began + seconds
        self.workers, self.seed, self.progress = workers, seed, progress
        self.in_hand = no_worse_than
        self.best: tuple[Assignment, ...] = ()
        self.first_seconds: float | None = None
        self.last = Progress("schedule", 0, 0, 0.0)
        self.stopped = False

    def run(self) -> Proposal | None:
        """The proposal, or None when the rules are proven to leave no schedule."""
        from ortools.sat.python import cp_model

        self._keep(self.in_hand or first_fit(self.problem))
        self._tell("schedule", self._open, 0)
        if self._is_over():
            return self._proposal(gap=1.0)
        round = RoundModel(self.problem)
        if self._open:
            code, _ = self._solve(round, None, SHARE_FOR_ANY * self._left)
            if code == cp_model.INFEASIBLE:
                return None
        if self._open:
            if self._is_over():
                return self._proposal(gap=1.0)
            round = RoundModel(self.problem, optional=True)
        return self._lower_all(round)

    def _lower_all(self, round: RoundModel) -> Proposal | None:
        """Lowers every figure in turn; None when some meetings are proven to have no place."""
        gap = 0.0
        tiers = Objectives(round).tiers()
        if self.in_hand:
            for tier in tiers:
                round.model.add(tier.expression <= self._figure(tier))
        for place, tier in enumerate(tiers):
            share = 1.0 if place == len(tiers) - 1 else SHARE_FOR_ONE
            tier_gap = self._lower(round, tier, share * self._left)
            if tier.name == "left_out" and self._open and not tier_gap:
                return None
            gap = gap or tier_gap
        return self._proposal(gap)

    def _lower(self, round: RoundModel, tier: Tier, seconds: float) -> float:
        """Lowers one figure, holds it there, and returns its gap."""
        from ortools.sat.python import cp_model

        if isinstance(tier.expression, int):
            return 0.0
        reached, bound = self._figure(tier), tier.floor
        self._tell(tier.name, reached, bound)
        if reached > bound and seconds > 0 and not self.stopped:
            code, found_bound = self._solve(round, tier, seconds)
            reached = self._figure(tier)
            bound = reached if code == cp_model.OPTIMAL else max(bound, found_bound)
        round.model.add(tier.expression <= reached)
        return (reached - bound) / reached if reached > bound else 0.0

    def _figure(self, tier: Tier) -> int:
        if tier.name == "left_out":
            return self._open
        return int(getattr(figures_of(self.problem, self.best), tier.name))

    def _solve(self, round: RoundModel, tier: Tier | None, seconds: float) -> tuple[Any, int]:
        """One call of CP-SAT from the schedule in hand; keeps a better one. Returns status and bound."""
        from ortools.sat.python import cp_model

        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = max(0.01, seconds)
        solver.parameters.num_workers = self.workers if tier is None or tier.name == "left_out" else 1
        solver.parameters.random_seed = self.seed
        round.hint(self.best)
        round.model.clear_objective()  # type: ignore[no-untyped-call]
        if tier is not None:
            round.model.minimize(tier.expression)
        with self._watching(solver):
            code = solver.solve(round.model, self._callback(tier))
        if code in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            self._keep(round.read(solver.boolean_value))
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

    @contextmanager
    def _watching(self, solver: Any) -> Iterator[None]:
        """Tells again and again while the solver thinks, so that it can be stopped before it finds anything."""
        ended = threading.Event()

        def repeat() -> None:
            while not ended.wait(TELL_EVERY):
                self._tell(self.last.figure, self.last.best, self.last.bound)
                if self.stopped:
                    solver.stop_search()

        watch = threading.Thread(target=repeat, daemon=True)
        if self.progress is not None:
            watch.start()
        try:
            yield
        finally:
            ended.set()
            if self.progress is not None:
                watch.join()

    # what is in hand ---------------------------------------------------------------------------------------

    @property
    def _open(self) -> int:
        """Meetings without a place so far."""
        return len(self.problem.needs) - len(self.best)

    @property
    def _left(self) -> float:
        return self.ends - time.monotonic()

    def _is_over(self) -> bool:
        return self.stopped or self._left <= 0

    def _keep(self, assignments: tuple[Assignment, ...]) -> None:
        self.best = assignments
        if self.first_seconds is None and not self._open:
            self.first_seconds = time.monotonic() - self.began

    def _proposal(self, gap: float) -> Proposal:
        placed = {assignment.need_id for assignment in self.best}
        complete = Status.FEASIBLE if gap else Status.OPTIMAL
        return Proposal(
            status=Status.UNKNOWN if self._open else complete,
            assignments=self.best,
            figures=figures_of(self.problem, self.best),
            gap=None if self._open else gap,
            seconds=time.monotonic() - self.began,
            first_seconds=self.first_seconds,
            left_out=tuple(need.id for need in self.problem.needs if need.id not in placed),
        )

    def _tell(self, figure: str, best: int, bound: int) -> None:
        self.last = Progress(figure, best, bound, time.monotonic() - self.began)
        if self.progress is not None and self.progress(self.last) is False:
            self.stopped = True
