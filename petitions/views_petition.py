"""What the secretariat does with one petition."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from delegates.enums import BodyKind, MemberRole
from delegates.models import Body, DelegateGroup, GroupMembership
from meetings.models import Meeting
from petitions.actions import (
    classify_petition,
    close,
    grant_contact,
    judge_answer,
    publish_petition,
    reword_petition,
    tell_back,
    unpublish_petition,
    withdraw_petition,
)
from petitions.enums import Content, Judgement
from petitions.filters import own_sectors
from petitions.forms_agency import ReasonForm
from petitions.forms_desk import ClassifyForm, JudgeForm, PublishForm, RewordForm, TellBackForm
from petitions.models import Answer, Petition, Transfer
from petitions.personal_data import find_personal_data
from petitions.views_desk import trail_of, trail_to
from txct.core.access import needs, person
from txct.core.forms_actions import carried_out, confirm_page, form_page
from txct.core.forms_once import once, stale_response
from txct.core.permissions import grants_of
from txct.core.roles import Scope
from txct.core.writing import Refused, StalePage

METHODS = ["GET", "HEAD", "POST"]


def _get(request: HttpRequest, pk: int, permission: str) -> Petition:
    return get_object_or_404(Petition.objects.for_user(request.user, f"petitions.{permission}"), pk=pk)


def _done(request: HttpRequest, petition: Petition, text: str) -> HttpResponse:
    messages.success(request, text)
    return redirect("petitions:petition", pk=petition.pk)


@needs("petitions.change_petition")
@require_http_methods(METHODS)
@once
def petition_classify(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which field of affairs it is and who is competent."""
    petition = _get(request, pk, "change_petition")
    known = {"sector": petition.sector_id, "authority": petition.authority, "version": petition.version}
    form = ClassifyForm(request.POST or None, sectors=own_sectors(request), initial=known)

    def run() -> None:
        values = dict(form.cleaned_data)
        version = values.pop("version")
        classify_petition(petition=petition, by=person(request), expected_version=version, **values)

    try:
        if request.method == "POST" and carried_out(form, run):
            return _done(request, petition, f"Đã phân loại {petition.code}: {form.cleaned_data['sector']}.")
    except StalePage as stale:
        return stale_response(request, stale, form)
    return form_page(
        request, form, title="Phân loại kiến nghị", trail=trail_to(petition), submit="Phân loại", lead=petition.summary
    )


@needs("petitions.change_petition")
@require_http_methods(METHODS)
@once
def petition_reword(request: HttpRequest, pk: int) -> HttpResponse:
    """Rewrite what is asked; voters' words stay."""
    petition = _get(request, pk, "change_petition")
    known = {"summary": petition.summary, "body": petition.body, "version": petition.version}
    form = RewordForm(request.POST or None, initial=known)

    def run() -> None:
        values = dict(form.cleaned_data)
        version = values.pop("version")
        reword_petition(petition=petition, by=person(request), expected_version=version, **values)

    try:
        if request.method == "POST" and carried_out(form, run):
            return _done(request, petition, f"Đã sửa nội dung {petition.code}.")
    except StalePage as stale:
        return stale_response(request, stale, form)
    return form_page(request, form, title="Sửa nội dung kiến nghị", trail=trail_to(petition), submit="Lưu")


