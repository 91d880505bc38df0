"""A meeting as it is set up: what it is, with whose voters, who comes, where and when, who leads it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Fieldset, Layout
from django import forms
from django.utils import timezone

from delegates.models import Council, Delegate
from meetings.actions.meetings import ACTIVITIES, Unit, front_of, members_of
from meetings.actions.programme import minutes_of, six_steps
from meetings.board import local_parts
from meetings.enums import Activity, Form, Method, Phase
from meetings.forms_board import REASON_HELP, moment
from meetings.forms_programme import (
    ProgrammeSections,
    Timetable,
    asking,
    row_count,
    row_counter,
    timetable_of,
    with_counts,
)
from meetings.meeting_choices import Choices, unit_key
from meetings.models import AgendaItem, Meeting, MeetingUnit, Round, Venue
from meetings.plan_partners import joint_councils_of
from meetings.planning import DURATION
from meetings.rules import TOLD_STATES
from meetings.scheduling.conflicts import Conflict, Kind, Severity
from txct.core.forms import ClockField, DateField, LineField, OfficialForm, ParagraphField
from txct.core.scoping import trusted
from txct.lib.text import fold

VOTERS = {
    "invalid": "Ghi số cử tri bằng chữ số, ví dụ 60.",
    "min_value": "Số cử tri không thể âm.",
    "max_value": "Số cử tri quá lớn. Hãy xem lại.",
}
SEATS = {
    "invalid": "Ghi số chỗ bằng chữ số, ví dụ 120.",
    "min_value": "Số chỗ phải từ 1 trở lên. Chưa biết thì để trống.",
    "max_value": "Số chỗ quá lớn. Hãy xem lại.",
}
AT_FIELD = {
    Kind.DELEGATE: "delegates",
    Kind.GROUP: "groups",
    Kind.NO_DELEGATE: "groups",
    Kind.JOINT: "groups",
    Kind.VENUE: "venue",
    Kind.CAPACITY: "venue",
    Kind.CHAIR: "chair_body",
    Kind.WINDOW: "day",
    Kind.TRAVEL: "starts",
    Kind.BUSY: "starts",
}


def hall_label(hall: Venue) -> str:
    """A hall with its address and number of seats: `hội trường UBND, 12 Trần Phú, phường Đồng Kỵ (200 chỗ)`."""
    ward = str(hall.locality)
    address = hall.address if fold(ward) in fold(hall.address) else ", ".join(filter(None, (hall.address, ward)))
    seats = f" ({hall.capacity} chỗ)" if hall.capacity else ""
    return f"{hall}, {address}{seats}"


class MeetingForm(ProgrammeSections, OfficialForm, forms.Form):
    """One meeting, new or stored, with its programme and who answers voters there."""

    typeahead = ("venue", "chair_body", "groups", "delegates")
    activity = forms.ChoiceField(label="Hoạt động", choices=Activity.choices)
    form = forms.ChoiceField(label="Hình thức", choices=Form.choices)
    method = forms.ChoiceField(label="Phương thức", choices=Method.choices)
    title = LineField(
        label="Tên hội nghị", max_length=250, required=False, help_text="Để trống thì gọi theo tên địa bàn."
    )
    expected_voters = forms.IntegerField(
        label="Tổng số cử tri mời",
        min_value=0,
        max_value=100_000,
        required=False,
        help_text="Để trống thì cộng từ các địa bàn.",
        error_messages=VOTERS,
    )
    groups = forms.ModelMultipleChoiceField(
        None, label="Tổ đại biểu", required=False, help_text="Mọi thành viên của Tổ được mời."
    )
    delegates = forms.ModelMultipleChoiceField(
        None, label="Đại biểu dự thêm", required=False, help_text="Ngoài thành viên các Tổ đã chọn."
    )
    joint_councils = forms.MultipleChoiceField(
        label="Hội đồng cùng tiếp xúc",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Chọn thêm Tổ của Hội đồng đó ở mục Tổ đại biểu.",
    )
    day = DateField(label="Ngày", required=False)
    starts = ClockField(label="Bắt đầu", required=False)
    ends = ClockField(label="Kết thúc", required=False, help_text="Để trống thì là 3 giờ sau.")
    venue = forms.ModelChoiceField(None, label="Địa điểm", required=False, empty_label="chưa định")
    new_venue = LineField(label="hoặc địa điểm mới", max_length=160, required=False, help_text="Tên hội trường")
    new_locality = forms.ChoiceField(label="thuộc xã, phường", required=False)
    new_address = LineField(label="Địa chỉ", max_length=250, required=False)
    new_capacity = forms.IntegerField(
        label="Số chỗ", min_value=1, max_value=100_000, required=False, error_messages=SEATS
    )
    online_link = forms.URLField(
        label="Địa chỉ họp trực tuyến",
        required=False,
        assume_scheme="https",
        help_text="Cần khi họp trực tuyến hoặc kết hợp.",
    )
    chair_body = forms.ModelChoiceField(None, label="Cơ quan chủ trì", required=False, empty_label="chưa định")
    chair_name = LineField(label="Người chủ trì", max_length=120, required=False)
    secretary_name = LineField(label="Thư ký", max_length=120, required=False)
    note = ParagraphField(label="Ghi chú", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    is_locked = forms.BooleanField(label="Giữ nguyên khi đề xuất lại lịch", required=False)
    reason = LineField(label="Lý do đổi", max_length=300, help_text=REASON_HELP, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        sent: Any = None,
        *,
        round_: Round,
        choices: Choices,
        meeting: Meeting | None = None,
        kept: Any,
        **options: Any,
    ) -> None:
        self.round, self.choices, self.meeting, self.is_new = round_, choices, meeting, meeting is None
        known = list(meeting.units.all()) if meeting else []
        items = list(meeting.agenda.all()) if meeting else usual_steps(round_)
        officers = list(meeting.officers.all()) if meeting else []
        counts = {
            "rows": row_count(sent, kept, max(1, len(known)), "rows", "more_rows"),
            "points": row_count(sent, kept, len(items), "points", "more_points"),
            "answerers": row_count(sent, kept, len(officers), "answerers", "more_officers"),
        }
        super().__init__(with_counts(sent, counts), initial=known_values(round_, meeting), **options)
        self.fields["day"].reference = lambda: round_.starts_on
        self.fields["groups"].queryset = choices.groups
        self.fields["delegates"].queryset = choices.delegates
        self.fields["venue"].queryset = choices.venues
        self.fields["venue"].label_from_instance = hall_label
        self.fields["chair_body"].queryset = choices.bodies
        self.fields["joint_councils"].choices = [(str(one.pk), str(one)) for one in choices.councils]
        self.fields["new_locality"].choices = [("", ""), *((str(one.pk), str(one)) for one in choices.localities)]
        if not choices.councils:
            del self.fields["joint_councils"]
        if meeting is None or meeting.state not in TOLD_STATES:
            del self.fields["reason"]
        self._add_rows(known, counts["rows"])
        self.add_programme(counts, items, officers, choices.bodies)
        self.fields |= {name: row_counter(count) for name, count in counts.items()}

    def _add_rows(self, known: Sequence[MeetingUnit], rows: int) -> None:
        self.rows = rows
        labels = [("", ""), *self.choices.unit_labels()]
        for place in range(self.rows):
            unit = known[place] if place < len(known) else None
            label = f"Địa bàn {place + 1}"
            chosen = forms.ChoiceField(
                label=label, choices=labels, required=False, initial=unit_key(unit) if unit else ""
            )
            chosen.widget.attrs["data-typeahead"] = ""
            self.fields[f"unit_{place}"] = chosen
            self.fields[f"voters_{place}"] = forms.IntegerField(
                label=f"Cử tri {place + 1}",
                min_value=0,
                max_value=100_000,
                required=False,
                initial=unit.invited_voters if unit else None,
                error_messages=VOTERS,
            )

    @property
    def helper(self) -> FormHelper:
        """Whose voters first, then when and where, who comes, who leads, what kind it is, what happens there."""
        helper = super().helper
        places = [Div(f"unit_{n}", f"voters_{n}", css_class="place-row") for n in range(self.rows)]
        more = HTML(asking("more_rows", "Thêm dòng địa bàn", "dia-ban"))
        joint = ("joint_councils",) if "joint_councils" in self.fields else ()
        reason = ("reason",) if "reason" in self.fields else ()
        helper.layout = Layout(
            Fieldset("Địa bàn và số cử tri mời", *places, more, css_id="dia-ban"),
            Fieldset(
                "Ngày giờ, địa điểm",
                Div("day", "starts", "ends", css_class="fields-row fields-row-3"),
                "venue",
                Div("new_venue", "new_locality", css_class="fields-row"),
                Div("new_address", "new_capacity", css_class="fields-row"),
            ),
            Fieldset("Đại biểu", "groups", "delegates", *joint),
            Fieldset(
                "Chủ trì",
                "chair_body",
                Div("chair_name", "secretary_name", css_class="fields-row"),
            ),
            Fieldset(
                "Loại hội nghị",
                "activity",
                Div("form", "method", css_class="fields-row"),
                Div("title", "expected_voters", css_class="fields-row"),
                "online_link",
                "note",
                "is_locked",
            ),
            *self.programme_layout(),
            *reason,
            "version",
            "rows",
        )
        return helper

    def clean(self) -> dict[str, Any]:
        """Day and hour go together; a new hall has a name and a ward; each place once."""
        values = super().clean() or {}
        day, starts, ends = values.get("day"), values.get("starts"), values.get("ends")
        if day and not starts and "starts" not in self.errors:
            self.add_error("starts", "Nhập giờ bắt đầu.")
        if starts and not day and "day" not in self.errors:
            self.add_error("day", "Nhập ngày họp.")
        if starts and ends and ends <= starts:
            self.add_error("ends", "Giờ kết thúc phải sau giờ bắt đầu.")
        if values.get("new_venue") and not values.get("new_locality"):
            self.add_error("new_locality", "Chọn xã, phường của địa điểm mới.")
        if values.get("new_venue") and values.get("venue"):
            self.add_error("new_venue", "Chọn địa điểm đã có hoặc ghi địa điểm mới, không cả hai.")
        told = self.meeting is not None and self.meeting.state in TOLD_STATES
        if told and values.get("method") != Method.IN_PERSON and not values.get("online_link"):
            self.add_error("online_link", "Hội nghị đã thông báo họp trực tuyến: ghi địa chỉ họp.")
        self._clean_places(values)
        self.clean_programme(values)
        return values

    def _clean_places(self, values: dict[str, Any]) -> None:
        chosen = [values.get(f"unit_{place}") for place in range(self.rows)]
        if not any(chosen):
            self.add_error("unit_0", "Chọn ít nhất một xã, phường, thôn hoặc khu phố.")
        for place, key in enumerate(chosen):
            if key and key in chosen[:place]:
                self.add_error(f"unit_{place}", "Địa bàn này đã ghi ở dòng trên.")
            if not key and values.get(f"voters_{place}"):
                self.add_error(f"unit_{place}", "Chọn địa bàn của số cử tri này.")

    def units(self) -> list[Unit]:
        """The invited places as the action takes them."""
        found = []
        for place in range(self.rows):
            key = self.cleaned_data[f"unit_{place}"]
            if key:
                locality, settlement = self.choices.units[key]
                found.append(Unit(locality, settlement, self.cleaned_data[f"voters_{place}"]))
        return found

    def people(self) -> list[Delegate]:
        """Everybody assigned: whoever of a kept group was, all members of a new one, and the guests."""
        groups, guests = list(self.cleaned_data["groups"]), list(self.cleaned_data["delegates"])
        before = {group.pk for group in self.meeting.groups.all()} if self.meeting else set()
        kept = members_of([group for group in groups if group.pk in before], self.round.starts_on)
        assigned = {row.delegate_id for row in self.meeting.attendances.all()} if self.meeting else set()
        stay = [person for person in kept if person.pk in assigned]
        fresh = members_of([group for group in groups if group.pk not in before], self.round.starts_on)
        return list(dict.fromkeys([*stay, *fresh, *guests]))

    def hours(self) -> dict[str, Any]:
        """Start and end as moments; both None while no day is fixed, or what was typed cannot be read."""
        day, starts, ends = (self.cleaned_data.get(name) for name in ("day", "starts", "ends"))
        if not (day and starts):
            return {"starts_at": None, "ends_at": None}
        begin = moment(day, starts)
        return {"starts_at": begin, "ends_at": moment(day, ends) if ends else begin + DURATION}

    def _joined(self) -> list[Council]:
        chosen = set(self.cleaned_data.get("joint_councils", ()))
        return [one for one in self.choices.councils if str(one.pk) in chosen]

    def standard_steps(self, *, with_assembly: bool = False) -> list[AgendaItem]:
        """The six steps for the hours, chair and councils as typed."""
        return six_steps(
            phase=self.round.phase,
            councils=[self.round.council, *self._joined()],
            chair=self.cleaned_data.get("chair_body") or front_of(self.round.council),
            minutes=minutes_of(**self.hours()),
            with_assembly=with_assembly,
        )

    def timetable(self) -> Timetable:
        """The running clock of the programme as it would be saved."""
        stored = {name: getattr(self.meeting, name, None) for name in ("starts_at", "ends_at")}
        hours = self.hours() if self.is_bound else stored
        begin = timezone.localtime(hours["starts_at"]) if hours["starts_at"] else None
        return timetable_of(self.programme(), begin, minutes_of(**hours))

    def details(self) -> dict[str, Any]:
        """The values as the actions take them, without units and the new hall."""
        values, units = self.cleaned_data, self.units()
        plain = ("activity", "form", "method", "title", "online_link", "chair_body", "chair_name")
        more = ("secretary_name", "note", "is_locked", "venue")
        voters = values["expected_voters"]
        if voters is None:
            voters = sum(unit.invited_voters or 0 for unit in units) or None
        return {
            **{name: values[name] for name in (*plain, *more)},
            **self.hours(),
            "expected_voters": voters,
            "groups": list(values["groups"]),
            "delegates": self.people(),
            "joint_councils": self._joined(),
            **self.programme_details(),
        }

    def draft(self) -> dict[str, Any]:
        """The meeting as `conflicts_of_draft` weighs it."""
        details = self.details()
        names = ("starts_at", "ends_at", "venue", "chair_body", "chair_name", "expected_voters")
        return {
            **{name: details[name] for name in (*names, "groups", "delegates", "joint_councils")},
            "units": [MeetingUnit(locality=u.locality, neighbourhood=u.neighbourhood) for u in self.units()],
            "programme_minutes": sum(item.minutes for item in self.programme()),
        }

    def refuse(self, conflicts: Iterable[Conflict]) -> bool:
        """Put each clash at the field that mends it; whether there was one. Groups may be chosen later."""
        later = (Kind.JOINT, Kind.UNASSIGNED)
        clashes = [c for c in conflicts if c.severity is Severity.BLOCK and c.kind not in later]
        for message, kind in {clash.message: clash.kind for clash in clashes}.items():
            name = AT_FIELD.get(kind)
            self.add_error(name if name in self.fields else None, message)
        return bool(clashes)


def usual_steps(round_: Round) -> list[AgendaItem]:
    """The six steps as a new meeting of the round is offered them."""
    with trusted():
        councils = [round_.council, *joint_councils_of(round_)]
    return six_steps(phase=round_.phase, councils=councils, chair=front_of(round_.council), minutes=None)


def known_values(round_: Round, meeting: Meeting | None) -> dict[str, Any]:
    """What the form shows at first: the stored meeting, else the usual of the round."""
    if meeting is None:
        usual = {"form": Form.CONFERENCE, "method": Method.IN_PERSON, "activity": ACTIVITIES[Phase(round_.phase)]}
        joint = [str(one.pk) for one in joint_councils_of(round_)]
        return {**usual, "chair_body": front_of(round_.council), "joint_councils": joint}
    day, starts = local_parts(meeting.starts_at)
    groups = list(meeting.groups.all())
    members = {person.pk for person in members_of(groups, round_.starts_on)}
    names = ("activity", "form", "method", "title", "expected_voters", "venue", "online_link", "chair_body")
    more = ("chair_name", "secretary_name", "note", "is_locked", "version")
    return {
        **{name: getattr(meeting, name) for name in (*names, *more)},
        "day": day,
        "starts": starts,
        "ends": local_parts(meeting.ends_at)[1],
        "groups": [group.pk for group in groups],
        "delegates": [row.delegate_id for row in meeting.attendances.all() if row.delegate_id not in members],
        "joint_councils": [str(one.pk) for one in meeting.joint_councils.all()],
    }


class ReasonForm(OfficialForm, forms.Form):
    """Why a meeting is put off or called off."""

    reason = LineField(label="Lý do", max_length=300, help_text="Được ghi vào thông báo gửi người dự.")
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
