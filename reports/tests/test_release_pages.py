"""The releases of a round on its page, and how any two of them differ in words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from meetings.actions.meetings import cancel_meeting, change_meeting
from meetings.actions.rounds import release_round
from meetings.enums import NoticeState
from meetings.models import Meeting, Notice
from meetings.tests.scenes import RELEASED_AT, Scene, clock, town
from meetings.tests.test_board import browser
from txct.core.models import AuditEntry, OutboxMessage
from txct.core.roles import Role

pytestmark = pytest.mark.django_db
MOVED = "Phường Đồng Kỵ: 8h00 ngày 20/6/2017 → 14h00 ngày 21/6/2017, hội trường UBND, phường Đồng Kỵ (trùng lịch họp)"
CANCELLED = "Phường Trang Hạ: hủy hội nghị 8h00 ngày 20/6/2017 (ghép hội nghị)"
ADDED = "Phường Đình Bảng: thêm 8h00 ngày 22/6/2017, hội trường UBND, phường Đình Bảng"


def move(scene: Scene, meeting: Meeting, at: int = 0) -> None:
    hours = {"starts_at": clock(21, 14), "ends_at": clock(21, 17)}
    moment = RELEASED_AT + timedelta(hours=at)
    change_meeting(
        meeting=Meeting.objects.get(pk=meeting.pk), reason="trùng lịch họp", by=scene.secretary, at=moment, **hours
    )


@pytest.fixture
def scene() -> Scene:
    """Three releases: two meetings; one of them moved; the other cancelled and a third one added."""
    made = town()
    first, second = made.hold(0, 20), made.hold(1, 20)
    release_round(round=made.round, by=made.secretary, at=RELEASED_AT)
    move(made, first, at=1)
    release_round(round=made.round, by=made.secretary, at=RELEASED_AT + timedelta(hours=2))
    gone = Meeting.objects.get(pk=second.pk)
    cancel_meeting(meeting=gone, reason="ghép hội nghị", by=made.secretary, at=RELEASED_AT + timedelta(hours=3))
    made.hold(2, 22)
    release_round(round=made.round, by=made.secretary, at=RELEASED_AT + timedelta(hours=4))
    return made


@pytest.mark.parametrize(
    ("asked", "labels", "lines", "kept"),
    [
        ({}, (2, 3), [CANCELLED, ADDED], 1),
        ({"tu": "1", "den": "2"}, (1, 2), [MOVED], 1),
        ({"tu": "1", "den": "3"}, (1, 3), [CANCELLED, MOVED, ADDED], 0),
        ({"tu": "3", "den": "1"}, (1, 3), [CANCELLED, MOVED, ADDED], 0),
        ({"tu": "2", "den": "2"}, (2, 2), [], 2),
        ({"tu": "99", "den": "x"}, (2, 3), [CANCELLED, ADDED], 1),
    ],
)
def test_any_two_releases_are_compared_in_words(
    scene: Scene, asked: dict[str, str], labels: tuple[int, int], lines: list[str], kept: int
) -> None:
    page = browser(scene).get(reverse("reports:round-releases", args=[scene.round.pk]), asked)
    shown = page.context["shown"]
    assert (shown.lines, shown.kept) == (lines, kept)
    hours = {1: "10h00", 2: "12h00", 3: "14h00"}
    old, new = (f"{number}, ban hành {hours[number]} ngày 08/6/2017" for number in labels)
    assert (page.context["old_label"], page.context["new_label"]) == (f"Bản {old}", f"bản {new}")


def test_the_comparison_reads_the_releases_and_not_the_working_copy(scene: Scene) -> None:
    client, address = browser(scene), reverse("reports:round-releases", args=[scene.round.pk])
    before = client.get(address).context["shown"]
    cancel_meeting(meeting=Meeting.objects.get(pk=scene.meetings[0].pk), reason="mưa bão", by=scene.secretary)
    assert client.get(address).context["shown"] == before


def test_a_round_released_once_has_nothing_to_compare() -> None:
    scene = town()
    scene.hold(0, 20)
    release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT)
    page = browser(scene).get(reverse("reports:round-releases", args=[scene.round.pk]))
    assert "shown" not in page.context and "Chưa có hai bản để so sánh" in page.content.decode()


def test_the_page_of_the_round_lists_its_releases_newest_first_each_with_its_comparison(scene: Scene) -> None:
    page = browser(scene).get(reverse("desk:round", args=[scene.round.pk]))
    rows = [[(cell.text, cell.url) for cell in row] for row in page.context["shown"].releases]
    compare = reverse("reports:round-releases", args=[scene.round.pk])
    who, day = ("Nguyễn Thị Thư", ""), "ngày 08/6/2017"
    assert rows == [
        [("Bản 3", ""), (f"14h00 {day}", ""), who, ("3", ""), ("02 thay đổi", f"{compare}?tu=2&den=3")],
        [("Bản 2", ""), (f"12h00 {day}", ""), who, ("2", ""), ("01 thay đổi", f"{compare}?tu=1&den=2")],
        [("Bản 1", ""), (f"10h00 {day}", ""), who, ("2", ""), ("bản đầu", "")],
    ]


def test_other_councils_and_delegates_do_not_compare(scene: Scene) -> None:
    address = reverse("reports:round-releases", args=[scene.round.pk])
    assert browser(town("khac")).get(address).status_code == 404
    assert browser(scene, Role.DELEGATE).get(address).status_code == 403


def test_changes_nobody_was_told_of_stand_on_the_page_of_the_round_until_they_are_released(scene: Scene) -> None:
    client, address = browser(scene), reverse("desk:round", args=[scene.round.pk])
    assert client.get(address).context["shown"].untold == ""
    other = Meeting.objects.get(pk=scene.meetings[2].pk)
    change_meeting(meeting=other, venue=scene.venues[0], reason="sửa hội trường", by=scene.secretary)
    scene.hold(1, 22, 14)
    page = client.get(address)
    assert page.context["shown"].untold == "Còn 02 thay đổi chưa báo cho ai"
    assert "Còn 02 thay đổi chưa báo cho ai" in page.content.decode()
    scene.refresh()
    release_round(round=scene.round, by=scene.secretary, at=RELEASED_AT + timedelta(hours=5))
    assert client.get(address).context["shown"].untold == ""


@pytest.mark.parametrize("role", [Role.STANDING, Role.FRONT, Role.AUDITOR])
def test_only_who_may_release_a_round_is_led_there_from_what_nobody_was_told_of(scene: Scene, role: str) -> None:
    change_meeting(
        meeting=Meeting.objects.get(pk=scene.meetings[0].pk), venue=None, reason="sửa điện", by=scene.secretary
    )
    release = reverse("desk:release", args=[scene.round.pk])
    page = reverse("desk:round", args=[scene.round.pk])
    office, reader = browser(scene), browser(scene, role)
    for address in (page, reverse("meetings:round-board", args=[scene.round.pk])):
        told = office.get(address).content.decode()
        assert "Ban hành lại lịch" in told and release in told
        assert release not in reader.get(address).content.decode()
    told = reader.get(page).content.decode()
    assert "Còn 01 thay đổi chưa báo cho ai" in told and "Ban hành lại lịch" not in told
    assert reader.get(release).status_code == 403


def test_the_page_of_the_round_tells_which_meeting_was_cancelled_and_why(scene: Scene) -> None:
    page = browser(scene, Role.STANDING).get(reverse("desk:round", args=[scene.round.pk]))
    assert [(line.name, line.words) for line in page.context["shown"].called_off] == [
        ("Phường Trang Hạ", "Lẽ ra họp 8h00 thứ Ba, 20/6/2017. Lý do: ghép hội nghị.")
    ]
    assert "Đã hủy: 01 hội nghị" in page.content.decode()


@pytest.fixture
def drafted() -> Scene:
    """A council that approves its notices, just after the first release of two meetings."""
    made = town()
    made.council.approves_notices = True
    made.council.save(update_fields=["approves_notices"])
    made.hold(0, 20)
    made.hold(1, 20)
    made.refresh()
    release_round(round=made.round, by=made.secretary, at=RELEASED_AT)
    return made


def test_the_notices_that_wait_are_read_then_sent_all_at_once(drafted: Scene) -> None:
    client, address = browser(drafted), reverse("desk:notices-approve")
    drafts = list(Notice.objects.order_by("pk"))
    page = client.get(address)
    assert [(n.addressee_name, n.subject) for n in page.context["page"]] == [
        (n.addressee_name, n.subject) for n in drafts
    ]
    assert {n.state for n in drafts} == {NoticeState.DRAFT}
    assert set(OutboxMessage.objects.values_list("state", flat=True)) == {OutboxMessage.State.HELD}

    answer = client.post(address, follow=True)

    assert [str(message) for message in answer.context["messages"]] == [
        f"Đã duyệt {len(drafts)} thông báo. Thư đang được gửi."
    ]
    assert answer.redirect_chain == [(reverse("desk:outbox"), 302)]
    assert set(Notice.objects.values_list("state", flat=True)) == {NoticeState.ISSUED}
    assert set(OutboxMessage.objects.values_list("state", flat=True)) == {OutboxMessage.State.PENDING}
    entry = AuditEntry.objects.get(action="notices.approved")
    assert entry.new["meetings"] == [meeting.pk for meeting in drafted.meetings]
    again = client.post(address, follow=True)
    assert [str(message) for message in again.context["messages"]] == ["Không còn thông báo nào chờ duyệt."]


def test_the_waiting_notices_of_one_council_are_not_approved_by_another(drafted: Scene) -> None:
    other = browser(town("khac"))
    assert list(other.get(reverse("desk:notices-approve")).context["page"]) == []
    other.post(reverse("desk:notices-approve"))
    assert set(Notice.objects.values_list("state", flat=True)) == {NoticeState.DRAFT}
