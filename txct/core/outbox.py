"""Messages that must leave the system: written with the business, sent afterwards, never twice on purpose.

A sender claims rows with a lease, sends over one connection, and marks each row after the server took it. A sender
that dies leaves its rows to the next one when the lease runs out. The Message-ID comes from the row's key.
"""

from __future__ import annotations

import logging
import random
import smtplib
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from email.mime.text import MIMEText

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import connection, transaction
from django.utils import timezone

from txct.core.models import OutboxMessage
from txct.core.scoping import trusted

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
BATCH = 50
TRIES = 6
State = OutboxMessage.State


def put(
    *,
    tenant_id: int,
    key: str,
    recipient_name: str,
    address: str,
    subject: str,
    body: str,
    calendar: str = "",
    calendar_method: str = "",
    send_before: datetime | None = None,
) -> OutboxMessage:
    """Write a message into the outbox inside the business transaction; the same KEY again is the same message.

    A SEND_BEFORE that is past already is no limit: somebody enters old business on purpose.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("A message is written in the transaction of the business it tells of.")
    message, _new = OutboxMessage.objects.get_or_create(
        key=key,
        defaults={
            "tenant_id": tenant_id,
            "recipient_name": recipient_name,
            "address": address,
            "subject": subject,
            "body": body,
            "calendar": calendar,
            "calendar_method": calendar_method,
            "send_before": send_before if send_before and send_before > timezone.now() else None,
        },
    )
    _wake_after_commit()
    return message


def _wake_after_commit() -> None:
    """One call of the sender for a transaction, however many messages it writes."""
    waiting = transaction.get_connection().run_on_commit
    if not any(entry[1] is wake_sender for entry in waiting):
        transaction.on_commit(wake_sender, robust=True)


def put_many(messages: Sequence[OutboxMessage]) -> list[OutboxMessage]:
    """Write unsaved messages whose keys are new, in few queries: for a release that tells thousands.

    A key used before is an IntegrityError; `put` is for messages that may have been written already.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("A message is written in the transaction of the business it tells of.")
    now = timezone.now()
    for message in messages:
        if message.send_before is not None and message.send_before <= now:
            message.send_before = None
    written = OutboxMessage.objects.bulk_create(messages, batch_size=500)
    if written:
        transaction.on_commit(wake_sender, robust=True)
    return written


def wake_sender() -> None:
    """Ask a worker to look into the outbox. Without a broker nothing is lost: the next sweep finds the rows."""
    from kombu.exceptions import OperationalError
    from redis.exceptions import RedisError

    from txct.core.tasks import deliver_due

    try:
        deliver_due.apply_async(retry=False)
    except (OperationalError, RedisError, OSError) as error:
        log.warning("Chưa gọi được bộ phận gửi, thư chờ lượt quét sau: %s", type(error).__name__)


def cancel(messages: Iterable[OutboxMessage]) -> int:
    """Stop messages that have not left yet. Returns how many were stopped."""
    pks = [message.pk for message in messages]
    return OutboxMessage.objects.filter(pk__in=pks, state__in=(State.HELD, State.PENDING)).update(
        state=State.CANCELLED
    )


def let_go(messages: Iterable[OutboxMessage], *, at: datetime) -> int:
    """Send messages that were held for approval. Returns how many go; those stopped meanwhile stay stopped."""
    pks = [message.pk for message in messages]
    going = OutboxMessage.objects.filter(pk__in=pks, state=State.HELD).update(state=State.PENDING, next_try_at=at)
    if going:
        _wake_after_commit()
    return going


def deliver(*, at: datetime | None = None, limit: int = 10_000) -> dict[str, int]:
    """Send what is due, batch by batch. Returns counts: sent, failed, retried, late."""
    counts = {"sent": 0, "failed": 0, "retried": 0, "late": 0}
    with trusted():
        while sum(counts.values()) < limit:
            batch = _claim(at or timezone.now())
            if not batch:
                break
            _send_batch(batch, counts)
    return counts


