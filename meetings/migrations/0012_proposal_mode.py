from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("meetings", "0011_availability")]

    operations = [
        migrations.AddField(
            model_name="scheduleproposal",
            name="fewest_moves",
            field=models.BooleanField(default=False, verbose_name="sắp lại ít thay đổi nhất"),
        ),
        migrations.AddField(
            model_name="scheduleproposal",
            name="moves_announced",
            field=models.BooleanField(default=False, verbose_name="được dời hội nghị đã thông báo"),
        ),
    ]
