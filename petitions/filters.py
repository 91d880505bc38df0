"""Which petitions and statements are shown: one object for the list, its count and its export."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import F, Model, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from delegates.models import Locality
from meetings.models import Round
from petitions.counted_rows import COUNTED, counted_rows
from petitions.enums import RESTRICTED_KINDS, Authority, PetitionState, SubmissionKind, SubmissionState
from petitions.models import Agency, Petition, Sector, Submission
from petitions.models.petitions import GONE_STATES, WAITING_STATES
from petitions.models.submissions import SubmissionQuerySet
from petitions.rules import PETITION_KINDS
from txct.core.components import Chip
from txct.core.forms import OfficialForm
from txct.core.permissions import grants_of
from txct.core.roles import Scope
from txct.lib.text import fold

FREE_STATES = (SubmissionState.RECORDED, SubmissionState.CLASSIFIED)
STATE_GROUPS = (
    ("cho-chuyen", "chờ chuyển", (PetitionState.CLASSIFIED, PetitionState.COLLECTED)),
    ("cho-tra-loi", "cơ quan chưa trả lời", WAITING_STATES),
)
SORTS = {
    "ma": "code",
    "noi-dung": "search_key",
    "linh-vuc": "sector__sort_key",
    "han": "due_on",
    "tinh-trang": "state",
    "luot": "times_raised",
}


class FilterForm(OfficialForm, forms.Form):
    """The conditions of a list."""

    typeahead: tuple[str, ...] = ("linh_vuc", "co_quan", "don_vi")

    def __init__(self, *args: Any, **options: Any) -> None:
        self.typeahead = tuple(name for name in self.typeahead if name in self.base_fields)
        super().__init__(*args, **options)


def _council(request: HttpRequest) -> Any:
    return request.council  # type: ignore[attr-defined]


def reads_names(user: Any, council_id: int) -> bool:
    """Whether USER reads the words of the whole council's voters with the names in them."""
    return council_id in grants_of(user, "petitions.unmask_petition").get(Scope.COUNCIL, frozenset())


def own_sectors(request: HttpRequest) -> QuerySet[Sector]:
    """Sectors of the council one works for."""
    return Sector.objects.for_user(request.user).filter(council=_council(request).pk)


def own_agencies(request: HttpRequest) -> QuerySet[Agency]:
    """Agencies of the council one works for."""
    return Agency.objects.for_user(request.user).filter(council=_council(request).pk)


def own_rounds(request: HttpRequest) -> QuerySet[Round]:
    """Rounds of the council one works for, newest first."""
    rows = Round.objects.for_user(request.user).filter(council=_council(request).pk)
    return rows.select_related("plan__session").order_by("-starts_on")


def places_of_petitions(request: HttpRequest) -> QuerySet[Locality]:
    """Places that have a petition of the council one works for."""
    rows = Petition.objects.for_user(request.user).filter(council=_council(request).pk)
    return Locality.objects.filter(pk__in=rows.values("localities")).order_by("sort_key")


def places_of_statements(request: HttpRequest) -> QuerySet[Locality]:
    """Places that have a statement of the council one works for."""
    rows = Submission.objects.for_user(request.user).filter(council=_council(request).pk)
    return Locality.objects.filter(pk__in=rows.values("locality")).order_by("sort_key")


def raised_in(model: type[Model], word: str) -> Q:
    """Rows of MODEL (petitions or statements) that come from a place whose name holds the folded WORD."""
    place = "localities" if model is Petition else "locality"
    return Q(pk__in=model._base_manager.filter(**{f"{place}__search_key__contains": word}).values("pk"))


class WordsFilter(filters.CharFilter):
    """Every word must occur in what the reader is shown or in the name of the place, accents and tones aside."""

    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        request = self.parent.request
        key = "search_key" if reads_names(request.user, _council(request).pk) else "nameless_key"
        for word in fold(value or "").split():
            qs = qs.filter(Q(**{f"{key}__contains": word}) | raised_in(qs.model, word))
        return qs


class ListFilter(filters.FilterSet):
    """Conditions in the address of a list, and the chips that take each away."""

    USUAL: tuple[str, ...] = ("tim",)

    @property
    def usual(self) -> list[forms.BoundField]:
        """Conditions asked for all the time."""
        return [self.form[name] for name in self.USUAL]

    @property
    def rest(self) -> list[forms.BoundField]:
        """The other conditions."""
        return [bound for bound in self.form if bound.name not in self.USUAL]

    @property
    def rest_in_force(self) -> bool:
        """Whether one of the other conditions is set."""
        return any(self.request.GET.get(bound.name) for bound in self.rest)

    def chips(self) -> list[Chip]:
        """The conditions in force."""
        query = self.request.GET
        found = []
        for name, bound in self.form.fields.items():
            value = query.get(name, "")
            if value:
                rest = query.copy()
                for key in (name, "trang"):
                    rest.pop(key, None)
                found.append(Chip(f"{bound.label}: {self._shown(name, value)}", f"?{rest.urlencode()}"))
        return found

    def conditions(self) -> dict[str, str]:
        """The conditions in force, as the trace keeps them."""
        return {name: self.request.GET[name] for name in self.form.fields if self.request.GET.get(name)}

    def _shown(self, name: str, value: str) -> str:
        field = self.form.fields[name]
        if isinstance(field, forms.BooleanField):
            return "có"
        if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
            choices: Any = field.choices
            return str(dict(choices).get(value, value))
        cleaned = getattr(self.form, "cleaned_data", {}).get(name, value)
        return str(cleaned)


