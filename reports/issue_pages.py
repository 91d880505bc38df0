"""What the pages that issue papers show: what will happen, which papers wait, what a round still needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from delegates.models import Council, DelegateGroup
from meetings.enums import MinutesState, RoundState
from meetings.models import Meeting, Minutes, Round
from meetings.public_pages import capital
from meetings.queries import unit_name
from petitions.enums import PetitionState
from petitions.models import Petition, Reminder, Submission, TransferLetter
from reports.actions.issuing import latest_paper
from reports.actions.papers import next_in_register
from reports.actions.preview import preview_document
from reports.documents.invitation import addressees_of, invitation_document
from reports.documents.letterhead import council_signatory
from reports.documents.schedule import PrintedSchedule, printed_schedule
from reports.enums import DocumentKind
from reports.models import Report
from reports.queries import reporting_groups
from reports.release_pages import release_label
from reports.render.model import OfficialDocument
from txct.core.components import Cell, Column
from txct.core.models import IssuedDocument, User
from txct.core.permissions import can
from txct.core.scoping import trusted
from txct.lib.dates import short_date
from txct.lib.numbers import count_text

SHOWN = 50
ISSUE = "reports.issue_report"
ISSUE_NOTICE = "meetings.issue_notice"
LETTER_COLUMNS = (Column("Cơ quan"), Column("Ngày chuyển"), Column("Kiến nghị", number=True))
REMINDER_COLUMNS = (Column("Cơ quan"), Column("Lần"), Column("Ngày đôn đốc"), Column("Kiến nghị", number=True))
MINUTES_COLUMNS = (Column("Hội nghị"), Column("Nộp lúc"))
GROUP_COLUMNS = (Column("Tổ đại biểu"), Column("Báo cáo của Tổ"), Column("Ngày"))
KEPT = "Bản in được tạo và giữ nguyên; nội dung và số không sửa được nữa."


def schedule_notice_sentences(round_: Round, on: date) -> list[str]:
    """What issuing the notice of the schedule will do."""
    with trusted():
        schedule = printed_schedule(round_)
        doc = preview_document(DocumentKind.SCHEDULE_NOTICE, round_, on=on)
        return [
            f"Thông báo gồm {count_text(len(schedule.open_lines))} hội nghị có ngày giờ của {round_.label}.",
            *_version_sentences(schedule),
            *_paper_sentences(DocumentKind.SCHEDULE_NOTICE, round_, round_.council, doc, on),
            "Việc gửi lịch cho báo chí và các đơn vị được ghi là xong.",
        ]


def invitation_sentences(round_: Round, on: date) -> list[str]:
    """What issuing the invitations will do: how many papers, for how many people."""
    with trusted():
        schedule = printed_schedule(round_)
        people = sum(len(addressees_of(line)) for line in schedule.lines)
        sentences = [
            f"Mỗi hội nghị một giấy mời có số: {count_text(len(schedule.lines))} hội nghị, {count_text(people)} bản "
            "ghi tên người được mời.",
            *_version_sentences(schedule),
            "Giấy mời của hội nghị không thay đổi từ lần trước được giữ nguyên, không lấy số mới.",
        ]
        if schedule.lines:
            signer = round_.plan.signatory or council_signatory(round_.council)
            doc = invitation_document(schedule.lines[0], "…", signer, on=on)
            sentences += _paper_sentences(DocumentKind.INVITATION, None, round_.council, doc, on)
        return sentences


def _version_sentences(schedule: PrintedSchedule) -> list[str]:
    """Which released version is printed, and that changes since then are not in it; nothing goes out of a draft."""
    if schedule.release is None:
        return ["Chưa ban hành được văn bản này: lịch của đợt chưa ban hành. Ban hành lịch trước."]
    left_out = f"Chú ý: {count_text(schedule.untold)} thay đổi chưa ban hành không có trong văn bản này; ban hành lại "
    left_out += "lịch trước nếu muốn báo cả các thay đổi đó."
    return [f"In theo {release_label(schedule.release)}.", *([left_out] if schedule.untold else [])]


def paper_sentences(kind: DocumentKind, subject: Any, council: Council, on: date) -> list[str]:
    """What issuing the minutes, letter or reminder SUBJECT will do."""
    with trusted():
        doc = preview_document(kind, subject, on=on)
        return _paper_sentences(kind, subject, council, doc, on)


def report_sentences(
    kind: DocumentKind, round_: Round, group: DelegateGroup | None, doc: OfficialDocument, on: date
) -> list[str]:
    """What issuing a report will do; its figures are those of the moment the form is sent."""
    with trusted():
        council = group.council if group else round_.council
        rows = Report.objects.filter(kind=kind, round=round_, group=group).exclude(document=None)
        last = rows.select_related("document").order_by("-pk").first()
        return [
            "Số liệu được chốt tại thời điểm bấm nút và giữ cùng văn bản; kiến nghị nhập sau đó vào báo cáo sau.",
            *_paper_sentences(kind, None, council, doc, on, last.document if last else None),
            *(
                []
                if group or round_.state == RoundState.CLOSED
                else ["Chú ý: đợt chưa chốt tổng hợp, số liệu còn thay đổi."]
            ),
        ]


def _paper_sentences(
    kind: DocumentKind,
    subject: models.Model | None,
    council: Council,
    doc: OfficialDocument,
    on: date,
    earlier: IssuedDocument | None = None,
) -> list[str]:
    earlier = earlier or (latest_paper(kind, subject) if subject is not None else None)
    sentences = [_number_sentence(kind, council, doc.symbol, on)]
    if doc.right is not None:
        sentences.append(f"Người ký: {doc.right.name}.")
    if doc.recipients:
        sentences.append(f"Nơi nhận: {'; '.join(doc.recipients)}.")
    if earlier is not None:
        sentences.append(f"Thay cho văn bản {earlier.number_text} ngày {short_date(earlier.issued_on)}.")
    return [*sentences, KEPT]


def _number_sentence(kind: DocumentKind, council: Council, symbol: str, on: date) -> str:
    if council.numbers_by_hand:
        return f"{kind.label}: số để trống cho văn thư ghi."
    return (
        f"{kind.label} nhận số {next_in_register(council, symbol, on):02d}/{symbol}, số kế tiếp của sổ năm {on.year}."
    )


def closing_sentences(round_: Round) -> list[str]:
    """What cutting the round off will do, to how many."""
    with trusted():
        rows = Petition.objects.filter(round=round_)
        ready = rows.filter(state=PetitionState.CLASSIFIED).count()
        raw = rows.filter(state=PetitionState.RECORDED).count()
        minutes = Minutes.objects.filter(meeting__round=round_, state=MinutesState.SUBMITTED).count()
    return [
        f"{count_text(ready)} kiến nghị đã phân loại được đưa vào danh sách tổng hợp.",
        *([f"Chú ý: {count_text(raw)} kiến nghị chưa phân loại nên chưa vào danh sách này."] if raw else []),
        f"{count_text(minutes)} biên bản đã nộp được chốt, không trả lại để sửa được nữa.",
        "Không thêm, sửa hội nghị của đợt; ý kiến ghi sau đó tính vào đợt kế tiếp.",
    ]


def collecting_sentences(round_: Round) -> list[str]:
    """What collecting will do, to how many."""
    with trusted():
        number = Petition.objects.filter(round=round_, state=PetitionState.CLASSIFIED).count()
    return [
        f"{count_text(number)} kiến nghị đã phân loại chuyển sang bước “tổng hợp”.",
        "Đợt vẫn mở: kiến nghị phân loại sau được tổng hợp thêm.",
    ]


@dataclass(frozen=True, slots=True)
class RoundStep:
    """One paper or step that a round's page offers."""

    label: str
    url: str
    icon: str


