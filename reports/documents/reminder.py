"""Công văn đôn đốc trả lời kiến nghị: what was sent, what is late and by how many days."""

from __future__ import annotations

from collections import Counter
from datetime import date

from delegates.models import Signatory
from petitions.enums import TransferRole, TransferState
from petitions.models import Reminder, Transfer
from reports.documents.letterhead import (
    council_letterhead,
    dated,
    joined,
    place_of,
    recipients,
    signature_of,
    with_number,
)
from reports.documents.phrases import amount
from reports.documents.tables import UPRIGHT_NUMBER
from reports.render.model import Annex, Block, Column, OfficialDocument, Paragraph, Row, Table
from txct.lib.dates import long_date, short_date


def reminder_document(reminder: Reminder, signatory: Signatory | None, *, on: date) -> OfficialDocument:
    """The reminder to one agency, to be signed on the day ON."""
    council, agency = reminder.council, reminder.agency
    place = place_of(council)
    late = list(
        reminder.transfers.select_related("petition", "letter__document").order_by("due_on", "petition__code", "pk")
    )
    doc = OfficialDocument(
        kind="don-doc",
        letterhead=council_letterhead(council),
        symbol="HĐND-VP",
        **dated(council, on),
        reference_line=f"đôn đốc trả lời kiến nghị của cử tri (lần {reminder.ordinal})",
        addressees=(agency.name,),
        body=_body(reminder, late, place.standing, on),
        right=signature_of(signatory),
        recipients=recipients("Như trên", f"UBND {place.kind}", f"Ban Thường trực Ủy ban MTTQ {place.kind}"),
        annexes=(Annex(title="Kiến nghị quá hạn trả lời", blocks=(_table(late, on),)),),
    )
    return with_number(doc, None)


def _body(reminder: Reminder, late: list[Transfer], standing: str, on: date) -> tuple[Block, ...]:
    agency = reminder.agency
    answered, waiting = _standing_of_agency(reminder)
    sent = _letters(late)
    by = f" chậm nhất {long_date(reminder.answer_by)}" if reminder.answer_by else ""
    return (
        Paragraph(
            f"{standing} đã chuyển {amount(answered + waiting)} kiến nghị của cử tri đến {agency.name}{sent}. Đến "
            f"{long_date(on)}, đã trả lời {amount(answered)} kiến nghị, chưa trả lời {amount(waiting)} kiến "
            f"nghị, trong đó {amount(len(late))} kiến nghị đã quá hạn (danh mục ghi tại Phụ lục)."
        ),
        Paragraph(
            f"{standing} đề nghị {agency.name} khẩn trương giải quyết, trả lời cử tri và gửi kết quả về "
            f"{standing}{by}; nêu rõ nguyên nhân chậm và trách nhiệm của đơn vị, cá nhân được giao."
        ),
        Paragraph(
            f"Quá thời hạn trên mà chưa trả lời, {standing} sẽ xem xét đưa nội dung này vào chương trình giám sát "
            "hoặc chất vấn tại kỳ họp."
        ),
    )


def _standing_of_agency(reminder: Reminder) -> tuple[int, int]:
    """How many petitions of the council the agency leads: answered, and not yet."""
    states = Counter(
        Transfer.objects.filter(
            agency=reminder.agency_id, role=TransferRole.LEAD, petition__council=reminder.council_id
        ).values_list("state", flat=True)
    )
    open_states = (TransferState.SENT, TransferState.RECEIVED, TransferState.IN_PROGRESS)
    return states[TransferState.ANSWERED.value], sum(states[state.value] for state in open_states)


def _letters(transfers: list[Transfer]) -> str:
    """` tại Phiếu chuyển số 01/PC-HĐND ngày …`: the papers by which the late petitions were sent."""
    papers = {
        transfer.letter.document.pk: transfer.letter.document
        for transfer in transfers
        if transfer.letter and transfer.letter.document
    }
    named = [f"Phiếu chuyển số {paper.number_text} {long_date(paper.issued_on)}" for paper in papers.values()]
    return f" tại {joined(named)}" if named else ""


def _table(late: list[Transfer], on: date) -> Table:
    rows = tuple(
        Row(
            (
                number,
                transfer.petition.code,
                transfer.petition.summary,
                short_date(transfer.sent_on),
                short_date(transfer.due_on) if transfer.due_on else "",
                (on - transfer.due_on).days if transfer.due_on else None,
            )
        )
        for number, transfer in enumerate(late, start=1)
    )
    columns = (
        UPRIGHT_NUMBER,
        Column("Mã", 18),
        Column("Nội dung kiến nghị", 34),
        Column("Ngày chuyển", 14, "center"),
        Column("Hạn trả lời", 14, "center"),
        Column("Số ngày quá hạn", 12, "center"),
    )
    return Table(columns=columns, rows=rows, name="Kiến nghị quá hạn")
