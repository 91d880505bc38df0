"""Tables and lines of a web page or of text pasted from Word, with row and column spans; nothing is fetched."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from meetings.importers.schedule_grid import Cell, Line, column_letter
from meetings.importers.schedule_values import NotASchedule, Spot

SPAN_LIMIT = 1_000
DEPTH_LIMIT = 200
_SILENT = {"script", "style", "head", "template", "noscript", "svg", "title", "iframe", "object", "select"}
_BLOCKS = {
    "p", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "header", "footer",
    "blockquote", "pre", "tr", "td", "th", "table", "tbody", "thead", "tfoot", "dl", "dt", "dd", "center", "main",
    "body",
}  # fmt: skip
_FONT = re.compile(r"font-family\s*:\s*[\"']?([^;\"',]+)", re.IGNORECASE)
_DAY_STAMP, _HOUR_STAMP = r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{4}", r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?"
_YEAR = re.compile(r"[0-9]{4}")
# When the page was put up ("Cập nhật: 10:20, 12/08/2021"): no day of a meeting, but its year.
_STAMP = re.compile(
    r"(?:(?:ngày )?(?:đăng|cập nhật|xuất bản)(?: ngày| lúc)?\W*)?(?:(?:thứ \w+|chủ nhật)\W+)?"
    rf"(?:{_HOUR_STAMP}\W+{_DAY_STAMP}|{_DAY_STAMP}\W+{_HOUR_STAMP})\s*(?:\(?GMT.*|[|].*)?",
    re.IGNORECASE,
)


@dataclass(slots=True)
class PageTable:
    """Cells by row and column, and the merged areas (first and last cell) still to be filled."""

    grid: dict[tuple[int, int], Cell] = field(default_factory=dict)
    merged: list[tuple[tuple[int, int], tuple[int, int]]] = field(default_factory=list)


Converter = Callable[[str, str | None, Spot], str]


def page_blocks(text: str, convert: Converter) -> Iterator[Any]:
    """The page's tables (PageTable) and lines (Line) in order. CONVERT brings text of a font into Unicode."""
    from lxml import etree, html

    if not text.strip():
        return
    # A declaration inside the text would make lxml refuse characters that are decoded already.
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text).replace("\0", "")
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        root = html.document_fromstring(text, parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise NotASchedule("Tệp .html không có nội dung đọc được. Lưu lại trang rồi nạp lại.") from error
    yield from _Walk(convert).blocks(root)


class _Walk:
    """One pass over a page; lines and tables are numbered as they come."""

    def __init__(self, convert: Converter) -> None:
        self.convert = convert
        self.lines = 0
        self.tables = 0

    def blocks(self, root: Any) -> Iterator[Any]:
        held: list[str] = []
        yield from self._walk(root, held, 0)
        yield from self._flush(held)

    def _flush(self, held: list[str]) -> Iterator[Any]:
        text = "".join(held)
        held.clear()
        for part in text.split("\n"):
            tidy = re.sub(r"[ \t\r\f]+", " ", part).strip()
            if _STAMP.fullmatch(tidy) and (year := _YEAR.search(tidy)):
                tidy = f"Đăng năm {year[0]}"
            if tidy:
                self.lines += 1
                spot = Spot("", self.lines)
                yield Line(self.convert(tidy, None, spot), spot)

    def _walk(self, element: Any, held: list[str], depth: int) -> Iterator[Any]:
        name = element.tag if isinstance(element.tag, str) else ""
        if name in _SILENT or not name or depth > DEPTH_LIMIT:
            held.append(element.tail or "")
            return
        if name == "table" and element.find(".//table") is None:
            yield from self._flush(held)
            self.tables += 1
            yield self._table(element)
        else:
            if name in _BLOCKS:
                yield from self._flush(held)
            held.append("\n" if name == "br" else _plain(element.text))
            for child in element:
                yield from self._walk(child, held, depth + 1)
            if name in _BLOCKS:
                yield from self._flush(held)
        held.append(_plain(element.tail))

    def _table(self, table: Any) -> PageTable:
        result = PageTable()
        taken: set[tuple[int, int]] = set()
        part = f"bảng {self.tables}"
        for number, row in enumerate(table.iter("tr"), start=1):
            column = 0
            for cell in row:
                if cell.tag not in ("td", "th"):
                    continue
                while (number, column) in taken:
                    column += 1
                height, width = _span(cell.get("rowspan")), min(_span(cell.get("colspan")), 100)
                spot = Spot(part, number, column_letter(column))
                text = self.convert(_text(cell), _font(cell), spot)
                result.grid[number, column] = Cell(text, spot)
                last = (number + height - 1, column + width - 1)
                if (height, width) != (1, 1):
                    result.merged.append(((number, column), last))
                    taken.update(
                        (down, across) for down in range(number, last[0] + 1) for across in range(column, last[1] + 1)
                    )
                column += width
        rows = max((row for row, _ in result.grid), default=0)
        result.merged = [(first, (min(last[0], rows), last[1])) for first, last in result.merged]
        return result


def _plain(text: str | None) -> str:
    return re.sub(r"\s+", " ", text) if text else ""


def _span(value: str | None) -> int:
    return min(max(int(value), 1), SPAN_LIMIT) if value and re.fullmatch("[0-9]{1,6}", value.strip()) else 1


def _text(cell: Any) -> str:
    pieces: list[str] = []
    _collect(cell, pieces, 0)
    return "\n".join(line.strip() for line in "".join(pieces).split("\n") if line.strip())


def _collect(element: Any, pieces: list[str], depth: int) -> None:
    name = element.tag if isinstance(element.tag, str) else ""
    if name and name not in _SILENT and depth < DEPTH_LIMIT:
        breaks = name == "br" or (name in _BLOCKS and depth > 0)
        pieces.append("\n" if breaks else "")
        pieces.append(_plain(element.text))
        for child in element:
            _collect(child, pieces, depth + 1)
        pieces.append("\n" if breaks and name != "br" else "")
    if depth > 0:
        pieces.append(_plain(element.tail))


def _font(cell: Any) -> str | None:
    for element in cell.iter():
        if not isinstance(element.tag, str):
            continue
        found = _FONT.search(element.get("style") or "")
        name = found[1].strip() if found else element.get("face")
        if name:
            return str(name)
    return None
