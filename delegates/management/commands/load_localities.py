"""`manage.py load_localities`: the administrative units of the country, with their history, in seconds."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from delegates.locality_loading import Tally, UnknownProvince, load_localities
from txct.lib.numbers import thousands_text


class Command(BaseCommand):
    """Loads the shipped units; may be run again at any time."""

    help = "Nạp đơn vị hành chính các cấp (trước và từ 01/7/2025). Chạy lại không sinh dòng trùng."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--province", default="", metavar="MÃ", help="chỉ nạp một tỉnh, thành phố hiện nay")
        parser.add_argument("--only-current", action="store_true", help="chỉ nạp đơn vị đang có hiệu lực")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = load_localities(province_code=options["province"], only_current=options["only_current"])
        except UnknownProvince as error:
            raise CommandError(
                f"Không có tỉnh, thành phố nào hiện nay mang mã “{error}”. "
                "Hãy nhập mã hai chữ số dùng từ 01/7/2025, ví dụ 24 cho tỉnh Bắc Ninh."
            ) from error
        self.stdout.write(_line("Đơn vị hành chính", report.localities))
        self.stdout.write(_line("Quan hệ kế thừa", report.successions))
        self.stdout.write(_line("Thôn, khu phố", report.neighbourhoods))


def _line(title: str, tally: Tally) -> str:
    return (
        f"{title}: thêm {thousands_text(tally.added)}, sửa {thousands_text(tally.corrected)}, "
        f"giữ nguyên {thousands_text(tally.kept)}."
    )
