"""Numbers without gaps; papers that never change."""

import threading
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction

from txct.core.models import AuditEntry, IssuedDocument, NumberRegister, Tenant
from txct.core.models.trace import AppendOnly
from txct.core.register import issue_document, keep_file, open_register, take_number, void_number
from txct.core.writing import Refused

NOON = datetime(2017, 6, 6, 12, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


@pytest.fixture
def tenant(db: None) -> Tenant:
    return Tenant.objects.create(code="a", name="HĐND xã A")


def issue(tenant: Tenant, on: date = date(2017, 6, 6), **extra: object) -> IssuedDocument:
    return issue_document(
        tenant_id=tenant.pk,
        kind="plan",
        symbol="KH-HĐND",
        title="Tiếp xúc cử tri",
        issued_on=on,
        subject=tenant,
        snapshot={"number": None},
        by=None,
        at=NOON,
        **extra,
    )


def test_numbers_run_by_series_and_year(tenant: Tenant) -> None:
    numbers = [issue(tenant).number_text, issue(tenant).number_text, issue(tenant, date(2018, 1, 2)).number_text]
    assert numbers == ["01/KH-HĐND", "02/KH-HĐND", "01/KH-HĐND"]


def test_a_register_may_begin_where_the_office_stands(tenant: Tenant) -> None:
    open_register(tenant_id=tenant.pk, series="KH-HĐND", year=2017, next_number=28, by=None)
    assert issue(tenant).number_text == "28/KH-HĐND"
    with pytest.raises(Refused, match="đã mở"):
        open_register(tenant_id=tenant.pk, series="KH-HĐND", year=2017, next_number=3, by=None)


def test_the_number_is_written_into_the_frozen_content(tenant: Tenant) -> None:
    document = issue(tenant, number_into=lambda content, number: {**content, "number": number})
    assert document.snapshot == {"number": 1}
    assert len(document.digest) == 64
    entry = AuditEntry.objects.get(action="document.issued")
    assert entry.new == {"number": "01/KH-HĐND", "digest": document.digest}


def test_the_registry_may_number_by_hand(tenant: Tenant) -> None:
    document = issue(tenant, numbered=False)
    assert (document.number, document.register, document.number_text) == (None, None, "KH-HĐND")
    assert not NumberRegister.objects.exists()


def test_an_issued_paper_refuses_a_second_save(tenant: Tenant) -> None:
    document = issue(tenant)
    document.title = "khác"
    with pytest.raises(AppendOnly):
        document.save()


def test_a_file_is_kept_once_and_never_replaced(tenant: Tenant) -> None:
    document = issue(tenant)
    first = keep_file(document=document, form="pdf", content=b"one")
    assert keep_file(document=document, form="pdf", content=b"one") == first
    with pytest.raises(Refused, match="không được thay"):
        keep_file(document=document, form="pdf", content=b"two")


def test_a_void_number_stays_used_with_its_reason(tenant: Tenant) -> None:
    document = issue(tenant)
    with pytest.raises(Refused, match="lý do"):
        void_number(register=document.register, reason=" ", by=None)
    void_number(register=document.register, reason="ghi nhầm sổ", by=None)
    assert issue(tenant).number == 3


def test_the_database_refuses_the_same_number_twice(tenant: Tenant) -> None:
    document = issue(tenant)
    copy = IssuedDocument(
        tenant=tenant,
        kind="plan",
        register=document.register,
        number=document.number,
        symbol="KH-HĐND",
        title="x",
        issued_on=date(2017, 6, 6),
        subject_type="x",
        subject_id="1",
        snapshot={},
        digest="0" * 64,
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save()


@pytest.mark.django_db(transaction=True)
def test_a_number_outside_a_transaction_is_refused(tenant: Tenant) -> None:
    with pytest.raises(RuntimeError, match="transaction of the paper"):
        take_number(tenant_id=tenant.pk, series="KH", year=2017)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_sixteen_writers_with_roll_backs_leave_no_gap_and_no_double(tenant: Tenant) -> None:
    open_register(tenant_id=tenant.pk, series="KH-HĐND", year=2017, next_number=1, by=None)

    def work(seed: int) -> None:
        try:
            for turn in range(8):
                try:
                    with transaction.atomic():
                        issue(tenant)
                        if (seed + turn) % 10 == 0:
                            raise ZeroDivisionError
                except ZeroDivisionError:
                    continue
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    numbers = sorted(IssuedDocument.objects.values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) > 100
    assert NumberRegister.objects.get().last_number == len(numbers)
