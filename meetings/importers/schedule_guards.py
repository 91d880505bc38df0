"""Files that would take minutes to open are told by counting in their raw text, before anything is made of it."""

from __future__ import annotations

import io
import re
import zipfile

from meetings.importers.schedule_grid import COLUMN_LIMIT, ROW_LIMIT
from meetings.importers.schedule_values import NotASchedule

CELLS_LIMIT = ROW_LIMIT * 40
PARAGRAPHS_LIMIT = ROW_LIMIT * 60
MERGED_LIMIT = 200_000
TOO_LONG = f"Tệp có quá {ROW_LIMIT} dòng hoặc {COLUMN_LIMIT} cột. Chỉ giữ lại phần lịch rồi nạp lại."

_SHEET = re.compile(r"xl/worksheets/[^/]*\.xml")
_MERGED = re.compile(rb"""mergeCell\s[^>]*?ref=["']([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})["']""")
_EMPTY_CELL = re.compile(rb"<((?:\w{1,9}:)?c)(?:\s[^<>]{0,200})?(?:/>|></\1>)")
_EMPTY_ROW = re.compile(rb"<((?:\w{1,9}:)?row)(?:\s[^<>]{0,400})?(?:/>|>\s{0,9}</\1>)")
_CELL = re.compile(rb"<(?:\w{1,9}:)?c[\s>]")
_WIDE_CELL = re.compile(rb"""gridSpan\s[^>]{0,40}?val=["'][0-9]{4,}""")
_PARAGRAPH = re.compile(rb"<w:(?:p|tc)[\s/>]")
_PAGE_ROW = re.compile(r"<t[rdh]\b", re.IGNORECASE)


def lightened_workbook(content: bytes) -> bytes:
    """The workbook without its empty cells and rows, of which a stray format makes a million. Raises NotASchedule."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            sheets = {name: archive.read(name) for name in archive.namelist() if _SHEET.fullmatch(name)}
            light = {name: _EMPTY_ROW.sub(b"", _EMPTY_CELL.sub(b"", sheet)) for name, sheet in sheets.items()}
            _refuse_endless(light)
            return content if light == sheets else _rewritten(archive, light)
    except NotASchedule:
        raise
    except Exception as error:  # zipfile and zlib raise many kinds on hostile bytes
        raise NotASchedule("Tệp Excel bị hỏng, không mở được. Mở bằng Excel, lưu lại rồi nạp lại.") from error


def _refuse_endless(sheets: dict[str, bytes]) -> None:
    """Refuse sheets with more cells than any schedule, or whose merged areas are endless: each cell would be made."""
    merged = 0
    for sheet in sheets.values():
        if sum(1 for _cell in _CELL.finditer(sheet)) > CELLS_LIMIT:
            raise NotASchedule(TOO_LONG)
        for area in _MERGED.finditer(sheet):
            width = abs(_column_number(area[3]) - _column_number(area[1])) + 1
            merged += width * (abs(int(area[4]) - int(area[2])) + 1)
    if merged > MERGED_LIMIT:
        raise NotASchedule("Tệp Excel có ô gộp quá lớn. Bỏ gộp các ô trống ngoài lịch, lưu lại rồi nạp lại.")


def _rewritten(archive: zipfile.ZipFile, parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as target:
        for name in archive.namelist():
            target.writestr(name, parts[name] if name in parts else archive.read(name))
    return stream.getvalue()


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def guard_document(content: bytes) -> None:
    """Raise NotASchedule for a Word file with more paragraphs or wider cells than any schedule has."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            text = archive.read("word/document.xml")
    except Exception as error:  # zipfile and zlib raise many kinds on hostile bytes
        raise NotASchedule("Tệp Word bị hỏng, không mở được. Mở bằng Word, lưu lại rồi nạp lại.") from error
    if sum(1 for _part in _PARAGRAPH.finditer(text)) > PARAGRAPHS_LIMIT or _WIDE_CELL.search(text):
        raise NotASchedule(TOO_LONG)


def guard_page(text: str) -> None:
    """Raise NotASchedule for a web page with more cells than any schedule has."""
    if sum(1 for _part in _PAGE_ROW.finditer(text)) > CELLS_LIMIT:
        raise NotASchedule(TOO_LONG)
