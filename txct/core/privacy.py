"""What happens to each personal field: every model declares its own in PRIVACY.

`Model.PRIVACY = {"full_name": Privacy.MASK, …}`; a field that looks personal and is not declared fails a test.
Source of the duty: Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15.
"""

import re
from enum import Enum
from typing import Any

from django.db import models


class Privacy(Enum):
    """Fate of a personal field: kept as it is, shown masked, or erased when its time is over."""

    KEEP = "keep"
    MASK = "mask"
    ERASE = "erase"


PERSONAL_NAME = re.compile(
    r"(^|_)(full_name|name|phone|email|address|speaker|secretary|chair|signer|presenter|answered_by|recipient"
    r"|verbatim|reason|note|notes|username)($|_)"
)


def undeclared_fields(model: type[models.Model]) -> list[str]:
    """Names of MODEL's own fields without a fate declared: lines that look personal, and whatever may hold any words
    at all (long texts, structured values, files)."""
    declared = getattr(model, "PRIVACY", {})
    return [field.name for field in model._meta.local_fields if _may_be_personal(field) and field.name not in declared]


def _may_be_personal(field: Any) -> bool:
    if field.choices:
        return False
    if isinstance(field, (models.TextField, models.JSONField, models.BinaryField)):
        return True
    return isinstance(field, models.CharField) and bool(PERSONAL_NAME.search(field.name))


def mask_name(full_name: str) -> str:
    """`Nguyễn Văn An` → `N.V.A.`: initials only, as printed in papers of wide circulation."""
    return "".join(f"{part[0].upper()}." for part in full_name.split())
