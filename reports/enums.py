"""Kinds of papers and reports the product prints, and how a petition stands in a report."""

from django.db.models import TextChoices


class DocumentKind(TextChoices):
    """Papers of a round."""

    PLAN = "plan", "Kế hoạch"
    SCHEDULE_NOTICE = "schedule_notice", "Thông báo lịch"
    INVITATION = "invitation", "Giấy mời"
    MINUTES = "minutes", "Biên bản"
    GROUP_REPORT = "group_report", "Báo cáo của Tổ đại biểu"
    TRANSFER = "transfer", "Phiếu chuyển kiến nghị"
    REMINDER = "reminder", "Công văn đôn đốc"
    SUMMARY_REPORT = "summary_report", "Báo cáo tổng hợp"


class Standing(TextChoices):
    """How a petition stands at the cut-off of a report: every petition is in exactly one."""

    NOT_SENT = "not_sent", "chưa chuyển"
    WAITING = "waiting", "đang chờ trả lời"
    OVERDUE = "overdue", "quá hạn trả lời"
    STUDYING = "studying", "đang giải quyết theo lộ trình"
    EXPLAINED = "explained", "đã giải trình, cung cấp thông tin"
    RESOLVED = "resolved", "đã giải quyết xong"


ANSWERED_STANDINGS = (Standing.STUDYING, Standing.EXPLAINED, Standing.RESOLVED)
