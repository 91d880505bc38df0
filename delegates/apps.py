from django.apps import AppConfig


class DelegatesConfig(AppConfig):
    name = "delegates"
    verbose_name = "Hội đồng và đại biểu"

    def ready(self) -> None:
        from delegates.joining import find_own_record
        from txct.core.actions import when_joining

        when_joining(find_own_record)
