"""Reads a schedule that exists (.xlsx, .docx, .csv, .html, .txt), shows what it says, and writes it when told to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from meetings.actions.imports import Imported, commit_schedule, preview_against
from meetings.importers.schedule import read_schedule
from meetings.importers.schedule_values import NotASchedule, ReadMeeting, SchedulePreview, Weight
from meetings.models import Plan
from txct.core.writing import Refused
from txct.lib.dates import clock_text

_WEIGHTS = {Weight.ERROR: "Lỗi", Weight.WARNING: "Cần xem", Weight.INFO: "Ghi nhận"}


class Command(BaseCommand):
    help = "Đọc lịch tiếp xúc cử tri có sẵn để xem trước; chỉ ghi khi có --commit."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="tệp lịch .xlsx, .docx, .csv, .html hoặc .txt")
        parser.add_argument("--plan", type=int, default=None, metavar="ID", help="số của kế hoạch mà lịch thuộc về")
        parser.add_argument("--year", type=int, default=None, help="năm của những ngày in không có năm")
        parser.add_argument("--commit", action="store_true", help="ghi các hội nghị vào kế hoạch")
        parser.add_argument("--json", action="store_true", help="in những gì đọc được dưới dạng JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["commit"] and options["plan"] is None:
            raise CommandError("Muốn ghi lịch phải chọn kế hoạch bằng --plan ID.")
        year = options["year"]
        if year is not None and not 1945 <= year <= 2199:
            raise CommandError("Năm phải có bốn chữ số, ví dụ --year 2026.")
        plan = None if options["plan"] is None else _plan(options["plan"])
        try:
            preview = _preview(Path(options["file"]), plan, year)
            if options["json"]:
                self.stdout.write(json.dumps(preview.as_json(), ensure_ascii=False, indent=2))
            else:
                self._show(preview)
            if options["commit"]:
                self._tell(commit_schedule(plan=plan, preview=preview, by=None), quiet=options["json"])
        except (NotASchedule, Refused) as refusal:
            raise CommandError(refusal.message) from refusal

    def _show(self, preview: SchedulePreview) -> None:
        self.stdout.write(f"Đọc được {len(preview.meetings)} hội nghị, {len(preview.problems)} điều cần biết.")
        for meeting in preview.meetings:
            self.stdout.write(f"- {_line(meeting)}")
        for item in preview.problems:
            spot = str(item.spot)
            self.stdout.write(f"{_WEIGHTS[item.weight]} – {spot}: {item.message}")

    def _tell(self, done: Imported, *, quiet: bool) -> None:
        stream = self.stderr if quiet else self.stdout
        stream.write(f"Đã ghi {len(done.meetings)} hội nghị; {done.already} hội nghị có từ trước, giữ nguyên.")


def _plan(pk: int) -> Plan:
    plan = Plan.objects.filter(pk=pk).first()
    if plan is None:
        raise CommandError(f"Không có kế hoạch số {pk}. Xem số của kế hoạch ở trang kế hoạch.")
    return plan


def _preview(path: Path, plan: Plan | None, year: int | None) -> SchedulePreview:
    if plan is None:
        return read_schedule(path, year=year)
    rounds = list(plan.rounds.filter(is_off_plan=False))
    window = (min(item.starts_on for item in rounds), max(item.ends_on for item in rounds)) if rounds else None
    preview = read_schedule(path, year=year, plan_day=plan.issued_on, window=window)
    return preview_against(plan=plan, preview=preview)


def _line(meeting: ReadMeeting) -> str:
    hour = clock_text(meeting.start) if meeting.start else f"buổi {meeting.part}" if meeting.part else "chưa có giờ"
    parts = [
        f"{meeting.spot!s}: {meeting.day_text or 'chưa có ngày'}, {hour}",
        ", ".join(unit.name for unit in meeting.units) or "chưa có đơn vị",
        meeting.venue or "chưa có địa điểm",
        ", ".join(meeting.groups),
        ", ".join(meeting.delegates),
    ]
    return "; ".join(filter(None, parts))
