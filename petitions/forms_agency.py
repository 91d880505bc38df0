"""What an answering agency fills in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils import timezone

from petitions.enums import Outcome
from petitions.models import Agency, Transfer
from txct.core.forms import DateField, LineField, OfficialForm, ParagraphField


class ReceiveForm(OfficialForm, forms.Form):
    """The day on which the letter arrived."""

    on = DateField(label="Ngày tiếp nhận", initial=timezone.localdate)


class RoadmapForm(OfficialForm, forms.Form):
    """How the agency will settle a petition, and by when."""

    roadmap = ParagraphField(
        label="Lộ trình giải quyết", help_text="Ghi từng bước: việc, đơn vị làm, thời gian. Cử tri sẽ được báo lại."
    )
    promised_on = DateField(label="Hẹn xong trước ngày", required=False)


class AnswerForm(OfficialForm, forms.Form):
    """One answer to one or several petitions of the agency, in one of the three groups of results."""

    transfers = forms.ModelMultipleChoiceField(
        label="Trả lời cho các kiến nghị",
        queryset=Transfer.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Chọn ít nhất một kiến nghị để trả lời."},
    )
    outcome = forms.ChoiceField(
        label="Kết quả giải quyết",
        widget=forms.RadioSelect,
        choices=[(choice.value, choice.label[:1].upper() + choice.label[1:]) for choice in Outcome],
        error_messages={"required": "Chọn một trong ba nhóm kết quả."},
    )
    text = ParagraphField(label="Nội dung trả lời", help_text="Trả lời thẳng điều cử tri hỏi; nêu số liệu, thời gian.")
    roadmap = ParagraphField(
        label="Lộ trình giải quyết", required=False, help_text="Bắt buộc khi đang giải quyết theo lộ trình."
    )
    promised_on = DateField(
        label="Hẹn xong trước ngày",
        required=False,
        help_text="Bắt buộc khi đang giải quyết theo lộ trình. Ví dụ 24/11/2026 hoặc 24/11",
    )
    document_number = LineField(
        label="Số văn bản trả lời", required=False, max_length=60, help_text="Ví dụ 125/UBND-KT, nếu có."
    )
    answered_on = DateField(label="Ngày trả lời", initial=timezone.localdate)

    def __init__(self, *args: Any, transfers: Any, show: Callable[[Transfer], str], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["transfers"]
        field.queryset = transfers
        field.label_from_instance = lambda transfer: f"{transfer.petition.code}: {show(transfer)}"


class ReturnForm(OfficialForm, forms.Form):
    """Why a petition is not the agency's, and whose it is."""

    typeahead = ("suggested",)

    reason = LineField(
        label="Lý do trả lại",
        max_length=300,
        help_text="Nêu quy định về thẩm quyền, ví dụ: đường tỉnh do Sở Xây dựng quản lý.",
    )
    suggested = forms.ModelChoiceField(
        label="Đề nghị chuyển đến",
        queryset=Agency.objects.none(),
        required=False,
        empty_label="Không rõ cơ quan nào",
    )

    def __init__(self, *args: Any, agencies: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["suggested"]
        field.queryset = agencies


class ReasonForm(OfficialForm, forms.Form):
    """Why something that is recorded for ever is done."""

    reason = LineField(label="Lý do", max_length=300)
