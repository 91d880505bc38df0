"""An administrative plan as text: what it says, part by part, and what it leaves out.

Nothing is guessed silently: whatever is taken from elsewhere than its own place on the paper, or could not be
read, is said in ``warnings``. A text that is no plan is refused with ``NotAPlan``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from meetings.importers.plan_letterhead import Letterhead, derive_issuer, kind_of_paper, read_letterhead
from meetings.importers.plan_opening import split_opening
from meetings.importers.plan_sessions import Window, find_session, find_term, find_windows
from meetings.importers.plan_tail import Signature, split_tail
from meetings.importers.reading import NotAPlan
from txct.lib.numbers import from_roman
from txct.lib.text import clean_line, fold

_PART = re.compile(r"^(?:phần\s+)?(?P<numeral>[IVX]{1,5})\s*[.:)–-]+\s*(?P<title>\S.{0,250})$", re.IGNORECASE)
_ARABIC_PART = re.compile(r"^(?P<numeral>[0-9]{1,2})\s*[.)]\s*(?P<title>\S.{0,1000})$")
_MARKER = re.compile(r"^(?:[-–—−•*·▪]+|[0-9]{1,2}(?:\.[0-9]{1,2})*[.)]|[a-zđ]{1,2}[).])\s*")
_SUB_ITEM = re.compile(r"^(?:\+|[oO]\s|→)")
_SUB_HEADING = re.compile(
    r"^(?:về )?(?P<what>mục đích|yêu cầu)(?: chung| cụ thể)?\s*(?:[:.]\s*(?P<rest>.*))?$", re.IGNORECASE
)
_EXPECTED = (
    ("purpose", "I. Mục đích, yêu cầu"),
    ("time", "II. Thời gian"),
    ("content", "III. Nội dung"),
    ("place", "IV. Địa điểm"),
    ("organisation", "V. Tổ chức thực hiện"),
)
_KEYWORDS = {
    "purpose": ("muc dich", "yeu cau"),
    "time": ("thoi gian", "lich tiep xuc"),
    "content": ("noi dung", "chuong trinh"),
    "place": ("dia diem", "thanh phan"),
    "organisation": ("to chuc thuc hien", "phan cong", "to chuc, thuc hien", "trach nhiem", "thuc hien"),
}
_KEYWORD_STARTS = tuple(word for words in _KEYWORDS.values() for word in words)
_OTHER_PAPERS = {
    "thong bao": "thông báo", "bao cao": "báo cáo", "giay moi": "giấy mời", "bien ban": "biên bản",
    "quyet dinh": "quyết định", "nghi quyet": "nghị quyết", "to trinh": "tờ trình", "cong van": "công văn",
    "chuong trinh": "chương trình", "huong dan": "hướng dẫn", "chi thi": "chỉ thị",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Section:
    """One numbered part of a plan as printed: its numeral (may be empty), its title and its paragraphs."""

    numeral: str
    title: str
    paragraphs: tuple[str, ...] = ()

    @property
    def kinds(self) -> frozenset[str]:
        """What the part is about, by the words of its title; a part may be about several things."""
        folded = fold(self.title)
        return frozenset(kind for kind, words in _KEYWORDS.items() if any(word in folded for word in words))


@dataclass
class PlanText:
    """What a plan says. ``number`` is None where the paper has none; ``session`` None where it is not numbered."""

    number: str | None = None
    symbol: str | None = None
    day: date | None = None
    place: str = ""
    issuer: str = ""
    title: str = ""
    bases: list[str] = field(default_factory=list)
    opening: str = ""
    purposes: list[str] = field(default_factory=list)
    requirements: list[str] = field(default_factory=list)
    session: int | None = None
    session_name: str = ""
    term: str = ""
    term_years: tuple[int, int] | None = None
    windows: list[Window] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    signature: Signature = field(default_factory=Signature)
    warnings: list[str] = field(default_factory=list)

    def paragraphs_on(self, kind: str) -> list[str]:
        """Paragraphs of the parts about a thing: purpose, time, content, place or organisation."""
        return [line for section in self.sections if kind in section.kinds for line in section.paragraphs]

    def to_json(self) -> dict[str, Any]:
        """The plan as plain values: dates in ISO form, None for what is not printed."""
        return {
            "number": self.number,
            "symbol": self.symbol,
            "date": self.day.isoformat() if self.day else None,
            "place": self.place,
            "issuer": self.issuer,
            "title": self.title,
            "bases": list(self.bases),
            "purposes": list(self.purposes),
            "requirements": list(self.requirements),
            "session": self.session,
            "term": self.term or None,
            "warnings": list(self.warnings),
            "session_name": self.session_name,
            "term_years": list(self.term_years) if self.term_years else None,
            "opening": self.opening,
            "rounds": [
                {
                    "timing": window.timing,
                    "first_day": window.first_day.isoformat(),
                    "last_day": window.last_day.isoformat(),
                }
                for window in self.windows
            ],
            "time": self.paragraphs_on("time"),
            "content": self.paragraphs_on("content"),
            "places": self.paragraphs_on("place"),
            "organisation": self.paragraphs_on("organisation"),
            "sections": [
                {"numeral": s.numeral, "title": s.title, "paragraphs": list(s.paragraphs)} for s in self.sections
            ],
            "recipients": list(self.recipients),
            "signature": {"authority": list(self.signature.authority), "name": self.signature.name},
        }


def parse_plan(paragraphs: Sequence[str]) -> PlanText:
    """Reads a plan from its paragraphs; what the reader of the file noted comes first among the warnings.

    Raises ``NotAPlan`` for a text that is none, saying what is missing.
    """
    lines = [line for line in paragraphs if clean_line(line)]
    heading_of = _heading if any(map(_heading, lines)) else _arabic_heading
    headings = [place for place, line in enumerate(lines) if heading_of(line)]
    head = read_letterhead(lines, headings[0] if headings else None)
    _refuse_what_is_no_plan(lines, head, headings)
    plan = PlanText(
        number=str(head.number) if head.number and head.number.number is not None else None,
        symbol=head.number.symbol if head.number else None,
        day=head.day,
        place=head.place,
        title=head.title,
        warnings=[*getattr(paragraphs, "warnings", ()), *head.warnings],
    )
    head.warnings.clear()
    derive_issuer(head, lines)
    plan.issuer = head.issuer
    plan.warnings += head.warnings
    body, plan.recipients, plan.signature = split_tail(lines[head.body_start :])
    first_part = max(0, headings[0] - head.body_start) if headings else len(body)
    plan.bases, plan.opening = split_opening(body[:first_part])
    if not plan.bases:
        plan.warnings.append("Không thấy căn cứ ban hành kế hoạch. Bổ sung căn cứ.")
    plan.sections = _sections(body[first_part:], heading_of)
    plan.purposes, plan.requirements = _purposes_and_requirements(plan.sections, plan.warnings)
    _read_session_and_windows(plan, lines)
    _name_what_is_missing(plan)
    return plan


def _refuse_what_is_no_plan(lines: Sequence[str], head: Letterhead, headings: Sequence[int]) -> None:
    if not lines:
        raise NotAPlan("Tệp không có chữ nào. Kiểm tra lại tệp rồi nạp lại.")
    if head.kind in _OTHER_PAPERS:
        raise NotAPlan(f"Đây là {_OTHER_PAPERS[head.kind]}, không phải kế hoạch. Nạp văn bản có tên loại “KẾ HOẠCH”.")
    says_plan = head.kind == "ke hoach" or (head.number is not None and head.number.symbol.startswith("KH"))
    evidence = [head.number is not None, head.day is not None, bool(headings), bool(head.issuer)]
    if says_plan and any(evidence):
        return
    missing = [
        name
        for name, present in (
            ("tên loại “KẾ HOẠCH”", head.kind == "ke hoach"),
            ("số, ký hiệu (ví dụ 28/KH-HĐND)", evidence[0]),
            ("địa danh, ngày tháng năm ban hành", evidence[1]),
            ("các phần I, II, III…", evidence[2]),
        )
        if not present
    ]
    raise NotAPlan(
        f"Văn bản không phải kế hoạch hành chính: thiếu {', '.join(missing)}. Kiểm tra đã chọn đúng tệp chưa."
    )


def _heading(line: str) -> tuple[str, str] | None:
    """Numeral and title when a line heads a part: "II. THỜI GIAN", or a known title in capitals by itself."""
    line = clean_line(line)
    found = _PART.match(line)
    if found and found["numeral"].isupper() and _is_roman(found["numeral"]):
        return found["numeral"], found["title"].rstrip(" :")
    by_itself = len(line) <= 120 and line == line.upper() and kind_of_paper(line) is None
    if by_itself and fold(line).startswith(_KEYWORD_STARTS):
        return "", line.rstrip(" :.")
    return None


def _arabic_heading(line: str) -> tuple[str, str] | None:
    """Numeral and title in a plan without Roman numerals: "2. Thời gian: 8h00 ngày 15/01/2027"."""
    found = _ARABIC_PART.match(clean_line(line))
    return (found["numeral"], found["title"]) if found and fold(found["title"]).startswith(_KEYWORD_STARTS) else None


def _is_roman(numeral: str) -> bool:
    try:
        return from_roman(numeral) > 0
    except ValueError:
        return False


def _sections(lines: Iterable[str], heading_of: Callable[[str], tuple[str, str] | None]) -> list[Section]:
    sections: list[Section] = []
    for line in lines:
        heading = heading_of(line)
        if heading is not None:
            title, _, said = heading[1].partition(": ")
            sections.append(Section(heading[0], title, (said.strip(),) if said.strip() else ()))
        elif sections:
            last = sections[-1]
            sections[-1] = Section(last.numeral, last.title, (*last.paragraphs, clean_line(line)))
    return sections


def _purposes_and_requirements(sections: Sequence[Section], warnings: list[str]) -> tuple[list[str], list[str]]:
    """Paragraphs under "Mục đích" and under "Yêu cầu", without their dashes; "+" lines stay with their item."""
    lists: dict[str, list[str]] = {"muc dich": [], "yeu cau": []}
    mixed = False
    for section in sections:
        if "purpose" not in section.kinds:
            continue
        folded = fold(section.title)
        alone = [what for what in lists if what in folded]
        into = alone[0] if len(alone) == 1 else ""
        for line in section.paragraphs:
            sub = _SUB_HEADING.match(_MARKER.sub("", line))
            if sub:
                into, line = fold(sub["what"]), sub["rest"] or ""
            mixed = mixed or not into
            _add_item(lists[into or "muc dich"], line)
    if mixed:
        warnings.append("Không tách được mục đích và yêu cầu; tạm để cả ở mục đích. Kiểm tra lại.")
    return lists["muc dich"], lists["yeu cau"]


def _add_item(items: list[str], line: str) -> None:
    if _SUB_ITEM.match(line) and items:
        items[-1] = f"{items[-1]}\n{line}"
    elif text := _MARKER.sub("", line).strip():
        items.append(text)


def _read_session_and_windows(plan: PlanText, lines: Sequence[str]) -> None:
    texts = [plan.title, plan.opening, *plan.bases, *lines]
    plan.session, plan.session_name = find_session(texts, plan.issuer, plan.warnings)
    plan.term, plan.term_years = find_term(texts, plan.issuer, plan.warnings)
    year = plan.day.year if plan.day else None
    plan.windows = find_windows(plan.paragraphs_on("time"), plan.title, year, plan.warnings)
    if plan.paragraphs_on("time") and not plan.windows:
        plan.warnings.append("Không đọc được ngày bắt đầu, kết thúc của đợt nào. Nhập thời gian từng đợt.")
    for window in plan.windows:
        if plan.day and window.first_day < plan.day:
            plan.warnings.append(
                "Có đợt tiếp xúc cử tri bắt đầu trước ngày ban hành kế hoạch. Kiểm tra lại ngày trong văn bản."
            )
    if not any("tiep xuc cu tri" in fold(line) or "txct" in fold(line) for line in (plan.title, *lines)):
        plan.warnings.append("Văn bản không nói đến tiếp xúc cử tri. Kiểm tra đã chọn đúng kế hoạch chưa.")


def _name_what_is_missing(plan: PlanText) -> None:
    present = {kind for section in plan.sections for kind in section.kinds}
    missing = [name for kind, name in _EXPECTED if kind not in present]
    missing += [] if plan.recipients else ["Nơi nhận"]
    missing += [] if plan.signature.name else ["chữ ký (chức vụ, họ tên người ký)"]
    if missing:
        plan.warnings.append(f"Văn bản chưa đủ, còn thiếu: {'; '.join(missing)}. Bổ sung trước khi ban hành.")
