"""Runs the main job on plan 28/KH-HĐND of thị xã Từ Sơn, and sets up a living council beside it."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from delegates.models import Council
from petitions.models import Agency
from reports.demo import people, town_2017, voices_2017, ward_today
from reports.demo.papers import deliver_notices, write_figures, write_letters, write_papers
from reports.render.pdf import RenderError
from txct.core.roles import Role


class Command(BaseCommand):
    help = "Nạp dữ liệu minh họa bằng chính các thao tác của phần mềm và để lại văn bản trong thư mục --out."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--out", default=str(settings.VAR_DIR / "demo"), help="thư mục để lại văn bản")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("Không nạp dữ liệu minh họa vào hệ thống vận hành thật.")
        out = Path(options["out"])
        out.mkdir(parents=True, exist_ok=True)
        self._began = time.monotonic()
        if not Council.objects.exists():
            self._build(out)
        council = Council.objects.filter(code=town_2017.load_facts()["council"]["code"], is_demo=True).first()
        if council is None:
            self.stdout.write("Cơ sở dữ liệu đã có Hội đồng khác; không nạp dữ liệu minh họa vào đó.")
            return
        written = []
        try:
            written += write_papers(council, out)
        except RenderError as error:
            self.stdout.write(f"Chưa in được văn bản: {error}")
        self._say("văn bản")
        self.stdout.write(f"Thư: {deliver_notices(council)}.")
        written += write_letters(council, out)
        written += write_figures(council, out)
        self.stdout.write(f"Đã để lại {len(written)} tệp trong {out}.")

    def _build(self, out: Path) -> None:
        """Places, the round of 2017, the living ward, the list of accounts; all or nothing."""
        call_command("load_localities", stdout=self.stdout)
        self._say("đơn vị hành chính")
        password = people.new_password()
        with transaction.atomic():
            town, accounts = self._town(password)
            self._say("kế hoạch 28/KH-HĐND, lịch, thông báo")
            town_2017.note_ways(town)
            town_2017.hold_meetings(town)
            voices = voices_2017.record_voices(town)
            town_2017.hand_in_minutes(town)
            voices_2017.run_voices(town, voices)
            self._say("hội nghị, ý kiến, kiến nghị, báo cáo")
            accounts += self._ward(password)
            self._say("phường Từ Sơn")
            people.write_list(accounts, password, out / "tai-khoan.txt")

    def _say(self, what: str) -> None:
        self.stdout.write(f"{time.monotonic() - self._began:6.1f} giây  {what}")

    def _town(self, password: str) -> tuple[town_2017.Town, list[people.Account]]:
        """The round of 2017 up to its release, with its secretary."""
        town = town_2017.set_up_town(town_2017.load_facts())
        secretary = people.account(
            council=town.council,
            name="thu-ky-2017",
            full_name="Nguyễn Thị Hòa",
            role=Role.SECRETARY,
            password=password,
        )
        town.secretary = secretary.user
        town_2017.make_plan(town)
        town_2017.schedule(town)
        return town, [secretary]

    def _ward(self, password: str) -> list[people.Account]:
        """The living council with one person of each role."""
        ward = ward_today.set_up_ward(timezone.localdate())
        council = ward.council
        named = [
            (people.SECRETARY, "Nguyễn Thị Thư", Role.SECRETARY),
            (people.STANDING, "Nguyễn Thạc Tuấn", Role.STANDING),
            (people.FRONT, "Đỗ Thị Mai", Role.FRONT),
            ("kiem-tra", "Trần Văn Thanh", Role.AUDITOR),
            ("quan-tri", "Lê Quang Trị", Role.SYSADMIN),
        ]
        accounts = [
            people.account(council=council, name=name, full_name=full_name, role=role, password=password)
            for name, full_name, role in named
        ]
        ward.secretary = accounts[0].user
        heads = [("to-truong", ward.delegates["Nguyễn Tiến Đạo"], Role.GROUP_HEAD)]
        members = [("dai-bieu", ward.delegates["Lý Thị Hoa"], Role.DELEGATE)]
        accounts += [
            people.delegate_account(delegate=delegate, name=name, role=role, password=password)
            for name, delegate, role in heads + members
        ]
        accounts.append(
            people.clerk_account(
                council=council, name="can-bo", full_name="Ngô Thị Bình", locality=ward.place, password=password
            )
        )
        agency = Agency.objects.get(council=council, name="Phòng Kinh tế, Hạ tầng và Đô thị phường")
        accounts.append(
            people.officer_account(agency=agency, name="co-quan", full_name="Vũ Đình Giải", password=password)
        )
        ward_today.live_through(ward)
        return accounts
