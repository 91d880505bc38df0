"""Papers become official: numbers without gaps, content that stays, clear refusals."""

from __future__ import annotations

import io
import re
import threading
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from openpyxl import load_workbook
from pypdf import PdfReader

from delegates.models import Council, Signatory
from meetings.enums import Form, MeetingState, MinutesState, PlanState
from meetings.models import Attendance, Meeting, Minutes, Plan, PlanVersion, Round
from meetings.tests.scenes import tell
from petitions.models import Petition
from reports.actions import (
    invitation_bundle,
    issue_group_report,
    issue_invitations,
    issue_minutes,
    issue_plan,
    issue_reminder,
    issue_schedule_notice,
    issue_summary_report,
    issue_transfer_letter,
    preview_document,
    render_all,
    render_issued,
)
from reports.enums import DocumentKind
from reports.figures import figures_from_json, round_figures
from reports.models import Report
from reports.render.model import from_json
from reports.tasks import render_document, render_waiting
from reports.tests.factory import CUT_OFF, ISSUED_AT, ISSUED_ON, SENT_ON, add_petition, tu_son
from reports.totals import so_lieu
from txct.core.models import AuditEntry, IssuedDocument, IssuedFile, NumberRegister, User
from txct.core.register import keep_file, open_register
from txct.core.writing import Refused

WHEN = {"by": None, "on": ISSUED_ON, "at": ISSUED_AT}
ONE = ("Trang Hạ",)


@pytest.fixture
def world(db):
    return tu_son(units=ONE)


def again(row):
    """ROW as it now stands, with nothing remembered."""
    return type(row)._base_manager.get(pk=row.pk)


def refusal(function, **arguments):
    """The sentence with which FUNCTION refuses."""
    with pytest.raises(Refused) as caught:
        function(**arguments)
    return caught.value.message


def numbers(symbol):
    return list(IssuedDocument.objects.filter(symbol=symbol).order_by("number").values_list("number", flat=True))


# --- the plan ---


def test_a_plan_takes_the_next_number_of_its_register_and_is_frozen_with_it(world):
    open_register(tenant_id=world.council.pk, series="KH-HĐND", year=2017, next_number=28, by=None)
    document = issue_plan(plan=world.plan, **WHEN)
    plan = again(world.plan)
    doc = from_json({key: document.snapshot[key] for key in ("schema", "document")})

    assert (document.number_text, plan.number_text, plan.state) == ("28/KH-HĐND", "28/KH-HĐND", PlanState.ISSUED)
    assert (plan.document, plan.issued_on, document.signer_name) == (document, ISSUED_ON, world.signatory.full_name)
    assert (doc.number, doc.date) == (28, ISSUED_ON)
    assert "Kế hoạch số 28/KH-HĐND ngày 06 tháng 6 năm 2017" in str(doc.annexes[0].reference_line)
    assert PlanVersion.objects.get(plan=plan).document == document
    assert AuditEntry.objects.filter(action__in=["document.issued", "plan.issued"]).count() == 2


def test_a_plan_is_refused_with_what_it_lacks(world):
    world.plan.paragraphs.filter(section="basis").delete()
    Plan.objects.update(signatory=None)

    assert refusal(issue_plan, plan=world.plan, **WHEN) == (
        "Kế hoạch còn thiếu: căn cứ ban hành, người ký. Bổ sung trước khi ban hành."
    )
    assert not NumberRegister.objects.exists()


def test_a_plan_not_brought_to_signature_is_refused(world):
    Plan.objects.update(state=PlanState.DRAFT)
    assert refusal(issue_plan, plan=world.plan, **WHEN).startswith("Kế hoạch đang “dự thảo”. Trình ký")


def test_a_number_typed_in_the_draft_must_be_the_next_one(world):
    Plan.objects.update(number=28)
    assert refusal(issue_plan, plan=world.plan, **WHEN) == (
        "Dự thảo ghi số 28, số kế tiếp của sổ KH-HĐND năm 2017 là 01. "
        "Sửa số trong dự thảo, hoặc mở sổ từ số đang dùng."
    )


def test_a_plan_whose_schedule_holds_a_conflict_is_refused(db):
    world = tu_son(units=("Trang Hạ", "Phù Khê"))
    first, second = world.meetings.values()
    hours = {"starts_at": first.starts_at, "ends_at": first.ends_at}
    Meeting.objects.filter(pk=second.pk).update(state=MeetingState.ANNOUNCED, **hours)
    message = refusal(issue_plan, plan=world.plan, **WHEN)

    assert message.startswith("Lịch của Đợt trước kỳ họp, 20/06/2017 - 22/06/2017 còn vướng: ")
    assert message.endswith("Sửa lịch rồi ban hành.")
    assert not IssuedDocument.objects.exists()


