"""Records of the core: accounts and roles, trace, outgoing mail, the register of papers."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from txct.core.actions import assign_role, end_role, revoke_invitation
from txct.core.admin_base import HistoryAdmin, ReasonForm, ScopedAdmin, ScopedForm, run_on_rows
from txct.core.admin_scope import scoped
from txct.core.admin_trace import shown_values
from txct.core.audit_words import action_words
from txct.core.models import (
    AuditChain,
    AuditEntry,
    Heartbeat,
    Invitation,
    IssuedDocument,
    IssuedFile,
    NumberRegister,
    OutboxMessage,
    PublicUse,
    RoleAssignment,
    SubmittedForm,
    Tenant,
    User,
    VoidedNumber,
)
from txct.core.permissions import tenants_of
from txct.core.register import void_number


@admin.register(Tenant)
class TenantAdmin(HistoryAdmin):
    """Councils by their data wall; what a council is stands with the council itself."""

    list_display = ("name", "code", "is_active")
    search_fields = ("code",)
    list_filter = ("is_active",)


@admin.register(User)
class UserAdmin(ScopedAdmin):
    """Accounts of the people of one's councils. They come by invitation."""

    added_elsewhere = True
    list_display = ("full_name", "email", "is_active", "last_login")
    search_fields = ("search_key",)
    list_filter = ("is_active",)
    by_actions = ("last_login", "is_staff", "is_superuser", "joined_at", "sessions_ended")
    left_out = ("password", "sessions_ended")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Somebody who also works for a council one does not administer is changed by neither side alone."""
        if not super().has_change_permission(request, obj):
            return False
        if obj is None or request.user.is_superuser:  # type: ignore[union-attr]
            return True
        theirs = RoleAssignment.objects.filter(user=obj).values_list("tenant_id", flat=True)
        return not obj.is_superuser and obj.pk != request.user.pk and set(theirs) <= set(tenants_of(request.user))


class RoleForm(ScopedForm):
    """A new role."""

    class Meta:
        labels = {"reason": "căn cứ"}


@admin.register(RoleAssignment)
class RoleAssignmentAdmin(ScopedAdmin):
    """Who plays which role in which council, from when to when. Roles are ended, never rewritten."""

    form = RoleForm
    list_display = ("user", "role", "tenant", "valid_from", "valid_to")
    list_select_related = ("user", "tenant")
    list_filter = ("role", scoped("tenant"))
    search_fields = ("user__search_key",)
    autocomplete_fields = ("user",)
    actions = ("end_today",)
    action_form = ReasonForm

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_end_permission(self, request: HttpRequest) -> bool:
        return super().has_change_permission(request)

    def write(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> bool:
        role = assign_role(by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        obj.pk = role.pk
        return True

    @admin.action(description="Kết thúc vai trò từ hôm nay", permissions=["end"])
    def end_today(self, request: HttpRequest, queryset: Any) -> None:
        run_on_rows(
            self,
            request,
            queryset,
            lambda row, reason: end_role(assignment=row, by=request.user, reason=reason),  # type: ignore[arg-type]
            "core.change_roleassignment",
            "Đã kết thúc",
        )


@admin.register(Invitation)
class InvitationAdmin(HistoryAdmin):
    """Offers to join; they are made on their own page."""

    list_display = ("full_name", "email", "role", "invited_at", "accepted_at", "revoked_at")
    list_filter = ("role", scoped("tenant"))
    search_fields = ("search_key",)
    left_out = ("token_sha256",)
    actions = ("revoke",)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("core.add_invitation")  # type: ignore[union-attr]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """An offer is made on its own page, where the mail is told of."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        return redirect("core:invitation-new")

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("core.change_invitation")  # type: ignore[union-attr]

    @admin.action(description="Thu hồi thư mời", permissions=["revoke"])
    def revoke(self, request: HttpRequest, queryset: Any) -> None:
        run_on_rows(
            self,
            request,
            queryset,
            lambda row, _reason: revoke_invitation(invitation=row, by=request.user, at=timezone.now()),  # type: ignore[arg-type]
            "core.change_invitation",
            "Đã thu hồi",
        )


