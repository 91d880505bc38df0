"""Reads files a clerk hands in, whatever encoding they were typed in, and refuses what is unsafe or no text."""

from __future__ import annotations

import codecs
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from txct.lib.legacy import Encoding, detect, to_unicode
from txct.lib.text import clean, clean_line

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table

SIZE_LIMIT = 20 * 1024 * 1024
UNPACKED_LIMIT = 200 * 1024 * 1024
ENTRY_LIMIT = 5_000
PARAGRAPH_LIMIT = 20_000
LENGTH_LIMIT = 100_000

_ENCODING_NAMES: dict[Encoding, str] = {"tcvn3": "TCVN3 (.VnTime)", "vni": "VNI"}
_KNOWN_BINARIES = {
    b"%PDF": "tệp PDF",
    b"PK\x03\x04": "tệp nén hoặc tệp Word, Excel",
    b"\xd0\xcf\x11\xe0": "tệp Word, Excel đời cũ (.doc, .xls)",
    b"\x89PNG": "tệp ảnh",
    b"\xff\xd8\xff": "tệp ảnh",
    b"GIF8": "tệp ảnh",
    b"{\\rtf": "tệp RTF",
}
_MACHINE_DATA = (
    "Tệp không phải văn bản mà là dữ liệu máy, hoặc đã hỏng. Mở bằng chương trình đã tạo ra tệp, lưu lại rồi nạp lại."
)
_OTHER_KINDS = {
    ".doc": "Tệp .doc là định dạng Word cũ. Mở bằng Word, chọn Lưu thành… .docx rồi nạp lại.",
    ".pdf": "Chưa đọc được tệp .pdf. Nạp bản Word (.docx) hoặc chép chữ sang tệp .txt.",
    ".rtf": "Chưa đọc được tệp .rtf. Mở bằng Word, chọn Lưu thành… .docx rồi nạp lại.",
    ".odt": "Chưa đọc được tệp .odt. Lưu thành .docx rồi nạp lại.",
}
_WINDOWS_SIGNS = {byte: bytes((byte,)).decode("cp1252", errors="ignore") or None for byte in range(0x80, 0xA0)}
_CONTINUED = re.compile(r"^(?![a-zđ]{1,2}[).]\s)[^\W\d_]")


