"""What a schedule read from a file means in a council's own records: its units, halls, groups, delegates, bodies.

Units are sought by name in the council's province as it was on the day of the meeting. What is not found, or fits
several, is a problem with its cell, and a name that somebody may choose a record for; nothing is chosen silently.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial

from django.db.models import Q

from delegates.enums import Level
from delegates.models import Body, Council, Delegate, DelegateGroup, GroupMembership
from meetings.importers.schedule_people import group_number
from meetings.importers.schedule_values import Problem, ReadMeeting
from meetings.models import Round, Venue
from meetings.schedule_halls import Halls, hall_and_address
from meetings.schedule_names import KEEP_IN_NOTE, Names, OpenName, likest
from meetings.schedule_units import MatchedUnit, Units
from txct.core.scoping import trusted
from txct.lib.text import fold

_OTHER_LEVELS = {
    Level.TINH: ("hdnd thi xa", "hdnd huyen", "hdnd thanh pho", "hdnd xa", "hdnd phuong"),
    Level.HUYEN: ("hdnd tinh", "hdnd xa", "hdnd phuong"),
    Level.XA: ("hdnd tinh", "hdnd thanh pho", "hdnd huyen", "hdnd thi xa"),
}  # fmt: skip


@dataclass(slots=True)
class MatchedMeeting:
    """A read meeting with what it names in the records. VENUE is None where none is printed or it is a new one.

    OTHERS are guests of other councils, LEFT_OUT names that somebody chose to keep in the note only.
    """

    read: ReadMeeting
    units: list[MatchedUnit] = field(default_factory=list)
    venue: Venue | None = None
    groups: list[DelegateGroup] = field(default_factory=list)
    delegates: list[Delegate] = field(default_factory=list)
    chair: Body | None = None
    others: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Matching:
    """The meetings with their records, what could not be found, and the names somebody may choose for."""

    meetings: list[MatchedMeeting]
    problems: list[Problem]
    open_names: tuple[OpenName, ...]


def match_schedule(
    *, round: Round, meetings: Sequence[ReadMeeting], choices: Mapping[str, str] | None = None
) -> Matching:
    """Each meeting with the records it names. CHOICES say by `OpenName.key` what a name stands for."""
    with trusted():
        matcher = _Matcher(round, choices or {})
        matched = [matcher.match(meeting) for meeting in meetings]
        return Matching(matched, matcher.names.problems, tuple(matcher.names.open.values()))


class _Matcher:
    """The records of one council, loaded once for all rows."""

    def __init__(self, round: Round, choices: Mapping[str, str]) -> None:
        self.round = round
        self.council: Council = round.council
        self.names = Names(choices)
        self.units = Units(self.council, self.names)
        in_term = Q(term__starts_on__lte=round.starts_on)
        in_term &= Q(term__ends_on=None) | Q(term__ends_on__gte=round.starts_on)
        groups = DelegateGroup.objects.filter(in_term, council=self.council)
        self.groups = list(groups.order_by("number", "pk").prefetch_related("constituencies"))
        self.people: dict[str, list[Delegate]] = defaultdict(list)
        for delegate in Delegate.objects.filter(in_term, council=self.council).order_by("pk"):
            self.people[fold(delegate.full_name)].append(delegate)
        self.bodies = {fold(name): body for body in Body.objects.filter(council=self.council) for name in _names(body)}
        self.halls = Halls(Venue.objects.filter(council=self.council))

    def match(self, meeting: ReadMeeting) -> MatchedMeeting:
        matched = MatchedMeeting(meeting)
        matched.units, matched.left_out = self.units.match(meeting, meeting.day or self.round.starts_on)
        if meeting.venue and matched.units:
            name, _address = hall_and_address(meeting.venue)
            matched.venue = self.halls.find(matched.units[0].locality.pk, name)
        for label in meeting.groups:
            self._match_group(matched, label)
        for name in meeting.delegates:
            self._match_delegate(matched, name)
        if meeting.chair:
            matched.chair = self.bodies.get(fold(meeting.chair))
        return matched

    def _match_group(self, matched: MatchedMeeting, label: str) -> None:
        taken = self.names.chosen("groups", label)
        if taken:
            self.names.offer("groups", label, self._group_candidates)
        if taken == KEEP_IN_NOTE:
            matched.left_out.append(label)
            return
        if not taken and self._is_of_another_council(label):
            matched.others.append(label)
            text = f"“{label}” thuộc Hội đồng khác: chỉ giữ ở ghi chú."
            self.names.say(matched.read, "groups", "other_council", text)
            return
        found = [group for group in self.groups if f"g{group.pk}" == taken] or self._groups_named(label)
        if len(found) == 1:
            if found[0] not in matched.groups:
                matched.groups.append(found[0])
            return
        self.names.offer("groups", label, self._group_candidates)
        text = f"“{label}” ứng với {len(found)} Tổ đại biểu." if found else f"Không có “{label}” trong nhiệm kỳ."
        self.names.say(matched.read, "groups", "unknown_group", f"{text} Chọn Tổ đúng, hoặc lập Tổ trước khi nhập.")

    def _is_of_another_council(self, label: str) -> bool:
        folded = fold(label)
        bare = re.sub(r"\(.*?\)", "", folded)
        others = _OTHER_LEVELS[Level(self.council.level)]
        return "quoc hoi" in folded or "dbqh" in folded or any(word in bare for word in others)

    def _groups_named(self, label: str) -> list[DelegateGroup]:
        folded, number = fold(label), group_number(label)
        bare = re.sub(r"\(.*?\)", "", folded)
        found = [group for group in self.groups if group.name and fold(group.name) in (folded, bare.strip())]
        if found:
            return found
        if number is not None and re.search(r"\b(?:don vi|dvbc)\b", bare):
            return [group for group in self.groups if number in {item.number for item in group.constituencies.all()}]
        if number is not None:
            return [group for group in self.groups if group.number == number]
        place = re.sub(r"^(?:to dai bieu|to)?\s*(?:hdnd \w+)?\s*(?:cum)?\s*", "", bare).strip()
        return [group for group in self.groups if place and group.name and place in fold(group.name)]

    def _group_candidates(self) -> list[tuple[str, str]]:
        return [(f"g{group.pk}", str(group)) for group in self.groups]

    def _match_delegate(self, matched: MatchedMeeting, name: str) -> None:
        taken = self.names.chosen("delegates", name)
        if taken:
            self.names.offer("delegates", name, partial(self._delegate_candidates, name))
        if taken == KEEP_IN_NOTE:
            matched.left_out.append(name)
            return
        everybody = (delegate for people in self.people.values() for delegate in people)
        found = [delegate for delegate in everybody if f"d{delegate.pk}" == taken] if taken else []
        found = found or self._people_named(name, matched.groups)
        if len(found) == 1:
            if found[0] not in matched.delegates:
                matched.delegates.append(found[0])
            return
        if not found and matched.others:
            matched.others.append(name)
            text = f"“{name}” không thuộc Hội đồng này: chỉ giữ ở ghi chú."
            self.names.say(matched.read, "delegates", "other_council", text)
            return
        self.names.offer("delegates", name, partial(self._delegate_candidates, name))
        text = (
            f"Có {len(found)} đại biểu tên “{name}”. Chọn một người, hoặc ghi thêm Tổ đại biểu."
            if found
            else f"Không có đại biểu “{name}” trong nhiệm kỳ. Chọn người đúng, hoặc thêm đại biểu rồi nhập lại."
        )
        self.names.say(matched.read, "delegates", "unknown_delegate", text)

    def _people_named(self, name: str, groups: Sequence[DelegateGroup]) -> list[Delegate]:
        """Delegates of that name; of several, those of the row's groups."""
        found = self.people.get(fold(name), [])
        if len(found) > 1 and groups:
            inside = GroupMembership.objects.filter(group__in=groups, delegate__in=found)
            keys = set(inside.values_list("delegate_id", flat=True))
            return [delegate for delegate in found if delegate.pk in keys] or found
        return found

    def _delegate_candidates(self, name: str) -> list[tuple[str, str]]:
        known = [(delegate.full_name, delegate) for people in self.people.values() for delegate in people]
        return [(f"d{delegate.pk}", self._told_apart(delegate)) for delegate in likest(name, known)]

    def _told_apart(self, delegate: Delegate) -> str:
        """A delegate's name with what tells namesakes apart."""
        group = self._last_groups.get(delegate.pk)
        return f"{delegate.full_name} ({group})" if group else delegate.full_name

    @cached_property
    def _last_groups(self) -> dict[int, DelegateGroup]:
        """By delegate, the group entered last."""
        people = [delegate.pk for namesakes in self.people.values() for delegate in namesakes]
        rows = GroupMembership.objects.filter(delegate__in=people).select_related("group").order_by("pk")
        return {row.delegate_id: row.group for row in rows}


def _names(body: Body) -> Iterable[str]:
    return [name for name in (body.name, body.short_name) if name]
