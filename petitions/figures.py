"""Counts of one round, as reports and screens print them: one query each, however many rows there are.

Callers pass rows already narrowed (`for_user`, a round, a term); nothing here asks who is looking. Answered and
resolved are two measures, and what the agency claims is counted apart from what the council holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q

from petitions.enums import RESTRICTED_KINDS, Content, Judgement, Outcome, SubmissionState
from petitions.models.petitions import ANSWERED_STATES, GONE_STATES, WAITING_STATES, PetitionQuerySet
from petitions.models.submissions import SubmissionQuerySet
from txct.lib.numbers import percent_text


@dataclass(frozen=True, slots=True)
class Rate:
    """A share with the formula that is printed beside it."""

    name: str
    part: int
    whole: int
    formula: str

    @property
    def text(self) -> str:
        """`81,5 %`; a dash when there is nothing to divide by."""
        return percent_text(self.part, self.whole)


@dataclass(frozen=True, slots=True)
class SubmissionFigures:
    """Statements of a round. SPEECHES counts a split speech once, TOTAL each of its points.

    BY_UNIT maps a locality's key (None: not known) to a count; these add up to TOTAL.
    """

    total: int
    speeches: int
    on_the_spot: int
    by_kind: Mapping[str, int]
    by_unit: Mapping[int | None, int]


@dataclass(frozen=True, slots=True)
class PetitionFigures:
    """Petitions of a round that count: neither merged into another nor withdrawn.

    By authority ("" while unclassified), sector (None likewise) and state each add up to TOTAL. BY_UNIT lists a
    petition of several units under each of them, so it may add up to more.
    """

    total: int
    merged: int
    withdrawn: int
    answered: int
    waiting: int
    overdue: int
    claimed: Mapping[str, int]
    resolved_held: int
    repeats: int
    content: int
    discontent: int
    by_authority: Mapping[str, int]
    by_sector: Mapping[int | None, int]
    by_state: Mapping[str, int]
    by_unit: Mapping[int | None, int]

    @property
    def rates(self) -> tuple[Rate, ...]:
        """Answered and resolved, never one for the other, each with its formula."""
        resolved = self.claimed.get(Outcome.RESOLVED, 0)
        return (
            Rate(
                "Tỷ lệ trả lời",
                self.answered,
                self.total,
                "Số kiến nghị đã có trả lời của cơ quan chủ trì, không tính trả lời bị yêu cầu làm lại "
                "/ Tổng số kiến nghị của đợt",
            ),
            Rate(
                "Tỷ lệ giải quyết xong theo báo cáo của cơ quan",
                resolved,
                self.total,
                "Số kiến nghị cơ quan báo cáo đã giải quyết xong / Tổng số kiến nghị của đợt",
            ),
            Rate(
                "Tỷ lệ giải quyết xong theo đánh giá của Hội đồng",
                self.resolved_held,
                self.total,
                "Số kiến nghị cơ quan báo cáo đã giải quyết xong và được đánh giá đạt yêu cầu "
                "/ Tổng số kiến nghị của đợt",
            ),
        )


def submission_figures(submissions: SubmissionQuerySet) -> SubmissionFigures:
    """Count SUBMISSIONS: three queries. Complaints and denunciations are not among them."""
    pool = submissions.in_pool().order_by()
    row = pool.aggregate(
        total=Count("pk", distinct=True),
        on_the_spot=Count("pk", distinct=True, filter=Q(state=SubmissionState.ANSWERED_ON_SPOT)),
        whole=Count("pk", distinct=True, filter=Q(split_from=None)),
        split=Count("split_from", distinct=True),
    )
    return SubmissionFigures(
        total=row["total"],
        speeches=row["whole"] + row["split"],
        on_the_spot=row["on_the_spot"],
        by_kind=_grouped(pool, "kind"),
        by_unit=_grouped(pool, "locality"),
    )


def petition_figures(petitions: PetitionQuerySet, on: date) -> PetitionFigures:
    """Count PETITIONS as they stand, lateness as on the day ON: five queries."""
    petitions = petitions.order_by()
    live = ~Q(state__in=GONE_STATES)
    answered = Q(state__in=ANSWERED_STATES)
    resolved = answered & Q(claimed_outcome=Outcome.RESOLVED)
    conditions = {
        "total": live,
        "merged": Q(state="merged"),
        "withdrawn": Q(state="withdrawn"),
        "answered": answered,
        "waiting": Q(state__in=WAITING_STATES),
        "overdue": Q(state__in=WAITING_STATES, due_on__lt=on),
        "resolved_held": resolved & Q(judgement=Judgement.ACCEPTED),
        "repeats": live & Q(times_raised__gt=1),
        "content": live & Q(feedback__content=Content.CONTENT),
        "discontent": live & Q(feedback__content=Content.DISCONTENT),
        **{f"claimed_{value}": answered & Q(claimed_outcome=value) for value in Outcome.values},
    }
    row = petitions.aggregate(
        **{name: Count("pk", distinct=True, filter=condition) for name, condition in conditions.items()}
    )
    claimed = {value: row.pop(f"claimed_{value}") for value in Outcome.values}
    counted = petitions.live()
    return PetitionFigures(
        **row,
        claimed=claimed,
        by_authority=_grouped(counted, "authority"),
        by_sector=_grouped(counted, "sector"),
        by_state=_grouped(counted, "state"),
        by_unit=_grouped(counted, "localities"),
    )


def restricted_count(submissions: SubmissionQuerySet) -> int:
    """How many complaints and denunciations were voiced: a bare number, for those who may see it. One query."""
    return (
        submissions.filter(kind__in=RESTRICTED_KINDS)
        .exclude(state=SubmissionState.WITHDRAWN)
        .aggregate(number=Count("pk", distinct=True))["number"]
    )


def _grouped(rows: Any, path: str) -> dict[Any, int]:
    counts = rows.values(key=F(path)).annotate(number=Count("pk", distinct=True)).values_list("key", "number")
    return dict(counts)
