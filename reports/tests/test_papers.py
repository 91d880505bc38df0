"""What every paper of a round says, read back from its PDF; who is named in it and who is not."""

from __future__ import annotations

import io
import re
from datetime import date

import pytest
from django.utils import timezone
from pypdf import PdfReader

from delegates.actions import set_deadline
from delegates.enums import SigningAuthority
from delegates.models import Council, Signatory
from meetings.enums import Response
from meetings.models import MeetingOfficer, Round
from meetings.queries import facts_of
from petitions.models import Petition, Petitioner, Transfer
from reports.actions import preview_document
from reports.actions.rendering import joined_pdf
from reports.documents.group_report import group_report_document
from reports.documents.invitation import addressees_of, invitation_document
from reports.documents.letterhead import signature_of, with_number
from reports.documents.minutes import minutes_document
from reports.documents.plan import plan_document
from reports.documents.reminder import reminder_document
from reports.documents.schedule import Line, line_of
from reports.documents.summary_report import summary_report_document
from reports.documents.transfer import transfer_document
from reports.enums import DocumentKind
from reports.figures import round_figures
from reports.render.model import Clause, OfficialDocument, from_json, to_json
from reports.render.pdf import render_pdfs
from reports.tests.factory import CUT_OFF, ISSUED_AT, ISSUED_ON, SENT_ON, tu_son

pytestmark = pytest.mark.django_db
HOSTILE = '<script>alert(1)</script> <link rel=attachment href=file:///etc/passwd> "</td>&amp; {{ 7*7 }} \u202egnud'


def read(content: bytes) -> str:
    """Text of a PDF with single blanks."""
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return re.sub(r"\s+", " ", text)


def papers(world) -> dict[str, OfficialDocument]:
    """One paper of every kind of the world's round."""
    figures = round_figures(world.before, CUT_OFF)
    group = world.groups[7]
    meeting = world.meetings["Tân Hồng"]
    return {
        "plan": with_number(plan_document(world.plan, on=ISSUED_ON), 28),
        "notice": preview_document(DocumentKind.SCHEDULE_NOTICE, world.before, on=date(2017, 6, 12)),
        "invitation": invitation_document(
            line_of(meeting), "Đại biểu Nguyễn Thạc Bính", world.signatory, on=date(2017, 6, 12)
        ),
        "minutes": minutes_document(meeting.minutes),
        "group": group_report_document(
            world.before, group, round_figures(world.before, CUT_OFF, group), on=date(2017, 6, 26)
        ),
        "transfer": transfer_document(world.letters["Phòng Quản lý đô thị thị xã"], world.signatory, on=SENT_ON),
        "reminder": reminder_document(world.reminder, world.signatory, on=date(2017, 8, 7)),
        "summary": summary_report_document(world.before, figures, world.signatory, on=date(2017, 8, 11)),
    }


