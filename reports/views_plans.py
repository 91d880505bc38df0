"""Plans of the council: the list, one plan with all it lacks, its text edited, its paper before it is issued."""

from __future__ import annotations

from typing import Any

from csp.decorators import csp_replace
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from delegates.models import Body, Council, DelegateGroup, Signatory
from meetings.actions.plan_imports import import_plan
from meetings.actions.plans import draft_plan, rewrite_plan
from meetings.actions.sessions import add_session
from meetings.legal_bases import cites_any, register_of
from meetings.models import Plan
from meetings.plan_tasks import tasks_of
from meetings.plan_texts import text_of
from meetings.plan_wording import session_phrase
from reports.actions.preview import preview_document
from reports.desk_access import DESK, council_of, plan_of
from reports.documents.letterhead import council_signatory, place_of, with_number
from reports.enums import DocumentKind
from reports.filters import PlanFilter
from reports.forms_plan_tasks import ADD as MORE_TASKS
from reports.forms_plan_tasks import task_rows
from reports.forms_plan_text import by_line
from reports.forms_plans import ImportPlanForm, NewPlanForm, PlanForm, SessionForm, plan_initial, sessions_of
from reports.plan_invitations import invitations_to
from reports.plan_pages import (
    COLUMNS,
    ROUND_COLUMNS,
    known_bases,
    name_rows,
    number_label,
    plan_page,
    plan_rows,
)
from reports.render.pdf import RenderError, render_pdf
from reports.views_documents import PDF_POLICY
from txct.core.access import needs, person
from txct.core.forms_actions import carried_out, form_page
from txct.core.forms_once import once, stale_response
from txct.core.models import User
from txct.core.permissions import can
from txct.core.scoping import trusted
from txct.core.writing import StalePage

ADD = "meetings.add_plan"
CHANGE = "meetings.change_plan"
PAGE_SIZE = 50
Trail = list[tuple[str, str]]


def plans_trail(plan: Plan | None = None) -> Trail:
    """The pages above a page of plans, or above a page of one PLAN."""
    trail = [("Bàn làm việc", reverse("desk:home")), ("Kế hoạch", reverse("desk:plan-list"))]
    return [*trail, (number_label(plan), reverse("desk:plan", args=[plan.pk]))] if plan else trail


@needs(DESK)
@require_safe
def plan_list(request: HttpRequest) -> HttpResponse:
    """Plans of the council as the address asks for; drafts come first."""
    council = council_of(request)
    plans = (
        Plan.objects.for_user(request.user, DESK)
        .filter(Q(council=council.pk) | Q(partners__council=council.pk, partners__refused_at=None))
        .distinct()
    )
    asked = PlanFilter(request.GET, plans, request=request)
    rows = asked.rows.select_related("session", "group", "amends", "follows").prefetch_related("rounds")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("trang"))
    context = {
        "filter": asked,
        "chips": asked.chips(),
        "page": page,
        "columns": COLUMNS,
        "rows": plan_rows(page),
        "invitations": invitations_to(council, may_answer=can(request.user, CHANGE, council)),
        "may_add": can(request.user, ADD, council),
    }
    return render(request, "desk/plan_list.html", context)


@needs(DESK)
@require_safe
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """One plan: what it lacks, its parts, its rounds, what it changes, what can be done now."""
    found = plan_of(request, pk)
    context = {
        "plan": found,
        "number": number_label(found),
        "shown": plan_page(person(request), found, timezone.localdate()),
        "round_columns": ROUND_COLUMNS,
        "may_read_papers": can(request.user, "core.view_issueddocument", found),
        "may_finish": can(request.user, "meetings.change_plantask", found),
        "may_change_session": can(request.user, "meetings.change_councilsession", found),
    }
    return render(request, "desk/plan.html", context)


@needs(CHANGE)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def plan_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole text of a plan; saved over somebody else's change only after seeing it."""
    found, user = plan_of(request, pk, CHANGE), person(request)
    if not found.is_editable:
        messages.error(request, "Kế hoạch đã ban hành, không sửa được. Lập kế hoạch điều chỉnh.")
        return redirect("desk:plan", pk=pk)
    form = _plan_form(request, user, found)
    if request.method == "POST" and MORE_TASKS not in request.POST:
        try:
            if carried_out(form, lambda: _save(form, found, user)):
                messages.success(request, "Đã lưu kế hoạch.")
                return redirect("desk:plan", pk=pk)
        except StalePage as stale:
            return stale_response(request, by_line(stale), form.labels(), reload_url=request.path)
    return form_page(
        request,
        form,
        title="Sửa kế hoạch",
        trail=plans_trail(found),
        submit="Lưu kế hoạch",
        lead=found.title,
        template="desk/plan_edit.html",
        names=name_rows(found),
    )


def _plan_form(request: HttpRequest, user: User, found: Plan) -> PlanForm:
    texts, register = text_of(found), register_of(found.council)
    known = known_bases(user, found, texts.get("basis", []))
    signatories = Signatory.objects.for_user(user).filter(council=found.council_id, is_active=True)
    bodies = Body.objects.for_user(user).filter(council=found.council_id).order_by("kind", "sort_key")
    groups = DelegateGroup.objects.for_user(user).filter(council=found.council_id).order_by("number")
    return PlanForm(
        request.POST or None,
        initial=plan_initial(found, texts),
        sessions=sessions_of(user, found.council),
        groups=groups,
        signatories=signatories.order_by("full_name"),
        bases=[text for text in known if not cites_any(text, register)],
        register=register,
        on=found.issued_on or timezone.localdate(),
        task_rows=task_rows(request.POST or None, tasks_of(found), bodies, groups),
    )


