"""Schedules typed without accents, as in messages: the words of the field get theirs back, names stay as typed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from meetings.importers.schedule_grid import Block, Line
from meetings.importers.schedule_words import ACCENTED_WORDS
from txct.lib.text import fold

FEWEST_LETTERS = 40

_BY_PLAIN = {fold(word): word for word in ACCENTED_WORDS}
_VOCABULARY = re.compile(
    rf"\b(?:{'|'.join(sorted(map(re.escape, _BY_PLAIN), key=len, reverse=True))})\b", re.IGNORECASE
)


def is_unaccented(blocks: Iterable[Block]) -> bool:
    """Whether a file of some length has not one accented letter."""
    letters = 0
    for text in _texts(blocks):
        if not text.isascii() and any(char.isalpha() and not char.isascii() for char in text):
            return False
        letters += sum(map(str.isalpha, text))
    return letters >= FEWEST_LETTERS


def accented(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks with the words of the field written as they are spelt."""
    for block in blocks:
        if isinstance(block, Line):
            yield replace(block, text=_accented(block.text))
        else:
            yield replace(
                block, rows=[[replace(cell, text=_accented(cell.text)) for cell in row] for row in block.rows]
            )


def _accented(text: str) -> str:
    return _VOCABULARY.sub(_spelt, text)


def _spelt(found: re.Match[str]) -> str:
    word = _BY_PLAIN[found[0].lower()]
    if found[0].isupper():
        return word.upper()
    return word[0].upper() + word[1:] if found[0][0].isupper() else word


def _texts(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Line):
            yield block.text
        else:
            yield from (cell.text for row in block.rows for cell in row)
