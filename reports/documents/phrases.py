"""Turns of phrase that several papers share: sessions, rounds, hours, places, masked words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from meetings.enums import Phase
from meetings.facts import ZONE
from meetings.models import Meeting, Plan, Round
from meetings.plan_wording import session_phrase
from txct.core.privacy import mask_name
from txct.lib.dates import clock_text, clock_words, long_date, part_of_day, short_date, weekday_name
from txct.lib.numbers import count_text

PHASE_WORDS = {Phase.BEFORE: "trước kỳ họp", Phase.AFTER: "sau kỳ họp", Phase.OTHER: ""}
LAW = "Căn cứ Luật Tổ chức chính quyền địa phương"


def round_phrase(round_: Round, council_words: str) -> str:
    """`trước kỳ họp thứ 5, Hội đồng nhân dân thị xã khóa XVIII`; empty for a round outside sessions."""
    if round_.phase == Phase.OTHER:
        return ""
    return f"{PHASE_WORDS[Phase(round_.phase)].split()[0]} {session_phrase(round_.plan.session, council_words)}"


def plan_phrase(plan: Plan, on: date | None = None) -> str:
    """`Kế hoạch số 28/KH-HĐND ngày 06 tháng 6 năm 2017`."""
    day = plan.issued_on or on
    return f"Kế hoạch số {plan.number_text}{f' {long_date(day)}' if day else ''}"


def local(moment: datetime) -> datetime:
    """MOMENT on the clocks of Viet Nam."""
    return moment.astimezone(ZONE)


def slot_text(moment: datetime | None) -> str:
    """`8h00 sáng thứ Ba, 20/6/2017` for tables; empty while not placed."""
    if moment is None:
        return ""
    start = local(moment)
    return f"{clock_text(start.time())} {part_of_day(start.time())} {weekday_name(start.date())}, " + short_date(
        start.date()
    )


def moment_words(moment: datetime, *, weekday: bool = True) -> str:
    """`08 giờ 00 phút, thứ Ba, ngày 20 tháng 6 năm 2017` for running text."""
    start = local(moment)
    day = f"{weekday_name(start.date())}, {long_date(start.date())}" if weekday else long_date(start.date())
    return f"{clock_words(start.time())}, {day}"


def capital(text: str) -> str:
    """TEXT with its first letter large."""
    return text[:1].upper() + text[1:]


def amount(number: int) -> str:
    """A count in running text: `07`, `12`, `1.250`, and plain `0`."""
    return count_text(number) if number else "0"


def unit_names(meeting: Meeting) -> tuple[str, ...]:
    """Units whose voters are invited, settlements named with their commune, in the order of the alphabet."""
    units = sorted(meeting.units.all(), key=lambda unit: unit.locality.sort_key)
    return tuple(
        f"{unit.neighbourhood}, {unit.locality.full_name}" if unit.neighbourhood else unit.locality.full_name
        for unit in units
    )


def venue_text(meeting: Meeting) -> str:
    """The hall with its address; `trực tuyến` where there is none but a link."""
    if meeting.venue is None:
        return "Trực tuyến" if meeting.online_link else ""
    return ", ".join(filter(None, (meeting.venue.name, meeting.venue.address)))


def without_names(text: str, names: Iterable[str]) -> str:
    """TEXT with the full names of citizens in NAMES reduced to initials."""
    for name in sorted({name for name in names if " " in name}, key=len, reverse=True):
        text = text.replace(name, mask_name(name))
    return text


def speaker_text(name: str, home: str, *, masked: bool) -> str:
    """`Nguyễn Văn An, khu phố 2`, or with initials; `một cử tri` without a name."""
    shown = (mask_name(name) if masked else name) if name else "một cử tri"
    return ", ".join(filter(None, (shown, home)))
