"""Several petitions at once: merged into one, parted again, sent to an agency."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from delegates.models import Council
from petitions.actions import merge_petitions, remind_overdue, transfer_petitions, unmerge_petition
from petitions.actions.transfers import SENDABLE_STATES
from petitions.desk_reads import choices_among, codes_text, due_before_sending, petitions_of
from petitions.filters import own_agencies
from petitions.forms_desk import MergeForm, RemindForm, TransferForm
from petitions.likeness import similar_to
from petitions.models import Petition, Transfer
from petitions.models.petitions import PetitionQuerySet
from petitions.queries import overdue_by_agency
from petitions.rules import MERGEABLE_STATES
from petitions.views_desk import choice_text, trail_to
from txct.core.access import needs, person
from txct.core.forms_actions import carried_out, confirm_page, form_page, sent_again
from txct.core.forms_once import once
from txct.core.models import User
from txct.core.writing import Refused
from txct.lib.dates import weekday_date
from txct.lib.numbers import count_text, whole_numbers

METHODS = ["GET", "HEAD", "POST"]
PAPER_WAITS = "Ban hành văn bản ở mục “Văn bản chờ ban hành”."


def _get(request: HttpRequest, pk: int, permission: str) -> Petition:
    return get_object_or_404(Petition.objects.for_user(request.user, f"petitions.{permission}"), pk=pk)


def _mergeable(request: HttpRequest, petition: Petition) -> PetitionQuerySet:
    rows = petitions_of(request.user, petition.council_id, "petitions.merge_petition")
    return rows.filter(state__in=MERGEABLE_STATES).exclude(pk=petition.pk)


def _candidates(request: HttpRequest, petition: Petition) -> QuerySet[Petition]:
    """Those that a search found, else the similar ones; what was chosen stays among them."""
    rows = _mergeable(request, petition)
    alike = similar_to(petition, rows)
    return choices_among(rows, request.GET.get("tim", ""), alike, request.POST.getlist("others"))


@needs("petitions.merge_petition")
@require_http_methods(METHODS)
@once
def petition_merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose what asks the same, see what will happen, then merge."""
    petition = _get(request, pk, "merge_petition")
    form = MergeForm(request.POST or None, candidates=_candidates(request, petition), show=choice_text)
    if request.method == "POST" and "xac-nhan" not in request.POST and form.is_valid():
        return _merge_preview(request, petition, list(form.cleaned_data["others"]))
    if request.method == "POST" and carried_out(
        form,
        lambda: merge_petitions(target=petition, others=list(form.cleaned_data["others"]), by=person(request)),
    ):
        codes = codes_text(form.cleaned_data["others"])
        messages.success(request, f"Đã gộp {codes} vào {petition.code}. Tách lại được ở mục “Đã gộp vào đây”.")
        return redirect("petitions:petition", pk=pk)
    return form_page(
        request,
        form,
        title=f"Gộp vào {petition.code}",
        trail=trail_to(petition),
        submit="Xem trước khi gộp",
        template="petitions/choose.html",
        lead=petition.summary,
        asked=request.GET.get("tim", ""),
        found=form.fields["others"].queryset,  # type: ignore[attr-defined]
    )


def _merge_preview(request: HttpRequest, petition: Petition, others: list[Petition]) -> HttpResponse:
    return confirm_page(
        request,
        title=f"Gộp vào {petition.code}",
        trail=[*trail_to(petition), ("Chọn kiến nghị", reverse("petitions:petition-merge", args=[petition.pk]))],
        lead=petition.summary,
        consequences=[
            f"{count_text(len(others))} kiến nghị được gộp vào {petition.code}: {codes_text(others)}.",
            "Mọi lượt ý kiến và địa bàn của các kiến nghị đó được tính cho kiến nghị chính.",
            "Nguyên văn của từng cử tri được giữ nguyên.",
        ],
        undo="Tách ra lại được cho đến khi kiến nghị chính được chuyển đi và cả sau đó.",
        submit="Gộp",
        hidden=[*sent_again(request, "others"), ("xac-nhan", "1")],
    )


@needs("petitions.merge_petition")
@require_http_methods(METHODS)
@once
def petition_unmerge(request: HttpRequest, pk: int) -> HttpResponse:
    """Part a merged petition again."""
    petition = _get(request, pk, "merge_petition")
    target = petition.merged_into
    if request.method == "POST":
        try:
            unmerge_petition(petition=petition, by=person(request))
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, f"Đã tách {petition.code} ra. Hai kiến nghị trở lại như trước khi gộp.")
        return redirect("petitions:petition", pk=pk)
    return confirm_page(
        request,
        title=f"Tách {petition.code} ra",
        trail=trail_to(petition),
        consequences=[
            f"{petition.code} trở lại bước trước khi gộp, mang theo các lượt ý kiến của mình.",
            f"{target.code if target else 'Kiến nghị chính'} không còn tính các lượt ý kiến đó.",
        ],
        undo="Gộp lại được.",
        submit="Tách ra",
    )


