"""Tables of a schedule read row by row: by their headers, or by what stands in the columns where there is none."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from meetings.importers.schedule_cells import (
    apart_from_time,
    bare_when,
    day_of_month,
    timed_parts,
    times_of,
    typed_when,
)
from meetings.importers.schedule_columns import Columns, columns_of, head_of_tasks, with_own_header
from meetings.importers.schedule_drafts import CARRIED, Draft, completed, is_unit, is_venue
from meetings.importers.schedule_ends import is_foot, is_outside, is_total
from meetings.importers.schedule_grid import Cell, Line, Table
from meetings.importers.schedule_headers import TIME_ROLES, group_label, header_roles
from meetings.importers.schedule_layout import lines_of
from meetings.importers.schedule_people import GROUP, is_group, read_people
from meetings.importers.schedule_phrases import read_phrase
from meetings.importers.schedule_sections import Section, take_lines
from meetings.importers.schedule_times import When, end_too_early, find_when, plain
from meetings.importers.schedule_values import Problem, Spot, problem
from txct.lib.text import clean_line, fold

CELL_LIMIT = 4_000

_DITTO = re.compile(r'^\s*(?:["″〃”“\']{1,2}|-?\s*nt\s*-?|như trên|-\s*như trên\s*-|//)\s*$', re.IGNORECASE)
_BARE_NUMBERS = re.compile(r"[0-9]{1,3}(?:\s*(?:,|-|va|den|;)\s*[0-9]{1,3})*")
_KIND_IN_HEAD = re.compile(
    r"\b(?:khu phố|tổ dân phố|khu dân cư|thôn|ấp|khóm|tiểu khu|khối|xóm|bản|phường|xã)\b", re.IGNORECASE
)
_UNITS_IN_HEAD = re.compile(r"\b(?:don vi|dia ban|xa|phuong|thi tran|thon|khu pho|to dan pho|khu dan cu|cu tri)\b")
_UNCHANGED = re.compile(r"^(?:-|khong (?:doi|thay doi)|giu nguyen|nhu cu)?\W*$")
_FIELDS = {"unit": ("units",), "group": ("groups",)}
_ALSO = {"delegates": "group", "venue": "unit"}
_HALL_IN_TIME = re.compile(r"\b[Tt]ại\s+(.{4,})$")
_OF_A_ROUND = re.compile(r"\b(?:truoc|sau|dot|lan|luot|vong)\b")
_ROMAN = re.compile(r"^[IVX]{1,5}\.?$|^[A-ZĐ]\.?$")


@dataclass(slots=True)
class TableReading:
    """What a table gave: the meetings, its lines of text around them, and what to say about the table itself."""

    drafts: list[Draft] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_table(table: Table, above: Section) -> TableReading:
    """The meetings of a table; ABOVE is what was told before it, and goes on with what heads its rows.

    A table without columns of a schedule gives its texts as lines instead. One sheet may hold several tables.
    """
    reading = TableReading()
    for rows in with_own_header(table.rows):
        _read_part(replace(table, rows=rows), above, reading)
    return reading


def _read_part(table: Table, above: Section, reading: TableReading) -> None:
    if (head := head_of_tasks(table.rows)) is not None:
        lines = lines_of(table.rows[:head])
        reading.lines.extend(lines)
        take_lines(above, lines)
        text = "Bảng phân công việc hoặc chương trình, không phải lịch: không đọc hội nghị ở bảng này."
        reading.problems.append(problem(table.rows[head][0].spot, "inferred_other_table", text))
        return
    columns = columns_of(table.rows)
    if columns is None:
        lines = lines_of(table.rows)
        reading.lines.extend(lines)
        take_lines(above, lines)
        return
    if columns.guessed:
        text = "Bảng không có dòng tiêu đề: đã đoán cột theo nội dung, hãy xem lại."
        reading.problems.append(problem(table.rows[0][0].spot, "doubtful_header", text))
    lines = lines_of(table.rows[: max(columns.start - 1, 0)])
    reading.lines.extend(lines)
    take_lines(above, lines)
    _Rows(table, columns, reading, above).read(table.rows[columns.start :])


class _Rows:
    """One pass over the rows of a table."""

    def __init__(self, table: Table, columns: Columns, reading: TableReading, above: Section) -> None:
        self.table = table
        self.roles = self._settled(columns.roles)
        self.former = columns.former
        self.reading = reading
        self.above = above
        self.section = replace(above)
        self.last: Draft | None = None
        self.latest: dict[str, Draft] = {}
        self.merged: set[Spot] = set()
        groups = [column for column, role in self.roles.items() if role == "group"]
        kinds = {column: _KIND_IN_HEAD.search(head) for column, head in columns.heads.items()}
        self.kinds = {column: found[0].lower() for column, found in kinds.items() if found}
        alone = "unit" not in self.roles.values()
        self.of_both = {
            column
            for column, role in self.roles.items()
            if role == "venue" and alone and _UNITS_IN_HEAD.search(plain(columns.heads.get(column, "")))
        }
        rounds = [column for column, role in self.roles.items() if role in TIME_ROLES]
        rounds = [column for column in rounds if _OF_A_ROUND.search(plain(columns.heads.get(column, "")))]
        self.rounds = rounds if len(rounds) > 1 else []
        self.labels = {column: group_label(columns.heads.get(column, ""), alone=len(groups) == 1) for column in groups}

    @staticmethod
    def _settled(roles: dict[int, str]) -> dict[int, str]:
        """Columns of places told apart: the narrowest is the unit, a wider one beside it the district."""
        kinds = ("settlement", "commune", "unit", "district")
        present = [kind for kind in kinds if kind in roles.values()]
        if "content" in roles.values() and present:
            roles = {column: "notes" if role == "content" else role for column, role in roles.items()}
        settled = {}
        for column, role in roles.items():
            if role == "cluster":
                settled[column] = "notes" if present else "unit"
            elif role in kinds:
                settled[column] = "unit" if role == present[0] else "parent"
            else:
                settled[column] = role
        return settled

    def read(self, rows: list[list[Cell]]) -> None:
        before, foot = 0, False
        for row in map(self._present, rows):
            if not any(cell.text for cell in row) or header_roles(row) is not None:
                continue
            gap, before = self.last is not None and row[0].spot.row - before > 1, row[0].spot.row
            ends = is_foot(row, below_meetings=self.last is not None)
            if ends or is_total(row) or is_outside(row, self.roles, few=2 if foot else 1 if gap else 0):
                self.reading.lines.extend(lines_of([row]))
                foot = foot or ends or gap
                continue
            if self._is_section(row):
                continue
            foot = False
            if self._lists_people(row):
                self._take_more_people(row)
                continue
            if self._is_empty(row):
                text = "Dòng chỉ có số thứ tự nên bỏ qua. Điền đủ hoặc xóa dòng."
                self.reading.problems.append(problem(replace(row[0].spot, column=None), "skipped_row", text))
                continue
            for part in self._parted(self._aligned(row)):
                self._read_row(part)

    def _present(self, row: list[Cell]) -> list[Cell]:
        """The row with the former time or place where nothing replaces it; what is replaced stays to be noted."""
        row = list(row)
        for old, new in self.former.items():
            if _UNCHANGED.match(plain(clean_line(row[new].text))):
                row[new] = replace(row[new], text=row[old].text, value=row[old].value)
                row[old] = replace(row[old], text="")
        return row

    def _is_empty(self, row: list[Cell]) -> bool:
        """Whether a row has nothing but its number; a meeting made of it would repeat the one before."""
        return {self.roles.get(column) for column, cell in enumerate(row) if cell.text} == {"index"}

    def _lists_people(self, row: list[Cell]) -> bool:
        """Whether the row only names more people of the meeting above, whose merged cells are its time and place."""
        told = [(self.roles.get(index), cell) for index, cell in enumerate(row) if cell.text]
        told = [(role, cell) for role, cell in told if role not in (None, "index", "office", "notes")]
        own = {role for role, cell in told if cell.merged is None}
        merged = {role for role, cell in told if cell.merged is not None}
        same = all(cell.merged in self.merged for _role, cell in told if cell.merged is not None)
        times = any(role in TIME_ROLES for role in merged)
        return self.last is not None and own == {"delegates"} and times and bool(merged & {"unit", "venue"}) and same

    def _take_more_people(self, row: list[Cell]) -> None:
        for index, cell in enumerate(row):
            if self.last is not None and self.roles.get(index) == "delegates" and cell.merged is None and cell.text:
                self.last.take_people(cell.text, cell.spot)

    def _is_section(self, row: list[Cell]) -> bool:
        """Whether the row is a heading for those below; if so, remember what it says."""
        own = [
            (index, cell) for index, cell in enumerate(row) if cell.text and not cell.beside and cell.merged is None
        ]
        own = [(index, cell) for index, cell in own if self.roles.get(index) != "index" or not _index_like(cell.text)]
        if len(own) != 1 or len({cell.text for cell in row if cell.text and not _index_like(cell.text)}) != 1:
            return False
        column, cell = own[0]
        wide = any(other.beside for other in row)
        text, spot = clean_line(cell.text), cell.spot
        when, role = find_when(text), self.roles.get(column)
        ordinal = next((other.text for index, other in enumerate(row) if self.roles.get(index) == "index"), "")
        heading = wide or _ROMAN.match(ordinal) is not None or role in ("index", None)
        if not heading and role in ("unit", "mixed", "content", "venue", "delegates", "notes") and not is_group(text):
            return False
        self.reading.problems.extend(problem(spot, code, message) for code, message in when.faults)
        if any(code == "unreadable_date" for code, _message in when.faults):
            self.section, self.last = Section(spot=spot), None
            return True
        day = bool(when.days or (when.part and len(text) < 40))
        if day:
            self.section = replace(self.above, when=When()) if when.days else self.section
            self.section.take_day(when, spot)
            self.last = None
        if self.section.take_group(text, spot) or day:
            return True
        if self.section.take_unit(text, spot, within="unit" in self.roles.values()):
            return True
        if wide or heading or role in TIME_ROLES:
            line = Line(text, replace(spot, column=None))
            self.reading.lines.append(line)
            take_lines(self.section, [line])
            return True
        return False

    def _aligned(self, row: list[Cell]) -> list[Cell]:
        """The row with cells moved to the right where merged cells to the left were lost in copying."""
        filled = [index for index, cell in enumerate(row) if cell.text]
        times = [index for index, role in self.roles.items() if role in TIME_ROLES]
        if not filled or not times or filled[-1] == len(row) - 1 or any(row[index].merged for index in filled):
            return row
        first = min(times)
        found = next((index for index in filled if find_when(clean_line(row[index].text)).days), None)
        if found is None or found >= first or self.roles.get(found) not in ("index", "unit", "parent", None):
            return row
        shift = min(first - found, len(row) - 1 - filled[-1])
        moved = [Cell(spot=row[0].spot)] * shift + row[: len(row) - shift]
        return [replace(cell, spot=replace(cell.spot, row=row[0].spot.row)) for cell in moved]

    def _parted(self, row: list[Cell]) -> list[list[Cell]]:
        """A row that holds several meetings as one row for each: times line under line, or places with their hours."""
        if rounds := [column for column in self.rounds if row[column].text.strip(" -–")]:
            return [
                [
                    replace(cell, text="") if index in rounds and index != kept else cell
                    for index, cell in enumerate(row)
                ]
                for kept in rounds
            ]
        for column, role in self.roles.items():
            text = row[column].text if column < len(row) else ""
            if role in TIME_ROLES:
                parts = times_of(text)
            elif role in ("unit", "venue", "mixed", "content"):
                parts = timed_parts(text)
            else:
                continue
            if len(parts) < 2:
                continue
            beside = {
                index: cell.text.split("\n")
                for index, cell in enumerate(row)
                if index != column and self._is_parallel(index, cell.text.split("\n"), len(parts))
            }
            beside = self._without_members(beside)
            if role in TIME_ROLES and not any(self.roles.get(index) in ("unit", "venue") for index in beside):
                continue
            told = {**beside, column: parts}
            return [
                [
                    replace(cell, text=told[index][place], value=None) if index in told else cell
                    for index, cell in enumerate(row)
                ]
                for place in range(len(parts))
            ]
        return [row]

    def _without_members(self, beside: dict[int, list[str]]) -> dict[int, list[str]]:
        """BESIDE without the members of a group that holds all meetings of the row, listed one on each line."""
        if "group" not in self.roles.values() or any(self.roles.get(index) == "group" for index in beside):
            return beside
        return {
            index: lines
            for index, lines in beside.items()
            if self.roles.get(index) != "delegates" or any(len(read_people(line).names) > 1 for line in lines)
        }

    def _is_parallel(self, column: int, lines: list[str], count: int) -> bool:
        """Whether the lines of a cell go with as many meetings told in another cell of its row, one each."""
        role = self.roles.get(column)
        if len(lines) != count or role in (None, "index") or (role == "group" and not all(map(is_group, lines))):
            return False
        whens = [find_when(clean_line(line), sure=True) for line in lines] if role in TIME_ROLES else []
        return all(when.days for when in whens) or all(when.start or when.part for when in whens)

    def _read_row(self, row: list[Cell]) -> None:
        spot = next((cell.spot for cell in row if cell.text), row[0].spot)
        draft = Draft(replace(spot, column=None))
        for column, cell in sorted(enumerate(row), key=lambda item: self.roles.get(item[0]) in ("mixed", "content")):
            role = self.roles.get(column)
            if role is None or not cell.text or (cell.beside and role == self.roles.get(column - 1)):
                continue
            if _DITTO.match(cell.text) and self.last is not None:
                self._carry(draft, role, cell.spot, "Ô ghi như trên")
                continue
            if cell.merged is not None and role not in ("index", "office"):
                name = "when" if role in TIME_ROLES else role
                draft.fault(name, "merged_cell", f"Ô gộp: lấy từ ô {cell.merged.column}{cell.merged.row}.")
                draft.spots.setdefault(name, cell.spot)
            self._read_cell(draft, role, column, cell)
        self._complete(draft, row)
        if self._names_one_more(draft):
            return
        if draft.units or draft.venue or (draft.when.days and (draft.groups or draft.delegates or draft.when.start)):
            self.reading.drafts.append(draft)
            self.last = draft
            self.latest.update({name: draft for name in CARRIED if getattr(draft, name)})
            self.merged = {cell.merged or cell.spot for cell in row if cell.text}
        elif any(code == "unreadable_cell" for _name, code, _message in draft.faults):
            found = (problem(draft.spots.get(name, spot), code, text) for name, code, text in draft.faults)
            self.reading.problems.extend(found)
        elif sum(bool(cell.text) for cell in row) > 1 and not (draft.when.days and not draft.venue):
            text = "Dòng này không giống một hội nghị nên bỏ qua. Kiểm tra lại."
            self.reading.problems.append(problem(draft.spot, "skipped_row", text))

    def _names_one_more(self, draft: Draft) -> bool:
        """Whether the row tells the meeting above over again for its next delegate, who is then added to it."""
        last = self.last
        if last is None or not last.venue or not last.when.start or len(draft.delegates) != 1:
            return False
        same = (last.when.days, last.when.start, last.units, last.venue, last.groups) == (
            draft.when.days, draft.when.start, draft.units, draft.venue, draft.groups,
        )  # fmt: skip
        if not same or not last.delegates or draft.delegates[0] in last.delegates:
            return False
        last.delegates.extend(draft.delegates)
        text = f"Dòng {draft.spot.row} cùng giờ, cùng nơi, chỉ khác đại biểu: hiểu là một hội nghị."
        last.fault("delegates", "inferred_joined", text)
        return True

    def _read_cell(self, draft: Draft, role: str, column: int, cell: Cell) -> None:
        text, line, spot = cell.text, clean_line(cell.text), cell.spot
        if len(text) > CELL_LIMIT:
            draft.spots.setdefault(role, spot)
            draft.fault(role, "unreadable_cell", f"Ô dài quá {CELL_LIMIT} chữ, không đọc. Rút gọn rồi nạp lại.")
            return
        if role in TIME_ROLES:
            self._read_time(draft, role, cell)
            if (hall := _HALL_IN_TIME.search(line)) is not None:
                draft.take_venue(hall[1], spot)
        elif role in ("mixed", "content"):
            units = list(draft.units)
            read_phrase(draft, line, spot)
            draft.units = units or draft.units
        elif role in ("unit", "venue"):
            when, text = apart_from_time(text)
            if role == "unit" and _BARE_NUMBERS.fullmatch(plain(text)):
                text = f"{self.kinds.get(column, '')} {text}".strip()
            draft.when = completed(draft.when, when)
            if when.start:
                draft.spots.setdefault("start", spot)
            before = draft.venue
            lists_units = column in self.of_both and is_unit(text) and not is_venue(text)
            draft.take_place(text, spot, named="unit" if lists_units else role)
            if before and not is_venue(before) and is_venue(draft.venue):
                draft.notes = "; ".join(filter(None, (draft.notes, before)))
            elif before and fold(draft.venue) not in fold(before):
                draft.venue = f"{before}; {draft.venue}"
        elif role == "parent":
            self.section.parent = line
        elif role == "group":
            draft.take_group_cell(text, spot, self.labels[column])
        elif role == "delegates":
            self._read_people(draft, text, spot)
        elif role == "chair":
            draft.chair = line
            draft.spots["chair"] = spot
        elif role in ("voters", "invited"):
            draft.take_invited(text, spot)
        elif role == "end":
            self._read_end(draft, cell)
        elif role in ("notes", "former"):
            draft.notes = "; ".join(filter(None, (draft.notes, f"lịch cũ: {line}" if role == "former" else line)))
            draft.spots["notes"] = spot

    @staticmethod
    def _read_people(draft: Draft, text: str, spot: Spot) -> None:
        text = draft.take_voters_of(text, spot)
        group = is_group(text) or GROUP.match(plain(clean_line(text))) is not None
        if group and not read_people(text).names:
            draft.take_group_cell(text, spot)
            draft.spots.setdefault("delegates", spot)
            return
        draft.take_people(text, spot)

    def _read_time(self, draft: Draft, role: str, cell: Cell) -> None:
        when = (
            typed_when(role, cell, self.table.epoch, draft)
            or day_of_month(role, cell.text, self.section.month, draft)
            or find_when(clean_line(cell.text), sure=True)
        )
        if role == "clock" and when.days and not when.start:
            when = When(faults=(("unreadable_time", f"Không đọc được giờ “{clean_line(cell.text)[:60]}”."),))
        if role in ("clock", "part", "weekday") and any(code == "unreadable_date" for code, _ in when.faults):
            when = bare_when(role, cell.text)
        if cell.text and not when and when.weekday is None and not when.faults:
            when = replace(when, faults=(("unreadable_date", f"Không đọc được ngày “{clean_line(cell.text)[:60]}”."),))
        draft.when = completed(draft.when, when)
        draft.spots.setdefault("when", cell.spot)
        if when.start or when.part:
            draft.spots.setdefault("start", cell.spot)

    def _read_end(self, draft: Draft, cell: Cell) -> None:
        told = typed_when("clock", cell, self.table.epoch, draft) or find_when(clean_line(cell.text), sure=True)
        end = told.start or bare_when("clock", cell.text).start
        start = draft.when.start
        if end is not None and start is not None and end > start:
            draft.when = replace(draft.when, end=end)
        elif end is not None and start is not None:
            draft.fault("start", "doubtful_reading", end_too_early(start, end))

    def _complete(self, draft: Draft, row: list[Cell]) -> None:
        """What the row leaves out, from the headings above it and from the row before; each is said."""
        columns = [index for index, role in self.roles.items() if role in TIME_ROLES and index < len(row)]
        blank = not any(row[index].text for index in columns)
        spot = row[columns[0]].spot if columns else draft.spot
        unreadable = any(code == "unreadable_date" for code, _ in draft.when.faults)
        if not draft.when.days and not unreadable:
            section = self.section.when
            if draft.when.weekday is not None and not section.days:
                pass  # the day of a named weekday is found in the round's own week
            elif self.last is not None and (draft.when.same_day or not section.days):
                self._carry_when(draft, self.last.when, self.last.spot, spot, blank=blank)
            elif section:
                draft.when = completed(draft.when, section)
                draft.fault("when", "inferred_carried_down", f"Ngày lấy từ đề mục ở {self.section.spot}.")
        elif not draft.when.part and not draft.when.start and self.section.when.part:
            draft.when = replace(draft.when, part=self.section.when.part)
        if not draft.units and "units" not in draft.spots and self._has_content(draft):
            unit = self.section.unit
            if unit:
                draft.take_units(unit, draft.spot)
            elif self.last is not None and "unit" in self.roles.values():
                self._carry(draft, "unit", draft.spot, "Ô để trống")
        if self.section.parent and draft.units:
            parent = self.section.parent
            draft.units = [
                unit if unit.parent or fold(unit.name) == fold(parent) else replace(unit, parent=parent)
                for unit in draft.units
            ]
        if not draft.units:
            draft.infer_units()
        draft.groups = draft.groups or list(self.section.groups)
        draft.delegates = draft.delegates or list(self.section.delegates)

    @staticmethod
    def _has_content(draft: Draft) -> bool:
        return bool(draft.venue or draft.groups or draft.when.start or draft.when.part or draft.when.days)

    def _carry(self, draft: Draft, role: str, spot: Spot, why: str) -> None:
        """Take what belongs to ROLE from the row before, or the last one that tells it, and say so."""
        last = self.last
        if last is None:
            return
        if role in TIME_ROLES:
            told = {"date": replace(last.when, start=None, end=None, part=None), "clock": replace(last.when, days=())}
            if role == "when" and draft.when.days:
                return
            draft.when = replace(
                completed(draft.when, replace(told.get(role, last.when), faults=(), spans=())), spans=()
            )
            draft.spots.setdefault("when", spot)
            draft.fault("when", "inferred_carried_down", f"{why}: lấy theo dòng {last.spot.row}.")
            return
        names: tuple[str, ...] = _FIELDS.get(role, (role,))
        if role in _ALSO and _ALSO[role] not in self.roles.values():
            names += _FIELDS[_ALSO[role]]  # the column tells both: members or their group, a hall or its unit
        origins = [self.latest[name] for name in names if name in self.latest]
        origin = max(origins, key=lambda told: told.spot.row, default=None)
        for name in names:
            if origin is not None and (taken := getattr(origin, name)):
                setattr(draft, name, list(taken) if isinstance(taken, list) else taken)
                draft.spots.setdefault(name, spot)
                draft.fault(name, "inferred_carried_down", f"{why}: lấy theo dòng {origin.spot.row}.")

    @staticmethod
    def _carry_when(draft: Draft, last: When, origin: Spot, spot: Spot, *, blank: bool) -> None:
        if not last.days:
            return
        kept = last if blank else replace(last, start=None, end=None, part=None)
        draft.when = replace(completed(draft.when, replace(kept, faults=(), spans=())), spans=())
        draft.spots.setdefault("when", spot)
        what = "Ngày, giờ" if blank and last.start else "Ngày"
        draft.fault("when", "inferred_carried_down", f"{what} để trống: lấy theo dòng {origin.row}.")


def _index_like(text: str) -> bool:
    return bool(re.fullmatch(r"[0-9]{1,3}[.)]?|[IVX]{1,5}\.?|[A-ZĐa-z][.)]?", text.strip()))
