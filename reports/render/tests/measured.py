"""A printed page read back from the PDF: every piece of text with its place, size and face, every ruled line."""

from __future__ import annotations

import io
from dataclasses import dataclass

from pypdf import PageObject, PdfReader

from reports.render.metrics import MM_PER_PT


@dataclass(frozen=True)
class Piece:
    """Text on one line: left edge and base line in mm from the top left, size in points, embedded face."""

    text: str
    x: float
    y: float
    size: float
    face: str


@dataclass(frozen=True)
class Rule:
    """A horizontal line: left end, height on the page and length, mm."""

    x: float
    y: float
    length: float

    @property
    def middle(self) -> float:
        return self.x + self.length / 2


class Page:
    """What is on one page; all lengths in mm from the top left corner."""

    def __init__(self, page: PageObject) -> None:
        self.width, self.height = (float(side) * MM_PER_PT for side in (page.mediabox.width, page.mediabox.height))
        self.pieces: list[Piece] = []
        self.rules: list[Rule] = []
        page.extract_text(visitor_text=self._text, visitor_operand_before=self._operand)

    def _text(self, text, cm, tm, font, size) -> None:
        if text.strip():
            x, y = cm[0] * tm[4] + cm[4], cm[3] * tm[5] + cm[5]
            face = str(font["/BaseFont"]).partition("+")[2]
            place = (x * MM_PER_PT, self.height - y * MM_PER_PT)
            self.pieces.append(Piece(text.strip("\n"), *place, round(size * cm[0], 2), face))

    def _operand(self, operator, operands, cm, tm) -> None:
        if operator == b"re" and 0 < float(operands[3]) * cm[0] < 2:
            x, y, width = float(operands[0]), float(operands[1]), float(operands[2])
            top = self.height - (cm[3] * y + cm[5]) * MM_PER_PT
            self.rules.append(Rule((cm[0] * x + cm[4]) * MM_PER_PT, top, width * cm[0] * MM_PER_PT))

    @property
    def text(self) -> str:
        return "\n".join(piece.text for piece in self.pieces)

    def find(self, start: str) -> Piece:
        """The first piece that begins with these words."""
        return next(piece for piece in self.pieces if piece.text.startswith(start))

    def rule_under(self, piece: Piece) -> Rule:
        """The nearest rule below a piece that does not begin left of it."""
        below = (rule for rule in self.rules if rule.y > piece.y and rule.x > piece.x - 0.5)
        return min(below, key=lambda rule: rule.y)


def read_pages(pdf: bytes) -> list[Page]:
    """Every page of the file, measured."""
    return [Page(page) for page in PdfReader(io.BytesIO(pdf)).pages]
