"""Sessions of a council."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError

from delegates.models import Term
from meetings.models import CouncilSession
from txct.core.audit import record
from txct.core.models import User
from txct.core.writing import Refused, action


@action
def add_session(
    *,
    term: Term,
    ordinal: int,
    kind: str,
    by: User | None,
    opens_on: date | None = None,
    closes_on: date | None = None,
) -> CouncilSession:
    """A session of a term, with its days when they are known."""
    session = CouncilSession(
        council_id=term.council_id, term=term, ordinal=ordinal, kind=kind, opens_on=opens_on, closes_on=closes_on
    )
    try:
        session.full_clean()
    except ValidationError as error:
        raise Refused(str(error.messages[0]), field="ordinal") from error
    session.save()
    record(
        by=by,
        action="session.added",
        obj=session,
        tenant_id=term.council_id,
        new={"ordinal": ordinal, "kind": kind, "opens_on": opens_on, "closes_on": closes_on},
    )
    return session
