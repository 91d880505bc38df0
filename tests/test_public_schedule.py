"""The public schedule: found by place, told as announced, kept in calendars, nothing personal."""

from __future__ import annotations

import zlib
from datetime import date, timedelta
from typing import Any

import icalendar
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from delegates.enums import Level, LocalityKind
from delegates.models import Locality, LocalitySuccession
from meetings.actions.attendance import respond
from meetings.actions.feeds import issue_feed, revoke_feed
from meetings.actions.meetings import Unit, add_meeting, cancel_meeting, change_meeting, postpone_meeting
from meetings.enums import Form, Response
from meetings.models import Meeting
from meetings.tests.scenes import tell
from reports.tests.scene import Scene, build_scene, moment, workday
from txct.lib.dates import short_date, weekday_date

pytestmark = pytest.mark.django_db
SCHEDULE = "/lich-tiep-xuc/"


@pytest.fixture
def scene() -> Scene:
    return build_scene()


def lines(answer: Any) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """(day, [(title, state word, note)]) as the page shows them."""
    return [
        (weekday_date(day) if day else "", [(slot.title, slot.word, slot.note) for slot in slots])
        for day, slots in answer.context["schedule"].by_day
    ]


def events(answer: Any) -> list[dict[str, str]]:
    calendar = icalendar.Calendar.from_ical(answer.content)
    return [
        {
            "uid": str(event["uid"]),
            "start": timezone.localtime(event["dtstart"].dt).strftime("%d/%m/%Y %H:%M"),
            "summary": str(event["summary"]),
            "location": str(event["location"]),
            "status": str(event["status"]),
        }
        for event in calendar.walk("VEVENT")
    ]


def fresh(meeting: Meeting) -> Meeting:
    return Meeting.objects.get(pk=meeting.pk)


def test_a_ward_is_found_by_its_name_without_accents(scene: Scene, client: Client) -> None:
    answer = client.get("/", {"tim": "phuong tu son"})
    place = answer.context["places"][0]
    assert [(p.name, p.within) for p in answer.context["places"]] == [("Phường Từ Sơn", "")]
    assert place.next_meeting == f"8h00 {weekday_date(workday(1))}"
    assert client.get(place.url).context["page"].paginator.count == 3


def test_a_settlement_is_found_and_leads_to_the_schedule_of_its_ward(scene: Scene, client: Client) -> None:
    answer = client.get("/", {"tim": "DINH  bang"})
    assert [(p.name, p.within, p.url) for p in answer.context["places"]] == [
        ("Khu phố Đình Bảng", "phường Từ Sơn", f"{SCHEDULE}?don-vi={scene.ward.code}")
    ]


def test_a_settlement_is_told_its_own_next_meeting_or_that_of_the_whole_ward(scene: Scene, client: Client) -> None:
    def told() -> dict[str, str]:
        names = ("Từ Sơn", "Đình Bảng", "Trầm", "Phù Lưu")
        return {name: client.get("/", {"tim": name}).context["places"][0].next_meeting for name in names}

    first, second = (f"{hour} {weekday_date(workday(1))}" for hour in ("8h00", "14h00"))
    scene.add(3, workday(2), 8)  # not released: nobody is told of it
    assert told() == {"Từ Sơn": first, "Đình Bảng": first, "Trầm": first, "Phù Lưu": ""}

    change_meeting(
        meeting=fresh(scene.meetings[1]),
        starts_at=moment(workday(1), 14),
        ends_at=moment(workday(1), 17),
        by=scene.secretary,
        reason="hội trường bận",
    )
    assert told()["Trầm"] == first
    whole = add_meeting(
        round=scene.round,
        units=[Unit(scene.ward, None)],
        groups=scene.groups,
        starts_at=moment(workday(3), 8),
        ends_at=moment(workday(3), 10),
        by=scene.secretary,
    )
    tell(*(fresh(row) for row in (*scene.meetings, whole)))
    later = f"8h00 {weekday_date(workday(3))}"
    assert told() == {"Từ Sơn": first, "Đình Bảng": first, "Trầm": second, "Phù Lưu": later}


