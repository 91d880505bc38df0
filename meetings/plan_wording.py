"""How plans and what follows from them name sessions, councils and spans of days."""

from __future__ import annotations

from datetime import date

from delegates.models import Council
from meetings.models import CouncilSession
from txct.lib.dates import long_date

COUNCIL_WORDS = "Hội đồng nhân dân"


def council_phrase(council: Council) -> str:
    """`Hội đồng nhân dân thị xã`: the council by the kind of its place, as running text names it."""
    return f"{COUNCIL_WORDS} {council.locality.kind_text}"


def session_phrase(session: CouncilSession | None, council_words: str) -> str:
    """`kỳ họp thứ 5, Hội đồng nhân dân thị xã khóa XVIII`."""
    if session is None:
        return f"kỳ họp {council_words}"
    return f"kỳ họp thứ {session.ordinal}, {council_words} khóa {session.term.roman}"


def span_phrase(first: date, last: date) -> str:
    """`từ ngày 20 tháng 6 năm 2017 đến ngày 22 tháng 6 năm 2017`, or the one day."""
    return long_date(first) if first == last else f"từ {long_date(first)} đến {long_date(last)}"
