"""What an amended plan says differently, part by part and paragraph by paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

ALIKE = 0.5
NEAR = 8
"""How many of the paragraphs left are looked at for the one that was reworded."""
LONGEST = 1_500
"""Words and gaps of a paragraph beyond which it is shown whole."""
_WORDS = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words: "same", "old" (left out) or "new" (put in)."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class ParagraphChange:
    """One paragraph that was left out, put in, or reworded."""

    kind: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class PartChange:
    """One part of the plan with the paragraphs that differ."""

    label: str
    changes: tuple[ParagraphChange, ...]


def part_changes(
    old: Mapping[str, Sequence[str]], new: Mapping[str, Sequence[str]], labels: Mapping[str, str]
) -> list[PartChange]:
    """The parts, in the order of LABELS, whose paragraphs differ between OLD and NEW."""
    found = [
        PartChange(label, tuple(_paragraph_changes(old.get(part, ()), new.get(part, ()))))
        for part, label in labels.items()
    ]
    return [part for part in found if part.changes]


def _paragraph_changes(old: Sequence[str], new: Sequence[str]) -> Iterator[ParagraphChange]:
    for kind, old_from, old_to, new_from, new_to in SequenceMatcher(a=old, b=new).get_opcodes():
        if kind != "equal":
            yield from _block(old[old_from:old_to], new[new_from:new_to])


def _block(old: Sequence[str], new: Sequence[str]) -> Iterator[ParagraphChange]:
    """Paragraphs that took each other's place: those alike are reworded, the rest left out or put in."""
    rest = list(old)
    for text in new:
        likeness = [_likeness(one, text) for one in rest[:NEAR]]
        if likeness and max(likeness) >= ALIKE:
            place = likeness.index(max(likeness))
            for skipped in rest[:place]:
                yield _whole("old", skipped)
            yield ParagraphChange("reworded", tuple(_pieces(rest[place], text)))
            rest = rest[place + 1 :]
        else:
            yield _whole("new", text)
    for text in rest:
        yield _whole("old", text)


def _whole(kind: str, text: str) -> ParagraphChange:
    return ParagraphChange(kind, (Piece(kind, text),))


def _likeness(one: str, other: str) -> float:
    """Share of common words, 0 to 1; paragraphs too long to compare are not alike."""
    before, after = one.split(), other.split()
    if 2 * max(len(before), len(after)) > LONGEST:
        return 0.0
    return SequenceMatcher(a=before, b=after, autojunk=False).ratio()


def _pieces(old: str, new: str) -> Iterator[Piece]:
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    matcher = SequenceMatcher(a=before, b=after, autojunk=False)
    for kind, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if kind == "equal":
            yield Piece("same", "".join(before[old_from:old_to]))
            continue
        if old_to > old_from:
            yield Piece("old", "".join(before[old_from:old_to]))
        if new_to > new_from:
            yield Piece("new", "".join(after[new_from:new_to]))
