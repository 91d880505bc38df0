"""What goes out of a round: the sheet with the usual columns, the poster with its code, the calls."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from meetings.actions.meetings import cancel_meeting, change_meeting, postpone_meeting
from meetings.actions.rounds import release_round
from meetings.enums import Form
from meetings.models import Meeting
from meetings.tests.scenes import RELEASED_AT, Scene, clock, town
from meetings.tests.test_board import browser
from txct.core.roles import Role

pytestmark = pytest.mark.django_db


SHEET_HEAD = ["STT", "Đơn vị", "Thời gian", "Địa điểm", "Tổ đại biểu", "Số cử tri mời", "Ghi chú"]


@pytest.fixture
def scene() -> Scene:
    return town()


def sheet_lines(scene: Scene, **asked: str) -> list[list[object]]:
    """The rows of the round's Excel sheet, in the version asked for."""
    answer = browser(scene).get(reverse("reports:round-sheet", args=[scene.round.pk]), asked)
    assert f"lich-tiep-xuc-cu-tri-dot-{scene.round.pk}.xlsx" in answer["Content-Disposition"]
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def test_the_sheet_of_a_round_holds_its_meetings_in_order_of_time(scene: Scene) -> None:
    scene.hold(1, 21, 14, expected_voters=45)
    scene.hold(0, 20, 8, expected_voters=60, note="mời thêm Ban Văn xã")
    cancel_meeting(meeting=scene.hold(2, 22), reason="ghép", by=scene.secretary)
    hall = "Hội trường UBND, phường"
    first = [1, "Phường Đồng Kỵ", "8h00 sáng thứ Ba, 20/6/2017", f"{hall} Đồng Kỵ", "Tổ đại biểu số 1", 60]
    second = [2, "Phường Trang Hạ", "14h00 chiều thứ Tư, 21/6/2017", f"{hall} Trang Hạ", "Tổ đại biểu số 2", 45]
    rows = [[*first, "mời thêm Ban Văn xã"], [*second, None], [None, "Tổng số", None, None, None, 105, None]]
    assert sheet_lines(scene) == [SHEET_HEAD, ["Dự thảo, chưa ban hành", *[None] * 6], *rows]
    release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT)
    assert sheet_lines(scene) == [SHEET_HEAD, *rows]


def test_each_printed_page_of_the_sheet_carries_its_title_and_whether_it_is_a_draft(scene: Scene) -> None:
    def header() -> str:
        answer = browser(scene).get(reverse("reports:round-sheet", args=[scene.round.pk]))
        return load_workbook(io.BytesIO(answer.content)).worksheets[0].oddHeader.center.text

    scene.hold(0, 20)
    assert header() == f"Lịch tiếp xúc cử tri: {scene.round.label} (Dự thảo, chưa ban hành)"
    release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT)
    assert header() == f"Lịch tiếp xúc cử tri: {scene.round.label}"


def test_the_sheet_tells_what_was_released_unless_the_working_copy_is_asked_for(scene: Scene) -> None:
    change_after_release(scene)
    assert [line[2] for line in sheet_lines(scene)[1:]] == ["8h00 sáng thứ Ba, 20/6/2017"]
    draft = sheet_lines(scene, ban="dang-soan")[1:]
    assert [(line[0], line[2]) for line in draft] == [
        ("Dự thảo, chưa ban hành", None),
        (1, "14h00 chiều thứ Tư, 21/6/2017"),
    ]


def test_the_poster_leads_by_its_code_to_the_form_of_the_meeting(scene: Scene) -> None:
    meeting, client = scene.hold(0, 20), browser(scene)
    page = client.get(reverse("reports:meeting-poster", args=[meeting.pk]), {"kho": "a3"})
    address = page.context["poster"].address
    assert address.endswith(f"/gop-y/{meeting.short_code}/")
    text = page.content.decode()
    assert "poster-a3" in text and "Thứ Ba, 20/6/2017" in text and "8h00 (sáng)" in text and address in text
    code = client.get(reverse("reports:meeting-code", args=[meeting.pk]))
    assert code["Content-Type"] == "image/svg+xml"
    assert code.content.startswith(b"<?xml") and b"<path" in code.content


def test_the_calls_are_shown_with_their_lengths(scene: Scene) -> None:
    meeting = scene.hold(0, 20)
    page = browser(scene).get(reverse("reports:meeting-calls", args=[meeting.pk]))
    spoken, message = page.context["spoken"], page.context["message"]
    text = page.content.decode()
    assert spoken.text in text and message.text in text
    assert f"{spoken.length} tiếng, tối đa 225." in text and f"{message.length} ký tự, tối đa 300." in text


def change_after_release(scene: Scene) -> Meeting:
    """A meeting released for 8h00 on 20/6, since moved in the working copy alone."""
    meeting = scene.hold(0, 20)
    release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT)
    moved = {"starts_at": clock(21, 14), "ends_at": clock(21, 17)}
    return change_meeting(meeting=meeting, reason="trùng lịch", by=scene.secretary, at=RELEASED_AT, **moved)


def test_poster_and_calls_tell_what_was_released_until_the_change_is_released_too(scene: Scene) -> None:
    meeting, client = change_after_release(scene), browser(scene)

    def told() -> tuple[str, str, str, bool, bool]:
        poster = client.get(reverse("reports:meeting-poster", args=[meeting.pk])).context["poster"]
        calls = client.get(reverse("reports:meeting-calls", args=[meeting.pk])).context
        texts = f"{calls['spoken'].text} {calls['message'].text}"
        return poster.day, poster.news, poster.draft, "thứ Ba, 20/6/2017" in texts, "thứ Tư, 21/6/2017" in texts

    assert told() == ("Thứ Ba, 20/6/2017", "", "", True, False)
    release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT + timedelta(hours=1))
    news = "Thông báo này thay cho thông báo trước đây. Lý do: trùng lịch."
    assert told() == ("Thứ Tư, 21/6/2017", news, "", False, True)


