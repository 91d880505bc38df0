"""Papers issued from the desk: each page says what will happen, then does it once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from delegates.calendars import calendar_of
from delegates.models import DelegateGroup
from meetings.models import Minutes, Round
from petitions.actions import close_round_intake, collect
from petitions.models import Reminder, TransferLetter
from reports import issue_pages
from reports.actions import (
    issue_group_report,
    issue_invitations,
    issue_minutes,
    issue_reminder,
    issue_schedule_notice,
    issue_summary_report,
    issue_transfer_letter,
)
from reports.actions.preview import report_document
from reports.desk_access import council_of
from reports.enums import DocumentKind
from reports.figures import RoundFigures, round_figures
from reports.forms_desk import IssueForm, day_off_words
from reports.issue_pages import ISSUE, ISSUE_NOTICE
from txct.core.access import needs, person
from txct.core.forms_actions import carried_out, confirm_page
from txct.core.forms_once import once
from txct.core.models import IssuedDocument
from txct.core.scoping import trusted
from txct.core.writing import Refused
from txct.lib.numbers import count_text

METHODS = ["GET", "HEAD", "POST"]
CHANGE_ROUND = "meetings.change_round"
NO_WAY_BACK = "Số đã lấy không trả lại; cần sửa thì ban hành văn bản thay thế."
Trail = list[tuple[str, str]]
Issued = IssuedDocument | list[IssuedDocument]


def _round(request: HttpRequest, pk: int, permission: str) -> Round:
    rounds = Round.objects.for_user(request.user, permission)
    return get_object_or_404(rounds.select_related("council__locality", "plan__session", "plan__signatory"), pk=pk)


def _round_trail(round_: Round) -> Trail:
    rounds = ("Các đợt", reverse("desk:round-list"))
    return [("Bàn làm việc", reverse("desk:home")), rounds, (round_.label, reverse("desk:round", args=[round_.pk]))]


def _waiting_trail() -> Trail:
    return [("Văn bản", reverse("reports:document-list")), ("Chờ ban hành", reverse("desk:papers-waiting"))]


def _issue(
    request: HttpRequest,
    title: str,
    run: Callable[..., Issued],
    sentences: Sequence[str],
    trail: Trail,
    *,
    is_report: bool = False,
    at: datetime | None = None,
    warnings: Sequence[str] = (),
    **more: Any,
) -> HttpResponse:
    """Show what will happen; when the form is sent, do it and lead to the paper. WARNINGS are to be confirmed."""
    made: list[IssuedDocument] = []
    form = _issue_form(request, is_report, warnings)

    def act() -> None:
        issued = run(by=person(request), at=at or timezone.now(), **form.cleaned_data)
        made.extend(issued if isinstance(issued, list) else [issued])

    if request.method == "POST" and carried_out(form, act):
        return _issued(request, made, trail)
    asked = {"question": f"{title}?", "undo": NO_WAY_BACK, "form": form, "notices": _notices(request, warnings)}
    return confirm_page(request, title=title, trail=trail, consequences=sentences, submit="Ban hành", **asked, **more)


def _issue_form(request: HttpRequest, is_report: bool, warnings: Sequence[str]) -> IssueForm:
    today = timezone.localdate()
    return IssueForm(
        request.POST or None,
        initial={"on": today},
        is_report=is_report,
        calendar=calendar_of(council_of(request)),
        today=today,
        warnings=warnings,
    )


def _notices(request: HttpRequest, warnings: Sequence[str]) -> list[tuple[str, str, str]]:
    """What to look at before issuing: the WARNINGS, and that today is a day off."""
    day_off = day_off_words(timezone.localdate(), calendar_of(council_of(request)))
    return [("due", "Lưu ý", sentence) for sentence in [*warnings, day_off] if sentence]


def _issued(request: HttpRequest, made: Sequence[IssuedDocument], trail: Trail) -> HttpResponse:
    numbers = ", ".join(paper.number_text for paper in made)
    messages.success(request, f"Đã ban hành {numbers}. Bản in đang được tạo.")
    return redirect("reports:document", pk=made[0].pk) if len(made) == 1 else redirect(trail[-1][1])


@needs(ISSUE_NOTICE)
@require_http_methods(METHODS)
@once
def issue_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """The notice of a round's schedule."""
    round_ = _round(request, pk, ISSUE_NOTICE)
    sentences = issue_pages.schedule_notice_sentences(round_, timezone.localdate())
    run = partial(issue_schedule_notice, round=round_)
    return _issue(request, "Ban hành thông báo lịch", run, sentences, _round_trail(round_))


@needs(ISSUE_NOTICE)
@require_http_methods(METHODS)
@once
def issue_round_invitations(request: HttpRequest, pk: int) -> HttpResponse:
    """The invitations to all meetings of a round."""
    round_ = _round(request, pk, ISSUE_NOTICE)
    sentences = issue_pages.invitation_sentences(round_, timezone.localdate())
    run = partial(issue_invitations, round=round_)
    return _issue(request, "Ban hành giấy mời", run, sentences, _round_trail(round_))


@needs(ISSUE)
@require_http_methods(METHODS)
def issue_summary(request: HttpRequest, pk: int) -> HttpResponse:
    """The council's report on a round. Its figures are read in one snapshot, before the form's transaction begins."""
    round_, at = _round(request, pk, ISSUE), timezone.now()
    return _issue_report(request, round_, None, round_figures(round_, at), at)


