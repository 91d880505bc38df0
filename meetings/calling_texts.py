"""What is called out and sent round before a meeting: the text for loudspeakers, and the short message."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from meetings.enums import MeetingState, Phase
from meetings.facts import MeetingFacts, reason_sentence
from txct.lib.dates import clock_text, clock_words, long_date, part_of_day, short_date, weekday_date, weekday_name

PACE = 150
"""Syllables a minute: slower than talk, as an announcement over loudspeakers is read to be understood outdoors."""
SECONDS_LIMIT = 90
SYLLABLES_LIMIT = PACE * SECONDS_LIMIT // 60
LETTERS_LIMIT = 300
SPOKEN = {"HĐND": "Hội đồng nhân dân", "UBND": "Ủy ban nhân dân", "MTTQ": "Mặt trận Tổ quốc"}
"""Abbreviations that listeners need not know, as they are read."""
INSTEAD = "Thông báo này thay cho thông báo trước đây."
"""Said of a meeting that people were once told otherwise."""
LATER = "Thời gian mới sẽ thông báo sau."
DRAFT = "Dự thảo, chưa ban hành"
"""Said of every text made from a working copy that nobody was told."""
ABOUT = {
    Phase.BEFORE: "đại biểu báo cáo dự kiến nội dung kỳ họp và kết quả giải quyết kiến nghị của cử tri",
    Phase.AFTER: "đại biểu báo cáo kết quả kỳ họp và kết quả giải quyết kiến nghị của cử tri",
    Phase.OTHER: "đại biểu nghe ý kiến, kiến nghị của cử tri",
}


@dataclass(frozen=True, slots=True)
class CallingText:
    """A text ready to be copied, with its length and what it may be."""

    text: str
    length: int
    limit: int


def loudspeaker_text(facts: MeetingFacts, *, is_draft: bool = False) -> CallingText:
    """The announcement as it is read aloud in at most 90 seconds; what matters least is left out first.

    A meeting put off or called off says only that. IS_DRAFT marks the text as one nobody was told yet.
    """
    mark = f"({DRAFT}.) " if is_draft else ""
    lead = f"{mark}Kính thưa bà con cử tri {facts.units_text}. Thường trực {facts.council} xin thông báo:"
    short_lead = f"{mark}Kính thưa bà con cử tri. Thường trực {facts.council} xin thông báo:"
    if not facts.takes_place:
        thanks = "Xin cảm ơn bà con đã chú ý lắng nghe."
        return _first_read([[one, _off(facts, why), thanks] for one in (lead, short_lead) for why in (True, False)])
    names = ", ".join(name for _key, name in facts.expected)
    who = f"Dự hội nghị có {'; '.join(facts.groups)}." if facts.groups else ""
    people = f"Các đại biểu: {names}." if names else ""
    written = "Bà con không đến dự được có thể gửi ý kiến bằng mã QR in trên áp phích của hội nghị."
    held = f"Hội nghị tiếp xúc cử tri được tổ chức vào {_spoken(facts)}, tại"
    end = [
        f"Tại hội nghị, {ABOUT[Phase(facts.phase)]}; bà con phát biểu ý kiến, kiến nghị với đại biểu.",
        "Trân trọng kính mời bà con đến dự đông đủ, đúng giờ.",
    ]
    new = f" {INSTEAD}" if facts.sequence else ""
    place, hall = f"{held} {facts.place_text}.{new}", f"{held} {facts.venue or facts.place_text}.{new}"
    texts = [[lead, place, *extra, *end] for extra in ((who, people, written), (who, written), (who,), ())]
    return _first_read([*texts, [short_lead, place, *end], [short_lead, hall, *end]])


def news_text(facts: MeetingFacts) -> str:
    """What of a meeting is new since people were first told of it, and why; "" when nothing is."""
    if facts.takes_place and not facts.sequence:
        return ""
    lead = {MeetingState.POSTPONED: LATER, MeetingState.CANCELLED: ""}.get(MeetingState(facts.state), INSTEAD)
    return " ".join(part for part in (lead, reason_sentence(facts.reason)) if part)


def _read_out(text: str) -> str:
    return re.sub(rf"\b({'|'.join(SPOKEN)})\b", lambda found: SPOKEN[found[0]], text)


def syllables(text: str) -> int:
    """How many syllables a reader says, never fewer: a Vietnamese word is one, an abbreviation one a letter.

    A figure of n digits takes 2n - 1 at most: `2017` is `hai nghìn không trăm mười bảy`.
    """
    return sum(_said(word) for word in re.findall(r"\d+|[^\W\d_]+", text))


def _said(word: str) -> int:
    if word.isdigit():
        return 2 * len(word) - 1
    return len(word) if word.isupper() else 1


def _first_read(texts: Sequence[Sequence[str]]) -> CallingText:
    """The first text that is read in time; the last one when none is."""
    for sentences in texts:
        text = _read_out(" ".join(sentence for sentence in sentences if sentence))
        found = CallingText(text, syllables(text), SYLLABLES_LIMIT)
        if found.length <= SYLLABLES_LIMIT:
            break
    return found


def _spoken(facts: MeetingFacts) -> str:
    """`08 giờ 00 phút sáng thứ Ba, ngày 20 tháng 6 năm 2017`."""
    if facts.starts_at is None:
        return "thời gian sẽ thông báo sau"
    start = facts.starts_at
    day = start.date()
    return f"{clock_words(start.time())} {part_of_day(start.time())} {weekday_name(day)}, {long_date(day)}"


def _off(facts: MeetingFacts, says_why: bool) -> str:
    because = reason_sentence(facts.reason) if says_why else ""
    if facts.state == MeetingState.CANCELLED:
        return f"Hội nghị tiếp xúc cử tri vào {_spoken(facts)} không tổ chức nữa. {because}".rstrip()
    return f"Hội nghị tiếp xúc cử tri vào {_spoken(facts)} được hoãn. {LATER} {because}".rstrip()


def short_message(facts: MeetingFacts, address: str = "", *, is_draft: bool = False) -> CallingText:
    """One message of at most 300 letters; the hall's address, the list of units, then the link give way."""
    mark = f"({DRAFT}) " if is_draft else ""
    when = "thời gian thông báo sau"
    if facts.starts_at is not None:
        when = f"{clock_text(facts.starts_at.time())} {weekday_date(facts.starts_at.date())}"
    hall = facts.venue or facts.place_text
    link = f" Gửi ý kiến: {address}" if address else ""
    if not facts.takes_place:
        return _fitted([f"{mark}{_message_off(facts, units)}" for units in (facts.units_text, _short_units(facts))])
    lead = f"{mark}{facts.council}: {'ĐỔI LỊCH, ' if facts.sequence else ''}mời cử tri"
    texts = [
        f"{lead} {units} dự hội nghị tiếp xúc cử tri lúc {when}, tại {place}.{end}"
        for units, place, end in (
            (facts.units_text, facts.place_text, link),
            (facts.units_text, hall, link),
            (_short_units(facts), hall, link),
            (_short_units(facts), hall, ""),
        )
    ]
    return _fitted(texts)


def _message_off(facts: MeetingFacts, units: str) -> str:
    word = "HỦY" if facts.state == MeetingState.CANCELLED else "HOÃN"
    day = f" ngày {short_date(facts.starts_at.date())}" if facts.starts_at else ""
    later = "" if facts.state == MeetingState.CANCELLED else " Thời gian mới báo sau."
    return f"{facts.council}: {word} hội nghị tiếp xúc cử tri {units}{day}.{later}"


def _short_units(facts: MeetingFacts) -> str:
    more = len(facts.units) - 1
    return f"{facts.units[0]} và {more} nơi khác" if more > 0 else facts.units_text


def _fitted(texts: Sequence[str]) -> CallingText:
    """The first that fits; the last one cut at a word when none does."""
    for text in texts:
        if len(text) <= LETTERS_LIMIT:
            return CallingText(text, len(text), LETTERS_LIMIT)
    cut = texts[-1][: LETTERS_LIMIT - 1].rsplit(" ", 1)[0] + "…"
    return CallingText(cut, len(cut), LETTERS_LIMIT)
