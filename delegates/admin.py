"""Records of who and where: councils, places, groups, delegates, bodies, the office's own calendar."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from delegates.calendar_changes import calendar_changed
from delegates.models import (
    Body,
    CalendarException,
    ClerkPosting,
    Constituency,
    Council,
    DeadlineSetting,
    Delegate,
    DelegateGroup,
    GroupMembership,
    Locality,
    LocalitySuccession,
    Neighbourhood,
    Signatory,
    Term,
)
from txct.core.admin_base import ScopedAdmin, ScopedInline
from txct.core.admin_scope import scoped
from txct.core.permissions import grants_of
from txct.core.scoping import trusted


@admin.register(Council)
class CouncilAdmin(ScopedAdmin):
    """Councils. A new one is opened by the administrator of the installation."""

    list_display = ("short_name", "level", "locality", "code", "is_active")
    list_select_related = ("locality",)
    list_filter = ("level", "is_active")
    search_fields = ("code", "locality__search_key")
    autocomplete_fields = ("locality",)
    by_actions = ("is_demo",)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser) and super().has_add_permission(request, obj)  # type: ignore[union-attr]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """What a council is, and its address in the data, is not for its own office to change."""
        fixed = super().get_readonly_fields(request, obj)
        own = () if request.user.is_superuser else ("code", "level", "locality", "is_active")  # type: ignore[union-attr]
        return [*fixed, *(name for name in own if name not in fixed)]


@admin.register(Locality)
class LocalityAdmin(ScopedAdmin):
    """Administrative units of the whole country, with their dates: shared by all councils."""

    is_shared = True
    list_display = ("full_name", "level", "parent", "code", "valid_from", "valid_to")
    list_select_related = ("parent",)
    list_filter = ("level", "kind", "valid_to")
    search_fields = ("search_key", "code")
    autocomplete_fields = ("parent",)

    @admin.display(description="tên", ordering="sort_key")
    def full_name(self, locality: Locality) -> str:
        return locality.full_name


@admin.register(LocalitySuccession)
class LocalitySuccessionAdmin(ScopedAdmin):
    """What became of former units: shared by all councils."""

    is_shared = True
    list_display = ("predecessor", "successor", "on", "partial")
    list_select_related = ("predecessor", "successor")
    list_filter = ("partial",)
    search_fields = ("predecessor__search_key", "successor__search_key")
    autocomplete_fields = ("predecessor", "successor")


def territory(user: Any, permission: str) -> QuerySet[Locality]:
    """Places of the councils in which USER holds PERMISSION: the council's own unit and all below it."""
    councils = {key for keys in grants_of(user, permission).values() for key in keys}
    home = Council.objects.filter(pk__in=councils).scoped_as("councils of the person").values("locality")
    return Locality.objects.filter(
        Q(pk__in=home) | Q(parent__in=home) | Q(parent__parent__in=home) | Q(parent__parent__parent__in=home)
    )


@admin.register(Neighbourhood)
class NeighbourhoodAdmin(ScopedAdmin):
    """Settlements below the commune. A council keeps those of its own territory."""

    list_display = ("__str__", "locality", "valid_from", "valid_to")
    list_select_related = ("locality",)
    list_filter = ("kind",)
    search_fields = ("search_key", "locality__search_key")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if not super().has_change_permission(request, obj):
            return False
        return (
            obj is None
            or territory(request.user, "delegates.change_neighbourhood").filter(pk=obj.locality_id).exists()
        )

    def choices_for(self, db_field: Any, request: HttpRequest) -> QuerySet:
        if db_field.name == "locality":
            return territory(request.user, "delegates.change_neighbourhood")
        return super().choices_for(db_field, request)


@admin.register(Term)
class TermAdmin(ScopedAdmin):
    """Terms of office of the council."""

    list_display = ("__str__", "council", "starts_on", "ends_on")
    list_select_related = ("council",)
    list_filter = (scoped("council"),)
    search_fields = ("ordinal",)


