"""What happens at a meeting and who answers there: the programme of the six steps, the answering officers."""

from __future__ import annotations

from collections.abc import Sequence

from delegates.models import Body
from meetings.models import AgendaItem, Meeting, MeetingOfficer
from meetings.rules import agenda_points
from txct.core.audit import record
from txct.core.models import User
from txct.core.writing import action

DEFAULT_MINUTES = 180


@action
def set_officers(
    *, meeting: Meeting, officers: Sequence[tuple[Body, str, str]], by: User | None
) -> list[MeetingOfficer]:
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


def default_agenda(meeting: Meeting) -> list[AgendaItem]:
    """The programme of the six steps of Điều 24, not saved; a joint meeting reports from the higher level down."""
    chair = str(meeting.chair_body) if meeting.chair_body else "Cơ quan chủ trì"
    councils = [meeting.council, *meeting.joint_councils.all()]
    unique = {council.pk: council for council in councils}.values()
    minutes = DEFAULT_MINUTES
    if meeting.starts_at is not None and meeting.ends_at is not None:
        minutes = int((meeting.ends_at - meeting.starts_at).total_seconds() // 60)
    points = agenda_points(
        meeting.round.phase,
        [(council.level, str(council)) for council in unique],
        chair,
        "Lãnh đạo UBND và cơ quan chuyên môn",
        minutes,
    )
    return [
        AgendaItem(
            meeting=meeting,
            position=place,
            step=point.step,
            text=point.text,
            presenter_name=point.presenter,
            minutes=point.minutes,
        )
        for place, point in enumerate(points, start=1)
    ]


@action
def set_agenda(*, meeting: Meeting, by: User | None = None, items: Sequence[AgendaItem] | None = None) -> None:
    """Replace the programme by ITEMS, or by the default one."""
    chosen = list(items) if items is not None else default_agenda(meeting)
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
