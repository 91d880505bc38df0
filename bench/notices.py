"""Messages a second through our outbox, beside a bare SMTP loop of the same run; and what announcing a round takes.

The messages and the round are made. The mail server is an aiosmtpd that throws away what it takes, on the loopback,
in a process of its own. Run: ``bench/run notices [--messages N]``.
"""

from __future__ import annotations

import argparse
import importlib.util
import smtplib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.headerregistry import Address
from email.message import EmailMessage

from django.conf import settings
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from bench._council import council, hold
from bench._database import scratch_database, seconds_of
from meetings.models import Notice
from scripts.processes import die_with_parent, free_port
from txct.core import outbox
from txct.core.models import OutboxMessage

HOST = "127.0.0.1"
SENDER = "vanphong@txct.example"
SUBJECT = "Giấy mời: tiếp xúc cử tri phường Từ Sơn, 14h00 ngày 26/11/2026"
BODY = (
    "Kính gửi: đại biểu {name}\n\nThường trực HĐND phường Từ Sơn trân trọng kính mời đại biểu dự Hội nghị tiếp xúc cử "
    "tri khu phố Trầm:\n\nThời gian: 14h00 (chiều) thứ Năm, 26/11/2026, dự kiến đến 17h00.\nĐịa điểm: Nhà văn hóa khu "
    "phố Trầm.\nChủ trì: Ban Thường trực Ủy ban MTTQ phường.\n"
)


@contextmanager
def mail_server() -> Iterator[int]:
    """The port of a server that takes every message and keeps none."""
    if importlib.util.find_spec("aiosmtpd") is None:
        sys.exit("Phép đo này cần aiosmtpd. Hãy chạy bằng bench/run notices.")
    port = free_port()
    command = [sys.executable, "-m", "aiosmtpd", "-n", "-l", f"{HOST}:{port}", "-c", "aiosmtpd.handlers.Sink"]
    quiet = subprocess.DEVNULL
    server = subprocess.Popen(command, stdout=quiet, stderr=quiet, preexec_fn=die_with_parent())
    try:
        end = time.monotonic() + 30
        while True:
            try:
                socket.create_connection((HOST, port), timeout=1).close()
                break
            except OSError:
                if server.poll() is not None or time.monotonic() > end:
                    sys.exit("Máy chủ thư để đo không khởi động được.")
                time.sleep(0.05)
        yield port
    finally:
        server.terminate()
        server.wait()


def bare_loop(port: int, count: int) -> None:
    """The plain way: one open connection, each message built and sent."""
    with smtplib.SMTP(HOST, port) as server:
        for number in range(count):
            mail = EmailMessage()
            mail["Subject"], mail["From"] = SUBJECT, SENDER
            mail["To"] = Address(f"Đại biểu {number}", addr_spec=f"db{number}@do.example")
            mail["Message-ID"] = f"<bare-{number}@txct.example>"
            mail.set_content(BODY.format(name=f"Đại biểu {number}"))
            server.send_message(mail)


def message(tenant_id: int, key: str, number: int) -> OutboxMessage:
    """One made invitation, unsaved."""
    return OutboxMessage(
        tenant_id=tenant_id,
        key=key,
        recipient_name=f"Đại biểu {number}",
        address=f"db{number}@do.example",
        subject=SUBJECT,
        body=BODY.format(name=f"Đại biểu {number}"),
    )


def delivery(tenant_id: int, count: int, laps: int) -> None:
    """Both ways in turn, LAPS times; the best of each is compared, for a shared machine disturbs one way only."""
    bare, written, sent = [], [], []
    with mail_server() as port:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.DEFAULT_FROM_EMAIL = HOST, port, SENDER
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        for lap in range(laps):
            bare.append(seconds_of(lambda: bare_loop(port, count)))

            @transaction.atomic
            def write(lap: int = lap) -> None:
                outbox.put_many([message(tenant_id, f"do-{lap}-{number}", number) for number in range(count)])

            written.append(seconds_of(write))
            began = time.perf_counter()
            counts = outbox.deliver()
            sent.append(time.perf_counter() - began)
            assert counts["sent"] == count, counts
    plain, write_s, send_s = count / min(bare), min(written), min(sent)
    print(f"bare SMTP loop: {plain:.0f} messages/s (1.00, the baseline; {count} messages, one open connection)")
    print(f"outbox, writing: {count / write_s:.0f} messages/s ({count / write_s / plain:.2f} of the bare loop)")
    print(f"outbox, delivering: {count / send_s:.0f} messages/s ({count / send_s / plain:.2f} of the bare loop)")
    both = count / (write_s + send_s)
    print(f"outbox, written and delivered: {both:.0f} messages/s ({both / plain:.2f} of the bare loop)")


def release(meetings: int, groups: int) -> int:
    """Announces a round of MEETINGS meetings: seconds and queries. Returns the council's key."""
    scene = council(groups)
    adding = hold(scene, 0, meetings)
    with CaptureQueriesContext(connection) as seen:
        seconds = seconds_of(scene.release)
    queries, notices = len(seen), Notice.objects.count()
    print(
        f"release of {meetings} meetings: {seconds:.2f} s, {queries} queries "
        f"({1000 * seconds / notices:.1f} ms and {queries / notices:.2f} queries a notice of {notices}; "
        f"{seconds / adding:.2f} of the {adding:.2f} s that entering the meetings took)"
    )
    outbox.cancel(OutboxMessage.objects.all())
    return scene.council.pk


def main() -> None:
    """Announces a made round, then delivers made messages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=300)
    parser.add_argument("--meetings", type=int, default=40)
    parser.add_argument("--laps", type=int, default=3)
    chosen = parser.parse_args()
    with scratch_database():
        tenant_id = release(chosen.meetings, groups=10)
        delivery(tenant_id, chosen.messages, chosen.laps)


if __name__ == "__main__":
    main()
