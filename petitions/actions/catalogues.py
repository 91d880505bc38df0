"""The office's own catalogue of answering agencies."""

from __future__ import annotations

from delegates.models import Council
from petitions.enums import Authority
from petitions.models import Agency, AgencyOfficer
from txct.core.audit import record
from txct.core.models import User
from txct.core.writing import Refused, action


@action
def add_agency(*, council: Council, name: str, authority: Authority | str, by: User | None, email: str = "") -> Agency:
    """An agency of the catalogue; the one of that name that is known already is given back."""
    if not name.strip():
        raise Refused("Nhập tên cơ quan.", field="name")
    if authority not in Authority.values:
        raise Refused("Chọn cấp có thẩm quyền.", field="authority")
    known = Agency.objects.filter(council=council, name=name).first()
    if known is not None:
        return known
    agency = Agency.objects.create(council=council, name=name, authority=authority, email=email)
    record(
        by=by,
        action="agency.added",
        obj=agency,
        tenant_id=council.pk,
        new={"name": agency.name, "authority": authority},
    )
    return agency


@action
def add_officer(*, agency: Agency, user: User, by: User | None) -> AgencyOfficer:
    """Let a person answer for an agency."""
    officer, fresh = AgencyOfficer.objects.get_or_create(agency=agency, user=user)
    if fresh:
        record(by=by, action="officer.added", obj=officer, tenant_id=agency.council_id, new={"user": user})
    return officer
