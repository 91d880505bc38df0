"""The desk's pages of who is not to be had when, of days delegates propose, and of the ways between units."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from delegates.models import Body, Council, Delegate
from meetings.actions.availability import (
    add_busy_times,
    answer_wish,
    change_busy_time,
    remove_busy_time,
    remove_travel_time,
    set_schedule_asks,
    set_travel_times,
)
from meetings.availability import busy_words, narrowed, touched_by, touched_words, wish_words
from meetings.forms_availability import (
    AsksForm,
    BusyEditForm,
    BusyFilterForm,
    BusyForm,
    OwnerChoices,
    SeriesForm,
    WaysForm,
)
from meetings.meeting_choices import communes_of_contacts, wards_of
from meetings.models import BusyTime, DayWish, TravelTime, Venue
from meetings.travel import setting_of
from meetings.travel_table import read_ways
from txct.core.access import needs, person
from txct.core.components import Chip, Tab
from txct.core.forms_actions import carried_out, confirm_page, form_page
from txct.core.forms_once import once
from txct.core.permissions import can
from txct.core.writing import Refused
from txct.lib.numbers import count_text

VIEW = "reports.view_desk"
CHANGE = "meetings.change_round"
METHODS = ["GET", "HEAD", "POST"]
PAGE_SIZE = 25
BUSY_PAGE, WISH_PAGE = "meetings:busy-list", "meetings:wish-list"


def _council(request: HttpRequest, permission: str = VIEW) -> Council:
    """The council the person works for now, when the permission holds there."""
    tenant = request.council  # type: ignore[attr-defined]
    rows = Council.objects.for_user(request.user, permission).select_related("locality")
    return get_object_or_404(rows, pk=tenant.pk if tenant else None)


def _trail(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [("Bàn làm việc", reverse("desk:home")), *more]


def _busy_trail() -> list[tuple[str, str]]:
    return _trail(("Giờ bận", reverse(BUSY_PAGE)))


def owners_of(request: HttpRequest, council: Council) -> OwnerChoices:
    """Whoever may be busy: delegates in office, halls and bodies of the council."""
    own = {"council": council.pk}
    today = timezone.localdate()
    return OwnerChoices(
        Delegate.objects.for_user(request.user).filter(**own).in_office(today).order_by("sort_key", "pk"),
        Venue.objects.for_user(request.user).filter(**own).select_related("locality").order_by("locality", "name"),
        Body.objects.for_user(request.user).filter(**own).order_by("kind", "sort_key"),
    )


def tell_touched(request: HttpRequest, rows: Iterable[BusyTime]) -> None:
    """Name the meetings that lie in the hours of ROWS, right after they were saved."""
    touched = [one for some in touched_by(list(rows)).values() for one in some]
    if touched:
        words = touched_words(touched)
        messages.warning(request, f"Có hội nghị trong giờ bận này: {words}. Đổi giờ hoặc cử người khác.")


@needs(VIEW)
@require_safe
def busy_list(request: HttpRequest) -> HttpResponse:
    """Busy times of delegates, halls and bodies, each with the meetings it touches."""
    council = _council(request)
    owners = owners_of(request, council)
    form = BusyFilterForm(request.GET or None, owners=owners)
    asked: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    rows = BusyTime.objects.for_user(request.user).filter(council=council.pk)
    rows = narrowed(rows.select_related("delegate", "venue__locality", "body"), asked)
    if not asked.get("da-qua") and not asked.get("ngay"):
        rows = rows.filter(ends_at__gt=timezone.now())
    page = Paginator(rows.order_by("starts_at", "pk"), PAGE_SIZE).get_page(request.GET.get("trang"))
    touched = touched_by(list(page))
    context = {
        "form": form,
        "page": page,
        "rows": [_row(row, touched[row.pk]) for row in page],
        "chips": _chips(request, form, asked),
        "tabs": tabs_of(request, council, current=BUSY_PAGE),
        "may_change": can(request.user, CHANGE, council),
        "links": [{"label": label, "url": url} for label, url in _trail()],
    }
    return render(request, "meetings/busy_list.html", context)


def _row(row: BusyTime, touched: list[Any]) -> dict[str, Any]:
    owner = row.delegate or row.venue or row.body
    return {
        "busy": row,
        "owner": f"{row.venue}, {row.venue.locality}" if row.venue else str(owner),
        "when": busy_words(row.starts_at, row.ends_at),
        "touched": touched,
    }


def _chips(request: HttpRequest, form: BusyFilterForm, asked: dict[str, Any]) -> list[Chip]:
    chips = []
    for name, value in asked.items():
        if not value:
            continue
        query = request.GET.copy()
        query.pop(name, None)
        words = dict(form.fields[name].choices).get(value, "") if hasattr(form.fields[name], "choices") else ""
        text = f"{value:%d/%m/%Y}" if isinstance(value, date) else words
        label = str(form.fields[name].label)
        chips.append(Chip(f"{label}: {text}" if text else label, f"?{query.urlencode()}"))
    return chips


def tabs_of(request: HttpRequest, council: Council, *, current: str) -> list[Tab]:
    """Busy times, and what delegates propose, with how many proposals wait."""
    waiting = DayWish.objects.for_user(request.user).filter(round__council=council.pk).waiting().count()
    label = f"Đề xuất ngày ({count_text(waiting)})" if waiting else "Đề xuất ngày"
    pages = (("Giờ bận", BUSY_PAGE), (label, WISH_PAGE))
    return [Tab(text, reverse(name), name == current) for text, name in pages]


@needs(CHANGE)
@require_http_methods(METHODS)
@once
def busy_new(request: HttpRequest) -> HttpResponse:
    """Enter when somebody is busy: once, over days, or every week."""
    owners = owners_of(request, _council(request, CHANGE))
    form = BusyForm(request.POST or None, owners=owners, initial={"owner": request.GET.get("cua", "")})
    made: list[BusyTime] = []

    def run() -> None:
        reason = form.cleaned_data["reason"]
        made.extend(add_busy_times(owner=form.chosen(), hours=form.hours(), reason=reason, by=person(request)))

    if request.method == "POST" and carried_out(form, run):
        messages.success(request, f"Đã ghi {count_text(len(made))} giờ bận.")
        tell_touched(request, made)
        return redirect(BUSY_PAGE)
    return form_page(request, form, title="Ghi giờ bận", trail=_busy_trail(), submit="Ghi giờ bận")


def _own_busy(request: HttpRequest, pk: int) -> BusyTime:
    rows = BusyTime.objects.for_user(request.user, CHANGE).select_related("delegate", "venue__locality", "body")
    return get_object_or_404(rows, pk=pk)


@needs(CHANGE)
@require_http_methods(METHODS)
@once
def busy_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Other hours or another reason of one busy time."""
    busy = _own_busy(request, pk)
    form = BusyEditForm(request.POST or None, initial=BusyEditForm.known(busy))

    def run() -> None:
        starts_at, ends_at = form.hours()
        change_busy_time(
            busy=busy, starts_at=starts_at, ends_at=ends_at, reason=form.cleaned_data["reason"], by=person(request)
        )
        busy.refresh_from_db()

    if request.method == "POST" and carried_out(form, run):
        messages.success(request, "Đã sửa giờ bận.")
        tell_touched(request, [busy])
        return redirect(BUSY_PAGE)
    title = f"Sửa giờ bận: {_row(busy, [])['owner']}"
    return form_page(request, form, title=title, trail=_busy_trail(), submit="Lưu giờ bận")


