"""What the office fills in on its desk."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from meetings.public_pages import capital
from txct.core.forms import DateField, LineField, OfficialForm, ParagraphField
from txct.deadlines.calendar import WorkingCalendar
from txct.lib.dates import weekday_date


class CorrectDutyForm(OfficialForm, forms.Form):
    """Another day for a duty, with the reason."""

    due_on = DateField(label="Hạn mới")
    reason = LineField(
        label="Lý do hoặc căn cứ",
        max_length=300,
        help_text="Ví dụ: Thường trực thống nhất lùi 2 ngày tại cuộc họp ngày 20/11/2026",
        error_messages={"required": "Hãy nêu lý do sửa hạn."},
    )


class IssueDayForm(OfficialForm, forms.Form):
    """The day of issue; what stands against it is read and confirmed once."""

    on = DateField(label="Ngày ban hành")
    confirmed = forms.BooleanField(label="Đã đọc lưu ý, vẫn ban hành", required=False)

    def __init__(
        self, *args: Any, calendar: WorkingCalendar, today: date, warnings: Sequence[str] = (), **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.calendar, self.today, self.warnings = calendar, today, warnings
        if not self.is_bound and not warnings:
            del self.fields["confirmed"]

    def clean(self) -> dict[str, Any]:
        """What stands against the paper is confirmed once; work on a day off is evident when it is today."""
        data: dict[str, Any] = super().clean() or {}
        on, confirmed, told = data.get("on"), data.pop("confirmed", False), list(self.warnings)
        if on is not None and on != self.today and (why := day_off_words(on, self.calendar)):
            told.append(why)
        if not told:
            del self.fields["confirmed"]
        elif not confirmed:
            self.add_error("confirmed", f"{' '.join(told)} Đánh dấu nếu vẫn ban hành.")
        return data


class IssueForm(IssueDayForm):
    """Of a report also what its author holds of the round."""

    field_order = ("on", "assessment", "confirmed")

    assessment = ParagraphField(
        label="Nhận xét, đánh giá",
        required=False,
        help_text="In ở phần đánh giá chung của báo cáo. Để trống nếu không có.",
    )

    def __init__(self, *args: Any, is_report: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not is_report:
            del self.fields["assessment"]


def day_off_words(day: date, calendar: WorkingCalendar) -> str:
    """That the DAY is no working day of the office, and which; empty on a working day."""
    if calendar.is_working_day(day):
        return ""
    name = calendar.day_name(day)
    return f"{capital(weekday_date(day))} là ngày nghỉ{f' ({name})' if name else ''}."
