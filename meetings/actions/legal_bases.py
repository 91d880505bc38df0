"""Legal bases that a council adds to the register."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from delegates.models import Council
from meetings.models import LegalBasis
from txct.core.audit import record
from txct.core.models import User
from txct.core.writing import Refused, action

FIELDS = ("kind", "number", "subject", "issuer", "issued_on", "valid_from", "valid_to", "replaced_by")


@action
def save_basis(*, council: Council, basis: LegalBasis | None, by: User | None, **fields: Any) -> LegalBasis:
    """Add a basis to the council's register, or change BASIS. Raises Refused for a number already there."""
    row = basis or LegalBasis(council_id=council.pk)
    old = {name: getattr(row, name) for name in fields} if basis else {}
    for name, value in fields.items():
        if name not in FIELDS:
            raise TypeError(f"Not a field of a legal basis: {name}")
        setattr(row, name, value)
    try:
        row.full_clean()
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise Refused(messages[0], field=_named(row) if field == "__all__" else field) from error
    row.save()
    verb = "changed" if basis else "added"
    record(by=by, action=f"legalbasis.{verb}", obj=row, tenant_id=council.pk, old=old, new=fields)
    return row


def _named(row: LegalBasis) -> str:
    """The field that a refusal of the whole row is about: dates the wrong way round, else the number."""
    backwards = row.valid_from is not None and row.valid_to is not None and row.valid_to < row.valid_from
    return "valid_to" if backwards else "number"
