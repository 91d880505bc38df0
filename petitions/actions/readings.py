"""Readings of what is protected, each told in the trace: who spoke, and lists that leave the system."""

from __future__ import annotations

from collections.abc import Mapping

from delegates.models import Council
from petitions.enums import RESTRICTED_KINDS
from petitions.models import Petition, Petitioner, Transfer
from txct.core.audit import record
from txct.core.models import User
from txct.core.writing import Refused, action


@action
def reveal_petitioners(
    *, petition: Petition, reason: str, by: User | None, transfer: Transfer | None = None
) -> list[Petitioner]:
    """Who asked for PETITION, in order of speaking; the reading and its REASON stay in the trace, the names do not.

    For an agency give its TRANSFER: it must have been granted, and only voters who agreed to be contacted are shown.
    Raises Refused without a reason or a grant.
    """
    if not reason.strip():
        raise Refused("Hãy ghi lý do cần biết người kiến nghị.", field="reason")
    people = Petitioner.objects.filter(submission__petition_sources__petition=petition).exclude(
        submission__kind__in=RESTRICTED_KINDS
    )
    if transfer is not None:
        if not transfer.contact_granted or transfer.petition_id != petition.pk:
            raise Refused("Văn phòng HĐND chưa cho cơ quan biết người kiến nghị. Hãy đề nghị Văn phòng.")
        people = people.filter(consented=True)
    found = list(
        people.select_related("submission__locality", "submission__neighbourhood", "submission__meeting").order_by(
            "submission__recorded_at", "pk"
        )
    )
    record(
        by=by,
        action="petition.petitioners_read",
        obj=petition,
        tenant_id=petition.council_id,
        new={"reason": reason.strip(), "people": len(found), "transfer": transfer.pk if transfer else None},
    )
    return found


@action
def note_export(*, council: Council, rows: int, conditions: Mapping[str, str], by: User | None) -> None:
    """Tell the trace that a list of petitions left the system: how many rows, filtered how."""
    record(
        by=by,
        action="petition.list_exported",
        obj=council,
        tenant_id=council.pk,
        new={"rows": rows, "conditions": dict(conditions)},
    )
