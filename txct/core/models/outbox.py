"""What must leave the system: rows written in the business transaction, sent afterwards."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from txct.core.fields import BodyField, LineField, SearchKeyField
from txct.core.models.people import Tenant
from txct.core.privacy import Privacy
from txct.core.scoping import ScopedModel, ScopedQuerySet


class OutboxQuerySet(ScopedQuerySet):
    def due(self, at: datetime) -> Self:
        """Messages to send now: pending and due, or taken by a sender whose lease ran out."""
        return self.filter(
            Q(state=OutboxMessage.State.PENDING, next_try_at__lte=at)
            | Q(state=OutboxMessage.State.SENDING, lease_until__lt=at)
        )


class OutboxMessage(ScopedModel):
    """One message to one addressee; its key makes the Message-ID, so that a repeated sending can be recognised."""

    PRIVACY = {
        "recipient_name": Privacy.KEEP,
        "address": Privacy.ERASE,
        "body": Privacy.ERASE,
        "calendar": Privacy.ERASE,
    }
    COUNCIL_PATH = "tenant"

    class State(models.TextChoices):
        HELD = "held", "chờ duyệt"
        PENDING = "pending", "chờ gửi"
        SENDING = "sending", "đang gửi"
        SENT = "sent", "đã gửi"
        FAILED = "failed", "không gửi được"
        CANCELLED = "cancelled", "đã hủy trước khi gửi"

    tenant = models.ForeignKey(Tenant, models.PROTECT, related_name="outbox", verbose_name="Hội đồng")
    key = models.CharField("khóa", max_length=200, unique=True)
    channel = models.CharField("kênh", max_length=10, choices=[("email", "thư điện tử")], default="email")
    recipient_name = LineField("người nhận", max_length=200)
    address = models.EmailField("địa chỉ")
    subject = LineField("tiêu đề", max_length=250)
    body = BodyField("nội dung")
    calendar = models.TextField("tệp lịch", blank=True)
    calendar_method = models.CharField("phương thức lịch", max_length=10, blank=True)
    send_before = models.DateTimeField("không gửi sau", null=True, blank=True)
    state = models.CharField("tình trạng", max_length=10, choices=State.choices, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField("số lần gửi", default=0)
    next_try_at = models.DateTimeField("gửi từ", default=timezone.now)
    lease_until = models.DateTimeField("giữ đến", null=True, blank=True)
    sent_at = models.DateTimeField("gửi lúc", null=True, blank=True)
    error = LineField("lỗi", max_length=500, blank=True)
    created_at = models.DateTimeField("lập lúc", default=timezone.now)
    search_key = SearchKeyField("khóa tìm", sources=("recipient_name", "subject"))

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = "thư gửi đi"
        verbose_name_plural = "hộp gửi đi"
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["state", "next_try_at"], name="core_outbox_due")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at=None)),
                name="core_outbox_sent_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.recipient_name}"


class Heartbeat(models.Model):
    """Last sign of life of a background part (worker, beat), shown on the health page."""

    PRIVACY = {"name": Privacy.KEEP}

    name = models.CharField("bộ phận", max_length=40, primary_key=True)
    at = models.DateTimeField("lúc", default=timezone.now)

    class Meta:
        verbose_name = "tín hiệu hoạt động"
        verbose_name_plural = "tín hiệu hoạt động"

    def __str__(self) -> str:
        return self.name
