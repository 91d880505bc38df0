"""What a voter learns by the receipt code of the form: how far it has come, never words or names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core import signing

from meetings.queries import facts_of
from petitions.enums import Channel, SubmissionState
from petitions.models import Submission
from petitions.models.petitions import GONE_STATES
from petitions.public_list import capital, petition_url, public_standing
from petitions.queries import final_root, owner_of
from petitions.rules import PETITION_KINDS
from txct.core.scoping import trusted
from txct.lib.text import clean_line

S = SubmissionState
CODE_LENGTH = 16
GROUP = 4
SENT_PAGE_SECONDS = 24 * 3600
_SALT = "petitions.receipt"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one point has come, in a sentence; URL leads to the published petition it is part of."""

    title: str
    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is told to whoever holds the code of a form."""

    code: str
    meeting: str
    received_at: datetime
    progress: tuple[Progress, ...]


def printed_code(code: str) -> str:
    """`1a2b 3c4d …`: in groups, as people copy it."""
    return " ".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def typed_code(text: str) -> str:
    """A code as typed, without what copying brings along."""
    return "".join(sign for sign in clean_line(text).lower() if sign.isalnum())[: 4 * CODE_LENGTH]


def sent_token(submission: Submission) -> str:
    """Key of the page shown after sending: it holds no code and ends after a day."""
    return signing.dumps(submission.pk, salt=_SALT)


def submission_of_token(token: str) -> Submission | None:
    """The form that TOKEN was made for; None when it is none of ours or has ended."""
    try:
        pk = signing.loads(token, salt=_SALT, max_age=SENT_PAGE_SECONDS)
    except signing.BadSignature:
        return None
    return Submission.objects.filter(pk=pk, channel=Channel.FORM).scoped_as("own receipt").first()


def receipt_of(code: str) -> Receipt | None:
    """What is told for CODE, as `typed_code` gives it; None for every code that is none, one query each."""
    forms = Submission.objects.filter(receipt_code=code, channel=Channel.FORM).scoped_as("own receipt")
    submission = forms.select_related("meeting").first()
    if submission is None:
        return None
    with trusted():
        parts = [submission]
        if submission.state == S.SPLIT:
            parts = list(submission.parts.exclude(state=S.WITHDRAWN).order_by("pk")) or parts
        return Receipt(
            code=printed_code(code),
            meeting=facts_of(submission.meeting).label if submission.meeting else "",
            received_at=submission.recorded_at,
            progress=tuple(_progress(part) for part in parts),
        )


def _progress(submission: Submission) -> Progress:
    if submission.is_restricted:
        return _handed_off(submission)
    if submission.state == S.IN_PETITION:
        return _in_petition(submission)
    if submission.state == S.CLASSIFIED and submission.kind not in PETITION_KINDS:
        return Progress(
            "Đã ghi nhận là ý kiến",
            "Ý kiến được đưa vào báo cáo tổng hợp gửi Hội đồng nhân dân, không chuyển cơ quan nào.",
        )
    title, text = {
        S.RECORDED: ("Đã nhận", "Văn phòng Hội đồng nhân dân đang đọc và phân loại ý kiến của bạn."),
        S.CLASSIFIED: ("Đã phân loại", "Ý kiến đang được lập thành kiến nghị để chuyển cơ quan có thẩm quyền."),
        S.ANSWERED_ON_SPOT: ("Đã trả lời tại hội nghị", "Nội dung này đã được trả lời ngay tại hội nghị."),
        S.SPLIT: ("Đã đọc", "Ý kiến được tách thành nhiều nội dung để giải quyết riêng."),
        S.WITHDRAWN: (
            "Không tiếp tục giải quyết",
            "Phiếu này đã được rút. Nếu bạn không đề nghị rút, hãy liên hệ Văn phòng Hội đồng nhân dân.",
        ),
    }[S(submission.state)]
    return Progress(title, text)


def _handed_off(submission: Submission) -> Progress:
    case = submission.restricted_case
    where = f"Hãy gửi đơn đến: {case.handed_to}." if case.handed_to else "Văn phòng sẽ hướng dẫn nơi gửi đơn."
    return Progress(
        "Thuộc thủ tục riêng", f"Nội dung này không giải quyết theo đường kiến nghị và không công khai. {where}"
    )


def _in_petition(submission: Submission) -> Progress:
    owner = owner_of(submission)
    petition = final_root(owner) if owner is not None else None
    if petition is None or petition.state in GONE_STATES:
        return Progress("Đã phân loại", "Ý kiến đang được lập thành kiến nghị để chuyển cơ quan có thẩm quyền.")
    word = capital(str(public_standing(petition).label))
    if not petition.is_published:
        return Progress(
            f"Đã đưa vào kiến nghị: {word.lower()}",
            "Nội dung kiến nghị chưa công khai. Hãy xem lại sau, hoặc nghe báo lại tại hội nghị lần sau.",
        )
    return Progress(
        f"Đã đưa vào kiến nghị {petition.code}: {word.lower()}",
        "Xem từng bước giải quyết và trả lời của cơ quan ở trang của kiến nghị.",
        petition_url(petition),
    )
