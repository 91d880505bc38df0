"""The admin site under the product's own name: records behind the walls of the councils."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import update_wrapper
from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.admin.templatetags import admin_list
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.i18n import JavaScriptCatalog

from txct.core.access import sign_in_first

OWN_ROOMS = ("delegates", "meetings", "petitions", "reports", "core")
LEFT_OUT = ("login", "logout", "password_change", "password_change_done", "view_on_site")
"""Pages of Django's admin that this product has elsewhere, or that answer for any row of any council."""


class Catalogue(JavaScriptCatalog):
    """Words of the admin's scripts, our own Vietnamese included."""

    def get_paths(self, packages: list[str]) -> list[str]:
        return [*super().get_paths(packages), *map(str, settings.LOCALE_PATHS)]


def boolean_word(value: bool | None) -> SafeString:
    """Yes and no in words: the framework's icon tells screen readers "True" and "False" in English."""
    word, icon = {True: ("Có", "yes"), False: ("Không", "no"), None: ("Chưa rõ", "unknown")}[value]
    return format_html('<img src="{}" alt="{}">', static(f"admin/img/icon-{icon}.svg"), word)


admin_list._boolean_icon = boolean_word  # the framework offers no hook for this icon


class TxctAdminSite(AdminSite):
    """Django's admin, for records; daily work has its own desks."""

    site_header = "TXCT – Quản lý hồ sơ"
    site_title = "TXCT"
    index_title = "Hồ sơ"
    site_url = "/dieu-hanh/"
    enable_nav_sidebar = True
    empty_value_display = "–"

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Take the rooms of this product only: tables of packages know no councils."""
        models: Iterable[Any] = (
            model_or_iterable if isinstance(model_or_iterable, (list, tuple)) else [model_or_iterable]
        )
        own = [model for model in models if model._meta.app_label in OWN_ROOMS]
        if own:
            super().register(own, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        """Staff with a role of the records desk today; the installation's administrator."""
        from txct.core.permissions import assignments_of
        from txct.core.roles import RECORD_ROLES

        user = request.user
        if not user.is_active or not getattr(user, "is_staff", False):
            return False
        return user.is_superuser or any(role in RECORD_ROLES for _tenant, role in assignments_of(user))

    def admin_view(self, view: Callable[..., HttpResponse], cacheable: bool = False) -> Any:
        """Strangers sign in at the one log-in page; people without the records desk are refused."""
        guarded = super().admin_view(view, cacheable)

        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return sign_in_first(request)
            if not self.has_permission(request):
                raise PermissionDenied
            return guarded(request, *args, **kwargs)

        return update_wrapper(inner, view)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """The rooms in the order of the work, the system last."""
        rooms: list[Any] = super().get_app_list(request, app_label)
        return sorted(rooms, key=lambda room: OWN_ROOMS.index(room["app_label"]))

    def get_urls(self) -> list[Any]:
        return [entry for entry in super().get_urls() if getattr(entry, "name", None) not in LEFT_OUT]

    def i18n_javascript(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return Catalogue.as_view(packages=["django.contrib.admin"])(request)
