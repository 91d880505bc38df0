"""What headings say about the meetings below them: rows of a table by themselves, and the lines above it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from meetings.importers.schedule_drafts import completed, is_unit
from meetings.importers.schedule_grid import Line
from meetings.importers.schedule_people import GROUP, SHORT_TEAM, group_number, read_people, split_groups
from meetings.importers.schedule_places import kind_of
from meetings.importers.schedule_times import When, find_when, plain
from meetings.importers.schedule_values import Spot
from txct.lib.text import clean_line

UNIT_HEADING_LIMIT = 60

_ORDINAL = re.compile(r"^(?:[-+*•]\s*)?(?:(?:[IVX]{1,5}|[0-9]{1,2}|[a-zđA-ZĐ])[.)]|[-+*•])\s*")
_TITLE = re.compile(r"\b(?:lich|ke hoach|danh sach|chuong trinh)\b")
_MONTH = re.compile(r"(?<![0-9] )\bthang (0?[1-9]|1[0-2])(?:/| nam )([0-9]{4})\b")
_SEVERAL = re.compile(r"\bcac to\b")
_MEMBERS = re.compile(
    r"^(?:\W*(?:cac|danh sach|thanh phan|gom|gom co|co|tham du|du|to truong|to)\b)*\W*"
    r"(?:dai bieu|db|thanh vien|thanh phan)\b[^:]{0,40}:"
)
_HEAD_ONLY = re.compile(r"^\W*(?:to truong|truong to|to pho)\b[^,;]*\W*$")


@dataclass(slots=True)
class Section:
    """What was told for all meetings that follow: MONTH (and year) by a title. SPOT is where the last of it stands."""

    when: When = field(default_factory=When)
    groups: list[str] = field(default_factory=list)
    delegates: list[str] = field(default_factory=list)
    unit: str = ""
    parent: str = ""
    month: tuple[int, int] | None = None
    spot: Spot = field(default_factory=Spot)

    def take_day(self, when: When, spot: Spot) -> None:
        """A heading of a day, or of a half of the day told before."""
        day = when if when.days else completed(when, replace(self.when, part=None, start=None))
        self.when, self.spot = replace(day, spans=()), spot

    def take_group(self, text: str, spot: Spot) -> bool:
        """A heading of a group, with its members and the district it comes from; False when TEXT names none."""
        folded = plain(text)
        found = GROUP.search(folded) or SHORT_TEAM.match(folded)
        if found is None:
            return False
        after = text[found.end() :]
        self.groups = split_groups(text[found.start() : found.end()])
        self.delegates = [] if _HEAD_ONLY.match(plain(after)) else read_people(after).names
        self.spot = spot
        before = text[: found.start()].strip(" .,:;(-–")
        if is_unit(before):
            self.parent = before
        return True

    def take_unit(self, text: str, spot: Spot, *, within: bool) -> bool:
        """A heading of a place; WITHIN: the rows below name the units of the district."""
        bare = without_ordinal(text)
        if not is_unit(bare):
            return False
        level = (kind_of(bare) or ("", 4, ""))[1]
        if level <= 2 and within:
            self.parent = bare
        else:
            self.unit = bare
        self.spot = spot
        return True


def without_ordinal(text: str) -> str:
    """TEXT without the number, letter or dash before it."""
    return _ORDINAL.sub("", text)


def take_lines(section: Section, lines: Iterable[Line]) -> None:
    """Add to SECTION what the LINES above a table tell of the meetings in it; other lines are passed over."""
    for line in lines:
        text = clean_line(line.text)
        bare = without_ordinal(text).strip()
        folded = plain(bare)
        if month := _MONTH.search(folded):
            section.month = int(month[1]), int(month[2])
        found = GROUP.match(folded) or SHORT_TEAM.match(folded)
        if found is not None:
            section.unit, section.parent, section.when = "", "", When()
            section.take_group(bare, line.spot)
        elif _TITLE.search(folded[:30]):
            _take_title(section, bare, folded, line.spot)
        elif _MEMBERS.match(folded) and (names := read_people(bare[bare.index(":") + 1 :]).names):
            section.delegates, section.spot = names, line.spot
        elif _is_day(bare):
            section.take_day(find_when(bare), line.spot)
        elif _names_a_place(text, bare):
            section.take_unit(bare.rstrip(" :"), line.spot, within=True)


def _take_title(section: Section, text: str, folded: str, spot: Spot) -> None:
    """A title that names one group by its number: the schedule is that group's."""
    found = GROUP.search(folded)
    if found is not None and not _SEVERAL.search(folded) and group_number(found[0]) is not None:
        section.groups, section.delegates, section.spot = split_groups(text[found.start() : found.end()]), [], spot


def _is_day(text: str) -> bool:
    """Whether a line is the heading of one day: it begins with it and says little else."""
    when = find_when(text)
    covered = sum(last - first for first, last in when.spans)
    letters = sum(map(str.isalnum, text))
    return len(when.days) == 1 and when.spans[0][0] == 0 and covered >= 0.7 * letters


def _names_a_place(text: str, bare: str) -> bool:
    """Whether a line is the heading of a place; the head of a letter in capitals is none."""
    marked = bare != text or text.endswith(":")
    return len(bare) < UNIT_HEADING_LIMIT and is_unit(bare) and marked and not find_when(bare)
