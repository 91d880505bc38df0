"""The secretariat's desk: home, statutory timetable, rounds and their release, meetings, outgoing mail."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from delegates.models import Council
from meetings.actions.duties import correct_duty, finish_duty
from meetings.actions.notices import approve_notices
from meetings.actions.rounds import refuse_release, release_round
from meetings.enums import NoticeState
from meetings.models import Duty, Notice, Round
from meetings.public_pages import by_day
from reports import desk_lists, desk_rounds, issue_pages
from reports.desk_home import desk_home
from reports.forms_desk import CorrectDutyForm
from reports.plan_task_lines import waiting_tasks
from txct.core.access import needs, person
from txct.core.actions import send_again
from txct.core.components import Schedule
from txct.core.forms_once import once
from txct.core.models import OutboxMessage
from txct.core.permissions import can
from txct.core.scoping import ScopedQuerySet, trusted
from txct.core.writing import Refused

DESK = "reports.view_desk"
PAGE_SIZE = 50


def _council(request: HttpRequest) -> Council:
    """The council the person works for now, when this desk of it is theirs; else not found."""
    tenant = request.council  # type: ignore[attr-defined]
    return get_object_or_404(Council.objects.for_user(request.user, DESK), pk=tenant.pk if tenant else None)


@needs(DESK)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What is due, what is late, what comes next."""
    council = _council(request)
    shown = desk_home(person(request), council, timezone.now())
    context = {
        "council": council,
        "shown": shown,
        "coming": Schedule(by_day=tuple(by_day(shown.coming))),
        "may_read_outbox": can(request.user, "core.view_outboxmessage"),
    }
    return render(request, "desk/home.html", context)


@needs(DESK)
@require_safe
def timetable(request: HttpRequest) -> HttpResponse:
    """Every dated duty of the council, with why its day is that day."""
    council = _council(request)
    rows = Duty.objects.for_user(request.user).filter(council=council.pk)
    rows = rows.select_related("round", "contact__delegate")
    tab = request.GET.get(desk_lists.TAB_KEY, "")
    page = Paginator(desk_lists.duties_in(rows, tab), PAGE_SIZE).get_page(request.GET.get("trang"))
    context = {
        "page": page,
        "lines": desk_lists.duty_lines(page, council, timezone.localdate()),
        "tabs": desk_lists.tabs(desk_lists.DUTY_TABS, request.GET),
        "tasks": waiting_tasks(person(request), council, timezone.localdate()) if not tab else [],
        "may_change": can(request.user, "meetings.change_duty", council),
        "may_finish": can(request.user, "meetings.change_plantask", council),
        "may_read_numbers": can(request.user, "delegates.view_deadlinesetting", council),
        "may_set_numbers": can(request.user, "delegates.add_deadlinesetting", council),
        "may_open_contacts": can(request.user, "meetings.decide_contactrequest", council),
    }
    return render(request, "desk/timetable.html", context)


@needs("meetings.change_duty")
@require_POST
@once
def duty_done(request: HttpRequest, pk: int) -> HttpResponse:
    """Note a duty as done."""
    duty = get_object_or_404(Duty.objects.for_user(request.user, "meetings.change_duty"), pk=pk)
    try:
        finish_duty(duty=duty, by=person(request), at=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"Đã ghi xong: {duty.subject}.")
    return redirect("desk:timetable")


@needs("meetings.change_duty")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def duty_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a duty another day, with the reason."""
    duty = get_object_or_404(Duty.objects.for_user(request.user, "meetings.change_duty"), pk=pk)
    form = CorrectDutyForm(request.POST or None, initial={"due_on": duty.due_on})
    if request.method == "POST" and form.is_valid():
        try:
            correct_duty(duty=duty, by=person(request), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field, refusal.message)
        else:
            messages.success(request, f"Đã sửa hạn: {duty.subject}.")
            return redirect(f"{reverse('desk:timetable')}#viec-{duty.pk}")
    return render(request, "desk/duty_correct.html", {"form": form, "duty": duty})


@needs(DESK)
@require_safe
def round_list(request: HttpRequest) -> HttpResponse:
    """The council's rounds, newest first."""
    rounds = Round.objects.for_user(request.user, DESK).filter(council=_council(request).pk)
    page = Paginator(rounds.select_related("plan"), PAGE_SIZE).get_page(request.GET.get("trang"))
    context = {"page": page, "rows": desk_rounds.round_rows(page), "columns": desk_rounds.ROUND_COLUMNS}
    return render(request, "desk/round_list.html", context)


