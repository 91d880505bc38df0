"""The round as a CP-SAT model: one literal for each need and slot, rules as cliques over moments of time.

Two meetings clash only if some meeting's start lies inside both, so "at most one of these at each start" says
exactly "no two overlap", and says it more tightly than pairs would. OR-Tools is imported on first use.

With ``switchable`` each rule hangs on a literal of its own, so that the solver can say which are in the way.
With ``optional`` a meeting that is not fixed may be left out. What is lowered stands in ``objectives``.

What is amiss with a fixed meeting by itself is not for the planner to mend, so it bars nothing; two fixed ones that
cannot both be held do.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import combinations
from typing import Any

from meetings.scheduling.problem import (
    Assignment,
    Candidate,
    Delegate,
    HeldSlot,
    Id,
    MeetingNeed,
    Problem,
    Slot,
    Venue,
)
from meetings.scheduling.rules import Rule, RuleKind

Literal = Any
Use = tuple[Id, Slot, Literal]
_BARRED = {
    "fixed": RuleKind.FIXED,
    "days": RuleKind.DAYS,
    "left": RuleKind.LEFT,
    "holiday": RuleKind.HOLIDAY,
}


class RoundModel:
    """Variables and rules of one round; ``model`` is the CP-SAT model."""

    def __init__(self, problem: Problem, *, switchable: bool = False, optional: bool = False) -> None:
        from ortools.sat.python import cp_model

        self.problem = problem
        self.model = cp_model.CpModel()
        self.switchable = switchable
        self.optional = optional
        self.switches: dict[Rule, Literal] = {}
        self.places: dict[Id, list[tuple[Candidate, Literal]]] = {}
        self.left_out: dict[Id, Literal] = {}
        self.halls: dict[Id, list[tuple[Id | None, Literal]]] = {}
        self.hall_uses: dict[Id, list[Use]] = defaultdict(list)
        self.attends: dict[tuple[Id, Id], Literal] = {}
        self.changed: dict[Id, Literal] = {}
        self.fixed = {need.id for need in problem.needs if need.fixed is not None}
        self.members = {group.id: problem.members(group.id) for group in problem.groups}
        self.contested = contested_delegates(problem)
        self._apart: set[tuple[int, int]] = set()
        self._near: dict[tuple[tuple[Slot, ...], tuple[Slot, ...], timedelta], list[tuple[int, int]]] = {}
        self._coming = {need.id: coming_to(problem, need) for need in problem.needs}
        self._add_places()
        self._add_joint_rules()
        self._add_halls()
        self._add_chairs()
        self._add_groups()
        self._add_attendance()
        self._add_standing()

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

    def _no_overlap(
        self,
        rule: Rule,
        uses: Iterable[Use],
        *,
        limit: int = 1,
        gap: timedelta | None = None,
        held: Sequence[HeldSlot] = (),
    ) -> None:
        """At most LIMIT at any moment, those HELD outside counted with them."""
        rows = [*((slot, (need_id, literal)) for need_id, slot, literal in uses), *((slot, None) for slot in held)]
        for clique in _cliques(rows, self.problem.gap if gap is None else gap):
            own = [use for use in clique if use is not None]
            staying = sum(need_id in self.fixed for need_id, _ in own)
            left = max(min(staying, limit), limit - (len(clique) - len(own)))
            self._at_most(rule, [literal for _, literal in own], left)

    def _not_while_held(self, rule: Rule, uses: Iterable[Use], held: Sequence[HeldSlot]) -> None:
        """Bars the hours that meetings outside leave no time for, except to what stays anyhow."""
        needs = {need.id: need for need in self.problem.needs if need.fixed is None} if held else {}
        for need_id, slot, literal in uses:
            if need_id in needs and self.problem.is_held(held, needs[need_id], slot):
                self._forbid(rule, literal)

    def _keep_apart(self, uses: Sequence[Use]) -> None:
        """Leaves the time to travel between two meetings of one subject, beyond the general pause."""
        by_need: dict[Id, tuple[list[Slot], list[Literal]]] = defaultdict(lambda: ([], []))
        for need_id, slot, literal in uses:
            by_need[need_id][0].append(slot)
            by_need[need_id][1].append(literal)
        units = {need.id: need.unit_ids for need in self.problem.needs}
        rows = [(units[key], tuple(slots), literals) for key, (slots, literals) in by_need.items()]
        for (here, slots, literals), (there, other_slots, other_literals) in combinations(rows, 2):
            way = timedelta(minutes=self.problem.minutes_between(here, there))
            for i, j in self._too_near(slots, other_slots, way):
                key = (literals[i].index, other_literals[j].index)
                if key not in self._apart:
                    self._apart.add(key)
                    self._forbid(Rule(RuleKind.TRAVEL), literals[i], other_literals[j])

    def _too_near(self, slots: tuple[Slot, ...], others: tuple[Slot, ...], way: timedelta) -> list[tuple[int, int]]:
        """Places in both of slots that leave the general pause but not the way; most needs share their slots."""
        gap = self.problem.gap
        if way <= gap:
            return []
        key = (slots, others, way)
        if key not in self._near:
            self._near[key] = [
                (i, j)
                for i, slot in enumerate(slots)
                for j, other in enumerate(others)
                if slot.overlaps(other, way) and not slot.overlaps(other, gap)
            ]
        return self._near[key]

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
            literals = [literal for _, literal in rows]
            if self.optional and need.fixed is None:
                self.left_out[need.id] = self.model.new_bool_var(f"out:{need.id}")
                literals.append(self.left_out[need.id])
            self.model.add_exactly_one(literals)

    def _add_joint_rules(self) -> None:
        councils = {group.id: group.council_id for group in self.problem.groups}
        for need in self.problem.needs:
            present = {councils[group_id] for group_id in need.group_ids}
            if need.fixed is None and not present.issuperset(need.joint_council_ids):
                out = self.left_out.get(need.id)
                self._require_any(Rule(RuleKind.JOINT, need.id), [] if out is None else [out])

    def _uses(self, need: MeetingNeed) -> Iterator[Use]:
        return ((need.id, candidate.slot, literal) for candidate, literal in self.places[need.id])

    def _add_halls(self) -> None:
        venues = {venue.id: venue for venue in self.problem.venues}
        claims = Counter(v.id for need in self.problem.needs for v in self.problem.venue_choices(need))
        for need in self.problem.needs:
            choices = self.problem.venue_choices(need)
            if not choices:
                continue
            halls = [(venue.id, self.model.new_bool_var(f"hall:{need.id}:{venue.id}")) for venue in choices]
            self.halls[need.id] = [*halls, *self._without_hall(need)]
            sole = len(self.halls[need.id]) == 1
            literals = [literal for _, literal in self.halls[need.id]]
            if need.id in self.left_out:
                literals.append(self.left_out[need.id])
            self.model.add_exactly_one(literals)
            for venue_id, hall in halls:
                self._bar_hall(need, venues[venue_id], hall)
                if claims[venue_id] > 1 or venues[venue_id].held:
                    self.hall_uses[venue_id] += self._both(need, hall, sole=sole)
        for venue_id, rows_of_venue in self.hall_uses.items():
            self._no_overlap(Rule(RuleKind.VENUE, venue_id), rows_of_venue, gap=timedelta(0))

    def _without_hall(self, need: MeetingNeed) -> list[tuple[None, Literal]]:
        """A meeting that stands without a hall may go on without one."""
        if need.standing is None or need.standing.venue_id is not None:
            return []
        return [(None, self.model.new_bool_var(f"hall:{need.id}:none"))]

    def _bar_hall(self, need: MeetingNeed, venue: Venue, hall: Literal) -> None:
        if need.fixed is not None:
            return
        too_small = not venue.holds(need.expected_voters)
        stands_here = need.standing is not None and need.standing.venue_id == venue.id
        if too_small and not stands_here:
            self._forbid(Rule(RuleKind.CAPACITY, need.id), hall)
        for _, slot, place in self._uses(need):
            if too_small and stands_here and not need.stays(slot):
                self._forbid(Rule(RuleKind.CAPACITY, need.id), hall, place)
            if any(slot.overlaps(taken) for taken in (*venue.busy, *venue.held)):
                self._forbid(Rule(RuleKind.VENUE, venue.id), hall, place)

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
            for need_id, slot, place in uses:
                if need_id not in self.fixed and any(slot.overlaps(busy) for busy in chair.busy):
                    self._forbid(rule, place)
            self._no_overlap(rule, uses, limit=chair.teams, held=chair.held)
            if chair.teams == 1:
                self._keep_apart(uses)
                self._not_while_held(rule, uses, chair.held)

    def _add_groups(self) -> None:
        for group in self.problem.groups:
            if group.may_split:
                continue
            uses = [use for need in self.problem.needs if group.id in need.group_ids for use in self._uses(need)]
            rule = Rule(RuleKind.GROUP, group.id)
            self._no_overlap(rule, uses)
            self._keep_apart(uses)
            self._not_while_held(rule, uses, group.held)

    def _add_attendance(self) -> None:
        """Who comes is a choice only for delegates who could be wanted twice; others just come."""
        uses: dict[Id, list[Use]] = defaultdict(list)
        for need in self.problem.needs:
            for delegate in self._coming[need.id]:
                if delegate.id not in self.contested:
                    continue
                here = self.model.new_bool_var(f"attends:{need.id}:{delegate.id}")
                self.attends[need.id, delegate.id] = here
                rule, required = Rule(RuleKind.DELEGATE, delegate.id), is_required(need, delegate)
                if required:
                    self._require_any(rule, [here])
                self._bar_delegate(need, delegate, here)
                uses[delegate.id] += self._both(need, here, sole=required)
            if need.fixed is None:
                self._add_minimum(need)
        for delegate_id, rows in uses.items():
            self._no_overlap(Rule(RuleKind.DELEGATE, delegate_id), rows)
            self._keep_apart(rows)

    def _bar_delegate(self, need: MeetingNeed, delegate: Delegate, here: Literal) -> None:
        """Keeps him from hours he does not have; from a meeting that stays, only if others are named for it."""
        named = named_at(need)
        if need.fixed is not None:
            if named and not is_required(need, delegate):
                self.model.add(here == 0)
            return
        excused = delegate.id in named and not is_required(need, delegate)
        for _, slot, place in self._uses(need):
            is_free = delegate.is_free(slot) or (excused and need.stays(slot))
            if not is_free or self.problem.is_held(delegate.held, need, slot):
                self._forbid(Rule(RuleKind.DELEGATE, delegate.id), here, place)

    def _add_minimum(self, need: MeetingNeed) -> None:
        groups = {group.id: group for group in self.problem.groups}
        for group_id in dict.fromkeys(need.group_ids):
            rule, minimum = Rule(RuleKind.NO_DELEGATE, group_id), groups[group_id].minimum
            everybody = self.members[group_id]
            named = tuple(d for d in everybody if d.id in named_at(need))
            for candidate, place in self.places[need.id] if everybody else ():
                members = named if named and need.stays(candidate.slot) else everybody
                free = [d for d in members if d.is_free(candidate.slot)]
                choices = [self.attends[need.id, d.id] for d in free if d.id in self.contested]
                missing = minimum - (len(free) - len(choices))
                if missing > 0:
                    self.model.add(sum(choices) >= missing).only_enforce_if([place, *self._enforcing(rule)])

    def _add_standing(self) -> None:
        """Says of each meeting that stands somewhere whether its hours, hall or people change."""
        for need in self.problem.needs:
            if need.standing is None or need.fixed is not None:
                continue
            changed = self.model.new_bool_var(f"changed:{need.id}")
            for same in self._as_it_stands(need):
                self.model.add_bool_or([changed, same])
            self.changed[need.id] = changed

    def _as_it_stands(self, need: MeetingNeed) -> Iterator[Literal]:
        """What holds of a meeting that stays wholly as it is."""
        standing = need.standing
        if standing is None:
            return
        yield next(literal for candidate, literal in self.places[need.id] if need.stays(candidate.slot))
        yield from (hall for venue_id, hall in self.halls.get(need.id, ()) if venue_id == standing.venue_id)
        for delegate in self._coming[need.id]:
            if standing.delegate_ids and delegate.id in self.contested:
                here = self.attends[need.id, delegate.id]
                yield here if delegate.id in standing.delegate_ids else ~here

    # what is read from outside -----------------------------------------------------------------------------

    def read(self, value: Any) -> tuple[Assignment, ...]:
        """The schedule that ``value`` (literal → truth) describes, without the meetings left out."""
        rows = []
        for need in self.problem.needs:
            slot = next((c.slot for c, literal in self.places[need.id] if value(literal)), None)
            if slot is None:
                continue
            named = named_at(need) if need.stays(slot) else ()
            here = tuple(
                d.id
                for d in self._coming[need.id]
                if (
                    value(self.attends[need.id, d.id])
                    if d.id in self.contested
                    else (d.id in named if named else d.is_free(slot))
                )
            )
            hall = next((v for v, literal in self.halls.get(need.id, ()) if value(literal)), None)
            rows.append(Assignment(need.id, slot, hall, tuple(dict.fromkeys(need.group_ids)), here))
        return tuple(rows)

    def hint(self, assignments: Iterable[Assignment]) -> None:
        """Has the solver begin from a schedule, complete or not."""
        self.model.clear_hints()  # type: ignore[no-untyped-call]
        by_need = {assignment.need_id: assignment for assignment in assignments}
        for need in self.problem.needs:
            given = by_need.get(need.id)
            for candidate, literal in self.places[need.id]:
                self.model.add_hint(literal, given is not None and candidate.slot == given.slot)
            if need.id in self.left_out:
                self.model.add_hint(self.left_out[need.id], given is None)
            if given is None:
                continue
            for venue_id, literal in self.halls.get(need.id, ()):
                self.model.add_hint(literal, venue_id == given.venue_id)
            for delegate in self._coming[need.id]:
                if delegate.id in self.contested:
                    self.model.add_hint(self.attends[need.id, delegate.id], delegate.id in given.delegate_ids)


def coming_to(problem: Problem, need: MeetingNeed) -> tuple[Delegate, ...]:
    """Everyone who ought to come to a meeting: the members of its groups and those named for it."""
    groups, named = set(need.group_ids), set(need.delegate_ids)
    return tuple(d for d in problem.delegates if not groups.isdisjoint(d.group_ids) or d.id in named)


def named_at(need: MeetingNeed) -> tuple[Id, ...]:
    """Those named for the meeting as it stands."""
    return need.standing.delegate_ids if need.standing else ()


def is_required(need: MeetingNeed, delegate: Delegate) -> bool:
    """Whether the meeting is not held without him: named besides its groups, or at all where nothing is planned."""
    return delegate.id in need.delegate_ids or (need.fixed is not None and delegate.id in named_at(need))


def contested_delegates(problem: Problem) -> set[Id]:
    """Delegates who could be wanted twice at once: in two groups, in one that splits, named, or held elsewhere."""
    splitting = {group.id for group in problem.groups if group.may_split}
    named = {delegate_id for need in problem.needs for delegate_id in need.delegate_ids}
    return {
        d.id
        for d in problem.delegates
        if len(set(d.group_ids)) > 1 or splitting & set(d.group_ids) or d.id in named or d.held
    }


def _cliques(rows: Sequence[tuple[Slot, Literal]], gap: timedelta) -> Iterator[list[Literal]]:
    """The largest sets of uses that all hold one moment, each use lasting to its end plus the pause."""
    starts = sorted({slot.start for slot, _ in rows})
    sets = [[i for i, (slot, _) in enumerate(rows) if slot.start <= t < slot.end + gap] for t in starts]
    for place, members in enumerate(sets):
        following = sets[place + 1] if place + 1 < len(sets) else []
        if not set(members) <= set(following):
            yield [rows[i][1] for i in members]
