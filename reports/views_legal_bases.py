"""The register of legal bases: what is shipped, what the council added, what is in force today."""

from __future__ import annotations

from datetime import date
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from delegates.models import Council
from meetings.actions.legal_bases import save_basis
from meetings.legal_bases import Basis, register_of
from meetings.models import LegalBasis
from reports.desk_access import DESK, council_of
from reports.forms_legal_bases import LegalBasisForm
from reports.views_plans import plans_trail
from txct.core.access import needs, person
from txct.core.components import Cell, Column
from txct.core.forms_actions import carried_out, form_page
from txct.core.forms_once import once
from txct.core.permissions import can
from txct.lib.dates import short_date

ADD, CHANGE = "meetings.add_legalbasis", "meetings.change_legalbasis"
COLUMNS = (
    Column("Văn bản"),
    Column("Ghi trong kế hoạch"),
    Column("Hiệu lực"),
    Column("Thay bằng"),
    Column("Nguồn"),
)


@needs(DESK)
@require_safe
def legal_bases(request: HttpRequest) -> HttpResponse:
    """Every basis that a plan of the council can pick, with its days."""
    council, today = council_of(request), timezone.localdate()
    may_change = can(request.user, CHANGE, council)
    context = {
        "columns": COLUMNS,
        "rows": [_row(basis, today, may_change) for basis in register_of(council)],
        "may_add": can(request.user, ADD, council),
    }
    return render(request, "desk/legal_bases.html", context)


def _row(basis: Basis, today: date, may_change: bool) -> list[Cell]:
    url = reverse("desk:legal-basis", args=[basis.key]) if basis.key and may_change else ""
    return [
        Cell(str(basis), url=url),
        Cell(basis.citation),
        Cell(_validity(basis), tone="late" if basis.why_not(today) else "done"),
        Cell(basis.replaced_by),
        Cell("của Hội đồng" if basis.key else "có sẵn"),
    ]


def _validity(basis: Basis) -> str:
    begins = f"từ {short_date(basis.valid_from)}" if basis.valid_from else ""
    ends = f"đến hết {short_date(basis.valid_to)}" if basis.valid_to else ""
    return " ".join(filter(None, (begins, ends))) or "còn hiệu lực"


@needs(ADD)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def legal_basis_new(request: HttpRequest) -> HttpResponse:
    """A basis that is not shipped, or one of a shipped number whose days the council knows better."""
    return _edit(request, council_of(request, ADD), None)


@needs(CHANGE)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def legal_basis(request: HttpRequest, pk: int) -> HttpResponse:
    """A basis of the council corrected, or given its end."""
    row = get_object_or_404(LegalBasis.objects.for_user(request.user, CHANGE).select_related("council"), pk=pk)
    return _edit(request, row.council, row)


def _edit(request: HttpRequest, council: Council, row: LegalBasis | None) -> HttpResponse:
    form = LegalBasisForm(request.POST or None, instance=row or LegalBasis(council_id=council.pk))
    run = partial(save_basis, council=council, basis=row, by=person(request))
    if request.method == "POST" and carried_out(form, lambda: run(**form.cleaned_data)):
        messages.success(request, "Đã lưu căn cứ. Chọn căn cứ này khi sửa kế hoạch.")
        return redirect("desk:legal-bases")
    return form_page(
        request,
        form,
        title="Sửa căn cứ" if row else "Thêm căn cứ",
        trail=[*plans_trail(), ("Sổ căn cứ", reverse("desk:legal-bases"))],
        submit="Lưu căn cứ",
        lead="Chỉ ghi điều biết chắc; ngày chưa rõ thì để trống. Căn cứ trùng số văn bản có sẵn thì thay văn bản đó.",
    )
