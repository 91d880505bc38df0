"""Lines of text that are really a table: columns parted by tabs, bars or wide gaps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from meetings.importers.schedule_grid import Block, Cell, Line, column_letter, make_table
from meetings.importers.schedule_headers import header_roles
from txct.lib.text import clean_line

_RULER = re.compile(r"^[\s|+:=_\-–—]+$")
_SIGNS = ("|", "\t", "   ", ";")
FEWEST_AFTER_SEMICOLON = 4


def with_text_tables(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks with each run of lines under a header in columns made a table."""
    held: list[Line] = []
    for block in blocks:
        if isinstance(block, Line):
            held.append(block)
            continue
        yield from _from_lines(held)
        held = []
        yield block
    yield from _from_lines(held)


def columns_of(text: str, sign: str) -> list[str]:
    """The columns of a line, as SIGN parts them."""
    if sign == "|":
        return [clean_line(part) for part in text.strip().strip("|").split("|")]
    if sign == "\t":
        return [clean_line(part) for part in text.split("\t")]
    if sign == ";":
        return [clean_line(part) for part in text.split(";")]
    return [clean_line(part) for part in re.split(r"\s{3,}", text.strip())]


def _from_lines(lines: list[Line]) -> Iterator[Block]:
    index = 0
    while index < len(lines):
        sign = next((sign for sign in _SIGNS if _is_header(lines[index], sign)), None) or _sign_of_run(
            lines[index : index + 2]
        )
        if sign is None:
            yield lines[index]
            index += 1
            continue
        end = index + 1
        while end < len(lines) and (len(columns_of(lines[end].text, sign)) > 1 or _RULER.match(lines[end].text)):
            end += 1
        rows = [line for line in lines[index:end] if not _RULER.match(line.text)]
        grid = {
            (line.spot.row * 1000 + place, column): Cell(text, replace(line.spot, column=column_letter(column)))
            for place, line in enumerate(rows)
            for column, text in enumerate(columns_of(line.text, sign)[:60])
        }
        table = make_table(grid) if len(rows) > 1 else None
        if table is None:
            yield from lines[index:end]
        else:
            yield table
        index = end


def _sign_of_run(lines: Sequence[Line]) -> str | None:
    """The sign that parts two lines in a row into the same three columns or more."""
    for sign in _SIGNS[:2] if len(lines) == 2 else ():
        widths = {len(columns_of(line.text, sign)) for line in lines}
        if len(widths) == 1 and min(widths) > 2:
            return sign
    return None


def _is_header(line: Line, sign: str) -> bool:
    parts = columns_of(line.text, sign)
    fewest = FEWEST_AFTER_SEMICOLON if sign == ";" else 2
    return len(parts) >= fewest and header_roles([Cell(part) for part in parts]) is not None
