"""The one document model of official papers: what a paper says, not how it looks.

A paper is built once per kind as an :class:`OfficialDocument` and handed to the writers (PDF, DOCX, XLSX).
All parts are frozen dataclasses holding strings, numbers, dates and tuples only, so that a paper can be
frozen as JSON when it is issued and read back equal. No Django here: the rendering child process imports
this module.

Text is a plain string, or a tuple of :class:`Run` where some words are bold or italic. A line feed inside
text is a line break. Subscript digits written as such (``HĐND₁₈``) are printed as lowered digits by every
writer.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

SCHEMA = 1

ProfileName = Literal["nd30-2020", "tt01-2011"]
Align = Literal["left", "center", "right", "justify"]

PROFILES: tuple[ProfileName, ...] = ("nd30-2020", "tt01-2011")


class DocumentError(ValueError):
    """The parts make no paper: a row of the wrong length, an unknown profile, an unreadable snapshot."""


@dataclass(frozen=True)
class Run:
    """A stretch of text in one style."""

    text: str
    bold: bool = False
    italic: bool = False
    subscript: bool = False


Text = str | tuple[Run, ...]
Cell = Text | int | float | None


@dataclass(frozen=True)
class Letterhead:
    """Who issues: the parent body's lines upright, the issuing body's lines bold over a short rule."""

    issuers: tuple[str, ...]
    parents: tuple[str, ...] = ()


@dataclass(frozen=True)
class Signature:
    """One signer: lines of authority (``TM. …``, ``KT. CHỦ TỊCH``), role (``PHÓ CHỦ TỊCH``) and full name.

    ``note`` stands in brackets under the role, such as ``Ký, ghi rõ họ tên`` on minutes.
    """

    name: str
    role: str = ""
    authority: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Part:
    """``I. MỤC ĐÍCH, YÊU CẦU``: a part with a Roman number; ``number=None`` prints the title alone."""

    title: str
    number: int | None = None


@dataclass(frozen=True)
class Clause:
    """``1. Mục đích`` (khoản). The title is bold, on its own line; a clause without a title is upright text.

    ``number`` is an integer or a label such as ``1.2``.
    """

    number: int | str
    title: Text = ""
    text: Text = ""


@dataclass(frozen=True)
class Point:
    """``a) …`` (điểm). ``letter`` is the letter itself (a, b, c, d, đ, e, g, h, i, k …)."""

    letter: str
    text: Text


@dataclass(frozen=True)
class Dash:
    """``- …``: one item of a list."""

    text: Text


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of text; ``indent`` is the first-line indent of the decree."""

    text: Text
    align: Align = "justify"
    indent: bool = True


@dataclass(frozen=True)
class KeyValues:
    """Lines ``Thời gian: …`` of an invitation or minutes: pairs of label and text, in order."""

    items: tuple[tuple[str, Text], ...]
    bold_labels: bool = False


@dataclass(frozen=True)
class Column:
    """A table column: heading, width in per cent of the table, alignment, decimal places of its fractions."""

    title: str
    width: float
    align: Align = "left"
    places: int = 1


@dataclass(frozen=True)
class Row:
    """A table row; whole numbers stay numbers in the spreadsheet. ``bold`` is for totals."""

    cells: tuple[Cell, ...]
    bold: bool = False


@dataclass(frozen=True)
class GroupRow:
    """A heading over the rows that follow it, across all columns."""

    text: Text


@dataclass(frozen=True)
class Table:
    """A table; its head is repeated on every page.

    ``numbered`` puts the column ``TT`` in front and numbers the ordinary rows through (the column is not
    part of ``columns`` or of the rows). ``name`` is the sheet name in the spreadsheet. ``size`` is in points.
    """

    columns: tuple[Column, ...]
    rows: tuple[Row | GroupRow, ...]
    caption: str = ""
    numbered: bool = False
    name: str = ""
    size: float = 12.0

    def __post_init__(self) -> None:
        if not self.columns:
            raise DocumentError("A table needs a column.")
        for position, row in enumerate(self.rows, start=1):
            if isinstance(row, Row) and len(row.cells) != len(self.columns):
                raise DocumentError(
                    f"Row {position} of table {self.name or self.caption!r} has {len(row.cells)} cells, "
                    f"not {len(self.columns)}."
                )
        if any(column.width <= 0 for column in self.columns):
            raise DocumentError("Every column needs a width above 0 per cent.")


Block = Part | Clause | Point | Dash | Paragraph | KeyValues | Table


@dataclass(frozen=True)
class Annex:
    """Phụ lục with its own page numbers. ``reference_line``, in italics: ``(Kèm theo Kế hoạch số …)``."""

    title: str
    blocks: tuple[Block, ...]
    reference_line: Text = ""
    landscape: bool = False


