"""The head of a printed plan: number and symbol, place and date, issuing body, title."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from txct.lib.dates import Unreadable, parse_date
from txct.lib.document_numbers import DocumentNumber
from txct.lib.text import clean_line, fold

HEAD_LINES = 40
TITLE_LINES = 5

_COLUMNS = re.compile(r"\t+| {3,}| \| ")
_NUMBER = re.compile(r"^\s*số\s*[:.]?\s*([^,;]{1,60})$", re.IGNORECASE)
_BLANK_NUMBER = re.compile(r"\bsố\s*[:.]?\s+(?=/)", re.IGNORECASE)
_DATE_GAP = re.compile(r"(?:(?<=\bngày)|(?<=\btháng)|(?<=\bnăm))\s+|\s+(?=(?:tháng|năm)\b)", re.IGNORECASE)
_PLACE_DATE = re.compile(r"^(?P<place>[^,\d]{1,60}),\s*(?P<date>ngày\b.{0,60})$", re.IGNORECASE)
_RULE = re.compile(r"^[\W_]*$")
_MOTTO = ("cong hoa xa hoi chu nghia", "doc lap - tu do", "doc lap-tu do")
_BODY_STARTS = (
    "can cu", "thuc hien", "thi hanh", "theo ", "xet ", "duoc su", "de ", "nham ", "sau khi", "tren co so",
)  # fmt: skip
_BODY_NAME = re.compile(r"(?:hoi dong|hdnd|thuong truc|uy ban|ubnd|to dai bieu|doan dai bieu|tinh|thi xa)\b")
_UNDER_PARENT = ("to dai bieu", "thuong truc", "van phong", "ban ")
_COMMON_WORDS = (
    "hội đồng nhân dân", "ủy ban nhân dân", "uỷ ban nhân dân", "ủy ban mặt trận tổ quốc", "thường trực",
    "tổ đại biểu", "ban thường trực", "đặc khu", "thành phố", "thị xã", "thị trấn", "tỉnh", "huyện", "quận",
    "phường", "xã", "khóa", "số", "đơn vị bầu cử", "đoàn đại biểu quốc hội", "và", "ban", "văn phòng",
)  # fmt: skip
_ABBREVIATIONS = {"hđnd": "HĐND", "ubnd": "UBND", "mttq": "MTTQ", "đbqh": "ĐBQH", "ubmttq": "UBMTTQ"}
_ISSUING_SENTENCE = re.compile(
    r"((?:Ban )?Thường trực|Tổ đại biểu|Tổ Đại biểu)\s+(HĐND|Hội đồng nhân dân)\s+"
    r"(tỉnh|thành phố|thị xã|huyện|quận|phường|xã|đặc khu|thị trấn)"
    r"((?:\s+[A-ZĐÀ-ỸÂĂÊÔƠƯ][^\W\d_]*){0,4})\s+(?:đã\s+)?(?:xây dựng|ban hành|lập|tổ chức)\b",
)


@dataclass
class Letterhead:
    """What the head of the paper gives; ``body_start`` is the index of the first paragraph after the title."""

    number: DocumentNumber | None = None
    day: date | None = None
    place: str = ""
    issuer: str = ""
    kind: str = ""
    title: str = ""
    body_start: int = 0
    warnings: list[str] = field(default_factory=list)


def read_letterhead(paragraphs: Sequence[str], heading_at: int | None) -> Letterhead:
    """Reads the head; ``heading_at`` is the index of the first part's heading, which ends any title."""
    head = Letterhead()
    end = min(HEAD_LINES, len(paragraphs) if heading_at is None else heading_at)
    title_at = next((i for i in range(end) if kind_of_paper(paragraphs[i])), None)
    before = [cell for line in paragraphs[: end if title_at is None else title_at] for cell in _cells(line)]
    _read_number(head, before)
    _read_place_and_date(head, before)
    head.issuer = _issuer(before)
    if title_at is None:
        head.body_start = next((i for i in range(end) if fold(paragraphs[i]).startswith(_BODY_STARTS)), end)
        head.warnings.append("Không thấy tên loại “KẾ HOẠCH” và trích yếu. Nhập trích yếu.")
    else:
        head.kind, rest = kind_of_paper(paragraphs[title_at]) or ("", "")
        _read_title(head, rest, paragraphs, title_at + 1, end)
    return head


def kind_of_paper(line: str) -> tuple[str, str] | None:
    """Kind of paper a line announces (folded: "ke hoach", "thong bao" …) and what follows it on the line."""
    kinds = (
        "KẾ HOẠCH|THÔNG BÁO|BÁO CÁO|GIẤY MỜI|BIÊN BẢN|QUYẾT ĐỊNH|NGHỊ QUYẾT|TỜ TRÌNH|CHƯƠNG TRÌNH|HƯỚNG DẪN|"
        "CÔNG VĂN|CHỈ THỊ"
    )
    line = clean_line(line)
    found = re.match(rf"^(?:DỰ THẢO\s+)?({kinds})\b\s*[:.–-]?\s*(.*)$", line)
    if found is None:
        found = re.match(rf"^({kinds})\s*[:.]?()$", line, re.IGNORECASE)
    return (fold(found[1]), found[2]) if found else None


