"""Numbers of days the law leaves open, asked of the council; its days off, entered once."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from delegates.actions import declare_day, set_deadline
from delegates.calendars import UNITS
from reports.deadline_pages import (
    DAY_COLUMNS,
    counted_words,
    day_rows,
    first_day_for,
    numberless_rules,
    open_numbers,
    waiting_duties,
)
from reports.desk_access import council_of
from reports.desk_lists import owner_text
from reports.forms_deadlines import MADE_UP, DayForm, DeadlineForm
from txct.core.access import needs, person
from txct.core.forms_actions import carried_out, form_page
from txct.core.forms_once import once
from txct.core.permissions import can
from txct.deadlines.rules import Rule

VIEW, SET, DECLARE = (
    "delegates.view_deadlinesetting",
    "delegates.add_deadlinesetting",
    "delegates.add_calendarexception",
)


def _trail() -> list[tuple[str, str]]:
    return [
        ("Bàn làm việc", reverse("desk:home")),
        ("Lịch pháp định", reverse("desk:timetable")),
        ("Số ngày, ngày nghỉ", reverse("desk:deadlines")),
    ]


@needs(VIEW)
@require_safe
def deadlines(request: HttpRequest) -> HttpResponse:
    """Every rule without a number of days, and the days off and make-up days declared."""
    council = council_of(request, VIEW)
    context = {
        "numbers": open_numbers(person(request), council, timezone.localdate()),
        "columns": DAY_COLUMNS,
        "rows": day_rows(person(request), council),
        "may_set": can(request.user, SET, council),
        "may_declare": can(request.user, DECLARE, council),
    }
    return render(request, "desk/deadlines.html", context)


@needs(SET)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def deadline_set(request: HttpRequest, code: str) -> HttpResponse:
    """Enter the council's number of days for one rule; running duties are computed again."""
    council, today = council_of(request, SET), timezone.localdate()
    rule = next((rule for rule in numberless_rules(council, today) if rule.code == code), None)
    if rule is None:
        raise Http404
    waiting = waiting_duties(person(request), council).filter(rule_code=code)
    duties = list(waiting.select_related("round__plan", "contact__delegate"))
    unit = next(stored for stored, unit in UNITS.items() if unit is rule.unit)
    form = DeadlineForm(request.POST or None, initial={"unit": unit, "valid_from": first_day_for(duties, today)})
    run = partial(set_deadline, council=council, rule_code=code, by=person(request))
    if request.method == "POST" and carried_out(form, lambda: run(**form.cleaned_data)):
        left = waiting.count()
        messages.success(request, _saved(len(duties) - left, left))
        return redirect("desk:timetable")
    of = "; ".join(dict.fromkeys(owner_text(duty) for duty in duties))
    return form_page(
        request,
        form,
        title="Nhập số ngày",
        trail=_trail(),
        submit="Lưu số ngày",
        lead=rule.subject,
        facts=_facts(rule, of),
    )


def _facts(rule: Rule, waiting: str) -> list[tuple[str, str]]:
    return [
        ("Dùng để tính", counted_words(rule)),
        ("Căn cứ của việc", rule.legal_basis),
        ("Gợi ý", rule.note or "Văn bản không ấn định số ngày; nhập theo quy định của địa phương."),
        ("Đang chờ số ngày này", waiting or "chưa có việc nào"),
    ]


def _saved(given: int, left: int) -> str:
    words = f"Đã lưu số ngày. {given} việc nay có hạn."
    return f"{words} {left} việc chưa có hạn vì số ngày này áp dụng từ ngày muộn hơn." if left else words


@needs(DECLARE)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def day_declare(request: HttpRequest) -> HttpResponse:
    """Declare a day off or a make-up day; running duties move and say so."""
    council = council_of(request, DECLARE)
    form = DayForm(request.POST or None)

    def run() -> None:
        data = dict(form.cleaned_data)
        declare_day(council=council, is_working=data.pop("kind") == MADE_UP, by=person(request), **data)

    if request.method == "POST" and carried_out(form, run):
        messages.success(request, "Đã khai ngày. Việc bị dời hạn có ghi rõ dời từ ngày nào sang ngày nào.")
        return redirect("desk:timetable")
    return form_page(
        request,
        form,
        title="Khai ngày nghỉ, ngày làm bù",
        trail=_trail(),
        submit="Khai ngày",
        lead="Ngày lễ, Tết của cả nước đã có sẵn. Chỉ khai ngày nghỉ riêng, ngày hoán đổi, ngày làm bù của cơ quan.",
    )
