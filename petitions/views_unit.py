"""What the clerk of a ward writes down at one meeting: a list and a quick form, until the minutes are handed in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from delegates.models import Council
from meetings.enums import MinutesState
from meetings.models import Meeting, Minutes
from petitions.actions import correct_submission, record_submission, withdraw_submission
from petitions.actions.submissions import UNTOUCHED_STATES
from petitions.enums import RESTRICTED_KINDS, SubmissionState
from petitions.forms_agency import ReasonForm
from petitions.forms_unit import CorrectForm, VoiceForm
from petitions.models import Submission
from txct.core.access import needs, person
from txct.core.forms_actions import carried_out, form_page
from txct.core.forms_once import once, stale_response
from txct.core.permissions import can
from txct.core.writing import StalePage
from txct.lib.numbers import count_text

METHODS = ["GET", "HEAD", "POST"]
MEND = "petitions.change_submission"
CLOSED = (
    "Biên bản hội nghị này đã nộp nên không ghi thêm, không sửa. Cần sửa thì đề nghị Văn phòng HĐND trả lại biên bản."
)
TONES = {SubmissionState.ANSWERED_ON_SPOT: "done", SubmissionState.IN_PETITION: "done"}


def _meeting(request: HttpRequest, pk: int) -> Meeting:
    rows = Meeting.objects.for_user(request.user, "petitions.add_submission")
    return get_object_or_404(rows.select_related("venue", "council"), pk=pk)


def _is_open(request: HttpRequest, meeting: Meeting) -> bool:
    """Whether words may still be entered: the clerk until the minutes are handed in, the office always."""
    handed_in = Minutes.objects.for_user(request.user).filter(meeting=meeting).exclude(state=MinutesState.DRAFT)
    return can(request.user, "petitions.add_petition", meeting) or not handed_in.exists()


def _trail(meeting: Meeting) -> list[tuple[str, str]]:
    return [
        ("Hội nghị ở đơn vị", reverse("meetings:unit-desk")),
        (str(meeting), reverse("meetings:unit-meeting", args=[meeting.pk])),
    ]


def _voices_trail(meeting: Meeting) -> list[tuple[str, str]]:
    return [*_trail(meeting), ("Ý kiến cử tri", reverse("petitions:meeting-voices", args=[meeting.pk]))]


@needs("petitions.add_submission")
@require_http_methods(METHODS)
@once
def meeting_voices(request: HttpRequest, pk: int) -> HttpResponse:
    """The list of what voters said at a meeting, and the form for the next thing said."""
    meeting = _meeting(request, pk)
    said = Submission.objects.for_user(request.user).filter(meeting=meeting)
    last = said.aggregate(last=Max("speaking_order"))["last"] or 0
    form = VoiceForm(request.POST or None, meeting=meeting, initial={"speaking_order": last + 1})
    is_open = _is_open(request, meeting)
    if request.method == "POST" and not is_open:
        messages.error(request, CLOSED)
        return redirect("petitions:meeting-voices", pk=pk)
    if request.method == "POST" and carried_out(
        form,
        lambda: _record(request, meeting, form.statement()),
        at={"neighbourhood": "place", "locality": "place"},
    ):
        messages.success(request, "Đã ghi vào sổ riêng." if form.restricted else "Đã ghi. Ghi tiếp ý kiến sau.")
        return redirect(f"{reverse('petitions:meeting-voices', args=[pk])}#ghi-y-kien")
    shown = _voices(meeting, said, form, is_open=is_open, mends=can(request.user, MEND, meeting))
    return render(request, "petitions/meeting_voices.html", shown)


def _record(request: HttpRequest, meeting: Meeting, values: dict[str, Any]) -> Submission:
    council = get_object_or_404(Council.objects.for_user(request.user), pk=meeting.council_id)
    return record_submission(council=council, meeting=meeting, by=person(request), **values)


def _voices(meeting: Meeting, said: Any, form: VoiceForm, *, is_open: bool, mends: bool) -> dict[str, Any]:
    pool = said.in_pool().select_related("neighbourhood", "locality").order_by("speaking_order", "recorded_at", "pk")
    rows = [
        {
            "said": one,
            "words": one.verbatim or one.summary,
            "tone": TONES.get(SubmissionState(one.state), "open"),
            "mendable": is_open and mends and one.state in UNTOUCHED_STATES,
        }
        for one in pool
    ]
    apart = said.filter(kind__in=RESTRICTED_KINDS).exclude(state=SubmissionState.WITHDRAWN).count()
    return {
        "meeting": meeting,
        "links": [{"label": label, "url": url} for label, url in _trail(meeting)],
        "rows": rows,
        "apart": count_text(apart) if apart else "",
        "form": form,
        "is_open": is_open,
        "mends": is_open and mends,
        "closed_text": CLOSED,
    }


def _voice(request: HttpRequest, meeting: Meeting, voice: int) -> Submission:
    rows = Submission.objects.for_user(request.user, "petitions.change_submission")
    return get_object_or_404(rows.filter(meeting=meeting).in_pool(), pk=voice)


@needs(MEND)
@require_http_methods(METHODS)
@once
def voice_correct(request: HttpRequest, pk: int, voice: int) -> HttpResponse:
    """Correct the words as taken down."""
    meeting = _meeting(request, pk)
    said = _voice(request, meeting, voice)
    known = {"verbatim": said.verbatim, "summary": said.summary, "version": said.version}
    form = CorrectForm(request.POST or None, initial=known)
    if not _is_open(request, meeting):
        messages.error(request, CLOSED)
        return redirect("petitions:meeting-voices", pk=pk)
    try:
        if request.method == "POST" and carried_out(form, lambda: _correct(request, said, form.cleaned_data)):
            messages.success(request, "Đã sửa lời ghi.")
            return redirect("petitions:meeting-voices", pk=pk)
    except StalePage as stale:
        return stale_response(request, stale, form)
    return form_page(request, form, title="Sửa lời ghi", trail=_voices_trail(meeting), submit="Lưu")


def _correct(request: HttpRequest, said: Submission, values: dict[str, Any]) -> None:
    correct_submission(
        submission=said,
        verbatim=values["verbatim"],
        summary=values["summary"],
        expected_version=values["version"],
        by=person(request),
    )


@needs(MEND)
@require_http_methods(METHODS)
@once
def voice_withdraw(request: HttpRequest, pk: int, voice: int) -> HttpResponse:
    """Take out what was entered by mistake or taken back by the voter."""
    meeting = _meeting(request, pk)
    said = _voice(request, meeting, voice)
    form = ReasonForm(request.POST or None)
    if not _is_open(request, meeting):
        messages.error(request, CLOSED)
        return redirect("petitions:meeting-voices", pk=pk)
    if request.method == "POST" and carried_out(
        form, lambda: withdraw_submission(submission=said, by=person(request), **form.cleaned_data)
    ):
        messages.success(request, "Đã rút lượt ý kiến. Lời ghi vẫn được lưu nhưng không tính.")
        return redirect("petitions:meeting-voices", pk=pk)
    lead = said.verbatim or said.summary
    return form_page(request, form, title="Rút lượt ý kiến", trail=_voices_trail(meeting), submit="Rút", lead=lead)
