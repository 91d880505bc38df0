"""The one base of every page of the records desk: scoped reads, roles, trace, search without accents."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import models
from django.forms.models import BaseInlineFormSet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from txct.core.admin_scope import allowed_lookups, hidden_fields, search, visible_rows, with_labels
from txct.core.admin_trace import changes_of, readable_entries, tell_formset
from txct.core.audit import record
from txct.core.fields import DerivedKeyField
from txct.core.forms import DateField
from txct.core.forms_once import once, stale_response
from txct.core.models import AuditEntry, Tenant
from txct.core.permissions import can, grants_of, permission_name, tenants_of
from txct.core.scoping import ScopedModel, trusted
from txct.core.writing import Refused, StalePage, claim_version

HISTORY_PAGE = 50


class ScopedForm(forms.ModelForm):
    """Form of a record: what it points to must belong to the same council; an action's refusal is its error."""

    refusal: ClassVar[Refused | None] = None

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.refusal is not None:
            self.add_error(self.refusal.field if self.refusal.field in self.fields else None, self.refusal.message)
        home = _council_of(self.instance, cleaned)
        if home is None:
            return cleaned
        for name, value in cleaned.items():
            rows = value if isinstance(value, models.QuerySet) else [value]
            for row in rows:
                if isinstance(row, ScopedModel) and row.council_key != home and not _is_council(self, name):
                    self.add_error(name, "Mục này thuộc Hội đồng khác. Hãy chọn lại.")
                    break
        return cleaned


def _is_council(form: ScopedForm, name: str) -> bool:
    field = form._meta.model._meta.get_field(name)
    return bool(field.related_model and issubclass(field.related_model, Tenant))


def _council_of(instance: models.Model, cleaned: dict[str, Any]) -> int | None:
    """Key of the council that the record belongs to, from what was chosen or from the row itself."""
    if not isinstance(instance, ScopedModel):
        return None
    chosen = cleaned.get(instance.COUNCIL_PATH.split("__")[0])
    if isinstance(chosen, Tenant):
        return int(chosen.pk)
    if isinstance(chosen, ScopedModel):
        try:
            return chosen.council_key
        except (TypeError, AttributeError):  # the parent itself is not yet complete
            return None
    return instance.council_key if instance.pk else None


class ScopedChoices:
    """Choices of relations are the rows that the person may see; dates are typed as people write them."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs.setdefault("queryset", self.choices_for(db_field, request))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs.setdefault("queryset", self.choices_for(db_field, request))
        return super().formfield_for_manytomany(db_field, request, **kwargs)  # type: ignore[misc]

    def choices_for(self, db_field: Any, request: HttpRequest) -> models.QuerySet:
        """Rows offered for the relation DB_FIELD."""
        rows = visible_rows(request.user, db_field.related_model)
        if issubclass(db_field.related_model, Tenant) and db_field.name in ("council", "tenant"):
            councils = {key for verb in ("add", "change") for key in self._councils_for(request, verb)}
            rows = rows.filter(pk__in=councils)
        return with_labels(rows)

    def _councils_for(self, request: HttpRequest, verb: str) -> set[int]:
        grants = grants_of(request.user, permission_name(verb, self.model))  # type: ignore[attr-defined]
        return {key for keys in grants.values() for key in keys}

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if isinstance(db_field, models.DateField) and not isinstance(db_field, models.DateTimeField):
            return db_field.formfield(form_class=DateField, widget=AdminDateWidget, **kwargs)
        if isinstance(db_field, models.URLField):
            kwargs["assume_scheme"] = "https"
        return super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]


class Permitted:
    """Permissions by role, on the very row; history is never touched, shared tables only by the installation's
    administrator."""

    is_history: ClassVar[bool] = False
    is_shared: ClassVar[bool] = False
    added_elsewhere: ClassVar[bool] = False

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return can(request.user, permission_name("view", self.model), obj)  # type: ignore[attr-defined]

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        if self.added_elsewhere or not self._writable(request):
            return False
        return can(request.user, permission_name("add", self.model))  # type: ignore[attr-defined]

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return self._writable(request) and can(
            request.user,
            permission_name("change", self.model),  # type: ignore[attr-defined]
            self._row(obj),
        )

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return self._writable(request) and can(
            request.user,
            permission_name("delete", self.model),  # type: ignore[attr-defined]
            self._row(obj),
        )

    def _row(self, obj: models.Model | None) -> models.Model | None:
        """The row to judge: inlines are handed their parent."""
        return obj if isinstance(obj, self.model) else None  # type: ignore[attr-defined]

    def _writable(self, request: HttpRequest) -> bool:
        return not self.is_history and (not self.is_shared or request.user.is_superuser)  # type: ignore[union-attr]


class ScopedFormSet(BaseInlineFormSet):
    """Rows within a page: only the parent's own rows can be sent back."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        key = form.fields.get(self.model._meta.pk.name)
        if key is not None and hasattr(key, "queryset"):
            key.queryset = self.queryset


