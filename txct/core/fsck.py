"""Laws that must hold on the live database, each with the count of what was looked at and what breaks it.

Every room keeps its own list, `INVARIANTS`, in its `fsck` module. A check reads in one pass and yields one
Vietnamese sentence per breach; it changes nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max

from txct.core.audit import broken_links
from txct.core.models import AuditEntry, IssuedDocument, IssuedFile, NumberRegister, OutboxMessage, VoidedNumber


@dataclass(frozen=True, slots=True)
class Invariant:
    """One law: CHECKED gives how many rows it speaks of, BREACHES a sentence for each that breaks it."""

    code: str
    title: str
    checked: Callable[[], int]
    breaches: Callable[[], Iterator[str]]


def register_gaps() -> Iterator[str]:
    """Numbers of each register are first..last, each used once: by a paper or voided with a reason."""
    used: dict[int, list[int]] = defaultdict(list)
    for model in (IssuedDocument, VoidedNumber):
        rows = model._base_manager.filter(register__isnull=False).order_by().values_list("register", "number")
        for register_pk, number in rows.iterator():
            if register_pk is not None and number is not None:
                used[register_pk].append(number)
    for register in NumberRegister.objects.iterator():
        numbers = sorted(used[register.pk])
        expected = list(range(register.first_number, register.last_number + 1))
        if numbers != expected:
            missing = sorted(set(expected) - set(numbers))
            extra = sorted(set(numbers) - set(expected))
            yield f"Sổ {register}: thiếu số {missing or 'không'}, thừa số {extra or 'không'}"


def numbers_out_of_order() -> Iterator[str]:
    """Within a register, papers are numbered in the order in which they were issued."""
    last: dict[int | None, tuple[datetime, str]] = {}
    rows = IssuedDocument.objects.exclude(register=None).order_by("register", "number")
    for document in rows.defer("snapshot").iterator():
        issued_at, number = last.get(document.register_id, (document.issued_at, ""))
        if issued_at > document.issued_at:
            yield f"Văn bản {document.number_text} ban hành trước văn bản {number} nhưng mang số sau"
        last[document.register_id] = (document.issued_at, document.number_text)


def changed_papers() -> Iterator[str]:
    """Content and files of issued papers are what they were when issued."""
    for document in IssuedDocument.objects.iterator(chunk_size=200):
        text = json.dumps(document.snapshot, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        if hashlib.sha256(text.encode()).hexdigest() != document.digest:
            yield f"Văn bản {document}: nội dung không khớp dấu SHA-256"
    for file in IssuedFile.objects.select_related("document").iterator(chunk_size=20):
        if hashlib.sha256(bytes(file.content)).hexdigest() != file.sha256:
            yield f"Tệp {file}: nội dung không khớp dấu SHA-256"


def silent_messages() -> Iterator[str]:
    """A message that failed says why; one being sent has a lease that frees it when its sender dies."""
    state = OutboxMessage.State
    for message in OutboxMessage.objects.filter(state=state.FAILED, error="").iterator():
        yield f"Thư {message.key} gửi không được mà không ghi lý do"
    for message in OutboxMessage.objects.filter(state=state.SENDING, lease_until=None).iterator():
        yield f"Thư {message.key} đang gửi nhưng không có hạn giữ"


def broken_chains() -> Iterator[str]:
    """The trace verifies from its first entry, and its head is the last entry."""
    yield from broken_links()
    chains = AuditEntry.objects.order_by().values("tenant").annotate(rows=Count("pk"), last=Max("position"))
    for chain in chains:
        if chain["rows"] != chain["last"]:
            yield f"Nhật ký {chain['tenant']}: {chain['rows']} dòng nhưng dòng cuối mang số {chain['last']}"


INVARIANTS = (
    Invariant("INV4", "thư gửi không được thì nói lý do", OutboxMessage.objects.count, silent_messages),
    Invariant("INV6", "số văn bản liên tục, không trùng", NumberRegister.objects.count, register_gaps),
    Invariant("INV6", "thứ tự số là thứ tự ban hành", IssuedDocument.objects.count, numbers_out_of_order),
    Invariant("INV6", "văn bản đã ban hành không đổi", IssuedDocument.objects.count, changed_papers),
    Invariant("INV12", "nhật ký nguyên vẹn", AuditEntry.objects.count, broken_chains),
)
