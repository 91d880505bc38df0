"""The public list of petitions: what is asked of it, its rows, and what they add up to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Count, Prefetch, Q
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from delegates.models import Council, Locality
from meetings.forms_public import HyphenKeys
from petitions.enums import ANSWERED_STATES, Judgement, Outcome, PetitionState, Standing, TransferRole, TransferState
from petitions.figures import Rate
from petitions.models import Petition, Sector, Transfer
from petitions.models.petitions import PetitionQuerySet
from petitions.rules import standing_of
from txct.core.components import Chip
from txct.core.forms import LineField
from txct.lib.numbers import thousands_text
from txct.lib.text import fold

SMALL = 3
"""Counts below this are not printed in figures: so few voters might be recognised."""

ANSWERED = Q(state__in=ANSWERED_STATES)
RESOLVED = ANSWERED & Q(claimed_outcome=Outcome.RESOLVED, judgement=Judgement.ACCEPTED)
STANDINGS: Mapping[str, Q] = {
    Standing.WORKING: ~ANSWERED,
    Standing.ANSWERED: ANSWERED,
    Standing.RESOLVED: RESOLVED,
}
TONES: Mapping[str, str] = {Standing.WORKING: "open", Standing.ANSWERED: "done", Standing.RESOLVED: "done"}


class PublicFilterForm(HyphenKeys, forms.Form):
    """Narrow the list of published petitions."""

    typeahead = ("don_vi", "linh_vuc")

    tim = LineField(
        label="Tìm trong nội dung", required=False, max_length=100, help_text="Gõ không dấu cũng được, hoặc gõ mã"
    )
    tinh_trang = forms.ChoiceField(label="Tình trạng", required=False)
    don_vi = forms.ChoiceField(label="Xã, phường", required=False)
    linh_vuc = forms.ChoiceField(label="Lĩnh vực", required=False)
    hoi_dong = forms.ChoiceField(label="Hội đồng nhân dân", required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        words = [(word.value, capital(word.label)) for word in Standing]
        words[1] = (Standing.ANSWERED.value, "Đã trả lời, gồm cả đã giải quyết xong")
        for name, choices in (
            ("tinh_trang", [("", "Mọi tình trạng"), *words]),
            ("don_vi", [("", "Mọi xã, phường"), *_places()]),
            ("linh_vuc", [("", "Mọi lĩnh vực"), *_sectors()]),
            ("hoi_dong", [("", "Mọi Hội đồng"), *_councils()]),
        ):
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        if len(self.fields["hoi_dong"].choices) <= 2:  # type: ignore[attr-defined]
            del self.fields["hoi_dong"]

    def chips(self, query: QueryDict) -> list[Chip]:
        """The conditions in force, each with the address of the same list without it."""
        found = []
        for name, value in getattr(self, "cleaned_data", {}).items():
            if value:
                rest = query.copy()
                for key in (self.add_prefix(name), "trang"):
                    rest.pop(key, None)
                shown = dict(getattr(self.fields[name], "choices", ())).get(value, value)
                found.append(Chip(capital(str(shown)), f"?{rest.urlencode()}"))
        return found


def capital(text: str) -> str:
    """The text with a capital first letter, the rest untouched."""
    return text[:1].upper() + text[1:]


def _places() -> list[tuple[str, str]]:
    wanted = Petition.objects.published().values("localities")
    return Locality.objects.filter(pk__in=wanted).names_by_code(timezone.localdate())


def _sectors() -> list[tuple[str, str]]:
    # Councils keep catalogues of their own; to the public a field of affairs is its name.
    wanted = Petition.objects.published().values("sector")
    rows = Sector.objects.filter(pk__in=wanted).scoped_as("sectors of published petitions")
    names = dict(rows.order_by("sort_key").values_list("name", "name"))
    return list(names.items())


def _councils() -> list[tuple[str, str]]:
    wanted = Petition.objects.published().values("council")
    rows = Council.objects.filter(pk__in=wanted).scoped_as("councils of published petitions")
    return [(row.code, row.short_name) for row in rows.order_by("short_name")]


def narrowed(petitions: PetitionQuerySet, values: Mapping[str, Any], *, standing: bool = True) -> PetitionQuerySet:
    """PETITIONS narrowed by the cleaned values of `PublicFilterForm`; without STANDING whatever their state."""
    if values.get("don_vi"):
        here = Petition.localities.through.objects.filter(locality__code=values["don_vi"])
        petitions = petitions.filter(pk__in=here.values("petition"))
    if values.get("linh_vuc"):
        petitions = petitions.filter(sector__name=values["linh_vuc"])
    if values.get("hoi_dong"):
        petitions = petitions.filter(council__code=values["hoi_dong"])
    for word in fold(values.get("tim") or "").split():
        here = Petition.localities.through.objects.filter(locality__search_key__contains=word)
        petitions = petitions.filter(Q(public_key__contains=word) | Q(pk__in=here.values("petition")))
    if standing and values.get("tinh_trang"):
        petitions = petitions.filter(STANDINGS[values["tinh_trang"]])
    return petitions


def with_public_parts(petitions: PetitionQuerySet) -> PetitionQuerySet:
    """PETITIONS with what a line of the list shows, in a fixed number of queries, newest first."""
    leads = Transfer.objects.filter(role=TransferRole.LEAD).exclude(state=TransferState.RETURNED)
    return (
        petitions.select_related("sector", "council")
        .prefetch_related("localities", Prefetch("transfers", leads.select_related("agency"), to_attr="leads"))
        .order_by("-created_at", "-pk")
    )


@dataclass(frozen=True, slots=True)
class PublicRow:
    """One published petition in the list."""

    code: str
    url: str
    text: str
    about: str
    tone: str
    word: str


def rows_of(petitions: Iterable[Petition], *, with_council: bool) -> list[PublicRow]:
    """PETITIONS, read by `with_public_parts`, as lines of the list."""
    return [_row(petition, with_council) for petition in petitions]


def _row(petition: Petition, with_council: bool) -> PublicRow:
    standing = public_standing(petition)
    leads: list[Transfer] = petition.leads  # type: ignore[attr-defined]
    about = (
        "; ".join(capital(str(place)) for place in petition.localities.all()),
        str(petition.sector or ""),
        *(str(lead.agency) for lead in leads),
        petition.council.short_name if with_council else "",
    )
    return PublicRow(
        code=petition.code,
        url=petition_url(petition),
        text=petition.published_text,
        about=" · ".join(part for part in about if part),
        tone=TONES[standing],
        word=str(standing.label),
    )


def public_standing(petition: Petition) -> Standing:
    """How PETITION stands in the words of the public pages."""
    return standing_of(PetitionState(petition.state), petition.claimed_outcome, petition.judgement)


def petition_url(petition: Petition) -> str:
    """Public address of PETITION: codes are the council's own, so the council stands before it."""
    return reverse("petitions:public-petition", args=[petition.council.code, petition.code])


