"""The check of the live database finds what is broken behind the back of the actions."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F

from delegates.models import Delegate
from meetings.models import Attendance, Meeting
from petitions import fsck
from petitions.actions import Point, merge_petitions, split_submission, transfer_petitions
from petitions.enums import SubmissionKind
from petitions.models import Petition, PetitionEvent, PetitionSource, RestrictedCase, Submission, Transfer
from petitions.tests.conftest import DUE_ON, SENT_ON
from txct.core.models import AuditEntry, IssuedDocument, NumberRegister

pytestmark = pytest.mark.django_db


@pytest.fixture
def working(town):
    """An office with a merged, a sent and a raw petition, a split speech and a complaint."""
    merge_petitions(target=town.petition(), others=[town.petition("Đường nữa", 1)], by=town.secretary)
    transfer_petitions(
        council=town.council,
        agency=town.agency,
        petitions=[town.petition("Nước")],
        on=SENT_ON,
        answer_by=DUE_ON,
        by=town.secretary,
    )
    town.petition("Thô", classified=False)
    points = [Point(SubmissionKind.PETITION, "Một"), Point(SubmissionKind.OPINION, "Hai")]
    split_submission(submission=town.say("Hai việc"), points=points, by=town.secretary)
    town.say("Khiếu nại", kind=SubmissionKind.COMPLAINT)
    return town


def breaches():
    return {sentence for one in fsck.INVARIANTS for sentence in one.breaches()}


def run():
    out = StringIO()
    try:
        call_command("txct_fsck", stdout=out)
    except CommandError as error:
        return error.returncode, out.getvalue()
    return 0, out.getvalue()


def test_what_the_actions_write_holds(working):
    assert breaches() == set()
    code, text = run()
    assert code == 0
    assert text.endswith("Dữ liệu đúng.\n")
    assert "INV1   không mất, không đếm hai lần: 8 dòng – đúng" in text


def lose_a_source(town):
    PetitionSource.objects.filter(petition__code="KN-XVIII-5-003").delete()
    return "Kiến nghị KN-XVIII-5-003 không có lượt ý kiến nào"


def skip_a_step(town):
    Petition.objects.filter(code="KN-XVIII-5-004").update(state="closed")
    return "Kiến nghị KN-XVIII-5-004 đang “đã đóng” nhưng lịch sử dẫn đến “ghi nhận”"


def forge_a_step(town):
    petition = Petition.objects.get(code="KN-XVIII-5-004")
    Petition.objects.filter(pk=petition.pk).update(state="closed")
    PetitionEvent.objects.create(petition=petition, old_state="recorded", new_state="closed")
    return "Kiến nghị KN-XVIII-5-004: bước 2 đi từ “recorded” sang “closed” là không hợp lệ"


def lose_the_history(town):
    PetitionEvent.objects.filter(petition__code="KN-XVIII-5-004")._raw_delete("default")
    return "Kiến nghị KN-XVIII-5-004 không có lịch sử xử lý"


def merge_in_a_circle(town):
    one, two = Petition.objects.filter(code__in=["KN-XVIII-5-001", "KN-XVIII-5-002"]).order_by("code")
    Petition.objects.filter(pk=one.pk).update(state="merged", merged_into=two)
    return f"Kiến nghị {one.pk}: vòng gộp qua kiến nghị {one.pk}"


def forget_a_source_of_a_part(town):
    part = Petition.objects.get(code="KN-XVIII-5-002")
    PetitionSource.objects.filter(petition=part.merged_into, submission__in=part.sources.values("submission")).delete()
    return f"Kiến nghị {part.merged_into_id} thiếu lượt ý kiến của kiến nghị {part.pk} đã gộp vào"


def add_a_place(town):
    petition = Petition.objects.get(code="KN-XVIII-5-004")
    petition.localities.add(town.wards[2])
    return f"Kiến nghị {petition.pk} ghi địa bàn khác với nơi cử tri phát biểu"


def lose_a_case(town):
    case = RestrictedCase.objects.get()
    RestrictedCase.objects.all().delete()
    return f"Khiếu nại, tố cáo {case.submission_id} không còn nội dung"


def leave_words_in_the_key(town):
    said = Submission.objects.get(kind="complaint")
    Submission.objects.filter(pk=said.pk).update(search_key="khieu nai")
    return f"Khiếu nại, tố cáo {said.pk} còn nội dung ở danh sách chung"


def lose_a_transfer(town):
    Transfer.objects.all().delete()
    return "Kiến nghị KN-XVIII-5-003 “đã chuyển” không khớp với lần chuyển và trả lời"


def forget_the_split(town):
    said = Submission.objects.get(state="split")
    Submission.objects.filter(pk=said.pk).update(state="recorded")
    return f"Lượt ý kiến {said.pk} có ý tách ra nhưng không ghi là đã tách"


def free_a_source(town):
    said = Petition.objects.get(code="KN-XVIII-5-004").sources.get().submission
    Submission.objects.filter(pk=said.pk).update(state="recorded")
    petition = Petition.objects.get(code="KN-XVIII-5-004")
    return f"Lượt ý kiến {said.pk} là nguồn của kiến nghị [{petition.pk}] nhưng không ghi là đã đưa vào kiến nghị"


@pytest.mark.parametrize(
    "damage",
    [
        lose_a_source,
        skip_a_step,
        forge_a_step,
        lose_the_history,
        merge_in_a_circle,
        forget_a_source_of_a_part,
        add_a_place,
        lose_a_case,
        leave_words_in_the_key,
        lose_a_transfer,
        forget_the_split,
        free_a_source,
    ],
)
def test_damage_is_found_and_named(working, damage):
    assert damage(working) in breaches()


def test_a_tie_between_two_councils_is_found(working, neighbour):
    petition = Petition.objects.get(code="KN-XVIII-5-004")
    Petition.objects.filter(pk=petition.pk).update(sector=neighbour.sector)
    assert breaches() == {f"Kiến nghị {petition.pk} nối sang Hội đồng hoặc kiến nghị khác (sector__council)"}


def test_the_command_names_damage_to_register_trace_and_schedule_and_fails(working):
    NumberRegister.objects.create(tenant=working.council, series="BC-HĐND", year=2026, last_number=1)
    entry = AuditEntry.objects.order_by("pk").first()
    AuditEntry.objects.filter(pk=entry.pk).update(action="nothing.happened")
    attendance = attend(working, working.meetings[0])
    Attendance.objects.filter(pk=attendance.pk).update(ends_at=F("ends_at") + timedelta(minutes=5))
    code, text = run()
    assert code == 1
    assert "Sổ BC-HĐND (2026): thiếu số [1], thừa số không" in text
    assert "HĐND Từ Sơn: dòng 1 không khớp chuỗi" in text
    meeting = attendance.meeting_id
    assert f"Đại biểu {attendance.delegate_id} giữ giờ khác giờ của hội nghị {meeting}" in text


def attend(town, meeting, delegate=None):
    """A delegate who holds the hours of a meeting."""
    term = town.session.term
    someone = delegate or Delegate.objects.create(council=town.council, term=term, full_name="Lê Văn Ba")
    hours = {"starts_at": meeting.starts_at, "ends_at": meeting.ends_at}
    return Attendance.objects.create(meeting=meeting, delegate=someone, **hours)


@pytest.mark.skipif(connection.vendor == "postgresql", reason="PostgreSQL stores no double booking")
def test_a_double_booking_is_found(working):
    first, second = working.meetings[:2]
    Meeting.objects.filter(pk=second.pk).update(
        starts_at=first.starts_at, ends_at=first.ends_at, chair_body=working.standing, chair_name="Bà Lê Thị Tư"
    )
    Meeting.objects.filter(pk=first.pk).update(chair_body=working.standing, chair_name="Bà Lê Thị Tư")
    second.refresh_from_db()
    someone = attend(working, first).delegate
    attend(working, second, someone)
    text = run()[1]
    assert f"Đại biểu {someone.pk} có hai hội nghị cùng lúc: {first.pk} và {second.pk}" in text
    chair = f"{working.standing.pk} Bà Lê Thị Tư"
    assert f"Người chủ trì {chair} có hai hội nghị cùng lúc: {first.pk} và {second.pk}" in text


def test_a_changed_paper_is_found(working):
    paper = IssuedDocument.objects.create(
        tenant=working.council,
        kind="plan",
        title="Kế hoạch",
        issued_on=SENT_ON,
        subject_type="meetings.plan",
        subject_id="1",
        snapshot={"title": "đã sửa"},
        digest="0" * 64,
    )
    assert f"Văn bản {paper}: nội dung không khớp dấu SHA-256" in run()[1]
