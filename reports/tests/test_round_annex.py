"""The annex of a round, in three forms with the same rows: as last released, or the working copy marked as a draft."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook
from pypdf import PdfReader

from meetings.actions.meetings import cancel_meeting, change_meeting
from meetings.actions.rounds import release_round
from meetings.tests.scenes import RELEASED_AT, SIGNED, Scene, clock, town
from meetings.tests.test_board import browser
from reports.documents.plan import plan_document
from reports.plan_pages import issue_sentences
from txct.core.roles import Role

pytestmark = pytest.mark.django_db
HEAD = ["TT", "Thời gian", "Địa điểm", "Đơn vị, cử tri", "Đại biểu/Tổ", "Chủ trì", "Thành phần"]
DRAFT = "Dự thảo, chưa ban hành"
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


def file_of(scene: Scene, form: str, **asked: str) -> bytes:
    answer = browser(scene).get(reverse("reports:round-annex", args=[scene.round.pk, form]), asked)
    assert f'phu-luc-lich-tiep-xuc-cu-tri-dot-{scene.round.pk}.{form}"' in answer["Content-Disposition"]
    return answer.content


MOVED = ["2", "14h00 chiều thứ Năm, 22/6/2017", *FIRST[2:]]
SECOND = [
    "1",
    "14h00 chiều thứ Tư, 21/6/2017",
    "Hội trường UBND, phường Trang Hạ",
    "Phường Trang Hạ",
    "Tổ đại biểu số 2\nNgô Đức Chính, Vũ Thị Dung",
    CHAIR,
    "Cử tri trên địa bàn",
]


def lines_of(content: bytes) -> list[list[str]]:
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    return [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]


def test_the_spreadsheet_holds_what_was_released_and_nothing_that_was_not(scene: Scene) -> None:
    assert lines_of(file_of(scene, "xlsx")) == [HEAD, FIRST]


def test_the_working_copy_is_printed_when_asked_for_and_says_that_it_is_a_draft(scene: Scene) -> None:
    draft = [DRAFT, *[""] * 6]
    assert lines_of(file_of(scene, "xlsx", ban="dang-soan")) == [HEAD, draft, SECOND, MOVED]
    release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT + timedelta(hours=1))
    assert lines_of(file_of(scene, "xlsx", ban="dang-soan")) == [HEAD, SECOND, MOVED]


def test_the_page_of_a_round_names_the_version_its_files_hold_and_offers_the_draft_apart(scene: Scene) -> None:
    def offered() -> str:
        page = browser(scene).get(reverse("desk:round", args=[scene.round.pk])).content.decode()
        words = re.sub(r"<[^>]+>", "", page.partition('id="van-ban"')[2].partition("</ul>")[0])
        return " ".join(words.partition(">Văn bản")[2].split())

    files = "phụ lục lịch PDF, Word, Excel; bảng Excel có số cử tri mời."
    released = f"In theo bản 1, ban hành 10h00 ngày 08/6/2017: {files}"
    draft = "In lịch đang soạn, có cả thay đổi chưa báo, ghi “Dự thảo, chưa ban hành”"
    assert offered() == f"{released} {draft}: {files}"
    release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT + timedelta(hours=1))
    assert offered() == f"In theo bản 2, ban hành 11h00 ngày 08/6/2017: {files}"


def test_each_printed_page_of_the_spreadsheet_carries_the_title_and_whether_it_is_a_draft(scene: Scene) -> None:
    title = "Lịch tiếp xúc cử tri trước kỳ họp thứ 5, Hội đồng nhân dân thị xã khóa XVIII"
    asked = [file_of(scene, "xlsx"), file_of(scene, "xlsx", ban="dang-soan")]
    assert [load_workbook(io.BytesIO(one)).worksheets[0].oddHeader.center.text for one in asked] == [
        title,
        f"{title} ({DRAFT})",
    ]


def test_the_word_file_is_one_page_laid_across_with_its_title_and_plan(scene: Scene) -> None:
    file = Document(io.BytesIO(file_of(scene, "docx")))
    assert [paragraph.text for paragraph in file.paragraphs if paragraph.text] == ["Phụ lục", TITLE, REFERENCE]
    assert [[cell.text for cell in row.cells] for row in file.tables[0].rows] == [HEAD, FIRST]
    assert [section.page_width > section.page_height for section in file.sections] == [True]


def test_the_pdf_prints_the_annex_alone_on_a_page_laid_across(scene: Scene) -> None:
    pages = PdfReader(io.BytesIO(file_of(scene, "pdf"))).pages
    text = " ".join(pages[0].extract_text().split())
    assert len(pages) == 1 and pages[0].mediabox.width > pages[0].mediabox.height
    assert text.startswith(f"Phụ lục {TITLE} {REFERENCE.replace(chr(10), ' ')} {' '.join(HEAD)}")
    assert "22/6/2017" not in text


def test_the_plan_prints_the_schedule_as_planned_and_says_what_of_it_nobody_was_told(scene: Scene) -> None:
    def said() -> tuple[str, list[str]]:
        table = next(iter(plan_document(scene.plan, on=SIGNED).tables()))
        return issue_sentences(scene.plan, SIGNED)[1], [str(row.cells[2]) for row in table.rows]

    words = f"Phụ lục: lịch 02 hội nghị đang có trên bảng lịch, {scene.round.label}."
    days = ["14h00 chiều thứ Tư, 21/6/2017", "14h00 chiều thứ Năm, 22/6/2017"]
    later = "Còn 02 thay đổi chưa báo cho ai: ban hành kế hoạch xong thì ban hành lịch của đợt."
    assert said() == (f"{words} {later}", days)
    release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT + timedelta(hours=1))
    assert said() == (words, days)


def test_the_annex_of_a_round_never_released_says_so_in_its_title() -> None:
    scene = town()
    scene.hold(0, 20)
    file = Document(io.BytesIO(file_of(scene, "docx")))
    assert [paragraph.text for paragraph in file.paragraphs][1] == f"{TITLE}\n(DỰ THẢO, CHƯA BAN HÀNH)"
    assert [cell.text for cell in file.tables[0].rows[1].cells] == [DRAFT] * 7
    assert [cell.text for cell in file.tables[0].rows[2].cells] == FIRST


def test_the_annex_is_for_the_desk_of_its_own_council_in_three_forms_only(scene: Scene) -> None:
    address = reverse("reports:round-annex", args=[scene.round.pk, "docx"])
    assert browser(town("khac")).get(address).status_code == 404
    assert browser(scene, Role.DELEGATE).get(address).status_code == 403
    assert browser(scene).get(reverse("reports:round-annex", args=[scene.round.pk, "odt"])).status_code == 404
