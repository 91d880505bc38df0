"""Numbering and issuing of papers: numbers without gaps, content that never changes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import models, transaction

from txct.core.audit import record
from txct.core.models import IssuedDocument, IssuedFile, NumberRegister, User, VoidedNumber
from txct.core.writing import Refused, action


def take_number(*, tenant_id: int, series: str, year: int) -> tuple[NumberRegister, int]:
    """The next number of a series: the counter row is locked until the transaction ends, so a roll-back gives it back.

    Raises RuntimeError outside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("A number is taken in the transaction of the paper it belongs to.")
    NumberRegister.objects.get_or_create(tenant_id=tenant_id, series=series, year=year)
    register = NumberRegister.objects.select_for_update().get(tenant_id=tenant_id, series=series, year=year)
    register.last_number += 1
    register.save(update_fields=["last_number"])
    return register, register.last_number


@action
def open_register(*, tenant_id: int, series: str, year: int, next_number: int, by: User | None) -> NumberRegister:
    """Begin a register at NEXT_NUMBER, for an office that has already numbered papers by hand this year."""
    if NumberRegister.objects.filter(tenant_id=tenant_id, series=series, year=year).exists():
        raise Refused(f"Sổ {series} năm {year} đã mở.")
    register = NumberRegister.objects.create(
        tenant_id=tenant_id, series=series, year=year, first_number=next_number, last_number=next_number - 1
    )
    record(by=by, action="register.opened", obj=register, tenant_id=tenant_id, new={"next": next_number})
    return register


@action
def issue_document(
    *,
    tenant_id: int,
    kind: str,
    symbol: str,
    title: str,
    issued_on: date,
    subject: models.Model,
    snapshot: Mapping[str, Any],
    by: User | None,
    at: datetime,
    signer_name: str = "",
    numbered: bool = True,
    replaces: IssuedDocument | None = None,
    number_into: Any = None,
) -> IssuedDocument:
    """Take a number, freeze the content and store the paper, in one transaction.

    SNAPSHOT is the JSON form of the paper without number; NUMBER_INTO(snapshot, number) returns it with the
    number filled in. With NUMBERED false the number stays open for the registry.
    """
    register, number = (None, None)
    if numbered:
        register, number = take_number(tenant_id=tenant_id, series=symbol, year=issued_on.year)
    content = number_into(dict(snapshot), number) if number_into else dict(snapshot)
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    document = IssuedDocument.objects.create(
        tenant_id=tenant_id,
        kind=kind,
        register=register,
        number=number,
        symbol=symbol,
        title=title,
        issued_on=issued_on,
        issued_at=at,
        issued_by=by,
        signer_name=signer_name,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        snapshot=content,
        digest=hashlib.sha256(text.encode()).hexdigest(),
        replaces=replaces,
    )
    record(
        by=by,
        action="document.issued",
        obj=document,
        tenant_id=tenant_id,
        at=at,
        new={"number": document.number_text, "digest": document.digest},
    )
    return document


@action
def keep_file(*, document: IssuedDocument, form: str, content: bytes) -> IssuedFile:
    """Store one rendered file of an issued paper; the same bytes again are the same row, other bytes are refused."""
    sha256 = hashlib.sha256(content).hexdigest()
    kept = IssuedFile.objects.filter(document=document, form=form).first()
    if kept is None:
        return IssuedFile.objects.create(document=document, form=form, content=content, sha256=sha256)
    if kept.sha256 != sha256:
        raise Refused("Văn bản đã ban hành có tệp khác nội dung; không được thay.")
    return kept


@action
def void_number(*, register: NumberRegister, reason: str, by: User | None) -> VoidedNumber:
    """Use up the next number of a register without a paper; the reason stays in the register."""
    if not reason.strip():
        raise Refused("Hủy số phải nêu lý do.", field="reason")
    _register, number = take_number(tenant_id=register.tenant_id, series=register.series, year=register.year)
    voided = VoidedNumber.objects.create(register=register, number=number, reason=reason)
    record(by=by, action="register.voided", obj=voided, tenant_id=register.tenant_id, new={"number": number})
    return voided
