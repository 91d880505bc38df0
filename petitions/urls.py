"""Pages of the room."""

from django.urls import URLPattern, URLResolver, include, path

from petitions import urls_desks

app_name = "petitions"
urlpatterns: list[URLPattern | URLResolver] = [
    path("co-quan/", include(urls_desks.agency)),
    path("dieu-hanh/kien-nghi/", include(urls_desks.desk)),
    path("dieu-hanh/y-kien/", include(urls_desks.voices)),
    path("don-vi/hoi-nghi/<int:pk>/y-kien/", include(urls_desks.unit)),
]
