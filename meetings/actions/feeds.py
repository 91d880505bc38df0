"""Private calendar addresses: shown once, kept as a hash, revoked at once."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from delegates.models import Delegate, DelegateGroup
from meetings.models import CalendarFeed
from txct.core.audit import record
from txct.core.models import User
from txct.core.scoping import trusted
from txct.core.writing import Refused, action

TOKEN_BYTES = 32


def digest_of(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


@action
def issue_feed(
    *,
    by: User | None,
    at: datetime,
    delegate: Delegate | None = None,
    group: DelegateGroup | None = None,
) -> tuple[CalendarFeed, str]:
    """A new address for a delegate or a group, and the token to show this once; older ones of the owner stop."""
    owner = delegate or group
    if owner is None or (delegate is not None and group is not None):
        raise Refused("Chọn một đại biểu hoặc một Tổ đại biểu.")
    for old in CalendarFeed.objects.filter(delegate=delegate, group=group, revoked_at=None):
        revoke_feed(feed=old, by=by, at=at)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    feed = CalendarFeed.objects.create(
        council_id=owner.council_id,
        delegate=delegate,
        group=group,
        token_sha256=digest_of(token),
        created_at=at,
    )
    record(by=by, action="feed.issued", obj=feed, tenant_id=feed.council_id, at=at, new={"owner": str(owner)})
    return feed, token


@action
def revoke_feed(*, feed: CalendarFeed, by: User | None, at: datetime) -> CalendarFeed:
    """Stop an address; the same again changes nothing."""
    if feed.revoked_at is None:
        feed.revoked_at = at
        feed.save(update_fields=["revoked_at"])
        record(by=by, action="feed.revoked", obj=feed, tenant_id=feed.council_id, at=at)
    return feed


def feed_by_token(token: str) -> CalendarFeed | None:
    """The live address a token opens, or None."""
    with trusted():
        rows = CalendarFeed.objects.filter(token_sha256=digest_of(token), revoked_at=None)
        return rows.select_related("delegate", "group", "council").first()
