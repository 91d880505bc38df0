"""Printed rounds are read back from every form in which offices print them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from meetings.importers.schedule import read_schedule
from meetings.importers.schedule_values import ReadMeeting, SchedulePreview
from meetings.importers.tests.rounds import FORMS, compare

OWN = sorted((Path(__file__).parent / "data").glob("*.json"))
PUBLISHED = sorted((Path(__file__).resolve().parents[4] / "shared" / "data" / "rounds").glob("*.json"))
# What each irregularity of a published round is reported as, wherever the form prints it.
REPORTED = {
    "không in địa điểm": "missing_venue",
    "không in giờ": "missing_hour",
    "chỉ ghi buổi, không có giờ": "missing_hour",
    "ngày nghỉ cuối tuần": "weekend",
    "hai điểm cùng giờ, khác đơn vị bầu cử": "same_time",
    "hai điểm cùng giờ, không ghi đơn vị": "same_time",
    "địa điểm bị cắt giữa ô": "incomplete_venue",
    "địa điểm thiếu tên xã": "incomplete_venue",
    "năm suy từ kỳ họp": "inferred_year",
    "một tổ tách đại biểu đi hai phường cùng buổi": "same_group_time",
    "lỗi gõ “hiều thứ năm”; dòng bị cắt": "doubtful_reading",
    "bản thay thế của lịch đã công bố (16-5 → 18-5)": "replaces",
    "tên cụm có Thanh Thủy nhưng danh sách xã không có": "cluster_mismatch",
    "phường tên số: “phường 5, 6, 7…”": "doubtful_reading",
}
MERGED = {
    "ô gộp hàng: huyện in một lần": "merged_cell",
    "giờ/ngày gộp với hàng trên (rowspan)": "merged_cell",
    "giờ/ngày gộp hàng": "merged_cell",
}


def loaded(paths: list[Path]) -> list[dict]:
    return [json.loads(path.read_text(encoding="utf-8")) for path in paths]


def codes_of(preview: SchedulePreview, meeting: ReadMeeting) -> set[str]:
    """What is doubtful in the rows of one meeting."""
    return {item.code for item in preview.problems if (item.part, item.row) in meeting.rows}


@pytest.mark.parametrize("form", FORMS)
def test_our_own_rounds_are_read_whole(form: str) -> None:
    extension, render = FORMS[form]
    for round_ in loaded(OWN):
        preview = read_schedule(render(round_), f"lịch{extension}")
        right, total, wrong = compare(round_, preview)
        assert right >= total - (form == "txt nested"), wrong


@pytest.mark.parametrize("form", FORMS)
def test_the_irregularities_of_our_own_rounds_are_reported_in_their_rows(form: str) -> None:
    extension, render = FORMS[form]
    for round_ in loaded(OWN):
        preview = read_schedule(render(round_), f"lịch{extension}")
        for told, read in zip(round_["meetings"], preview.meetings, strict=True):
            codes = codes_of(preview, read)
            assert set(told["anomalies"]) <= codes, (form, round_["id"], told["date_raw"])


def test_a_meeting_before_its_plan_was_signed_is_reported_in_every_form() -> None:
    round_ = next(item for item in loaded(OWN) if item["id"] == "tinh-2024")
    for form, (extension, render) in FORMS.items():
        preview = read_schedule(render(round_), f"lịch{extension}")
        early = [item.message for item in preview.problems if item.code == "before_plan"]
        told = "Hội nghị ngày 20/11/2024 diễn ra trước ngày ký kế hoạch (21/11/2024). Kiểm tra lại hai ngày này."
        assert early == [told] * 2, form


@pytest.mark.parametrize("year", [1900, 1949, 2101, 2150])
def test_a_day_in_a_year_without_a_known_calendar_is_read_all_the_same(year: int) -> None:
    text = f"Ngày\tGiờ\tĐơn vị\tĐịa điểm\n20/6/{year}\t8h00\tPhường Đồng Kỵ\tHội trường UBND phường Đồng Kỵ\n"
    (meeting,) = read_schedule(text.encode(), "lịch.txt").meetings
    assert meeting.days == (date(year, 6, 20),)


@pytest.mark.skipif(not PUBLISHED, reason="the published rounds are not on this machine")
def test_published_rounds_are_read_right_to_97_percent_in_every_form() -> None:
    rounds = loaded(PUBLISHED)
    all_right = all_total = 0
    for form, (extension, render) in FORMS.items():
        figures = [compare(item, read_schedule(render(item), f"{item['id']}{extension}"))[:2] for item in rounds]
        right, total = (sum(column) for column in zip(*figures, strict=True))
        assert right >= 0.97 * total, (form, right, total)
        all_right, all_total = all_right + right, all_total + total
    assert all_right >= 0.99 * all_total


@pytest.mark.skipif(not PUBLISHED, reason="the published rounds are not on this machine")
@pytest.mark.parametrize(
    ("form", "expected"),
    [("xlsx columns", REPORTED), ("docx table", REPORTED), ("html", REPORTED), ("xlsx merged", MERGED)],
)
def test_every_irregularity_of_published_rounds_is_reported(form: str, expected: dict[str, str]) -> None:
    extension, render = FORMS[form]
    for round_ in loaded(PUBLISHED):
        preview = read_schedule(render(round_), f"{round_['id']}{extension}")
        for told, read in zip(round_["meetings"], preview.meetings, strict=True):
            codes = codes_of(preview, read)
            for anomaly in told["anomalies"]:
                assert expected.get(anomaly) is None or expected[anomaly] in codes, (round_["id"], anomaly)


@pytest.mark.skipif(not PUBLISHED, reason="the published rounds are not on this machine")
def test_a_notice_that_gives_only_a_span_of_days_has_no_meetings_and_says_so() -> None:
    round_ = next(item for item in loaded(PUBLISHED) if not item["meetings"])
    preview = read_schedule(FORMS["txt sentences"][1](round_), "thông báo.txt")
    assert preview.meetings == ()
    assert [item.code for item in preview.problems] == ["no_meetings"]
    assert "01/12/2025 - 02/12/2025" in preview.problems[0].message
