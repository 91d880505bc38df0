"""Pages of the room."""

from django.urls import URLPattern, URLResolver, path

from reports import views_documents

app_name = "reports"
urlpatterns: list[URLPattern | URLResolver] = [
    path("dieu-hanh/van-ban/", views_documents.document_list, name="document-list"),
    path("dieu-hanh/van-ban/<int:pk>/", views_documents.document, name="document"),
    path("dieu-hanh/van-ban/<int:pk>/tao-tep/", views_documents.document_render, name="document-render"),
    path("dieu-hanh/van-ban/<int:pk>/<slug:form>/", views_documents.document_file, name="document-file"),
]
