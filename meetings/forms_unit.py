"""What the ward clerk fills in after a meeting: who came, and the minutes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.utils import timezone

from meetings.actions.attendance import Presence
from meetings.models import Attendance, Minutes
from txct.core.forms import ClockField, DateField, LineField, OfficialForm, ParagraphField

CAME, AWAY = "co", "vang"
REASON_KEPT = "đã báo Văn phòng"
"""Written for a reason that is not for the one who takes attendance to read."""
NUMBER_ERRORS = {
    "invalid": "Ghi số cử tri bằng chữ số, ví dụ 65.",
    "min_value": "Số cử tri không thể âm.",
    "max_value": "Số cử tri quá lớn. Hãy xem lại.",
}


class AttendanceForm(OfficialForm, forms.Form):
    """For each delegate: came or not, why not, and whether he spoke to the voters.

    The reason a delegate gave beforehand is filled in only WITH_REASONS.
    """

    def __init__(self, *args: Any, attendances: Sequence[Attendance], with_reasons: bool, **options: Any) -> None:
        self.attendances = list(attendances)
        super().__init__(*args, **options)
        for row in self.attendances:
            name = row.delegate.full_name
            told = row.response_reason if with_reasons or not row.response_reason else REASON_KEPT
            self.fields[f"den-{row.pk}"] = forms.ChoiceField(
                label=name,
                widget=forms.RadioSelect,
                choices=[(CAME, "Có mặt"), (AWAY, "Vắng")],
                initial=None if row.present is None else (CAME if row.present else AWAY),
                error_messages={"required": f"Ghi {name} có mặt hay vắng."},
            )
            self.fields[f"lydo-{row.pk}"] = LineField(
                label=f"Lý do vắng của {name}",
                max_length=300,
                required=False,
                initial=row.absence_reason or told,
            )
            self.fields[f"traloi-{row.pk}"] = forms.BooleanField(
                label="Đã phát biểu, trả lời cử tri", required=False, initial=row.answered_voters
            )

    def clean(self) -> dict[str, Any]:
        """Whoever was absent has a reason."""
        values = super().clean() or {}
        for row in self.attendances:
            if values.get(f"den-{row.pk}") == AWAY and not values.get(f"lydo-{row.pk}"):
                self.add_error(f"lydo-{row.pk}", f"Ghi lý do vắng của {row.delegate.full_name}.")
        return values

    def presence(self) -> dict[int, Presence]:
        """Who came, by key of the delegate, as the action takes it."""
        values = self.cleaned_data
        return {
            row.delegate_id: Presence(
                present=values[f"den-{row.pk}"] == CAME,
                absence_reason=values[f"lydo-{row.pk}"],
                answered_voters=values[f"traloi-{row.pk}"],
            )
            for row in self.attendances
        }

    def blocks(self) -> list[tuple[str, Any, Any, Any]]:
        """(name, came, reason, spoke) of each delegate, for the page."""
        return [
            (
                row.delegate.full_name,
                self[f"den-{row.pk}"],
                self[f"lydo-{row.pk}"],
                self[f"traloi-{row.pk}"],
            )
            for row in self.attendances
        ]


class MinutesForm(OfficialForm, forms.Form):
    """The minutes of one meeting, in the order of the paper."""

    day = DateField(label="Ngày họp")
    started_at = ClockField(label="Bắt đầu lúc")
    ended_at = ClockField(label="Kết thúc lúc")
    voters_present = forms.IntegerField(
        label="Số cử tri dự", min_value=0, max_value=100_000, error_messages=NUMBER_ERRORS
    )
    first_time_speakers = forms.IntegerField(
        label="Số người phát biểu lần đầu",
        min_value=0,
        max_value=100_000,
        required=False,
        error_messages=NUMBER_ERRORS,
    )
    chair_name = LineField(label="Chủ trì", max_length=160)
    secretary_name = LineField(label="Thư ký", max_length=120)
    guests = ParagraphField(
        label="Thành phần tham dự",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Lãnh đạo địa phương, MTTQ, đoàn thể, cơ quan dự và trả lời.",
    )
    reports = ParagraphField(label="Đại biểu báo cáo", required=False)
    answers = ParagraphField(label="Trả lời, giải trình tại hội nghị", required=False)
    conclusion = ParagraphField(label="Kết luận", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    @property
    def helper(self) -> FormHelper:
        """Day and hours in one line, as the paper opens."""
        helper = super().helper
        helper.layout = Layout(
            Div("day", "started_at", "ended_at", css_class="fields-row fields-row-3"),
            Div("voters_present", "first_time_speakers", css_class="fields-row"),
            Div("chair_name", "secretary_name", css_class="fields-row"),
            *("guests", "reports", "answers", "conclusion", "version"),
        )
        return helper

    def clean(self) -> dict[str, Any]:
        """The meeting ends after it began."""
        values = super().clean() or {}
        start, end = values.get("started_at"), values.get("ended_at")
        if start and end and end <= start:
            self.add_error("ended_at", "Giờ kết thúc phải sau giờ bắt đầu.")
        return values

    def minutes(self) -> dict[str, Any]:
        """The values as the action takes them, hours as moments of the day."""
        values = {name: value for name, value in self.cleaned_data.items() if name not in ("day", "version")}
        day = self.cleaned_data["day"]
        return {
            **values,
            "started_at": moment(day, values["started_at"]),
            "ended_at": moment(day, values["ended_at"]),
        }


class ReturnForm(OfficialForm, forms.Form):
    """Why minutes go back to the clerk."""

    reason = LineField(label="Lý do trả lại", max_length=300, help_text="Ghi rõ chỗ cần sửa.")


def moment(day: date, hour: time) -> datetime:
    """The hour of a local day."""
    return datetime.combine(day, hour, tzinfo=timezone.get_current_timezone())


def minutes_known(minutes: Minutes) -> dict[str, Any]:
    """Values of the form for minutes that exist."""
    start, end = timezone.localtime(minutes.started_at), timezone.localtime(minutes.ended_at)
    names = (
        "voters_present",
        "first_time_speakers",
        "chair_name",
        "secretary_name",
        "guests",
        "reports",
        "answers",
        "conclusion",
        "version",
    )
    hours = {"day": start.date(), "started_at": start.time(), "ended_at": end.time()}
    return {**hours, **{name: getattr(minutes, name) for name in names}}
