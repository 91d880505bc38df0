"""Pages of the room."""

from django.urls import URLPattern, URLResolver, path

from reports import views_documents, views_rounds

app_name = "reports"
urlpatterns: list[URLPattern | URLResolver] = [
    path("dieu-hanh/van-ban/", views_documents.document_list, name="document-list"),
    path("dieu-hanh/van-ban/<int:pk>/", views_documents.document, name="document"),
    path("dieu-hanh/van-ban/<int:pk>/tao-tep/", views_documents.document_render, name="document-render"),
    path("dieu-hanh/van-ban/<int:pk>/<slug:form>/", views_documents.document_file, name="document-file"),
    path("dieu-hanh/dot/<int:pk>/lich.xlsx", views_rounds.round_sheet, name="round-sheet"),
    path("dieu-hanh/dot/<int:pk>/phu-luc/<slug:form>/", views_rounds.round_annex_file, name="round-annex"),
    path("dieu-hanh/dot/<int:pk>/cac-ban-lich/", views_rounds.round_releases, name="round-releases"),
    path("dieu-hanh/dot/<int:pk>/ap-phich/", views_rounds.round_posters, name="round-posters"),
    path("dieu-hanh/hoi-nghi/<int:pk>/ap-phich/", views_rounds.meeting_poster, name="meeting-poster"),
    path("dieu-hanh/hoi-nghi/<int:pk>/ma-qr.svg", views_rounds.meeting_code, name="meeting-code"),
    path("dieu-hanh/hoi-nghi/<int:pk>/loa-tin-nhan/", views_rounds.meeting_calls, name="meeting-calls"),
]
