"""The secretariat's desk: every number leads to its rows, nobody is told anything before it was shown whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from meetings.actions.attendance import respond
from meetings.actions.duties import finish_duty
from meetings.actions.meetings import cancel_meeting, change_meeting
from meetings.enums import MeetingState, Phase, Response, RoundState
from meetings.models import Duty, Meeting, Notice, ReleasedMeeting, Round, RoundRelease
from meetings.tests.scenes import tell
from petitions.actions import record_submission
from petitions.enums import SubmissionKind
from reports.tests.scene import Scene, build_scene, moment, workday
from txct.core.models import AuditEntry, OutboxMessage, RoleAssignment, User
from txct.core.roles import Role
from txct.lib.dates import short_date, weekday_date

SignIn = Callable[[User], Client]
HOME = "/dieu-hanh/"
TIMETABLE = "/dieu-hanh/lich-phap-dinh/"
MEETINGS = "/dieu-hanh/hoi-nghi/"
OUTBOX = "/dieu-hanh/hop-gui-di/"
State = OutboxMessage.State


def round_url(scene: Scene) -> str:
    return reverse("desk:round", args=[scene.round.pk])


def release_url(scene: Scene) -> str:
    return reverse("desk:release", args=[scene.round.pk])


def hold(meeting: Meeting, days: int = 2) -> None:
    """The meeting was held DAYS working days ago, as far as its hours go."""
    day = workday(-days)
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=moment(day, 8), ends_at=moment(day, 11))


def test_the_home_page_counts_the_round_and_what_waits(scene: Scene, neighbour: Scene, signed_in: SignIn) -> None:
    hold(scene.meetings[1])
    respond(
        attendance=scene.meetings[0].attendances.get(delegate=scene.delegates[0]),
        response=Response.CONFIRMED,
        by=scene.user(),
    )
    today = timezone.localdate()
    scene.petition("Quá hạn", scene.meetings[0], due_on=today - timedelta(days=1))
    scene.petition("Còn hạn", scene.meetings[0], due_on=today + timedelta(days=9))
    scene.petition("Mới ghi", scene.meetings[0])
    OutboxMessage.objects.filter(key__contains=f"delegate-{scene.delegates[2].pk}").update(state=State.FAILED)
    shown = signed_in(scene.secretary).get(HOME).context["shown"]
    tile = shown.round
    assert shown.session == f"Kỳ họp thứ 4 ({short_date(workday(12))})"
    assert (tile.meetings, tile.held, tile.voters, tile.confirmed, tile.invited) == (3, 0, 0, 1, 9)
    assert (tile.submissions, tile.petitions) == (3, 3)
    assert [(t.value, t.label, t.tone) for t in shown.attention] == [
        (1, "hội nghị thiếu biên bản", "late"),
        (2, "hội nghị chờ đại biểu trả lời", "due"),
        (0, "đề nghị tiếp xúc chờ quyết định", "done"),
        (2, "thư không gửi được", "late"),
    ]
    assert [(t.value, t.label, t.tone) for t in shown.petitions] == [
        (1, "chờ phân loại", ""),
        (0, "chờ chuyển", ""),
        (2, "cơ quan chưa trả lời", ""),
        (1, "quá hạn trả lời", "late"),
        (0, "cần đánh giá", ""),
        (0, "báo lại cử tri", ""),
    ]
    assert {slot.url for slot in shown.coming} == {
        reverse("meetings:meeting-page", args=[meeting.pk]) for meeting in (scene.meetings[0], scene.meetings[2])
    }
    assert [slot.title for slot in shown.coming] == [
        "Khu phố Đình Bảng, phường Từ Sơn",
        "Khu phố Minh Khai, phường Từ Sơn",
    ]


def test_every_number_of_the_home_page_is_the_count_of_its_list(scene: Scene, signed_in: SignIn) -> None:
    hold(scene.meetings[1])
    scene.petition("Quá hạn", scene.meetings[0], due_on=timezone.localdate() - timedelta(days=1))
    scene.petition("Mới ghi", scene.meetings[0])
    record_submission(
        council=scene.council,
        kind=SubmissionKind.COMPLAINT,
        meeting=scene.meetings[0],
        verbatim="x",
        by=scene.secretary,
    )
    OutboxMessage.objects.filter(key__contains=f"delegate-{scene.delegates[2].pk}").update(state=State.FAILED)
    client = signed_in(scene.secretary)
    shown = client.get(HOME).context["shown"]
    counts = {
        tile.label: client.get(tile.url).context["page"].paginator.count
        for tile in (*shown.attention, *shown.petitions)
    }
    heard = client.get(shown.round.submissions_url).context["page"].paginator.count
    assert (shown.round.submissions, heard) == (2, 2)  # a complaint is in no number
    assert counts == {tile.label: tile.value for tile in (*shown.attention, *shown.petitions)}
    notes = {tile.label: tile.note for tile in shown.attention if tile.note}
    assert notes == {"hội nghị chờ đại biểu trả lời": "06 lượt mời"}


def test_a_council_at_its_beginning_is_told_what_to_do(signed_in: SignIn, db: None) -> None:
    bare = build_scene("trong", "Trống", meetings=0)
    Duty.objects.all().delete()
    bare.round.delete()
    answer = signed_in(bare.secretary).get(HOME)
    assert (answer.context["shown"].round, answer.context["shown"].duties) == (None, [])
    assert "Chưa có đợt nào. Hãy lập kế hoạch tiếp xúc cử tri" in answer.content.decode()


def test_each_office_sees_the_desk_by_its_role(scene: Scene, signed_in: SignIn) -> None:
    pages = (HOME, TIMETABLE, MEETINGS, OUTBOX, "/dieu-hanh/dot/", round_url(scene), release_url(scene))
    people = {
        "secretary": scene.secretary,
        "standing": scene.standing,
        "auditor": scene.auditor,
        "front": scene.front,
        "delegate": scene.user(),
    }
    assert {name: [signed_in(user).get(page).status_code for page in pages] for name, user in people.items()} == {
        "secretary": [200] * 7,
        "standing": [200] * 6 + [403],
        "auditor": [200] * 6 + [403],
        "front": [200, 200, 200, 403, 200, 200, 403],
        "delegate": [403] * 7,
    }


def test_the_round_of_another_council_is_not_found(scene: Scene, neighbour: Scene, signed_in: SignIn) -> None:
    client, foreign = signed_in(scene.secretary), neighbour.round.duties.first()
    addresses = [
        round_url(neighbour),
        release_url(neighbour),
        reverse("desk:duty-correct", args=[foreign.pk]),
    ]
    assert [client.get(address).status_code for address in addresses] == [404] * 3
    posted = [release_url(neighbour), reverse("desk:duty-done", args=[foreign.pk])]
    posted.append(
        reverse("desk:outbox-again", args=[OutboxMessage.objects.filter(tenant=neighbour.council).first().pk])
    )
    assert [client.post(address).status_code for address in posted] == [404] * 3


# --- statutory timetable ------------------------------------------------------------------------------


def test_the_timetable_lists_duties_by_day_with_why(scene: Scene, signed_in: SignIn) -> None:
    lines = signed_in(scene.secretary).get(TIMETABLE).context["lines"]
    assert [line.duty.pk for line in lines] == [duty.pk for duty in Duty.objects.filter(council=scene.council)]
    assert all(line.duty.explanation for line in lines)
    late = [line for line in lines if line.duty.due_on and line.duty.due_on < timezone.localdate()]
    assert [(line.tone, line.words[:8]) for line in late] == [("late", "quá hạn ")] * len(late)


def test_a_duty_is_done_once(scene: Scene, signed_in: SignIn) -> None:
    client, duty = signed_in(scene.secretary), Duty.objects.filter(council=scene.council).first()
    told = client.post(reverse("desk:duty-done", args=[duty.pk]), follow=True)
    assert f"Đã ghi xong: {duty.subject}." in told.content.decode()
    again = client.post(reverse("desk:duty-done", args=[duty.pk]), follow=True)
    assert "Việc này đã được ghi là xong." in again.content.decode()
    assert [line.words for line in client.get(f"{TIMETABLE}?loc=da-xong").context["lines"]] == ["đã xong"]
    assert AuditEntry.objects.filter(action="duty.finished").count() == 1


def test_a_day_is_corrected_with_a_reason_and_keeps_how_it_was_computed(scene: Scene, signed_in: SignIn) -> None:
    client = signed_in(scene.secretary)
    duty = Duty.objects.filter(council=scene.council, due_on__isnull=False).first()
    page, old = reverse("desk:duty-correct", args=[duty.pk]), duty.due_on
    refused = client.post(page, {"due_on": "31/2/2027", "reason": ""})
    assert sorted(refused.context["form"].errors) == ["due_on", "reason"]
    assert 'value="31/2/2027"' in refused.content.decode()
    client.post(page, {"due_on": f"{workday(20):%d/%m/%Y}", "reason": "Thường trực lùi hạn"})
    duty.refresh_from_db()
    assert (duty.due_on, duty.corrected_reason) == (workday(20), "Thường trực lùi hạn")
    assert short_date(old) in duty.explanation


def test_a_duty_already_done_is_not_moved(scene: Scene, signed_in: SignIn) -> None:
    duty = Duty.objects.filter(council=scene.council).first()
    finish_duty(duty=duty, by=None, at=timezone.now())
    sent = {"due_on": "1/12/2026", "reason": "lùi"}
    answer = signed_in(scene.secretary).post(reverse("desk:duty-correct", args=[duty.pk]), sent)
    assert answer.context["form"].non_field_errors() == ["Việc này đã ghi là xong, không sửa hạn."]


def test_only_the_secretary_has_the_buttons(scene: Scene, signed_in: SignIn) -> None:
    pages = {name: signed_in(user).get(TIMETABLE).content.decode() for name, user in _readers(scene)}
    assert {name: "/sua-han/" in page for name, page in pages.items()} == {
        "secretary": True,
        "standing": False,
        "auditor": False,
        "front": False,
    }


def _readers(scene: Scene) -> Iterator[tuple[str, User]]:
    for name in ("secretary", "standing", "auditor", "front"):
        yield name, getattr(scene, name)


# --- rounds and their release -------------------------------------------------------------------------


def test_the_round_page_lays_the_schedule_out(scene: Scene, signed_in: SignIn) -> None:
    cancel_meeting(meeting=Meeting.objects.get(pk=scene.meetings[2].pk), reason="mưa", by=scene.secretary)
    respond(
        attendance=scene.meetings[0].attendances.get(delegate=scene.delegates[0]),
        response=Response.EXCUSED,
        reason="Đi công tác",
        by=scene.user(),
    )
    shown = signed_in(scene.secretary).get(round_url(scene)).context["shown"]
    first = [(row.part, [slot.title for slot in row.cells[0]]) for row in shown.schedule.rows]
    assert first == [("sáng", ["Khu phố Trầm, phường Từ Sơn", "Khu phố Đình Bảng, phường Từ Sơn"]), ("chiều", [])]
    assert (shown.meetings, shown.pending) == (2, 1)
    assert [[cell.text for cell in row] for row in shown.answers] == [
        ["Trần Quốc Ấn", "1", "0", "0", "0", "1", ""],
        ["Vương Văn Đĩnh", "1", "0", "0", "0", "1", ""],
        ["Lý Thị Hoa", "1", "0", "0", "0", "1", ""],
        ["Chu Đức Mậu", "1", "0", "0", "0", "1", ""],
        ["Nguyễn Thạc Tuấn", "1", "0", "1", "0", "0", "Đi công tác"],
        ["Đỗ Thị Hồng Vân", "1", "0", "0", "0", "1", ""],
    ]


def test_a_meeting_that_was_held_tells_who_came_instead_of_who_would(scene: Scene, signed_in: SignIn) -> None:
    def notes() -> list[str]:
        shown = signed_in(scene.secretary).get(round_url(scene)).context["shown"]
        return [slot.note for row in shown.schedule.rows for cell in row.cells for slot in cell]

    before = notes()
    asked = list(scene.meetings[0].attendances.order_by("pk"))
    respond(attendance=asked[0], response=Response.CONFIRMED, by=scene.user())
    assert sorted(notes()) == sorted([f"1/{len(asked)} đại biểu xác nhận", *before[1:]])
    for attendance in asked:
        attendance.present = True
    asked[0].present = False
    type(asked[0]).objects.bulk_update(asked, ["present"])
    assert sorted(notes()) == sorted([f"{len(asked) - 1}/{len(asked)} đại biểu dự", *before[1:]])


def test_a_release_tells_exactly_whom_it_said_it_would(signed_in: SignIn, db: None) -> None:
    scene = build_scene(meetings=2, released=False)
    client = signed_in(scene.secretary)
    preview = client.get(release_url(scene)).context["shown"]
    assert (Notice.objects.count(), OutboxMessage.objects.count(), RoundRelease.objects.count()) == (0, 0, 0)
    told_by_kind = [(kind, name) for one in preview.changes for kind, names in one.told.items() for name in names]
    said = sorted(told_by_kind)
    assert said == sorted(
        [
            *(("Giấy mời", f"đại biểu {delegate.full_name}") for delegate in scene.delegates),
            *[("Thông báo lịch", "UBND phường Từ Sơn")] * 2,
            *[("Giấy mời", "Ủy ban MTTQ phường Từ Sơn")] * 2,
        ]
    )
    told = client.post(release_url(scene), follow=True).content.decode()
    assert "Đã ban hành lịch, bản 1. Thông báo đang được gửi." in told
    assert (Notice.objects.count(), OutboxMessage.objects.count()) == (len(said), preview.letters)
    assert preview.without_address == ["UBND phường Từ Sơn"]


def test_a_second_release_tells_only_the_change(scene: Scene, signed_in: SignIn) -> None:
    meeting = Meeting.objects.get(pk=scene.meetings[0].pk)
    start = moment(workday(3), 8)
    change_meeting(
        meeting=meeting,
        starts_at=start,
        ends_at=start + timedelta(hours=3),
        venue=meeting.venue,
        reason="mưa bão",
        by=scene.secretary,
    )
    preview = signed_in(scene.secretary).get(release_url(scene)).context["shown"]
    assert [change.text for change in preview.changes] == [
        f"Khu phố Đình Bảng, phường Từ Sơn: 8h00 ngày {short_date(workday(1))} → 8h00 ngày {short_date(workday(3))}, "
        "Nhà văn hóa khu phố Đình Bảng, phường Từ Sơn (mưa bão)"
    ]


def test_nothing_new_is_not_released_again(scene: Scene, signed_in: SignIn) -> None:
    client = signed_in(scene.secretary)
    assert "Không có gì để ban hành" in client.get(release_url(scene)).content.decode()
    told = client.post(release_url(scene))
    assert told.context["refusal"] == "Lịch không có gì thay đổi so với lần ban hành trước."
    assert RoundRelease.objects.filter(round=scene.round).count() == 1


@pytest.mark.usefixtures("clashes_kept")
def test_a_double_booking_stands_in_the_way_and_is_named(signed_in: SignIn, db: None) -> None:
    scene = build_scene(meetings=2, released=False)
    first, second = scene.meetings
    Meeting.objects.filter(pk=second.pk).update(venue=first.venue)
    client = signed_in(scene.secretary)
    shown = client.get(round_url(scene)).context["shown"]
    assert shown.blocks >= 1
    assert [warning.kind for warning in shown.warnings][:1] == ["Xung đột"]
    for answer in (client.get(release_url(scene)), client.post(release_url(scene))):
        assert "xung đột phải xử lý trước khi ban hành lịch" in answer.context["refusal"]
        assert reverse("meetings:round-board", args=[scene.round.pk]) in answer.content.decode()
    assert OutboxMessage.objects.count() == 0


# --- meetings and outgoing mail -----------------------------------------------------------------------


def test_meetings_are_listed_by_what_they_lack(scene: Scene, signed_in: SignIn) -> None:
    hold(scene.meetings[1])
    client = signed_in(scene.secretary)
    lists = {
        tab: [[cell.text for cell in row] for row in client.get(MEETINGS, {"loc": tab}).context["rows"]]
        for tab in ("", "cho-tra-loi", "thieu-bien-ban")
    }
    coming = [
        ["Khu phố Đình Bảng, phường Từ Sơn", f"8h00 {weekday_date(workday(1))}", "Nhà văn hóa khu phố Đình Bảng"],
        ["Khu phố Minh Khai, phường Từ Sơn", f"14h00 {weekday_date(workday(1))}", "Nhà văn hóa khu phố Minh Khai"],
    ]
    waiting = [[*row, "đã thông báo", "0/3", ""] for row in coming]
    assert lists == {
        "": waiting,
        "cho-tra-loi": waiting,
        "thieu-bien-ban": [
            [
                "Khu phố Trầm, phường Từ Sơn",
                f"8h00 {weekday_date(workday(-2))}",
                "Nhà văn hóa khu phố Trầm",
                "đã thông báo",
                "0/3",
                "chưa có",
            ]
        ],
    }


def failed_message(scene: Scene, **changes: object) -> OutboxMessage:
    message = OutboxMessage.objects.filter(tenant=scene.council.pk).first()
    values = {"state": State.FAILED, "attempts": 6, "error": "Máy chủ thư từ chối.", **changes}
    OutboxMessage.objects.filter(pk=message.pk).update(**values)
    return OutboxMessage.objects.get(pk=message.pk)


def test_a_message_that_failed_is_sent_again_under_the_same_key(scene: Scene, signed_in: SignIn) -> None:
    client, message = signed_in(scene.secretary), failed_message(scene)
    page = client.get(OUTBOX, {"loc": "loi"})
    assert [line.message.pk for line in page.context["lines"]] == [message.pk]
    assert "Máy chủ thư từ chối." in page.content.decode()
    again = reverse("desk:outbox-again", args=[message.pk])
    assert f"Đang gửi lại thư cho {message.recipient_name}." in client.post(again, follow=True).content.decode()
    stored = OutboxMessage.objects.get(pk=message.pk)
    assert (stored.state, stored.attempts, stored.error, stored.key) == (State.PENDING, 0, "", message.key)
    assert "không cần gửi lại" in client.post(again, follow=True).content.decode()
    assert AuditEntry.objects.filter(action="outbox.sent_again").count() == 1


def test_a_message_whose_meeting_is_over_is_not_sent_again(scene: Scene, signed_in: SignIn) -> None:
    message = failed_message(scene, send_before=timezone.now() - timedelta(minutes=1))
    again = reverse("desk:outbox-again", args=[message.pk])
    told = signed_in(scene.secretary).post(again, follow=True).content.decode()
    assert "Đã quá giờ hội nghị, không gửi lại thư này được nữa." in told
    assert OutboxMessage.objects.get(pk=message.pk).state == State.FAILED


def test_who_only_reads_the_outbox_has_no_button(scene: Scene, signed_in: SignIn) -> None:
    message = failed_message(scene)
    again = reverse("desk:outbox-again", args=[message.pk])
    clients = {name: signed_in(user) for name, user in _readers(scene) if name != "front"}
    assert {name: again in client.get(OUTBOX).content.decode() for name, client in clients.items()} == {
        "secretary": True,
        "standing": False,
        "auditor": False,
    }
    assert clients["standing"].post(again).status_code == 403


# --- cost and walls -----------------------------------------------------------------------------------


def test_each_page_costs_the_same_for_one_meeting_and_for_thirty(signed_in: SignIn, db: None) -> None:
    costs: dict[str, list[int]] = {}
    for code, number in (("it", 1), ("nhieu", 30)):
        scene = build_scene(code, code.title(), meetings=number)
        client = signed_in(scene.secretary)
        pages = {
            "home": HOME,
            "timetable": TIMETABLE,
            "meetings": MEETINGS,
            "outbox": OUTBOX,
            "rounds": "/dieu-hanh/dot/",
        }
        pages |= {"round": round_url(scene), "release": release_url(scene)}
        for name, page in pages.items():
            client.get(page)
            with CaptureQueriesContext(connection) as queries:
                client.get(page)
            costs.setdefault(name, []).append(len(queries))
    assert {name: few for name, (few, _many) in costs.items()} == {name: many for name, (_few, many) in costs.items()}


def changed_round(scene: Scene, after: int) -> Round:
    """A round of one day, AFTER working days from now, released with one meeting whose title was changed since."""
    day = workday(after)
    round_ = Round.objects.create(
        council=scene.council,
        plan=scene.round.plan,
        phase=Phase.OTHER,
        starts_on=day,
        ends_on=day,
        state=RoundState.RELEASED,
    )
    meeting = Meeting.objects.create(
        council=scene.council,
        round=round_,
        starts_at=moment(day, 8),
        ends_at=moment(day, 10),
        state=MeetingState.ANNOUNCED,
    )
    tell(meeting)
    Meeting.objects.filter(pk=meeting.pk).update(title="Đổi tên")
    return round_


def test_what_nobody_was_told_of_is_found_at_the_same_cost_in_one_round_and_in_thirty(
    scene: Scene, signed_in: SignIn
) -> None:
    client = signed_in(scene.secretary)

    def seen() -> tuple[list[tuple[str, str]], int]:
        with CaptureQueriesContext(connection) as queries:
            page = client.get(HOME)
        return [(line.words, line.round) for line in page.context["shown"].untold], len(queries)

    rounds = [changed_round(scene, 20)]
    seen()
    one, cost = seen()
    rounds += [changed_round(scene, after) for after in range(21, 50)]
    many, cost_of_many = seen()
    lines = [("Còn 01 thay đổi chưa báo cho ai", round_.label) for round_ in rounds]
    assert (one, many, cost_of_many) == (lines[:1], lines, cost)


def test_the_way_to_release_a_changed_round_is_on_the_home_page_of_who_may_take_it_only(
    scene: Scene, signed_in: SignIn
) -> None:
    round_ = changed_round(scene, 20)
    release = reverse("desk:release", args=[round_.pk])
    words = "Còn 01 thay đổi chưa báo cho ai"

    def seen(by: User) -> tuple[list[tuple[str, str]], bool]:
        page = signed_in(by).get(HOME)
        shown = [(line.words, line.url) for line in page.context["shown"].untold]
        return shown, "Ban hành lại lịch" in page.content.decode()

    standing = User.objects.create_user("thuong-truc@x.example", "Thường trực")
    RoleAssignment.objects.create(user=standing, tenant_id=scene.council.pk, role=Role.STANDING)
    assert seen(scene.secretary) == ([(words, release)], True)
    assert seen(standing) == ([(words, "")], False)


def test_rounds_that_are_over_are_not_compared(scene: Scene, signed_in: SignIn) -> None:
    client = signed_in(scene.secretary)
    client.get(HOME)

    def seen() -> tuple[list[str], int]:
        with CaptureQueriesContext(connection) as queries:
            untold = client.get(HOME).context["shown"].untold
        return [line.round for line in untold], sum("snapshot" in query["sql"] for query in queries)

    Meeting.objects.filter(round=scene.round).update(state=MeetingState.HELD)
    tell(*Meeting.objects.filter(round=scene.round))
    ReleasedMeeting.objects.update(ends_at=moment(workday(-1), 8), starts_at=moment(workday(-1), 7))
    over = [changed_round(scene, -after) for after in range(1, 21)]
    assert seen() == ([], 0)
    Round.objects.filter(pk=over[0].pk).update(state=RoundState.CLOSED)
    live = changed_round(scene, 5)
    assert seen()[0] == [live.label]


def test_no_page_of_the_desk_shows_the_neighbour(scene: Scene, neighbour: Scene, signed_in: SignIn) -> None:
    client = signed_in(scene.secretary)
    pages = (HOME, TIMETABLE, MEETINGS, f"{MEETINGS}?loc=tat-ca", OUTBOX, "/dieu-hanh/dot/", round_url(scene))
    assert [page for page in pages if "Đồng Kỵ" in client.get(page).content.decode()] == []
