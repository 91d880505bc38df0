"""Tables of a schedule read row by row: by their headers, or by what stands in the columns where there is none."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from meetings.importers.schedule_drafts import Draft, completed, is_unit
from meetings.importers.schedule_grid import Cell, Line, Table
from meetings.importers.schedule_headers import (
    PART_ROLES,
    TIME_ROLES,
    guessed_roles,
    header_roles,
    is_header_text,
    plain_header,
    role_of,
    role_of_content,
)
from meetings.importers.schedule_layout import lines_of
from meetings.importers.schedule_people import GROUP, is_group, read_people, split_groups
from meetings.importers.schedule_phrases import read_phrase
from meetings.importers.schedule_places import kind_of
from meetings.importers.schedule_times import PrintedDay, When, find_when, plain
from meetings.importers.schedule_values import Problem, Spot, problem
from txct.lib.dates import clock_text
from txct.lib.text import clean_line, fold

CELL_LIMIT = 4_000

_HEADER_DEPTH = 80
_TOTAL = re.compile(r"^(?:tong(?: cong| so)?|cong)\b")
_FOOT = re.compile(r"^(?:ghi chu|luu y|noi nhan|nguoi lap|tm\.|kt\.|chu tich|pho chu tich|thu truong)\b")
_DITTO = re.compile(r'^\s*(?:["″〃”“\']{1,2}|-?\s*nt\s*-?|như trên|-\s*như trên\s*-|//)\s*$', re.IGNORECASE)
_ROMAN = re.compile(r"^[IVX]{1,5}\.?$|^[A-ZĐ]\.?$")
_TEAM = re.compile(r"to (?:so )?(?:[0-9]{1,2}|[ivx]{1,5})\b(?=\s*(?:[:(–-]|$))")
_SERIALS = range(20_000, 80_000)


@dataclass(slots=True)
class TableReading:
    """What a table gave: the meetings, its lines of text around them, and what to say about the table itself."""

    drafts: list[Draft] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(slots=True)
class _Section:
    """What rows that stand for themselves say about the rows below."""

    when: When = field(default_factory=When)
    groups: list[str] = field(default_factory=list)
    delegates: list[str] = field(default_factory=list)
    unit: str = ""
    parent: str = ""
    spot: Spot = field(default_factory=Spot)


def read_table(table: Table) -> TableReading:
    """The meetings of a table. A table without columns of a schedule gives its texts as lines instead."""
    reading = TableReading()
    header, roles = _find_header(table.rows)
    if roles is None:
        guessed = guessed_roles(table.rows) if len(table.rows[0]) > 1 else None
        if guessed is None:
            reading.lines.extend(lines_of(table.rows))
            return reading
        roles = guessed
        header = 0 if any(map(role_of_content, table.rows[0])) else 1
        spot = table.rows[0][0].spot
        reading.problems.append(
            problem(spot, "doubtful_header", "Bảng không có dòng tiêu đề: đã đoán cột theo nội dung, hãy xem lại.")
        )
    reading.lines.extend(lines_of(table.rows[: max(header - 1, 0)] if header else []))
    group = next((column for column, role in roles.items() if role == "group"), None)
    label = plain_header(table.rows[header - 1][group].text) if header and group is not None else ""
    heads = (
        {column: find_when(clean_line(cell.text)) for column, cell in enumerate(table.rows[header - 1])}
        if header
        else {}
    )
    _Rows(table, roles, reading, label, heads).read(table.rows[header:])
    return reading


def _find_header(rows: list[list[Cell]]) -> tuple[int, dict[int, str] | None]:
    """How many rows there are down to the header's end, and the roles; a header of two rows is read as one."""
    for index, row in enumerate(rows[:_HEADER_DEPTH]):
        roles = header_roles(row)
        if roles is None:
            continue
        end = index + 1
        if end < len(rows) and (lower := header_roles(_own(rows[end], row))):
            roles = {**roles, **lower}
            end += 1
        elif end < len(rows) and _is_below_wide(rows[end], row):
            roles = {**roles, **_roles_below(rows[end], row, roles)}
            end += 1
        elif end < len(rows) and all(cell.merged for cell in rows[end] if cell.text):
            end += 1
        return end, roles
    return 0, None


def _own(row: list[Cell], above: list[Cell]) -> list[Cell]:
    """The cells of a second header row that say more than the first."""
    return [
        cell if cell.merged is None and cell.text != up.text else Cell() for cell, up in zip(row, above, strict=True)
    ]


