"""Numbers of days the law leaves open and days off: asked, never invented, and the running duties say what moved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from delegates.models import CalendarException, DeadlineSetting
from meetings.models import Duty
from reports.tests.scene import Scene
from txct.core.models import User
from txct.lib.dates import short_date, weekday_date

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
CODE = "HDND_GROUP_REPORT"


def page_of(code: str) -> str:
    return reverse("desk:deadline-set", args=[code])


def typed(scene: Scene, **other: str) -> dict[str, str]:
    return {
        "offset": "2",
        "unit": "d",
        "legal_basis": "Quy chế hoạt động",
        "reason": "",
        "valid_from": f"{scene.round.plan.issued_on or scene.round.starts_on:%d/%m/%Y}",
        **other,
    }


def duty_of(scene: Scene) -> Duty:
    return Duty.objects.get(round=scene.round, rule_code=CODE)


def test_each_rule_without_a_number_tells_what_it_is_for_its_article_and_what_waits(scene, signed_in: SignIn) -> None:
    shown = {
        number.rule.code: number
        for number in signed_in(scene.secretary).get(reverse("desk:deadlines")).context["numbers"]
    }
    assert list(shown) == [
        "INDIV_PRIOR_REPORT",
        "OFFPLAN_DECISION",
        "HDND_GROUP_REPORT",
        "HDND_CONSOL_BEFORE",
        "HDND_CONSOL_AFTER",
        "HDND_FORWARD",
        "HDND_ANSWER",
        "HDND_RESULT_REPORT",
    ]
    report = shown[CODE]
    assert (report.counted, report.set_here, report.waiting) == (
        "số ngày sau ngày cuối của đợt tiếp xúc cử tri",
        "",
        "01 việc chưa có hạn",
    )


def test_the_form_fills_in_no_number_and_shows_the_example_beside_it(scene: Scene, signed_in: SignIn) -> None:
    answer = signed_in(scene.secretary).get(page_of(CODE))
    assert answer.context["form"]["offset"].value() is None
    assert answer.context["facts"] == [
        ("Dùng để tính", "số ngày sau ngày cuối của đợt tiếp xúc cử tri"),
        ("Căn cứ của việc", "Kế hoạch tiếp xúc cử tri của Thường trực HĐND địa phương"),
        ("Gợi ý", "Ví dụ đã thấy: 2 ngày (huyện Phú Lộc, 2021), 5 ngày (thành phố Trà Vinh, 2020)."),
        ("Đang chờ số ngày này", scene.round.label),
    ]


def test_a_number_entered_gives_the_open_duty_its_day_and_the_timetable_says_so(
    scene: Scene, signed_in: SignIn
) -> None:
    client = signed_in(scene.secretary)
    timetable = client.get(reverse("desk:timetable")).content.decode()
    assert f'href="{page_of(CODE)}"' in timetable

    told = client.post(page_of(CODE), typed(scene), follow=True).content.decode()

    due, today = scene.round.ends_on + timedelta(days=2), short_date(timezone.localdate())
    note = f"Nay có hạn {short_date(due)} vì thời hạn 2 ngày theo Quy chế hoạt động, khai ngày {today}."
    assert (duty_of(scene).due_on, duty_of(scene).moved_note) == (due, note)
    assert "Đã lưu số ngày. 1 việc nay có hạn." in told
    assert note in told
    assert f'href="{page_of(CODE)}"' not in told


def test_a_number_that_holds_only_later_says_that_the_duty_still_waits(scene: Scene, signed_in: SignIn) -> None:
    later = f"{scene.round.ends_on + timedelta(days=40):%d/%m/%Y}"
    told = signed_in(scene.secretary).post(page_of(CODE), typed(scene, valid_from=later), follow=True)
    assert (
        "Đã lưu số ngày. 0 việc nay có hạn. 1 việc chưa có hạn vì số ngày này áp dụng từ ngày muộn hơn."
        in told.content.decode()
    )


def test_a_number_without_its_paper_is_not_taken(scene: Scene, signed_in: SignIn) -> None:
    sent = typed(scene, offset="-1", legal_basis=" ")
    answer = signed_in(scene.secretary).post(page_of(CODE), sent)
    assert answer.context["form"].errors == {
        "offset": ["Số ngày phải từ 0 đến 400."],
        "legal_basis": ["Nêu văn bản làm căn cứ cho số ngày này."],
    }
    assert not DeadlineSetting.objects.filter(council=scene.council).exists()


def test_a_rule_that_has_its_number_is_not_asked_for(scene: Scene, signed_in: SignIn) -> None:
    client = signed_in(scene.secretary)
    assert [client.get(page_of(code)).status_code for code in ("INDIV_DECISION", "Q_PRESS", "KHONG")] == [404] * 3


def test_a_day_off_moves_running_duties_and_both_pages_say_from_when_to_when(scene: Scene, signed_in: SignIn) -> None:
    client = signed_in(scene.secretary)
    client.post(page_of(CODE), typed(scene, offset="2", unit="wd"))
    was = duty_of(scene).due_on
    told = client.post(
        reverse("desk:day-declare"),
        {"day": f"{was:%d/%m/%Y}", "kind": "nghi", "reason": "Lụt", "legal_basis": ""},
        follow=True,
    ).content.decode()

    duty, today = duty_of(scene), short_date(timezone.localdate())
    note = (
        f"Dời từ {short_date(was)} sang {short_date(duty.due_on)} vì ngày nghỉ {short_date(was)} (Lụt), "
        f"khai ngày {today}."
    )
    assert duty.due_on > was
    assert duty.moved_note == note
    assert note in told
    assert note in client.get(reverse("desk:home")).content.decode()
    rows = client.get(reverse("desk:deadlines")).context["rows"]
    assert [[cell.text for cell in row] for row in rows] == [[weekday_date(was), "nghỉ", "Lụt", ""]]


def test_a_made_up_day_is_a_working_day(scene: Scene, signed_in: SignIn) -> None:
    sent = {"day": "28/11/2026", "kind": "lam-bu", "reason": "Hoán đổi", "legal_basis": "Thông báo 12/TB-UBND"}
    signed_in(scene.secretary).post(reverse("desk:day-declare"), sent)
    row = CalendarException.objects.get(council=scene.council)
    assert (f"{row.day:%d/%m/%Y}", row.is_working, row.reason, row.legal_basis) == (
        "28/11/2026",
        True,
        "Hoán đổi",
        "Thông báo 12/TB-UBND",
    )


def test_who_reads_the_numbers_and_who_enters_them(scene: Scene, signed_in: SignIn) -> None:
    pages = (reverse("desk:deadlines"), page_of(CODE), reverse("desk:day-declare"))
    people = {name: getattr(scene, name) for name in ("secretary", "standing", "auditor", "front")}
    people["delegate"] = scene.user()
    assert {name: [signed_in(user).get(page).status_code for page in pages] for name, user in people.items()} == {
        "secretary": [200, 200, 200],
        "standing": [200, 403, 403],
        "auditor": [200, 403, 403],
        "front": [403, 403, 403],
        "delegate": [403, 403, 403],
    }


def test_the_days_of_another_council_are_not_shown(scene: Scene, neighbour: Scene, signed_in: SignIn) -> None:
    signed_in(neighbour.secretary).post(page_of(CODE), typed(neighbour))
    shown = signed_in(scene.secretary).get(reverse("desk:deadlines"))
    assert [number.set_here for number in shown.context["numbers"]] == [""] * 8
    assert duty_of(scene).due_on is None
