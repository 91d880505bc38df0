"""Plans on a delegate's phone: those in force, and for who leads a group its own plan to write and to comment on."""

from __future__ import annotations

from functools import partial

from csp.decorators import csp_replace
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from delegates.models import DelegateGroup
from meetings.actions.plan_comments import comment_plan
from meetings.actions.plans import draft_group_plans, edit_group_plan, refuse_closed_to_group
from meetings.enums import PlanState
from meetings.models import Plan
from meetings.plan_texts import printed_text, text_of
from reports.forms_plan_text import PlanTextForm, by_line, text_initial
from reports.group_plans import groups_without_plan, led_groups, readable_plans
from reports.plan_differences import SECTION_LABELS
from reports.plan_pages import comments_of, name_rows, number_label, owner_label
from reports.views_delegate import ANSWER, own_mandate
from reports.views_documents import PDF_POLICY, kept_file
from txct.core.access import needs, person
from txct.core.forms import OfficialForm, ParagraphField
from txct.core.forms_actions import carried_out
from txct.core.forms_once import once, stale_response
from txct.core.models import IssuedFile, User
from txct.core.scoping import trusted
from txct.core.writing import Refused, StalePage


class GroupCommentForm(OfficialForm, forms.Form):
    """What is said on a draft in the name of the group."""

    text = ParagraphField(label="Ý kiến của Tổ", widget=forms.Textarea(attrs={"rows": 6}))


def own_plan(request: HttpRequest, pk: int) -> Plan:
    """A plan that the delegate reads; any other is not found."""
    mandate = own_mandate(request)
    found = next((one for one in readable_plans(person(request), mandate.council_id) if one.pk == pk), None)
    if found is None:
        raise Http404
    return found


def groups_led(request: HttpRequest) -> list[DelegateGroup]:
    """The groups that the delegate leads; refused to who leads none."""
    led = led_groups(person(request), own_mandate(request).council_id)
    if not led:
        raise PermissionDenied
    return led


@needs(ANSWER)
@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """The plans that the delegate reads; for who leads a group, where its own plan is still to be drafted."""
    mandate, user = own_mandate(request), person(request)
    shown = readable_plans(user, mandate.council_id)
    led = led_groups(user, mandate.council_id)
    lacking = [
        (plan, group)
        for plan in shown
        if plan.state == PlanState.ISSUED
        for group in groups_without_plan(plan)
        if group in led
    ]
    rows = [(one, number_label(one), owner_label(one)) for one in shown]
    return render(request, "delegates/plans.html", {"rows": rows, "lacking": lacking})


@needs(ANSWER)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """One plan as it reads; while it is out for comments who leads a group says what the group thinks."""
    found, user = own_plan(request, pk), person(request)
    led = led_groups(user, found.council_id)
    speakers = led if found.state == PlanState.CONSULTING else []
    group = next((one for one in speakers if found.group_id in (None, one.pk)), None)
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
        "comments": comments_of(user, found) if found.is_editable else [],
        "may_write": found.is_written_by_group and found.group in led,
        "waits_for_signature": found.state == PlanState.SUBMITTED,
    }
    return render(request, "delegates/plan.html", context)


@needs(ANSWER)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def group_plan_text(request: HttpRequest, pk: int) -> HttpResponse:
    """Who leads a group writes the text of its plan; saved over somebody else's change only after seeing it."""
    led, found = groups_led(request), own_plan(request, pk)
    if found.group not in led:
        raise PermissionDenied
    form = PlanTextForm(request.POST or None, initial=text_initial(found, text_of(found)))
    try:
        if request.method != "POST":
            refuse_closed_to_group(found)
        elif carried_out(form, lambda: _write(form, found, person(request))):
            messages.success(request, "Đã lưu kế hoạch của Tổ.")
            return redirect("delegates:plan", pk=pk)
    except StalePage as stale:
        return stale_response(request, by_line(stale), form.labels(), reload_url=request.path)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("delegates:plan", pk=pk)
    context = {"plan": found, "number": number_label(found), "form": form, "names": name_rows(found)}
    return render(request, "delegates/plan_text.html", context)


def _write(form: PlanTextForm, found: Plan, user: User) -> None:
    if parts := form.parts():
        edit_group_plan(plan=found, paragraphs=parts, by=user, expected_version=form.cleaned_data["version"])


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


@needs(ANSWER)
@require_POST
@once
def group_plan_drafted(request: HttpRequest, pk: int, group: int) -> HttpResponse:
    """Who leads a group has its plan drafted under an issued one of the Thường trực."""
    led, found = groups_led(request), own_plan(request, pk)
    own = next((one for one in led if one.pk == group), None)
    if own is None:
        raise Http404
    try:
        draft = draft_group_plans(plan=found, group=own, by=person(request))[0]
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("delegates:plans")
    messages.success(request, "Đã lập dự thảo kế hoạch của Tổ. Sửa nội dung cho đến khi Văn phòng trình ký.")
    return redirect("delegates:plan", pk=draft.pk)
