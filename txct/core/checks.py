"""Own mistakes that `manage.py check` knows by id."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from txct.core.roles import PERMISSIONS, Role


@register()
def check_sender(**_kwargs: Any) -> list[CheckMessage]:
    """A sender address is needed before anything can be told to anybody."""
    if settings.DEFAULT_FROM_EMAIL:
        return []
    return [
        Error(
            "Chưa có địa chỉ người gửi thư.",
            hint="Đặt biến DEFAULT_FROM_EMAIL, ví dụ vanphong.hdnd@bacninh.gov.vn.",
            id="txct.E001",
        )
    ]


@register()
def check_print_font(**_kwargs: Any) -> list[CheckMessage]:
    """The print font must be in the house, all four faces."""
    folder = settings.BASE_DIR / "static" / "fonts" / "tinos"
    faces = ("Regular", "Bold", "Italic", "BoldItalic")
    missing = [face for face in faces if not (folder / f"Tinos-{face}.ttf").is_file()]
    if not missing:
        return []
    return [
        Error(
            f"Thiếu phông chữ in Tinos: {', '.join(missing)}.",
            hint="Lấy lại thư mục static/fonts/tinos từ kho mã nguồn.",
            id="txct.E002",
        )
    ]


@register()
def check_roles(**_kwargs: Any) -> list[CheckMessage]:
    """Every role has a table of permissions."""
    missing = [role for role in Role if role not in PERMISSIONS]
    return [Error(f"Vai trò {role} chưa có bảng quyền.", id="txct.E003") for role in missing]


@register(deploy=True)
def check_database(**_kwargs: Any) -> list[CheckMessage]:
    """SQLite serves one office; several councils or machines want PostgreSQL."""
    if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        return []
    return [
        Warning(
            "Đang dùng cơ sở dữ liệu nhúng.",
            hint="Vận hành thật nên đặt DATABASE_URL trỏ đến PostgreSQL 15 trở lên.",
            id="txct.W001",
        )
    ]


@register(deploy=True)
def check_mail(**_kwargs: Any) -> list[CheckMessage]:
    """Without a mail server messages are written to files: nobody is told of anything."""
    if settings.EMAIL_URL:
        return []
    return [
        Warning(
            "Chưa có máy gửi thư: thông báo, giấy mời được ghi ra tệp và không đến ai.",
            hint="Đặt EMAIL_URL, ví dụ smtp+tls://tài-khoản:mật-khẩu@mail.bacninh.gov.vn:587.",
            id="txct.W002",
        )
    ]
