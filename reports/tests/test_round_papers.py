"""What goes out of a round: the sheet with the usual columns, the poster with its code, the calls."""

from __future__ import annotations

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from meetings.actions.meetings import cancel_meeting
from meetings.tests.scenes import Scene, town
from meetings.tests.test_board import browser
from txct.core.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return town()


def test_the_sheet_of_a_round_holds_its_meetings_in_order_of_time(scene: Scene) -> None:
    scene.hold(1, 21, 14, expected_voters=45)
    scene.hold(0, 20, 8, expected_voters=60, note="mời thêm Ban Văn xã")
    cancel_meeting(meeting=scene.hold(2, 22), reason="ghép", by=scene.secretary)
    answer = browser(scene).get(reverse("reports:round-sheet", args=[scene.round.pk]))
    assert f"lich-tiep-xuc-cu-tri-dot-{scene.round.pk}.xlsx" in answer["Content-Disposition"]
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    lines = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert lines[0] == ["STT", "Đơn vị", "Thời gian", "Địa điểm", "Tổ đại biểu", "Số cử tri mời", "Ghi chú"]
    assert [(line[0], line[1], line[4], line[5], line[6]) for line in lines[1:]] == [
        (1, "Phường Đồng Kỵ", "Tổ đại biểu số 1", 60, "mời thêm Ban Văn xã"),
        (2, "Phường Trang Hạ", "Tổ đại biểu số 2", 45, None),
        (None, "Tổng số", None, 105, None),
    ]


def test_the_poster_leads_by_its_code_to_the_form_of_the_meeting(scene: Scene) -> None:
    meeting, client = scene.hold(0, 20), browser(scene)
    page = client.get(reverse("reports:meeting-poster", args=[meeting.pk]), {"kho": "a3"})
    address = page.context["address"]
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
    assert f"{spoken.length} tiếng, tối đa 220." in text and f"{message.length} ký tự, tối đa 300." in text


@pytest.mark.parametrize("name", ["meeting-poster", "meeting-code", "meeting-calls", "round-sheet"])
def test_other_councils_and_delegates_get_nothing_of_it(scene: Scene, name: str) -> None:
    meeting = scene.hold(0, 20)
    pk = scene.round.pk if name == "round-sheet" else meeting.pk
    assert browser(town("khac")).get(reverse(f"reports:{name}", args=[pk])).status_code == 404
    assert browser(scene, Role.DELEGATE).get(reverse(f"reports:{name}", args=[pk])).status_code == 403
