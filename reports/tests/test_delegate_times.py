"""A delegate's own page of busy times and proposed days: entered on a phone, told at once, nobody else's."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from meetings.actions.availability import add_busy_times, propose_days
from meetings.availability import PARTS, hours_on
from meetings.models import BusyTime, DayWish, Round
from reports.tests.scene import Scene, build_scene, workday
from txct.core.models import User
from txct.lib.dates import short_date, weekday_name

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
PAGE = "/dai-bieu/gio-ban/"


@pytest.fixture
def draft() -> Scene:
    """A council whose schedule is not out yet."""
    return build_scene(released=False)


def morning(day: int) -> tuple[object, object]:
    return hours_on(workday(day), *PARTS["morning"][1:])


def told(response: object) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]  # type: ignore[attr-defined]


def test_a_busy_morning_is_entered_named_with_the_meeting_it_meets_and_taken_back(
    scene: Scene, signed_in: SignIn
) -> None:
    client, day = signed_in(scene.user()), workday(1)
    answer = client.post(PAGE, {"first_day": short_date(day), "part": "morning", "reason": "khám bệnh"})
    busy = BusyTime.objects.get()
    assert (busy.delegate, busy.starts_at, busy.ends_at, busy.reason) == (
        scene.delegates[0],
        *morning(1),
        "khám bệnh",
    )
    name = f"“khu phố Đình Bảng, phường Từ Sơn” (8h00 ngày {short_date(day)})"
    assert told(answer) == [
        "Đã ghi giờ bận. Văn phòng thấy ngay trên bảng lịch.",
        f"Đại biểu có hội nghị trong giờ này: {name}. Nếu không dự được, hãy xin vắng.",
    ]
    (shown,) = client.get(PAGE).context["busy"]
    assert (shown["when"], shown["touched"]) == (f"{weekday_name(day)}, {short_date(day)}, buổi sáng", name)
    client.post(reverse("delegates:busy-removed", args=[busy.pk]))
    assert BusyTime.objects.count() == 0


def test_a_meeting_that_is_still_a_draft_is_not_told_to_the_delegate(draft: Scene, signed_in: SignIn) -> None:
    client, day = signed_in(draft.user()), workday(1)
    answer = client.post(PAGE, {"first_day": short_date(day), "part": "ca-ngay"})
    assert told(answer) == ["Đã ghi giờ bận. Văn phòng thấy ngay trên bảng lịch."]
    assert [one["touched"] for one in client.get(PAGE).context["busy"]] == [""]


def test_wrong_days_are_said_at_their_field_and_nothing_is_kept(draft: Scene, signed_in: SignIn) -> None:
    client = signed_in(draft.user())
    page = client.post(PAGE, {"first_day": "hôm nào đó", "part": "morning"})
    assert list(page.context["busy_form"].errors) == ["first_day"]
    outside = client.post(PAGE, {"round": draft.round.pk, "day": "01/01/2026", "half": ""})
    assert list(outside.context["wish_form"].errors) == ["day"]
    assert (BusyTime.objects.count(), DayWish.objects.count()) == (0, 0)


def test_a_day_is_proposed_for_a_round_being_planned_and_withdrawn(draft: Scene, signed_in: SignIn) -> None:
    client, day = signed_in(draft.user()), workday(2)
    Round.objects.filter(pk=draft.round.pk).update(starts_on=workday(1), ends_on=workday(5))
    client.post(PAGE, {"round": draft.round.pk, "day": short_date(day), "half": "afternoon", "note": "sau 14h30"})
    wish = DayWish.objects.get()
    assert (wish.delegate, wish.day, wish.half, wish.note, wish.state) == (
        draft.delegates[0],
        day,
        "afternoon",
        "sau 14h30",
        "proposed",
    )
    assert [one["when"] for one in client.get(PAGE).context["wishes"]] == [
        f"{weekday_name(day)}, {short_date(day)}, buổi chiều"
    ]
    client.post(reverse("delegates:wish-withdrawn", args=[wish.pk]))
    assert DayWish.objects.count() == 0


def test_a_released_round_takes_no_more_proposals(scene: Scene, signed_in: SignIn) -> None:
    assert signed_in(scene.user()).get(PAGE).context["wish_form"] is None


def test_another_delegate_neither_sees_nor_removes_what_is_not_his(draft: Scene, signed_in: SignIn) -> None:
    Round.objects.filter(pk=draft.round.pk).update(starts_on=workday(1), ends_on=workday(5))
    draft.round.refresh_from_db()
    (busy,) = add_busy_times(owner=draft.delegates[0], hours=[morning(1)], by=None)  # type: ignore[list-item]
    (wish,) = propose_days(round=draft.round, delegate=draft.delegates[0], days=[(workday(1), "")], by=None)
    other = signed_in(draft.user(1))
    page = other.get(PAGE).context
    assert (page["busy"], page["wishes"]) == ([], [])
    for name, row in (("busy-removed", busy), ("wish-withdrawn", wish)):
        assert other.post(reverse(f"delegates:{name}", args=[row.pk])).status_code == 404
    assert (BusyTime.objects.count(), DayWish.objects.count()) == (1, 1)
