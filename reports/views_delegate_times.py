"""A delegate's own page of busy times and of the days he proposes; read and filled in on a phone."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from delegates.models import Delegate
from meetings.actions.availability import add_busy_times, propose_days, remove_busy_time, withdraw_wish
from meetings.availability import busy_words, touched_by, touched_words, wish_words
from meetings.enums import RoundState, WishState
from meetings.forms_availability import SpanForm, WishForm
from meetings.models import BusyTime, DayWish, Meeting, Round
from meetings.models.availability import DayWishQuerySet
from reports.views_delegate import own_mandate
from txct.core.access import needs, person
from txct.core.forms_actions import carried_out
from txct.core.forms_once import once
from txct.lib.numbers import count_text

ADD = "meetings.add_busytime"
HERE = "delegates:my-times"
TONES = {WishState.PROPOSED: "due", WishState.ACCEPTED: "done", WishState.DECLINED: "draft"}


def _own_busy(request: HttpRequest, mandate: Delegate) -> list[BusyTime]:
    rows = BusyTime.objects.for_user(request.user, ADD).filter(delegate=mandate, ends_at__gt=timezone.now())
    return list(rows.order_by("starts_at", "pk"))


def _own_wishes(request: HttpRequest) -> DayWishQuerySet:
    rows: DayWishQuerySet = DayWish.objects.for_user(request.user, "meetings.change_daywish").filter(
        delegate__user=request.user
    )
    return rows.select_related("round")


def _told_to(mandate: Delegate) -> QuerySet[Meeting]:
    """Meetings the last releases name the delegate for: what is still a draft is not told here either."""
    return Meeting.objects.filter(released__delegates=mandate)


@needs(ADD)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def my_times(request: HttpRequest) -> HttpResponse:
    """The delegate's busy times and proposed days, with a form for each."""
    mandate = own_mandate(request)
    rounds = Round.objects.for_user(request.user).filter(council=mandate.council_id, state=RoundState.PLANNED)
    rounds = rounds.filter(ends_on__gte=timezone.localdate()).order_by("starts_on", "pk")
    proposing = "round" in request.POST
    sent = request.POST or None
    busy_form = SpanForm(None if proposing else sent)
    wish_form = WishForm(sent if proposing else None, rounds=rounds)
    if request.method == "POST":
        done = _proposed(request, mandate, wish_form) if proposing else _added(request, mandate, busy_form)
        if done:
            return redirect(HERE)
    context = {
        "busy_form": busy_form,
        "wish_form": wish_form if rounds else None,
        "busy": _busy_shown(request, mandate),
        "wishes": _wishes_shown(request),
    }
    return render(request, "delegates/times.html", context)


def _busy_shown(request: HttpRequest, mandate: Delegate) -> list[dict[str, Any]]:
    """Each busy time in words, with the meetings told that it meets."""
    busy = _own_busy(request, mandate)
    touched = touched_by(busy, among=_told_to(mandate))
    return [
        {"row": row, "when": busy_words(row.starts_at, row.ends_at), "touched": touched_words(touched[row.pk])}
        for row in busy
    ]


def _wishes_shown(request: HttpRequest) -> list[dict[str, Any]]:
    """Each proposed day of a round not over, in words, with what became of it."""
    wishes = _own_wishes(request).filter(round__ends_on__gte=timezone.localdate())
    return [
        {"row": wish, "when": wish_words(wish), "tone": TONES[WishState(wish.state)]}
        for wish in wishes.order_by("day", "pk")
    ]


def _added(request: HttpRequest, mandate: Delegate, form: SpanForm) -> bool:
    """Whether busy times were sent rightly and are kept; meetings already told are named at once."""
    made: list[BusyTime] = []

    def run() -> None:
        reason = form.cleaned_data["reason"]
        made.extend(add_busy_times(owner=mandate, hours=form.hours(), reason=reason, by=person(request)))

    if not carried_out(form, run):
        return False
    messages.success(request, "Đã ghi giờ bận. Văn phòng thấy ngay trên bảng lịch.")
    touched = [one for some in touched_by(made, among=_told_to(mandate)).values() for one in some]
    if touched:
        words = touched_words(touched)
        messages.warning(request, f"Đại biểu có hội nghị trong giờ này: {words}. Nếu không dự được, hãy xin vắng.")
    return True


def _proposed(request: HttpRequest, mandate: Delegate, form: WishForm) -> bool:
    """Whether a proposed day was sent rightly and is kept."""

    def run() -> None:
        values = form.cleaned_data
        propose_days(
            round=values["round"],
            delegate=mandate,
            days=[(values["day"], values["half"])],
            note=values["note"],
            by=person(request),
        )

    if not carried_out(form, run):
        return False
    messages.success(request, "Đã gửi đề xuất. Văn phòng sẽ trả lời ở trang này.")
    return True


@needs(ADD)
@require_POST
def busy_removed(request: HttpRequest, pk: int) -> HttpResponse:
    """The delegate is free again in those hours."""
    own = BusyTime.objects.for_user(request.user, ADD).filter(delegate__user=request.user)
    count = remove_busy_time(busy=get_object_or_404(own, pk=pk), by=person(request))
    messages.success(request, f"Đã bỏ {count_text(count)} giờ bận.")
    return redirect(HERE)


@needs(ADD)
@require_POST
def wish_withdrawn(request: HttpRequest, pk: int) -> HttpResponse:
    """The delegate takes a proposed day back."""
    withdraw_wish(wish=get_object_or_404(_own_wishes(request), pk=pk), by=person(request))
    messages.success(request, "Đã rút đề xuất.")
    return redirect(HERE)
