"""One meeting being put together from the cells or phrases that speak of it, each with its place in the file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from meetings.importers.schedule_people import COUNCILS, GROUP, SHORT_TEAM, is_group, read_people, split_groups
from meetings.importers.schedule_places import KIND, Units, has_unit, kind_of, read_units
from meetings.importers.schedule_times import When, plain
from meetings.importers.schedule_values import ReadUnit, Spot
from meetings.importers.schedule_words import CAPITALS, VENUE_WORDS
from txct.lib.text import clean_line

CARRIED = ("units", "groups", "delegates", "venue", "chair", "notes")
"""Fields that may be told by pointing to a meeting above."""
TEAM = re.compile(r"Tổ (?:số )?[0-9]{1,2}")
"""A group of delegates or a settlement: only what stands beside it tells which."""
COMMUNE = 3
"""The level of communes and wards among the kinds of units."""

_VENUE = re.compile(rf"^(?:{VENUE_WORDS})\b", re.IGNORECASE)
_WHOLE_GROUP = re.compile(
    r"\s*\(\s*((?:các\s+)?(?:tổ|đơn vị bầu cử|đơn vị số|đvbc|cụm|hđnd)\s+(?:[^()]|\([^()]*\))*)\)\s*$", re.IGNORECASE
)
_NAME_AFTER = rf"\s(?:[0-9]{{1,3}}|[{CAPITALS}][\w'’]*(?:[ -][{CAPITALS}][\w'’]*){{0,3}})"
_NAMED_COMMUNE = re.compile(rf"(?:[Xx]ã|[Pp]hường|[Tt]hị trấn|[Đđ]ặc khu){_NAME_AFTER}")
_NAMED_PLACES = (
    re.compile(rf"(?:[Xx]ã|[Pp]hường|[Tt]hị trấn|[Đđ]ặc khu|[Tt]hôn|[Kk]hu phố|[Bb]ản|[Ấấ]p|[Kk]hóm){_NAME_AFTER}"),
    re.compile(rf"(?:[Tt]ổ dân phố|TDP|KDC|[Xx]óm|[Bb]uôn|[Ll]àng|[Tt]iểu khu|[Kk]hu){_NAME_AFTER}"),
    re.compile(rf"(?:[Qq]uận|[Hh]uyện|[Tt]hị xã|[Tt]hành phố){_NAME_AFTER}"),
)
_VOTERS_OF = re.compile(
    rf"\b(?:đại diện\s+)?cử tri\s+(?:của\s+)?(?P<unit>(?:các\s+)?{KIND}\s*:?\s[^;.\n]*)", re.IGNORECASE
)
AS_ABOVE = re.compile(
    r"(?:cũng\s+)?(?:tại\s+|ở\s+)?(?:cùng\s+)?(?:(?:địa điểm|nơi|thành phần|đại biểu|hội trường)\s*)?"
    r"(?:(?:(?:như|nêu|nói|cùng)\s+)?trên|này|đó)"
    r"|cùng\s+(?:địa điểm|nơi|thành phần)(?:\s+(?:như\s+)?trên)?|-?\s*nt\s*-?",
    re.IGNORECASE,
)
_VOTERS_IN_BRACKETS = re.compile(
    r"\s*\(\s*(?:(?:gồm|mời|dành cho|tiếp xúc)\s+)*(?:đại diện\s+)?cử tri\s+(?=[^()0-9]*[^\W\d_])([^()]*)\)",
    re.IGNORECASE,
)
_LAST_PART = re.compile(r"\s*[\n,;]\s*([^\n,;]+)$")
_INSTEAD = re.compile(r"\s*\(((?:thay|trước đây|lịch cũ)\b[^()]*)\)", re.IGNORECASE)
_UNIT_AND_HALL = re.compile(
    r"(?P<unit>[^\n:(]+?)\s*(?:\n+|:\s*|\((?=[^()]*\)\s*$))\s*(?P<at>(?:tại|địa điểm)\s*:?\s+)?(?P<hall>.+)",
    re.DOTALL | re.IGNORECASE,
)
# Halls that no list of units would be taken for: "xã Tam Sơn, Đình Bảng" names two.
_PLAIN_HALL = (
    r"hội trường|nhà văn h[oó][aá]|nhà sinh hoạt|nhà họp|nvh|trụ sở|ubnd|uỷ ban|ủy ban|trung tâm|văn phòng"
    r"|trường (?:thcs|thpt|th|tiểu học|trung học|mầm non)"
)
_UNIT_BESIDE_HALL = re.compile(
    rf"(?P<unit>[^\n:(]+?)(?:\s*[,;.–-]\s*(?=tại\b|(?:{_PLAIN_HALL})\b)|\s+(?=tại\b))(?P<at>tại\s*:?\s+)?(?P<hall>.+)",
    re.DOTALL | re.IGNORECASE,
)
_VENUE_INTRO = re.compile(r"^(?:địa điểm\s*:?\s*|tại\s*:?\s+|ở\s+|nơi họp\s*:?\s*)+", re.IGNORECASE)


@dataclass(slots=True)
class Draft:
    """A meeting as far as it is read. FAULTS are (field, code, message); SPOTS says where a field was found.

    AS_ABOVE names the fields that refer to the meeting before ("như trên", "cùng địa điểm")."""

    spot: Spot
    when: When = field(default_factory=When)
    units: list[ReadUnit] = field(default_factory=list)
    venue: str = ""
    groups: list[str] = field(default_factory=list)
    delegates: list[str] = field(default_factory=list)
    chair: str = ""
    voters: int | None = None
    notes: str = ""
    spots: dict[str, Spot] = field(default_factory=dict)
    faults: list[tuple[str, str, str]] = field(default_factory=list)
    as_above: set[str] = field(default_factory=set)

    def fault(self, name: str, code: str, message: str) -> None:
        """Note that something about the field NAME should be looked at."""
        self.faults.append((name, code, message))

    def take_units(self, text: str, spot: Spot) -> None:
        """Read units, with a group printed in brackets beside them."""
        rest, groups = take_groups(text)
        if groups:
            self.take_groups(groups, spot)
        read = read_units(rest) if rest.strip(" .,;:()") else Units()
        self.units.extend(unit for unit in read.units if unit not in self.units)
        self.spots.setdefault("units", spot)
        self.voters = read.voters if self.voters is None else self.voters
        if read.cluster and not self.groups:
            self.notes = "; ".join(filter(None, (self.notes, read.cluster)))
        for code, message in read.faults:
            self.fault("units", code, message)

    def _refers(self, text: str, name: str, spot: Spot) -> bool:
        if not AS_ABOVE.fullmatch(text.strip(" .;,()")):
            return False
        self.as_above.add(name)
        self.spots.setdefault(name, spot)
        return True

    def infer_units(self) -> None:
        """Where no unit is printed, the place that the hall is named after is the unit; that is told."""
        if (found := _named_place(self.venue)) is not None:
            self.take_inferred(found[0])

    def take_inferred(self, text: str) -> None:
        """Take the unit that the hall's name tells, and say so."""
        self.units = [ReadUnit(clean_line(text))]
        self.fault("units", "inferred_unit", f"Không ghi đơn vị: lấy “{clean_line(text)}” theo địa điểm.")

    def take_groups(self, groups: list[str], spot: Spot) -> None:
        """Add groups not yet named."""
        self.groups.extend(group for group in groups if group not in self.groups)
        self.spots.setdefault("groups", spot)

    def take_venue(self, text: str, spot: Spot) -> None:
        """Read the hall, with a group printed in brackets beside it."""
        if self._refers(text, "venue", spot):
            return
        rest, groups = take_groups(text, only_bracketed=True)
        if (last := _LAST_PART.search(rest)) is not None and is_group(last[1]):
            rest, groups = rest[: last.start()], [*groups, *split_groups(last[1])]
        if groups:
            self.take_groups(groups, spot)
        if (voters := _VOTERS_IN_BRACKETS.search(rest)) is not None:
            rest = f"{rest[: voters.start()]} {rest[voters.end() :]}"
            if not self.units:
                self.take_units(voters[1], spot)
        if (instead := _INSTEAD.search(rest)) is not None:
            self.notes = "; ".join(filter(None, (self.notes, clean_line(instead[1]))))
            rest = rest[: instead.start()] + rest[instead.end() :]
        self.venue = venue_text(rest)
        self.spots.setdefault("venue", spot)

    def take_place(self, text: str, spot: Spot, *, named: str = "venue") -> None:
        """Read a cell of a unit or hall, which may hold both: "Xã A (tại hội trường)", or one under the other."""
        text = re.sub(r"^\s*[-+*•]\s+", "", text)
        beside = _UNIT_BESIDE_HALL if named == "unit" or not self.units else _UNIT_AND_HALL
        found = next(filter(None, (form.fullmatch(text.strip()) for form in (beside, _UNIT_AND_HALL))), None)
        if found is None or not is_unit(found["unit"]) or not (found["at"] or is_venue(found["hall"])):
            if named == "venue":
                self.take_venue(text, spot)
            else:
                self.take_units(text, spot)
            return
        around = self.units if all((kind_of(unit.name) or ("", 4, ""))[1] <= 2 for unit in self.units) else []
        if around or not self.units:
            self.units = []
            self.take_units(found["unit"], spot)
            self.units = (
                [replace(unit, parent=unit.parent or around[0].name) for unit in self.units] if around else self.units
            )
        self.take_venue(
            found["hall"].rstrip(")") if text.rstrip().endswith(")") and "(" in text else found["hall"], spot
        )

    def take_people(self, text: str, spot: Spot, *, named: str = "delegates") -> None:
        """Read delegates, and groups among them; a text that names neither is doubtful."""
        if self._refers(text, "delegates", spot):
            return
        if COUNCILS.fullmatch(clean_line(text).strip(" .,;")):
            self.take_groups([clean_line(text).strip(" .,;")], spot)
            return
        people = read_people(text)
        self.delegates.extend(name for name in people.names if name not in self.delegates)
        if people.groups:
            self.take_groups(people.groups, spot)
        self.spots.setdefault(named, spot)
        if not people.names and not people.groups and people.rest:
            rest = clean_line(text)
            self.notes = "; ".join(filter(None, (self.notes, rest)))
            self.fault(named, "doubtful_reading", f"Không nhận ra tên đại biểu trong “{rest[:80]}”; đã để ở ghi chú.")

    def take_voters_of(self, text: str, spot: Spot) -> str:
        """TEXT of those attending without "cử tri phường …", which tells the unit where no other place does."""
        found = _VOTERS_OF.search(text)
        if found is None:
            return text
        if not self.units:
            self.take_units(found["unit"], spot)
        return f"{text[: found.start()]} {text[found.end() :]}".strip(" ;,.")

    def take_invited(self, text: str, spot: Spot) -> None:
        """Read whose voters are invited: their units, how many; anybody else stays in the notes."""
        bare = clean_line(re.sub(r"^(?:đại diện\s+)?cử tri\s+(?:của\s+|thuộc\s+)?", "", text, flags=re.IGNORECASE))
        figures = re.fullmatch(r"(?:khoảng\s+)?([0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,7})(?:\s+(?:cử tri|người))?", bare)
        if figures is not None:
            self.voters = int(figures[1].replace(".", "")) if self.voters is None else self.voters
        elif is_unit(bare) or re.match(rf"các\s+{KIND}", bare, re.IGNORECASE):
            if not self.units:
                self.take_units(bare, spot)
        elif rest := clean_line(self.take_voters_of(text, spot)):
            self.notes = "; ".join(filter(None, (self.notes, rest)))

    def take_group_cell(self, text: str, spot: Spot, label: str = "") -> None:
        """Read a cell of groups, which may also list their members."""
        if self._refers(text, "groups", spot):
            return
        head, _line_end, members = text.strip().partition("\n")
        if is_group(head) and (people := read_people(members)).names:
            self.take_groups([*split_groups(head, label), *people.groups], spot)
            self.delegates.extend(name for name in people.names if name not in self.delegates)
            self.spots.setdefault("delegates", spot)
            return
        found = GROUP.match(plain(text)) or SHORT_TEAM.match(plain(text))
        after = text[found.end() :] if found else ""
        if (
            found
            and re.match(r"\s*,?\s*(?:[:\n(–-]|gồm|đồng chí|đ/c|tổ trưởng|thành viên)", after)
            and (people := read_people(after)).names
        ):
            self.take_groups(split_groups(text[: found.end()], label), spot)
            self.delegates.extend(name for name in people.names if name not in self.delegates)
            self.spots.setdefault("delegates", spot)
            return
        if found is None and not label and (people := read_people(text)).names and not people.rest:
            self.take_people(text, spot)
            return
        self.take_groups(split_groups(text, label), spot)


