"""Reasons of declined meetings are moved out of a column that goes away; apart, for PostgreSQL alters no table
in a transaction that has changed its rows."""

from django.db import migrations


def keep_reasons(apps, schema_editor):
    """A reason once kept on the meeting stays readable in its note."""
    meetings = apps.get_model("meetings", "Meeting").objects.exclude(declined_reason="")
    for meeting in meetings.iterator(chunk_size=200):
        meeting.note = "\n".join(filter(None, (meeting.note, meeting.declined_reason)))
        meeting.save(update_fields=["note"])


class Migration(migrations.Migration):
    dependencies = [("meetings", "0007_plan_desk")]
    operations = [migrations.RunPython(keep_reasons, migrations.RunPython.noop)]
