"""Rounds as they are not meant to be: each gets a schedule, or a sentence that says what to do, never a failure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import pytest

from meetings.actions.proposals import accept_parts, ask_proposal, run_proposal
from meetings.enums import ProposalState
from meetings.models import BusyTime, Meeting, Round, ScheduleProposal, Venue
from meetings.planning import conflicts_of
from meetings.tests.scenes import Scene, clock, town

pytestmark = pytest.mark.django_db
FOUND, IMPOSSIBLE = ProposalState.FOUND, ProposalState.IMPOSSIBLE


def asked(scene: Scene) -> ScheduleProposal:
    return run_proposal(ask_proposal(round=scene.round, seconds=5, by=scene.secretary))


def busy(scene: Scene, **whose: object) -> None:
    """Somebody or something is not to be had in the whole round."""
    BusyTime.objects.create(council=scene.council, starts_at=clock(19, 0), ends_at=clock(23, 0), **whose)


def one_meeting(scene: Scene) -> None:
    scene.hold(0)


def no_hall_anywhere(scene: Scene) -> None:
    Venue.objects.all().delete()
    scene.hold(0, venue=None)
    scene.hold(1, venue=None)


def nobody_assigned(scene: Scene) -> None:
    scene.hold(0, groups=[], delegates=[])


def a_group_without_delegates(scene: Scene) -> None:
    scene.groups[0].memberships.all().delete()
    scene.hold(0)


def all_delegates_busy(scene: Scene) -> None:
    scene.hold(0)
    for delegate in scene.delegates:
        busy(scene, delegate=delegate)


def the_only_hall_busy(scene: Scene) -> None:
    scene.hold(0)
    busy(scene, venue=scene.venues[0])


def the_chair_busy(scene: Scene) -> None:
    scene.hold(0)
    busy(scene, body=scene.meetings[0].chair_body)


def halls_too_small(scene: Scene) -> None:
    scene.hold(0, expected_voters=5000)


def only_a_sunday(scene: Scene) -> None:
    Round.objects.filter(pk=scene.round.pk).update(starts_on=date(2017, 6, 18), ends_on=date(2017, 6, 18))
    scene.hold(0)


def all_locked(scene: Scene) -> None:
    for place in range(3):
        scene.hold(place, 20, 8, is_locked=True)


def locked_in_conflict(scene: Scene) -> None:
    scene.hold(0, 20, 8, is_locked=True)
    scene.hold(1, 21, 8, is_locked=True)
    first, second = scene.meetings
    Meeting.objects.filter(pk=second.pk).update(
        starts_at=first.starts_at, ends_at=first.ends_at, venue=first.venue, is_locked=True
    )


def longer_than_a_working_day(scene: Scene) -> None:
    scene.hold(0)
    meeting = scene.meetings[0]
    meeting.agenda.update(minutes=120)


def longer_than_a_day(scene: Scene) -> None:
    meeting = scene.hold(0, 20, 8)
    Meeting.objects.filter(pk=meeting.pk).update(ends_at=clock(21, 9))


def a_delegate_of_two_groups(scene: Scene) -> None:
    """Each group has nobody else who is free, so its meetings cannot be at one hour."""
    for delegate in scene.delegates[1:4]:
        busy(scene, delegate=delegate)
    scene.groups[1].memberships.create(delegate=scene.delegates[0])
    scene.hold(0)
    scene.hold(1)


def more_meetings_than_half_days(scene: Scene) -> None:
    for _ in range(7):
        scene.hold(0)


def joint_without_the_other_council(scene: Scene) -> None:
    other = town("dinh-bang")
    scene.hold(0, joint_councils=[other.council])


def joint_with_a_group_of_the_other_council(scene: Scene) -> None:
    """The other group is at meetings of its own round in every half-day but the last."""
    other = town("dinh-bang")
    for day, hour in ((20, 8), (20, 14), (21, 8), (21, 14), (22, 8)):
        other.hold(0, day, hour)
    scene.hold(0, joint_councils=[other.council], groups=[scene.groups[0], other.groups[0]])


CASES: Sequence[tuple[Callable[[Scene], None], ProposalState, tuple[str, ...], tuple[str, ...]]] = (
    (one_meeting, FOUND, (), ()),
    (no_hall_anywhere, FOUND, (), ()),
    (nobody_assigned, FOUND, (), ("unassigned",)),
    (a_group_without_delegates, FOUND, (), ()),
    (
        all_delegates_busy,
        IMPOSSIBLE,
        ("Tổ đại biểu số 1 phải có đủ đại biểu rảnh để dự “phường Đồng Kỵ”. Xem lại ngày bận của đại biểu trong Tổ.",),
        (),
    ),
    (
        the_only_hall_busy,
        IMPOSSIBLE,
        (
            "hội trường UBND chỉ dùng cho một hội nghị mỗi lúc, được chọn cho “phường Đồng Kỵ”, "
            "lại có giờ đã báo bận. Thêm địa điểm khác hoặc xem lại giờ bận.",
        ),
        (),
    ),
    (
        the_chair_busy,
        IMPOSSIBLE,
        (
            "Ban Thường trực Ủy ban MTTQ thị xã Từ Sơn không đủ người chủ trì cùng lúc “phường Đồng Kỵ”, "
            "lại có giờ đã báo bận. Đổi cơ quan chủ trì, xem lại giờ bận hoặc kéo dài đợt.",
        ),
        (),
    ),
    (
        halls_too_small,
        IMPOSSIBLE,
        ("Không địa điểm nào của hội nghị “phường Đồng Kỵ” đủ chỗ. Chọn địa điểm rộng hơn.",),
        (),
    ),
    (
        only_a_sunday,
        IMPOSSIBLE,
        ("Không họp vào ngày nghỉ, lễ trong đợt. Kéo dài đợt sang ngày làm việc khác.",),
        (),
    ),
    (all_locked, FOUND, (), ()),
    (
        locked_in_conflict,
        IMPOSSIBLE,
        (
            "Hội nghị “phường Đồng Kỵ” giữ nguyên lúc 8h00 ngày 20/6/2017 vì đã khóa hoặc đã thông báo. "
            "Bỏ khóa, hoặc sắp lại ít thay đổi nhất và cho dời hội nghị đã thông báo.",
            "Hội nghị “phường Trang Hạ” giữ nguyên lúc 8h00 ngày 20/6/2017 vì đã khóa hoặc đã thông báo. "
            "Bỏ khóa, hoặc sắp lại ít thay đổi nhất và cho dời hội nghị đã thông báo.",
            "hội trường UBND được chọn cho 2 hội nghị (“phường Đồng Kỵ”, “phường Trang Hạ”) nhưng trong đợt "
            "từ 20/6/2017 đến 22/6/2017 chỉ xếp được nhiều nhất 1. Kéo dài đợt, thêm buổi hoặc thêm địa điểm.",
        ),
        (),
    ),
    (longer_than_a_working_day, FOUND, (), ()),
    (longer_than_a_day, FOUND, (), ("next_day",)),
    (a_delegate_of_two_groups, FOUND, (), ()),
    (
        more_meetings_than_half_days,
        IMPOSSIBLE,
        (
            f"Tổ đại biểu số 1 phải có mặt ở 7 hội nghị ({', '.join(['“phường Đồng Kỵ”'] * 6)} và 1 hội nghị khác) "
            "nhưng trong đợt từ 20/6/2017 đến 22/6/2017 chỉ xếp được nhiều nhất 6. "
            "Kéo dài đợt, thêm buổi hoặc giao bớt hội nghị cho Tổ khác.",
        ),
        (),
    ),
    (
        joint_without_the_other_council,
        IMPOSSIBLE,
        ("Hội nghị “phường Đồng Kỵ” tổ chức chung nhưng thiếu Tổ đại biểu của Hội đồng kia. Thêm Tổ cùng dự.",),
        (),
    ),
    (joint_with_a_group_of_the_other_council, FOUND, (), ()),
)


@pytest.mark.usefixtures("clashes_kept")
@pytest.mark.parametrize(("arrange", "state", "sentences", "kinds"), CASES, ids=[case[0].__name__ for case in CASES])
def test_a_strange_round_gets_a_schedule_or_a_sentence_that_says_what_to_do(
    arrange: Callable[[Scene], None], state: ProposalState, sentences: tuple[str, ...], kinds: tuple[str, ...]
) -> None:
    scene = town()
    arrange(scene)
    proposal = asked(scene)
    told = tuple(reason["message"] for reason in proposal.result["reasons"])
    assert (proposal.state, told) == (state, sentences)
    if state is not FOUND:
        return
    accept_parts(proposal=proposal, chosen=[meeting.pk for meeting in scene.meetings], by=scene.secretary)
    assert tuple(c.kind for c in conflicts_of(scene.round) if c.severity != "info") == kinds
    assert not Meeting.objects.filter(round=scene.round, starts_at=None).exists()


def test_a_joint_meeting_waits_for_the_hour_both_groups_have() -> None:
    scene = town()
    joint_with_a_group_of_the_other_council(scene)
    entry = asked(scene).result["assignments"][0]
    assert (entry["start"], len(entry["delegates"])) == ("2017-06-22T14:00:00", 4)


def test_a_programme_longer_than_usual_gets_the_hours_it_needs() -> None:
    scene = town()
    longer_than_a_working_day(scene)
    (entry,) = asked(scene).result["assignments"]
    assert (entry["start"][11:], entry["end"][11:]) == ("08:00:00", "20:00:00"), "six steps of two hours"
