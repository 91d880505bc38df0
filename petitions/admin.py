"""Records of what voters said and what became of it. Steps are taken at the desk, by the actions."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from petitions.actions import classify_petition, reword_petition, unpublish_petition, withdraw_petition
from petitions.filters import reads_names
from petitions.models import (
    Agency,
    AgencyOfficer,
    Answer,
    Feedback,
    Petition,
    Petitioner,
    PetitionEvent,
    PetitionSource,
    Reminder,
    RestrictedCase,
    Sector,
    Submission,
    Transfer,
    TransferLetter,
    Verdict,
)
from txct.core.admin_base import HistoryAdmin, ReasonForm, ScopedAdmin, ScopedInline, run_on_rows
from txct.core.admin_scope import scoped
from txct.core.permissions import tenants_of
from txct.core.writing import claim_version


class WordsOfVoters:
    """Records sought by what voters said: whoever is shown no names finds by none."""

    def get_search_fields(self, request: HttpRequest) -> tuple[str, ...]:
        """The stored keys of what this person may read."""
        names = tuple(super().get_search_fields(request))  # type: ignore[misc]
        if all(reads_names(request.user, key) for key in tenants_of(request.user)):
            return names
        keys = ("petition__search_key", "submission__search_key")
        own = ("search_key",) if self.model in (Petition, Submission) else ()  # type: ignore[attr-defined]
        return tuple(_nameless(name) if name in (*keys, *own) else name for name in names)


def _nameless(path: str) -> str:
    return path.removesuffix("search_key") + "nameless_key"


@admin.register(Sector)
class SectorAdmin(ScopedAdmin):
    """Fields of public affairs."""

    list_display = ("name", "parent", "committee", "position")
    list_select_related = ("parent", "committee")
    list_filter = (scoped("committee"), scoped("council"))
    search_fields = ("search_key",)


class OfficerInline(ScopedInline):
    """Who answers for the agency."""

    model = AgencyOfficer
    autocomplete_fields = ("user",)


@admin.register(Agency)
class AgencyAdmin(ScopedAdmin):
    """Bodies that settle petitions."""

    list_display = ("name", "authority", "email", "is_active")
    list_filter = ("authority", "is_active", scoped("council"))
    search_fields = ("search_key",)
    inlines = (OfficerInline,)


@admin.register(AgencyOfficer)
class AgencyOfficerAdmin(ScopedAdmin):
    """Officers of the agencies."""

    list_display = ("user", "agency")
    list_select_related = ("user", "agency")
    list_filter = (scoped("agency"),)
    search_fields = ("user__search_key", "agency__search_key")
    autocomplete_fields = ("user", "agency")


@admin.register(Submission)
class SubmissionAdmin(WordsOfVoters, HistoryAdmin):
    """What voters said, as heard."""

    list_display = ("__str__", "kind", "locality", "meeting", "state", "recorded_at")
    list_select_related = ("locality", "meeting")
    list_filter = ("kind", "state", "channel", scoped("round"), scoped("council"))
    search_fields = ("search_key", "locality__search_key")
    left_out = ("source_key",)


@admin.register(Petitioner)
class PetitionerAdmin(WordsOfVoters, ScopedAdmin):
    """Who spoke. Only for the office that must reach them."""

    added_elsewhere = True
    list_display = ("__str__", "submission", "phone", "consented")
    list_select_related = ("submission",)
    list_filter = ("consented",)
    search_fields = ("submission__search_key",)


@admin.register(RestrictedCase)
class RestrictedCaseAdmin(HistoryAdmin):
    """Complaints and denunciations voiced at meetings, outside every count."""

    list_display = ("__str__", "handed_to", "handed_at")
    list_select_related = ("submission",)
    list_filter = ("handed_at",)
    search_fields = ("handed_to",)
    label_needs = ("submission",)


@admin.register(Petition)
class PetitionAdmin(WordsOfVoters, ScopedAdmin):
    """Petitions; made, merged, sent and judged at the desk."""

    added_elsewhere = True
    list_display = ("code", "summary", "sector", "authority", "state", "due_on")
    list_select_related = ("sector",)
    list_filter = ("state", "authority", scoped("sector"), scoped("round"), "is_published", scoped("council"))
    search_fields = ("search_key",)
    left_out = ("state_before_merge",)
    actions = ("unpublish", "withdraw")
    action_form = ReasonForm

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """All but words and class is the work of the desk."""
        typed = ("summary", "body", "sector", "authority")
        return [name for name in self._every_field() if name not in typed and name != "version"]

    def write(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> bool:
        """Words and class each have their action; the page's version is claimed before either."""
        values, changed = form.cleaned_data, set(form.changed_data)
        petition = Petition.objects.get(pk=obj.pk)
        claim_version(petition, values["version"], values)
        if changed & {"summary", "body"}:
            reword_petition(petition=petition, summary=values["summary"], body=values["body"], by=request.user)  # type: ignore[arg-type]
        if changed & {"sector", "authority"}:
            classify_petition(
                petition=petition,
                sector=values["sector"],
                authority=values["authority"],
                by=request.user,  # type: ignore[arg-type]
            )
        return True

    def _on_rows(self, request: HttpRequest, queryset: Any, write: Any, done: str) -> None:
        run_on_rows(self, request, queryset, write, "petitions.change_petition", done)

    @admin.action(description="Thôi công khai", permissions=["change"])
    def unpublish(self, request: HttpRequest, queryset: Any) -> None:
        self._on_rows(
            request,
            queryset,
            lambda row, _reason: unpublish_petition(petition=row, by=request.user),  # type: ignore[arg-type]
            "Đã thôi công khai",
        )

    @admin.action(description="Rút kiến nghị", permissions=["change"])
    def withdraw(self, request: HttpRequest, queryset: Any) -> None:
        self._on_rows(
            request,
            queryset,
            lambda row, reason: withdraw_petition(petition=row, reason=reason, by=request.user),  # type: ignore[arg-type]
            "Đã rút",
        )


