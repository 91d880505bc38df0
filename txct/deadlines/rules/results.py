"""Deadlines of what becomes of petitions: answers, publication, posting, supervision, explanation.

Articles 49, 51 and 54 were read in full. Article 50 (answers to petitions from council delegates'
meetings, judging by its place) was not: the number is empty, for provinces set their own.
"""

from __future__ import annotations

from txct.deadlines.enums import AnchorEvent, Confidence, Direction, Level, Unit
from txct.deadlines.rules.council import ASK_AT_SETUP, COUNCILS, COUNCILS_UNTIL_2025
from txct.deadlines.rules.rule import Rule
from txct.deadlines.rules.sources import (
    JOINT_RESOLUTION,
    JOINT_RESOLUTION_FROM,
    LAST_DAY_WITHOUT_JOINT_RESOLUTION,
    PETITION_DECISION,
    PETITION_DECISION_AMENDMENT,
    PETITION_DECISION_FROM,
    SUPERVISION_LAW,
    SUPERVISION_LAW_2015,
    SUPERVISION_LAW_2015_FROM,
    SUPERVISION_LAW_FROM,
    article,
)

RESULT_RULES: tuple[Rule, ...] = (
    # Luật 87/2015 has the council supervise the settlement of petitions; it sets no time for an answer.
    Rule(
        code="HDND_ANSWER",
        subject="Cơ quan có thẩm quyền giải quyết, trả lời kiến nghị từ hoạt động TXCT của đại biểu HĐND",
        anchor=AnchorEvent.PETITION_RECEIVED,
        offset=None,
        unit=Unit.CALENDAR_DAY,
        direction=Direction.AFTER,
        levels=COUNCILS_UNTIL_2025,
        legal_basis=SUPERVISION_LAW_2015,
        valid_from=SUPERVISION_LAW_2015_FROM,
        valid_to=LAST_DAY_WITHOUT_JOINT_RESOLUTION,
        confidence=Confidence.UNKNOWN,
        note=(
            "Luật không nêu số ngày; nhập theo quyết định của UBND tỉnh lúc đó hoặc thời hạn ghi trên phiếu chuyển."
        ),
    ),
    # Điều 50, unread; 60 days stand in Điều 49 khoản 1 for petitions from deputies' meetings.
    Rule(
        code="HDND_ANSWER",
        subject="Cơ quan có thẩm quyền giải quyết, trả lời kiến nghị từ hoạt động TXCT của đại biểu HĐND",
        anchor=AnchorEvent.PETITION_RECEIVED,
        offset=None,
        unit=Unit.CALENDAR_DAY,
        direction=Direction.AFTER,
        levels=COUNCILS,
        legal_basis=article(JOINT_RESOLUTION, 50),
        valid_from=JOINT_RESOLUTION_FROM,
        valid_to=None,
        confidence=Confidence.UNKNOWN,
        note=(
            "Chưa đọc được nguyên văn; nhập theo quyết định của UBND tỉnh. "
            "Tham khảo: 60 ngày đối với kiến nghị từ hoạt động TXCT của đại biểu Quốc hội (Điều 49 khoản 1)."
        ),
    ),
    # Điều 50, unread.
    Rule(
        code="HDND_RESULT_REPORT",
        subject="UBND gửi báo cáo kết quả giải quyết kiến nghị của cử tri trước kỳ họp",
        anchor=AnchorEvent.HDND_OPENING,
        offset=None,
        unit=Unit.CALENDAR_DAY,
        direction=Direction.BEFORE,
        levels=COUNCILS,
        legal_basis=article(JOINT_RESOLUTION, 50),
        valid_from=JOINT_RESOLUTION_FROM,
        valid_to=None,
        confidence=Confidence.UNKNOWN,
        note=ASK_AT_SETUP,
    ),
    # Điều 51 khoản 1 speaks of "after" 15 working days: earliest or latest day is arguable; taken as the
    # latest.
    Rule(
        code="RESULT_PUBLISH",
        subject=(
            "Công khai kết quả giải quyết, trả lời kiến nghị trên phương tiện thông tin đại chúng "
            "và trang thông tin điện tử của cơ quan"
        ),
        anchor=AnchorEvent.ANSWER_DEADLINE_END,
        offset=15,
        unit=Unit.WORKING_DAY,
        direction=Direction.AFTER,
        levels=COUNCILS | {Level.DBQH},
        legal_basis=article(JOINT_RESOLUTION, 51, 1),
        valid_from=JOINT_RESOLUTION_FROM,
        valid_to=None,
        confidence=Confidence.EXACT,
        note=(
            "Câu chữ có thể hiểu là sớm nhất hoặc chậm nhất 15 ngày làm việc; "
            "ở đây hiểu là chậm nhất, có thể đặt lại khi thiết lập."
        ),
    ),
    # Điều 51 khoản 2: the posting at the citizen-reception office stays up 30 days.
    Rule(
        code="RESULT_POSTING",
        subject="Niêm yết kết quả giải quyết kiến nghị tại nơi tiếp công dân",
        anchor=AnchorEvent.POSTING_START,
        offset=30,
        unit=Unit.CALENDAR_DAY,
        direction=Direction.AFTER,
        levels=COUNCILS,
        legal_basis=article(JOINT_RESOLUTION, 51, 2),
        valid_from=JOINT_RESOLUTION_FROM,
        valid_to=None,
        confidence=Confidence.EXACT,
        duration=True,
    ),
    # Điều 54 khoản 2: the report is put to the session; the clause sets no number, so the opening day is
    # the limit.
    Rule(
        code="SUPERVISION_REPORT",
        subject="Thường trực HĐND trình kỳ họp báo cáo giám sát việc giải quyết kiến nghị của cử tri",
        anchor=AnchorEvent.HDND_OPENING,
        offset=0,
        unit=Unit.CALENDAR_DAY,
        direction=Direction.BEFORE,
        levels=COUNCILS,
        legal_basis=article(JOINT_RESOLUTION, 54, 2),
        valid_from=JOINT_RESOLUTION_FROM,
        valid_to=None,
        confidence=Confidence.EXACT,
        note="Văn bản yêu cầu báo cáo tại kỳ họp, không ấn định số ngày.",
    ),
    # Điều 49 khoản 1; the same 60 days as in Quyết định 33/2017 since its amendment of 2020.
    Rule(
        code="ANSWER_Q",
        subject="Cơ quan có thẩm quyền giải quyết, trả lời kiến nghị từ hoạt động TXCT của đại biểu Quốc hội",
        anchor=AnchorEvent.NA_PETITION_RECEIVED,
        offset=60,
        unit=Unit.CALENDAR_DAY,
        direction=Direction.AFTER,
        levels=COUNCILS | {Level.DBQH},
        legal_basis=f"{article(JOINT_RESOLUTION, 49, 1)}; {PETITION_DECISION_AMENDMENT}",
        valid_from=JOINT_RESOLUTION_FROM,
        valid_to=None,
        confidence=Confidence.EXACT,
    ),
    # Quyết định 33/2017 (summary read): the body in charge asks the others.
    Rule(
        code="COORD_REQUEST",
        subject="Cơ quan chủ trì gửi văn bản đề nghị cơ quan liên quan phối hợp giải quyết kiến nghị",
        anchor=AnchorEvent.NA_PETITION_RECEIVED,
        offset=5,
        unit=Unit.WORKING_DAY,
        direction=Direction.AFTER,
        levels=frozenset({Level.TINH, Level.DBQH}),
        legal_basis=PETITION_DECISION,
        valid_from=PETITION_DECISION_FROM,
        valid_to=None,
        confidence=Confidence.SECONDARY,
    ),
    # Quyết định 33/2017 (summary read): the body asked replies.
    Rule(
        code="COORD_REPLY",
        subject="Cơ quan được đề nghị phối hợp trả lời cơ quan chủ trì",
        anchor=AnchorEvent.COORD_REQUESTED,
        offset=15,
        unit=Unit.CALENDAR_DAY,
        direction=Direction.AFTER,
        levels=frozenset({Level.TINH, Level.DBQH}),
        legal_basis=PETITION_DECISION,
        valid_from=PETITION_DECISION_FROM,
        valid_to=None,
        confidence=Confidence.SECONDARY,
    ),
    # Luật 121/2025 Điều 40; the event it counts from is our reading.
    Rule(
        code="EXPLAIN_OVERDUE",
        subject="Cơ quan được giám sát giải trình việc chưa thực hiện kết luận, kiến nghị giám sát",
        anchor=AnchorEvent.EXPLANATION_REQUESTED,
        offset=15,
        unit=Unit.CALENDAR_DAY,
        direction=Direction.AFTER,
        levels=COUNCILS,
        legal_basis=article(SUPERVISION_LAW, 40),
        valid_from=SUPERVISION_LAW_FROM,
        valid_to=None,
        confidence=Confidence.SECONDARY,
        note="Mốc tính từ ngày nhận yêu cầu là cách hiểu, cần đối chiếu nguyên văn.",
    ),
    # Luật 121/2025 Điều 40: at most 30 days for complex matters.
    Rule(
        code="EXPLAIN_OVERDUE_COMPLEX",
        subject=(
            "Cơ quan được giám sát giải trình việc chưa thực hiện kết luận, kiến nghị giám sát (nội dung phức tạp)"
        ),
        anchor=AnchorEvent.EXPLANATION_REQUESTED,
        offset=30,
        unit=Unit.CALENDAR_DAY,
        direction=Direction.AFTER,
        levels=COUNCILS,
        legal_basis=article(SUPERVISION_LAW, 40),
        valid_from=SUPERVISION_LAW_FROM,
        valid_to=None,
        confidence=Confidence.SECONDARY,
        note="Mốc tính từ ngày nhận yêu cầu là cách hiểu, cần đối chiếu nguyên văn.",
    ),
)
