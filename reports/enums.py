"""Kinds of papers and reports the product prints."""

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
