"""Closed lists of the room: sessions, plans, rounds, and what a meeting legally is.

Activities, forms and methods follow Nghị quyết liên tịch 72/2025/NQLT/UBTVQH15-CP-ĐCTUBTWMTTQVN, Điều 18 and 19.
"""

from django.db.models import TextChoices


class SessionKind(TextChoices):
    """Kinds of sessions of a council."""

    MID_YEAR = "mid_year", "thường lệ giữa năm"
    YEAR_END = "year_end", "thường lệ cuối năm"
    THEMATIC = "thematic", "chuyên đề"
    URGENT = "urgent", "giải quyết công việc phát sinh đột xuất"
    FIRST = "first", "thứ nhất của nhiệm kỳ"


class PlanState(TextChoices):
    """Life of a plan."""

    DRAFT = "draft", "dự thảo"
    CONSULTING = "consulting", "xin ý kiến"
    SUBMITTED = "submitted", "trình ký"
    ISSUED = "issued", "đã ban hành"
    AMENDED = "amended", "đã điều chỉnh"
    CLOSED = "closed", "kết thúc"


class PlanSection(TextChoices):
    """Parts of a plan, in the order in which they are printed."""

    BASIS = "basis", "Căn cứ"
    PURPOSE = "purpose", "Mục đích"
    REQUIREMENT = "requirement", "Yêu cầu"
    TIME = "time", "Thời gian"
    CONTENT_BEFORE = "content_before", "Nội dung trước kỳ họp"
    CONTENT_AFTER = "content_after", "Nội dung sau kỳ họp"
    PLACE = "place", "Địa điểm, thành phần"
    ORGANISATION = "organisation", "Tổ chức thực hiện"
    RECIPIENT = "recipient", "Nơi nhận"


class Phase(TextChoices):
    """Where a round stands to its session."""

    BEFORE = "before", "trước kỳ họp"
    AFTER = "after", "sau kỳ họp"
    OTHER = "other", "ngoài kỳ họp"


class RoundState(TextChoices):
    """Life of a round."""

    PLANNED = "planned", "đang lên lịch"
    RELEASED = "released", "đã ban hành lịch"
    HELD = "held", "đã họp xong"
    CLOSED = "closed", "đã chốt tổng hợp"


class HalfDay(TextChoices):
    """Halves of a working day; "" in a row means the whole day."""

    MORNING = "morning", "buổi sáng"
    AFTERNOON = "afternoon", "buổi chiều"


class WishState(TextChoices):
    """What became of a day that a delegate proposed."""

    PROPOSED = "proposed", "chờ trả lời"
    ACCEPTED = "accepted", "đã nhận"
    DECLINED = "declined", "không nhận"


class Activity(TextChoices):
    """The nine activities of voter contact (Điều 18)."""

    REGULAR_BEFORE = "regular_before", "tiếp xúc cử tri trước kỳ họp thường lệ"
    REGULAR_AFTER = "regular_after", "tiếp xúc cử tri sau kỳ họp thường lệ"
    SPECIAL_SESSION = "special_session", "tiếp xúc cử tri trước, sau kỳ họp chuyên đề hoặc đột xuất"
    OUTSIDE_PROVINCE = "outside_province", "tiếp xúc cử tri ngoài tỉnh, thành phố nơi ứng cử"
    OUTSIDE_CONSTITUENCY = "outside_constituency", "tiếp xúc cử tri ngoài đơn vị bầu cử"
    RESIDENCE = "residence", "tiếp xúc cử tri nơi cư trú"
    WORKPLACE = "workplace", "tiếp xúc cử tri nơi làm việc"
    THEME = "theme", "tiếp xúc cử tri theo chuyên đề, lĩnh vực"
    TARGET_GROUP = "target_group", "tiếp xúc cử tri theo đối tượng"


class Form(TextChoices):
    """The two forms of contact (Điều 19)."""

    CONFERENCE = "conference", "hội nghị tiếp xúc cử tri"
    ENCOUNTER = "encounter", "gặp gỡ, tiếp xúc cá nhân hoặc nhóm cử tri"


class Method(TextChoices):
    """The three methods of contact (Điều 19)."""

    IN_PERSON = "in_person", "trực tiếp"
    ONLINE = "online", "trực tuyến"
    MIXED = "mixed", "trực tiếp kết hợp trực tuyến"


