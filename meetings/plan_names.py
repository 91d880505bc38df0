"""Named places in the text of a plan: `{khai mạc}` stands for a value that the session, the rounds or the plan give.

A name is written in braces; case, accents and spacing do not matter. What a name stands for is printed in the style
of papers, and becomes plain text when the plan is issued.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from delegates.models import Council, Delegate, DelegateGroup, Neighbourhood
from meetings.enums import Phase
from meetings.meeting_choices import wards_of
from meetings.models import CouncilSession, Plan, Round
from meetings.plan_wording import council_phrase, session_phrase, span_phrase
from txct.core.scoping import trusted
from txct.lib.dates import long_date
from txct.lib.numbers import count_text
from txct.lib.text import fold

SESSION, ROUNDS, PLAN, COUNCIL = "session", "rounds", "report_due_on", "council"
"""Where the value of a name is entered: the session, the rounds, a field of the plan, the council's own records."""
NAMES: Mapping[str, tuple[str, str]] = {
    "kỳ họp": (SESSION, "tên đầy đủ của kỳ họp"),
    "tên kỳ họp": (SESSION, "kỳ họp thứ mấy"),
    "khóa": (SESSION, "khóa của Hội đồng"),
    "nhiệm kỳ": (SESSION, "các năm của nhiệm kỳ"),
    "khai mạc": (SESSION, "ngày khai mạc kỳ họp"),
    "bế mạc": (SESSION, "ngày bế mạc kỳ họp"),
    "đợt trước: từ ngày": (ROUNDS, "ngày đầu của đợt trước kỳ họp"),
    "đợt trước: đến ngày": (ROUNDS, "ngày cuối của đợt trước kỳ họp"),
    "đợt trước: thời gian": (ROUNDS, "từ ngày đến ngày của đợt trước kỳ họp"),
    "đợt sau: từ ngày": (ROUNDS, "ngày đầu của đợt sau kỳ họp"),
    "đợt sau: đến ngày": (ROUNDS, "ngày cuối của đợt sau kỳ họp"),
    "đợt sau: thời gian": (ROUNDS, "từ ngày đến ngày của đợt sau kỳ họp"),
    "hạn báo cáo của Tổ": (PLAN, "ngày các Tổ đại biểu gửi báo cáo"),
    "số đơn vị": (COUNCIL, "số xã, phường; với Hội đồng cấp xã là số thôn, khu phố"),
    "số Tổ đại biểu": (COUNCIL, "số Tổ đại biểu của nhiệm kỳ"),
    "số đại biểu": (COUNCIL, "số đại biểu đang làm nhiệm vụ"),
    "Hội đồng": (COUNCIL, "tên Hội đồng nhân dân"),
}
"""Name → where its value is entered, what it stands for. The one table of names; forms and guide show it."""
_BY_KEY = {fold(name): name for name in NAMES}
_NAME = re.compile(r"\{([^{}\n]{0,60})\}")
_PRINTED_DATE = re.compile(
    r"\bngày (?P<day>\d{1,2}) tháng (?P<month>\d{1,2}) năm (?P<year>\d{4})\b"
    r"|(?:\bngày )?(?<![\d/.-])(?P<d>\d{1,2})[/.-](?P<m>\d{1,2})[/.-](?P<y>\d{4})(?![\d/])",
    re.IGNORECASE,
)
_PHASES = {"đợt trước": Phase.BEFORE, "đợt sau": Phase.AFTER}


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text: "text" as written, "value" put in for a name, "missing" a name without a value."""

    kind: str
    text: str


def known_name(written: str) -> str | None:
    """The name of the table that WRITTEN stands for; None when there is none."""
    return _BY_KEY.get(fold(written))


def nearest_name(written: str) -> str:
    """The name of the table most like WRITTEN."""
    key = fold(written)
    found = difflib.get_close_matches(key, _BY_KEY, n=1, cutoff=0.0)
    return _BY_KEY[found[0]]


def names_in(text: str) -> list[str]:
    """What stands in braces in TEXT, as written, in order."""
    return [found[1].strip() for found in _NAME.finditer(text)]


def pieces_of(text: str, values: Mapping[str, str]) -> Iterator[Piece]:
    """TEXT cut where names stand; a name without a value, or that is not in the table, stays in its braces."""
    end = 0
    for found in _NAME.finditer(text):
        if found.start() > end:
            yield Piece("text", text[end : found.start()])
        value = values.get(known_name(found[1]) or "", "")
        yield Piece("value", value) if value else Piece("missing", found[0])
        end = found.end()
    if end < len(text):
        yield Piece("text", text[end:])


def fill(text: str, values: Mapping[str, str]) -> str:
    """TEXT with every name that has a value replaced by it."""
    return "".join(piece.text for piece in pieces_of(text, values))


def unknown_names(paragraphs: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, int, str]]:
    """(part, paragraph from 1, name) of every name that is not in the table."""
    for part, texts in paragraphs.items():
        for place, text in enumerate(texts, start=1):
            for name in names_in(text):
                if known_name(name) is None:
                    yield part, place, name


def open_braces(paragraphs: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, int]]:
    """(part, paragraph from 1) wherever a brace stands without its other half: a name begun and not ended."""
    for part, texts in paragraphs.items():
        for place, text in enumerate(texts, start=1):
            if set(_NAME.sub("", text)) & set("{}"):
                yield part, place


def unfilled_names(texts: Iterable[str], values: Mapping[str, str]) -> list[str]:
    """Names of the table used in TEXTS that have no value yet, each once."""
    used = [known_name(name) for text in texts for name in names_in(text)]
    return list(dict.fromkeys(name for name in used if name and not values.get(name)))


def values_of(plan: Plan) -> dict[str, str]:
    """What each name stands for in PLAN, as papers print it; empty while not known."""
    with trusted():
        session = CouncilSession.objects.select_related("term").filter(pk=plan.session_id).first()
        council = Council.objects.select_related("locality").get(pk=plan.council_id)
        found = {**_of_session(session, council), **_of_rounds(rounds_of(plan)), **_of_council(council, session, plan)}
    found["hạn báo cáo của Tổ"] = long_date(plan.report_due_on) if plan.report_due_on else ""
    return found


def rounds_owner(plan: Plan) -> Plan:
    """The plan that holds the rounds: an amendment and a group's plan speak of those of the plan they stand on."""
    with trusted():
        while (above := plan.amends or plan.follows) is not None:
            plan = above
    return plan


