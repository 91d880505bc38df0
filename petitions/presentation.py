"""How petitions and transfers are named and coloured on every page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from django.utils import timezone

from petitions.enums import PetitionState, TransferState
from petitions.models import Petition, PetitionEvent, Transfer
from petitions.models.petitions import ANSWERED_STATES, GONE_STATES, WAITING_STATES
from txct.core.components import HistoryEntry
from txct.lib.dates import clock_text, weekday_date
from txct.lib.numbers import count_text

DUE_SOON_DAYS = 7
OPEN_TRANSFERS = (TransferState.SENT, TransferState.RECEIVED, TransferState.IN_PROGRESS)


def due_badge(due_on: date | None, today: date, word: str) -> tuple[str, str]:
    """Tone and words of something that waits: late, soon due, or WORD as it is."""
    if due_on is None:
        return "open", word
    days = (due_on - today).days
    if days < 0:
        return "late", f"quá hạn {count_text(-days)} ngày"
    if days <= DUE_SOON_DAYS:
        return "due", f"còn {count_text(days)} ngày" if days else "hạn hôm nay"
    return "open", word


def petition_badge(petition: Petition, today: date) -> tuple[str, str]:
    """Tone and words of a petition's state."""
    word = str(PetitionState(petition.state).label)
    if petition.state in WAITING_STATES:
        return due_badge(petition.due_on, today, word)
    if petition.state in ANSWERED_STATES:
        return "done", word
    return ("draft" if petition.state in (*GONE_STATES, PetitionState.RECORDED) else "open"), word


def transfer_badge(transfer: Transfer, today: date) -> tuple[str, str]:
    """Tone and words of a transfer's state."""
    word = str(TransferState(transfer.state).label)
    if transfer.state in OPEN_TRANSFERS:
        return due_badge(transfer.due_on, today, word)
    return ("done" if transfer.state == TransferState.ANSWERED else "draft"), word


def soon(today: date) -> tuple[date, date]:
    """First and last day of what counts as soon due."""
    return today, today + timedelta(days=DUE_SOON_DAYS)


def history_of(events: list[PetitionEvent], show: Callable[[str], str]) -> list[HistoryEntry]:
    """The steps of a petition, newest first, as the history piece shows them; notes as SHOW gives them."""
    return [replace(entry, title=show(entry.title)) for entry in map(_entry, reversed(events))]


def _entry(event: PetitionEvent) -> HistoryEntry:
    at = timezone.localtime(event.at)
    moved = event.old_state != event.new_state
    new = str(PetitionState(event.new_state).label)
    return HistoryEntry(
        title=event.note or (f"Sang bước “{new}”" if event.old_state else "Lập kiến nghị"),
        when=f"{clock_text(at.time())} {weekday_date(at.date())}",
        who=str(event.by or "hệ thống"),
        tone="done" if event.new_state in ANSWERED_STATES and moved else "draft",
        old=str(PetitionState(event.old_state).label) if moved and event.old_state else "",
        new=new if moved and event.old_state else "",
    )
