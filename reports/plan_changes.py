"""What an amended plan says differently, part by part and paragraph by paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

ALIKE = 0.5
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
    matcher = SequenceMatcher(a=old, b=new, autojunk=False)
    for kind, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if kind != "equal":
            yield from _block(old[old_from:old_to], new[new_from:new_to])


def _block(old: Sequence[str], new: Sequence[str]) -> Iterator[ParagraphChange]:
    """Paragraphs that took each other's place: those alike are reworded, the rest left out or put in."""
    rest = list(old)
    for text in new:
        best = max(rest, key=lambda one: _likeness(one, text), default=None)
        if best is not None and _likeness(best, text) >= ALIKE:
            for skipped in rest[: rest.index(best)]:
                yield _whole("old", skipped)
            rest = rest[rest.index(best) + 1 :]
            yield ParagraphChange("reworded", tuple(_pieces(best, text)))
        else:
            yield _whole("new", text)
    for text in rest:
        yield _whole("old", text)


def _whole(kind: str, text: str) -> ParagraphChange:
    return ParagraphChange(kind, (Piece(kind, text),))


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(a=one.split(), b=other.split(), autojunk=False).ratio()


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
