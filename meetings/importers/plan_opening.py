"""The opening of a plan: its legal bases one by one, and the sentence that announces the plan."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from txct.lib.text import clean_line, fold

_KINDS = (
    "Bộ luật|Luật|Pháp lệnh|Nghị quyết|Nghị định|Quyết định|Quy chế|Quy định|Chỉ thị|Thông tư|Thông báo|Công văn|"
    "Kế hoạch|Chương trình|Hướng dẫn|Kết luận|Văn bản|Tờ trình|Báo cáo|Đề án|Biên bản|Ý kiến|Tinh thần"
)
_BASIS_STARTS = ("can cu", "thuc hien", "thi hanh", "theo ", "xet ", "tren co so", "trien khai")
_ISSUING = re.compile(
    r"[,;:.]\s+(?:nay\s+)?"
    r"(?:(?:Ban\s+)?Thường trực|Hội đồng nhân dân|HĐND|Tổ đại biểu|Văn phòng|Ủy ban|Uỷ ban|UBND)\b"
    r"(?=[^;]{0,120}\b(?:xây dựng|ban hành|lập|tổ chức|đề ra)\b[^;]{0,30}\b(?:kế hoạch|tiếp xúc)\b)",
    re.IGNORECASE,
)
_CONSULTED = re.compile(r"[,;]\s*(?=(?:sau khi|trên cơ sở thống nhất|được sự)\b)", re.IGNORECASE)
_NEXT_BASIS = re.compile(rf"(?:\s+và|,)\s+(?:căn cứ\s+)?(?=(?:{_KINDS})\b)", re.IGNORECASE)
_NAMES_PAPER = re.compile(rf"^(?:và\s+)?(?:{_KINDS})\b", re.IGNORECASE)
_DATED = re.compile(r"\bsố\b|\bngày\b|\bnăm\b|[0-9]/", re.IGNORECASE)


def split_opening(paragraphs: Sequence[str]) -> tuple[list[str], str]:
    """Legal bases, each as one paragraph without closing mark, and the rest of the opening."""
    bases: list[str] = []
    rest: list[str] = []
    for paragraph in map(clean_line, paragraphs):
        text = paragraph.lstrip("-–*• ")
        if not fold(text).startswith(_BASIS_STARTS):
            rest.append(paragraph)
            continue
        basis, announced = _cut_announcement(text)
        for segment in _segments(basis):
            if fold(segment).startswith(_BASIS_STARTS) or _NAMES_PAPER.match(segment):
                bases += _single_bases(segment)
            else:
                rest.append(segment)
        if announced:
            rest.append(announced)
    return [basis for basis in bases if basis], clean_line(" ".join(rest))


def _cut_announcement(text: str) -> tuple[str, str]:
    """Parts a basis from "…, sau khi thống nhất với …, Thường trực HĐND xây dựng kế hoạch … như sau:"."""
    cuts = [found.start() for pattern in (_CONSULTED, _ISSUING) if (found := pattern.search(text, 8))]
    if not cuts:
        return text, ""
    return text[: min(cuts)].rstrip(" ,;"), text[min(cuts) :].lstrip(" ,;.")


def _segments(text: str) -> Iterable[str]:
    return (segment.strip() for segment in text.split(";") if segment.strip(" .,"))


def _single_bases(segment: str) -> list[str]:
    """One paragraph may cite several documents: "Căn cứ Kế hoạch số … và kết luận tại Hội nghị …"."""
    found = re.match(r"^(căn cứ(?: vào)?|thực hiện|thi hành|theo|xét|triển khai|và)\b\s*", segment, re.IGNORECASE)
    lead = found[1] if found and found[1].lower() != "và" else "Căn cứ"
    body = segment[found.end() :] if found else segment
    pieces = [body]
    for cut in reversed(list(_NEXT_BASIS.finditer(body))):
        left, right = pieces[0][: cut.start()], pieces[0][cut.end() :]
        if _DATED.search(left) and _DATED.search(right[:160]):
            pieces[:1] = [left, right]
    lead = lead[:1].upper() + lead[1:]
    return [f"{lead} {piece.strip(' .,;')}" for piece in pieces if piece.strip(" .,;")]
