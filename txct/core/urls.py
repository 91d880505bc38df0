"""Pages of the core: signing in, health, the parts every page is made of."""

from django.contrib.auth import views as auth
from django.urls import path, reverse_lazy

from txct.core import views, views_accounts, views_components
from txct.core.forms_accounts import ChangePasswordForm, ForgottenPasswordForm, LoginForm, NewPasswordForm

app_name = "core"
urlpatterns = [
    path(
        "dang-nhap/",
        auth.LoginView.as_view(redirect_authenticated_user=True, authentication_form=LoginForm),
        name="login",
    ),
    path("dang-xuat/", auth.LogoutView.as_view(next_page="/"), name="logout"),
    path("sau-dang-nhap/", views.after_login, name="after-login"),
    path("chon-hoi-dong/", views.choose_council, name="choose-council"),
    path(
        "mat-khau/doi/",
        auth.PasswordChangeView.as_view(
            success_url=reverse_lazy("core:password_change_done"), form_class=ChangePasswordForm
        ),
        name="password_change",
    ),
    path("mat-khau/da-doi/", auth.PasswordChangeDoneView.as_view(), name="password_change_done"),
    path(
        "mat-khau/quen/",
        auth.PasswordResetView.as_view(
            success_url=reverse_lazy("core:password_reset_done"), form_class=ForgottenPasswordForm
        ),
        name="password_reset",
    ),
    path("mat-khau/da-gui/", auth.PasswordResetDoneView.as_view(), name="password_reset_done"),
    path(
        "mat-khau/dat-lai/<uidb64>/<token>/",
        auth.PasswordResetConfirmView.as_view(
            success_url=reverse_lazy("core:password_reset_complete"), form_class=NewPasswordForm
        ),
        name="password_reset_confirm",
    ),
    path("mat-khau/xong/", auth.PasswordResetCompleteView.as_view(), name="password_reset_complete"),
    path("dieu-hanh/tai-khoan/", views_accounts.invitation_list, name="invitation-list"),
    path("dieu-hanh/tai-khoan/moi/", views_accounts.invitation_new, name="invitation-new"),
    path("dieu-hanh/tai-khoan/<int:pk>/thu-hoi/", views_accounts.invitation_revoke, name="invitation-revoke"),
    path("loi-moi/<str:token>/", views_accounts.invitation_accept, name="invitation-accept"),
    path("suc-khoe/", views.health, name="health"),
    path("thanh-phan/", views_components.components_page, name="components"),
]
