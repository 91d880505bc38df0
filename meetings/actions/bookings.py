"""No delegate, hall or chair in two meetings at once: checked under locks, and once more by the database.

The rows of the delegates, halls and chairing bodies concerned are locked in one order before the check, so that of
two transactions the later one sees what the earlier one booked. On PostgreSQL exclusion constraints stand behind
it; a breach of theirs becomes the same kind of refusal.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import IntegrityError, connection, transaction
from django.db.models import Q

from delegates.models import Body, Delegate
from meetings.facts import ZONE
from meetings.models import Attendance, Meeting, Venue
from meetings.planning import clashes_of
from meetings.rules import attendance_hold
from txct.core.writing import Refused
from txct.lib.dates import clock_text, short_date

EXCLUSIONS = ("meetings_no_double_delegate", "meetings_no_double_venue", "meetings_no_double_chair")


def take_locks(
    meetings: Sequence[Meeting], delegates: Iterable[Delegate] = (), delegate_keys: Iterable[int] = ()
) -> None:
    """Lock everybody and everything the meetings hold or are about to, in order of keys, until the end.

    The hall and chair are those on the objects given, saved or not; people not yet assigned are named besides.
    """
    people = set(Attendance.objects.filter(meeting__in=meetings).values_list("delegate_id", flat=True))
    people |= {delegate.pk for delegate in delegates} | set(delegate_keys)
    halls = {meeting.venue_id for meeting in meetings if meeting.venue_id}
    bodies = {meeting.chair_body_id for meeting in meetings if meeting.chair_body_id}
    for model, keys in ((Delegate, people), (Venue, halls), (Body, bodies)):
        rows = model._base_manager.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")
        list(rows.values_list("pk", flat=True))


def hold_hours(meetings: Sequence[Meeting]) -> None:
    """Keep the hours on the attendance rows in step with their meetings and with the delegates' answers."""
    changed = []
    for row in Attendance.objects.filter(meeting__in=meetings).select_related("meeting"):
        hold = attendance_hold(row.meeting.state, row.response, row.meeting.starts_at, row.meeting.ends_at)
        if (row.starts_at, row.ends_at, row.is_blocking) != (hold.starts_at, hold.ends_at, hold.is_blocking):
            row.starts_at, row.ends_at, row.is_blocking = hold.starts_at, hold.ends_at, hold.is_blocking
            changed.append(row)
    Attendance.objects.bulk_update(changed, ["starts_at", "ends_at", "is_blocking"], batch_size=500)


def refuse_double_booking(meetings: Sequence[Meeting]) -> None:
    """Raise Refused with every clash of the meetings in words, then ask the database for its own word."""
    clashes = clashes_of(meetings)
    if clashes:
        raise Refused(" ".join(dict.fromkeys(clash.message for clash in clashes)))
    ask_database(meetings)


def ask_database(meetings: Sequence[Meeting]) -> None:
    """Let PostgreSQL check its exclusion constraints now rather than at commit; elsewhere nothing to ask."""
    if connection.vendor != "postgresql":
        return
    names = ", ".join(EXCLUSIONS)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET CONSTRAINTS {names} IMMEDIATE")
    except IntegrityError as error:
        raise Refused(_sentence(meetings)) from error
    with connection.cursor() as cursor:
        cursor.execute(f"SET CONSTRAINTS {names} DEFERRED")


def _sentence(meetings: Sequence[Meeting]) -> str:
    """Names the meeting that stands in the way, as it is committed by now."""
    for meeting in Meeting.objects.filter(pk__in=[meeting.pk for meeting in meetings]):
        people = meeting.attendances.filter(is_blocking=True).values("delegate")
        shared = Q(attendances__delegate__in=people, attendances__is_blocking=True)
        if meeting.venue_id:
            shared |= Q(venue=meeting.venue_id)
        if meeting.chair_body_id and meeting.chair_name:
            shared |= Q(chair_body=meeting.chair_body_id, chair_name=meeting.chair_name)
        others = Meeting.objects.on().filter(shared, starts_at__lt=meeting.ends_at, ends_at__gt=meeting.starts_at)
        other = others.exclude(pk=meeting.pk).order_by("starts_at", "pk").first()
        if other is not None and other.starts_at is not None:
            start = other.starts_at.astimezone(ZONE)
            when = f"{clock_text(start.time())} ngày {short_date(start.date())}"
            return f"Trùng với hội nghị “{_name(other)}” lúc {when}, vừa được xếp. Chọn giờ, đại biểu hoặc nơi khác."
    return "Đại biểu, địa điểm hoặc người chủ trì vừa được xếp vào hội nghị khác cùng giờ. Chọn giờ khác."


def _name(meeting: Meeting) -> str:
    units = [str(unit) for unit in meeting.units.select_related("locality", "neighbourhood")]
    return meeting.title or ", ".join(units) or str(meeting)
