"""The page that shows every component in every state: where a screen is designed before it is built."""

from datetime import date, datetime, time, timedelta, timezone
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from txct.core.components import (
    Cell,
    Chip,
    Column,
    FieldVersions,
    HistoryEntry,
    PageWarning,
    Slot,
    Tab,
    Tile,
    lay_out,
)
from txct.core.forms import ClockField, DateField, LineField, OfficialForm, ParagraphField

HERE = "#noi-dung"
DAY = date(2026, 11, 24)
MOMENT = datetime(2026, 11, 24, 14, 30, tzinfo=timezone(timedelta(hours=7)))
WARDS = ("Đông Ngàn", "Đình Bảng", "Tân Hồng", "Đồng Nguyên", "Trang Hạ", "Phù Chẩn", "Châu Khê", "Đồng Kỵ")


class SampleForm(OfficialForm, forms.Form):
    """One field of each kind."""

    typeahead = ("ward", "delegates")

    title = LineField(label="Tên hội nghị", help_text="Như sẽ in trên giấy mời.")
    day = DateField(label="Ngày")
    start = ClockField(label="Giờ bắt đầu")
    ward = forms.ChoiceField(
        label="Khu phố",
        choices=[("", "Chọn khu phố"), *[(str(i), f"Khu phố {w}") for i, w in enumerate(WARDS)]],
    )
    delegates = forms.MultipleChoiceField(
        label="Đại biểu dự",
        required=False,
        choices=[
            ("1", "Nguyễn Văn Đức"),
            ("2", "Đặng Thị Hòa"),
            ("3", "Trần Quốc Thủy"),
            ("4", "Ngô Bích Ngọc"),
        ],
    )
    form = forms.ChoiceField(
        label="Hình thức",
        widget=forms.RadioSelect,
        choices=[("conference", "Hội nghị"), ("encounter", "Gặp gỡ, tiếp xúc")],
    )
    channels = forms.MultipleChoiceField(
        label="Cách thông báo",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("mail", "Thư điện tử"), ("post", "Niêm yết"), ("radio", "Loa truyền thanh")],
    )
    note = ParagraphField(label="Ghi chú", required=False)
    attachment = forms.FileField(
        label="Tệp kèm theo", required=False, help_text="Tệp .pdf hoặc .docx, không quá 5 MB."
    )
    public = forms.BooleanField(label="Đưa lên lịch công khai", required=False)


def _form_samples() -> dict[str, Any]:
    typed = {"sample-day": "31/2", "sample-start": "25h", "sample-title": "Hội nghị khu phố Đình Bảng"}
    return {
        "blank_form": SampleForm(initial={"day": DAY, "start": time(14, 0), "delegates": ["2"]}),
        "refused_form": SampleForm(typed, prefix="sample"),
    }


def _list_samples() -> dict[str, Any]:
    columns = [
        Column("Kiến nghị", sort="noi-dung"),
        Column("Cơ quan giải quyết", sort="co-quan"),
        Column("Hạn", sort="han"),
        Column("Trạng thái"),
        Column("Lượt nêu", sort="luot", number=True),
    ]
    states = [
        ("done", "đã xong"),
        ("due", "sắp đến hạn"),
        ("late", "quá hạn 3 ngày"),
        ("draft", "dự thảo"),
        ("open", "đang giải quyết"),
    ]
    rows = [
        [
            Cell(f"Sửa đường trục khu phố {ward}, đoạn qua nhà văn hóa", url=HERE),
            Cell("Phòng Kinh tế, Hạ tầng và Đô thị"),
            Cell(f"{i + 10}/12/2026"),
            Cell(states[i % 5][1], tone=states[i % 5][0]),
            Cell(str(i + 1), number=True),
        ]
        for i, ward in enumerate(WARDS)
    ]
    return {
        "columns": columns,
        "rows": rows,
        "total": [Cell("Cộng"), Cell(""), Cell(""), Cell(""), Cell("36", number=True)],
        "chips": [Chip("Trạng thái: quá hạn", HERE), Chip("Cơ quan: Phòng Kinh tế", HERE)],
        "page": Paginator(range(412), 25).page(4),
        "tabs": [
            Tab("Theo ngày", HERE, True),
            Tab("Theo đơn vị", HERE),
            Tab("Theo Tổ", HERE),
            Tab("Theo đại biểu", HERE),
        ],
        "tiles": [
            Tile("18", "cơ quan chưa trả lời", HERE, "open", "trong 51 kiến nghị"),
            Tile("03", "quá hạn", HERE, "late"),
            Tile("05", "sắp đến hạn", HERE, "due", "trong 7 ngày tới"),
            Tile("30", "đã xong", HERE, "done"),
            Tile("02", "dự thảo", HERE, "draft"),
            Tile("412", "cử tri dự"),
        ],
    }


