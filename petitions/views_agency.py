"""The answering agency's desk: what was sent to it, and its answers."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from petitions.actions import answer_petitions, receive_transfer, return_transfer, start_work
from petitions.enums import Outcome, TransferState
from petitions.forms_agency import AnswerForm, ReceiveForm, ReturnForm, RoadmapForm
from petitions.masking import masked
from petitions.models import Agency, Transfer
from petitions.models.transfers import TransferQuerySet
from petitions.presentation import OPEN_TRANSFERS, soon, transfer_badge
from petitions.rules import RETURNABLE_STATES
from petitions.views_identity import ask_and_show
from txct.core.access import needs, person
from txct.core.components import Tile
from txct.core.forms_actions import carried_out, form_page
from txct.core.forms_once import once
from txct.core.permissions import can
from txct.lib.dates import short_date
from txct.lib.numbers import count_text, whole_numbers

PAGE_SIZE = 25
ANSWERABLE = (*OPEN_TRANSFERS, TransferState.ANSWERED)


def trays(today: date) -> dict[str, tuple[str, str, Q]]:
    """The trays of the desk by address key: label, tone, condition."""
    waiting = Q(state__in=OPEN_TRANSFERS)
    return {
        "moi": ("mới chuyển đến", "open", Q(state=TransferState.SENT)),
        "dang-lam": ("đang giải quyết", "open", Q(state__in=(TransferState.RECEIVED, TransferState.IN_PROGRESS))),
        "sap-han": ("sắp đến hạn", "due", waiting & Q(due_on__range=soon(today))),
        "qua-han": ("quá hạn", "late", waiting & Q(due_on__lt=today)),
        "da-tra-loi": ("đã trả lời", "done", Q(state=TransferState.ANSWERED)),
    }


def _own(request: HttpRequest, permission: str = "petitions.change_transfer") -> TransferQuerySet:
    rows = Transfer.objects.for_user(request.user, permission)
    return rows.filter(petition__council=request.council.pk).select_related(  # type: ignore[attr-defined]
        "petition", "agency"
    )


def _sees_all(request: HttpRequest, transfer: Transfer) -> bool:
    return transfer.contact_granted or can(request.user, "petitions.unmask_petition", transfer.petition)


def _trail(transfer: Transfer | None = None) -> list[tuple[str, str]]:
    steps = [("Kiến nghị được chuyển", reverse("petitions:agency-desk"))]
    if transfer is not None:
        steps.append((transfer.petition.code, reverse("petitions:agency-petition", args=[transfer.pk])))
    return steps


@needs("petitions.change_transfer")
@require_safe
def agency_desk(request: HttpRequest) -> HttpResponse:
    """What was sent to the agencies one answers for; by tray, soonest due first."""
    today = timezone.localdate()
    known, chosen = trays(today), request.GET.get("xem", "")
    own = _own(request)
    counts = own.aggregate(**{key.replace("-", "_"): Count("pk", filter=tray[2]) for key, tray in known.items()})
    condition = known[chosen][2] if chosen in known else Q(state__in=OPEN_TRANSFERS)
    rows = own.filter(condition).order_by(F("due_on").asc(nulls_last=True), "pk")
    page = Paginator(rows.prefetch_related("petition__localities"), PAGE_SIZE).get_page(request.GET.get("trang"))
    context = {
        "page": page,
        "rows": [_row(request, transfer, today) for transfer in page],
        "tiles": [
            _tile(key, label, tone, counts[key.replace("-", "_")]) for key, (label, tone, _condition) in known.items()
        ],
        "tray": known[chosen][0] if chosen in known else "",
    }
    return render(request, "petitions/agency_desk.html", context)


def _tile(key: str, label: str, tone: str, number: int) -> Tile:
    return Tile(count_text(number), label, f"?xem={key}", tone if number else "")


def _row(request: HttpRequest, transfer: Transfer, today: date) -> dict[str, Any]:
    tone, word = transfer_badge(transfer, today)
    return {
        "transfer": transfer,
        "summary": _words(request, transfer),
        "places": ", ".join(str(place) for place in transfer.petition.localities.all()),
        "tone": tone,
        "word": word,
        "open": transfer.state in OPEN_TRANSFERS,
    }


@needs("petitions.change_transfer")
@require_safe
def agency_petition(request: HttpRequest, pk: int) -> HttpResponse:
    """One petition as the agency may read it."""
    transfer = get_object_or_404(_own(request), pk=pk)
    show = str if _sees_all(request, transfer) else masked
    tone, word = transfer_badge(transfer, timezone.localdate())
    context = {
        "transfer": transfer,
        "petition": transfer.petition,
        "summary": show(transfer.petition.summary),
        "body": show(transfer.petition.body),
        "masked": show is masked,
        "places": [str(place) for place in transfer.petition.localities.all()],
        "answers": transfer.answers.prefetch_related("verdicts__body", "verdicts__group").order_by("-number"),
        "tone": tone,
        "word": word,
        "receivable": transfer.state == TransferState.SENT,
        "open": transfer.state in RETURNABLE_STATES,
        "answerable": transfer.state in ANSWERABLE,
        "form": ReceiveForm(),
    }
    return render(request, "petitions/agency_petition.html", context)


@needs("petitions.change_transfer")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def agency_receive(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm receipt."""
    transfer = get_object_or_404(_own(request), pk=pk)
    form = ReceiveForm(request.POST or None)
    if request.method == "POST" and carried_out(
        form, lambda: receive_transfer(transfer=transfer, by=person(request), **form.cleaned_data)
    ):
        messages.success(request, f"Đã tiếp nhận {transfer.petition.code} ngày {short_date(form.cleaned_data['on'])}.")
        return redirect("petitions:agency-petition", pk=pk)
    return form_page(
        request, form, title="Tiếp nhận kiến nghị", trail=_trail(transfer), submit="Tiếp nhận", submit_icon="inbox"
    )


