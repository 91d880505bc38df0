"""Deadlines of the delegation of National Assembly deputies, with whom councils hold joint meetings.

All read in full: articles 6(3), 31(2), 37(2), 38(2), 49(2) and 49(3). Article 38 in the wording of
26/9/2025.
"""

from __future__ import annotations

from txct.deadlines.enums import AnchorEvent, Confidence, Direction, Level, Unit
from txct.deadlines.rules.rule import Rule
from txct.deadlines.rules.sources import (
    AMENDMENT,
    AMENDMENT_FROM,
    JOINT_RESOLUTION,
    JOINT_RESOLUTION_FROM,
    article,
)

DELEGATION = frozenset({Level.DBQH})
IRREGULAR_BASIS = f"{article(JOINT_RESOLUTION, 38, 2)} (sửa đổi bởi {AMENDMENT})"

ASSEMBLY_RULES: tuple[Rule, ...] = (
    # Điều 6 khoản 3: time, place, form and content are to be announced by the local press.
    Rule(
        code="Q_PRESS",
        subject="Đoàn đại biểu Quốc hội gửi kế hoạch tiếp xúc cử tri cho báo chí địa phương",
        anchor=AnchorEvent.MEETING_DAY,
        offset=7,
        unit=Unit.WORKING_DAY,
        direction=Direction.BEFORE,
        levels=DELEGATION,
        legal_basis=article(JOINT_RESOLUTION, 6, 3),
        valid_from=JOINT_RESOLUTION_FROM,
        valid_to=None,
        confidence=Confidence.EXACT,
    ),
    # Điều 31 khoản 2: written notice to the delegation of the place, counted back from the intended day.
    Rule(
        code="Q_OUTSIDE_PROVINCE",
        subject="Đại biểu Quốc hội thông báo cho Đoàn đại biểu Quốc hội nơi tiếp xúc cử tri ngoài tỉnh",
        anchor=AnchorEvent.OUTSIDE_PROVINCE_DAY,
        offset=20,
        unit=Unit.WORKING_DAY,
        direction=Direction.BEFORE,
        levels=DELEGATION,
        legal_basis=article(JOINT_RESOLUTION, 31, 2),
        valid_from=JOINT_RESOLUTION_FROM,
        valid_to=None,
        confidence=Confidence.EXACT,
    ),
    # Điều 37 khoản 2: before the regular session.
    Rule(
        code="Q_CONSOL_BEFORE",
        subject=(
            "Đoàn đại biểu Quốc hội và Ban Thường trực Ủy ban MTTQ tỉnh tổng hợp, báo cáo ý kiến, kiến nghị "
            "trước kỳ họp thường lệ"
        ),
        anchor=AnchorEvent.NA_OPENING,
        offset=15,
        unit=Unit.CALENDAR_DAY,
        direction=Direction.BEFORE,
        levels=DELEGATION,
        legal_basis=article(JOINT_RESOLUTION, 37, 2),
        valid_from=JOINT_RESOLUTION_FROM,
        valid_to=None,
        confidence=Confidence.EXACT,
    ),
    # Điều 37 khoản 2: after the regular session.
    Rule(
        code="Q_CONSOL_AFTER",
        subject=(
            "Đoàn đại biểu Quốc hội và Ban Thường trực Ủy ban MTTQ tỉnh tổng hợp, báo cáo ý kiến, kiến nghị "
            "sau kỳ họp thường lệ"
        ),
        anchor=AnchorEvent.NA_CLOSING,
        offset=15,
        unit=Unit.CALENDAR_DAY,
        direction=Direction.AFTER,
        levels=DELEGATION,
        legal_basis=article(JOINT_RESOLUTION, 37, 2),
        valid_from=JOINT_RESOLUTION_FROM,
        valid_to=None,
        confidence=Confidence.EXACT,
    ),
    # Điều 38 khoản 2: before the irregular session, in working days.
    Rule(
        code="Q_IRREG_BEFORE",
        subject="Đoàn đại biểu Quốc hội tổng hợp ý kiến, kiến nghị trước kỳ họp không thường lệ",
        anchor=AnchorEvent.NA_IRREGULAR_OPENING,
        offset=2,
        unit=Unit.WORKING_DAY,
        direction=Direction.BEFORE,
        levels=DELEGATION,
        legal_basis=IRREGULAR_BASIS,
        valid_from=AMENDMENT_FROM,
        valid_to=None,
        confidence=Confidence.EXACT,
    ),
    # Điều 38 khoản 2: after the irregular session, in working days.
    Rule(
        code="Q_IRREG_AFTER",
        subject="Đoàn đại biểu Quốc hội tổng hợp ý kiến, kiến nghị sau kỳ họp không thường lệ",
        anchor=AnchorEvent.NA_IRREGULAR_CLOSING,
        offset=7,
        unit=Unit.WORKING_DAY,
        direction=Direction.AFTER,
        levels=DELEGATION,
        legal_basis=IRREGULAR_BASIS,
        valid_from=AMENDMENT_FROM,
        valid_to=None,
        confidence=Confidence.EXACT,
    ),
    # Điều 49 khoản 2: the answers to the previous session's petitions, in three groups.
    Rule(
        code="Q_RESULT_REPORT",
        subject=("Cơ quan có thẩm quyền báo cáo tổng hợp kết quả trả lời kiến nghị gửi tới kỳ họp trước của Quốc hội"),
        anchor=AnchorEvent.NA_OPENING,
        offset=20,
        unit=Unit.WORKING_DAY,
        direction=Direction.BEFORE,
        levels=DELEGATION,
        legal_basis=article(JOINT_RESOLUTION, 49, 2),
        valid_from=JOINT_RESOLUTION_FROM,
        valid_to=None,
        confidence=Confidence.EXACT,
    ),
    # Điều 49 khoản 3: "at once" on receipt, hence the day itself.
    Rule(
        code="Q_ANSWER_RELAY",
        subject=(
            "Đoàn đại biểu Quốc hội thông báo kết quả trả lời đến cử tri, gửi đại biểu và công khai trên báo chí"
        ),
        anchor=AnchorEvent.NA_ANSWER_RECEIVED,
        offset=0,
        unit=Unit.CALENDAR_DAY,
        direction=Direction.AFTER,
        levels=DELEGATION,
        legal_basis=article(JOINT_RESOLUTION, 49, 3),
        valid_from=JOINT_RESOLUTION_FROM,
        valid_to=None,
        confidence=Confidence.EXACT,
        note="Văn bản yêu cầu làm ngay khi nhận được trả lời, không ấn định số ngày.",
    ),
)
