"""What is called out before a meeting, and sent round: whole texts, within their lengths."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.calling_texts import (
    LETTERS_LIMIT,
    PACE,
    SYLLABLES_LIMIT,
    loudspeaker_text,
    news_text,
    short_message,
    syllables,
)
from meetings.enums import MeetingState
from meetings.facts import MeetingFacts
from meetings.tests.scenes import clock

FACTS = MeetingFacts(
    id=1,
    uid="x@txct",
    sequence=0,
    state=MeetingState.ANNOUNCED,
    title="",
    phase="before",
    council="HĐND thị xã Từ Sơn",
    starts_at=clock(20, 8),
    ends_at=clock(20, 11),
    venue="Hội trường UBND",
    address="phường Đồng Kỵ",
    method="in_person",
    online_link="",
    units=("phường Đồng Kỵ",),
    unit_ids=(1,),
    groups=("Tổ đại biểu số 1",),
    delegates=((1, "Trần Văn An"), (2, "Lê Thị Bình")),
    chair="Ủy ban MTTQ",
    chair_id=1,
    excused=(2,),
)
names = st.lists(st.text("ăâbcêôơưđ ", min_size=1, max_size=30).filter(str.strip), max_size=60)


def test_the_loudspeaker_reads_when_where_who_and_what_for() -> None:
    made = loudspeaker_text(FACTS)
    assert made.text == (
        "Kính thưa bà con cử tri phường Đồng Kỵ. Thường trực Hội đồng nhân dân thị xã Từ Sơn xin thông báo: "
        "Hội nghị tiếp xúc cử tri được tổ chức vào 08 giờ 00 phút sáng thứ Ba, ngày 20 tháng 6 năm 2017, "
        "tại Hội trường Ủy ban nhân dân, phường Đồng Kỵ. Dự hội nghị có Tổ đại biểu số 1. Các đại biểu: Trần Văn An. "
        "Bà con không đến dự được có thể gửi ý kiến bằng mã QR in trên áp phích của hội nghị. "
        "Tại hội nghị, đại biểu báo cáo dự kiến nội dung kỳ họp và kết quả giải quyết kiến nghị của cử tri; "
        "bà con phát biểu ý kiến, kiến nghị với đại biểu. Trân trọng kính mời bà con đến dự đông đủ, đúng giờ."
    )
    assert made.length == syllables(made.text) <= SYLLABLES_LIMIT


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (MeetingState.POSTPONED, "được hoãn. Thời gian mới sẽ thông báo sau. Lý do: mưa bão."),
        (MeetingState.CANCELLED, "không tổ chức nữa. Lý do: mưa bão."),
    ],
)
def test_a_meeting_that_is_off_is_not_announced_as_one_to_come(state: str, told: str) -> None:
    off = replace(FACTS, state=state, reason="mưa bão")
    spoken = loudspeaker_text(off).text
    assert told in spoken
    assert "kính mời" not in spoken and "mời cử tri" not in short_message(off).text


def test_a_meeting_once_told_otherwise_says_so() -> None:
    moved = replace(FACTS, sequence=1)
    assert loudspeaker_text(moved).text == loudspeaker_text(FACTS).text.replace(
        "phường Đồng Kỵ. Dự hội nghị", "phường Đồng Kỵ. Thông báo này thay cho thông báo trước đây. Dự hội nghị"
    )
    assert short_message(moved).text == short_message(FACTS).text.replace("mời cử tri", "ĐỔI LỊCH, mời cử tri")


@pytest.mark.parametrize(
    ("facts", "news"),
    [
        (FACTS, ""),
        (replace(FACTS, sequence=1), "Thông báo này thay cho thông báo trước đây."),
        (
            replace(FACTS, sequence=2, reason="mất điện"),
            "Thông báo này thay cho thông báo trước đây. Lý do: mất điện.",
        ),
        (replace(FACTS, state=MeetingState.POSTPONED), "Thời gian mới sẽ thông báo sau."),
        (replace(FACTS, state=MeetingState.CANCELLED, reason="ghép"), "Lý do: ghép."),
        (replace(FACTS, state=MeetingState.CANCELLED, reason="Mưa bão. "), "Lý do: Mưa bão."),
    ],
)
def test_what_is_new_is_told_with_its_reason(facts: MeetingFacts, news: str) -> None:
    assert news_text(facts) == news


def test_the_short_message_names_the_link_while_there_is_room() -> None:
    assert short_message(FACTS, "https://txct.example/gop-y/a1/").text == (
        "HĐND thị xã Từ Sơn: mời cử tri phường Đồng Kỵ dự hội nghị tiếp xúc cử tri lúc 8h00 thứ Ba, 20/6/2017, "
        "tại Hội trường UBND, phường Đồng Kỵ. Gửi ý kiến: https://txct.example/gop-y/a1/"
    )
    many = replace(FACTS, units=tuple(f"phường Đồng Kỵ {number}" for number in range(40)))
    made = short_message(many, "https://txct.example/gop-y/a1/")
    assert "phường Đồng Kỵ 0 và 39 nơi khác" in made.text and "gop-y" in made.text


def test_what_nobody_was_told_says_that_it_is_a_draft() -> None:
    assert loudspeaker_text(FACTS, is_draft=True).text == f"(Dự thảo, chưa ban hành.) {loudspeaker_text(FACTS).text}"
    assert short_message(FACTS, is_draft=True).text == f"(Dự thảo, chưa ban hành) {short_message(FACTS).text}"


@pytest.mark.parametrize(
    ("text", "said"),
    [("Kính thưa bà con", 4), ("HĐND, UBND", 8), ("08 giờ 30 phút", 8), ("năm 2017", 8), ("mã QR", 3), ("", 0)],
)
def test_syllables_are_counted_as_they_are_read_and_figures_at_their_longest(text: str, said: int) -> None:
    assert syllables(text) == said


LONG_NAME = "Công Tằng Tôn Nữ Nguyễn Phúc Thị Hoàng Phương Thảo"
STATES = st.sampled_from([MeetingState.ANNOUNCED, MeetingState.POSTPONED, MeetingState.CANCELLED])


@given(
    units=names,
    groups=names,
    hall=st.text("hội trường ", max_size=160),
    people=st.integers(0, 60),
    state=STATES,
    reason=st.text("mưa bão ", max_size=500),
    is_draft=st.booleans(),
    sequence=st.integers(0, 1),
)
def test_no_meeting_makes_a_text_too_long(
    units: list[str], groups: list[str], hall: str, people: int, state: str, reason: str, is_draft: bool, sequence: int
) -> None:
    facts = replace(
        FACTS,
        units=tuple(units),
        groups=tuple(groups),
        venue=hall,
        delegates=tuple((number, LONG_NAME) for number in range(people)),
        excused=(),
        state=state,
        reason=reason,
        sequence=sequence,
    )
    message = short_message(facts, "https://txct.example/gop-y/a1b2c3d4e5f6/", is_draft=is_draft)
    assert message.length == len(message.text) <= LETTERS_LIMIT
    spoken = loudspeaker_text(facts, is_draft=is_draft)
    assert spoken.length == syllables(spoken.text)
    assert spoken.length * 60 / PACE <= 90


def test_a_crowded_meeting_is_read_without_its_names_to_stay_within_ninety_seconds() -> None:
    people = tuple((number, f"Nguyễn Văn Thứ {number}") for number in range(60))
    made = loudspeaker_text(replace(FACTS, delegates=people, excused=()))
    assert "Nguyễn Văn Thứ" not in made.text and "Tổ đại biểu số 1" in made.text
    assert made.length <= SYLLABLES_LIMIT
