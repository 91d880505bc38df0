"""Plans on a delegate's phone: those in force, and for the head of a group what awaits the group's word."""

from __future__ import annotations

from functools import partial

from csp.decorators import csp_replace
from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from meetings.actions.plan_comments import comment_plan
from meetings.actions.plans import draft_group_plans
from meetings.enums import PlanState
from meetings.models import Plan
from meetings.plan_texts import printed_text
from reports.group_plans import groups_without_plan, headed_groups, readable_plans
from reports.plan_differences import SECTION_LABELS
from reports.plan_pages import number_label, owner_label
from reports.views_delegate import ANSWER, own_mandate
from reports.views_documents import PDF_POLICY, kept_file
from txct.core.access import needs, person
from txct.core.forms import OfficialForm, ParagraphField
from txct.core.forms_actions import carried_out
from txct.core.forms_once import once
from txct.core.models import IssuedFile
from txct.core.scoping import trusted
from txct.core.writing import Refused

SPEAK = "meetings.speak_plan"


class GroupCommentForm(OfficialForm, forms.Form):
    """What the head says on a draft for the group."""

    text = ParagraphField(label="Ý kiến của Tổ", widget=forms.Textarea(attrs={"rows": 6}))


def own_plan(request: HttpRequest, pk: int) -> Plan:
    """A plan that the delegate reads; any other is not found."""
    mandate = own_mandate(request)
    found = next((one for one in readable_plans(person(request), mandate.council_id) if one.pk == pk), None)
    if found is None:
        raise Http404
    return found


@needs(ANSWER)
@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """The plans that the delegate reads; for who heads a group, where its own plan is still to be drafted."""
    mandate, user = own_mandate(request), person(request)
    shown = readable_plans(user, mandate.council_id)
    headed = headed_groups(user, mandate.council_id)
    lacking = [
        (plan, group)
        for plan in shown
        if plan.state == PlanState.ISSUED
        for group in groups_without_plan(plan)
        if group in headed
    ]
    rows = [(one, number_label(one), owner_label(one)) for one in shown]
    return render(request, "delegates/plans.html", {"rows": rows, "lacking": lacking})


@needs(ANSWER)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """One plan as it reads; while it is out for comments the head of a group says what the group thinks."""
    found, user = own_plan(request, pk), person(request)
    headed = headed_groups(user, found.council_id) if found.state == PlanState.CONSULTING else []
    group = next((one for one in headed if found.group_id in (None, one.pk)), None)
    form = GroupCommentForm(request.POST or None) if group else None
    run = partial(comment_plan, plan=found, group=group, by=user, at=timezone.now())
    if form and request.method == "POST" and carried_out(form, lambda: run(**form.cleaned_data)):
        messages.success(request, "Đã gửi ý kiến của Tổ.")
        return redirect("delegates:plan", pk=pk)
    with trusted():
        texts = printed_text(found)
    context = {
        "plan": found,
        "number": number_label(found),
        "owner": owner_label(found),
        "parts": [(label, texts[part]) for part, label in SECTION_LABELS.items() if part in texts],
        "form": form,
    }
    return render(request, "delegates/plan.html", context)


@needs(ANSWER)
@require_safe
@csp_replace(PDF_POLICY)
def plan_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The issued paper of a plan, byte for byte as it was kept."""
    paper = own_plan(request, pk).document
    if paper is None:
        raise Http404
    with trusted():
        return kept_file(paper, IssuedFile.Form.PDF)


@needs(SPEAK)
@require_POST
@once
def group_plan_drafted(request: HttpRequest, pk: int, group: int) -> HttpResponse:
    """The head of a group has its plan drafted under an issued one of the Thường trực."""
    found = own_plan(request, pk)
    own = next((one for one in headed_groups(person(request), found.council_id) if one.pk == group), None)
    if own is None:
        raise Http404
    try:
        draft = draft_group_plans(plan=found, group=own, by=person(request))[0]
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("delegates:plans")
    messages.success(request, "Đã lập dự thảo kế hoạch của Tổ. Văn phòng sửa nội dung theo ý kiến của Tổ.")
    return redirect("delegates:plan", pk=draft.pk)
