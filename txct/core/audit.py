"""The trace of writes: one entry in the same transaction, chained by hash within the council."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from txct.core.models import AuditChain, AuditEntry, User
from txct.core.scoping import trusted


def plain(value: Any) -> Any:
    """VALUE in the form in which the trace keeps it: JSON, dates as ISO text, rows as their key."""
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, datetime):
        return value.astimezone(timezone.get_default_timezone()).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item) for item in value]
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    return str(value)


def record(
    *,
    by: User | None,
    action: str,
    obj: models.Model,
    tenant_id: int | None,
    old: Mapping[str, Any] | None = None,
    new: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> AuditEntry:
    """Add one entry to the council's chain. Must run inside the transaction of the write it tells of.

    OLD and NEW map field names to values before and after. Raises RuntimeError outside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("The trace belongs in the transaction of the write.")
    with trusted():
        AuditChain.objects.get_or_create(tenant_id=tenant_id)
        chain = AuditChain.objects.select_for_update().get(tenant_id=tenant_id)
        entry = AuditEntry(
            tenant_id=tenant_id,
            position=chain.length + 1,
            at=at or timezone.now(),
            actor=by,
            actor_name=str(by) if by else "hệ thống",
            action=action,
            object_type=obj._meta.label_lower,
            object_id=str(obj.pk),
            object_label=str(obj)[:300],
            old=plain(old or {}),
            new=plain(new or {}),
            previous=chain.head,
        )
        entry.clean_fields(exclude=["digest", "tenant", "actor", "old", "new"])
        entry.digest = digest_of(entry)
        entry.save()
        chain.length, chain.head = entry.position, entry.digest
        chain.save(update_fields=["length", "head"])
    return entry


def digest_of(entry: AuditEntry) -> str:
    """SHA-256 over the entry's content and the digest before it."""
    content = [
        entry.tenant_id,
        entry.position,
        entry.at.astimezone(timezone.get_default_timezone()).isoformat(),
        entry.actor_id,
        entry.actor_name,
        entry.action,
        entry.object_type,
        entry.object_id,
        entry.object_label,
        entry.old,
        entry.new,
        entry.previous,
    ]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def broken_links() -> Iterator[str]:
    """What does not hold in the chains, one sentence each; nothing when all verify."""
    for chain in AuditChain.objects.select_related("tenant").order_by("pk"):
        previous, position = "0" * 64, 0
        rows = AuditEntry.objects.filter(tenant_id=chain.tenant_id).order_by("position")
        for position, entry in enumerate(rows.iterator(chunk_size=500), start=1):
            if entry.position != position or entry.previous != previous or entry.digest != digest_of(entry):
                yield f"{chain.tenant or 'hệ thống'}: dòng {entry.position} không khớp chuỗi"
                break
            previous = entry.digest
        else:
            if (position, previous) != (chain.length, chain.head):
                yield f"{chain.tenant or 'hệ thống'}: chuỗi bị cắt sau dòng {position}/{chain.length}"
