"""The public copy of a meeting keeps the form it was released with; until now it was read from the working copy."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models


def keep_forms(apps: Any, _schema_editor: Any) -> None:
    """The form that the release told, else the one the meeting has now: releases of earlier times did not keep it."""
    rows = apps.get_model("meetings", "ReleasedMeeting").objects.select_related("meeting")
    for row in rows.iterator(chunk_size=500):
        row.form = row.facts.get("form") or row.meeting.form
        row.facts["form"] = row.form
        row.save(update_fields=["form", "facts"])


class Migration(migrations.Migration):
    dependencies = [("meetings", "0013_duty_moved")]

    operations = [
        migrations.AddField(
            model_name="releasedmeeting",
            name="form",
            field=models.CharField(
                choices=[
                    ("conference", "hội nghị tiếp xúc cử tri"),
                    ("encounter", "gặp gỡ, tiếp xúc cá nhân hoặc nhóm cử tri"),
                ],
                default="conference",
                max_length=12,
                verbose_name="hình thức",
            ),
        ),
        migrations.RunPython(keep_forms, migrations.RunPython.noop),
    ]
