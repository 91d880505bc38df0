"""Check on the live database what must always hold."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from meetings import fsck as meetings_fsck
from petitions import fsck as petitions_fsck
from txct.core import fsck as core_fsck
from txct.core.fsck import Invariant
from txct.core.scoping import trusted
from txct.lib.numbers import thousands_text

INVARIANTS: tuple[Invariant, ...] = (
    *core_fsck.INVARIANTS,
    *meetings_fsck.INVARIANTS,
    *petitions_fsck.INVARIANTS,
)
SHOWN = 20


class Command(BaseCommand):
    """Prints each law with how many rows were looked at and what breaks it; exit code 1 on any breach."""

    help = "Kiểm tra dữ liệu: không mất, không trùng, đúng trình tự, đúng Hội đồng. Chỉ đọc, không sửa."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="in mọi chỗ sai, không chỉ 20 chỗ đầu của mỗi điều")

    def handle(self, *args: Any, **options: Any) -> None:
        broken = 0
        with trusted():
            for invariant in INVARIANTS:
                breaches = list(invariant.breaches())
                broken += len(breaches)
                mark = f"SAI {len(breaches)}" if breaches else "đúng"
                looked_at = thousands_text(invariant.checked())
                self.stdout.write(f"{invariant.code:<6} {invariant.title}: {looked_at} dòng – {mark}")
                shown = breaches if options["all"] else breaches[:SHOWN]
                for sentence in shown:
                    self.stdout.write(f"       - {sentence}")
                if len(shown) < len(breaches):
                    self.stdout.write(f"       … và {len(breaches) - len(shown)} chỗ nữa (thêm --all để xem hết)")
        if broken:
            raise CommandError(f"Có {broken} chỗ sai.", returncode=1)
        self.stdout.write("Dữ liệu đúng.")
