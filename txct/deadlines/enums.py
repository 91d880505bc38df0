"""The vocabulary of a statutory deadline: unit, direction, level, confidence and the event counted from."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Labelled(StrEnum):
    """A stored code together with the Vietnamese words an official reads."""

    label: str

    def __new__(cls, value: str, label: str) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Pairs (stored value, label) in the order of definition, as form fields want them."""
        return [(member.value, member.label) for member in cls]


class Unit(Labelled):
    """How the days of a term are counted; a column of each rule because one article may use both."""

    WORKING_DAY = "working_day", "ngày làm việc"
    CALENDAR_DAY = "calendar_day", "ngày"


class Direction(Labelled):
    """On which side of the event the day lies; also the way a day off is left for a working day."""

    BEFORE = "before", "trước"
    AFTER = "after", "sau"


class Level(Labelled):
    """Whose duty: the council's level, or the delegation of National Assembly deputies."""

    TINH = "tinh", "cấp tỉnh"
    HUYEN = "huyen", "cấp huyện (đến 30/6/2025)"
    XA = "xa", "cấp xã"
    DBQH = "dbqh", "Đoàn đại biểu Quốc hội"
    ALL = "all", "mọi cấp"


class Confidence(Labelled):
    """How far the number of days in a rule can be relied on."""

    EXACT = "A", "theo nguyên văn"
    SECONDARY = "B", "theo nguồn dẫn lại, chưa đối chiếu nguyên văn"
    ANALOGY = "C", "chưa xác nhận"
    LOCAL = "L", "theo quy định của địa phương"
    UNKNOWN = "N", "chưa rõ quy định"


class AnchorEvent(Labelled):
    """The event a term is counted from.

    Events of different procedures are kept apart even when they may share a day (a regular and an irregular
    session, a petition from a council delegate's and from a deputy's meeting), so that a rule never fires
    outside its own procedure.
    """

    MEETING_DAY = "meeting_day", "ngày tiếp xúc cử tri"
    ROUND_LAST_DAY = "round_last_day", "ngày cuối của đợt tiếp xúc cử tri"
    INDIVIDUAL_REQUEST_RECEIVED = (
        "individual_request_received",
        "ngày nhận đề nghị gặp gỡ cá nhân, nhóm cử tri",
    )
    INDIVIDUAL_CONTACT_DAY = "individual_contact_day", "ngày gặp gỡ cá nhân, nhóm cử tri"
    INDIVIDUAL_CONTACT_END = "individual_contact_end", "ngày kết thúc cuộc gặp gỡ cá nhân, nhóm cử tri"
    OUTSIDE_REQUEST_RECEIVED = (
        "outside_request_received",
        "ngày nhận đề nghị tiếp xúc cử tri ngoài đơn vị bầu cử",
    )
    OUTSIDE_CONTACT_DAY = "outside_contact_day", "ngày tiếp xúc cử tri ngoài đơn vị bầu cử"
    OFF_PLAN_REQUEST_RECEIVED = (
        "off_plan_request_received",
        "ngày nhận đề nghị tiếp xúc cử tri ngoài kế hoạch",
    )
    OUTSIDE_PROVINCE_DAY = "outside_province_day", "ngày dự kiến tiếp xúc cử tri ngoài tỉnh"
    HDND_OPENING = "hdnd_opening", "ngày khai mạc kỳ họp HĐND"
    HDND_CLOSING = "hdnd_closing", "ngày bế mạc kỳ họp HĐND"
    NA_OPENING = "na_opening", "ngày khai mạc kỳ họp thường lệ của Quốc hội"
    NA_CLOSING = "na_closing", "ngày bế mạc kỳ họp thường lệ của Quốc hội"
    NA_IRREGULAR_OPENING = "na_irregular_opening", "ngày khai mạc kỳ họp không thường lệ của Quốc hội"
    NA_IRREGULAR_CLOSING = "na_irregular_closing", "ngày bế mạc kỳ họp không thường lệ của Quốc hội"
    CONSOLIDATION_DONE = "consolidation_done", "ngày hoàn thành tổng hợp ý kiến, kiến nghị"
    PETITION_RECEIVED = "petition_received", "ngày nhận kiến nghị của cử tri gửi đại biểu HĐND"
    NA_PETITION_RECEIVED = "na_petition_received", "ngày nhận kiến nghị của cử tri gửi đại biểu Quốc hội"
    COORD_REQUESTED = "coord_requested", "ngày nhận văn bản đề nghị phối hợp"
    NA_ANSWER_RECEIVED = "na_answer_received", "ngày nhận văn bản trả lời kiến nghị"
    ANSWER_DEADLINE_END = "answer_deadline_end", "ngày hết thời hạn trả lời kiến nghị"
    POSTING_START = "posting_start", "ngày bắt đầu niêm yết"
    EXPLANATION_REQUESTED = "explanation_requested", "ngày nhận yêu cầu giải trình"
    ELECTION_DAY = "election_day", "ngày bầu cử"
    DIALOGUE_DAY = "dialogue_day", "ngày tổ chức hội nghị đối thoại"
    DSR_RECEIVED = "dsr_received", "ngày nhận yêu cầu của chủ thể dữ liệu"
    DSR_DUE = "dsr_due", "ngày hết hạn thực hiện yêu cầu của chủ thể dữ liệu"
