"""What is filled in to bring a schedule that exists: a file or pasted text, then names and rows to choose."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from meetings.importers.reading import SIZE_LIMIT
from meetings.importers.schedule_files import KINDS
from meetings.schedule_names import KEEP_IN_NOTE, OpenName
from txct.core.forms import OfficialForm

PASTED_LIMIT = 400_000
FIELD_WORDS = {"units": "Đơn vị", "groups": "Tổ đại biểu", "delegates": "Đại biểu"}


class ScheduleSourceForm(OfficialForm, forms.Form):
    """A schedule as the office has it. TABLE is what the clipboard held beside the plain text, with its cells."""

    file = forms.FileField(
        label="Tệp lịch",
        required=False,
        help_text="Excel (.xlsx), Word (.docx), .csv, trang web (.html) hoặc văn bản (.txt), tối đa 20 MB.",
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(KINDS)}),
        error_messages={"empty": "Tệp trống. Chọn tệp có lịch."},
    )
    text = forms.CharField(
        label="Hoặc dán lịch vào đây",
        required=False,
        max_length=PASTED_LIMIT,
        strip=False,
        help_text="Chép bảng từ Word, Excel, chép một đoạn văn bản hay tin nhắn rồi dán.",
        widget=forms.Textarea(attrs={"rows": 8, "data-paste-table": "id_table"}),
    )
    table = forms.CharField(required=False, max_length=4 * PASTED_LIMIT, strip=False, widget=forms.HiddenInput)
    year = forms.IntegerField(
        label="Năm của những ngày không ghi năm",
        required=False,
        min_value=1990,
        max_value=2199,
        help_text="Để trống thì lấy theo ngày ký kế hoạch và theo lịch; năm suy ra được nói ở từng dòng.",
        widget=forms.NumberInput(attrs={"class": "form-control short-number"}),
    )

    def clean_file(self) -> Any:
        """The file, unless it is too large for a schedule."""
        file = self.cleaned_data["file"]
        if file and file.size > SIZE_LIMIT:
            raise forms.ValidationError("Tệp lớn hơn 20 MB. Bỏ bớt hình ảnh trong tệp rồi chọn lại.")
        return file

    def clean(self) -> dict[str, Any]:
        """One of the two, not both."""
        values = super().clean() or {}
        file, text = values.get("file"), (values.get("text") or "").strip()
        if self.errors:
            return values
        if not file and not text:
            self.add_error("file", "Chọn tệp, hoặc dán lịch vào ô bên dưới.")
        elif file and text:
            self.add_error("text", "Chọn một trong hai: tệp, hoặc nội dung dán. Xóa ô này nếu nhập từ tệp.")
        return values

    def source(self) -> tuple[str, bytes]:
        """(name, content) of what is to be read."""
        file = self.cleaned_data["file"]
        if file:
            return file.name, file.read()
        text, table = self.cleaned_data["text"], self.cleaned_data["table"]
        if "<table" in table.lower():
            return "nội dung dán.html", table.encode()
        name = "nội dung dán.html" if "<table" in text.lower() else "nội dung dán.txt"
        return name, text.encode()


class NamesForm(OfficialForm, forms.Form):
    """One choice for each printed name that fits no record, or several."""

    def __init__(self, *args: Any, names: Iterable[OpenName], chosen: dict[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.keys: dict[str, str] = {}
        for place, name in enumerate(names):
            key = f"ten-{place}"
            self.keys[key] = name.key
            self.fields[key] = forms.ChoiceField(
                label=f"{FIELD_WORDS[name.field]} “{name.printed}”",
                choices=[("", "chưa chọn"), *name.candidates, (KEEP_IN_NOTE, "không có, chỉ giữ ở ghi chú")],
                required=False,
                initial=chosen.get(name.key, ""),
            )

    def choices(self) -> dict[str, str]:
        """The choice for each printed name, by `OpenName.key`."""
        return {self.keys[name]: value for name, value in self.cleaned_data.items()}
