"""What the office finds when it sits down: what is due, what is late, what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils import timezone

from delegates.calendars import calendar_of
from delegates.models import Council
from meetings.enums import MeetingState, MinutesState, Response
from meetings.models import Attendance, ContactRequest, CouncilSession, Duty, Meeting, Minutes, PlanPartner, Round
from meetings.models.meetings import MeetingQuerySet
from meetings.public_pages import public_slot
from meetings.queries import facts_of, untold_changes, untold_words, with_parts
from petitions.models import Petition, Submission
from petitions.models.petitions import WAITING_STATES
from reports.links import page_if_there
from reports.plan_task_lines import TaskLine, days_words, waiting_tasks
from txct.core.components import Slot, Tile
from txct.core.models import OutboxMessage, User
from txct.core.permissions import can
from txct.deadlines.calendar import WorkingCalendar
from txct.lib.dates import short_date, weekday_date
from txct.lib.numbers import count_text

DUTIES_SHOWN = 7
NEXT_SHOWN = 5
TAKES_PLACE = (MeetingState.ANNOUNCED, MeetingState.HELD, MeetingState.MINUTED, MeetingState.LOCKED)
OVER = (MeetingState.HELD, MeetingState.MINUTED, MeetingState.LOCKED)


@dataclass(frozen=True, slots=True)
class DueLine:
    """One duty of the statutory timetable as the home page lists it."""

    words: str
    tone: str
    subject: str
    on: str
    url: str
    moved: str = ""


@dataclass(frozen=True, slots=True)
class RoundTile:
    """How far a round has come."""

    label: str
    url: str
    board_url: str
    plan_url: str
    meetings: int
    held: int
    voters: int
    confirmed: int
    invited: int
    submissions: int | None
    petitions: int
    answers_url: str
    submissions_url: str
    petitions_url: str


@dataclass(frozen=True, slots=True)
class UntoldLine:
    """A released round whose working copy has moved on: nobody has been told yet."""

    words: str
    round: str
    url: str


@dataclass(frozen=True, slots=True)
class DeskHome:
    """Everything on the secretariat's home page."""

    session: str
    untold: list[UntoldLine]
    duties: list[DueLine]
    duties_left: int
    attention: list[Tile]
    round: RoundTile | None
    petitions: list[Tile]
    coming: list[Slot]


def desk_home(user: User, council: Council, at: datetime) -> DeskHome:
    """The home page of the council's office at the moment AT, as far as USER may see."""
    today = timezone.localdate(at)
    calendar = calendar_of(council)
    open_duties = Duty.objects.for_user(user).filter(council=council.pk, due_on__isnull=False).open()
    tasks = [line for line in waiting_tasks(user, council, today) if line.day is not None]
    first = list(open_duties.order_by("due_on", "pk")[:DUTIES_SHOWN])
    lines = [(duty.due_on, due_line(duty, today, calendar)) for duty in first]
    lines += [(line.day, _task_line(line)) for line in tasks]
    lines.sort(key=lambda pair: pair[0])
    shown = lines[:DUTIES_SHOWN]
    shown_round = current_round(user, council, today)
    coming = _own(user, council).published().upcoming(at).order_by("starts_at", "pk")
    return DeskHome(
        session=_session_text(user, council, today),
        untold=_untold(user, council, at),
        duties=[line for _day, line in shown],
        duties_left=open_duties.count() + len(tasks) - len(shown),
        attention=_attention(user, council, at),
        round=round_tile(user, shown_round) if shown_round else None,
        petitions=_petition_tiles(user, council, today),
        coming=[_next_slot(meeting) for meeting in with_parts(coming[:NEXT_SHOWN])],
    )


def _untold(user: User, council: Council, at: datetime) -> list[UntoldLine]:
    """Released rounds with changes that only the office knows; the way to release them only for who may."""
    may_release = can(user, "meetings.issue_round", council)
    rounds = Round.objects.for_user(user).filter(council=council.pk).order_by("starts_on", "pk")
    return [
        UntoldLine(
            untold_words(round_, pending),
            round_.label,
            page_if_there("desk:release", round_.pk) if may_release else "",
        )
        for round_, pending in untold_changes(rounds, at).items()
    ]


def _next_slot(meeting: Meeting) -> Slot:
    """A meeting to come as the office has it, with the way to the office's page of it."""
    return replace(public_slot(facts_of(meeting)), url=page_if_there("meetings:meeting-page", meeting.pk))


