from django.db import migrations

import petitions.masking


def fill(apps, schema_editor):
    """Give what is stored already its key."""
    for name in ("Petition", "Submission"):
        for row in apps.get_model("petitions", name).objects.iterator():
            row.save(update_fields=["nameless_key"])


class Migration(migrations.Migration):
    dependencies = [
        ("petitions", "0003_public_key"),
    ]

    operations = [
        migrations.AddField(
            model_name="petition",
            name="nameless_key",
            field=petitions.masking.NamelessKeyField(
                blank=True,
                default="",
                editable=False,
                max_length=4000,
                sources=("code", "summary", "body"),
                verbose_name="khóa tìm đã bỏ tên",
            ),
        ),
        migrations.AddField(
            model_name="submission",
            name="nameless_key",
            field=petitions.masking.NamelessKeyField(
                blank=True,
                default="",
                editable=False,
                max_length=4000,
                sources=("summary", "verbatim"),
                verbose_name="khóa tìm đã bỏ tên",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
