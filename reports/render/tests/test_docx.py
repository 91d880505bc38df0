import io
import zipfile
from dataclasses import replace

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from reports.render.docx import render_docx
from reports.render.model import Column, Paragraph, Row, Table
from reports.render.tests.samples import FROZEN_AT, all_samples, letter, minutes, plan, report


def opened(doc):
    return Document(io.BytesIO(render_docx(doc, frozen_at=FROZEN_AT)))


def texts(place) -> list[str]:
    return [paragraph.text for paragraph in place.paragraphs if paragraph.text]


def styled(document, name: str) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs if paragraph.style.name == name]


def test_a_plan_has_its_parts_in_real_styles():
    document = opened(plan())
    assert styled(document, "Title") == ["KẾ HOẠCH"]
    assert styled(document, "Heading 1") == [
        "I. MỤC ĐÍCH, YÊU CẦU",
        "II. THỜI GIAN, ĐỊA ĐIỂM",
        "III. NỘI DUNG",
        "IV. TỔ CHỨC THỰC HIỆN",
    ]
    assert styled(document, "Heading 2") == ["1. Mục đích", "2. Yêu cầu", "1. Trước kỳ họp", "2. Sau kỳ họp"]
    assert styled(document, "Căn cứ")[0] == "Căn cứ Luật Tổ chức chính quyền địa phương;"
    assert styled(document, "Body Text")[-1].endswith("phối hợp./.")
    assert styled(document, "Số phụ lục") == ["Phụ lục"]


def test_letterhead_and_signer_stand_in_two_columns():
    head, foot, _annex = opened(plan()).tables
    assert texts(head.cell(0, 0)) == ["HỘI ĐỒNG NHÂN DÂN", "THỊ XÃ TỪ SƠN"]
    assert texts(head.cell(0, 1)) == ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"]
    assert texts(head.cell(1, 0)) == ["Số: 28/KH-HĐND"]
    assert texts(head.cell(1, 1)) == ["Từ Sơn, ngày 06 tháng 6 năm 2017"]
    assert texts(foot.cell(0, 0))[0] == "Nơi nhận:"
    assert texts(foot.cell(0, 0))[-1] == "- Lưu: VT."
    assert texts(foot.cell(0, 1)) == [
        "TM. THƯỜNG TRỰC HỘI ĐỒNG NHÂN DÂN",
        "KT. CHỦ TỊCH",
        "PHÓ CHỦ TỊCH",
        "Nguyễn Văn Bình",
    ]
    assert foot.cell(0, 1).paragraphs[-1].paragraph_format.space_before >= Mm(30)


def test_paper_margins_font_and_language_are_those_of_the_decree():
    document = opened(plan())
    section = document.sections[0]
    sides = (section.top_margin, section.right_margin, section.bottom_margin, section.left_margin)
    assert [round(side / Mm(1)) for side in sides] == [20, 15, 20, 30]
    for name, size in {
        "Body Text": 14,
        "Quốc hiệu": 13,
        "Tiêu ngữ": 14,
        "Nơi nhận": 12,
        "Danh sách nơi nhận": 11,
    }.items():
        style = document.styles[name]
        assert (style.font.name, style.font.size) == ("Times New Roman", Pt(size))
    assert document.styles["Căn cứ"].font.italic
    languages = document.styles.element.findall(f".//{qn('w:lang')}")
    assert {language.get(qn("w:val")) for language in languages} == {"vi-VN"}


def test_the_page_number_starts_on_page_two_at_the_top_and_anew_in_each_annex():
    document = opened(report())
    assert [section.orientation for section in document.sections] == [
        WD_ORIENT.PORTRAIT,
        WD_ORIENT.PORTRAIT,
        WD_ORIENT.LANDSCAPE,
    ]
    for section in document.sections:
        assert section.different_first_page_header_footer
        assert "PAGE" in section.header._element.xml
        assert "PAGE" not in section.first_page_header._element.xml
        assert "PAGE" not in section.footer._element.xml
        assert section._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"


def test_papers_of_2017_have_the_page_number_at_the_bottom():
    (section, _annex) = opened(replace(plan(), profile="tt01-2011")).sections
    assert "PAGE" in section.footer._element.xml
    assert "PAGE" not in section.header._element.xml


def test_the_table_head_is_repeated_and_short_rows_stay_whole():
    table = opened(report(12)).tables[-1]
    assert [cell.text for cell in table.rows[0].cells][:2] == ["TT", "Nội dung kiến nghị"]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert table.rows[1].cells[0].text == "Lĩnh vực đất đai"
    assert [row.cells[0].text for row in table.rows[2:5]] == ["1", "2", "3"]
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)


def test_minutes_have_two_signers_over_the_recipients():
    document = opened(minutes())
    head, signers = document.tables
    assert texts(head.cell(1, 1)) == []
    assert [texts(cell) for cell in signers.rows[0].cells] == [["THƯ KÝ", "Ngô Đức Tài"], ["CHỦ TỌA", "Đỗ Thị Lan"]]
    assert styled(document, "Danh sách nơi nhận") == ["- Thường trực HĐND thị xã;", "- Lưu: VT, Hồ sơ."]


def test_the_address_stands_at_the_foot_of_the_first_page_only():
    (section,) = opened(letter()).sections
    assert texts(section.first_page_footer) == list(letter().footer_lines)
    assert texts(section.footer) == []


def test_hostile_text_stays_text():
    text = "<w:p/> & \x00\x0b\ufffe {{7*7}} </w:t>"
    table = Table((Column(text, 100),), (Row((text,)),))
    document = opened(
        replace(letter(), body=(Paragraph(text), table, Paragraph("Hết")), author=text * 40, reference_line=text * 40)
    )
    assert styled(document, "Body Text")[0] == "<w:p/> &  {{7*7}} </w:t>"
    assert document.tables[1].cell(1, 0).text == "<w:p/> &  {{7*7}} </w:t>"


@pytest.mark.parametrize("name", sorted(all_samples()))
def test_the_same_paper_is_the_same_file_without_a_clock(name):
    first, second = (render_docx(all_samples()[name], frozen_at=FROZEN_AT) for _ in range(2))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2026-11-24T02:00:00Z" in archive.read("docProps/core.xml")
