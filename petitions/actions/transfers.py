"""Petitions on their way to the agencies: sent, received, worked on, returned, reminded of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from delegates.models import Council
from meetings.models import Round
from petitions.actions.steps import hold, hold_all, note_on_petition, step_petition, step_transfer
from petitions.answer_dates import AnswerDue, agreed_due, answer_due
from petitions.enums import PetitionState, TransferRole, TransferState
from petitions.models import Agency, Petition, Reminder, Transfer, TransferLetter
from petitions.queries import overdue_by_agency
from petitions.rules import ANSWER_RULES, RETURNABLE_STATES, next_ordinal
from txct.core.audit import record
from txct.core.models import IssuedDocument, User
from txct.core.writing import Refused, action
from txct.lib.dates import short_date
from txct.lib.numbers import count_text

SENDABLE_STATES = (PetitionState.CLASSIFIED, PetitionState.COLLECTED)


@action
def transfer_petitions(
    *,
    council: Council,
    agency: Agency,
    petitions: Sequence[Petition],
    on: date,
    by: User | None,
    round: Round | None = None,
    supporting: Sequence[Agency] = (),
    rule_code: str = "HDND_ANSWER",
    answer_by: date | None = None,
    at: datetime | None = None,
) -> TransferLetter:
    """Send classified petitions to a lead agency, and to SUPPORTING ones by letters of their own.

    The day for the answer is ANSWER_BY when the letter sets one, else that of the rule RULE_CODE with the council's
    own number of days; where there is none it stays empty and says why. Returns the lead agency's letter.
    """
    _check_addressees(council, agency, supporting, rule_code)
    if not petitions:
        raise Refused("Chọn ít nhất một kiến nghị để chuyển.", field="petitions")
    if answer_by is not None and answer_by <= on:
        raise Refused("Thời hạn trả lời phải sau ngày chuyển.", field="answer_by")
    held = hold_all(petitions)
    _check_sendable(council, held)
    due = agreed_due(answer_by, f"phiếu chuyển ngày {short_date(on)}") if answer_by else None
    due = due or answer_due(council, on, rule_code)
    letter = _write_letter(council, agency, round, on, TransferRole.LEAD, held, due, by=by)
    for support in supporting:
        _write_letter(council, support, round, on, TransferRole.SUPPORT, held, due, by=by)
    helped = f", phối hợp: {', '.join(str(one) for one in supporting)}" if supporting else ""
    for petition in held:
        step_petition(
            petition,
            PetitionState.TRANSFERRED,
            by=by,
            action="petition.transferred",
            note=f"Chuyển {agency}{helped}",
            at=at,
            due_on=due.due_on,
        )
    return letter


def _check_addressees(council: Council, agency: Agency, supporting: Sequence[Agency], rule_code: str) -> None:
    if rule_code not in ANSWER_RULES:
        raise ValueError(f"{rule_code} is no rule for answers to petitions")
    everybody = [agency, *supporting]
    if len({one.pk for one in everybody}) < len(everybody):
        raise Refused("Một cơ quan được chọn hai lần. Cơ quan chủ trì không đồng thời phối hợp.", field="supporting")
    for one in everybody:
        if one.council_id != council.pk:
            raise Refused(f"{one} không có trong danh mục cơ quan của Hội đồng.", field="agency")
        if not one.is_active:
            raise Refused(f"{one} không còn dùng trong danh mục. Hãy chọn cơ quan khác.", field="agency")


def _check_sendable(council: Council, petitions: Sequence[Petition]) -> None:
    for petition in petitions:
        if petition.council_id != council.pk:
            raise Refused("Có kiến nghị không thuộc Hội đồng này.", field="petitions")
        if petition.state not in SENDABLE_STATES:
            advice = "Hãy phân loại trước khi chuyển." if petition.state == PetitionState.RECORDED else ""
            raise Refused(
                f"Kiến nghị {petition.code} đang ở bước “{petition.get_state_display()}”, không chuyển được. "
                f"{advice}".strip(),
                field="petitions",
            )


def _write_letter(
    council: Council,
    agency: Agency,
    round_: Round | None,
    on: date,
    role: TransferRole,
    petitions: Sequence[Petition],
    due: AnswerDue,
    *,
    by: User | None,
) -> TransferLetter:
    letter = TransferLetter.objects.create(council=council, agency=agency, round=round_, sent_on=on)
    Transfer.objects.bulk_create(
        Transfer(
            petition=petition,
            agency=agency,
            letter=letter,
            role=role,
            sent_on=on,
            due_on=due.due_on,
            due_explanation=due.explanation,
            rule_code=due.rule_code,
        )
        for petition in petitions
    )
    record(
        by=by,
        action="letter.sent",
        obj=letter,
        tenant_id=council.pk,
        new={
            "agency": agency,
            "role": role,
            "petitions": [petition.code for petition in petitions],
            "due_on": due.due_on,
        },
    )
    return letter


def _hold_both(transfer: Transfer) -> Petition:
    """Lock the petition first, then the transfer, as every writer does."""
    petition = hold(Petition.objects.get(pk=transfer.petition_id))
    hold(transfer)
    transfer.petition = petition
    return petition


@action
def receive_transfer(*, transfer: Transfer, on: date, by: User | None, at: datetime | None = None) -> Transfer:
    """The agency confirms receipt; a term that the rule counts from receipt is counted anew from that day."""
    petition = _hold_both(transfer)
    if on < transfer.sent_on:
        raise Refused("Ngày tiếp nhận không thể trước ngày chuyển.", field="on")
    changes: dict[str, object] = {"received_on": on}
    if transfer.rule_code and on != transfer.sent_on:
        due = answer_due(petition.council, on, transfer.rule_code)
        changes |= {"due_on": due.due_on, "due_explanation": due.explanation}
    step_transfer(transfer, TransferState.RECEIVED, **changes)
    note = f"{transfer.agency} tiếp nhận ngày {short_date(on)}"
    _tell_step(transfer, PetitionState.RECEIVED, by=by, action="transfer.received", note=note, at=at)
    return transfer


def _tell_step(
    transfer: Transfer,
    state: PetitionState | None,
    *,
    by: User | None,
    action: str,
    note: str,
    at: datetime | None,
) -> None:
    """Move the petition with its lead agency; what a supporting agency does is only noted."""
    petition = transfer.petition
    if transfer.role == TransferRole.LEAD:
        step_petition(petition, state, by=by, action=action, note=note, at=at, due_on=transfer.due_on)
    else:
        note_on_petition(petition, by=by, action=action, note=note, at=at)


@action
def start_work(
    *,
    transfer: Transfer,
    by: User | None,
    roadmap: str = "",
    promised_on: date | None = None,
    at: datetime | None = None,
) -> Transfer:
    """The agency sets to work, with a roadmap and, when it promises one, a day."""
    _hold_both(transfer)
    if promised_on is not None and promised_on < transfer.sent_on:
        raise Refused("Ngày hẹn xong không thể trước ngày chuyển.", field="promised_on")
    step_transfer(transfer, TransferState.IN_PROGRESS, roadmap=roadmap, promised_on=promised_on)
    promise = f", hẹn xong trước ngày {short_date(promised_on)}" if promised_on else ""
    note = f"{transfer.agency} đang giải quyết{promise}"
    _tell_step(transfer, PetitionState.IN_PROGRESS, by=by, action="transfer.started", note=note, at=at)
    return transfer


@action
def return_transfer(
    *,
    transfer: Transfer,
    reason: str,
    by: User | None,
    suggested: Agency | None = None,
    at: datetime | None = None,
) -> Transfer:
    """The agency gives a petition back as not its own, with a reason and, when it knows, the right addressee."""
    if not reason.strip():
        raise Refused("Trả lại kiến nghị phải nêu lý do.", field="reason")
    petition = _hold_both(transfer)
    if suggested is not None and suggested.council_id != petition.council_id:
        raise Refused("Cơ quan đề nghị chuyển đến không có trong danh mục của Hội đồng.", field="suggested")
    if suggested is not None and suggested.pk == transfer.agency_id:
        raise Refused("Cơ quan đề nghị chuyển đến phải là cơ quan khác.", field="suggested")
    if transfer.state not in RETURNABLE_STATES:
        raise Refused(f"Kiến nghị {petition.code} {transfer.get_state_display()}, không trả lại được.")
    step_transfer(transfer, TransferState.RETURNED, returned_reason=reason, suggested_agency=suggested)
    towards = f"; đề nghị chuyển {suggested}" if suggested else ""
    note = f"{transfer.agency} trả lại: {reason}{towards}"
    if transfer.role == TransferRole.LEAD:
        step_petition(
            petition,
            PetitionState.CLASSIFIED,
            by=by,
            action="transfer.returned",
            note=note,
            at=at,
            due_on=None,
        )
    else:
        note_on_petition(petition, by=by, action="transfer.returned", note=note, at=at)
    return transfer


@action
def grant_contact(*, transfer: Transfer, granted: bool, by: User | None) -> Transfer:
    """Let the agency know who asked, or no longer."""
    _hold_both(transfer)
    old = transfer.contact_granted
    transfer.contact_granted = granted
    transfer.save(update_fields=["contact_granted"])
    record(
        by=by,
        action="transfer.contact_granted",
        obj=transfer,
        tenant_id=transfer.petition.council_id,
        old={"contact_granted": old},
        new={"contact_granted": granted},
    )
    return transfer


@action
def remind_agency(
    *,
    agency: Agency,
    transfers: Sequence[Transfer],
    on: date,
    answer_by: date | None,
    by: User | None,
    at: datetime | None = None,
) -> Reminder:
    """Remind an agency of petitions that are past their day (đôn đốc lần n), in one letter.

    Raises Refused for a transfer of another agency, one already answered or returned, or one not yet late.
    """
    if not transfers:
        raise Refused("Chọn ít nhất một kiến nghị quá hạn để đôn đốc.", field="transfers")
    if answer_by is not None and answer_by <= on:
        raise Refused("Thời hạn đề nghị trả lời phải sau ngày đôn đốc.", field="answer_by")
    petitions = hold_all(Petition.objects.filter(transfers__in=transfers))
    held = hold_all(transfers)
    by_key = {petition.pk: petition for petition in petitions}
    for transfer in held:
        _check_late(agency, transfer, by_key[transfer.petition_id], on)
    earlier = Reminder.objects.filter(transfers__in=held).values_list("ordinal", flat=True)
    reminder = Reminder.objects.create(
        council_id=agency.council_id,
        agency=agency,
        ordinal=next_ordinal(earlier),
        sent_on=on,
        answer_by=answer_by,
    )
    reminder.transfers.set(held)
    until = f", đề nghị trả lời trước ngày {short_date(answer_by)}" if answer_by else ""
    for transfer in held:
        note_on_petition(
            by_key[transfer.petition_id],
            by=by,
            action="petition.reminded",
            note=f"Đôn đốc {agency} lần thứ {count_text(reminder.ordinal)}{until}",
            at=at,
        )
    record(
        by=by,
        action="reminder.sent",
        obj=reminder,
        tenant_id=agency.council_id,
        at=at,
        new={
            "ordinal": reminder.ordinal,
            "petitions": [petition.code for petition in petitions],
            "answer_by": answer_by,
        },
    )
    return reminder


def _check_late(agency: Agency, transfer: Transfer, petition: Petition, on: date) -> None:
    if transfer.agency_id != agency.pk:
        raise Refused(f"Kiến nghị {petition.code} không chuyển cho {agency}.", field="transfers")
    if transfer.state not in RETURNABLE_STATES:
        raise Refused(
            f"Kiến nghị {petition.code} {transfer.get_state_display()}, không cần đôn đốc.", field="transfers"
        )
    if transfer.due_on is None:
        raise Refused(
            f"Kiến nghị {petition.code} chưa có hạn trả lời nên chưa đôn đốc được. Hãy ghi hạn trước.",
            field="transfers",
        )
    if transfer.due_on >= on:
        raise Refused(
            f"Kiến nghị {petition.code} còn hạn đến {short_date(transfer.due_on)}, chưa đôn đốc.", field="transfers"
        )


@action
def remind_overdue(
    *, council: Council, on: date, answer_by: date | None, by: User | None, at: datetime | None = None
) -> list[Reminder]:
    """One reminder to every agency of the council that is late on the day ON."""
    late = overdue_by_agency(Transfer.objects.filter(petition__council_id=council.pk), on)
    hold_all(transfer.petition for rows in late.values() for transfer in rows)
    return [
        remind_agency(agency=rows[0].agency, transfers=rows, on=on, answer_by=answer_by, by=by, at=at)
        for rows in late.values()
    ]


@action
def set_due_day(
    *, transfer: Transfer, due_on: date, reason: str, by: User | None, at: datetime | None = None
) -> Transfer:
    """Set or correct the day for an answer by hand, with the reason: the letter, an extension, the province's rule."""
    if not reason.strip():
        raise Refused("Đặt lại hạn trả lời phải nêu lý do.", field="reason")
    petition = _hold_both(transfer)
    if transfer.state not in RETURNABLE_STATES:
        raise Refused(f"Kiến nghị {petition.code} {transfer.get_state_display()}, không đặt lại hạn được.")
    if due_on < transfer.sent_on:
        raise Refused("Hạn trả lời không thể trước ngày chuyển.", field="due_on")
    transfer.due_on, transfer.rule_code = due_on, ""
    transfer.due_explanation = f"Hạn do cơ quan đặt: {short_date(due_on)}. Lý do: {reason.strip().rstrip('.')}."
    transfer.save(update_fields=["due_on", "due_explanation", "rule_code"])
    note = f"Đặt hạn trả lời {short_date(due_on)}: {reason}"
    _tell_step(transfer, None, by=by, action="transfer.due_set", note=note, at=at)
    return transfer


@action
def attach_letter_document(*, letter: TransferLetter, document: IssuedDocument, by: User | None) -> TransferLetter:
    """Tie the issued paper of a transfer letter to it, once."""
    hold(letter)
    _attach(letter, document, by=by)
    return letter


@action
def attach_reminder_document(*, reminder: Reminder, document: IssuedDocument, by: User | None) -> Reminder:
    """Tie the issued paper of a reminder to it, once."""
    hold(reminder)
    _attach(reminder, document, by=by)
    return reminder


def _attach(row: TransferLetter | Reminder, document: IssuedDocument, *, by: User | None) -> None:
    if document.tenant_id != row.council_id:
        raise Refused("Văn bản này thuộc Hội đồng khác.")
    if row.document_id == document.pk:
        return
    if row.document_id is not None:
        raise Refused("Đã có văn bản ban hành; không thay văn bản khác được.")
    row.document = document
    row.save(update_fields=["document"])
    record(
        by=by,
        action=f"{row._meta.model_name}.documented",
        obj=row,
        tenant_id=row.council_id,
        new={"document": document.number_text},
    )
