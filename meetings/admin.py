"""Records of when and where: sessions, plans, rounds, meetings, minutes, notices. Changes go through the actions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from meetings.actions.duties import finish_duty
from meetings.actions.meetings import cancel_meeting, change_meeting, lock_time, postpone_meeting
from meetings.actions.minutes import lock_minutes, return_minutes, submit_minutes, write_minutes
from meetings.actions.plans import edit_plan, set_session_days
from meetings.actions.sessions import add_session
from meetings.admin_availability import BusyTimeAdmin, DayWishAdmin, ScheduleSettingAdmin, TravelTimeAdmin
from meetings.admin_board import ScheduleFileAdmin, ScheduleMoveAdmin, ScheduleProposalAdmin
from meetings.admin_calendars import CalendarFeedAdmin
from meetings.admin_plans import LegalBasisAdmin, PlanPartnerAdmin, PlanTaskAdmin
from meetings.models import (
    AgendaItem,
    Attendance,
    BusyTime,
    CalendarFeed,
    ContactRequest,
    CouncilSession,
    DayWish,
    Duty,
    LegalBasis,
    Meeting,
    MeetingChange,
    MeetingOfficer,
    MeetingUnit,
    Minutes,
    Notice,
    Plan,
    PlanComment,
    PlanParagraph,
    PlanPartner,
    PlanTask,
    PlanVersion,
    ReleasedMeeting,
    Round,
    RoundRelease,
    ScheduleFile,
    ScheduleMove,
    ScheduleProposal,
    ScheduleSetting,
    TravelTime,
    Venue,
)
from txct.core.admin_base import HistoryAdmin, ReasonForm, ScopedAdmin, ScopedForm, ScopedInline, run_on_rows
from txct.core.admin_scope import scoped


def changed_values(form: forms.ModelForm, *left_out: str) -> dict[str, Any]:
    """Values of the fields that were changed, as an action takes them."""
    return {name: form.cleaned_data[name] for name in form.changed_data if name not in ("version", *left_out)}


@admin.register(CouncilSession)
class CouncilSessionAdmin(ScopedAdmin):
    """Sessions of the council; their days are the anchors of the rounds."""

    list_display = ("__str__", "term", "kind", "opens_on", "closes_on")
    list_select_related = ("term",)
    list_filter = ("kind", scoped("term"), scoped("council"))
    search_fields = ("ordinal",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The council follows from the term; only the days of a session change."""
        return [*super().get_readonly_fields(request, obj), *(("term", "ordinal", "kind") if obj else ("council",))]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.council_id = obj.term.council_id
        super().save_model(request, obj, form, change)

    def write(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> bool:
        days = {name: form.cleaned_data[name] for name in ("opens_on", "closes_on")}
        if change:
            set_session_days(session=CouncilSession.objects.get(pk=obj.pk), by=request.user, **days)
            return True
        session = add_session(by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        obj.pk, obj.council_id = session.pk, session.council_id
        return True


class ParagraphInline(ScopedInline):
    """The text of the plan, paragraph by paragraph; it is written at the desk."""

    model = PlanParagraph
    is_history = True


@admin.register(Plan)
class PlanAdmin(ScopedAdmin):
    """Plans of voter contact. They are begun, signed and issued at the desk."""

    added_elsewhere = True
    list_display = ("title", "number_text", "session", "state", "issued_on")
    list_select_related = ("session",)
    list_filter = ("state", scoped("session"), scoped("council"))
    search_fields = ("search_key", "number")
    inlines = (ParagraphInline,)
    by_actions = (
        "state", "document", "source_name", "warnings", "issued_on", "group", "amends", "follows", "drawn_from",
    )  # fmt: skip
    left_out = ("source_sha256",)

    @admin.display(description="số, ký hiệu", ordering="number")
    def number_text(self, plan: Plan) -> str:
        return plan.number_text

    def write(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> bool:
        edit_plan(
            plan=Plan.objects.get(pk=obj.pk),
            by=request.user,  # type: ignore[arg-type]
            expected_version=form.cleaned_data["version"],
            **changed_values(form),
        )
        return True


@admin.register(PlanParagraph)
class PlanParagraphAdmin(HistoryAdmin):
    """Paragraphs of plans."""

    list_display = ("plan", "section", "position", "text")
    list_select_related = ("plan",)
    list_filter = ("section",)
    search_fields = ("plan__search_key",)


@admin.register(PlanVersion)
class PlanVersionAdmin(HistoryAdmin):
    """Plans as they were issued."""

    list_display = ("plan", "number", "at")
    list_select_related = ("plan",)
    list_filter = ("at",)
    search_fields = ("plan__search_key",)
    left_out = ("snapshot",)


@admin.register(PlanComment)
class PlanCommentAdmin(HistoryAdmin):
    """What bodies and groups said on draft plans."""

    list_display = ("__str__", "plan", "at", "by")
    list_select_related = ("plan", "body", "group__council", "by")
    list_filter = ("at",)
    search_fields = ("plan__search_key",)


admin.site.register(PlanTask, PlanTaskAdmin)
admin.site.register(PlanPartner, PlanPartnerAdmin)
admin.site.register(LegalBasis, LegalBasisAdmin)
admin.site.register(ScheduleMove, ScheduleMoveAdmin)
admin.site.register(CalendarFeed, CalendarFeedAdmin)
admin.site.register(ScheduleFile, ScheduleFileAdmin)
admin.site.register(ScheduleProposal, ScheduleProposalAdmin)
admin.site.register(BusyTime, BusyTimeAdmin)
admin.site.register(DayWish, DayWishAdmin)
admin.site.register(ScheduleSetting, ScheduleSettingAdmin)
admin.site.register(TravelTime, TravelTimeAdmin)


@admin.register(Round)
class RoundAdmin(ScopedAdmin):
    """Rounds of meetings; opened, planned and released at the desk."""

    added_elsewhere = True
    list_display = ("__str__", "phase", "starts_on", "ends_on", "state")
    list_select_related = ("plan",)
    list_filter = ("phase", "state", scoped("council"))
    search_fields = ("search_key",)
    by_actions = ("plan", "phase", "starts_on", "ends_on", "is_off_plan", "state", "closed_at")


@admin.register(RoundRelease)
class RoundReleaseAdmin(HistoryAdmin):
    """Schedules as they were announced."""

    list_display = ("round", "number", "at", "by")
    list_select_related = ("round", "by")
    list_filter = ("at",)
    search_fields = ("round__search_key",)
    left_out = ("snapshot", "changes")


@admin.register(ReleasedMeeting)
class ReleasedMeetingAdmin(HistoryAdmin):
    """Meetings as people were last told of them."""

    list_display = ("meeting", "starts_at", "state", "release")
    list_select_related = ("meeting", "release__round")
    list_filter = ("state",)
    search_fields = ("meeting__search_key",)
    left_out = ("facts", "history")


@admin.register(Duty)
class DutyAdmin(HistoryAdmin):
    """Duties that the law ties to a round or to a contact asked for, with their days."""

    list_display = ("subject", "round", "contact", "due_on", "done_at", "legal_basis")
    list_select_related = ("round", "contact__delegate")
    list_filter = ("due_on", scoped("round"), scoped("council"))
    search_fields = ("search_key",)
    actions = ("finish",)

    def has_finish_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("meetings.change_duty")  # type: ignore[union-attr]

    @admin.action(description="Đã làm xong", permissions=["finish"])
    def finish(self, request: HttpRequest, queryset: Any) -> None:
        run_on_rows(
            self,
            request,
            queryset,
            lambda row, _reason: finish_duty(duty=row, by=request.user, at=timezone.now()),  # type: ignore[arg-type]
            "meetings.change_duty",
            "Đã xong",
        )


@admin.register(Venue)
class VenueAdmin(ScopedAdmin):
    """Halls of the communes."""

    list_display = ("name", "locality", "address", "capacity")
    list_select_related = ("locality",)
    list_filter = (scoped("council"),)
    search_fields = ("search_key", "locality__search_key")
    autocomplete_fields = ("locality", "neighbourhood")


class MeetingForm(ScopedForm):
    """A meeting, and why it changes once people were told."""

    reason = forms.CharField(
        label="Lý do thay đổi", required=False, max_length=300, help_text="Cần khi hội nghị đã thông báo."
    )


class UnitInline(ScopedInline):
    """Places whose voters are invited; chosen on the board."""

    model = MeetingUnit
    is_history = True


class AttendanceInline(ScopedInline):
    """Delegates who are expected."""

    model = Attendance
    is_history = True
    fields = ("delegate", "response", "present", "absence_reason")


class AgendaInline(ScopedInline):
    """The programme."""

    model = AgendaItem


class OfficerInline(ScopedInline):
    """Who is sent to answer."""

    model = MeetingOfficer


@admin.register(Meeting)
class MeetingAdmin(ScopedAdmin):
    """Meetings with voters; added on the board of the round."""

    form = MeetingForm
    added_elsewhere = True
    list_display = ("__str__", "starts_at", "venue", "round", "state", "chair_body")
    list_select_related = ("venue", "round", "chair_body")
    list_filter = ("state", "starts_at", "method", scoped("round"), scoped("council"))
    search_fields = ("search_key", "venue__search_key")
    date_hierarchy = "starts_at"
    autocomplete_fields = ("venue",)
    inlines = (UnitInline, AttendanceInline, AgendaInline, OfficerInline)
    by_actions = ("round", "groups", "joint_councils", "state", "sequence", "is_locked")
    left_out = ("uid", "source_key")
    actions = ("postpone", "cancel", "keep_place", "free_place")
    action_form = ReasonForm

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = list(super().get_fields(request, obj))
        return [*fields, "reason"] if obj is not None and self.has_change_permission(request, obj) else fields

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A meeting people were told of is called off, never deleted."""
        return super().has_delete_permission(request, obj) and (obj is None or obj.state == "planned")

    def write(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> bool:
        change_meeting(
            meeting=Meeting.objects.get(pk=obj.pk),
            by=request.user,  # type: ignore[arg-type]
            expected_version=form.cleaned_data["version"],
            reason=form.cleaned_data.get("reason", ""),
            **changed_values(form, "reason"),  # type: ignore[arg-type]
        )
        return True

    def _on_rows(self, request: HttpRequest, queryset: Any, write: Any, done: str) -> None:
        run_on_rows(self, request, queryset, write, "meetings.change_meeting", done)

    @admin.action(description="Hoãn hội nghị", permissions=["change"])
    def postpone(self, request: HttpRequest, queryset: Any) -> None:
        self._on_rows(
            request,
            queryset,
            lambda row, reason: postpone_meeting(meeting=row, reason=reason, by=request.user),  # type: ignore[arg-type]
            "Đã hoãn",
        )

    @admin.action(description="Hủy hội nghị", permissions=["change"])
    def cancel(self, request: HttpRequest, queryset: Any) -> None:
        self._on_rows(
            request,
            queryset,
            lambda row, reason: cancel_meeting(meeting=row, reason=reason, by=request.user),  # type: ignore[arg-type]
            "Đã hủy",
        )

    @admin.action(description="Giữ nguyên khi xếp lại lịch", permissions=["change"])
    def keep_place(self, request: HttpRequest, queryset: Any) -> None:
        self._on_rows(
            request,
            queryset,
            lambda row, _reason: lock_time(meeting=row, locked=True, by=request.user),  # type: ignore[arg-type]
            "Đã giữ nguyên",
        )

    @admin.action(description="Cho xếp lại lịch", permissions=["change"])
    def free_place(self, request: HttpRequest, queryset: Any) -> None:
        self._on_rows(
            request,
            queryset,
            lambda row, _reason: lock_time(meeting=row, locked=False, by=request.user),  # type: ignore[arg-type]
            "Đã cho xếp lại",
        )


@admin.register(MeetingUnit)
class MeetingUnitAdmin(HistoryAdmin):
    """Places invited to meetings."""

    list_display = ("meeting", "locality", "neighbourhood", "invited_voters")
    list_select_related = ("meeting", "locality", "neighbourhood")
    list_filter = ("meeting__starts_at",)
    search_fields = ("locality__search_key", "meeting__search_key")


@admin.register(Attendance)
class AttendanceAdmin(HistoryAdmin):
    """Delegates at meetings: invited, answered, came."""

    list_display = ("delegate", "meeting", "response", "present")
    list_select_related = ("delegate", "meeting")
    list_filter = ("response", "present")
    search_fields = ("delegate__search_key", "meeting__search_key")


@admin.register(AgendaItem)
class AgendaItemAdmin(ScopedAdmin):
    """Programmes of meetings."""

    list_display = ("text", "meeting", "position", "step", "minutes")
    list_select_related = ("meeting",)
    list_filter = ("step",)
    search_fields = ("meeting__search_key",)
    autocomplete_fields = ("meeting",)


@admin.register(MeetingOfficer)
class MeetingOfficerAdmin(ScopedAdmin):
    """Who is sent to answer voters at meetings."""

    list_display = ("__str__", "title", "body", "meeting")
    list_select_related = ("body", "meeting")
    list_filter = ("meeting__starts_at",)
    search_fields = ("body__search_key", "meeting__search_key")
    autocomplete_fields = ("meeting", "body")


@admin.register(MeetingChange)
class MeetingChangeAdmin(HistoryAdmin):
    """Changes of meetings after people were told."""

    list_display = ("meeting", "at", "by", "reason")
    list_select_related = ("meeting", "by")
    list_filter = ("at",)
    search_fields = ("meeting__search_key",)
    left_out = ("kind", "old", "new")


@admin.register(ContactRequest)
class ContactRequestAdmin(HistoryAdmin):
    """Contacts that delegates asked for; asked and decided at the desk."""

    list_display = ("delegate", "kind", "wanted_on", "received_on", "state", "decided_on")
    list_select_related = ("delegate",)
    list_filter = ("state", "kind", "received_on", scoped("council"))
    search_fields = ("delegate__search_key", "locality__search_key")
    label_needs = ("delegate",)


@admin.register(Minutes)
class MinutesAdmin(ScopedAdmin):
    """Minutes of meetings; begun from the meeting."""

    added_elsewhere = True
    list_display = ("meeting", "started_at", "voters_present", "state", "submitted_at")
    list_select_related = ("meeting",)
    list_filter = ("state", "started_at")
    search_fields = ("meeting__search_key",)
    by_actions = ("meeting", "state", "written_by", "submitted_at", "document")
    actions = ("submit", "send_back", "close_for_good")
    action_form = ReasonForm

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Minutes are open to the pen until they are handed in."""
        return super().has_change_permission(request, obj) and (obj is None or obj.state == "draft")

    def write(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> bool:
        write_minutes(
            meeting=obj.meeting,
            by=request.user,  # type: ignore[arg-type]
            expected_version=form.cleaned_data["version"],
            **changed_values(form),
        )
        return True

    def _on_rows(self, request: HttpRequest, queryset: Any, write: Any, done: str) -> None:
        run_on_rows(self, request, queryset, write, "meetings.change_minutes", done)

    @admin.action(description="Nộp biên bản", permissions=["change"])
    def submit(self, request: HttpRequest, queryset: Any) -> None:
        self._on_rows(
            request,
            queryset,
            lambda row, _reason: submit_minutes(minutes=row, by=request.user, at=timezone.now()),  # type: ignore[arg-type]
            "Đã nộp",
        )

    @admin.action(description="Trả lại để sửa", permissions=["change"])
    def send_back(self, request: HttpRequest, queryset: Any) -> None:
        self._on_rows(
            request,
            queryset,
            lambda row, reason: return_minutes(minutes=row, reason=reason, by=request.user, at=timezone.now()),  # type: ignore[arg-type]
            "Đã trả lại",
        )

    @admin.action(description="Chốt biên bản", permissions=["change"])
    def close_for_good(self, request: HttpRequest, queryset: Any) -> None:
        self._on_rows(
            request,
            queryset,
            lambda row, _reason: lock_minutes(minutes=row, by=request.user, at=timezone.now()),  # type: ignore[arg-type]
            "Đã chốt",
        )


@admin.register(Notice)
class NoticeAdmin(HistoryAdmin):
    """What was told to whom."""

    list_display = ("subject", "addressee_name", "kind", "state", "issued_at", "seen_at")
    list_filter = ("kind", "state", "issued_at")
    search_fields = ("search_key",)
    left_out = ("addressee_key",)
