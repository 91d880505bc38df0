"""What a delegate fills in."""

from django import forms

from txct.core.forms import LineField, OfficialForm


class ExcuseForm(OfficialForm, forms.Form):
    """Asking to be excused from a meeting."""

    reason = LineField(
        label="Lý do xin vắng",
        max_length=300,
        help_text="Chỉ Văn phòng và Thường trực HĐND đọc lý do này; không đăng công khai.",
        error_messages={"required": "Hãy nêu lý do xin vắng, ví dụ: đi công tác theo giấy triệu tập."},
    )