def due_line(duty: Duty, today: date, calendar: WorkingCalendar) -> DueLine:
    """One duty with the days left, in words and in tone."""
    words, tone = days_words(duty.due_on, today, calendar)
    return DueLine(
        words=words,
        tone=tone,
        subject=duty.subject,
        on=weekday_date(duty.due_on) if duty.due_on else "",
        url=f"{page_if_there('desk:timetable')}#viec-{duty.pk}",
        moved=duty.moved_note,
    )


def _task_line(line: TaskLine) -> DueLine:
    """A task of a plan among the duties of the law."""
    return DueLine(words=line.words, tone=line.tone, subject=f"{line.doer}: {line.what}", on=line.on, url=line.url)


def current_round(user: User, council: Council, today: date) -> Round | None:
    """The round that runs or comes next; after all of them the last one."""
    rounds = Round.objects.for_user(user).filter(council=council.pk, is_off_plan=False)
    running = rounds.filter(ends_on__gte=today, closed_at=None).order_by("starts_on", "pk").first()
    return running or rounds.order_by("-ends_on", "-pk").first()


def _session_text(user: User, council: Council, today: date) -> str:
    sessions = CouncilSession.objects.for_user(user).filter(council=council.pk)
    session = sessions.filter(opens_on__gte=today).order_by("opens_on").first() or sessions.first()
    if session is None:
        return ""
    day = f" ({short_date(session.opens_on)})" if session.opens_on else ""
    return f"Kỳ họp thứ {session.ordinal}{day}"


def _own(user: User, council: Council) -> MeetingQuerySet:
    rows: MeetingQuerySet = Meeting.objects.for_user(user).filter(council=council.pk)
    return rows


def round_tile(user: User, round_: Round) -> RoundTile:
    """Meetings, voters, answers and what was said, of one round."""
    meetings = Meeting.objects.for_user(user).filter(round=round_).exclude(state=MeetingState.CANCELLED)
    counts = meetings.aggregate(all=Count("pk"), held=Count("pk", filter=Q(state__in=OVER)))
    minutes = Minutes.objects.for_user(user).filter(meeting__round=round_, state__in=_HANDED_IN)
    invited = Attendance.objects.for_user(user).filter(meeting__in=meetings)
    answers = invited.aggregate(all=Count("pk"), confirmed=Count("pk", filter=Q(response=Response.CONFIRMED)))
    page = page_if_there("desk:round", round_.pk)
    return RoundTile(
        label=round_.label,
        url=page,
        board_url=page_if_there("meetings:round-board", round_.pk),
        plan_url=page_if_there("desk:plan", round_.plan_id),
        meetings=counts["all"],
        held=counts["held"],
        voters=minutes.aggregate(voters=Sum("voters_present"))["voters"] or 0,
        confirmed=answers["confirmed"],
        invited=answers["all"],
        submissions=_submissions(user, round_),
        petitions=Petition.objects.for_user(user).live().filter(round=round_).count(),
        answers_url=f"{page}#tra-loi",
        submissions_url=page_if_there("petitions:voice-list", dot=round_.pk),
        petitions_url=petition_rows(dot=round_.pk),
    )


def _submissions(user: User, round_: Round) -> int | None:
    """How many statements count, as their list has them; None for people who do not read them."""
    if not can(user, "petitions.view_submission"):
        return None
    return Submission.objects.for_user(user).filter(round=round_).in_pool().count()


_HANDED_IN = (MinutesState.SUBMITTED, MinutesState.LOCKED)


def without_minutes(meetings: MeetingQuerySet, at: datetime) -> MeetingQuerySet:
    """Meetings over since yesterday or earlier whose minutes have not been handed in."""
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(at), datetime.min.time()))
    handed_in = Minutes._base_manager.filter(state__in=_HANDED_IN).values("meeting")
    return meetings.filter(state__in=TAKES_PLACE, ends_at__lt=midnight).exclude(pk__in=handed_in)


def without_answers(meetings: MeetingQuerySet, at: datetime) -> MeetingQuerySet:
    """Announced meetings to come for which some delegate has not answered."""
    silent = Attendance._base_manager.filter(response=Response.NONE).values("meeting")
    return meetings.filter(state=MeetingState.ANNOUNCED, starts_at__gt=at, pk__in=silent)


