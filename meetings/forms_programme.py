"""The programme of a meeting and who answers voters there, as two sections of the meeting's form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from crispy_forms.layout import HTML, Div, Fieldset
from django import forms

from meetings.actions.programme import Officer, Programme
from meetings.enums import AgendaStep
from meetings.models import AgendaItem, MeetingOfficer
from txct.core.forms import LineField
from txct.lib.dates import clock_text
from txct.lib.numbers import whole_number

SPARE_ROWS = 2
MOST_ROWS = 60
POINT = ("order", "step", "minutes", "text", "presenter")
OFFICER = ("body", "name", "title")
MINUTES = {
    "invalid": "Ghi số phút bằng chữ số, ví dụ 15.",
    "min_value": "Mỗi mục dài ít nhất 1 phút.",
    "max_value": "Số phút quá lớn. Hãy xem lại.",
}
ORDER = dict.fromkeys(
    ("invalid", "min_value", "max_value"), "Ghi thứ tự bằng chữ số, ví dụ 3. Mục trùng số xếp sau mục đã có."
)
HINT = (
    '<p class="muted">Sáu bước của hội nghị. Bỏ trống nội dung để bỏ mục; đổi số thứ tự để đổi chỗ; '
    "bỏ hết thì lập lại sáu bước.</p>"
)


def asking(name: str, words: str, anchor: str, value: str = "1") -> str:
    """A button that sends the form to be shown again with more in it, at ANCHOR; nothing is saved."""
    return (
        f'<button type="submit" class="btn btn-secondary btn-sm" name="{name}" value="{value}" formnovalidate '
        f'formaction="{{{{ address }}}}#{anchor}">{words}</button>'
    )


def row_count(sent: Any, kept: Any, known: int, rows: str, more: str) -> int:
    """How many rows a form shows: those known and two more, or as many as were sent in ROWS and asked for by MORE.

    KEPT, the address, names more when there were more before a login ran out.
    """
    if sent is None:
        return min(max(known + SPARE_ROWS, whole_number(kept.get(rows, "")) or 0), MOST_ROWS)
    asked = whole_number(str(sent.get(rows, "")))
    shown = known + SPARE_ROWS if asked is None else asked
    return min(shown + (SPARE_ROWS if more in sent else 0), MOST_ROWS)


def row_counter(rows: int) -> forms.IntegerField:
    """The hidden field that says how many rows of a kind the form shows."""
    return forms.IntegerField(widget=forms.HiddenInput({"data-rows": ""}), required=False, initial=rows)


def with_counts(sent: Any, counts: Mapping[str, int]) -> Any:
    """What was SENT, with as many rows as the form shows now: a page sent again brings all of them."""
    if sent is None:
        return None
    shown = sent.copy()
    for name in counts.keys() & sent.keys():
        shown[name] = str(counts[name])
    return shown


@dataclass(frozen=True, slots=True)
class TimedPoint:
    """A point of a programme; CLOCK is the hour it begins, "" while the meeting has none."""

    clock: str
    text: str
    presenter: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Timetable:
    """A programme by the clock, and in words how it fits into the meeting."""

    points: tuple[TimedPoint, ...]
    words: str


def timetable_of(items: Iterable[AgendaItem], start: datetime | None, length: int | None) -> Timetable:
    """The running clock of a programme that begins at START, against the LENGTH of the meeting in minutes."""
    points, total = [], 0
    for item in items:
        clock = clock_text((start + timedelta(minutes=total)).time()) if start else ""
        points.append(TimedPoint(clock, item.text, item.presenter_name, item.minutes))
        total += item.minutes
    words = f"Chương trình {total} phút"
    if start:
        words += f", xong lúc {clock_text((start + timedelta(minutes=total)).time())}"
    if length is not None:
        left = length - total
        words += f"; còn {left} phút" if left > 0 else f"; quá {-left} phút" if left else "; vừa hết giờ hội nghị"
    return Timetable(tuple(points), f"{words}.")


class ProgrammeSections:
    """Mix into a form: rows of points and of officers, what was typed in them, and what is to be saved of it.

    The form gives `standard_steps`. A page sent without these sections leaves the programme alone.
    """

    fields: Any
    data: Any
    is_bound: bool
    full_clean: Any
    cleaned_data: dict[str, Any]
    errors: Any
    add_error: Any
    is_new: bool

    def standard_steps(self, *, with_assembly: bool = False) -> list[AgendaItem]:
        """The six steps for the hours, chair and councils as typed."""
        raise NotImplementedError

    def add_programme(
        self, counts: Mapping[str, int], items: Sequence[AgendaItem], officers: Sequence[MeetingOfficer], bodies: Any
    ) -> None:
        """Rows for the points ITEMS and for OFFICERS sent by BODIES, with room for more: COUNTS of them."""
        self.points, self.answerers = counts["points"], counts["answerers"]
        self.items, self.officers = list(items), list(officers)
        for place in range(self.points):
            self._add_point(place, items[place] if place < len(items) else None)
        for place in range(self.answerers):
            self._add_officer(place, officers[place] if place < len(officers) else None, bodies)

    def _add_point(self, place: int, item: AgendaItem | None) -> None:
        n = place + 1
        order = forms.IntegerField(
            label=f"Thứ tự {n}",
            min_value=1,
            max_value=MOST_ROWS,
            required=False,
            initial=n,
            error_messages=ORDER,
        )
        minutes = forms.IntegerField(
            label=f"Phút {n}",
            min_value=1,
            max_value=600,
            required=False,
            initial=item.minutes if item else None,
            error_messages=MINUTES,
        )
        step = forms.ChoiceField(
            label=f"Bước {n}",
            choices=[("", ""), *AgendaStep.choices],
            required=False,
            initial=item.step if item else "",
        )
        text = LineField(label=f"Nội dung {n}", max_length=300, required=False, initial=item.text if item else "")
        presenter = LineField(
            label=f"Người thực hiện {n}",
            max_length=160,
            required=False,
            initial=item.presenter_name if item else "",
        )
        self._add_row(place, POINT, (order, step, minutes, text, presenter))

    def _add_officer(self, place: int, officer: MeetingOfficer | None, bodies: Any) -> None:
        n = place + 1
        body = forms.ModelChoiceField(
            bodies, label=f"Cơ quan {n}", required=False, empty_label="", initial=officer.body_id if officer else None
        )
        body.widget.attrs["data-typeahead"] = ""
        name = LineField(
            label=f"Họ và tên {n}", max_length=120, required=False, initial=officer.full_name if officer else ""
        )
        title = LineField(
            label=f"Chức vụ {n}", max_length=160, required=False, initial=officer.title if officer else ""
        )
        self._add_row(place, OFFICER, (body, name, title))

    def _add_row(self, place: int, names: Sequence[str], found: Sequence[forms.Field]) -> None:
        self.fields |= {f"{name}_{place}": field for name, field in zip(names, found, strict=True)}

    def programme_layout(self) -> tuple[Fieldset, Fieldset]:
        """One row a point, one row an officer, each with its button for more."""
        points = [Div(*(f"{name}_{n}" for name in POINT), css_class="point-row") for n in range(self.points)]
        people = [Div(*(f"{name}_{n}" for name in OFFICER), css_class="officer-row") for n in range(self.answerers)]
        buttons = Div(
            HTML(asking("more_points", "Thêm mục", "chuong-trinh")),
            HTML(asking("six_steps", "Lập lại sáu bước theo giờ đã nhập", "chuong-trinh")),
            HTML(asking("six_steps", "Lập lại, có đại biểu Quốc hội", "chuong-trinh", "assembly")),
            css_class="section-buttons",
        )
        more = HTML(asking("more_officers", "Thêm người trả lời", "tra-loi-cu-tri"))
        return (
            Fieldset("Chương trình", HTML(HINT), *points, buttons, "points", css_id="chuong-trinh"),
            Fieldset("Người trả lời cử tri", *people, more, "answerers", css_id="tra-loi-cu-tri"),
        )

    def clean_programme(self, values: dict[str, Any]) -> None:
        """A point has its step, text and minutes; an officer a body."""
        for n in range(self.points):
            text, minutes = values.get(f"text_{n}"), values.get(f"minutes_{n}")
            if text and not values.get(f"step_{n}"):
                self.add_error(f"step_{n}", "Chọn bước của mục này.")
            if text and not minutes and f"minutes_{n}" not in self.errors:
                self.add_error(f"minutes_{n}", "Ghi số phút của mục này.")
        for n in range(self.answerers):
            if (values.get(f"name_{n}") or values.get(f"title_{n}")) and not values.get(f"body_{n}"):
                self.add_error(f"body_{n}", "Chọn cơ quan của người này.")

    def programme(self) -> list[AgendaItem]:
        """The points as they would be saved: those typed, in their order; the six steps when none was.

        A new meeting whose points were left as they were offered gets them for the hours, chair and councils typed.
        """
        if not self.is_bound:
            return self.items
        if "points" not in self.data or _written(self._typed_points()) == _written(self.items):
            return self.standard_steps() if self.is_new else self.items
        return self._typed_points() or self.standard_steps()

    def _typed_points(self) -> list[AgendaItem]:
        values = self.cleaned_data
        filled = [n for n in range(self.points) if values.get(f"text_{n}")]
        filled.sort(key=lambda n: values.get(f"order_{n}") or n + 1)
        return [
            AgendaItem(
                step=values.get(f"step_{n}", ""),
                text=values[f"text_{n}"],
                presenter_name=values.get(f"presenter_{n}", ""),
                minutes=values.get(f"minutes_{n}") or 0,
            )
            for n in filled
        ]

    def answering(self) -> list[Officer]:
        """(body, name, title) of each officer."""
        values = self.cleaned_data
        rows = [(values[f"body_{n}"], values[f"name_{n}"], values[f"title_{n}"]) for n in range(self.answerers)]
        return [row for row in rows if row[0]]

    def programme_details(self) -> Programme:
        """What an action has to save of both sections; what was not touched is left out."""
        found: Programme = {}
        agenda = self.programme()
        if self.is_new or _written(agenda) != _written(self.items):
            found["agenda"] = agenda
        known = [(officer.body_id, officer.full_name, officer.title) for officer in self.officers]
        if "answerers" in self.data and [(body.pk, *who) for body, *who in self.answering()] != known:
            found["officers"] = self.answering()
        return found

    def with_six_steps(self) -> Any:
        """What was sent, with the six steps in place of the points typed; `assembly` asks for its deputies too."""
        self.full_clean()
        sent = self.data.copy()
        steps = self.standard_steps(with_assembly=sent["six_steps"] == "assembly")
        rows = max(self.points, len(steps))
        for n in range(rows):
            step = steps[n] if n < len(steps) else AgendaItem(step="", text="", presenter_name="")
            shown = (n + 1, step.step, step.minutes if step.text else "", step.text, step.presenter_name)
            for name, value in zip(POINT, shown, strict=True):
                sent[f"{name}_{n}"] = str(value)
        sent["points"] = str(rows)
        return sent


def _written(items: Iterable[AgendaItem]) -> list[tuple[str, str, str, int]]:
    return [(item.step, item.text, item.presenter_name, item.minutes) for item in items]