@needs("petitions.transfer_petition")
@require_http_methods(METHODS)
@once
def desk_transfer(request: HttpRequest) -> HttpResponse:
    """Choose petitions and agency, see the day for the answer, then send."""
    council_key = request.council.pk  # type: ignore[attr-defined]
    rows = petitions_of(request.user, council_key, "petitions.transfer_petition").filter(state__in=SENDABLE_STATES)
    chosen = whole_numbers(request.GET.getlist("chon"))
    form = TransferForm(
        request.POST or None,
        petitions=rows.filter(pk__in=chosen) if chosen else rows,
        agencies=own_agencies(request).filter(is_active=True),
        show=choice_text,
        initial={"petitions": chosen},
    )
    council = get_object_or_404(Council.objects.for_user(request.user), pk=council_key)
    if request.method == "POST" and "xac-nhan" not in request.POST and form.is_valid():
        return _transfer_preview(request, council, form.cleaned_data)
    if request.method == "POST" and carried_out(form, lambda: _send(request, council, form.cleaned_data)):
        sent = count_text(len(form.cleaned_data["petitions"]))
        agency = form.cleaned_data["agency"]
        messages.success(request, f"Đã chuyển {sent} kiến nghị đến {agency}. {PAPER_WAITS}")
        return redirect("petitions:desk")
    return form_page(request, form, title="Chuyển kiến nghị", trail=trail_to(), submit="Xem hạn trước khi chuyển")


def _send(request: HttpRequest, council: Council, values: dict[str, Any]) -> None:
    transfer_petitions(
        council=council,
        agency=values["agency"],
        petitions=list(values["petitions"]),
        supporting=list(values["supporting"]),
        on=values["on"],
        answer_by=values["answer_by"],
        by=person(request),
    )


def _transfer_preview(request: HttpRequest, council: Council, values: dict[str, Any]) -> HttpResponse:
    due = due_before_sending(council, values["on"], values["answer_by"])
    petitions = list(values["petitions"])
    helpers = ", ".join(str(one) for one in values["supporting"])
    day = f"Hạn trả lời: {weekday_date(due.due_on)}." if due.due_on else "Chưa ấn định được hạn trả lời."
    return confirm_page(
        request,
        title="Chuyển kiến nghị",
        trail=[*trail_to(), ("Chọn lại", request.get_full_path())],
        consequences=[
            f"{count_text(len(petitions))} kiến nghị chuyển đến {values['agency']}: {codes_text(petitions)}.",
            *([f"Phối hợp: {helpers}."] if helpers else []),
            day,
        ],
        why=due.explanation,
        undo="Không thu hồi được phiếu đã chuyển; cơ quan trả lại được nếu không thuộc thẩm quyền.",
        submit="Chuyển",
        hidden=[*sent_again(request, "petitions", "agency", "supporting", "on", "answer_by"), ("xac-nhan", "1")],
    )


@needs("petitions.add_reminder")
@require_http_methods(METHODS)
@once
def desk_remind(request: HttpRequest) -> HttpResponse:
    """Remind every agency that is late, one letter each (đôn đốc)."""
    council = get_object_or_404(Council.objects.for_user(request.user), pk=request.council.pk)  # type: ignore[attr-defined]
    rows = Transfer.objects.for_user(request.user, "petitions.add_reminder").filter(petition__council=council.pk)
    late = overdue_by_agency(rows, timezone.localdate())  # type: ignore[arg-type]
    form = RemindForm(request.POST or None)
    if request.method == "POST" and carried_out(form, lambda: _remind(council, person(request), form.cleaned_data)):
        messages.success(request, f"Đã ghi đôn đốc {count_text(len(late))} cơ quan. {PAPER_WAITS}")
        return redirect(f"{reverse('petitions:desk')}?bao_cao=don-doc")
    facts = [(str(own[0].agency), _late_text(own)) for own in late.values()]
    notices = [] if late else [("done", "", "Không có cơ quan nào quá hạn trả lời.")]
    return form_page(
        request, form, title="Đôn đốc trả lời", trail=trail_to(), submit="Ghi đôn đốc", facts=facts, notices=notices
    )


def _late_text(transfers: list[Transfer]) -> str:
    codes = ", ".join(transfer.petition.code for transfer in transfers)
    return f"{count_text(len(transfers))} kiến nghị: {codes}"


def _remind(council: Council, by: User, values: dict[str, Any]) -> None:
    if not remind_overdue(council=council, by=by, **values):
        raise Refused("Đến ngày này không có cơ quan nào quá hạn trả lời.", field="on")
