"""Taking what voters write: whether a form is open, how often it may be used, and keeping the words."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from meetings.models import Meeting
from meetings.queries import told_of
from petitions.actions import record_submission
from petitions.enums import Channel, SubmissionKind
from petitions.forms_public import VoterForm
from petitions.models import Submission
from petitions.receipts import Receipt, receipt_of
from petitions.rules import form_closed_because
from txct.core.scoping import trusted
from txct.core.throttle import Limit, take_turn
from txct.core.writing import Refused
from txct.lib.dates import clock_text

HOUR = timedelta(hours=1)
NOT_SORTED = SubmissionKind.REFLECTION
"""Kind of a form until the office has read it: the one that stands in the tray of what waits to be sorted."""


class TooManyUses(Refused):
    """One address has used a public form as often as it may for now."""


def closed_because(meeting: Meeting, at: datetime) -> str | None:
    """Why the form of MEETING takes nothing at the moment AT; None when it is open."""
    facts = told_of(meeting.released)
    return form_closed_because(facts.state, facts.ends_at, at)


def keep_form(form: VoterForm, address: str) -> Submission:
    """Record what a valid FORM says, as sent from ADDRESS. Raises TooManyUses."""
    free_at = take_turn(Limit("gop-y", settings.VOTER_FORMS_PER_HOUR, HOUR), address)
    if free_at is not None:
        raise TooManyUses(
            f"Từ mạng này đã gửi {settings.VOTER_FORMS_PER_HOUR} phiếu trong một giờ nên phiếu chưa gửi được. "
            f"Nội dung bạn gõ vẫn còn dưới đây: hãy gửi lại sau {_clock(free_at)}, "
            "hoặc nộp phiếu giấy cho thư ký hội nghị."
        )
    with trusted():
        council = form.meeting.council
    return record_submission(
        council=council,
        meeting=form.meeting,
        kind=NOT_SORTED,
        channel=Channel.FORM,
        verbatim=form.cleaned_data["noi_dung"],
        neighbourhood=form.cleaned_data.get("noi_o"),
        speaker=form.speaker,
        by=None,
    )


def look_up(code: str, address: str) -> Receipt:
    """What is told for CODE, as asked from ADDRESS. Raises TooManyUses, and Refused when no form has this code."""
    free_at = take_turn(Limit("tra-cuu", settings.RECEIPT_LOOKUPS_PER_HOUR, HOUR), address)
    if free_at is not None:
        raise TooManyUses(f"Từ mạng này đã tra cứu quá nhiều lần. Hãy tra cứu lại sau {_clock(free_at)}.")
    found = receipt_of(code)
    if found is None:
        raise Refused("Không có phiếu nào mang mã này. Hãy xem lại từng chữ trên biên nhận rồi gõ lại.", field="ma")
    return found


def _clock(moment: datetime) -> str:
    return clock_text(timezone.localtime(moment).time())