def _is_below_wide(row: list[Cell], above: list[Cell]) -> bool:
    """Whether the row only parts the wide cells of the header above it: all else in it is merged from there."""
    own = [column for column, cell in enumerate(row) if cell.text and cell.merged is None]
    wide = {column for column, cell in enumerate(above) if cell.beside}
    wide |= {column - 1 for column in wide}
    short = all(len(row[column].text) < 40 and not find_when(clean_line(row[column].text)) for column in own)
    rest = any(cell.merged is not None for cell in row)
    return bool(own) and rest and short and all(column in wide for column in own)


def _roles_below(row: list[Cell], above: list[Cell], roles: dict[int, str]) -> dict[int, str]:
    """The roles of the parts of wide header cells: their own where they name one, else that of the whole."""
    found: dict[int, str] = {}
    whole = ""
    for column, cell in enumerate(row):
        whole = whole if above[column].beside else roles.get(column, "")
        if cell.text and cell.merged is None:
            own = role_of(cell.text) if is_header_text(cell.text) else None
            role = own if own not in (None, "unit", "commune", "district", "settlement") else whole or own
            if role:
                found[column] = role
    return found


class _Rows:
    """One pass over the rows of a table."""

    def __init__(
        self, table: Table, roles: dict[int, str], reading: TableReading, label: str, heads: dict[int, When]
    ) -> None:
        self.table = table
        self.roles = self._settled(roles)
        self.reading = reading
        self.section = _Section()
        self.last: Draft | None = None
        self.merged: set[Spot] = set()
        self.label = label
        self.heads = heads

    @staticmethod
    def _settled(roles: dict[int, str]) -> dict[int, str]:
        """Columns of places told apart: the narrowest is the unit, a wider one beside it the district."""
        kinds = ("settlement", "commune", "unit", "district")
        present = [kind for kind in kinds if kind in roles.values()]
        if "content" in roles.values() and present:
            roles = {column: "notes" if role == "content" else role for column, role in roles.items()}
        settled = {}
        for column, role in roles.items():
            if role in kinds:
                settled[column] = "unit" if role == present[0] else "parent"
            else:
                settled[column] = role
        return settled

    def read(self, rows: list[list[Cell]]) -> None:
        for row in rows:
            if not any(cell.text for cell in row) or header_roles(row) is not None:
                continue
            if self._ends(row):
                self.reading.lines.extend(lines_of([row]))
                continue
            if self._is_section(row):
                continue
            if self._lists_people(row):
                self._take_more_people(row)
                continue
            for part in self._parted(self._aligned(row)):
                self._read_row(part)

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

    def _ends(self, row: list[Cell]) -> bool:
        first = next((plain(cell.text.strip()) for cell in row if cell.text), "")
        rest = {cell.text for cell in row if cell.text}
        if _TOTAL.match(first) or (_TOTAL.match(plain(row[1].text)) if len(row) > 1 and not row[0].text else False):
            return True
        return bool(_FOOT.match(first)) and len(rest) <= 2

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
        folded = plain(text)
        group = GROUP.search(folded) or _TEAM.match(folded)
        ordinal = next((other.text for index, other in enumerate(row) if self.roles.get(index) == "index"), "")
        heading = wide or _ROMAN.match(ordinal) is not None or role in ("index", None)
        if not heading and role in ("unit", "mixed", "content", "venue", "delegates", "notes") and not is_group(text):
            return False
        self.reading.problems.extend(problem(spot, code, message) for code, message in when.faults)
        if any(code == "unreadable_date" for code, _message in when.faults):
            self.section, self.last = _Section(spot=spot), None
            return True
        if when.days or (when.part and len(text) < 40):
            keep = when if when.days else completed(when, replace(self.section.when, part=None, start=None))
            self.section = _Section(when=keep, spot=spot) if when.days else replace(self.section, when=keep)
            self.last = None
            if group is None:
                return True
        if group is not None:
            after = text[group.end() :]
            self.section.groups = split_groups(text[group.start() : group.end()])
            self.section.delegates = read_people(after).names
            self.section.spot = spot
            before = text[: group.start()].strip(" .,:;(-–")
            if is_unit(before):
                self.section.parent = before
            return True
        bare = re.sub(r"^(?:[IVX]{1,5}|[0-9]{1,2}|[a-zđA-ZĐ])[.)]\s*", "", text)
        if is_unit(bare):
            level = (kind_of(bare) or ("", 4, ""))[1]
            if level <= 2 and "unit" in self.roles.values():
                self.section.parent = bare
            else:
                self.section.unit = bare
            self.section.spot = spot
            return True
        if wide or heading:
            self.reading.lines.append(Line(text, replace(spot, column=None)))
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
        """A row that holds several meetings, line under line or in a column for each half day, as one row for each."""
        halves = [index for index, role in self.roles.items() if role in PART_ROLES and index < len(row)]
        if halves:
            return [
                [
                    replace(cell, text="") if index in halves and index != half else cell
                    for index, cell in enumerate(row)
                ]
                for half in halves
                if row[half].text.strip(" -–x")
            ]
        times = [index for index, role in self.roles.items() if role in TIME_ROLES and index < len(row)]
        for column in times:
            lines = row[column].text.split("\n")
            whens = [find_when(clean_line(line), sure=True) for line in lines]
            if len(lines) < 2 or not all(when.start or when.part for when in whens):
                continue
            same = [index for index, cell in enumerate(row) if len(cell.text.split("\n")) == len(lines)]
            if not any(self.roles.get(index) in ("unit", "venue") for index in same):
                continue
            return [
                [
                    replace(cell, text=cell.text.split("\n")[place], value=None) if index in same else cell
                    for index, cell in enumerate(row)
                ]
                for place in range(len(lines))
            ]
        return [row]

    def _read_row(self, row: list[Cell]) -> None:
        spot = next((cell.spot for cell in row if cell.text), row[0].spot)
        draft = Draft(replace(spot, column=None))
        for column, cell in sorted(enumerate(row), key=lambda item: self.roles.get(item[0]) in ("mixed", "content")):
            role = self.roles.get(column)
            if role is None or not cell.text or (cell.beside and role == self.roles.get(column - 1)):
                continue
            if _DITTO.match(cell.text) and self.last is not None:
                self._carry(draft, role, cell.spot)
                continue
            if cell.merged is not None and role not in ("index", "office"):
                name = "when" if role in TIME_ROLES else role
                draft.fault(name, "merged_cell", f"Ô gộp: lấy từ ô {cell.merged.column}{cell.merged.row}.")
                draft.spots.setdefault(name, cell.spot)
            self._read_cell(draft, role, column, cell)
        self._complete(draft, row)
        if draft.units or draft.venue or (draft.when.days and (draft.groups or draft.delegates or draft.when.start)):
            self.reading.drafts.append(draft)
            self.last = draft
            self.merged = {cell.merged or cell.spot for cell in row if cell.text}
        elif sum(bool(cell.text) for cell in row) > 1 and not (draft.when.days and not draft.venue):
            text = "Dòng này không giống một hội nghị nên bỏ qua. Kiểm tra lại."
            self.reading.problems.append(problem(draft.spot, "skipped_row", text))

    def _read_cell(self, draft: Draft, role: str, column: int, cell: Cell) -> None:
        text, line, spot = cell.text, clean_line(cell.text), cell.spot
        if len(text) > CELL_LIMIT:
            draft.spots.setdefault(role, spot)
            draft.fault(role, "unreadable_cell", f"Ô dài quá {CELL_LIMIT} chữ, không đọc. Rút gọn rồi nạp lại.")
            return
        if role in TIME_ROLES:
            self._read_time(draft, role, cell)
        elif role in ("mixed", "content"):
            units = list(draft.units)
            read_phrase(draft, line, spot)
            draft.units = units or draft.units
        elif role in PART_ROLES:
            read_phrase(draft, line, spot)
            draft.when = replace(draft.when, part=draft.when.part or role)
            if draft.when.start is None and (head := self.heads.get(column, When())).start is not None:
                draft.when = replace(draft.when, start=head.start, end=head.end)
                draft.fault("start", "inferred_hour", f"Giờ {clock_text(head.start)} lấy theo tiêu đề cột.")
        elif role == "unit":
            draft.take_units(text, spot)
        elif role == "parent":
            self.section.parent = line
        elif role == "venue":
            draft.take_place(text, spot)
        elif role == "group":
            draft.take_group_cell(text, spot, "Đơn vị bầu cử số" if "bau cu" in self.label else "Tổ đại biểu số")
        elif role == "delegates":
            self._read_people(draft, text, spot)
        elif role == "chair":
            draft.chair = line
            draft.spots["chair"] = spot
        elif role in ("voters", "invited"):
            draft.take_invited(text, spot)
        elif role == "notes":
            draft.notes = "; ".join(filter(None, (draft.notes, line)))
            draft.spots["notes"] = spot

    @staticmethod
    def _read_people(draft: Draft, text: str, spot: Spot) -> None:
        text = draft.take_voters_of(text, spot)
        found = GROUP.match(plain(clean_line(text)))
        if found is not None and not read_people(text).names:
            draft.take_group_cell(text, spot)
            draft.spots.setdefault("delegates", spot)
            return
        draft.take_people(text, spot)

    def _read_time(self, draft: Draft, role: str, cell: Cell) -> None:
        when = _typed(role, cell, self.table.epoch, draft) or find_when(clean_line(cell.text), sure=True)
        if role == "clock" and when.days and not when.start:
            when = When(faults=(("unreadable_time", f"Không đọc được giờ “{clean_line(cell.text)[:60]}”."),))
        if role in ("clock", "part", "weekday") and any(code == "unreadable_date" for code, _ in when.faults):
            when = _bare(role, cell.text)
        if cell.text and not when and when.weekday is None and not when.faults:
            when = replace(when, faults=(("unreadable_date", f"Không đọc được ngày “{clean_line(cell.text)[:60]}”."),))
        draft.when = completed(draft.when, when)
        draft.spots.setdefault("when", cell.spot)
        if when.start or when.part:
            draft.spots.setdefault("start", cell.spot)

    def _complete(self, draft: Draft, row: list[Cell]) -> None:
        """What the row leaves out, from the headings above it and from the row before; each is said."""
        columns = [index for index, role in self.roles.items() if role in TIME_ROLES and index < len(row)]
        blank = not any(row[index].text for index in columns)
        spot = row[columns[0]].spot if columns else draft.spot
        unreadable = any(code == "unreadable_date" for code, _ in draft.when.faults)
        if not draft.when.days and not unreadable:
            section = self.section.when
            if self.last is not None and (draft.when.same_day or not section.days):
                self._carry_when(draft, self.last.when, self.last.spot, spot, blank=blank)
            elif section:
                draft.when = completed(draft.when, section)
                draft.fault("when", "inferred_carried_down", f"Ngày lấy từ đề mục ở {self.section.spot}.")
        elif not draft.when.part and not draft.when.start and self.section.when.part:
            draft.when = replace(draft.when, part=self.section.when.part)
        if not draft.units and self._has_content(draft):
            unit = self.section.unit
            if unit:
                draft.take_units(unit, draft.spot)
            elif self.last is not None and "unit" in self.roles.values():
                self._carry(draft, "unit", draft.spot)
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

    def _carry(self, draft: Draft, role: str, spot: Spot) -> None:
        """Take what belongs to ROLE from the row before, and say so."""
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
            draft.fault("when", "inferred_carried_down", f"Ô ghi như trên: lấy theo dòng {last.spot.row}.")
            return
        name = {"unit": "units", "group": "groups"}.get(role, role)
        taken = getattr(last, name, None)
        if taken and name in ("units", "groups", "delegates", "venue", "chair", "notes"):
            setattr(draft, name, list(taken) if isinstance(taken, list) else taken)
            draft.spots.setdefault(name, spot)
            draft.fault(name, "inferred_carried_down", f"Ô để trống: lấy theo dòng {last.spot.row}.")

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