def _save(form: PlanForm, found: Plan, user: User) -> None:
    fields, paragraphs = form.changes()
    tasks = form.tasks()
    if fields or paragraphs or tasks is not None:
        version = form.cleaned_data["version"]
        rewrite_plan(plan=found, fields=fields, paragraphs=paragraphs, tasks=tasks, by=user, expected_version=version)


@needs(ADD)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def plan_import(request: HttpRequest) -> HttpResponse:
    """A draft read from a file; the same file again leads to the plan it made the first time."""
    council, user = council_of(request, ADD), person(request)
    form = ImportPlanForm(request.POST or None, request.FILES or None)
    made: list[Plan] = []

    def run() -> None:
        file, sure = form.cleaned_data["file"], form.cleaned_data["anyway"]
        plan = import_plan(council=council, filename=file.name, content=file.read(), by=user, ask_first=not sure)
        made.append(plan)

    if request.method == "POST" and carried_out(form, run):
        messages.success(request, f"Đã đọc kế hoạch {made[0].number_text} từ tệp. Xem lại từng phần.")
        return redirect("desk:plan", pk=made[0].pk)
    form.show_doubt()
    return form_page(
        request,
        form,
        title="Nhập kế hoạch từ tệp",
        trail=plans_trail(),
        submit="Đọc tệp",
        submit_icon="upload",
        lead="Phần mềm đọc tệp thành dự thảo để sửa, chưa ban hành gì. Nhập lại đúng tệp đó không tạo thêm kế hoạch.",
    )


@needs(ADD)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def plan_new(request: HttpRequest) -> HttpResponse:
    """A plan for a session, blank or from the text of an earlier one."""
    council, user = council_of(request, ADD), person(request)
    form = NewPlanForm(
        request.POST or None,
        initial={"session": request.GET.get("ky-hop"), "like": request.GET.get("theo")},
        sessions=sessions_of(user, council),
        plans=Plan.objects.for_user(user).filter(council=council.pk).order_by("-issued_on", "-pk"),
        groups=DelegateGroup.objects.for_user(user).filter(council=council.pk).order_by("number"),
    )
    made: list[Plan] = []
    if request.method == "POST" and carried_out(form, lambda: made.append(_draft(council, form, user))):
        messages.success(request, "Đã lập dự thảo. Sửa từng phần rồi lưu.")
        return redirect("desk:plan-edit", pk=made[0].pk)
    return form_page(
        request,
        form,
        title="Lập kế hoạch",
        trail=plans_trail(),
        submit="Lập dự thảo",
        template="desk/plan_new.html",
    )


def _draft(council: Council, form: NewPlanForm, user: User) -> Plan:
    given = form.cleaned_data
    session, like = given["session"], given["like"]
    with trusted():
        about = session_phrase(session, place_of(council).council)
        signatory = None if like else council_signatory(council)
    own = {"place_name": council.place_name, "issuer_name": council.name, "signatory": signatory}
    ends: dict[str, Any] = {} if like else own
    title = given["title"] or f"Tiếp xúc cử tri trước và sau {about}"
    return draft_plan(council=council, title=title, session=session, group=given["group"], like=like, by=user, **ends)


@needs("meetings.add_councilsession")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def session_new(request: HttpRequest) -> HttpResponse:
    """A session for which a plan will be written."""
    council = council_of(request, "meetings.add_councilsession")
    with trusted():
        terms = council.terms.order_by("-starts_on")
        last = council.sessions.order_by("-term__starts_on", "-ordinal").first()
    form = SessionForm(request.POST or None, terms=terms, initial={"ordinal": last.ordinal + 1 if last else 1})
    made: list[int] = []
    if request.method == "POST" and carried_out(
        form, lambda: made.append(add_session(by=person(request), **form.cleaned_data).pk)
    ):
        messages.success(request, "Đã lập kỳ họp.")
        return redirect(f"{reverse('desk:plan-new')}?ky-hop={made[0]}")
    return form_page(
        request,
        form,
        title="Lập kỳ họp",
        trail=[*plans_trail(), ("Lập kế hoạch", reverse("desk:plan-new"))],
        submit="Lập kỳ họp",
        lead="Chưa biết ngày khai mạc, bế mạc thì để trống; các thời hạn được tính lại khi nhập ngày.",
    )


@needs(DESK)
@require_safe
def plan_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper as it would be issued today, as its own pages, without number."""
    found = plan_of(request, pk)
    return render(request, "desk/plan_preview.html", {"plan": found, "number": number_label(found)})


@needs(DESK)
@require_safe
@csp_replace(PDF_POLICY)
def plan_preview_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The pages of the preview; what cannot be printed is said instead."""
    found, now = plan_of(request, pk), timezone.localtime()
    doc = with_number(preview_document(DocumentKind.PLAN, found, on=now.date()), None)
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"}
    try:
        content = render_pdf(doc, frozen_at=now)
    except RenderError as error:
        return HttpResponse(str(error), content_type="text/plain; charset=utf-8", status=503, headers=headers)
    headers["Content-Disposition"] = 'inline; filename="du-thao-ke-hoach.pdf"'
    return HttpResponse(content, content_type="application/pdf", headers=headers)