@admin.register(Constituency)
class ConstituencyAdmin(ScopedAdmin):
    """Constituencies and the places that elect together."""

    list_display = ("__str__", "term", "seats")
    list_select_related = ("term",)
    list_filter = (scoped("term"), scoped("council"))
    search_fields = ("number", "localities__search_key")
    autocomplete_fields = ("localities", "neighbourhoods")

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> Any:
        found, _duplicates = super().get_search_results(request, queryset, search_term)
        return found, bool(search_term.strip())


class MembershipInline(ScopedInline):
    """Members of the group."""

    model = GroupMembership
    autocomplete_fields = ("delegate",)


@admin.register(DelegateGroup)
class DelegateGroupAdmin(ScopedAdmin):
    """Groups of delegates with their members."""

    list_display = ("__str__", "term", "council")
    list_select_related = ("term", "council")
    list_filter = (scoped("term"), scoped("council"))
    search_fields = ("search_key",)
    inlines = (MembershipInline,)
    autocomplete_fields = ("constituencies",)


@admin.register(Delegate)
class DelegateAdmin(ScopedAdmin):
    """Delegates of the council."""

    list_display = ("full_name", "position", "constituency", "term", "phone", "mandate_to")
    list_select_related = ("constituency", "term")
    list_filter = (scoped("term"), scoped("constituency"), scoped("council"))
    search_fields = ("search_key",)
    autocomplete_fields = ("user",)


@admin.register(GroupMembership)
class GroupMembershipAdmin(ScopedAdmin):
    """Who belongs to which group."""

    list_display = ("delegate", "group", "role", "valid_from", "valid_to")
    list_select_related = ("delegate", "group")
    list_filter = (scoped("group"), "role")
    search_fields = ("delegate__search_key",)
    autocomplete_fields = ("delegate", "group")
    label_needs = ("delegate", "group")


@admin.register(Body)
class BodyAdmin(ScopedAdmin):
    """Bodies around the council."""

    list_display = ("name", "kind", "locality", "email")
    list_select_related = ("locality",)
    list_filter = ("kind", scoped("council"))
    search_fields = ("search_key",)
    autocomplete_fields = ("locality",)


@admin.register(Signatory)
class SignatoryAdmin(ScopedAdmin):
    """Who signs the council's papers, and how."""

    list_display = ("full_name", "title", "authority", "body", "group", "is_active")
    list_select_related = ("body", "group")
    list_filter = ("is_active", "authority", scoped("council"))
    search_fields = ("search_key",)


@admin.register(ClerkPosting)
class ClerkPostingAdmin(ScopedAdmin):
    """Clerks and the communes for which they write."""

    list_display = ("user", "locality", "council")
    list_select_related = ("user", "locality", "council")
    list_filter = (scoped("council"),)
    search_fields = ("user__search_key", "locality__search_key")
    autocomplete_fields = ("user", "locality")


class CalendarAdmin(ScopedAdmin):
    """Rows from which running deadlines are counted: a change computes them again and says so."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        with trusted():
            moved = calendar_changed(row=form.instance, by=request.user)  # type: ignore[arg-type]
        self.message_user(request, f"Đã tính lại hạn của {moved} việc trong các đợt đang mở.")


@admin.register(CalendarException)
class CalendarExceptionAdmin(CalendarAdmin):
    """Days on which the office works or rests other than the general calendar says."""

    list_display = ("day", "is_working", "reason", "legal_basis")
    search_fields = ("reason", "legal_basis")
    list_filter = ("is_working", scoped("council"))


@admin.register(DeadlineSetting)
class DeadlineSettingAdmin(CalendarAdmin):
    """The council's own numbers where the law leaves one open."""

    list_display = ("rule_code", "offset", "unit", "legal_basis", "valid_from", "valid_to")
    list_filter = ("unit", scoped("council"))
    search_fields = ("rule_code",)
