"""Letters to the agencies: petitions transferred, and reminders."""

from __future__ import annotations

from datetime import date, datetime

from delegates.models import Signatory
from petitions.actions.transfers import attach_letter_document, attach_reminder_document
from petitions.models import Reminder, TransferLetter
from reports.actions.issuing import issue_paper, signer_for
from reports.documents.reminder import reminder_document
from reports.documents.transfer import transfer_document
from reports.enums import DocumentKind
from txct.core.models import IssuedDocument, User
from txct.core.writing import Refused, action, lock

ISSUED = "đã ban hành. Mở văn bản đó để in lại."


@action
def issue_transfer_letter(
    *, letter: TransferLetter, by: User | None, on: date, at: datetime, signatory: Signatory | None = None
) -> IssuedDocument:
    """Issue the letter that carries petitions to an agency, once."""
    letter = lock(TransferLetter, letter.pk)
    if letter.document_id is not None:
        raise Refused(f"Phiếu chuyển này {ISSUED}")
    if not letter.transfers.exists():
        raise Refused("Phiếu chuyển chưa có kiến nghị nào. Chọn kiến nghị rồi ban hành.")
    doc = transfer_document(letter, signer_for(letter.council, signatory), on=on)
    document = issue_paper(
        council=letter.council, kind=DocumentKind.TRANSFER, doc=doc, subject=letter, by=by, on=on, at=at
    )
    attach_letter_document(letter=letter, document=document, by=by)
    return document


@action
def issue_reminder(
    *, reminder: Reminder, by: User | None, on: date, at: datetime, signatory: Signatory | None = None
) -> IssuedDocument:
    """Issue the letter that reminds an agency of what is late, once."""
    reminder = lock(Reminder, reminder.pk)
    if reminder.document_id is not None:
        raise Refused(f"Công văn đôn đốc này {ISSUED}")
    if not reminder.transfers.exists():
        raise Refused("Công văn đôn đốc chưa có kiến nghị nào. Chọn kiến nghị quá hạn rồi ban hành.")
    doc = reminder_document(reminder, signer_for(reminder.council, signatory), on=on)
    papers = IssuedDocument.objects.filter(transfer_letter__transfers__reminders=reminder).distinct()
    document = issue_paper(
        council=reminder.council,
        kind=DocumentKind.REMINDER,
        doc=doc,
        subject=reminder,
        by=by,
        on=on,
        at=at,
        follows={f"phiếu chuyển {paper.number_text}": paper.issued_on for paper in papers},
    )
    attach_reminder_document(reminder=reminder, document=document, by=by)
    return document
