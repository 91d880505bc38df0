"""What one sentence of a schedule tells for all its meetings: the hours of mornings and afternoons, the hall of each
commune."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import time

from meetings.importers.schedule_grid import Line
from meetings.importers.schedule_places import KIND, kind_of
from meetings.importers.schedule_times import find_when, plain
from meetings.importers.schedule_values import ReadUnit
from meetings.importers.schedule_words import VENUE_WORDS

_HOUR = r"(?P<{0}>[0-9]{{1,2}}\s*(?:gio|h|g)(?:\s*[0-9]{{2}})?(?:\s*phut)?)"
_USUAL_HOURS = (
    re.compile(
        rf"\bsang\b[^.;0-9]{{0,40}}{_HOUR.format('am')}[^0-9]{{0,60}}?\bchieu\b[^.;0-9]{{0,40}}{_HOUR.format('pm')}"
    ),
    re.compile(
        rf"{_HOUR.format('am')}[^0-9;]{{0,15}}\bsang\b[^0-9]{{0,60}}?{_HOUR.format('pm')}[^0-9;]{{0,15}}\bchieu\b"
    ),
)
_ONE_HOUR = re.compile(
    r"\b(?:cac|tat ca) (?:cac )?(?:hoi nghi|buoi|cuoc|diem)\b[^.;0-9]{0,60}?\b(?:luc|tu|vao|hoi)\b[^0-9]{0,15}"
    rf"{_HOUR.format('all')}"
)
_HALL_OF_EACH = re.compile(
    rf"(?:\btại|\bở|địa điểm)\s*:?\s+(?:các\s+)?(?P<hall>(?:{VENUE_WORDS})\b[^.;,:()0-9]{{0,50}}?)\s+(?:của\s+)?"
    rf"(?P<each>các|từng|mỗi)?\s*(?P<kinds>{KIND}(?:\s*(?:,|/|và|hoặc)\s*{KIND})*)"
    r"(?=\s*(?:[.;,)]|$|(?:nơi|nêu|theo|có|trên|tương ứng|sở tại|được)\b))",
    re.IGNORECASE,
)
_OF_EACH = re.compile(r"\s*(?:nơi\b|tương ứng|sở tại)", re.IGNORECASE)
_KIND = re.compile(KIND)


@dataclass(frozen=True, slots=True)
class UsualHall:
    """The hall in which each unit of KINDS (lower case) meets: "hội trường UBND các xã, thị trấn"."""

    hall: str
    kinds: tuple[str, ...]

    def of(self, units: Sequence[ReadUnit]) -> str | None:
        """The hall of a meeting of one unit of these kinds; None for any other meeting."""
        if len(units) != 1:
            return None
        kind = kind_of(units[0].name)
        if kind is None:
            return f"{self.hall} {self.kinds[0]} {units[0].name}" if len(self.kinds) == 1 else None
        if kind[0].lower() not in self.kinds:
            return None
        return f"{self.hall} {kind[0].lower()} {kind[2]}"


@dataclass(frozen=True, slots=True)
class Usual:
    """HOURS by half day, or by "" for all meetings, and the hall of each unit."""

    hours: dict[str, time] = field(default_factory=dict)
    hall: UsualHall | None = None


def usual_hours(lines: Sequence[Line]) -> dict[str, time]:
    """The hours that one sentence gives for all mornings and afternoons, or one ("") for all meetings."""
    for line in lines:
        folded = plain(line.text)
        when = find_when(line.text)
        if when.start and not (when.days or when.part) and usual_hall([line]) is not None:
            return {"": when.start}
        if (
            (found := _ONE_HOUR.search(folded))
            and (hour := find_when(found["all"]).start)
            and not find_when(line.text).days
        ):
            return {"": hour}
        for form in _USUAL_HOURS:
            if found := form.search(folded):
                morning, afternoon = find_when(found["am"]).start, find_when(found["pm"]).start
                if morning is None or afternoon is None or not morning < time(12):
                    continue
                late = afternoon if afternoon >= time(12) else afternoon.replace(hour=afternoon.hour + 12)
                return {"sáng": morning, "chiều": late}
    return {}


def usual_hall(lines: Sequence[Line]) -> UsualHall | None:
    """The hall that one sentence gives for all units of a kind; a sentence of one unit's hall gives none."""
    for line in lines:
        for found in _HALL_OF_EACH.finditer(line.text):
            kinds = tuple(_KIND.findall(found["kinds"].lower()))
            if found["each"] or len(kinds) > 1 or _OF_EACH.match(line.text, found.end()):
                return UsualHall(found["hall"], kinds)
    return None
