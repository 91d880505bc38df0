"""Issued papers: the list, the paper itself as the page, and its files."""

from __future__ import annotations

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from reports.actions.rendering import render_issued
from reports.filters import PaperFilter
from reports.paper_pages import COLUMNS, MEDIA_TYPES, facts_of, file_links, file_name, paper_row
from reports.render.pdf import RenderError
from txct.core.access import needs
from txct.core.models import IssuedDocument, IssuedFile
from txct.core.permissions import can
from txct.core.scoping import ScopedQuerySet

VIEW = "core.view_issueddocument"
ISSUE = "reports.issue_report"
PAGE_SIZE = 50
# Browsers show a PDF by a page of their own, which the site's policy would leave without its styles.
PDF_POLICY = {
    "default-src": [NONE],
    "style-src": [SELF, UNSAFE_INLINE],
    "object-src": [SELF],
    "frame-ancestors": [SELF],
}


def _papers(request: HttpRequest) -> ScopedQuerySet:
    council = request.council  # type: ignore[attr-defined]
    rows = IssuedDocument.objects.for_user(request.user).filter(tenant=council.pk if council else None)
    return rows.order_by("-issued_on", "-pk")


@needs(VIEW)
@require_safe
def document_list(request: HttpRequest) -> HttpResponse:
    """Papers of the council, newest first, as the address asks for."""
    asked = PaperFilter(request.GET, _papers(request), request=request)
    page = Paginator(asked.qs.prefetch_related("files"), PAGE_SIZE).get_page(request.GET.get("trang"))
    context = {
        "filter": asked,
        "chips": asked.chips(),
        "page": page,
        "columns": COLUMNS,
        "rows": [paper_row(paper) for paper in page],
        "may_issue": can(request.user, ISSUE),
    }
    return render(request, "reports/document_list.html", context)


@needs(VIEW)
@require_safe
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """One paper: its own pages, who signed, its number, digest and files."""
    papers = _papers(request).select_related("issued_by", "replaces").prefetch_related("files", "replaced_by")
    paper = get_object_or_404(papers, pk=pk)
    files = file_links(paper)
    pdf = next((file.url for file in files if file.url.endswith("/pdf/")), "")
    context = {"paper": paper, "facts": facts_of(paper), "files": files, "pdf_url": pdf}
    context["may_write"] = can(request.user, ISSUE) and not all(file.url for file in files)
    return render(request, "reports/document.html", context)


@needs(ISSUE)
@require_POST
def document_render(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the files that a paper lacks; its content is frozen, so this changes nothing but the files."""
    paper = get_object_or_404(_papers(request), pk=pk)
    try:
        render_issued(paper)
    except RenderError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Đã tạo đủ tệp của văn bản.")
    return redirect("reports:document", pk=pk)


@needs(VIEW)
@require_safe
@csp_replace(PDF_POLICY)
def document_file(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """One file of a paper, byte for byte as it was kept."""
    return kept_file(get_object_or_404(_papers(request), pk=pk), form)


def kept_file(paper: IssuedDocument, form: str) -> HttpResponse:
    """The file of a PAPER in FORM; not found where there is none."""
    file = paper.files.filter(form=form).first() if form in IssuedFile.Form.values else None
    if file is None:
        raise Http404
    shown = "inline" if form == IssuedFile.Form.PDF else "attachment"
    return HttpResponse(
        bytes(file.content),
        content_type=MEDIA_TYPES[form],
        headers={
            "Content-Disposition": f'{shown}; filename="{file_name(paper, form)}"',
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )
