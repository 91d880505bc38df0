"""The trace: written with the write it tells of, and unbroken."""

from datetime import UTC, date, datetime

import pytest
from django.db import transaction

from txct.core.audit import broken_links, plain, record
from txct.core.models import AuditChain, AuditEntry, Tenant, User
from txct.core.models.trace import AppendOnly

pytestmark = pytest.mark.django_db


@pytest.fixture
def tenant() -> Tenant:
    return Tenant.objects.create(code="a", name="HĐND xã A")


@pytest.fixture
def secretary() -> User:
    return User.objects.create_user("thu.ky@a.example", "Nguyễn Thị Thư")


def write(tenant: Tenant, by: User | None, *labels: str) -> list[AuditEntry]:
    with transaction.atomic():
        return [
            record(
                by=by, action="tenant.renamed", obj=tenant, tenant_id=tenant.pk, old={"name": "cũ"}, new={"name": n}
            )
            for n in labels
        ]


def test_an_entry_keeps_who_what_old_and_new(tenant: Tenant, secretary: User) -> None:
    (entry,) = write(tenant, secretary, "mới")
    entry.refresh_from_db()
    assert (entry.actor, entry.actor_name, entry.action) == (secretary, "Nguyễn Thị Thư", "tenant.renamed")
    assert (entry.object_type, entry.object_id, entry.object_label) == ("core.tenant", str(tenant.pk), "HĐND xã A")
    assert (entry.old, entry.new, entry.position) == ({"name": "cũ"}, {"name": "mới"}, 1)


def test_entries_of_two_councils_form_two_whole_chains(tenant: Tenant) -> None:
    other = Tenant.objects.create(code="b", name="HĐND xã B")
    write(tenant, None, "1", "2")
    write(other, None, "3")
    write(tenant, None, "4")
    positions = AuditEntry.objects.filter(tenant=tenant).order_by("position").values_list("position", flat=True)
    assert list(positions) == [1, 2, 3]
    assert list(broken_links()) == []


def test_a_changed_entry_is_found(tenant: Tenant) -> None:
    write(tenant, None, "1", "2", "3")
    AuditEntry.objects.filter(position=2).update(new={"name": "giả"})
    assert list(broken_links()) == ["HĐND xã A: dòng 2 không khớp chuỗi"]


def test_a_cut_tail_is_found(tenant: Tenant) -> None:
    write(tenant, None, "1", "2", "3")
    AuditEntry.objects.filter(position=3).delete()
    assert list(broken_links()) == ["HĐND xã A: chuỗi bị cắt sau dòng 2/3"]


def test_an_entry_cannot_be_saved_again_or_removed(tenant: Tenant) -> None:
    (entry,) = write(tenant, None, "1")
    with pytest.raises(AppendOnly, match="không được sửa"):
        entry.save()
    with pytest.raises(AppendOnly, match="không được xóa"):
        entry.delete()


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_is_refused(tenant: Tenant) -> None:
    with pytest.raises(RuntimeError, match="transaction of the write"):
        record(by=None, action="x", obj=tenant, tenant_id=tenant.pk)


@pytest.mark.django_db(transaction=True)
def test_a_write_rolled_back_leaves_no_entry_and_no_gap(tenant: Tenant) -> None:
    write(tenant, None, "1")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record(by=None, action="x", obj=tenant, tenant_id=tenant.pk)
        raise ZeroDivisionError
    write(tenant, None, "2")
    assert AuditChain.objects.get(tenant=tenant).length == 2
    assert list(broken_links()) == []


def test_values_are_kept_in_plain_form(tenant: Tenant) -> None:
    moment = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)
    assert plain({"day": date(2026, 11, 24), "at": moment, "who": tenant, "many": (1, "a"), "none": None}) == {
        "day": "2026-11-24",
        "at": "2026-11-24T08:30:00+07:00",
        "who": tenant.pk,
        "many": [1, "a"],
        "none": None,
    }