@needs("petitions.add_verdict")
@require_http_methods(METHODS)
@once
def petition_judge(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept the newest answer, in part, or send it back."""
    petition = _get(request, pk, "add_verdict")
    answer, trail = _answer_to_judge(petition), trail_of(request, petition)
    bodies, groups = judges_for(request.user, petition)
    form = JudgeForm(request.POST or None, bodies=bodies, groups=groups)

    def run() -> None:
        if answer is None:
            raise Refused("Cơ quan chưa trả lời, chưa có gì để đánh giá.")
        values = {key: value for key, value in form.cleaned_data.items() if key != "judge"}
        values["judgement"] = Judgement(values["judgement"])
        judge_answer(answer=answer, by=person(request), **form.judging(), **values)

    if request.method == "POST" and carried_out(form, run, at={"body": "judge"}):
        messages.success(request, f"Đã ghi đánh giá trả lời {petition.code}.")
        return redirect(trail[-1][1])
    facts = [("Kiến nghị", petition.summary), *_facts_of(answer)]
    return form_page(request, form, title="Đánh giá trả lời", trail=trail, submit="Ghi đánh giá", facts=facts)


def judges_for(user: Any, petition: Petition) -> tuple[QuerySet[Body], QuerySet[DelegateGroup]]:
    """In whose name USER may judge: the office in everybody's, a head of a group in that group's alone."""
    groups = DelegateGroup.objects.for_user(user).filter(council=petition.council_id)
    bodies = Body.objects.for_user(user).filter(council=petition.council_id)
    if petition.council_id in grants_of(user, "petitions.add_verdict").get(Scope.COUNCIL, frozenset()):
        return bodies.filter(kind__in=(BodyKind.STANDING, BodyKind.COMMITTEE)), groups
    heads = GroupMembership.objects.in_force(timezone.localdate()).filter(role=MemberRole.HEAD, delegate__user=user)
    return bodies.none(), groups.filter(pk__in=heads.values("group"))


def _answer_to_judge(petition: Petition) -> Answer | None:
    lead = petition.answers.filter(transfer__role="lead").exclude(transfer__state="returned")
    return lead.select_related("transfer__agency").order_by("-answered_on", "-number", "-pk").first()


def _facts_of(answer: Answer | None) -> list[tuple[str, str]]:
    if answer is None:
        return [("Trả lời", "")]
    return [
        ("Cơ quan trả lời", str(answer.transfer.agency)),
        ("Kết quả cơ quan báo cáo", answer.get_outcome_display()),
        ("Nội dung trả lời", answer.text),
        ("Lộ trình", answer.roadmap),
    ]


@needs("petitions.add_feedback")
@require_http_methods(METHODS)
@once
def petition_tell_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the voters have heard the answer."""
    petition = _get(request, pk, "add_feedback")
    meetings = Meeting.objects.for_user(request.user).filter(council=petition.council_id).order_by("-starts_at")
    form = TellBackForm(request.POST or None, meetings=meetings)

    def run() -> None:
        values = {**form.cleaned_data, "content": Content(form.cleaned_data["content"])}
        tell_back(petition=petition, by=person(request), **values)

    if request.method == "POST" and carried_out(form, run):
        return _done(request, petition, f"Đã ghi việc báo lại cử tri về {petition.code}.")
    notices = [("due", "", "Nếu cử tri chưa đồng ý, kiến nghị trở lại cơ quan với hạn trả lời mới.")]
    facts = _facts_of(_answer_to_judge(petition))
    return form_page(
        request,
        form,
        title="Báo lại cử tri",
        trail=trail_to(petition),
        submit="Ghi đã báo lại",
        notices=notices,
        facts=facts,
    )


@needs("petitions.publish_petition")
@require_http_methods(METHODS)
@once
def petition_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the public read it; passages that look personal are shown first."""
    petition = _get(request, pk, "publish_petition")
    text = request.POST.get("text", petition.published_text or petition.summary)
    findings = find_personal_data(text)
    form = PublishForm(request.POST or None, findings=findings, initial={"text": text})
    if request.method == "POST" and carried_out(
        form, lambda: publish_petition(petition=petition, by=person(request), **form.cleaned_data)
    ):
        return _done(request, petition, f"{petition.code} đã công khai. Ai cũng đọc được trên trang kiến nghị.")
    listed = "; ".join(f"{finding.kind.label}: “{finding.text}”" for finding in findings)
    notices = [("due", "Nội dung có thể lộ thông tin cá nhân", listed)] if findings else []
    return form_page(
        request, form, title="Công khai kiến nghị", trail=trail_to(petition), submit="Công khai", notices=notices
    )


@needs("petitions.publish_petition")
@require_http_methods(METHODS)
@once
def petition_unpublish(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it off the public pages."""
    petition = _get(request, pk, "publish_petition")
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and carried_out(
        form, lambda: unpublish_petition(petition=petition, by=person(request), **form.cleaned_data)
    ):
        return _done(request, petition, f"{petition.code} không còn trên trang công khai.")
    return form_page(request, form, title="Gỡ công khai", trail=trail_to(petition), submit="Gỡ công khai")


@needs("petitions.change_petition")
@require_http_methods(METHODS)
@once
def petition_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a petition that has not been sent."""
    petition = _get(request, pk, "change_petition")
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and carried_out(
        form, lambda: withdraw_petition(petition=petition, by=person(request), **form.cleaned_data)
    ):
        return _done(request, petition, f"Đã rút {petition.code}. Các lượt ý kiến trở lại danh sách chờ.")
    notices = [("due", "", "Kiến nghị không còn được tính. Không lấy lại được; muốn dùng lại thì lập kiến nghị mới.")]
    return form_page(
        request, form, title="Rút kiến nghị", trail=trail_to(petition), submit="Rút kiến nghị", notices=notices
    )


@needs("petitions.change_petition")
@require_http_methods(METHODS)
@once
def petition_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close what is settled and told back."""
    petition = _get(request, pk, "change_petition")
    if request.method == "POST":
        try:
            close(petition=petition, by=person(request))
        except Refused as refusal:
            messages.error(request, refusal.message)
            return redirect("petitions:petition", pk=pk)
        return _done(request, petition, f"Đã đóng {petition.code}.")
    return confirm_page(
        request,
        title="Đóng kiến nghị",
        trail=trail_to(petition),
        consequences=[f"{petition.code} rời khỏi các danh sách việc cần làm.", "Số liệu và lịch sử được giữ nguyên."],
        undo="Nếu cử tri kiến nghị lại, ghi phản hồi của cử tri để mở lại.",
        submit="Đóng kiến nghị",
    )


@needs("petitions.view_petitioner")
@require_http_methods(METHODS)
@once
def transfer_contact(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the agency of one transfer know who asked, or no longer."""
    rows = Transfer.objects.for_user(request.user, "petitions.change_transfer").select_related("petition", "agency")
    transfer = get_object_or_404(rows.filter(petition__in=_grantable(request)), pk=pk)
    if request.method == "POST":
        granted = not transfer.contact_granted
        grant_contact(transfer=transfer, granted=granted, by=person(request))
        word = "được biết" if granted else "không còn được biết"
        return _done(request, transfer.petition, f"{transfer.agency} {word} người kiến nghị {transfer.petition.code}.")
    granted = transfer.contact_granted
    return confirm_page(
        request,
        title="Thôi cho biết người kiến nghị" if granted else "Cho cơ quan biết người kiến nghị",
        trail=trail_to(transfer.petition),
        consequences=[
            f"{transfer.agency} {'không còn xem' if granted else 'xem'} được tên, nơi ở, điện thoại của cử tri "
            "đã đồng ý để cơ quan liên hệ; mỗi lần xem phải ghi lý do."
        ],
        undo="Đổi lại được bất cứ lúc nào tại trang kiến nghị.",
        submit="Thôi cho biết" if granted else "Cho biết",
    )


def _grantable(request: HttpRequest) -> Any:
    return Petition.objects.for_user(request.user, "petitions.view_petitioner").values("pk")
