"""What people were last told of a meeting: the public's copy, apart from the office's working copy."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from delegates.models import Council, Delegate, DelegateGroup, Locality
from meetings.enums import Form, MeetingState
from meetings.models.meetings import Meeting, within_meeting
from meetings.models.rounds import RoundRelease
from txct.core.privacy import Privacy
from txct.core.scoping import ScopedModel, ScopedQuerySet

OVER = (MeetingState.HELD, MeetingState.MINUTED, MeetingState.LOCKED)


class ReleasedMeetingQuerySet(ScopedQuerySet):
    def published(self) -> Self:
        """Everything released: whoever it names was told of it."""
        return self.select_related("meeting").scoped_as("published")

    def open_to_voters(self) -> Self:
        """Released conferences, which anybody may read of: an encounter is between its voters and the delegate."""
        return self.published().filter(form=Form.CONFERENCE)

    def upcoming(self, at: datetime) -> Self:
        """Meetings that take place and end after the moment AT, as far as people know."""
        return self.filter(state=MeetingState.ANNOUNCED, ends_at__gte=at)

    def within(self, *, locality: str = "", council: str = "") -> Self:
        """Meetings with voters of the commune, and of the council, whose codes are given; "" asks for all."""
        rows = self
        if locality:
            rows = rows.filter(pk__in=ReleasedMeeting._base_manager.filter(localities__code=locality).values("pk"))
        if council:
            rows = rows.filter(pk__in=ReleasedMeeting._base_manager.filter(councils__code=council).values("pk"))
        return rows

    def in_order(self) -> Self:
        """By their hours; those without hours last."""
        return self.order_by(F("starts_at").asc(nulls_last=True), "meeting_id")


class ReleasedMeeting(ScopedModel):
    """A meeting as people were last told of it: written by the release of its round, read by every public page.

    ``facts`` is the entry of the release (`MeetingFacts.to_entry`); hours, state, form and the places and people
    beside it say the same for looking up. ``history`` lists what each release told anew, oldest first; ``told_at`` is
    when the last of these went out.
    """

    PRIVACY = {"facts": Privacy.KEEP, "history": Privacy.KEEP}
    COUNCIL_PATH = "meeting__council"
    JOINT_PATH = "councils"
    SCOPES = {**within_meeting()}

    meeting = models.OneToOneField(Meeting, models.PROTECT, related_name="released", verbose_name="hội nghị")
    release = models.ForeignKey(RoundRelease, models.PROTECT, related_name="meetings", verbose_name="bản lịch")
    starts_at = models.DateTimeField("bắt đầu", null=True, blank=True)
    ends_at = models.DateTimeField("kết thúc", null=True, blank=True)
    state = models.CharField("tình trạng", max_length=10, choices=MeetingState.choices)
    form = models.CharField("hình thức", max_length=12, choices=Form.choices, default=Form.CONFERENCE)
    facts = models.JSONField("lịch đã báo")
    history = models.JSONField("thay đổi đã báo", default=list)
    told_at = models.DateTimeField("báo lúc", null=True, blank=True)
    localities = models.ManyToManyField(Locality, related_name="+", verbose_name="xã, phường")
    councils = models.ManyToManyField(Council, related_name="+", verbose_name="Hội đồng")
    groups = models.ManyToManyField(DelegateGroup, related_name="+", verbose_name="Tổ đại biểu")
    delegates = models.ManyToManyField(Delegate, related_name="+", verbose_name="đại biểu")

    objects = ReleasedMeetingQuerySet.as_manager()

    class Meta:
        verbose_name = "lịch đã báo của hội nghị"
        verbose_name_plural = "lịch đã báo của hội nghị"
        ordering = [F("starts_at").asc(nulls_last=True), "meeting"]
        indexes = [models.Index(fields=["starts_at"], name="meetings_released_by_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["announced", "postponed", "cancelled"]), name="meetings_released_state"
            ),
        ]

    def __str__(self) -> str:
        return str(self.meeting)

    @property
    def is_open_to_voters(self) -> bool:
        """Whether the public is told of it; see `ReleasedMeetingQuerySet.open_to_voters`."""
        return self.form == Form.CONFERENCE

    @property
    def is_over(self) -> bool:
        """Whether the meeting has been held, as its minutes or the office say."""
        return self.meeting.state in OVER
