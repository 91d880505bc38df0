"""Who asked for a petition: shown after a reason is given, the same page for the office and for an agency."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from petitions.actions.readings import reveal_petitioners
from petitions.forms_agency import ReasonForm
from petitions.models import Petition, Petitioner, Transfer
from txct.core.access import needs, person
from txct.core.forms_actions import carried_out, form_page

Trail = Sequence[tuple[str, str]]
TOLD = ("due", "", "Lần xem này được ghi vào nhật ký với tên bạn và lý do.")


@needs("petitions.view_petitioner")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def petition_petitioners(request: HttpRequest, pk: int) -> HttpResponse:
    """Who asked, for the office."""
    petition = get_object_or_404(Petition.objects.for_user(request.user, "petitions.view_petitioner"), pk=pk)
    trail = [
        ("Kiến nghị", reverse("petitions:desk")),
        (petition.code, reverse("petitions:petition", args=[petition.pk])),
    ]
    return ask_and_show(request, petition, trail)


def ask_and_show(
    request: HttpRequest, petition: Petition, trail: Trail, transfer: Transfer | None = None
) -> HttpResponse:
    """Ask for the reason, then show who spoke; each showing is one entry of the trace."""
    form = ReasonForm(request.POST or None)
    found: list[Petitioner] = []
    if request.method == "POST" and carried_out(
        form,
        lambda: found.extend(
            reveal_petitioners(petition=petition, transfer=transfer, by=person(request), **form.cleaned_data)
        ),
    ):
        links = [{"label": label, "url": url} for label, url in trail]
        context = {"people": found, "petition": petition, "links": links, "back": trail[-1][1]}
        return render(request, "petitions/petitioners.html", context)
    return form_page(request, form, title="Xem người kiến nghị", trail=trail, submit="Xem", notices=[TOLD])