@needs("petitions.change_transfer")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def agency_roadmap(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how and by when the matter will be settled."""
    transfer = get_object_or_404(_own(request), pk=pk)
    known = {"roadmap": transfer.roadmap, "promised_on": transfer.promised_on}
    form = RoadmapForm(request.POST or None, initial=known)
    if request.method == "POST" and carried_out(
        form, lambda: start_work(transfer=transfer, by=person(request), **form.cleaned_data)
    ):
        messages.success(request, f"Đã ghi lộ trình giải quyết {transfer.petition.code}. Văn phòng HĐND thấy ngay.")
        return redirect("petitions:agency-petition", pk=pk)
    lead = _words(request, transfer)
    return form_page(
        request, form, title="Lộ trình giải quyết", trail=_trail(transfer), submit="Ghi lộ trình", lead=lead
    )


def _words(request: HttpRequest, transfer: Transfer) -> str:
    text = transfer.petition.summary
    return text if _sees_all(request, transfer) else masked(text)


@needs("petitions.add_answer")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def agency_answer(request: HttpRequest) -> HttpResponse:
    """Answer one petition, or several in one text."""
    chosen = whole_numbers(request.GET.getlist("chon"))
    ready = _own(request, "petitions.add_answer").filter(state__in=ANSWERABLE)
    shown = ready.filter(Q(state__in=OPEN_TRANSFERS) | Q(pk__in=chosen)).order_by(F("due_on").asc(nulls_last=True))
    form = AnswerForm(
        request.POST or None,
        transfers=shown,
        show=lambda transfer: Truncator(_words(request, transfer)).chars(140),
        initial={"transfers": chosen},
    )
    if request.method == "POST" and carried_out(form, lambda: _store_answer(request, form)):
        answered = form.cleaned_data["transfers"]
        messages.success(request, f"Đã gửi trả lời {count_text(len(answered))} kiến nghị đến Văn phòng HĐND.")
        if len(answered) == 1:
            return redirect("petitions:agency-petition", pk=answered[0].pk)
        return redirect("petitions:agency-desk")
    notices = [("draft", "", "Sau khi gửi, muốn sửa hãy trả lời lần nữa; bản trước được giữ.")]
    return form_page(request, form, title="Trả lời kiến nghị", trail=_trail(), submit="Gửi trả lời", notices=notices)


def _store_answer(request: HttpRequest, form: AnswerForm) -> None:
    values = dict(form.cleaned_data)
    values["transfers"] = list(values["transfers"])
    answer_petitions(by=person(request), **{**values, "outcome": Outcome(values["outcome"])})


@needs("petitions.change_transfer")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def agency_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a petition back as another body's."""
    transfer = get_object_or_404(_own(request), pk=pk)
    agencies = Agency.objects.for_user(request.user).filter(council=transfer.petition.council_id, is_active=True)
    form = ReturnForm(request.POST or None, agencies=agencies.exclude(pk=transfer.agency_id))
    if request.method == "POST" and carried_out(
        form, lambda: return_transfer(transfer=transfer, by=person(request), **form.cleaned_data)
    ):
        messages.success(request, f"Đã trả lại {transfer.petition.code}. Văn phòng HĐND sẽ chuyển cơ quan khác.")
        return redirect("petitions:agency-desk")
    notices = [("due", "", "Kiến nghị rời khỏi danh sách của cơ quan và trở về Văn phòng HĐND kèm lý do.")]
    return form_page(
        request,
        form,
        title="Trả lại, không thuộc thẩm quyền",
        trail=_trail(transfer),
        submit="Trả lại",
        lead=_words(request, transfer),
        notices=notices,
    )


@needs("petitions.change_transfer")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def agency_petitioners(request: HttpRequest, pk: int) -> HttpResponse:
    """Who asked, when the council let the agency know."""
    transfer = get_object_or_404(_own(request), pk=pk)
    return ask_and_show(request, transfer.petition, _trail(transfer), transfer)
