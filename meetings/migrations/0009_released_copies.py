"""Meetings of schedules released so far get their public copy, from the newest release of each round."""

from __future__ import annotations

from typing import Any

from django.db import migrations
from django.db.models import Max

OWN = ("announced", "postponed", "cancelled")


def copy_releases(apps: Any, _schema_editor: Any) -> None:
    """One copy for each meeting that the newest release of its round names."""
    releases = apps.get_model("meetings", "RoundRelease")
    newest = releases.objects.values("round").annotate(last=Max("number")).values_list("round", "last")
    for round_id, number in newest:
        release = releases.objects.get(round=round_id, number=number)
        for entry in release.snapshot["meetings"]:
            _copy(apps, release, entry)


def _copy(apps: Any, release: Any, entry: dict[str, Any]) -> None:
    meeting = apps.get_model("meetings", "Meeting").objects.filter(pk=entry["id"]).first()
    if meeting is None or entry["state"] not in OWN:
        return
    row = apps.get_model("meetings", "ReleasedMeeting").objects.create(
        meeting=meeting,
        release=release,
        starts_at=entry["starts_at"],
        ends_at=entry["ends_at"],
        state=entry["state"],
        facts=entry,
    )
    row.localities.set(entry["unit_ids"])
    row.councils.set({meeting.council_id, *meeting.joint_councils.values_list("pk", flat=True)})
    row.groups.set(meeting.groups.values_list("pk", flat=True))
    row.delegates.set([key for key, _name in entry["delegates"]])


class Migration(migrations.Migration):
    dependencies = [("meetings", "0008_released_meeting")]

    operations = [migrations.RunPython(copy_releases, migrations.RunPython.noop)]
