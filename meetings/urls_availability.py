"""Addresses of the pages of busy times, proposed days, and ways between units."""

from django.urls import path

from meetings import views_availability as views

urlpatterns = [
    path("dieu-hanh/gio-ban/", views.busy_list, name="busy-list"),
    path("dieu-hanh/gio-ban/them/", views.busy_new, name="busy-new"),
    path("dieu-hanh/gio-ban/<int:pk>/sua/", views.busy_edit, name="busy-edit"),
    path("dieu-hanh/gio-ban/<int:pk>/bo/", views.busy_remove, name="busy-remove"),
    path("dieu-hanh/gio-ban/de-xuat/", views.wish_list, name="wish-list"),
    path("dieu-hanh/gio-ban/de-xuat/<int:pk>/", views.wish_answer, name="wish-answer"),
    path("dieu-hanh/thoi-gian-di-lai/", views.travel_page, name="travel"),
    path("dieu-hanh/thoi-gian-di-lai/<int:pk>/bo/", views.travel_remove, name="travel-remove"),
]