def test_the_kind_of_place_before_a_name_hinders_no_search(scene: Scene, client: Client) -> None:
    unit("Trầm Lộng", date(2025, 7, 1), kind=LocalityKind.XA)
    settlement, commune = "Khu phố Trầm", "Xã Trầm Lộng"
    typed = {
        "khu pho tram": [settlement],
        "Khu phố Trầm": [settlement],
        "KP. Trầm": [settlement],
        "tổ dân phố Trầm": [settlement],
        "TDP trầm": [settlement],
        "thôn Trầm": [settlement],
        "ấp trầm": [settlement],
        "xóm tram": [settlement],
        "tram": [settlement, commune],
        "xã trầm": [commune],
        "phường Trầm": [settlement, commune],
        "tx. Từ Sơn": ["Phường Từ Sơn"],
        "P.Từ Sơn": ["Phường Từ Sơn"],
        "thị xã Từ Sơn": ["Phường Từ Sơn"],
        "khu phố Từ Sơn": ["Phường Từ Sơn"],
        "khu phố": [],
        "khu phố Không Có": [],
    }
    found = {text: [place.name for place in client.get("/", {"tim": text}).context["places"]] for text in typed}
    assert found == typed


def test_a_code_is_headed_with_the_unit_that_has_it_today(scene: Scene, client: Client) -> None:
    town = unit("Từ Sơn", date(2008, 9, 24), date(2025, 6, 30), kind=LocalityKind.THI_XA)
    before = unit("Đông Ngàn", date(2008, 9, 24), date(2025, 6, 30), code=scene.ward.code)
    gone = unit("Đình Bảng", date(2008, 9, 24), date(2025, 6, 30))
    Locality.objects.filter(pk__in=(before.pk, gone.pk)).update(parent=town)
    unit("Mai Sau", timezone.localdate() + timedelta(days=30), code=scene.ward.code)
    told = scene.meetings[0].released
    told.localities.set([before, gone])
    for other in scene.meetings[1:]:
        other.released.localities.clear()

    answer = client.get(SCHEDULE, {"don-vi": scene.ward.code})
    assert answer.context["unit_name"] == "phường Từ Sơn"
    assert answer.context["page"].paginator.count == 1
    assert answer.context["form"].fields["don_vi"].choices == [
        ("", "Mọi xã, phường"),
        (gone.code, "phường Đình Bảng (thị xã Từ Sơn)"),
        (scene.ward.code, "phường Từ Sơn"),
    ]


def unit(
    name: str, first: date, last: date | None = None, *, kind: str = LocalityKind.PHUONG, code: str = ""
) -> Locality:
    """A commune between two days."""
    code = code or f"{zlib.crc32(f'{name}{first}'.encode()):010d}"
    return Locality.objects.create(code=code, name=name, kind=kind, level=Level.XA, valid_from=first, valid_to=last)


def test_an_old_name_leads_to_what_the_place_is_now(scene: Scene, client: Client) -> None:
    first, second, third = date(2008, 9, 24), date(2021, 11, 1), date(2025, 7, 1)
    commune = unit("Tân Hồng", first, date(2021, 10, 31), kind=LocalityKind.XA)
    ward, half = unit("Tân Hồng", second, date(2025, 6, 30)), unit("Phù Lưu", second, date(2025, 6, 30))
    other = unit("Đồng Nguyên", third)
    unit("Tân Hồng Nam", second, date(2025, 6, 30))  # nobody wrote down what became of it
    links = [(commune, ward, second, False), (ward, scene.ward, third, False), (half, scene.ward, third, True)]
    for old, new, day, partial in [*links, (half, other, third, True)]:
        LocalitySuccession.objects.create(predecessor=old, successor=new, on=day, partial=partial)

    def found(text: str) -> list[tuple[str, str, bool, str]]:
        places = client.get("/", {"tim": text}).context["places"]
        return [(p.name, p.within, bool(p.next_meeting), p.url.rpartition("=")[2]) for p in places]

    assert found("tan hong") == [("Phường Tân Hồng", "nay thuộc phường Từ Sơn", True, scene.ward.code)]
    assert found("PHÙ LƯU") == [
        ("Phường Phù Lưu", "một phần nay thuộc phường Từ Sơn", True, scene.ward.code),
        ("Phường Phù Lưu", "một phần nay thuộc phường Đồng Nguyên", False, other.code),
        ("Khu phố Phù Lưu", "phường Từ Sơn", False, scene.ward.code),
    ]


def test_the_whole_name_comes_before_names_that_only_hold_its_letters(client: Client) -> None:
    for name in ("Bắc Nha Trang", "Trang Hạ", "Trang Hạnh", "Hạ Trang"):
        unit(name, date(2025, 7, 1))
    names = [place.name for place in client.get("/", {"tim": "trang ha"}).context["places"]]
    assert names == ["Phường Trang Hạ", "Phường Trang Hạnh", "Phường Bắc Nha Trang", "Phường Hạ Trang"]


