"""Closed lists of the room: what was said, who must answer, how it stands."""

from django.db.models import TextChoices


class SubmissionKind(TextChoices):
    """What a voter's words are. Complaints and denunciations leave the pool of petitions."""

    OPINION = "opinion", "ý kiến"
    PETITION = "petition", "kiến nghị"
    REFLECTION = "reflection", "phản ánh"
    COMPLAINT = "complaint", "khiếu nại"
    DENUNCIATION = "denunciation", "tố cáo"


RESTRICTED_KINDS = (SubmissionKind.COMPLAINT, SubmissionKind.DENUNCIATION)


class Channel(TextChoices):
    """How the words arrived."""

    MEETING = "meeting", "tại hội nghị"
    FORM = "form", "phiếu góp ý trực tuyến"
    LETTER = "letter", "đơn, thư"
    FRONT = "front", "danh sách của MTTQ"
    IMPORT = "import", "nhập từ tệp"


class SubmissionState(TextChoices):
    """Where a recorded statement stands."""

    RECORDED = "recorded", "đã ghi nhận"
    CLASSIFIED = "classified", "đã phân loại"
    ANSWERED_ON_SPOT = "answered_on_spot", "đã trả lời tại hội nghị"
    IN_PETITION = "in_petition", "đã đưa vào kiến nghị"
    HANDED_OFF = "handed_off", "đã hướng dẫn gửi đơn"
    SPLIT = "split", "đã tách thành nhiều ý"
    WITHDRAWN = "withdrawn", "đã rút"


class Authority(TextChoices):
    """Level competent to settle a petition."""

    XA = "xa", "cấp xã"
    HUYEN = "huyen", "cấp huyện"
    TINH = "tinh", "cấp tỉnh"
    TRUNG_UONG = "trung_uong", "trung ương"
    OUTSIDE = "outside", "doanh nghiệp, tổ chức khác"


class PetitionState(TextChoices):
    """Life of a petition."""

    RECORDED = "recorded", "ghi nhận"
    CLASSIFIED = "classified", "phân loại"
    COLLECTED = "collected", "tổng hợp"
    TRANSFERRED = "transferred", "đã chuyển"
    RECEIVED = "received", "cơ quan đã tiếp nhận"
    IN_PROGRESS = "in_progress", "đang giải quyết"
    ANSWERED = "answered", "đã trả lời"
    JUDGED = "judged", "đã đánh giá"
    TOLD_BACK = "told_back", "đã báo lại cử tri"
    CLOSED = "closed", "đã đóng"
    MERGED = "merged", "đã gộp"
    WITHDRAWN = "withdrawn", "đã rút"


ANSWERED_STATES = (
    PetitionState.ANSWERED,
    PetitionState.JUDGED,
    PetitionState.TOLD_BACK,
    PetitionState.CLOSED,
)


class TransferRole(TextChoices):
    """Part of an agency in settling a petition."""

    LEAD = "lead", "chủ trì"
    SUPPORT = "support", "phối hợp"


class TransferState(TextChoices):
    """Life of a transfer to one agency."""

    SENT = "sent", "đã chuyển"
    RECEIVED = "received", "đã tiếp nhận"
    IN_PROGRESS = "in_progress", "đang giải quyết"
    ANSWERED = "answered", "đã trả lời"
    RETURNED = "returned", "trả lại, không thuộc thẩm quyền"


class Outcome(TextChoices):
    """What the agency claims, in the three groups of NQLT 72/2025 Điều 49 khoản 2."""

    RESOLVED = "resolved", "đã giải quyết xong"
    STUDYING = "studying", "đang nghiên cứu, giải quyết theo lộ trình"
    EXPLAINED = "explained", "giải trình, cung cấp thông tin"


class Judgement(TextChoices):
    """What the council's side holds of an answer."""

    ACCEPTED = "accepted", "đạt yêu cầu"
    PARTLY = "partly", "đạt một phần"
    REJECTED = "rejected", "chưa đạt, đề nghị trả lời lại"


class Standing(TextChoices):
    """How a petition stands in the words of the public pages; resolved ones are answered ones too."""

    WORKING = "dang-giai-quyet", "đang giải quyết"
    ANSWERED = "da-tra-loi", "đã trả lời"
    RESOLVED = "da-giai-quyet-xong", "đã giải quyết xong"


class Content(TextChoices):
    """The voters' own verdict."""

    UNKNOWN = "unknown", "chưa có ý kiến"
    CONTENT = "content", "đồng ý"
    DISCONTENT = "discontent", "chưa đồng ý, kiến nghị lại"
