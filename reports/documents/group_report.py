"""Báo cáo kết quả tiếp xúc cử tri của Tổ đại biểu."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby

from delegates.models import DelegateGroup
from meetings.models import Round
from reports.documents.letterhead import (
    dated,
    group_letterhead,
    group_signature,
    place_of,
    recipients,
    with_number,
)
from reports.documents.phrases import amount, capital, plan_phrase, round_phrase
from reports.documents.tables import NUMBER, section_of
from reports.figure_lines import PetitionLine, VoiceLine
from reports.figures import RoundFigures
from reports.render.model import (
    Annex,
    Block,
    Clause,
    Column,
    Dash,
    GroupRow,
    OfficialDocument,
    Paragraph,
    Part,
    Row,
    Table,
)

NONE_ANSWERED = "Không có ý kiến được trả lời ngay tại hội nghị."
NO_PETITION = "Không có kiến nghị phải chuyển cơ quan giải quyết."


def group_report_document(
    round_: Round, group: DelegateGroup, figures: RoundFigures, *, on: date, assessment: str = ""
) -> OfficialDocument:
    """What GROUP reports of its meetings in ROUND; FIGURES are those of the group."""
    council = group.council
    place = place_of(council)
    about = round_phrase(round_, place.council) or round_.label
    closing = f"Trên đây là báo cáo kết quả tiếp xúc cử tri của {group.label}."
    doc = OfficialDocument(
        kind="bao-cao-to-dai-bieu",
        letterhead=group_letterhead(group),
        symbol=f"BC-TĐB{group.number}",
        **dated(council, on),
        title="Báo cáo",
        subject=f"Kết quả tiếp xúc cử tri\n{about}",
        addressees=(place.standing, f"Ban Thường trực Ủy ban Mặt trận Tổ quốc Việt Nam {place.kind}"),
        body=(
            Paragraph(f"Thực hiện {plan_phrase(round_.plan)}, {group.label} báo cáo kết quả tiếp xúc cử tri như sau:"),
            Part("Tình hình tổ chức", 1),
            *_organisation(figures),
            Part("Ý kiến đã được trả lời tại hội nghị", 2),
            *(spot_answers(figures.spot_answers) or [Paragraph(NONE_ANSWERED)]),
            Part("Kiến nghị chuyển cấp có thẩm quyền giải quyết", 3),
            *(by_authority(figures.lines) or [Paragraph(NO_PETITION)]),
            *_own_words(assessment),
            Paragraph(closing),
        ),
        right=group_signature(group, on),
        recipients=recipients("Như trên", f"Thành viên {group.label}", archive=f"Lưu: {group.label}"),
        annexes=(_annex(figures),) if figures.lines else (),
    )
    return with_number(doc, None)


def _organisation(figures: RoundFigures) -> list[Block]:
    held = [meeting for meeting in figures.meeting_lines if meeting.held]
    blocks: list[Block] = [
        Paragraph(
            f"Đã tổ chức {amount(figures.held.count)} hội nghị với {amount(figures.voters.count)} lượt cử tri "
            f"dự; có {amount(figures.present.count)} lượt đại biểu của Tổ dự, vắng "
            f"{amount(figures.absent.count)}; cử tri nêu {amount(figures.voices.count)} lượt ý kiến, được "
            f"tổng hợp thành {amount(figures.petitions.count)} kiến nghị."
        )
    ]
    blocks += [
        Dash(
            f"{capital(meeting.name)}: {amount(meeting.voters)} cử tri, {amount(meeting.voices)} lượt ý kiến, "
            f"{amount(meeting.present)} đại biểu của Tổ dự."
        )
        for meeting in held
    ]
    blocks += [
        Dash(f"Vắng tại {line.meeting}: {line.delegate}{f' (lý do: {line.reason})' if line.reason else ''}.")
        for line in figures.absence_lines
    ]
    return blocks


def spot_answers(voices: Iterable[VoiceLine]) -> list[Block]:
    """What was answered on the spot, by whom, speakers by their initials."""
    return [
        Dash(
            f"{capital(line.speaker)}, {line.place}: {line.text.rstrip('. ')}. "
            f"{capital(line.answered_by)} trả lời: {line.answer}"
        )
        for line in voices
    ]


def by_authority(lines: Sequence[PetitionLine]) -> list[Block]:
    """Petitions under their authority, then sector, with the places that raised them; LINES in that order."""
    blocks: list[Block] = []
    for number, (label, of_level) in enumerate(groupby(lines, key=lambda line: line.authority_label), start=1):
        level = list(of_level)
        blocks.append(Clause(number, f"Thẩm quyền {label}: {amount(len(level))} kiến nghị"))
        for part, (sector, of_sector) in enumerate(groupby(level, key=lambda line: line.sector), start=1):
            matters = list(of_sector)
            blocks.append(Clause(f"{number}.{part}", text=f"Lĩnh vực {sector}: {amount(len(matters))} kiến nghị."))
            blocks += [Dash(_matter(line)) for line in matters]
    return blocks


def _matter(line: PetitionLine) -> str:
    places = f" (cử tri {'; '.join(line.places)})" if line.places else ""
    again = f" Kiến nghị lần thứ {line.times_raised}." if line.times_raised > 1 else ""
    return f"{line.text.rstrip('. ')}{places}.{again}"


def _own_words(assessment: str) -> list[Block]:
    lines: list[Block] = [Paragraph(line) for line in assessment.split("\n") if line.strip()]
    return [Part("Nhận xét, đề xuất", 4), *lines] if lines else []


def _annex(figures: RoundFigures) -> Annex:
    rows: list[Row | GroupRow] = []
    heading = ""
    for number, line in enumerate(figures.lines, start=1):
        if (now := section_of(line)) != heading:
            heading = now
            rows.append(GroupRow(heading))
        note = f"Kiến nghị lần {line.times_raised}" if line.times_raised > 1 else ""
        rows.append(
            Row((number, line.text, "; ".join(line.speakers), line.sector, capital(line.authority_label), note))
        )
    columns = (
        NUMBER,
        Column("Nội dung kiến nghị", 38),
        Column("Cử tri (viết tắt họ tên), nơi ở", 25),
        Column("Lĩnh vực", 12),
        Column("Thẩm quyền", 10),
        Column("Ghi chú", 10),
    )
    table = Table(columns=columns, rows=tuple(rows), name="Danh mục kiến nghị", size=11)
    return Annex(title="Danh mục kiến nghị của cử tri", blocks=(table,), landscape=True)
