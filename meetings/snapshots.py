"""A meeting as one change leaves it and finds it: by keys, so that it can be put back, and in words to be read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime

from meetings.enums import Activity, Form, MeetingState, Method, Response
from meetings.models import Meeting
from meetings.queries import facts_of
from meetings.trials import moment_words

COLUMNS = (
    "activity",
    "form",
    "method",
    "title",
    "online_link",
    "chair_name",
    "secretary_name",
    "expected_voters",
    "note",
    "is_locked",
    "state",
)
MOMENTS = ("starts_at", "ends_at")
KEYS = ("venue", "chair_body")
LABELS: Mapping[str, str] = {
    "state": "tình trạng",
    "starts_at": "bắt đầu",
    "ends_at": "kết thúc",
    "venue": "địa điểm",
    "units": "địa bàn",
    "groups": "Tổ đại biểu",
    "delegates": "đại biểu",
    "joint_councils": "Hội đồng cùng tiếp xúc",
    "chair": "chủ trì",
    "title": "tên hội nghị",
    "activity": "hoạt động",
    "form": "hình thức",
    "method": "phương thức",
    "online_link": "địa chỉ họp trực tuyến",
    "secretary_name": "thư ký",
    "expected_voters": "số cử tri mời",
    "is_locked": "giữ nguyên khi xếp lại",
    "note": "ghi chú",
    "agenda": "chương trình",
    "officers": "người trả lời cử tri",
}
"""What of a meeting a person can change, in the order in which it is told."""
Snapshot = dict[str, Any]


def snapshot_of(meeting: Meeting) -> Snapshot:
    """All that `meetings.actions.undo` can put back of a meeting, as plain JSON values by keys."""
    moments = {name: getattr(meeting, name) and getattr(meeting, name).isoformat() for name in MOMENTS}
    return {
        **{name: getattr(meeting, name) for name in COLUMNS},
        **moments,
        **{name: getattr(meeting, f"{name}_id") for name in KEYS},
        "units": [[unit.locality_id, unit.neighbourhood_id, unit.invited_voters] for unit in meeting.units.all()],
        "groups": sorted(group.pk for group in meeting.groups.all()),
        "joint_councils": sorted(council.pk for council in meeting.joint_councils.all()),
        "delegates": sorted(row.delegate_id for row in meeting.attendances.all()),
        "answers": _answers(meeting),
        "agenda": [[item.step, item.text, item.presenter_name, item.minutes] for item in meeting.agenda.all()],
        "officers": [[officer.body_id, officer.full_name, officer.title] for officer in meeting.officers.all()],
        "uid": str(meeting.uid),
        "source_key": meeting.source_key,
    }


def spot_of(meeting: Meeting) -> Snapshot:
    """Hours, hall, state and delegates with their answers only: what a move on the board changes."""
    moments = {name: getattr(meeting, name) and getattr(meeting, name).isoformat() for name in MOMENTS}
    people = [row.delegate_id for row in meeting.attendances.all()]
    return {
        **moments,
        "venue": meeting.venue_id,
        "state": meeting.state,
        "delegates": people,
        "answers": _answers(meeting),
    }


def _answers(meeting: Meeting) -> list[list[Any]]:
    """What delegates have answered, so that the answer of one who is struck out can come back with him."""
    return sorted(
        [row.delegate_id, row.response, row.response_reason, row.responded_at and row.responded_at.isoformat()]
        for row in meeting.attendances.all()
        if row.response != Response.NONE
    )


def readable(meeting: Meeting) -> dict[str, Any]:
    """The meeting as the trace and the list of what an undo brings back name it; keys are those of LABELS."""
    facts = facts_of(meeting)
    return {
        "state": meeting.state,
        "starts_at": facts.starts_at and facts.starts_at.isoformat(),
        "ends_at": facts.ends_at and facts.ends_at.isoformat(),
        "venue": facts.venue,
        "units": [
            f"{name} ({unit.invited_voters} cử tri)" if unit.invited_voters else name
            for name, unit in zip(facts.units, meeting.units.all(), strict=True)
        ],
        "groups": list(facts.groups),
        "delegates": [name for _key, name in facts.delegates],
        "joint_councils": [str(council) for council in meeting.joint_councils.all()],
        "chair": facts.chair,
        "title": meeting.title,
        "activity": meeting.activity,
        "form": meeting.form,
        "method": meeting.method,
        "online_link": meeting.online_link,
        "secretary_name": meeting.secretary_name,
        "expected_voters": meeting.expected_voters,
        "is_locked": meeting.is_locked,
        "note": meeting.note,
    }


def with_programme(meeting: Meeting) -> dict[str, Any]:
    """The meeting in words with its programme and who answers there."""
    officers = [f"{officer.full_name or officer.title} ({officer.body})" for officer in meeting.officers.all()]
    agenda = [f"{item.text} {item.minutes} phút" for item in meeting.agenda.all()]
    return {**readable(meeting), "agenda": agenda, "officers": officers}


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """`địa điểm: hội trường A → hội trường B` for everything that differs between two readable meetings."""
    return [
        f"{label}: {_words(name, old.get(name))} → {_words(name, new.get(name))}"
        for name, label in LABELS.items()
        if name in new and old.get(name) != new.get(name)
    ]


def moment_of(text: str | None) -> datetime | None:
    """A moment as a snapshot keeps it."""
    return parse_datetime(text) if text else None


_CHOICES: Mapping[str, Any] = {"state": MeetingState, "activity": Activity, "form": Form, "method": Method}


def _words(name: str, value: Any) -> str:
    if name in MOMENTS:
        return moment_words(moment_of(value))
    if name in _CHOICES:
        return str(_CHOICES[name](value).label)
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, list):
        return "; ".join(str(item) for item in value) or "không có"
    return str(value) if value not in (None, "") else "chưa có"
