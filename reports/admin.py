"""Records of reports as they were drawn up."""

from django.contrib import admin

from reports.models import Report
from txct.core.admin_base import HistoryAdmin
from txct.core.admin_scope import scoped


@admin.register(Report)
class ReportAdmin(HistoryAdmin):
    """Reports, with the moment up to which they count."""

    list_display = ("kind", "round", "group", "cut_off", "document")
    list_select_related = ("round", "group", "document")
    list_filter = ("kind", scoped("round"), scoped("council"))
    search_fields = ("round__search_key",)
    left_out = ("figures",)
