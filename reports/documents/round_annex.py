"""Phụ lục – Lịch tiếp xúc cử tri of a round, by itself, with the usual columns."""

from __future__ import annotations

from meetings.calling_texts import DRAFT
from meetings.facts import MeetingFacts
from meetings.models import Round
from reports.documents.letterhead import council_letterhead, place_of
from reports.documents.phrases import capital, plan_phrase, round_phrase, slot_text
from reports.documents.schedule import NAME, PrintedSchedule, draft_rows
from reports.render.model import Annex, Column, OfficialDocument, Row, Table

COLUMNS = (
    Column("Thời gian", 13, "center"),
    Column("Địa điểm", 17),
    Column("Đơn vị, cử tri", 15),
    Column("Đại biểu/Tổ", 30),
    Column("Chủ trì", 12),
    Column("Thành phần", 13),
)
"""Beside the running number."""


def round_annex(round_: Round, schedule: PrintedSchedule) -> OfficialDocument:
    """The annex of ROUND, whose plan, council and session are at hand, with the SCHEDULE in the version given.

    It belongs to the round's plan. A draft says so in its title and in its table.
    """
    plan, council, is_draft = round_.plan, round_.council, schedule.release is None
    about = round_phrase(round_, place_of(council).council) or f"– {round_.label}"
    title = f"{NAME} {about}\n({DRAFT})" if is_draft else f"{NAME} {about}"
    return OfficialDocument(
        kind="phu-luc-lich",
        letterhead=council_letterhead(council),
        profile=council.paper_profile,
        subject=title,
        author=council.name,
        body=(),
        annexes=(
            Annex(
                title=title,
                reference_line=f"(Kèm theo {plan_phrase(plan)}\ncủa {plan.issuer_name or council.name})",
                blocks=(_table(schedule, is_draft),),
                landscape=True,
            ),
        ),
    )


def _table(schedule: PrintedSchedule, is_draft: bool) -> Table:
    rows = (*draft_rows(is_draft), *(_row(line.facts) for line in schedule.lines))
    return Table(columns=COLUMNS, rows=rows, numbered=True, name=NAME, size=11)


def _row(facts: MeetingFacts) -> Row:
    return Row(
        (
            slot_text(facts.starts_at),
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
