"""Files of issued papers, written from the frozen content outside the issuing transaction, and kept byte for byte."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

from django.db import IntegrityError
from pypdf import PdfWriter

from meetings.models import Round
from reports.documents.invitation import copies_of
from reports.enums import DocumentKind
from reports.render.docx import render_docx
from reports.render.model import OfficialDocument
from reports.render.pdf import render_pdfs
from reports.render.xlsx import render_document_xlsx
from txct.core.models import IssuedDocument, IssuedFile
from txct.core.register import keep_file
from txct.core.scoping import trusted
from txct.core.writing import Refused

Form = IssuedFile.Form
FORMS: dict[str, tuple[Form, ...]] = {
    DocumentKind.INVITATION: (Form.PDF,),
    DocumentKind.SUMMARY_REPORT: (Form.PDF, Form.DOCX, Form.XLSX),
}
USUAL_FORMS = (Form.PDF, Form.DOCX)


def forms_of(document: IssuedDocument) -> tuple[Form, ...]:
    """In which forms a paper of its kind is kept."""
    return FORMS.get(document.kind, USUAL_FORMS)


def render_issued(document: IssuedDocument) -> list[IssuedFile]:
    """Write the files that the paper still lacks; those it has stay as they are, so a re-print is byte-identical.

    Raises RenderError when a form cannot be written; forms written before it are kept.
    """
    with trusted():
        kept = {file.form: file for file in IssuedFile.objects.filter(document=document)}
        copies = copies_of(document.snapshot)
        for form in forms_of(document):
            if form not in kept:
                content = _WRITERS[form](copies, document)
                kept[form] = _keep(document, form, content)
    return [kept[form] for form in forms_of(document)]


def _keep(document: IssuedDocument, form: Form, content: bytes) -> IssuedFile:
    """Keep one file; when somebody else kept it meanwhile, theirs, for the bytes are the same."""
    try:
        return keep_file(document=document, form=form, content=content)
    except IntegrityError:
        return IssuedFile.objects.get(document=document, form=form)


def _pdf(copies: Sequence[OfficialDocument], document: IssuedDocument) -> bytes:
    files = render_pdfs(copies, frozen_at=document.issued_at)
    return files[0] if len(files) == 1 else joined_pdf(files)


def _docx(copies: Sequence[OfficialDocument], document: IssuedDocument) -> bytes:
    return render_docx(copies[0], frozen_at=document.issued_at)


def _xlsx(copies: Sequence[OfficialDocument], document: IssuedDocument) -> bytes:
    return render_document_xlsx(copies[0], frozen_at=document.issued_at)


_WRITERS: dict[Form, Callable[[Sequence[OfficialDocument], IssuedDocument], bytes]] = {
    Form.PDF: _pdf,
    Form.DOCX: _docx,
    Form.XLSX: _xlsx,
}


def joined_pdf(files: Sequence[bytes]) -> bytes:
    """The files one after the other in one PDF; the same files give the same bytes."""
    writer = PdfWriter()
    for file in files:
        writer.append(io.BytesIO(file))
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def invitation_bundle(round_: Round) -> bytes:
    """All invitations of the round that hold now, for all addressees, in one PDF to print.

    Raises Refused when none was issued.
    """
    with trusted():
        keys = [str(key) for key in round_.meetings.order_by("starts_at", "pk").values_list("pk", flat=True)]
        papers = IssuedDocument.objects.filter(
            kind=DocumentKind.INVITATION, subject_type="meetings.meeting", subject_id__in=keys
        ).order_by("issued_at", "pk")
        latest = {paper.subject_id: paper for paper in papers}
        if not latest:
            raise Refused("Đợt này chưa ban hành giấy mời.")
        return joined_pdf([bytes(render_issued(latest[key])[0].content) for key in keys if key in latest])
