"""Kế hoạch tiếp xúc cử tri, with the schedule of each round as an annex."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from delegates.models import Council
from meetings.enums import Phase, PlanSection
from meetings.models import Plan, PlanTask, Round
from meetings.plan_names import fill, names_in, pieces_of, rounds_of
from meetings.plan_tasks import by_doer, days_of, task_text, tasks_of
from meetings.plan_texts import name_values, text_of
from meetings.plan_wording import session_phrase, span_phrase
from reports.documents.letterhead import (
    council_letterhead,
    dated,
    group_letterhead,
    group_signature,
    place_of,
    recipients,
    signature_of,
    with_number,
)
from reports.documents.phrases import PHASE_WORDS, capital, plan_phrase
from reports.documents.schedule import Line, planned_lines, schedule_annex
from reports.plan_differences import amendment_changes, change_sentence
from reports.render.model import (
    Annex,
    Block,
    Clause,
    Dash,
    Letterhead,
    OfficialDocument,
    Paragraph,
    Part,
    Point,
    Run,
    Text,
)
from txct.lib.numbers import point_letter

_MARK = re.compile(
    r"^(?:(?P<dash>[-–—•*])|(?P<number>\d{1,2}(?:\.\d{1,2})*)[.)]|(?P<letter>[a-zđ]{1,2})[.)])\s+(?P<text>\S.*)$",
    re.DOTALL,
)
Texts = dict[PlanSection, list[str]]
UNFILLED = "chưa có"


def plan_document(plan: Plan, *, on: date) -> OfficialDocument:
    """The plan as it would be issued on the day ON, with the number it has so far."""
    council = Council.objects.select_related("locality").get(pk=plan.council_id)
    stored = text_of(plan)
    values = name_values(plan, stored)
    texts = _texts(stored, values)
    rounds = rounds_of(plan)
    place = place_of(council)
    annexes = _annexes(plan, rounds, place.council)
    scheduled_in, changes = bool(annexes), _changes_annex(plan)
    annexes += changes
    lines = [line.lstrip("-– ").rstrip(";./ ") for line in texts[PlanSection.RECIPIENT]]
    archived = [line for line in lines if line.lower().startswith("lưu")]
    partners = [row.council.name for row in plan.partners.filter(refused_at=None).select_related("council")]
    opening = _opening(plan, values, place.standing)
    body = _body(opening, texts, rounds, tasks_of(plan), scheduled_in=scheduled_in)
    doc = OfficialDocument(
        kind="ke-hoach",
        letterhead=group_letterhead(plan.group) if plan.group else _joint_letterhead(council, partners),
        number=plan.number,
        symbol=plan.symbol,
        **dated(council, on) | {"place": plan.place_name or council.place_name},
        title="Kế hoạch",
        subject=_subject(plan.title, council.name, partners),
        bases=tuple(marked_text(text) for text in texts[PlanSection.BASIS]),
        body=_amending(plan, bool(changes)) + body,
        right=group_signature(plan.group, on) if plan.group else signature_of(plan.signatory),
        recipients=recipients(
            *partners, *(line for line in lines if line not in archived), archive=(archived or ["Lưu: VT"])[-1]
        ),
        annexes=annexes,
    )
    return with_number(doc, doc.number)


def _joint_letterhead(council: Council, partners: Sequence[str]) -> Letterhead:
    """The council's own head; of a joint plan the names of all its councils."""
    own = council_letterhead(council)
    return Letterhead(issuers=(council.name, *partners)) if partners else own


def _subject(title: str, council: str, partners: Sequence[str]) -> str:
    """What the plan is about; of a joint plan with the names of its councils, unless TITLE has them."""
    names = [council, *partners]
    if not partners or all(name in title for name in names):
        return title
    return f"{title} của {', '.join(names[:-1])} và {names[-1]}"


def _texts(stored: Mapping[str, Sequence[str]], values: Mapping[str, str]) -> Texts:
    found: Texts = defaultdict(list)
    for section, paragraphs in stored.items():
        found[PlanSection(section)] = [fill(text, values) for text in paragraphs]
    return found


def marked_text(text: str) -> Text:
    """TEXT with the names that have no value yet made plain to see; they never reach an issued paper."""
    if not names_in(text):
        return text
    return tuple(
        Run(f"{piece.text} ({UNFILLED})", bold=True, italic=True) if piece.kind == "missing" else Run(piece.text)
        for piece in pieces_of(text, {})
    )


def _opening(plan: Plan, values: Mapping[str, str], standing: str) -> Text:
    return marked_text(fill(plan.opening, values) or f"{standing} xây dựng kế hoạch tiếp xúc cử tri như sau:")


def _body(
    opening: Text, texts: Texts, rounds: Sequence[Round], tasks: Sequence[PlanTask], *, scheduled_in: bool
) -> tuple[Block, ...]:
    blocks: list[Block] = [Paragraph(opening), Part("Mục đích, yêu cầu", 1), Clause(1, "Mục đích")]
    blocks += _marked(texts[PlanSection.PURPOSE], Dash)
    blocks += [Clause(2, "Yêu cầu"), *_marked(texts[PlanSection.REQUIREMENT], Dash)]
    blocks += [Part("Thời gian", 2), *(_clauses(texts[PlanSection.TIME]) or _windows(rounds))]
    blocks += [Part("Nội dung", 3), *_content(texts)]
    place = _clauses(texts[PlanSection.PLACE])
    if scheduled_in:
        place.append(
            Paragraph("Ngày, giờ, địa điểm và Tổ đại biểu dự từng hội nghị ghi tại Phụ lục kèm theo Kế hoạch này.")
        )
    blocks += [Part("Địa điểm, thành phần", 4), *place]
    organisation = _clauses(texts[PlanSection.ORGANISATION])
    blocks += [Part("Tổ chức thực hiện", 5), *organisation, *_tasks(tasks, after=organisation)]
    return tuple(blocks)


