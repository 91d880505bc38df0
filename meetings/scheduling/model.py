"""The round as a CP-SAT model: one literal for each need and slot, rules as cliques over moments of time.

Two meetings clash only if some meeting's start lies inside both, so "at most one of these at each start" says
exactly "no two overlap", and says it more tightly than pairs would. OR-Tools is imported on first use.

With ``switchable`` each rule hangs on a literal of its own, so that the solver can say which are in the way.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from typing import Any

from meetings.scheduling.problem import Assignment, Candidate, Id, MeetingNeed, Problem, Slot, half_days_off
from meetings.scheduling.rules import Rule, RuleKind

Literal = Any
Use = tuple[Id, Slot, Literal]
_BARRED = {"fixed": RuleKind.FIXED, "days": RuleKind.DAYS, "holiday": RuleKind.HOLIDAY}


@dataclass(frozen=True, slots=True)
class Tier:
    """One figure to lower: its name, its expression, and a bound that holds without any solving."""

    name: str
    expression: Any
    floor: int


class RoundModel:
    """Variables and rules of one round; ``model`` is the CP-SAT model."""

    def __init__(self, problem: Problem, *, switchable: bool = False) -> None:
        from ortools.sat.python import cp_model

        self.problem = problem
        self.model = cp_model.CpModel()
        self.switchable = switchable
        self.switches: dict[Rule, Literal] = {}
        self.places: dict[Id, list[tuple[Candidate, Literal]]] = {}
        self.halls: dict[Id, list[tuple[Id, Literal]]] = {}
        self.attends: dict[tuple[Id, Id], Literal] = {}
        self._members = {group.id: problem.members(group.id) for group in problem.groups}
        self._contested = _contested(problem)
        self._apart: set[tuple[int, int]] = set()
        self._again: dict[Id, list[Literal]] = defaultdict(list)
        self._add_places()
        self._add_joint_rules()
        self._add_halls()
        self._add_chairs()
        self._add_groups()
        self._add_attendance()

    # rules -------------------------------------------------------------------------------------------------

    def _enforcing(self, rule: Rule) -> list[Literal]:
        if not self.switchable:
            return []
        if rule not in self.switches:
            self.switches[rule] = self.model.new_bool_var(f"rule:{rule.kind}:{rule.subject_id}")
        return [self.switches[rule]]

    def _require_any(self, rule: Rule, literals: Sequence[Literal]) -> None:
        self.model.add_bool_or(literals).only_enforce_if(self._enforcing(rule))

    def _forbid(self, rule: Rule, *literals: Literal) -> None:
        self._require_any(rule, [~literal for literal in literals])

    def _at_most(self, rule: Rule, literals: Sequence[Literal], limit: int) -> None:
        if len(literals) <= limit:
            return
        if limit == 1 and not self.switchable:
            self.model.add_at_most_one(literals)
        else:
            self.model.add(sum(literals) <= limit).only_enforce_if(self._enforcing(rule))

    def _no_overlap(self, rule: Rule, uses: Iterable[Use], *, limit: int = 1, gap: timedelta | None = None) -> None:
        rows = [(slot, literal) for _, slot, literal in uses]
        for clique in _cliques(rows, self.problem.gap if gap is None else gap):
            self._at_most(rule, clique, limit)

    def _keep_apart(self, uses: Sequence[Use]) -> None:
        """Leaves the time to travel between two meetings of one subject, beyond the general pause."""
        by_need: dict[Id, list[tuple[Slot, Literal]]] = defaultdict(list)
        for need_id, slot, literal in uses:
            by_need[need_id].append((slot, literal))
        units = {need.id: need.unit_ids for need in self.problem.needs}
        rule = Rule(RuleKind.TRAVEL)
        for one, other in combinations(by_need, 2):
            way = timedelta(minutes=self.problem.minutes_between(units[one], units[other]))
            if way <= self.problem.gap:
                continue
            for slot, literal in by_need[one]:
                for other_slot, other_literal in by_need[other]:
                    near = slot.overlaps(other_slot, way) and not slot.overlaps(other_slot, self.problem.gap)
                    key = (literal.index, other_literal.index)
                    if near and key not in self._apart:
                        self._apart.add(key)
                        self._forbid(rule, literal, other_literal)

    # parts of the model ------------------------------------------------------------------------------------

    def _add_places(self) -> None:
        for need in self.problem.needs:
            rows: list[tuple[Candidate, Literal]] = []
            for number, candidate in enumerate(self.problem.candidates(need)):
                barred = _BARRED.get(candidate.barred or "")
                if barred is not None and not self.switchable:
                    continue
                literal = self.model.new_bool_var(f"place:{need.id}:{number}")
                rows.append((candidate, literal))
                if barred is not None:
                    subject = None if barred is RuleKind.HOLIDAY else need.id
                    self._forbid(Rule(barred, subject), literal)
            self.places[need.id] = rows
            self.model.add_exactly_one([literal for _, literal in rows])

    def _add_joint_rules(self) -> None:
        councils = {group.id: group.council_id for group in self.problem.groups}
        for need in self.problem.needs:
            present = {councils[group_id] for group_id in need.group_ids}
            if not present.issuperset(need.joint_council_ids):
                self._require_any(Rule(RuleKind.JOINT, need.id), [])

    def _uses(self, need: MeetingNeed) -> Iterator[Use]:
        return ((need.id, candidate.slot, literal) for candidate, literal in self.places[need.id])

    def _add_halls(self) -> None:
        uses: dict[Id, list[Use]] = defaultdict(list)
        venues = {venue.id: venue for venue in self.problem.venues}
        claims = Counter(v.id for need in self.problem.needs for v in self.problem.venue_choices(need))
        for need in self.problem.needs:
            choices = self.problem.venue_choices(need)
            if not choices:
                continue
            rows = [(venue.id, self.model.new_bool_var(f"hall:{need.id}:{venue.id}")) for venue in choices]
            self.halls[need.id] = rows
            self.model.add_exactly_one([literal for _, literal in rows])
            for venue_id, hall in rows:
                venue = venues[venue_id]
                if not venue.holds(need.expected_voters):
                    self._forbid(Rule(RuleKind.CAPACITY, need.id), hall)
                for _, slot, place in self._uses(need):
                    if any(slot.overlaps(busy) for busy in venue.busy):
                        self._forbid(Rule(RuleKind.VENUE, venue_id), hall, place)
                if claims[venue_id] > 1:
                    uses[venue_id] += self._both(need, hall, sole=len(rows) == 1)
        for venue_id, rows_of_venue in uses.items():
            self._no_overlap(Rule(RuleKind.VENUE, venue_id), rows_of_venue, gap=timedelta(0))

    def _both(self, need: MeetingNeed, literal: Literal, *, sole: bool) -> list[Use]:
        """The places of a need, counted only where ``literal`` holds too (always, if a sole choice)."""
        if sole:
            return list(self._uses(need))
        rows = []
        for need_id, slot, place in self._uses(need):
            joint = self.model.new_bool_var("")
            self.model.add_bool_or([joint, ~place, ~literal])
            rows.append((need_id, slot, joint))
        return rows

    def _add_chairs(self) -> None:
        for chair in self.problem.chairs:
            rule = Rule(RuleKind.CHAIR, chair.id)
            uses = [use for need in self.problem.needs if need.chair_id == chair.id for use in self._uses(need)]
            for _, slot, place in uses:
                if any(slot.overlaps(busy) for busy in chair.busy):
                    self._forbid(rule, place)
            self._no_overlap(rule, uses, limit=chair.teams)
            if chair.teams == 1:
                self._keep_apart(uses)

    def _add_groups(self) -> None:
        for group in self.problem.groups:
            if group.may_split:
                continue
            uses = [use for need in self.problem.needs if group.id in need.group_ids for use in self._uses(need)]
            self._no_overlap(Rule(RuleKind.GROUP, group.id), uses)
            self._keep_apart(uses)

    def _add_attendance(self) -> None:
        """Who comes is a choice only for delegates who could be wanted twice; others just come."""
        uses: dict[Id, list[Use]] = defaultdict(list)
        for need in self.problem.needs:
            for delegate in self.expected(need):
                if delegate.id not in self._contested:
                    continue
                here = self.model.new_bool_var(f"attends:{need.id}:{delegate.id}")
                self.attends[need.id, delegate.id] = here
                rule, required = Rule(RuleKind.DELEGATE, delegate.id), delegate.id in need.delegate_ids
                if required:
                    self._require_any(rule, [here])
                for _, slot, place in self._uses(need):
                    if not delegate.is_free(slot):
                        self._forbid(rule, here, place)
                uses[delegate.id] += self._both(need, here, sole=required)
            self._add_minimum(need)
        for delegate_id, rows in uses.items():
            self._no_overlap(Rule(RuleKind.DELEGATE, delegate_id), rows)
            self._keep_apart(rows)

    def _add_minimum(self, need: MeetingNeed) -> None:
        groups = {group.id: group for group in self.problem.groups}
        for group_id in dict.fromkeys(need.group_ids):
            members, minimum = self._members[group_id], groups[group_id].minimum
            choices = [self.attends[need.id, d.id] for d in members if d.id in self._contested]
            sure = [d for d in members if d.id not in self._contested]
            for candidate, place in self.places[need.id] if members else ():
                missing = minimum - sum(d.is_free(candidate.slot) for d in sure)
                if missing > 0:
                    rule = Rule(RuleKind.NO_DELEGATE, group_id)
                    enforcing = [place, *self._enforcing(rule)]
                    self.model.add(sum(choices) >= missing).only_enforce_if(enforcing)

    # what is read from outside -----------------------------------------------------------------------------

    def expected(self, need: MeetingNeed) -> tuple[Any, ...]:
        """Everyone who ought to come to a meeting: the members of its groups and those named for it."""
        groups = set(need.group_ids)
        return tuple(d for d in self.problem.delegates if groups & set(d.group_ids) or d.id in need.delegate_ids)

    def tiers(self) -> tuple[Tier, ...]:
        """The figures to lower, in the order of ``Figures``."""
        days = max(1, len({c.slot.day for rows in self.places.values() for c, _ in rows}))
        needs = self.problem.needs
        nearest = sum(min((half_days_off(need, c) for c, _ in self.places[need.id]), default=0) for need in needs)
        return (
            Tier("half_days_off", self._half_days_off(), nearest),
            Tier("absences", self._absences(), 0),
            Tier("busiest_day", self._busiest_day(), -(-len(needs) // days)),
            Tier("same_day_repeats", self._repeats(), 0),
            Tier("travel_minutes", self._travel(), 0),
            Tier("venues_off_choice", self._off_choice(), 0),
        )

    def read(self, value: Any) -> tuple[Assignment, ...]:
        """The schedule that ``value`` (literal → truth) describes."""
        rows = []
        for need in self.problem.needs:
            slot = next(c.slot for c, literal in self.places[need.id] if value(literal))
            hall = next((v for v, literal in self.halls.get(need.id, ()) if value(literal)), None)
            here = tuple(
                d.id
                for d in self.expected(need)
                if (value(self.attends[need.id, d.id]) if d.id in self._contested else d.is_free(slot))
            )
            rows.append(Assignment(need.id, slot, hall, tuple(dict.fromkeys(need.group_ids)), here))
        return tuple(rows)

    def _on(self, need_id: Id) -> dict[date, Any]:
        days: dict[date, list[Literal]] = defaultdict(list)
        for candidate, literal in self.places[need_id]:
            days[candidate.slot.day].append(literal)
        return {day: sum(literals) for day, literals in days.items()}

    def _half_days_off(self) -> Any:
        return sum(
            half_days_off(need, candidate) * literal
            for need in self.problem.needs
            for candidate, literal in self.places[need.id]
        )

    def _absences(self) -> Any:
        terms: list[Any] = []
        for need in self.problem.needs:
            members = {d.id: d for group_id in need.group_ids for d in self._members[group_id]}
            terms += [1 - self.attends[need.id, i] for i in members if i in self._contested]
            sure = [d for i, d in members.items() if i not in self._contested and d.busy]
            for candidate, literal in self.places[need.id] if sure else ():
                terms.append(sum(not d.is_free(candidate.slot) for d in sure) * literal)
        return sum(terms)

    def _busiest_day(self) -> Any:
        busiest = self.model.new_int_var(0, len(self.problem.needs), "busiest")
        per_day: dict[date, list[Any]] = defaultdict(list)
        for need in self.problem.needs:
            for day, on in self._on(need.id).items():
                per_day[day].append(on)
        for on_day in per_day.values():
            self.model.add(busiest >= sum(on_day))
        return busiest

    def _repeats(self) -> Any:
        terms = []
        for group in self.problem.groups:
            per_day: dict[date, list[Any]] = defaultdict(list)
            for need in self.problem.needs:
                if group.id in need.group_ids:
                    for day, on in self._on(need.id).items():
                        per_day[day].append(on)
            for on_day in per_day.values():
                if len(on_day) > 1:
                    again = self.model.new_int_var(0, len(on_day) - 1, "")
                    self.model.add(again >= sum(on_day) - 1)
                    terms.append(again)
                    self._again[group.id].append(again)
        return sum(terms)

    def _travel(self) -> Any:
        needs = {need.id: need for need in self.problem.needs}
        shared: Counter[tuple[Id, Id]] = Counter()
        for group in self.problem.groups:
            own = [need.id for need in self.problem.needs if group.id in need.group_ids]
            shared.update(combinations(own, 2))
        pairs: dict[tuple[Id, Id], Literal] = {}
        terms = []
        for (one, other), groups in shared.items():
            minutes = self.problem.minutes_between(needs[one].unit_ids, needs[other].unit_ids)
            if not minutes:
                continue
            together, on, other_on = self.model.new_bool_var(""), self._on(one), self._on(other)
            for day in on.keys() & other_on.keys():
                self.model.add(together >= on[day] + other_on[day] - 1)
            pairs[one, other] = together
            terms.append(minutes * groups * together)
        self._tighten_travel(pairs)
        return sum(terms)

    def _tighten_travel(self, pairs: dict[tuple[Id, Id], Literal]) -> None:
        """Says outright that each second meeting on a day makes a pair; without it the bound on travel is 0."""
        for group in self.problem.groups:
            own = [need.id for need in self.problem.needs if group.id in need.group_ids]
            own_pairs = list(combinations(own, 2))
            if self._again[group.id] and all(pair in pairs for pair in own_pairs):
                self.model.add(sum(pairs[pair] for pair in own_pairs) >= sum(self._again[group.id]))

    def _off_choice(self) -> Any:
        terms = []
        for need in self.problem.needs:
            fitting = self.problem.fitting_venues(need)
            terms += [lit for v, lit in self.halls.get(need.id, ()) if fitting and v != fitting[0].id]
        return sum(terms)


def _contested(problem: Problem) -> set[Id]:
    """Delegates who could be wanted twice at once: in two groups, in a group that splits, or named."""
    splitting = {group.id for group in problem.groups if group.may_split}
    named = {delegate_id for need in problem.needs for delegate_id in need.delegate_ids}
    return {
        d.id for d in problem.delegates if len(set(d.group_ids)) > 1 or splitting & set(d.group_ids) or d.id in named
    }


def _cliques(rows: Sequence[tuple[Slot, Literal]], gap: timedelta) -> Iterator[list[Literal]]:
    """The largest sets of uses that all hold one moment, each use lasting to its end plus the pause."""
    starts = sorted({slot.start for slot, _ in rows})
    sets = [[i for i, (slot, _) in enumerate(rows) if slot.start <= t < slot.end + gap] for t in starts]
    for place, members in enumerate(sets):
        following = sets[place + 1] if place + 1 < len(sets) else []
        if not set(members) <= set(following):
            yield [rows[i][1] for i in members]
