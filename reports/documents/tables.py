"""Tables of a report, each written from the one snapshot of figures."""

from __future__ import annotations

from collections.abc import Sequence

from reports.figure_lines import Figure, PetitionLine
from reports.figures import RoundFigures
from reports.render.model import Align, Column, GroupRow, Row, Table
from txct.lib.numbers import percent_text

NUMBER = Column("STT", 5, "center")
"""On a page laid across; on an upright page it needs more of the width."""
UPRIGHT_NUMBER = Column("STT", 8, "center")


def _number(title: str, width: float) -> Column:
    align: Align = "center"
    return Column(title, width, align)


def count_table(figures: Sequence[Figure], title: str, total: Figure, *, caption: str, name: str) -> Table:
    """One row a figure, with its share of the total; the total last."""
    rows = [
        Row((number, _large(figure.label), figure.count, percent_text(figure.count, total.count)))
        for number, figure in enumerate(figures, start=1)
    ]
    rows.append(Row(("", "Tổng số", total.count, percent_text(total.count, total.count)), bold=True))
    columns = (UPRIGHT_NUMBER, Column(title, 52), _number("Số kiến nghị", 20), _number("Tỷ lệ", 20))
    return Table(columns=columns, rows=tuple(rows), caption=caption, name=name)


def petition_table(lines: Sequence[PetitionLine], *, with_results: bool, name: str) -> Table:
    """The annex: petitions by authority and sector, numbered through."""
    columns = (
        NUMBER,
        Column("Mã", 13),
        Column("Nội dung kiến nghị", 22),
        Column("Địa bàn", 12),
        Column("Cơ quan giải quyết", 12),
        *((Column("Kết quả giải quyết, trả lời", 18), Column("Tình trạng", 9)) if with_results else ()),
        Column("Ghi chú", 9),
    )
    rows: list[Row | GroupRow] = []
    heading = ""
    for number, line in enumerate(lines, start=1):
        if (now := section_of(line)) != heading:
            heading = now
            rows.append(GroupRow(heading))
        results = (line.result, _large(line.standing_label)) if with_results else ()
        rows.append(Row((number, line.code, line.text, "; ".join(line.places), line.agency, *results, note_of(line))))
    return Table(columns=columns, rows=tuple(rows), name=name, size=11)


def section_of(line: PetitionLine) -> str:
    """`Thẩm quyền cấp tỉnh – Giao thông`."""
    return f"Thẩm quyền {line.authority_label} – {line.sector}"


def note_of(line: PetitionLine) -> str:
    """How often raised, when due while unanswered, how often reminded."""
    notes = [f"Kiến nghị lần {line.times_raised}"] if line.times_raised > 1 else []
    if line.due_on and not line.result:
        notes.append(f"Hạn {line.due_on}")
    if line.reminded:
        notes.append(f"Đôn đốc lần {line.reminded}")
    return "; ".join(notes)


def group_table(figures: RoundFigures) -> Table:
    """Attendance by group; the last row counts each meeting once."""
    rows = [
        Row((number, g.label, g.meetings, g.seats, g.present, g.absent, g.voices, g.petitions))
        for number, g in enumerate(figures.group_lines, start=1)
    ]
    total = (figures.held, figures.seats, figures.present, figures.absent, figures.voices, figures.petitions)
    rows.append(Row(("", "Cả đợt", *(figure.count for figure in total)), bold=True))
    columns = (
        UPRIGHT_NUMBER,
        Column("Tổ đại biểu", 28),
        _number("Số hội nghị", 10),
        _number("Lượt đại biểu phân công", 13),
        _number("Có mặt", 10),
        _number("Vắng", 10),
        _number("Lượt ý kiến", 10),
        _number("Kiến nghị", 11),
    )
    return Table(columns=columns, rows=tuple(rows), name="Theo Tổ đại biểu")


def unit_table(figures: RoundFigures) -> Table:
    """Meetings, voters and petitions by unit; the last row counts each once."""
    rows = [
        Row((number, _large(u.name), u.meetings, u.voters, u.voices, u.petitions, u.answered, u.resolved))
        for number, u in enumerate(figures.unit_lines, start=1)
    ]
    total = (figures.held, figures.voters, figures.voices, figures.petitions, figures.answered, figures.resolved)
    rows.append(Row(("", "Cả đợt", *(figure.count for figure in total)), bold=True))
    columns = (
        UPRIGHT_NUMBER,
        Column("Địa bàn", 22),
        _number("Số hội nghị", 11),
        _number("Cử tri dự", 11),
        _number("Lượt ý kiến", 12),
        _number("Kiến nghị", 12),
        _number("Đã trả lời", 12),
        _number("Đã giải quyết xong", 12),
    )
    return Table(columns=columns, rows=tuple(rows), name="Theo địa bàn")


def absence_table(figures: RoundFigures) -> Table:
    """Who did not come, and why."""
    rows = tuple(
        Row((number, line.delegate, line.group, _large(line.meeting), line.reason))
        for number, line in enumerate(figures.absence_lines, start=1)
    )
    columns = (
        UPRIGHT_NUMBER,
        Column("Đại biểu vắng", 22),
        Column("Tổ đại biểu", 20),
        Column("Hội nghị tại", 22),
        Column("Lý do", 28),
    )
    return Table(columns=columns, rows=rows, name="Đại biểu vắng")


def _large(text: str) -> str:
    return text[:1].upper() + text[1:]