def test_where_the_registry_numbers_by_hand_the_number_of_the_draft_stays(world):
    Council.objects.update(numbers_by_hand=True)
    Plan.objects.update(number=28)
    document = issue_plan(plan=again(world.plan), **WHEN)

    assert (document.number, document.register, again(world.plan).number) == (None, None, 28)


# --- numbers ---


def test_a_number_given_back_by_a_roll_back_is_used_again(world):
    with pytest.raises(RuntimeError), transaction.atomic():
        issue_schedule_notice(round=world.before, **WHEN)
        raise RuntimeError("mất điện")
    assert issue_schedule_notice(round=world.before, **WHEN).number == 1


def test_a_changed_schedule_is_told_by_a_notice_that_replaces_the_first(world):
    first = issue_schedule_notice(round=world.before, **WHEN)
    assert refusal(issue_schedule_notice, round=world.before, **WHEN) == (
        "Thông báo lịch 01/TB-HĐND đã ban hành và không có gì thay đổi. Mở văn bản đó để in lại."
    )
    Meeting.objects.update(note="Đổi hội trường")
    second = issue_schedule_notice(round=again(world.before), **WHEN)

    assert (second.number, second.replaces) == (2, first)
    assert numbers("TB-HĐND") == [1, 2]


def test_an_encounter_with_certain_voters_is_told_to_those_invited_and_not_to_the_press(db):
    world = tu_son(units=("Trang Hạ", "Tân Hồng"))

    def alone(unit: str) -> None:
        Meeting.objects.filter(pk=world.meetings[unit].pk).update(form=Form.ENCOUNTER)
        tell(again(world.meetings[unit]))

    alone("Trang Hạ")
    notice = str(issue_schedule_notice(round=again(world.before), **WHEN).snapshot)
    assert ("Trang Hạ" in notice, "Tân Hồng" in notice, "01 hội nghị tại 01 địa bàn" in notice) == (False, True, True)
    assert len(issue_invitations(round=again(world.before), **WHEN)) == 2
    alone("Tân Hồng")
    assert refusal(issue_schedule_notice, round=again(world.before), **WHEN) == (
        "Đợt này chỉ có cuộc gặp riêng với một số cử tri, không ban hành thông báo lịch."
    )


def test_a_notice_is_not_dated_before_the_one_it_replaces(world):
    issue_schedule_notice(round=world.before, **WHEN)
    Meeting.objects.update(note="Đổi")
    the_day_before = {**WHEN, "on": ISSUED_ON - timedelta(days=1)}
    assert refusal(issue_schedule_notice, round=again(world.before), **the_day_before) == (
        "Ngày ban hành 05/6/2017 trước Thông báo lịch 01/TB-HĐND ngày 06/6/2017. Ghi ngày 06/6/2017 hoặc sau đó."
    )


def test_the_next_year_begins_at_one(world):
    issue_schedule_notice(round=world.before, **WHEN)
    Meeting.objects.update(note="Đổi")
    later = issue_schedule_notice(
        round=again(world.before), by=None, on=date(2018, 1, 2), at=CUT_OFF + timedelta(days=200)
    )
    assert (later.number, later.register.year) == (1, 2018)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_sixteen_writers_leave_no_gap_and_no_double_number():
    world = tu_son(units=ONE)
    failures: list[BaseException] = []

    def write(turn: int) -> None:
        try:
            for step in range(3):
                try:
                    with transaction.atomic():
                        Meeting.objects.update(note=f"lần {turn}-{step}")
                        issue_schedule_notice(round=again(world.before), **WHEN)
                        if (turn + step) % 5 == 0:
                            raise InterruptedError
                except InterruptedError:
                    continue
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(turn,)) for turn in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    issued = numbers("TB-HĐND")
    assert issued == list(range(1, len(issued) + 1))
    assert len(issued) == 16 * 3 - sum((turn + step) % 5 == 0 for turn in range(16) for step in range(3))


# --- the other papers ---