def round_steps(user: User, round_: Round) -> list[RoundStep]:
    """What USER may do with the round's papers and its cut-off now."""
    open_now = round_.state != RoundState.CLOSED
    offers = (
        (open_now, ISSUE_NOTICE, "Ban hành thông báo lịch", "issue-notice", "megaphone"),
        (open_now, ISSUE_NOTICE, "Ban hành giấy mời", "issue-invitations", "envelope"),
        (open_now, "meetings.change_round", "Tổng hợp kiến nghị", "round-collect", "journal-text"),
        (open_now, "meetings.change_round", "Chốt tổng hợp", "round-close", "lock"),
        (True, ISSUE, "Lập báo cáo tổng hợp", "issue-summary", "file-earmark-text"),
    )
    return [
        RoundStep(label, reverse(f"desk:{name}", args=[round_.pk]), icon)
        for open_, permission, label, name, icon in offers
        if open_ and can(user, permission, round_)
    ]


def group_rows(user: User, round_: Round) -> list[list[Cell]]:
    """Each group with a part in the round, and its report or the way to draw it up."""
    reports = Report.objects.for_user(user).filter(round=round_, kind=DocumentKind.GROUP_REPORT)
    newest = {row.group_id: row.document for row in reports.select_related("document").order_by("pk") if row.document}
    may = can(user, ISSUE, round_)
    return [_group_row(round_, group, newest.get(group.pk), may=may) for group in reporting_groups(round_)]


