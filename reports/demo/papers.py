"""The files that the main job leaves behind."""

from __future__ import annotations

import hashlib
import json
import time
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from meetings.calendars import calendar_of_round
from reports.actions import invitation_bundle, render_issued
from reports.demo.town_2017 import Town
from reports.totals import so_lieu
from txct.core import outbox
from txct.core.models import OutboxMessage

WAIT_FOR_WORKER = timedelta(seconds=25)
State = OutboxMessage.State


def write_papers(town: Town, out: Path) -> list[Path]:
    """Papers as PDF, Word and Excel, the calendar of the round, the figures. Returns what was written."""
    written = []
    for name, document in town.papers.items():
        for kept in render_issued(document):
            if kept.form == "pdf" or name in ("ke-hoach", "bao-cao-tong-hop"):
                written.append(_write(out / f"{name}.{kept.form}", bytes(kept.content)))
    assert town.before is not None, "the round comes first"  # noqa: S101
    written.append(_write(out / "giay-moi.pdf", invitation_bundle(town.before)))
    calendar = calendar_of_round(town.before, dtstamp=town.before.releases.latest("number").at)
    written.append(_write(out / "lich.ics", calendar.encode()))
    reported_at = town.papers["bao-cao-tong-hop"].issued_at
    figures = json.dumps(so_lieu(town.council, reported_at), ensure_ascii=False, indent=1, sort_keys=True)
    written.append(_write(out / "so-lieu.json", figures.encode() + b"\n"))
    return written


def _write(target: Path, content: bytes) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    return target


def deliver_notices(town: Town) -> str:
    """Wait for the worker to send what the release put into the outbox; without a worker send here, and say so."""
    rows = OutboxMessage.objects.filter(tenant=town.council)
    deadline = timezone.now() + WAIT_FOR_WORKER
    while rows.filter(state__in=(State.PENDING, State.SENDING)).exists():
        if timezone.now() > deadline:
            outbox.deliver()
            return "chưa có bộ phận gửi chạy nền, đã gửi ngay trong lệnh này"
        time.sleep(0.2)
    return "đã gửi qua hàng đợi"


def write_letters(town: Town, out: Path) -> list[Path]:
    """Each message that was sent, as the mail server got it; old files of earlier runs are removed."""
    folder = out / "thu"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.eml"):
        old.unlink()
    sent = OutboxMessage.objects.filter(tenant=town.council, state=State.SENT).order_by("pk")
    return [
        _write(folder / f"{message.key}.eml", outbox.build_mail(message).message().as_bytes(linesep="\r\n"))
        for message in sent
    ]


def checksum(path: Path) -> str:
    """SHA-256 of a written file, for the list that the command prints."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
