"""Many meetings added to a round at once, after they have been seen."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from meetings.actions.fill import fill_round
from meetings.round_drafts import PER_UNIT, WAYS, drafts_for
from meetings.views_board import METHODS, board_round, board_url, trail_of
from txct.core.access import needs, person
from txct.core.components import Tab
from txct.core.forms_once import once
from txct.core.writing import Refused


@needs("meetings.add_meeting")
@require_http_methods(METHODS)
@once
def fill(request: HttpRequest, pk: int) -> HttpResponse:
    """Drafts of one way, chosen and added."""
    round_ = board_round(request, pk, "meetings.add_meeting")
    asked = request.POST.get("cach") or request.GET.get("cach", PER_UNIT)
    way = asked if asked in WAYS else PER_UNIT
    if request.method == "POST":
        try:
            made = fill_round(round=round_, way=way, keys=set(request.POST.getlist("h")), by=person(request))
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, f"Đã thêm {len(made):02d} hội nghị. Xếp ngày giờ, hoặc bấm “Đề xuất lịch”.")
            return redirect(board_url(round_.pk))
    context = {
        "round": round_,
        "way": way,
        "drafts": drafts_for(round_, way),
        "tabs": [Tab(label, f"?cach={key}", key == way) for key, label in WAYS.items()],
        "links": [{"label": label, "url": url} for label, url in trail_of(round_)],
        "back": board_url(round_.pk),
    }
    return render(request, "meetings/board_fill.html", context)
