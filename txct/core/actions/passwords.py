"""Telling people how to set a forgotten password."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.template.loader import render_to_string

from txct.core import outbox
from txct.core.models import OutboxMessage, User
from txct.core.permissions import tenants_of
from txct.core.writing import action


@action
def send_password_link(*, user: User, path: str) -> OutboxMessage | None:
    """Mail the link PATH, which sets a new password once; nothing for somebody who belongs to no council."""
    tenants = tenants_of(user)
    if not tenants:
        return None
    return outbox.put(
        tenant_id=tenants[0],
        key=f"password-{uuid.uuid4()}",
        recipient_name=user.full_name,
        address=user.email,
        subject=render_to_string("registration/password_reset_subject.txt").strip(),
        body=render_to_string(
            "registration/password_reset_email.html", {"user": user, "link": settings.SITE_URL + path}
        ),
    )
