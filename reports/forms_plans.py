"""What the office fills in to write a plan, open its rounds and issue it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Layout
from django import forms
from django.db.models import QuerySet

from delegates.models import Body, Council, DelegateGroup, Signatory, Term
from meetings.actions.plans import LARGEST_NUMBER
from meetings.enums import Phase, PlanSection, SessionKind
from meetings.legal_bases import Basis, choices_of, with_picked
from meetings.models import CouncilSession, Plan
from meetings.plan_tasks import TaskDraft
from reports.forms_desk import IssueDayForm
from reports.forms_plan_tasks import TaskRows
from reports.forms_plan_text import PlanTextForm, text_initial
from reports.plan_pages import number_label
from txct.core.forms import DateField, LineField, OfficialForm, ParagraphField, side_by_side
from txct.core.models import User
from txct.lib.dates import short_date

PLAN_FILE_LIMIT = 20 * 1024 * 1024
FIELDS = (
    "title",
    "session",
    "group",
    "symbol",
    "number",
    "place_name",
    "issuer_name",
    "opening",
    "signatory",
    "report_due_on",
)


def choose(form: forms.Form, **rows: QuerySet) -> None:
    """Give the choices of FORM their rows."""
    for name, queryset in rows.items():
        field: Any = form.fields[name]
        field.queryset = queryset


def sessions_of(user: User, council: Council) -> QuerySet[CouncilSession]:
    """The council's sessions, newest first."""
    rows = CouncilSession.objects.for_user(user).filter(council=council.pk).select_related("term")
    return rows.order_by("-term__starts_on", "-ordinal")


class SessionChoice(forms.ModelChoiceField):
    """A session named with its term."""

    def label_from_instance(self, obj: Any) -> str:
        return f"Kỳ họp thứ {obj.ordinal} ({obj.get_kind_display()}), khóa {obj.term.roman}"


class PlanChoice(forms.ModelChoiceField):
    """An earlier plan by number and title."""

    def label_from_instance(self, obj: Any) -> str:
        year = f" năm {obj.issued_on.year}" if obj.issued_on else " (dự thảo)"
        return f"{number_label(obj)}{year} – {obj.title}"


