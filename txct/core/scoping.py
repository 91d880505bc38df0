"""Isolation of councils: reads inside a web request must say for whom they are.

`Model.objects.for_user(user)` keeps the rows that the user's roles allow; `.published()` and the like, defined by
models, keep what the public may see. While a request is served, evaluating a query of a council's model that was
not narrowed that way raises `UnscopedRead`: a forgotten scope is an error, never a leak. Actions, tasks and commands
run outside this rule: whoever calls them has authorised the object first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any, ClassVar, Self

from django.core.exceptions import FieldError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from txct.core.roles import Scope

_serving: ContextVar[bool] = ContextVar("serving_a_request", default=False)


class UnscopedRead(RuntimeError):
    """A query of a council's model was evaluated in a request without saying for whom."""


@contextmanager
def serving_request() -> Iterator[None]:
    """While inside, unscoped reads raise."""
    token = _serving.set(True)
    try:
        yield
    finally:
        _serving.reset(token)


@contextmanager
def trusted() -> Iterator[None]:
    """While inside, reads need no scope: for actions whose object the caller has authorised."""
    token = _serving.set(False)
    try:
        yield
    finally:
        _serving.reset(token)


class ScopedQuerySet(models.QuerySet):
    """Query of a council's rows that remembers whether it was narrowed to somebody."""

    _scoped = False

    def _clone(self) -> Self:
        clone = super()._clone()
        clone._scoped = self._scoped
        return clone

    def scoped_as(self, why: str) -> Self:
        """Mark as narrowed on purpose, for the reason WHY (`published`, `own token`…)."""
        if not why:
            raise ValueError("scoped_as needs a reason")
        clone = self._chain()
        clone._scoped = True
        return clone

    def for_user(self, user: Any, permission: str | None = None) -> Self:
        """Rows that USER's roles allow for PERMISSION (default: view of this model)."""
        from txct.core.permissions import grants_of, permission_name

        wanted = permission or permission_name("view", self.model)
        allowed = Q(pk__in=[])
        for scope, tenant_ids in grants_of(user, wanted).items():
            allowed |= self._within(scope, tenant_ids, user, joint=".view_" in wanted)
        return self.filter(allowed).scoped_as("for_user")

    def _within(self, scope: Scope, tenant_ids: frozenset[int], user: Any, *, joint: bool) -> Q:
        council = Q(**{f"{self.model.COUNCIL_PATH}__in": tenant_ids})
        if joint and self.model.JOINT_PATH:
            shared = self.model._base_manager.filter(
                **{f"{self.model.JOINT_PATH}__in": tenant_ids}, **self.model.JOINT_WHEN
            )
            council |= Q(pk__in=shared.values("pk"))
        if scope == Scope.COUNCIL:
            return council
        path = self.model.SCOPES.get(scope)
        if path is None:
            return Q(pk__in=[])
        paths = (path,) if isinstance(path, str) else path
        rows = self.model._base_manager.filter(council)
        mine = Q()
        for one in paths:
            mine |= _leads_to(self.model, one, user)
        return Q(pk__in=rows.filter(mine).values("pk"))

    def _guard(self) -> None:
        if _serving.get() and not self._scoped and "instance" not in self._hints:
            raise UnscopedRead(
                f"{self.model._meta.label}: read in a request without for_user(), published() or the like"
            )

    def _fetch_all(self) -> None:
        if self._result_cache is None:
            self._guard()
        super()._fetch_all()

    def iterator(self, *args: Any, **kwargs: Any) -> Iterator[Any]:
        self._guard()
        return super().iterator(*args, **kwargs)

    def count(self) -> int:
        self._guard()
        return super().count()

    def exists(self) -> bool:
        self._guard()
        return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self._guard()
        return super().aggregate(*args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        self._guard()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._guard()
        return super().delete()


def _leads_to(model: type[models.Model], path: str, user: Any) -> Q:
    """Rows that PATH leads from to USER; a place with dates through which it does so is held today."""
    dated = _dated_place(model, path)
    if dated is None:
        return Q(**{path: user})
    before, place, after = dated
    return Q(**{f"{before}__in": place.in_force(timezone.localdate()).filter(**{after: user}).values("pk")})


@cache
def _dated_place(model: type[models.Model], path: str) -> tuple[str, Any, str] | None:
    """The last place with dates on PATH: the way to it, its manager with `in_force`, the way on; None without one."""
    names, found = path.split("__"), None
    for number, name in enumerate(names, start=1):
        field: Any = model._meta.get_field(name)
        model = field.related_model
        if hasattr(model._default_manager, "in_force"):
            found = ("__".join(names[:number]), model._default_manager, "__".join(names[number:]))
    return found


class ScopedModel(models.Model):
    """A row that belongs to one council. COUNCIL_PATH leads to the council, SCOPES to the user.

    JOINT_PATH leads to further councils that may read the row but not write it, a joint meeting of two levels, while
    JOINT_WHEN holds of the row on that path.
    """

    COUNCIL_PATH: ClassVar[str] = "council"
    JOINT_PATH: ClassVar[str] = ""
    JOINT_WHEN: ClassVar[Mapping[str, Any]] = {}
    SCOPES: ClassVar[dict[Scope, str | tuple[str, ...]]] = {}

    objects = ScopedQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def council_key(self) -> int:
        """Primary key of the council this row belongs to."""
        value: Any = self
        path = self.COUNCIL_PATH.split("__")
        for name in path[:-1]:
            value = getattr(value, name)
        if path[-1] == "pk":
            return int(value.pk)
        return int(getattr(value, f"{path[-1]}_id"))

    def validate_unique(self, exclude: Any = None) -> None:
        with trusted():
            super().validate_unique(exclude)

    def validate_constraints(self, exclude: Any = None) -> None:
        with trusted():
            super().validate_constraints(exclude)


def scope_paths(model: type[ScopedModel]) -> list[str]:
    """Every look-up path a scoped model names, checked to lead somewhere; used by the tests."""
    paths = [model.COUNCIL_PATH, *([model.JOINT_PATH] if model.JOINT_PATH else []), *model.JOINT_WHEN]
    for value in model.SCOPES.values():
        paths.extend((value,) if isinstance(value, str) else value)
    for path in paths:
        try:
            str(model._base_manager.filter(**{f"{path}__isnull": True}).query)
        except FieldError as error:
            raise FieldError(f"{model._meta.label}: {path}: {error}") from error
    return paths


Reader = Callable[[Any], ScopedQuerySet]