@admin.register(AuditEntry)
class AuditEntryAdmin(HistoryAdmin):
    """The trace: who did what, when."""

    list_display = ("at", "actor_name", "action_text", "type_text", "object_label")
    list_filter = ("at", scoped("tenant"))
    search_fields = ("search_key",)
    readonly_fields = ("action_text", "type_text", "old_text", "new_text")
    left_out = ("action", "object_type", "object_id", "old", "new")

    @admin.display(description="việc", ordering="action")
    def action_text(self, entry: AuditEntry) -> str:
        return action_words(entry.action)

    @admin.display(description="loại", ordering="object_type")
    def type_text(self, entry: AuditEntry) -> str:
        return str(apps.get_model(entry.object_type)._meta.verbose_name)

    @admin.display(description="trước")
    def old_text(self, entry: AuditEntry) -> str:
        return shown_values(apps.get_model(entry.object_type), entry.old)

    @admin.display(description="sau")
    def new_text(self, entry: AuditEntry) -> str:
        return shown_values(apps.get_model(entry.object_type), entry.new)


@admin.register(AuditChain)
class AuditChainAdmin(HistoryAdmin):
    """Heads of the chains of the trace."""

    list_display = ("tenant", "length", "head")
    list_select_related = ("tenant",)


@admin.register(OutboxMessage)
class OutboxMessageAdmin(HistoryAdmin):
    """Outgoing mail: to whom, about what, how it stands. Its text stays out: it may hold one-use links."""

    list_display = ("subject", "recipient_name", "state", "created_at", "sent_at", "attempts")
    list_filter = ("state", scoped("tenant"))
    search_fields = ("search_key",)
    left_out = ("key", "body", "calendar", "calendar_method", "lease_until")


@admin.register(Heartbeat)
class HeartbeatAdmin(HistoryAdmin):
    """Signs of life of the background parts."""

    list_display = ("name", "at")
    list_filter = ("at",)
    search_fields = ("name",)


@admin.register(SubmittedForm)
class SubmittedFormAdmin(HistoryAdmin):
    """Forms already taken, so that a second sending does nothing."""

    list_display = ("user", "path", "taken_at")
    list_select_related = ("user",)
    list_filter = ("taken_at",)
    search_fields = ("user__search_key", "path")


@admin.register(PublicUse)
class PublicUseAdmin(HistoryAdmin):
    """How often public forms were used of late; no address can be read from it."""

    list_display = ("until", "used")
    list_filter = ("until",)


@admin.register(NumberRegister)
class NumberRegisterAdmin(HistoryAdmin):
    """Registers of papers; papers take their numbers when they are issued."""

    list_display = ("series", "year", "first_number", "last_number", "tenant")
    list_select_related = ("tenant",)
    list_filter = ("year", scoped("tenant"))
    search_fields = ("series",)
    actions = ("void_next",)
    action_form = ReasonForm

    def has_void_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("core.add_voidednumber")  # type: ignore[union-attr]

    @admin.action(description="Hủy số kế tiếp của sổ", permissions=["void"])
    def void_next(self, request: HttpRequest, queryset: Any) -> None:
        """A number spoilt on paper, or left to another register, is used up with its reason."""
        run_on_rows(
            self,
            request,
            queryset,
            lambda row, reason: void_number(register=row, reason=reason, by=request.user),  # type: ignore[arg-type]
            "core.add_voidednumber",
            "Đã hủy số kế tiếp",
        )


@admin.register(IssuedDocument)
class IssuedDocumentAdmin(HistoryAdmin):
    """Papers as issued."""

    list_display = ("number_text", "title", "issued_on", "signer_name")
    list_filter = ("issued_on", scoped("tenant"))
    search_fields = ("search_key", "symbol")
    left_out = ("snapshot", "subject_type", "subject_id", "kind")

    @admin.display(description="số, ký hiệu", ordering="number")
    def number_text(self, document: IssuedDocument) -> str:
        return document.number_text


@admin.register(IssuedFile)
class IssuedFileAdmin(HistoryAdmin):
    """Files of issued papers."""

    list_display = ("document", "form", "sha256")
    list_select_related = ("document",)
    list_filter = ("form",)
    search_fields = ("document__search_key",)
    left_out = ("content",)


@admin.register(VoidedNumber)
class VoidedNumberAdmin(HistoryAdmin):
    """Numbers given up, with the reason."""

    list_display = ("register", "number", "reason", "voided_at")
    list_select_related = ("register",)
    list_filter = ("voided_at",)
    search_fields = ("register__series", "reason")
