"""Contacts that delegates of the living council ask for themselves, one in each state."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from delegates.models import Locality
from meetings.actions.contacts import (
    approve_contact,
    note_contact_notice,
    note_contact_summary,
    refuse_contact,
    request_contact,
    withdraw_contact,
)
from meetings.models import ContactRequest, Meeting

if TYPE_CHECKING:
    from reports.demo.ward_today import Ward

LENGTH = timedelta(hours=2)


def ask_for_contacts(ward: Ward, when: str) -> list[Meeting]:
    """The requests of the facts under WHEN (`earlier`, `now`), each brought to its state; the meetings agreed to."""
    made = [(_ask(ward, row), row) for row in ward.facts["contacts"][when]]
    for contact, row in made:
        _decide(ward, contact, row)
    agreed = ContactRequest.objects.filter(pk__in=[contact.pk for contact, _row in made], meeting__isnull=False)
    return [contact.meeting for contact in agreed.select_related("meeting").order_by("pk") if contact.meeting]


def sum_up_contacts(ward: Ward, when: str) -> None:
    """What voters said at contacts that are over, sent on where the facts say so."""
    for row in ward.facts["contacts"][when]:
        if "summed" in row:
            contact = ContactRequest.objects.get(council=ward.council, content=row["content"])
            on, at = ward.day(row["summed"]), ward.at(row["summed"])
            note_contact_summary(contact=contact, on=on, to=row["summary_to"], by=ward.secretary, at=at)


def _ask(ward: Ward, row: dict[str, Any]) -> ContactRequest:
    elsewhere = row.get("elsewhere")
    begins = _begins(ward, row)
    return request_contact(
        delegate=ward.delegates[row["who"]],
        kind=row["kind"],
        wanted_on=begins.date(),
        wanted_from=begins.time(),
        locality=Locality.objects.get(code=elsewhere, valid_to=None) if elsewhere else ward.place,
        neighbourhood=None if elsewhere else ward.homes[row["where"]],
        with_whom=row.get("with_whom", ""),
        content=row["content"],
        received_on=ward.day(row["received"]),
        by=ward.writer(row["who"]),
        at=ward.at(row["received"]),
    )


def _begins(ward: Ward, row: dict[str, Any]) -> datetime:
    return ward.clock(row["wanted"], row.get("hour", "14:00"))


def _decide(ward: Ward, contact: ContactRequest, row: dict[str, Any]) -> None:
    begins, by = _begins(ward, row), ward.secretary
    if "withdrawn" in row:
        withdraw_contact(contact=contact, by=by, at=ward.at(row["withdrawn"]))
    if "refused" in row:
        on, at = ward.day(row["refused"]), ward.at(row["refused"])
        refuse_contact(contact=contact, reason=row["reason"], on=on, by=by, at=at)
    if "decided" in row:
        approve_contact(
            contact=contact,
            round=None,
            starts_at=begins,
            ends_at=begins + LENGTH,
            venue=ward.halls.get(row.get("where", "")),
            on=ward.day(row["decided"]),
            by=by,
            at=ward.at(row["decided"]),
        )
    if "noticed" in row:
        on, at = ward.day(row["noticed"]), ward.at(row["noticed"])
        note_contact_notice(contact=contact, on=on, to=row["notice_to"], by=by, at=at)
