"""What is filled in about busy times, proposed days, ways between units and what the council asks of its schedules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.utils import timezone

from delegates.models import Body, Delegate
from meetings.actions.availability import Hours, Owner
from meetings.availability import BY_HOURS, MIDNIGHT, PARTS, WHOLE_DAY, hours_of_days, hours_on
from meetings.enums import HalfDay
from meetings.models import BusyTime, Round, ScheduleSetting, Venue
from txct.core.forms import ClockField, DateField, LineField, OfficialForm, ParagraphField
from txct.lib.numbers import count_text

WEEKDAYS = (
    ("0", "thứ Hai"),
    ("1", "thứ Ba"),
    ("2", "thứ Tư"),
    ("3", "thứ Năm"),
    ("4", "thứ Sáu"),
    ("5", "thứ Bảy"),
    ("6", "Chủ nhật"),
)
LONGEST_SPAN = 366
PART_CHOICES = [*((key, name) for key, (name, _start, _end) in PARTS.items()), (BY_HOURS, "theo giờ")]


class OwnerChoices:
    """Delegates, halls and bodies of a council under one list: `d12`, `v3`, `b4`."""

    def __init__(self, delegates: Iterable[Delegate], venues: Iterable[Venue], bodies: Iterable[Body]) -> None:
        self.delegates = {f"d{row.pk}": row for row in delegates}
        self.venues = {f"v{row.pk}": row for row in venues}
        self.bodies = {f"b{row.pk}": row for row in bodies}

    @property
    def rows(self) -> dict[str, Owner]:
        """Everybody by key."""
        return {**self.delegates, **self.venues, **self.bodies}

    def of(self, kind: str) -> list[tuple[str, str]]:
        """(key, name) of one kind: "delegates", "venues" or "bodies"."""
        return [(key, _owner_name(row)) for key, row in getattr(self, kind).items()]

    def grouped(self) -> list[Any]:
        """All as the list of a select, under their kinds."""
        kinds = (("Đại biểu", "delegates"), ("Địa điểm", "venues"), ("Cơ quan chủ trì", "bodies"))
        return [("", "Chọn đại biểu, địa điểm hoặc cơ quan"), *((label, self.of(kind)) for label, kind in kinds)]


def _owner_name(row: Owner) -> str:
    return f"{row.name}, {row.locality}" if isinstance(row, Venue) else str(row)


class BusyFilterForm(OfficialForm, forms.Form):
    """Narrows the list of busy times; its names are those of the address."""

    def __init__(self, *args: Any, owners: OwnerChoices, **options: Any) -> None:
        super().__init__(*args, **options)
        kinds = (
            ("dai-bieu", "Đại biểu", "delegates"),
            ("dia-diem", "Địa điểm", "venues"),
            ("co-quan", "Cơ quan chủ trì", "bodies"),
        )
        for name, label, kind in kinds:
            rows = [(key[1:], text) for key, text in owners.of(kind)]
            self.fields[name] = forms.ChoiceField(label=label, choices=[("", "Tất cả"), *rows], required=False)
            self.fields[name].widget.attrs |= {"class": "form-select", "data-typeahead": ""}
        self.fields["ngay"] = DateField(label="Ngày", required=False, help_text="")
        self.fields["ngay"].widget.attrs["class"] = "form-control field-date"
        self.fields["da-qua"] = forms.BooleanField(label="Cả những ngày đã qua", required=False)


class SpanForm(OfficialForm, forms.Form):
    """Days and the part of the day in which somebody is busy."""

    first_day = DateField(label="Từ ngày")
    last_day = DateField(label="Đến ngày", required=False, help_text="Để trống nếu chỉ một ngày.")
    part = forms.ChoiceField(label="Buổi", choices=PART_CHOICES, initial=WHOLE_DAY)
    starts = ClockField(label="Từ giờ", required=False, help_text="Chỉ điền khi chọn “theo giờ”.")
    ends = ClockField(label="Đến giờ", required=False, help_text="")
    reason = LineField(label="Lý do", max_length=200, required=False, help_text="Không bắt buộc.")

    @property
    def helper(self) -> FormHelper:
        """Days in one line, hours in another."""
        helper = super().helper
        middle = [name for name in self.fields if name not in ("first_day", "last_day", "starts", "ends", "reason")]
        helper.layout = Layout(
            *[name for name in middle if name == "owner"],
            Div("first_day", "last_day", css_class="fields-pair"),
            *[name for name in middle if name != "owner"],
            Div("starts", "ends", css_class="fields-pair"),
            "reason",
        )
        return helper

    def clean(self) -> dict[str, Any]:
        """Days in order, hours when asked by hours, not more than a year at once."""
        values = super().clean() or {}
        first, last = values.get("first_day"), values.get("last_day") or values.get("first_day")
        if first and last and last < first:
            self.add_error("last_day", "Ngày cuối phải từ ngày đầu trở đi.")
        elif first and last and (last - first).days > LONGEST_SPAN:
            self.add_error("last_day", "Ghi nhiều nhất một năm mỗi lần. Chia thành nhiều lần.")
        if values.get("part") == BY_HOURS and not self.errors:
            starts, ends = values.get("starts"), values.get("ends")
            if starts is None or ends is None:
                self.add_error("ends" if starts else "starts", "Nhập giờ bắt đầu và giờ kết thúc.")
            elif ends <= starts:
                self.add_error("ends", "Giờ kết thúc phải sau giờ bắt đầu.")
        return values

    def hours(self) -> list[Hours]:
        """The hours meant, day by day."""
        values = self.cleaned_data
        start, end = (values["starts"], values["ends"]) if values["part"] == BY_HOURS else PARTS[values["part"]][1:]
        first = values["first_day"]
        weekdays = {int(day) for day in values.get("weekdays", ())}
        return hours_of_days(first, values["last_day"] or first, start, end, weekdays)


class BusyForm(SpanForm):
    """Busy times of anybody in the council, once or on some weekdays."""

    typeahead = ("owner",)
    owner = forms.ChoiceField(label="Của ai", choices=())
    weekdays = forms.MultipleChoiceField(
        label="Chỉ vào",
        choices=WEEKDAYS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Chọn thứ khi bận lặp lại hằng tuần; để trống là mọi ngày trong khoảng.",
    )

    def __init__(self, *args: Any, owners: OwnerChoices, **options: Any) -> None:
        super().__init__(*args, **options)
        self.owners = owners
        self.fields["owner"].choices = owners.grouped()

    def chosen(self) -> Owner:
        """Whose hours these are."""
        return self.owners.rows[self.cleaned_data["owner"]]


class BusyEditForm(OfficialForm, forms.Form):
    """Begin and end of one busy time."""

    first_day = DateField(label="Từ ngày")
    starts = ClockField(label="Từ giờ", required=False, help_text="Để trống là đầu ngày.")
    last_day = DateField(label="Đến ngày")
    ends = ClockField(label="Đến giờ", required=False, help_text="Để trống là hết ngày.")
    reason = LineField(label="Lý do", max_length=200, required=False)

    @classmethod
    def known(cls, busy: BusyTime) -> dict[str, Any]:
        """What the form shows of BUSY."""
        start, end = timezone.localtime(busy.starts_at), timezone.localtime(busy.ends_at)
        whole = end.time() == MIDNIGHT
        return {
            "first_day": start.date(),
            "starts": None if start.time() == MIDNIGHT else start.time(),
            "last_day": date.fromordinal(end.date().toordinal() - 1) if whole else end.date(),
            "ends": None if whole else end.time(),
            "reason": busy.reason,
        }

    @property
    def helper(self) -> FormHelper:
        """Begin and end side by side."""
        helper = super().helper
        helper.layout = Layout(
            Div("first_day", "starts", css_class="fields-pair"),
            Div("last_day", "ends", css_class="fields-pair"),
            "reason",
        )
        return helper

    def hours(self) -> tuple[datetime, datetime]:
        """Begin and end as stored."""
        values = self.cleaned_data
        start: time = values["starts"] or MIDNIGHT
        end: time = values["ends"] or MIDNIGHT
        return hours_on(values["first_day"], start, MIDNIGHT)[0], hours_on(values["last_day"], MIDNIGHT, end)[1]


class SeriesForm(OfficialForm, forms.Form):
    """Whether all busy times that were entered together are removed."""

    whole_series = forms.BooleanField(required=False)

    def __init__(self, *args: Any, count: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["whole_series"].label = f"Bỏ cả {count_text(count)} giờ bận đã ghi cùng lúc"


class WishForm(OfficialForm, forms.Form):
    """A day on which a delegate would meet voters."""

    round = forms.ModelChoiceField(Round.objects.none(), label="Đợt", empty_label=None)
    day = DateField(label="Ngày đề xuất")
    half = forms.ChoiceField(label="Buổi", choices=[("", "cả ngày"), *HalfDay.choices], required=False)
    note = LineField(label="Ghi chú", max_length=200, required=False, help_text="Không bắt buộc.")

    def __init__(self, *args: Any, rounds: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["round"].queryset = rounds


class AsksForm(OfficialForm, forms.ModelForm):
    """What the council asks of every schedule."""

    class Meta:
        model = ScheduleSetting
        fields = ("least_delegates", "least_meetings", "default_travel", "pause", "venue_pause")


class WaysForm(OfficialForm, forms.Form):
    """A table of ways between units, pasted from Excel."""

    table = ParagraphField(
        label="Bảng ba cột",
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text="Chép từ Excel: đơn vị, đơn vị, số phút. Hai chiều như nhau, mỗi cặp một hàng.",
        max_length=60_000,
    )

    def __init__(self, *args: Any, read: Any = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self._read = read
        self.ways: Sequence[Any] = ()

    def clean_table(self) -> str:
        """The ways, or each fault with its row and column."""
        text = str(self.cleaned_data["table"])
        self.ways, problems = self._read(text)
        if problems:
            raise forms.ValidationError([forms.ValidationError(problem) for problem in problems[:20]])
        if not self.ways:
            raise forms.ValidationError("Bảng chưa có hàng nào. Dán ít nhất một hàng: đơn vị, đơn vị, số phút.")
        return text
