"""Reads an administrative plan from a .txt or .docx file into a draft plan, or only shows what it says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from delegates.models import Council
from meetings.actions.plan_imports import import_plan
from meetings.importers.plan_text import parse_plan
from meetings.importers.reading import NotAPlan, read_file
from meetings.models import Plan
from meetings.plan_texts import text_of
from txct.core.writing import Refused


class Command(BaseCommand):
    help = "Đọc tệp kế hoạch (.txt, .docx) thành dự thảo kế hoạch tiếp xúc cử tri."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="tệp kế hoạch .txt hoặc .docx")
        parser.add_argument("--council", default="", help="mã Hội đồng nhận kế hoạch, ví dụ tu-son")
        parser.add_argument("--json", action="store_true", help="in những gì đọc được dưới dạng JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["file"])
        try:
            text = parse_plan(read_file(path))
            plan = _store(options["council"], path) if options["council"] else None
        except (NotAPlan, Refused) as refusal:
            raise CommandError(refusal.message) from refusal
        if options["json"]:
            self.stdout.write(json.dumps(text.to_json(), ensure_ascii=False, indent=2))
        elif plan is None:
            raise CommandError("Chọn Hội đồng bằng --council MÃ để lưu kế hoạch, hoặc --json để chỉ xem.")
        else:
            self._tell(plan)

    def _tell(self, plan: Plan) -> None:
        counts = {section: len(texts) for section, texts in text_of(plan).items()}
        self.stdout.write(f"Dự thảo kế hoạch số {plan.pk}: {plan}")
        self.stdout.write(
            f"Căn cứ {counts.get('basis', 0)}, mục đích {counts.get('purpose', 0)}, "
            f"yêu cầu {counts.get('requirement', 0)}."
        )
        for warning in plan.warnings:
            self.stdout.write(f"Lưu ý: {warning}")


def _store(code: str, path: Path) -> Plan:
    council = Council.objects.filter(code=code).first()
    if council is None:
        known = ", ".join(Council.objects.order_by("code").values_list("code", flat=True)[:20])
        listed = f"Các mã đang có: {known}." if known else "Chưa có Hội đồng nào."
        raise CommandError(f"Không có Hội đồng mang mã “{code}”. {listed}")
    return import_plan(council=council, filename=path.name, content=path.read_bytes(), by=None)
