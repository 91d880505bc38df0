"""The annex of a round: the schedule as last released, in three forms with the same rows."""

from __future__ import annotations

import io

import pytest
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook
from pypdf import PdfReader

from meetings.actions.meetings import cancel_meeting, change_meeting
from meetings.actions.rounds import release_round
from meetings.tests.scenes import RELEASED_AT, Scene, clock, town
from meetings.tests.test_board import browser
from txct.core.roles import Role

pytestmark = pytest.mark.django_db
HEAD = ["TT", "Thời gian", "Địa điểm", "Đơn vị, cử tri", "Đại biểu/Tổ", "Chủ trì", "Thành phần"]
CHAIR = "Ban Thường trực Ủy ban MTTQ thị xã Từ Sơn"
FIRST = [
    "1",
    "8h00 sáng thứ Ba, 20/6/2017",
    "Hội trường UBND, phường Đồng Kỵ",
    "Phường Đồng Kỵ",
    "Tổ đại biểu số 1\nTrần Văn An, Lê Thị Bình",
    CHAIR,
    "Cử tri trên địa bàn",
]
TITLE = "LỊCH TIẾP XÚC CỬ TRI TRƯỚC KỲ HỌP THỨ 5, HỘI ĐỒNG NHÂN DÂN THỊ XÃ KHÓA XVIII"
REFERENCE = "(Kèm theo Kế hoạch số 01/KH-HĐND ngày 06 tháng 6 năm 2017\ncủa Thường trực HĐND thị xã Từ Sơn)"


@pytest.fixture
def scene() -> Scene:
    """A round released with one meeting; since then the meeting was moved and another one added."""
    made = town()
    meeting = made.hold(0, 20)
    release_round(round=made.round, by=made.secretary, at=RELEASED_AT)
    moved = {"starts_at": clock(22, 14), "ends_at": clock(22, 17)}
    change_meeting(meeting=meeting, reason="trùng lịch", by=made.secretary, at=RELEASED_AT, **moved)
    made.hold(1, 21, 14)
    cancel_meeting(meeting=made.hold(2, 21), reason="ghép", by=made.secretary)
    return made


def file_of(scene: Scene, form: str) -> bytes:
    answer = browser(scene).get(reverse("reports:round-annex", args=[scene.round.pk, form]))
    assert f'phu-luc-lich-tiep-xuc-cu-tri-dot-{scene.round.pk}.{form}"' in answer["Content-Disposition"]
    return answer.content


SECOND = [
    "2",
    "14h00 chiều thứ Tư, 21/6/2017\n(Dự thảo, chưa ban hành)",
    "Hội trường UBND, phường Trang Hạ",
    "Phường Trang Hạ",
    "Tổ đại biểu số 2\nNgô Đức Chính, Vũ Thị Dung",
    CHAIR,
    "Cử tri trên địa bàn",
]


def test_the_spreadsheet_holds_what_was_released_and_marks_what_was_not(scene: Scene) -> None:
    sheet = load_workbook(io.BytesIO(file_of(scene, "xlsx"))).worksheets[0]
    assert [[str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)] == [HEAD, FIRST, SECOND]


def test_the_word_file_is_one_page_laid_across_with_its_title_and_plan(scene: Scene) -> None:
    file = Document(io.BytesIO(file_of(scene, "docx")))
    assert [paragraph.text for paragraph in file.paragraphs if paragraph.text] == ["Phụ lục", TITLE, REFERENCE]
    assert [[cell.text for cell in row.cells] for row in file.tables[0].rows] == [HEAD, FIRST, SECOND]
    assert [section.page_width > section.page_height for section in file.sections] == [True]


def test_the_pdf_prints_the_annex_alone_on_a_page_laid_across(scene: Scene) -> None:
    pages = PdfReader(io.BytesIO(file_of(scene, "pdf"))).pages
    text = " ".join(pages[0].extract_text().split())
    assert len(pages) == 1 and pages[0].mediabox.width > pages[0].mediabox.height
    assert text.startswith(f"Phụ lục {TITLE} {REFERENCE.replace(chr(10), ' ')} {' '.join(HEAD)}")
    assert "22/6/2017" not in text


def test_the_annex_of_a_round_never_released_says_so_in_its_title() -> None:
    scene = town()
    scene.hold(0, 20)
    file = Document(io.BytesIO(file_of(scene, "docx")))
    assert [paragraph.text for paragraph in file.paragraphs][1] == f"{TITLE}\n(DỰ THẢO, CHƯA BAN HÀNH)"
    assert [cell.text for cell in file.tables[0].rows[1].cells] == FIRST


def test_the_annex_is_for_the_desk_of_its_own_council_in_three_forms_only(scene: Scene) -> None:
    address = reverse("reports:round-annex", args=[scene.round.pk, "docx"])
    assert browser(town("khac")).get(address).status_code == 404
    assert browser(scene, Role.DELEGATE).get(address).status_code == 403
    assert browser(scene).get(reverse("reports:round-annex", args=[scene.round.pk, "odt"])).status_code == 404