class PetitionFilter(ListFilter):
    """Petitions of the secretariat's desk. Merged and withdrawn ones are shown only when asked for."""

    USUAL = ("tim", "tinh_trang", "co_quan", "qua_han")

    tim = WordsFilter(label="Tìm")
    tinh_trang = filters.ChoiceFilter(
        label="Tình trạng",
        empty_label="Mọi tình trạng",
        choices=[*((key, label) for key, label, _states in STATE_GROUPS), *PetitionState.choices],
        method="by_state",
    )
    qua_han = filters.BooleanFilter(label="Quá hạn", widget=forms.CheckboxInput, method="by_lateness")
    linh_vuc = filters.ModelChoiceFilter(
        label="Lĩnh vực", field_name="sector", queryset=own_sectors, empty_label="Mọi lĩnh vực"
    )
    tham_quyen = filters.ChoiceFilter(
        label="Thẩm quyền", field_name="authority", choices=Authority.choices, empty_label="Mọi cấp"
    )
    co_quan = filters.ModelChoiceFilter(
        label="Cơ quan", queryset=own_agencies, empty_label="Mọi cơ quan", method="by_agency"
    )
    don_vi = filters.ModelChoiceFilter(
        label="Địa bàn", queryset=places_of_petitions, empty_label="Mọi địa bàn", method="by_place"
    )
    dot = filters.ModelChoiceFilter(label="Đợt", field_name="round", queryset=own_rounds, empty_label="Mọi đợt")
    bao_cao = filters.ChoiceFilter(
        label="Số liệu báo cáo", choices=COUNTED, empty_label="Mọi kiến nghị", method="by_figure"
    )

    class Meta:
        model = Petition
        fields: list[str] = []
        form = FilterForm

    def by_state(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        groups = {key: states for key, _label, states in STATE_GROUPS}
        return rows.filter(state__in=groups.get(value, (value,)))

    def by_lateness(self, rows: Any, _name: str, value: bool | None) -> QuerySet:
        return rows.overdue(timezone.localdate()) if value else rows

    def by_figure(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        return counted_rows(rows, value, timezone.localdate())

    def by_agency(self, rows: QuerySet, _name: str, value: Agency) -> QuerySet:
        sent = value.transfers.exclude(state="returned").values("petition")
        return rows.filter(pk__in=sent)

    def by_place(self, rows: QuerySet, _name: str, value: Locality) -> QuerySet:
        return rows.filter(pk__in=Petition.localities.through.objects.filter(locality=value).values("petition"))

    @property
    def rows(self) -> QuerySet:
        """The petitions in the order asked for."""
        asked = self.request.GET.get("sap-xep", "")
        rows = self.qs
        if not self.request.GET.get("tinh_trang"):
            rows = rows.exclude(state__in=GONE_STATES)
        field = SORTS.get(asked.removeprefix("-"))
        if field is None:
            return rows.order_by("-created_at", "-pk")
        order = F(field).desc(nulls_last=True) if asked.startswith("-") else F(field).asc(nulls_last=True)
        return rows.order_by(order, "pk")


class SubmissionFilter(ListFilter):
    """Statements that may become petitions. Complaints and denunciations never are in this list."""

    USUAL = ("tim", "viec", "loai")

    tim = WordsFilter(label="Tìm")
    viec = filters.ChoiceFilter(
        label="Tình trạng",
        empty_label="Mọi tình trạng",
        choices=[
            ("cho-lap", "chờ lập kiến nghị"),
            ("y-kien", "ý kiến, không lập kiến nghị"),
            ("tai-cho", "đã trả lời tại hội nghị"),
            ("da-lap", "đã lập"),
        ],
        method="by_work",
    )
    loai = filters.ChoiceFilter(
        label="Loại",
        field_name="kind",
        empty_label="Mọi loại",
        choices=[(kind.value, kind.label) for kind in SubmissionKind if kind not in RESTRICTED_KINDS],
    )
    don_vi = filters.ModelChoiceFilter(
        label="Địa bàn", field_name="locality", queryset=places_of_statements, empty_label="Mọi địa bàn"
    )
    dot = filters.ModelChoiceFilter(label="Đợt", field_name="round", queryset=own_rounds, empty_label="Mọi đợt")

    class Meta:
        model = Submission
        fields: list[str] = []
        form = FilterForm

    def by_work(self, rows: SubmissionQuerySet, _name: str, value: str) -> QuerySet:
        waiting = Q(state__in=FREE_STATES)
        asks = Q(kind__in=PETITION_KINDS)
        by_key = {
            "cho-lap": waiting & asks,
            "y-kien": waiting & ~asks,
            "da-lap": Q(state="in_petition"),
            "tai-cho": Q(state="answered_on_spot"),
        }
        return rows.filter(by_key[value])

    @property
    def rows(self) -> QuerySet:
        """The statements, newest first."""
        return self.qs.order_by("-recorded_at", "-pk")