def settle_levels(drafts: Sequence[Draft]) -> None:
    """Where all else is told by communes, a unit inferred from a hall is its commune too, if the hall names that."""
    inferred = {id(draft) for draft in drafts if any(code == "inferred_unit" for _name, code, _text in draft.faults)}
    settlements = [draft for draft in drafts if id(draft) in inferred and _level(draft) > COMMUNE]
    apart = set(map(id, settlements))
    rest = [draft for draft in drafts if draft.units and id(draft) not in apart]
    if not rest or any(_level(draft) > COMMUNE for draft in rest):
        return
    for draft in settlements:
        if (found := _NAMED_COMMUNE.search(draft.venue)) is not None:
            draft.units = []
            draft.faults = [fault for fault in draft.faults if fault[1] != "inferred_unit"]
            draft.take_inferred(found[0])


def settle_teams(drafts: Sequence[Draft]) -> None:
    """Where all others tell their group as "Tổ 1", a "Tổ 3" read as the unit is the group too."""
    teams = [
        draft for draft in drafts if not draft.groups and len(draft.units) == 1 and TEAM.fullmatch(draft.units[0].name)
    ]
    apart = set(map(id, teams))
    rest = [draft for draft in drafts if id(draft) not in apart]
    if not rest or not all(draft.groups and all(map(TEAM.fullmatch, draft.groups)) for draft in rest):
        return
    for draft in teams:
        draft.groups, draft.units = [draft.units[0].name], []
        draft.infer_units()