def test_looking_for_a_place_costs_the_same_for_one_old_name_and_for_thirty(client: Client) -> None:
    costs = []
    for number in (1, 29):
        for _row in range(number):
            now = unit(f"Nay {Locality.objects.count()}", date(2025, 7, 1))
            old = unit(f"Xưa {now.pk}", date(2008, 9, 24), date(2025, 6, 30))
            LocalitySuccession.objects.create(predecessor=old, successor=now, on=date(2025, 7, 1))
        with CaptureQueriesContext(connection) as queries:
            found = client.get("/", {"tim": "xua"}).context["places"]
        costs.append(len(queries))
    assert (len(found), costs[0]) == (20, costs[1])


@pytest.mark.parametrize("typed", ["không có nơi này", "'; drop table", "%", "\\"])
def test_a_place_nobody_knows_is_said_kindly(scene: Scene, client: Client, typed: str) -> None:
    answer = client.get("/", {"tim": typed})
    assert (answer.status_code, answer.context["places"]) == (200, [])
    assert "Không tìm thấy nơi này" in answer.content.decode()


def test_the_schedule_shows_announced_meetings_of_every_council_and_no_others(scene: Scene, client: Client) -> None:
    other = build_scene("phuong-dong-ky", "Đồng Kỵ", meetings=1)
    scene.add(3, workday(2), 8)  # not released
    assert lines(client.get(SCHEDULE)) == [
        (
            weekday_date(workday(1)),
            [
                ("Khu phố Đình Bảng, phường Từ Sơn", "", ""),
                ("Khu phố Trầm, phường Từ Sơn", "", ""),
                ("Khu phố Đình Bảng, phường Đồng Kỵ", "", ""),
                ("Khu phố Minh Khai, phường Từ Sơn", "", ""),
            ],
        )
    ]
    assert lines(client.get(SCHEDULE, {"hoi-dong": other.council.code})) == [
        (weekday_date(workday(1)), [("Khu phố Đình Bảng, phường Đồng Kỵ", "", "")])
    ]


def test_the_schedule_is_narrowed_by_place_days_and_past(scene: Scene, client: Client) -> None:
    build_scene("phuong-dong-ky", "Đồng Kỵ", meetings=1)
    Meeting.objects.filter(pk=scene.meetings[2].pk).update(
        starts_at=moment(workday(-3), 8), ends_at=moment(workday(-3), 11), state="held"
    )
    tell(fresh(scene.meetings[2]))
    count = {
        name: client.get(SCHEDULE, query).context["page"].paginator.count
        for name, query in {
            "coming": {},
            "ward": {"don-vi": scene.ward.code},
            "past": {"khi": "da-qua"},
            "all": {"khi": "tat-ca"},
            "from": {"tu": f"{workday(2):%d/%m/%Y}"},
            "days": {"tu": f"{workday(-3):%d/%m/%Y}", "den": f"{workday(-3):%d/%m/%Y}"},
            "until": {"den": f"{workday(1):%d/%m/%Y}"},
            "until a past day": {"den": f"{workday(-3):%d/%m/%Y}"},
            "nowhere": {"don-vi": "không có"},
        }.items()
    }
    assert count == {
        "coming": 3,
        "ward": 2,
        "past": 1,
        "all": 4,
        "from": 0,
        "days": 1,
        "until": 3,
        "until a past day": 1,
        "nowhere": 3,
    }


def test_changes_are_told_with_their_word_and_reason(scene: Scene, client: Client) -> None:
    moved, off, late = (fresh(meeting) for meeting in scene.meetings)
    day = moved.starts_at + timedelta(days=1)
    change_meeting(
        meeting=moved, starts_at=day, ends_at=day + timedelta(hours=3), venue=moved.venue, reason="mưa bão", by=None
    )
    cancel_meeting(meeting=off, reason="trùng bầu cử", by=None)
    postpone_meeting(meeting=late, reason="sửa nhà văn hóa", by=None)
    before = {title: word for _day, slots in lines(client.get(SCHEDULE)) for title, word, _note in slots}
    scene.release()
    shown = {title: (word, note) for _day, slots in lines(client.get(SCHEDULE)) for title, word, note in slots}
    assert before == dict.fromkeys(shown, "")
    assert shown == {
        "Khu phố Đình Bảng, phường Từ Sơn": ("đổi lịch", "Lý do: mưa bão"),
        "Khu phố Trầm, phường Từ Sơn": ("hủy", "Lý do: trùng bầu cử"),
        "Khu phố Minh Khai, phường Từ Sơn": ("hoãn", "Lý do: sửa nhà văn hóa"),
    }
    pages = [client.get(reverse("meetings:public-meeting", args=[one.uid])) for one in (moved, off, late)]
    told = [page.context["shown"] for page in pages]
    here = "Nhà văn hóa khu phố Đình Bảng, phường Từ Sơn"
    assert [(one.news_title, one.news) for one in told] == [
        (
            "Hội nghị đã đổi so với lịch thông báo trước đây",
            f"Trước đây: 8h00 ngày {short_date(workday(1))}, {here}. Lý do: mưa bão.",
        ),
        ("Hủy hội nghị: không họp vào thời gian dưới đây", "Lý do: trùng bầu cử."),
        (
            "Hoãn hội nghị: không họp vào thời gian dưới đây, thời gian mới sẽ thông báo sau",
            "Lý do: sửa nhà văn hóa.",
        ),
    ]