def test_the_poster_of_a_meeting_put_off_names_the_hour_that_no_longer_holds(scene: Scene) -> None:
    meeting, client = scene.hold(0, 20), browser(scene)
    release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT)
    postpone_meeting(meeting=meeting, reason="mưa bão", by=scene.secretary)
    release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT + timedelta(hours=1))
    page = client.get(reverse("reports:meeting-poster", args=[meeting.pk])).content.decode()
    sheet = re.sub(r"<[^>]+>", " ", page.partition('<article class="poster')[2].partition("</article>")[0])
    assert " ".join(sheet.partition(">")[2].split()) == (
        "HĐND thị xã Từ Sơn Hội nghị tiếp xúc cử tri Phường Đồng Kỵ Hoãn hội nghị 8h00 (sáng), Thứ Ba, 20/6/2017 "
        "Thời gian mới sẽ thông báo sau. Lý do: mưa bão. Hội trường UBND, phường Đồng Kỵ "
        f"Quét mã để gửi ý kiến, hoặc mở http://127.0.0.1:8000/gop-y/{meeting.short_code}/"
    )


def test_poster_and_calls_of_a_meeting_never_released_say_that_they_are_drafts(scene: Scene) -> None:
    meeting, client = scene.hold(0, 20), browser(scene)
    for name in ("meeting-poster", "meeting-calls"):
        assert "Dự thảo, chưa ban hành" in client.get(reverse(f"reports:{name}", args=[meeting.pk])).content.decode()
    release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT)
    for name in ("meeting-poster", "meeting-calls"):
        page = client.get(reverse(f"reports:{name}", args=[meeting.pk])).content.decode()
        assert "dự thảo" not in page.lower()


def test_all_posters_of_a_round_print_at_once_a_sheet_for_each_meeting_that_takes_place(scene: Scene) -> None:
    scene.hold(1, 21, 14)
    change_after_release(scene)
    cancel_meeting(meeting=scene.hold(2, 22), reason="ghép", by=scene.secretary)
    scene.hold(2, 22, 14)
    page = browser(scene).get(reverse("reports:round-posters", args=[scene.round.pk]), {"kho": "a3"})
    assert [(one.units, one.hour, one.day, one.draft) for one in page.context["posters"]] == [
        ("Phường Đồng Kỵ", "8h00 (sáng)", "Thứ Ba, 20/6/2017", ""),
        ("Phường Trang Hạ", "14h00 (chiều)", "Thứ Tư, 21/6/2017", ""),
        ("Phường Đình Bảng", "14h00 (chiều)", "Thứ Năm, 22/6/2017", "Dự thảo, chưa ban hành"),
    ]
    assert page.content.decode().count('class="poster poster-a3"') == 3


def test_an_encounter_with_certain_voters_has_no_poster_code_or_call(scene: Scene) -> None:
    meeting, client = scene.hold(0, 20), browser(scene)
    scene.hold(1, 21, form=Form.ENCOUNTER)
    release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT)

    def seen() -> tuple[list[int], list[str]]:
        names = ("meeting-poster", "meeting-code", "meeting-calls")
        codes = [client.get(reverse(f"reports:{name}", args=[meeting.pk])).status_code for name in names]
        page = client.get(reverse("reports:round-posters", args=[scene.round.pk]))
        return codes, [one.units for one in page.context["posters"]]

    def offered() -> bool:
        """Whether the meeting's page leads to any of them."""
        page = client.get(reverse("meetings:meeting-page", args=[meeting.pk])).content.decode()
        said = "Cuộc gặp riêng với một số cử tri: không có trang công khai, áp phích và bài đọc loa." in page
        links = [reverse(f"reports:{name}", args=[meeting.pk]) for name in ("meeting-poster", "meeting-calls")]
        links.append(reverse("meetings:public-meeting", args=[meeting.uid]))
        assert {link in page for link in links} == {not said}
        return not said

    Meeting.objects.filter(pk=meeting.pk).update(form=Form.ENCOUNTER)
    assert (seen(), offered()) == (([200] * 3, ["Phường Đồng Kỵ"]), True)
    release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT + timedelta(hours=1))
    assert (seen(), offered()) == (([404] * 3, []), False)


def test_the_posters_of_a_round_cost_the_same_for_one_meeting_and_for_thirty(scene: Scene) -> None:
    client, address = browser(scene), reverse("reports:round-posters", args=[scene.round.pk])
    client.get(address)
    costs = []
    for days in ([1], range(2, 31)):
        for day in days:
            scene.hold(day % 3, day)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        costs.append(len(queries))
    assert costs[0] == costs[1]


@pytest.mark.parametrize("name", ["meeting-poster", "meeting-code", "meeting-calls", "round-sheet", "round-posters"])
def test_other_councils_and_delegates_get_nothing_of_it(scene: Scene, name: str) -> None:
    meeting = scene.hold(0, 20)
    pk = scene.round.pk if name.startswith("round-") else meeting.pk
    assert browser(town("khac")).get(reverse(f"reports:{name}", args=[pk])).status_code == 404
    assert browser(scene, Role.DELEGATE).get(reverse(f"reports:{name}", args=[pk])).status_code == 403
