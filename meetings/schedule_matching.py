"""What a schedule read from a file means in a council's own records: its units, groups, delegates, bodies.

Units are sought by name in the council's province as it was on the day of the meeting. What is not found, or fits
several, is a problem with its cell; nothing is chosen silently.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from delegates.enums import Level, LocalityKind, NeighbourhoodKind
from delegates.models import (
    Body,
    Council,
    Delegate,
    DelegateGroup,
    GroupMembership,
    Locality,
    Neighbourhood,
)
from meetings.importers.schedule_people import group_number
from meetings.importers.schedule_places import kind_of
from meetings.importers.schedule_values import Problem, ReadMeeting, ReadUnit, problem
from meetings.models import Round
from txct.core.scoping import trusted
from txct.lib.text import fold

_LOCALITY_KINDS = {
    "tinh": LocalityKind.TINH, "huyen": LocalityKind.HUYEN, "h": LocalityKind.HUYEN, "quan": LocalityKind.QUAN,
    "q": LocalityKind.QUAN, "thi xa": LocalityKind.THI_XA, "tx": LocalityKind.THI_XA,
    "thanh pho": LocalityKind.THANH_PHO, "tp": LocalityKind.THANH_PHO, "phuong": LocalityKind.PHUONG,
    "p": LocalityKind.PHUONG, "xa": LocalityKind.XA, "x": LocalityKind.XA, "thi tran": LocalityKind.THI_TRAN,
    "tt": LocalityKind.THI_TRAN, "dac khu": LocalityKind.DAC_KHU,
}  # fmt: skip
_NEIGHBOURHOOD_KINDS = {
    "thon": NeighbourhoodKind.THON, "khu pho": NeighbourhoodKind.KHU_PHO, "kp": NeighbourhoodKind.KHU_PHO,
    "to dan pho": NeighbourhoodKind.TO_DAN_PHO, "tdp": NeighbourhoodKind.TO_DAN_PHO,
    "to": NeighbourhoodKind.TO_DAN_PHO,
    "lang": NeighbourhoodKind.LANG, "ap": NeighbourhoodKind.AP,
}  # fmt: skip
_OTHER_LEVELS = {
    Level.TINH: ("hdnd thi xa", "hdnd huyen", "hdnd thanh pho", "hdnd xa", "hdnd phuong"),
    Level.HUYEN: ("hdnd tinh", "hdnd xa", "hdnd phuong"),
    Level.XA: ("hdnd tinh", "hdnd thanh pho", "hdnd huyen", "hdnd thi xa"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class MatchedUnit:
    """A printed unit in the records, with the voters invited from it."""

    locality: Locality
    neighbourhood: Neighbourhood | None = None
    voters: int | None = None


@dataclass(slots=True)
class MatchedMeeting:
    """A read meeting with what it names in the records."""

    read: ReadMeeting
    units: list[MatchedUnit] = field(default_factory=list)
    groups: list[DelegateGroup] = field(default_factory=list)
    delegates: list[Delegate] = field(default_factory=list)
    chair: Body | None = None
    others: list[str] = field(default_factory=list)


def match_schedule(*, round: Round, meetings: Sequence[ReadMeeting]) -> tuple[list[MatchedMeeting], list[Problem]]:
    """Each meeting with the records it names, and what could not be found."""
    with trusted():
        matcher = _Matcher(round)
        return [matcher.match(meeting) for meeting in meetings], matcher.problems


def province_of(locality: Locality) -> Locality:
    """The outermost unit that the locality lies in."""
    while locality.parent is not None:
        locality = locality.parent
    return locality


class _Matcher:
    """The records of one council, loaded once for all rows."""

    def __init__(self, round: Round) -> None:
        self.round = round
        self.council: Council = round.council
        self.problems: list[Problem] = []
        self.province = province_of(self.council.locality)
        self.names: dict[date, dict[str, list[Locality]]] = {}
        self.groups = list(
            DelegateGroup.objects.filter(council=self.council, term__starts_on__lte=round.starts_on)
            .filter(Q(term__ends_on=None) | Q(term__ends_on__gte=round.starts_on))
            .prefetch_related("constituencies")
        )
        in_term = Delegate.objects.filter(council=self.council, term__starts_on__lte=round.starts_on)
        in_term = in_term.filter(Q(term__ends_on=None) | Q(term__ends_on__gte=round.starts_on))
        self.people: dict[str, list[Delegate]] = defaultdict(list)
        for delegate in in_term.order_by("pk"):
            self.people[fold(delegate.full_name)].append(delegate)
        self.bodies = {fold(name): body for body in Body.objects.filter(council=self.council) for name in _names(body)}

    def match(self, meeting: ReadMeeting) -> MatchedMeeting:
        matched = MatchedMeeting(meeting)
        on = meeting.day or self.round.starts_on
        for unit in sorted(meeting.units, key=lambda unit: (kind_of(unit.name) or ("", 0, ""))[1]):
            self._match_unit(matched, unit, on)
        order = {unit.name: place for place, unit in enumerate(meeting.units)}
        matched.units.sort(key=lambda unit: order.get(str(unit.neighbourhood or unit.locality), 0))
        for label in meeting.groups:
            self._match_group(matched, label)
        for name in meeting.delegates:
            self._match_delegate(matched, name)
        if meeting.chair:
            matched.chair = self.bodies.get(fold(meeting.chair))
        return matched

    def _say(self, meeting: ReadMeeting, name: str, code: str, message: str) -> None:
        self.problems.append(problem(meeting.where(name), code, message))

    # units -----------------------------------------------------------------------------------------

    def _valid(self, on: date) -> dict[str, list[Locality]]:
        """The province's units on a day, by folded name."""
        if on not in self.names:
            code = self.province.code
            inside = Q(code=code) | Q(parent__code=code) | Q(parent__parent__code=code)
            inside |= Q(constituencies__council=self.council) | Q(pk=self.council.locality_id)
            inside |= Q(parent=self.council.locality_id)
            found: dict[str, list[Locality]] = defaultdict(list)
            for place in Locality.objects.valid(on).filter(inside).select_related("parent").distinct():
                found[_bare_number(fold(place.name))].append(place)
            self.names[on] = found
        return self.names[on]

    def _match_unit(self, matched: MatchedMeeting, unit: ReadUnit, on: date) -> None:
        kind, level, name = kind_of(unit.name) or ("", 0, unit.name)
        key = fold(kind).strip(" .")
        if level == 4 and key not in _LOCALITY_KINDS:
            self._match_neighbourhood(matched, unit, key, name, on)
            return
        place = self._locality(matched.read, unit.name, key, name, unit.parent, on)
        if place is not None and all(place.pk != other.locality.pk for other in matched.units):
            matched.units.append(MatchedUnit(place, None, unit.voters))

    def _locality(
        self, meeting: ReadMeeting, printed: str, key: str, name: str, parent: str, on: date
    ) -> Locality | None:
        found = self._valid(on).get(_bare_number(fold(name)), [])
        kind = _LOCALITY_KINDS.get(key)
        kinds = {kind, LocalityKind.THANH_PHO_TW} if kind == LocalityKind.THANH_PHO else {kind}
        fitting = [place for place in found if kind is None or place.kind in kinds]
        if len(fitting) > 1 and parent:
            district = fold((kind_of(parent) or ("", 0, parent))[2])
            fitting = [place for place in fitting if place.parent and fold(place.parent.name) == district] or fitting
        if len(fitting) > 1:
            own = [place for place in fitting if self.council.locality_id in (place.pk, place.parent_id)]
            fitting = own or fitting
        if len(fitting) == 1:
            return fitting[0]
        when = f"ngày {on:%d/%m/%Y}"
        if fitting:
            listed = ", ".join(f"{place.full_name} ({place.parent})" for place in fitting[:4])
            text = f"“{printed}” có thể là {listed}. Ghi thêm huyện, hoặc ghi rõ phường, xã."
            self._say(meeting, "units", "unknown_unit", text)
        else:
            near = ", ".join(place.full_name for place in found[:3])
            hint = f" Có phải {near}?" if near else " Kiểm tra tên, hoặc đơn vị đã sáp nhập."
            text = f"Không có “{printed}” trong {self.province.full_name} {when}.{hint}"
            self._say(meeting, "units", "unknown_unit", text)
        return None

    def _match_neighbourhood(self, matched: MatchedMeeting, unit: ReadUnit, key: str, name: str, on: date) -> None:
        meeting = matched.read
        if unit.parent:
            kind, _level, parent_name = kind_of(unit.parent) or ("", 0, unit.parent)
            within = self._locality(meeting, unit.parent, fold(kind).strip(" ."), parent_name, "", on)
            places = [within] if within else []
        elif self.council.level == Level.XA:
            places = [self.council.locality]
        else:
            places = [item.locality for item in matched.units if item.locality.level == Level.XA]
        rows = Neighbourhood.objects.filter(search_key=fold(name)).select_related("locality")
        rows = rows.filter(Q(valid_to=None) | Q(valid_to__gte=on)).filter(Q(valid_from=None) | Q(valid_from__lte=on))
        if places:
            rows = rows.filter(locality__code__in=[place.code for place in places if place])
        else:
            rows = rows.filter(
                Q(locality=self.council.locality) | Q(locality__parent__code=self.council.locality.code)
            )
        found = list(rows.order_by("pk")[:5])
        kind_wanted = _NEIGHBOURHOOD_KINDS.get(key)
        exact = [row for row in found if kind_wanted is None or row.kind == kind_wanted]
        if len(exact) == 1:
            row = exact[0]
            locality = next((place for place in places if place and place.code == row.locality.code), row.locality)
            if places and unit.parent == "" and self.council.level != Level.XA:
                matched.units = [
                    item for item in matched.units if item.locality.pk != locality.pk or item.neighbourhood
                ]
            matched.units.append(MatchedUnit(locality, row, unit.voters))
            return
        if exact:
            text = f"“{unit.name}” có ở nhiều xã, phường. Ghi rõ thuộc xã, phường nào."
        else:
            text = f"Chưa có “{unit.name}” trong danh mục thôn, khu phố. Thêm vào danh mục rồi nhập lại."
        self._say(meeting, "units", "unknown_unit", text)

    # groups and people -----------------------------------------------------------------------------

    def _match_group(self, matched: MatchedMeeting, label: str) -> None:
        folded, number = fold(label), group_number(label)
        bare = re.sub(r"\(.*?\)", "", folded)
        if (
            "quoc hoi" in folded
            or "dbqh" in folded
            or any(word in bare for word in _OTHER_LEVELS[Level(self.council.level)])
        ):
            matched.others.append(label)
            self._say(matched.read, "groups", "other_council", f"“{label}” thuộc Hội đồng khác: chỉ giữ ở ghi chú.")
            return
        by_name = [group for group in self.groups if group.name and fold(group.name) in (folded, bare.strip())]
        found = by_name
        if not found and number is not None:
            if re.search(r"\b(?:don vi|dvbc)\b", bare):
                found = [
                    group for group in self.groups if any(item.number == number for item in group.constituencies.all())
                ]
            else:
                found = [group for group in self.groups if group.number == number]
        if not found and number is None:
            place = re.sub(r"^(?:to dai bieu|to)?\s*(?:hdnd \w+)?\s*(?:cum)?\s*", "", bare).strip()
            found = [group for group in self.groups if place and group.name and place in fold(group.name)]
        if len(found) == 1:
            if found[0] not in matched.groups:
                matched.groups.append(found[0])
            return
        text = (
            f"“{label}” ứng với {len(found)} Tổ đại biểu. Ghi số của Tổ."
            if found
            else f"Không có “{label}” trong nhiệm kỳ."
        )
        self._say(matched.read, "groups", "unknown_group", text + " Kiểm tra lại, hoặc lập Tổ trước khi nhập.")

    def _match_delegate(self, matched: MatchedMeeting, name: str) -> None:
        found = self.people.get(fold(name), [])
        if len(found) > 1 and matched.groups:
            inside = GroupMembership.objects.filter(group__in=matched.groups, delegate__in=found)
            keys = set(inside.values_list("delegate_id", flat=True))
            found = [delegate for delegate in found if delegate.pk in keys] or found
        if len(found) == 1:
            if found[0] not in matched.delegates:
                matched.delegates.append(found[0])
            return
        if found:
            text = f"Có {len(found)} đại biểu tên “{name}”. Ghi thêm Tổ đại biểu để phân biệt."
            self._say(matched.read, "delegates", "unknown_delegate", text)
        elif matched.others:
            matched.others.append(name)
            self._say(
                matched.read, "delegates", "other_council", f"“{name}” không thuộc Hội đồng này: chỉ giữ ở ghi chú."
            )
        else:
            text = f"Không có đại biểu “{name}” trong nhiệm kỳ. Kiểm tra họ tên, hoặc thêm đại biểu rồi nhập lại."
            self._say(matched.read, "delegates", "unknown_delegate", text)


def _names(body: Body) -> Iterable[str]:
    return [name for name in (body.name, body.short_name) if name]


def _bare_number(name: str) -> str:
    return name.lstrip("0") or "0" if name.isdigit() else name
