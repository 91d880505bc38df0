"""Proof by counting that a round cannot be held: more meetings than moments for one group, chair or hall.

The general solver is slow at exactly this kind of proof, and its answer has no words. Counting is instant and
names the meetings and the number of places left for them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from meetings.scheduling.problem import Id, MeetingNeed, Problem, Slot
from meetings.scheduling.rules import Reason, Rule, RuleKind, names_of, window_text


@dataclass(frozen=True, slots=True)
class _Queue:
    """Meetings that must follow one another before one subject, ``teams`` at a time."""

    rule: Rule
    name: str
    needs: tuple[MeetingNeed, ...]
    teams: int
    gap: timedelta
    busy: tuple[Slot, ...] = ()


def counting_proof(problem: Problem, *, by_one_rule: bool = False) -> tuple[Reason, ...]:
    """Reasons found by counting, each enough alone; none proves nothing.

    BY_ONE_RULE counts every hour of the window as open, so that no other rule has a part in the proof.
    """
    slots = {
        need.id: tuple(c.slot for c in problem.candidates(need)) if by_one_rule else open_slots(problem, need)
        for need in problem.needs
    }
    found = (_overfull(problem, queue, slots) for queue in _queues(problem))
    return tuple(reason for reason in found if reason is not None)


def open_slots(problem: Problem, need: MeetingNeed) -> tuple[Slot, ...]:
    """The slots a need may take as far as its own days and the delegates of its groups go."""
    groups = [group for group in problem.groups if group.id in need.group_ids]
    members = [(group.minimum, problem.members(group.id)) for group in groups]
    return tuple(
        candidate.slot
        for candidate in problem.candidates(need)
        if candidate.barred is None
        and all(
            not delegates or sum(d.is_free(candidate.slot) for d in delegates) >= minimum
            for minimum, delegates in members
        )
    )


def _queues(problem: Problem) -> Iterator[_Queue]:
    for group in problem.groups:
        if not group.may_split:
            own = tuple(need for need in problem.needs if group.id in need.group_ids)
            yield _Queue(Rule(RuleKind.GROUP, group.id), group.name, own, 1, problem.gap, group.held)
    for chair in problem.chairs:
        own = tuple(need for need in problem.needs if need.chair_id == chair.id)
        busy = (*chair.busy, *chair.held) if chair.teams == 1 else chair.busy
        yield _Queue(Rule(RuleKind.CHAIR, chair.id), chair.name, own, chair.teams, problem.gap, busy)
    choices = {need.id: problem.venue_choices(need) for need in problem.needs}
    for venue in problem.venues:
        own = tuple(need for need in problem.needs if choices[need.id] == (venue,))
        busy = (*venue.busy, *venue.held)
        yield _Queue(Rule(RuleKind.VENUE, venue.id), venue.name, own, 1, timedelta(0), busy)


def _overfull(problem: Problem, queue: _Queue, open_to: Mapping[Id, Sequence[Slot]]) -> Reason | None:
    slots = {
        need.id: [slot for slot in open_to[need.id] if not any(slot.overlaps(busy) for busy in queue.busy)]
        for need in queue.needs
    }
    if any(not own for own in slots.values()):
        return None
    runs = _runs([slot for own in slots.values() for slot in own], queue.gap)
    room = [queue.teams * _most_apart(run, queue.gap) for run in runs]
    where = {slot: number for number, run in enumerate(runs) for slot in run}
    wishes = {need_id: sorted({where[slot] for slot in own}) for need_id, own in slots.items()}
    stuck = _unplaceable(wishes, room)
    if not stuck:
        return None
    cells = {cell for need_id in stuck for cell in wishes[need_id]}
    must = "được chọn cho" if queue.rule.kind is RuleKind.VENUE else "phải có mặt ở"
    crowded = [need for need in queue.needs if need.id in stuck]
    message = (
        f"{queue.name} {must} {len(crowded)} hội nghị ({names_of(crowded)}) nhưng trong đợt "
        f"{window_text(problem)} chỉ xếp được nhiều nhất {sum(room[cell] for cell in cells)}. "
        f"{_remedy(queue.rule.kind)}"
    )
    return Reason(queue.rule, message, tuple(need.id for need in crowded))


def _remedy(kind: RuleKind) -> str:
    return {
        RuleKind.GROUP: "Kéo dài đợt, thêm buổi hoặc giao bớt hội nghị cho Tổ khác.",
        RuleKind.CHAIR: "Kéo dài đợt, thêm buổi hoặc đổi cơ quan chủ trì.",
    }.get(kind, "Kéo dài đợt, thêm buổi hoặc thêm địa điểm.")


def _runs(slots: Sequence[Slot], gap: timedelta) -> list[list[Slot]]:
    """Slots split where a moment lies in none of them, so that no slot of one run meets one of another."""
    runs: list[list[Slot]] = []
    end = None
    for slot in sorted(set(slots)):
        if end is None or slot.start >= end + gap:
            runs.append([])
            end = slot.end
        runs[-1].append(slot)
        end = max(end, slot.end)
    return runs


def _most_apart(run: Sequence[Slot], gap: timedelta) -> int:
    """The largest number of slots of a run of which no two meet."""
    count, free_from = 0, None
    for slot in sorted(run, key=lambda s: s.end):
        if free_from is None or slot.start >= free_from:
            count, free_from = count + 1, slot.end + gap
    return count


def _unplaceable(wishes: dict[Id, list[int]], room: Sequence[int]) -> set[Id]:
    """Needs that want too few cells between them (a Hall set), by augmenting paths; empty if all fit."""
    held: dict[int, list[Id]] = {cell: [] for cell in range(len(room))}

    def place(need_id: Id, seen: set[int]) -> bool:
        for cell in wishes[need_id]:
            if cell in seen:
                continue
            seen.add(cell)
            if len(held[cell]) < room[cell]:
                held[cell].append(need_id)
                return True
            for position, other in enumerate(held[cell]):
                if place(other, seen):
                    held[cell][position] = need_id
                    return True
        return False

    for need_id in wishes:
        seen: set[int] = set()
        if not place(need_id, seen):
            return {need_id} | {other for cell in seen for other in held[cell]}
    return set()
