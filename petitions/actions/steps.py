"""One step of a petition, a statement or a transfer: checked, written, told in the history and in the trace."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.db import models
from django.utils import timezone

from petitions.enums import PetitionState, SubmissionState, TransferState
from petitions.masking import masked
from petitions.models import Petition, PetitionEvent, Submission, Transfer
from petitions.rules import PETITION_STEPS, SUBMISSION_STEPS, TRANSFER_STEPS, step_refusal
from txct.core.audit import record
from txct.core.models import User
from txct.core.writing import Refused, StalePage

Row = TypeVar("Row", bound=models.Model)


def hold(row: Row) -> Row:
    """Lock ROW until the transaction ends and bring it up to date in place."""
    row.refresh_from_db(from_queryset=type(row)._base_manager.select_for_update())
    return row


def hold_all(rows: Iterable[Row]) -> list[Row]:
    """The distinct ROWS, each locked and brought up to date, in one order for everybody."""
    distinct = {row.pk: row for row in rows}
    return [hold(distinct[pk]) for pk in sorted(distinct)]


def check_version(row: Submission | Petition, expected: int | None, mine: Mapping[str, Any]) -> None:
    """Raise StalePage when the held ROW is no longer the version that the page showed; None skips the check."""
    if expected is not None and row.version != expected:
        raise StalePage(row, mine)


def step_petition(
    petition: Petition,
    state: PetitionState | None,
    *,
    by: User | None,
    action: str,
    note: str = "",
    at: datetime | None = None,
    **changes: Any,
) -> Petition:
    """Bring a held petition to STATE (None: it stays) with CHANGES of other fields, its event and its trace."""
    old = PetitionState(petition.state)
    refusal = state and step_refusal(PETITION_STEPS, f"Kiến nghị {petition.code}", old, state)
    if refusal:
        raise Refused(refusal)
    before = {name: getattr(petition, name) for name in changes}
    for name, value in changes.items():
        setattr(petition, name, value)
    petition.state = state or old
    petition.version += 1
    petition.save(update_fields=["state", "version", "search_key", "public_key", "nameless_key", *changes])
    return _tell(petition, old, by=by, action=action, note=note, at=at, before=before, changes=changes)


def begin_petition(petition: Petition, *, by: User | None, at: datetime | None = None) -> Petition:
    """The first event of a petition that has just been stored."""
    new = {"code": petition.code, "round": petition.round_id}
    return _tell(petition, None, by=by, action="petition.opened", note="", at=at, before={}, changes=new)


def note_on_petition(
    petition: Petition, *, by: User | None, action: str, note: str, at: datetime | None = None
) -> Petition:
    """Something that happened to a petition without changing its state."""
    return _tell(
        petition, PetitionState(petition.state), by=by, action=action, note=note, at=at, before={}, changes={}
    )


def _tell(
    petition: Petition,
    old: PetitionState | None,
    *,
    by: User | None,
    action: str,
    note: str,
    at: datetime | None,
    before: dict[str, Any],
    changes: dict[str, Any],
) -> Petition:
    moment = at or timezone.now()
    short = note if len(note) <= 500 else f"{note[:499]}…"
    PetitionEvent.objects.create(
        petition=petition, at=moment, by=by, old_state=old or "", new_state=petition.state, note=short
    )
    record(
        by=by,
        action=action,
        obj=petition,
        tenant_id=petition.council_id,
        at=moment,
        old=_without_words({**before, **({"state": old} if old else {})}),
        new=_without_words({**changes, "state": petition.state, **({"note": masked(note)} if note else {})}),
    )
    return petition


def step_submission(
    submission: Submission,
    state: SubmissionState | None,
    *,
    by: User | None,
    action: str,
    reason: str = "",
    **changes: Any,
) -> Submission:
    """Bring a held statement to STATE (None: it stays) with CHANGES of other fields; the trace holds no words."""
    old = SubmissionState(submission.state)
    refusal = state and step_refusal(SUBMISSION_STEPS, "Lượt ý kiến", old, state)
    if refusal:
        raise Refused(refusal)
    before = {name: getattr(submission, name) for name in changes}
    for name, value in changes.items():
        setattr(submission, name, value)
    submission.state = state or old
    submission.version += 1
    submission.save(update_fields=["state", "version", "search_key", "nameless_key", *changes])
    record(
        by=by,
        action=action,
        obj=submission,
        tenant_id=submission.council_id,
        old=_without_words({**before, "state": old}),
        new=_without_words({**changes, "state": submission.state, **({"reason": reason} if reason else {})}),
    )
    return submission


WORDS = frozenset({"verbatim", "summary", "body", "answer_on_spot"})


def _without_words(values: dict[str, Any]) -> dict[str, Any]:
    # What is said may turn out to be a complaint or be erased on request; the trace is for ever, and is read by
    # people who are shown no names.
    return {name: len(value) if name in WORDS else value for name, value in values.items()}


def step_transfer(transfer: Transfer, state: TransferState, **changes: Any) -> Transfer:
    """Bring a held transfer to STATE with CHANGES of other fields; its petition's event and trace tell the rest."""
    old = TransferState(transfer.state)
    refusal = step_refusal(TRANSFER_STEPS, f"Lần chuyển đến {transfer.agency}", old, state)
    if refusal:
        raise Refused(refusal)
    for name, value in changes.items():
        setattr(transfer, name, value)
    transfer.state = state
    transfer.save(update_fields=["state", *changes])
    return transfer
