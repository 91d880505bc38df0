"""What a council asks of its schedules, the ways between its units, and the days delegates propose."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from delegates.models import Council, Delegate, Locality
from meetings.enums import HalfDay, WishState
from meetings.models.rounds import Round
from txct.core.fields import LineField
from txct.core.privacy import Privacy
from txct.core.roles import Scope
from txct.core.scoping import ScopedModel, ScopedQuerySet

LONGEST_WAY = 600
"""Minutes: nobody travels longer than ten hours between two meetings of a day."""


class ScheduleSetting(ScopedModel):
    """What one council asks of every schedule: least numbers, pauses, the usual way between two units."""

    council = models.OneToOneField(
        Council, models.CASCADE, related_name="schedule_setting", verbose_name="Hội đồng", primary_key=True
    )
    least_delegates = models.PositiveSmallIntegerField(
        "mỗi hội nghị ít nhất (đại biểu của một Tổ)",
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(50)],
        help_text="Tổ cử ít hơn số này thì chưa ban hành được lịch. Từng Tổ có thể ghi số riêng.",
    )
    least_meetings = models.PositiveSmallIntegerField(
        "mỗi đại biểu ít nhất (hội nghị trong một đợt)",
        default=1,
        validators=[MaxValueValidator(50)],
        help_text="Dùng khi xem độ phủ. Từng đợt có thể ghi số riêng.",
    )
    default_travel = models.PositiveSmallIntegerField(
        "đi lại giữa hai đơn vị khác nhau (phút)",
        default=0,
        validators=[MaxValueValidator(LONGEST_WAY)],
        help_text="Áp dụng cho cặp đơn vị chưa ghi riêng trong bảng.",
    )
    pause = models.PositiveSmallIntegerField(
        "nghỉ giữa hai hội nghị của một người (phút)", default=0, validators=[MaxValueValidator(LONGEST_WAY)]
    )
    venue_pause = models.PositiveSmallIntegerField(
        "dọn hội trường giữa hai hội nghị (phút)", default=0, validators=[MaxValueValidator(LONGEST_WAY)]
    )

    class Meta:
        verbose_name = "yêu cầu về lịch của Hội đồng"
        verbose_name_plural = "yêu cầu về lịch của Hội đồng"
        ordering = ["council"]
        constraints = [
            models.CheckConstraint(
                condition=Q(least_delegates__gte=1),
                name="meetings_least_delegates",
                violation_error_message="Mỗi hội nghị cần ít nhất một đại biểu.",
            ),
        ]

    def __str__(self) -> str:
        return f"Yêu cầu về lịch của {self.council}"


class TravelTime(ScopedModel):
    """Minutes on the way between two communes of a council, the same both ways; one row for each pair."""

    council = models.ForeignKey(Council, models.CASCADE, related_name="travel_times", verbose_name="Hội đồng")
    first = models.ForeignKey(Locality, models.PROTECT, related_name="+", verbose_name="đơn vị thứ nhất")
    second = models.ForeignKey(Locality, models.PROTECT, related_name="+", verbose_name="đơn vị thứ hai")
    minutes = models.PositiveSmallIntegerField("số phút", validators=[MaxValueValidator(LONGEST_WAY)])

    class Meta:
        verbose_name = "thời gian đi lại"
        verbose_name_plural = "thời gian đi lại"
        ordering = ["council", "first", "second"]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "first", "second"],
                name="meetings_travel_once",
                violation_error_message="Cặp đơn vị này đã có thời gian đi lại.",
            ),
            models.CheckConstraint(
                condition=Q(first__lt=F("second")),
                name="meetings_travel_in_order",
                violation_error_message="Chọn hai đơn vị khác nhau, đơn vị có số thứ tự nhỏ đứng trước.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} – {self.second}: {self.minutes} phút"


class DayWishQuerySet(ScopedQuerySet):
    def accepted(self) -> Self:
        """Wishes the office has taken up: the planner reads these."""
        return self.filter(state=WishState.ACCEPTED)

    def waiting(self) -> Self:
        """Wishes the office has not answered."""
        return self.filter(state=WishState.PROPOSED)


class DayWish(ScopedModel):
    """A day or half day on which a delegate proposes to meet voters in a round; accepted or not by the office."""

    PRIVACY = {"note": Privacy.ERASE}
    COUNCIL_PATH = "round__council"
    SCOPES = {
        Scope.OWN: "delegate__user",
        Scope.GROUP: ("delegate__user", "delegate__memberships__group__memberships__delegate__user"),
    }

    round = models.ForeignKey(Round, models.CASCADE, related_name="day_wishes", verbose_name="đợt")
    delegate = models.ForeignKey(Delegate, models.CASCADE, related_name="day_wishes", verbose_name="đại biểu")
    day = models.DateField("ngày đề xuất")
    half = models.CharField("buổi", max_length=9, choices=HalfDay.choices, blank=True)
    note = LineField("ghi chú", max_length=200, blank=True)
    state = models.CharField("tình trạng", max_length=9, choices=WishState.choices, default=WishState.PROPOSED)
    created_at = models.DateTimeField("đề xuất lúc", default=timezone.now)
    decided_at = models.DateTimeField("trả lời lúc", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người trả lời"
    )

    objects = DayWishQuerySet.as_manager()

    class Meta:
        verbose_name = "đề xuất ngày tiếp xúc"
        verbose_name_plural = "đề xuất ngày tiếp xúc"
        ordering = ["round", "day", "half", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "delegate", "day", "half"],
                name="meetings_wish_once",
                violation_error_message="Đại biểu đã đề xuất buổi này.",
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_at=None) | (~Q(state="proposed") & Q(decided_at__isnull=False)),
                name="meetings_wish_decided",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.delegate}: {self.day:%d/%m/%Y} {self.half}".strip()
