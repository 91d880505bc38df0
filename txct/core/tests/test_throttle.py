"""Limits on public forms: counted by address and by the hour, without keeping the address."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import RequestFactory

from txct.core.models import PublicUse
from txct.core.throttle import Limit, client_address, take_turn

TWICE = Limit("phiếu", 2, timedelta(hours=1))
NOON = datetime(2026, 11, 26, 5, 10, tzinfo=UTC)


@pytest.mark.django_db
def test_after_the_last_turn_one_is_told_when_to_come_back_and_then_may() -> None:
    turns = [take_turn(TWICE, "203.0.113.7", at=NOON + timedelta(minutes=minute)) for minute in (0, 1, 2, 49, 50)]
    again = datetime(2026, 11, 26, 6, 0, tzinfo=UTC)
    assert turns == [None, None, again, again, None]


@pytest.mark.django_db
def test_addresses_and_forms_are_counted_apart_but_one_household_is_one() -> None:
    other = Limit("tra cứu", 2, timedelta(hours=1))
    for limit, address in ((TWICE, "203.0.113.7"), (TWICE, "203.0.113.8"), (other, "203.0.113.7")):
        assert take_turn(limit, address, at=NOON) is None
    assert [take_turn(TWICE, f"2001:db8:0:1::{host}", at=NOON) is None for host in (1, 2, 3)] == [True, True, False]
    assert take_turn(TWICE, "2001:db8:0:2::1", at=NOON) is None
    assert [take_turn(TWICE, address, at=NOON) is None for address in ("::ffff:203.0.113.7", "203.0.113.7")] == [
        True,
        False,
    ]


@pytest.mark.django_db
def test_neither_the_address_nor_old_counts_are_kept() -> None:
    take_turn(TWICE, "203.0.113.7", at=NOON)
    take_turn(TWICE, "203.0.113.8", at=NOON + timedelta(days=2))
    kept = PublicUse.objects.get()
    assert (kept.used, kept.until) == (1, datetime(2026, 11, 28, 6, 0, tzinfo=UTC))
    assert len(kept.key) == 64


@pytest.mark.parametrize(
    ("proxies", "claimed", "seen"),
    [
        (0, "9.9.9.9", "10.0.0.1"),
        (1, "9.9.9.9, 203.0.113.7", "203.0.113.7"),
        (2, "9.9.9.9, 203.0.113.7, 10.0.0.9", "203.0.113.7"),
        (1, "", "10.0.0.1"),
        (2, "203.0.113.7", "10.0.0.1"),
    ],
)
def test_what_a_client_claims_about_its_address_is_not_believed(
    settings: Any, proxies: int, claimed: str, seen: str
) -> None:
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory(headers={"x-forwarded-for": claimed}).get("/", REMOTE_ADDR="10.0.0.1")
    assert client_address(request) == seen
