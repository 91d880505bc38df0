"""Records of the schedule board: moves, files brought, proposals; made at the desk."""

from __future__ import annotations

from txct.core.admin_base import HistoryAdmin


class ScheduleMoveAdmin(HistoryAdmin):
    """Moves made on the schedule board."""

    list_display = ("label", "round", "at", "by", "undone_at")
    list_select_related = ("round", "by")
    list_filter = ("at", "undone_at")
    search_fields = ("round__search_key",)
    left_out = ("entries",)


class ScheduleFileAdmin(HistoryAdmin):
    """Schedules brought in files."""

    list_display = ("name", "round", "at", "by", "written", "written_at")
    list_select_related = ("round", "by")
    list_filter = ("at", "written_at")
    search_fields = ("name",)
    left_out = ("content", "choices")


class ScheduleProposalAdmin(HistoryAdmin):
    """Schedules asked of the planner."""

    list_display = ("__str__", "round", "state", "asked_at", "finished_at", "by")
    list_select_related = ("round", "by")
    list_filter = ("state",)
    search_fields = ("round__search_key",)
    left_out = ("result",)
