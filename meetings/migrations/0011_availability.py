"""Busy times know since when, delegates propose days, units know the way between them, councils what they ask."""

from typing import Any

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import txct.core.fields


def told_with_their_release(apps: Any, _schema_editor: Any) -> None:
    """Of schedules released so far, the newest release is all that is known of when they were told."""
    for row in apps.get_model("meetings", "ReleasedMeeting").objects.select_related("release").iterator():
        row.told_at = row.release.at
        row.save(update_fields=["told_at"])


class Migration(migrations.Migration):
    dependencies = [
        ("delegates", "0004_group_least_delegates"),
        ("meetings", "0010_schedule_file"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="busytime",
            name="created_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="báo lúc"),
        ),
        migrations.AlterField(
            model_name="busytime",
            name="created_at",
            field=models.DateTimeField(
                blank=True, default=django.utils.timezone.now, editable=False, null=True, verbose_name="báo lúc"
            ),
        ),
        migrations.AddField(
            model_name="busytime",
            name="series",
            field=models.UUIDField(blank=True, editable=False, null=True, verbose_name="cùng một lần ghi lặp lại"),
        ),
        migrations.AddField(
            model_name="releasedmeeting",
            name="told_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="báo lúc"),
        ),
        migrations.AddField(
            model_name="round",
            name="least_meetings",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="Để trống thì theo số chung của Hội đồng.",
                null=True,
                verbose_name="mỗi đại biểu ít nhất (hội nghị)",
            ),
        ),
        migrations.CreateModel(
            name="ScheduleSetting",
            fields=[
                (
                    "council",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="schedule_setting",
                        serialize=False,
                        to="delegates.council",
                        verbose_name="Hội đồng",
                    ),
                ),
                (
                    "least_delegates",
                    models.PositiveSmallIntegerField(
                        default=1,
                        help_text="Tổ cử ít hơn số này thì chưa ban hành được lịch. Từng Tổ có thể ghi số riêng.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(50),
                        ],
                        verbose_name="mỗi hội nghị ít nhất (đại biểu của một Tổ)",
                    ),
                ),
                (
                    "least_meetings",
                    models.PositiveSmallIntegerField(
                        default=1,
                        help_text="Dùng khi xem độ phủ. Từng đợt có thể ghi số riêng.",
                        validators=[django.core.validators.MaxValueValidator(50)],
                        verbose_name="mỗi đại biểu ít nhất (hội nghị trong một đợt)",
                    ),
                ),
                (
                    "default_travel",
                    models.PositiveSmallIntegerField(
                        default=0,
                        help_text="Áp dụng cho cặp đơn vị chưa ghi riêng trong bảng.",
                        validators=[django.core.validators.MaxValueValidator(600)],
                        verbose_name="đi lại giữa hai đơn vị khác nhau (phút)",
                    ),
                ),
                (
                    "pause",
                    models.PositiveSmallIntegerField(
                        default=0,
                        validators=[django.core.validators.MaxValueValidator(600)],
                        verbose_name="nghỉ giữa hai hội nghị của một người (phút)",
                    ),
                ),
                (
                    "venue_pause",
                    models.PositiveSmallIntegerField(
                        default=0,
                        validators=[django.core.validators.MaxValueValidator(600)],
                        verbose_name="dọn hội trường giữa hai hội nghị (phút)",
                    ),
                ),
            ],
            options={
                "verbose_name": "yêu cầu về lịch của Hội đồng",
                "verbose_name_plural": "yêu cầu về lịch của Hội đồng",
                "ordering": ["council"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("least_delegates__gte", 1)),
                        name="meetings_least_delegates",
                        violation_error_message="Mỗi hội nghị cần ít nhất một đại biểu.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DayWish",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="ngày đề xuất")),
                (
                    "half",
                    models.CharField(
                        blank=True,
                        choices=[("morning", "buổi sáng"), ("afternoon", "buổi chiều")],
                        max_length=9,
                        verbose_name="buổi",
                    ),
                ),
                ("note", txct.core.fields.LineField(blank=True, max_length=200, verbose_name="ghi chú")),
                (
                    "state",
                    models.CharField(
                        choices=[("proposed", "chờ trả lời"), ("accepted", "đã nhận"), ("declined", "không nhận")],
                        default="proposed",
                        max_length=9,
                        verbose_name="tình trạng",
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="đề xuất lúc")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="trả lời lúc")),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người trả lời",
                    ),
                ),
                (
                    "delegate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="day_wishes",
                        to="delegates.delegate",
                        verbose_name="đại biểu",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="day_wishes",
                        to="meetings.round",
                        verbose_name="đợt",
                    ),
                ),
            ],
            options={
                "verbose_name": "đề xuất ngày tiếp xúc",
                "verbose_name_plural": "đề xuất ngày tiếp xúc",
                "ordering": ["round", "day", "half", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("round", "delegate", "day", "half"),
                        name="meetings_wish_once",
                        violation_error_message="Đại biểu đã đề xuất buổi này.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("state", "proposed")),
                            models.Q(models.Q(("state", "proposed"), _negated=True), ("decided_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="meetings_wish_decided",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TravelTime",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MaxValueValidator(600)], verbose_name="số phút"
                    ),
                ),
                (
                    "council",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="travel_times",
                        to="delegates.council",
                        verbose_name="Hội đồng",
                    ),
                ),
                (
                    "first",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="delegates.locality",
                        verbose_name="đơn vị thứ nhất",
                    ),
                ),
                (
                    "second",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="delegates.locality",
                        verbose_name="đơn vị thứ hai",
                    ),
                ),
            ],
            options={
                "verbose_name": "thời gian đi lại",
                "verbose_name_plural": "thời gian đi lại",
                "ordering": ["council", "first", "second"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("council", "first", "second"),
                        name="meetings_travel_once",
                        violation_error_message="Cặp đơn vị này đã có thời gian đi lại.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("first__lt", models.F("second"))),
                        name="meetings_travel_in_order",
                        violation_error_message="Chọn hai đơn vị khác nhau, đơn vị có số thứ tự nhỏ đứng trước.",
                    ),
                ],
            },
        ),
        migrations.RunPython(told_with_their_release, migrations.RunPython.noop),
    ]
