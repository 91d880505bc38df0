import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import txct.core.fields


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("meetings", "0009_released_copies"),
    ]

    operations = [
        migrations.CreateModel(
            name="ScheduleFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="nạp lúc")),
                ("name", txct.core.fields.LineField(max_length=200, verbose_name="tên tệp")),
                ("sha256", models.CharField(max_length=64, verbose_name="dấu nội dung")),
                ("content", models.BinaryField(blank=True, verbose_name="nội dung")),
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="năm của ngày không ghi năm"
                    ),
                ),
                ("choices", models.JSONField(blank=True, default=dict, verbose_name="tên đã chọn")),
                ("written_at", models.DateTimeField(blank=True, null=True, verbose_name="ghi vào lịch lúc")),
                ("written", models.PositiveSmallIntegerField(default=0, verbose_name="số hội nghị đã ghi")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người nạp",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="schedule_files",
                        to="meetings.round",
                        verbose_name="đợt",
                    ),
                ),
            ],
            options={
                "verbose_name": "tệp lịch",
                "verbose_name_plural": "tệp lịch",
                "ordering": ["-at", "-pk"],
            },
        ),
    ]