def test_the_page_of_a_meeting_called_off_shows_no_programme_no_way_there_and_no_new_hour(
    scene: Scene, client: Client
) -> None:
    meeting = fresh(scene.meetings[1])
    address = reverse("meetings:public-meeting", args=[meeting.uid])

    def seen() -> set[str]:
        page = client.get(address).content.decode()
        return {
            words for words in ("Chương trình", "Xem đường đi", "Thêm vào lịch", "<del>", "<ins>") if words in page
        }

    assert seen() == {"Chương trình", "Xem đường đi", "Thêm vào lịch"}
    cancel_meeting(meeting=meeting, reason="trùng bầu cử", by=None)
    scene.release()
    assert seen() == {"<del>"}


def test_days_typed_the_wrong_way_round_are_told_and_the_list_stays(scene: Scene, client: Client) -> None:
    answer = client.get(SCHEDULE, {"tu": "3/12/2026", "den": "1/12/2026"})
    assert answer.context["form"].errors == {"den": ["Ngày này phải từ “Từ ngày” trở đi. Hãy đổi một trong hai ngày."]}
    assert 'value="3/12/2026"' in answer.content.decode()
    assert answer.context["page"].paginator.count == 3


def test_one_meeting_is_told_whole(scene: Scene, client: Client) -> None:
    meeting = scene.meetings[0]
    shown = client.get(reverse("meetings:public-meeting", args=[meeting.uid])).context["shown"]
    assert shown.heading == "Hội nghị tiếp xúc cử tri khu phố Đình Bảng, phường Từ Sơn"
    assert dict(shown.items) == {
        "Thời gian": f"8h00 (sáng) {weekday_date(workday(1))}, dự kiến đến 11h00",
        "Địa điểm": "Nhà văn hóa khu phố Đình Bảng, phường Từ Sơn",
        "Cử tri": "Khu phố Đình Bảng, phường Từ Sơn",
        "Đại biểu dự": "Tổ đại biểu số 1\nTrần Quốc Ấn, Vương Văn Đĩnh, Nguyễn Thạc Tuấn",
        "Chủ trì": "Ủy ban MTTQ phường Từ Sơn",
        "Hoạt động": "Tiếp xúc cử tri trước kỳ họp thường lệ",
        "Hình thức": "Hội nghị tiếp xúc cử tri, trực tiếp",
    }
    assert [item.step for item in shown.agenda] == ["opening", "report", "voters", "answers", "delegates", "closing"]
    assert shown.map_url.startswith("https://www.google.com/maps/search/?api=1&query=")


def test_nothing_personal_is_public(scene: Scene, client: Client) -> None:
    own = scene.meetings[0].attendances.get(delegate=scene.delegates[0])
    respond(attendance=own, response=Response.EXCUSED, reason="Đi khám bệnh", by=scene.user())
    scene.petition("Ngập ngõ nhà ông Khang", scene.meetings[0])
    addresses = [
        reverse("meetings:public-meeting", args=[scene.meetings[0].uid]),
        reverse("meetings:meeting-calendar", args=[scene.meetings[0].uid]),
        reverse("meetings:round-calendar", args=[scene.round.pk]),
        "/",
        SCHEDULE,
    ]
    seen = "".join(client.get(address).content.decode() for address in addresses)
    kept = ["Đi khám bệnh", "Khang", "dai-bieu-0@", "xin vắng"]
    assert [word for word in kept if word in seen] == []


def test_a_meeting_not_announced_is_not_there(scene: Scene, client: Client) -> None:
    draft = scene.add(3, workday(3), 8)
    answers = [
        client.get(reverse(f"meetings:{name}", args=[draft.uid])).status_code
        for name in ("public-meeting", "meeting-calendar")
    ]
    assert answers == [404, 404]


