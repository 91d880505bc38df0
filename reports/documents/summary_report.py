"""Báo cáo tổng hợp ý kiến, kiến nghị của cử tri of a round: every number from one snapshot of figures."""

from __future__ import annotations

from datetime import date, datetime

from delegates.models import Signatory
from meetings.models import Round
from petitions.enums import Content, Judgement
from reports.documents.group_report import by_authority, spot_answers
from reports.documents.letterhead import (
    council_letterhead,
    dated,
    joined,
    place_of,
    recipients,
    signature_of,
    with_number,
)
from reports.documents.phrases import amount, capital, local, plan_phrase, round_phrase
from reports.documents.tables import (
    absence_table,
    count_table,
    group_table,
    petition_table,
    unit_table,
)
from reports.enums import Standing
from reports.figure_lines import Figure, PetitionLine
from reports.figures import RoundFigures
from reports.render.model import Annex, Block, Clause, Dash, OfficialDocument, Paragraph, Part
from txct.lib.dates import clock_words, long_date
from txct.lib.numbers import percent_text

OPINIONS_SHOWN = 20
SHARED_NOTE = (
    "Một hội nghị của nhiều đơn vị, một kiến nghị nêu ở nhiều địa bàn được tính ở từng dòng; dòng “Cả đợt” chỉ tính "
    "một lần."
)


def summary_report_document(
    round_: Round,
    figures: RoundFigures,
    signatory: Signatory | None,
    *,
    on: date,
    assessment: str = "",
    earlier: RoundFigures | None = None,
) -> OfficialDocument:
    """The report of ROUND to be signed on the day ON. EARLIER are the figures of the round before, when reported."""
    council = round_.council
    place = place_of(council)
    about = round_phrase(round_, place.council) or round_.label
    doc = OfficialDocument(
        kind="bao-cao-tong-hop",
        letterhead=council_letterhead(council),
        symbol="BC-HĐND",
        **dated(council, on),
        title="Báo cáo",
        subject=f"Tổng hợp ý kiến, kiến nghị của cử tri\n{about}",
        body=(
            Paragraph(
                f"Thực hiện {plan_phrase(round_.plan)}, {place.standing} tổng hợp ý kiến, kiến nghị của cử tri "
                f"{about} như sau (số liệu tính đến {_cut_off(figures)}):"
            ),
            Part("Tình hình chung", 1),
            *_general(figures, earlier),
            Part("Ý kiến chung của cử tri", 2),
            *_opinions(figures, assessment),
            Part("Kiến nghị theo thẩm quyền, lĩnh vực và địa bàn", 3),
            *_petitions(figures),
            Part("Kiến nghị lặp lại, tồn đọng", 4),
            *_repeated(figures),
            Part("Kết quả trả lời, giải quyết kiến nghị", 5),
            *_results(figures),
            Paragraph(f"{place.standing} trân trọng báo cáo."),
        ),
        right=signature_of(signatory),
        recipients=recipients(
            "Thường trực cấp ủy (b/c)",
            f"UBND, Ban Thường trực Ủy ban MTTQ {place.kind}",
            f"Đại biểu HĐND {place.kind}",
            "Các cơ quan giải quyết kiến nghị",
        ),
        annexes=_annexes(figures),
    )
    return with_number(doc, None)


def _cut_off(figures: RoundFigures) -> str:
    moment = local(datetime.fromisoformat(figures.cut_off))
    return f"{clock_words(moment.time())}, {long_date(moment.date())}"


