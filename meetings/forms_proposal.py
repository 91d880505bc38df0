"""What is filled in to ask the planner for a schedule, and to take its proposal."""

from __future__ import annotations

from django import forms

from txct.core.forms import LineField, OfficialForm

ALL, FEWEST = "tat-ca", "it-doi"


class ProposalForm(OfficialForm, forms.Form):
    """How the planner is to search: the whole round anew, or with as few meetings moved as can be."""

    way = forms.ChoiceField(
        label="Cách xếp",
        choices=(
            (ALL, "Xếp lịch tốt nhất cho các hội nghị chưa thông báo"),
            (FEWEST, "Sắp lại ít thay đổi nhất: chỉ dời hội nghị bị vướng"),
        ),
        widget=forms.RadioSelect,
        initial=ALL,
        required=False,
    )
    announced = forms.BooleanField(
        label="Được dời hội nghị đã thông báo",
        help_text="Chỉ dùng khi sắp lại ít thay đổi nhất. Dời một hội nghị đã thông báo tính bằng ba hội nghị chưa "
        "thông báo; hội nghị bị giữ nguyên hoặc đã họp không dời.",
        required=False,
    )


class AcceptForm(OfficialForm, forms.Form):
    """Why announced meetings are moved; told to those who come."""

    reason = LineField(
        label="Lý do dời hội nghị đã thông báo",
        help_text="Được ghi vào lịch sử của hội nghị và thông báo gửi người dự ở lần ban hành sau.",
        max_length=200,
        required=False,
    )
