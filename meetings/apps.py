from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "meetings"
    verbose_name = "Kế hoạch và hội nghị"

    def ready(self) -> None:
        from delegates.calendar_changes import when_calendar_changes
        from meetings.actions.duties import count_recomputed

        when_calendar_changes(count_recomputed)
