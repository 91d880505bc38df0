"""Phụ lục – Lịch tiếp xúc cử tri of a round, by itself: what people were last told, with the usual columns."""

from __future__ import annotations

from meetings.calling_texts import DRAFT
from meetings.facts import MeetingFacts
from meetings.models import Meeting, Round
from meetings.queries import Known, as_known, with_parts
from reports.documents.letterhead import council_letterhead, place_of
from reports.documents.phrases import capital, plan_phrase, round_phrase, slot_text
from reports.render.model import Annex, Column, OfficialDocument, Row, Table
from txct.core.scoping import trusted

COLUMNS = (
    Column("Thời gian", 15, "center"),
    Column("Địa điểm", 20),
    Column("Đơn vị, cử tri", 17),
    Column("Đại biểu/Tổ", 20),
    Column("Chủ trì", 12),
    Column("Thành phần", 16),
)
"""Beside the running number."""
NAME = "Lịch tiếp xúc cử tri"


def placed_meetings(round_: Round) -> list[Known]:
    """The round's meetings that take place at a known hour, as people know them, in order of time.

    A fixed number of queries.
    """
    with trusted():
        known = as_known(with_parts(Meeting.objects.filter(round=round_)))
    return sorted((one for one in known if one.is_placed), key=lambda one: (one.facts.starts_at, one.facts.id))


def round_annex(round_: Round) -> OfficialDocument:
    """The annex of ROUND, whose plan, council and session are at hand; it belongs to the round's plan.

    A meeting never released is marked as a draft; when none was, the title says so instead.
    """
    plan, council, known = round_.plan, round_.council, placed_meetings(round_)
    is_draft = bool(known) and not any(one.is_told for one in known)
    about = round_phrase(round_, place_of(council).council) or f"– {round_.label}"
    title = f"{NAME} {about}"
    return OfficialDocument(
        kind="phu-luc-lich",
        letterhead=council_letterhead(council),
        profile=council.paper_profile,
        subject=title,
        reference_line=title,
        author=council.name,
        body=(),
        annexes=(
            Annex(
                title=f"{title}\n({DRAFT})" if is_draft else title,
                reference_line=f"(Kèm theo {plan_phrase(plan)}\ncủa {plan.issuer_name or council.name})",
                blocks=(_table(known, marks_drafts=not is_draft),),
                landscape=True,
            ),
        ),
    )


def _table(known: list[Known], *, marks_drafts: bool) -> Table:
    rows = tuple(_row(one, is_draft=marks_drafts and not one.is_told) for one in known)
    return Table(columns=COLUMNS, rows=rows, numbered=True, name=NAME, size=11)


def _row(known: Known, *, is_draft: bool) -> Row:
    facts = known.facts
    mark = f"\n({DRAFT})" if is_draft else ""
    return Row(
        (
            f"{slot_text(facts.starts_at)}{mark}",
            capital(facts.place_text),
            capital("; ".join(facts.units) or facts.title),
            "\n".join(filter(None, ("; ".join(facts.groups), ", ".join(name for _key, name in facts.expected)))),
            facts.chair,
            _attending(facts),
        )
    )


def _attending(facts: MeetingFacts) -> str:
    """Who else comes: councils that take part, bodies that answer, the voters."""
    joint = [f"đại biểu {name}" for _key, name in facts.joint]
    officers = [name for _key, name in facts.officers]
    return capital("; ".join([*joint, *officers, "cử tri trên địa bàn"]))
