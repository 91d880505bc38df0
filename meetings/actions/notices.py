"""Notices: who is told what of a meeting, as inbox entries and outgoing messages of one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.utils import timezone

from delegates.models import Council
from meetings.addressees import AddressBook, Addressee, office_of
from meetings.calendars import Party, meeting_calendar
from meetings.enums import MeetingState, NoticeKind, NoticeState
from meetings.facts import MeetingFacts
from meetings.models import Meeting, Notice
from meetings.notice_texts import NoticeText, Part, notice_text
from meetings.queries import ScheduleChange, as_known, facts_of
from txct.core.audit import record
from txct.core.models import OutboxMessage, User
from txct.core.outbox import cancel, let_go, put_many
from txct.core.writing import Refused, action

NEWS_KEEPS = timedelta(days=7)


def issue_notices(council: Council, changes: Sequence[ScheduleChange], *, at: datetime) -> list[Notice]:
    """Tell exactly the addressees of the changed meetings, those of before and those of now.

    Runs inside the release. Whoever hears of a meeting for the first time is invited, whoever knew of it is told
    the change, whoever no longer belongs to it is told so. Rows without an address stay in the inbox alone. Where
    the council approves its notices they are drafts, and nothing leaves before `approve_notices`.
    """
    office, told = office_of(council), audience_of(council, changes)
    return _write(
        [
            _notice(council, change, addressee, kind, office, at)
            for change, audience in told
            for addressee, kind in audience
        ]
    )


def _write(notices: Sequence[Notice]) -> list[Notice]:
    """Messages first, then the notices that point to them."""
    put_many([notice.message for notice in notices if notice.message is not None])
    for notice in notices:
        # Setting it again copies the key that the message has only now.
        notice.message = notice.message
    return list(Notice.objects.bulk_create(notices, batch_size=500))


def audience_of(
    council: Council, changes: Sequence[ScheduleChange]
) -> list[tuple[ScheduleChange, list[tuple[Addressee, NoticeKind]]]]:
    """For each change who would be told, and by which kind of notice. Writes nothing: a release shows it first."""
    both = [facts for change in changes for facts in (change.old, change.new) if facts is not None]
    book = AddressBook(council, both)
    knew = _who_knew([change.new.id for change in changes])
    return [(change, _audience(change, book, knew.get(change.new.id, {}))) for change in changes]


def _who_knew(meeting_ids: Sequence[int]) -> dict[int, dict[str, Notice]]:
    """The last notice of each meeting to each addressee."""
    known: dict[int, dict[str, Notice]] = {}
    rows = Notice.objects.filter(meeting__in=meeting_ids).exclude(state=NoticeState.DRAFT)
    for notice in rows.exclude(kind=NoticeKind.REMINDER).order_by("meeting_sequence", "pk"):
        known.setdefault(notice.meeting_id, {})[notice.addressee_key] = notice
    return known


def _audience(
    change: ScheduleChange, book: AddressBook, before: Mapping[str, Notice]
) -> list[tuple[Addressee, NoticeKind]]:
    """Each addressee once, with the kind of notice he gets. Who was excused hears of a change: it may suit him."""
    now = book.of(change.new)
    now |= {key: addressee for key, addressee in book.excused(change.new).items() if key in before}
    earlier = book.of(change.old) if change.old is not None else {}
    audience = []
    for key, addressee in {**earlier, **now}.items():
        last = before.get(key)
        informed = last is not None and last.kind != NoticeKind.CANCELLATION
        gone = key not in now or change.new.state == MeetingState.CANCELLED
        if gone and informed:
            audience.append((addressee, NoticeKind.CANCELLATION))
        elif not gone and informed:
            audience.append((addressee, NoticeKind.CHANGE))
        elif not gone and change.new.takes_place and addressee.delegate_id not in change.new.excused:
            audience.append((addressee, addressee.first_notice))
    return audience


def _notice(
    council: Council,
    change: ScheduleChange,
    addressee: Addressee,
    kind: NoticeKind,
    office: Party,
    at: datetime,
) -> Notice:
    new = change.new
    held = council.approves_notices and kind != NoticeKind.REMINDER
    text = notice_text(kind, new, addressee.name, old=change.old, part=addressee.part)
    notice = Notice(
        meeting_id=new.id,
        kind=kind,
        meeting_sequence=new.sequence,
        addressee_key=addressee.key,
        addressee_name=addressee.name,
        delegate_id=addressee.delegate_id,
        locality_id=addressee.locality_id,
        body_id=addressee.body_id,
        subject=text.subject,
        text=text.body,
        state=NoticeState.DRAFT if held else NoticeState.ISSUED,
        issued_at=None if held else at,
        created_at=at,
    )
    if addressee.email:
        notice.message = _message(council, change, addressee, notice, text, office, at)
        notice.message.state = OutboxMessage.State.HELD if held else OutboxMessage.State.PENDING
    return notice


def _message(
    council: Council,
    change: ScheduleChange,
    addressee: Addressee,
    notice: Notice,
    text: NoticeText,
    office: Party,
    at: datetime,
) -> OutboxMessage:
    """The outgoing message, not yet written, with the calendar file that adds the meeting or takes it away."""
    facts = change.new
    off = notice.kind == NoticeKind.CANCELLATION or not facts.takes_place
    told = change.old if off and change.old is not None else facts
    method = "CANCEL" if off else "REQUEST"
    calendar = ""
    if told.starts_at is not None:
        calendar = meeting_calendar(
            replace(told, sequence=facts.sequence),
            method=method,
            dtstamp=at,
            organizer=office,
            attendee=(addressee.name, addressee.email),
        )
    return OutboxMessage(
        tenant_id=council.pk,
        key=message_key(notice),
        recipient_name=addressee.name,
        address=addressee.email,
        subject=text.subject,
        body=text.body,
        calendar=calendar,
        calendar_method=method if calendar else "",
        send_before=_last_moment(told, at),
    )


def _last_moment(facts: MeetingFacts, at: datetime) -> datetime:
    """No use sending once the meeting has begun; news of a meeting already begun is still sent for a week."""
    if facts.starts_at is not None and facts.starts_at > at:
        return facts.starts_at
    return at + NEWS_KEEPS


def message_key(notice: Notice) -> str:
    """The key from which the Message-ID is made: meeting, version, kind and addressee."""
    addressee = notice.addressee_key.replace(":", "-")
    return f"meeting-{notice.meeting_id}-{notice.meeting_sequence}-{notice.kind}-{addressee}"


@action
def approve_notices(*, council: Council, by: User | None, at: datetime) -> list[Notice]:
    """Send the notices of COUNCIL that wait for approval; delegates find them among theirs from now on."""
    waiting = Notice.objects.select_for_update(of=("self",)).filter(meeting__council=council, state=NoticeState.DRAFT)
    drafts = list(waiting.select_related("message").order_by("pk"))
    if not drafts:
        raise Refused("Không còn thông báo nào chờ duyệt.")
    Notice.objects.filter(pk__in=[notice.pk for notice in drafts]).update(state=NoticeState.ISSUED, issued_at=at)
    going = let_go([notice.message for notice in drafts if notice.message is not None], at=at)
    record(
        by=by,
        action="notices.approved",
        obj=council,
        tenant_id=council.pk,
        at=at,
        new={"notices": len(drafts), "messages": going, "meetings": sorted({n.meeting_id for n in drafts})},
    )
    return drafts


@action
def supersede_notices(*, meeting: Meeting) -> int:
    """Take back what was told of a meeting: inbox entries are marked, messages not yet sent are stopped.

    Returns how many notices were taken back.
    """
    rows = Notice.objects.filter(meeting=meeting, state__in=(NoticeState.ISSUED, NoticeState.DRAFT))
    current = list(rows.select_related("message"))
    cancel(notice.message for notice in current if notice.message is not None)
    Notice.objects.filter(pk__in=[n.pk for n in current if n.state == NoticeState.DRAFT]).delete()
    issued = [notice.pk for notice in current if notice.state == NoticeState.ISSUED]
    return Notice.objects.filter(pk__in=issued).update(state=NoticeState.SUPERSEDED)


@action
def remind(*, meeting: Meeting, by: User | None, at: datetime) -> list[Notice]:
    """Remind the delegates who are to come of what they were last told; once for each version told.

    Whoever was excused since the release is left in peace. A meeting called off in the working copy is not recalled.
    """
    known = as_known([meeting])[0]
    if meeting.state != MeetingState.ANNOUNCED or not known.is_told or not known.facts.takes_place:
        raise Refused("Chỉ nhắc lịch hội nghị đã thông báo và không hoãn, hủy.")
    facts = replace(known.facts, excused=facts_of(meeting).excused)
    change = ScheduleChange(None, facts, "")
    book = AddressBook(meeting.council, [facts])
    sent = set(
        Notice.objects.filter(meeting=meeting, kind=NoticeKind.REMINDER, meeting_sequence=facts.sequence).values_list(
            "addressee_key", flat=True
        )
    )
    wanted = [a for a in book.of(facts).values() if a.part == Part.DELEGATE and a.key not in sent]
    office = office_of(meeting.council)
    notices = _write(
        [_notice(meeting.council, change, addressee, NoticeKind.REMINDER, office, at) for addressee in wanted]
    )
    record(
        by=by,
        action="meeting.reminded",
        obj=meeting,
        tenant_id=meeting.council_id,
        at=at,
        new={"to": [notice.addressee_name for notice in notices]},
    )
    return notices


@action
def mark_seen(*, notice: Notice, by: User | None, at: datetime | None = None) -> Notice:
    """The addressee has opened the notice; the first time counts."""
    if notice.seen_at is None:
        notice.seen_at = at or timezone.now()
        notice.save(update_fields=["seen_at"])
        record(
            by=by,
            action="notice.seen",
            obj=notice,
            tenant_id=notice.meeting.council_id,
            at=at,
            new={"seen_at": notice.seen_at},
        )
    return notice
