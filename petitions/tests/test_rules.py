"""Rules without a database: steps, replaying, forests, codes, repeats."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petitions.enums import PetitionState, SubmissionState, TransferState
from petitions.rules import (
    MERGEABLE_STATES,
    PETITION_STEPS,
    SUBMISSION_STEPS,
    TRANSFER_STEPS,
    closes_circle,
    code_prefix,
    next_ordinal,
    number_in,
    petition_code,
    replayed_state,
    root_of,
    step_refusal,
    times_raised,
)

P = PetitionState


@pytest.mark.parametrize(
    ("steps", "states"),
    [(PETITION_STEPS, PetitionState), (SUBMISSION_STEPS, SubmissionState), (TRANSFER_STEPS, TransferState)],
)
def test_every_state_says_where_it_leads(steps, states):
    assert set(steps) == set(states)


def test_every_petition_can_still_come_to_an_end():
    ends = {P.CLOSED, P.WITHDRAWN}
    reached = set(ends)
    while grown := {state for state in P if PETITION_STEPS[state] & reached} - reached:
        reached |= grown
    assert reached == set(P)


def test_a_step_that_is_not_legal_is_refused_with_what_may_come_next():
    assert step_refusal(PETITION_STEPS, "Kiến nghị A", P.RECORDED, P.CLASSIFIED) is None
    assert step_refusal(PETITION_STEPS, "Kiến nghị A", P.TOLD_BACK, P.MERGED) == (
        "Kiến nghị A đang ở bước “đã báo lại cử tri”, không chuyển sang “đã gộp” được. "
        "Bước tiếp theo có thể là: đang giải quyết; đã trả lời; đã đóng."
    )
    assert step_refusal(PETITION_STEPS, "Kiến nghị A", P.WITHDRAWN, P.RECORDED) == (
        "Kiến nghị A đang ở bước “đã rút”, không chuyển sang “ghi nhận” được. Không còn bước nào tiếp theo."
    )


@st.composite
def walks(draw):
    """A legal life of a petition."""
    path = [P.RECORDED]
    for _ in range(draw(st.integers(0, 20))):
        onward = sorted(PETITION_STEPS[path[-1]])
        if not onward:
            break
        path.append(draw(st.sampled_from(onward)))
    return path


@given(walks())
def test_replaying_a_legal_life_gives_its_last_state(path):
    events = [("", path[0].value), *((a.value, b.value) for a, b in pairwise(path))]
    assert replayed_state(events) == path[-1]


@given(walks(), st.data())
def test_a_life_with_a_step_cut_out_is_noticed_unless_it_only_stood_still(path, data):
    events = [("", path[0].value), *((a.value, b.value) for a, b in pairwise(path))]
    at = data.draw(st.integers(0, len(events) - 1))
    old, new = events.pop(at)
    if old == new or at == len(events):
        return
    with pytest.raises(ValueError):
        replayed_state(events)


@pytest.mark.parametrize(
    ("events", "sentence"),
    [
        ([], "không có bước xử lý nào"),
        ([("", "closed")], "bước đầu là “closed”, phải là “recorded”"),
        ([("", "recorded"), ("recorded", "closed")], "bước 2 đi từ “recorded” sang “closed” là không hợp lệ"),
        ([("", "recorded"), ("judged", "closed")], "bước 2 bắt đầu từ “judged” trong khi đang ở “recorded”"),
    ],
)
def test_a_history_that_does_not_hold_says_where(events, sentence):
    with pytest.raises(ValueError) as broken:
        replayed_state(events)
    assert str(broken.value) == sentence


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=30))
def test_links_that_close_no_circle_keep_a_forest(links):
    parents: dict[int, int | None] = dict.fromkeys(range(10))
    for child, target in links:
        if not closes_circle(parents, child, target):
            parents[child] = target
    roots = {root_of(parents, pk) for pk in parents}
    assert {pk for pk in parents if parents[pk] is None} == roots


def test_a_circle_is_named():
    assert closes_circle({1: 2, 2: 3, 3: None}, 3, 1)
    assert closes_circle({1: None}, 1, 1)
    assert not closes_circle({1: 2, 2: None}, 1, 3)
    with pytest.raises(ValueError, match="vòng gộp"):
        root_of({1: 2, 2: 1}, 1)


@given(st.integers(1, 40), st.integers(1, 30), st.integers(1, 99_999))
def test_a_code_gives_its_number_back(term, session, number):
    prefix = code_prefix(term, session)
    code = petition_code(prefix, number)
    assert code.startswith(prefix)
    assert len(code) <= 24
    assert number_in(code) == number


def test_codes_read_as_the_field_writes_them():
    assert petition_code(code_prefix(18, 5), 1) == "KN-XVIII-5-001"
    assert petition_code(code_prefix(18, None), 12) == "KN-XVIII-0-012"
    assert petition_code(code_prefix(None, None), 1000) == "KN-0-0-1000"
    with pytest.raises(ValueError, match="tính từ 1"):
        petition_code("KN-", 0)


def test_times_raised_add_repeats_and_voters_who_asked_again():
    repeats = {3: 2, 2: 1, 1: None}
    assert [times_raised(repeats, {}, pk) for pk in (1, 2, 3)] == [1, 2, 3]
    assert times_raised(repeats, {1: 2, 3: 1}, 3) == 6
    with pytest.raises(ValueError, match="vòng nhắc lại"):
        times_raised({1: 2, 2: 1}, {}, 1)


@given(st.lists(st.integers(1, 50)))
def test_the_next_reminder_comes_after_all_earlier_ones(earlier):
    assert all(next_ordinal(earlier) > one for one in earlier)
    assert next_ordinal([]) == 1


def test_what_may_be_merged_is_what_may_be_unmerged_to():
    assert PETITION_STEPS[P.MERGED] == MERGEABLE_STATES
    assert {state for state in P if P.MERGED in PETITION_STEPS[state]} == MERGEABLE_STATES
