"""Thông báo lịch tiếp xúc cử tri of a round, for the voters of all its units."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from delegates.models import Signatory
from meetings.enums import Phase
from meetings.models import Round
from meetings.plan_wording import span_phrase
from reports.documents.letterhead import (
    council_letterhead,
    dated,
    place_of,
    recipients,
    signature_of,
    with_number,
)
from reports.documents.phrases import LAW, amount, plan_phrase, round_phrase
from reports.documents.schedule import NAME, Line, schedule_annex
from reports.render.model import Clause, Dash, OfficialDocument, Paragraph, Part

BEFORE = (
    "Đại biểu báo cáo với cử tri dự kiến nội dung, chương trình kỳ họp.",
    "Chính quyền địa phương báo cáo kết quả giải quyết, trả lời kiến nghị lần trước của cử tri.",
    "Cử tri phát biểu ý kiến, kiến nghị; đại diện chính quyền và đại biểu tiếp thu, giải trình theo thẩm quyền.",
)
AFTER = (
    "Đại biểu báo cáo với cử tri kết quả kỳ họp và các nghị quyết đã được thông qua.",
    "Thông báo kết quả trả lời kiến nghị mà cử tri đã gửi đến kỳ họp.",
    "Cử tri phát biểu ý kiến, kiến nghị; đại diện chính quyền và đại biểu tiếp thu, giải trình theo thẩm quyền.",
)


def schedule_notice_document(
    round_: Round, lines: Sequence[Line], signatory: Signatory | None, *, on: date
) -> OfficialDocument:
    """The schedule of ROUND, its released LINES open to voters, as told to the voters on the day ON."""
    council, plan = round_.council, round_.plan
    place = place_of(council)
    about = round_phrase(round_, place.council) or round_.label
    places = len({name for line in lines for name in line.facts.units})
    doc = OfficialDocument(
        kind="thong-bao-lich",
        letterhead=council_letterhead(council),
        symbol="TB-HĐND",
        **dated(council, on),
        title="Thông báo",
        subject=f"Lịch tiếp xúc cử tri\n{about}",
        bases=(LAW, f"Căn cứ {plan_phrase(plan)} của {place.standing} {place.full.removeprefix(place.kind).strip()}"),
        body=(
            Paragraph(f"{place.standing} thông báo lịch tiếp xúc cử tri {about} như sau:"),
            Part("Thời gian, địa điểm", 1),
            Clause(1, text=f"Thời gian: {span_phrase(round_.starts_on, round_.ends_on)}."),
            Clause(
                2,
                text=f"Số hội nghị: {amount(len(lines))} hội nghị tại {amount(places)} địa bàn; "
                "ngày, giờ, địa điểm từng hội nghị ghi tại Phụ lục kèm theo Thông báo này.",
            ),
            Part("Nội dung", 2),
            *(Dash(text) for text in (AFTER if round_.phase == Phase.AFTER else BEFORE)),
            Part("Tổ chức thực hiện", 3),
            Clause(
                1,
                text="Ban Thường trực Ủy ban Mặt trận Tổ quốc và Ủy ban nhân dân nơi tổ chức hội nghị thông báo rộng "
                "rãi trên hệ thống truyền thanh, tại nơi công cộng và đến từng thôn, khu phố để cử tri biết, tham dự.",
            ),
            Clause(2, text="Cử tri trên địa bàn quan tâm đều có quyền đến dự và phát biểu tại hội nghị."),
            Paragraph(f"{place.standing} trân trọng thông báo."),
        ),
        right=signature_of(signatory),
        recipients=recipients(
            f"UBND, Ban Thường trực Ủy ban MTTQ {place.kind}",
            f"Đại biểu HĐND {place.kind}",
            "HĐND, UBND, Ủy ban MTTQ nơi tổ chức hội nghị",
            "Cơ quan báo chí, đài truyền thanh",
        ),
        annexes=(schedule_annex(f"{NAME} {about}", lines, NAME),),
    )
    return with_number(doc, None)
