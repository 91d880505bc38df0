"""Running text of a schedule: days, groups and parts of the day told once for the lines below, and meetings told in
lines, lists and sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import time

from meetings.importers.schedule_cells import cut_after_times, tells_only_time
from meetings.importers.schedule_drafts import Draft, completed
from meetings.importers.schedule_grid import Line
from meetings.importers.schedule_people import GROUP
from meetings.importers.schedule_phrases import labels_of, read_phrase
from meetings.importers.schedule_places import kind_of
from meetings.importers.schedule_times import When, find_when, plain
from meetings.importers.schedule_values import ReadUnit, Spot
from meetings.importers.schedule_words import CAPITALS, PICTURES
from txct.lib.text import clean_line

SENTENCE_LIMIT = 8_000
WRAP_WIDTH = 60

_MARKER = re.compile(
    r"^\s*(?:(?:[^\w\s(\"“'’/]+\s*)*(?:điểm|hội nghị|cuộc)\s+(?:thứ\s+|số\s+)?[0-9]{1,3}\s*[:.)]"
    r"|[^\w\s(\"“'’/]+(?:\s+[^\w\s(\"“'’/]+)*|[0-9]{1,3}(?:\.[0-9]{1,2})*[.)](?=\s)|[a-zđ][.)](?=\s)"
    r"|\([a-z0-9]{1,2}\)|[IVX]{1,5}[.)](?=\s))\s*",
    re.IGNORECASE,
)
_NUMBERED = re.compile(rf"(?:(?<=\s)|^)(?P<number>[0-9]{{1,3}})\.\s*(?=[{CAPITALS}])")
_PAPER = re.compile(
    r"\b(?:ky hop|nhiem ky|khoa [ivx0-9]+|ke hoach|thong bao|can cu|thuc hien|cong hoa xa hoi|doc lap"
    r"|hoi dong nhan dan|thuong truc (?:hdnd|hoi dong)|noi nhan|quyet dinh|cong van|tran trong"
    r"|kinh gui|kinh moi|de nghi|bao cao|van phong|lich tiep xuc"
    r"|don vi soan|nguoi ky|luu:|cap nhat|dang luc|ngay dang|nguon|tac gia|so:)"
)
_PLACE_AND_DAY = re.compile(r"^[^0-9:;,]{2,40},\s*ngay\s+[0-9]{1,2}\s+thang\s+[0-9]{1,2}(?:\s+nam\s+[0-9]{4})?\.?$")
_ASIDE = re.compile(
    r"(?:to chuc thuc hien|phan cong|trach nhiem|kinh phi|muc dich|yeu cau|noi dung|nhiem vu|phuong tien|che do)\b"
)
_MATTER = re.compile(r"\b(?:thoi gian|dia diem|lich|dai bieu|tiep xuc)\b")
_ENDING = re.compile(r"^(?:noi nhan|tm\.|kt\.|tl\.|nguoi lap|tren day la|luu y|ghi chu)\b")
_CLAUSE = re.compile(
    rf";\s*|\.\s+(?=[{CAPITALS}*•-])|,\s*(?=(?:[Bb]uổi\s+)?(?:sáng|chiều|tối)\b)|\s+(?=[*•]\s)"
    r"|(?<=\S)\s(?=[Bb]uổi (?:sáng|chiều|tối)\b)"
    r"|,\s*(?=(?:[Ll]úc |[Vv]ào lúc )?[0-9]{1,2}\s?(?:(?:h|g|giờ)(?![^\W\d_])|:[0-9]{2}))"
    r"|\s+và\s+(?=(?:lúc |vào |buổi )*(?:(?:sáng|chiều|tối)\b|[0-9]{1,2}\s?(?:h|g|giờ)(?![^\W\d_])))"
)
_TEAM = re.compile(r"(?:cac )?to (?:dai bieu |db |hdnd )?(?:so )?[0-9ivx]{1,4}\s*(?:[(:]|tiep xuc)")
# A second label for the same of these ("Đại biểu HĐND tỉnh", "Đại biểu HĐND xã") adds to the meeting being told.
_ADDED_TO = ("delegates", "voters", "invited", "notes")
_PICTURE = re.compile(rf"^\s*([{''.join(PICTURES)}])[^\w\s]*\s*(?=\w)")
_UNCOLONED = re.compile(
    rf"^(?P<label>\s*[-+*•]?\s*(?:Thời gian|Địa điểm|Thành phần))\s+(?![^:]{{0,40}}:)(?=[0-9{CAPITALS}])"
)
_ARROW = re.compile(r"(?<=\S)\s*(?:[→⇒➔➜➡►▶]\ufe0f?|=>|->)\s*(?=\S)")
_HALVES = re.compile(r"^(?:và\s+)?(?:buổi\s+)?(?:sáng|chiều|tối)\b", re.IGNORECASE)


@dataclass(slots=True)
class Context:
    """What was told for all that follows. SPAN is the round's own days, for lines that name no day."""

    when: When = field(default_factory=When)
    when_spot: Spot = field(default_factory=Spot)
    span: When = field(default_factory=When)
    groups: list[str] = field(default_factory=list)
    delegates: list[str] = field(default_factory=list)
    units: list[ReadUnit] = field(default_factory=list)
    venue: str = ""


