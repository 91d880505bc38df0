"""Files of issued papers, written from the frozen content outside the issuing transaction, and kept byte for byte."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import datetime

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
    return render_all([document])[document.pk]


def render_all(documents: Sequence[IssuedDocument]) -> dict[int, list[IssuedFile]]:
    """Files of several papers by key; the PDFs of one moment of issue share their child processes."""
    with trusted():
        kept: dict[int, dict[Form, IssuedFile]] = {document.pk: {} for document in documents}
        for file in IssuedFile.objects.filter(document__in=kept):
            kept[file.document_id][Form(file.form)] = file
        copies = {document.pk: copies_of(document.snapshot) for document in documents}
        for form, write in _WRITERS.items():
            lacking = [d for d in documents if form in forms_of(d) and form not in kept[d.pk]]
            for moment in {document.issued_at for document in lacking}:
                same = [document for document in lacking if document.issued_at == moment]
                contents = write([copies[document.pk] for document in same], moment)
                for document, content in zip(same, contents, strict=True):
                    kept[document.pk][form] = _keep(document, form, content)
    return {document.pk: [kept[document.pk][form] for form in forms_of(document)] for document in documents}


def _keep(document: IssuedDocument, form: Form, content: bytes) -> IssuedFile:
    """Keep one file; when somebody else kept it meanwhile, theirs, for the bytes are the same."""
    try:
        return keep_file(document=document, form=form, content=content)
    except IntegrityError:
        return IssuedFile.objects.get(document=document, form=form)


Copies = Sequence[OfficialDocument]


def _pdfs(papers: Sequence[Copies], frozen_at: datetime) -> list[bytes]:
    files = iter(render_pdfs([copy for copies in papers for copy in copies], frozen_at=frozen_at))
    parts = [[next(files) for _copy in copies] for copies in papers]
    return [part[0] if len(part) == 1 else joined_pdf(part) for part in parts]


def _docx(papers: Sequence[Copies], frozen_at: datetime) -> list[bytes]:
    return [render_docx(copies[0], frozen_at=frozen_at) for copies in papers]


def _xlsx(papers: Sequence[Copies], frozen_at: datetime) -> list[bytes]:
    return [render_document_xlsx(copies[0], frozen_at=frozen_at) for copies in papers]


_WRITERS: dict[Form, Callable[[Sequence[Copies], datetime], list[bytes]]] = {
    Form.PDF: _pdfs,
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
        files = render_all(list(latest.values()))
        return joined_pdf([bytes(files[latest[key].pk][0].content) for key in keys if key in latest])
