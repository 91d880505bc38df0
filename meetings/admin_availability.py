"""Records of who is not to be had when, of proposed days, of ways between units; desk pages write the latter."""

from __future__ import annotations

from txct.core.admin_base import HistoryAdmin, ScopedAdmin
from txct.core.admin_scope import scoped


class BusyTimeAdmin(ScopedAdmin):
    """Hours when a delegate, a hall or a chairing body is not to be had."""

    list_display = ("__str__", "starts_at", "ends_at", "reason")
    list_select_related = ("delegate", "venue", "body")
    list_filter = ("starts_at", scoped("council"))
    search_fields = ("delegate__search_key", "venue__search_key", "body__search_key")
    autocomplete_fields = ("delegate", "venue", "body")


class DayWishAdmin(HistoryAdmin):
    """Days that delegates propose; answered at the desk."""

    list_display = ("delegate", "day", "half", "round", "state")
    list_select_related = ("delegate", "round")
    list_filter = ("state",)
    search_fields = ("delegate__search_key",)


class TravelTimeAdmin(HistoryAdmin):
    """Minutes on the way between two units; entered at the desk."""

    list_display = ("__str__", "minutes")
    list_select_related = ("first", "second")
    list_filter = (scoped("council"),)
    search_fields = ("first__search_key", "second__search_key")


class ScheduleSettingAdmin(HistoryAdmin):
    """What a council asks of its schedules; set at the desk."""

    list_display = ("council", "least_delegates", "least_meetings", "default_travel", "pause", "venue_pause")
    list_select_related = ("council",)
