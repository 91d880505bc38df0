"""What a delegate's own pages show: the next meeting first, and what its place raised last time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from delegates.models import Delegate
from meetings.enums import MeetingState, NoticeState, Response
from meetings.facts import MeetingFacts
from meetings.models import Attendance, Meeting, Notice, ReleasedMeeting
from meetings.public_pages import capital, map_address, state_word
from meetings.queries import told_of
from petitions.enums import Outcome, PetitionState
from petitions.models import Petition, PetitionSource
from petitions.models.petitions import ANSWERED_STATES, WAITING_STATES
from reports.group_plans import PlanFollowed, plan_followed
from txct.core.components import Cell, Slot
from txct.core.models import User
from txct.core.scoping import ScopedQuerySet, trusted
from txct.lib.dates import short_date

ANSWER_BADGES = {
    Response.CONFIRMED: ("done", "sẽ tham dự"),
    Response.EXCUSED: ("draft", "xin vắng"),
    Response.DECLINED: ("late", "từ chối tiếp xúc"),
    Response.NONE: ("due", "chưa trả lời"),
}
PAST_SHOWN = 20
NAMED = 2


@dataclass(frozen=True, slots=True)
class MeetingCard:
    """A delegate's meeting as `components/meeting_card.html` shows it."""

    title: str
    url: str
    day: date | None
    start: time | None
    place: str
    address: str
    map_url: str
    calendar_url: str
    who: tuple[str, ...]
    chair: str
    answer_tone: str
    answer_word: str
    confirm_url: str
    excuse_url: str
    last_time: str = ""
    last_time_url: str = ""
    plan: PlanFollowed | None = None


@dataclass(frozen=True, slots=True)
class MySchedule:
    """A delegate's meetings: the next one, the others to come, those that are over."""

    next_card: MeetingCard | None
    coming: list[tuple[date | None, list[Slot]]]
    past: list[tuple[date | None, list[Slot]]]


@dataclass(frozen=True, slots=True)
class RaisedBefore:
    """What a place raised at its last meetings before, with how each petition stands."""

    on: date
    rows: list[tuple[str, str, str]]

    @property
    def sentence(self) -> str:
        """`4 việc (20/6/2026): 2 đã xong, 1 đang làm, 1 quá hạn`."""
        words = ((word, sum(1 for _text, _tone, own in self.rows if own == word)) for word in STANDINGS)
        counted = ", ".join(f"{count} {word}" for word, count in words if count)
        return f"{len(self.rows)} việc ({short_date(self.on)}): {counted}"


DONE, DOING, LATE = "đã xong", "đang làm", "quá hạn"
STANDINGS = {DONE: "done", DOING: "open", LATE: "late"}


def own_attendances(user: User) -> list[Attendance]:
    """The invitations of the person to meetings they were told of, by the hours told."""
    rows = invitations(Attendance.objects.for_user(user).filter(delegate__user=user))
    return list(rows.order_by("meeting__released__starts_at", "meeting_id"))


def invitations(rows: ScopedQuerySet) -> ScopedQuerySet:
    """Of the ROWS of attendance those whose delegate the last release names: others are still a draft."""
    return rows.filter(meeting__released__delegates=F("delegate"))


def told_to(user: User) -> list[ReleasedMeeting]:
    """The meetings that the last releases name the person for, by their hours."""
    return list(ReleasedMeeting.objects.published().filter(delegates__user=user).distinct().in_order())


def mandate_of(user: User, council_id: int | None) -> Delegate | None:
    """The mandate in the council the person works for now, else the latest one."""
    rows = list(Delegate.objects.for_user(user).filter(user=user).order_by("-term__starts_on", "-pk"))
    here = [row for row in rows if row.council_id == council_id]
    return next(iter([*here, *rows]), None)


def my_schedule(user: User, at: datetime) -> MySchedule:
    """The delegate's meetings as known at the moment AT."""
    answers = {row.meeting_id: row for row in own_attendances(user)}
    shown = [(answers.get(row.meeting_id), row) for row in told_to(user)]
    ahead = [pair for pair in shown if pair[1].ends_at is None or pair[1].ends_at >= at]
    over = [pair for pair in shown if pair[1].ends_at is not None and pair[1].ends_at < at]
    next_one = next((pair for pair in ahead if pair[0] and told_of(pair[1]).takes_place and pair[1].starts_at), None)
    rest = [pair for pair in ahead if pair is not next_one]
    return MySchedule(
        next_card=card(next_one[0], next_one[1].meeting, user, at, brief=True) if next_one and next_one[0] else None,
        coming=_days(rest, answers=True),
        past=_days(list(reversed(over))[:PAST_SHOWN], answers=False),
    )


def card(attendance: Attendance, meeting: Meeting, user: User, at: datetime, *, brief: bool = False) -> MeetingCard:
    """One meeting as told, with the delegate's answer and the two buttons while it may still be answered.

    BRIEF names a few of the others only, so that the buttons stay on the first screen of a phone.
    """
    facts = told_of(meeting.released)
    raised = raised_before(user, meeting, timezone.localdate(at))
    tone, word = ANSWER_BADGES[Response(attendance.response)]
    page = reverse("delegates:my-meeting", args=[attendance.pk])
    is_open = can_answer(facts, at)
    others = [name for key, name in facts.expected if key != attendance.delegate_id]
    return MeetingCard(
        title=capital(facts.title or facts.units_text),
        url=page,
        day=facts.starts_at.date() if facts.starts_at else None,
        start=facts.starts_at.time() if facts.starts_at else None,
        place=capital(facts.venue or facts.place_text),
        address=_address(facts),
        map_url=map_address(facts),
        calendar_url=_public("meeting-calendar", meeting.released) if is_open else "",
        who=(*facts.groups, *(_few(others) if brief else others)),
        chair=facts.chair,
        answer_tone=tone,
        answer_word=word,
        confirm_url=_answer_url("confirm", attendance, Response.CONFIRMED) if is_open else "",
        excuse_url=_answer_url("excuse", attendance, Response.EXCUSED) if is_open else "",
        last_time=raised.sentence if raised else "",
        last_time_url=f"{page}#lan-truoc" if raised else "",
        plan=plan_followed(user, meeting.round, facts.group_ids),
    )


