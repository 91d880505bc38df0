"""Reads of the room: issued papers, sought and filtered."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Count, Model, QuerySet

from delegates.models import DelegateGroup
from meetings.models import Round
from reports.enums import DocumentKind
from txct.core.models import IssuedDocument
from txct.core.scoping import trusted
from txct.lib.document_numbers import DocumentNumber
from txct.lib.text import fold
from txct.lib.unreadable import Unreadable

SWEEP = 20
M = TypeVar("M", bound=Model)


def without_files() -> list[IssuedDocument]:
    """The oldest papers of the room that lack a file, a handful at a time."""
    rows = IssuedDocument.objects.filter(kind__in=DocumentKind.values).annotate(kept=Count("files"))
    return list(rows.filter(kept=0).order_by("issued_at", "pk")[:SWEEP])


def reporting_groups(round_: Round) -> list[DelegateGroup]:
    """Groups of the council with a meeting of ROUND that takes place: each owes a report on it."""
    with trusted():
        meetings = round_.meetings.on()
        rows = DelegateGroup.objects.filter(meetings__in=meetings, council_id=round_.council_id)
        return list(rows.distinct().order_by("number", "pk"))


def search_papers(papers: QuerySet[M], text: str) -> QuerySet[M]:
    """Papers or plans with every word of TEXT in title or symbol, accents or not; `28/KH-HĐND` finds that number."""
    number = _number_in(text)
    if number is not None and number.number is not None:
        return papers.filter(number=number.number, search_key__contains=fold(number.symbol))
    for word in fold(text).split():
        papers = papers.filter(search_key__contains=word)
    return papers


def _number_in(text: str) -> DocumentNumber | None:
    try:
        return DocumentNumber.parse(text.upper())
    except Unreadable:
        return None
