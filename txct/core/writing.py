"""How the system writes: actions, stale pages, forms sent twice.

An action is a keyword-only function, atomic, with the actor as `by=`; it authorised nothing itself: whoever calls it
has checked `can()` on the object. Inside an action reads need no scope.
"""

from __future__ import annotations

import functools
import uuid
from collections.abc import Callable, Mapping
from typing import Any, ParamSpec, TypeVar

from django.db import models, transaction
from django.db.models import F

from txct.core.models import SubmittedForm, User
from txct.core.scoping import trusted

P = ParamSpec("P")
T = TypeVar("T")


class Refused(ValueError):
    """An action cannot be done; the message is a Vietnamese sentence that says what to do.

    FIELD names the form field it belongs to, when there is one.
    """

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class StalePage(Refused):
    """Somebody else saved the same row meanwhile; CURRENT is the row as it is now, MINE what was sent."""

    def __init__(self, current: models.Model, mine: Mapping[str, Any]) -> None:
        super().__init__("Nội dung này vừa được người khác sửa. Hãy so sánh hai bản rồi lưu lại.")
        self.current = current
        self.mine = dict(mine)


def action(function: Callable[P, T]) -> Callable[P, T]:
    """Make FUNCTION one transaction in which reads need no scope."""

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        if args:
            raise TypeError(f"{function.__name__} takes keyword arguments only")
        with trusted(), transaction.atomic():
            return function(*args, **kwargs)

    return run


def lock(model: type[T], pk: Any) -> T:
    """The row PK of MODEL, locked until the transaction ends (on PostgreSQL)."""
    manager: Any = model._base_manager  # type: ignore[attr-defined]
    return manager.select_for_update().get(pk=pk)  # type: ignore[no-any-return]


def claim_version(obj: models.Model, expected: int | None, mine: Mapping[str, Any]) -> None:
    """Raise the row's version, or StalePage when it is no longer EXPECTED. None skips the check."""
    rows = type(obj)._base_manager.filter(pk=obj.pk)
    if expected is not None:
        rows = rows.filter(version=expected)
    if not rows.update(version=F("version") + 1):
        raise StalePage(type(obj)._base_manager.get(pk=obj.pk), mine)
    obj.refresh_from_db(fields=["version"])


@action
def take_form(*, key: uuid.UUID, user: User | None, path: str) -> SubmittedForm | None:
    """Remember a form by its key. None when it is new; the earlier taking when it was sent before."""
    form, fresh = SubmittedForm.objects.get_or_create(key=key, defaults={"user": user, "path": path[:300]})
    return None if fresh else form