@dataclass(slots=True)
class ProseReading:
    """Meetings of the text, the lines that were none, and (place, code, message) of what is doubtful in headings."""

    drafts: list[Draft] = field(default_factory=list)
    others: list[Line] = field(default_factory=list)
    faults: list[tuple[Spot, str, str]] = field(default_factory=list)


def read_lines(lines: Iterable[Line]) -> ProseReading:
    """The meetings told in lines of text, in their order."""
    return _Prose().read(lines)


class _Prose:
    """One pass over the lines, with what has been told so far."""

    def __init__(self) -> None:
        self.reading = ProseReading()
        self.context = Context()
        self.open: Draft | None = None
        self.open_roles: set[str] = set()
        self.open_labels: set[str] = set()
        self.open_numbered = False
        self.open_texts: list[str] = []
        self.last_day = When()
        self.groups_under_day = False
        self.meetings_since_group = False
        self.aside = False

    def read(self, lines: Iterable[Line]) -> ProseReading:
        for line in _unwrapped(lines):
            for text in _run_on(_ARROW.sub(" - ", clean_line(line.text))):
                self._line(text, line.spot)
        self._close()
        return self.reading

    def _line(self, text: str, spot: Spot) -> None:
        text = _UNCOLONED.sub(r"\g<label>: ", _pictured(text))
        marker = _MARKER.match(text)
        bare = text[marker.end() :].strip() if marker else text.strip()
        if not bare or len(bare) > SENTENCE_LIMIT:
            return
        folded = plain(bare)
        if (marker is not None and re.match(r"\s*[IVX]", marker[0])) or (bare == bare.upper() and len(bare) > 8):
            self.aside = _ASIDE.match(folded) is not None and not _MATTER.search(folded)
        if self.aside:
            self._close()
            self.reading.others.append(Line(bare, spot))
            return
        labels = labels_of(bare)
        if labels[0][2].strip(" -–•*") == "" and len(labels) > 1:
            numbered = marker is not None and bool(re.search(r"[0-9IVX]", marker[0]))
            self._labelled(bare, labels, spot, numbered=numbered)
            return
        if self._is_paper(bare, folded, marked=marker is not None) or _ENDING.match(folded):
            self._close()
            self._heading(bare, folded, spot)
            return
        self._sentence(bare, spot, marked=marker is not None)

    # labelled lines --------------------------------------------------------------------------------

    def _labelled(self, text: str, labels: list[tuple[str, str, str]], spot: Spot, *, numbered: bool) -> None:
        """A line that begins with a label belongs to the meeting being told, unless that has the field already."""
        told_now = {plain(label): role for role, label, value in labels[1:] if value.strip(" .,;:-–")}
        roles = set(told_now.values())
        first = Draft(spot)
        read_phrase(first, text, spot)
        told = self.open
        again = {role for label, role in told_now.items() if role not in _ADDED_TO or label in self.open_labels}
        if told is None or again & self.open_roles or (numbered and not self.open_numbered):
            self._close()
            self.open, self.open_roles, self.open_numbered, self.open_texts = first, roles, numbered, [text]
            self.open_labels = set(told_now)
            return
        self.open_roles |= roles
        self.open_labels |= set(told_now)
        self.open_texts.append(text)
        told.when = completed(told.when, first.when)
        for name in ("units", "groups", "delegates"):
            getattr(told, name).extend(item for item in getattr(first, name) if item not in getattr(told, name))
        told.venue, told.chair = told.venue or first.venue, told.chair or first.chair
        told.voters = first.voters if told.voters is None else told.voters
        told.notes = "; ".join(filter(None, (told.notes, first.notes)))
        told.spots = {**first.spots, **told.spots}
        told.as_above |= first.as_above
        told.faults.extend(first.faults)

    # headings --------------------------------------------------------------------------------------

    def _is_paper(self, text: str, folded: str, *, marked: bool) -> bool:
        if _PLACE_AND_DAY.match(folded) or (text.startswith("(") and text.find(")") == len(text) - 1):
            return True
        if GROUP.match(folded) and text != text.upper():
            return False
        when = find_when(text)
        if when.start or (when.part and when.days):
            return False
        if _PAPER.search(folded):
            return not (marked and (when.days or self.context.when) and "ke hoach" not in folded)
        kind = kind_of(text)
        heads_units = kind is not None and (kind[1] == 3 or text.endswith(":") or bool(re.search(r"[0-9]", text)))
        return text == text.upper() and not when and not heads_units

    def _heading(self, text: str, folded: str, spot: Spot) -> None:
        self.reading.others.append(Line(text, spot))
        when = find_when(text)
        several = when.range or len(when.days) > 1
        if several and not re.search(r"[0-9]/[a-zđ]", folded):
            self.context.span = replace(when, faults=())

    # sentences -------------------------------------------------------------------------------------

    def _sentence(self, text: str, spot: Spot, *, marked: bool) -> None:
        if marked and self.open is not None and _only_tells_the_hour(text, self.open.when):
            self.open.when = completed(self.open.when, find_when(text))
            self.open_roles |= {"clock", "part"}
            return
        self._close()
        drafts: list[Draft] = []
        shared = Context()
        for clause in (part for whole in _clauses(text) for part in cut_after_times(whole)):
            draft = Draft(spot)
            read_phrase(draft, clause, spot)
            if drafts:
                self._share(draft, shared)
            shared = _updated(shared, draft)
            drafts.append(draft)
        _share_day_told_later(drafts)
        placed = [draft for draft in drafts if (draft.units or draft.venue) and not _heads_a_group(draft, text)]
        if not placed:
            self._remember(drafts, text, spot)
            return
        heads_more = text.rstrip().endswith(":") and len(placed) == 1 and not placed[0].venue
        if heads_more and not placed[0].when.start:
            self._remember(drafts, text, spot)
            self.context.units = placed[0].units
            return
        for draft in placed:
            for part in _separated(draft):
                self._close()
                self._take(part, text, marked=marked)

    @staticmethod
    def _share(draft: Draft, shared: Context) -> None:
        """A later clause of one sentence takes what the sentence told before."""
        if not draft.when.days and shared.when.days:
            draft.when = completed(draft.when, replace(shared.when, part=None, start=None, end=None, faults=()))
        draft.groups = draft.groups or list(shared.groups)
        draft.delegates = draft.delegates or list(shared.delegates)
        if not draft.units and draft.venue:
            draft.units = list(shared.units)

    def _remember(self, drafts: list[Draft], text: str, spot: Spot) -> None:
        """A line without a place heads the lines below."""
        for draft in drafts:
            when = draft.when
            self.reading.faults.extend((draft.spot, code, message) for code, message in when.faults)
            if any(code == "unreadable_date" for code, _message in when.faults):
                self.context.when, self.context.span = replace(When(), same_day=True), When()
            elif (when.range or len(when.days) > 1) and not when.start:
                self.context.span = replace(when, faults=())
            elif when.days:
                if self.groups_under_day and self.meetings_since_group:
                    self.context.groups, self.context.delegates = [], []
                self.groups_under_day = False
                self.context.when, self.context.when_spot = when, spot
            elif when.part or when.start:
                kept = replace(self.context.when, part=None, start=None, end=None)
                self.context.when = completed(when, kept)
            if draft.groups:
                self.context.groups, self.context.delegates = draft.groups, draft.delegates
                self.context.units = []
                self.groups_under_day, self.meetings_since_group = bool(self.context.when.days), False
            elif draft.delegates:
                self.context.delegates = draft.delegates
                self.groups_under_day = bool(self.context.when.days)
        self.reading.others.append(Line(text, spot))

    def _take(self, draft: Draft, text: str, *, marked: bool) -> None:
        context = self.context
        told = draft.when.days or draft.when.start or draft.when.part or draft.when.same_day
        if not told and not context.when and not (marked or draft.groups or draft.venue):
            self.reading.others.append(Line("; ".join(unit.name for unit in draft.units), draft.spot))
            return
        dated = draft.when.days or context.when or context.units or context.span
        if not draft.units and not dated and not marked:
            self.reading.others.append(Line(text, draft.spot))
            return
        self.open = draft
        self.open_roles, self.open_texts, self.open_labels = _roles_told(draft), [text], set()
        self.open_numbered = True

    def _hour_of_all(self) -> time | None:
        """The hour of a heading that tells several days: "19h30 các ngày 15, 16 và 17/6"."""
        return self.context.when.start if len(self.context.when.days) > 1 else None

    def _close(self) -> None:
        """Finish the meeting being told: what it leaves out comes from what was told for all."""
        draft, self.open = self.open, None
        if draft is None:
            return
        context = self.context
        if not draft.units and not draft.venue and not context.units:
            self._remember([draft], "; ".join(self.open_texts), draft.spot)
            return
        if not draft.units and not (draft.when or context.when or context.units or context.span):
            self.reading.others.append(Line("; ".join(self.open_texts), draft.spot))
            return
        unreadable = any(code == "unreadable_date" for code, _ in draft.when.faults)
        if draft.when.same_day and not draft.when.days and self.last_day.days:
            draft.when = completed(draft.when, self.last_day)
            draft.fault("when", "inferred_carried_down", "“Cùng ngày”: lấy ngày của hội nghị ngay trước.")
        elif not draft.when.days and context.when.days and not unreadable:
            whole = not (draft.when.start or draft.when.part)
            kept = context.when if whole else replace(context.when, part=None, start=None, end=None)
            draft.when = completed(draft.when, replace(kept, faults=()))
            place = f"dòng {context.when_spot.row}" if context.when_spot.row != draft.spot.row else "đầu câu"
            draft.fault("when", "inferred_carried_down", f"Ngày lấy từ đề mục ở {place}.")
        elif not draft.when.days and context.span.days and not unreadable:
            draft.when = completed(draft.when, context.span)
            draft.fault("when", "inferred_date", "Không ghi ngày riêng: lấy khoảng ngày của cả đợt.")
        elif draft.when.days and not (draft.when.start or draft.when.part) and self._hour_of_all() is not None:
            draft.when = replace(draft.when, start=self._hour_of_all())
            draft.fault("start", "inferred_hour", f"Giờ lấy từ đề mục chung ở dòng {context.when_spot.row}.")
        elif (
            draft.when.days
            and not (draft.when.start or draft.when.part)
            and context.when.part
            and not context.when.days
        ):
            draft.when = replace(draft.when, part=context.when.part)
        draft.units = draft.units or list(context.units)
        if not draft.units:
            draft.infer_units()
        draft.groups = draft.groups or list(context.groups)
        if not draft.delegates and draft.groups == context.groups:
            draft.delegates = list(context.delegates)
        if draft.when.days:
            self.last_day = replace(draft.when, start=None, end=None, part=None, faults=(), spans=())
        self.meetings_since_group = True
        self.reading.drafts.append(draft)


