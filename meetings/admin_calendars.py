"""Records of calendars: the private addresses from which phones fetch them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from meetings.actions.feeds import revoke_feed
from txct.core.admin_base import HistoryAdmin, run_on_rows


class CalendarFeedAdmin(HistoryAdmin):
    """Private calendar addresses; the address itself is kept nowhere."""

    list_display = ("__str__", "created_at", "revoked_at")
    list_select_related = ("delegate", "group")
    list_filter = ("created_at", "revoked_at")
    search_fields = ("delegate__search_key", "group__search_key")
    left_out = ("token_sha256",)
    actions = ("revoke",)

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("meetings.change_calendarfeed")  # type: ignore[union-attr]

    @admin.action(description="Thu hồi địa chỉ lịch", permissions=["revoke"])
    def revoke(self, request: HttpRequest, queryset: Any) -> None:
        run_on_rows(
            self,
            request,
            queryset,
            lambda row, _reason: revoke_feed(feed=row, by=request.user, at=timezone.now()),  # type: ignore[arg-type]
            "meetings.change_calendarfeed",
            "Đã thu hồi",
        )
