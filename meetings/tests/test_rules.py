"""Rules of states, holds, programmes and differences, by property and by example."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delegates.enums import BodyKind, Level
from delegates.rules import default_bodies
from meetings import rules
from meetings.enums import (
    AWAY_RESPONSES,
    AgendaStep,
    MeetingState,
    MinutesState,
    Phase,
    PlanSection,
    PlanState,
    Response,
    RoundState,
)
from meetings.facts import ZONE, MeetingFacts, difference, same_to_people
from meetings.rules import agenda_points, attendance_hold, missing_parts_of, plan_report_due

MOVES = [
    (rules.PLAN_MOVES, PlanState, PlanState.DRAFT, {PlanState.CLOSED}),
    (
        rules.MEETING_MOVES,
        MeetingState,
        MeetingState.PLANNED,
        {MeetingState.CANCELLED, MeetingState.LOCKED},
    ),
    (rules.MINUTES_MOVES, MinutesState, MinutesState.DRAFT, {MinutesState.LOCKED}),
    (rules.ROUND_MOVES, RoundState, RoundState.PLANNED, {RoundState.CLOSED}),
]
START = datetime(2017, 6, 20, 14, 0, tzinfo=ZONE)
FACTS = MeetingFacts(
    id=1,
    uid="a@txct",
    sequence=0,
    state=MeetingState.ANNOUNCED,
    title="",
    phase=Phase.BEFORE,
    council="HĐND thị xã Từ Sơn",
    starts_at=START,
    ends_at=START + timedelta(hours=3),
    venue="hội trường UBND",
    address="",
    method="in_person",
    online_link="",
    units=("phường Đồng Kỵ",),
    unit_ids=(1,),
    groups=("Tổ đại biểu số 1",),
    delegates=((1, "Trần Văn An"), (2, "Lê Thị Bình")),
    chair="Ủy ban MTTQ",
    chair_id=3,
)


@pytest.mark.parametrize(("moves", "states", "first", "last"), MOVES)
def test_every_state_is_reached_from_the_first_and_only_the_last_ones_have_no_way_on(moves, states, first, last):
    reached, queue = {first}, [first]
    while queue:
        for state in moves[queue.pop()] - reached:
            reached.add(state)
            queue.append(state)

    assert reached == set(states)
    assert {state for state in states if not moves[state]} == last


@given(
    st.sampled_from(MeetingState),
    st.sampled_from(Response),
    st.none() | st.datetimes(datetime(2017, 1, 1), datetime(2031, 1, 1)),
)
def test_a_delegate_is_held_exactly_by_a_meeting_with_hours_that_takes_place_and_from_which_he_is_not_excused(
    state, response, start
):
    hold = attendance_hold(state, response, start, start and start + timedelta(hours=1))

    off = state in (MeetingState.POSTPONED, MeetingState.CANCELLED)
    assert hold.is_blocking == (start is not None and not off and response not in AWAY_RESPONSES)
    assert hold.starts_at == start


@given(
    st.sampled_from(Phase),
    st.lists(st.sampled_from(Level), min_size=1, max_size=3),
    st.integers(min_value=60, max_value=480),
)
def test_the_programme_has_the_six_steps_in_order_fills_the_time_and_leaves_half_of_it_to_the_voters(
    phase, levels, minutes
):
    points = agenda_points(phase, [(level, f"HĐND {level}") for level in levels], "MTTQ", "UBND", minutes)

    steps = list(dict.fromkeys(point.step for point in points))
    assert steps == list(AgendaStep)
    assert sum(point.minutes for point in points) == minutes
    assert all(point.minutes > 0 for point in points)
    voters = next(point.minutes for point in points if point.step == AgendaStep.VOTERS)
    assert voters >= minutes // 2
    reporting = [point.presenter.removeprefix("Đại biểu HĐND ") for point in points if point.step == AgendaStep.REPORT]
    order = [Level.TINH, Level.HUYEN, Level.XA]
    assert reporting == sorted(levels, key=order.index)


@given(st.sets(st.sampled_from(PlanSection)), st.booleans(), st.booleans(), st.booleans())
def test_a_plan_lacks_nothing_exactly_when_every_part_and_its_place_issuer_and_signer_are_there(
    sections, place, issuer, signer
):
    missing = missing_parts_of(sections, has_place=place, has_issuer=issuer, has_signatory=signer)

    content = {PlanSection.CONTENT_BEFORE, PlanSection.CONTENT_AFTER}
    whole = set(PlanSection) - content <= sections and bool(content & sections)
    assert (missing == []) == (whole and place and issuer and signer)


def test_the_printed_report_day_belongs_to_the_last_round_that_ends_before_it():
    before, after = date(2017, 6, 22), date(2017, 7, 27)

    assert plan_report_due(date(2017, 6, 24), before, [after]) == date(2017, 6, 24)
    assert plan_report_due(date(2017, 6, 24), after, [before]) is None
    assert plan_report_due(date(2017, 7, 29), before, [after]) is None
    assert plan_report_due(date(2017, 7, 29), after, [before]) == date(2017, 7, 29)
    assert plan_report_due(None, after, [before]) is None


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({}, ""),
        ({"reason": "lý do cũ", "excused": (1,)}, ""),
        (
            {"starts_at": START.replace(day=21, hour=8), "reason": "họp Thị ủy"},
            "phường Đồng Kỵ: 14h00 ngày 20/6/2017 → 8h00 ngày 21/6/2017, hội trường UBND (họp Thị ủy)",
        ),
        (
            {"venue": "nhà văn hóa"},
            "phường Đồng Kỵ: hội trường UBND → nhà văn hóa (14h00 ngày 20/6/2017)",
        ),
        (
            {"delegates": ((1, "Trần Văn An"), (3, "Vũ Thị Dung"))},
            "phường Đồng Kỵ: thêm đại biểu Vũ Thị Dung; thôi đại biểu Lê Thị Bình",
        ),
        (
            {"units": ("phường Đồng Kỵ", "phường Trang Hạ")},
            "phường Đồng Kỵ, phường Trang Hạ: địa bàn phường Đồng Kỵ → phường Đồng Kỵ, phường Trang Hạ",
        ),
        ({"state": MeetingState.CANCELLED}, "phường Đồng Kỵ: hủy hội nghị 14h00 ngày 20/6/2017"),
        (
            {"state": MeetingState.POSTPONED, "reason": "bão"},
            "phường Đồng Kỵ: hoãn hội nghị 14h00 ngày 20/6/2017, thời gian mới thông báo sau (bão)",
        ),
    ],
)
def test_a_difference_is_said_as_the_office_would_say_it(changed, words):
    assert difference(FACTS, replace(FACTS, **changed)) == words


def test_a_meeting_new_in_a_later_release_is_said_with_its_hour_and_place():
    assert difference(None, FACTS) == "phường Đồng Kỵ: thêm 14h00 ngày 20/6/2017, hội trường UBND"


@given(
    st.none() | st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1)),
    st.lists(st.tuples(st.integers(1, 9), st.text(max_size=5)), max_size=3),
    st.sampled_from(MeetingState),
)
def test_facts_survive_being_kept_in_a_release(start, people, state):
    moment = start and start.replace(tzinfo=ZONE)
    facts = replace(
        FACTS,
        starts_at=moment,
        ends_at=moment and moment + timedelta(hours=2),
        delegates=tuple(people),
        state=state.value,
    )

    kept = MeetingFacts.from_entry(facts.to_entry())

    assert kept == facts
    assert same_to_people(kept, facts)


@pytest.mark.parametrize("level", Level)
def test_every_council_starts_with_its_standing_committee_ubnd_front_office_and_committees(level):
    kinds = [kind for kind, _name, _short in default_bodies(level, "phường Từ Sơn")]

    assert kinds[:4] == [BodyKind.STANDING, BodyKind.UBND, BodyKind.FRONT, BodyKind.OFFICE]
    assert set(kinds[4:]) == {BodyKind.COMMITTEE}
    assert len({name for _kind, name, _short in default_bodies(level, "phường Từ Sơn")}) == len(kinds)
