"""What a person of the records desk can see, choose and filter by: the walls between councils inside the admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import Q
from django.http import HttpRequest

from txct.core.models import RoleAssignment, Tenant, User
from txct.core.permissions import grants_of, permission_name, roles_in, tenants_of
from txct.core.privacy import Privacy
from txct.core.roles import Role
from txct.core.scoping import ScopedModel
from txct.lib.text import clean_line, fold

FILTER_CHOICES = 200


def visible_rows(user: Any, model: type[models.Model]) -> models.QuerySet:
    """Rows of MODEL that USER may see or choose; the council's wall holds for accounts too."""
    if issubclass(model, ScopedModel):
        return model.objects.for_user(user)  # type: ignore[no-any-return, attr-defined]
    rows = model._default_manager.all()
    if model is Tenant:
        return rows.filter(pk__in=tenants_of(user))
    if model is User:
        if user.is_superuser:
            return rows
        councils = {key for keys in grants_of(user, permission_name("view", User)).values() for key in keys}
        people = RoleAssignment.objects.filter(tenant__in=councils)
        return rows.filter(Q(pk__in=people.values("user")) | Q(pk=user.pk))
    if any(field.name == "tenant" for field in model._meta.fields):
        return rows.filter(tenant__in=tenants_of(user))
    if any(field.name == "user" for field in model._meta.fields):
        return rows.filter(user__in=visible_rows(user, User).values("pk"))
    return rows


FULL_READERS = frozenset({Role.SECRETARY, Role.STANDING, Role.SYSADMIN})


def hidden_fields(user: Any, model: type[models.Model]) -> frozenset[str]:
    """Personal fields of MODEL that USER is not shown: an auditor sees what was done, not who the voters are."""
    councils = {key for keys in grants_of(user, permission_name("view", model)).values() for key in keys}
    if all(roles_in(user, council) & FULL_READERS for council in councils):
        return frozenset()
    fates = getattr(model, "PRIVACY", {})
    return frozenset(name for name, fate in fates.items() if fate is not Privacy.KEEP)


def with_labels(rows: models.QuerySet) -> models.QuerySet:
    """ROWS together with what their names are made of, as their admin says in `label_needs`."""
    from django.contrib.admin import site

    related = getattr(site._registry.get(rows.model), "label_needs", ())
    return rows.select_related(*related) if related else rows


class ScopedRelatedFilter(admin.RelatedFieldListFilter):
    """Filter by a related row: offers only rows the person may see."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        rows = with_labels(visible_rows(request.user, field.related_model))
        return [(str(row.pk), str(row)) for row in rows[:FILTER_CHOICES]]

    @property
    def include_empty_choice(self) -> bool:
        """No "empty" choice where one council is all there is."""
        return super().include_empty_choice and bool(self.lookup_choices)


def scoped(name: str) -> tuple[str, type[ScopedRelatedFilter]]:
    """Entry of `list_filter` for the relation NAME."""
    return (name, ScopedRelatedFilter)


def search(queryset: models.QuerySet, fields: tuple[str, ...], text: str) -> models.QuerySet:
    """Rows in which every word of TEXT occurs in one of FIELDS: accents, case and tone placement do not matter
    in stored keys (`…search_key`); other fields are plain codes."""
    for word in clean_line(text).split(" "):
        found = Q()
        for field in fields:
            if field.endswith(("search_key", "nameless_key")):
                found |= Q(**{f"{field}__contains": fold(word)})
            else:
                found |= Q(**{f"{field}__icontains": word})
        queryset = queryset.filter(found)
    return queryset


def allowed_lookups(filters: Any, date_hierarchy: str | None) -> set[str]:
    """Field paths by which a list may be filtered in the address."""
    names = {date_hierarchy} if date_hierarchy else set()
    for entry in filters:
        if isinstance(entry, (list, tuple)):
            names.add(entry[0])
        elif isinstance(entry, type) and issubclass(entry, admin.SimpleListFilter):
            names.add(entry.parameter_name)
        else:
            names.add(entry)
    return names