KEY_LINES = {
    "plan": (
        "HỘI ĐỒNG NHÂN DÂN THỊ XÃ TỪ SƠN",
        "Số: 28/KH-HĐND",
        "Từ Sơn, ngày 06 tháng 6 năm 2017",
        "Căn cứ Luật Tổ chức chính quyền địa phương;",
        "I. MỤC ĐÍCH, YÊU CẦU 1. Mục đích - Để đại biểu nghe cử tri nói",
        "II. THỜI GIAN 1. Trước kỳ họp: từ ngày 20/6/2017 đến ngày 22/6/2017.",
        "III. NỘI DUNG 1. Trước kỳ họp a) Báo cáo dự kiến chương trình kỳ họp. b) Nghe ý kiến của cử tri.",
        "2. UBND thị xã cử cán bộ dự để trả lời cử tri./.",
        "TM. THƯỜNG TRỰC HỘI ĐỒNG NHÂN DÂN KT. CHỦ TỊCH PHÓ CHỦ TỊCH",
        "- Lưu: VT, HĐND.",
        "Phụ lục LỊCH TIẾP XÚC CỬ TRI TRƯỚC KỲ HỌP THỨ 5, HỘI ĐỒNG NHÂN DÂN THỊ XÃ KHÓA XVIII",
        "(Kèm theo Kế hoạch số 28/KH-HĐND ngày 06 tháng 6 năm 2017 của Hội đồng nhân dân thị xã Từ Sơn)",
        "STT Đơn vị Thời gian Địa điểm Tổ đại biểu Số cử tri mời Ghi chú",
        "1 Phường Đông Ngàn 8h00 sáng thứ Ba, 20/6/2017 Hội trường UBND phường Đông Ngàn Tổ đại biểu số 1 70",
        "Tổng số 830",
    ),
    "notice": (
        "THÔNG BÁO Lịch tiếp xúc cử tri trước kỳ họp thứ 5, Hội đồng nhân dân thị xã khóa XVIII",
        "1. Thời gian: từ ngày 20 tháng 6 năm 2017 đến ngày 22 tháng 6 năm 2017.",
        "2. Số hội nghị: 12 hội nghị tại 12 địa bàn;",
    ),
    "invitation": (
        "GIẤY MỜI Dự hội nghị tiếp xúc cử tri phường Tân Hồng",
        "trân trọng kính mời: Đại biểu Nguyễn Thạc Bính",
        "Chủ trì: Ban Thường trực Ủy ban MTTQ phường Tân Hồng.",
        "Thời gian: 14 giờ 00 phút, thứ Ba, ngày 20 tháng 6 năm 2017.",
        "Địa điểm: Hội trường UBND phường Tân Hồng.",
        "Cử tri: phường Tân Hồng.",
    ),
    "minutes": (
        "BIÊN BẢN Hội nghị tiếp xúc cử tri phường Tân Hồng",
        "Thời gian bắt đầu: 14 giờ 00 phút, ngày 20 tháng 6 năm 2017.",
        "1. Đại biểu Hội đồng nhân dân (Tổ đại biểu số 4): có mặt 03, vắng 0.",
        "3. Cử tri: 61 cử tri tham dự trong số 65 cử tri được mời.",
        "2.1. Cử tri Nguyễn Thị Thập, khu phố Trung Hòa: Hồ sơ cấp giấy chứng nhận",
        "2.5. Một cử tri nêu việc có nội dung khiếu nại; chủ tọa đã hướng dẫn gửi đến Ban Tiếp công dân thị xã, "
        "không ghi nội dung vào biên bản này.",
        "- Phó Chủ tịch UBND phường Tân Hồng trả lời ý kiến 2.4: Sẽ thay nắp trong tuần này.",
        "Hội nghị kết thúc vào 16 giờ 45 phút, ngày 20 tháng 6 năm 2017./.",
        "THƯ KÝ Ngô Đức Tài CHỦ TỌA Đỗ Thị Lan",
    ),
    "group": (
        "HĐND THỊ XÃ TỪ SƠN TỔ ĐẠI BIỂU SỐ 7",
        "/BC-TĐB7",
        "Đã tổ chức 02 hội nghị với 109 lượt cử tri dự; có 06 lượt đại biểu của Tổ dự, vắng 02; cử tri nêu 08 lượt ý "
        "kiến, được tổng hợp thành 05 kiến nghị.",
        "- Phường Trang Hạ: 52 cử tri, 04 lượt ý kiến, 03 đại biểu của Tổ dự.",
        "TM. TỔ ĐẠI BIỂU TỔ TRƯỞNG Quách Thị Hoài",
    ),
    "transfer": (
        "PHIẾU CHUYỂN Kiến nghị của cử tri",
        "Kính gửi: Phòng Quản lý đô thị thị xã",
        "tổng hợp được 03 kiến nghị thuộc thẩm quyền giải quyết của Phòng Quản lý đô thị thị xã",
        "gửi văn bản trả lời về Thường trực Hội đồng nhân dân thị xã chậm nhất ngày 28 tháng 7 năm 2017.",
    ),
    "reminder": (
        "V/v đôn đốc trả lời kiến nghị của cử tri (lần 1)",
        "Kính gửi: Sở Tài nguyên và Môi trường tỉnh Bắc Ninh",
        "đã trả lời 0 kiến nghị, chưa trả lời 01 kiến nghị, trong đó 01 kiến nghị đã quá hạn",
        "chậm nhất ngày 31 tháng 8 năm 2017",
        "28/6/2017 28/7/2017 10",
    ),
    "summary": (
        "(số liệu tính đến 17 giờ 00 phút, ngày 10 tháng 8 năm 2017)",
        "1. Đã tổ chức 12 hội nghị tại 12 địa bàn với 796 lượt cử tri dự; 41 lượt đại biểu dự trên 44 lượt được phân "
        "công (93,2 %), vắng 03 lượt (Phụ lục II).",
        "2. Cử tri nêu 49 lượt ý kiến, gồm 13 ý kiến, 32 kiến nghị và 04 phản ánh; 04 lượt được trả lời ngay",
        "3. Sau khi gộp những nội dung trùng nhau, có 18 kiến nghị (Phụ lục I).",
        "Tỷ lệ trả lời = số kiến nghị đã trả lời / tổng số kiến nghị = 08/18 = 44,4 %.",
        "số kiến nghị cơ quan báo đã giải quyết xong / tổng số kiến nghị = 03/18 = 16,7 %.",
        "Quá hạn chưa trả lời: 10; đã đôn đốc: 01 kiến nghị.",
        "đối với 08 trả lời: 03 đạt yêu cầu và 01 đạt một phần; chưa đánh giá 04.",
        "Đã báo lại cử tri kết quả 02 kiến nghị; cử tri: 02 đồng ý.",
        "Thẩm quyền cấp xã – Giao thông",
    ),
}