@needs(CHANGE)
@require_http_methods(METHODS)
@once
def busy_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one busy time away, or all that were entered with it."""
    busy = _own_busy(request, pk)
    form = _series_form(request, busy)
    if request.method == "POST":
        whole = form is not None and form.is_valid() and form.cleaned_data["whole_series"]
        return _remove(request, busy, whole_series=whole)
    row = _row(busy, touched_by([busy])[busy.pk])
    consequences = [f"{row['owner']}: {row['when']} không còn bị coi là bận."]
    if row["touched"]:
        consequences.append(f"Hội nghị không còn vướng: {touched_words(row['touched'])}.")
    return confirm_page(
        request,
        title="Bỏ giờ bận",
        trail=_busy_trail(),
        consequences=consequences,
        undo="Ghi lại giờ bận nếu bỏ nhầm.",
        submit="Bỏ giờ bận",
        form=form,
    )


def _series_form(request: HttpRequest, busy: BusyTime) -> SeriesForm | None:
    """Asks whether all hours entered together go; None when the busy time was entered alone."""
    if busy.series is None:
        return None
    own = BusyTime.objects.for_user(request.user, CHANGE).filter(council=busy.council_id, series=busy.series)
    return SeriesForm(request.POST or None, count=own.count())


def _remove(request: HttpRequest, busy: BusyTime, *, whole_series: bool) -> HttpResponse:
    touched = touched_by([busy])[busy.pk]
    count = remove_busy_time(busy=busy, whole_series=whole_series, by=person(request))
    messages.success(request, f"Đã bỏ {count_text(count)} giờ bận.")
    if touched:
        messages.info(request, f"Hội nghị không còn vướng: {touched_words(touched)}.")
    return redirect(BUSY_PAGE)


@needs(VIEW)
@require_safe
def wish_list(request: HttpRequest) -> HttpResponse:
    """Days that delegates propose for rounds whose schedule is not out, those waiting first."""
    council = _council(request)
    rows = DayWish.objects.for_user(request.user).filter(round__council=council.pk)
    rows = rows.filter(round__ends_on__gte=timezone.localdate()).select_related("round", "delegate")
    wishes = sorted(rows, key=lambda wish: (wish.decided_at is not None, wish.day, wish.half, wish.pk))
    context = {
        "rows": [{"wish": wish, "when": wish_words(wish)} for wish in wishes],
        "tabs": tabs_of(request, council, current=WISH_PAGE),
        "may_change": can(request.user, CHANGE, council),
        "links": [{"label": label, "url": url} for label, url in _trail()],
    }
    return render(request, "meetings/wish_list.html", context)


@needs(CHANGE)
@require_POST
def wish_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a proposed day up, or not."""
    wish = get_object_or_404(DayWish.objects.for_user(request.user, CHANGE), pk=pk)
    accepted = request.POST.get("tra_loi") == "nhan"
    try:
        answer_wish(wish=wish, accepted=accepted, by=person(request))
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect(WISH_PAGE)
    if accepted:
        messages.success(request, "Đã nhận. Đề xuất lịch sẽ ưu tiên ngày này.")
    else:
        messages.success(request, "Đã ghi: không nhận ngày này.")
    return redirect(WISH_PAGE)