def _level(draft: Draft) -> int:
    return max((kind_of(unit.name) or ("", COMMUNE, ""))[1] for unit in draft.units)


def take_from_above(drafts: Iterable[Draft]) -> None:
    """Give each meeting what it says is as above, from the last one that tells it; that is told."""
    told: dict[str, Draft] = {}
    for draft in drafts:
        for name in sorted(draft.as_above):
            if (origin := told.get(name)) is None:
                draft.fault(name, "doubtful_reading", "Ghi như trên nhưng phía trên không có. Ghi rõ.")
                continue
            taken = getattr(origin, name)
            setattr(draft, name, list(taken) if isinstance(taken, list) else taken)
            draft.fault(name, "inferred_carried_down", f"Ghi như trên: lấy theo dòng {origin.spot.row}.")
        told.update({name: draft for name in CARRIED if getattr(draft, name)})


def _named_place(hall: str) -> re.Match[str] | None:
    return next(filter(None, (form.search(hall) for form in _NAMED_PLACES)), None)


def names_a_place(hall: str) -> bool:
    """Whether a HALL is named after a commune or settlement."""
    return _named_place(hall) is not None


def take_groups(text: str, *, only_bracketed: bool = False) -> tuple[str, list[str]]:
    """TEXT without the groups named in it, and those groups."""
    groups: list[str] = []
    whole = _WHOLE_GROUP.search(text)
    if whole is not None:
        return text[: whole.start()].strip(), split_groups(whole[1])
    bracketed = re.compile(r"\(([^()]*)\)")
    for found in list(bracketed.finditer(text))[::-1]:
        folded = plain(found[1])
        inside = GROUP.search(folded)
        if inside is not None and inside.start() <= 12:
            groups[:0] = split_groups(found[1][inside.start() : inside.end()])
            rest = found[1][: inside.start()] + found[1][inside.end() :]
            kept = f"({clean_line(rest)})" if len(rest.strip(" ,.;:-")) > 3 else ""
            text = f"{text[: found.start()].rstrip()} {kept}{text[found.end() :]}"
    if not only_bracketed and not groups:
        found_bare = GROUP.search(plain(text))
        if found_bare is not None and (found_bare.end() == len(text) or text[found_bare.end()] in ",;:(-–. \n"):
            groups = split_groups(text[found_bare.start() : found_bare.end()])
            text = f"{text[: found_bare.start()]} {text[found_bare.end() :]}"
    return text.strip(), groups


def venue_text(text: str) -> str:
    """The hall as printed, on one line, without the word that introduces it."""
    line = clean_line(text).strip(" .;,:-–")
    line = line.rstrip("( ,")
    if line.count(")") > line.count("("):
        line = line.rstrip(") ")
    return _VENUE_INTRO.sub("", line).strip(" .;,:")


def is_venue(text: str) -> bool:
    """Whether TEXT begins with a word for a hall or house."""
    return _VENUE.match(venue_text(text)) is not None


def is_unit(text: str) -> bool:
    """Whether TEXT begins with the name of a unit."""
    return has_unit(clean_line(text))


def completed(when: When, other: When) -> When:
    """WHEN with what it lacks taken from OTHER; the faults of both."""
    return replace(
        when,
        days=when.days or other.days,
        range=when.range if when.days else other.range,
        start=when.start or other.start,
        end=when.end or (other.end if when.start is None else None),
        part=when.part or other.part,
        weekday=other.weekday if when.weekday is None else when.weekday,
        same_day=when.same_day or other.same_day,
        faults=tuple(dict.fromkeys((*when.faults, *other.faults))),
    )