def test_every_paper_reads_back_from_its_pdf_with_its_key_lines():
    docs = papers(tu_son())
    files = render_pdfs(list(docs.values()), frozen_at=ISSUED_AT)
    texts = {kind: read(content) for kind, content in zip(docs, files, strict=True)}

    missing = {(kind, line) for kind, lines in KEY_LINES.items() for line in lines if line not in texts[kind]}
    assert missing == set()
    assert len(re.findall(r"KN-XVIII-\s?5-\s?\d{3}", texts["summary"])) == 18 + 3


def test_citizens_are_named_in_the_minutes_only():
    world = tu_son()
    docs = {kind: str(to_json(doc)) for kind, doc in papers(world).items()}
    names = set(Petitioner.objects.values_list("full_name", flat=True))

    assert {name for name in names if name in docs["minutes"]} == {
        "Nguyễn Thị Thập",
        "Nguyễn Văn Đức",
        "Hoàng Văn Lâm",
    }
    assert {(kind, name) for kind in set(docs) - {"minutes"} for name in names if name in docs[kind]} == set()
    assert "N.T.T., khu phố Trung Hòa" not in docs["group"]
    assert "Q.V.B., khu phố Bính Hạ" in docs["group"]


def test_a_name_inside_the_words_of_a_petition_is_reduced_to_initials():
    world = tu_son(units=("Trang Hạ",))
    Petition.objects.update(summary="Ông Quách Văn Bái đề nghị cấp giấy chứng nhận.")
    figures = round_figures(world.before, CUT_OFF)

    assert "Ông Q.V.B. đề nghị cấp giấy chứng nhận." in {line.text for line in figures.lines}


def test_an_agency_sees_the_full_name_only_when_granted_and_agreed():
    world = tu_son(units=("Trang Hạ",))
    letter = world.letters["Phòng Tài nguyên và Môi trường thị xã"]

    def shown():
        return "Quách Văn Bái" in str(to_json(transfer_document(letter, world.signatory, on=SENT_ON)))

    assert not shown()
    Transfer.objects.update(contact_granted=True)
    assert not shown()
    Petitioner.objects.update(consented=True)
    assert shown()


