"""Opens a council in an installation: its place, its term, its bodies and catalogues, and its first secretary."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from delegates.actions import create_council, start_term
from delegates.models import Council, Locality
from petitions.defaults import set_up_catalogues
from txct.core.actions import assign_role
from txct.core.models import User
from txct.core.roles import Role
from txct.core.writing import Refused
from txct.lib.dates import parse_date
from txct.lib.text import fold
from txct.lib.unreadable import Unreadable


class Command(BaseCommand):
    help = "Mở một Hội đồng: nơi chốn, nhiệm kỳ, cơ quan, danh mục và người thư ký đầu tiên."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("place", metavar="MÃ", help="mã đơn vị hành chính, ví dụ 09367 (phường Từ Sơn)")
        parser.add_argument("--term", type=int, required=True, help="khóa thứ mấy, ví dụ 2")
        parser.add_argument("--from", dest="starts_on", required=True, help="ngày bắt đầu nhiệm kỳ, ví dụ 29/3/2026")
        parser.add_argument("--secretary", required=True, help="thư điện tử của thư ký, để đặt mật khẩu")
        parser.add_argument("--name", required=True, help="họ và tên của thư ký")

    def handle(self, *args: Any, **options: Any) -> None:
        if not Locality.objects.exists():
            call_command("load_localities", stdout=self.stdout)
        try:
            starts_on = parse_date(options["starts_on"])
            self._check_address(options["secretary"])
            with transaction.atomic():
                council = self._open(self._place(options["place"]), starts_on, options)
        except (Refused, Unreadable) as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"Đã mở {council.name}. Thư ký {options['name']} đăng nhập bằng {options['secretary']}.")

    def _check_address(self, address: str) -> None:
        try:
            validate_email(address)
        except ValidationError as error:
            raise CommandError(
                f"“{address}” không phải địa chỉ thư điện tử; thư ký cần thư để đặt mật khẩu. Ví dụ: thu-ky@tuson.vn"
            ) from error

    def _place(self, code: str) -> Locality:
        place = Locality.objects.valid(timezone.localdate()).filter(code=code).order_by("level").first()
        if place is None:
            raise CommandError(
                f"Hôm nay không có đơn vị hành chính mang mã {code}. Xem mã trong Hồ sơ → Đơn vị hành chính."
            )
        if Council.objects.filter(locality=place).exists():
            raise CommandError(f"Hội đồng của {place} đã mở.")
        return place

    def _open(self, place: Locality, starts_on: date, options: dict[str, Any]) -> Council:
        code = slugify(fold(place.full_name)) or place.code
        council = create_council(code=f"{code}-{place.code}", level=place.level, locality=place, by=None)
        start_term(council=council, ordinal=options["term"], starts_on=starts_on, by=None)
        set_up_catalogues(council=council, by=None)
        user = User.objects.filter(email__iexact=options["secretary"]).first()
        if user is None:
            user = User.objects.create_user(options["secretary"], options["name"], is_staff=True)
        assign_role(user=user, tenant=council, role=Role.SECRETARY, by=None)
        return council
