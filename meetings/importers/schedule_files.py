"""Files that hold a schedule, as tables and lines with their places: .xlsx, .docx, .csv, .html and .txt.

Merged cells are filled and marked. Text in old encodings is converted cell by cell, by font name and by its bytes,
and each conversion is told. Nothing is fetched, and no formula is computed.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from meetings.importers.reading import (
    LENGTH_LIMIT,
    PARAGRAPH_LIMIT,
    BadFile,
    decoded_text,
    file_content,
    guard_archive,
    refuse_size,
    text_lines,
)
from meetings.importers.schedule_grid import (
    COLUMN_LIMIT,
    ROW_LIMIT,
    Block,
    Cell,
    Line,
    Table,
    Value,
    column_letter,
    fill_area,
    make_table,
)
from meetings.importers.schedule_guards import guard_document, guard_page, lightened_workbook
from meetings.importers.schedule_values import NotASchedule, Problem, Spot, problem
from txct.lib.legacy import Encoding, detect, encoding_of_font, to_unicode
from txct.lib.text import clean, clean_line

if TYPE_CHECKING:
    from docx.table import Table as WordTable

INNER_LIMIT = 3
_WIDE_GAP = re.compile(r"[ \t\u00a0]{20,}")
_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|table|meta|head)\b", re.IGNORECASE)
KINDS = (".xlsx", ".docx", ".csv", ".html", ".htm", ".txt")

_ENCODING_NAMES: dict[Encoding, str] = {"tcvn3": "TCVN3 (.VnTime)", "vni": "VNI"}
_PICTURE = "Tệp ảnh không có chữ để đọc. Nạp bản Word, Excel gốc, hoặc chép chữ rồi dán."
_OTHER_KINDS = {
    ".xls": "Tệp .xls là định dạng Excel cũ. Mở bằng Excel, chọn Lưu thành… .xlsx rồi nạp lại.",
    ".doc": "Tệp .doc là định dạng Word cũ. Mở bằng Word, chọn Lưu thành… .docx rồi nạp lại.",
    ".pdf": "Chưa đọc được tệp .pdf. Nạp bản Word, Excel gốc, hoặc chép chữ sang tệp .txt.",
    ".ods": "Chưa đọc được tệp .ods. Lưu thành .xlsx rồi nạp lại.",
    ".odt": "Chưa đọc được tệp .odt. Lưu thành .docx rồi nạp lại.",
    ".rtf": "Chưa đọc được tệp .rtf. Mở bằng Word, chọn Lưu thành… .docx rồi nạp lại.",
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".heic"), _PICTURE),
    **dict.fromkeys((".zip", ".rar", ".7z"), "Đây là tệp nén. Giải nén rồi nạp tệp lịch bên trong."),
}


@dataclass(slots=True)
class Source:
    """A file taken apart, in its own order."""

    name: str
    sha256: str
    blocks: list[Block] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def open_schedule(source: str | Path | bytes, name: str | None = None) -> Source:
    """Tables and lines of a file. SOURCE is a path or the bytes; NAME gives the extension. Raises NotASchedule."""
    try:
        content, name = file_content(source, name)
        refuse_size(content)
        extension = PurePath(name.replace("\\", "/")).suffix.lower()
        if extension in (".xls", ".doc") and _PAGE.match(content):
            extension = ".html"  # programs of offices give web pages these names
        if extension not in KINDS:
            known = f"Tệp “{clean_line(name)}” không phải .xlsx, .docx, .csv, .html hoặc .txt. Lưu sang một loại đó."
            raise NotASchedule(_OTHER_KINDS.get(extension, known))
        opened = Source(clean_line(PurePath(name).name), hashlib.sha256(content).hexdigest())
        readers = {".xlsx": _xlsx, ".docx": _docx, ".csv": _csv, ".html": _html, ".htm": _html, ".txt": _txt}
        opened.blocks.extend(_bounded(readers[extension](content, opened)))
        _convert_short_cells(opened)
    except NotASchedule:
        raise
    except BadFile as refusal:
        raise NotASchedule(refusal.message) from refusal
    if not any(_has_text(block) for block in opened.blocks):
        raise NotASchedule("Tệp không có chữ nào đọc được. Nếu là bản quét, hãy nạp bản Word hoặc Excel gốc.")
    return opened


def _has_text(block: Block) -> bool:
    if isinstance(block, Line):
        return bool(block.text.strip())
    return any(cell.text for row in block.rows for cell in row)


def _bounded(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks, refused when there are more of them, or longer ones, than any schedule has."""
    size = 0
    for block in blocks:
        size += 1 if isinstance(block, Line) else len(block.rows)
        texts = [block.text] if isinstance(block, Line) else [cell.text for row in block.rows for cell in row]
        if size > PARAGRAPH_LIMIT or max(map(len, texts), default=0) > LENGTH_LIMIT:
            raise NotASchedule("Tệp dài khác thường, không giống một lịch tiếp xúc cử tri. Kiểm tra lại tệp.")
        yield block


