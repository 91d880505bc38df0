"""Joint plans at the desks of both councils: one asks, the other agrees or says why not."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from delegates.enums import BodyKind
from meetings.actions.plan_comments import comment_plan
from meetings.actions.plan_partners import answer_partner, ask_partner, withdraw_partner
from meetings.meeting_choices import councils_around
from meetings.models import PlanPartner
from reports.desk_access import council_of, plan_of
from reports.forms_plan_partners import AnswerPartnerForm, AskPartnerForm, PartnerCommentForm
from reports.views_plans import CHANGE, plans_trail
from txct.core.access import needs, person
from txct.core.forms_actions import carried_out, confirm_page, form_page
from txct.core.forms_once import once
from txct.core.scoping import trusted
from txct.core.writing import Refused

NO_COUNCIL = (
    "due",
    "Chưa có Hội đồng nào để mời",
    "Hội đồng cấp trên, cấp dưới cùng địa bàn chưa dùng phần mềm này. Thống nhất bằng công văn, ghi ở phần căn cứ.",
)


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
        request,
        form,
        title="Mời Hội đồng cùng lập",
        trail=plans_trail(found),
        submit="Đề nghị",
        lead=found.title,
        notices=[] if councils else [NO_COUNCIL],
    )


@needs(CHANGE)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def partner_withdrawn(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back an invitation that is not answered yet."""
    rows = PlanPartner.objects.for_user(request.user, CHANGE).select_related("plan", "council")
    partner = get_object_or_404(rows, pk=pk)
    plan = partner.plan
    if request.method == "POST":
        try:
            withdraw_partner(partner=partner, by=person(request), at=timezone.now())
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, "Đã rút đề nghị cùng lập kế hoạch.")
        return redirect("desk:plan", pk=plan.pk)
    return confirm_page(
        request,
        title="Rút đề nghị cùng lập",
        trail=plans_trail(plan),
        question=f"Rút đề nghị cùng lập với {partner.council}?",
        consequences=[
            "Hội đồng đó không đọc được kế hoạch này nữa.",
            "Có thể đề nghị lại khi kế hoạch chưa ban hành.",
        ],
        submit="Rút đề nghị",
    )


def _invitation(request: HttpRequest, plan: int) -> PlanPartner:
    """What the council that the person works for was asked about PLAN, refused or not; not found when it was not."""
    own = PlanPartner.objects.filter(council=council_of(request, CHANGE).pk).scoped_as("asked of the own council")
    return get_object_or_404(own.select_related("plan__council", "council"), plan=plan)


@needs(CHANGE)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def partner_comment(request: HttpRequest, pk: int) -> HttpResponse:
    """The asked council says what it thinks of a plan that is out for comments."""
    partner = _invitation(request, pk)
    if partner.refused_at:
        raise Http404
    form = PartnerCommentForm(request.POST or None)
    with trusted():
        speaker = partner.council.bodies.filter(kind=BodyKind.STANDING).order_by("pk").first()
    run = partial(comment_plan, plan=partner.plan, body=speaker, by=person(request), at=timezone.now())
    if request.method == "POST" and carried_out(form, lambda: run(**form.cleaned_data)):
        messages.success(request, "Đã ghi ý kiến.")
        return redirect(f"{reverse('desk:plan', args=[pk])}#y-kien")
    return form_page(
        request,
        form,
        title="Ghi ý kiến",
        trail=plans_trail(partner.plan),
        submit="Ghi ý kiến",
        lead=partner.plan.title,
    )


@needs(CHANGE)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def plan_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The asked council's answer, from its own desk."""
    partner = _invitation(request, pk)
    form = AnswerPartnerForm(request.POST or None)
    run = partial(answer_partner, partner=partner, by=person(request), at=timezone.now())
    if request.method == "POST" and carried_out(form, lambda: run(**form.cleaned_data)):
        messages.success(request, "Đã ghi trả lời.")
        return redirect("desk:plan", pk=pk) if form.cleaned_data["agrees"] else redirect("desk:plan-list")
    return form_page(
        request,
        form,
        title="Trả lời đề nghị cùng lập kế hoạch",
        trail=plans_trail(None if partner.refused_at else partner.plan),
        submit="Gửi trả lời",
        lead=f"{partner.plan.council} mời cùng lập kế hoạch. Chưa thống nhất thì Hội đồng không đọc kế hoạch này nữa.",
    )
