"""Forms as an official fills them in: forgiving of how things are typed, exact about what is wrong."""

from collections.abc import Callable
from datetime import date, time
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div
from django import forms
from django.utils.timezone import localdate

from txct.lib.dates import clock_text, parse_clock, parse_date
from txct.lib.text import clean, clean_line
from txct.lib.unreadable import Unreadable


def _nearest_date(text: str, reference: date) -> date:
    """Read a day and month without year as the one nearest to `reference`."""
    readings: list[date] = []
    refusals: list[Unreadable] = []
    for year in (reference.year, reference.year + 1, reference.year - 1):
        try:
            readings.append(parse_date(text, year=year))
        except Unreadable as refusal:
            refusals.append(refusal)
    if not readings:
        reasons = {refusal.reason for refusal in refusals}
        if len(reasons) > 1 and all(reason.startswith("tháng 2 năm") for reason in reasons):
            # Naming the year it was tried with would explain a day of another year by this one.
            raise Unreadable(text, "tháng 2 chỉ có các ngày từ 1 đến 28, năm nhuận đến 29; hãy kiểm tra lại.")
        raise refusals[0]
    return min(readings, key=lambda day: abs(day - reference))


class DateInput(forms.TextInput):
    """A date typed as text; `picker.js` puts the browser's calendar beside it."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            {
                "class": "field-date",
                "autocomplete": "off",
                "data-picker": "date",
                **(attrs or {}),
            }
        )

    def format_value(self, value: Any) -> str | None:
        """Show a stored date as 24/11/2026; leave what was typed untouched."""
        return value.strftime("%d/%m/%Y") if isinstance(value, date) else super().format_value(value)


YEARS = range(1951, 2100)
"""Years a date may be typed in: well within those whose working days are known."""


class DateField(forms.DateField):
    """A date as people write it: 24/11/2026, 24-11-2026, 24/11 (the nearest one), ngày 24 tháng 11 năm 2026.

    `reference` gives the day from which the nearest year is counted; today when it is left out.
    """

    widget = DateInput

    def __init__(self, *, reference: Callable[[], date] = localdate, **options: Any) -> None:
        options.setdefault("help_text", "Ví dụ 24/11/2026 hoặc 24/11")
        super().__init__(**options)
        self.reference = reference

    def to_python(self, value: Any) -> date | None:
        """Return the date, or raise a sentence that says how to write it."""
        if value in self.empty_values or isinstance(value, date):
            return _within_reach(super().to_python(value))
        text = clean_line(str(value))
        return _within_reach(self._read(text)) if text else None

    def _read(self, text: str) -> date:
        try:
            return parse_date(text)
        except Unreadable:
            try:
                return _nearest_date(text, self.reference())
            except Unreadable as error:
                raise forms.ValidationError(str(error), code="invalid") from error


def _within_reach(day: date | None) -> date | None:
    """DAY, unless its year is surely mistyped: working days could not be counted around it."""
    if day is not None and day.year not in YEARS:
        raise forms.ValidationError(
            f"Năm {day.year} không đúng; hãy xem lại, năm phải từ {YEARS[0]} đến {YEARS[-1]}.", code="invalid"
        )
    return day


class ClockInput(forms.TextInput):
    """An hour typed as text."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"class": "field-clock", "autocomplete": "off", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        """Show a stored hour as 14h30; leave what was typed untouched."""
        return clock_text(value) if isinstance(value, time) else super().format_value(value)


class ClockField(forms.TimeField):
    """An hour as people write it: 14h, 14h30, 14:30, 8 giờ 30."""

    widget = ClockInput

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", "Ví dụ 8h, 14h30 hoặc 14:30")
        super().__init__(**options)

    def to_python(self, value: Any) -> time | None:
        """Return the hour, or raise a sentence that says how to write it."""
        if value in self.empty_values or isinstance(value, time):
            return super().to_python(value)
        text = clean_line(str(value))
        if not text:
            return None
        try:
            return parse_clock(text)
        except Unreadable as error:
            raise forms.ValidationError(str(error), code="invalid") from error


class LineField(forms.CharField):
    """One line of text, cleaned of what copying from Word brings along."""

    def to_python(self, value: Any) -> str:
        """Return the text in one line, in NFC."""
        return str(super().to_python(clean_line(str(value)) if value not in self.empty_values else value))


class ParagraphField(forms.CharField):
    """Several lines of text, cleaned, line breaks kept."""

    widget = forms.Textarea(attrs={"rows": 5})

    def to_python(self, value: Any) -> str:
        """Return the text in NFC with plain line breaks."""
        return str(super().to_python(clean(str(value)) if value not in self.empty_values else value))


def _ask_kindly(form_field: forms.Field) -> None:
    """Replace the framework's sentence about a required field; a form's own sentence stays."""
    if form_field.error_messages.get("required") != forms.Field.default_error_messages["required"]:
        return
    chosen = isinstance(form_field, forms.ChoiceField | forms.ModelChoiceField | forms.FileField)
    form_field.error_messages["required"] = "Hãy chọn mục này." if chosen else "Hãy điền mục này."


class OfficialForm:
    """Mix in before `forms.Form` or `forms.ModelForm`: crispy layout, our own errors, not the browser's.

    Selects named in `typeahead` are searched without accents. A model form that names
    `official_form_field` as its Meta.formfield_callback reads dates, hours and texts as the fields above.
    """

    use_required_attribute = False
    typeahead: tuple[str, ...] = ()

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("label_suffix", "")
        super().__init__(*args, **options)
        for form_field in self.fields.values():  # type: ignore[attr-defined]
            _ask_kindly(form_field)
        for name in self.typeahead:
            self.fields[name].widget.attrs["data-typeahead"] = ""  # type: ignore[attr-defined]

    @property
    def helper(self) -> FormHelper:
        """Layout without form element and token: `components/form.html` writes those."""
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        helper.include_media = False
        return helper


def side_by_side(*names: str) -> Div:
    """Short fields on one line of a wide screen."""
    return Div(*names, css_class="fields-row")


def official_form_field(db_field: Any, **options: Any) -> forms.Field | None:
    """`formfield_callback` for model forms: dates, hours and texts as typed by people."""
    kinds = {"DateField": DateField, "TimeField": ClockField}
    kind = db_field.get_internal_type()
    if kind in kinds and not db_field.choices:
        help_text = db_field.help_text
        given = {"form_class": kinds[kind], **({} if help_text else {"help_text": kinds[kind]().help_text})}
        return db_field.formfield(**{**given, **options})
    if kind == "CharField" and not db_field.choices:
        return db_field.formfield(**{"form_class": LineField, **options})
    if kind == "TextField" and not db_field.choices:
        return db_field.formfield(**{"form_class": ParagraphField, "widget": ParagraphField.widget, **options})
    return db_field.formfield(**options)