@needs(ISSUE)
@require_http_methods(METHODS)
def issue_report_of_group(request: HttpRequest, pk: int, group: int) -> HttpResponse:
    """The report of one group on its meetings of a round, with figures read like those of the council's."""
    round_, at = _round(request, pk, ISSUE), timezone.now()
    groups = DelegateGroup.objects.for_user(request.user).filter(council=round_.council_id)
    found = get_object_or_404(groups.select_related("council"), pk=group)
    return _issue_report(request, round_, found, round_figures(round_, at, found), at)


@once
def _issue_report(
    request: HttpRequest, round_: Round, group: DelegateGroup | None, figures: RoundFigures, at: datetime
) -> HttpResponse:
    kind = DocumentKind.GROUP_REPORT if group else DocumentKind.SUMMARY_REPORT
    today = timezone.localdate(at)
    with trusted():
        doc = report_document(round_, group, figures, on=today)
    sentences = issue_pages.report_sentences(kind, round_, group, doc, today)
    run = partial(issue_group_report, group=group) if group else issue_summary_report
    title = f"Lập báo cáo của {group.label}" if group else "Lập báo cáo tổng hợp"
    run = partial(run, round=round_, figures=figures)
    return _issue(request, title, run, sentences, _round_trail(round_), is_report=True, at=at, lead=round_.label)


@needs(ISSUE)
@require_http_methods(METHODS)
@once
def issue_minutes_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The minutes of a meeting, once they are handed in."""
    rows = Minutes.objects.for_user(request.user, ISSUE).select_related("meeting__council__locality")
    minutes = get_object_or_404(rows, pk=pk)
    sentences = issue_pages.paper_sentences(
        DocumentKind.MINUTES, minutes, minutes.meeting.council, timezone.localdate()
    )
    run = partial(issue_minutes, minutes=minutes)
    warnings, lead = issue_pages.minutes_warnings(minutes), str(minutes.meeting)
    return _issue(request, "Ban hành biên bản", run, sentences, _waiting_trail(), warnings=warnings, lead=lead)


@needs(ISSUE)
@require_http_methods(METHODS)
@once
def issue_letter(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter that carries petitions to an agency."""
    rows = TransferLetter.objects.for_user(request.user, ISSUE).select_related("council__locality", "agency")
    letter = get_object_or_404(rows, pk=pk)
    sentences = issue_pages.paper_sentences(DocumentKind.TRANSFER, letter, letter.council, timezone.localdate())
    run = partial(issue_transfer_letter, letter=letter)
    return _issue(request, "Ban hành phiếu chuyển", run, sentences, _waiting_trail(), lead=str(letter))


@needs(ISSUE)
@require_http_methods(METHODS)
@once
def issue_reminder_letter(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter that reminds an agency of what is late."""
    rows = Reminder.objects.for_user(request.user, ISSUE).select_related("council__locality", "agency")
    reminder = get_object_or_404(rows, pk=pk)
    sentences = issue_pages.paper_sentences(DocumentKind.REMINDER, reminder, reminder.council, timezone.localdate())
    run = partial(issue_reminder, reminder=reminder)
    return _issue(request, "Ban hành công văn đôn đốc", run, sentences, _waiting_trail(), lead=str(reminder))


@needs(ISSUE)
@require_safe
def papers_waiting(request: HttpRequest) -> HttpResponse:
    """Letters, reminders and minutes that have no paper yet."""
    context = {
        "waiting": issue_pages.waiting_papers(person(request), council_of(request, ISSUE)),
        "letter_columns": issue_pages.LETTER_COLUMNS,
        "reminder_columns": issue_pages.REMINDER_COLUMNS,
        "minutes_columns": issue_pages.MINUTES_COLUMNS,
        "limit": issue_pages.SHOWN,
    }
    return render(request, "desk/papers_waiting.html", context)


@needs(CHANGE_ROUND)
@require_http_methods(METHODS)
@once
def round_collect(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the classified petitions of a round into its consolidated list."""
    round_ = _round(request, pk, CHANGE_ROUND)
    if request.method == "POST":
        gained = collect(round=round_, by=person(request))
        messages.success(request, f"Đã đưa {count_text(gained)} kiến nghị vào danh sách tổng hợp.")
        return redirect("desk:round", pk=pk)
    return confirm_page(
        request,
        title="Tổng hợp kiến nghị",
        trail=_round_trail(round_),
        consequences=issue_pages.collecting_sentences(round_),
        undo="Phân loại lại được từng kiến nghị cho đến khi chuyển cơ quan.",
        submit="Tổng hợp",
        lead=round_.label,
    )


@needs(CHANGE_ROUND)
@require_http_methods(METHODS)
@once
def round_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Cut a round off: its list is closed, its minutes are locked."""
    round_, refusal = _round(request, pk, CHANGE_ROUND), ""
    if request.method == "POST":
        try:
            gained = close_round_intake(round=round_, by=person(request), at=timezone.now())
        except Refused as refused:
            refusal = refused.message
        else:
            messages.success(request, f"Đã chốt {round_.label}; tổng hợp thêm {count_text(gained)} kiến nghị.")
            return redirect("desk:round", pk=pk)
    return confirm_page(
        request,
        title="Chốt tổng hợp",
        trail=_round_trail(round_),
        consequences=issue_pages.closing_sentences(round_),
        undo="Không mở lại được đợt đã chốt.",
        submit="Chốt đợt",
        danger=True,
        lead=round_.label,
        notices=[("late", "Chưa chốt được", refusal)] if refusal else [],
    )
