"""Limits on public forms: so many uses of one address within a stretch of time, then a time to come back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, ip_address

from django.conf import settings
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from txct.core.models import PublicUse

KEPT = timedelta(days=1)
HOME_BITS = 64
"""One household holds so many leading bits of an IPv6 address; the rest changes at will."""


@dataclass(frozen=True, slots=True)
class Limit:
    """So many uses of a form by one address in each stretch of time."""

    name: str
    number: int
    window: timedelta


def client_address(request: HttpRequest) -> str:
    """The visitor's address as the outermost of our own proxies saw it; what a client claims is not believed."""
    proxies: int = settings.TRUSTED_PROXIES
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    if proxies and len(forwarded) >= proxies and forwarded[-proxies].strip():
        return forwarded[-proxies].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


def take_turn(limit: Limit, address: str, *, at: datetime | None = None) -> datetime | None:
    """Count one use by ADDRESS at the moment AT: None when it may go on, else the moment from which it may again."""
    moment = at or timezone.now()
    seconds = int(limit.window.total_seconds())
    turn = int(moment.timestamp()) // seconds
    until = datetime.fromtimestamp((turn + 1) * seconds, tz=UTC)
    key = salted_hmac("txct.core.throttle", f"{limit.name}|{_home(address)}|{turn}", algorithm="sha256").hexdigest()
    _use, fresh = PublicUse.objects.get_or_create(key=key, defaults={"until": until})
    if fresh:
        PublicUse.objects.filter(until__lt=moment - KEPT).delete()
    # The database counts, so that two processes never both give the last turn.
    given = PublicUse.objects.filter(key=key, used__lt=limit.number).update(used=F("used") + 1)
    return None if given else until


def _home(address: str) -> str:
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv4Address):
        return str(parsed)
    return str(parsed.ipv4_mapped or int(parsed) >> (128 - HOME_BITS))
