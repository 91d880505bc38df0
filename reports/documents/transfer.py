"""Phiếu chuyển kiến nghị của cử tri to one agency, with the table of petitions and their deadlines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from delegates.models import Council, Signatory
from petitions.answer_dates import answer_term
from petitions.enums import TransferRole
from petitions.models import Petition, PetitionSource, Transfer, TransferLetter
from reports.documents.letterhead import (
    council_letterhead,
    dated,
    joined,
    place_of,
    recipients,
    signature_of,
    with_number,
)
from reports.documents.phrases import amount, capital, round_phrase, speaker_text, without_names
from reports.documents.tables import NUMBER
from reports.figure_rows import speaker_of
from reports.render.model import Annex, Column, OfficialDocument, Paragraph, Row, Table
from txct.lib.dates import long_date, short_date


def transfers_of(letter: TransferLetter) -> list[Transfer]:
    """Petitions the letter carries, with what its table prints, in a fixed number of queries."""
    sources = PetitionSource.objects.select_related(
        "submission__petitioner", "submission__split_from__petitioner", "submission__neighbourhood"
    ).order_by("pk")
    petitions = Petition.objects.select_related("sector").prefetch_related("localities", Prefetch("sources", sources))
    rows = Transfer.objects.filter(letter=letter).prefetch_related(Prefetch("petition", petitions))
    return list(rows.order_by("petition__code", "pk"))


def transfer_document(letter: TransferLetter, signatory: Signatory | None, *, on: date) -> OfficialDocument:
    """The letter that carries petitions to its agency, to be signed on the day ON."""
    council = letter.council
    place = place_of(council)
    transfers = transfers_of(letter)
    about = (round_phrase(letter.round, place.council) or letter.round.label) if letter.round else ""
    said = {(row.rule_code, row.sent_on, row.due_on): row for row in transfers}
    by_key = {key: answer_by_of(council, row) for key, row in said.items()}
    terms = [by_key[row.rule_code, row.sent_on, row.due_on] for row in transfers]
    given = set(filter(None, terms))
    until = f" {given.pop().in_body}" if len(given) == 1 else " đúng thời hạn ghi tại Phụ lục" if given else ""
    supporting = bool(transfers) and all(transfer.role == TransferRole.SUPPORT for transfer in transfers)
    asked = "phối hợp với cơ quan chủ trì xem xét, giải quyết" if supporting else "xem xét, giải quyết, trả lời cử tri"
    doc = OfficialDocument(
        kind="chuyen-kien-nghi",
        letterhead=council_letterhead(council),
        symbol="PC-HĐND",
        **dated(council, on),
        title="Phiếu chuyển",
        subject=f"Kiến nghị của cử tri\n{about}".strip(),
        addressees=(letter.agency.name,),
        body=(
            Paragraph(
                f"Qua tiếp xúc cử tri {about}, {place.standing} tổng hợp được {amount(len(transfers))} kiến nghị "
                f"thuộc thẩm quyền giải quyết của {letter.agency.name} (danh mục ghi tại Phụ lục)."
            ),
            Paragraph(
                f"{place.standing} chuyển các kiến nghị nêu trên đến {letter.agency.name}, đề nghị {asked} và gửi "
                f"văn bản trả lời về {place.standing}{until}. Việc chưa giải quyết xong phải nêu "
                "lộ trình và ngày hoàn thành; việc không thuộc thẩm quyền, đề nghị trả lại và nêu rõ cơ quan có thẩm "
                "quyền."
            ),
        ),
        right=signature_of(signatory),
        recipients=recipients(
            "Như trên", f"Ban Thường trực Ủy ban MTTQ {place.kind}", f"Các Tổ đại biểu HĐND {place.kind}"
        ),
        annexes=(Annex(title="Danh mục kiến nghị của cử tri", blocks=(_table(transfers, terms),), landscape=True),),
    )
    return with_number(doc, None)


@dataclass(frozen=True, slots=True)
class AnswerBy:
    """By when an answer is asked for, as the letter's text and as its table say it."""

    in_body: str
    in_table: str


def answer_by_of(council: Council, transfer: Transfer) -> AnswerBy | None:
    """The day the letter itself sets, or the rule's term from receipt; None where nobody gives a number.

    Under a rule no day is printed: nobody knows on the day of the letter when the agency will have it.
    """
    if transfer.rule_code:
        term = answer_term(council, transfer.sent_on, transfer.rule_code)
        from_receipt = "kể từ ngày nhận được văn bản"
        return AnswerBy(f"trong thời hạn {term}, {from_receipt}", f"{term}, {from_receipt}") if term else None
    if transfer.due_on is None:
        return None
    return AnswerBy(f"chậm nhất {long_date(transfer.due_on)}", short_date(transfer.due_on))


def _table(transfers: Sequence[Transfer], terms: Sequence[AnswerBy | None]) -> Table:
    rows = tuple(
        Row(
            (
                number,
                transfer.petition.code,
                _text(transfer.petition),
                transfer.petition.sector.name if transfer.petition.sector else "",
                "; ".join(place.full_name for place in transfer.petition.localities.all()),
                _speakers(transfer),
                term.in_table if term else "",
                _role(transfer),
            )
        )
        for number, (transfer, term) in enumerate(zip(transfers, terms, strict=True), start=1)
    )
    columns = (
        NUMBER,
        Column("Mã", 12),
        Column("Nội dung kiến nghị", 28),
        Column("Lĩnh vực", 10),
        Column("Địa bàn", 14),
        Column("Cử tri", 14),
        Column("Thời hạn trả lời", 9, "center"),
        Column("Ghi chú", 8),
    )
    return Table(columns=columns, rows=rows, name="Kiến nghị chuyển", size=11)


def _text(petition: Petition) -> str:
    return without_names(petition.summary, [speaker_of(source.submission)[0] for source in petition.sources.all()])


def _speakers(transfer: Transfer) -> str:
    """Initials; full names only where the agency was granted contact and the voter agreed to it."""
    shown = []
    for source in transfer.petition.sources.all():
        name, home = speaker_of(source.submission)
        person = getattr(source.submission, "petitioner", None)
        agreed = transfer.contact_granted and person is not None and person.consented
        shown.append(speaker_text(name, home, masked=not agreed))
    return "; ".join(dict.fromkeys(capital(text) for text in shown))


def _role(transfer: Transfer) -> str:
    notes = [] if transfer.role == TransferRole.LEAD else [capital(str(transfer.get_role_display()))]
    if transfer.petition.times_raised > 1:
        notes.append(f"Kiến nghị lần {transfer.petition.times_raised}")
    return joined(notes, "; ")
