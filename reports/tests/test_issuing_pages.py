"""Every paper is issued from a page that says what will happen, once, by those who may; acts note duties as done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from delegates.models import Signatory
from meetings.actions.attendance import mark_attendance
from meetings.actions.meetings import postpone_meeting
from meetings.actions.minutes import submit_minutes, write_minutes
from meetings.enums import MinutesState, RoundState
from meetings.models import Duty, Meeting, Minutes, Round, RoundRelease
from petitions.actions import remind_overdue
from petitions.models import Petition, Reminder, TransferLetter
from reports.models import Report
from reports.release_pages import release_label
from reports.tests.scene import Scene, moment, workday
from txct.core.models import IssuedDocument, User
from txct.lib.dates import short_date

SignIn = Callable[[User], Client]


@pytest.fixture
def office(scene: Scene, signed_in: SignIn) -> Client:
    """The secretary's browser, in a council whose chairman signs."""
    Signatory.objects.create(council=scene.council, full_name="Ngô Quang Đạt", title="CHỦ TỊCH")
    return signed_in(scene.secretary)


def sent(**more: Any) -> dict[str, Any]:
    return {"form_key": str(uuid4()), "on": f"{timezone.localdate():%d/%m/%Y}", **more}


def at_desk(name: str, *args: int) -> str:
    return reverse(f"desk:{name}", args=args)


def is_done(scene: Scene, code: str) -> bool:
    return Duty.objects.get(round=scene.round, rule_code=code).done_at is not None


def minuted(scene: Scene, *places: int) -> None:
    """The meetings at PLACES were held yesterday and have their minutes."""
    day = workday(-1)
    for place in places:
        meeting = scene.meetings[place]
        Meeting.objects.filter(pk=meeting.pk).update(starts_at=moment(day, 8), ends_at=moment(day, 10))
        present = {row.delegate_id: True for row in meeting.attendances.all()}
        mark_attendance(meeting=meeting, present=present, by=scene.secretary)
        minutes = write_minutes(
            meeting=meeting,
            started_at=moment(day, 8),
            ended_at=moment(day, 10),
            voters_present=40 + place,
            chair_name="Nguyễn Văn Chủ",
            secretary_name="Đỗ Thị Ký",
            by=scene.secretary,
        )
        submit_minutes(minutes=minutes, by=scene.secretary, at=timezone.now())


def test_the_notice_of_the_schedule_says_what_it_does_and_is_issued_once(scene: Scene, office: Client) -> None:
    url, form = at_desk("issue-notice", scene.round.pk), sent()
    assert office.get(url).context["consequences"] == [
        f"Thông báo gồm 03 hội nghị có ngày giờ của {scene.round.label}.",
        f"In theo {release_label(RoundRelease.objects.get(round=scene.round))}.",
        f"Thông báo lịch nhận số 01/TB-HĐND, số kế tiếp của sổ năm {timezone.localdate().year}.",
        "Người ký: Ngô Quang Đạt.",
        "Nơi nhận: UBND, Ban Thường trực Ủy ban MTTQ phường; Đại biểu HĐND phường; "
        "HĐND, UBND, Ủy ban MTTQ nơi tổ chức hội nghị; Cơ quan báo chí, đài truyền thanh; Lưu: VT.",
        "Bản in được tạo và giữ nguyên; nội dung và số không sửa được nữa.",
        "Việc gửi lịch cho báo chí và các đơn vị được ghi là xong.",
    ]
    assert not is_done(scene, "HDND_PRESS")
    first, second = office.post(url, form), office.post(url, form)
    paper = IssuedDocument.objects.get(kind="schedule_notice")
    assert first.url == second.url == reverse("reports:document", args=[paper.pk])
    assert is_done(scene, "HDND_PRESS")
    again = office.post(url, sent())
    assert "đã ban hành và không có gì thay đổi" in again.content.decode()


def test_the_pages_of_the_papers_say_which_changes_they_leave_out(scene: Scene, office: Client) -> None:
    postpone_meeting(meeting=scene.meetings[0], reason="mưa bão", by=scene.secretary)
    release = release_label(RoundRelease.objects.get(round=scene.round))
    left_out = (
        "Chú ý: 01 thay đổi chưa ban hành không có trong văn bản này; ban hành lại lịch trước nếu muốn báo cả các "
        "thay đổi đó."
    )
    for name in ("issue-notice", "issue-invitations"):
        said = office.get(at_desk(name, scene.round.pk)).context["consequences"]
        assert said[1:3] == [f"In theo {release}.", left_out]