def _typed(role: str, cell: Cell, epoch: datetime | None, draft: Draft) -> When | None:
    """What a cell that its program stores as a date, an hour or a number says."""
    value = cell.value
    if isinstance(value, datetime):
        return When(
            (PrintedDay(value.day, value.month, value.year),), start=value.time().replace(second=0, microsecond=0)
        )
    if isinstance(value, date):
        return When((PrintedDay(value.day, value.month, value.year),))
    if isinstance(value, time):
        return When(start=value.replace(second=0, microsecond=0))
    if not isinstance(value, float):
        return None
    if 0 < value < 1 and role in ("clock", "when"):
        minutes = round(value * 24 * 60)
        return When(start=time(minutes // 60 % 24, minutes % 60))
    if role in ("date", "when") and value.is_integer() and int(value) in _SERIALS:
        first = epoch or datetime(1899, 12, 30)
        day = (first + timedelta(days=int(value))).date()
        text = f"Ô chứa số {int(value)} không định dạng ngày: hiểu là {day:%d/%m/%Y}. Kiểm tra lại."
        draft.fault("when", "doubtful_reading", text)
        return When((PrintedDay(day.day, day.month, day.year),))
    return None


def _bare(role: str, text: str) -> When:
    """Short forms that only the column's header makes clear: "8", "7.30", "S", "2"."""
    folded = fold(text).strip(" .")
    found = re.fullmatch(r"([0-9]{1,2})(?:[.,:]([0-5][0-9]))?(?:\s*-.*)?", folded)
    if role == "clock" and found is not None and int(found[1]) < 24:
        return When(start=time(int(found[1]), int(found[2] or 0)))
    if role == "part" and (part := {"s": "sáng", "c": "chiều", "t": "tối"}.get(folded)):
        return When(part=part)
    if role == "weekday":
        words = {"hai": 0, "ba": 1, "tu": 2, "nam": 3, "sau": 4, "bay": 5, "cn": 6}
        number = int(folded) - 2 if re.fullmatch("[2-7]", folded) else words.get(folded)
        if number is not None:
            return When(weekday=number)
    code = "unreadable_time" if role == "clock" else "doubtful_reading"
    return When(faults=((code, f"Không đọc được “{clean_line(text)[:60]}” ở cột này."),))
