"""Pages of the room."""

from django.urls import URLPattern, URLResolver

app_name = "delegates"
urlpatterns: list[URLPattern | URLResolver] = []