def test_nothing_is_told_of_a_round_never_released(world):
    label = "Đợt sau kỳ họp, 25/07/2017 - 27/07/2017"
    assert refusal(issue_schedule_notice, round=world.after, **WHEN) == (
        f"Lịch của {label} chưa ban hành. Ban hành lịch rồi ban hành thông báo."
    )
    assert refusal(issue_invitations, round=world.after, **WHEN) == (
        f"Lịch của {label} chưa ban hành. Ban hành lịch rồi ban hành giấy mời."
    )


def test_nothing_is_told_of_a_round_whose_meetings_are_all_called_off(world):
    meeting = world.meetings["Trang Hạ"]
    meeting.state = MeetingState.CANCELLED
    meeting.save()
    tell(meeting)
    assert refusal(issue_invitations, round=world.before, **WHEN) == (
        "Lịch đã ban hành của Đợt trước kỳ họp, 20/06/2017 - 22/06/2017 không còn hội nghị nào họp. "
        "Xếp lịch, ban hành lại lịch rồi ban hành giấy mời."
    )


def test_notice_and_invitations_tell_what_was_released_until_the_change_is_released_too(world):
    def told() -> set[str]:
        papers = [issue_schedule_notice(round=again(world.before), **WHEN)]
        papers += issue_invitations(round=again(world.before), **WHEN)
        days = re.findall(r"ngày 2\d tháng 6|2\d/6/2017", str([paper.snapshot["document"] for paper in papers]))
        return set(days) - {"ngày 20 tháng 6", "ngày 22 tháng 6"}

    meeting = world.meetings["Trang Hạ"]
    Meeting.objects.filter(pk=meeting.pk).update(
        starts_at=meeting.starts_at + timedelta(days=1), ends_at=meeting.ends_at + timedelta(days=1), sequence=1
    )
    assert told() == {"20/6/2017"}
    tell(again(meeting))
    assert told() == {"21/6/2017", "ngày 21 tháng 6"}


def test_without_a_signer_nothing_goes_out(world):
    Plan.objects.update(signatory=None)
    Signatory.objects.update(is_active=False)
    round_ = again(world.before)

    assert refusal(issue_schedule_notice, round=round_, **WHEN) == (
        "Chưa khai người ký văn bản của Thường trực HĐND. Vào Hồ sơ, thêm người ký rồi ban hành lại."
    )


def test_a_signer_of_another_council_is_refused(world):
    other = tu_son(units=("Tam Sơn",), code="khac")
    assert refusal(issue_schedule_notice, round=world.before, signatory=other.signatory, **WHEN) == (
        "Người ký này thuộc Hội đồng khác. Chọn người ký của Hội đồng mình."
    )


def test_each_meeting_has_one_numbered_invitation_with_a_copy_for_each_addressee(db):
    world = tu_son(units=("Trang Hạ", "Tân Hồng"))
    issued = issue_invitations(round=world.before, **WHEN)
    pages = len(PdfReader(io.BytesIO(invitation_bundle(world.before))).pages)

    assert [document.number_text for document in issued] == ["01/GM-HĐND", "02/GM-HĐND"]
    assert [len(document.snapshot["copies"]) for document in issued] == [4, 5]
    assert pages == 9
    assert refusal(issue_invitations, round=world.before, **WHEN) == (
        "Giấy mời của đợt này đã ban hành và không có gì thay đổi."
    )


def test_only_the_moved_meeting_is_invited_to_again(db):
    world = tu_son(units=("Trang Hạ", "Tân Hồng"))
    first, second = issue_invitations(round=world.before, **WHEN)
    Meeting.objects.filter(pk=int(second.subject_id)).update(sequence=1)
    tell(*Meeting.objects.order_by("pk"))
    (renewed,) = issue_invitations(round=again(world.before), **WHEN)

    assert (renewed.number, renewed.replaces, renewed.subject_id) == (3, second, second.subject_id)
    assert first.replaced_by.count() == 0


def test_invitations_not_issued_cannot_be_printed(world):
    assert refusal(invitation_bundle, round_=world.before) == "Đợt này chưa ban hành giấy mời."