def _general(f: RoundFigures, earlier: RoundFigures | None) -> list[Block]:
    places = len([unit for unit in f.unit_lines if unit.meetings])
    kinds = joined([f"{amount(kind.count)} {kind.label}" for kind in f.kinds])
    blocks: list[Block] = [
        Clause(
            1,
            text=f"Đã tổ chức {amount(f.held.count)} hội nghị tại {amount(places)} địa bàn với "
            f"{amount(f.voters.count)} lượt cử tri dự; {amount(f.present.count)} lượt đại biểu dự trên "
            f"{amount(f.seats.count)} lượt được phân công ({percent_text(f.present.count, f.seats.count)}), vắng "
            f"{amount(f.absent.count)} lượt (Phụ lục II).",
        ),
        Clause(
            2,
            text=f"Cử tri nêu {amount(f.voices.count)} lượt ý kiến, gồm {kinds}; "
            f"{amount(f.on_spot.count)} lượt được trả lời ngay tại hội nghị.",
        ),
        Clause(
            3,
            text=f"Sau khi gộp những nội dung trùng nhau, có {amount(f.petitions.count)} kiến nghị (Phụ lục I)"
            f"{_left_out(f)}.",
        ),
    ]
    if earlier is not None:
        blocks.append(Clause(4, text=_compared(f, earlier)))
    return blocks


def _left_out(f: RoundFigures) -> str:
    parts = [f"{amount(x.count)} {x.label}" for x in (f.merged, f.withdrawn) if x.count]
    return f"; ngoài ra {joined(parts)}, không tính trong báo cáo này" if parts else ""


def _compared(f: RoundFigures, earlier: RoundFigures) -> str:
    pairs = ((f.voters, earlier.voters), (f.voices, earlier.voices), (f.petitions, earlier.petitions))
    parts = [f"{now.label} {amount(now.count)} (đợt trước {amount(was.count)})" for now, was in pairs]
    return f"So với đợt trước: {joined(parts)}."


def _opinions(f: RoundFigures, assessment: str) -> list[Block]:
    blocks: list[Block] = [Paragraph(line) for line in assessment.split("\n") if line.strip()]
    if f.opinions:
        blocks.append(
            Paragraph(f"Có {amount(len(f.opinions))} lượt ý kiến phản ánh tâm tư, nguyện vọng, đánh giá chung:")
        )
    shown = f.opinions[:OPINIONS_SHOWN]
    blocks += [Dash(f"{line.text.rstrip('. ')} (cử tri {line.place})." if line.place else line.text) for line in shown]
    if len(f.opinions) > len(shown):
        rest = amount(len(f.opinions) - len(shown))
        blocks.append(Paragraph(f"Còn {rest} lượt ý kiến khác ghi tại biên bản của các hội nghị."))
    spot = spot_answers(f.spot_answers[:OPINIONS_SHOWN])
    if spot:
        blocks += [Paragraph("Những ý kiến đã được trả lời ngay tại hội nghị:"), *spot]
    return blocks or [Paragraph("Không có ý kiến chung được ghi nhận.")]


def _petitions(f: RoundFigures) -> list[Block]:
    if not f.lines:
        return [Paragraph("Không có kiến nghị.")]
    return [
        count_table(
            f.authorities, "Thẩm quyền", f.petitions, caption="Kiến nghị theo thẩm quyền", name="Theo thẩm quyền"
        ),
        count_table(f.sectors, "Lĩnh vực", f.petitions, caption="Kiến nghị theo lĩnh vực", name="Theo lĩnh vực"),
        *by_authority(f.lines),
    ]


def _repeated(f: RoundFigures) -> list[Block]:
    again = [line for line in f.lines if line.times_raised > 1]
    blocks: list[Block] = [
        Clause(1, text=f"Kiến nghị nêu từ lần thứ hai trở lên trong đợt này: {amount(f.repeated.count)}."),
        *(Dash(f"{line.code}: {line.text.rstrip('. ')}; kiến nghị lần thứ {line.times_raised}.") for line in again),
        Clause(2, text=f"Kiến nghị của các đợt trước chưa giải quyết xong: {amount(len(f.carried))}."),
    ]
    return [*blocks, *(Dash(_carried(line)) for line in f.carried)]


def _carried(line: PetitionLine) -> str:
    since = f", từ {line.origin}" if line.origin else ""
    return f"{line.code}{since}: {line.text.rstrip('. ')}; {line.standing_label}."


