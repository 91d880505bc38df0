"""Addresses of the ward clerk's desk."""

from django.urls import path

from meetings import views_unit

urlpatterns = [
    path("don-vi/", views_unit.unit_desk, name="unit-desk"),
    path("don-vi/hoi-nghi/<int:pk>/", views_unit.unit_meeting, name="unit-meeting"),
    path("don-vi/hoi-nghi/<int:pk>/diem-danh/", views_unit.unit_attendance, name="unit-attendance"),
    path("don-vi/hoi-nghi/<int:pk>/bien-ban/", views_unit.unit_minutes, name="unit-minutes"),
    path("don-vi/hoi-nghi/<int:pk>/bien-ban/nop/", views_unit.unit_minutes_submit, name="unit-minutes-submit"),
    path("don-vi/hoi-nghi/<int:pk>/bien-ban/tra-lai/", views_unit.unit_minutes_return, name="unit-minutes-return"),
]