def _pictured(text: str) -> str:
    """A line of a poster whose picture stands for a label, with the label."""
    found = _PICTURE.match(text)
    if found is None or labels_of(text[found.end() :])[0][2].strip() == "":
        return text
    return f"{PICTURES[found[1]]}: {text[found.end() :].strip()}"


def _heads_a_group(draft: Draft, text: str) -> bool:
    """Whether a line names a group and the district it comes from, and nothing of a meeting."""
    levels = [(kind_of(unit.name) or ("", 4, ""))[1] for unit in draft.units]
    told = draft.when or draft.venue or draft.voters
    return bool(draft.groups) and not told and max(levels, default=4) <= 2 and GROUP.match(plain(text)) is not None


def _only_tells_the_hour(text: str, told: When) -> bool:
    """Whether a line says nothing but the hour or half day that the meeting being told still lacks."""
    when = find_when(text)
    covered = sum(last - first for first, last in when.spans)
    letters = sum(letter.isalnum() for letter in text)
    adds = (when.start and not told.start) or (when.part and not told.part)
    return bool(adds) and not when.days and bool(told.days) and covered >= 0.7 * letters


def _roles_told(draft: Draft) -> set[str]:
    """The roles of labels that would tell again what the draft has."""
    told = {
        "when": draft.when.days and (draft.when.start or draft.when.part), "date": draft.when.days,
        "clock": draft.when.start, "part": draft.when.part, "venue": draft.venue, "unit": draft.units,
        "delegates": draft.delegates, "group": draft.groups, "chair": draft.chair,
    }  # fmt: skip
    return {role for role, has in told.items() if has}


