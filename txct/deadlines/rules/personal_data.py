"""Deadlines towards a person whose data the office keeps (Nghị định 356/2025/NĐ-CP, two agreeing summaries
read).

The summaries do not name the articles; access, correction and erasure have no row because their numbers
were cut off.
"""

from __future__ import annotations

from txct.deadlines.enums import AnchorEvent, Confidence, Direction, Level, Unit
from txct.deadlines.rules.rule import Rule
from txct.deadlines.rules.sources import PERSONAL_DATA_DECREE, PERSONAL_DATA_DECREE_FROM

EVERYONE = frozenset({Level.ALL})

PERSONAL_DATA_RULES: tuple[Rule, ...] = (
    # The controller answers and states the procedure.
    Rule(
        code="DSR_ACK",
        subject="Phản hồi lần đầu yêu cầu của chủ thể dữ liệu cá nhân và nêu trình tự thực hiện",
        anchor=AnchorEvent.DSR_RECEIVED,
        offset=2,
        unit=Unit.WORKING_DAY,
        direction=Direction.AFTER,
        levels=EVERYONE,
        legal_basis=PERSONAL_DATA_DECREE,
        valid_from=PERSONAL_DATA_DECREE_FROM,
        valid_to=None,
        confidence=Confidence.SECONDARY,
    ),
    # Withdrawal of consent, restriction, objection.
    Rule(
        code="DSR_WITHDRAW",
        subject="Thực hiện yêu cầu rút lại đồng ý, hạn chế hoặc phản đối xử lý dữ liệu cá nhân",
        anchor=AnchorEvent.DSR_RECEIVED,
        offset=15,
        unit=Unit.CALENDAR_DAY,
        direction=Direction.AFTER,
        levels=EVERYONE,
        legal_basis=PERSONAL_DATA_DECREE,
        valid_from=PERSONAL_DATA_DECREE_FROM,
        valid_to=None,
        confidence=Confidence.SECONDARY,
        note="Mốc tính từ ngày nhận yêu cầu là cách hiểu, cần đối chiếu nguyên văn.",
    ),
    # The same when a processor or a third party holds the data too.
    Rule(
        code="DSR_WITHDRAW_TP",
        subject=(
            "Thực hiện yêu cầu rút lại đồng ý, hạn chế hoặc phản đối xử lý dữ liệu cá nhân khi có bên xử lý "
            "hoặc bên thứ ba"
        ),
        anchor=AnchorEvent.DSR_RECEIVED,
        offset=20,
        unit=Unit.CALENDAR_DAY,
        direction=Direction.AFTER,
        levels=EVERYONE,
        legal_basis=PERSONAL_DATA_DECREE,
        valid_from=PERSONAL_DATA_DECREE_FROM,
        valid_to=None,
        confidence=Confidence.SECONDARY,
        note="Mốc tính từ ngày nhận yêu cầu là cách hiểu, cần đối chiếu nguyên văn.",
    ),
    # One extension of at most 15 days, counted from the day the term would have ended.
    Rule(
        code="DSR_WITHDRAW_EXT",
        subject="Thực hiện yêu cầu của chủ thể dữ liệu cá nhân sau khi gia hạn một lần",
        anchor=AnchorEvent.DSR_DUE,
        offset=15,
        unit=Unit.CALENDAR_DAY,
        direction=Direction.AFTER,
        levels=EVERYONE,
        legal_basis=PERSONAL_DATA_DECREE,
        valid_from=PERSONAL_DATA_DECREE_FROM,
        valid_to=None,
        confidence=Confidence.SECONDARY,
    ),
)