def _group_row(round_: Round, group: DelegateGroup, paper: IssuedDocument | None, *, may: bool) -> list[Cell]:
    url = reverse("desk:issue-group-report", args=[round_.pk, group.pk]) if may else ""
    done = paper is not None
    return [
        Cell(group.label, url=url),
        Cell(
            paper.number_text if paper else "chưa lập",
            url=reverse("reports:document", args=[paper.pk]) if paper else "",
            tone="" if done else "due",
        ),
        Cell(short_date(paper.issued_on) if paper else ""),
    ]


@dataclass(frozen=True, slots=True)
class WaitingPapers:
    """What has been decided but not yet issued on paper; each list is cut off after `SHOWN`."""

    letters: Sequence[list[Cell]]
    reminders: Sequence[list[Cell]]
    minutes: Sequence[list[Cell]]


def waiting_papers(user: User, council: Council) -> WaitingPapers:
    """Transfer letters, reminders and minutes of the council without their paper, the oldest first."""
    letters = TransferLetter.objects.for_user(user, ISSUE).filter(council=council.pk, document=None)
    reminders = Reminder.objects.for_user(user, ISSUE).filter(council=council.pk, document=None)
    minutes = Minutes.objects.for_user(user, ISSUE).filter(
        meeting__council=council.pk, document=None, state__in=(MinutesState.SUBMITTED, MinutesState.LOCKED)
    )
    minutes = minutes.prefetch_related("meeting__units__locality", "meeting__units__neighbourhood")
    counted = {"number": Count("transfers")}
    return WaitingPapers(
        letters=[
            [
                Cell(str(row.agency), url=reverse("desk:issue-letter", args=[row.pk])),
                Cell(short_date(row.sent_on)),
                Cell(str(row.number), number=True),
            ]
            for row in letters.select_related("agency").annotate(**counted).order_by("sent_on", "pk")[:SHOWN]
        ],
        reminders=[
            [
                Cell(str(row.agency), url=reverse("desk:issue-reminder", args=[row.pk])),
                Cell(count_text(row.ordinal)),
                Cell(short_date(row.sent_on)),
                Cell(str(row.number), number=True),
            ]
            for row in reminders.select_related("agency").annotate(**counted).order_by("sent_on", "pk")[:SHOWN]
        ],
        minutes=[
            [
                Cell(_meeting_name(row.meeting), url=reverse("desk:issue-minutes", args=[row.pk])),
                Cell(short_date(timezone.localdate(row.submitted_at)) if row.submitted_at else ""),
            ]
            for row in minutes.select_related("meeting").order_by("meeting__starts_at", "pk")[:SHOWN]
        ],
    )


def _meeting_name(meeting: Meeting) -> str:
    return meeting.title or capital("; ".join(unit_name(unit) for unit in meeting.units.all())) or str(meeting)


def minutes_warnings(minutes: Minutes) -> list[str]:
    """What should be looked at before the MINUTES are issued: nobody's words have been written down yet."""
    with trusted():
        if Submission.objects.filter(meeting=minutes.meeting_id).exists():
            return []
    return ["Hội nghị này chưa ghi ý kiến nào của cử tri; biên bản ban hành sẽ không có ý kiến."]