@dataclass(frozen=True)
class OfficialDocument:
    """One official paper, complete.

    ``kind``            code of the document kind, such as ``ke-hoach``; not printed.
    ``number``          whole number, or None: blank for the registry (``Số:      /KH-HĐND``).
    ``symbol``          what follows the stroke (``KH-HĐND``); empty together with no number = no number line.
    ``date``            None: day and month blank for the registry (the year too, unless ``year`` is given).
    ``has_place_date``  False for minutes, which carry no place and date at the head.
    ``title``           kind in words (``KẾ HOẠCH``); empty for an official letter.
    ``subject``         trích yếu under the title.
    ``reference_line``  official letter only: ``V/v …`` under the number.
    ``addressees``      Kính gửi: one on the same line, several as a dashed list.
    ``bases``           căn cứ, one a line; the writers put ``;`` and ``.`` at the ends.
    ``left``/``right``  signers; the usual paper has ``right`` only, with Nơi nhận at its left.
    ``recipients``      Nơi nhận, without dashes and semicolons.
    ``final_mark``      the writers end the text with ``./.``.
    """

    kind: str
    letterhead: Letterhead
    body: tuple[Block, ...]
    profile: ProfileName = "nd30-2020"
    number: int | None = None
    symbol: str = ""
    place: str = ""
    date: datetime.date | None = None
    year: int | None = None
    has_place_date: bool = True
    title: str = ""
    subject: Text = ""
    reference_line: str = ""
    addressees: tuple[str, ...] = ()
    bases: tuple[Text, ...] = ()
    right: Signature | None = None
    left: Signature | None = None
    recipients: tuple[str, ...] = ()
    annexes: tuple[Annex, ...] = ()
    footer_lines: tuple[str, ...] = ()
    final_mark: bool = True
    language: str = "vi"
    author: str = ""

    def __post_init__(self) -> None:
        if self.profile not in PROFILES:
            raise DocumentError(f"Unknown layout profile {self.profile!r}; known: {', '.join(PROFILES)}.")
        if not self.letterhead.issuers:
            raise DocumentError("A paper needs an issuing body.")

    @property
    def is_annex_alone(self) -> bool:
        """Annexes without a text of their own: the paper they belong to was issued apart."""
        return bool(self.annexes) and not (self.title or self.bases or self.body)

    def tables(self) -> Iterator[Table]:
        """All tables of the text and then of the annexes, in reading order."""
        for blocks in (self.body, *(annex.blocks for annex in self.annexes)):
            yield from (block for block in blocks if isinstance(block, Table))


_CLASSES: dict[str, type] = {
    cls.__name__: cls
    for cls in (
        Run,
        Letterhead,
        Signature,
        Part,
        Clause,
        Point,
        Dash,
        Paragraph,
        KeyValues,
        Column,
        Row,
        GroupRow,
        Table,
        Annex,
        OfficialDocument,
    )
}


def to_json(doc: OfficialDocument) -> dict[str, Any]:
    """The paper as plain JSON values; ``from_json(to_json(doc)) == doc``."""
    return {"schema": SCHEMA, "document": _encode(doc)}


def from_json(data: Mapping[str, Any]) -> OfficialDocument:
    """Read back what :func:`to_json` wrote. Raises :class:`DocumentError` on anything else."""
    if not isinstance(data, Mapping) or data.get("schema") != SCHEMA:
        raise DocumentError("Not a snapshot of a paper, or one of an unknown schema.")
    doc = _decode(data.get("document"))
    if not isinstance(doc, OfficialDocument):
        raise DocumentError("The snapshot holds no paper.")
    return doc


def _encode(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {f.name: _encode(getattr(value, f.name)) for f in dataclasses.fields(value)}
        return {"type": type(value).__name__, **fields}
    if isinstance(value, tuple | list):
        return [_encode(item) for item in value]
    if isinstance(value, datetime.date):
        return {"type": "date", "value": value.isoformat()}
    if value is None or isinstance(value, str | int | float):
        return value
    raise DocumentError(f"A paper cannot hold a {type(value).__name__}.")


def _decode(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_decode(item) for item in value)
    if not isinstance(value, dict):
        return value
    fields = dict(value)
    name = fields.pop("type", None)
    try:
        if name == "date":
            return datetime.date.fromisoformat(fields["value"])
        return _CLASSES[name](**{key: _decode(item) for key, item in fields.items()})
    except (KeyError, TypeError, ValueError) as error:
        raise DocumentError(f"Unreadable part {name!r} in the snapshot of a paper.") from error
