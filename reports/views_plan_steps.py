"""Steps of a plan: sent out for comments, to signature, issued, amended, closed; its rounds opened."""

from __future__ import annotations

from datetime import date
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from delegates.calendars import calendar_of
from delegates.enums import BodyKind
from delegates.models import Body, DelegateGroup
from meetings.actions.plan_comments import comment_plan
from meetings.actions.plan_tasks import finish_task
from meetings.actions.plans import amend_plan, draft_group_plans, move_plan, refuse_unready, set_session_days
from meetings.actions.rounds import move_round, open_rounds
from meetings.enums import Phase, PlanState
from meetings.models import Plan, PlanTask, Round
from meetings.plan_texts import missing_parts
from reports.actions.issuing import refuse_own_draft
from reports.actions.papers import issue_plan, next_number
from reports.desk_access import plan_of
from reports.forms_plans import (
    CommentForm,
    GroupPlanForm,
    IssuePlanForm,
    OpenRoundsForm,
    RoundDaysForm,
    SessionDaysForm,
)
from reports.group_plans import groups_without_plan
from reports.plan_pages import MOVES, issue_sentences, number_label, open_rounds_of, window_days
from reports.views_plans import CHANGE, plans_trail
from txct.core.access import needs, person
from txct.core.forms_actions import carried_out, confirm_page, form_page
from txct.core.forms_once import once, stale_response
from txct.core.models import User
from txct.core.permissions import can, roles_in
from txct.core.roles import Role
from txct.core.scoping import trusted
from txct.core.writing import Refused, StalePage
from txct.lib.numbers import whole_number

ISSUE = "meetings.issue_plan"
COMMENT = "meetings.add_plancomment"
FINISH = "meetings.change_plantask"
SPEAKS_AS = {Role.FRONT: BodyKind.FRONT, Role.STANDING: BodyKind.STANDING}
PHASES = (Phase.BEFORE, Phase.AFTER)


def _blocked(request: HttpRequest, plan: Plan, title: str, why: str) -> HttpResponse:
    """The step cannot be done now: why, and the way back."""
    context = {"plan": plan, "page_title": title, "why": why, "number": number_label(plan)}
    return render(request, "desk/plan_blocked.html", context)


