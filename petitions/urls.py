"""Pages of the room."""

from django.urls import URLPattern, URLResolver, include, path

from petitions import urls_desks, views_public

app_name = "petitions"
urlpatterns: list[URLPattern | URLResolver] = [
    path("kien-nghi/", views_public.public_list, name="public-list"),
    path("kien-nghi/tra-cuu/", views_public.receipt, name="receipt"),
    path("kien-nghi/<str:code>/", views_public.public_code, name="public-code"),
    path("kien-nghi/<slug:council>/<str:code>/", views_public.public_petition, name="public-petition"),
    path("gop-y/<slug:short>/", views_public.voter_form, name="voter-form"),
    path("gop-y/<slug:short>/ma-qr.svg", views_public.voter_form_qr, name="voter-form-qr"),
    path("gop-y/<slug:short>/da-gui/<str:token>/", views_public.voter_form_sent, name="voter-form-sent"),
    path("co-quan/", include(urls_desks.agency)),
    path("dieu-hanh/kien-nghi/", include(urls_desks.desk)),
    path("dieu-hanh/y-kien/", include(urls_desks.voices)),
    path("don-vi/hoi-nghi/<int:pk>/y-kien/", include(urls_desks.unit)),
]
