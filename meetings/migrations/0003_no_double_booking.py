"""PostgreSQL's own guard against double booking, behind the check of the actions."""

from django.db import migrations

EXCLUSIONS = (
    (
        "meetings_attendance",
        "meetings_no_double_delegate",
        "delegate_id WITH =, tstzrange(starts_at, ends_at, '[)') WITH &&",
        "is_blocking AND starts_at IS NOT NULL",
    ),
    (
        "meetings_meeting",
        "meetings_no_double_venue",
        "venue_id WITH =, tstzrange(starts_at, ends_at, '[)') WITH &&",
        "venue_id IS NOT NULL AND starts_at IS NOT NULL AND state NOT IN ('postponed', 'cancelled')",
    ),
    (
        "meetings_meeting",
        "meetings_no_double_chair",
        "chair_body_id WITH =, chair_name WITH =, tstzrange(starts_at, ends_at, '[)') WITH &&",
        "chair_body_id IS NOT NULL AND chair_name <> '' AND starts_at IS NOT NULL "
        "AND state NOT IN ('postponed', 'cancelled')",
    ),
)


def add(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    for table, name, columns, condition in EXCLUSIONS:
        schema_editor.execute(
            f"ALTER TABLE {table} ADD CONSTRAINT {name} EXCLUDE USING gist ({columns}) "
            f"WHERE ({condition}) DEFERRABLE INITIALLY DEFERRED"
        )


def remove(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for table, name, _columns, _condition in EXCLUSIONS:
        schema_editor.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}")


class Migration(migrations.Migration):
    dependencies = [("meetings", "0002_search_keys")]

    operations = [migrations.RunPython(add, remove)]
