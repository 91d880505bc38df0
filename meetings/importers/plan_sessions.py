"""The session, the term and the time windows a plan speaks of, read from its sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from txct.lib.dates import Unreadable, parse_date
from txct.lib.numbers import parse_ordinal, to_roman
from txct.lib.text import clean_line, fold

_WORD = "nhat|mot|hai|ba|tu|bon|nam|lam|sau|bay|tam|chin|muoi"
_SESSION = re.compile(
    rf"\bk[yi] hop\b(?P<kind>(?:[ ,]+(?:thuong le|chuyen de|bat thuong|giua nam|cuoi nam|[0-9]{{4}}|nam [0-9]{{4}}))*)"
    rf"[ ,(]*(?:lan )?(?:thu )(?P<number>[0-9]{{1,2}}\b|(?:{_WORD})(?: (?:{_WORD}))*\b|[ivx]+\b)"
)
_NAMED_SESSION = re.compile(
    r"\bk[yi] hop (?P<name>(?:thuong le |chuyen de |bat thuong )?(?:giua|cuoi) nam(?: (?:nam )?[0-9]{4})?)"
)
_TERM = re.compile(r"\bkhoa (?P<term>[ivxl]{1,8}|[0-9]{1,2})\b")
_TERM_YEARS = re.compile(r"\bnhiem ky (?P<first>[0-9]{4}) ?[-/] ?(?P<last>[0-9]{4})\b")
_LEVELS = ("tinh", "thanh pho", "thi xa", "huyen", "quan", "phuong", "dac khu", "xa")
_NAMES = {"thuong le": "thường lệ", "chuyen de": "chuyên đề", "giua nam": "giữa năm", "cuoi nam": "cuối năm"}

_DAY = r"(?:ngay )?([0-9]{1,2})(?: ?[/.-] ?([0-9]{1,2})(?: ?[/.-] ?([0-9]{4}))?)?"
_ONE_DAY = re.compile(r"\bngay ([0-9]{1,2} ?[/.-] ?[0-9]{1,2}(?: ?[/.-] ?[0-9]{4})?)\b")
_RANGE = re.compile(
    rf"\b(?:tu )?{_DAY} ?(?:den het|den|-) ?{_DAY}(?: thang ([0-9]{{1,2}})(?:[ /,]+(?:nam )?([0-9]{{4}}))?)?"
)


@dataclass(frozen=True, slots=True)
class Window:
    """The days of one round: ``timing`` is "before" or "after" the session."""

    timing: str
    first_day: date
    last_day: date


def session_number(words: str) -> int | None:
    """Number of a session in folded figures, words or Roman numerals; what follows is left off."""
    parts = words.split()
    for length in range(len(parts), 0, -1):
        try:
            return parse_ordinal(" ".join(parts[:length]))
        except Unreadable:
            continue
    return None


def find_session(texts: Iterable[str], issuer: str, warnings: list[str]) -> tuple[int | None, str]:
    """Number of the session and its name ("kỳ họp thứ 5"), from the first text that gives one.

    When one text gives several, the one said of a council of the issuer's level is taken, with a warning.
    """
    for text in texts:
        folded = fold(text)
        found = [(session_number(m["number"]), m) for m in _SESSION.finditer(folded)]
        found = [(number, m) for number, m in found if number is not None]
        if not found:
            continue
        numbers = list(dict.fromkeys(number for number, _ in found))
        chosen = found[0][0]
        if len(numbers) > 1:
            level = _level(fold(issuer))
            own = [n for n, m in found if level and _level(folded[m.end() : m.end() + 60]) == level]
            chosen = own[0] if own else chosen
            listed = ", ".join(f"thứ {number}" for number in numbers)
            warnings.append(f"Văn bản nhắc nhiều kỳ họp ({listed}); tạm lấy kỳ họp thứ {chosen}. Kiểm tra lại.")
        return chosen, f"kỳ họp thứ {chosen}"
    for text in texts:
        named = _NAMED_SESSION.search(fold(text))
        if named:
            name = named["name"]
            for plain, accented in _NAMES.items():
                name = name.replace(plain, accented)
            name = re.sub(r" nam (?=[0-9])", " ", name)
            warnings.append(f"Văn bản chỉ ghi kỳ họp {name}, không ghi số thứ tự. Chọn kỳ họp cho kế hoạch.")
            return None, f"kỳ họp {name}"
    warnings.append("Không thấy kỳ họp mà kế hoạch phục vụ. Chọn kỳ họp cho kế hoạch.")
    return None, ""


def find_term(texts: Sequence[str], issuer: str, warnings: list[str]) -> tuple[str, tuple[int, int] | None]:
    """Term in Roman numerals and, where printed, its first and last year."""
    years = next((m for text in texts if (m := _TERM_YEARS.search(fold(text)))), None)
    span = (int(years["first"]), int(years["last"])) if years else None
    level = _level(fold(issuer))
    for text in texts:
        folded = fold(text)
        found = [(_roman(m["term"]), m) for m in _TERM.finditer(folded)]
        found = [(term, m) for term, m in found if term]
        if found:
            own = [
                t for t, m in found if level and _level(folded[max(0, m.start() - 40) : m.start()], last=True) == level
            ]
            return (own or [found[0][0]])[0], span
    if span is None:
        warnings.append("Không thấy khóa hoặc nhiệm kỳ của Hội đồng nhân dân. Chọn nhiệm kỳ cho kế hoạch.")
    return "", span


def _roman(term: str) -> str:
    try:
        return to_roman(parse_ordinal(term))
    except ValueError:
        return ""


def _level(folded: str, *, last: bool = False) -> str:
    """The administrative level named first (or last) in folded text; a province-level city counts as itself."""
    places = [(m.start(), m[0]) for m in re.finditer(rf"\b(?:{'|'.join(_LEVELS)})\b", folded)]
    if not places:
        return ""
    return (max(places) if last else min(places))[1]


def find_windows(paragraphs: Iterable[str], title: str, year: int | None, warnings: list[str]) -> list[Window]:
    """The rounds of the part on time: each day range with the round it is said of."""
    timing = _timing(fold(title))
    windows: dict[str, Window] = {}
    for paragraph in paragraphs:
        folded = fold(clean_line(paragraph))
        own = _timing(folded)
        timing = own or timing
        found = [_window(m, timing, year) for m in _RANGE.finditer(folded)] or _single_day(folded, timing, year)
        doubtful = not all(found) or (bool(own) and not found and bool(re.search("[0-9]", folded[4:])))
        if doubtful:
            shown = clean_line(paragraph)[:120]
            warnings.append(f"Không đọc chắc được thời gian “{shown}”. Nhập ngày bắt đầu, kết thúc của đợt.")
        for window in found:
            if window is not None:
                windows.setdefault(window.timing, window)
    return list(windows.values())


def _single_day(folded: str, timing: str, year: int | None) -> list[Window | None]:
    days = _ONE_DAY.findall(folded)
    if len(days) != 1 or not timing or re.search(r"\b(?:truoc|cham nhat|sau|den) ngay\b", folded):
        return []
    try:
        day = parse_date(days[0], year=year)
    except Unreadable:
        return [None]
    return [Window(timing, day, day)]


def _timing(folded: str) -> str:
    folded = folded.replace("ki hop", "ky hop")
    before, after = folded.find("truoc ky hop"), folded.find("sau ky hop")
    if "truoc va sau ky hop" in folded or (before >= 0 and after >= 0):
        return ""
    return "before" if before >= 0 else "after" if after >= 0 else ""


def _window(found: re.Match[str], timing: str, year: int | None) -> Window | None:
    first_day, first_month, first_year, last_day, last_month, last_year, month, month_year = found.groups()
    last_month = last_month or month
    last_year = last_year or month_year or (str(year) if year else None)
    if last_month is None or last_year is None or not timing:
        return None
    first_month, first_year = first_month or last_month, first_year or last_year
    if int(first_month) > int(last_month) and found[3] is None:
        first_year = str(int(last_year) - 1)
    try:
        first = parse_date(f"{first_day}/{first_month}/{first_year}")
        last = parse_date(f"{last_day}/{last_month}/{last_year}")
    except Unreadable:
        return None
    return Window(timing, first, last) if first <= last else None
