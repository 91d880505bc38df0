"""Everybody a meeting speaks to, with the part they have in it and where they are written to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from email.utils import parseaddr

from django.conf import settings
from django.db.models import Q

from delegates.enums import BodyKind, MemberRole
from delegates.models import Body, ClerkPosting, Council, Delegate, GroupMembership, Locality
from meetings.calendars import Party
from meetings.enums import NoticeKind
from meetings.facts import MeetingFacts
from meetings.notice_texts import Part

INVITED = (Part.DELEGATE, Part.CHAIR, Part.ANSWERS)


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody who is told: a delegate, a unit or a body, else another council. EMAIL may be missing."""

    key: str
    name: str
    email: str
    part: Part
    delegate_id: int | None = None
    locality_id: int | None = None
    body_id: int | None = None

    @property
    def first_notice(self) -> NoticeKind:
        """What the addressee gets who hears of a meeting for the first time."""
        return NoticeKind.INVITATION if self.part in INVITED else NoticeKind.SCHEDULE


class AddressBook:
    """Names and addresses of everybody the given meetings of COUNCIL speak to, read at once."""

    def __init__(self, council: Council, facts: Sequence[MeetingFacts]) -> None:
        self.heads = _heads({key for one in facts for key in one.group_ids})
        delegates = {key for one in facts for key, _name in one.delegates} | set(self.heads.values())
        self.delegates = Delegate.objects.select_related("user").in_bulk(delegates)
        halls = {one.venue_unit for one in facts if one.venue_unit}
        units = {key for one in facts for key in one.unit_ids} | halls
        self.units = Locality.objects.in_bulk(units)
        self.unit_emails = _unit_emails(council, units)
        named = {key for one in facts for key, _name in one.officers} | {one.chair_id for one in facts}
        fronts = Q(council=council, kind=BodyKind.FRONT) & (Q(locality=None) | Q(locality__in=units))
        bodies = Body.objects.filter(fronts | Q(pk__in=named - {None})).order_by("pk")
        self.bodies = {body.pk: body for body in bodies}
        self.front_id = next((body.pk for body in bodies if _is_front_of(body, council)), None)
        self.unit_fronts = {
            body.locality_id: body.pk for body in bodies if body.kind == BodyKind.FRONT and body.locality_id
        }
        self.council_emails = _standing_emails({key for one in facts for key, _name in one.joint})

    def of(self, facts: MeetingFacts) -> dict[str, Addressee]:
        """Who is told of a meeting, by key, each once in the first part named here.

        Delegates expected, heads of the groups, units, the body in the chair, those that answer voters, the Front
        of the council and of the units, the commune whose hall it is, the councils that take part.
        """
        assigned = {key for key, _name in facts.delegates}
        heads = [self.heads[key] for key in facts.group_ids if key in self.heads]
        fronts = [self.front_id, *(self.unit_fronts.get(key) for key in facts.unit_ids)]
        found = [self._delegate(key, Part.DELEGATE) for key, _name in facts.expected]
        found += [self._delegate(key, Part.HEAD) for key in heads if key not in assigned]
        found += [self._unit(key, Part.UNIT) for key in facts.unit_ids]
        found += self._bodies([facts.chair_id], Part.CHAIR)
        found += self._bodies([key for key, _name in facts.officers], Part.ANSWERS)
        found += self._bodies(fronts, Part.FRONT)
        found += [self._unit(facts.venue_unit, Part.HALL)] if facts.venue_unit else []
        found += [self._council(key, name) for key, name in facts.joint]
        first: dict[str, Addressee] = {}
        for addressee in found:
            first.setdefault(addressee.key, addressee)
        return first

    def excused(self, facts: MeetingFacts) -> dict[str, Addressee]:
        """The delegates assigned who have asked to be excused, by key."""
        found = [self._delegate(key, Part.DELEGATE) for key, _name in facts.delegates if key in facts.excused]
        return {addressee.key: addressee for addressee in found}

    def _delegate(self, key: int, part: Part) -> Addressee:
        person = self.delegates[key]
        email = person.email or (person.user.email if person.user else "")
        lead = "Tổ trưởng" if part == Part.HEAD else "đại biểu"
        return Addressee(f"delegate:{key}", f"{lead} {person.full_name}", email, part, delegate_id=key)

    def _unit(self, key: int, part: Part) -> Addressee:
        name, email = f"UBND {self.units[key]}", self.unit_emails.get(key, "")
        return Addressee(f"locality:{key}", name, email, part, locality_id=key)

    def _bodies(self, keys: Iterable[int | None], part: Part) -> list[Addressee]:
        known = [self.bodies[key] for key in keys if key in self.bodies]
        return [Addressee(f"body:{body.pk}", str(body), body.email, part, body_id=body.pk) for body in known]

    def _council(self, key: int, name: str) -> Addressee:
        return Addressee(f"council:{key}", f"Thường trực {name}", self.council_emails.get(key, ""), Part.COUNCIL)


def _is_front_of(body: Body, council: Council) -> bool:
    return body.kind == BodyKind.FRONT and body.locality_id is None and body.council_id == council.pk


def office_of(council: Council) -> Party:
    """Who writes for the council: its office, else its standing committee, else the address all mail is sent from."""
    kinds = (BodyKind.OFFICE, BodyKind.STANDING)
    rows = Body.objects.filter(council=council, kind__in=kinds).exclude(email="").order_by("-pk")
    emails = dict(rows.values_list("kind", "email"))
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return str(council), next((emails[kind] for kind in kinds if kind in emails), sender)


def _heads(groups: set[int]) -> dict[int, int]:
    """The delegate at the head of each group, by the key of the group."""
    rows = GroupMembership.objects.filter(group__in=groups, role=MemberRole.HEAD, valid_to=None)
    return dict(rows.values_list("group_id", "delegate_id"))


def _standing_emails(councils: set[int]) -> dict[int, str]:
    """Where the standing committee of another council is written to, as that council has entered it."""
    rows = Body.objects.filter(council__in=councils, kind=BodyKind.STANDING).exclude(email="").order_by("-pk")
    return dict(rows.values_list("council_id", "email"))


def _unit_emails(council: Council, units: set[int]) -> dict[int, str]:
    """Where a unit is written to: its UBND as entered among the bodies, else the clerk in charge of it."""
    emails: dict[int, str] = {}
    posts = ClerkPosting.objects.filter(council=council, locality__in=units).select_related("user")
    for post in posts.order_by("-pk"):
        emails[post.locality_id] = post.user.email
    bodies = Body.objects.filter(council=council, kind=BodyKind.UBND, locality__in=units)
    for body in bodies.exclude(email="").order_by("-pk"):
        if body.locality_id is not None:
            emails[body.locality_id] = body.email
    return emails