@needs(DESK)
@require_safe
def round_desk(request: HttpRequest, pk: int) -> HttpResponse:
    """One round: schedule, conflicts, answers, papers."""
    rounds = Round.objects.for_user(request.user, DESK).select_related("plan__session", "council")
    round_ = get_object_or_404(rounds, pk=pk)
    context = {
        "round": round_,
        "tone": desk_rounds.ROUND_TONES[round_.state],
        "shown": desk_rounds.round_page(person(request), round_),
        "answer_columns": desk_rounds.ANSWER_COLUMNS,
        "paper_columns": desk_rounds.PAPER_COLUMNS,
        "plan_url": reverse("desk:plan", args=[round_.plan_id]),
        "steps": issue_pages.round_steps(person(request), round_),
        "group_columns": issue_pages.GROUP_COLUMNS,
        "groups": issue_pages.group_rows(person(request), round_),
        "may_release": can(request.user, "meetings.issue_round", round_),
    }
    return render(request, "desk/round.html", context)


@needs("meetings.issue_round")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Who will be told what; sending the form announces the schedule."""
    rounds = Round.objects.for_user(request.user, "meetings.issue_round").select_related("plan", "council")
    round_ = get_object_or_404(rounds, pk=pk)
    refusal = ""
    try:
        if request.method == "POST":
            made = release_round(round=round_, by=person(request), at=timezone.now())
            messages.success(
                request, f"Đã ban hành lịch, bản {made.number}. {desk_rounds.what_happens_to_letters(round_.council)}"
            )
            return redirect("desk:round", pk=round_.pk)
        with trusted():
            refuse_release(round_)
    except Refused as refused:
        refusal = refused.message
    context = {"round": round_, "shown": desk_rounds.release_preview(round_), "refusal": refusal}
    return render(request, "desk/release.html", context)


@needs(DESK)
@require_safe
def meeting_list(request: HttpRequest) -> HttpResponse:
    """The council's meetings: to come, waiting for answers, without minutes."""
    tab = request.GET.get(desk_lists.TAB_KEY, "")
    rows = desk_lists.meetings_in(person(request), _council(request), tab, timezone.now())
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("trang"))
    context = {
        "page": page,
        "rows": desk_rounds.meeting_rows(person(request), page.object_list),
        "columns": desk_rounds.MEETING_COLUMNS,
        "tabs": desk_lists.tabs(desk_lists.MEETING_TABS, request.GET),
    }
    return render(request, "desk/meeting_list.html", context)


@needs("core.view_outboxmessage")
@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """What was sent, what waits, what could not be sent and why."""
    rows = OutboxMessage.objects.for_user(request.user).filter(tenant=_council(request).pk)
    shown = desk_lists.messages_in(rows, request.GET.get(desk_lists.TAB_KEY, ""))
    page = Paginator(shown, PAGE_SIZE).get_page(request.GET.get("trang"))
    context = {
        "page": page,
        "lines": desk_lists.outbox_lines(page),
        "tabs": desk_lists.tabs(desk_lists.OUTBOX_TABS, request.GET),
        "may_send": can(request.user, "meetings.issue_notice"),
        "waiting": waiting_notices(request).count(),
    }
    return render(request, "desk/outbox.html", context)


def waiting_notices(request: HttpRequest) -> ScopedQuerySet:
    """The council's notices that somebody must approve before they go."""
    return Notice.objects.for_user(request.user).filter(meeting__council=_council(request).pk, state=NoticeState.DRAFT)


@needs("meetings.issue_notice")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def notices_approve(request: HttpRequest) -> HttpResponse:
    """Read the notices that wait, then send them all."""
    council = _council(request)
    drafts = waiting_notices(request).select_related("message").order_by("pk")
    if request.method == "POST":
        try:
            sent = approve_notices(council=council, by=person(request), at=timezone.now())
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, f"Đã duyệt {len(sent)} thông báo. Thư đang được gửi.")
        return redirect("desk:outbox")
    page = Paginator(drafts, PAGE_SIZE).get_page(request.GET.get("trang"))
    context = {"page": page, "sentences": desk_lists.approval_sentences(drafts)}
    return render(request, "desk/notices_approve.html", context)


@needs("meetings.issue_notice")
@require_POST
@once
def outbox_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a failed message again."""
    message = get_object_or_404(OutboxMessage.objects.for_user(request.user, "meetings.issue_notice"), pk=pk)
    try:
        send_again(message=message, by=person(request))
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"Đang gửi lại thư cho {message.recipient_name}.")
    return redirect(f"{reverse('desk:outbox')}?loc=loi")
