"""Widths and coverage of the printed font, read from its own tables (Tinos: widths of Times New Roman)."""

from __future__ import annotations

from functools import lru_cache
from math import ceil
from pathlib import Path

from fontTools.ttLib import TTFont

FONT_FOLDER = Path(__file__).resolve().parents[2] / "static" / "fonts" / "tinos"
FACES = {
    "Regular": (400, "normal"),
    "Bold": (700, "normal"),
    "Italic": (400, "italic"),
    "BoldItalic": (700, "italic"),
}
MM_PER_PT = 25.4 / 72


def font_file(face: str) -> Path:
    """The file of one of the four :data:`FACES`."""
    return FONT_FOLDER / f"Tinos-{face}.ttf"


@lru_cache(maxsize=len(FACES))
def _widths(face: str) -> dict[int, float]:
    with TTFont(font_file(face), lazy=True) as font:
        advances, units = font["hmtx"], font["head"].unitsPerEm
        return {code: advances[glyph][0] / units for code, glyph in font.getBestCmap().items()}


def is_printable(char: str) -> bool:
    """Whether the font has a shape for this character."""
    return ord(char) in _widths("Regular")


def text_width(text: str, size: float, face: str = "Regular") -> float:
    """Width in mm of one line of text at ``size`` points, without kerning."""
    widths = _widths(face)
    return sum(widths.get(ord(char), 0.5) for char in text) * size * MM_PER_PT


def balanced_width(text: str, size: float, available: float) -> float:
    """A width in mm, at most ``available``, at which a bold heading breaks into lines of like length."""
    widest = max(text_width(line, size, "Bold") for line in text.split("\n"))
    lines = ceil(widest / (available * 0.92))
    return min(available, widest / max(lines, 1) * (1.0 if lines <= 1 else 1.12) + 1)
