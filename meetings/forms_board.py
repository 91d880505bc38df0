"""What is filled in on the schedule board: filters, one meeting's place, a move of several, a proposal's parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.utils import timezone

from meetings.board import local_parts
from meetings.models import Meeting, Round, Venue
from meetings.planning import DURATION
from meetings.rules import TOLD_STATES
from meetings.trials import Place, on_day, place_of, shifted
from txct.core.forms import ClockField, DateField, LineField, OfficialForm

MORNING = time(8, 0)
REASON_HELP = "Cần khi hội nghị đã thông báo; lý do được ghi vào thông báo gửi người dự."
FILTERED = {"don-vi": "Đơn vị", "to": "Tổ đại biểu", "dai-bieu": "Đại biểu", "dia-diem": "Địa điểm"}
MANY_OPTIONS = 12
STATUSES = (("", "Tất cả"), ("chua-xep", "Chưa xếp"), ("da-xep", "Đã xếp"))


def moment(day: date, hour: time) -> datetime:
    """The hour of a local day."""
    return datetime.combine(day, hour, tzinfo=timezone.get_current_timezone())


class BoardFilterForm(OfficialForm, forms.Form):
    """Narrows the board; its names are those of the address."""

    def __init__(self, *args: Any, choices: dict[str, list[tuple[int, str]]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["tim"] = LineField(label="Tìm hội nghị", max_length=100, required=False)
        for name, label in FILTERED.items():
            options_ = [("", "Tất cả"), *((str(key), text) for key, text in choices[name])]
            field = forms.ChoiceField(label=label, choices=options_, required=False)
            field.widget.attrs |= {"data-typeahead": ""} if len(options_) > MANY_OPTIONS else {}
            self.fields[name] = field
        self.fields["tinh-trang"] = forms.ChoiceField(label="Tình trạng", choices=STATUSES, required=False)
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select" if isinstance(field, forms.ChoiceField) else "form-control"
        self.fields["xung-dot"] = forms.BooleanField(label="Chỉ cuộc có xung đột", required=False)


class CoverageForm(OfficialForm, forms.Form):
    """How far back to look, and how many meetings each delegate should have had."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        box = {"class": "form-control short-number"}
        self.fields["dot"] = forms.IntegerField(
            label="Số đợt gần nhất", min_value=1, max_value=12, required=False, widget=forms.NumberInput(box)
        )
        self.fields["it-nhat"] = forms.IntegerField(
            label="Mỗi đại biểu ít nhất trong một đợt (cuộc)",
            min_value=0,
            max_value=50,
            required=False,
            widget=forms.NumberInput(box),
        )
        self.fields["k"] = forms.IntegerField(
            label="Thôn, khu phố chưa họp trong (đợt)",
            min_value=1,
            max_value=12,
            required=False,
            widget=forms.NumberInput(box),
        )


class PlaceForm(OfficialForm, forms.Form):
    """Day, hours and hall of one meeting."""

    day = DateField(label="Ngày", required=False)
    starts = ClockField(label="Bắt đầu", required=False, help_text="")
    ends = ClockField(label="Kết thúc", required=False, help_text="")
    venue = forms.ModelChoiceField(Venue.objects.none(), label="Địa điểm", required=False, empty_label="chưa định")
    reason = LineField(label="Lý do đổi", max_length=300, required=False, help_text=REASON_HELP)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, meeting: Meeting, venues: Any, **options: Any) -> None:
        self.meeting = meeting
        day, starts = local_parts(meeting.starts_at)
        known = {
            "day": day,
            "starts": starts,
            "ends": local_parts(meeting.ends_at)[1],
            "venue": meeting.venue_id,
            "version": meeting.version,
        }
        super().__init__(*args, initial={**known, **options.pop("initial", {})}, **options)
        self.fields["venue"].queryset = venues
        self.fields["day"].help_text = f"Đợt từ {meeting.round.starts_on:%d/%m} đến {meeting.round.ends_on:%d/%m/%Y}"
        if meeting.state not in TOLD_STATES:
            del self.fields["reason"]

    @property
    def helper(self) -> FormHelper:
        """Hours in one line."""
        helper = super().helper
        rest = ("reason",) if "reason" in self.fields else ()
        helper.layout = Layout("day", Div("starts", "ends", css_class="fields-pair"), "venue", *rest, "version")
        return helper

    def clean(self) -> dict[str, Any]:
        """Day and hour go together; a missing end is the usual length later."""
        values = super().clean() or {}
        day, starts, ends = values.get("day"), values.get("starts"), values.get("ends")
        if self.errors:
            return values
        if day and not starts:
            self.add_error("starts", "Nhập giờ bắt đầu.")
        elif starts and not day:
            self.add_error("day", "Nhập ngày họp.")
        elif starts and ends and ends <= starts:
            self.add_error("ends", "Giờ kết thúc phải sau giờ bắt đầu.")
        return values

    def place(self) -> Place:
        """Where the meeting is to stand."""
        values = self.cleaned_data
        day, starts, ends = values["day"], values["starts"], values["ends"]
        begin = moment(day, starts) if day and starts else None
        end = None if begin is None else moment(day, ends) if ends else begin + DURATION
        hall = values["venue"]
        return Place(self.meeting.pk, begin, end, hall.pk if hall else None, values["version"])