@needs(CHANGE)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def plan_move(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Ask once what the step means, then take it."""
    move = MOVES.get(step)
    if move is None:
        raise Http404
    found = plan_of(request, pk, CHANGE)
    if request.method == "POST":
        try:
            move_plan(plan=found, to=move.to, by=person(request), expected_version=_version(request))
        except StalePage as stale:
            return stale_response(request, stale, {"state": "Tình trạng"}, reload_url=reverse("desk:plan", args=[pk]))
        except Refused as refusal:
            return _blocked(request, found, move.label, refusal.message)
        messages.success(request, move.done)
        return redirect("desk:plan", pk=pk)
    lacking = ", ".join(missing_parts(found)) if move.to == PlanState.SUBMITTED else ""
    if lacking:
        return _blocked(request, found, move.label, f"Kế hoạch còn thiếu: {lacking}. Bổ sung trước khi trình ký.")
    return _ask_move(request, found, step)


def _version(request: HttpRequest) -> int | None:
    """The version of the plan that the sent page showed."""
    return whole_number(request.POST.get("version", ""))


def _ask_move(request: HttpRequest, found: Plan, step: str) -> HttpResponse:
    move = MOVES[step]
    waiting = open_rounds_of(found) if move.to == PlanState.CLOSED else []
    return confirm_page(
        request,
        title=move.label,
        trail=plans_trail(found),
        question=f"{move.label}: {number_label(found)}?",
        consequences=[*move.consequences, *(f"{label} chưa chốt tổng hợp." for label in waiting)],
        submit=move.label,
        undo=move.undo,
        hidden=[("version", str(found.version))],
        danger=move.to == PlanState.CLOSED,
        lead=found.title,
    )


@needs(ISSUE)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def plan_issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Number, annex, signer and recipients before the paper is issued; then issue it."""
    found, today = plan_of(request, pk, ISSUE), timezone.localdate()
    try:
        refuse_unready(found)
        with trusted():
            refuse_own_draft(found.council, found, person(request))
    except Refused as refusal:
        return _blocked(request, found, "Ban hành kế hoạch", refusal.message)
    form = _issue_form(request, found, today)
    run = partial(issue_plan, plan=found, by=person(request), at=timezone.now(), expected_version=_version(request))
    if request.method == "POST" and carried_out(form, lambda: run(**form.cleaned_data)):
        found.refresh_from_db()
        messages.success(request, f"Đã ban hành kế hoạch {found.number_text}. Bản in đang được tạo.")
        return redirect("desk:plan", pk=pk)
    return _ask_issue(request, found, form)


def _issue_form(request: HttpRequest, found: Plan, today: date) -> IssuePlanForm:
    return IssuePlanForm(
        request.POST or None,
        initial={"on": today, "first_number": found.number or 1},
        opens_register=not found.council.numbers_by_hand and next_number(found, today) is None,
        earliest=found.session.term.starts_on if found.session else None,
        calendar=calendar_of(found.council),
        today=today,
    )


def _ask_issue(request: HttpRequest, found: Plan, form: IssuePlanForm) -> HttpResponse:
    return confirm_page(
        request,
        title="Ban hành kế hoạch",
        trail=plans_trail(found),
        question="Ban hành kế hoạch này?",
        consequences=issue_sentences(found, timezone.localdate()),
        submit="Ban hành",
        undo="Số đã lấy không trả lại; sai sót được sửa bằng kế hoạch điều chỉnh.",
        hidden=[("version", request.POST.get("version") or str(found.version))],
        form=form,
        lead=found.title,
    )


@needs(CHANGE)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def plan_amend(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft that amends an issued plan."""
    found = plan_of(request, pk, CHANGE)
    if request.method == "POST":
        try:
            draft = amend_plan(plan=found, by=person(request))
        except Refused as refusal:
            return _blocked(request, found, "Điều chỉnh kế hoạch", refusal.message)
        messages.success(request, "Đã lập dự thảo điều chỉnh. Sửa những chỗ thay đổi rồi lưu.")
        return redirect("desk:plan-edit", pk=draft.pk)
    return confirm_page(
        request,
        title="Điều chỉnh kế hoạch",
        trail=plans_trail(found),
        question=f"Lập kế hoạch điều chỉnh {number_label(found)}?",
        consequences=[
            "Một dự thảo mới được lập với toàn bộ nội dung kế hoạch này để sửa.",
            "Trang dự thảo cho thấy từng chỗ khác kế hoạch đã ban hành.",
            "Kế hoạch này vẫn có hiệu lực đến khi bản điều chỉnh được ban hành.",
        ],
        submit="Lập dự thảo điều chỉnh",
    )


@needs(CHANGE)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def plan_groups(request: HttpRequest, pk: int) -> HttpResponse:
    """Drafts of the groups' own plans under an issued plan: of one group, or of all that have none."""
    found = plan_of(request, pk, CHANGE)
    form = GroupPlanForm(request.POST or None, groups=groups_without_plan(found))
    made: list[Plan] = []
    run = partial(draft_group_plans, plan=found, by=person(request))
    if request.method == "POST" and carried_out(form, lambda: made.extend(run(**form.cleaned_data))):
        messages.success(request, f"Đã lập {len(made):02d} dự thảo kế hoạch của Tổ.")
        return redirect("desk:plan", pk=pk)
    return confirm_page(
        request,
        title="Lập kế hoạch của các Tổ",
        trail=plans_trail(found),
        question=f"Lập kế hoạch của các Tổ theo {number_label(found)}?",
        consequences=[
            "Mỗi Tổ được chọn có một dự thảo với nội dung kế hoạch này.",
            "Phụ lục lịch của mỗi dự thảo chỉ gồm hội nghị của Tổ đó.",
        ],
        submit="Lập dự thảo",
        form=form,
    )


@needs("meetings.add_round")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def plan_rounds(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the rounds before and after the session, with the days that the plan's text names."""
    found = plan_of(request, pk, "meetings.add_round")
    with trusted():
        taken = set(found.rounds.values_list("phase", flat=True))
    phases = [phase for phase in PHASES if phase not in taken]
    if not phases or found.amends_id:
        return _blocked(request, found, "Mở đợt", "Kế hoạch này không còn đợt nào để mở.")
    days = window_days(found)
    form = OpenRoundsForm(request.POST or None, phases=phases, days=days)
    run = partial(open_rounds, plan=found, by=person(request))
    if request.method == "POST" and carried_out(form, lambda: run(rounds=form.chosen())):
        messages.success(request, f"Đã mở {len(form.chosen()):02d} đợt. Các thời hạn theo quy định đã được tính.")
        return redirect("desk:plan", pk=pk)
    source = "Ngày được đề xuất theo phần II của kế hoạch; kiểm tra trước khi mở." if days else ""
    return form_page(
        request,
        form,
        title="Mở đợt tiếp xúc cử tri",
        trail=plans_trail(found),
        submit="Mở đợt",
        lead=source or "Phần II của kế hoạch chưa ghi ngày đọc được; nhập ngày của từng đợt.",
    )


@needs("meetings.change_round")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def plan_round(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a round other days."""
    rounds = Round.objects.for_user(request.user, "meetings.change_round").select_related("plan__session")
    found = get_object_or_404(rounds, pk=pk)
    form = RoundDaysForm(request.POST or None, initial={"starts_on": found.starts_on, "ends_on": found.ends_on})
    run = partial(move_round, round=found, by=person(request))
    if request.method == "POST" and carried_out(form, lambda: run(**form.cleaned_data)):
        messages.success(request, f"Đã đổi thời gian: {found.label}. Các thời hạn đã được tính lại.")
        return redirect("desk:plan", pk=found.plan_id)
    return form_page(
        request, form, title="Đổi thời gian của đợt", trail=plans_trail(found.plan), submit="Lưu", lead=found.label
    )


@needs("meetings.change_councilsession")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def plan_session(request: HttpRequest, pk: int) -> HttpResponse:
    """Opening and closing day of the plan's session."""
    found = plan_of(request, pk, "meetings.change_councilsession")
    session = found.session
    if session is None:
        return _blocked(request, found, "Ngày kỳ họp", "Kế hoạch chưa gắn kỳ họp. Sửa kế hoạch và chọn kỳ họp.")
    form = SessionDaysForm(
        request.POST or None, initial={"opens_on": session.opens_on, "closes_on": session.closes_on}
    )
    run = partial(set_session_days, session=session, by=person(request))
    if request.method == "POST" and carried_out(form, lambda: run(**form.cleaned_data)):
        messages.success(request, "Đã lưu ngày của kỳ họp. Các thời hạn đã được tính lại.")
        return redirect("desk:plan", pk=pk)
    return form_page(
        request,
        form,
        title=f"Ngày khai mạc, bế mạc {session}",
        trail=plans_trail(found),
        submit="Lưu ngày kỳ họp",
        lead="Các thời hạn theo quy định của cả hai đợt được tính từ hai ngày này.",
    )


@needs(FINISH)
@require_POST
@once
def task_done(request: HttpRequest, pk: int) -> HttpResponse:
    """Note a task of a plan as done."""
    task = get_object_or_404(PlanTask.objects.for_user(request.user, FINISH), pk=pk)
    try:
        finish_task(task=task, by=person(request), at=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"Đã ghi xong: {task.what}.")
    return redirect(f"{reverse('desk:plan', args=[task.plan_id])}#nhiem-vu-ke-hoach")


@needs(COMMENT)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def plan_comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Say something on a plan that is out for comments; the office also writes down what came on paper."""
    found, user = plan_of(request, pk, COMMENT), person(request)
    form = CommentForm(
        request.POST or None,
        bodies=Body.objects.for_user(user, COMMENT).filter(council=found.council_id),
        groups=DelegateGroup.objects.for_user(user).filter(council=found.council_id).order_by("number"),
        speaks_for_others=can(user, CHANGE, found),
    )
    own = {} if can(user, CHANGE, found) else {"body": _own_body(user, found)}
    run = partial(comment_plan, plan=found, by=user, at=timezone.now(), **own)
    if request.method == "POST" and carried_out(form, lambda: run(**form.cleaned_data)):
        messages.success(request, "Đã ghi ý kiến.")
        return redirect(f"{reverse('desk:plan', args=[pk])}#y-kien")
    return form_page(
        request, form, title="Ghi ý kiến", trail=plans_trail(found), submit="Ghi ý kiến", lead=found.title
    )


def _own_body(user: User, plan: Plan) -> Body | None:
    """The body for which USER speaks: the Front, the Thường trực."""
    kinds = [kind for role, kind in SPEAKS_AS.items() if role in roles_in(user, plan.council_id)]
    with trusted():
        return Body.objects.filter(council=plan.council_id, kind__in=kinds).order_by("pk").first()
