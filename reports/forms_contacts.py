"""What a delegate fills in to ask for a contact or to decline one, and what the office decides and notes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.db.models import QuerySet

from delegates.models import Council, Delegate
from meetings.enums import Activity, ContactKind, DeclineGround, Form, Method
from meetings.forms_board import moment
from meetings.meeting_choices import contact_units_on, unit_labels
from meetings.models import ContactRequest, Round, Venue
from reports.forms_plans import choose
from txct.core.forms import ClockField, DateField, LineField, OfficialForm, ParagraphField, side_by_side
from txct.core.models import User

ARTICLES = {
    ContactKind.INDIVIDUAL: "Điều 33",
    ContactKind.OUTSIDE: "Điều 32",
    ContactKind.OFF_PLAN: "Điều 4 khoản 6",
    ContactKind.RESIDENCE: "Điều 27",
    ContactKind.WORKPLACE: "Điều 28",
    ContactKind.THEME: "Điều 29",
}
KINDS = [(kind.value, f"{kind.label} ({article})") for kind, article in ARTICLES.items()]
BY_PAPER = "Nếu trả lời bằng văn bản"
REFUSAL = {"required": "Hãy nêu lý do không đồng ý để báo cho đại biểu."}


class ContactForm(OfficialForm, forms.Form):
    """A contact a delegate asks for; the office also writes down one that came on paper."""

    typeahead = ("place", "delegate")

    delegate = forms.ModelChoiceField(label="Đại biểu", queryset=Delegate.objects.none(), empty_label="Chọn đại biểu")
    received_on = DateField(label="Ngày nhận đề nghị")
    kind = forms.ChoiceField(label="Loại tiếp xúc", choices=KINDS)
    wanted_on = DateField(label="Ngày muốn tiếp xúc")
    wanted_from = ClockField(label="Từ giờ", required=False)
    wanted_to = ClockField(label="Đến giờ", required=False)
    place = forms.ChoiceField(label="Nơi tiếp xúc")
    venue = forms.ModelChoiceField(
        label="Hội trường", queryset=Venue.objects.none(), required=False, empty_label="chưa định"
    )
    place_note = LineField(
        label="Chỗ gặp", max_length=250, required=False, help_text="Nếu không phải hội trường. Không đăng công khai."
    )
    with_whom = ParagraphField(
        label="Gặp ai",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Cá nhân, hộ hoặc nhóm cử tri. Chỉ nơi quyết định và Văn phòng đọc.",
    )
    content = ParagraphField(label="Nội dung tiếp xúc", widget=forms.Textarea(attrs={"rows": 3}))
    form = forms.ChoiceField(
        label="Hình thức",
        choices=[("", "theo loại tiếp xúc"), *Form.choices],
        required=False,
    )
    method = forms.ChoiceField(label="Phương thức", choices=Method.choices)
    activity = forms.ChoiceField(
        label="Hoạt động (Điều 18)", choices=[("", "theo loại tiếp xúc"), *Activity.choices], required=False
    )

    def __init__(
        self,
        *args: Any,
        user: User,
        council: Council,
        today: date,
        delegates: QuerySet[Delegate] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.units = contact_units_on(council, today)
        self.fields["place"].choices = unit_labels(self.units)  # type: ignore[attr-defined]
        own = Venue.objects.for_user(user).filter(council=council.pk).select_related("locality")
        choose(self, venue=own.order_by("locality", "name"))
        if delegates is None:
            del self.fields["delegate"], self.fields["received_on"]
        else:
            choose(self, delegate=delegates)

    @property
    def helper(self) -> FormHelper:
        """The hours side by side, as is what seldom differs."""
        helper = super().helper
        pairs = (("wanted_from", "wanted_to"), ("form", "method"))
        second = {pair[1] for pair in pairs}
        first = {pair[0]: pair for pair in pairs}
        rows = [side_by_side(*first[name]) if name in first else name for name in self.fields if name not in second]
        helper.layout = Layout(*rows)
        return helper

    def asked(self) -> dict[str, Any]:
        """The values as `request_contact` takes them."""
        values = dict(self.cleaned_data)
        locality, neighbourhood = self.units[values.pop("place")]
        return {**values, "locality": locality, "neighbourhood": neighbourhood}


class DeclineForm(OfficialForm, forms.Form):
    """Refusing a contact by the law, which is more than not coming."""

    ground = forms.ChoiceField(label="Căn cứ từ chối", choices=DeclineGround.choices, widget=forms.RadioSelect)
    reason = ParagraphField(
        label="Lý do cụ thể",
        max_length=240,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Văn phòng đọc để cử đại biểu khác, đổi lịch hoặc hoãn; không đăng công khai.",
        error_messages={"required": "Hãy nêu rõ lý do từ chối."},
    )


class ApproveContactForm(OfficialForm, forms.Form):
    """When and where the contact takes place, in which round, and the decision itself."""

    day = DateField(label="Ngày tiếp xúc")
    starts = ClockField(label="Bắt đầu")
    ends = ClockField(label="Kết thúc")
    venue = forms.ModelChoiceField(
        label="Hội trường", queryset=Venue.objects.none(), required=False, empty_label="không có, hoặc gặp ở chỗ khác"
    )
    round = forms.ChoiceField(label="Xếp vào đợt", required=False)
    on = DateField(label="Ngày quyết định")
    decision_number = LineField(label="Số văn bản", max_length=60, required=False, help_text=BY_PAPER)
    reason = LineField(label="Lời nhắn cho đại biểu", max_length=300, required=False)

    def __init__(self, *args: Any, venues: QuerySet[Venue], rounds: Sequence[Round], **options: Any) -> None:
        super().__init__(*args, **options)
        self.rounds = {str(round_.pk): round_ for round_ in rounds}
        labels = [(key, round_.label) for key, round_ in self.rounds.items()]
        self.fields["round"].choices = [("", "đợt ngoài kế hoạch"), *labels]  # type: ignore[attr-defined]
        choose(self, venue=venues)

    @property
    def helper(self) -> FormHelper:
        """The hours side by side."""
        helper = super().helper
        helper.layout = Layout(
            "day", side_by_side("starts", "ends"), "venue", "round", "on", "decision_number", "reason"
        )
        return helper

    def decided(self) -> dict[str, Any]:
        """The values as `approve_contact` takes them."""
        values = dict(self.cleaned_data)
        day, starts, ends = (values.pop(name) for name in ("day", "starts", "ends"))
        round_ = self.rounds.get(values.pop("round"))
        return {**values, "round": round_, "starts_at": moment(day, starts), "ends_at": moment(day, ends)}


class RefuseContactForm(OfficialForm, forms.Form):
    """Why the contact is not agreed to."""

    reason = LineField(label="Lý do không đồng ý", max_length=300, error_messages=REFUSAL)
    on = DateField(label="Ngày quyết định")
    decision_number = LineField(label="Số văn bản", max_length=60, required=False, help_text=BY_PAPER)


class NoteForm(OfficialForm, forms.Form):
    """On which day something was sent, and to whom."""

    on = DateField(label="Ngày gửi")
    to = LineField(label="Đã gửi cho", max_length=300)


def approve_initial(contact: ContactRequest, today: date) -> dict[str, Any]:
    """What the delegate wants, as the form of the decision begins."""
    return {
        "day": contact.wanted_on,
        "starts": contact.wanted_from,
        "ends": contact.wanted_to,
        "venue": contact.venue_id,
        "on": today,
    }
