"""What the public pages show: meetings as people were told of them, and the places a visitor looks for.

Hours, halls and people come from the last release of each round, never from the office's working copy; only that a
meeting has been held is read from the meeting itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from meetings.enums import Activity, Form, MeetingState, Method
from meetings.facts import MeetingFacts, reason_sentence
from meetings.forms_public import ALL_WHEN, PAST
from meetings.models import AgendaItem, Meeting, MeetingChange, ReleasedMeeting
from meetings.models.releases import ReleasedMeetingQuerySet
from meetings.notice_texts import moment_line
from meetings.queries import facts_of, told_of
from txct.core.components import Chip, HistoryEntry, Slot
from txct.core.scoping import trusted
from txct.lib.dates import clock_text, short_date, weekday_date

NEXT_LIMIT = 6
STATE_TONES: Mapping[str, str] = {
    MeetingState.ANNOUNCED: "open",
    MeetingState.POSTPONED: "due",
    MeetingState.CANCELLED: "late",
}


def capital(text: str) -> str:
    """The text with a capital first letter, the rest untouched."""
    return text[:1].upper() + text[1:]


def map_address(facts: MeetingFacts) -> str:
    """Link to the hall on the map site; "" when there is no hall."""
    hall = ", ".join(part for part in (facts.venue, facts.address, *facts.units[:1]) if part)
    query = urlencode({"api": 1, "query": hall})
    return f"https://www.google.com/maps/search/?{query}" if facts.venue else ""


def state_word(facts: MeetingFacts) -> tuple[str, str]:
    """(tone, word) of a published meeting; one moved since it was announced says so."""
    if facts.state == MeetingState.ANNOUNCED and facts.sequence:
        return "due", "đổi lịch"
    if facts.state in STATE_TONES:
        return STATE_TONES[facts.state], str(MeetingState(facts.state).label)
    return "done", str(MeetingState.HELD.label)


def public_slot(facts: MeetingFacts) -> Slot:
    """One line of the published schedule."""
    tone, word = state_word(facts)
    told = word in ("đổi lịch", str(MeetingState.POSTPONED.label), str(MeetingState.CANCELLED.label))
    return Slot(
        title=capital(facts.title or facts.units_text),
        day=facts.starts_at.date() if facts.starts_at else None,
        start=facts.starts_at.time() if facts.starts_at else None,
        place=capital(facts.place_text),
        who="; ".join((*facts.groups, facts.council) if facts.groups else (facts.council,)),
        note=f"Lý do: {facts.reason}" if told and facts.reason else "",
        url=reverse("meetings:public-meeting", args=[facts.uid.removesuffix("@txct")]),
        tone=tone if told else "",
        word=word if told else "",
    )


def slots_of(rows: Iterable[ReleasedMeeting]) -> list[Slot]:
    """The released meetings, already narrowed, as lines of a schedule."""
    return [public_slot(told_of(row)) for row in rows]


def filtered(meetings: ReleasedMeetingQuerySet, values: Mapping[str, Any], at: datetime) -> ReleasedMeetingQuerySet:
    """MEETINGS narrowed by the cleaned values of `ScheduleFilterForm`, in the order a reader expects.

    Days given say what is meant by themselves; a last day alone means from now until then.
    """
    meetings = meetings.within(locality=values.get("don_vi") or "", council=values.get("hoi_dong") or "")
    first, last = values.get("tu"), values.get("den")
    if first or last:
        if first:
            meetings = meetings.filter(starts_at__date__gte=first)
        elif last >= timezone.localdate(at):
            meetings = meetings.filter(ends_at__gte=at)
        if last:
            meetings = meetings.filter(starts_at__date__lte=last)
        return meetings.in_order()
    if values.get("khi") == ALL_WHEN:
        return meetings.in_order()
    if values.get("khi") == PAST:
        return meetings.filter(ends_at__lt=at).order_by("-starts_at", "-meeting_id")
    return meetings.filter(Q(ends_at__gte=at) | Q(ends_at=None)).in_order()


def chips_of(values: Mapping[str, Any], labels: Mapping[str, Mapping[str, str]], query: Any) -> list[Chip]:
    """The filters in force, each with the address of the same list without it."""
    words = {
        "don_vi": lambda value: labels["don_vi"].get(value, value),
        "hoi_dong": lambda value: labels["hoi_dong"].get(value, value),
        "tu": lambda value: f"từ {short_date(value)}",
        "den": lambda value: f"đến {short_date(value)}",
        "khi": lambda value: {PAST: "đã qua", ALL_WHEN: "tất cả các ngày"}.get(value, ""),
    }
    chips = []
    for name, word in words.items():
        if values.get(name):
            rest = query.copy()
            for key in (name.replace("_", "-"), "trang"):
                rest.pop(key, None)
            chips.append(Chip(capital(word(values[name])), f"?{rest.urlencode()}"))
    return chips


@dataclass(frozen=True, slots=True)
class MeetingPage:
    """One meeting on its public page; ``news`` is what was told anew of it last, under ``news_title``."""

    heading: str
    tone: str
    word: str
    reason: str
    items: list[tuple[str, str]]
    map_url: str
    agenda: list[AgendaItem]
    history: list[HistoryEntry]
    council: str
    is_over: bool
    takes_place: bool
    news_title: str = ""
    news: str = ""

    @property
    def when_where(self) -> list[tuple[str, str]]:
        """Hour and hall alone."""
        return self.items[:2]


def told_page(meeting: Meeting, at: datetime) -> MeetingPage:
    """What people were told of MEETING, which the caller has found among the published ones."""
    row = meeting.released
    history = [_news_entry(news) for news in reversed(row.history)]
    page = _page(meeting, told_of(row), history, at)
    if row.is_over or not history:
        return page
    return replace(page, news_title=NEWS_TITLES[row.state], news=_news_words(row.history[-1]))


def meeting_page(meeting: Meeting, at: datetime) -> MeetingPage:
    """MEETING as the office has it now, with every change since it was first told."""
    with trusted():
        history = [_change_entry(change) for change in meeting.changes.all()]
    return _page(meeting, facts_of(meeting), history, at)


def _page(meeting: Meeting, facts: MeetingFacts, history: list[HistoryEntry], at: datetime) -> MeetingPage:
    tone, word = state_word(facts)
    with trusted():
        agenda = list(meeting.agenda.all())
    return MeetingPage(
        heading=facts.label,
        tone=tone,
        word=word,
        reason=facts.reason if word != str(MeetingState.HELD.label) else "",
        items=_items(facts),
        map_url=map_address(facts),
        agenda=agenda,
        history=history,
        council=facts.council,
        is_over=facts.ends_at is not None and facts.ends_at < at,
        takes_place=facts.takes_place,
    )


def _items(facts: MeetingFacts) -> list[tuple[str, str]]:
    expected = ", ".join(name for _key, name in facts.expected)
    return [
        ("Thời gian", capital(moment_line(facts))),
        ("Địa điểm", capital(facts.place_text)),
        ("Cử tri", capital(facts.units_text)),
        ("Đại biểu dự", "\n".join(part for part in (*facts.groups, expected) if part)),
        ("Chủ trì", facts.chair),
        *_kind_items(facts),
    ]


def _kind_items(facts: MeetingFacts) -> list[tuple[str, str]]:
    """What kind of contact it is; a release of earlier times did not keep it."""
    if not facts.activity:
        return []
    return [
        ("Hoạt động", capital(str(Activity(facts.activity).label))),
        ("Hình thức", f"{capital(str(Form(facts.form).label))}, {Method(facts.method).label}"),
    ]


NEWS_WORDS: Mapping[str, tuple[str, str]] = {
    MeetingState.ANNOUNCED: ("Đổi lịch", "due"),
    MeetingState.POSTPONED: ("Hoãn hội nghị", "due"),
    MeetingState.CANCELLED: ("Hủy hội nghị", "late"),
}


NEWS_TITLES: Mapping[str, str] = {
    MeetingState.ANNOUNCED: "Hội nghị đã đổi so với lịch thông báo trước đây",
    MeetingState.POSTPONED: "Hoãn hội nghị: không họp vào thời gian dưới đây, thời gian mới sẽ thông báo sau",
    MeetingState.CANCELLED: "Hủy hội nghị: không họp vào thời gian dưới đây",
}


def _news_words(news: Mapping[str, Any]) -> str:
    """Where and when it was to be held before, when that has changed, and why."""
    before = f"Trước đây: {news['old']}." if news["new"] and news["old"] != news["new"] else ""
    return " ".join(part for part in (before, reason_sentence(news["reason"])) if part)


def _news_entry(news: Mapping[str, Any]) -> HistoryEntry:
    """What one release told anew, as `ReleasedMeeting.history` keeps it."""
    title, tone = NEWS_WORDS[news["state"]]
    moved = news["old"] != news["new"]
    return HistoryEntry(
        title=title,
        when=moment_words(datetime.fromisoformat(news["at"])),
        tone=tone,
        note=f"Lý do: {news['reason']}" if news["reason"] else "",
        old=news["old"] if moved else "",
        new=news["new"] if moved else "",
    )


CHANGE_WORDS = {
    "changed": "Đổi lịch",
    "postponed": "Hoãn hội nghị",
    "cancelled": "Hủy hội nghị",
    "declined": "Hủy hội nghị",
}


def _change_entry(change: MeetingChange) -> HistoryEntry:
    return HistoryEntry(
        title=CHANGE_WORDS.get(change.kind, "Thay đổi"),
        when=moment_words(change.at),
        tone="late" if change.kind in ("cancelled", "declined") else "due",
        note=f"Lý do: {change.reason}",
        old=_when_text(change.old),
        new=_when_text(change.new),
    )


def _when_text(values: Mapping[str, Any]) -> str:
    """The hour and hall among the old or new values of a change."""
    parts = [moment_words(datetime.fromisoformat(values["starts_at"]))] if values.get("starts_at") else []
    return ", ".join([*parts, str(values["venue"])] if values.get("venue") else parts)


def moment_words(moment: datetime) -> str:
    """`14h00 thứ Ba, 20/6/2017`."""
    local = timezone.localtime(moment)
    return f"{clock_text(local.time())} {weekday_date(local.date())}"


def by_day(slots: Iterable[Slot]) -> list[tuple[Any, list[Slot]]]:
    """Slots by day in the order given; those without a day last."""
    days: dict[Any, list[Slot]] = defaultdict(list)
    for slot in slots:
        days[slot.day].append(slot)
    return sorted(days.items(), key=lambda entry: entry[0] is None)
