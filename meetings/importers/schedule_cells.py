"""Single cells: what a program stored, short forms that only the column makes clear, and times told beside places."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from meetings.importers.schedule_drafts import Draft, completed
from meetings.importers.schedule_grid import Cell
from meetings.importers.schedule_times import PrintedDay, When, find_when, plain
from txct.lib.text import clean_line, fold

_SERIALS = range(20_000, 80_000)
_BRACKETS = re.compile(r"\s*\(([^()]*)\)")
_JOINTS = re.compile(r"[\s,;:()–-]*(?:\b(?:ngày|lúc|từ|đến|vào|thứ|hồi|và)\b[\s,;:()–-]*)*", re.IGNORECASE)
_HINT = re.compile(r"[0-9]\s*(?:[hg:]|giờ)|sáng|chiều|tối|trưa", re.IGNORECASE)
_COVERED = 0.7


def typed_when(role: str, cell: Cell, epoch: datetime | None, draft: Draft) -> When | None:
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


def bare_when(role: str, text: str) -> When:
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


def day_of_month(role: str, text: str, month: tuple[int, int] | None, draft: Draft) -> When | None:
    """A bare day of the month and year that the title gives."""
    bare = re.fullmatch(r"\s*(?:ngay\s+)?([0-9]{1,2})\s*", plain(text))
    if role not in ("date", "when") or month is None or bare is None:
        return None
    day = PrintedDay(int(bare[1]), *month)
    if day.on(month[1]) is None:
        return None
    draft.fault("when", "inferred_date", f"Chỉ ghi ngày {day.day}: hiểu là tháng {month[0]}/{month[1]} như tiêu đề.")
    return When((day,))


def apart_from_time(text: str) -> tuple[When, str]:
    """The time told before, after or in brackets beside a place, and the place: "8h00: Hội trường A", "Xã A (14h)".

    Line breaks stay. Times inside the place's own name ("đường 3/2") and a text of nothing else are left.
    """
    if not _HINT.search(text):
        return When(), text
    told = When()
    rest = text
    for found in _BRACKETS.finditer(text):
        when = find_when(clean_line(found[1]))
        if (when.start or when.part or when.weekday is not None) and _covers(when, clean_line(found[1])):
            told, rest = completed(told, when), rest.replace(found[0], "", 1)
    line = rest.replace("\n", " ")
    when = find_when(line)
    if when.start or when.part:
        first = _JOINTS.match(line)
        head = first.end() if first else 0
        for start, stop in when.spans:
            if start <= head:
                joint = _JOINTS.match(line, max(stop, head))
                head = joint.end() if joint else stop
        last = max((stop for _start, stop in when.spans), default=0)
        if when.spans and when.spans[0][0] < head < len(line) and last <= head:
            told, rest = completed(told, when), rest[head:]
    kept = rest.strip(" ,;:–-\n")
    return (told, kept) if kept else (When(), text)


def timed_parts(text: str) -> list[str]:
    """The parts of a text that each tell a place with its own hour or half day; none when there is but one."""
    if len(_HINT.findall(text)) < 2:
        return []
    for pieces in (text.split("\n"), text.split(";"), cut_after_times(text)):
        parts = [piece.strip(" ,;") for piece in pieces if piece.strip(" ,;")]
        if len(parts) > 1 and all(map(_tells_time_and_place, parts)):
            return parts
    return []


def times_of(text: str) -> list[str]:
    """The lines of a cell of times that each tell a meeting's hour; a day in the first line by itself is of all."""
    lines = [clean_line(line) for line in text.split("\n")]
    whens = [find_when(line, sure=True) for line in lines]
    if len(lines) > 2 and whens[0].days and not (whens[0].start or whens[0].part):
        if not any(when.days for when in whens[1:]):
            lines = [f"{lines[0]} {line}" for line in lines[1:]]
        whens = whens[1:]
    return lines if all(when.start or when.part for when in whens) else []


def cut_after_times(text: str) -> list[str]:
    """TEXT cut behind each place that has its hour in brackets: "xã A (8h), xã B và xã C (14h) ngày 5/6"."""
    timed = [found.end() for found in _BRACKETS.finditer(text) if _is_time(found[1])]
    if len(timed) < 2:
        return [text]
    pieces: list[str] = []
    position = 0
    for end, following in zip(timed, [*timed[1:], len(text)], strict=True):
        cut = re.compile(r"[,;]\s*|\s+và\s+|\.\s+(?=\S)").search(text, end)
        if cut is None or cut.start() >= following:
            continue
        pieces.append(text[position : cut.start()])
        position = cut.end()
    return [*pieces, text[position:]]


def tells_only_time(text: str) -> bool:
    """Whether TEXT is a day or half day without an hour, and hardly anything else."""
    when = find_when(clean_line(text))
    return when.start is None and bool(when.days or when.part) and _covers(when, clean_line(text))


def _is_time(text: str) -> bool:
    when = find_when(clean_line(text))
    return bool(when.start or when.part) and _covers(when, clean_line(text))


def _tells_time_and_place(text: str) -> bool:
    when = find_when(clean_line(text))
    return bool(when.start or when.part) and not _covers(when, clean_line(text))


def _covers(when: When, text: str) -> bool:
    """Whether hardly any letter of TEXT is outside what WHEN was read from."""
    covered = sum(sum(map(str.isalnum, plain(text[first:last]))) for first, last in when.spans)
    return covered >= _COVERED * sum(map(str.isalnum, plain(text)))
