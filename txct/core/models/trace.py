"""The trace of every write, and the memory of forms already taken."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from txct.core.audit_words import action_words
from txct.core.fields import LineField, SearchKeyField
from txct.core.models.people import Tenant
from txct.core.privacy import Privacy
from txct.core.scoping import ScopedModel, ScopedQuerySet


class AppendOnly(RuntimeError):
    """A row that is history was about to be changed or removed."""


class AppendOnlyModel(models.Model):
    """A row that is written once: a second save and a deletion are refused."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly(f"{self._meta.verbose_name}: không được sửa sau khi đã ghi.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise AppendOnly(f"{self._meta.verbose_name}: không được xóa.")


class AuditChain(models.Model):
    """Head of one council's chain of audit entries; locked while an entry is added."""

    tenant = models.OneToOneField(
        Tenant, models.PROTECT, null=True, related_name="audit_chain", verbose_name="Hội đồng"
    )
    length = models.PositiveBigIntegerField("số dòng", default=0)
    head = models.CharField("dấu cuối", max_length=64, default="0" * 64)

    class Meta:
        verbose_name = "chuỗi nhật ký"
        verbose_name_plural = "chuỗi nhật ký"

    def __str__(self) -> str:
        return f"{self.tenant or 'hệ thống'}: {self.length}"


class AuditEntry(AppendOnlyModel, ScopedModel):
    """Who did what to which row, when, with old and new values; chained by hash within the council."""

    PRIVACY = {"actor_name": Privacy.KEEP, "old": Privacy.KEEP, "new": Privacy.KEEP}
    COUNCIL_PATH = "tenant"

    tenant = models.ForeignKey(Tenant, models.PROTECT, null=True, related_name="+", verbose_name="Hội đồng")
    position = models.PositiveBigIntegerField("thứ tự")
    at = models.DateTimeField("lúc", default=timezone.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người làm"
    )
    actor_name = LineField("tên người làm", max_length=160)
    action = models.CharField("việc", max_length=80)
    object_type = models.CharField("loại", max_length=80)
    object_id = models.CharField("khóa", max_length=40)
    object_label = LineField("đối tượng", max_length=300)
    old = models.JSONField("trước", default=dict)
    new = models.JSONField("sau", default=dict)
    previous = models.CharField("dấu trước", max_length=64)
    digest = models.CharField("dấu", max_length=64, unique=True)
    search_key = SearchKeyField("khóa tìm", sources=("object_label", "actor_name"))

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "dòng nhật ký"
        verbose_name_plural = "nhật ký"
        ordering = ["-at", "-position"]
        indexes = [models.Index(fields=["object_type", "object_id"], name="core_audit_object")]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "position"], name="core_audit_position_once"),
        ]

    def __str__(self) -> str:
        return f"{action_words(self.action)}: {self.object_label}"


class SubmittedForm(models.Model):
    """A form already taken: the same form sent again gives the same result."""

    key = models.UUIDField("khóa biểu mẫu", primary_key=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+", verbose_name="người gửi"
    )
    path = models.CharField("trang", max_length=300)
    result_url = models.CharField("kết quả", max_length=500, blank=True)
    taken_at = models.DateTimeField("nhận lúc", default=timezone.now)

    class Meta:
        verbose_name = "biểu mẫu đã nhận"
        verbose_name_plural = "biểu mẫu đã nhận"

    def __str__(self) -> str:
        return str(self.key)