def test_no_word_of_a_complaint_is_printed_anywhere():
    docs = papers(tu_son())
    assert {kind for kind, doc in docs.items() if "thu hồi đất" in str(to_json(doc))} == set()


def test_hostile_words_are_printed_as_words():
    world = tu_son(units=("Trang Hạ", "Phù Khê", "Châu Khê", "Tân Hồng", "Đồng Kỵ"))
    Petition.objects.update(summary=HOSTILE)
    meeting = world.meetings["Tân Hồng"]
    meeting.note = HOSTILE
    meeting.save()
    docs = papers(world)
    files = render_pdfs([docs["summary"], docs["plan"], docs["transfer"]], frozen_at=ISSUED_AT)

    for content in files:
        text = read(content).replace(" ", "")
        assert "<script>alert(1)</script><linkrel=attachmenthref=file:///etc/passwd>" in text
        assert "{{7*7}}gnud" in text
        assert "root:" not in text


@pytest.mark.parametrize(
    ("authority", "lines", "role"),
    [
        (SigningAuthority.TM, ("TM. Thường trực Hội đồng nhân dân",), "Chủ tịch"),
        (SigningAuthority.TM_KT, ("TM. Thường trực Hội đồng nhân dân", "KT. Chủ tịch"), "Chủ tịch"),
        (SigningAuthority.KT, ("KT. Chủ tịch",), "Chủ tịch"),
        (SigningAuthority.TL, ("TL. Chủ tịch",), "Chủ tịch"),
        (SigningAuthority.TUQ, ("TUQ. Chủ tịch",), "Chủ tịch"),
        (SigningAuthority.Q, (), "Q. Chủ tịch"),
        (SigningAuthority.OWN, (), "Chủ tịch"),
    ],
)
def test_signers_stand_under_the_words_of_their_authority(authority, lines, role):
    signature = signature_of(Signatory(full_name="Trần An", title="Chủ tịch", authority=authority))
    assert (signature.authority, signature.role, signature.name) == (lines, role, "Trần An")


def test_where_the_registry_numbers_by_hand_number_and_date_stay_open():
    world = tu_son(units=("Trang Hạ",))
    Council.objects.update(numbers_by_hand=True)
    world.before.refresh_from_db()
    doc = preview_document(DocumentKind.SCHEDULE_NOTICE, Round.objects.get(pk=world.before.pk), on=ISSUED_ON)

    assert (doc.number, doc.date, doc.year) == (None, None, 2017)


def test_a_plan_without_words_on_time_prints_the_days_of_its_rounds():
    world = tu_son(units=("Trang Hạ",))
    world.plan.paragraphs.filter(section="time").delete()
    body = plan_document(world.plan, on=ISSUED_ON).body

    assert Clause(1, text="Trước kỳ họp: từ ngày 20 tháng 6 năm 2017 đến ngày 22 tháng 6 năm 2017.") in body


def test_a_plan_without_a_placed_meeting_has_no_annex_and_does_not_speak_of_one():
    world = tu_son(units=("Trang Hạ",))
    world.meetings["Trang Hạ"].attendances.update(starts_at=None, ends_at=None)
    type(world.meetings["Trang Hạ"]).objects.update(starts_at=None, ends_at=None, state="planned")
    doc = plan_document(world.plan, on=ISSUED_ON)

    assert doc.annexes == ()
    assert "Phụ lục" not in str(to_json(doc))


def test_an_invitation_goes_to_delegates_who_come_the_chair_and_the_officers():
    world = tu_son(units=("Trang Hạ",))
    meeting = world.meetings["Trang Hạ"]
    excused = meeting.attendances.get(delegate__full_name="Nguyễn Thị Quý")
    excused.response, excused.response_reason = Response.EXCUSED, "ốm"
    excused.save()
    MeetingOfficer.objects.create(
        meeting=meeting, body=meeting.chair_body, full_name="Lê Văn Tài", title="Trưởng phòng"
    )

    assert addressees_of(Line(meeting, facts_of(meeting))) == (
        "Đại biểu Dương Đình Hòa",
        "Đại biểu Quách Thị Hoài",
        "Đại biểu Nguyễn Văn Thoa",
        "Ban Thường trực Ủy ban MTTQ phường Trang Hạ",
        "Lê Văn Tài, Trưởng phòng",
    )