@needs(VIEW)
@require_http_methods(METHODS)
@once
def travel_page(request: HttpRequest) -> HttpResponse:
    """Ways between units as entered, and what the council asks of its schedules; both are changed here."""
    council = _council(request)
    may_change = can(request.user, CHANGE, council)
    if request.method == "POST" and not may_change:
        raise PermissionDenied
    sent = request.POST if request.method == "POST" else None
    asks = AsksForm(sent if sent and "asks" in sent else None, instance=setting_of(council.pk))
    today = timezone.localdate()
    read = partial(read_ways, units=[*wards_of(council, today), *communes_of_contacts(council, today)])
    ways = WaysForm(sent if sent and "asks" not in sent else None, read=read)
    if sent is not None and _travel_saved(request, council, asks, ways):
        return redirect("meetings:travel")
    rows = TravelTime.objects.for_user(request.user).filter(council=council.pk).select_related("first", "second")
    page = Paginator(rows.order_by("first__sort_key", "second__sort_key"), 100).get_page(request.GET.get("trang"))
    context = {
        "asks": asks,
        "ways": ways,
        "page": page,
        "asked": [(str(field.label).capitalize(), asks.initial[name]) for name, field in asks.fields.items()],
        "may_change": may_change,
        "links": [{"label": label, "url": url} for label, url in _trail()],
    }
    return render(request, "meetings/travel.html", context)


def _travel_saved(request: HttpRequest, council: Council, asks: AsksForm, ways: WaysForm) -> bool:
    """Whether one of the two forms of the page was sent and done."""
    if asks.is_bound:
        done = carried_out(asks, lambda: set_schedule_asks(council=council, by=person(request), **asks.cleaned_data))
        text = "Đã lưu. Xung đột của lịch được tính lại theo các số này."
    else:
        done = carried_out(ways, lambda: set_travel_times(council=council, ways=ways.ways, by=person(request)))
        text = f"Đã ghi {count_text(len(ways.ways))} cặp đơn vị."
    if done:
        messages.success(request, text)
    return done


@needs(CHANGE)
@require_POST
def travel_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """The pair takes the usual time again."""
    way = get_object_or_404(TravelTime.objects.for_user(request.user, CHANGE), pk=pk)
    try:
        remove_travel_time(way=way, by=person(request))
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, "Đã bỏ. Cặp này theo số phút chung.")
    return redirect("meetings:travel")