def test_before_the_first_release_the_page_says_what_to_do_first(scene: Scene, office: Client) -> None:
    fresh = Round.objects.create(
        council=scene.council,
        plan=scene.round.plan,
        phase="after",
        starts_on=workday(20),
        ends_on=workday(22),
    )
    page = office.get(at_desk("issue-notice", fresh.pk))
    assert page.context["consequences"][1] == (
        "Chưa ban hành được văn bản này: lịch của đợt chưa ban hành. Ban hành lịch trước."
    )
    refused = office.post(at_desk("issue-notice", fresh.pk), sent()).content.decode()
    assert f"Lịch của {fresh.label} chưa ban hành. Ban hành lịch rồi ban hành thông báo." in refused


def test_a_page_says_that_nobody_signs_yet(scene: Scene, signed_in: SignIn) -> None:
    refused = signed_in(scene.secretary).post(at_desk("issue-notice", scene.round.pk), sent())
    assert "Chưa khai người ký văn bản" in refused.content.decode()
    assert not IssuedDocument.objects.exists()


def test_invitations_are_issued_for_every_meeting(scene: Scene, office: Client) -> None:
    url = at_desk("issue-invitations", scene.round.pk)
    assert office.get(url).context["consequences"][0].startswith("Mỗi hội nghị một giấy mời có số: 03 hội nghị")
    assert office.post(url, sent()).url == at_desk("round", scene.round.pk)
    assert IssuedDocument.objects.filter(kind="invitation").count() == 3


def test_letters_reminders_and_minutes_wait_until_their_paper_is_issued(scene: Scene, office: Client) -> None:
    today = timezone.localdate()
    scene.petition("Quá hạn", scene.meetings[0], due_on=today - timedelta(days=1))
    remind_overdue(council=scene.council, on=today, answer_by=None, by=scene.secretary)
    minuted(scene, 0)
    waiting = at_desk("papers-waiting")
    lists = office.get(waiting).context["waiting"]
    rows = [*lists.letters, *lists.reminders, *lists.minutes]
    assert [row[0].text for row in rows] == ["Phòng Kinh tế", "Phòng Kinh tế", "Khu phố Đình Bảng, phường Từ Sơn"]
    for row in rows:
        assert "nhận số 01/" in office.get(row[0].url).content.decode()
        assert office.post(row[0].url, sent()).status_code == 302
    lists = office.get(waiting).context["waiting"]
    assert (lists.letters, lists.reminders, lists.minutes) == ([], [], [])
    papers = [model.objects.get().document for model in (TransferLetter, Reminder, Minutes)]
    assert [paper.kind for paper in papers] == ["transfer", "reminder", "minutes"]


@pytest.mark.usefixtures("clashes_kept")
def test_groups_have_reported_when_the_last_of_them_has_and_the_council_when_it_has(
    scene: Scene, office: Client
) -> None:
    minuted(scene, 0, 1, 2)
    assert [row[1].text for row in office.get(at_desk("round", scene.round.pk)).context["groups"]] == ["chưa lập"] * 2
    for place, group in enumerate(scene.groups):
        assert is_done(scene, "HDND_GROUP_REPORT") is False
        url = at_desk("issue-group-report", scene.round.pk, group.pk)
        assert office.post(url, sent(assessment="Cử tri đồng tình cao.")).status_code == 302
        assert Report.objects.filter(kind="group_report").count() == place + 1
    assert is_done(scene, "HDND_GROUP_REPORT")
    assert not is_done(scene, "HDND_CONSOL_BEFORE")
    url, form = at_desk("issue-summary", scene.round.pk), sent()
    assert office.get(url).status_code == 200
    assert office.post(url, form).url == office.post(url, form).url
    report = Report.objects.get(kind="summary_report")
    assert (report.document.kind, is_done(scene, "HDND_CONSOL_BEFORE")) == ("summary_report", True)
    shown = [row[0].url for row in office.get(at_desk("round", scene.round.pk)).context["shown"].papers]
    assert len(shown) == 3


def test_a_report_before_any_meeting_is_refused_with_what_to_do(scene: Scene, office: Client) -> None:
    refused = office.post(at_desk("issue-summary", scene.round.pk), sent())
    assert "Ghi kết quả hội nghị rồi lập báo cáo" in refused.content.decode()


