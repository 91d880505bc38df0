"""Lines of text that are really a table: columns parted by tabs, bars or wide gaps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from meetings.importers.schedule_drafts import is_unit, is_venue
from meetings.importers.schedule_grid import Block, Cell, Line, column_letter, make_table
from meetings.importers.schedule_headers import header_roles
from meetings.importers.schedule_times import find_when
from txct.lib.text import clean_line

_RULER = re.compile(r"^[\s|+:=_\-–—]+$")
_GAP = "   "
_SIGNS = ("|", "\t", _GAP, ";")
_STRETCH = re.compile(r"\S+(?: \S+)*")
FEWEST_AFTER_SEMICOLON = 4
INDENT_SLIP = 2


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
        starts = _starts_of(lines[index].typed) if sign == _GAP else []
        end = index + 1
        while end < len(lines) and (
            len(columns_of(lines[end].text, sign)) > 1
            or _RULER.match(lines[end].text)
            or _goes_on(lines[end - 1], lines[end], starts)
        ):
            end += 1
        rows = [line for line in lines[index:end] if not _RULER.match(line.text)]
        grid: dict[tuple[int, int], Cell] = {}
        last = 0
        for place, line in enumerate(rows):
            if place and _goes_on(rows[place - 1], line, starts):
                for column, text in _placed(line, starts):
                    told = grid.get((last, column), Cell("", replace(line.spot, column=column_letter(column))))
                    grid[last, column] = replace(told, text=f"{told.text} {text}".strip())
                continue
            last = line.spot.row * 1000 + place
            for column, text in _columns_at(line, sign, starts):
                grid[last, column] = Cell(text, replace(line.spot, column=column_letter(column)))
        table = make_table(grid) if len(rows) > 1 else None
        if table is None:
            yield from lines[index:end]
        else:
            yield table
        index = end


def _starts_of(typed: str) -> list[int]:
    """Where the columns of a line parted by wide gaps begin."""
    return [found.start() for found in _STRETCH.finditer(typed)]


def _placed(line: Line, starts: Sequence[int]) -> list[tuple[int, str]]:
    """The stretches of a line, each with the column it stands nearest to."""
    return [
        (min(range(len(starts)), key=lambda column: abs(starts[column] - found.start())), clean_line(found[0]))
        for found in _STRETCH.finditer(line.typed)
    ]


def _columns_at(line: Line, sign: str, starts: Sequence[int]) -> list[tuple[int, str]]:
    """The columns of a row; one that has fewer than the header is placed by where its stretches stand."""
    texts = columns_of(line.text, sign)[:60]
    placed = _placed(line, starts) if line.typed and starts else []
    apart = len({column for column, _text in placed}) == len(placed) >= len(texts)
    return placed if apart and len(texts) <= len(starts) else list(enumerate(texts))


def _goes_on(before: Line, line: Line, starts: Sequence[int]) -> bool:
    """Whether a line in a table of columns goes on with cells of the line right above it: it begins under a column
    that is not the first, tells no time, and not a unit together with its hall."""
    if not starts or not line.typed or line.spot.row != before.spot.row + 1:
        return False
    placed = _placed(line, starts)
    first = len(line.typed) - len(line.typed.lstrip())
    under = placed[0][0] > 0 and abs(first - starts[placed[0][0]]) <= INDENT_SLIP
    whens = [find_when(text) for _column, text in placed]
    told = any(when.start or when.part for when in whens) or line.text.isupper()
    whole = any(is_unit(text) for _column, text in placed) and any(is_venue(text) for _column, text in placed)
    return under and not told and not whole


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
