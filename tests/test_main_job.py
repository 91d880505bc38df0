"""The whole chain on plan 28/KH-HĐND of thị xã Từ Sơn: plan, schedule, notices, voices, petitions, answers, papers."""

from __future__ import annotations

import io
import json
import re
from hashlib import sha256
from pathlib import Path
from typing import Any

import icalendar
import pytest
from django.core.management import call_command
from docx import Document
from openpyxl import load_workbook
from pypdf import PdfReader

from delegates.models import Council
from meetings.models import Attendance, Meeting, Notice, Plan, TravelTime
from meetings.planning import blocks_of
from petitions.models import Petition, RestrictedCase, Submission, Transfer
from tests.fixtures.services import MailSink, Worker
from txct.core.audit import broken_links
from txct.core.models import IssuedDocument

FILES = {
    "ke-hoach.pdf",
    "ke-hoach.docx",
    "thong-bao-lich.pdf",
    "giay-moi.pdf",
    "bien-ban.pdf",
    "bao-cao-to-dai-bieu.pdf",
    "chuyen-kien-nghi.pdf",
    "don-doc.pdf",
    "bao-cao-tong-hop.pdf",
    "bao-cao-tong-hop.docx",
    "bao-cao-tong-hop.xlsx",
    "lich.ics",
    "so-lieu.json",
    "tai-khoan.txt",
}


def run(command: str, *arguments: str) -> str:
    out = io.StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def chain(worker: Worker, smtp_sink: MailSink, tmp_path: Path) -> tuple[Path, MailSink, str]:
    """The main job run once, with a worker and a mail server: its folder, the mail server, what it said."""
    said = run("load_demo", "--out", str(tmp_path))
    return tmp_path, smtp_sink, said


def checksums(folder: Path) -> dict[str, str]:
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in folder.iterdir() if path.is_file()}


def text_of(path: Path) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(path).pages).split())


@pytest.mark.xdist_group("services")
def test_the_main_job_leaves_the_whole_chain(chain: tuple[Path, MailSink, str]) -> None:
    out, sink, said = chain
    council = Council.objects.get(code="tu-son-2017")
    assert {path.name for path in out.iterdir() if path.is_file()} == FILES
    assert "đã gửi qua hàng đợi" in said
    _check_plan(council)
    _check_schedule(council)
    _check_notices(council, out, sink)
    _check_petitions(council)
    _check_papers(council, out)
    _check_figures(council, out)
    _check_voices_reach_the_papers(out)
    assert list(broken_links()) == []
    assert "SAI" not in run("txct_fsck")
    _check_second_run(council, out)


def _check_plan(council: Council) -> None:
    plan = Plan.objects.get(council=council)
    assert (plan.number_text, plan.issued_on.isoformat(), plan.place_name) == ("28/KH-HĐND", "2017-06-06", "Từ Sơn")
    assert (plan.session.ordinal, plan.session.term.roman) == (5, "XVIII")
    sections = [(row.section, row.text) for row in plan.paragraphs.all()]
    counts = {
        name: sum(section == name for section, _text in sections) for name in ("basis", "purpose", "requirement")
    }
    assert counts == {"basis": 2, "purpose": 4, "requirement": 3}
    assert plan.rounds.count() == 2


def _check_schedule(council: Council) -> None:
    meetings = Meeting.objects.filter(council=council)
    assert meetings.count() == 12
    days = {meeting.local_start.date().isoformat() for meeting in meetings}
    assert days <= {"2017-06-20", "2017-06-21", "2017-06-22"}
    assert blocks_of(council.rounds.get(phase="before")) == []
    assert TravelTime.objects.filter(council=council).count() == 5
    assert meetings.filter(joint_councils__code="bac-ninh-2016").count() == 4
    assert Attendance.objects.filter(meeting__council=council, present=None).count() == 0