@pytest.mark.usefixtures("clashes_kept")
def test_a_round_is_collected_and_then_cut_off_from_its_page(scene: Scene, office: Client) -> None:
    scene.petition("Chưa phân loại", scene.meetings[0])
    ready = scene.petition("Đã phân loại", scene.meetings[0])
    Petition.objects.filter(pk=ready.pk).update(state="classified", sector=scene.sector, authority="xa")
    close = at_desk("round-close", scene.round.pk)
    refused = office.post(close, sent())
    assert "Còn hội nghị chưa họp" in refused.content.decode()
    collect = at_desk("round-collect", scene.round.pk)
    assert "01 kiến nghị đã phân loại" in office.get(collect).context["consequences"][0]
    office.post(collect, sent())
    ready.refresh_from_db()
    assert ready.state == "collected"
    minuted(scene, 0, 1, 2)
    assert office.get(close).context["consequences"][1].startswith("Chú ý: 01 kiến nghị chưa phân loại")
    assert office.post(close, sent()).url == at_desk("round", scene.round.pk)
    assert Round.objects.get(pk=scene.round.pk).state == RoundState.CLOSED
    assert set(Minutes.objects.values_list("state", flat=True)) == {MinutesState.LOCKED}


def test_those_who_may_not_issue_are_offered_nothing(scene: Scene, signed_in: SignIn) -> None:
    for person, labels in (
        (scene.standing, ["Lập báo cáo tổng hợp"]),
        (scene.front, []),
        (scene.auditor, []),
    ):
        steps = signed_in(person).get(at_desk("round", scene.round.pk)).context["steps"]
        assert [step.label for step in steps] == labels


def typed(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def test_a_paper_of_a_day_to_come_is_refused_at_the_day(scene: Scene, office: Client) -> None:
    today, tomorrow = timezone.localdate(), workday(1)
    answer = office.post(at_desk("issue-notice", scene.round.pk), sent(on=typed(tomorrow)))
    assert answer.context["form"].errors == {
        "on": [
            f"Ngày ban hành {short_date(tomorrow)} chưa tới (hôm nay {short_date(today)}). Ghi ngày ký văn bản.",
        ]
    }
    assert not IssuedDocument.objects.exists()


def test_a_reminder_is_not_dated_before_the_letter_it_reminds_of(scene: Scene, office: Client) -> None:
    today, before = timezone.localdate(), workday(-1)
    scene.petition("Quá hạn", scene.meetings[0], due_on=today - timedelta(days=1))
    remind_overdue(council=scene.council, on=today, answer_by=None, by=scene.secretary)
    office.post(at_desk("issue-letter", TransferLetter.objects.get().pk), sent())
    reminder = at_desk("issue-reminder", Reminder.objects.get().pk)

    refused = office.post(reminder, sent(on=typed(before)))

    number = IssuedDocument.objects.get(kind="transfer").number_text
    assert refused.context["form"].errors == {
        "on": [
            f"Ngày ban hành {short_date(before)} trước phiếu chuyển {number} ngày {short_date(today)}. "
            f"Ghi ngày {short_date(today)} hoặc sau đó.",
        ]
    }
    assert office.post(reminder, sent()).status_code == 302


def test_a_day_off_is_issued_on_only_when_it_is_confirmed(scene: Scene, office: Client) -> None:
    url, sunday = at_desk("issue-notice", scene.round.pk), timezone.localdate() - timedelta(days=7)
    sunday -= timedelta(days=(sunday.weekday() + 1) % 7)
    asked = office.post(url, sent(on=typed(sunday)))
    [said] = asked.context["form"].errors["confirmed"]
    assert said.startswith(f"Chủ nhật, {sunday:%d/%m/%Y} là ngày nghỉ")
    assert said.endswith(" Đánh dấu nếu vẫn ban hành.")
    assert office.post(url, sent(on=typed(sunday), confirmed="on")).status_code == 302
    assert IssuedDocument.objects.get().issued_on == sunday


def test_minutes_without_anybodys_words_are_issued_only_when_that_is_confirmed(scene: Scene, office: Client) -> None:
    minuted(scene, 0)
    url = at_desk("issue-minutes", Minutes.objects.get().pk)
    warned = "Hội nghị này chưa ghi ý kiến nào của cử tri; biên bản ban hành sẽ không có ý kiến."
    assert ("due", "Lưu ý", warned) in office.get(url).context["notices"]
    refused = office.post(url, sent())
    assert refused.context["form"].errors == {"confirmed": [f"{warned} Đánh dấu nếu vẫn ban hành."]}
    assert not IssuedDocument.objects.exists()
    assert office.post(url, sent(confirmed="on")).status_code == 302
    assert IssuedDocument.objects.get().kind == "minutes"
