"""Contacts with voters that a delegate asks for himself, and what was decided on them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from delegates.models import Council, Delegate, DelegateGroup, Locality, Neighbourhood
from meetings.contact_rules import NOTICED_KINDS, SUMMED_KINDS
from meetings.enums import Activity, ContactKind, ContactState, Decider, Form, Method
from meetings.models.meetings import OFF_STATES, Meeting, Venue
from meetings.models.rounds import Duty
from txct.core.fields import BodyField, LineField
from txct.core.privacy import Privacy
from txct.core.roles import Scope
from txct.core.scoping import ScopedModel, ScopedQuerySet


class ContactRequestQuerySet(ScopedQuerySet):
    def awaiting_decision(self) -> Self:
        """Requests on which nobody has decided yet."""
        return self.filter(state=ContactState.REQUESTED)

    def awaiting_notice(self) -> Self:
        """Contacts agreed to and still to take place of which those to be told have not been noted as told."""
        agreed = self.filter(state=ContactState.APPROVED, kind__in=NOTICED_KINDS, notice_on=None)
        return agreed.exclude(meeting__state__in=OFF_STATES)

    def awaiting_summary(self, at: datetime) -> Self:
        """Contacts over by the moment AT whose summary has not been noted as sent."""
        agreed = self.filter(state=ContactState.APPROVED, kind__in=SUMMED_KINDS, meeting__ends_at__lte=at)
        return agreed.exclude(meeting__state__in=OFF_STATES)

    def late(self, on: date) -> Self:
        """Requests with a statutory duty open past its day on the day ON."""
        return self.filter(pk__in=Duty._base_manager.filter(done_at=None, due_on__lt=on).values("contact"))


class ContactRequest(ScopedModel):
    """A contact a delegate asks for: off the plan, with individuals or a group, outside the constituency.

    Its statutory days are rows of `Duty`; once agreed to it has a meeting, which goes the way of every meeting.
    """

    PRIVACY = {
        "place_note": Privacy.ERASE,
        "with_whom": Privacy.ERASE,
        "content": Privacy.ERASE,
        "decision_reason": Privacy.KEEP,
    }
    SCOPES = {Scope.OWN: "delegate__user", Scope.GROUP: "group__memberships__delegate__user"}

    council = models.ForeignKey(Council, models.PROTECT, related_name="contact_requests", verbose_name="Hội đồng")
    delegate = models.ForeignKey(Delegate, models.PROTECT, related_name="contact_requests", verbose_name="đại biểu")
    kind = models.CharField("loại", max_length=12, choices=ContactKind.choices)
    decider = models.CharField("nơi quyết định", max_length=10, choices=Decider.choices)
    group = models.ForeignKey(
        DelegateGroup,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="contact_requests",
        verbose_name="Tổ quyết định",
    )
    activity = models.CharField("hoạt động", max_length=22, choices=Activity.choices)
    form = models.CharField("hình thức", max_length=12, choices=Form.choices)
    method = models.CharField("phương thức", max_length=10, choices=Method.choices, default=Method.IN_PERSON)
    wanted_on = models.DateField("ngày muốn tiếp xúc")
    wanted_from = models.TimeField("từ giờ", null=True, blank=True)
    wanted_to = models.TimeField("đến giờ", null=True, blank=True)
    locality = models.ForeignKey(Locality, models.PROTECT, related_name="contact_requests", verbose_name="xã, phường")
    neighbourhood = models.ForeignKey(
        Neighbourhood,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="contact_requests",
        verbose_name="thôn, khu phố",
    )
    venue = models.ForeignKey(
        Venue, models.PROTECT, null=True, blank=True, related_name="contact_requests", verbose_name="địa điểm"
    )
    place_note = LineField("chỗ gặp", max_length=250, blank=True)
    with_whom = BodyField("gặp ai", blank=True)
    content = BodyField("nội dung")
    received_on = models.DateField("ngày nhận")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người ghi"
    )
    state = models.CharField("tình trạng", max_length=10, choices=ContactState.choices, default=ContactState.REQUESTED)
    decided_on = models.DateField("ngày quyết định", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người ghi"
    )
    decision_number = LineField("số văn bản", max_length=60, blank=True)
    decision_reason = LineField("lý do", max_length=300, blank=True)
    meeting = models.OneToOneField(
        Meeting, models.PROTECT, null=True, blank=True, related_name="contact_request", verbose_name="cuộc tiếp xúc"
    )
    notice_on = models.DateField("đã thông báo ngày", null=True, blank=True)
    notice_to = LineField("đã thông báo cho", max_length=300, blank=True)
    summary_on = models.DateField("đã gửi tổng hợp ngày", null=True, blank=True)
    summary_to = LineField("đã gửi tổng hợp cho", max_length=300, blank=True)

    objects = ContactRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "đề nghị tiếp xúc cử tri"
        verbose_name_plural = "đề nghị tiếp xúc cử tri"
        ordering = ["-received_on", "-pk"]
        indexes = [models.Index(fields=["council", "state"], name="meetings_contact_by_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(wanted_to=None) | Q(wanted_to__gt=F("wanted_from")),
                name="meetings_contact_hours",
                violation_error_message="Giờ kết thúc phải sau giờ bắt đầu.",
            ),
            models.CheckConstraint(
                condition=Q(decider="standing", group=None) | Q(decider="group", group__isnull=False),
                name="meetings_contact_decider",
                violation_error_message="Đề nghị gửi Tổ phải nêu Tổ; gửi Thường trực thì không.",
            ),
            models.CheckConstraint(
                condition=~Q(kind="individual") | Q(form="encounter"),
                name="meetings_contact_form",
                violation_error_message="Gặp gỡ cá nhân, nhóm cử tri không phải là hội nghị.",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(decision_reason=""),
                name="meetings_contact_refusal_has_reason",
                violation_error_message="Không đồng ý thì phải nêu lý do.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "reported"]) | Q(meeting__isnull=False),
                name="meetings_contact_has_meeting",
                violation_error_message="Đề nghị được đồng ý phải có cuộc tiếp xúc.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "refused", "reported"]) | Q(decided_on__isnull=False),
                name="meetings_contact_decided",
                violation_error_message="Đề nghị đã quyết định phải có ngày quyết định.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.delegate}: {self.get_kind_display()}, {self.wanted_on:%d/%m/%Y}"

    @property
    def place_text(self) -> str:
        """`khu phố Đồng Tiến, phường Đồng Kỵ`."""
        return f"{self.neighbourhood}, {self.locality}" if self.neighbourhood_id else str(self.locality)

    @property
    def decider_text(self) -> str:
        """The group that decides, else the Thường trực."""
        return str(self.group) if self.group_id else str(Decider.STANDING.label)