def _schedule_samples() -> dict[str, Any]:
    slots = [
        Slot(
            "Khu phố Đông Ngàn",
            DAY,
            time(8, 0),
            place="Nhà văn hóa Đông Ngàn",
            who="Tổ 1",
            note="60 cử tri",
            url=HERE,
            tone="done",
        ),
        Slot("Khu phố Tân Hồng", DAY, time(14, 0), place="Nhà văn hóa Tân Hồng", who="Tổ 2", url=HERE),
        Slot(
            "Khu phố Phù Chẩn",
            DAY + timedelta(1),
            time(8, 0),
            who="Tổ 2",
            url=HERE,
            tone="late",
            warning="Trùng giờ với Tổ 1, 8h30",
        ),
        Slot("Khu phố Trang Hạ", DAY + timedelta(2), part="chiều", who="Tổ 1", url=HERE, tone="draft"),
        Slot("Khu phố Đình Bảng 3"),
        Slot("Khu phố Đình Bảng 5"),
    ]
    return {"schedule": lay_out(slots), "empty_schedule": lay_out([])}


def _story_samples() -> dict[str, Any]:
    return {
        "history": [
            HistoryEntry("Cơ quan trả lời", "14h30 thứ Ba, 24/11/2026", "Phòng Kinh tế", "done"),
            HistoryEntry(
                "Gia hạn trả lời",
                "9h05 thứ Hai, 16/11/2026",
                "Trần Thị Mai",
                "due",
                "Chờ thẩm định dự toán.",
                "15/11/2026",
                "30/11/2026",
            ),
            HistoryEntry("Chuyển cơ quan giải quyết", "8h10 thứ Hai, 02/11/2026", "Trần Thị Mai"),
        ],
        "facts": [
            ("Số phiếu", "12/PC-HĐND"),
            ("Cơ quan", "Phòng Kinh tế"),
            ("Hạn trả lời", "thứ Hai, 30/11/2026"),
            ("Kết quả", ""),
        ],
        "warnings": [
            PageWarning("Ông Nguyễn Văn Đức dự hai cuộc cùng buổi sáng 25/11/2026.", "late", "Trùng đại biểu", HERE),
            PageWarning("Khu phố Trang Hạ chưa có địa điểm.", "due", "Thiếu địa điểm", HERE),
        ],
        "versions": [
            FieldVersions("Địa điểm", "Nhà văn hóa Đình Bảng", "Trường THCS Đình Bảng"),
            FieldVersions("Giờ", "14h00", "14h00"),
            FieldVersions("Ghi chú", "Có màn hình", ""),
        ],
        "hidden": [("place", "Nhà văn hóa Đình Bảng"), ("version", "7")],
        "moment": MOMENT,
    }


def _work_samples() -> dict[str, Any]:
    meeting = {
        "day": DAY + timedelta(2),
        "start": time(14, 0),
        "place": "Nhà văn hóa khu phố Đình Bảng",
        "address": "Đường Lý Thái Tổ, phường Từ Sơn",
        "map_url": HERE,
        "calendar_url": HERE,
        "who": ["Nguyễn Văn Đức", "Đặng Thị Hòa"],
        "chair": "Ủy ban MTTQ Việt Nam phường",
        "last_time": "4 việc: 2 đã xong, 1 đang làm, 1 quá hạn",
        "last_time_url": HERE,
    }
    job = {"title": "In báo cáo tổng hợp", "done": 120, "total": 300, "started": MOMENT, "elapsed": "12 giây"}
    return {
        "meetings": [
            {**meeting, "confirm_url": "/dai-bieu/", "excuse_url": HERE},
            {**meeting, "answer_tone": "done", "answer_word": "đã xác nhận tham dự"},
        ],
        "running_job": {**job, "step": "Dàn trang phụ lục", "tone": "open", "word": "đang chạy"},
        "failed_job": {
            **job,
            "total": 0,
            "tone": "late",
            "word": "không xong",
            "message": "Phụ lục có dòng thiếu cơ quan. Hãy bổ sung rồi in lại.",
        },
        "finished_job": {
            **job,
            "total": 0,
            "elapsed": "31 giây",
            "tone": "done",
            "word": "đã xong",
            "result_url": HERE,
            "result_label": "Mở báo cáo",
        },
        "consequences": [
            "12 giấy mời sẽ được gửi đến 35 đại biểu và 8 đơn vị.",
            "Lịch công khai đổi ngay theo bản này.",
        ],
    }


def components_page(request: HttpRequest) -> HttpResponse:
    """Show every component in every state."""
    context = {**_form_samples(), **_list_samples(), **_schedule_samples(), **_story_samples(), **_work_samples()}
    return render(request, "pages/components.html", {"page_title": "Thành phần giao diện", **context})
