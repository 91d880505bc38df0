"""What a voter fills in: the form of one meeting, and the look-up by receipt code."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Fieldset, Layout
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone

from delegates.models import Neighbourhood
from meetings.forms_public import HyphenKeys
from meetings.models import Meeting
from petitions.actions import Speaker
from petitions.receipts import typed_code
from txct.core.forms import LineField, ParagraphField
from txct.core.scoping import trusted

LONGEST, SHORTEST = 4000, 10
PHONE_DIGITS = range(8, 16)


class PlaceField(forms.ModelChoiceField):
    """A settlement of the meeting, with its ward when the meeting joins several."""

    def label_from_instance(self, obj: Neighbourhood) -> str:
        return f"{obj}, {obj.locality}" if getattr(self, "several", False) else str(obj)


class VoterForm(HyphenKeys, forms.Form):
    """A voter's words for one meeting. What kind they are is for the office to say."""

    noi_dung = ParagraphField(
        label="Ý kiến, kiến nghị của bạn",
        min_length=SHORTEST,
        max_length=LONGEST,
        help_text="Việc gì, ở đâu, từ khi nào, bạn đề nghị làm gì. "
        "Không ghi số căn cước, số tài khoản, tên hay số điện thoại của người khác.",
        error_messages={
            "required": "Hãy ghi điều bạn muốn nêu.",
            "min_length": "Nội dung ngắn quá, chưa rõ việc gì. Hãy ghi rõ hơn.",
            "max_length": "Nội dung dài %(show_value)s chữ cái, quá %(limit_value)s. "
            "Hãy rút gọn, hoặc gửi thêm một phiếu nữa.",
        },
    )
    noi_o = PlaceField(
        label="Thôn, khu phố của bạn", queryset=Neighbourhood.objects.none(), required=False, empty_label="Không ghi"
    )
    ho_ten = LineField(label="Họ và tên", required=False, max_length=120)
    dien_thoai = LineField(label="Số điện thoại", required=False, max_length=20)
    dong_y = forms.BooleanField(
        label="Tôi đồng ý cho dùng họ tên, số điện thoại ghi ở trên vào đúng mục đích này", required=False
    )
    trang_web = forms.CharField(label="Trang web (hãy để trống ô này)", required=False, max_length=200)

    def __init__(self, meeting: Meeting, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.meeting = meeting
        place = self.fields["noi_o"]
        place.queryset, place.several = places_of(meeting)  # type: ignore[attr-defined]
        if not place.queryset.exists():  # type: ignore[attr-defined]
            del self.fields["noi_o"]
        for name, attrs in (
            ("noi_dung", {"rows": 7, "maxlength": LONGEST}),
            ("ho_ten", {"autocomplete": "name"}),
            ("dien_thoai", {"autocomplete": "tel", "inputmode": "tel"}),
            ("trang_web", {"autocomplete": "off", "tabindex": "-1"}),
        ):
            self.fields[name].widget.attrs.update(attrs)

    @property
    def helper(self) -> FormHelper:
        """Words first, then the person, apart, under the notice of what for."""
        helper: FormHelper = super().helper
        helper.layout = Layout(
            "noi_dung",
            *(["noi_o"] if "noi_o" in self.fields else []),
            Fieldset(
                "Để cơ quan liên hệ lại với bạn",
                HTML('{% include "petitions/contact_notice.html" %}'),
                "ho_ten",
                "dien_thoai",
                "dong_y",
                css_class="form-apart",
            ),
            Div("trang_web", css_class="off-screen"),
        )
        return helper

    def clean_dien_thoai(self) -> str:
        """A number to ring: digits, with or without blanks, dots and a leading plus."""
        phone: str = self.cleaned_data["dien_thoai"]
        digits = "".join(sign for sign in phone if sign not in " .-()").removeprefix("+")
        if phone and not (digits.isascii() and digits.isdigit() and len(digits) in PHONE_DIGITS):
            raise forms.ValidationError("Số điện thoại chưa đúng. Ví dụ: 0912 345 678. Không muốn ghi thì để trống.")
        return phone

    def clean(self) -> dict[str, Any]:
        """Whoever leaves a name or a number says what it may be used for; a machine fills every box."""
        values: dict[str, Any] = super().clean() or {}
        if (values.get("ho_ten") or values.get("dien_thoai")) and not values.get("dong_y"):
            self.add_error("dong_y", "Hãy đánh dấu đồng ý, hoặc xóa họ tên và số điện thoại rồi gửi.")
        if values.get("trang_web"):
            self.data = self.data.copy()
            self.data[self.add_prefix("trang_web")] = ""
            self.add_error(None, "Phiếu bị nghi do máy tự gửi. Nội dung vẫn còn dưới đây; hãy bấm gửi lại.")
        return values

    @property
    def speaker(self) -> Speaker | None:
        """Who spoke, when the voter said so and agreed to its use."""
        values = self.cleaned_data
        if not (values["dong_y"] and (values["ho_ten"] or values["dien_thoai"])):
            return None
        return Speaker(full_name=values["ho_ten"], phone=values["dien_thoai"], consented=True)


def places_of(meeting: Meeting) -> tuple[QuerySet[Neighbourhood], bool]:
    """Settlements whose voters MEETING invites (all of a ward invited as a whole), and whether of several wards."""
    with trusted():
        units = list(meeting.units.values_list("locality", "neighbourhood"))
    whole = {ward for ward, settlement in units if settlement is None}
    named = {settlement for _ward, settlement in units if settlement is not None}
    standing = Q(valid_to=None) | Q(valid_to__gte=timezone.localdate())
    rows = Neighbourhood.objects.filter(Q(pk__in=named) | (Q(locality__in=whole) & standing))
    several = len({ward for ward, _settlement in units}) > 1
    return rows.select_related("locality").order_by("locality__sort_key", "sort_key"), several


class ReceiptForm(HyphenKeys, forms.Form):
    """The code that a voter was given."""

    ma = LineField(
        label="Mã tra cứu",
        max_length=100,
        help_text="16 chữ và số trên trang biên nhận sau khi gửi phiếu, gõ liền hay cách đều được",
        error_messages={"required": "Hãy gõ mã tra cứu."},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["ma"].widget.attrs.update({"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"})

    def clean_ma(self) -> str:
        """The code without blanks and capitals."""
        return typed_code(self.cleaned_data["ma"])
