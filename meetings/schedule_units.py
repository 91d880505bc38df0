"""Units that a schedule names, in the records of the province as it was on the day of the meeting."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.db.models import Q

from delegates.enums import Level, LocalityKind, NeighbourhoodKind
from delegates.models import Council, Locality, LocalitySuccession, Neighbourhood
from meetings.importers.schedule_places import kind_of
from meetings.importers.schedule_values import ReadMeeting, ReadUnit
from meetings.schedule_names import KEEP_IN_NOTE, Names, likest
from txct.lib.dates import short_date
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


@dataclass(frozen=True, slots=True)
class MatchedUnit:
    """A printed unit in the records, with the voters invited from it."""

    locality: Locality
    neighbourhood: Neighbourhood | None = None
    voters: int | None = None

    def __str__(self) -> str:
        if self.neighbourhood is None:
            return self.locality.full_name
        return f"{self.neighbourhood} ({self.locality.full_name})"


class Units:
    """The units of one council's province, loaded once for all rows of a schedule."""

    def __init__(self, council: Council, names: Names) -> None:
        self.council = council
        self.names = names
        self.province = province_of(council.locality)
        self.by_day: dict[date, dict[str, list[Locality]]] = {}
        self.settlements: dict[str, list[Neighbourhood]] | None = None
        self.heirs: dict[date, dict[str, list[LocalitySuccession]]] = {}
        self.near: dict[tuple[str, date], list[Locality]] = {}

    def match(self, meeting: ReadMeeting, on: date) -> tuple[list[MatchedUnit], list[str]]:
        """The units of a row in their printed order, and the names kept in the note only."""
        matched: dict[int, list[MatchedUnit]] = {}
        left_out: list[str] = []
        # Communes first: a settlement is sought in the communes of its row.
        for place, unit in sorted(enumerate(meeting.units), key=lambda item: _level(item[1])):
            taken = self.names.chosen("units", unit.name)
            if taken:
                self.names.offer("units", unit.name, partial(self._candidates, unit, on))
            if taken == KEEP_IN_NOTE:
                left_out.append(unit.name)
                continue
            known = [item for items in matched.values() for item in items]
            chosen = self._taken(taken, unit, on) if taken else None
            found = chosen or self._find(meeting, unit, on, known)
            if found is None or any(_same(found, item) for item in known):
                continue
            if found.neighbourhood is not None and not unit.parent and self.council.level != Level.XA:
                # The settlement says more closely what its commune, printed beside it, says.
                for items in matched.values():
                    items[:] = [item for item in items if item.neighbourhood or item.locality.pk != found.locality.pk]
            matched.setdefault(place, []).append(found)
        return [item for place in sorted(matched) for item in matched[place]], left_out

    def _find(
        self, meeting: ReadMeeting, unit: ReadUnit, on: date, known: Sequence[MatchedUnit]
    ) -> MatchedUnit | None:
        kind, level, name = kind_of(unit.name) or ("", 0, unit.name)
        key = fold(kind).strip(" .")
        if level == 4 and key not in _LOCALITY_KINDS:
            return self._settlement(meeting, unit, key, name, on, known)
        if not key and self.council.level == Level.XA and not self._fitting(key, name, unit.parent, on):
            return self._settlement(meeting, unit, key, name, on, known)
        place = self._locality(meeting, unit, key, name, on)
        return MatchedUnit(place, None, unit.voters) if place else None

    # communes and districts --------------------------------------------------------------------------

    def _valid(self, on: date) -> dict[str, list[Locality]]:
        """The province's units on a day, by folded name."""
        if on not in self.by_day:
            code = self.province.code
            inside = Q(code=code) | Q(parent__code=code) | Q(parent__parent__code=code)
            inside |= Q(constituencies__council=self.council) | Q(pk=self.council.locality_id)
            inside |= Q(parent=self.council.locality_id)
            found: dict[str, list[Locality]] = defaultdict(list)
            for place in Locality.objects.valid(on).filter(inside).select_related("parent").distinct():
                found[_bare_number(fold(place.name))].append(place)
            self.by_day[on] = found
        return self.by_day[on]

    def _fitting(self, key: str, name: str, parent: str, on: date) -> list[Locality]:
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
        return fitting

    def _locality(self, meeting: ReadMeeting, unit: ReadUnit, key: str, name: str, on: date) -> Locality | None:
        fitting = self._fitting(key, name, unit.parent, on)
        if len(fitting) == 1:
            return fitting[0]
        self.names.offer("units", unit.name, partial(self._candidates, unit, on))
        if fitting:
            listed = ", ".join(f"{place.full_name} ({place.parent})" for place in fitting[:4])
            text = f"“{unit.name}” có thể là {listed}. Chọn một đơn vị, hoặc ghi rõ huyện, phường, xã."
            self.names.say(meeting, "units", "unknown_unit", text)
            return None
        past = self._became(name, on)
        if past:
            gone, heirs = past[0].predecessor, ", ".join(row.successor.full_name for row in past[:4])
            text = f"“{gone.full_name}” không còn từ {short_date(past[0].on)}: nay là {heirs}. Chọn đơn vị mới."
            self.names.say(meeting, "units", "past_unit", text)
            return None
        near = self._valid(on).get(_bare_number(fold(name)), []) or self._near(name, on)
        hint = f" Có phải {', '.join(place.full_name for place in near[:3])}?" if near else " Kiểm tra lại tên."
        text = f"Không có “{unit.name}” trong {self.province.full_name} ngày {on:%d/%m/%Y}.{hint}"
        self.names.say(meeting, "units", "unknown_unit", text)
        return None

    def _became(self, name: str, on: date) -> list[LocalitySuccession]:
        """What became of a unit of that name which ended before the day, as far as it lies in the province now."""
        if on not in self.heirs:
            now = [place.pk for places in self._valid(on).values() for place in places]
            rows = LocalitySuccession.objects.filter(on__lte=on, successor__in=now)
            self.heirs[on] = defaultdict(list)
            for row in rows.select_related("predecessor", "successor").order_by("-on", "partial", "pk"):
                self.heirs[on][fold(row.predecessor.name)].append(row)
        return self.heirs[on].get(fold(name), [])

    def _near(self, name: str, on: date) -> list[Locality]:
        if (name, on) not in self.near:
            known = [(place.name, place) for places in self._valid(on).values() for place in places]
            self.near[name, on] = likest(name, known)
        return self.near[name, on]

    # settlements -------------------------------------------------------------------------------------

    def _settlement(
        self, meeting: ReadMeeting, unit: ReadUnit, key: str, name: str, on: date, known: Sequence[MatchedUnit]
    ) -> MatchedUnit | None:
        places = self._around(unit, on, known)
        kind = _NEIGHBOURHOOD_KINDS.get(key)
        rows = [
            row
            for row in self._settlements().get(_bare_number(fold(name)), [])
            if (row.valid_from is None or row.valid_from <= on) and (row.valid_to is None or row.valid_to >= on)
        ]
        if places:
            codes = {place.code for place in places}
            rows = [row for row in rows if row.locality.code in codes]
        exact = [row for row in rows if kind is None or row.kind == kind]
        if len(exact) == 1:
            row = exact[0]
            locality = next((place for place in places if place.code == row.locality.code), row.locality)
            return MatchedUnit(locality, row, unit.voters)
        self.names.offer("units", unit.name, partial(self._candidates, unit, on))
        if exact:
            text = f"“{unit.name}” có ở nhiều xã, phường. Chọn một nơi, hoặc ghi rõ thuộc xã, phường nào."
        else:
            text = f"Chưa có “{unit.name}” trong danh mục thôn, khu phố. Chọn tên đúng, hoặc thêm vào danh mục."
        self.names.say(meeting, "units", "unknown_unit", text)
        return None

    def _around(self, unit: ReadUnit, on: date, known: Sequence[MatchedUnit]) -> list[Locality]:
        """The communes a settlement is sought in; none: all of the council's."""
        if unit.parent:
            kind, _level, name = kind_of(unit.parent) or ("", 0, unit.parent)
            return self._fitting(fold(kind).strip(" ."), name, "", on)
        if self.council.level == Level.XA:
            return [self.council.locality]
        return [item.locality for item in known if item.locality.level == Level.XA and item.neighbourhood is None]

    def _settlements(self) -> dict[str, list[Neighbourhood]]:
        """The settlements of the council's communes, by folded name."""
        if self.settlements is None:
            code = self.council.locality.code
            inside = Q(locality__code=code) | Q(locality__parent__code=code)
            inside |= Q(locality__parent__parent__code=code)
            rows = Neighbourhood.objects.filter(inside).select_related("locality").order_by("pk")
            self.settlements = defaultdict(list)
            for row in rows:
                self.settlements[_bare_number(row.search_key)].append(row)
        return self.settlements

    # choices -----------------------------------------------------------------------------------------

    def _candidates(self, unit: ReadUnit, on: date) -> list[tuple[str, str]]:
        kind, level, name = kind_of(unit.name) or ("", 0, unit.name)
        found: dict[str, str] = {}
        if level != 4 or fold(kind).strip(" .") in _LOCALITY_KINDS:
            same = self._valid(on).get(_bare_number(fold(name)), [])
            heirs = [row.successor for row in self._became(name, on)]
            for place in [*same, *heirs, *self._near(name, on)]:
                parent = f" ({place.parent.full_name})" if place.parent else ""
                found[f"l{place.pk}"] = f"{place.full_name}{parent}"
        if level in (0, 4):
            rows = [row for rows in self._settlements().values() for row in rows]
            for row in likest(name, [(row.name, row) for row in rows]):
                found[f"n{row.pk}"] = f"{row} ({row.locality.full_name})"
        return list(found.items())

    def _taken(self, choice: str, unit: ReadUnit, on: date) -> MatchedUnit | None:
        """The record of a choice; only records that the council may name."""
        if choice.startswith("l"):
            places = (place for places in self._valid(on).values() for place in places)
            place = next((place for place in places if f"l{place.pk}" == choice), None)
            return MatchedUnit(place, None, unit.voters) if place else None
        rows = (row for rows in self._settlements().values() for row in rows)
        row = next((row for row in rows if f"n{row.pk}" == choice), None)
        return MatchedUnit(row.locality, row, unit.voters) if row else None


def province_of(locality: Locality) -> Locality:
    """The outermost unit that the locality lies in."""
    while locality.parent is not None:
        locality = locality.parent
    return locality


def _level(unit: ReadUnit) -> int:
    return (kind_of(unit.name) or ("", 0, ""))[1]


def _same(one: MatchedUnit, other: MatchedUnit) -> bool:
    return one.locality.pk == other.locality.pk and one.neighbourhood == other.neighbourhood


def _bare_number(name: str) -> str:
    return name.lstrip("0") or "0" if name.isdigit() else name
