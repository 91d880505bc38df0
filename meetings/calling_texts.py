"""What is called out and sent round before a meeting: the text for loudspeakers, and the short message."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from meetings.enums import MeetingState, Phase
from meetings.facts import MeetingFacts
from txct.lib.dates import clock_text, clock_words, long_date, part_of_day, short_date, weekday_date, weekday_name

WORDS_LIMIT = 220
"""What a reader says aloud in ninety seconds."""
LETTERS_LIMIT = 300
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


def loudspeaker_text(facts: MeetingFacts, *, has_poster: bool = True) -> CallingText:
    """The announcement as it is read aloud, at most 220 words; what matters least is left out first.

    HAS_POSTER adds how those who cannot come write. A meeting put off or called off says only that.
    """
    names = ", ".join(name for _key, name in facts.expected)
    lead = f"Kính thưa bà con cử tri {facts.units_text}. Thường trực {facts.council} xin thông báo:"
    if not facts.takes_place:
        return _counted([lead, _off(facts), "Xin cảm ơn bà con đã chú ý lắng nghe."])
    who = f"Dự hội nghị có {'; '.join(facts.groups)}." if facts.groups else ""
    people = f"Các đại biểu: {names}." if names else ""
    written = "Bà con không đến dự được có thể gửi ý kiến bằng mã QR in trên áp phích của hội nghị."
    written = written if has_poster else ""
    kept = [
        lead,
        f"Hội nghị tiếp xúc cử tri được tổ chức vào {_spoken(facts)}, tại {facts.place_text}.",
        f"Tại hội nghị, {ABOUT[Phase(facts.phase)]}; bà con phát biểu ý kiến, kiến nghị với đại biểu.",
        "Trân trọng kính mời bà con đến dự đông đủ, đúng giờ.",
    ]
    for extra in ((who, people, written), (who, written), (who,), ()):
        found = _counted([*kept[:2], *(text for text in extra if text), *kept[2:]])
        if found.length <= WORDS_LIMIT:
            return found
    return _counted([f"Kính thưa bà con cử tri. Thường trực {facts.council} xin thông báo:", *kept[1:]])


def _counted(sentences: Sequence[str]) -> CallingText:
    text = " ".join(sentences)
    return CallingText(text, len(text.split()), WORDS_LIMIT)


def _spoken(facts: MeetingFacts) -> str:
    """`08 giờ 00 phút sáng thứ Ba, ngày 20 tháng 6 năm 2017`."""
    if facts.starts_at is None:
        return "thời gian sẽ thông báo sau"
    start = facts.starts_at
    day = start.date()
    return f"{clock_words(start.time())} {part_of_day(start.time())} {weekday_name(day)}, {long_date(day)}"


def _off(facts: MeetingFacts) -> str:
    because = f" Lý do: {facts.reason}." if facts.reason else ""
    if facts.state == MeetingState.CANCELLED:
        return f"Hội nghị tiếp xúc cử tri vào {_spoken(facts)} không tổ chức nữa.{because}"
    return f"Hội nghị tiếp xúc cử tri vào {_spoken(facts)} được hoãn; thời gian mới sẽ thông báo sau.{because}"


def short_message(facts: MeetingFacts, address: str = "") -> CallingText:
    """One message of at most 300 letters; the hall's address, the list of units, then the link give way."""
    when = "thời gian thông báo sau"
    if facts.starts_at is not None:
        when = f"{clock_text(facts.starts_at.time())} {weekday_date(facts.starts_at.date())}"
    hall = facts.venue or facts.place_text
    link = f" Gửi ý kiến: {address}" if address else ""
    if not facts.takes_place:
        return _fitted([_message_off(facts, units) for units in (facts.units_text, _short_units(facts))])
    texts = [
        f"{facts.council}: mời cử tri {units} dự hội nghị tiếp xúc cử tri lúc {when}, tại {place}.{end}"
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
