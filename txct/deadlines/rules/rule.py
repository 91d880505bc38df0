"""One statutory deadline as data, and the choice of the rules in force for a level on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from txct.deadlines.enums import AnchorEvent, Confidence, Direction, Level, Unit


@dataclass(frozen=True, slots=True)
class Rule:
    """Who must do what, how many days before or after which event, by which article.

    ``code`` with ``valid_from`` names a rule: the same duty under an older text is another row.
    ``offset`` is None where the text gives no number; ``unit`` is then only the unit first offered at set-up.
    ``valid_to`` is the last day in force, None while it stands. ``duration`` marks a state that must be kept
    up (a posting): its day is the last day of the state, not the latest day of an act.
    """

    code: str
    subject: str
    anchor: AnchorEvent
    offset: int | None
    unit: Unit
    direction: Direction
    levels: frozenset[Level]
    legal_basis: str
    valid_from: date
    valid_to: date | None
    confidence: Confidence
    note: str = ""
    duration: bool = False

    def __post_init__(self) -> None:
        required = {"mã": self.code, "nội dung": self.subject, "căn cứ pháp lý": self.legal_basis}
        for name, value in required.items():
            if not value.strip():
                raise ValueError(f"Quy tắc thời hạn {self.code or '(không mã)'} thiếu {name}.")
        if not self.levels:
            raise ValueError(f"Quy tắc thời hạn {self.code} chưa nêu áp dụng cho cấp nào.")
        if self.offset is not None and self.offset < 0:
            raise ValueError(f"Quy tắc thời hạn {self.code}: số ngày không được âm.")
        if self.offset is not None and self.confidence is Confidence.UNKNOWN:
            raise ValueError(f"Quy tắc thời hạn {self.code}: chưa rõ quy định thì phải để trống số ngày.")
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise ValueError(f"Quy tắc thời hạn {self.code}: ngày hết hiệu lực trước ngày có hiệu lực.")

    def in_force(self, on: date) -> bool:
        """Whether the rule's source is in force on that day, both ends included."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    def covers(self, level: Level) -> bool:
        """Whether the duty lies on that level; Level.ALL on either side covers everything."""
        return level is Level.ALL or level in self.levels or Level.ALL in self.levels


def applicable(rules: Iterable[Rule], level: Level, on: date) -> tuple[Rule, ...]:
    """The rules in force for ``level`` on the day ``on``, in the order given."""
    return tuple(rule for rule in rules if rule.covers(level) and rule.in_force(on))


def open_rules(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """The rules whose number of days an office must enter at set-up.

    A rule whose exact text deliberately sets no number ("before the meeting") asks for none.
    """
    return tuple(rule for rule in rules if rule.offset is None and rule.confidence is not Confidence.EXACT)
