"""Pages of the room."""

from django.urls import URLPattern, URLResolver, path

from meetings import urls_availability, urls_board, urls_unit, views_calendars, views_public

app_name = "meetings"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views_public.home, name="home"),
    path("lich-tiep-xuc/", views_public.public_schedule, name="public-schedule"),
    path("lich-tiep-xuc/don-vi/<slug:code>.ics", views_calendars.unit_file, name="unit-calendar"),
    path("lich-tiep-xuc/dot/<int:pk>.ics", views_calendars.round_file, name="round-calendar"),
    path("lich-tiep-xuc/<uuid:uid>.ics", views_calendars.meeting_file, name="meeting-calendar"),
    path("lich-tiep-xuc/<uuid:uid>/", views_public.public_meeting, name="public-meeting"),
    path("lich/<str:token>.ics", views_calendars.private_feed, name="private-calendar"),
    *urls_availability.urlpatterns,
    *urls_board.urlpatterns,
    *urls_unit.urlpatterns,
]
