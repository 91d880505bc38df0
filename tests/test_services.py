"""A message goes through real servers: outbox, Redis, worker, mail server; and the browser sees the live site."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from tests.fixtures.services import MailSink, Worker
from txct.core import outbox
from txct.core.models import OutboxMessage, Tenant


def put_three(tenant: Tenant) -> None:
    with transaction.atomic():
        for name in ("An", "Bình", "Đức"):
            outbox.put(
                tenant_id=tenant.pk,
                key=f"giay-moi-{name}",
                recipient_name=name,
                address="dai-bieu@tuson.example",
                subject="Giấy mời hội nghị tiếp xúc cử tri",
                body=f"Kính mời đại biểu {name}.",
            )


def test_three_notices_reach_the_mail_server_once_each(worker: Worker, smtp_sink: MailSink) -> None:
    put_three(Tenant.objects.create(code="tu-son", name="HĐND thị xã Từ Sơn"))
    received = smtp_sink.wait(3)
    assert sorted(mail["Message-ID"].split("@")[0] for mail in received) == [
        "<giay-moi-An",
        "<giay-moi-Bình",
        "<giay-moi-Đức",
    ]
    assert {mail.get_content().strip() for mail in received} == {
        "Kính mời đại biểu An.",
        "Kính mời đại biểu Bình.",
        "Kính mời đại biểu Đức.",
    }


def test_a_notice_written_while_the_worker_is_dead_goes_out_when_it_is_back(
    worker: Worker, smtp_sink: MailSink
) -> None:
    worker.kill()
    put_three(Tenant.objects.create(code="tu-son", name="HĐND thị xã Từ Sơn"))
    assert OutboxMessage.objects.filter(state=OutboxMessage.State.PENDING).count() == 3
    worker.start()
    assert len(smtp_sink.wait(3)) == 3


@pytest.mark.django_db(transaction=True)
def test_a_busy_mail_server_makes_the_notice_wait(smtp_sink: MailSink) -> None:
    smtp_sink.answer = "451 4.3.0 busy"
    put_three(Tenant.objects.create(code="tu-son", name="HĐND thị xã Từ Sơn"))
    assert outbox.deliver() == {"sent": 0, "failed": 0, "retried": 3, "late": 0}
    assert smtp_sink.messages == []


@pytest.mark.django_db(transaction=True)
def test_the_log_in_page_opens_in_a_browser_without_a_barrier(phone: Any, axe: Any) -> None:
    phone.goto(reverse("core:login"))
    axe(phone)
    assert phone.title() != ""