@dataclass(frozen=True, slots=True)
class PublicFigure:
    """One count of the list as it is printed, with its share and how that is made."""

    label: str
    count: str
    share: str
    formula: str
    url: str


def count_in_figures(number: int) -> str:
    """`1.234`; numbers so small that people might be recognised are not told."""
    return f"dưới {SMALL}" if 0 < number < SMALL else thousands_text(number)


def figures_of(petitions: PetitionQuerySet, query: QueryDict) -> list[PublicFigure]:
    """What PETITIONS add up to: all, answered, resolved, the last two with their share. One query."""
    counts = petitions.order_by().aggregate(
        total=Count("pk"), answered=Count("pk", filter=ANSWERED), resolved=Count("pk", filter=RESOLVED)
    )
    total = counts["total"]
    if not total:
        return []
    rates = (
        Rate(
            "Đã trả lời",
            counts["answered"],
            total,
            "Số kiến nghị đã có trả lời của cơ quan chủ trì / Tổng số kiến nghị công khai trong danh sách",
        ),
        Rate(
            "Đã giải quyết xong",
            counts["resolved"],
            total,
            "Số kiến nghị cơ quan báo cáo đã giải quyết xong và Hội đồng đánh giá đạt yêu cầu "
            "/ Tổng số kiến nghị công khai trong danh sách",
        ),
    )
    keys = (Standing.ANSWERED, Standing.RESOLVED)
    shown = [PublicFigure("Kiến nghị công khai", count_in_figures(total), "", "", _with(query, ""))]
    for rate, key in zip(rates, keys, strict=True):
        told = rate.part == 0 or rate.part >= SMALL
        share = rate.text if told and total >= SMALL else ""
        shown.append(PublicFigure(rate.name, count_in_figures(rate.part), share, rate.formula, _with(query, key)))
    return shown


def _with(query: QueryDict, standing: str) -> str:
    changed = query.copy()
    for key in ("tinh-trang", "trang"):
        changed.pop(key, None)
    if standing:
        changed["tinh-trang"] = standing
    return f"?{changed.urlencode()}"
