"""What people read: subject and plain text of a notice, in the words of an office."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings

from meetings.enums import MeetingState, NoticeKind
from meetings.facts import MeetingFacts, reason_sentence
from txct.lib.dates import clock_text, part_of_day, weekday_date

SUBJECT_LIMIT = 250
MY_PAGES = "/dai-bieu/"
PUBLIC_PAGES = "/lich-tiep-xuc/"


class Part(StrEnum):
    """What an addressee has to do with a meeting."""

    DELEGATE = "delegate"
    HEAD = "head"
    UNIT = "unit"
    CHAIR = "chair"
    ANSWERS = "answers"
    FRONT = "front"
    HALL = "hall"
    COUNCIL = "council"


ASKED: Mapping[Part, str] = {
    Part.DELEGATE: "trân trọng kính mời đại biểu dự {label}:",
    Part.HEAD: "thông báo để Tổ trưởng biết, phân công đại biểu của Tổ dự {label}:",
    Part.UNIT: "thông báo lịch {label}; đề nghị thông báo rộng rãi để cử tri biết và tham dự:",
    Part.CHAIR: "trân trọng kính mời cơ quan chủ trì {label}:",
    Part.ANSWERS: "trân trọng kính mời cơ quan cử người dự và trả lời cử tri tại {label}:",
    Part.FRONT: "thông báo lịch {label}; đề nghị phối hợp tổ chức:",
    Part.HALL: "thông báo lịch {label}; đề nghị bố trí hội trường:",
    Part.COUNCIL: "thông báo lịch {label}, có đại biểu của Hội đồng cùng tiếp xúc cử tri:",
}
"""What each is asked at first, after the name of the standing committee that writes."""


@dataclass(frozen=True, slots=True)
class NoticeText:
    """Subject and body as the addressee reads them."""

    subject: str
    body: str


def notice_text(
    kind: str, new: MeetingFacts, addressee: str, *, old: MeetingFacts | None = None, part: Part = Part.DELEGATE
) -> NoticeText:
    """The text of one notice. OLD is what the addressee was told before, shown beside what holds now."""
    if kind == NoticeKind.CANCELLATION:
        lines = _cancelled(new, old, part)
    elif kind == NoticeKind.CHANGE:
        lines = _changed(new, old)
    else:
        lines = [_opening(kind, new, part), "", *_when_and_where(new), *_who(new)]
    body = "\n".join([f"Kính gửi: {addressee}", "", *lines, "", *_ending(kind, new, part)])
    return NoticeText(_subject(kind, new)[:SUBJECT_LIMIT], body)


def _subject(kind: str, facts: MeetingFacts) -> str:
    if kind == NoticeKind.CHANGE and facts.state == MeetingState.POSTPONED:
        lead = "Hoãn hội nghị"
    else:
        lead = {
            NoticeKind.INVITATION: "Giấy mời",
            NoticeKind.SCHEDULE: "Thông báo lịch",
            NoticeKind.CHANGE: "Thay đổi lịch",
            NoticeKind.CANCELLATION: "Hủy hội nghị",
            NoticeKind.REMINDER: "Nhắc lịch",
        }[NoticeKind(kind)]
    return f"{lead}: tiếp xúc cử tri {facts.units_text}, {facts.moment_text}"


def _opening(kind: str, facts: MeetingFacts, part: Part) -> str:
    who = f"Thường trực {facts.council}"
    if kind == NoticeKind.REMINDER:
        return f"{who} nhắc lịch {facts.label}:"
    return f"{who} {ASKED[part].format(label=facts.label)}"


def moment_line(facts: MeetingFacts) -> str:
    """`14h00 (chiều) thứ Ba, 20/6/2017, dự kiến đến 17h00`."""
    if facts.starts_at is None:
        return "thông báo sau"
    start = facts.starts_at
    text = f"{clock_text(start.time())} ({part_of_day(start.time())}) {weekday_date(start.date())}"
    return f"{text}, dự kiến đến {clock_text(facts.ends_at.time())}" if facts.ends_at else text


def _when_and_where(facts: MeetingFacts) -> list[str]:
    return [
        f"Thời gian: {moment_line(facts)}.",
        f"Địa điểm: {facts.place_text}.",
        f"Cử tri: {facts.units_text}.",
    ]


def _who(facts: MeetingFacts) -> list[str]:
    lines = [f"Chủ trì: {facts.chair}."] if facts.chair else []
    if facts.groups:
        lines.append(f"Tổ đại biểu: {'; '.join(facts.groups)}.")
    if facts.expected:
        lines.append(f"Đại biểu dự: {', '.join(name for _key, name in facts.expected)}.")
    if facts.officers:
        lines.append(f"Trả lời cử tri: {'; '.join(name for _key, name in facts.officers)}.")
    return lines


def _changed(new: MeetingFacts, old: MeetingFacts | None) -> list[str]:
    because = reason_sentence(new.reason)
    before = f"Trước đây: {moment_line(old)}, tại {old.place_text}." if old is not None else ""
    if new.state == MeetingState.POSTPONED:
        lines = [f"{new.label} được hoãn; thời gian mới sẽ thông báo sau. {because}".rstrip(), "", before]
        return [line for line in lines if line or before]
    lines = [f"{new.label} thay đổi như sau. {because}".rstrip(), "", *_when_and_where(new), *_who(new)]
    return [*lines, "", before] if before else lines


def _cancelled(new: MeetingFacts, old: MeetingFacts | None, part: Part) -> list[str]:
    told = old or new
    if new.takes_place:
        freed = "Không còn phân công dự" if part == Part.DELEGATE else "Không còn đề nghị tham gia"
        return [
            f"{freed} {told.label}, {moment_line(told)}, tại {told.place_text}.",
            "Lịch đã nhận trước đây về hội nghị này không còn hiệu lực.",
        ]
    because = reason_sentence(new.reason)
    return [f"{told.label}, {moment_line(told)}, tại {told.place_text}, được hủy. {because}".rstrip()]


def _ending(kind: str, facts: MeetingFacts, part: Part) -> list[str]:
    if part != Part.DELEGATE:
        return [f"Xem lịch tiếp xúc cử tri: {settings.SITE_URL}{PUBLIC_PAGES}"]
    asked = kind in (NoticeKind.INVITATION, NoticeKind.CHANGE, NoticeKind.REMINDER) and facts.takes_place
    lead = "Xác nhận tham dự hoặc xin vắng tại" if asked else "Xem lịch của đại biểu tại"
    return [f"{lead}: {settings.SITE_URL}{MY_PAGES}"]