def answers_of(client: Client, meeting: Meeting) -> set[int]:
    """The status codes of everything anybody may open of MEETING by its addresses."""
    by_uid = [reverse(f"meetings:{name}", args=[meeting.uid]) for name in ("public-meeting", "meeting-calendar")]
    short = meeting.short_code
    by_code = [reverse(f"petitions:{name}", args=[short]) for name in ("voter-form", "voter-form-qr")]
    return {client.get(address).status_code for address in [*by_uid, *by_code]}


def test_an_encounter_has_no_public_page_calendar_or_form_by_the_form_last_released(
    scene: Scene, client: Client
) -> None:
    def seen() -> tuple[set[int], int, bool]:
        """By its addresses; how many stand on the list; whether the round's calendar holds it."""
        listed = client.get(SCHEDULE).context["page"].paginator.count
        calendar = client.get(reverse("meetings:round-calendar", args=[scene.round.pk])).content.decode()
        return answers_of(client, meeting), listed, str(meeting.uid) in calendar

    meeting = scene.meetings[0]
    public, private = ({200}, 3, True), ({404}, 2, False)
    for form, before, after in ((Form.ENCOUNTER, public, private), (Form.CONFERENCE, private, public)):
        Meeting.objects.filter(pk=meeting.pk).update(form=form)
        assert seen() == before
        scene.release()
        assert seen() == after


def test_calendar_files_say_what_the_page_says(scene: Scene, client: Client) -> None:
    cancel_meeting(meeting=fresh(scene.meetings[1]), reason="trùng bầu cử", by=None)
    scene.release()
    expected = [
        {
            "uid": f"{meeting.uid}@txct",
            "start": f"{workday(1):%d/%m/%Y} {hour}:00",
            "summary": f"{lead}Hội nghị tiếp xúc cử tri khu phố {place}, phường Từ Sơn",
            "location": f"Nhà văn hóa khu phố {place}, phường Từ Sơn",
            "status": status,
        }
        for meeting, hour, place, lead, status in zip(
            scene.meetings,
            ("08", "08", "14"),
            ("Đình Bảng", "Trầm", "Minh Khai"),
            ("", "HỦY: ", ""),
            ("CONFIRMED", "CANCELLED", "CONFIRMED"),
            strict=True,
        )
    ]
    whole = client.get(reverse("meetings:round-calendar", args=[scene.round.pk]))
    assert whole.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert events(whole) == expected
    assert events(client.get(reverse("meetings:unit-calendar", args=[scene.ward.code]))) == expected
    assert events(client.get(reverse("meetings:meeting-calendar", args=[scene.meetings[0].uid]))) == expected[:1]


@pytest.mark.parametrize("path", ["don-vi/khong-co.ics", "dot/99999.ics", f"{'0' * 8}-0000-4000-8000-{'0' * 12}.ics"])
def test_a_calendar_of_nothing_is_not_there(scene: Scene, client: Client, path: str) -> None:
    assert client.get(f"{SCHEDULE}{path}").status_code == 404


def test_a_private_calendar_holds_the_own_meetings_until_it_is_revoked(scene: Scene, client: Client) -> None:
    feed, token = issue_feed(delegate=scene.delegates[0], by=scene.user(), at=timezone.now())
    address = reverse("meetings:private-calendar", args=[token])
    answer = client.get(address)
    assert [event["uid"] for event in events(answer)] == [f"{scene.meetings[n].uid}@txct" for n in (0, 2)]
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert token not in feed.token_sha256
    revoke_feed(feed=feed, by=scene.user(), at=timezone.now())
    assert client.get(address).status_code == 404


def test_a_new_private_address_stops_the_old_one(scene: Scene, client: Client) -> None:
    tokens = [issue_feed(delegate=scene.delegates[0], by=None, at=timezone.now())[1] for _time in range(2)]
    assert [client.get(reverse("meetings:private-calendar", args=[token])).status_code for token in tokens] == [
        404,
        200,
    ]


@pytest.fixture
def two_sizes() -> tuple[str, str]:
    small, large = build_scene("it", "Ít", meetings=1), build_scene("nhieu", "Nhiều", meetings=30)
    return small.council.code, large.council.code


def test_the_schedule_costs_the_same_for_one_meeting_and_for_thirty(
    two_sizes: tuple[str, str], client: Client
) -> None:
    counts = []
    for code in two_sizes:
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(SCHEDULE, {"hoi-dong": code})
        counts.append((answer.context["page"].paginator.count, len(queries)))
    assert [number for number, _queries in counts] == [1, 30]
    assert counts[0][1] == counts[1][1]
