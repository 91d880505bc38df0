"""Printed names that fit no record of the council, or several: what is told of them and who may be meant."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import TypeVar

from meetings.importers.schedule_values import Problem, ReadMeeting, problem
from txct.lib.text import fold

Record = TypeVar("Record")

KEEP_IN_NOTE = "-"
CANDIDATES = 12
LEAST_LIKENESS = 0.6


@dataclass(frozen=True, slots=True)
class OpenName:
    """A printed name somebody may choose a record for. KEY is what the choice is kept under.

    CANDIDATES are (value, label); the value is a letter for the kind of record and its key.
    """

    key: str
    field: str
    printed: str
    candidates: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Names:
    """The choices made so far, what is to be told, and the names still open or chosen for, each once."""

    choices: Mapping[str, str]
    problems: list[Problem] = field(default_factory=list)
    open: dict[str, OpenName] = field(default_factory=dict)

    def say(self, meeting: ReadMeeting, name: str, code: str, message: str) -> None:
        """Tell something about the field NAME of a row."""
        self.problems.append(problem(meeting.where(name), code, message))

    def chosen(self, name: str, printed: str) -> str:
        """What somebody chose for a printed name; empty while nobody did."""
        return self.choices.get(key_of(name, printed), "")

    def offer(self, name: str, printed: str, candidates: Callable[[], Iterable[tuple[str, str]]]) -> None:
        """Put a name up for a choice. CANDIDATES are sought once, however many rows print the name."""
        key = key_of(name, printed)
        if key not in self.open:
            self.open[key] = OpenName(key, name, printed, tuple(candidates())[:CANDIDATES])


def key_of(name: str, printed: str) -> str:
    """The key of a printed name in the field NAME."""
    return f"{name}:{fold(printed)}"


def likest(printed: str, known: Iterable[tuple[str, Record]]) -> list[Record]:
    """The records whose names are most like PRINTED, the likest first. KNOWN: (name, record)."""
    wanted = fold(printed)
    scored = []
    matcher = SequenceMatcher()
    matcher.set_seq2(wanted)
    for place, (name, record) in enumerate(known):
        folded = fold(name)
        matcher.set_seq1(folded)
        # The two bounds are far cheaper than the likeness itself, and nearly all names are below them.
        near = min(matcher.real_quick_ratio(), matcher.quick_ratio()) >= LEAST_LIKENESS
        likeness = matcher.ratio() if near else 0.0
        if wanted in folded.split() or folded in wanted.split():
            likeness = max(likeness, LEAST_LIKENESS)
        if likeness >= LEAST_LIKENESS:
            scored.append((-likeness, place, record))
    return [record for _likeness, _place, record in sorted(scored, key=lambda item: item[:2])][:CANDIDATES]