def rounds_of(plan: Plan) -> list[Round]:
    """The rounds that PLAN speaks of, by their days; the one that gathers contacts asked for is none of the plan's."""
    with trusted():
        planned = Round.objects.filter(plan=rounds_owner(plan), is_off_plan=False)
        return list(planned.order_by("starts_on", "pk"))


def _of_session(session: CouncilSession | None, council: Council) -> dict[str, str]:
    if session is None:
        return {}
    return {
        "kỳ họp": session_phrase(session, council_phrase(council)),
        "tên kỳ họp": str(session),
        "khóa": f"khóa {session.term.roman}",
        "nhiệm kỳ": f"nhiệm kỳ {session.term.years}",
        "khai mạc": long_date(session.opens_on) if session.opens_on else "",
        "bế mạc": long_date(session.closes_on) if session.closes_on else "",
    }


def _of_rounds(rounds: Iterable[Round]) -> dict[str, str]:
    found = {}
    of_phase = {round_.phase: round_ for round_ in rounds}
    for words, phase in _PHASES.items():
        round_ = of_phase.get(phase)
        if round_ is not None:
            found[f"{words}: từ ngày"] = long_date(round_.starts_on)
            found[f"{words}: đến ngày"] = long_date(round_.ends_on)
            found[f"{words}: thời gian"] = span_phrase(round_.starts_on, round_.ends_on)
    return found


def _of_council(council: Council, session: CouncilSession | None, plan: Plan) -> dict[str, str]:
    found = {"Hội đồng": council.name}
    day = (session.opens_on if session else None) or plan.issued_on
    term = session.term if session else None
    if term is not None:
        found["số Tổ đại biểu"] = _count(DelegateGroup.objects.filter(term=term).count())
    if day is not None:
        wards = wards_of(council, day)
        settlements = Neighbourhood.objects.filter(locality__in=wards, valid_to=None).count()
        found["số đơn vị"] = _count(len(wards) if len(wards) > 1 else settlements)
        found["số đại biểu"] = _count(Delegate.objects.in_office(day).filter(council=council, term=term).count())
    return found


def _count(number: int) -> str:
    return count_text(number) if number else ""


def as_names(text: str, values: Mapping[str, str]) -> str:
    """TEXT with what the names stand for put back into names: an earlier plan's days do not stay in a new plan.

    The session is found by its words, a day in any of its printed forms; a day that several names stand for stays.
    """
    for name in ("kỳ họp", "tên kỳ họp"):
        if values.get(name):
            text = re.sub(rf"{re.escape(values[name])}(?!\w)", f"{{{name}}}", text, flags=re.IGNORECASE)
    of_day: dict[date, list[str]] = {}
    for name in NAMES:
        days = dates_in(values.get(name, ""))
        if len(days) == 1 and not name.endswith("thời gian"):
            of_day.setdefault(days[0], []).append(name)

    def replaced(match: re.Match[str]) -> str:
        names = of_day.get(day, []) if (day := _date_of(match)) else []
        return f"{{{names[0]}}}" if len(names) == 1 else match[0]

    return _PRINTED_DATE.sub(replaced, text)


def dates_in(text: str) -> list[date]:
    """The full dates printed in TEXT, in order; impossible ones are left out."""
    return [day for match in _PRINTED_DATE.finditer(text) if (day := _date_of(match))]


def _date_of(match: re.Match[str]) -> date | None:
    day, month, year = (match[one] or match[other] for one, other in (("day", "d"), ("month", "m"), ("year", "y")))
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