class MeetingState(TextChoices):
    """Life of a meeting."""

    PLANNED = "planned", "dự kiến"
    ANNOUNCED = "announced", "đã thông báo"
    POSTPONED = "postponed", "hoãn"
    CANCELLED = "cancelled", "hủy"
    HELD = "held", "đã họp"
    MINUTED = "minuted", "đã có biên bản"
    LOCKED = "locked", "đã chốt"


class AgendaStep(TextChoices):
    """The six steps of a conference (Điều 24 khoản 1)."""

    OPENING = "opening", "Tuyên bố lý do, giới thiệu đại biểu"
    REPORT = "report", "Đại biểu báo cáo với cử tri"
    VOTERS = "voters", "Cử tri phát biểu ý kiến, kiến nghị"
    ANSWERS = "answers", "Cơ quan có thẩm quyền trả lời tại hội nghị"
    DELEGATES = "delegates", "Đại biểu tiếp thu, giải trình"
    CLOSING = "closing", "Kết thúc hội nghị"


class Response(TextChoices):
    """A delegate's answer to an invitation."""

    NONE = "none", "chưa trả lời"
    CONFIRMED = "confirmed", "sẽ tham dự"
    EXCUSED = "excused", "xin vắng"
    DECLINED = "declined", "từ chối tiếp xúc"


AWAY_RESPONSES = (Response.EXCUSED, Response.DECLINED)
"""Answers by which a delegate does not come: his hours are free, the meeting is without him."""
READ_REASONS = "meetings.unmask_attendance"
"""Who may read why a delegate is excused or refuses: the office and Thường trực, nobody else at the desks."""


class DeclineGround(TextChoices):
    """Why a delegate may refuse a contact (Điều 4 khoản 2)."""

    SAFETY = "safety", "không bảo đảm an toàn"
    PRINCIPLE = "principle", "vi phạm nguyên tắc tiếp xúc cử tri"


class ContactKind(TextChoices):
    """Contacts that a delegate asks for himself (Điều 4 khoản 6, Điều 27, 28, 29, 32, 33)."""

    INDIVIDUAL = "individual", "gặp gỡ cá nhân, nhóm cử tri"
    OUTSIDE = "outside", "tiếp xúc ngoài đơn vị bầu cử"
    OFF_PLAN = "off_plan", "hội nghị ngoài kế hoạch của Tổ"
    RESIDENCE = "residence", "tiếp xúc nơi cư trú"
    WORKPLACE = "workplace", "tiếp xúc nơi làm việc"
    THEME = "theme", "tiếp xúc theo chuyên đề, lĩnh vực"


class Decider(TextChoices):
    """Who decides on a contact asked for."""

    STANDING = "standing", "Thường trực HĐND"
    GROUP = "group", "Tổ đại biểu"


class ContactState(TextChoices):
    """Life of a request; whether the contact was held is told by its meeting."""

    REQUESTED = "requested", "chờ quyết định"
    APPROVED = "approved", "được đồng ý"
    REFUSED = "refused", "không được đồng ý"
    WITHDRAWN = "withdrawn", "đại biểu rút"
    REPORTED = "reported", "đã gửi tổng hợp"


class MinutesState(TextChoices):
    """Life of the minutes of a meeting."""

    DRAFT = "draft", "đang ghi"
    SUBMITTED = "submitted", "đã nộp"
    LOCKED = "locked", "đã chốt"


class NoticeKind(TextChoices):
    """What a notice tells."""

    INVITATION = "invitation", "giấy mời"
    SCHEDULE = "schedule", "thông báo lịch"
    CHANGE = "change", "thay đổi lịch"
    CANCELLATION = "cancellation", "hủy hội nghị"
    REMINDER = "reminder", "nhắc lịch"


class NoticeState(TextChoices):
    """Life of a notice."""

    DRAFT = "draft", "chờ duyệt"
    ISSUED = "issued", "đã phát hành"
    SUPERSEDED = "superseded", "đã thay bằng thông báo mới"


class ProposalState(TextChoices):
    """Life of a proposed schedule."""

    QUEUED = "queued", "chờ xử lý"
    RUNNING = "running", "đang tìm"
    FOUND = "found", "đã có lịch"
    IMPOSSIBLE = "impossible", "không xếp được"
    UNKNOWN = "unknown", "chưa tìm được"
    ACCEPTED = "accepted", "đã nhận"
    CANCELLED = "cancelled", "đã dừng"
    FAILED = "failed", "bị lỗi"
