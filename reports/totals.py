"""Counts of everything a council has in the system, with the equalities that hold between them (`so-lieu.json`)."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone
from openpyxl import load_workbook

from delegates.models import Council, Delegate, DelegateGroup
from meetings.enums import MeetingState, MinutesState, NoticeState
from meetings.models import Attendance, Meeting, MeetingUnit, Minutes, Notice
from petitions.enums import Authority, Outcome, PetitionState, SubmissionKind
from petitions.figures import petition_figures, restricted_count, submission_figures
from petitions.models import Answer, Feedback, Petition, Reminder, Submission, Transfer, TransferLetter, Verdict
from reports.enums import DocumentKind
from reports.figures import equalities, figures_from_json
from reports.models import Report
from reports.render.model import Row, from_json
from txct.core.models import IssuedDocument, IssuedFile, OutboxMessage
from txct.core.scoping import trusted

ANNEX_SHEET = "Danh mục kiến nghị"


def so_lieu(council: Council, at: datetime | None = None) -> dict[str, Any]:
    """Counts of the council's rows at the moment AT (default: now), its issued papers, and what must be equal.

    JSON values; each entry of "kiểm tra" names an equality with both sides and whether it holds.
    """
    moment = at or timezone.now()
    with trusted():
        petitions = petition_figures(Petition.objects.filter(council=council), timezone.localdate(moment))
        voices = submission_figures(Submission.objects.filter(council=council))
        counts = {
            "Hội đồng": str(council),
            "tính đến": timezone.localtime(moment).isoformat(timespec="seconds"),
            "tổ chức": _who(council),
            "hội nghị": _meetings(council),
            "lượt ý kiến": {
                "tổng": voices.total,
                "trả lời tại hội nghị": voices.on_the_spot,
                "theo loại": _named(SubmissionKind.choices, voices.by_kind),
                "khiếu nại, tố cáo (ngoài tổng số)": restricted_count(Submission.objects.filter(council=council)),
            },
            "kiến nghị": {
                "tổng": petitions.total,
                "đã gộp": petitions.merged,
                "đã rút": petitions.withdrawn,
                "đã trả lời": petitions.answered,
                "chờ trả lời": petitions.waiting,
                "quá hạn": petitions.overdue,
                "theo kết quả cơ quan báo cáo": _named(Outcome.choices, petitions.claimed),
                "theo tình trạng": _named(PetitionState.choices, petitions.by_state),
                "theo thẩm quyền": _named([*Authority.choices, ("", "chưa phân loại")], petitions.by_authority),
                "theo lĩnh vực": _sectors(council),
                "tỷ lệ": {rate.name: f"{rate.part}/{rate.whole} = {rate.text}" for rate in petitions.rates},
            },
            "xử lý": _follow_up(council),
            "thông báo": _notices(council),
            "văn bản": _papers(council),
        }
        return {**counts, "kiểm tra": [*_own_checks(counts), *_report_checks(council)]}


def _who(council: Council) -> dict[str, int]:
    units = MeetingUnit.objects.filter(meeting__council=council)
    return {
        "đơn vị có hội nghị": units.aggregate(number=Count("locality", distinct=True))["number"],
        "Tổ đại biểu": DelegateGroup.objects.filter(council=council).count(),
        "đại biểu": Delegate.objects.filter(council=council).count(),
    }


def _meetings(council: Council) -> dict[str, Any]:
    meetings = Meeting.objects.filter(council=council)
    handed_in = Minutes.objects.filter(meeting__council=council).exclude(state=MinutesState.DRAFT)
    seats = Attendance.objects.filter(meeting__council=council).aggregate(
        here=Count("pk", filter=Q(present=True)), away=Count("pk", filter=Q(present=False))
    )
    return {
        "tổng": meetings.count(),
        "theo tình trạng": _named(MeetingState.choices, _tally(meetings, "state")),
        "biên bản đã nộp": handed_in.count(),
        "lượt cử tri dự": handed_in.aggregate(number=Sum("voters_present"))["number"] or 0,
        "lượt đại biểu có mặt": seats["here"],
        "lượt đại biểu vắng": seats["away"],
    }


def _follow_up(council: Council) -> dict[str, int]:
    return {
        "phiếu chuyển": TransferLetter.objects.filter(council=council).count(),
        "lần chuyển": Transfer.objects.filter(petition__council=council).count(),
        "trả lời": Answer.objects.filter(petition__council=council).count(),
        "đánh giá": Verdict.objects.filter(petition__council=council).count(),
        "báo lại cử tri": Feedback.objects.filter(petition__council=council).count(),
        "công văn đôn đốc": Reminder.objects.filter(council=council).count(),
    }


def _notices(council: Council) -> dict[str, Any]:
    notices = Notice.objects.filter(meeting__council=council)
    letters = OutboxMessage.objects.filter(tenant=council.pk)
    return {
        "tổng": notices.count(),
        "đã phát hành": notices.exclude(state=NoticeState.DRAFT).count(),
        "thư theo tình trạng": _named(OutboxMessage.State.choices, _tally(letters, "state")),
    }


def _papers(council: Council) -> list[dict[str, Any]]:
    papers = IssuedDocument.objects.filter(tenant=council.pk).order_by("issued_on", "pk")
    files = IssuedFile.objects.filter(document__tenant=council.pk).values_list("document", "form", "sha256")
    kept: dict[int, dict[str, str]] = {}
    for document, form, sha256 in files:
        kept.setdefault(document, {})[form] = sha256
    kinds = dict(DocumentKind.choices)
    return [
        {
            "loại": str(kinds.get(paper.kind, paper.kind)),
            "số": paper.number_text,
            "ngày": paper.issued_on.isoformat(),
            "trích yếu": paper.title,
            "người ký": paper.signer_name,
            "sha256 nội dung": paper.digest,
            "sha256 tệp": dict(sorted(kept.get(paper.pk, {}).items())),
        }
        for paper in papers
    ]


def _sectors(council: Council) -> dict[str, int]:
    rows = Petition.objects.filter(council=council).live().order_by()
    counts = rows.values("sector__name", "sector__position").annotate(number=Count("pk"))
    ordered = sorted(counts, key=lambda row: (row["sector__position"] or 0, row["sector__name"] or ""))
    return {row["sector__name"] or "chưa phân loại": row["number"] for row in ordered}


def _tally(rows: QuerySet, field: str) -> Counter[str]:
    return Counter(dict(rows.order_by().values_list(field).annotate(number=Count("pk"))))


def _named(choices: Iterable[tuple[Any, Any]], counts: Any) -> dict[str, int]:
    """Counts under their Vietnamese words, zero ones left out."""
    return {str(label): counts[value] for value, label in choices if counts.get(value)}


def _check(words: str, one: int, other: int) -> dict[str, Any]:
    return {"điều": words, "một bên": one, "bên kia": other, "khớp": one == other}


def _own_checks(counts: dict[str, Any]) -> list[dict[str, Any]]:
    petitions, voices, meetings = counts["kiến nghị"], counts["lượt ý kiến"], counts["hội nghị"]
    total = petitions["tổng"]
    return [
        _check("kiến nghị = tổng theo tình trạng", total, sum(petitions["theo tình trạng"].values())),
        _check("kiến nghị = tổng theo thẩm quyền", total, sum(petitions["theo thẩm quyền"].values())),
        _check("kiến nghị = tổng theo lĩnh vực", total, sum(petitions["theo lĩnh vực"].values())),
        _check(
            "đã trả lời = tổng theo kết quả cơ quan báo cáo",
            petitions["đã trả lời"],
            sum(petitions["theo kết quả cơ quan báo cáo"].values()),
        ),
        _check("lượt ý kiến = tổng theo loại", voices["tổng"], sum(voices["theo loại"].values())),
        _check("hội nghị = tổng theo tình trạng", meetings["tổng"], sum(meetings["theo tình trạng"].values())),
    ]


def _report_checks(council: Council) -> list[dict[str, Any]]:
    """Of every issued summary report: its figures among themselves, its annex, its spreadsheet."""
    reports = Report.objects.filter(council=council, kind=DocumentKind.SUMMARY_REPORT).exclude(document=None)
    checks = []
    for report in reports.select_related("document").order_by("pk"):
        if report.document is None:
            continue
        figures, name = figures_from_json(report.figures), report.document.number_text
        checks += [_check(f"{name}: {words}", one, other) for words, one, other in equalities(figures)]
        total = figures.petitions.count
        checks.append(_check(f"{name}: kiến nghị = số dòng phụ lục trên giấy", total, annex_lines(report.document)))
        sheet = IssuedFile.objects.filter(document=report.document, form=IssuedFile.Form.XLSX).first()
        if sheet is not None:
            checks.append(_check(f"{name}: kiến nghị = số dòng bảng Excel", total, sheet_lines(bytes(sheet.content))))
    return checks


def annex_lines(document: IssuedDocument) -> int:
    """Petitions in the annex of an issued report, as frozen."""
    doc = from_json({"schema": document.snapshot["schema"], "document": document.snapshot["document"]})
    tables = [table for table in doc.tables() if table.name == ANNEX_SHEET]
    return sum(isinstance(row, Row) for table in tables for row in table.rows)


def sheet_lines(content: bytes) -> int:
    """Petitions in the spreadsheet of a report: rows of the annex's sheet that carry a number."""
    sheet = load_workbook(io.BytesIO(content), read_only=True)[ANNEX_SHEET]
    return sum(isinstance(row[0], int) for row in sheet.iter_rows(min_row=2, values_only=True))
