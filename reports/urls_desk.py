"""The secretariat's desks."""

from django.urls import URLPattern, URLResolver, path

from reports import views_desk

app_name = "desk"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views_desk.home, name="home"),
    path("lich-phap-dinh/", views_desk.timetable, name="timetable"),
    path("lich-phap-dinh/<int:pk>/xong/", views_desk.duty_done, name="duty-done"),
    path("lich-phap-dinh/<int:pk>/sua-han/", views_desk.duty_correct, name="duty-correct"),
    path("dot/", views_desk.round_list, name="round-list"),
    path("dot/<int:pk>/", views_desk.round_desk, name="round"),
    path("dot/<int:pk>/ban-hanh/", views_desk.release, name="release"),
    path("hoi-nghi/", views_desk.meeting_list, name="meetings"),
    path("hop-gui-di/", views_desk.outbox, name="outbox"),
    path("hop-gui-di/<int:pk>/gui-lai/", views_desk.outbox_again, name="outbox-again"),
]
