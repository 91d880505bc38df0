"""Inviting people: one link by mail, opened by anyone who clicks, used up only by sending the form."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.urls import reverse
from django.utils import timezone

from txct.core import outbox
from txct.core.actions.joining import joined
from txct.core.actions.role_changes import assign_role
from txct.core.audit import record
from txct.core.models import Invitation, OutboxMessage, RoleAssignment, Tenant, User
from txct.core.permissions import roles_in
from txct.core.roles import Role, invitable_by
from txct.core.writing import Refused, action, lock
from txct.lib.text import clean_line


def token_digest(token: str) -> str:
    """What is stored of a link: the SHA-256 of its token."""
    return hashlib.sha256(token.encode()).hexdigest()


@action
def invite(
    *,
    tenant: Tenant,
    email: str,
    full_name: str,
    role: str,
    by: User,
    at: datetime | None = None,
) -> tuple[Invitation, str]:
    """Offer ROLE in the council of TENANT to the owner of EMAIL; returns the offer and the token of its link.

    The mail leaves by the outbox. An earlier open offer of the same role to the same address is withdrawn.
    """
    now = at or timezone.now()
    address, name = clean_line(email).lower(), clean_line(full_name)
    _check_offer(tenant, address, name, role, by)
    earlier = Invitation.objects.filter(tenant=tenant, email=address, role=role, accepted_at=None, revoked_at=None)
    for offer in earlier:
        revoke_invitation(invitation=offer, by=by, at=now)
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        tenant=tenant,
        email=address,
        full_name=name,
        role=role,
        token_sha256=token_digest(token),
        invited_by=by,
        invited_at=now,
    )
    outbox.put(
        tenant_id=tenant.pk,
        key=_mail_key(invitation),
        recipient_name=name,
        address=address,
        subject=f"Mời dùng phần mềm tiếp xúc cử tri của {tenant.name}",
        body=_mail_body(invitation, token),
        send_before=now + timedelta(days=settings.INVITATION_DAYS),
    )
    record(by=by, action="invitation.sent", obj=invitation, tenant_id=tenant.pk, new={"role": role})
    return invitation, token


def _check_offer(tenant: Tenant, address: str, name: str, role: str, by: User) -> None:
    try:
        validate_email(address)
    except ValidationError as error:
        raise Refused("Địa chỉ thư chưa đúng, ví dụ an.nguyen@bacninh.gov.vn.", field="email") from error
    if not name:
        raise Refused("Hãy ghi họ và tên người được mời.", field="full_name")
    if role not in Role.values or Role(role) not in invitable_by(roles_in(by, tenant.pk)):
        raise Refused("Vai trò này do người quản trị hệ thống mời.", field="role")
    if address == by.email.lower():
        raise Refused("Không ai tự mời mình. Hãy đề nghị người quản trị khác.", field="email")
    held = RoleAssignment.objects.in_force(timezone.localdate()).filter(tenant=tenant, role=role, user__email=address)
    if held.exists():
        raise Refused("Người này đã có vai trò đó.", field="email")


def open_invitation(token: str, at: datetime | None = None) -> Invitation | None:
    """The offer that TOKEN opens, or None when it was used, withdrawn, too old or never given."""
    found = (
        Invitation.objects.select_related("tenant")
        .filter(token_sha256=token_digest(token), tenant__is_active=True)
        .scoped_as("own token")
        .first()
    )
    return found if found is not None and found.is_open(at or timezone.now()) else None


@action
def accept_invitation(*, token: str, password: str = "", at: datetime | None = None) -> User:
    """Take up an offer: a new person sets PASSWORD, a known one only gains the role. The link is used up."""
    now = at or timezone.now()
    found = open_invitation(token, now)
    invitation = lock(Invitation, found.pk) if found else None
    if invitation is None or not invitation.is_open(now):
        raise Refused("Đường dẫn này không còn dùng được. Hãy đề nghị Văn phòng gửi thư mời mới.")
    user = User.objects.filter(email__iexact=invitation.email).first()
    if user is not None and not user.is_active:
        raise Refused("Tài khoản này đã bị khóa. Hãy liên hệ Văn phòng.")
    if user is None:
        user = User.objects.create_user(invitation.email, invitation.full_name)
    if not user.has_usable_password():
        _set_first_password(user, password)
    invitation.accepted_at = now
    invitation.save(update_fields=["accepted_at"])
    record(by=user, action="invitation.accepted", obj=invitation, tenant_id=invitation.tenant_id)
    today = timezone.localdate(now)
    if not RoleAssignment.objects.in_force(today).filter(
        user=user, tenant_id=invitation.tenant_id, role=invitation.role
    ):
        assign_role(user=user, tenant=invitation.tenant, role=invitation.role, by=invitation.invited_by)
    joined(user=user, tenant=invitation.tenant, role=invitation.role)
    _forget_link(invitation)
    return user


def _set_first_password(user: User, password: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refused(" ".join(error.messages), field="new_password1") from error
    user.set_password(password)
    user.save(update_fields=["password"])


@action
def revoke_invitation(*, invitation: Invitation, by: User, at: datetime | None = None) -> Invitation:
    """Withdraw an offer that was not taken up; its link stops working, its mail is not sent any more."""
    current = lock(Invitation, invitation.pk)
    if current.accepted_at is not None:
        raise Refused("Thư mời này đã được nhận. Muốn thôi giao việc, hãy kết thúc vai trò của người đó.")
    if current.revoked_at is not None:
        raise Refused("Thư mời này đã được thu hồi.")
    current.revoked_at = at or timezone.now()
    current.save(update_fields=["revoked_at"])
    outbox.cancel(OutboxMessage.objects.filter(key=_mail_key(current)))
    _forget_link(current)
    record(by=by, action="invitation.revoked", obj=current, tenant_id=current.tenant_id)
    return current


def _forget_link(invitation: Invitation) -> None:
    """A used link needs no copy in the outbox."""
    OutboxMessage.objects.filter(key=_mail_key(invitation)).update(body="Nội dung thư mời đã được xóa.")


def _mail_key(invitation: Invitation) -> str:
    return f"invitation-{invitation.pk}"


def _mail_body(invitation: Invitation, token: str) -> str:
    link = settings.SITE_URL + reverse("core:invitation-accept", args=[token])
    role = Role(invitation.role).label
    return (
        f"Kính gửi ông/bà {invitation.full_name},\n\n"
        f"{invitation.tenant.name} mời ông/bà dùng phần mềm tiếp xúc cử tri với vai trò: {role}.\n\n"
        f"Để bắt đầu, hãy mở đường dẫn sau và đặt mật khẩu:\n\n{link}\n\n"
        f"Đường dẫn dùng được một lần, trong {settings.INVITATION_DAYS} ngày. "
        "Hãy giữ kín, không chuyển thư này cho người khác.\n\n"
        "Nếu ông/bà không liên quan, hãy bỏ qua thư này.\n"
    )
