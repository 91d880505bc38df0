"""Deadlines of the people's council's own contact with voters: notices, group reports, consolidation.

Articles 33(2), (4), (5) and (8) were read in full and speak of council delegates by name. Article 32 was
read in a published answer only. Articles 40–43 and the council's twin of article 6 were not read: their
numbers stay empty, the press notice borrows the National Assembly's and says so.
"""

from __future__ import annotations

from txct.deadlines.enums import AnchorEvent, Confidence, Direction, Level, Unit
from txct.deadlines.rules.rule import Rule
from txct.deadlines.rules.sources import (
    AMENDMENT,
    AMENDMENT_FROM,
    JOINT_RESOLUTION,
    JOINT_RESOLUTION_FROM,
    LAST_DAY_WITHOUT_JOINT_RESOLUTION,
    LOCAL_GOVERNMENT_LAW_2015,
    LOCAL_GOVERNMENT_LAW_2015_FROM,
    article,
)

COUNCILS = frozenset({Level.TINH, Level.XA})
COUNCILS_UNTIL_2025 = frozenset({Level.TINH, Level.HUYEN, Level.XA})
UNSEEN_CONSOLIDATION = f"{JOINT_RESOLUTION}, các Điều 40 đến 43"
ASK_AT_SETUP = "Chưa đọc được nguyên văn; nhập số ngày theo văn bản gốc hoặc quy định của địa phương."