def _check_notices(council: Council, out: Path, sink: MailSink) -> None:
    own = [mail for mail in sink.wait(12) if "@tuson.example" in mail["To"]]
    assert len(own) == 12
    assert len({mail["Message-ID"] for mail in own}) == 12
    assert Notice.objects.filter(meeting__council=council, message__state="sent").count() == 12
    assert len(list((out / "thu").glob("*.eml"))) == 12
    for mail in own:
        (calendar,) = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
        (event,) = icalendar.Calendar.from_ical(calendar.get_content()).walk("VEVENT")
        assert event["DTSTART"].dt.tzname() in ("+07", "ICT", "Asia/Ho_Chi_Minh")
        assert event["DTSTART"].dt.hour in (8, 14)
    feed = icalendar.Calendar.from_ical((out / "lich.ics").read_bytes())
    assert len(feed.walk("VEVENT")) == 12


def _check_petitions(council: Council) -> None:
    voices = Submission.objects.filter(council=council)
    assert voices.count() == 50
    assert voices.in_pool().count() == 49
    assert RestrictedCase.objects.filter(submission__council=council).count() == 1
    petitions = Petition.objects.filter(council=council)
    assert (petitions.count(), petitions.live().count()) == (32, 18)
    assert Transfer.objects.filter(petition__council=council).count() == 18
    assert petitions.exclude(claimed_outcome="").live().count() == 8
    (late,) = petitions.filter(transfers__reminders__isnull=False)
    assert late.sources.values("submission__locality").distinct().count() == 3


def _check_papers(council: Council, out: Path) -> None:
    plan = text_of(out / "ke-hoach.pdf")
    assert "Số: 28/KH-HĐND" in plan
    assert "Từ Sơn, ngày 06 tháng 6 năm 2017" in plan
    assert "LỊCH TIẾP XÚC CỬ TRI" in plan
    report = text_of(out / "bao-cao-tong-hop.pdf")
    assert "Đã tổ chức 12 hội nghị tại 12 địa bàn với 796 lượt cử tri dự" in report
    for kind in ("ke-hoach", "bao-cao-tong-hop"):
        words = " ".join(paragraph.text for paragraph in Document(str(out / f"{kind}.docx")).paragraphs)
        assert "./." in words
    numbers = IssuedDocument.objects.filter(tenant_id=council.pk).values_list("symbol", "number")
    assert ("KH-HĐND", 28) in list(numbers)


def _check_figures(council: Council, out: Path) -> None:
    figures: dict[str, Any] = json.loads((out / "so-lieu.json").read_text(encoding="utf-8"))
    assert figures["kiến nghị"]["tổng"] == 18
    assert figures["kiến nghị"]["quá hạn"] == 1
    assert all(line["khớp"] and line["một bên"] == line["bên kia"] for line in figures["kiểm tra"])
    codes = set(Petition.objects.filter(council=council).live().values_list("code", flat=True))
    workbook = load_workbook(out / "bao-cao-tong-hop.xlsx")
    cells = {str(cell.value) for sheet in workbook for row in sheet.iter_rows() for cell in row if cell.value}
    assert codes <= cells
    annex = text_of(out / "bao-cao-tong-hop.pdf").replace(" ", "")
    assert all(code in annex for code in codes)


def _check_voices_reach_the_papers(out: Path) -> None:
    """The minutes hold what was said, the group's annex who said it, and each group its petitions."""
    minutes, report = text_of(out / "bien-ban.pdf"), text_of(out / "bao-cao-tong-hop.pdf")
    assert re.search(r"Có \d\d lượt ý kiến", minutes)
    assert "Không có cử tri phát biểu" not in minutes
    assert "N.V.V., thôn Tiêu Long" in text_of(out / "bao-cao-to-dai-bieu.pdf")
    assert re.search(r"Tổ đại biểu số 2 1 3 3 0 4 3\b", report)


def _check_second_run(council: Council, out: Path) -> None:
    before = checksums(out)
    counts = (Meeting.objects.count(), Submission.objects.count(), IssuedDocument.objects.count())
    run("load_demo", "--out", str(out))
    assert checksums(out) == before
    assert (Meeting.objects.count(), Submission.objects.count(), IssuedDocument.objects.count()) == counts
