"""What the office fills in on its desk."""

from typing import Any

from django import forms

from txct.core.forms import DateField, LineField, OfficialForm, ParagraphField


class CorrectDutyForm(OfficialForm, forms.Form):
    """Another day for a duty, with the reason."""

    due_on = DateField(label="Hạn mới")
    reason = LineField(
        label="Lý do hoặc căn cứ",
        max_length=300,
        help_text="Ví dụ: Thường trực thống nhất lùi 2 ngày tại cuộc họp ngày 20/11/2026",
        error_messages={"required": "Hãy nêu lý do sửa hạn."},
    )


class IssueForm(OfficialForm, forms.Form):
    """The day of issue; of a report also what its author holds of the round."""

    on = DateField(label="Ngày ban hành")
    assessment = ParagraphField(
        label="Nhận xét, đánh giá",
        required=False,
        help_text="In ở phần đánh giá chung của báo cáo. Để trống nếu không có.",
    )

    def __init__(self, *args: Any, is_report: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not is_report:
            del self.fields["assessment"]
