"""The same wish raised again: which earlier petition a petition repeats."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from petitions.actions import link_repeat
from petitions.desk_reads import choices_among, petitions_of
from petitions.enums import PetitionState
from petitions.forms_voices import PetitionChoiceForm
from petitions.likeness import similar_to
from petitions.models import Petition
from petitions.views_desk import choice_text, trail_to
from txct.core.access import needs, person
from txct.core.forms_actions import carried_out, confirm_page, form_page
from txct.core.forms_once import once

METHODS = ["GET", "HEAD", "POST"]


def _get(request: HttpRequest, pk: int) -> Petition:
    rows = Petition.objects.for_user(request.user, "petitions.change_petition")
    return get_object_or_404(rows.select_related("repeats"), pk=pk)


def _form(request: HttpRequest, petition: Petition) -> PetitionChoiceForm:
    """The petitions that could be the earlier one: found by words, else alike; the one said so far stays."""
    rows = petitions_of(request.user, petition.council_id, "petitions.change_petition")
    rows = rows.exclude(pk=petition.pk).exclude(state=PetitionState.WITHDRAWN)
    chosen = [*request.POST.getlist("petition"), str(petition.repeats_id or "")]
    return PetitionChoiceForm(
        request.POST or None,
        candidates=choices_among(rows, request.GET.get("tim", ""), similar_to(petition, rows), chosen),
        show=choice_text,
        initial={"petition": petition.repeats_id},
    )


@needs("petitions.change_petition")
@require_http_methods(METHODS)
@once
def petition_repeats(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which earlier petition is raised again here."""
    petition = _get(request, pk)
    form = _form(request, petition)

    def run() -> None:
        link_repeat(petition=petition, earlier=form.cleaned_data["petition"], by=person(request))

    if request.method == "POST" and carried_out(form, run, at={"earlier": "petition"}):
        messages.success(request, f"Đã ghi {petition.code} nhắc lại {form.cleaned_data['petition'].code}.")
        return redirect("petitions:petition", pk=pk)
    return form_page(
        request,
        form,
        title=f"{petition.code} nhắc lại kiến nghị nào",
        trail=trail_to(petition),
        submit="Ghi là nhắc lại",
        template="petitions/choose.html",
        lead=petition.summary,
        asked=request.GET.get("tim", ""),
        found=form.found,
    )


@needs("petitions.change_petition")
@require_http_methods(METHODS)
@once
def petition_repeats_none(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back that this petition repeats an earlier one."""
    petition = _get(request, pk)
    if request.method == "POST":
        link_repeat(petition=petition, earlier=None, by=person(request))
        messages.success(request, f"{petition.code} không còn ghi là nhắc lại.")
        return redirect("petitions:petition", pk=pk)
    earlier = petition.repeats.code if petition.repeats else "kiến nghị trước"
    return confirm_page(
        request,
        title=f"{petition.code} không nhắc lại {earlier}",
        trail=trail_to(petition),
        consequences=["Số lần nêu của kiến nghị này và của các kiến nghị nhắc lại nó được tính lại."],
        undo="Ghi lại được bất cứ lúc nào.",
        submit="Bỏ ghi nhắc lại",
    )
