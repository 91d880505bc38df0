"""What happens at a meeting and who answers there: the programme of the six steps, the answering officers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TypedDict

from delegates.models import Body, Council
from meetings.models import AgendaItem, Meeting, MeetingOfficer
from meetings.rules import ASSEMBLY, agenda_points
from txct.core.audit import record
from txct.core.models import User
from txct.core.writing import action

DEFAULT_MINUTES = 180
Officer = tuple[Body, str, str]


class Programme(TypedDict, total=False):
    """What happens at a meeting and who answers there; what is left out stays as it is."""

    agenda: Sequence[AgendaItem]
    officers: Sequence[Officer]


@action
def set_officers(*, meeting: Meeting, officers: Sequence[Officer], by: User | None) -> list[MeetingOfficer]:
    """Who answers voters at the meeting: (body, full name, title); the name may be left open."""
    old = [str(officer) for officer in meeting.officers.select_related("body")]
    meeting.officers.all().delete()
    made = MeetingOfficer.objects.bulk_create(
        MeetingOfficer(meeting=meeting, body=body, full_name=name, title=title) for body, name, title in officers
    )
    record(
        by=by,
        action="meeting.officers_set",
        obj=meeting,
        tenant_id=meeting.council_id,
        old={"officers": old},
        new={"officers": [f"{officer} ({officer.body})" for officer in made]},
    )
    return list(made)


def six_steps(
    *, phase: str, councils: Iterable[Council], chair: Body | None, minutes: int | None, with_assembly: bool = False
) -> list[AgendaItem]:
    """The programme of the six steps of Điều 24 over MINUTES, not saved, of no meeting yet.

    A joint meeting reports from the higher level down, deputies of the National Assembly first WITH_ASSEMBLY.
    """
    unique = {council.pk: council for council in councils}.values()
    speakers = [(council.level, str(council)) for council in unique]
    points = agenda_points(
        phase,
        [ASSEMBLY, *speakers] if with_assembly else speakers,
        str(chair or "Cơ quan chủ trì"),
        "Lãnh đạo UBND và cơ quan chuyên môn",
        minutes or DEFAULT_MINUTES,
    )
    return [
        AgendaItem(step=point.step, text=point.text, presenter_name=point.presenter, minutes=point.minutes)
        for point in points
    ]


def minutes_of(starts_at: datetime | None, ends_at: datetime | None) -> int | None:
    """Minutes from start to end; None while either is open."""
    return int((ends_at - starts_at).total_seconds() // 60) if starts_at and ends_at else None


@action
def set_agenda(*, meeting: Meeting, by: User | None = None, items: Sequence[AgendaItem] | None = None) -> None:
    """Replace the programme by ITEMS, or by the six steps."""
    chosen = list(items or ()) or six_steps(
        phase=meeting.round.phase,
        councils=[meeting.council, *meeting.joint_councils.all()],
        chair=meeting.chair_body,
        minutes=minutes_of(meeting.starts_at, meeting.ends_at),
    )
    meeting.agenda.all().delete()
    for place, item in enumerate(chosen, start=1):
        item.meeting, item.position = meeting, place
    AgendaItem.objects.bulk_create(chosen)
    record(
        by=by,
        action="meeting.agenda_set",
        obj=meeting,
        tenant_id=meeting.council_id,
        new={"agenda": [[item.step, item.text, item.minutes] for item in chosen]},
    )
