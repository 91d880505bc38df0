"""The words that frame a paper, worked out once for all writers: number, date, ends of lists, ``./.``."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from reports.render.model import (
    Annex,
    Block,
    Cell,
    Clause,
    Column,
    Dash,
    KeyValues,
    OfficialDocument,
    Paragraph,
    Point,
    Row,
    Run,
    Table,
    Text,
)
from txct.lib.dates import long_date, place_date
from txct.lib.numbers import decimal_text, to_roman

STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
ADDRESSEES = "Kính gửi:"
RECIPIENTS = "Nơi nhận:"
FINAL_MARK = "./."
NUMBER_HEADING = "TT"
NUMBER_WIDTH = 6.0

_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_BLANK = "\N{NO-BREAK SPACE}"
_TRAILING = " .;,:\n\t" + _BLANK
_NONCHARACTERS = "\ufffe\uffff"

T = TypeVar("T")


def legible(text: str) -> str:
    """NFC text without control and invisible format characters; tabs become blanks.

    Line feeds stay, and so do no-break spaces: they are the room the registry writes into.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    return "".join(
        c for c in text if c == "\n" or (unicodedata.category(c) not in ("Cc", "Cf", "Cs") and c not in _NONCHARACTERS)
    )


def runs(text: Text) -> tuple[Run, ...]:
    """The text as runs ready to print: legible, none empty, Unicode subscript digits as lowered digits."""
    parts = (Run(text),) if isinstance(text, str) else text
    return tuple(piece for part in parts for piece in _split_subscripts(replace(part, text=legible(part.text))))


def _split_subscripts(run: Run) -> Iterator[Run]:
    start = 0
    for end in range(1, len(run.text) + 1):
        lowered = "₀" <= run.text[start] <= "₉"
        if end == len(run.text) or ("₀" <= run.text[end] <= "₉") != lowered:
            piece = run.text[start:end]
            yield replace(run, text=piece.translate(_SUBSCRIPTS), subscript=run.subscript or lowered)
            start = end


def plain(text: Text) -> str:
    """The text without styles, subscript digits as Unicode subscripts left as they are."""
    return legible(text if isinstance(text, str) else "".join(run.text for run in text))


def ended(text: Text, mark: str) -> Text:
    """The text with ``mark`` instead of the stop it ended with; ``?``, ``!``, ``)`` and ``”`` stay."""
    if isinstance(text, str):
        return _without_end(text) + mark
    if not text:
        return mark
    kept = list(text)
    while len(kept) > 1 and not _without_end(kept[-1].text):
        kept.pop()
    kept[-1] = replace(kept[-1], text=_without_end(kept[-1].text) + mark)
    return tuple(kept)


def _without_end(text: str) -> str:
    return text.rstrip(_TRAILING + "/") if text.rstrip().endswith(FINAL_MARK) else text.rstrip(_TRAILING)


def file_title(doc: OfficialDocument) -> str:
    """What the file calls itself: kind and subject on one line, the matter of a letter, or the subject of annexes."""
    words = f"{doc.title} {plain(doc.subject)}" if doc.title else reference_line(doc) or plain(doc.subject) or doc.kind
    return " ".join(legible(words).split())


def file_author(doc: OfficialDocument) -> str:
    """Whom the file names as its author: the one given, or the issuing body."""
    return " ".join(legible(doc.author or " ".join(doc.letterhead.issuers)).split())


def number_line(doc: OfficialDocument) -> str:
    """``Số: 28/KH-HĐND``, with blank room when the registry numbers; empty without number and symbol."""
    if doc.number is None and not doc.symbol:
        return ""
    number = _BLANK * 8 if doc.number is None else f"{doc.number:02d}"
    return f"Số: {number}/{doc.symbol}" if doc.symbol else f"Số: {number}"


def date_line(doc: OfficialDocument) -> str:
    """``Từ Sơn, ngày 06 tháng 6 năm 2017``, with blank room for the registry where the date is open."""
    if not doc.has_place_date:
        return ""
    return place_date(doc.place, doc.date) if doc.date else f"{doc.place}, {_day(doc)}"


def _day(doc: OfficialDocument) -> str:
    if doc.date is not None:
        return long_date(doc.date)
    year = _BLANK * 8 if doc.year is None else str(doc.year)
    return f"ngày{_BLANK * 6}tháng{_BLANK * 6}năm {year}"


def annex_reference(doc: OfficialDocument, issuer: str) -> str:
    """``(Kèm theo Kế hoạch số 28/KH-HĐND ngày 06 tháng 6 năm 2017 của …)``, the issuer on the second line."""
    kind = doc.title.capitalize() or "Công văn"
    number = number_line(doc).replace("Số: ", " số ")
    return f"(Kèm theo {kind}{number} {_day(doc)}\ncủa {issuer})"


