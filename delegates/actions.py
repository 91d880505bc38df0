"""Setting up a council: its bodies, term, constituencies, groups, delegates, signers and its own calendar."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from delegates.calendar_changes import calendar_changed
from delegates.enums import BodyKind, Level, MemberRole, SigningAuthority
from delegates.models import (
    Body,
    CalendarException,
    ClerkPosting,
    Constituency,
    Council,
    DeadlineSetting,
    Delegate,
    DelegateGroup,
    GroupMembership,
    Locality,
    Neighbourhood,
    Signatory,
    Term,
)
from delegates.rules import default_bodies
from txct.core.audit import record
from txct.core.models import User
from txct.core.writing import Refused, action


def _save(obj: models.Model) -> None:
    """Save a new or changed row; a broken rule of the model becomes a refusal with the model's own sentence."""
    try:
        obj.full_clean()
    except ValidationError as error:
        raise Refused(*_first_sentence(error)) from error
    obj.save()


def _first_sentence(error: ValidationError) -> tuple[str]:
    return (str(error.messages[0]),)


@action
def create_council(
    *,
    code: str,
    level: str,
    locality: Locality,
    by: User | None,
    name: str = "",
    short_name: str = "",
    place_name: str = "",
    paper_profile: str = Council.PaperProfile.ND30,
    numbers_by_hand: bool = False,
    is_demo: bool = False,
    emails: Mapping[str, str] | None = None,
) -> Council:
    """A council with the bodies around it. Empty names are made from the locality.

    EMAILS gives addresses of bodies by kind (`BodyKind`); committees take none.
    """
    council = Council(
        code=code,
        level=level,
        locality=locality,
        name=name or f"Hội đồng nhân dân {locality.full_name}",
        short_name=short_name or f"HĐND {locality.full_name}",
        place_name=place_name or locality.name,
        paper_profile=paper_profile,
        numbers_by_hand=numbers_by_hand,
        is_demo=is_demo,
    )
    _save(council)
    record(
        by=by,
        action="council.created",
        obj=council,
        tenant_id=council.pk,
        new={"code": code, "level": level, "locality": locality.code},
    )
    for kind, full, short in default_bodies(Level(level), locality.full_name):
        email = "" if kind == BodyKind.COMMITTEE else (emails or {}).get(kind, "")
        add_body(council=council, kind=kind, name=full, short_name=short, email=email, by=by)
    return council


@action
def add_body(
    *,
    council: Council,
    kind: str,
    name: str,
    by: User | None,
    short_name: str = "",
    locality: Locality | None = None,
    email: str = "",
    head_name: str = "",
    teams: int | None = None,
) -> Body:
    """A body around the council; LOCALITY for a body of one commune, TEAMS for how many meetings it chairs at once."""
    body = Body(
        council=council,
        kind=kind,
        name=name,
        short_name=short_name,
        locality=locality,
        email=email,
        head_name=head_name,
        teams=teams,
    )
    _save(body)
    record(by=by, action="body.added", obj=body, tenant_id=council.pk, new={"kind": kind, "name": body.name})
    return body


@action
def start_term(
    *, council: Council, ordinal: int, starts_on: date, by: User | None, ends_on: date | None = None
) -> Term:
    """A term of the council; two terms of one council do not overlap."""
    term = Term(council=council, ordinal=ordinal, starts_on=starts_on, ends_on=ends_on)
    last = ends_on or date.max
    for other in council.terms.exclude(ordinal=ordinal):
        if other.starts_on <= last and starts_on <= (other.ends_on or date.max):
            raise Refused(
                f"Nhiệm kỳ này chồng lên {other}. Nhập ngày kết thúc của nhiệm kỳ trước rồi mở nhiệm kỳ mới.",
                field="starts_on",
            )
    _save(term)
    record(
        by=by,
        action="term.started",
        obj=term,
        tenant_id=council.pk,
        new={"ordinal": ordinal, "starts_on": starts_on, "ends_on": ends_on},
    )
    return term


