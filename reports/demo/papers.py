"""The files that the main job leaves behind."""

from __future__ import annotations

import json
import time
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from delegates.models import Council
from meetings.calendars import calendar_of_round
from meetings.enums import Phase
from reports.actions import invitation_bundle
from reports.actions.rendering import render_all
from reports.enums import DocumentKind
from reports.totals import so_lieu
from txct.core import outbox
from txct.core.models import IssuedDocument, OutboxMessage

WAIT_FOR_WORKER = timedelta(seconds=25)
State = OutboxMessage.State
FILE_NAMES = {
    DocumentKind.PLAN: "ke-hoach",
    DocumentKind.SCHEDULE_NOTICE: "thong-bao-lich",
    DocumentKind.MINUTES: "bien-ban",
    DocumentKind.GROUP_REPORT: "bao-cao-to-dai-bieu",
    DocumentKind.TRANSFER: "chuyen-kien-nghi",
    DocumentKind.REMINDER: "don-doc",
    DocumentKind.SUMMARY_REPORT: "bao-cao-tong-hop",
}


def papers_of(council: Council) -> dict[str, IssuedDocument]:
    """The paper of each kind that is shown, by the name of its files; the first of many."""
    found: dict[str, IssuedDocument] = {}
    for document in IssuedDocument.objects.filter(tenant_id=council.pk).order_by("pk"):
        name = FILE_NAMES.get(DocumentKind(document.kind))
        if name is not None:
            found.setdefault(name, document)
    return found


def write_figures(council: Council, out: Path) -> list[Path]:
    """The calendar of the round and the figures of its report. Returns what was written."""
    round_ = council.rounds.get(phase=Phase.BEFORE)
    calendar = calendar_of_round(round_, dtstamp=round_.releases.latest("number").at)
    reported_at = papers_of(council)["bao-cao-tong-hop"].issued_at
    figures = json.dumps(so_lieu(council, reported_at), ensure_ascii=False, indent=1, sort_keys=True)
    return [
        _write(out / "lich.ics", calendar.encode()),
        _write(out / "so-lieu.json", figures.encode() + b"\n"),
    ]


def write_papers(council: Council, out: Path) -> list[Path]:
    """Papers as PDF, Word and Excel. Returns what was written; raises RenderError when PDF cannot be made here."""
    written = []
    papers = papers_of(council)
    rendered = render_all(list(papers.values()))
    for name, document in papers.items():
        for kept in rendered[document.pk]:
            if kept.form == "pdf" or name in ("ke-hoach", "bao-cao-tong-hop"):
                written.append(_write(out / f"{name}.{kept.form}", bytes(kept.content)))
    written.append(_write(out / "giay-moi.pdf", invitation_bundle(council.rounds.get(phase=Phase.BEFORE))))
    return written


def _write(target: Path, content: bytes) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    return target


def deliver_notices(council: Council) -> str:
    """Wait for the worker to send what the release put into the outbox; without a worker send here, and say so."""
    rows = OutboxMessage.objects.filter(tenant_id=council.pk)
    deadline = timezone.now() + WAIT_FOR_WORKER
    while rows.filter(state__in=(State.PENDING, State.SENDING)).exists():
        if timezone.now() > deadline:
            outbox.deliver()
            return "chưa có bộ phận gửi chạy nền, đã gửi ngay trong lệnh này"
        time.sleep(0.2)
    return "đã gửi qua hàng đợi"


def write_letters(council: Council, out: Path) -> list[Path]:
    """Each message that was sent, as the mail server got it; old files of earlier runs are removed."""
    folder = out / "thu"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.eml"):
        old.unlink()
    sent = OutboxMessage.objects.filter(tenant_id=council.pk, state=State.SENT).order_by("pk")
    return [_write(folder / f"{message.key}.eml", outbox.build_mail(message).message().as_bytes()) for message in sent]