def _claim(at: datetime) -> list[OutboxMessage]:
    """Take up to BATCH due rows for this sender: locked rows are skipped, a lease guards against its death."""
    with transaction.atomic():
        due = OutboxMessage.objects.due(at).order_by("next_try_at", "pk")
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        pks = list(due.values_list("pk", flat=True)[:BATCH])
        OutboxMessage.objects.filter(pk__in=pks).update(state=State.SENDING, lease_until=at + LEASE)
    return list(OutboxMessage.objects.filter(pk__in=pks).order_by("pk"))


def _send_batch(batch: list[OutboxMessage], counts: dict[str, int]) -> None:
    mail = get_connection()
    opened = False
    try:
        for message in batch:
            if message.send_before and timezone.now() > message.send_before:
                _give_up(message, "Quá giờ hội nghị, không gửi nữa.")
                counts["late"] += 1
                continue
            try:
                if not opened:
                    mail.open()
                    opened = True
                mail.send_messages([build_mail(message)])
            except (smtplib.SMTPException, OSError) as error:
                counts[_note_failure(message, error)] += 1
                if isinstance(error, (smtplib.SMTPServerDisconnected, OSError)):
                    opened = False
                    _close_quietly(mail)
            else:
                _mark_sent(message)
                counts["sent"] += 1
    finally:
        _close_quietly(mail)


def _close_quietly(mail: object) -> None:
    try:
        mail.close()  # type: ignore[attr-defined]
    except (smtplib.SMTPException, OSError) as error:
        log.info("Đóng kết nối thư: %s", type(error).__name__)


def _mark_sent(message: OutboxMessage) -> None:
    OutboxMessage.objects.filter(pk=message.pk, state=State.SENDING).update(
        state=State.SENT, sent_at=timezone.now(), lease_until=None, attempts=message.attempts + 1, error=""
    )


def _note_failure(message: OutboxMessage, error: Exception) -> str:
    """Try again later, or give up: a permanent refusal at once, anything else after TRIES attempts."""
    permanent = isinstance(error, smtplib.SMTPRecipientsRefused) or (
        isinstance(error, smtplib.SMTPResponseException) and 500 <= error.smtp_code < 600
    )
    attempts = message.attempts + 1
    if permanent or attempts >= TRIES:
        _give_up(message, f"Máy chủ thư từ chối hoặc không trả lời ({type(error).__name__}).", attempts)
        return "failed"
    wait = timedelta(seconds=min(30 * 4 ** (attempts - 1), 3600) * random.uniform(0.8, 1.2))  # noqa: S311
    OutboxMessage.objects.filter(pk=message.pk, state=State.SENDING).update(
        state=State.PENDING,
        attempts=attempts,
        next_try_at=timezone.now() + wait,
        lease_until=None,
        error=type(error).__name__,
    )
    return "retried"


def _give_up(message: OutboxMessage, reason: str, attempts: int | None = None) -> None:
    OutboxMessage.objects.filter(pk=message.pk).update(
        state=State.FAILED,
        lease_until=None,
        error=reason,
        attempts=message.attempts if attempts is None else attempts,
    )


def message_id(message: OutboxMessage) -> str:
    """Fixed for the row, so that a reader's mailbox shows a repeated sending once."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "txct.invalid"
    return f"<{message.key}@{domain}>"


def build_mail(message: OutboxMessage) -> EmailMultiAlternatives:
    """The e-mail of a row: plain text and, when there is one, the calendar file that phones offer to keep."""
    mail = EmailMultiAlternatives(
        subject=message.subject,
        body=message.body,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[f"{_quoted(message.recipient_name)} <{message.address}>"],
        headers={"Message-ID": message_id(message), "Auto-Submitted": "auto-generated"},
    )
    if message.calendar:
        part = MIMEText(message.calendar, "calendar", "utf-8")
        part.set_param("method", message.calendar_method or "PUBLISH")
        part.add_header("Content-Disposition", "attachment", filename="lich.ics")
        mail.attach(part)
    return mail


def _quoted(name: str) -> str:
    return '"' + name.replace("\\", "").replace('"', "") + '"'
