"""Public petitions to make, and what a reader sees of a page."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from meetings.models import Meeting
from petitions.actions import (
    answer_petitions,
    judge_answer,
    publish_petition,
    transfer_petitions,
)
from petitions.enums import Judgement, Outcome
from petitions.models import Petition
from petitions.receipts import typed_code
from petitions.tests.conftest import DUE_ON, SENT_ON, Town

CANARY = "Zqxhoàngyến"
NOON = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)


def words_of(answer: Any) -> str:
    """What a reader sees of a page: its main part, in one line."""
    main = answer.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
    return " ".join(unescape(strip_tags("<main" + main)).split())


def lines_of(answer: Any, piece: str) -> list[str]:
    """The texts of the elements of class PIECE, in order."""
    found = re.findall(rf'class="{piece}"[^>]*>(.*?)</(?:p|li|dd|span)>', answer.content.decode(), re.DOTALL)
    return [" ".join(unescape(strip_tags(one)).split()) for one in found]


def published(town: Town, summary: str = "Sửa đường", text: str = "", ward: int = 0) -> Petition:
    petition = town.petition(summary, ward)
    publish_petition(petition=petition, text=text or f"Cử tri đề nghị {summary.lower()}", by=town.secretary, at=NOON)
    return petition


def sent(town: Town, petition: Petition, at: datetime = NOON) -> Any:
    transfer_petitions(
        council=town.council,
        agency=town.agency,
        petitions=[petition],
        on=SENT_ON,
        answer_by=DUE_ON,
        by=town.secretary,
        at=at,
    )
    return petition.transfers.exclude(state="returned").get(role="lead")


def answered(town: Town, petition: Petition, outcome: Outcome = Outcome.RESOLVED, text: str = "Đã sửa xong") -> Any:
    """PETITION sent and answered."""
    return answer_petitions(
        transfers=[sent(town, petition)],
        text=text,
        outcome=outcome,
        answered_on=date(2026, 11, 10),
        document_number="15/UBND-VP",
        by=town.secretary,
        at=NOON + timedelta(days=8),
    )[0]


def accepted(town: Town, petition: Petition, judgement: Judgement = Judgement.ACCEPTED, reason: str = "") -> None:
    """PETITION sent, answered as resolved and judged."""
    judge_answer(
        answer=answered(town, petition),
        judgement=judgement,
        on=date(2026, 11, 12),
        body=town.standing,
        reason=reason,
        by=town.secretary,
        at=NOON + timedelta(days=10),
    )


def form_of(meeting: Meeting) -> str:
    return reverse("petitions:voter-form", args=[meeting.short_code])


def send(voter: Client, meeting: Meeting, text: str = "Đề nghị làm lại cống thoát nước", **more: Any) -> Any:
    return voter.post(form_of(meeting), {"noi-dung": text, **more})


def code_on(answer: Any) -> str:
    return typed_code("".join(re.findall(r"<span>([0-9a-f ]+)</span>", answer.content.decode())))
