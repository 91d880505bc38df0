"""What leaves the system: once per key, after commit, retried, never after its time."""

import smtplib
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from txct.core import outbox
from txct.core.models import OutboxMessage, Tenant

State = OutboxMessage.State


@pytest.fixture
def tenant(db: None) -> Tenant:
    return Tenant.objects.create(code="a", name="HĐND xã A")


@pytest.fixture
def folder(settings: object, tmp_path: Path) -> Path:
    settings.EMAIL_BACKEND = "txct.core.mail.EmlFileBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    settings.DEFAULT_FROM_EMAIL = "vanphong@a.example"
    return tmp_path


def put(tenant: Tenant, key: str = "n1", **extra: object) -> OutboxMessage:
    with transaction.atomic():
        return outbox.put(
            tenant_id=tenant.pk,
            key=key,
            recipient_name='Đỗ Thị "Nụ"',
            address="nu@a.example",
            subject="Giấy mời hội nghị tiếp xúc cử tri",
            body="Kính mời bà dự hội nghị.",
            **extra,
        )


def test_a_message_is_sent_once_with_its_own_message_id(tenant: Tenant, folder: Path) -> None:
    put(tenant)
    put(tenant)
    assert outbox.deliver() == {"sent": 1, "failed": 0, "retried": 0, "late": 0}
    assert outbox.deliver() == {"sent": 0, "failed": 0, "retried": 0, "late": 0}
    (file,) = folder.iterdir()
    mail = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert mail["Message-ID"] == "<n1@a.example>"
    assert mail["Subject"].strip() == "Giấy mời hội nghị tiếp xúc cử tri"
    assert mail["To"] == "Đỗ Thị Nụ <nu@a.example>"
    assert mail.get_content().strip() == "Kính mời bà dự hội nghị."


def test_the_calendar_goes_along_with_its_method(tenant: Tenant, folder: Path) -> None:
    put(tenant, calendar="BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", calendar_method="REQUEST")
    outbox.deliver()
    mail = message_from_bytes(next(folder.iterdir()).read_bytes(), policy=policy.default)
    (part,) = list(mail.iter_attachments())
    assert (part.get_content_type(), part.get_param("method")) == ("text/calendar", "REQUEST")
    assert part.get_filename() == "lich.ics"
    assert part.get_content() in ("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "BEGIN:VCALENDAR\nEND:VCALENDAR\n")


def test_a_message_whose_time_is_over_is_not_sent(tenant: Tenant, folder: Path) -> None:
    message = put(tenant, send_before=timezone.now() + timedelta(minutes=1))
    OutboxMessage.objects.update(send_before=timezone.now() - timedelta(seconds=1))
    assert outbox.deliver()["late"] == 1
    message.refresh_from_db()
    assert (message.state, message.error) == (State.FAILED, "Quá giờ hội nghị, không gửi nữa.")
    assert list(folder.iterdir()) == []


def test_old_business_entered_later_is_still_told(tenant: Tenant, folder: Path) -> None:
    assert put(tenant, send_before=timezone.now() - timedelta(days=3000)).send_before is None
    assert outbox.deliver()["sent"] == 1


def test_a_cancelled_message_never_leaves(tenant: Tenant, folder: Path) -> None:
    message = put(tenant)
    assert outbox.cancel([message]) == 1
    assert outbox.deliver()["sent"] == 0


def test_a_sender_that_died_leaves_its_messages_to_the_next(tenant: Tenant, folder: Path) -> None:
    message = put(tenant)
    OutboxMessage.objects.update(state=State.SENDING, lease_until=timezone.now() + timedelta(minutes=1))
    assert outbox.deliver()["sent"] == 0
    OutboxMessage.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert outbox.deliver()["sent"] == 1
    message.refresh_from_db()
    assert message.state == State.SENT


class Refusing:
    """A mail server that answers every message with one error."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def open(self) -> None:
        return None

    def close(self) -> None:
        return None

    def send_messages(self, messages: object) -> int:
        raise self.error


@pytest.mark.parametrize(
    ("error", "outcome", "state"),
    [
        (smtplib.SMTPServerDisconnected("gone"), "retried", State.PENDING),
        (smtplib.SMTPDataError(451, b"later"), "retried", State.PENDING),
        (ConnectionRefusedError(), "retried", State.PENDING),
        (smtplib.SMTPDataError(554, b"no"), "failed", State.FAILED),
        (smtplib.SMTPRecipientsRefused({}), "failed", State.FAILED),
    ],
)
def test_a_server_that_refuses_is_asked_again_or_given_up(
    tenant: Tenant, monkeypatch: pytest.MonkeyPatch, error: Exception, outcome: str, state: str
) -> None:
    message = put(tenant)
    monkeypatch.setattr(outbox, "get_connection", lambda: Refusing(error))
    assert outbox.deliver()[outcome] == 1
    message.refresh_from_db()
    assert (message.state, message.attempts, bool(message.error)) == (state, 1, True)
    if state == State.PENDING:
        wait = message.next_try_at - timezone.now()
        assert timedelta(seconds=20) < wait < timedelta(seconds=40)


def test_after_six_tries_a_person_must_look(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    message = put(tenant)
    monkeypatch.setattr(outbox, "get_connection", lambda: Refusing(ConnectionRefusedError()))
    for _turn in range(6):
        OutboxMessage.objects.update(next_try_at=timezone.now())
        outbox.deliver()
    message.refresh_from_db()
    assert (message.state, message.attempts) == (State.FAILED, 6)


@pytest.mark.django_db(transaction=True)
def test_a_save_succeeds_while_the_broker_is_away(tenant: Tenant, folder: Path, settings: object) -> None:
    from txct.celery import app

    before = app.conf.broker_url
    app.conf.broker_url = "redis://127.0.0.1:1/0"
    try:
        message = put(tenant)
    finally:
        app.conf.broker_url = before
    message.refresh_from_db()
    assert message.state == State.PENDING
    assert outbox.deliver()["sent"] == 1


@pytest.mark.django_db(transaction=True)
def test_a_transaction_calls_the_sender_once(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[None] = []
    monkeypatch.setattr(outbox, "wake_sender", lambda: calls.append(None))
    with transaction.atomic():
        for number in range(3):
            put(tenant, key=f"n{number}")
    assert len(calls) == 1


@pytest.mark.django_db(transaction=True)
def test_business_rolled_back_tells_nobody(tenant: Tenant) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        outbox.put(tenant_id=tenant.pk, key="x", recipient_name="a", address="a@a.example", subject="s", body="b")
        raise ZeroDivisionError
    assert not OutboxMessage.objects.exists()


def test_the_database_knows_that_sent_has_a_time(tenant: Tenant) -> None:
    message = put(tenant)
    with pytest.raises(IntegrityError, match="core_outbox_sent_has_time"), transaction.atomic():
        OutboxMessage.objects.filter(pk=message.pk).update(state=State.SENT)