class MoveForm(OfficialForm, forms.Form):
    """Shift several meetings by days and hours, or put them on one day."""

    days = forms.IntegerField(
        label="Dời số ngày",
        required=False,
        min_value=-60,
        max_value=60,
        help_text="Ví dụ 1 là muộn hơn một ngày, -1 là sớm hơn một ngày",
        error_messages={"invalid": "Ghi số ngày bằng chữ số, ví dụ 1 hoặc -1."},
    )
    minutes = forms.TypedChoiceField(
        label="Dời giờ",
        required=False,
        coerce=int,
        empty_value=0,
        choices=[
            ("", "không đổi giờ"),
            *(
                (
                    str(sign * value),
                    f"{'sớm' if sign < 0 else 'muộn'} {value // 60} giờ{' 30 phút' if value % 60 else ''}",
                )
                for sign in (-1, 1)
                for value in (60, 90, 120, 180, 240, 360)
            ),
        ],
    )
    day = DateField(label="hoặc chuyển sang ngày", required=False)
    reason = LineField(label="Lý do đổi", max_length=300, required=False, help_text=REASON_HELP)

    def __init__(self, *args: Any, round_: Round, meetings: Sequence[Meeting], **options: Any) -> None:
        self.round, self.meetings = round_, list(meetings)
        super().__init__(*args, **options)
        self.fields["day"].help_text = f"Đợt từ {round_.starts_on:%d/%m} đến {round_.ends_on:%d/%m/%Y}; giữ nguyên giờ"
        if not any(meeting.state in TOLD_STATES for meeting in self.meetings):
            del self.fields["reason"]

    @property
    def helper(self) -> FormHelper:
        """Ways of moving in one line."""
        helper = super().helper
        rest = ("reason",) if "reason" in self.fields else ()
        helper.layout = Layout(Div("days", "minutes", "day", css_class="fields-row fields-row-move"), *rest)
        return helper

    def clean(self) -> dict[str, Any]:
        """One way of moving, and at least one."""
        values = super().clean() or {}
        if self.errors:
            return values
        if values.get("day") and (values.get("days") or values.get("minutes")):
            self.add_error("day", "Chọn một cách: dời số ngày, giờ hoặc chuyển sang một ngày.")
        elif not (values.get("day") or values.get("days") or values.get("minutes")):
            self.add_error("days", "Nhập số ngày, chọn số giờ hoặc nhập ngày chuyển đến.")
        return values

    def places(self, versions: dict[int, int] | None = None) -> list[Place]:
        """Where each of the meetings goes, with the versions the person has seen when given."""
        values, moved = self.cleaned_data, []
        for meeting in self.meetings:
            place = place_of(meeting)
            if values["day"]:
                place = on_day(place, values["day"], default_start=MORNING, length=DURATION)
            else:
                place = shifted(place, days=values["days"] or 0, minutes=values["minutes"] or 0)
            moved.append(_seen(place, versions))
        return moved


def _seen(place: Place, versions: dict[int, int] | None) -> Place:
    return place if versions is None else replace(place, version=versions.get(place.meeting_id))


def halls_for(meeting: Meeting, venues: Any) -> Any:
    """Halls of the meeting's own wards, and the one it has; all of the council's when the wards have none."""
    wards = [unit.locality_id for unit in meeting.units.all()]
    own = venues.filter(locality__in=wards) | venues.filter(pk=meeting.venue_id)
    return (own if own.exists() else venues).select_related("locality").order_by("locality__sort_key", "name")
