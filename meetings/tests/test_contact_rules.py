"""Rules of contacts asked for: moves, events, warnings, constituencies."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.contact_rules import (
    CLOCKS,
    CONTACT_MOVES,
    DECIDE_EARLY,
    NO_TIME_TO_NOTIFY,
    can_move_contact,
    clock_warnings,
    contact_anchors,
    covers,
)
from meetings.enums import (
    ContactKind,
    ContactState,
)
from meetings.tests.contact_scene import DECISION_DUE, RECEIVED, WANTED
from txct.deadlines.enums import AnchorEvent


@given(st.sampled_from(list(ContactState)), st.sampled_from(list(ContactState)))
def test_a_request_moves_only_as_the_table_says_and_never_back(old: ContactState, new: ContactState) -> None:
    assert can_move_contact(old, new) == (new in CONTACT_MOVES[old])
    assert not (can_move_contact(old, new) and can_move_contact(new, old))


offsets = st.integers(-20, 20)


@given(offsets, offsets)
def test_a_warning_names_what_the_days_leave_no_room_for(decision: int, notice: int) -> None:
    def day(offset: int) -> date:
        return RECEIVED + timedelta(days=offset)

    codes = [w.code for w in clock_warnings(RECEIVED, WANTED, day(decision), day(notice))]
    if notice < 0:
        assert codes == [NO_TIME_TO_NOTIFY]
    else:
        assert codes == ([DECIDE_EARLY] if notice < decision else [])


def test_without_a_notice_there_is_no_warning() -> None:
    assert clock_warnings(RECEIVED, WANTED, DECISION_DUE, None) == []


@pytest.mark.parametrize("kind", list(ContactKind))
def test_every_kind_has_its_events_and_none_it_does_not_have(kind: ContactKind) -> None:
    known = contact_anchors(kind, RECEIVED, WANTED, WANTED)
    clock_ = CLOCKS[kind]

    assert contact_anchors(kind, RECEIVED, None, None) == {clock_.received: RECEIVED}
    assert set(known) == {event for event in (clock_.received, clock_.day, clock_.end) if event is not None}
    assert all(isinstance(event, AnchorEvent) for event in known)


@pytest.mark.parametrize(
    ("place", "localities", "neighbourhoods", "inside"),
    [
        ((1, None), {1}, set(), True),
        ((1, 5), {1}, set(), True),
        ((2, None), {1}, set(), False),
        ((1, 5), {1}, {5}, True),
        ((1, 6), {1}, {5}, False),
        ((1, None), {1}, {5}, False),
    ],
)
def test_a_constituency_holds_its_settlements_or_its_communes(
    place: tuple, localities: set, neighbourhoods: set, inside: bool
) -> None:
    assert covers(place, localities, neighbourhoods) is inside
