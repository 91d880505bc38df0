"""What the secretariat fills in at the petitions' desk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from delegates.models import Body, DelegateGroup
from meetings.models import Meeting
from petitions.enums import RESTRICTED_KINDS, Authority, Content, Judgement, SubmissionKind
from petitions.models import Agency, Petition, Sector, Submission
from petitions.personal_data import Finding
from txct.core.forms import DateField, OfficialForm, ParagraphField

NOTHING = [("", "")]


def capital(label: str) -> str:
    """LABEL with a capital first letter, as a choice stands on its own line."""
    return label[:1].upper() + label[1:]


KINDS = [
    (kind.value, capital(kind.label) + (" (chuyển sổ riêng)" if kind in RESTRICTED_KINDS else ""))
    for kind in SubmissionKind
]


def set_rows(form: forms.Form, **rows: QuerySet) -> None:
    """Give the choices of FORM their rows."""
    for name, queryset in rows.items():
        field: Any = form.fields[name]
        field.queryset = queryset


class ClassifyForm(OfficialForm, forms.Form):
    """Field of affairs and level competent to settle."""

    typeahead = ("sector",)

    sector = forms.ModelChoiceField(label="Lĩnh vực", queryset=Sector.objects.none(), empty_label="Chọn lĩnh vực")
    authority = forms.ChoiceField(
        label="Thẩm quyền giải quyết",
        widget=forms.RadioSelect,
        choices=[(choice.value, capital(choice.label)) for choice in Authority],
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, sectors: QuerySet, **options: Any) -> None:
        super().__init__(*args, **options)
        set_rows(self, sector=sectors)


class RewordForm(OfficialForm, forms.Form):
    """What is asked, in the office's words."""

    summary = ParagraphField(
        label="Tóm tắt", widget=forms.Textarea(attrs={"rows": 3}), help_text="Một, hai câu; in trong báo cáo."
    )
    body = ParagraphField(label="Nội dung đầy đủ", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class OpenPetitionForm(OfficialForm, forms.Form):
    """A petition made of one or several statements."""

    typeahead = ("sector",)

    submissions = forms.ModelMultipleChoiceField(
        label="Từ các lượt ý kiến",
        queryset=Submission.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Chọn ít nhất một lượt ý kiến để lập kiến nghị."},
    )
    summary = ParagraphField(
        label="Tóm tắt kiến nghị",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Nêu rõ việc cần giải quyết và nơi chốn. Không ghi tên cử tri.",
    )
    sector = forms.ModelChoiceField(
        label="Lĩnh vực", queryset=Sector.objects.none(), required=False, empty_label="Phân loại sau"
    )
    authority = forms.ChoiceField(
        label="Thẩm quyền giải quyết",
        required=False,
        choices=[("", "Phân loại sau"), *((choice.value, capital(choice.label)) for choice in Authority)],
    )

    def __init__(self, *args: Any, submissions: QuerySet, sectors: QuerySet, show: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        set_rows(self, submissions=submissions, sector=sectors)
        field: Any = self.fields["submissions"]
        field.label_from_instance = show

    def clean(self) -> dict[str, Any]:
        """Field and level are given together or not at all."""
        values = super().clean() or {}
        if bool(values.get("sector")) != bool(values.get("authority")):
            missing = "authority" if values.get("sector") else "sector"
            self.add_error(missing, "Phân loại cần cả lĩnh vực và thẩm quyền. Hãy chọn nốt mục này.")
        return values


class KindForm(OfficialForm, forms.Form):
    """What a statement is."""

    kind = forms.ChoiceField(label="Loại", widget=forms.RadioSelect, choices=KINDS)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class MergeForm(OfficialForm, forms.Form):
    """Petitions that ask the same as this one."""

    others = forms.ModelMultipleChoiceField(
        label="Gộp các kiến nghị này vào",
        queryset=Petition.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Chọn ít nhất một kiến nghị để gộp."},
    )

    def __init__(self, *args: Any, candidates: QuerySet, show: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        set_rows(self, others=candidates)
        field: Any = self.fields["others"]
        field.label_from_instance = show


class TransferForm(OfficialForm, forms.Form):
    """Petitions to send, to whom, and by when to answer."""

    typeahead = ("agency", "supporting")

    petitions = forms.ModelMultipleChoiceField(
        label="Kiến nghị chuyển đi",
        queryset=Petition.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Chọn ít nhất một kiến nghị để chuyển."},
    )
    agency = forms.ModelChoiceField(
        label="Cơ quan chủ trì giải quyết", queryset=Agency.objects.none(), empty_label="Chọn cơ quan"
    )
    supporting = forms.ModelMultipleChoiceField(
        label="Cơ quan phối hợp", queryset=Agency.objects.none(), required=False
    )
    on = DateField(label="Ngày chuyển", initial=timezone.localdate)
    answer_by = DateField(
        label="Hạn ghi trên phiếu chuyển",
        required=False,
        help_text="Để trống thì tính theo quy định. Trang sau cho xem hạn trước khi chuyển.",
    )

    def __init__(self, *args: Any, petitions: QuerySet, agencies: QuerySet, show: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        set_rows(self, petitions=petitions, agency=agencies, supporting=agencies)
        field: Any = self.fields["petitions"]
        field.label_from_instance = show


class RemindForm(OfficialForm, forms.Form):
    """Reminders to every agency that is late, one letter each."""

    on = DateField(label="Ngày đôn đốc", initial=timezone.localdate)
    answer_by = DateField(label="Đề nghị trả lời trước ngày", required=False)


class JudgeForm(OfficialForm, forms.Form):
    """What the council's side holds of an answer."""

    judge = forms.ChoiceField(label="Bên đánh giá", help_text="Thường trực HĐND, Ban phụ trách hoặc Tổ đại biểu.")
    judgement = forms.ChoiceField(
        label="Đánh giá",
        widget=forms.RadioSelect,
        choices=[(choice.value, capital(choice.label)) for choice in Judgement],
    )
    reason = ParagraphField(
        label="Nhận xét", required=False, help_text="Bắt buộc khi đạt một phần hoặc chưa đạt: còn thiếu gì, vì sao."
    )
    on = DateField(label="Ngày đánh giá", initial=timezone.localdate)
    answer_by = DateField(
        label="Hạn trả lời lại", required=False, help_text="Chỉ khi chưa đạt. Để trống thì tính theo quy định."
    )

    def __init__(self, *args: Any, bodies: Iterable[Body], groups: Iterable[DelegateGroup], **options: Any) -> None:
        super().__init__(*args, **options)
        self.judges: dict[str, Body | DelegateGroup] = {
            **{f"body-{body.pk}": body for body in bodies},
            **{f"group-{group.pk}": group for group in groups},
        }
        field: Any = self.fields["judge"]
        field.choices = [("", "Chọn bên đánh giá"), *((key, str(owner)) for key, owner in self.judges.items())]

    def judging(self) -> dict[str, Any]:
        """Who judges, as the action takes it."""
        key = self.cleaned_data["judge"]
        return {key.partition("-")[0]: self.judges[key]}


class TellBackForm(OfficialForm, forms.Form):
    """The answer told to the voters, and what they say to it."""

    typeahead = ("meeting",)

    meeting = forms.ModelChoiceField(
        label="Báo tại hội nghị",
        queryset=Meeting.objects.none(),
        required=False,
        empty_label="Báo bằng cách khác (niêm yết, loa truyền thanh, văn bản)",
    )
    on = DateField(label="Ngày báo lại", initial=timezone.localdate)
    content = forms.ChoiceField(
        label="Cử tri",
        widget=forms.RadioSelect,
        initial=Content.UNKNOWN,
        choices=[(choice.value, capital(choice.label)) for choice in Content],
    )
    note = ParagraphField(label="Ghi chú", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    answer_by = DateField(
        label="Hạn trả lời lại",
        required=False,
        help_text="Chỉ khi cử tri chưa đồng ý. Để trống thì tính theo quy định.",
    )

    def __init__(self, *args: Any, meetings: QuerySet, **options: Any) -> None:
        super().__init__(*args, **options)
        set_rows(self, meeting=meetings)


class PublishForm(OfficialForm, forms.Form):
    """What the public reads; passages that look personal are confirmed as none, or removed."""

    text = ParagraphField(label="Nội dung công khai", help_text="Không có tên, địa chỉ, điện thoại của cử tri.")
    confirmed = forms.BooleanField(
        label="Tôi đã xem từng mục nêu trên: không phải thông tin của cử tri", required=False
    )

    def __init__(self, *args: Any, findings: Sequence[Finding], **options: Any) -> None:
        super().__init__(*args, **options)
        if not findings:
            del self.fields["confirmed"]
