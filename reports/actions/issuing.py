"""The one way a paper becomes official: number taken, content frozen, in the transaction of what it belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils import timezone

from delegates.models import Council, Signatory
from reports.documents.letterhead import council_signatory, with_number
from reports.enums import DocumentKind
from reports.render import wording
from reports.render.model import OfficialDocument, from_json, to_json
from txct.core.models import AuditEntry, IssuedDocument, User
from txct.core.register import issue_document
from txct.core.writing import Refused
from txct.lib.dates import short_date

TITLE_LIMIT = 500
WRITING = frozenset({"drafted", "imported", "edited", "amendment_drafted", "begun", "sent"})
"""Second halves of the trace's codes that mean: wrote what the paper says."""


def issue_paper(
    *,
    council: Council,
    kind: DocumentKind,
    doc: OfficialDocument,
    subject: models.Model,
    by: User | None,
    on: date,
    at: datetime,
    more: Mapping[str, Any] | None = None,
    replaces: IssuedDocument | None = None,
    follows: Mapping[str, date | None] | None = None,
) -> IssuedDocument:
    """Take the next number of DOC's symbol and freeze DOC with it; MORE goes into the snapshot beside the paper.

    It replaces the paper given, else the latest of its kind on the same SUBJECT; when nothing has changed since that
    one, it is refused. The number stays open where the registry numbers by hand. Runs inside the caller's transaction.
    FOLLOWS names the papers or steps that come before it with their days; its own day may not lie before them, nor
    after the day of AT.
    """
    refuse_own_draft(council, subject, by)
    snapshot = {**to_json(with_number(doc, None)), **(more or {})}
    earlier = replaces or latest_paper(kind, subject)
    before = {f"{kind.label} {earlier.number_text}": earlier.issued_on} if earlier is not None else {}
    refuse_wrong_day(on, at, {**before, **(follows or {})})
    if earlier is not None and _same(earlier, snapshot):
        raise Refused(
            f"{kind.label} {earlier.number_text} đã ban hành và không có gì thay đổi. Mở văn bản đó để in lại."
        )
    return issue_document(
        tenant_id=council.pk,
        kind=kind.value,
        symbol=doc.symbol,
        title=_title(doc),
        issued_on=on,
        subject=subject,
        snapshot=snapshot,
        by=by,
        at=at,
        signer_name=doc.right.name if doc.right else "",
        numbered=not council.numbers_by_hand,
        replaces=earlier,
        number_into=_number_into,
    )


def refuse_wrong_day(on: date, at: datetime, follows: Mapping[str, date | None]) -> None:
    """Raise Refused when ON lies after the day of AT, or before the day of something the paper FOLLOWS."""
    today = timezone.localdate(at)
    if on > today:
        raise Refused(
            f"Ngày ban hành {short_date(on)} chưa tới (hôm nay {short_date(today)}). Ghi ngày ký văn bản.", field="on"
        )
    for name, day in follows.items():
        if day is not None and on < day:
            raise Refused(
                f"Ngày ban hành {short_date(on)} trước {name} ngày {short_date(day)}. "
                f"Ghi ngày {short_date(day)} hoặc sau đó.",
                field="on",
            )


def refuse_own_draft(council: Council, subject: models.Model, by: User | None) -> None:
    """Raise Refused where the council asks for four eyes and BY has written what the paper says.

    Whoever drafted, read in, edited or handed in SUBJECT has written it; the trace tells.
    """
    if not council.four_eyes or by is None:
        return
    label = subject._meta.label_lower
    entries = AuditEntry.objects.filter(object_type=label, object_id=str(subject.pk), actor=by)
    if any(entry.partition(".")[2] in WRITING for entry in entries.values_list("action", flat=True).distinct()):
        raise Refused(
            f"{council} quy định người soạn không tự ban hành: {by} đã soạn {subject._meta.verbose_name} này. "
            "Nhờ người khác có quyền ban hành."
        )


def latest_paper(kind: DocumentKind, subject: models.Model) -> IssuedDocument | None:
    """The newest paper of KIND about SUBJECT."""
    rows = IssuedDocument.objects.filter(
        kind=kind.value, subject_type=subject._meta.label_lower, subject_id=str(subject.pk)
    )
    return rows.order_by("-issued_at", "-pk").first()


def _number_into(snapshot: dict[str, Any], number: int | None) -> dict[str, Any]:
    doc = from_json({"schema": snapshot["schema"], "document": snapshot["document"]})
    return {**snapshot, **to_json(with_number(doc, number))}


def _same(earlier: IssuedDocument, snapshot: Mapping[str, Any]) -> bool:
    """Whether the earlier paper says the same, its number and its day apart."""
    return _undated(earlier.snapshot) == _undated(snapshot)


def _undated(snapshot: Mapping[str, Any]) -> dict[str, Any]:
    doc = from_json({"schema": snapshot["schema"], "document": snapshot["document"]})
    return {**snapshot, **to_json(with_number(replace(doc, date=None, year=None), None))}


def _title(doc: OfficialDocument) -> str:
    title = wording.file_title(doc)
    return title if len(title) <= TITLE_LIMIT else f"{title[: TITLE_LIMIT - 1]}…"


def signer_for(council: Council, signatory: Signatory | None = None) -> Signatory:
    """Who signs for the Thường trực: the one given, else the council's. Raises Refused when there is none."""
    if signatory is not None:
        if signatory.council_id != council.pk:
            raise Refused("Người ký này thuộc Hội đồng khác. Chọn người ký của Hội đồng mình.", field="signatory")
        if not signatory.is_active:
            raise Refused(f"{signatory} không còn ký văn bản. Chọn người ký khác.", field="signatory")
        return signatory
    found = council_signatory(council)
    if found is None:
        raise Refused("Chưa khai người ký văn bản của Thường trực HĐND. Vào Hồ sơ, thêm người ký rồi ban hành lại.")
    return found