def test_minutes_are_issued_once_and_only_when_handed_in(world):
    minutes = world.meetings["Trang Hạ"].minutes
    Minutes.objects.update(state=MinutesState.DRAFT)
    assert refusal(issue_minutes, minutes=minutes, **WHEN) == "Biên bản đang ghi. Nộp biên bản rồi ban hành."
    Minutes.objects.update(state=MinutesState.SUBMITTED)
    assert refusal(issue_minutes, minutes=minutes, **WHEN) == (
        "Ngày ban hành 06/6/2017 trước hội nghị ngày 20/6/2017. Ghi ngày 20/6/2017 hoặc sau đó."
    )
    document = issue_minutes(minutes=minutes, by=None, on=SENT_ON, at=CUT_OFF)

    assert (document.number_text, again(minutes).document) == ("01/BB-HĐND", document)
    assert refusal(issue_minutes, minutes=minutes, **WHEN) == "Biên bản này đã ban hành. Mở văn bản đó để in lại."


def test_letters_to_agencies_are_issued_once(db):
    world = tu_son(units=("Châu Khê",))
    letter = world.letters["Sở Tài nguyên và Môi trường tỉnh Bắc Ninh"]
    sent = issue_transfer_letter(letter=letter, by=None, on=SENT_ON, at=CUT_OFF)
    reminded = issue_reminder(reminder=world.reminder, by=None, on=date(2017, 8, 7), at=CUT_OFF)

    assert (sent.number_text, again(letter).document) == ("01/PC-HĐND", sent)
    assert (reminded.number_text, again(world.reminder).document) == ("01/HĐND-VP", reminded)
    assert "Phiếu chuyển số 01/PC-HĐND ngày 28 tháng 6 năm 2017" in str(reminded.snapshot)
    assert refusal(issue_transfer_letter, letter=letter, by=None, on=SENT_ON, at=CUT_OFF) == (
        "Phiếu chuyển này đã ban hành. Mở văn bản đó để in lại."
    )
    assert refusal(issue_reminder, reminder=world.reminder, by=None, on=SENT_ON, at=CUT_OFF) == (
        "Công văn đôn đốc này đã ban hành. Mở văn bản đó để in lại."
    )


def test_a_group_reports_under_its_head_and_not_without_one(world):
    document = issue_group_report(round=world.before, group=world.groups[7], **{**WHEN, "at": CUT_OFF})
    report = Report.objects.get(document=document)

    assert (document.number_text, document.signer_name) == ("01/BC-TĐB7", "Quách Thị Hoài")
    assert (report.group, report.kind) == (world.groups[7], DocumentKind.GROUP_REPORT)
    world.groups[7].memberships.update(role="member")
    assert refusal(issue_group_report, round=world.before, group=world.groups[7], **WHEN) == (
        "Tổ đại biểu số 7 chưa có Tổ trưởng. Ghi Tổ trưởng hoặc người ký của Tổ rồi ban hành báo cáo."
    )


def test_a_round_not_yet_held_has_no_report(world):
    assert refusal(issue_summary_report, round=world.after, **WHEN) == (
        "Đợt này chưa có hội nghị nào đã họp. Ghi kết quả hội nghị rồi lập báo cáo."
    )


def test_a_report_keeps_its_figures_when_petitions_come_in_afterwards(world):
    at = {**WHEN, "at": CUT_OFF}
    document = issue_summary_report(round=world.before, **at)
    report = Report.objects.get(document=document)
    add_petition(world, "muon", "Kiến nghị nhập sau khi chốt")
    second = issue_summary_report(round=again(world.before), cut_off=CUT_OFF + timedelta(days=1), **at)

    assert figures_from_json(again(report).figures).petitions.count == 2
    assert figures_from_json(Report.objects.get(document=second).figures).petitions.count == 3
    assert (second.number, second.replaces, report.cut_off) == (2, document, CUT_OFF)


def test_the_next_round_compares_itself_with_the_last_report(world):
    issue_summary_report(round=world.before, **{**WHEN, "at": CUT_OFF})
    Meeting.objects.update(round=world.after)
    second = issue_summary_report(round=again(world.after), **{**WHEN, "at": CUT_OFF + timedelta(days=30)})

    assert "So với đợt trước: lượt cử tri dự 52 (đợt trước 52)" in str(second.snapshot)


# --- files ---


def test_a_reprint_is_the_same_bytes_and_other_bytes_are_refused(world):
    document = issue_summary_report(round=world.before, **{**WHEN, "at": CUT_OFF})
    first = {file.form: bytes(file.content) for file in render_issued(document)}
    Petition.objects.update(summary="Đã sửa sau khi ban hành")
    second = {file.form: bytes(file.content) for file in render_issued(again(document))}
    IssuedFile.objects.all()._raw_delete("default")
    third = {file.form: bytes(file.content) for file in render_issued(again(document))}

    assert set(first) == {"pdf", "docx", "xlsx"}
    assert first == second == third
    with pytest.raises(Refused, match="không được thay"):
        keep_file(document=document, form="pdf", content=b"khac")


