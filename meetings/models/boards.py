"""The schedule board's own rows: meetings moved together, schedules proposed for a round or brought in a file."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from meetings.enums import ProposalState
from meetings.models.rounds import Round
from txct.core.fields import LineField
from txct.core.privacy import Privacy
from txct.core.scoping import ScopedModel

RUNNING_STATES = (ProposalState.QUEUED, ProposalState.RUNNING)
SILENCE = timedelta(seconds=6)
LOST = timedelta(seconds=20)


class ScheduleMove(ScopedModel):
    """Meetings moved together on the board, with where each stood before, so that the move can be taken back.

    Its entries hold the answers of delegates who were struck out, reasons included.
    """

    PRIVACY = {"label": Privacy.KEEP, "entries": Privacy.ERASE}
    COUNCIL_PATH = "round__council"

    round = models.ForeignKey(Round, models.CASCADE, related_name="moves", verbose_name="đợt")
    at = models.DateTimeField("lúc", default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người chuyển"
    )
    label = LineField("việc đã làm", max_length=250)
    entries = models.JSONField("trước và sau", default=list)
    undone_at = models.DateTimeField("hoàn tác lúc", null=True, blank=True)

    class Meta:
        verbose_name = "lần chuyển lịch"
        verbose_name_plural = "lần chuyển lịch"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.label


class ScheduleProposal(ScopedModel):
    """A schedule asked of the planner for a round: how far it is, what it found, or why there is none."""

    PRIVACY = {"result": Privacy.KEEP}
    COUNCIL_PATH = "round__council"

    round = models.ForeignKey(Round, models.CASCADE, related_name="proposals", verbose_name="đợt")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người yêu cầu"
    )
    state = models.CharField("tình trạng", max_length=10, choices=ProposalState.choices, default=ProposalState.QUEUED)
    fewest_moves = models.BooleanField("sắp lại ít thay đổi nhất", default=False)
    moves_announced = models.BooleanField("được dời hội nghị đã thông báo", default=False)
    seconds = models.PositiveSmallIntegerField("tìm trong (giây)", default=20)
    asked_at = models.DateTimeField("yêu cầu lúc", default=timezone.now)
    started_at = models.DateTimeField("bắt đầu lúc", null=True, blank=True)
    beat_at = models.DateTimeField("còn chạy lúc", null=True, blank=True)
    finished_at = models.DateTimeField("xong lúc", null=True, blank=True)
    figure = models.CharField("đang giảm", max_length=30, blank=True)
    best = models.IntegerField("tốt nhất đến nay", null=True, blank=True)
    bound = models.IntegerField("không thể dưới", null=True, blank=True)
    result = models.JSONField("kết quả", default=dict, blank=True)

    class Meta:
        verbose_name = "đề xuất lịch"
        verbose_name_plural = "đề xuất lịch"
        ordering = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return f"Đề xuất lịch số {self.pk}"

    @property
    def is_running(self) -> bool:
        """Whether an answer is still awaited."""
        return self.state in RUNNING_STATES

    @property
    def is_open(self) -> bool:
        """Whether it holds a schedule, whole or in part, that nobody has taken yet."""
        partial = self.state == ProposalState.UNKNOWN and bool(self.result.get("assignments"))
        return self.state == ProposalState.FOUND or partial

    def is_unanswered(self, at: datetime) -> bool:
        """Whether no worker has taken it up for longer than it should take."""
        return self.state == ProposalState.QUEUED and at - self.asked_at > SILENCE

    def is_lost(self, at: datetime) -> bool:
        """Whether the worker that took it up has fallen silent."""
        heard = self.beat_at or self.started_at or self.asked_at
        return self.state == ProposalState.RUNNING and at - heard > LOST


class ScheduleFile(ScopedModel):
    """A schedule brought from elsewhere, kept between its preview and its writing; then only its name and mark stay.

    CHOICES are the records the secretary chose for printed names that fit none or several, by field and name.
    """

    PRIVACY = {"name": Privacy.KEEP, "content": Privacy.KEEP, "choices": Privacy.KEEP}
    COUNCIL_PATH = "round__council"

    round = models.ForeignKey(Round, models.CASCADE, related_name="schedule_files", verbose_name="đợt")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người nạp"
    )
    at = models.DateTimeField("nạp lúc", default=timezone.now)
    name = LineField("tên tệp", max_length=200)
    sha256 = models.CharField("dấu nội dung", max_length=64)
    content = models.BinaryField("nội dung", blank=True)
    year = models.PositiveSmallIntegerField("năm của ngày không ghi năm", null=True, blank=True)
    choices = models.JSONField("tên đã chọn", default=dict, blank=True)
    written_at = models.DateTimeField("ghi vào lịch lúc", null=True, blank=True)
    written = models.PositiveSmallIntegerField("số hội nghị đã ghi", default=0)

    class Meta:
        verbose_name = "tệp lịch"
        verbose_name_plural = "tệp lịch"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.name