def derive_issuer(head: Letterhead, paragraphs: Sequence[str]) -> None:
    """Takes the issuer from the sentence that says who makes the plan when the letterhead does not name it."""
    if head.issuer:
        return
    for line in paragraphs[:HEAD_LINES]:
        found = _ISSUING_SENTENCE.search(clean_line(line))
        if found is None:
            continue
        words = [found[1], found[2], found[3], found[4].strip()]
        said = " ".join(word for word in words if word)
        named = said if found[4].strip() or not head.place else f"{said} {head.place}"
        head.issuer = named
        head.warnings.append(
            f"Văn bản không in tên cơ quan ban hành; tạm lấy “{named}” theo câu “{clean_line(found[0])}”"
            + (f" và địa danh “{head.place}”. " if named != said else ". ")
            + "Kiểm tra lại."
        )
        return
    head.warnings.append("Không thấy tên cơ quan ban hành. Nhập tên cơ quan trước khi ban hành.")


def sentence_case(text: str) -> str:
    """A name printed in capitals as it is written in a sentence: Hội đồng nhân dân thị xã Từ Sơn."""
    if text != text.upper():
        return text
    result = text.lower().title()
    for phrase in _COMMON_WORDS:
        result = re.sub(rf"\b{phrase}\b", phrase, result, flags=re.IGNORECASE)
    for small, capital in _ABBREVIATIONS.items():
        result = re.sub(rf"\b{small}\b", capital, result, flags=re.IGNORECASE)
    result = re.sub(r"\bquốc hội\b", "Quốc hội", result, flags=re.IGNORECASE)
    return result[:1].upper() + result[1:]


def _cells(line: str) -> list[str]:
    line = _DATE_GAP.sub(" ", _BLANK_NUMBER.sub("Số:", line))
    return [cell for part in _COLUMNS.split(line) if (cell := clean_line(part))]


def _read_number(head: Letterhead, cells: Sequence[str]) -> None:
    printed = [found[1] for cell in cells if (found := _NUMBER.match(cell))]
    for text in printed or [cell for cell in cells if re.match(r"^\d{1,5}[a-zđ]?\s*/\s*[A-ZĐ]", cell)]:
        try:
            head.number = DocumentNumber.parse(text)
            break
        except Unreadable:
            continue
    if head.number is None:
        head.warnings.append("Không đọc được số, ký hiệu văn bản. Nhập số, ký hiệu, ví dụ 28/KH-HĐND.")
    elif head.number.number is None:
        head.warnings.append("Văn bản chưa có số. Nhập số sau khi văn thư cấp.")


def _read_place_and_date(head: Letterhead, cells: Sequence[str]) -> None:
    for cell in cells:
        found = _PLACE_DATE.match(cell.strip("()"))
        if found is None:
            continue
        head.place = found["place"].strip()
        try:
            head.day = parse_date(found["date"].rstrip(" ."))
        except Unreadable as problem:
            head.warnings.append(f"Không đọc được ngày ban hành “{found['date']}”: {problem.reason}")
        return
    head.warnings.append("Không thấy dòng địa danh, ngày tháng năm ban hành. Nhập ngày ban hành.")


def _issuer(cells: Sequence[str]) -> str:
    """The issuing body; one printed under its parent is named with it: Tổ đại biểu số 3 HĐND phường Từ Sơn."""
    lines: list[str] = []
    for cell in cells:
        folded = fold(cell)
        if _NUMBER.match(cell) or _PLACE_DATE.match(cell) or _RULE.match(cell):
            continue
        if folded.startswith(_MOTTO) or "hanh phuc" in folded:
            continue
        if not (cell == cell.upper() or _BODY_NAME.match(folded)):
            continue
        if lines and folded.startswith(_UNDER_PARENT):
            lines.insert(0, cell)
        else:
            lines.append(cell)
    return sentence_case(clean_line(" ".join(lines))) if len(lines) <= 5 else ""


def _read_title(head: Letterhead, rest: str, paragraphs: Sequence[str], start: int, end: int) -> None:
    lines, place = [rest] if rest else [], start
    while place < end and len(lines) < TITLE_LINES:
        line = clean_line(paragraphs[place])
        if fold(line).startswith(_BODY_STARTS) or (lines and line.startswith(("-", "+", "•"))):
            break
        if len(line) > 400 or (lines and line.endswith((".", ";"))):
            break
        if not _RULE.match(line):
            lines.append(line.strip("*_ "))
        place += 1
    head.title = clean_line(" ".join(lines))
    head.body_start = place
    if not head.title:
        head.warnings.append("Không thấy trích yếu nội dung dưới chữ “KẾ HOẠCH”. Nhập trích yếu.")
