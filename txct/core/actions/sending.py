"""Sending again what could not be delivered."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from txct.core.audit import record
from txct.core.models import OutboxMessage, User
from txct.core.outbox import wake_sender
from txct.core.writing import Refused, action, lock

State = OutboxMessage.State


@action
def send_again(*, message: OutboxMessage, by: User | None) -> OutboxMessage:
    """Put a message that could not be sent back into the queue, with all its tries; it keeps its Message-ID.

    Refused when it was not given up, or when it is too late to send it.
    """
    message = lock(OutboxMessage, message.pk)
    if message.state != State.FAILED:
        raise Refused(f"Thư này {message.get_state_display()}, không cần gửi lại.")
    now = timezone.now()
    if message.send_before is not None and message.send_before <= now:
        raise Refused("Đã quá giờ hội nghị, không gửi lại thư này được nữa. Hãy báo trực tiếp cho người nhận.")
    old = {"state": message.state, "error": message.error}
    message.state, message.attempts, message.next_try_at, message.error = State.PENDING, 0, now, ""
    message.save(update_fields=["state", "attempts", "next_try_at", "error"])
    record(
        by=by,
        action="outbox.sent_again",
        obj=message,
        tenant_id=message.tenant_id,
        old=old,
        new={"state": State.PENDING.value},
    )
    transaction.on_commit(wake_sender, robust=True)
    return message