class ScopedInline(Permitted, ScopedChoices, admin.TabularInline):
    """Rows shown within their parent's page."""

    extra = 0
    show_change_link = False
    form = ScopedForm
    formset = ScopedFormSet

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return visible_rows(request.user, self.model)

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return can(request.user, permission_name("view", self.model))


class ScopedAdmin(Permitted, ScopedChoices, admin.ModelAdmin):
    """Records of one model as the person's roles allow.

    `search_fields` name stored keys (`search_key`, `delegate__search_key`) or plain codes. `by_actions` are fields
    that only actions write: shown, never typed; `left_out` are not shown at all; `label_needs` are relations that
    the name of a row is made of. A model with a `version` refuses a stale page with both versions.
    """

    form = ScopedForm
    by_actions: ClassVar[tuple[str, ...]] = ()
    left_out: ClassVar[tuple[str, ...]] = ()
    label_needs: ClassVar[tuple[str, ...]] = ()
    list_per_page = 50
    list_max_show_all = 200
    show_full_result_count = False
    empty_value_display = "–"
    show_facets = admin.ShowFacets.NEVER
    actions_on_bottom = False

    # --- reads ---

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        rows = visible_rows(request.user, self.model)
        ordering = self.get_ordering(request)
        return rows.order_by(*ordering) if ordering else rows

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet, search_term: str
    ) -> tuple[models.QuerySet, bool]:
        if not search_term.strip():
            return queryset, False
        return search(queryset, tuple(self.get_search_fields(request)), search_term), False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:  # type: ignore[override]
        """Only what the filters beside the list offer: no guessing of other fields by the address."""
        names = allowed_lookups(self.get_list_filter(request), self.date_hierarchy)
        return any(lookup == name or lookup.startswith(f"{name}__") for name in names)

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        raise Http404

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    # --- fields ---

    def get_fields(self, request: HttpRequest, obj: models.Model | None = None) -> Sequence[Any]:
        """Typed fields when a row is added; all that the person may see of one that stands."""
        if self.fields:
            return self.fields
        unseen = {*hidden_fields(request.user, self.model), *self.left_out, "version"}
        fixed = self.get_readonly_fields(request, obj)
        names = [name for name in self._every_field() if name not in unseen and (obj or name not in fixed)]
        extra = [name for name in fixed if name not in self._every_field()] if obj else []
        return [*names, *extra, *(["version"] if self._asks_version(request, obj) else [])]

    def get_fieldsets(self, request: HttpRequest, obj: models.Model | None = None) -> Any:
        return [(None, {"fields": self.get_fields(request, obj)})]

    def _asks_version(self, request: HttpRequest, obj: models.Model | None) -> bool:
        versioned = any(field.name == "version" for field in self.opts.fields)
        return versioned and obj is not None and self.has_change_permission(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> Sequence[str]:
        """What actions write, what is derived, and the parent of a row that stands."""
        fixed = [*self.readonly_fields, *self.by_actions]
        if isinstance(obj, ScopedModel):
            fixed.append(obj.COUNCIL_PATH.split("__")[0])
        untyped = [name for name in self._every_field() if not self._typed(name)]
        return list(dict.fromkeys(name for name in [*fixed, *untyped] if name != "pk"))

    def _every_field(self) -> list[str]:
        own = (*self.opts.fields, *self.opts.many_to_many)
        return [
            field.name
            for field in own
            if not field.primary_key and not isinstance(field, DerivedKeyField) and not _is_parent_link(field)
        ]

    def _typed(self, name: str) -> bool:
        field = self.opts.get_field(name)
        return bool(field.editable) and not isinstance(field, models.JSONField)

    def get_list_display(self, request: HttpRequest) -> Sequence[Any]:
        hidden = hidden_fields(request.user, self.model)
        return [name for name in super().get_list_display(request) if name not in hidden]

    def get_list_filter(self, request: HttpRequest) -> Sequence[Any]:
        """A council to filter by is offered only to those who work for several."""
        filters = super().get_list_filter(request)
        if len(tenants_of(request.user)) > 1:
            return filters
        return [entry for entry in filters if _filtered_path(entry) not in ("council", "tenant")]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new row belongs to the council one works for."""
        council = getattr(request, "council", None)
        own = {"council": council.pk, "tenant": council.pk} if council is not None else {}
        return {**own, **super().get_changeform_initial_data(request)}

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "version":
            return forms.IntegerField(widget=forms.HiddenInput, label="")
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    # --- writes ---

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """A form sent twice is saved once; a stale page is answered with both versions."""
        return once(self._save_or_show)(request, object_id, form_url, extra_context)

    def _save_or_show(
        self, request: HttpRequest, object_id: str | None, form_url: str, extra_context: dict[str, Any] | None
    ) -> HttpResponse:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except StalePage as stale:
            labels = {name: str(self.opts.get_field(name).verbose_name) for name in stale.mine if name != "version"}
            return stale_response(request, stale, labels)
        except Refused as refusal:
            request.refusal = refusal  # type: ignore[attr-defined]
            return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(
        self, request: HttpRequest, obj: models.Model | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """The form; one whose action was refused a moment ago is shown again with the reason, text kept."""
        form = super().get_form(request, obj, change, **kwargs)
        form.refusal = getattr(request, "refusal", None)
        return form

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save the row and its trace in one transaction; the version guards against somebody else's save."""
        if not change and not can(request.user, permission_name("add", self.model), obj):
            raise PermissionDenied
        with trusted():
            if self.write(request, obj, form, change):
                return
            if change and "version" in form.cleaned_data:
                claim_version(obj, form.cleaned_data["version"], form.cleaned_data)
            super().save_model(request, obj, form, change)
            old, new = changes_of(form, change)
            if new or not change:
                self._tell(request, obj, "changed" if change else "added", old, new)

    def write(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> bool:
        """Write by the room's own action and return True; False leaves it to the plain save."""
        return False

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        with trusted():
            super().save_related(request, form, formsets, change)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        with trusted():
            super().save_formset(request, form, formset, change)
            tell_formset(request.user, formset)

    def delete_model(self, request: HttpRequest, obj: models.Model) -> None:
        with trusted():
            self._tell(request, obj, "deleted", {"label": str(obj)}, {})
            super().delete_model(request, obj)

    def _tell(self, request: HttpRequest, obj: models.Model, what: str, old: Any, new: Any) -> None:
        tenant = obj.council_key if isinstance(obj, ScopedModel) else None
        name = f"{obj._meta.model_name}.{what}"
        record(by=request.user, action=name, obj=obj, tenant_id=tenant, old=old, new=new)  # type: ignore[arg-type]

    def log_addition(self, request: HttpRequest, obj: models.Model, message: Any) -> None:  # type: ignore[override]
        """The trace of the council is the only log."""

    log_change = log_addition  # type: ignore[assignment]

    def log_deletions(self, request: HttpRequest, queryset: models.QuerySet) -> None:  # type: ignore[override]
        """The trace of the council is the only log."""

    # --- history ---

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """What the trace tells of this row, newest first."""
        obj = self.get_object(request, unquote(object_id))
        if not self.has_view_or_change_permission(request, obj):
            raise PermissionDenied
        if obj is None:
            raise Http404
        trace = AuditEntry.objects.filter(object_type=obj._meta.label_lower, object_id=str(obj.pk))
        entries = trace.scoped_as("trace of a row the person may see").order_by("-position")
        page = Paginator(entries, HISTORY_PAGE).get_page(request.GET.get("trang"))
        context = {
            **self.admin_site.each_context(request),
            "title": f"Lịch sử: {obj}",
            "subtitle": None,
            "page": page,
            "entries": readable_entries(page, self.model, hidden_fields(request.user, self.model)),
            "module_name": str(self.opts.verbose_name_plural),
            "object": obj,
            "opts": self.opts,
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/object_history.html", context)


def _is_parent_link(field: Any) -> bool:
    return bool(field.remote_field and getattr(field.remote_field, "parent_link", False))


def _filtered_path(entry: Any) -> str:
    return str(entry[0] if isinstance(entry, (list, tuple)) else getattr(entry, "parameter_name", entry))


class ReasonForm(ActionForm):
    """The bar of actions with a reason, for what is told to people or kept in the trace."""

    reason = forms.CharField(label="Lý do", required=False, max_length=300)


def run_on_rows(
    model_admin: ScopedAdmin,
    request: HttpRequest,
    rows: models.QuerySet,
    write: Callable[[Any, str], Any],
    permission: str,
    done: str,
) -> None:
    """Call WRITE(row, reason) for each chosen row the person may change; say how many were DONE and which were not."""
    reason, count = request.POST.get("reason", ""), 0
    for row in rows:
        try:
            if not can(request.user, permission, row):
                raise Refused("Tài khoản này không được giao việc đó.")
            write(row, reason)
        except Refused as refusal:
            messages.error(request, f"{row}: {refusal.message}")
        else:
            count += 1
    if count:
        messages.success(request, f"{done}: {count} {model_admin.opts.verbose_name_plural}.")


class HistoryAdmin(ScopedAdmin):
    """Rows that actions write and nobody types: shown, never added, changed or removed here."""

    is_history = True
