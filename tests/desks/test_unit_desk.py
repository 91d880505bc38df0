"""The ward clerk after a meeting: who came, the minutes, what voters said."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from meetings.actions.minutes import write_minutes
from meetings.enums import Response
from meetings.models import Attendance, Meeting, MeetingUnit, Minutes
from petitions.actions import record_submission
from petitions.enums import SubmissionKind
from petitions.models import Petitioner, RestrictedCase, Submission
from tests.desk_scene import Scene, form

MINUTES = {
    "started_at": "14h30",
    "ended_at": "16 giờ 45",
    "voters_present": "65",
    "chair_name": "Ông Trần Quốc Thủy",
    "secretary_name": "Nguyễn Thị Mai",
    "guests": "Lãnh đạo UBND phường",
    "reports": "Đại biểu báo cáo dự kiến kỳ họp.",
    "answers": "Chủ tịch UBND giải trình về rác thải.",
    "conclusion": "Tiếp thu các ý kiến.",
}


def page(name: str, meeting: Meeting, **more: Any) -> str:
    return reverse(name, kwargs={"pk": meeting.pk, **more})


def minutes_form(meeting: Meeting, **changes: str) -> dict[str, Any]:
    day = timezone.localtime(meeting.starts_at).strftime("%d/%m/%Y")
    return form(day=day, **{**MINUTES, **changes})


def mark_all(scene: Scene) -> None:
    meeting = scene.meetings["held"]
    sent: dict[str, str] = {}
    for row in Attendance.objects.filter(meeting=meeting):
        sent |= {f"den-{row.pk}": "co", f"traloi-{row.pk}": "on"}
    answer = scene.client("clerk").post(page("meetings:unit-attendance", meeting), form(**sent))
    assert answer.status_code == 302


def titles(content: bytes) -> set[str]:
    return {word for word in ("held", "coming", "elsewhere") if f"Hội nghị {word}" in content.decode()}


def test_the_clerk_sees_the_meetings_of_the_own_ward_by_what_is_to_be_done(scene: Scene) -> None:
    clerk, url = scene.client("clerk"), reverse("meetings:unit-desk")
    assert titles(clerk.get(url).content) == {"held"}
    assert titles(clerk.get(url, {"xem": "sap-toi"}).content) == {"coming"}
    assert titles(clerk.get(url, {"xem": "da-xong"}).content) == set()
    assert titles(scene.client("other_clerk").get(url).content) == {"elsewhere"}


@pytest.mark.parametrize(
    "name",
    ["meetings:unit-meeting", "meetings:unit-attendance", "meetings:unit-minutes", "petitions:meeting-voices"],
)
def test_a_meeting_of_another_ward_or_council_does_not_exist(scene: Scene, neighbour: Scene, name: str) -> None:
    clerk = scene.client("clerk")
    answers = [clerk.get(page(name, other)) for other in (scene.meetings["elsewhere"], neighbour.meetings["held"])]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert clerk.get(page(name, scene.meetings["held"])).status_code == 200


def test_attendance_is_written_with_the_reason_of_the_absent(scene: Scene) -> None:
    meeting = scene.meetings["held"]
    duc, hoa = Attendance.objects.filter(meeting=meeting).order_by("delegate__sort_key")
    sent = {f"den-{duc.pk}": "co", f"traloi-{duc.pk}": "on", f"den-{hoa.pk}": "vang", f"lydo-{hoa.pk}": ""}
    clerk, url = scene.client("clerk"), page("meetings:unit-attendance", meeting)
    refused = clerk.post(url, form(**sent))
    assert refused.status_code == 200
    assert refused.context["form"].errors == {f"lydo-{hoa.pk}": [f"Ghi lý do vắng của {hoa.delegate.full_name}."]}
    assert clerk.post(url, form(**{**sent, f"lydo-{hoa.pk}": "Đi công tác"})).status_code == 302
    rows = Attendance.objects.filter(meeting=meeting).order_by("delegate__sort_key")
    assert [(row.present, row.absence_reason, row.answered_voters) for row in rows] == [
        (True, "", True),
        (False, "Đi công tác", False),
    ]
    assert Meeting.objects.get(pk=meeting.pk).state == "held"


def test_why_a_delegate_stays_away_is_filled_in_for_the_office_alone(scene: Scene) -> None:
    meeting = scene.meetings["held"]
    away, other = Attendance.objects.filter(meeting=meeting).order_by("delegate__sort_key")
    Attendance.objects.filter(pk=away.pk).update(response=Response.EXCUSED, response_reason="Đi viện")
    url = page("meetings:unit-attendance", meeting)
    forms = {name: scene.client(name).get(url).context["form"] for name in ("secretary", "clerk")}
    assert {name: [shown[f"lydo-{row.pk}"].value() for row in (away, other)] for name, shown in forms.items()} == {
        "secretary": ["Đi viện", ""],
        "clerk": ["đã báo Văn phòng", ""],
    }


def test_hours_of_the_minutes_are_typed_as_people_write_them(scene: Scene) -> None:
    meeting = scene.meetings["held"]
    answer = scene.client("clerk").post(page("meetings:unit-minutes", meeting), minutes_form(meeting))
    assert answer.status_code == 302
    minutes = Minutes.objects.get(meeting=meeting)
    hours = [timezone.localtime(moment).strftime("%H:%M") for moment in (minutes.started_at, minutes.ended_at)]
    assert hours == ["14:30", "16:45"]
    assert (minutes.voters_present, minutes.chair_name, minutes.written_by) == (
        65,
        "Ông Trần Quốc Thủy",
        scene.users["clerk"],
    )


def test_wrong_minutes_are_refused_at_their_field_and_nothing_typed_is_lost(scene: Scene) -> None:
    meeting = scene.meetings["held"]
    sent = minutes_form(meeting, started_at="25h", ended_at="8h", voters_present="sáu mươi")
    answer = scene.client("clerk").post(page("meetings:unit-minutes", meeting), sent)
    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == {"started_at", "voters_present"}
    shown = answer.content.decode()
    for text in ("25h", "sáu mươi", MINUTES["reports"], MINUTES["conclusion"]):
        assert text in shown
    assert not Minutes.objects.filter(meeting=meeting).exists()


def test_a_meeting_that_has_not_begun_takes_no_minutes(scene: Scene) -> None:
    meeting = scene.meetings["coming"]
    answer = scene.client("clerk").post(page("meetings:unit-minutes", meeting), minutes_form(meeting))
    assert answer.status_code == 200
    assert answer.context["form"].non_field_errors() == ["Hội nghị chưa đến giờ họp, chưa ghi biên bản."]


def test_minutes_changed_by_somebody_else_are_compared_not_overwritten(scene: Scene) -> None:
    meeting, clerk = scene.meetings["held"], scene.client("clerk")
    url = page("meetings:unit-minutes", meeting)
    clerk.post(url, minutes_form(meeting))
    minutes = Minutes.objects.get(meeting=meeting)
    write_minutes(
        meeting=meeting, by=scene.users["secretary"], expected_version=minutes.version, conclusion="Kết luận khác."
    )
    answer = clerk.post(url, {**minutes_form(meeting, conclusion="Bản của tôi."), "version": minutes.version})
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "Bản của tôi." in shown
    assert "Kết luận khác." in shown
    assert MINUTES["reports"] in shown
    assert Minutes.objects.get(meeting=meeting).conclusion == "Kết luận khác."
    hidden = dict(answer.context["hidden"])
    assert clerk.post(url, hidden).status_code == 302
    assert Minutes.objects.get(meeting=meeting).conclusion == "Bản của tôi."


def test_minutes_begun_by_two_people_at_once_are_compared(scene: Scene) -> None:
    meeting = scene.meetings["held"]
    url = page("meetings:unit-minutes", meeting)
    scene.client("secretary").post(url, minutes_form(meeting, conclusion="Bản của thư ký."))
    answer = scene.client("clerk").post(url, minutes_form(meeting, conclusion="Bản của cán bộ."))
    assert answer.status_code == 409
    assert Minutes.objects.get(meeting=meeting).conclusion == "Bản của thư ký."


def test_submitted_minutes_are_locked_for_the_clerk_with_everything_said(scene: Scene) -> None:
    meeting, clerk = scene.meetings["held"], scene.client("clerk")
    mark_all(scene)
    clerk.post(page("meetings:unit-minutes", meeting), minutes_form(meeting))
    voices = page("petitions:meeting-voices", meeting)
    clerk.post(voices, form(kind="petition", verbatim="Xin sửa đường"))
    said = Submission.objects.get(meeting=meeting)
    submit = page("meetings:unit-minutes-submit", meeting)
    asked = clerk.get(submit)
    assert "bạn không sửa biên bản, điểm danh và ý kiến được nữa" in asked.content.decode()
    version = Minutes.objects.get(meeting=meeting).version
    assert clerk.post(submit, form(version=version)).status_code == 302
    assert Minutes.objects.get(meeting=meeting).state == "submitted"
    refused = clerk.post(page("meetings:unit-minutes", meeting), {**minutes_form(meeting), "version": version + 1})
    assert refused.context["form"].non_field_errors() == [
        "Biên bản đã nộp, không sửa được. Đề nghị Văn phòng trả lại để sửa."
    ]
    clerk.post(voices, form(kind="petition", verbatim="Thêm sau khi nộp"))
    correct = page("petitions:voice-correct", meeting, voice=said.pk)
    clerk.post(correct, form(verbatim="Sửa sau khi nộp", version=said.version))
    assert list(Submission.objects.filter(meeting=meeting).values_list("verbatim", flat=True)) == ["Xin sửa đường"]


def test_the_office_sends_minutes_back_and_the_clerk_goes_on(scene: Scene) -> None:
    meeting, clerk, secretary = scene.meetings["held"], scene.client("clerk"), scene.client("secretary")
    mark_all(scene)
    clerk.post(page("meetings:unit-minutes", meeting), minutes_form(meeting))
    clerk.post(page("meetings:unit-minutes-submit", meeting), form(version=1))
    url = page("meetings:unit-minutes-return", meeting)
    assert clerk.post(url, form(reason="x")).status_code == 403
    assert "Trả lại để sửa" in secretary.get(page("meetings:unit-meeting", meeting)).content.decode()
    assert set(secretary.post(url, form(reason="")).context["form"].errors) == {"reason"}
    assert secretary.post(url, form(reason="Thiếu thành phần dự")).status_code == 302
    minutes = Minutes.objects.get(meeting=meeting)
    assert (minutes.state, Meeting.objects.get(pk=meeting.pk).state) == ("draft", "held")
    sent = {**minutes_form(meeting, guests="Đủ thành phần"), "version": minutes.version}
    assert clerk.post(page("meetings:unit-minutes", meeting), sent).status_code == 302
    assert Minutes.objects.get(meeting=meeting).guests == "Đủ thành phần"


def test_minutes_with_somebody_not_marked_are_not_taken(scene: Scene) -> None:
    meeting, clerk = scene.meetings["held"], scene.client("clerk")
    clerk.post(page("meetings:unit-minutes", meeting), minutes_form(meeting))
    answer = clerk.post(page("meetings:unit-minutes-submit", meeting), form(version=1), follow=True)
    assert "Chưa điểm danh: " in answer.content.decode()
    assert Minutes.objects.get(meeting=meeting).state == "draft"


# --- what voters said ---------------------------------------------------------------------------------


def test_a_voice_is_written_with_place_speaker_and_answer(scene: Scene) -> None:
    meeting, hood = scene.meetings["held"], scene.hoods[0]
    sent = form(
        kind="petition",
        verbatim="Đường Đình Bảng lún.",
        place=f"kp-{hood.pk}",
        speaking_order="1",
        full_name="Nguyễn Thị Lan",
        phone="0912345678",
        consented="on",
        answered_by="Ông Thủy",
        answer_on_spot="Tuần sau sửa.",
    )
    assert scene.client("clerk").post(page("petitions:meeting-voices", meeting), sent).status_code == 302
    said = Submission.objects.get(meeting=meeting)
    assert (said.kind, said.verbatim, said.neighbourhood, said.locality, said.speaking_order, said.state) == (
        "petition",
        "Đường Đình Bảng lún.",
        hood,
        hood.locality,
        1,
        "answered_on_spot",
    )
    person = Petitioner.objects.get(submission=said)
    assert (person.full_name, person.phone, person.consented) == ("Nguyễn Thị Lan", "0912345678", True)


def test_a_voice_longer_than_a_speech_is_refused_and_kept_in_the_form(scene: Scene) -> None:
    url, words = page("petitions:meeting-voices", scene.meetings["held"]), "nạo vét mương " * 1500
    answer = scene.client("clerk").post(url, form(kind="petition", verbatim=words))
    assert answer.context["form"].errors["verbatim"] == [
        "Lời ghi dài 20999 chữ cái, quá 20000. Hãy tách mỗi việc thành một lượt."
    ]
    assert answer.context["form"]["verbatim"].value() == words


def test_a_form_sent_twice_makes_one_voice(scene: Scene) -> None:
    url, sent = (
        page("petitions:meeting-voices", scene.meetings["held"]),
        form(kind="petition", verbatim="Xin lắp đèn"),
    )
    clerk = scene.client("clerk")
    first, second = clerk.post(url, sent), clerk.post(url, sent)
    assert first.url == second.url
    assert Submission.objects.filter(meeting=scene.meetings["held"]).count() == 1


@pytest.mark.parametrize("kind", ["complaint", "denunciation"])
def test_words_of_a_complaint_are_never_listed(scene: Scene, kind: str) -> None:
    meeting, clerk = scene.meetings["held"], scene.client("clerk")
    url = page("petitions:meeting-voices", meeting)
    answer = clerk.post(url, form(kind=kind, verbatim="Đền bù sai cho nhà tôi"), follow=True)
    shown = answer.content.decode()
    assert "Đền bù sai" not in shown
    assert "01 khiếu nại, tố cáo ghi ở sổ riêng" in shown
    assert RestrictedCase.objects.get(submission__meeting=meeting).text == "Đền bù sai cho nhà tôi"
    for person in ("secretary", "front", "standing"):
        assert "Đền bù sai" not in scene.client(person).get(reverse("petitions:voice-list")).content.decode()


def test_an_answer_on_the_spot_names_who_and_what(scene: Scene) -> None:
    url, clerk = page("petitions:meeting-voices", scene.meetings["held"]), scene.client("clerk")
    nobody = clerk.post(url, form(kind="petition", verbatim="Xin lắp đèn", answer_on_spot="Sẽ lắp."))
    assert nobody.context["form"].errors == {"answered_by": ["Đã trả lời tại hội nghị thì phải ghi người trả lời."]}
    assert "Xin lắp đèn" in nobody.content.decode()
    nothing = clerk.post(url, form(kind="petition", verbatim="Xin lắp đèn", answered_by="Ông Thủy"))
    assert set(nothing.context["form"].errors) == {"answer_on_spot"}
    assert not Submission.objects.filter(meeting=scene.meetings["held"]).exists()


def test_a_place_of_another_ward_cannot_be_chosen(scene: Scene, neighbour: Scene) -> None:
    url = page("petitions:meeting-voices", scene.meetings["held"])
    sent = form(kind="petition", verbatim="x", place=f"kp-{neighbour.hoods[0].pk}")
    assert set(scene.client("clerk").post(url, sent).context["form"].errors) == {"place"}


def test_words_corrected_by_two_people_are_compared(scene: Scene) -> None:
    meeting, clerk = scene.meetings["held"], scene.client("clerk")
    clerk.post(page("petitions:meeting-voices", meeting), form(kind="petition", verbatim="Xin lắp đèn"))
    said = Submission.objects.get(meeting=meeting)
    url = page("petitions:voice-correct", meeting, voice=said.pk)
    clerk.post(url, form(verbatim="Xin lắp 12 đèn", version=said.version))
    answer = clerk.post(url, form(verbatim="Xin lắp đèn ngõ 3", version=said.version))
    assert answer.status_code == 409
    assert "Xin lắp 12 đèn" in answer.content.decode()
    assert "Xin lắp đèn ngõ 3" in answer.content.decode()


def test_a_voice_taken_out_leaves_the_list_and_stays_stored(scene: Scene) -> None:
    meeting, clerk = scene.meetings["held"], scene.client("clerk")
    url = page("petitions:meeting-voices", meeting)
    clerk.post(url, form(kind="opinion", verbatim="Ghi nhầm"))
    said = Submission.objects.get(meeting=meeting)
    clerk.post(page("petitions:voice-withdraw", meeting, voice=said.pk), form(reason="Ghi hai lần"))
    assert "Ghi nhầm" not in clerk.get(url).content.decode()
    assert Submission.objects.get(pk=said.pk).state == "withdrawn"


# --- cost ---------------------------------------------------------------------------------------------


def queries(scene: Scene, person: str, url: str) -> int:
    client = scene.client(person)
    client.get(url)
    with CaptureQueriesContext(connection) as taken:
        assert client.get(url).status_code == 200
    return len(taken)


def test_the_list_of_meetings_costs_the_same_for_one_and_for_many(scene: Scene) -> None:
    url, held = reverse("meetings:unit-desk"), scene.meetings["held"]

    def meet(number: int) -> None:
        begins = held.starts_at - timedelta(hours=3 * number)
        meeting = Meeting.objects.create(
            council=held.council,
            round=held.round,
            title=f"Hội nghị thêm {number}",
            starts_at=begins,
            ends_at=begins + timedelta(hours=1),
            state="announced",
        )
        MeetingUnit.objects.create(meeting=meeting, locality=scene.town.wards[0], neighbourhood=scene.hoods[0])

    meet(1)
    before = queries(scene, "clerk", url)
    for number in range(2, 22):
        meet(number)
    assert queries(scene, "clerk", url) == before


def test_the_list_of_voices_costs_the_same_for_one_and_for_many(scene: Scene) -> None:
    meeting = scene.meetings["held"]

    def say(number: int) -> None:
        record_submission(
            council=scene.town.council,
            kind=SubmissionKind.PETITION,
            verbatim=f"Ý {number}",
            meeting=meeting,
            neighbourhood=scene.hoods[number % 2],
            by=None,
        )

    say(0)
    url = page("petitions:meeting-voices", meeting)
    before = queries(scene, "clerk", url)
    for number in range(1, 30):
        say(number)
    assert queries(scene, "clerk", url) == before
