"""What the pages of issued papers show."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.urls import reverse

from reports.actions.rendering import forms_of
from reports.enums import DocumentKind
from txct.core.components import Cell, Column
from txct.core.models import IssuedDocument, IssuedFile
from txct.lib.dates import short_date

MEDIA_TYPES = {
    IssuedFile.Form.PDF.value: "application/pdf",
    IssuedFile.Form.DOCX.value: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    IssuedFile.Form.XLSX.value: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
COLUMNS = (
    Column("Số, ký hiệu"),
    Column("Loại"),
    Column("Trích yếu"),
    Column("Ngày ban hành"),
    Column("Người ký"),
    Column("Tệp"),
)
_SAFE = re.compile(r"[^a-z0-9-]+")


@dataclass(frozen=True, slots=True)
class FileLink:
    """One file of a paper; without an address it is not written yet."""

    label: str
    url: str
    name: str
    sha256: str


def kind_label(paper: IssuedDocument) -> str:
    """The kind of a paper in words."""
    return str(dict(DocumentKind.choices).get(paper.kind, paper.kind))


def number_label(paper: IssuedDocument) -> str:
    """`28/KH-HĐND`; the symbol behind room for the number where the registry numbers by hand."""
    return paper.number_text if paper.number else f"…/{paper.symbol}" if paper.symbol else "chưa có số"


def paper_row(paper: IssuedDocument) -> list[Cell]:
    """A line of the list; the files are prefetched."""
    kept = {file.form for file in paper.files.all()}
    missing = [form for form in forms_of(paper) if form not in kept]
    files = Cell("đang tạo", tone="due") if missing else Cell(", ".join(str(form.label) for form in forms_of(paper)))
    return [
        Cell(number_label(paper), url=reverse("reports:document", args=[paper.pk])),
        Cell(kind_label(paper)),
        Cell(paper.title),
        Cell(short_date(paper.issued_on)),
        Cell(paper.signer_name),
        files,
    ]


def facts_of(paper: IssuedDocument) -> list[tuple[str, str]]:
    """What is known of a paper beside its pages."""
    later = [number_label(other) for other in paper.replaced_by.all()]
    return [
        ("Số, ký hiệu", number_label(paper)),
        ("Loại", kind_label(paper)),
        ("Ngày ban hành", short_date(paper.issued_on)),
        ("Người ký", paper.signer_name),
        ("Người ban hành", str(paper.issued_by) if paper.issued_by else "hệ thống"),
        *([("Thay cho", number_label(paper.replaces))] if paper.replaces else []),
        *([("Đã thay bằng", ", ".join(later))] if later else []),
        ("Dấu SHA-256 của nội dung", paper.digest),
    ]


def file_links(paper: IssuedDocument) -> list[FileLink]:
    """The forms in which the paper is kept, in order; the files are prefetched."""
    kept = {file.form: file for file in paper.files.all()}
    return [
        FileLink(
            label=str(form.label),
            url=reverse("reports:document-file", args=[paper.pk, form.value]) if form in kept else "",
            name=file_name(paper, form.value),
            sha256=kept[form].sha256 if form in kept else "",
        )
        for form in forms_of(paper)
    ]


def file_name(paper: IssuedDocument, form: str) -> str:
    """`ke-hoach-28.pdf`; with the day where there is no number."""
    slug = _SAFE.sub("-", str(paper.snapshot.get("document", {}).get("kind", "van-ban")).lower())
    tail = f"{paper.number:02d}" if paper.number else paper.issued_on.isoformat()
    return f"{slug}-{tail}.{form}"
