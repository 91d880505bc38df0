"""Further rows of a model in one council, for lists that must cost the same with one row and with thirty."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from tests.people import DAY, NOON, Town, digest
from txct.core.models import RoleAssignment
from txct.core.roles import Role


def _next_day(name: str) -> Callable[[Town, int], dict[str, Any]]:
    return lambda _town, turn: {name: DAY - timedelta(days=turn)}


def _another_meeting(town: Town, turn: int) -> dict[str, Any]:
    return {"meeting": another(town, "meetings.meeting", turn)}


def _another_user(town: Town, turn: int) -> dict[str, Any]:
    return {"user": another(town, "core.user", turn)}


def _another_submission(town: Town, turn: int) -> dict[str, Any]:
    return {"submission": another(town, "petitions.submission", turn)}


def _hours(town: Town, turn: int) -> dict[str, Any]:
    start = NOON + timedelta(days=20 + turn)
    return {"starts_at": start, "ends_at": start + timedelta(hours=2)}


KEPT_APART: dict[str, Callable[[Town, int], dict[str, Any]]] = {
    "core.user": lambda _town, turn: {"email": f"nguoi{turn}.{uuid4().hex[:8]}@x.example"},
    "core.roleassignment": lambda town, turn: {"user": another(town, "core.user", turn)},
    "core.invitation": lambda _town, turn: {"token_sha256": digest("lời mời", str(turn))},
    "core.auditentry": lambda _town, turn: {"position": 1000 + turn, "digest": digest("dòng", str(turn))},
    "core.outboxmessage": lambda _town, turn: {"key": f"thư-{turn}"},
    "core.heartbeat": lambda _town, turn: {"name": f"bộ phận {turn}"},
    "core.submittedform": lambda _town, _turn: {"key": uuid4()},
    "core.publicuse": lambda _town, turn: {"key": digest("lượt", str(turn))},
    "core.numberregister": lambda _town, turn: {"year": 1900 + turn},
    "core.issueddocument": lambda _town, turn: {"number": 100 + turn},
    "core.issuedfile": lambda town, turn: {"document": another(town, "core.issueddocument", turn)},
    "core.voidednumber": lambda _town, turn: {"number": 500 + turn},
    "delegates.locality": lambda _town, _turn: {"code": f"k{uuid4().hex[:8]}"},
    "delegates.localitysuccession": lambda town, turn: {"predecessor": another(town, "delegates.locality", turn)},
    "delegates.neighbourhood": lambda _town, turn: {"name": f"số {turn}"},
    "delegates.term": lambda _town, turn: {"ordinal": 100 + turn},
    "delegates.constituency": lambda _town, turn: {"number": 100 + turn},
    "delegates.delegategroup": lambda _town, turn: {"number": 100 + turn},
    "delegates.delegate": lambda _town, _turn: {"user": None},
    "delegates.groupmembership": lambda town, turn: {"delegate": another(town, "delegates.delegate", turn)},
    "delegates.body": lambda _town, turn: {"name": f"Cơ quan {turn}"},
    "delegates.clerkposting": _another_user,
    "delegates.calendarexception": _next_day("day"),
    "delegates.deadlinesetting": _next_day("valid_from"),
    "meetings.councilsession": lambda _town, turn: {"ordinal": 100 + turn},
    "meetings.planparagraph": lambda _town, turn: {"position": 100 + turn},
    "meetings.plantask": lambda _town, turn: {"position": 100 + turn},
    "meetings.planpartner": lambda town, turn: {"plan": another(town, "meetings.plan", turn)},
    "meetings.legalbasis": lambda _town, turn: {"number": f"{turn}/KH-HĐND"},
    "meetings.planversion": lambda _town, turn: {"number": 100 + turn},
    "meetings.round": lambda _town, turn: {"starts_on": DAY - timedelta(days=10 + turn)},
    "meetings.roundrelease": lambda _town, turn: {"number": 100 + turn},
    "meetings.releasedmeeting": _another_meeting,
    "meetings.duty": _next_day("anchor_on"),
    "meetings.daywish": lambda _town, turn: {"day": DAY - timedelta(days=turn)},
    "meetings.traveltime": lambda town, turn: {"second": another(town, "delegates.locality", turn)},
    "meetings.venue": lambda _town, turn: {"name": f"Hội trường {turn}"},
    "meetings.meeting": lambda town, turn: {"uid": uuid4(), **_hours(town, turn)},
    "meetings.meetingunit": _another_meeting,
    "meetings.attendance": lambda town, turn: {**_another_meeting(town, turn), **_hours(town, turn)},
    "meetings.agendaitem": lambda _town, turn: {"position": 100 + turn},
    "meetings.minutes": _another_meeting,
    "meetings.notice": lambda _town, turn: {"addressee_key": f"khóa-{turn}", "message": None},
    "meetings.calendarfeed": lambda _town, turn: {"token_sha256": digest("lịch", str(turn))},
    "petitions.sector": lambda _town, turn: {"name": f"Lĩnh vực {turn}"},
    "petitions.agency": lambda _town, turn: {"name": f"Phòng {turn}"},
    "petitions.agencyofficer": _another_user,
    "petitions.petitioner": _another_submission,
    "petitions.restrictedcase": _another_submission,
    "petitions.petition": lambda _town, turn: {"code": f"KN-{turn}"},
    "petitions.petitionsource": _another_submission,
    "petitions.transfer": lambda _town, _turn: {"role": "support"},
    "petitions.answer": lambda _town, turn: {"number": 100 + turn},
}
"""Model label → what must differ in a further row of it."""


def another(here: Town, label: str, turn: int) -> Any:
    """A further row of a model in the same council: the council's own row again, number TURN."""
    row = here.one(label)
    values = {field.attname: getattr(row, field.attname) for field in row._meta.fields if field.name != "id"}
    changes = KEPT_APART.get(label, lambda _town, _turn: {})(here, turn)
    for name in changes:
        values.pop(row._meta.get_field(name).attname, None)
    copy = type(row)(**values, **changes)
    copy.save(force_insert=True)
    if label == "core.user":
        RoleAssignment.objects.create(user=copy, tenant=here.council, role=Role.DELEGATE)
    return copy
