"""What the office enters where the law leaves a number open or the general calendar is wrong for it."""

from __future__ import annotations

from django import forms

from delegates.models import DeadlineSetting
from txct.core.forms import DateField, LineField, OfficialForm

DAY_OFF, MADE_UP = "nghi", "lam-bu"


class DeadlineForm(OfficialForm, forms.Form):
    """The council's number of days for one rule; nothing is filled in but the unit and the day it holds from."""

    offset = forms.IntegerField(
        label="Số ngày",
        min_value=0,
        max_value=400,
        error_messages={
            "required": "Hãy ghi số ngày theo văn bản của địa phương.",
            "min_value": "Số ngày phải từ 0 đến 400.",
            "max_value": "Số ngày phải từ 0 đến 400.",
        },
    )
    unit = forms.ChoiceField(label="Đơn vị", choices=DeadlineSetting.Unit.choices)
    legal_basis = LineField(
        label="Căn cứ",
        max_length=300,
        help_text="Văn bản ấn định số ngày này. Ví dụ: Quy chế hoạt động của HĐND phường",
        error_messages={"required": "Nêu văn bản làm căn cứ cho số ngày này."},
    )
    reason = LineField(label="Ghi chú", max_length=300, required=False)
    valid_from = DateField(
        label="Áp dụng từ ngày",
        help_text="Đợt theo ngày ban hành kế hoạch; đề nghị tiếp xúc theo ngày nhận. Ví dụ 24/11/2026",
    )


class DayForm(OfficialForm, forms.Form):
    """A day off or a make-up day of the office."""

    day = DateField(label="Ngày")
    kind = forms.ChoiceField(label="Nghỉ hay làm bù", choices=((DAY_OFF, "Nghỉ"), (MADE_UP, "Làm bù")))
    reason = LineField(
        label="Lý do",
        max_length=200,
        help_text="Ví dụ: Nghỉ theo thông báo của UBND tỉnh",
        error_messages={"required": "Nêu lý do nghỉ hoặc làm bù."},
    )
    legal_basis = LineField(label="Căn cứ", max_length=200, required=False)
