"""Forms of signing in, passwords and invitations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import forms as auth
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from txct.core.actions import send_password_link
from txct.core.forms import LineField, OfficialForm
from txct.core.roles import Role

PASSWORD_HELP = "Từ 10 ký tự trở lên, không quá quen thuộc, không giống họ tên hay địa chỉ thư."  # noqa: S105
MISMATCH = "Hai lần nhập mật khẩu chưa giống nhau. Hãy nhập lại."


class LoginForm(OfficialForm, auth.AuthenticationForm):
    """Address and password."""

    error_messages = {
        "invalid_login": "Địa chỉ thư hoặc mật khẩu chưa đúng. Hãy kiểm tra phím Caps Lock và bộ gõ rồi nhập lại.",
        "inactive": "Tài khoản này đã bị khóa. Hãy liên hệ Văn phòng.",
    }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["username"].label = "Thư điện tử"
        self.fields["username"].widget = forms.EmailInput(
            attrs={"autocomplete": "username", "autofocus": True, "maxlength": 254}
        )
        self.fields["password"].label = "Mật khẩu"

    def clean_username(self) -> str:
        """Blanks around the address and its case do not matter."""
        return str(self.cleaned_data["username"]).strip().lower()


def _say_in_vietnamese(form: auth.SetPasswordForm) -> None:
    first, second = form.fields["new_password1"], form.fields["new_password2"]
    first.label, second.label = "Mật khẩu mới", "Nhập lại mật khẩu mới"
    first.help_text, second.help_text = PASSWORD_HELP, ""


class NewPasswordForm(OfficialForm, auth.SetPasswordForm):
    """A new password after a link."""

    error_messages = {**auth.SetPasswordForm.error_messages, "password_mismatch": MISMATCH}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _say_in_vietnamese(self)


class ChangePasswordForm(OfficialForm, auth.PasswordChangeForm):
    """A new password for somebody who knows the old one."""

    error_messages = {
        **auth.PasswordChangeForm.error_messages,
        "password_mismatch": MISMATCH,
        "password_incorrect": "Mật khẩu đang dùng chưa đúng. Hãy nhập lại.",
    }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["old_password"].label = "Mật khẩu đang dùng"
        _say_in_vietnamese(self)


class ForgottenPasswordForm(OfficialForm, auth.PasswordResetForm):
    """Asks for a link; the mail leaves by the outbox, so that a known and an unknown address answer alike."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["email"].label = "Thư điện tử"
        self.fields["email"].error_messages["invalid"] = "Địa chỉ thư chưa đúng, ví dụ an.nguyen@bacninh.gov.vn."

    def save(self, **options: Any) -> None:  # type: ignore[override]
        """Write the mail of each active account with this address into the outbox."""
        generator = options["token_generator"]
        for user in self.get_users(self.cleaned_data["email"]):
            uid = urlsafe_base64_encode(force_bytes(user.pk))
            path = reverse("core:password_reset_confirm", args=[uid, generator.make_token(user)])
            send_password_link(user=user, path=path)


class InvitationForm(OfficialForm, forms.Form):
    """Who is invited, and as what."""

    full_name = LineField(label="Họ và tên", max_length=120)
    email = forms.EmailField(
        label="Thư điện tử",
        max_length=254,
        help_text="Đường dẫn đặt mật khẩu được gửi đến địa chỉ này.",
        error_messages={"invalid": "Địa chỉ thư chưa đúng, ví dụ an.nguyen@bacninh.gov.vn."},
    )
    role = forms.ChoiceField(label="Vai trò")

    def __init__(self, *args: Any, roles: frozenset[Role], **options: Any) -> None:
        super().__init__(*args, **options)
        offered = [(role.value, role.label) for role in Role if role in roles]
        self.fields["role"].choices = [("", "Chọn vai trò"), *offered]  # type: ignore[attr-defined]
