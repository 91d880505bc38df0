"""What the secretariat's desk reads: rows of the list with all they show, one petition with everything around it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from delegates.models import Council
from petitions.actions.transfers import SENDABLE_STATES
from petitions.answer_dates import AnswerDue, agreed_due, answer_due
from petitions.enums import Authority, TransferRole, TransferState
from petitions.likeness import Likeness
from petitions.masking import masked
from petitions.models import Petition, Transfer
from petitions.models.petitions import PetitionQuerySet
from petitions.presentation import petition_badge, transfer_badge
from petitions.rules import ANSWER_RULES
from txct.core.components import Column
from txct.core.permissions import can
from txct.core.scoping import trusted
from txct.lib.dates import short_date
from txct.lib.numbers import whole_numbers
from txct.lib.text import fold

FOUND = 30

COLUMNS = (
    Column("Mã", sort="ma"),
    Column("Kiến nghị", sort="noi-dung"),
    Column("Địa bàn"),
    Column("Lĩnh vực", sort="linh-vuc"),
    Column("Thẩm quyền"),
    Column("Cơ quan giải quyết"),
    Column("Hạn", sort="han"),
    Column("Tình trạng", sort="tinh-trang"),
    Column("Lượt nêu", number=True),
)


def petitions_of(user: Any, council_id: int, permission: str = "petitions.browse_petition") -> PetitionQuerySet:
    """Petitions of one council that USER may do PERMISSION with."""
    rows: PetitionQuerySet = Petition.objects.for_user(user, permission)
    return rows.filter(council=council_id)


def choices_among(
    rows: PetitionQuerySet, asked: str, alike: Iterable[Likeness], chosen: Iterable[str]
) -> QuerySet[Petition]:
    """Of ROWS, those that hold every word ASKED, else those ALIKE; keys CHOSEN before stay. The newest first."""
    words = fold(asked).split()
    if words:
        hits = rows
        for word in words:
            hits = hits.filter(search_key__contains=word)
        keys = list(hits.order_by("-pk").values_list("pk", flat=True)[:FOUND])
    else:
        keys = [one.petition.pk for one in alike]
    return rows.filter(Q(pk__in=keys) | Q(pk__in=whole_numbers(chosen))).order_by("-pk")


def with_list_parts(rows: QuerySet[Petition], user: Any) -> QuerySet[Petition]:
    """ROWS with what a line of the list shows, in a fixed number of queries."""
    leads = Transfer.objects.for_user(user).filter(role=TransferRole.LEAD).exclude(state=TransferState.RETURNED)
    return (
        rows.select_related("sector")
        .annotate(voices=Count("sources", distinct=True))
        .prefetch_related(
            "localities",
            Prefetch("transfers", leads.select_related("agency"), to_attr="leads"),
        )
    )


def reads_petition(user: Any, petition: Petition) -> bool:
    """Whether USER may read the words of this one petition with the names in them."""
    return can(user, "petitions.unmask_petition", petition)


def line(petition: Petition, today: date, *, whole: bool) -> dict[str, Any]:
    """One line of the list, names shown when it is read WHOLE.

    `cells` are its texts in the order of COLUMNS, on the screen as in the file.
    """
    lead = petition.leads[0].agency.name if petition.leads else ""  # type: ignore[attr-defined]
    tone, word = petition_badge(petition, today)
    summary = petition.summary if whole else masked(petition.summary)
    cells = (
        petition.code,
        summary,
        ", ".join(str(place) for place in petition.localities.all()),
        str(petition.sector or ""),
        str(Authority(petition.authority).label) if petition.authority else "",
        lead,
        short_date(petition.due_on) if petition.due_on else "",
        word,
        petition.voices,  # type: ignore[attr-defined]
    )
    return {
        "petition": petition,
        "cells": cells,
        "summary": summary,
        "tone": tone,
        "word": word,
        "sendable": petition.state in SENDABLE_STATES,
    }


def course_of(transfers: Iterable[Transfer], today: date, show: Callable[[str], str]) -> list[dict[str, Any]]:
    """Transfers with their answers and what was held of them; every text as SHOW gives it to the reader."""
    return [
        {
            "transfer": transfer,
            "badge": transfer_badge(transfer, today),
            "alive": transfer.state != TransferState.RETURNED,
            "returned_reason": show(transfer.returned_reason),
            "roadmap": show(transfer.roadmap),
            "answers": [
                {
                    "answer": answer,
                    "text": show(answer.text),
                    "verdicts": [(verdict, show(verdict.reason)) for verdict in answer.verdicts.all()],
                }
                for answer in transfer.answers.all()
            ],
        }
        for transfer in transfers
    ]


def due_before_sending(council: Council, on: date, answer_by: date | None) -> AnswerDue:
    """The day that a transfer on the day ON would set, and why, shown before it is sent."""
    with trusted():
        if answer_by is not None:
            return agreed_due(answer_by, f"phiếu chuyển ngày {short_date(on)}")
        return answer_due(council, on, ANSWER_RULES[0])


def codes_text(petitions: Sequence[Petition]) -> str:
    """Their codes in one line."""
    return ", ".join(petition.code for petition in petitions)