class PlanForm(PlanTextForm):
    """A whole plan: its head, its parts as paragraphs, its end."""

    typeahead = ("session", "signatory")
    field_order = FIELDS

    title = LineField(label="Trích yếu", max_length=500, widget=forms.Textarea(attrs={"rows": 2, "class": "short"}))
    session = SessionChoice(
        label="Kỳ họp", queryset=CouncilSession.objects.none(), required=False, empty_label="Chưa gắn kỳ họp"
    )
    group = forms.ModelChoiceField(
        label="Kế hoạch của",
        queryset=DelegateGroup.objects.none(),
        required=False,
        empty_label="Thường trực HĐND",
        help_text="Chọn Tổ đại biểu nếu đây là kế hoạch riêng của Tổ.",
    )
    symbol = LineField(label="Ký hiệu", max_length=30, help_text="Ví dụ KH-HĐND")
    number = forms.IntegerField(
        label="Số",
        required=False,
        min_value=1,
        max_value=LARGEST_NUMBER,
        help_text="Để trống để lấy số kế tiếp của sổ khi ban hành.",
    )
    place_name = LineField(label="Địa danh", max_length=60, required=False, help_text="In trước ngày tháng")
    issuer_name = LineField(label="Cơ quan ban hành", max_length=200, required=False)
    opening = ParagraphField(
        label="Câu mở đầu",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Đứng sau các căn cứ; để trống để in câu thường dùng.",
    )
    signatory = forms.ModelChoiceField(
        label="Người ký", queryset=Signatory.objects.none(), required=False, empty_label="Chưa chọn"
    )
    report_due_on = DateField(label="Hạn Tổ đại biểu gửi báo cáo", required=False)
    register_bases = forms.MultipleChoiceField(
        label="Chọn căn cứ từ sổ căn cứ",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Căn cứ được chọn đứng ngay sau các luật, nghị quyết đã ghi.",
    )
    more_bases = forms.MultipleChoiceField(
        label="Thêm căn cứ đã dùng ở kế hoạch khác",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Căn cứ được chọn thêm vào cuối phần căn cứ khi lưu.",
    )

    def __init__(
        self,
        *args: Any,
        sessions: QuerySet,
        groups: QuerySet,
        signatories: QuerySet,
        bases: Sequence[str],
        register: Sequence[Basis],
        on: date,
        task_rows: TaskRows,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        choose(self, session=sessions, group=groups, signatory=signatories)
        self.register, self.task_rows = register, task_rows
        cited = self.initial.get(PlanSection.BASIS.value) or []
        offered = {"register_bases": choices_of(register, cited, on), "more_bases": {text: text for text in bases}}
        for name, choices in offered.items():
            known: Any = self.fields[name]
            known.choices = list(choices.items())
            if not choices:
                del self.fields[name]

    @property
    def helper(self) -> FormHelper:
        """In the order of the paper; short fields stand in pairs."""
        helper = super().helper
        body = [part.value for part in PlanSection if part not in (PlanSection.BASIS, PlanSection.RECIPIENT)]
        helper.layout = Layout(
            HTML('{% include "components/default_button.html" with label="Lưu kế hoạch" %}'),
            "title",
            side_by_side("session", "group"),
            side_by_side("symbol", "number"),
            side_by_side("place_name", "issuer_name"),
            PlanSection.BASIS.value,
            *self._bases_offered(),
            "opening",
            *body,
            HTML('{% include "desk/plan_tasks.html" with task_rows=form.task_rows %}'),
            side_by_side("report_due_on", "signatory"),
            PlanSection.RECIPIENT.value,
            "version",
        )
        return helper

    def _bases_offered(self) -> list[Any]:
        """The lists to pick from, folded away while nothing was sent."""
        offered = [name for name in ("register_bases", "more_bases") if name in self.fields]
        if not offered:
            return []
        summary = "Chọn căn cứ từ sổ căn cứ, từ kế hoạch khác"
        opened = " open" if self.is_bound and any(self[name].errors or self[name].value() for name in offered) else ""
        begin = f'<details class="plan-fold"{opened}><summary>{summary}</summary>'
        return [HTML(begin), *offered, HTML("</details>")]

    def clean(self) -> dict[str, Any]:
        """What is wrong in the rows of tasks is summed up with the rest."""
        cleaned = super().clean() or self.cleaned_data
        for sentence in self.task_rows.problems() if self.task_rows.is_bound else ():
            self.add_error(None, sentence)
        return cleaned

    def tasks(self) -> list[TaskDraft] | None:
        """The tasks as they should be; None when they stay as stored."""
        changed = self.task_rows.is_bound and self.task_rows.has_changed()
        return self.task_rows.drafts() if changed else None

    def changes(self) -> tuple[dict[str, Any], dict[str, list[str]]]:
        """What differs from the plan as it is stored: its fields, and its parts as paragraphs."""
        parts = self.parts()
        picked, added = (self.cleaned_data.get(name) or [] for name in ("register_bases", "more_bases"))
        if picked or added:
            basis = PlanSection.BASIS.value
            texts = with_picked(self.cleaned_data[basis], picked, self.register)
            parts[basis] = [*texts, *(text for text in added if text not in texts)]
        return {name: self.cleaned_data[name] for name in self.changed_data if name in FIELDS}, parts

    def labels(self) -> dict[str, str]:
        return {**super().labels(), "tasks": "Nhiệm vụ"}


def plan_initial(plan: Plan, texts: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """A stored plan as `PlanForm` shows it."""
    values = {name: getattr(plan, name) for name in FIELDS}
    values |= {name: getattr(plan, f"{name}_id") for name in ("session", "group", "signatory")}
    return {**values, **text_initial(plan, texts)}


class ImportPlanForm(OfficialForm, forms.Form):
    """A plan as the office has it in a file."""

    file = forms.FileField(
        label="Tệp kế hoạch",
        help_text="Tệp Word (.docx) hoặc văn bản (.txt), tối đa 20 MB. Các phần I–V, căn cứ, nơi nhận được tách sẵn.",
        widget=forms.ClearableFileInput(attrs={"accept": ".docx,.txt"}),
        error_messages={
            "required": "Chọn tệp kế hoạch (.docx hoặc .txt).",
            "empty": "Tệp trống. Hãy chọn tệp có nội dung kế hoạch.",
        },
    )
    anyway = forms.BooleanField(
        label="Vẫn lập dự thảo từ tệp này",
        required=False,
        help_text="Đánh dấu và chọn lại tệp, nếu vẫn muốn nhập sau khi đọc lời nhắc.",
    )

    def show_doubt(self) -> None:
        """Keep the box for a doubtful plan only where there is a doubt to answer."""
        if "anyway" not in self.errors:
            del self.fields["anyway"]

    def clean_file(self) -> Any:
        """The file, unless it is too large to be a plan."""
        file = self.cleaned_data["file"]
        if file.size > PLAN_FILE_LIMIT:
            raise forms.ValidationError("Tệp lớn hơn 20 MB. Bỏ bớt hình ảnh trong tệp rồi chọn lại.")
        return file


class NewPlanForm(OfficialForm, forms.Form):
    """A plan written here: blank for a session, or from the text of an earlier one."""

    typeahead = ("session",)

    session = SessionChoice(
        label="Kỳ họp",
        queryset=CouncilSession.objects.none(),
        empty_label="Chọn kỳ họp",
        error_messages={"required": "Hãy chọn kỳ họp; chưa có thì lập kỳ họp mới trước."},
    )
    like = PlanChoice(
        label="Lấy nội dung của kế hoạch trước",
        queryset=Plan.objects.none(),
        required=False,
        empty_label="Không, bắt đầu từ trang trắng",
        help_text="Chép các phần, căn cứ, nhiệm vụ, nơi nhận, người ký; ngày và kỳ họp cũ thành tên điền sẵn.",
    )
    group = forms.ModelChoiceField(
        label="Kế hoạch của",
        queryset=DelegateGroup.objects.none(),
        required=False,
        empty_label="Thường trực HĐND",
        help_text="Chọn Tổ đại biểu nếu đây là kế hoạch riêng của Tổ.",
    )
    title = LineField(
        label="Trích yếu",
        max_length=500,
        required=False,
        help_text="Để trống: “Tiếp xúc cử tri trước và sau kỳ họp …” theo kỳ họp đã chọn.",
    )

    def __init__(self, *args: Any, sessions: QuerySet, plans: QuerySet, groups: QuerySet, **options: Any) -> None:
        super().__init__(*args, **options)
        choose(self, session=sessions, like=plans, group=groups)


class SessionForm(OfficialForm, forms.Form):
    """A session that is not entered yet."""

    term = forms.ModelChoiceField(label="Nhiệm kỳ", queryset=Term.objects.none(), empty_label=None)
    ordinal = forms.IntegerField(label="Kỳ họp thứ", min_value=1, max_value=99)
    kind = forms.ChoiceField(label="Loại kỳ họp", choices=SessionKind.choices)
    opens_on = DateField(label="Ngày khai mạc", required=False)
    closes_on = DateField(label="Ngày bế mạc", required=False)

    def __init__(self, *args: Any, terms: QuerySet, **options: Any) -> None:
        super().__init__(*args, **options)
        choose(self, term=terms)

    def clean(self) -> dict[str, Any]:
        """The session ends on the day it begins, or later."""
        values = super().clean() or self.cleaned_data
        opens_on, closes_on = values.get("opens_on"), values.get("closes_on")
        if opens_on and closes_on and closes_on < opens_on:
            self.add_error("closes_on", "Ngày bế mạc phải từ ngày khai mạc trở đi.")
        return values


class SessionDaysForm(OfficialForm, forms.Form):
    """Opening and closing day of a session."""

    opens_on = DateField(label="Ngày khai mạc", required=False)
    closes_on = DateField(label="Ngày bế mạc", required=False)


class RoundDaysForm(OfficialForm, forms.Form):
    """Other days for a round."""

    starts_on = DateField(label="Từ ngày")
    ends_on = DateField(label="Đến ngày")


class OpenRoundsForm(OfficialForm, forms.Form):
    """The rounds of a plan that are not open yet, each with its days."""

    def __init__(
        self, *args: Any, phases: Sequence[Phase], days: Mapping[str, tuple[date, date]], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.phases = list(phases)
        for phase in self.phases:
            self._add(phase, days.get(phase.value))

    def _add(self, phase: Phase, days: tuple[date, date] | None) -> None:
        first, last = days or (None, None)
        # Days are asked of the chosen rounds only; before anything is sent each round shows them as needed.
        needed = not self.is_bound or bool(self.data.get(phase.value))
        self.fields[phase.value] = forms.BooleanField(
            label=f"Mở đợt {phase.label}", required=False, initial=days is not None
        )
        for name, words, day in (("starts_on", "từ ngày", first), ("ends_on", "đến ngày", last)):
            self.fields[f"{phase.value}_{name}"] = DateField(
                label=f"Đợt {phase.label}: {words}",
                required=needed,
                initial=day,
                error_messages={"required": "Hãy điền ngày của đợt này."},
            )
        if phase != Phase.BEFORE:
            self.fields[f"{phase.value}_other_report_form"] = LineField(
                label=f"Đợt {phase.label}: báo cáo bằng hình thức khác, không tổ chức hội nghị",
                required=False,
                max_length=200,
                help_text="Để trống nếu tổ chức hội nghị (NQLT 72/2025, Điều 21).",
            )

    @property
    def helper(self) -> FormHelper:
        """Each round together, its two days side by side."""
        helper = super().helper
        helper.layout = Layout(*(Div(*self._fields_of(phase.value), css_class="section") for phase in self.phases))
        return helper

    def _fields_of(self, phase: str) -> list[Any]:
        days = side_by_side(f"{phase}_starts_on", f"{phase}_ends_on")
        other = f"{phase}_other_report_form"
        return [phase, days, *([other] if other in self.fields else [])]

    def clean(self) -> dict[str, Any]:
        """At least one round is chosen; days that were typed without choosing their round are not passed over."""
        cleaned = super().clean() or self.cleaned_data
        if any(cleaned.get(phase.value) for phase in self.phases):
            return cleaned
        typed = [phase for phase in self.phases if self._days_typed(phase.value)]
        for phase in typed:
            self.add_error(phase.value, f"Đã ghi ngày của đợt {phase.label}: đánh dấu ô này để mở đợt.")
        if not typed:
            self.add_error(self.phases[0].value, "Chọn ít nhất một đợt để mở.")
        return cleaned

    def _days_typed(self, phase: str) -> bool:
        return any(str(self.data.get(f"{phase}_{name}") or "").strip() for name in ("starts_on", "ends_on"))

    def chosen(self) -> list[dict[str, Any]]:
        """The chosen rounds as the arguments of `open_round`."""
        rounds = []
        for phase in self.phases:
            if self.cleaned_data[phase.value]:
                other = self.cleaned_data.get(f"{phase.value}_other_report_form", "")
                rounds.append(
                    {
                        "phase": phase.value,
                        "starts_on": self.cleaned_data[f"{phase.value}_starts_on"],
                        "ends_on": self.cleaned_data[f"{phase.value}_ends_on"],
                        "holds_conferences": not other,
                        "other_report_form": other,
                    }
                )
        return rounds


class IssuePlanForm(IssueDayForm):
    """Of a plan also where the register begins when it is not open yet."""

    field_order = ("on", "first_number", "confirmed")

    first_number = forms.IntegerField(
        label="Số đầu của sổ",
        min_value=1,
        max_value=LARGEST_NUMBER,
        help_text="Sổ của năm này chưa mở. Ghi số kế tiếp mà văn thư đang dùng; từ đây phần mềm cấp số.",
    )

    def __init__(self, *args: Any, opens_register: bool, earliest: date | None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.earliest = earliest
        if not opens_register:
            del self.fields["first_number"]

    def clean_on(self) -> date:
        """A day of the term: a year mistyped would take a number of another register."""
        on: date = self.cleaned_data["on"]
        if self.earliest is not None and on < self.earliest:
            began = short_date(self.earliest)
            raise forms.ValidationError(f"Nhiệm kỳ bắt đầu ngày {began}. Ngày ban hành phải từ ngày đó trở đi.")
        return on


class GroupPlanForm(OfficialForm, forms.Form):
    """Which group gets a draft of its own plan; all that have none unless one is chosen."""

    group = forms.ChoiceField(label="Lập cho", required=False)

    def __init__(self, *args: Any, groups: Sequence[DelegateGroup], **options: Any) -> None:
        super().__init__(*args, **options)
        self.groups = {str(one.pk): one for one in groups}
        known: Any = self.fields["group"]
        known.choices = [("", "Mọi Tổ chưa có kế hoạch"), *((key, one.label) for key, one in self.groups.items())]

    def clean_group(self) -> DelegateGroup | None:
        """The group itself; None for all."""
        return self.groups.get(self.cleaned_data["group"])


class CommentForm(OfficialForm, forms.Form):
    """What somebody says on a plan; the office writes it down for bodies and groups that answered on paper."""

    typeahead = ("body",)

    body = forms.ModelChoiceField(
        label="Ý kiến của cơ quan, tổ chức",
        queryset=Body.objects.none(),
        required=False,
        empty_label="Không chọn",
        help_text="Ví dụ UBND, Ủy ban MTTQ, Ban của HĐND",
    )
    group = forms.ModelChoiceField(
        label="Hoặc của Tổ đại biểu",
        queryset=DelegateGroup.objects.none(),
        required=False,
        empty_label="Không chọn",
        help_text="Không chọn ở cả hai ô thì ghi là ý kiến của chính bạn.",
    )
    text = ParagraphField(label="Ý kiến", widget=forms.Textarea(attrs={"rows": 6}))

    def __init__(
        self, *args: Any, bodies: QuerySet, groups: QuerySet, speaks_for_others: bool, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        choose(self, body=bodies, group=groups)
        if not speaks_for_others:
            del self.fields["body"], self.fields["group"]