@action
def add_constituency(
    *,
    term: Term,
    number: int,
    by: User | None,
    seats: int = 3,
    localities: Iterable[Locality] = (),
    neighbourhoods: Iterable[Neighbourhood] = (),
) -> Constituency:
    """A constituency of the term with its places."""
    constituency = Constituency(council_id=term.council_id, term=term, number=number, seats=seats)
    _save(constituency)
    places, settlements = list(localities), list(neighbourhoods)
    constituency.localities.set(places)
    constituency.neighbourhoods.set(settlements)
    record(
        by=by,
        action="constituency.added",
        obj=constituency,
        tenant_id=term.council_id,
        new={
            "number": number,
            "seats": seats,
            "localities": [str(place) for place in places],
            "neighbourhoods": [str(place) for place in settlements],
        },
    )
    return constituency


@action
def add_delegate(
    *,
    term: Term,
    full_name: str,
    by: User | None,
    constituency: Constituency | None = None,
    position: str = "",
    email: str = "",
    phone: str = "",
    mandate_from: date | None = None,
) -> Delegate:
    """A delegate elected for the term."""
    if constituency is not None and constituency.term_id != term.pk:
        raise Refused("Đơn vị bầu cử không thuộc nhiệm kỳ này. Chọn lại đơn vị bầu cử.", field="constituency")
    delegate = Delegate(
        council_id=term.council_id,
        term=term,
        constituency=constituency,
        full_name=full_name,
        position=position,
        email=email,
        phone=phone,
        mandate_from=mandate_from or term.starts_on,
    )
    _save(delegate)
    record(
        by=by,
        action="delegate.added",
        obj=delegate,
        tenant_id=term.council_id,
        new={"full_name": delegate.full_name, "constituency": constituency},
    )
    return delegate


@action
def link_account(*, delegate: Delegate, user: User | None, by: User | None) -> Delegate:
    """Tie the delegate to the account with which he signs in; None unties it."""
    old = delegate.user_id
    delegate.user = user
    _save(delegate)
    record(
        by=by,
        action="delegate.account_linked",
        obj=delegate,
        tenant_id=delegate.council_id,
        old={"user": old},
        new={"user": user},
    )
    return delegate


@action
def form_group(
    *,
    term: Term,
    number: int,
    members: Sequence[Delegate],
    by: User | None,
    head: Delegate | None = None,
    deputy: Delegate | None = None,
    constituencies: Iterable[Constituency] = (),
    name: str = "",
) -> DelegateGroup:
    """A group of the term with its members; HEAD and DEPUTY are among them.

    Refused when a member is of another term, or already in a group of this term.
    """
    for person in (head, deputy):
        if person is not None and person not in members:
            raise Refused(f"{person} không ở trong danh sách thành viên Tổ. Thêm vào danh sách trước.")
    for member in members:
        if member.term_id != term.pk:
            raise Refused(f"{member} không phải đại biểu của nhiệm kỳ này. Chọn lại thành viên.")
        _refuse_second_group(member, term)
    group = DelegateGroup(council_id=term.council_id, term=term, number=number, name=name)
    _save(group)
    group.constituencies.set(list(constituencies))
    for member in members:
        role = MemberRole.MEMBER
        if member == head:
            role = MemberRole.HEAD
        elif member == deputy:
            role = MemberRole.DEPUTY
        _save(GroupMembership(group=group, delegate=member, role=role, valid_from=term.starts_on))
    record(
        by=by,
        action="group.formed",
        obj=group,
        tenant_id=term.council_id,
        new={"number": number, "head": head and head.full_name, "members": [m.full_name for m in members]},
    )
    return group


def _refuse_second_group(member: Delegate, term: Term) -> None:
    held = member.memberships.filter(group__term=term, valid_to=None).select_related("group").first()
    if held is not None:
        raise Refused(f"{member} đang ở {held.group}. Ghi ngày thôi ở Tổ cũ rồi mới đưa vào Tổ khác.")


