"""Joint plans at the desks of both councils: one asks, the other agrees or says why not."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from delegates.models import Council
from meetings.actions.plan_partners import answer_partner, ask_partner
from meetings.meeting_choices import councils_around
from meetings.models import PlanPartner
from reports.desk_access import council_of, plan_of
from reports.views_plans import CHANGE, plans_trail
from txct.core.access import needs, person
from txct.core.forms import LineField, OfficialForm
from txct.core.forms_actions import carried_out, form_page
from txct.core.forms_once import once


class AskPartnerForm(OfficialForm, forms.Form):
    """Which council is asked, and the paper in which it agreed already."""

    typeahead = ("council",)

    council = forms.ChoiceField(label="Hội đồng cùng lập")
    paper = LineField(
        label="Văn bản thống nhất (nếu đã có)", required=False, max_length=200, help_text="Ví dụ: 12/HĐND-VP ngày 20/5"
    )

    def __init__(self, *args: Any, councils: dict[str, Council], **options: Any) -> None:
        super().__init__(*args, **options)
        self.councils = councils
        known: Any = self.fields["council"]
        known.choices = [("", "Chọn"), *((key, str(row)) for key, row in councils.items())]

    def clean_council(self) -> Council:
        """The council itself."""
        return self.councils[self.cleaned_data["council"]]


class AnswerPartnerForm(OfficialForm, forms.Form):
    """Whether the asked council agrees."""

    agrees = forms.TypedChoiceField(
        label="Trả lời",
        choices=[("yes", "Thống nhất cùng lập"), ("no", "Chưa thống nhất")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    reason = LineField(label="Lý do chưa thống nhất", required=False, max_length=500)


@needs(CHANGE)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def plan_partner(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask another council to plan together."""
    found = plan_of(request, pk, CHANGE)
    councils = {str(row.pk): row for row in councils_around(found.council)}
    form = AskPartnerForm(request.POST or None, councils=councils)
    run = partial(ask_partner, plan=found, by=person(request), at=timezone.now())
    if request.method == "POST" and carried_out(form, lambda: run(**form.cleaned_data)):
        messages.success(request, "Đã đề nghị cùng lập kế hoạch; Hội đồng đó đọc được kế hoạch này.")
        return redirect("desk:plan", pk=pk)
    return form_page(
        request, form, title="Mời Hội đồng cùng lập", trail=plans_trail(found), submit="Đề nghị", lead=found.title
    )


@needs(CHANGE)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def plan_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The asked council's answer, from its own desk."""
    rows = PlanPartner.objects.for_user(request.user).filter(council=council_of(request, CHANGE).pk)
    partner = get_object_or_404(rows.select_related("plan", "council"), plan=pk)
    form = AnswerPartnerForm(request.POST or None)
    run = partial(answer_partner, partner=partner, by=person(request), at=timezone.now())
    if request.method == "POST" and carried_out(form, lambda: run(**form.cleaned_data)):
        messages.success(request, "Đã ghi trả lời.")
        return redirect("desk:plan", pk=pk)
    return form_page(
        request,
        form,
        title="Trả lời đề nghị cùng lập kế hoạch",
        trail=plans_trail(partner.plan),
        submit="Gửi trả lời",
        lead=partner.plan.title,
    )
