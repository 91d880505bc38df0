"""The delegate's own pages: the next meeting, the answer and its undoing, the inbox, the private calendar."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from delegates.models import Delegate
from meetings.actions.meetings import Unit, add_meeting, cancel_meeting, postpone_meeting
from meetings.actions.rounds import open_round
from meetings.enums import Form, Phase, PlanState
from meetings.models import Attendance, CalendarFeed, Meeting, Notice, Plan
from meetings.tests.scenes import tell
from petitions.models import Petition
from reports.tests.scene import Scene, build_scene, moment, workday
from txct.core.models import AuditEntry, RoleAssignment, User
from txct.core.roles import Role
from txct.lib.dates import weekday_date

SignIn = Callable[[User], Client]
HOME = "/dai-bieu/"


def own(scene: Scene, meeting: int = 0, delegate: int = 0) -> Attendance:
    return scene.meetings[meeting].attendances.get(delegate=scene.delegates[delegate])


def page_of(name: str, attendance: Attendance) -> str:
    return reverse(f"delegates:{name}", args=[attendance.pk])


def answer_of(attendance: Attendance) -> tuple[str, str]:
    row = Attendance.objects.get(pk=attendance.pk)
    return row.response, row.response_reason


def entries(client: Client, address: str) -> list[tuple[str, str, str]]:
    """The navigation at the top of a page: address, where the reader is, and word."""
    found = re.search(r'<nav aria-label="Chính".*?</nav>', client.get(address).content.decode(), re.DOTALL)
    assert found is not None
    return re.findall(r'<a href="([^"]+)"(?: aria-current="(\w+)")?>(?:<svg.*?</svg>)?([^<]+)</a>', found[0])


def test_a_delegate_finds_every_page_at_the_top(scene: Scene, signed_in: SignIn) -> None:
    client = signed_in(scene.user())
    pages = {
        HOME: "Lịch của tôi",
        "/dai-bieu/ke-hoach/": "Kế hoạch",
        "/dai-bieu/gio-ban/": "Giờ bận",
        "/dai-bieu/de-nghi-tiep-xuc/": "Đề nghị tiếp xúc",
    }
    for here in pages:
        assert entries(client, here) == [
            (address, "page" if address == here else "", word) for address, word in pages.items()
        ]
    within = {address: current for address, current, _word in entries(client, "/dai-bieu/de-nghi-tiep-xuc/moi/")}
    assert within == {**dict.fromkeys(pages, ""), "/dai-bieu/de-nghi-tiep-xuc/": "true"}


def test_the_head_of_a_group_finds_its_petitions_meetings_and_requests_too(scene: Scene, signed_in: SignIn) -> None:
    RoleAssignment.objects.create(user=scene.user(), tenant=scene.council, role=Role.GROUP_HEAD)
    client = signed_in(scene.user())
    own = entries(client, HOME)
    assert own[4:] == [
        ("/dieu-hanh/kien-nghi/cua-to/", "", "Kiến nghị của Tổ"),
        ("/don-vi/", "", "Hội nghị, biên bản"),
        ("/dieu-hanh/de-nghi-tiep-xuc/", "", "Đề nghị gửi Tổ"),
    ]
    for address, _current, word in own:
        assert client.get(address).status_code == 200, word
    desk = [(HOME, "", "Lịch của tôi"), *own[4:]]
    assert [(address, word) for address, _current, word in entries(client, "/don-vi/")] == [
        (address, word) for address, _current, word in desk
    ]


def test_the_next_meeting_comes_first_and_the_others_follow(scene: Scene, signed_in: SignIn) -> None:
    postpone_meeting(meeting=Meeting.objects.get(pk=scene.meetings[2].pk), reason="sửa điện", by=scene.secretary)
    scene.release()
    shown = signed_in(scene.user()).get(HOME).context["shown"]
    card = shown.next_card
    assert (card.title, card.day, f"{card.start:%H:%M}", card.place, card.address) == (
        "Khu phố Đình Bảng, phường Từ Sơn",
        workday(1),
        "08:00",
        "Nhà văn hóa khu phố Đình Bảng",
        "Khu phố Đình Bảng, phường Từ Sơn",
    )
    assert (card.who, card.chair) == (
        ("Tổ đại biểu số 1", "Trần Quốc Ấn", "Vương Văn Đĩnh"),
        "Ủy ban MTTQ phường Từ Sơn",
    )
    assert (card.answer_word, bool(card.confirm_url), bool(card.excuse_url)) == ("chưa trả lời", True, True)
    assert [(day, [(s.title, s.word, s.note) for s in slots]) for day, slots in shown.coming] == [
        (workday(1), [("Khu phố Minh Khai, phường Từ Sơn", "hoãn", "Lý do: sửa điện")])
    ]
    assert shown.past == []


def test_of_a_large_group_a_few_are_named_first_and_all_on_the_page_of_the_meeting(
    scene: Scene, signed_in: SignIn
) -> None:
    for number in range(1, 6):
        person = Delegate.objects.create(council=scene.council, term=scene.term, full_name=f"Trần Văn {number}")
        Attendance.objects.create(meeting=scene.meetings[0], delegate=person)
    tell(scene.meetings[0])
    client = signed_in(scene.user())
    assert client.get(HOME).context["shown"].next_card.who == (
        "Tổ đại biểu số 1",
        "Trần Văn 1",
        "Trần Văn 2 và 5 đại biểu khác",
    )
    assert len(client.get(page_of("my-meeting", own(scene))).context["meeting"].who) == 8


def test_an_encounter_is_on_the_delegates_own_page_alone(scene: Scene, signed_in: SignIn) -> None:
    meeting, client = scene.meetings[0], signed_in(scene.user())
    calendar = client.get(HOME).context["shown"].next_card.calendar_url
    Meeting.objects.filter(pk=meeting.pk).update(form=Form.ENCOUNTER)
    tell(Meeting.objects.get(pk=meeting.pk))
    card = client.get(HOME).context["shown"].next_card
    assert (calendar, card.url, card.calendar_url) == (
        reverse("meetings:meeting-calendar", args=[meeting.uid]),
        page_of("my-meeting", own(scene)),
        "",
    )


def test_a_delegate_without_meetings_is_told_so(neighbour: Scene, signed_in: SignIn) -> None:
    bare = build_scene("trong", "Trống", meetings=0)
    answer = signed_in(bare.user()).get(HOME)
    assert (answer.context["shown"].next_card, answer.context["notices"]) == (None, [])
    assert "Chưa có hội nghị nào sắp tới" in answer.content.decode()


def test_a_meeting_not_announced_is_not_shown(signed_in: SignIn, db: None) -> None:
    scene = build_scene(meetings=2, released=False)
    assert signed_in(scene.user()).get(HOME).context["shown"].next_card is None
    assert signed_in(scene.user()).get(page_of("my-meeting", own(scene))).status_code == 404


def test_a_delegate_confirms_then_asks_to_be_excused_then_comes_after_all(scene: Scene, signed_in: SignIn) -> None:
    client, mine = signed_in(scene.user()), own(scene)
    answers = []
    for name, sent in (("confirm", {}), ("excuse", {"reason": "Đi công tác"}), ("confirm", {})):
        assert client.post(page_of(name, mine), sent).headers["Location"] == HOME
        answers.append(answer_of(mine))
    assert answers == [("confirmed", ""), ("excused", "Đi công tác"), ("confirmed", "")]
    card = client.get(HOME).context["shown"].next_card
    assert (card.answer_word, card.confirm_url, card.excuse_url) == ("sẽ tham dự", "", page_of("excuse", mine))
    trace = AuditEntry.objects.filter(action="attendance.answered").order_by("position")
    assert [(entry.actor_name, entry.new["response"]) for entry in trace] == [
        (scene.user().full_name, given) for given in ("confirmed", "excused", "confirmed")
    ]


@pytest.mark.parametrize("typed", ["", "   ", "\u200b"])
def test_an_excuse_without_a_reason_is_asked_for_one(scene: Scene, signed_in: SignIn, typed: str) -> None:
    answer = signed_in(scene.user()).post(page_of("excuse", own(scene)), {"reason": typed})
    assert answer.context["form"].errors == {
        "reason": ["Hãy nêu lý do xin vắng, ví dụ: đi công tác theo giấy triệu tập."]
    }
    assert answer_of(own(scene)) == ("none", "")


def test_the_same_form_sent_twice_answers_once(scene: Scene, signed_in: SignIn) -> None:
    client, mine = signed_in(scene.user()), own(scene)
    key = re.search(r'name="form_key" value="([^"]+)"', client.get(page_of("excuse", mine)).content.decode())
    assert key is not None
    sent = {"reason": "Đi công tác", "form_key": key[1]}
    assert [client.post(page_of("excuse", mine), sent).headers["Location"] for _time in range(2)] == [HOME, HOME]
    assert AuditEntry.objects.filter(action="attendance.answered").count() == 1


def test_once_the_meeting_has_begun_the_answer_stands(scene: Scene, signed_in: SignIn) -> None:
    client, mine = signed_in(scene.user()), own(scene)
    now = timezone.now()
    Meeting.objects.filter(pk=mine.meeting_id).update(
        starts_at=now - timedelta(minutes=5), ends_at=now + timedelta(hours=2)
    )
    tell(Meeting.objects.get(pk=mine.meeting_id))
    shown = client.get(HOME).context["shown"].next_card
    assert (shown.confirm_url, shown.excuse_url) == ("", "")
    told = client.post(page_of("confirm", mine), follow=True).content.decode()
    assert "Hội nghị đã họp, hoãn hoặc hủy, không cần trả lời nữa." in told
    assert answer_of(mine) == ("none", "")


@pytest.mark.parametrize("name", ["my-meeting", "excuse", "confirm"])
def test_an_invitation_of_somebody_else_is_not_found(
    scene: Scene, neighbour: Scene, signed_in: SignIn, name: str
) -> None:
    foreign = [own(scene, delegate=2), own(scene, meeting=1, delegate=1), own(neighbour)]
    client = signed_in(scene.user())
    call = client.post if name == "confirm" else client.get
    assert [call(page_of(name, row)).status_code for row in foreign] == [404, 404, 404]
    assert [client.post(page_of("excuse", row), {"reason": "x"}).status_code for row in foreign] == [404, 404, 404]
    assert [answer_of(row) for row in foreign] == [("none", "")] * 3


def test_looking_at_an_answer_address_answers_nothing(scene: Scene, signed_in: SignIn) -> None:
    assert signed_in(scene.user()).get(page_of("confirm", own(scene))).status_code == 405
    assert answer_of(own(scene)) == ("none", "")


def test_only_delegates_have_these_pages(scene: Scene, signed_in: SignIn) -> None:
    people = (scene.user(), scene.secretary, scene.standing, scene.front, scene.auditor)
    assert [signed_in(user).get(HOME).status_code for user in people] == [200, 403, 403, 403, 403]
    assert Client().get(HOME).headers["Location"] == f"{reverse('core:login')}?next={HOME}"


def test_the_inbox_holds_the_own_notices_unread_first(scene: Scene, neighbour: Scene, signed_in: SignIn) -> None:
    cancel_meeting(meeting=Meeting.objects.get(pk=scene.meetings[2].pk), reason="mưa bão", by=scene.secretary)
    scene.release()
    client = signed_in(scene.user())
    first = client.get(HOME).context["notices"]
    assert [(n.kind, n.meeting_id) for n in first] == [
        ("cancellation", scene.meetings[2].pk),
        ("invitation", scene.meetings[2].pk),
        ("invitation", scene.meetings[0].pk),
    ]
    client.post(reverse("delegates:notice-seen", args=[first[0].pk]))
    after = client.get(HOME)
    assert [n.pk for n in after.context["notices"]] == [first[1].pk, first[2].pk, first[0].pk]
    assert after.context["unread"] == 2


def test_a_notice_of_somebody_else_is_not_marked(scene: Scene, neighbour: Scene, signed_in: SignIn) -> None:
    others = [
        Notice.objects.filter(delegate=scene.delegates[2]).first(),
        Notice.objects.filter(delegate=neighbour.delegates[0]).first(),
        Notice.objects.filter(meeting=scene.meetings[0], delegate=None).first(),
    ]
    client = signed_in(scene.user())
    assert [client.post(reverse("delegates:notice-seen", args=[n.pk])).status_code for n in others if n] == [404] * 3
    assert Notice.objects.filter(seen_at__isnull=False).count() == 0


def test_the_private_address_is_shown_once_and_works_until_revoked(scene: Scene, signed_in: SignIn) -> None:
    client, page = signed_in(scene.user()), reverse("delegates:private-calendar")
    assert CalendarFeed.objects.count() == 0
    made = client.post(page)
    address = made.context["address"]
    path = address.removeprefix("http://127.0.0.1:8000")
    assert "no-store" in made.headers["Cache-Control"]
    assert Client().get(path).status_code == 200
    again = client.get(page).content.decode()
    assert (path in again, "Đang dùng một địa chỉ lịch riêng" in again) == (False, True)
    client.post(reverse("delegates:revoke-calendar"))
    assert Client().get(path).status_code == 404
    assert CalendarFeed.objects.get().delegate == scene.delegates[0]


def earlier_meeting(scene: Scene, place: int = 0) -> Meeting:
    """A meeting of half a year ago in the settlement at PLACE."""
    plan = Plan.objects.create(
        council=scene.council, number=7, title="Đợt trước", state=PlanState.ISSUED, issued_on=date(2026, 5, 4)
    )
    day = timezone.localdate() - timedelta(days=150)
    round_ = open_round(plan=plan, phase=Phase.OTHER, starts_on=day, ends_on=day, by=scene.secretary)
    meeting = add_meeting(
        round=round_,
        units=[Unit(scene.ward, scene.neighbourhoods[place])],
        groups=[scene.groups[0]],
        starts_at=moment(day, 8),
        ends_at=moment(day, 11),
        by=scene.secretary,
    )
    Meeting.objects.filter(pk=meeting.pk).update(state="held")
    return Meeting.objects.get(pk=meeting.pk)


def test_the_card_says_what_the_place_raised_last_time_and_how_it_stands(scene: Scene, signed_in: SignIn) -> None:
    before, today = earlier_meeting(scene), timezone.localdate()
    late = scene.petition("Nạo vét kênh", before, due_on=today - timedelta(days=2))
    solved = scene.petition("Thêm đèn ngõ 12", before, due_on=today + timedelta(days=9))
    Petition.objects.filter(pk=solved.pk).update(state="answered", claimed_outcome="resolved")
    scene.petition("Sửa sân nhà văn hóa", before)
    scene.petition("Nêu ở chính hội nghị này", scene.meetings[0])
    client = signed_in(scene.user())
    day = timezone.localdate() - timedelta(days=150)
    assert client.get(HOME).context["shown"].next_card.last_time == (
        f"3 việc ({day:%d}/{day.month if day.month > 2 else f'{day:%m}'}/{day.year}): 1 đã xong, 1 đang làm, 1 quá hạn"
    )
    rows = client.get(page_of("my-meeting", own(scene))).context["raised"]
    assert sorted((cells[0].text, cells[1].text) for cells in rows) == [
        ("Nạo vét kênh", "quá hạn"),
        ("Sửa sân nhà văn hóa", "đang làm"),
        ("Thêm đèn ngõ 12", "đã xong"),
    ]
    assert late.council_id == scene.council.pk


def test_another_place_of_the_ward_is_not_this_place(scene: Scene, signed_in: SignIn) -> None:
    scene.petition("Việc của nơi khác", earlier_meeting(scene, place=3))
    assert signed_in(scene.user()).get(HOME).context["shown"].next_card.last_time == ""


def test_the_page_of_one_meeting_shows_programme_and_changes(scene: Scene, signed_in: SignIn) -> None:
    postpone_meeting(meeting=Meeting.objects.get(pk=scene.meetings[0].pk), reason="sửa điện", by=scene.secretary)
    scene.release()
    answer = signed_in(scene.user()).get(page_of("my-meeting", own(scene)))
    shown = answer.context["shown"]
    assert (shown.word, shown.reason, len(shown.agenda)) == ("hoãn", "sửa điện", 6)
    assert [(entry.title, entry.note) for entry in shown.history] == [("Hoãn hội nghị", "Lý do: sửa điện")]
    assert weekday_date(workday(1)) in answer.content.decode()


def test_the_schedule_costs_the_same_for_one_meeting_and_for_thirty(signed_in: SignIn, db: None) -> None:
    counts = []
    for code, number in (("it", 2), ("nhieu", 60)):
        scene = build_scene(code, code.title(), meetings=number)
        client = signed_in(scene.user())
        client.get(HOME)
        with CaptureQueriesContext(connection) as queries:
            shown = client.get(HOME).context["shown"]
        counts.append((sum(len(slots) for _day, slots in shown.coming), len(queries)))
    assert [number for number, _queries in counts] == [0, 29]
    assert counts[0][1] == counts[1][1]
