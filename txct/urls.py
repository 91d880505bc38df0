"""Where each part of the site lives."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("txct.core.urls")),
    path("", include("meetings.urls")),
    path("", include("petitions.urls")),
    path("", include("reports.urls")),
    path("dai-bieu/", include("reports.urls_delegate")),
    path("dieu-hanh/", include("reports.urls_desk")),
    path("quan-tri/", admin.site.urls),
]

handler400 = "txct.core.views_errors.bad_request"
handler403 = "txct.core.views_errors.forbidden"
handler404 = "txct.core.views_errors.not_found"
handler500 = "txct.core.views_errors.server_error"
