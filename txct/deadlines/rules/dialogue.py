"""Deadlines of the law on local government: the first session of a term and the commune's dialogue with
people."""

from __future__ import annotations

from txct.deadlines.enums import AnchorEvent, Confidence, Direction, Level, Unit
from txct.deadlines.rules.council import COUNCILS
from txct.deadlines.rules.rule import Rule
from txct.deadlines.rules.sources import LOCAL_GOVERNMENT_LAW, LOCAL_GOVERNMENT_LAW_FROM, article

COMMUNE = frozenset({Level.XA})

DIALOGUE_RULES: tuple[Rule, ...] = (
    # Điều 34 khoản 1: at most 45 days from election day.
    Rule(
        code="FIRST_SESSION",
        subject="Tổ chức kỳ họp thứ nhất của HĐND khóa mới",
        anchor=AnchorEvent.ELECTION_DAY,
        offset=45,
        unit=Unit.CALENDAR_DAY,
        direction=Direction.AFTER,
        levels=COUNCILS,
        legal_basis=article(LOCAL_GOVERNMENT_LAW, 34, 1),
        valid_from=LOCAL_GOVERNMENT_LAW_FROM,
        valid_to=None,
        confidence=Confidence.EXACT,
    ),
    # Điều 43 khoản 2: time, place, content and how to attend are announced.
    Rule(
        code="DIALOGUE_NOTICE",
        subject="UBND cấp xã thông báo thời gian, địa điểm, nội dung hội nghị đối thoại với Nhân dân",
        anchor=AnchorEvent.DIALOGUE_DAY,
        offset=7,
        unit=Unit.CALENDAR_DAY,
        direction=Direction.BEFORE,
        levels=COMMUNE,
        legal_basis=article(LOCAL_GOVERNMENT_LAW, 43, 2),
        valid_from=LOCAL_GOVERNMENT_LAW_FROM,
        valid_to=None,
        confidence=Confidence.EXACT,
    ),
    # Điều 43 khoản 3: announced, posted at the office, sent to the heads of neighbourhoods.
    Rule(
        code="DIALOGUE_RESULT",
        subject="UBND cấp xã thông báo, niêm yết kết quả đối thoại và gửi trưởng thôn, tổ trưởng tổ dân phố",
        anchor=AnchorEvent.DIALOGUE_DAY,
        offset=10,
        unit=Unit.CALENDAR_DAY,
        direction=Direction.AFTER,
        levels=COMMUNE,
        legal_basis=article(LOCAL_GOVERNMENT_LAW, 43, 3),
        valid_from=LOCAL_GOVERNMENT_LAW_FROM,
        valid_to=None,
        confidence=Confidence.EXACT,
    ),
)