def _tidy(text: str) -> str:
    """Cleaned text of a cell; line breaks stay, for they part what is listed."""
    lines = (
        " ".join(line.split(" ")).strip() for line in clean(_WIDE_GAP.sub(" ", text.replace("\t", " "))).split("\n")
    )
    return "\n".join(re.sub(r" {2,}", " ", line) for line in lines if line)


def _in_unicode(text: str, font: str | None, spot: Spot, opened: Source) -> str:
    """TEXT in Unicode. The font is the witness where the text is not plainly Unicode already."""
    if text.isascii():
        return text
    known = encoding_of_font(font or "")
    encoding = known if known and all(ord(char) < 0x180 or char == "µ" for char in text) else detect(text)
    if encoding is None:
        return text
    converted = to_unicode(text, encoding)
    if (font or "").casefold().startswith(".vn") and (font or "").casefold().endswith("h"):
        converted = converted.upper()
    if converted != text:
        opened.problems.append(_told(text, converted, encoding, spot))
    return converted


def _told(text: str, converted: str, encoding: Encoding, spot: Spot) -> Problem:
    before, after = " ".join(text.split())[:60], " ".join(converted.split())[:60]
    message = (
        f"Ô gõ bằng bảng mã {_ENCODING_NAMES[encoding]}, đã chuyển sang Unicode: “{before}” → “{after}”. "
        "Kiểm tra lại chữ hoa và dấu."
    )
    return problem(spot, "encoding_converted", message)


def _convert_short_cells(opened: Source) -> None:
    """A table typed in an old encoding has cells too short to betray it ("Thêi gian"): they follow the others."""
    sign = _ENCODING_NAMES["tcvn3"]
    converted = {item.spot for item in opened.problems if item.code == "encoding_converted" and sign in item.message}
    for table in opened.blocks:
        if isinstance(table, Line):
            continue
        cells = [cell for row in table.rows for cell in row if not cell.text.isascii()]
        doubtful = [cell for cell in cells if cell.spot not in converted and cell.merged is None and not cell.beside]
        if len(doubtful) * 2 >= len(cells) or any(ord(char) >= 0x100 for cell in doubtful for char in cell.text):
            continue
        unicode = {cell.spot: to_unicode(cell.text, "tcvn3") for cell in doubtful}
        opened.problems.extend(_told(cell.text, unicode[cell.spot], "tcvn3", cell.spot) for cell in doubtful)
        for row in table.rows:
            row[:] = [replace(cell, text=unicode.get(cell.spot, cell.text)) for cell in row]


# Excel -------------------------------------------------------------------------------------------------


def _xlsx(content: bytes, opened: Source) -> Iterator[Block]:
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise NotASchedule("Tệp Excel đặt mật khẩu nên không đọc được. Bỏ mật khẩu rồi nạp lại.")
        raise NotASchedule(_OTHER_KINDS[".xls"])
    guard_archive(content, "Excel", ".xlsx")
    content = lightened_workbook(content)
    try:
        yield from _sheets(content, opened)
    except BadFile:
        raise
    except Exception as error:  # a broken package fails in as many ways as there are parts in it
        raise NotASchedule("Tệp Excel bị hỏng, không mở được. Mở bằng Excel, lưu lại rồi nạp lại.") from error