def test_papers_survive_their_snapshot_unchanged():
    for doc in papers(tu_son()).values():
        assert from_json(to_json(doc)) == doc


def test_the_supporting_agency_is_asked_to_help_not_to_answer():
    world = tu_son(units=("Trang Hạ",))
    letter = world.letters["Phòng Tài nguyên và Môi trường thị xã"]
    letter.transfers.update(role="support")
    text = str(to_json(transfer_document(letter, world.signatory, on=SENT_ON)))

    assert "phối hợp với cơ quan chủ trì xem xét, giải quyết" in text
    assert "trả lời cử tri và gửi" not in text


def test_joined_files_keep_every_page_and_come_out_the_same():
    docs = papers(tu_son(units=("Trang Hạ", "Tân Hồng", "Châu Khê", "Đồng Kỵ")))
    files = render_pdfs([docs["invitation"], docs["minutes"]], frozen_at=ISSUED_AT)

    assert joined_pdf(files) == joined_pdf(files)
    assert len(PdfReader(io.BytesIO(joined_pdf(files))).pages) == sum(
        len(PdfReader(io.BytesIO(content)).pages) for content in files
    )


def test_hours_are_those_of_viet_nam_whatever_the_zone_in_force():
    world = tu_son(units=("Trang Hạ",))
    with timezone.override("America/New_York"):
        doc = invitation_document(line_of(world.meetings["Trang Hạ"]), "X", None, on=ISSUED_ON)

    assert ("Thời gian", "08 giờ 00 phút, thứ Ba, ngày 20 tháng 6 năm 2017.") in doc.body[2].items


def _own_answer_days(world, offset: int) -> None:
    set_deadline(
        council=world.council,
        rule_code="HDND_ANSWER",
        offset=offset,
        unit="wd",
        legal_basis="Quy chế phối hợp",
        valid_from=date(2016, 7, 1),
        by=None,
    )


def _printed(world, letter) -> str:
    doc = transfer_document(letter, world.signatory, on=SENT_ON)
    [content] = render_pdfs([doc], frozen_at=ISSUED_AT)
    assert render_pdfs([doc], frozen_at=ISSUED_AT) == [content]
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def test_a_letter_under_a_rule_prints_the_term_from_receipt_and_no_day():
    world = tu_son(units=("Trang Hạ",))
    letter = world.letters["Phòng Tài nguyên và Môi trường thị xã"]
    letter.transfers.update(rule_code="HDND_ANSWER")
    _own_answer_days(world, 20)

    text = _printed(world, letter)

    term = "20 ngày làm việc, kể từ ngày nhận được văn bản"
    assert f"Thường trực Hội đồng nhân dân thị xã trong thời hạn {term}." in text
    assert text.count("kể từ ngày nhận được văn bản") == 1 + letter.transfers.count()
    assert [day for day in ("28/7/2017", "28 tháng 7", "chậm nhất") if day in text] == []


def test_a_letter_under_a_rule_without_a_number_prints_no_term():
    world = tu_son(units=("Trang Hạ",))
    letter = world.letters["Phòng Tài nguyên và Môi trường thị xã"]
    letter.transfers.update(rule_code="HDND_ANSWER", due_on=None)

    text = _printed(world, letter)

    assert "gửi văn bản trả lời về Thường trực Hội đồng nhân dân thị xã. Việc chưa giải quyết xong" in text


def test_a_letter_that_sets_a_day_prints_that_day():
    world = tu_son(units=("Trang Hạ",))
    letter = world.letters["Phòng Tài nguyên và Môi trường thị xã"]
    letter.transfers.update(rule_code="", due_on=date(2017, 7, 28))

    assert "chậm nhất ngày 28 tháng 7 năm 2017." in _printed(world, letter)