def _share_day_told_later(drafts: list[Draft]) -> None:
    """Hours before the first day of a sentence are of that day: "xã A (8 giờ) và xã B (14 giờ) ngày 12/6"."""
    first = next((place for place, draft in enumerate(drafts) if draft.when.days), 0)
    if all(draft.when.start or draft.when.part for draft in drafts[: first + 1]):
        told = replace(drafts[first].when, start=None, end=None, part=None, faults=()) if drafts else When()
        for draft in drafts[:first]:
            draft.when = completed(draft.when, told)


def _updated(shared: Context, draft: Draft) -> Context:
    return Context(
        when=draft.when if draft.when.days else shared.when,
        groups=draft.groups or shared.groups,
        delegates=draft.delegates or shared.delegates,
        units=draft.units or shared.units,
    )


def _unwrapped(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines with those broken by an editor made whole: a long line without an end goes on in small letters."""
    held: Line | None = None
    for line in lines:
        text = line.text.strip()
        broken = held is not None and len(held.text) >= WRAP_WIDTH and not held.text.rstrip().endswith((".", ";", ":"))
        when = find_when(text[:60]) if broken and text[:1].islower() else When()
        begins_anew = any(first == 0 for first, _last in when.spans)
        if held is not None and broken and text[:1].islower() and not begins_anew and not _MARKER.match(text):
            held = Line(f"{held.text.rstrip()} {text}", held.spot)
            continue
        if held is not None:
            yield held
        held = line
    if held is not None:
        yield held


def _run_on(text: str) -> Iterator[str]:
    """Items numbered in a row without line breaks, each by itself."""
    marks = list(_NUMBERED.finditer(text))
    chosen: list[re.Match[str]] = []
    for mark in marks:
        number = int(mark["number"])
        if (not chosen and number <= 1) or (chosen and number == int(chosen[-1]["number"]) + 1):
            chosen.append(mark)
    if len(chosen) < 2:
        yield text
        return
    if chosen[0].start() > 0:
        yield text[: chosen[0].start()].strip()
    for index, mark in enumerate(chosen):
        end = chosen[index + 1].start() if index + 1 < len(chosen) else len(text)
        yield text[mark.start() : end].strip()


def _clauses(text: str) -> list[str]:
    """The sentence in the parts that each tell of a meeting of its own; parts without a time stay together."""
    pieces: list[str] = []
    position = 0
    for found in _CLAUSE.finditer(text):
        if text.count("(", 0, found.start()) > text.count(")", 0, found.start()):
            continue
        pieces.append(text[position : found.start()])
        position = (
            found.end() if found[0].strip(" ") in (";", ".") or found[0].startswith((";", ".")) else found.start()
        )
    pieces.append(text[position:])
    joined: list[str] = []
    days_told = hours_told = False
    for place, piece in enumerate(pieces):
        when = find_when(piece.strip(" ,"))
        begins_anew = bool(when.days or when.start or (when.part and _HALVES.match(piece.strip(" ,;*•-"))))
        full = days_told or (hours_told and when.start is not None) if when.days else hours_told
        after = find_when(pieces[place + 1].strip(" ,;")[:40]) if place + 1 < len(pieces) else When()
        if hours_told and not when and after.start and _TEAM.match(plain(piece.strip(" ,;"))):
            begins_anew = full = True  # "…; Tổ 2 (phường B), 14 giờ, tại …": its own hour follows
        if when.days and hours_told and after.start:
            full = True  # "…, 14h tại xã B; ngày 16/6, 8h tại xã C": the day is of the hour that follows
        only_a_time = bool(joined) and when.start is not None and not when.days and tells_only_time(joined[-1])
        if joined and (only_a_time or not (begins_anew and full)):
            sign = " " if joined[-1].endswith((".", ";", ",", " ")) else "" if piece.startswith(",") else "; "
            joined[-1] += f"{sign}{piece}"
        else:
            joined.append(piece)
            days_told = hours_told = False
        days_told = days_told or bool(when.days)
        hours_told = hours_told or bool(when.start or when.part)
    return [piece.strip(" ,;") for piece in joined if piece.strip(" ,;.")]


def _separated(draft: Draft) -> list[Draft]:
    """A day with units of several districts and neither hall nor hour is as many meetings."""
    districts = {unit.parent for unit in draft.units}
    if len(districts) < 2 or "" in districts or draft.venue or draft.when.start:
        return [draft]
    parts = []
    for unit in draft.units:
        part = replace(
            draft, units=[unit], groups=list(draft.groups), delegates=list(draft.delegates), faults=list(draft.faults)
        )
        part.fault(
            "units", "doubtful_reading", f"Một câu kể {len(draft.units)} đơn vị: hiểu là mỗi đơn vị một hội nghị."
        )
        parts.append(part)
    return parts