def _sheets(content: bytes, opened: Source) -> Iterator[Block]:
    import warnings

    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of styles and extensions that do not concern us
        book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    for sheet in sheets:
        part = f"trang {sheet.title}" if len(sheets) > 1 else ""
        grid: dict[tuple[int, int], Cell] = {}
        # The stored cells are walked rather than the declared area, which a single stray format makes endless.
        for (row, column), stored in sheet._cells.items():
            spot = Spot(part, row, column_letter(column - 1))
            text, value = _stored(stored.value, stored.number_format)
            if text:
                font = stored.font.name if stored.font is not None else None
                grid[row, column - 1] = Cell(_tidy(_in_unicode(text, font, spot, opened)), spot, value)
        for area in sheet.merged_cells.ranges:
            fill_area(grid, (area.min_row, area.min_col - 1), (area.max_row, area.max_col - 1))
        table = make_table(grid, book.epoch)
        if table is not None:
            yield table


def _stored(value: object, number_format: str) -> tuple[str, Value]:
    """The text and the typed value of a stored cell; a date is written out day first."""
    if value is None or isinstance(value, bool):
        return "", None
    if isinstance(value, datetime):
        if value.time() == time():
            return f"{value:%d/%m/%Y}", value.date()
        return f"{value:%H:%M} {value:%d/%m/%Y}", value
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}", value
    if isinstance(value, time):
        return f"{value:%H:%M}", value
    if isinstance(value, int | float):
        number = float(value)
        text = str(int(number)) if number.is_integer() and abs(number) < 1e15 else str(number)
        if number_format and re.fullmatch("0{2,}", number_format):
            text = text.zfill(len(number_format))
        return text, number
    return str(value), None


# Word --------------------------------------------------------------------------------------------------


def _docx(content: bytes, opened: Source) -> Iterator[Block]:
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise NotASchedule("Tệp Word đặt mật khẩu nên không đọc được. Bỏ mật khẩu rồi nạp lại.")
        raise NotASchedule(_OTHER_KINDS[".doc"])
    guard_archive(content)
    guard_document(content)
    try:
        yield from _word_blocks(content, opened)
    except BadFile:
        raise
    except Exception as error:  # a broken package fails in as many ways as there are parts in it
        raise NotASchedule("Tệp Word bị hỏng, không mở được. Mở bằng Word, lưu lại rồi nạp lại.") from error


def _word_blocks(content: bytes, opened: Source) -> Iterator[Block]:
    import docx
    from docx.table import Table as AnyTable

    document = docx.Document(io.BytesIO(content))
    lines, tables = 0, 0
    several = len(document.tables) > 1
    for block in document.iter_inner_content():
        if isinstance(block, AnyTable):
            tables += 1
            part = f"bảng {tables}" if several else "bảng"
            for depth, held in _with_inner(block):
                table = _word_table(held, part if depth == 0 else f"{part}, bảng bên trong", opened)
                if table is not None:
                    yield table
            continue
        lines += 1
        spot = Spot("", lines)
        for text in _word_paragraph(block, spot, opened).split("\n"):
            if text.strip():
                yield Line(_line(text), spot)


def _with_inner(table: WordTable, depth: int = 0) -> Iterator[tuple[int, WordTable]]:
    """A table of Word and those inside its cells, with how deep each lies."""
    yield depth, table
    for inner in table._tbl.xpath("./w:tr/w:tc/w:tbl") if depth < INNER_LIMIT else ():
        yield from _with_inner(type(table)(inner, table), depth + 1)


def _line(text: str) -> str:
    """A line cleaned; tabs and wide gaps stay, for they part columns."""
    return clean(_WIDE_GAP.sub("    ", text)).strip(" ")


def _word_paragraph(paragraph: object, spot: Spot, opened: Source) -> str:
    text: str = paragraph.text  # type: ignore[attr-defined]
    if text.isascii():
        return text
    fonts = (run.font.name for run in paragraph.runs)  # type: ignore[attr-defined]
    font = next((name for name in fonts if name and encoding_of_font(name)), None)
    return _in_unicode(text, font, spot, opened)


