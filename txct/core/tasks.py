"""Background work of the core: sending what is due, and the sign of life."""

from celery import shared_task
from django.utils import timezone

from txct.core import outbox
from txct.core.models import Heartbeat


@shared_task
def deliver_due() -> dict[str, int]:
    """Send what waits in the outbox."""
    return outbox.deliver()


@shared_task
def heartbeat() -> None:
    """Leave a sign of life that went through the real queue."""
    Heartbeat.objects.update_or_create(name="worker", defaults={"at": timezone.now()})