def _results(f: RoundFigures) -> list[Block]:
    if not f.petitions.count:
        return [Paragraph("Không có kiến nghị phải trả lời.")]
    return [
        Paragraph(
            f"Đã chuyển {amount(f.transferred.count)} trên {amount(f.petitions.count)} kiến nghị đến cơ quan có thẩm "
            "quyền. “Đã trả lời” và “đã giải quyết xong” là hai số liệu khác nhau, đều tính trên tổng số kiến nghị "
            "của đợt, kể cả kiến nghị chưa chuyển và kiến nghị quá hạn:"
        ),
        Clause(1, text=f"Tỷ lệ trả lời = số kiến nghị đã trả lời / tổng số kiến nghị = {_formula(f.answered, f)}."),
        Clause(
            2,
            text="Tỷ lệ giải quyết xong theo báo cáo của cơ quan = số kiến nghị cơ quan báo đã giải quyết xong / tổng "
            f"số kiến nghị = {_formula(f.resolved, f)}.",
        ),
        Clause(
            3,
            text="Tỷ lệ giải quyết xong theo đánh giá của Hội đồng nhân dân = số kiến nghị cơ quan báo đã giải quyết "
            f"xong và được đánh giá đạt yêu cầu / tổng số kiến nghị = {_formula(f.resolved_held, f)}.",
        ),
        count_table(
            f.standings, "Tình trạng", f.petitions, caption="Kiến nghị theo tình trạng", name="Theo tình trạng"
        ),
        *_verdicts(f),
    ]


def _formula(part: Figure, f: RoundFigures) -> str:
    return f"{amount(part.count)}/{amount(f.petitions.count)} = {percent_text(part.count, f.petitions.count)}"


def _verdicts(f: RoundFigures) -> list[Block]:
    late = f"Quá hạn chưa trả lời: {amount(f.overdue.count)}; đã đôn đốc: {amount(f.reminded.count)} kiến nghị."
    blocks: list[Block] = [Clause(4, text=late)]
    judged = {figure.code: figure.count for figure in f.judgements}
    told = {figure.code: figure.count for figure in f.contents}
    labels = [f"{amount(judged[x.value])} {x.label}" for x in Judgement if judged.get(x.value)] or ["chưa có đánh giá"]
    without = f.answered.count - sum(judged.get(x.value, 0) for x in Judgement)
    blocks.append(
        Clause(
            5,
            text=f"Đánh giá của Hội đồng nhân dân đối với {amount(f.answered.count)} trả lời: {joined(labels)}; "
            f"chưa đánh giá {amount(max(0, without))}.",
        )
    )
    words = joined([f"{amount(told[x.value])} {x.label}" for x in Content if told.get(x.value)])
    said = f"; cử tri: {words}" if words else ""
    blocks.append(Clause(6, text=f"Đã báo lại cử tri kết quả {amount(f.told.count)} kiến nghị{said}."))
    promised = [line for line in f.lines if line.standing == Standing.STUDYING]
    if promised:
        blocks.append(Clause(7, text="Kiến nghị đang giải quyết theo lộ trình:"))
        blocks += [Dash(f"{line.code}: {line.agency}. {line.result}") for line in promised]
    return blocks


def _annexes(f: RoundFigures) -> tuple[Annex, ...]:
    attendance: list[Block] = [group_table(f), Paragraph(SHARED_NOTE)]
    if f.absence_lines:
        attendance.append(absence_table(f))
    return (
        Annex(
            title=capital("danh mục kiến nghị của cử tri"),
            blocks=(petition_table(f.lines, with_results=True, name="Danh mục kiến nghị"),),
            landscape=True,
        ),
        Annex(title="Đại biểu dự tiếp xúc cử tri theo Tổ đại biểu", blocks=tuple(attendance)),
        Annex(title="Kết quả tiếp xúc cử tri theo địa bàn", blocks=(unit_table(f), Paragraph(SHARED_NOTE))),
    )
