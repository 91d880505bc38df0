"""What the office fills in on its desk."""

from django import forms

from txct.core.forms import DateField, LineField, OfficialForm


class CorrectDutyForm(OfficialForm, forms.Form):
    """Another day for a duty, with the reason."""

    due_on = DateField(label="Hạn mới")
    reason = LineField(
        label="Lý do hoặc căn cứ",
        max_length=300,
        help_text="Ví dụ: Thường trực thống nhất lùi 2 ngày tại cuộc họp ngày 20/11/2026",
        error_messages={"required": "Hãy nêu lý do sửa hạn."},
    )
