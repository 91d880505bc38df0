"""The rows behind a figure of a report, as they stand now: where a printed number leads on the desk."""

from __future__ import annotations

from datetime import date

from django.db.models import OuterRef, Q, QuerySet, Subquery

from petitions.enums import Content, Judgement, Outcome
from petitions.models import Feedback, Reminder, Verdict
from petitions.models.petitions import ANSWERED_STATES, WAITING_STATES

COUNTED = (
    ("not_sent", "chưa chuyển cơ quan"),
    ("da-chuyen", "đã chuyển cơ quan giải quyết"),
    ("waiting", "đang chờ trả lời, còn hạn"),
    ("overdue", "quá hạn trả lời"),
    ("da-tra-loi", "đã trả lời"),
    *((outcome.value, f"cơ quan báo: {outcome.label}") for outcome in Outcome),
    ("xong-dat", "giải quyết xong, đạt yêu cầu"),
    *((judgement.value, f"đánh giá: {judgement.label}") for judgement in Judgement),
    ("bao-lai", "đã báo lại cử tri"),
    *((content.value, f"cử tri: {content.label}") for content in Content),
    ("don-doc", "đã đôn đốc"),
    ("nhac-lai", "nêu từ lần thứ hai"),
)
"""Codes of the figures and their words."""


def counted_rows(rows: QuerySet, code: str, today: date) -> QuerySet:
    """Of ROWS those that the figure CODE counts on the day TODAY."""
    answered, waiting = Q(state__in=ANSWERED_STATES), Q(state__in=WAITING_STATES)
    settled = Q(claimed_outcome__in=(Outcome.RESOLVED, Outcome.STUDYING))
    late = Q(due_on__lt=today)
    conditions = {
        "not_sent": ~(answered | waiting),
        "da-chuyen": answered | waiting,
        "waiting": waiting & (Q(due_on=None) | ~late),
        "overdue": waiting & late,
        "da-tra-loi": answered,
        "resolved": answered & Q(claimed_outcome=Outcome.RESOLVED),
        "studying": answered & Q(claimed_outcome=Outcome.STUDYING),
        "explained": answered & ~settled,
        "xong-dat": answered & Q(claimed_outcome=Outcome.RESOLVED, held=Judgement.ACCEPTED),
        **{judgement.value: Q(held=judgement) for judgement in Judgement},
        "bao-lai": Q(told__isnull=False),
        **{content.value: Q(told=content) for content in Content},
        "don-doc": Q(pk__in=Reminder._base_manager.values("transfers__petition")),
        "nhac-lai": Q(times_raised__gt=1),
    }
    return rows.annotate(
        held=_last(Verdict, "judgement", "judged_on"), told=_last(Feedback, "content", "told_on")
    ).filter(conditions[code])


def _last(model: type[Verdict] | type[Feedback], value: str, day: str) -> Subquery:
    """VALUE of the newest row of MODEL for the petition."""
    newest = model._base_manager.filter(petition=OuterRef("pk")).order_by(f"-{day}", "-pk")
    return Subquery(newest.values(value)[:1])