COUNCIL_RULES: tuple[Rule, ...] = (
    # Điều 33 khoản 2: the report comes "before" the contact; the clause sets no number of days.
    Rule(
        code="INDIV_PRIOR_REPORT",
        subject="Đại biểu báo cáo bằng văn bản trước khi gặp gỡ cá nhân, nhóm cử tri",
        anchor=AnchorEvent.INDIVIDUAL_CONTACT_DAY,
        offset=None,
        unit=Unit.WORKING_DAY,
        direction=Direction.BEFORE,
        levels=COUNCILS | {Level.DBQH},
        legal_basis=article(JOINT_RESOLUTION, 33, 2),
        valid_from=JOINT_RESOLUTION_FROM,
        valid_to=None,
        confidence=Confidence.EXACT,
    ),
    # Điều 33 khoản 4: counted from the day the delegate's request arrives.
    Rule(
        code="INDIV_DECISION",
        subject="Thường trực HĐND quyết định và thông báo cho đại biểu về việc gặp gỡ cá nhân, nhóm cử tri",
        anchor=AnchorEvent.INDIVIDUAL_REQUEST_RECEIVED,
        offset=5,
        unit=Unit.WORKING_DAY,
        direction=Direction.AFTER,
        levels=COUNCILS,
        legal_basis=article(JOINT_RESOLUTION, 33, 4),
        valid_from=JOINT_RESOLUTION_FROM,
        valid_to=None,
        confidence=Confidence.EXACT,
    ),
    # Điều 33 khoản 5: programme, plan and content go to the Front's working committee and to those to be met.
    Rule(
        code="INDIV_NOTICE",
        subject="Thường trực HĐND thông báo cho Ban Công tác Mặt trận và cá nhân, nhóm cử tri được gặp",
        anchor=AnchorEvent.INDIVIDUAL_CONTACT_DAY,
        offset=3,
        unit=Unit.WORKING_DAY,
        direction=Direction.BEFORE,
        levels=COUNCILS,
        legal_basis=article(JOINT_RESOLUTION, 33, 5),
        valid_from=JOINT_RESOLUTION_FROM,
        valid_to=None,
        confidence=Confidence.EXACT,
    ),
    # Điều 33 khoản 8, second paragraph: copies go to the delegate group and the Front of the same level.
    Rule(
        code="INDIV_SUMMARY",
        subject=(
            "Đại biểu tổng hợp ý kiến, kiến nghị gửi cơ quan có thẩm quyền, "
            "đồng gửi Tổ đại biểu và Ban Thường trực Ủy ban MTTQ cùng cấp"
        ),
        anchor=AnchorEvent.INDIVIDUAL_CONTACT_END,
        offset=5,
        unit=Unit.WORKING_DAY,
        direction=Direction.AFTER,
        levels=COUNCILS,
        legal_basis=article(JOINT_RESOLUTION, 33, 8),
        valid_from=JOINT_RESOLUTION_FROM,
        valid_to=None,
        confidence=Confidence.EXACT,
    ),
    # Điều 32, as told in an official answer of the state before the amendment of 26/9/2025.
    Rule(
        code="OUTSIDE_DECISION",
        subject=("Thường trực HĐND quyết định và thông báo cho đại biểu về việc tiếp xúc cử tri ngoài đơn vị bầu cử"),
        anchor=AnchorEvent.OUTSIDE_REQUEST_RECEIVED,
        offset=5,
        unit=Unit.WORKING_DAY,
        direction=Direction.AFTER,
        levels=COUNCILS,
        legal_basis=article(JOINT_RESOLUTION, 32),
        valid_from=JOINT_RESOLUTION_FROM,
        valid_to=None,
        confidence=Confidence.SECONDARY,
    ),
    # Điều 32, same source: the host standing committee and Front fix time, venue and conditions.
    Rule(
        code="OUTSIDE_NOTICE",
        subject=(
            "Thường trực HĐND thông báo cho Thường trực HĐND và Ban Thường trực Ủy ban MTTQ nơi đại biểu "
            "tiếp xúc cử tri ngoài đơn vị bầu cử"
        ),
        anchor=AnchorEvent.OUTSIDE_CONTACT_DAY,
        offset=3,
        unit=Unit.WORKING_DAY,
        direction=Direction.BEFORE,
        levels=COUNCILS,
        legal_basis=article(JOINT_RESOLUTION, 32),
        valid_from=JOINT_RESOLUTION_FROM,
        valid_to=None,
        confidence=Confidence.SECONDARY,
    ),
    # Điều 4 khoản 6 lets a delegate ask his group; it names no day for the group's word.
    Rule(
        code="OFFPLAN_DECISION",
        subject="Trả lời đại biểu về đề nghị tiếp xúc cử tri ngoài kế hoạch",
        anchor=AnchorEvent.OFF_PLAN_REQUEST_RECEIVED,
        offset=None,
        unit=Unit.WORKING_DAY,
        direction=Direction.AFTER,
        levels=COUNCILS,
        legal_basis=f"{article(JOINT_RESOLUTION, 4, 6)} (sửa đổi bởi {AMENDMENT})",
        valid_from=AMENDMENT_FROM,
        valid_to=None,
        confidence=Confidence.LOCAL,
        note="Điều 4 khoản 6 không ấn định ngày trả lời; nhập số ngày theo quy chế của Tổ hoặc của Hội đồng.",
    ),
    # By analogy with Điều 6 khoản 3, which binds the delegation of deputies only.
    Rule(
        code="HDND_PRESS",
        subject="Thường trực HĐND gửi kế hoạch, lịch tiếp xúc cử tri cho báo chí và các đơn vị để thông báo",
        anchor=AnchorEvent.MEETING_DAY,
        offset=7,
        unit=Unit.WORKING_DAY,
        direction=Direction.BEFORE,
        levels=COUNCILS,
        legal_basis=f"Vận dụng {article(JOINT_RESOLUTION, 6, 3)} (quy định cho Đoàn đại biểu Quốc hội)",
        valid_from=JOINT_RESOLUTION_FROM,
        valid_to=None,
        confidence=Confidence.ANALOGY,
        note="Điều khoản về HĐND chưa đọc được; đối chiếu văn bản gốc trước khi dùng làm hạn bắt buộc.",
    ),
    # No text of the State sets it; each plan does. Seen: 2 days (Phú Lộc 2021), 5 days (thành phố Trà
    # Vinh 2020).
    Rule(
        code="HDND_GROUP_REPORT",
        subject="Tổ đại biểu HĐND gửi báo cáo kết quả tiếp xúc cử tri",
        anchor=AnchorEvent.ROUND_LAST_DAY,
        offset=None,
        unit=Unit.CALENDAR_DAY,
        direction=Direction.AFTER,
        levels=COUNCILS_UNTIL_2025,
        legal_basis="Kế hoạch tiếp xúc cử tri của Thường trực HĐND địa phương",
        valid_from=LOCAL_GOVERNMENT_LAW_2015_FROM,
        valid_to=None,
        confidence=Confidence.LOCAL,
        note="Ví dụ đã thấy: 2 ngày (huyện Phú Lộc, 2021), 5 ngày (thành phố Trà Vinh, 2020).",
    ),
    # Luật 77/2015 Điều 94 obliges the delegate to gather and pass on petitions and sets no number of days.
    Rule(
        code="HDND_CONSOL_BEFORE",
        subject="Thường trực HĐND và Ban Thường trực Ủy ban MTTQ hoàn thành báo cáo tổng hợp trước kỳ họp",
        anchor=AnchorEvent.HDND_OPENING,
        offset=None,
        unit=Unit.CALENDAR_DAY,
        direction=Direction.BEFORE,
        levels=COUNCILS_UNTIL_2025,
        legal_basis=article(LOCAL_GOVERNMENT_LAW_2015, 94),
        valid_from=LOCAL_GOVERNMENT_LAW_2015_FROM,
        valid_to=LAST_DAY_WITHOUT_JOINT_RESOLUTION,
        confidence=Confidence.UNKNOWN,
        note="Luật không nêu số ngày; nhập theo quy định của địa phương lúc đó.",
    ),
    # Điều 40–43, unread.
    Rule(
        code="HDND_CONSOL_BEFORE",
        subject="Thường trực HĐND và Ban Thường trực Ủy ban MTTQ hoàn thành báo cáo tổng hợp trước kỳ họp",
        anchor=AnchorEvent.HDND_OPENING,
        offset=None,
        unit=Unit.CALENDAR_DAY,
        direction=Direction.BEFORE,
        levels=COUNCILS,
        legal_basis=UNSEEN_CONSOLIDATION,
        valid_from=JOINT_RESOLUTION_FROM,
        valid_to=None,
        confidence=Confidence.UNKNOWN,
        note=ASK_AT_SETUP,
    ),
    # Điều 40–43, unread.
    Rule(
        code="HDND_CONSOL_AFTER",
        subject="Thường trực HĐND và Ban Thường trực Ủy ban MTTQ hoàn thành báo cáo tổng hợp sau kỳ họp",
        anchor=AnchorEvent.HDND_CLOSING,
        offset=None,
        unit=Unit.CALENDAR_DAY,
        direction=Direction.AFTER,
        levels=COUNCILS,
        legal_basis=UNSEEN_CONSOLIDATION,
        valid_from=JOINT_RESOLUTION_FROM,
        valid_to=None,
        confidence=Confidence.UNKNOWN,
        note=ASK_AT_SETUP,
    ),
    # Điều 40–43, unread.
    Rule(
        code="HDND_FORWARD",
        subject="Thường trực HĐND chuyển kiến nghị đến cơ quan có thẩm quyền",
        anchor=AnchorEvent.CONSOLIDATION_DONE,
        offset=None,
        unit=Unit.CALENDAR_DAY,
        direction=Direction.AFTER,
        levels=COUNCILS,
        legal_basis=UNSEEN_CONSOLIDATION,
        valid_from=JOINT_RESOLUTION_FROM,
        valid_to=None,
        confidence=Confidence.UNKNOWN,
        note=ASK_AT_SETUP,
    ),
)
