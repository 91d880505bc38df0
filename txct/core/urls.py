"""Pages of the core: signing in, health, the parts every page is made of."""

from django.contrib.auth import views as auth
from django.urls import path, reverse_lazy

from txct.core import views, views_components

app_name = "core"
urlpatterns = [
    path("dang-nhap/", auth.LoginView.as_view(redirect_authenticated_user=True), name="login"),
    path("dang-xuat/", auth.LogoutView.as_view(), name="logout"),
    path("sau-dang-nhap/", views.after_login, name="after-login"),
    path("chon-hoi-dong/", views.choose_council, name="choose-council"),
    path(
        "mat-khau/doi/",
        auth.PasswordChangeView.as_view(success_url=reverse_lazy("core:password_change_done")),
        name="password_change",
    ),
    path("mat-khau/da-doi/", auth.PasswordChangeDoneView.as_view(), name="password_change_done"),
    path(
        "mat-khau/quen/",
        auth.PasswordResetView.as_view(success_url=reverse_lazy("core:password_reset_done")),
        name="password_reset",
    ),
    path("mat-khau/da-gui/", auth.PasswordResetDoneView.as_view(), name="password_reset_done"),
    path(
        "mat-khau/dat-lai/<uidb64>/<token>/",
        auth.PasswordResetConfirmView.as_view(success_url=reverse_lazy("core:password_reset_complete")),
        name="password_reset_confirm",
    ),
    path("mat-khau/xong/", auth.PasswordResetCompleteView.as_view(), name="password_reset_complete"),
    path("suc-khoe/", views.health, name="health"),
    path("thanh-phan/", views_components.components_page, name="components"),
]