def reference_line(doc: OfficialDocument) -> str:
    """``V/v …`` of an official letter."""
    line = doc.reference_line.strip()
    return line if not line or line.lower().startswith("v/v") else f"V/v {line}"


def basis_lines(doc: OfficialDocument) -> tuple[Text, ...]:
    """Căn cứ: each ends with ``;``, the last with ``.``."""
    return _closed(doc.bases)


def addressee_lines(doc: OfficialDocument) -> tuple[Text, ...]:
    """Kính gửi: one addressee bare, several with dashes, ``;`` and ``.``."""
    if len(doc.addressees) < 2:
        return doc.addressees
    return tuple(ended(f"- {name}", mark) for name, mark in _with_marks(doc.addressees))


def recipient_lines(doc: OfficialDocument) -> tuple[str, ...]:
    """Nơi nhận: ``- Như trên;`` … ``- Lưu: VT.``."""
    return tuple(f"- {_without_end(name)}{mark}" for name, mark in _with_marks(doc.recipients))


def _closed(texts: tuple[Text, ...]) -> tuple[Text, ...]:
    return tuple(ended(text, mark) for text, mark in _with_marks(texts))


def _with_marks(items: tuple[T, ...]) -> Iterator[tuple[T, str]]:
    for position, item in enumerate(items, start=1):
        yield item, "." if position == len(items) else ";"


def closed_body(doc: OfficialDocument) -> tuple[Block, ...]:
    """The blocks of the text, the last one ending with ``./.``."""
    if not doc.final_mark or not doc.body:
        return doc.body
    *before, last = doc.body
    closed = _with_final_mark(last)
    return (*before, closed) if closed else (*doc.body, Paragraph(FINAL_MARK, align="right", indent=False))


def _with_final_mark(block: Block) -> Block | None:
    if isinstance(block, Point | Dash | Paragraph):
        return replace(block, text=ended(block.text, FINAL_MARK))
    if isinstance(block, Clause):
        if block.text:
            return replace(block, text=ended(block.text, FINAL_MARK))
        return replace(block, title=ended(block.title, FINAL_MARK))
    if isinstance(block, KeyValues) and block.items:
        *before, (label, value) = block.items
        return replace(block, items=(*before, (label, ended(value, FINAL_MARK))))
    return None


def annex_headings(annexes: tuple[Annex, ...]) -> tuple[str, ...]:
    """``Phụ lục``, or ``Phụ lục I``, ``Phụ lục II`` … where there are two or more."""
    if len(annexes) == 1:
        return ("Phụ lục",)
    return tuple(f"Phụ lục {to_roman(position)}" for position in range(1, len(annexes) + 1))


def part_heading(number: int | None, title: str) -> str:
    """``I. MỤC ĐÍCH, YÊU CẦU``."""
    return title.upper() if number is None else f"{to_roman(number)}. {title.upper()}"


def clause_label(number: int | str) -> str:
    """``1.``, ``1.2.``"""
    return f"{str(number).rstrip('.')}."


def labelled(label: str, text: Text, *, bold: bool = False) -> tuple[Run, ...]:
    """Label and text as one line: ``a) …``, ``1. Mục đích``; ``bold`` makes all of it bold."""
    parts = (Run(f"{label} "), *runs(text))
    return tuple(replace(run, bold=True) for run in parts) if bold else parts


def cell_text(cell: Cell, column: Column) -> Text:
    """A cell as printed: whole numbers, fractions with a decimal comma, nothing for None."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return decimal_text(cell, column.places)
    return f"{cell}" if isinstance(cell, int) else cell


def columns_of(table: Table) -> tuple[Column, ...]:
    """The printed columns, the running number in front where asked, widths brought to 100 per cent."""
    columns = table.columns
    if table.numbered:
        columns = (Column(NUMBER_HEADING, NUMBER_WIDTH, "center"), *columns)
    fixed = NUMBER_WIDTH if table.numbered else 0.0
    scale = (100 - fixed) / sum(column.width for column in table.columns)
    return tuple(
        column if table.numbered and position == 0 else replace(column, width=column.width * scale)
        for position, column in enumerate(columns)
    )


def rows_of(table: Table) -> Iterable[tuple[Row | None, tuple[Cell, ...]]]:
    """Each printed row with its cells, running numbers put in; for a group heading ``(None, (text,))``."""
    count = 0
    for row in table.rows:
        if isinstance(row, Row):
            if table.numbered:
                count += 1
                yield row, (count, *row.cells)
            else:
                yield row, row.cells
        else:
            yield None, (row.text,)