def _word_table(table: object, part: str, opened: Source) -> Table | None:
    grid: dict[tuple[int, int], Cell] = {}
    seen: dict[int, tuple[int, int]] = {}
    kept = []  # cell objects are kept alive so that identities stay unique
    for number, row in enumerate(table.rows, start=1):  # type: ignore[attr-defined]
        for index, word_cell in enumerate(row.cells, start=row.grid_cols_before):
            kept.append(word_cell._tc)
            first = seen.setdefault(id(word_cell._tc), (number, index))
            spot = Spot(part, number, column_letter(index))
            if first != (number, index):
                origin = grid[first]
                below = origin.spot if first[0] != number else None
                grid[number, index] = replace(origin, spot=spot, merged=below, beside=first[1] != index)
                continue
            texts = (_word_paragraph(paragraph, spot, opened) for paragraph in word_cell.paragraphs)
            grid[number, index] = Cell(_tidy("\n".join(texts)), spot)
    return make_table(grid)


# text, CSV, web pages ----------------------------------------------------------------------------------


def _txt(content: bytes, opened: Source) -> Iterator[Block]:
    notes: list[str] = []
    lines = text_lines(content, notes)
    opened.problems.extend(Problem(1, None, "encoding_converted", note) for note in notes)
    for number, text in enumerate(lines, start=1):
        if text.strip():
            yield Line(_line(text), Spot("", number), clean(text).expandtabs())


def _csv(content: bytes, opened: Source) -> Iterator[Block]:
    notes: list[str] = []
    lines = text_lines(content, notes, ".csv")
    opened.problems.extend(Problem(1, None, "encoding_converted", note) for note in notes)
    text = "\n".join(lines)
    delimiter = _delimiter(text)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise NotASchedule("Tệp .csv sai dấu ngoặc kép hoặc có ô quá dài. Lưu lại từ Excel rồi nạp lại.") from error
    if rows and len(rows[0]) <= 2 and rows[0] and rows[0][0].casefold().startswith("sep="):
        rows[0] = []
    filled = [(number, row) for number, row in enumerate(rows, start=1) if any(map(str.strip, row))]
    grid = {
        (number, index): Cell(_tidy(value), Spot("", number, column_letter(index)))
        for number, row in filled[: ROW_LIMIT + 1]
        for index, value in enumerate(row[: COLUMN_LIMIT + 1])
        if value
    }
    table = make_table(grid)
    if table is not None:
        yield table


def _delimiter(text: str) -> str:
    """The sign that parts the columns: the one that makes the most rows equally long."""
    best, best_score = ",", 0.0
    for sign in ";,\t|":
        try:
            widths = [len(row) for row in csv.reader(io.StringIO(text[:200_000], newline=""), delimiter=sign) if row]
        except csv.Error:
            continue
        common = max(set(widths), key=lambda width: (width > 1, widths.count(width)), default=1)
        score = widths.count(common) / len(widths) * min(common, 8) if common > 1 else 0.0
        if score > best_score:
            best, best_score = sign, score
    return best


def _html(content: bytes, opened: Source) -> Iterator[Block]:
    from meetings.importers.schedule_pages import page_blocks

    notes: list[str] = []
    declared = re.search(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w-]{2,30})", content[:4096], re.IGNORECASE)
    text = None
    if declared and not content.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        try:
            text = content.decode(declared[1].decode("ascii"))
        except (LookupError, ValueError):
            text = None
    text = decoded_text(content, notes, ".html") if text is None else text
    opened.problems.extend(Problem(1, None, "encoding_converted", note) for note in notes)

    def convert(value: str, font: str | None, spot: Spot) -> str:
        return _in_unicode(value, font, spot, opened)

    guard_page(text)
    for block in page_blocks(text, convert):
        if isinstance(block, Line):
            yield replace(block, text=_line(block.text))
            continue
        for first, last in block.merged:
            fill_area(block.grid, first, last)
        table = make_table({key: replace(cell, text=_tidy(cell.text)) for key, cell in block.grid.items()})
        if table is not None:
            yield table