class BadFile(ValueError):
    """The file cannot be read; ``message`` says in Vietnamese why, and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotAPlan(BadFile):
    """The file cannot be taken for a plan."""


class Paragraphs(list[str]):
    """The paragraphs of a file in order, with what the reader should tell about how they were read."""

    def __init__(self, paragraphs: Iterable[str] = (), warnings: Iterable[str] = ()) -> None:
        super().__init__(paragraphs)
        self.warnings: tuple[str, ...] = tuple(warnings)


def read_file(source: str | Path | bytes, name: str | None = None) -> Paragraphs:
    """Paragraphs of a .txt or .docx file, cleaned, blank ones left out; tabs and wide gaps are kept.

    ``source`` is a path or the bytes; ``name`` (for its extension) may be left out for a path. Text in TCVN3
    or VNI is converted, and ``warnings`` shows the first line before and after. Raises ``NotAPlan``.
    """
    try:
        return _read_plan_file(source, name)
    except NotAPlan:
        raise
    except BadFile as refusal:
        raise NotAPlan(refusal.message) from refusal


def _read_plan_file(source: str | Path | bytes, name: str | None) -> Paragraphs:
    content, name = file_content(source, name)
    extension = PurePath(name).suffix.lower()
    if extension not in (".txt", ".docx"):
        known = f"Tệp “{clean_line(name)}” không phải .txt hoặc .docx. Nạp kế hoạch dưới dạng .docx hoặc .txt."
        raise NotAPlan(_OTHER_KINDS.get(extension, known))
    refuse_size(content)
    notes: list[str] = []
    raw = _docx_paragraphs(content, notes) if extension == ".docx" else _text_paragraphs(content, notes)
    paragraphs = [line for text in raw if (line := _tidy(text))]
    if not paragraphs:
        raise NotAPlan("Tệp không có chữ nào đọc được. Nếu là bản quét, hãy nạp bản Word gốc.")
    if len(paragraphs) > PARAGRAPH_LIMIT or max(map(len, paragraphs)) > LENGTH_LIMIT:
        raise NotAPlan("Văn bản dài khác thường, không giống một kế hoạch. Kiểm tra lại tệp.")
    return Paragraphs(paragraphs, notes)


def refuse_size(content: bytes) -> None:
    """Raise BadFile for an empty or an oversized file."""
    if not content:
        raise BadFile("Tệp rỗng, không có nội dung. Kiểm tra lại tệp rồi nạp lại.")
    if len(content) > SIZE_LIMIT:
        raise BadFile(f"Tệp lớn quá {SIZE_LIMIT // 1024 // 1024} MB. Bỏ ảnh, phụ lục rồi nạp lại.")


def file_content(source: str | Path | bytes, name: str | None) -> tuple[bytes, str]:
    """The bytes of a file, at most one more than are allowed, and its name. Raises BadFile."""
    if isinstance(source, bytes):
        return source, name or ""
    path = Path(source)
    try:
        with path.open("rb") as stream:
            return stream.read(SIZE_LIMIT + 1), name or path.name
    except (OSError, ValueError) as error:
        raise BadFile(f"Không mở được tệp “{clean_line(path.name)}”. Kiểm tra lại đường dẫn.") from error


def _tidy(text: str) -> str:
    """A paragraph cleaned; line breaks inside it become blanks, runs of blanks stay (they part columns)."""
    return clean(text.replace("\n", " ")).strip()


# plain text --------------------------------------------------------------------------------------------


def _text_paragraphs(content: bytes, notes: list[str]) -> list[str]:
    return list(_unwrapped(text_lines(content, notes)))


def text_lines(content: bytes, notes: list[str], extension: str = ".txt") -> list[str]:
    """Lines of a text file in Unicode, not yet cleaned; conversions are told in NOTES. Raises BadFile."""
    return convert_lines(decoded_text(content, notes, extension).split("\n"), notes)


def decoded_text(content: bytes, notes: list[str], extension: str = ".txt") -> str:
    """The characters of a text file with lines ended by LF; old encodings are still to be converted."""
    for magic, kind in _KNOWN_BINARIES.items():
        if content.startswith(magic):
            raise BadFile(f"Tệp có đuôi {extension} nhưng thật ra là {kind}. Đổi đúng đuôi tệp hoặc nạp tệp khác.")
    text = _decoded(content, notes).replace("\r\n", "\n").replace("\r", "\n")
    if _is_binary(text):
        raise BadFile(_MACHINE_DATA)
    return text


def _decoded(content: bytes, notes: list[str]) -> str:
    marks = (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF32_LE, "utf-32"),
        (codecs.BOM_UTF32_BE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    )
    encoding = next((name for mark, name in marks if content.startswith(mark)), None)
    if encoding is None and content.count(0) > len(content) / 10:
        encoding = "utf-16-le" if content[1::2].count(0) > content[::2].count(0) else "utf-16-be"
    try:
        return content.decode(encoding or "utf-8")
    except UnicodeDecodeError:
        if encoding is not None:
            raise BadFile(_MACHINE_DATA) from None
    western = content.decode("latin-1").translate(_WINDOWS_SIGNS)
    if _is_binary(western) or detect(western) is not None:
        return western
    vietnamese = unicodedata.normalize("NFC", content.decode("cp1258", errors="replace"))
    if "\ufffd" not in vietnamese and re.search("[Ạ-ỹ]", vietnamese):
        notes.append("Tệp dùng bảng mã Windows-1258, đã chuyển sang Unicode. Kiểm tra lại dấu.")
        return vietnamese
    raise BadFile("Không nhận ra bảng mã chữ Việt của tệp. Lưu lại dạng UTF-8 rồi nạp lại.")


def _is_binary(text: str) -> bool:
    sample = text[:20_000]
    strange = sum(unicodedata.category(char) in ("Cc", "Cn", "Co") and char not in "\t\n\f\v" for char in sample)
    return strange > len(sample) / 50


def _unwrapped(lines: Iterable[str]) -> Iterator[str]:
    """Lines of a text file as paragraphs: a line that goes on in small letters belongs to the one before."""
    held = ""
    for line in lines:
        stripped = line.strip()
        goes_on = (
            bool(held)
            and bool(_CONTINUED.match(stripped))
            and stripped[0].islower()
            and not held.rstrip().endswith((".", ":", ";"))
        )
        if goes_on:
            held = f"{held.rstrip()} {stripped}"
            continue
        if held:
            yield held
        held = line
    if held:
        yield held


# old encodings -----------------------------------------------------------------------------------------


def convert_lines(lines: list[str], notes: list[str]) -> list[str]:
    """Lines in Unicode; a line typed in an old encoding is converted, the first one shown before and after."""
    whole = detect("\n".join(lines))
    result, shown = [], False
    for line in lines:
        encoding = whole if whole is not None else detect(line)
        converted = line if encoding is None else to_unicode(line, encoding)
        if encoding is not None and converted != line and not shown:
            shown = True
            notes.append(
                f"Văn bản gõ bằng bảng mã {_ENCODING_NAMES[encoding]}, đã chuyển sang Unicode: "
                f"“{_short(line)}” → “{_short(converted)}”. Kiểm tra lại chữ hoa và dấu."
            )
        result.append(converted)
    return result


def _short(line: str, limit: int = 80) -> str:
    tidy = " ".join(line.split())
    return tidy if len(tidy) <= limit else tidy[:limit].rstrip() + "…"


# Word --------------------------------------------------------------------------------------------------


def _docx_paragraphs(content: bytes, notes: list[str]) -> list[str]:
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise BadFile("Tệp Word đặt mật khẩu nên không đọc được. Bỏ mật khẩu rồi nạp lại.")
        raise BadFile(_OTHER_KINDS[".doc"])
    guard_archive(content)
    try:
        import docx

        lines = list(_body(docx.Document(io.BytesIO(content))))
    except Exception as error:  # a broken package fails in as many ways as there are parts in it
        raise BadFile("Tệp Word bị hỏng, không mở được. Mở bằng Word, lưu lại rồi nạp lại.") from error
    return convert_lines(lines, notes)


def guard_archive(content: bytes, kind: str = "Word", extension: str = ".docx") -> None:
    """Raise BadFile for what is no archive, unpacks too large or is locked by a password."""
    other = next((told for magic, told in _KNOWN_BINARIES.items() if content.startswith(magic)), None)
    if other is not None and not content.startswith(b"PK"):
        raise BadFile(f"Tệp có đuôi {extension} nhưng thật ra là {other}. Đổi đúng đuôi tệp hoặc nạp tệp khác.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except Exception as error:  # zipfile raises more kinds than BadZipFile on hostile bytes
        raise BadFile(
            f"Tệp {extension} bị hỏng hoặc không phải tệp {kind}. Mở bằng {kind}, lưu lại rồi nạp lại."
        ) from error
    if len(entries) > ENTRY_LIMIT or sum(entry.file_size for entry in entries) > UNPACKED_LIMIT:
        raise BadFile(f"Tệp {kind} bung ra quá lớn nên không mở, để giữ an toàn. Bỏ ảnh rồi lưu lại.")
    if any(entry.flag_bits & 1 for entry in entries):
        raise BadFile(f"Tệp {kind} đặt mật khẩu nên không đọc được. Bỏ mật khẩu rồi nạp lại.")


def _body(document: Document) -> Iterator[str]:
    from docx.table import Table

    for block in document.iter_inner_content():
        if isinstance(block, Table):
            yield from _table(block)
        else:
            yield from block.text.split("\n")


def _table(table: Table) -> Iterator[str]:
    """A letterhead or signature table cell by cell; a table of figures row by row, cells parted by a bar."""
    rows = [list({id(cell._tc): cell for cell in row.cells}.values()) for row in table.rows]
    if max((len(row) for row in rows), default=0) <= 2 and len(rows) <= 4:
        for row in rows:
            for cell in row:
                for paragraph in cell.paragraphs:
                    yield from paragraph.text.split("\n")
    else:
        for row in rows:
            yield " | ".join(" ".join(cell.text.split()) for cell in row)