def _public(name: str, row: ReleasedMeeting) -> str:
    """The public page NAME of the meeting; "" of an encounter, which has none."""
    return reverse(f"meetings:{name}", args=[row.meeting.uid]) if row.is_open_to_voters else ""


def _address(facts: MeetingFacts) -> str:
    """Address of the hall and the settlement, nothing said twice."""
    parts = [part for part in (facts.address, facts.units_text) if part]
    kept = [part for part in parts if not any(part in other for other in parts if other != part)]
    return capital("; ".join(dict.fromkeys(kept)))


def _few(names: list[str]) -> list[str]:
    """The names, or the first of them and how many more."""
    if len(names) <= NAMED + 1:
        return names
    *first, last = names[:NAMED]
    return [*first, f"{last} và {len(names) - NAMED} đại biểu khác"]


def _answer_url(name: str, attendance: Attendance, given: Response) -> str:
    """Where the other answer is given; "" for the answer that stands."""
    return "" if attendance.response == given else reverse(f"delegates:{name}", args=[attendance.pk])


def can_answer(facts: MeetingFacts, at: datetime) -> bool:
    """Whether the invitation still waits for an answer, or lets one be changed."""
    return facts.state == MeetingState.ANNOUNCED and facts.starts_at is not None and facts.starts_at > at


def may_decline(attendance: Attendance, at: datetime) -> bool:
    """Whether the delegate may still refuse the contact; who has done so needs not do it again."""
    return attendance.response != Response.DECLINED and can_answer(told_of(attendance.meeting.released), at)


def _days(
    pairs: Iterable[tuple[Attendance | None, ReleasedMeeting]], *, answers: bool
) -> list[tuple[date | None, list[Slot]]]:
    days: dict[date | None, list[Slot]] = {}
    for attendance, row in pairs:
        slot = _slot(attendance, row, answers=answers)
        days.setdefault(slot.day, []).append(slot)
    return list(days.items())


def _slot(attendance: Attendance | None, row: ReleasedMeeting, *, answers: bool) -> Slot:
    """One line; without ATTENDANCE the office has taken the delegate off the meeting and not yet said so."""
    facts = told_of(row)
    tone, word = state_word(facts)
    if answers and attendance and facts.takes_place:
        tone, word = ANSWER_BADGES[Response(attendance.response)]
    return Slot(
        title=capital(facts.title or facts.units_text),
        day=facts.starts_at.date() if facts.starts_at else None,
        start=facts.starts_at.time() if facts.starts_at else None,
        place=capital(facts.place_text),
        note=f"Lý do: {facts.reason}" if facts.reason and not facts.takes_place else "",
        url=(reverse("delegates:my-meeting", args=[attendance.pk]) if attendance else _public("public-meeting", row)),
        tone=tone,
        word=word,
    )


def raised_before(user: User, meeting: Meeting, today: date) -> RaisedBefore | None:
    """What voters of the meeting's place raised in the last round before it, as far as the delegate may see."""
    with trusted():
        units = list(meeting.units.all())
        settlements = [unit.neighbourhood_id for unit in units if unit.neighbourhood_id]
        wards = [unit.locality_id for unit in units if not unit.neighbourhood_id]
    here = Q(submission__neighbourhood__in=settlements) | Q(submission__locality__in=wards)
    earlier = PetitionSource.objects.for_user(user).filter(
        here, submission__meeting__starts_at__isnull=False, submission__meeting__starts_at__lt=meeting.starts_at
    )
    last = earlier.exclude(submission__meeting=meeting).order_by("-submission__meeting__starts_at")
    found = last.values_list("submission__round_id", "submission__meeting__starts_at").first()
    if found is None:
        return None
    sources = earlier.filter(submission__round_id=found[0])
    petitions = Petition.objects.for_user(user).live().filter(pk__in=sources.values("petition")).order_by("code")
    rows = [
        (petition.summary, STANDINGS[word], word) for petition in petitions for word in [_standing(petition, today)]
    ]
    return RaisedBefore(timezone.localdate(found[1]), rows) if rows else None


def _standing(petition: Petition, today: date) -> str:
    """Done when the agency's answer says resolved and stands; late when it waits past its day; else in hand."""
    if PetitionState(petition.state) in ANSWERED_STATES and petition.claimed_outcome == Outcome.RESOLVED:
        return DONE
    waiting = PetitionState(petition.state) in WAITING_STATES
    return LATE if waiting and petition.due_on is not None and petition.due_on < today else DOING


def raised_rows(raised: RaisedBefore | None) -> list[list[Cell]]:
    """Rows of a table: what was raised, how it stands."""
    return [[Cell(text), Cell(word, tone=tone)] for text, tone, word in raised.rows] if raised else []


def own_notices(user: User) -> list[Notice]:
    """The delegate's inbox, unread first, then newest first; drafts are not yet told."""
    rows = Notice.objects.for_user(user).filter(delegate__user=user).exclude(state=NoticeState.DRAFT)
    return sorted(rows.order_by("-issued_at", "-pk")[:50], key=lambda notice: notice.seen_at is not None)
