"""What is found wrong with a schedule."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.scheduling.conflicts import (
    Booking,
    Conflict,
    Context,
    Kind,
    Severity,
    find_conflicts,
    has_blocks,
)
from meetings.scheduling.problem import BadProblem, BusySlot, ChairBody, Delegate, DelegateGroup, Slot, Venue
from meetings.scheduling.tests.rounds import TUESDAY, at

HOA = Delegate("hoa", "Nguyễn Thị Hoa", ("to3",))
BINH = Delegate("binh", "Trần Văn Bình", ("to3",), (at(13, 4),))
TO_3 = DelegateGroup("to3", "Tổ đại biểu số 3")
TO_4 = DelegateGroup("to4", "Tổ đại biểu số 4", may_split=True)
HALL = Venue("ht", "Hội trường UBND phường Đồng Kỵ", "dong-ky", 120)
FRONT = ChairBody("mttq", "Ủy ban MTTQ thị xã")
CONTEXT = Context(delegates=(HOA, BINH), groups=(TO_3, TO_4), venues=(HALL,), chairs=(FRONT,))


def meeting(name: str, slot: Slot, **more: object) -> Booking:
    return Booking(id=name, name=name, slot=slot, unit_ids=(name,), **more)  # type: ignore[arg-type]


def kinds(conflicts: list[Conflict]) -> list[tuple[str, str]]:
    return [(c.kind.value, c.severity.value) for c in conflicts]


def test_a_delegate_at_two_meetings_at_once_is_named_with_both_meetings_and_their_hours():
    found = find_conflicts(
        [
            meeting("Phường Đồng Kỵ", at(8), delegate_ids=("hoa",)),
            meeting("Xã Tam Sơn", at(9.5), delegate_ids=("hoa",)),
        ],
        CONTEXT,
    )
    assert found == [
        Conflict(
            Kind.DELEGATE,
            Severity.BLOCK,
            "Đại biểu Nguyễn Thị Hoa được xếp dự hai hội nghị trùng giờ: "
            "“Phường Đồng Kỵ” (8h00–11h00 ngày 20/6/2017) và “Xã Tam Sơn” (9h30–12h30 ngày 20/6/2017). "
            "Đổi giờ một hội nghị hoặc cử đại biểu khác.",
            ("Phường Đồng Kỵ", "Xã Tam Sơn"),
            ("hoa",),
        )
    ]


PLACES = {
    "at the same hours": (at(8), "overlap"),
    "inside": (at(9, 1), "overlap"),
    "around": (at(7, 6), "overlap"),
    "from before": (at(6, 2.25), "overlap"),
    "to after": (at(10.75), "overlap"),
    "touching its end": (at(11), "touch"),
    "touching its start": (at(6, 2), "touch"),
    "twenty minutes later": (at(11 + 1 / 3), "near"),
    "a whole hour later": (at(12), "free"),
}
"""Where the second meeting lies to one from 8h00 to 11h00, and how that is read with a way of forty-five minutes."""
SHARED = {
    "delegate": ("delegate_ids", ("hoa",), Kind.DELEGATE),
    "chair": ("chair_id", "mttq", Kind.CHAIR),
    "venue": ("venue_id", "ht", Kind.VENUE),
    "group": ("group_ids", ("to3",), Kind.GROUP),
}
FREE_OF_TRAVEL = {
    ("delegate", "touch"): [("travel", "info")],
    ("group", "touch"): [("travel", "info")],
    **{(who, "overlap"): [(kind.value, "block")] for who, (_, _, kind) in SHARED.items()},
}
WITH_TRAVEL = {
    **{(who, how): [("travel", "block")] for who in ("delegate", "chair", "group") for how in ("touch", "near")},
    **{(who, how): [("venue_pause", "warn")] for who in ("venue",) for how in ("touch", "near")},
    **{(who, "overlap"): [(kind.value, "block")] for who, (_, _, kind) in SHARED.items()},
}


@pytest.mark.parametrize("who", SHARED)
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("swapped", [False, True])
def test_two_meetings_of_one_person_body_hall_or_group_are_judged_by_their_hours_and_the_way(who, place, swapped):
    field, subject, _kind = SHARED[who]
    slot, how = PLACES[place]
    rows = [meeting("A", at(8), **{field: subject}), meeting("B", slot, **{field: subject})]
    rows = rows[::-1] if swapped else rows
    people = tuple(Delegate(str(i), f"Người {i}", ("to3",)) for i in range(2))
    bare = Context(delegates=(HOA, *people), groups=(TO_3,), venues=(HALL,), chairs=(FRONT,))
    pair = replace(bare, travel={("B", "A"): 45}, venue_pause=timedelta(minutes=45))
    default = replace(bare, default_travel=45, venue_pause=timedelta(minutes=45))
    assert kinds(find_conflicts(rows, bare)) == FREE_OF_TRAVEL.get((who, how), [])
    assert kinds(find_conflicts(rows, pair)) == WITH_TRAVEL.get((who, how), [])
    assert kinds(find_conflicts(rows, default)) == WITH_TRAVEL.get((who, how), [])


def test_a_pair_of_units_that_lie_close_is_not_held_to_the_default_way():
    rows = [meeting("A", at(8), delegate_ids=("hoa",)), meeting("B", at(11.5), delegate_ids=("hoa",))]
    context = Context(delegates=(HOA,), default_travel=60, travel={("A", "B"): 10})
    assert find_conflicts(rows, context) == []
    assert kinds(find_conflicts(rows, replace(context, travel={}))) == [("travel", "block")]


def test_a_hall_needs_its_time_to_be_cleared():
    rows = [meeting("A", at(8), venue_id="ht"), meeting("B", at(11.25), venue_id="ht")]
    (conflict,) = find_conflicts(rows, Context(venues=(HALL,), venue_pause=timedelta(minutes=30)))
    assert conflict == Conflict(
        Kind.VENUE_PAUSE,
        Severity.WARN,
        "Hội trường UBND phường Đồng Kỵ không kịp dọn từ “A” (8h00–11h00 ngày 20/6/2017) sang "
        "“B” (11h15–14h15 ngày 20/6/2017): cần cách nhau ít nhất 30 phút. Lùi giờ hội nghị sau.",
        ("A", "B"),
        ("ht",),
    )


def test_touching_meetings_of_one_delegate_in_two_units_are_worth_a_look_but_do_not_block():
    rows = [meeting("A", at(8), delegate_ids=("hoa",)), meeting("B", at(11), delegate_ids=("hoa",))]
    found = find_conflicts(rows, CONTEXT)
    assert kinds(found) == [("travel", "info")]
    assert not has_blocks(found)


def test_a_set_pause_and_the_way_between_units_count_for_persons_but_not_for_halls():
    rows = [
        meeting("A", at(8), delegate_ids=("hoa",), venue_id="ht"),
        meeting("B", at(11.5), delegate_ids=("hoa",), venue_id="ht"),
    ]
    way = Context(delegates=(HOA,), venues=(HALL,), travel={("B", "A"): 45})
    pause = Context(delegates=(HOA,), venues=(HALL,), gap=timedelta(minutes=31))
    short = Context(delegates=(HOA,), venues=(HALL,), travel={("A", "B"): 30}, gap=timedelta(minutes=30))
    assert kinds(find_conflicts(rows, way)) == [("travel", "block")]
    assert "ít nhất 45 phút" in find_conflicts(rows, way)[0].message
    assert kinds(find_conflicts(rows, pause)) == [("travel", "block")]
    assert find_conflicts(rows, short) == []


def test_a_body_with_two_teams_may_chair_two_meetings_at_once_but_not_three():
    front = Context(chairs=(ChairBody("mttq", "Ủy ban MTTQ thị xã", teams=2),))
    rows = [meeting(name, at(8), chair_id="mttq") for name in "ABC"]
    assert find_conflicts(rows[:2], front) == []
    (conflict,) = find_conflicts(rows, front)
    assert (conflict.kind, conflict.severity, conflict.meeting_ids) == (
        Kind.CHAIR,
        Severity.BLOCK,
        ("A", "B", "C"),
    )


def test_a_group_that_may_split_needs_a_free_delegate_of_its_own_at_each_meeting():
    people = (Delegate("an", "An", ("to4",)), Delegate("ba", "Ba", ("to4",)))
    context = Context(delegates=people, groups=(TO_4,))
    apart = [
        meeting("A", at(8), group_ids=("to4",), delegate_ids=("an",)),
        meeting("B", at(8), group_ids=("to4",), delegate_ids=("ba",)),
    ]
    assert find_conflicts(apart, context) == []
    unnamed = [apart[0], meeting("B", at(8), group_ids=("to4",))]
    assert find_conflicts(unnamed, context) == []
    third = [*apart, meeting("C", at(9), group_ids=("to4",))]
    assert kinds(find_conflicts(third, context)) == [("no_delegate", "block")]


def test_a_group_whose_delegates_are_all_busy_has_nobody_to_send():
    context = Context(delegates=(BINH,), groups=(TO_3,))
    (conflict,) = find_conflicts([meeting("Xã Tam Sơn", at(14), group_ids=("to3",))], context)
    assert (conflict.kind, conflict.severity) == (Kind.NO_DELEGATE, Severity.BLOCK)
    assert conflict.message.startswith("Tổ đại biểu số 3 không còn đại biểu nào rảnh để dự “Xã Tam Sơn”")


def test_a_group_below_the_least_number_is_told_with_the_numbers():
    two = DelegateGroup("to3", "Tổ đại biểu số 3", minimum=2)
    context = Context(delegates=(HOA, BINH), groups=(two,))
    (free,) = find_conflicts([meeting("Xã Tam Sơn", at(14), group_ids=("to3",))], context)
    assert free == Conflict(
        Kind.QUORUM,
        Severity.BLOCK,
        "Tổ đại biểu số 3 chỉ còn 1 trong 2 đại biểu rảnh để dự “Xã Tam Sơn” (14h00–17h00 ngày 20/6/2017), "
        "ít hơn mức tối thiểu 2. Đổi giờ hội nghị hoặc phân công lại đại biểu.",
        ("Xã Tam Sơn",),
        ("to3",),
    )
    named = meeting("Xã Tam Sơn", at(8), group_ids=("to3",), delegate_ids=("hoa",))
    (short,) = find_conflicts([named], context)
    assert (short.kind, short.severity) == (Kind.QUORUM, Severity.BLOCK)
    assert short.message == (
        "Tổ đại biểu số 3 mới cử 1 đại biểu để dự “Xã Tam Sơn” (8h00–11h00 ngày 20/6/2017), "
        "ít hơn mức tối thiểu 2. Cử thêm đại biểu của Tổ."
    )
    assert find_conflicts([replace(named, delegate_ids=("hoa", "binh"))], context) == []


TOLD = datetime(2017, 6, 10, 9)
LATE = BusySlot(at(8).start, at(8).end, datetime(2017, 6, 15, 16))


def test_a_busy_time_reported_after_the_schedule_was_told_says_since_when():
    context = Context(
        delegates=(Delegate("hoa", "Nguyễn Thị Hoa", busy=(LATE,)),),
        venues=(Venue("ht", "Hội trường", busy=(LATE,)),),
        chairs=(ChairBody("mttq", "Ủy ban MTTQ thị xã", busy=(LATE,)),),
    )
    told = meeting("A", at(8), delegate_ids=("hoa",), venue_id="ht", chair_id="mttq", told_at=TOLD)
    found = find_conflicts([told], context)
    assert kinds(found) == [("busy_since", "block"), ("busy_since", "block"), ("busy_since", "warn")]
    assert found[2].message == (
        "Đại biểu Nguyễn Thị Hoa (báo ngày 15/6/2017) báo bận trong giờ của “A” (8h00–11h00 ngày 20/6/2017) "
        "sau khi lịch đã ban hành ngày 10/6/2017. Hỏi lại đại biểu hoặc cử người khác."
    )
    assert {found[0].message, found[1].message} == {
        f"{name} báo bận ngày 15/6/2017 trong giờ của “A” (8h00–11h00 ngày 20/6/2017), "
        "sau khi lịch đã ban hành ngày 10/6/2017. Đổi giờ hoặc chọn nơi khác."
        for name in ("Hội trường", "Ủy ban MTTQ thị xã")
    }


@pytest.mark.parametrize("told_at", [None, datetime(2017, 6, 16)])
def test_a_busy_time_reported_before_the_schedule_was_told_is_an_ordinary_one(told_at):
    context = Context(delegates=(Delegate("hoa", "Hoa", busy=(LATE,)),))
    assert kinds(find_conflicts([meeting("A", at(8), delegate_ids=("hoa",), told_at=told_at)], context)) == [
        ("busy", "warn")
    ]


def test_a_saturday_worked_by_decision_is_an_ordinary_day():
    saturday = TUESDAY + timedelta(days=4)
    assert find_conflicts([meeting("A", at(8, day=saturday))], Context(made_up_days=frozenset({saturday}))) == []


def test_a_group_without_recorded_delegates_is_not_held_against_the_meeting():
    assert find_conflicts([meeting("A", at(8), group_ids=("to4",))], CONTEXT) == []


@pytest.mark.parametrize(
    ("booking", "context", "expected"),
    [
        (meeting("A", at(8), venue_id="ht", expected_voters=121), CONTEXT, ("capacity", "warn")),
        (
            meeting("A", at(8), venue_id="ht", expected_voters=1),
            Context(venues=(Venue("ht", "Hội trường"),)),
            ("capacity_unknown", "info"),
        ),
        (meeting("A", at(14), delegate_ids=("binh",)), CONTEXT, ("busy", "warn")),
        (
            meeting("A", at(8), venue_id="ht"),
            Context(venues=(Venue("ht", "Hội trường", busy=(at(10),)),)),
            ("busy", "block"),
        ),
        (meeting("A", at(8)), Context(first_day=TUESDAY + timedelta(days=1)), ("window", "warn")),
        (meeting("A", at(8)), Context(last_day=TUESDAY - timedelta(days=1)), ("window", "warn")),
        (meeting("A", at(8)), Context(holidays={TUESDAY: "Tết"}), ("holiday", "warn")),
        (meeting("A", at(8)), Context(plan_date=TUESDAY + timedelta(days=1)), ("before_plan", "warn")),
        (meeting("A", at(3)), CONTEXT, ("odd_hour", "warn")),
        (meeting("A", at(21, 4)), CONTEXT, ("next_day", "warn")),
        (meeting("A", at(8, day=TUESDAY + timedelta(days=4))), CONTEXT, ("weekend", "info")),
        (meeting("A", at(8), weekday_text="Thứ Tư"), CONTEXT, ("weekday", "warn")),
        (meeting("A", at(8), joint_council_ids=("tinh",)), CONTEXT, ("joint", "block")),
    ],
)
def test_each_thing_wrong_with_one_meeting_is_named_once(booking, context, expected):
    assert kinds(find_conflicts([booking], context)) == [expected]


def test_a_hall_filled_exactly_and_a_meeting_on_the_day_of_the_plan_are_in_order():
    context = Context(venues=(HALL,), plan_date=TUESDAY, first_day=TUESDAY, last_day=TUESDAY)
    assert find_conflicts([meeting("A", at(8), venue_id="ht", expected_voters=120)], context) == []


def test_the_gravest_conflicts_come_first():
    rows = [
        meeting("A", at(3, 1), venue_id="ht", expected_voters=500),
        meeting("B", at(8), delegate_ids=("hoa",)),
        meeting("C", at(9), delegate_ids=("hoa",)),
        meeting("D", at(12), delegate_ids=("hoa",)),
    ]
    assert [c.severity.value for c in find_conflicts(rows, CONTEXT)] == ["block", "warn", "warn", "info"]


def test_hours_that_end_before_they_begin_are_refused():
    with pytest.raises(BadProblem, match="Giờ kết thúc phải sau giờ bắt đầu"):
        Slot(datetime(2017, 6, 20, 9), datetime(2017, 6, 20, 9))


slots = st.builds(
    lambda day, start, length: at(start / 2, length / 2, day),
    st.sampled_from([TUESDAY, TUESDAY + timedelta(days=1)]),
    st.integers(14, 30),
    st.integers(1, 8),
)
schedules = st.lists(
    st.tuples(
        slots,
        st.sets(st.integers(0, 3), max_size=3),
        st.sampled_from([None, 0, 1]),
        st.sampled_from([None, 0, 1]),
        st.sets(st.integers(0, 2), max_size=2),
    ),
    max_size=8,
).map(
    lambda rows: [
        Booking(i, f"Hội nghị {i}", slot, (i % 3,), tuple(groups), tuple(people), (), chair, venue)
        for i, (slot, people, chair, venue, groups) in enumerate(rows)
    ]
)


def shared(a: Booking, b: Booking) -> dict[Kind, bool]:
    return {
        Kind.DELEGATE: bool(set(a.delegate_ids) & set(b.delegate_ids)),
        Kind.GROUP: bool(set(a.group_ids) & set(b.group_ids)),
        Kind.CHAIR: a.chair_id is not None and a.chair_id == b.chair_id,
        Kind.VENUE: a.venue_id is not None and a.venue_id == b.venue_id,
    }


@given(schedules, st.sampled_from([0, 20, 60]), st.sampled_from([0, 45]))
def test_double_bookings_are_exactly_those_that_comparing_every_pair_finds(rows, gap, way):
    context = Context(
        groups=tuple(DelegateGroup(i, f"Tổ {i}") for i in range(3)),
        gap=timedelta(minutes=gap),
        travel={(0, 1): way},
    )
    expected = set()
    for a, b in combinations(rows, 2):
        needed = max(gap, way if {a.unit_ids[0], b.unit_ids[0]} == {0, 1} else 0)
        both = shared(a, b)
        pause = max((b.slot.start - a.slot.end).total_seconds(), (a.slot.start - b.slot.end).total_seconds())
        if pause < 0:
            expected |= {(kind, frozenset((a.id, b.id))) for kind, is_shared in both.items() if is_shared}
        elif pause < needed * 60 and (both[Kind.DELEGATE] or both[Kind.GROUP] or both[Kind.CHAIR]):
            expected.add((Kind.TRAVEL, frozenset((a.id, b.id))))
    found = [(c.kind, frozenset(c.meeting_ids)) for c in find_conflicts(rows, context) if c.severity is Severity.BLOCK]
    assert len(found) == len(set(found))
    assert set(found) == expected


@given(schedules.flatmap(lambda rows: st.tuples(st.just(rows), st.permutations(rows))))
def test_the_order_in_which_meetings_are_given_does_not_matter(rows_twice):
    rows, shuffled = rows_twice
    assert find_conflicts(rows, CONTEXT) == find_conflicts(shuffled, CONTEXT)


def test_five_thousand_meetings_in_one_hall_after_another_are_checked_in_a_moment():
    day = date(2017, 1, 1)
    rows = [
        meeting(str(i), Slot(start, start + timedelta(hours=1)), venue_id="ht", delegate_ids=("hoa",))
        for i in range(5000)
        for start in [datetime.combine(day, time(8)) + timedelta(hours=2 * i)]
    ]
    began = datetime.now()
    found = find_conflicts(rows, Context(delegates=(HOA,), venues=(HALL,)))
    assert {c.kind for c in found} == {Kind.ODD_HOUR, Kind.WEEKEND}
    assert datetime.now() - began < timedelta(seconds=5)
