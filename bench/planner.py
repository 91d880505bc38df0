"""Bench of the planner: the solver beside a plain greedy, on made rounds of a town, a province and the country.

Prints lines ``name: figure unit (ratio to what)``. Run: ``bench/run planner`` or ``python bench/planner.py``.
The country is every province with its real number of communes, one round each, two at a time in processes of
their own. A figure higher than greedy's is said to be so, with the earlier figure that was lowered for it; the round
is then solved once more with no figure above greedy's, to show what that costs the earlier ones.
"""

from __future__ import annotations

import argparse
import csv
import multiprocessing
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from datetime import time as clock
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from meetings.scheduling.conflicts import Severity, bookings_for, context_for, find_conflicts
from meetings.scheduling.figures import Figures, figures_of
from meetings.scheduling.problem import (
    Assignment,
    ChairBody,
    Delegate,
    DelegateGroup,
    Id,
    MeetingNeed,
    Problem,
    Slot,
    Venue,
    WorkingPart,
    half_days_off,
)
from meetings.scheduling.solver import solve

WEEKDAYS = frozenset(range(5))
PARTS = (WorkingPart("sáng", (clock(8, 0),), WEEKDAYS), WorkingPart("chiều", (clock(14, 0),), WEEKDAYS))
FIRST_DAY = date(2017, 6, 19)
COMMUNES = Path(__file__).resolve().parents[1] / "delegates" / "data" / "units_since_2025_07.csv"
PROCESSES = 2
SECONDS_OF_A_COUNCIL = 3.0


