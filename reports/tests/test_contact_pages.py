"""Contacts a delegate asks for, on his phone and on the desk; who declines a contact, and how the office hears."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from meetings.actions.attendance import mark_attendance
from meetings.actions.contacts import approve_contact, request_contact, withdraw_contact
from meetings.actions.rounds import release_round
from meetings.enums import ContactKind, ContactState, Form, Response
from meetings.models import Attendance, ContactRequest, Duty, Meeting
from petitions.actions.submissions import record_submission
from petitions.enums import SubmissionKind
from petitions.models import Submission
from reports.tests.scene import Scene, moment, workday
from txct.core.models import AuditEntry, RoleAssignment, User
from txct.core.roles import Role
from txct.lib.dates import short_date, weekday_date

SignIn = Callable[[User], Client]
DESK = "/dieu-hanh/de-nghi-tiep-xuc/"
PHONE = "/dai-bieu/de-nghi-tiep-xuc/"
STATES = [state.value for state in ContactState]


def ask(scene: Scene, kind: str = ContactKind.INDIVIDUAL, place: int = 0, **changes: object) -> ContactRequest:
    """A request of the delegate at PLACE for a day twelve working days ahead."""
    values: dict[str, object] = {
        "delegate": scene.delegates[place],
        "kind": kind,
        "wanted_on": workday(12),
        "locality": scene.ward,
        "neighbourhood": scene.neighbourhoods[3],
        "with_whom": "hộ ông Nguyễn Văn Xuân",
        "content": "Nghe về nước sạch",
        "received_on": timezone.localdate(),
        "by": scene.user(place),
        "at": timezone.now(),
    }
    return request_contact(**{**values, **changes})


def agree(scene: Scene, contact: ContactRequest, hour: int = 8) -> ContactRequest:
    day = contact.wanted_on
    return approve_contact(
        contact=contact,
        round=None,
        starts_at=moment(day, hour),
        ends_at=moment(day, hour + 2),
        on=timezone.localdate(),
        by=scene.secretary,
        at=timezone.now(),
    )


def page_of(name: str, contact: ContactRequest) -> str:
    return reverse(f"desk:{name}", args=[contact.pk])


def over(contact: ContactRequest) -> None:
    """The contact was held two working days ago, as far as its hours go."""
    day = workday(-2)
    Meeting.objects.filter(pk=contact.meeting_id).update(starts_at=moment(day, 8), ends_at=moment(day, 9))
    ContactRequest.objects.filter(pk=contact.pk).update(decided_on=workday(-4), received_on=workday(-6))


def typed(scene: Scene, **changes: str) -> dict[str, str]:
    """What a delegate fills in on the phone."""
    sent = {
        "kind": "individual",
        "wanted_on": short_date(workday(12)),
        "wanted_from": "8h30",
        "wanted_to": "10h",
        "place": f"N{scene.neighbourhoods[3].pk}",
        "with_whom": "hộ ông Xuân",
        "content": "Nghe về nước sạch",
        "method": "in_person",
    }
    return {**sent, **changes}


# --- the phone ------------------------------------------------------------------------------------------


def test_a_delegate_asks_on_the_phone_and_sees_by_which_day_he_is_answered(scene: Scene, signed_in: SignIn) -> None:
    client = signed_in(scene.user())
    answer = client.post(f"{PHONE}moi/", typed(scene), follow=True)
    made = ContactRequest.objects.get()
    due = Duty.objects.get(contact=made)

    assert answer.redirect_chain == [(f"{PHONE}{made.pk}/", 302)]
    assert (made.delegate, made.kind, made.wanted_on, str(made.wanted_from), made.neighbourhood, made.recorded_by) == (
        scene.delegates[0],
        "individual",
        workday(12),
        "08:30:00",
        scene.neighbourhoods[3],
        scene.user(),
    )
    shown = answer.context["shown"]
    assert (shown.standing.word, due.due_on) == ("chờ Thường trực HĐND quyết định", workday(5))
    assert [(line.on, line.words) for line in shown.days] == [(weekday_date(workday(5)), "còn 5 ngày làm việc")]
    assert "Vì sao ngày này" in answer.content.decode()
    cards = client.get(PHONE).context["cards"]
    assert [(card.url, card.standing.word) for card in cards] == [
        (f"{PHONE}{made.pk}/", "chờ Thường trực HĐND quyết định")
    ]
    assert weekday_date(workday(5)) in cards[0].due


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"content": " "}, "content", "Hãy điền mục này."),
        ({"with_whom": ""}, "with_whom", "Nêu cá nhân hoặc nhóm cử tri muốn gặp."),
        ({"wanted_to": "8h"}, "wanted_to", "Nhập giờ bắt đầu, và giờ kết thúc phải sau giờ bắt đầu."),
        ({"wanted_on": "1/1/2020"}, "wanted_on", "Ngày muốn tiếp xúc phải từ ngày nhận đề nghị trở đi."),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    scene: Scene, signed_in: SignIn, changes: dict[str, str], field: str, words: str
) -> None:
    answer = signed_in(scene.user()).post(f"{PHONE}moi/", typed(scene, **changes))

    assert answer.context["form"].errors == {field: [words]}
    assert ContactRequest.objects.count() == 0


def test_a_day_too_near_is_taken_with_a_named_warning(scene: Scene, signed_in: SignIn) -> None:
    answer = signed_in(scene.user()).post(f"{PHONE}moi/", typed(scene, wanted_on=short_date(workday(1))), follow=True)

    assert [warning.kind for warning in answer.context["shown"].warnings] == ["Không kịp thông báo"]
    assert "Thỏa thuận với đại biểu một ngày muộn hơn." in answer.content.decode()
    contact = ask(scene, wanted_on=workday(6))
    told = signed_in(scene.secretary).get(page_of("contact", contact)).context["shown"].warnings
    assert [warning.kind for warning in told] == ["Cần quyết định sớm"]


def test_a_delegate_withdraws_until_it_is_decided(scene: Scene, signed_in: SignIn) -> None:
    client, waiting, agreed = signed_in(scene.user()), ask(scene), agree(scene, ask(scene))
    for contact in (waiting, agreed):
        client.post(reverse("delegates:contact-withdraw", args=[contact.pk]))

    states = [ContactRequest.objects.get(pk=one.pk).state for one in (waiting, agreed)]
    assert states == [ContactState.WITHDRAWN, ContactState.APPROVED]
    page = client.get(reverse("delegates:contact", args=[agreed.pk]))
    assert page.context["may_withdraw"] is False


def test_a_request_of_somebody_else_is_not_found(scene: Scene, neighbour: Scene, signed_in: SignIn) -> None:
    client = signed_in(scene.user())
    for foreign in (ask(scene, place=2), ask(neighbour)):
        pages = [reverse(f"delegates:{name}", args=[foreign.pk]) for name in ("contact", "contact-withdraw")]
        assert (client.get(pages[0]).status_code, client.post(pages[1]).status_code) == (404, 404)
        assert ContactRequest.objects.get(pk=foreign.pk).state == ContactState.REQUESTED
    assert client.get(PHONE).context["cards"] == []


# --- the desk -------------------------------------------------------------------------------------------


def test_the_office_agrees_and_notes_who_was_told_and_what_was_sent(scene: Scene, signed_in: SignIn) -> None:
    client, contact = signed_in(scene.secretary), ask(scene)
    today = short_date(timezone.localdate())
    hours = {"day": short_date(workday(12)), "starts": "8h", "ends": "9h30", "round": "", "on": today}
    assert client.post(page_of("contact-approve", contact), hours).status_code == 302
    contact.refresh_from_db()
    client.post(page_of("contact-notice", contact), {"on": today, "to": "Ban CTMT; hộ ông Xuân"})
    over(contact)
    client.post(page_of("contact-summary", contact), {"on": today, "to": "UBND phường; Tổ; MTTQ"})

    contact.refresh_from_db()
    assert (contact.state, contact.notice_to, contact.summary_to) == (
        ContactState.REPORTED,
        "Ban CTMT; hộ ông Xuân",
        "UBND phường; Tổ; MTTQ",
    )
    assert (contact.meeting.round.is_off_plan, contact.decided_by) == (True, scene.secretary)
    assert not Duty.objects.filter(contact=contact).open().exists()
    actors = AuditEntry.objects.filter(object_type="meetings.contactrequest", object_id=str(contact.pk))
    assert set(actors.exclude(action="contact.requested").values_list("actor", flat=True)) - {scene.user().pk} == {
        scene.secretary.pk
    }


def test_what_is_missing_in_a_decision_is_said_at_its_field(scene: Scene, signed_in: SignIn) -> None:
    client, contact = signed_in(scene.secretary), ask(scene)
    today = short_date(timezone.localdate())
    wrong = {"day": short_date(workday(12)), "starts": "9h", "ends": "8h", "on": today, "round": ""}
    answer = client.post(page_of("contact-approve", contact), wrong)
    assert answer.context["form"].errors == {"ends": ["Giờ kết thúc phải sau giờ bắt đầu."]}
    answer = client.post(page_of("contact-approve", contact), {**wrong, "ends": "10h", "round": str(scene.round.pk)})
    assert list(answer.context["form"].errors) == ["round"]
    answer = client.post(page_of("contact-refuse", contact), {"on": today})
    assert answer.context["form"].errors == {"reason": ["Hãy nêu lý do không đồng ý để báo cho đại biểu."]}
    assert (ContactRequest.objects.get().state, Meeting.objects.filter(contact_request=contact).count()) == (
        ContactState.REQUESTED,
        0,
    )


def test_the_same_decision_sent_twice_makes_one_meeting(scene: Scene, signed_in: SignIn) -> None:
    client, contact = signed_in(scene.secretary), ask(scene)
    today = short_date(timezone.localdate())
    hours = {"day": short_date(workday(12)), "starts": "8h", "ends": "9h", "round": "", "on": today}
    client.post(page_of("contact-approve", contact), hours)
    again = client.post(page_of("contact-approve", contact), hours)

    assert "Đề nghị này đang ở tình trạng “được đồng ý”." in str(again.context["form"].non_field_errors())
    assert Meeting.objects.filter(contact_request__isnull=False).count() == 1


def test_the_office_writes_down_what_came_on_paper(scene: Scene, signed_in: SignIn) -> None:
    client = signed_in(scene.secretary)
    sent = {"delegate": str(scene.delegates[2].pk), "received_on": short_date(workday(-3)), **typed(scene)}
    answer = client.post(f"{DESK}moi/", sent, follow=True)
    made = ContactRequest.objects.get()

    assert (made.delegate, made.received_on, made.recorded_by) == (scene.delegates[2], workday(-3), scene.secretary)
    facts = dict(answer.context["shown"].facts)
    assert facts["Ngày nhận"] == f"{short_date(workday(-3))} (Văn phòng ghi từ văn bản)"


def test_a_head_decides_on_what_is_asked_of_his_group_alone(scene: Scene, signed_in: SignIn) -> None:
    for place in (0, 1):
        RoleAssignment.objects.create(user=scene.user(place), tenant=scene.council, role=Role.GROUP_HEAD)
    asked, of_standing = ask(scene, ContactKind.OFF_PLAN, place=2), ask(scene, place=2)
    head, other = signed_in(scene.user(0)), signed_in(scene.user(1))

    assert [cells[0].url for cells in head.get(DESK).context["rows"]] == [page_of("contact", asked)]
    assert other.get(DESK).context["rows"] == []
    assert [head.get(page_of("contact", one)).status_code for one in (asked, of_standing)] == [200, 404]
    hours = {
        "day": short_date(workday(12)),
        "starts": "8h",
        "ends": "9h",
        "round": "",
        "on": short_date(timezone.localdate()),
    }
    answers = [
        c.post(page_of("contact-approve", one), hours).status_code
        for c, one in ((other, asked), (head, of_standing), (head, asked))
    ]
    assert answers == [404, 404, 302]
    assert ContactRequest.objects.get(pk=asked.pk).decided_by == scene.user(0)
    assert head.post(page_of("contact-notice", asked), {"on": "1/1/2027", "to": "x"}).status_code == 403


@pytest.mark.parametrize("days", [(None, -1), (1, None)])
def test_a_head_who_left_the_group_or_is_not_yet_in_it_reads_and_decides_none_of_its_requests(
    scene: Scene, signed_in: SignIn, days: tuple[int | None, int | None]
) -> None:
    RoleAssignment.objects.create(user=scene.user(0), tenant=scene.council, role=Role.GROUP_HEAD)
    asked, head = ask(scene, ContactKind.OFF_PLAN, place=2), signed_in(scene.user(0))
    assert head.get(page_of("contact", asked)).status_code == 200
    today = timezone.localdate()
    held = dict(zip(("valid_from", "valid_to"), (day and today + timedelta(day) for day in days), strict=True))
    scene.delegates[0].memberships.update(**held)
    assert head.get(DESK).context["rows"] == []
    tried = [head.get(page_of("contact", asked)), head.post(page_of("contact-refuse", asked), {"reason": "x"})]
    assert [answer.status_code for answer in tried] == [404, 404]
    assert ContactRequest.objects.get(pk=asked.pk).state == ContactState.REQUESTED


def test_the_thuong_truc_decides_and_others_of_the_desk_do_not(
    scene: Scene, neighbour: Scene, signed_in: SignIn
) -> None:
    contact, foreign = ask(scene), ask(neighbour)
    people = (scene.secretary, scene.standing, scene.front, scene.auditor, scene.user())
    got = {
        name: [signed_in(person).get(page_of(name, contact)).status_code for person in people]
        for name in ("contact", "contact-approve", "contact-refuse", "contact-notice")
    }
    assert got == {
        "contact": [200, 200, 403, 403, 403],
        "contact-approve": [200, 200, 403, 403, 403],
        "contact-refuse": [200, 200, 403, 403, 403],
        "contact-notice": [200, 403, 403, 403, 403],
    }
    assert signed_in(scene.secretary).get(page_of("contact", foreign)).status_code == 404
    refusal = {"reason": "Trùng kỳ họp", "on": short_date(timezone.localdate())}
    signed_in(scene.standing).post(page_of("contact-refuse", contact), refusal)
    assert ContactRequest.objects.get(pk=contact.pk).decision_reason == "Trùng kỳ họp"


def test_the_list_is_narrowed_by_what_is_waited_for_by_kind_and_by_words(scene: Scene, signed_in: SignIn) -> None:
    waiting = ask(scene)
    agreed = agree(scene, ask(scene, ContactKind.OUTSIDE, place=1))
    held = agree(scene, ask(scene, place=2), hour=14)
    over(held)
    late = ask(scene, place=3, received_on=workday(-9))
    withdrawn = withdraw_contact(contact=ask(scene, place=4), by=scene.user(4), at=timezone.now())
    client = signed_in(scene.secretary)

    def found(**query: str) -> set[str]:
        return {cells[0].url for cells in client.get(DESK, query).context["rows"]}

    def pages(*contacts: ContactRequest) -> set[str]:
        return {page_of("contact", one) for one in contacts}

    assert found() == pages(waiting, agreed, held, late, withdrawn)
    assert found(viec="cho-quyet-dinh") == pages(waiting, late)
    assert found(viec="cho-thong-bao") == pages(agreed, held)
    assert found(viec="cho-tong-hop") == pages(held)
    assert found(viec="qua-han") == pages(late)
    assert found(viec="withdrawn") == pages(withdrawn)
    assert found(loai="outside") == pages(agreed)
    assert found(tim="do thi hong van") == pages(agreed)
    assert found(tim="phu luu", to=str(scene.groups[1].pk)) == pages(agreed, late)
    assert found(tim="khong co ai") == set()


def test_the_list_costs_the_same_for_one_request_and_for_thirty(scene: Scene, signed_in: SignIn) -> None:
    client, counts = signed_in(scene.secretary), []
    phone = signed_in(scene.user())
    agree(scene, ask(scene))
    for more in (0, 29):
        for _turn in range(more):
            ask(scene)
        found = []
        for browser, page in ((client, DESK), (phone, PHONE)):
            browser.get(page)
            with CaptureQueriesContext(connection) as queries:
                browser.get(page)
            found.append(len(queries))
        counts.append(found)
    assert ContactRequest.objects.count() == 30
    assert counts[0] == counts[1]


# --- home and timetable ---------------------------------------------------------------------------------


def test_the_home_page_counts_what_waits_and_what_is_late(scene: Scene, signed_in: SignIn) -> None:
    client = signed_in(scene.secretary)

    def tiles() -> dict[str, tuple[object, str]]:
        shown = client.get("/dieu-hanh/").context["shown"].attention
        return {tile.label: (tile.value, tile.tone) for tile in shown if "tiếp xúc" in tile.label}

    before = tiles()
    ask(scene)
    ask(scene, received_on=workday(-9))

    assert before == {"đề nghị tiếp xúc chờ quyết định": (0, "done")}
    assert tiles() == {
        "đề nghị tiếp xúc chờ quyết định": (2, "due"),
        "đề nghị tiếp xúc quá hạn": (1, "late"),
    }
    front = signed_in(scene.front).get("/dieu-hanh/").context["shown"].attention
    assert [tile.label for tile in front if "tiếp xúc" in tile.label] == []


def test_the_timetable_leads_to_the_request_instead_of_a_bare_done(scene: Scene, signed_in: SignIn) -> None:
    contact = ask(scene)
    duty = Duty.objects.get(contact=contact)
    client = signed_in(scene.secretary)
    line = next(one for one in client.get("/dieu-hanh/lich-phap-dinh/").context["lines"] if one.duty == duty)

    assert (line.of, line.contact_url) == (
        f"Đề nghị của đại biểu {scene.delegates[0]}, {short_date(workday(12))}",
        page_of("contact", contact),
    )
    told = client.post(reverse("desk:duty-done", args=[duty.pk]), follow=True).content.decode()
    assert "trên trang của đề nghị tiếp xúc" in told
    assert Duty.objects.get(pk=duty.pk).done_at is None


def test_what_is_said_at_a_contact_goes_the_usual_way(scene: Scene) -> None:
    contact = agree(scene, ask(scene))
    release_round(round=contact.meeting.round, by=scene.secretary, at=timezone.now())
    over(contact)
    mark_attendance(meeting=contact.meeting, present={scene.delegates[0].pk: True}, by=scene.secretary)
    meeting = Meeting.objects.get(pk=contact.meeting_id)
    said = record_submission(
        council=scene.council,
        kind=SubmissionKind.PETITION,
        meeting=meeting,
        summary="Nạo vét cống",
        neighbourhood=scene.neighbourhoods[3],
        by=scene.secretary,
    )

    assert (said.round, said.meeting, Submission.objects.in_pool().count()) == (meeting.round, meeting, 1)


def test_voters_see_conferences_and_not_whom_a_delegate_meets_alone(scene: Scene, signed_in: SignIn) -> None:
    alone = agree(scene, ask(scene))
    conference = agree(scene, ask(scene, ContactKind.THEME, place=1), hour=14)
    release_round(round=alone.meeting.round, by=scene.secretary, at=timezone.now())
    day = short_date(alone.wanted_on)
    shown = Client().get("/lich-tiep-xuc/", {"tu": day, "den": day}).context["schedule"]
    file = Client().get(reverse("meetings:round-calendar", args=[alone.meeting.round_id])).content.decode()

    desk = signed_in(scene.secretary).get(reverse("desk:round", args=[alone.meeting.round_id]))
    assert desk.context["shown"].has_calendar
    Meeting.objects.filter(pk=conference.meeting_id).update(form=Form.ENCOUNTER)
    release_round(round=alone.meeting.round, by=scene.secretary, at=timezone.now())
    desk = signed_in(scene.secretary).get(reverse("desk:round", args=[alone.meeting.round_id]))
    assert not desk.context["shown"].has_calendar

    places = [slot.url for found, slots in shown.by_day for slot in slots if found == alone.wanted_on]
    assert places == [reverse("meetings:public-meeting", args=[conference.meeting.uid])]
    assert (str(alone.meeting.uid) in file, str(conference.meeting.uid) in file) == (False, True)


# --- declining ------------------------------------------------------------------------------------------


def own(scene: Scene, place: int = 0) -> Attendance:
    return scene.meetings[0].attendances.get(delegate=scene.delegates[place])


def test_a_delegate_declines_on_the_phone_and_the_office_is_told(scene: Scene, signed_in: SignIn) -> None:
    phone, desk, row = signed_in(scene.user()), signed_in(scene.secretary), own(scene)
    page = reverse("delegates:decline", args=[row.pk])
    assert phone.get(reverse("delegates:my-meeting", args=[row.pk])).context["decline_url"] == page
    sent = {"ground": "safety", "reason": "Có lời đe dọa gửi đến nhà"}
    assert phone.post(page, sent).headers["Location"] == "/dai-bieu/"

    row.refresh_from_db()
    assert (row.response, row.response_reason) == (
        Response.DECLINED,
        "không bảo đảm an toàn: Có lời đe dọa gửi đến nhà",
    )
    assert phone.get(reverse("delegates:my-meeting", args=[row.pk])).context["decline_url"] == ""
    tile = next(t for t in desk.get("/dieu-hanh/").context["shown"].attention if "từ chối" in t.label)
    assert (tile.value, tile.tone, desk.get(tile.url).context["page"].paginator.count) == (1, "late", 1)
    away = desk.get(reverse("meetings:meeting-page", args=[row.meeting_id])).context["away"]
    assert [line for line in away if "Có lời đe dọa gửi đến nhà" in line] != []


@pytest.mark.parametrize(
    ("sent", "errors"),
    [
        ({"ground": "safety", "reason": " "}, {"reason": ["Hãy nêu rõ lý do từ chối."]}),
        ({"reason": "x"}, {"ground": ["Hãy chọn mục này."]}),
    ],
)
def test_declining_asks_for_ground_and_reason(
    scene: Scene, signed_in: SignIn, sent: dict[str, str], errors: dict[str, list[str]]
) -> None:
    answer = signed_in(scene.user()).post(reverse("delegates:decline", args=[own(scene).pk]), sent)

    assert (answer.context["form"].errors, own(scene).response) == (errors, Response.NONE)


def test_nobody_declines_for_somebody_else(scene: Scene, neighbour: Scene, signed_in: SignIn) -> None:
    client = signed_in(scene.user())
    for row in (own(scene, 2), own(neighbour)):
        answer = client.post(reverse("delegates:decline", args=[row.pk]), {"ground": "safety", "reason": "x"})
        row.refresh_from_db()
        assert (answer.status_code, row.response) == (404, Response.NONE)


def test_the_desk_of_a_round_counts_who_declined(scene: Scene, signed_in: SignIn) -> None:
    signed_in(scene.user()).post(
        reverse("delegates:decline", args=[own(scene).pk]), {"ground": "principle", "reason": "x"}
    )
    rows = signed_in(scene.secretary).get(reverse("desk:round", args=[scene.round.pk])).context["shown"].answers

    mine = next(cells for cells in rows if cells[0].text == str(scene.delegates[0]))
    assert [cell.text for cell in mine][3:] == ["0", "1", "1", "vi phạm nguyên tắc tiếp xúc cử tri: x"]