def test_papers_of_one_moment_are_written_together_and_the_same_as_alone(db):
    world = tu_son(units=("Trang Hạ", "Tân Hồng"))
    papers = issue_invitations(round=world.before, **WHEN)
    together = {key: [file.sha256 for file in files] for key, files in render_all(papers).items()}
    IssuedFile.objects.all()._raw_delete("default")

    assert {paper.pk: [file.sha256 for file in render_issued(paper)] for paper in papers} == together


def test_the_sweep_writes_what_nobody_wrote_and_then_rests(world):
    document = issue_schedule_notice(round=world.before, **WHEN)

    assert render_waiting() == 1
    assert render_waiting() == 0
    assert sorted(file.form for file in IssuedFile.objects.filter(document=document)) == ["docx", "pdf"]
    assert render_document(document.pk + 1) == []


def test_the_word_file_holds_the_number_and_the_spreadsheet_the_annex(world):
    from docx import Document

    document = issue_summary_report(round=world.before, **{**WHEN, "at": CUT_OFF})
    files = {file.form: bytes(file.content) for file in render_issued(document)}
    word = Document(io.BytesIO(files["docx"]))
    words = "\n".join(cell.text for table in word.tables for row in table.rows for cell in row.cells)
    sheets = load_workbook(io.BytesIO(files["xlsx"])).sheetnames

    assert "Số: 01/BC-HĐND" in words
    assert sheets == [
        "Theo thẩm quyền",
        "Theo lĩnh vực",
        "Theo tình trạng",
        "Danh mục kiến nghị",
        "Theo Tổ đại biểu",
        "Đại biểu vắng",
        "Theo địa bàn",
    ]


def test_counts_of_the_council_agree_with_the_paper_its_annex_and_its_spreadsheet(world):
    document = issue_summary_report(round=world.before, **{**WHEN, "at": CUT_OFF})
    render_issued(document)
    counts = so_lieu(world.council, CUT_OFF)

    assert [check for check in counts["kiểm tra"] if not check["khớp"]] == []
    assert {check["điều"] for check in counts["kiểm tra"]} >= {
        "01/BC-HĐND: kiến nghị = số dòng phụ lục trên giấy",
        "01/BC-HĐND: kiến nghị = số dòng bảng Excel",
    }
    assert counts["văn bản"][0]["sha256 tệp"].keys() == {"docx", "pdf", "xlsx"}
    assert counts["kiến nghị"]["tổng"] == round_figures(world.before, CUT_OFF).petitions.count == 2


# --- previews ---


def test_a_preview_takes_no_number_and_leaves_nothing(world):
    letter = next(iter(world.letters.values()))
    meeting = world.meetings["Trang Hạ"]
    subjects = {
        DocumentKind.PLAN: world.plan,
        DocumentKind.SCHEDULE_NOTICE: world.before,
        DocumentKind.INVITATION: meeting,
        DocumentKind.MINUTES: meeting.minutes,
        DocumentKind.TRANSFER: letter,
        DocumentKind.SUMMARY_REPORT: world.before,
    }
    docs = {kind: preview_document(kind, row, on=ISSUED_ON, at=CUT_OFF) for kind, row in subjects.items()}

    assert {doc.number for doc in docs.values()} == {None}
    assert docs[DocumentKind.INVITATION].title == "Giấy mời"
    assert not IssuedDocument.objects.exists()
    assert not Report.objects.exists()
    with pytest.raises(TypeError):
        preview_document(DocumentKind.PLAN, world.before, on=ISSUED_ON)
    with pytest.raises(TypeError):
        preview_document(DocumentKind.GROUP_REPORT, world.before, on=ISSUED_ON, at=CUT_OFF)


def test_what_a_person_issues_is_kept_under_that_person(world):
    user = User.objects.create_user("thu.ky@tu-son.example", "Trần Thư Ký")
    document = issue_schedule_notice(round=world.before, by=user, on=ISSUED_ON, at=ISSUED_AT)

    assert document.issued_by == user
    assert AuditEntry.objects.get(action="document.issued").actor == user


def test_attendance_is_not_needed_to_invite(world):
    Attendance.objects.update(present=None)
    assert isinstance(issue_invitations(round=Round.objects.get(pk=world.before.pk), **WHEN)[0], IssuedDocument)
