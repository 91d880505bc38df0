"""The core room."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "txct.core"
    label = "core"
    verbose_name = "Hệ thống"

    def ready(self) -> None:
        from txct.core import checks  # noqa: F401  (registers the system checks)
