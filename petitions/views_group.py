"""Petitions of the groups one heads: what their agencies answered, and whether the group holds it good."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from petitions.desk_reads import line, petitions_of, with_list_parts
from petitions.enums import PetitionState
from txct.core.access import needs
from txct.core.components import Tab

PAGE_SIZE = 25
JUDGE = "petitions.add_verdict"
READ = "petitions.unmask_petition"
JUDGEABLE = (PetitionState.ANSWERED, PetitionState.JUDGED)
TABS = {"": "Cần đánh giá", "tat-ca": "Tất cả"}


@needs(JUDGE)
@require_safe
def group_petitions(request: HttpRequest) -> HttpResponse:
    """Petitions raised at the meetings of the own groups; first those whose answer waits for a verdict."""
    council, today = request.council.pk, timezone.localdate()  # type: ignore[attr-defined]
    chosen = "tat-ca" if request.GET.get("loc") == "tat-ca" else ""
    own = petitions_of(request.user, council, JUDGE).live()
    rows = own if chosen else own.awaiting_judgement()
    page = Paginator(with_list_parts(rows, request.user).order_by("-created_at", "-pk"), PAGE_SIZE).get_page(
        request.GET.get("trang")
    )
    readable = petitions_of(request.user, council, READ).filter(pk__in=[row.pk for row in page])
    whole = set(readable.values_list("pk", flat=True))
    context = {
        "page": page,
        "rows": [{**line(row, today, whole=row.pk in whole), "judgeable": row.state in JUDGEABLE} for row in page],
        "tabs": [Tab(label, f"?loc={key}" if key else "?", current=key == chosen) for key, label in TABS.items()],
        "chosen": chosen,
    }
    return render(request, "petitions/group_petitions.html", context)
