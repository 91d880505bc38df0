"""Records of what hangs on a plan: tasks, councils that plan together, legal bases."""

from __future__ import annotations

from txct.core.admin_base import HistoryAdmin, ScopedAdmin
from txct.core.admin_scope import scoped


class PlanTaskAdmin(HistoryAdmin):
    """Tasks of plans; written and noted as done at the desk."""

    list_display = ("__str__", "plan", "due_on", "done_at")
    list_select_related = ("plan", "body", "group__council")
    list_filter = ("due_on", "done_at")
    search_fields = ("plan__search_key",)


class PlanPartnerAdmin(HistoryAdmin):
    """Councils asked to plan together, and their answers."""

    list_display = ("council", "plan", "asked_at", "agreed_at", "refused_at")
    list_select_related = ("council", "plan")
    list_filter = ("asked_at", "agreed_at", "refused_at")
    search_fields = ("plan__search_key",)


class LegalBasisAdmin(ScopedAdmin):
    """Laws and papers on which the council's plans rest, beside the shipped ones."""

    list_display = ("__str__", "subject", "issued_on", "valid_from", "valid_to", "replaced_by")
    list_filter = (scoped("council"),)
    search_fields = ("search_key",)