def with_refusals(meetings: MeetingQuerySet, at: datetime) -> MeetingQuerySet:
    """Meetings to come that a delegate refuses for lack of safety or breach of principles."""
    refused = Attendance._base_manager.filter(response=Response.DECLINED).values("meeting")
    states = (MeetingState.PLANNED, MeetingState.ANNOUNCED)
    return meetings.filter(state__in=states, starts_at__gt=at, pk__in=refused)


def _contact_tiles(user: User, council: Council, at: datetime) -> list[Tile]:
    """Contacts asked for: what waits for a decision, and for whom something is past its day."""
    rows = ContactRequest.objects.for_user(user).filter(council=council.pk)
    waiting, late = rows.awaiting_decision().count(), rows.late(timezone.localdate(at)).count()
    undecided = page_if_there("desk:contacts", viec="cho-quyet-dinh")
    tiles = [Tile(waiting, "đề nghị tiếp xúc chờ quyết định", undecided, "due" if waiting else "done")]
    if late:
        tiles.append(Tile(late, "đề nghị tiếp xúc quá hạn", page_if_there("desk:contacts", viec="qua-han"), "late"))
    return tiles


def _attention(user: User, council: Council, at: datetime) -> list[Tile]:
    """What waits for the office now, each number leading to its rows; nothing waiting is said too."""
    meetings = _own(user, council)
    missing = without_minutes(meetings, at).count()
    waiting = without_answers(meetings, at)
    unanswered = waiting.count()
    silent = Attendance.objects.for_user(user).filter(response=Response.NONE, meeting__in=waiting.values("pk"))
    tiles = [
        Tile(
            missing,
            "hội nghị thiếu biên bản",
            page_if_there("desk:meetings", loc="thieu-bien-ban"),
            "late" if missing else "done",
        ),
        Tile(
            unanswered,
            "hội nghị chờ đại biểu trả lời",
            page_if_there("desk:meetings", loc="cho-tra-loi"),
            "due" if unanswered else "done",
            f"{count_text(silent.count())} lượt mời" if unanswered else "",
        ),
    ]
    refusals = with_refusals(meetings, at).count()
    if refusals:
        box = page_if_there("desk:meetings", loc="tu-choi")
        tiles.append(Tile(refusals, "hội nghị có đại biểu từ chối", box, "late"))
    invited = PlanPartner.objects.for_user(user).filter(council=council.pk, agreed_at=None, refused_at=None).count()
    if invited:
        tiles.append(Tile(invited, "lời mời cùng lập kế hoạch", f"{page_if_there('desk:plan-list')}#loi-moi", "due"))
    if can(user, "meetings.decide_contactrequest"):
        tiles += _contact_tiles(user, council, at)
    if can(user, "core.view_outboxmessage"):
        messages = OutboxMessage.objects.for_user(user).filter(tenant=council.pk)
        failed = messages.filter(state=OutboxMessage.State.FAILED).count()
        box = page_if_there("desk:outbox", loc="loi")
        tiles.append(Tile(failed, "thư không gửi được", box, "late" if failed else "done"))
    return tiles


def _petition_tiles(user: User, council: Council, today: date) -> list[Tile]:
    """Petitions by what is to be done with them next."""
    states = dict(
        Petition.objects.for_user(user)
        .filter(council=council.pk)
        .order_by()
        .values_list("state")
        .annotate(number=Count("pk"))
    )
    overdue = Petition.objects.for_user(user).filter(council=council.pk).overdue(today).count()

    def tile(label: str, wanted: Sequence[str], rows: str, tone: str = "") -> Tile:
        number = sum(states.get(state, 0) for state in wanted)
        return Tile(number, label, petition_rows(tinh_trang=rows), tone if number else "")

    return [
        tile("chờ phân loại", ["recorded"], "recorded"),
        tile("chờ chuyển", ["classified", "collected"], "cho-chuyen"),
        tile("cơ quan chưa trả lời", WAITING_STATES, "cho-tra-loi"),
        Tile(overdue, "quá hạn trả lời", petition_rows(qua_han="on"), "late" if overdue else ""),
        tile("cần đánh giá", ["answered"], "answered"),
        tile("báo lại cử tri", ["judged"], "judged"),
    ]


def petition_rows(**query: Any) -> str:
    """List of petitions narrowed by QUERY."""
    return page_if_there("petitions:desk", **query)