@action
def add_signatory(
    *,
    council: Council,
    full_name: str,
    title: str,
    by: User | None,
    authority: str = SigningAuthority.TM,
    authority_of: str = "",
    body: Body | None = None,
    group: DelegateGroup | None = None,
) -> Signatory:
    """Somebody who signs papers of the council, of a body or of a group."""
    signatory = Signatory(
        council=council,
        full_name=full_name,
        title=title,
        authority=authority,
        authority_of=authority_of,
        body=body,
        group=group,
    )
    _save(signatory)
    record(
        by=by,
        action="signatory.added",
        obj=signatory,
        tenant_id=council.pk,
        new={"full_name": signatory.full_name, "title": signatory.title, "authority": authority},
    )
    return signatory


@action
def post_clerk(*, council: Council, user: User, locality: Locality, by: User | None) -> ClerkPosting:
    """Put a clerk in charge of a commune's minutes and opinions."""
    posting = ClerkPosting(council=council, user=user, locality=locality)
    _save(posting)
    record(
        by=by,
        action="clerk.posted",
        obj=posting,
        tenant_id=council.pk,
        new={"user": user, "locality": locality},
    )
    return posting


@action
def declare_day(
    *, council: Council, day: date, is_working: bool, reason: str, by: User | None, legal_basis: str = ""
) -> CalendarException:
    """Declare a day off or a make-up day of the office; declared again, the newer word holds."""
    if not reason.strip():
        raise Refused("Nêu lý do nghỉ hoặc làm bù.", field="reason")
    known = CalendarException.objects.filter(council=council, day=day).first()
    old: dict[str, Any] = {} if known is None else {"is_working": known.is_working, "reason": known.reason}
    exception = known or CalendarException(council=council, day=day)
    exception.is_working, exception.reason, exception.legal_basis = is_working, reason, legal_basis
    _save(exception)
    record(
        by=by,
        action="calendar.day_declared",
        obj=exception,
        tenant_id=council.pk,
        old=old,
        new={"day": day, "is_working": is_working, "reason": reason},
    )
    calendar_changed(row=exception, by=by)
    return exception


@action
def set_deadline(
    *,
    council: Council,
    rule_code: str,
    offset: int,
    unit: str,
    legal_basis: str,
    valid_from: date,
    by: User | None,
    reason: str = "",
    valid_to: date | None = None,
) -> DeadlineSetting:
    """The council's own number of days for a rule, from a day on, with the paper that sets it.

    Set again from the same day, the newer word holds; the trace keeps the older.
    """
    if not legal_basis.strip():
        raise Refused("Nêu văn bản làm căn cứ cho số ngày này.", field="legal_basis")
    known = DeadlineSetting.objects.filter(council=council, rule_code=rule_code, valid_from=valid_from).first()
    old: dict[str, Any] = {}
    if known is not None:
        old = {"offset": known.offset, "unit": known.unit, "legal_basis": known.legal_basis}
    setting = known or DeadlineSetting(council=council, rule_code=rule_code, valid_from=valid_from)
    setting.offset, setting.unit, setting.valid_to = offset, unit, valid_to
    setting.legal_basis, setting.reason = legal_basis, reason
    _save(setting)
    record(
        by=by,
        action="deadline.set",
        obj=setting,
        tenant_id=council.pk,
        old=old,
        new={"rule": rule_code, "offset": offset, "unit": unit, "legal_basis": legal_basis},
    )
    calendar_changed(row=setting, by=by)
    return setting


@action
def add_neighbourhood(
    *, locality: Locality, kind: str, name: str, by: User | None, council: Council | None = None
) -> Neighbourhood:
    """A settlement of a commune; the one of that kind and name that is known already is given back."""
    known = Neighbourhood.objects.filter(locality=locality, kind=kind, name=name).first()
    if known is not None:
        return known
    neighbourhood = Neighbourhood(locality=locality, kind=kind, name=name)
    _save(neighbourhood)
    record(
        by=by,
        action="neighbourhood.added",
        obj=neighbourhood,
        tenant_id=council.pk if council else None,
        new={"locality": locality, "name": neighbourhood.name},
    )
    return neighbourhood
