"""What is lowered in a schedule, as expressions over the round's model, in the order of ``Figures``."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any

from meetings.scheduling.model import Literal, RoundModel
from meetings.scheduling.problem import Id, half_days_off
from meetings.scheduling.warned import warning_terms


@dataclass(frozen=True, slots=True)
class Tier:
    """One figure to lower: its name, its expression, and a bound that holds without any solving."""

    name: str
    expression: Any
    floor: int


class Objectives:
    """The expressions of one model."""

    def __init__(self, round: RoundModel) -> None:
        self.round, self.model, self.problem = round, round.model, round.problem
        self._on = {need.id: self._days_of(need.id) for need in self.problem.needs}
        self._own = {
            group.id: [need.id for need in self.problem.needs if group.id in need.group_ids]
            for group in self.problem.groups
        }
        self._again: dict[Id, list[Literal]] = defaultdict(list)

    def tiers(self) -> tuple[Tier, ...]:
        """The figures to lower, most important first; before them what is left out, where that is allowed."""
        places, needs = self.round.places, self.problem.needs
        days = max(1, len({c.slot.day for rows in places.values() for c, _ in rows}))
        sure = 0 if self.round.optional else 1
        nearest = sum(min((half_days_off(need, c) for c, _ in places[need.id]), default=0) for need in needs)
        left_out = (Tier("left_out", _sum(self.round.left_out.values()), 0),) if self.round.optional else ()
        return (
            *left_out,
            Tier("moved", self._moved(), 0),
            Tier("other_day", self._other_day(), 0),
            Tier("warnings", _sum(warning_terms(self.round)), 0),
            Tier("half_days_off", self._half_days_off(), sure * nearest),
            Tier("absences", self._absences(), 0),
            Tier("busiest_day", self._busiest_day(), sure * -(-len(needs) // days)),
            Tier("same_day_repeats", self._repeats(), 0),
            Tier("travel_minutes", self._travel(), 0),
            Tier("venues_off_choice", self._off_choice(), 0),
        )

    def _days_of(self, need_id: Id) -> dict[date, Any]:
        days: dict[date, list[Literal]] = defaultdict(list)
        for candidate, literal in self.round.places[need_id]:
            days[candidate.slot.day].append(literal)
        return {day: _sum(literals) for day, literals in days.items()}

    def _moved(self) -> Any:
        return _sum(
            need.standing.weight * self.round.changed[need.id]
            for need in self.problem.needs
            if need.standing is not None and need.id in self.round.changed
        )

    def _other_day(self) -> Any:
        return _sum(
            need.standing.weight * literal
            for need in self.problem.needs
            if need.standing is not None and need.fixed is None
            for candidate, literal in self.round.places[need.id]
            if candidate.slot.day != need.standing.slot.day
        )

    def _half_days_off(self) -> Any:
        rows = ((need, *place) for need in self.problem.needs for place in self.round.places[need.id])
        weighed = ((half_days_off(need, candidate), literal) for need, candidate, literal in rows)
        return _sum(weight * literal for weight, literal in weighed if weight)

    def _absences(self) -> Any:
        terms: list[Any] = []
        for need in self.problem.needs:
            members = {d.id: d for group_id in need.group_ids for d in self.round.members[group_id]}
            terms += [1 - self.round.attends[need.id, i] for i in members if i in self.round.contested]
            sure = [d for i, d in members.items() if i not in self.round.contested]
            for candidate, literal in self.round.places[need.id]:
                named = need.standing.delegate_ids if need.standing and need.stays(candidate.slot) else ()
                away = sum(d.id not in named if named else not d.is_free(candidate.slot) for d in sure)
                if away:
                    terms.append(away * literal)
        return _sum(terms)

    def _busiest_day(self) -> Any:
        busiest = self.model.new_int_var(0, len(self.problem.needs), "busiest")
        per_day: dict[date, list[Any]] = defaultdict(list)
        for on in self._on.values():
            for day, here in on.items():
                per_day[day].append(here)
        for on_day in per_day.values():
            self.model.add(busiest >= _sum(on_day))
        return busiest

    def _repeats(self) -> Any:
        terms = []
        for group_id, own in self._own.items():
            per_day: dict[date, list[Any]] = defaultdict(list)
            for need_id in own:
                for day, on in self._on[need_id].items():
                    per_day[day].append(on)
            for on_day in per_day.values():
                if len(on_day) > 1:
                    again = self.model.new_int_var(0, len(on_day) - 1, "")
                    self.model.add(again >= _sum(on_day) - 1)
                    terms.append(again)
                    self._again[group_id].append(again)
        return _sum(terms)

    def _travel(self) -> Any:
        units = {need.id: need.unit_ids for need in self.problem.needs}
        shared: Counter[tuple[Id, Id]] = Counter()
        for own in self._own.values():
            shared.update(combinations(own, 2))
        pairs: dict[tuple[Id, Id], Literal] = {}
        terms = []
        for (one, other), groups in shared.items():
            minutes = self.problem.minutes_between(units[one], units[other])
            if not minutes:
                continue
            together, on, other_on = self.model.new_bool_var(""), self._on[one], self._on[other]
            for day in on.keys() & other_on.keys():
                self.model.add(together >= on[day] + other_on[day] - 1)
            pairs[one, other] = together
            terms.append(minutes * groups * together)
        self._tighten_travel(pairs)
        return _sum(terms)

    def _tighten_travel(self, pairs: dict[tuple[Id, Id], Literal]) -> None:
        """Says outright that each second meeting on a day makes a pair; without it the bound on travel is 0."""
        for group_id, own in self._own.items():
            own_pairs = list(combinations(own, 2))
            if self._again[group_id] and all(pair in pairs for pair in own_pairs):
                self.model.add(_sum(pairs[pair] for pair in own_pairs) >= _sum(self._again[group_id]))

    def _off_choice(self) -> Any:
        terms: list[Any] = []
        for need in self.problem.needs:
            fitting = self.problem.fitting_venues(need)
            terms += [lit for v, lit in self.round.halls.get(need.id, ()) if fitting and v != fitting[0].id]
        return _sum(terms)


def _sum(terms: Iterable[Any]) -> Any:
    from ortools.sat.python import cp_model

    rows = list(terms)
    return cp_model.LinearExpr.sum(rows) if rows else 0