@admin.register(PetitionSource)
class PetitionSourceAdmin(WordsOfVoters, HistoryAdmin):
    """Which statements a petition is made of."""

    list_display = ("petition", "submission", "added_at")
    list_select_related = ("petition", "submission")
    list_filter = ("added_at",)
    search_fields = ("petition__search_key", "submission__search_key")


@admin.register(PetitionEvent)
class PetitionEventAdmin(WordsOfVoters, HistoryAdmin):
    """Steps in the life of petitions."""

    list_display = ("petition", "at", "by", "old_state", "new_state", "note")
    list_select_related = ("petition", "by")
    list_filter = ("new_state",)
    search_fields = ("petition__search_key",)


@admin.register(TransferLetter)
class TransferLetterAdmin(HistoryAdmin):
    """Letters that carried petitions to agencies."""

    list_display = ("agency", "round", "sent_on", "document")
    list_select_related = ("agency", "round", "document")
    list_filter = ("sent_on", scoped("agency"), scoped("council"))
    search_fields = ("agency__search_key",)
    label_needs = ("agency",)


@admin.register(Transfer)
class TransferAdmin(WordsOfVoters, HistoryAdmin):
    """Petitions sent to agencies, with their days."""

    list_display = ("petition", "agency", "role", "state", "sent_on", "due_on")
    list_select_related = ("petition", "agency")
    list_filter = ("state", "role", scoped("agency"), "due_on")
    search_fields = ("petition__search_key", "agency__search_key")
    label_needs = ("petition", "agency")


@admin.register(Reminder)
class ReminderAdmin(HistoryAdmin):
    """Reminders to agencies that are late."""

    list_display = ("agency", "ordinal", "sent_on", "answer_by", "document")
    list_select_related = ("agency", "document")
    list_filter = ("sent_on", scoped("agency"), scoped("council"))
    search_fields = ("agency__search_key",)


@admin.register(Answer)
class AnswerAdmin(WordsOfVoters, HistoryAdmin):
    """Answers of the agencies, every version."""

    list_display = ("petition", "number", "outcome", "answered_on", "document_number")
    list_select_related = ("petition",)
    list_filter = ("outcome", "answered_on")
    search_fields = ("petition__search_key",)
    label_needs = ("petition",)


@admin.register(Verdict)
class VerdictAdmin(WordsOfVoters, HistoryAdmin):
    """What the council's side holds of the answers."""

    list_display = ("petition", "judgement", "body", "group", "judged_on")
    list_select_related = ("petition", "body", "group")
    list_filter = ("judgement", "judged_on")
    search_fields = ("petition__search_key",)


@admin.register(Feedback)
class FeedbackAdmin(WordsOfVoters, HistoryAdmin):
    """Answers told back to voters, and whether they are content."""

    list_display = ("petition", "meeting", "told_on", "content")
    list_select_related = ("petition", "meeting")
    list_filter = ("content", "told_on")
    search_fields = ("petition__search_key",)
