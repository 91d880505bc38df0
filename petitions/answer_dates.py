"""By when an agency must answer: the statutory rule, the council's own number, the day on the letter, or no day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from delegates.calendars import calendar_of, overrides_of, statutory_level
from delegates.models import Council
from txct.deadlines.rules import SHIPPED_RULES, Rule, applicable
from txct.deadlines.timetable import DueDate, compute
from txct.lib.dates import short_date
from txct.lib.numbers import count_text


@dataclass(frozen=True, slots=True)
class AnswerDue:
    """The last day for an answer, or None where neither law nor office gives a number; and why."""

    due_on: date | None
    explanation: str
    rule_code: str


def answer_due(council: Council, received_on: date, rule_code: str) -> AnswerDue:
    """Day by which petitions received on RECEIVED_ON must be answered under RULE_CODE for this council."""
    rule = _rule(council, received_on, rule_code)
    if rule is None:
        why = (
            f"Ngày {short_date(received_on)} chưa có hoặc không còn quy định về thời hạn trả lời cho cấp này. "
            "Hãy ghi thời hạn trên phiếu chuyển."
        )
        return AnswerDue(None, why, rule_code)
    override = overrides_of(council, received_on).get(rule_code)
    result = compute(
        rule,
        received_on,
        calendar_of(council),
        offset_override=override.offset if override else None,
        override_reason=override.reason if override else "",
        unit_override=override.unit if override else None,
    )
    if isinstance(result, DueDate):
        return AnswerDue(result.day, result.explanation, rule_code)
    return AnswerDue(None, result.why, rule_code)


def answer_term(council: Council, sent_on: date, rule_code: str) -> str:
    """The rule's term as a letter of SENT_ON prints it: `20 ngày làm việc`; empty where nobody gives a number.

    The letter cannot print a day: the term runs from the day on which the agency receives it.
    """
    rule = _rule(council, sent_on, rule_code)
    if rule is None:
        return ""
    override = overrides_of(council, sent_on).get(rule_code)
    offset = override.offset if override else rule.offset
    unit = (override.unit if override else None) or rule.unit
    return f"{count_text(offset)} {unit.label}" if offset is not None else ""


def _rule(council: Council, on: date, rule_code: str) -> Rule | None:
    rules = applicable(SHIPPED_RULES, statutory_level(council), on)
    return next((rule for rule in rules if rule.code == rule_code), None)


def agreed_due(answer_by: date, source: str) -> AnswerDue:
    """The day that a letter itself sets; SOURCE says which letter, as `phiếu chuyển ngày 06/7/2017`."""
    return AnswerDue(answer_by, f"Thời hạn ghi trên {source}: {short_date(answer_by)}.", "")
