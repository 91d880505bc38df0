"""How often public forms are used."""

from django.db import models


class PublicUse(models.Model):
    """How often one address has used a public form within a stretch of time; only a seal of the address is kept."""

    key = models.CharField("dấu địa chỉ", max_length=64, unique=True)
    used = models.PositiveIntegerField("số lần", default=0)
    until = models.DateTimeField("tính đến", db_index=True)

    class Meta:
        verbose_name = "lượt dùng biểu mẫu công khai"
        verbose_name_plural = "lượt dùng biểu mẫu công khai"

    def __str__(self) -> str:
        return f"{self.used} lượt đến {self.until:%d/%m/%Y %H:%M}"
