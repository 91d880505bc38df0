"""What the delegate who asked for a contact is written once it is decided."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from meetings.enums import ContactState
from meetings.facts import reason_sentence
from meetings.models import ContactRequest
from txct.lib.dates import clock_text, short_date, weekday_date

MY_REQUESTS = "/dai-bieu/de-nghi-tiep-xuc/"


@dataclass(frozen=True, slots=True)
class Letter:
    """Subject and body of a message."""

    subject: str
    body: str


def decision_letter(contact: ContactRequest) -> Letter:
    """The decision in words, with the hours agreed to or the reason of the refusal, and where to read on."""
    agreed = contact.state == ContactState.APPROVED
    word = "đồng ý" if agreed else "chưa đồng ý"
    paper = f" tại văn bản số {contact.decision_number}" if contact.decision_number else ""
    lines = [
        f"Kính gửi đại biểu {contact.delegate},",
        "",
        f"{contact.decider_text} {word}{paper} với đề nghị {contact.get_kind_display()} nhận ngày "
        f"{short_date(contact.received_on)}.",
        *(_when(contact) if agreed else []),
        *filter(None, [reason_sentence(contact.decision_reason)]),
        "",
        f"Xem đề nghị và các thời hạn tại: {settings.SITE_URL}{MY_REQUESTS}{contact.pk}/",
    ]
    return Letter(f"Đề nghị tiếp xúc cử tri ngày {short_date(contact.wanted_on)}: {word}", "\n".join(lines))


def _when(contact: ContactRequest) -> list[str]:
    meeting = contact.meeting
    if meeting is None or meeting.starts_at is None:
        return []
    start = timezone.localtime(meeting.starts_at)
    place = f"{meeting.venue}, {contact.place_text}" if meeting.venue else contact.place_text
    return [f"Thời gian: {clock_text(start.time())}, {weekday_date(start.date())}. Nơi tiếp xúc: {place}."]
