"""Proposals for a round: sound, lowest in the stated order, or refused with the rules in the way."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from meetings.scheduling.conflicts import bookings_for, context_for, find_conflicts
from meetings.scheduling.figures import Figures, figures_of
from meetings.scheduling.first_fit import first_fit
from meetings.scheduling.problem import (
    Assignment,
    BadProblem,
    ChairBody,
    Delegate,
    DelegateGroup,
    MeetingNeed,
    Problem,
    Slot,
    Venue,
    WorkingPart,
)
from meetings.scheduling.rules import RuleKind
from meetings.scheduling.solver import Progress, Status, solve
from meetings.scheduling.tests.every_schedule import every_schedule, find_conflicts_that_bind
from meetings.scheduling.tests.rounds import AFTERNOON, MORNING, TUESDAY, at, small_rounds, town_round

TO_1 = DelegateGroup("to1", "Tổ đại biểu số 1")
HOA = Delegate("hoa", "Nguyễn Thị Hoa", ("to1",))


def one_day(*needs: MeetingNeed, days: int = 1, **more: object) -> Problem:
    """A round of a day or more, morning and afternoon, for one group of one delegate by default."""
    given_or_usual = {"groups": (TO_1,), "delegates": (HOA,), **more}
    return Problem(TUESDAY, TUESDAY + timedelta(days=days - 1), (MORNING, AFTERNOON), needs, **given_or_usual)  # type: ignore[arg-type]


def need(name: str, **more: object) -> MeetingNeed:
    return MeetingNeed(id=name, name=name, unit_ids=(name,), **{"group_ids": ("to1",), **more})  # type: ignore[arg-type]


def found_conflicts(problem: Problem, assignments: tuple[Assignment, ...]) -> list[str]:
    return [c.message for c in find_conflicts(bookings_for(problem, assignments), context_for(problem))]


def test_a_town_round_is_proven_best_with_nothing_to_object_to():
    problem = town_round()
    proposal = solve(problem, seconds=120)
    assert proposal.status is Status.OPTIMAL
    assert proposal.gap == 0
    assert [a.need_id for a in proposal.assignments] == [n.id for n in problem.needs]
    assert found_conflicts(problem, proposal.assignments) == []
    assert proposal.figures == Figures(
        half_days_off=0, absences=0, busiest_day=4, same_day_repeats=1, travel_minutes=15, venues_off_choice=0
    )
    by_need = {a.need_id: a for a in proposal.assignments}
    assert by_need["Đông Ngàn"].slot.day == TUESDAY
    assert by_need["Đình Bảng"].venue_id == "Đình Bảng-250"
    assert by_need["Tam Sơn"].venue_id == "Tam Sơn-120"
    assert set(by_need["Phù Khê"].delegate_ids) == {0, 10, 20, 30, "t0", "t1", "t2"}


def test_a_town_gets_the_same_schedule_each_time():
    first, second = (solve(town_round(), seconds=120) for _ in range(2))
    assert first.status is second.status is Status.OPTIMAL
    assert first.assignments == second.assignments


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(small_rounds())
def test_a_round_that_could_be_begun_at_once_gets_the_same_schedule_each_time(problem):
    assume(len(first_fit(problem)) == len(problem.needs))
    first, second = (solve(problem, seconds=120) for _ in range(2))
    assert first.status is second.status is Status.OPTIMAL
    assert first.assignments == second.assignments


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(small_rounds())
def test_the_proposal_is_as_good_as_the_best_of_all_schedules(problem):
    problem = replace(problem, needs=problem.needs[:2])
    everything = every_schedule(problem)
    proposal = solve(problem, seconds=120, workers=1)
    if not everything:
        assert proposal.status is Status.INFEASIBLE
        assert proposal.reasons
        return
    assert proposal.status is Status.OPTIMAL
    assert find_conflicts_that_bind(bookings_for(problem, proposal.assignments), context_for(problem)) == []
    best = min(figures_of(problem, rows).in_order() for rows in everything)
    assert proposal.figures is not None
    assert proposal.figures.in_order() == best


@settings(max_examples=40, deadline=None)
@given(small_rounds())
def test_a_solved_round_has_no_conflict_that_blocks(problem):
    proposal = solve(problem, seconds=120, workers=1)
    assert proposal.status in (Status.OPTIMAL, Status.INFEASIBLE)
    assert bool(proposal.reasons) == (proposal.status is Status.INFEASIBLE)
    assert find_conflicts_that_bind(bookings_for(problem, proposal.assignments), context_for(problem)) == []


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(small_rounds(), st.data())
def test_a_schedule_in_hand_is_not_worsened_in_any_figure(problem, data):
    problem = replace(problem, needs=problem.needs[:2])
    everything = every_schedule(problem)
    assume(everything)
    ceilings = {rows: figures_of(problem, rows).in_order() for rows in everything}
    in_hand = data.draw(st.sampled_from(everything))
    proposal = solve(problem, seconds=120, workers=1, no_worse_than=in_hand)
    assert proposal.status is Status.OPTIMAL
    assert proposal.figures is not None
    assert proposal.figures.in_order() == min(
        figures
        for figures in ceilings.values()
        if all(own <= other for own, other in zip(figures, ceilings[in_hand], strict=True))
    )


def reasons(problem: Problem) -> list[tuple[RuleKind, tuple[object, ...]]]:
    proposal = solve(problem, seconds=120, workers=1)
    assert (proposal.status, proposal.assignments) == (Status.INFEASIBLE, ())
    assert all(reason.message.endswith(".") for reason in proposal.reasons)
    return [(reason.rule.kind, reason.need_ids) for reason in proposal.reasons]


def test_a_group_with_more_meetings_than_half_days_is_named_with_the_numbers():
    problem = one_day(need("A"), need("B"), need("C"))
    proposal = solve(problem)
    assert [r.message for r in proposal.reasons] == [
        "Tổ đại biểu số 1 phải có mặt ở 3 hội nghị (“A”, “B”, “C”) nhưng trong đợt "
        "từ 20/6/2017 đến 20/6/2017 chỉ xếp được nhiều nhất 2. "
        "Kéo dài đợt, thêm buổi hoặc giao bớt hội nghị cho Tổ khác."
    ]


def test_a_chair_with_too_few_teams_is_named():
    front = ChairBody("mttq", "Mặt trận")
    rows = tuple(need(name, group_ids=(), chair_id="mttq") for name in "ABC")
    assert reasons(one_day(*rows, chairs=(front,))) == [(RuleKind.CHAIR, ("A", "B", "C"))]
    assert solve(one_day(*rows, chairs=(replace(front, teams=2),))).status is Status.OPTIMAL


def test_a_hall_that_is_too_small_is_named_by_its_meeting():
    problem = one_day(need("A", expected_voters=200), venues=(Venue("v", "Hội trường", "A", 100),))
    assert reasons(problem) == [(RuleKind.CAPACITY, ("A",))]


def test_a_round_that_falls_on_holidays_only_names_the_holidays():
    assert reasons(one_day(need("A"), holidays={TUESDAY: "Quốc khánh"})) == [(RuleKind.HOLIDAY, ("A",))]


def test_days_asked_for_outside_the_window_are_named():
    asked = need("A", allowed_days=frozenset({date(2017, 7, 1)}))
    assert reasons(one_day(asked)) == [(RuleKind.DAYS, ("A",))]


def test_a_meeting_put_off_gets_another_half_day_than_the_one_it_left():
    long_morning = WorkingPart("sáng", (time(8), time(9, 30)))
    for left, free in ((at(8), {at(14)}), (at(9), {at(14)}), (at(7), {at(14)}), (at(14), {at(8), at(9.5)})):
        problem = replace(one_day(need("A", left=left)), parts=(long_morning, AFTERNOON))
        open_to = {c.slot for c in problem.candidates(problem.needs[0]) if c.barred is None}
        assert open_to == free
        assert {a.slot for a in solve(problem).assignments} <= free
        assert {a.slot for a in first_fit(problem)} <= free


def test_the_half_day_a_meeting_left_is_named_when_no_other_is_open():
    proposal = solve(replace(one_day(need("A", left=at(8))), parts=(MORNING,)))
    assert [reason.message for reason in proposal.reasons] == [
        "Hội nghị “A” đã hoãn lúc 8h00 ngày 20/6/2017 nên không xếp lại vào buổi đó. "
        "Kéo dài đợt, thêm buổi, hoặc tự xếp trên bảng lịch."
    ]
    assert [(reason.rule.kind, reason.need_ids) for reason in proposal.reasons] == [(RuleKind.LEFT, ("A",))]


def test_a_group_that_is_busy_all_along_is_named():
    away = replace(HOA, busy=(at(0, 24),))
    assert reasons(one_day(need("A"), delegates=(away,))) == [(RuleKind.NO_DELEGATE, ("A",))]


def test_two_locked_meetings_of_one_delegate_at_one_time_are_named_together():
    rows = [need(name, group_ids=(), delegate_ids=("hoa",), fixed=at(8)) for name in "AB"]
    found = reasons(one_day(*rows))
    assert set(found) == {
        (RuleKind.FIXED, ("A",)),
        (RuleKind.FIXED, ("B",)),
        (RuleKind.DELEGATE, ("A", "B")),
    }


def test_a_joint_meeting_without_a_group_of_the_other_council_is_named():
    assert reasons(one_day(need("A", joint_council_ids=("tinh",)))) == [(RuleKind.JOINT, ("A",))]


def test_travel_that_leaves_too_little_time_is_named():
    problem = one_day(need("A"), need("B"), travel={("A", "B"): 240})
    assert RuleKind.TRAVEL in {kind for kind, _ in reasons(problem)}


def test_a_window_in_which_nothing_is_worked_says_so():
    sunday = date(2017, 6, 25)
    weekdays = WorkingPart("sáng", (time(8),), frozenset(range(5)))
    problem = Problem(sunday, sunday, (weekdays,), (need("A", group_ids=()),))
    assert reasons(problem) == [(RuleKind.WINDOW, ("A",))]


def test_a_locked_meeting_stays_where_it_is_and_the_others_go_round_it():
    locked = need("A", fixed=at(14))
    proposal = solve(one_day(locked, need("B", preferred_parts=frozenset({"chiều"}))))
    assert {a.need_id: a.slot for a in proposal.assignments} == {"A": at(14), "B": at(8)}
    assert proposal.figures == Figures(half_days_off=1, busiest_day=2, same_day_repeats=1)


def test_a_group_that_may_split_holds_two_meetings_at_once_with_a_delegate_at_each():
    group = replace(TO_1, may_split=True)
    people = (HOA, replace(HOA, id="binh", name="Bình"))
    morning = frozenset({"sáng"})
    rows = (need("A", allowed_parts=morning), need("B", allowed_parts=morning))
    proposal = solve(one_day(*rows, groups=(group,), delegates=people))
    assert proposal.status is Status.OPTIMAL
    assert sorted(a.delegate_ids for a in proposal.assignments) == [("binh",), ("hoa",)]


def test_meetings_are_spread_over_the_days_and_a_group_is_not_sent_twice_on_one_day():
    proposal = solve(one_day(need("A"), need("B"), days=2))
    assert len({a.slot.day for a in proposal.assignments}) == 2


def test_an_absence_outweighs_balance():
    busy_tomorrow = replace(HOA, id="binh", busy=(at(0, 24, TUESDAY + timedelta(days=1)),))
    proposal = solve(one_day(need("A"), need("B"), days=2, delegates=(HOA, busy_tomorrow)))
    assert proposal.figures == Figures(absences=0, busiest_day=2, same_day_repeats=1)


def test_the_search_stops_when_it_is_told_to():
    heard: list[Progress] = []

    def stop_at_once(progress: Progress) -> bool:
        heard.append(progress)
        return False

    proposal = solve(town_round(), seconds=120, progress=stop_at_once)
    assert proposal.status in (Status.FEASIBLE, Status.OPTIMAL)
    assert found_conflicts(town_round(), proposal.assignments) == []
    assert heard[0].figure == "schedule"


def test_no_meetings_make_an_empty_schedule():
    proposal = solve(one_day())
    assert (proposal.status, proposal.assignments, proposal.figures) == (Status.OPTIMAL, (), Figures())


def test_a_need_that_names_an_unknown_group_is_refused():
    with pytest.raises(BadProblem, match="“A” nêu Tổ đại biểu không có trong dữ liệu"):
        one_day(need("A", group_ids=("to9",)))


def test_times_with_a_zone_are_refused():
    from datetime import UTC, datetime

    with pytest.raises(BadProblem, match="giờ địa phương"):
        Slot(datetime(2017, 6, 20, 8, tzinfo=UTC), datetime(2017, 6, 20, 9, tzinfo=UTC))


def test_a_round_that_ends_before_it_begins_is_refused():
    with pytest.raises(BadProblem, match="Ngày cuối của đợt phải từ ngày đầu trở đi"):
        one_day(need("A"), days=0)
