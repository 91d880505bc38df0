"""Users, the councils' data walls, and who plays which role where."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from txct.core.fields import LineField, PersonSortKeyField, SearchKeyField
from txct.core.privacy import Privacy
from txct.core.roles import Role
from txct.core.scoping import ScopedModel, ScopedQuerySet


class Tenant(models.Model):
    """The walled-off set of records of one council; `delegates.Council` extends it with what the council is."""

    PRIVACY = {"name": Privacy.KEEP}

    code = models.SlugField("mã", unique=True, max_length=40)
    name = LineField("tên", max_length=200)
    is_active = models.BooleanField("đang dùng", default=True)

    class Meta:
        verbose_name = "hệ thống dữ liệu"
        verbose_name_plural = "hệ thống dữ liệu"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Makes accounts; the e-mail address is the log-in name."""

    def create_user(self, email: str, full_name: str, password: str | None = None, **extra: Any) -> User:
        """A new account; without PASSWORD it cannot sign in until the invitation is taken up."""
        if not email:
            raise ValueError("Tài khoản cần địa chỉ thư điện tử.")
        user = self.model(email=self.normalize_email(email).lower(), full_name=full_name, **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, full_name: str, password: str, **extra: Any) -> User:
        """The administrator of the installation."""
        return self.create_user(email, full_name, password, is_staff=True, is_superuser=True, **extra)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username or "")


class User(AbstractBaseUser):
    """A person who signs in. What they may do follows from their roles, never from this row."""

    PRIVACY = {"email": Privacy.ERASE, "full_name": Privacy.KEEP}

    email = models.EmailField("thư điện tử", unique=True)
    full_name = LineField("họ và tên", max_length=120)
    is_active = models.BooleanField("đang hoạt động", default=True)
    is_staff = models.BooleanField("được vào trang quản trị", default=False)
    is_superuser = models.BooleanField("quản trị toàn hệ thống", default=False)
    joined_at = models.DateTimeField("tạo lúc", default=timezone.now, editable=False)
    sessions_ended = models.PositiveIntegerField("số lần đóng mọi phiên", default=0, editable=False)
    search_key = SearchKeyField("khóa tìm", sources=("full_name", "email"))
    sort_key = PersonSortKeyField("khóa xếp", sources=("full_name",))

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = "tài khoản"
        verbose_name_plural = "tài khoản"
        ordering = ["sort_key"]

    def __str__(self) -> str:
        return self.full_name or self.email

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name.split(" ")[-1] if self.full_name else self.email

    def _get_session_auth_hash(self, secret: Any = None) -> str:
        """What a session must match: it changes with the password, and whenever all sessions are ended."""
        return salted_hmac(
            "txct.core.models.User.session",
            f"{self.password}{self.sessions_ended}",
            secret=secret,
            algorithm="sha256",
        ).hexdigest()

    def has_perm(self, perm: str, obj: models.Model | None = None) -> bool:
        """Django's own question, answered by the roles."""
        from txct.core.permissions import can

        return can(self, perm, obj)

    def has_module_perms(self, app_label: str) -> bool:
        from txct.core.permissions import assignments_of
        from txct.core.roles import PERMISSIONS

        return any(
            permission.startswith(f"{app_label}.")
            for _tenant, role in assignments_of(self)
            for permission in PERMISSIONS[role]
        )


class RoleAssignmentQuerySet(models.QuerySet):
    def in_force(self, on: date) -> Self:
        """Assignments valid on the day ON."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on)


class RoleAssignment(models.Model):
    """One person's role in one council, with dates: a delegation ends by itself."""

    PRIVACY = {"reason": Privacy.KEEP}

    user = models.ForeignKey(User, models.CASCADE, related_name="assignments", verbose_name="tài khoản")
    tenant = models.ForeignKey(Tenant, models.CASCADE, related_name="assignments", verbose_name="Hội đồng")
    role = models.CharField("vai trò", max_length=20, choices=Role.choices)
    valid_from = models.DateField("từ ngày", default=timezone.localdate)
    valid_to = models.DateField("đến ngày", null=True, blank=True)
    reason = LineField("căn cứ", max_length=300, blank=True)

    objects = RoleAssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = "phân công vai trò"
        verbose_name_plural = "phân công vai trò"
        ordering = ["tenant", "role", "user"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "tenant", "role", "valid_from"],
                name="core_role_once_per_start",
                violation_error_message="Người này đã có vai trò đó từ ngày này.",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="core_role_ends_after_start",
                violation_error_message="Ngày kết thúc phải từ ngày bắt đầu trở đi.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()} ({self.tenant})"


class Invitation(ScopedModel):
    """An offer to join a council in a role: one link, used once, by sending a form."""

    PRIVACY = {"email": Privacy.ERASE, "full_name": Privacy.KEEP}
    COUNCIL_PATH = "tenant"

    tenant = models.ForeignKey(Tenant, models.CASCADE, related_name="invitations", verbose_name="Hội đồng")
    email = models.EmailField("thư điện tử")
    full_name = LineField("họ và tên", max_length=120)
    role = models.CharField("vai trò", max_length=20, choices=Role.choices)
    token_sha256 = models.CharField("dấu của liên kết", max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="invitations_sent", verbose_name="người mời"
    )
    invited_at = models.DateTimeField("mời lúc", default=timezone.now, editable=False)
    accepted_at = models.DateTimeField("nhận lúc", null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField("thu hồi lúc", null=True, blank=True, editable=False)
    search_key = SearchKeyField("khóa tìm", sources=("full_name", "email"))

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "thư mời dùng hệ thống"
        verbose_name_plural = "thư mời dùng hệ thống"
        ordering = ["-invited_at"]

    def __str__(self) -> str:
        return f"{self.full_name} ({self.get_role_display()})"

    def is_open(self, at: Any) -> bool:
        """Whether the link still works at the moment AT."""
        fresh = at - self.invited_at <= timedelta(days=settings.INVITATION_DAYS)
        return self.accepted_at is None and self.revoked_at is None and fresh

    def standing(self, at: Any) -> str:
        """`open`, `accepted`, `revoked` or `expired` at the moment AT."""
        if self.accepted_at is not None:
            return "accepted"
        if self.revoked_at is not None:
            return "revoked"
        return "open" if self.is_open(at) else "expired"
