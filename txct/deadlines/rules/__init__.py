"""The statutory deadlines as data: vocabulary, the shape of a rule, and the rules shipped with the product.

Each shipped rule cites document, article and clause, its validity and how far its number can be relied
on. Where the law leaves the number open, or its text has not been read, the offset is empty and is asked
for at set-up.
"""

from __future__ import annotations

from txct.deadlines.enums import AnchorEvent, Confidence, Direction, Level, Unit
from txct.deadlines.rules.assembly import ASSEMBLY_RULES
from txct.deadlines.rules.council import COUNCIL_RULES
from txct.deadlines.rules.dialogue import DIALOGUE_RULES
from txct.deadlines.rules.personal_data import PERSONAL_DATA_RULES
from txct.deadlines.rules.results import RESULT_RULES
from txct.deadlines.rules.rule import Rule, applicable, open_rules

SHIPPED_RULES: tuple[Rule, ...] = (
    *COUNCIL_RULES,
    *RESULT_RULES,
    *ASSEMBLY_RULES,
    *DIALOGUE_RULES,
    *PERSONAL_DATA_RULES,
)

__all__ = [
    "SHIPPED_RULES",
    "AnchorEvent",
    "Confidence",
    "Direction",
    "Level",
    "Rule",
    "Unit",
    "applicable",
    "open_rules",
]