def make_round(units: int, groups: int, delegates: int, *, days: int, chairs: int, seed: int) -> Problem:
    """A made round: units on a map, a group for each area, some joint meetings, busy dates."""
    rng = random.Random(seed)
    spots = {unit: (rng.random() * 30, rng.random() * 30) for unit in range(units)}
    travel = {
        (a, b): int(10 + 2 * (abs(spots[a][0] - spots[b][0]) + abs(spots[a][1] - spots[b][1])))
        for a in range(units)
        for b in range(units)
        if a < b
    }
    weekdays = (FIRST_DAY + timedelta(days=i) for i in range(2 * days))
    window = [day for day in weekdays if day.weekday() in WEEKDAYS][:days]

    def absence() -> tuple[Slot, ...]:
        if rng.random() > 0.25:
            return ()
        day, hour = rng.choice(window), rng.choice((7, 13))
        return (Slot(datetime.combine(day, clock(hour, 0)), datetime.combine(day, clock(hour + 5, 0))),)

    people = [Delegate(f"d{i}", f"Đại biểu {i + 1}", (f"g{i % groups}",), absence()) for i in range(delegates)]
    regions = max(1, units // 20)
    people += [
        Delegate(f"t{i}", f"Đại biểu tỉnh {i + 1}", (f"tinh{i % regions}",), absence()) for i in range(3 * regions)
    ]
    provincial = [DelegateGroup(f"tinh{i}", f"Tổ đại biểu tỉnh số {i + 1}") for i in range(regions)]
    town_groups = [DelegateGroup(f"g{i}", f"Tổ đại biểu số {i + 1}") for i in range(groups)]
    ranked = sorted(range(units), key=lambda unit: (spots[unit][0] // 10, spots[unit][1]))
    needs = []
    for place, unit in enumerate(ranked):
        own = f"g{place * groups // units}"
        joint = (f"tinh{place * regions // units}",) if rng.random() < 0.3 else ()
        needs.append(
            MeetingNeed(
                id=unit,
                name=f"Đơn vị {unit + 1}",
                unit_ids=(unit,),
                group_ids=(own, *joint),
                chair_id=f"c{rng.randrange(chairs)}",
                preferred_days=frozenset({rng.choice(window)} if rng.random() < 0.6 else ()),
                expected_voters=rng.randint(60, 220),
            )
        )
    return Problem(
        first_day=window[0],
        last_day=window[-1],
        parts=PARTS,
        needs=tuple(needs),
        groups=(*town_groups, *provincial),
        delegates=tuple(people),
        venues=tuple(
            Venue(f"v{unit}-{size}", f"Hội trường {size} chỗ", unit, size)
            for unit in range(units)
            for size in (150, 300)
        ),
        chairs=tuple(ChairBody(f"c{i}", f"Ban chủ trì {i + 1}") for i in range(chairs)),
        travel=travel,
    )


def greedy(problem: Problem) -> tuple[Assignment, ...]:
    """The plain way: least choice first, each in the best slot still free; may leave some out."""
    taken: dict[tuple[str, Id], list[Slot]] = {}
    per_day: dict[date, int] = {}
    placed: list[Assignment] = []
    needs = sorted(problem.needs, key=lambda n: (-len(n.group_ids), len(n.preferred_days), str(n.id)))
    members = {group.id: problem.members(group.id) for group in problem.groups}
    for need in needs:
        subjects = [("group", g) for g in need.group_ids]
        subjects += [("chair", need.chair_id)] if need.chair_id is not None else []
        options = []
        for candidate in problem.candidates(need):
            slot = candidate.slot
            hall = next((v for v in problem.fitting_venues(need) if _free(taken, ("venue", v.id), slot)), None)
            if candidate.barred or hall is None or not all(_free(taken, s, slot) for s in subjects):
                continue
            if any(not any(d.is_free(slot) for d in members[g]) for g in need.group_ids):
                continue
            away = sum(not d.is_free(slot) for g in need.group_ids for d in members[g])
            load = per_day.get(slot.day, 0)
            options.append(((half_days_off(need, candidate), away, load, slot), hall))
        if not options:
            continue
        (_, _, _, slot), hall = min(options, key=lambda option: option[0])
        for subject in (*subjects, ("venue", hall.id)):
            taken.setdefault(subject, []).append(slot)
        per_day[slot.day] = per_day.get(slot.day, 0) + 1
        here = {d.id: None for g in need.group_ids for d in members[g] if d.is_free(slot)}
        placed.append(Assignment(need.id, slot, hall.id, need.group_ids, tuple(here)))
    return tuple(placed)


def _free(taken: dict[tuple[str, Id], list[Slot]], subject: tuple[str, Id], slot: Slot) -> bool:
    return not any(slot.overlaps(other) for other in taken.get(subject, ()))


def blocks(problem: Problem, assignments: tuple[Assignment, ...]) -> int:
    """BLOCK conflicts of a schedule."""
    found = find_conflicts(bookings_for(problem, assignments), context_for(problem))
    return sum(conflict.severity is Severity.BLOCK for conflict in found)


def compare(name: str, problem: Problem, *, seconds: float, workers: int) -> None:
    """Solves one round both ways and prints the figures side by side."""
    began = time.perf_counter()
    plain = greedy(problem)
    plain_seconds = time.perf_counter() - began
    proposal = solve(problem, seconds=seconds, workers=workers, seed=1)
    found = proposal.assignments
    ratio = proposal.seconds / plain_seconds if plain_seconds else 0.0
    gap = "no gap" if proposal.gap is None else f"gap {100 * proposal.gap:.1f} %"
    print(f"{name} status: {proposal.status} ({gap})")
    print(f"{name} first schedule: {proposal.first_seconds or 0:.2f} s")
    print(f"{name} solve: {proposal.seconds:.2f} s ({ratio:.0f}x greedy's {plain_seconds:.3f} s)")
    print(f"{name} conflicts: {blocks(problem, found)} blocking (greedy {blocks(problem, plain)})")
    left = len(problem.needs) - len(plain)
    print(f"{name} unplaced: {len(problem.needs) - len(found)} meetings (greedy {left})")
    for reason in proposal.reasons:
        print(f"{name} in the way: {reason.message}")
    if proposal.reasons:
        print(f"{name} fewest rules: {'proven' if proposal.is_smallest else 'not proven'}")
    if proposal.figures is not None:
        theirs = figures_of(problem, plain)
        for line in beside(proposal.figures, theirs, left):
            print(f"{name} {line}")
        if not left and is_above(proposal.figures, theirs):
            compare_in_all(name, problem, plain, seconds=seconds, workers=workers)


def is_above(ours: Figures, theirs: Figures) -> bool:
    """Whether any figure is higher than greedy's, though the earlier ones together are lower."""
    return any(mine > other for mine, other in zip(ours.in_order(), theirs.in_order(), strict=True))


def compare_in_all(
    name: str, problem: Problem, plain: tuple[Assignment, ...], *, seconds: float, workers: int
) -> None:
    """Solves once more, no figure above greedy's: what beating it in each costs the earlier ones."""
    held = solve(problem, seconds=seconds, workers=workers, seed=1, no_worse_than=plain)
    ours, theirs = held.figures or Figures(), figures_of(problem, plain)
    pairs = zip(fields(Figures)[2:], ours.in_order()[2:], theirs.in_order()[2:], strict=True)
    told = ", ".join(f"{figure.name} {mine} (greedy {other})" for figure, mine, other in pairs)
    print(f"{name} with no figure above greedy's: {told}; {held.status}, {blocks(problem, held.assignments)} blocking")


def beside(ours: Figures, theirs: Figures, left: int) -> list[str]:
    """Each figure beside greedy's; LEFT meetings greedy did not place."""
    lines, lowered = [], ""
    for figure in fields(Figures)[2:]:
        mine, other = getattr(ours, figure.name), getattr(theirs, figure.name)
        against = f"{mine / other:.2f} of greedy's {other}" if other else f"greedy {other}"
        note = f", which leaves out {left} meetings" if left else ""
        if mine > other and not left:
            note = f", NOT beaten: the price of a lower {lowered}" if lowered else ", NOT beaten"
        lines.append(f"{figure.name}: {mine} ({against}{note})")
        lowered = lowered or (figure.name if mine < other else "")
    return lines


@dataclass(frozen=True, slots=True)
class Council:
    """What is printed of one province."""

    units: int
    seconds: float
    status: str
    gap: float
    conflicts: int
    unplaced: int
    ours: Figures
    theirs: Figures
    greedy_unplaced: int


def council(units: int, seed: int) -> Council:
    """One province's round: a group for four communes, a chair for three, ten days."""
    problem = make_round(units, max(4, units // 4), 2 * units, days=10, chairs=max(4, units // 3), seed=seed)
    began = time.perf_counter()
    proposal = solve(problem, seconds=SECONDS_OF_A_COUNCIL, workers=1, seed=1)
    seconds = time.perf_counter() - began
    plain = greedy(problem)
    return Council(
        units=units,
        seconds=seconds,
        status=proposal.status.value,
        gap=1.0 if proposal.gap is None else proposal.gap,
        conflicts=blocks(problem, proposal.assignments),
        unplaced=units - len(proposal.assignments),
        ours=proposal.figures or Figures(),
        theirs=figures_of(problem, plain),
        greedy_unplaced=units - len(plain),
    )


def country(seed: int) -> None:
    """Every province of today, the time it takes all and half of them, and what each costs."""
    sizes = provinces()
    # Each process loads OR-Tools before the clock starts, as a worker of the product has done long before.
    with ProcessPoolExecutor(PROCESSES, mp_context=multiprocessing.get_context("spawn")) as pool:
        list(pool.map(council, [4] * PROCESSES, range(PROCESSES)))
        half, half_seconds = _timed(pool, sizes[::2], seed)
        rest, rest_seconds = _timed(pool, sizes[1::2], seed + len(half))
    councils, total = [*half, *rest], half_seconds + rest_seconds
    states = Counter(one.status for one in councils)
    per_unit = [1000 * one.seconds / one.units for one in sorted(councils, key=lambda one: one.units)]
    small, large = per_unit[: len(per_unit) // 2], per_unit[len(per_unit) // 2 :]
    print(f"country councils: {len(councils)} with {sum(sizes)} communes in {PROCESSES} processes")
    print(
        f"country solve: {total:.1f} s ({total / half_seconds:.2f}x the {half_seconds:.1f} s of every second council)"
    )
    print(f"country council: {sum(one.seconds for one in councils) / len(councils):.2f} s mean, ", end="")
    print(f"{max(one.seconds for one in councils):.2f} s worst")
    print(f"country commune: {_mean(small):.1f} ms in smaller, {_mean(large):.1f} ms in larger councils")
    print(f"country status: {', '.join(f'{count} {state}' for state, count in sorted(states.items()))}")
    print(f"country gap: {100 * max(one.gap for one in councils):.1f} % worst")
    print(f"country conflicts: {sum(one.conflicts for one in councils)} blocking")
    greedy_left = sum(one.greedy_unplaced for one in councils)
    print(f"country unplaced: {sum(one.unplaced for one in councils)} meetings (greedy {greedy_left})")
    for line in beside(_sum([one.ours for one in councils]), _sum([one.theirs for one in councils]), greedy_left):
        print(f"country {line}")


def _timed(pool: ProcessPoolExecutor, sizes: Sequence[int], seed: int) -> tuple[list[Council], float]:
    began = time.perf_counter()
    found = list(pool.map(council, sizes, range(seed, seed + len(sizes))))
    return found, time.perf_counter() - began


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _sum(rows: Sequence[Figures]) -> Figures:
    return Figures(*(sum(values) for values in zip(*(row.in_order() for row in rows), strict=True)))


def provinces() -> list[int]:
    """The number of communes of each province since 1 July 2025, largest first."""
    with COMMUNES.open(encoding="utf-8") as rows:
        counts = Counter(row["parent_code"] for row in csv.DictReader(rows) if row["parent_code"])
    return sorted(counts.values(), reverse=True)


def main() -> None:
    """Runs the sizes named on the command line, or all."""
    sizes = {
        "town-12": (12, 10, 35, 3, 12),
        "province-168": (168, 40, 300, 10, 60),
        "tight-8": (168, 20, 300, 8, 20),
        "tight-7": (168, 20, 300, 7, 20),
        "tight-6": (168, 20, 300, 6, 20),
    }
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help=f"of {', '.join(sizes)}, country; none means all")
    parser.add_argument("--seconds", type=float, help="for one round (30, of a tight one 20)")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--seeds", type=int, default=1, help="how many seeds, from --seed on")
    chosen = parser.parse_args()
    solve(make_round(2, 1, 2, days=2, chairs=1, seed=1))  # loads OR-Tools, which no figure below should hold
    for seed in range(chosen.seed, chosen.seed + chosen.seeds):
        for name in chosen.names or [*sizes, "country"]:
            label = name if chosen.seeds == 1 else f"{name} seed {seed}"
            if name == "country":
                country(seed)
                continue
            units, groups, delegates, days, chairs = sizes[name]
            problem = make_round(units, groups, delegates, days=days, chairs=chairs, seed=seed)
            seconds = chosen.seconds or (20.0 if name.startswith("tight") else 30.0)
            compare(label, problem, seconds=seconds, workers=chosen.workers)


if __name__ == "__main__":
    main()
