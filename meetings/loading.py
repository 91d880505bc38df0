"""Whole rounds at once: meetings with all their parts, several times quicker than Django's own fetching of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Model, QuerySet

from delegates.models import Council, DelegateGroup
from meetings.models import Attendance, Meeting, MeetingChange, MeetingOfficer, MeetingUnit
from txct.core.scoping import trusted

SHARED = ("round", "venue", "chair_body", "council")
PARTS: dict[type[Model], tuple[str, tuple[str, ...]]] = {
    MeetingUnit: ("units", ("locality", "neighbourhood")),
    MeetingOfficer: ("officers", ("body",)),
    Attendance: ("attendances", ("delegate",)),
    MeetingChange: ("changes", ()),
}
"""Rows that hang on a meeting: the name the meeting has for them, and what they lead to."""


def fetch_with_parts(meetings: QuerySet[Meeting]) -> list[Meeting]:
    """The rows of MEETINGS, already narrowed, with the same parts as `with_parts` gives them.

    Every delegate, group, ward, hall and body is one object shared by all its meetings, and the parts are plain
    lists: for reading only.
    """
    rows = list(meetings)
    if not rows:
        return []
    with trusted():
        _share(rows, SHARED)
        keys = [row.pk for row in rows]
        of = {name: _hanging(model, keys, paths) for model, (name, paths) in PARTS.items()}
        of["groups"] = _linked(Meeting.groups.through, "delegategroup", DelegateGroup, keys)
        of["joint_councils"] = _linked(Meeting.joint_councils.through, "council", Council, keys)
    for people in of["attendances"].values():
        people.sort(key=lambda row: (row.delegate.sort_key, row.delegate_id))
    for row in rows:
        row._prefetched_objects_cache = {name: parts.get(row.pk, []) for name, parts in of.items()}  # type: ignore[attr-defined]
    return rows


def _share(rows: Sequence[Model], names: Iterable[str]) -> None:
    """Give ROWS their related objects, one for each key."""
    for name in names:
        field: Any = rows[0]._meta.get_field(name)
        keys = {getattr(row, field.attname) for row in rows} - {None}
        known = field.related_model._base_manager.in_bulk(keys)
        for row in rows:
            row._state.fields_cache[name] = known.get(getattr(row, field.attname))  # type: ignore[attr-defined]


def _hanging(model: Any, keys: Sequence[int], paths: Iterable[str]) -> dict[int, list[Any]]:
    """Rows of MODEL by meeting, in the order they were made, with what PATHS lead to."""
    rows = list(model._base_manager.filter(meeting__in=keys).order_by("pk"))
    if rows:
        _share(rows, paths)
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.meeting_id].append(row)
    return found


def _linked(through: Any, name: str, model: Any, keys: Sequence[int]) -> dict[int, list[Any]]:
    """By meeting, the rows of MODEL it is linked to, in the model's own order."""
    pairs = list(through._base_manager.filter(meeting__in=keys).values_list("meeting_id", f"{name}_id"))
    linked = {row.pk: row for row in model._default_manager.filter(pk__in={key for _meeting, key in pairs})}
    place = {key: number for number, key in enumerate(linked)}
    found: dict[int, list[Any]] = defaultdict(list)
    for meeting, key in sorted(pairs, key=lambda pair: place[pair[1]]):
        found[meeting].append(linked[key])
    return found