def _tasks(tasks: Sequence[PlanTask], *, after: Sequence[Block]) -> list[Block]:
    """Each body or group as a clause numbered on from those before, its tasks below it with their days."""
    numbers = [block.number for block in after if isinstance(block, Clause)]
    last = max((int(str(number).partition(".")[0]) for number in numbers), default=0)
    days = days_of(tasks)
    blocks: list[Block] = []
    for number, (doer, rows) in enumerate(by_doer(tasks).items(), start=last + 1):
        blocks.append(Clause(number, capital(doer)))
        blocks += [Dash(task_text(task.what, days[task.pk])) for task in rows]
    return blocks


def _windows(rounds: Sequence[Round]) -> list[Block]:
    """The days of the rounds, where the plan has no words of its own for them."""
    return [
        Clause(
            number,
            text=f"{capital(PHASE_WORDS[Phase(round_.phase)] or round_.label)}: "
            f"{span_phrase(round_.starts_on, round_.ends_on)}.",
        )
        for number, round_ in enumerate(rounds, start=1)
    ]


def _content(texts: Texts) -> list[Block]:
    blocks: list[Block] = []
    parts = (("Trước kỳ họp", PlanSection.CONTENT_BEFORE), ("Sau kỳ họp", PlanSection.CONTENT_AFTER))
    number = 0
    for title, section in parts:
        if texts[section]:
            number += 1
            first = _MARK.match(texts[section][0])
            if first is None or not first["number"]:
                blocks.append(Clause(number, title))
            blocks += _marked(texts[section], Point)
    return blocks


def _clauses(paragraphs: Sequence[str]) -> list[Block]:
    return _marked(paragraphs, Clause)


def _marked(paragraphs: Sequence[str], otherwise: type[Clause] | type[Point] | type[Dash]) -> list[Block]:
    """Paragraphs with the marks they were written with; where none has any, all are OTHERWISE in order."""
    found = [_MARK.match(text) for text in paragraphs]
    if not any(found):
        return [_made(otherwise, index, text) for index, text in enumerate(paragraphs)]
    return [
        _as_written(match) if match else Paragraph(marked_text(text))
        for match, text in zip(found, paragraphs, strict=True)
    ]


def _made(kind: type[Clause] | type[Point] | type[Dash], index: int, text: str) -> Block:
    if kind is Clause:
        return Clause(index + 1, text=marked_text(text))
    return Point(point_letter(index), marked_text(text)) if kind is Point else Dash(marked_text(text))


def _as_written(match: re.Match[str]) -> Block:
    if match["number"]:
        # A numbered line that is a heading has no stop at its end (decree 30/2020: bold where it has a title).
        heading = len(match["text"]) < 80 and match["text"][-1] not in ".;:,!?/)"
        text = marked_text(match["text"])
        return Clause(match["number"], text) if heading else Clause(match["number"], text=text)
    text = marked_text(match["text"])
    return Point(match["letter"], text) if match["letter"] else Dash(text)


def _amending(plan: Plan, listed: bool) -> tuple[Block, ...]:
    """The sentence that says which plan is amended and where the changes stand."""
    if plan.amends is None:
        return ()
    where = "; các nội dung điều chỉnh được liệt kê tại Phụ lục kèm theo Kế hoạch này" if listed else ""
    return (Paragraph(f"Kế hoạch này điều chỉnh {plan_phrase(plan.amends)}{where}."),)


def _changes_annex(plan: Plan) -> tuple[Annex, ...]:
    """What an amended plan puts in, leaves out and rewords, part by part."""
    blocks: list[Block] = []
    for part in amendment_changes(plan):
        blocks.append(Paragraph((Run(part.label, bold=True),), indent=False))
        blocks += [Dash(marked_text(change_sentence(change))) for change in part.changes]
    title = f"Nội dung điều chỉnh {plan_phrase(plan.amends)}" if plan.amends else ""
    return (Annex(title=title, blocks=tuple(blocks)),) if blocks else ()


def _of_plan(plan: Plan, line: Line) -> bool:
    """Whether a meeting stands in the schedule of PLAN: of a group's plan only the meetings of the group."""
    return plan.group_id is None or plan.group_id in line.facts.group_ids


def _annexes(plan: Plan, rounds: Sequence[Round], council_words: str) -> tuple[Annex, ...]:
    """The schedule of every round whose meetings have their hours, as planned: the plan comes before the release."""
    annexes = []
    for round_ in rounds:
        lines = [line for line in planned_lines(round_) if _of_plan(plan, line)]
        if lines:
            phase = PHASE_WORDS[Phase(round_.phase)]
            about = session_phrase(plan.session, council_words).removeprefix("kỳ họp ")
            title = f"Lịch tiếp xúc cử tri {phase} {about}" if phase else f"Lịch tiếp xúc cử tri: {round_.label}"
            annexes.append(schedule_annex(title, lines, f"Lịch {phase or round_.pk}"))
    return tuple(annexes)
