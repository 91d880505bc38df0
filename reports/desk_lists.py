"""The office's lists: duties of the statutory timetable, meetings, outgoing mail."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from delegates.calendars import calendar_of
from delegates.models import Council
from meetings.models import Duty, Meeting, Notice
from meetings.models.meetings import MeetingQuerySet
from meetings.models.rounds import DutyQuerySet
from reports.deadline_pages import numberless_rules
from reports.desk_home import with_refusals, without_answers, without_minutes
from reports.plan_task_lines import days_words
from txct.core.components import Tab
from txct.core.models import OutboxMessage, User
from txct.core.models.outbox import OutboxQuerySet
from txct.deadlines.enums import Confidence
from txct.lib.dates import clock_text, short_date, weekday_date

TAB_KEY = "loc"
DUTY_TABS = {"": "Còn phải làm", "da-xong": "Đã xong", "tat-ca": "Tất cả"}
MEETING_TABS = {
    "": "Sắp tới",
    "cho-tra-loi": "Chờ đại biểu trả lời",
    "tu-choi": "Đại biểu từ chối",
    "thieu-bien-ban": "Thiếu biên bản",
    "tat-ca": "Tất cả",
}
OUTBOX_TABS = {"": "Tất cả", "cho-duyet": "Chờ duyệt", "loi": "Không gửi được", "cho": "Chờ gửi", "da-gui": "Đã gửi"}
OUTBOX_TONES = {
    OutboxMessage.State.HELD: "draft",
    OutboxMessage.State.PENDING: "due",
    OutboxMessage.State.SENDING: "open",
    OutboxMessage.State.SENT: "done",
    OutboxMessage.State.FAILED: "late",
    OutboxMessage.State.CANCELLED: "draft",
}


def tabs(words: Mapping[str, str], query: QueryDict) -> list[Tab]:
    """The tabs of a list; the chosen one stands in the address and the page number is dropped."""
    chosen = query.get(TAB_KEY, "")
    chosen = chosen if chosen in words else ""
    found = []
    for key, label in words.items():
        rest = query.copy()
        for name in (TAB_KEY, "trang"):
            rest.pop(name, None)
        if key:
            rest[TAB_KEY] = key
        found.append(Tab(label, f"?{rest.urlencode()}", current=key == chosen))
    return found


@dataclass(frozen=True, slots=True)
class DutyLine:
    """One duty with the days left, the round or the request it belongs to and why its day is that day."""

    duty: Duty
    words: str
    tone: str
    on: str
    done_on: str
    of: str
    contact_url: str
    confidence: str
    number_url: str


def duties_in(rows: DutyQuerySet, tab: str) -> DutyQuerySet:
    """The duties of one tab, in order of their days; those without a day last."""
    if tab == "da-xong":
        return rows.filter(done_at__isnull=False).order_by("-done_at", "-pk")
    rows = rows if tab == "tat-ca" else rows.open()
    return rows.order_by(F("due_on").asc(nulls_last=True), "pk")


def duty_lines(rows: Iterable[Duty], council: Council, today: date) -> list[DutyLine]:
    """Duties as the timetable lists them."""
    calendar, lines = calendar_of(council), []
    asked = {rule.code for rule in numberless_rules(council, today)}
    for duty in rows:
        words, tone = ("đã xong", "done") if duty.done_at else days_words(duty.due_on, today, calendar)
        lines.append(
            DutyLine(
                duty=duty,
                words=words,
                tone=tone,
                on=weekday_date(duty.due_on) if duty.due_on else "",
                done_on=weekday_date(timezone.localdate(duty.done_at)) if duty.done_at else "",
                of=owner_text(duty),
                contact_url=reverse("desk:contact", args=[duty.contact_id]) if duty.contact_id else "",
                confidence=str(Confidence(duty.confidence).label) if duty.confidence else "",
                number_url=reverse("desk:deadline-set", args=[duty.rule_code]) if _is_asked(duty, asked) else "",
            )
        )
    return lines


def _is_asked(duty: Duty, asked: Collection[str]) -> bool:
    """Whether an open duty waits for the council's number of days."""
    return duty.due_on is None and duty.done_at is None and duty.rule_code in asked


def owner_text(duty: Duty) -> str:
    """The round, or the delegate who asked for a contact."""
    if duty.contact is not None:
        return f"Đề nghị của đại biểu {duty.contact.delegate}, {short_date(duty.contact.wanted_on)}"
    return duty.round.label if duty.round else ""


def meetings_in(user: User, council: Council, tab: str, at: datetime) -> MeetingQuerySet:
    """The council's meetings of one tab."""
    rows: MeetingQuerySet = Meeting.objects.for_user(user).filter(council=council.pk)
    if tab == "thieu-bien-ban":
        return without_minutes(rows, at).order_by("starts_at", "pk")
    if tab == "cho-tra-loi":
        return without_answers(rows, at).order_by("starts_at", "pk")
    if tab == "tu-choi":
        return with_refusals(rows, at).order_by("starts_at", "pk")
    if tab == "tat-ca":
        return rows.order_by(F("starts_at").desc(nulls_last=True), "-pk")
    return rows.upcoming(at).order_by("starts_at", "pk")


@dataclass(frozen=True, slots=True)
class OutboxLine:
    """One outgoing message with where it stands."""

    message: OutboxMessage
    tone: str
    written: str
    sent: str


def messages_in(rows: OutboxQuerySet, tab: str) -> OutboxQuerySet:
    """The messages of one tab, newest first."""
    state = OutboxMessage.State
    states = {
        "cho-duyet": [state.HELD],
        "loi": [state.FAILED],
        "cho": [state.PENDING, state.SENDING],
        "da-gui": [state.SENT],
    }.get(tab)
    return (rows.filter(state__in=states) if states else rows).order_by("-created_at", "-pk")


def outbox_lines(rows: Iterable[OutboxMessage]) -> list[OutboxLine]:
    """Messages as the list shows them; the address and the text stay out of it."""
    return [
        OutboxLine(
            message=message,
            tone=OUTBOX_TONES[OutboxMessage.State(message.state)],
            written=_moment(message.created_at),
            sent=_moment(message.sent_at),
        )
        for message in rows
    ]


def _moment(moment: datetime | None) -> str:
    local = timezone.localtime(moment) if moment else None
    return f"{clock_text(local.time())} {weekday_date(local.date())}" if local else ""


def approval_sentences(drafts: QuerySet[Notice]) -> list[str]:
    """What approving the DRAFTS does, before it is done."""
    letters = drafts.filter(message__isnull=False).count()
    silent = list(drafts.filter(message=None).values_list("addressee_name", flat=True).distinct())
    sentences = [f"{drafts.count()} thông báo có hiệu lực; đại biểu đọc được trên trang của mình."]
    sentences.append(f"{letters} thư điện tử được gửi ngay.")
    if silent:
        sentences.append(f"Không có địa chỉ thư, cần báo bằng cách khác: {', '.join(silent)}.")
    return sentences
