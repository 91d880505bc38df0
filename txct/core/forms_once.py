"""One form, one result: a form sent twice, and a form whose row somebody else has changed meanwhile."""

from __future__ import annotations

import functools
import uuid
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import FieldDoesNotExist
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from txct.core.components import FieldVersions
from txct.core.models import AuditEntry, SubmittedForm, User
from txct.core.scoping import trusted
from txct.core.writing import StalePage, take_form
from txct.lib.dates import clock_text, short_date

View = Callable[..., HttpResponse]
KEY = "form_key"


def new_form_key() -> str:
    """Key of one showing of a form."""
    return str(uuid.uuid4())


def once(view: View) -> View:
    """Make a POST of VIEW happen once per form: the same form sent again is led to the first result.

    The form carries `{% form_key %}` (in `components/form.html` and `confirm.html` already). The key is used up
    only when the view redirects, in the transaction of the write; a form shown again with errors may be sent again.
    """

    @functools.wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = _key_of(request)
        if request.method != "POST" or key is None:
            return view(request, *args, **kwargs)
        user = request.user if isinstance(request.user, User) else None
        with transaction.atomic():
            earlier = take_form(key=key, user=user, path=request.path)
            if earlier is not None and _same(earlier, user, request.path) and earlier.result_url:
                return redirect(earlier.result_url)
            response = view(request, *args, **kwargs)
            if earlier is None:
                _keep_result(key, response)
        return response

    return run


def _key_of(request: HttpRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get(KEY, ""))
    except ValueError:
        return None


def _same(earlier: SubmittedForm, user: User | None, path: str) -> bool:
    return earlier.user_id == (user.pk if user else None) and earlier.path == path[:300]


def _keep_result(key: uuid.UUID, response: HttpResponse) -> None:
    result = response.headers.get("Location") or response.headers.get("HX-Redirect", "")
    taken = SubmittedForm.objects.filter(pk=key)
    if result and len(result) <= 500:
        taken.update(result_url=result)
    else:
        taken.delete()


def stale_response(
    request: HttpRequest,
    stale: StalePage,
    fields: forms.BaseForm | Mapping[str, str],
    *,
    reload_url: str = "",
) -> HttpResponse:
    """The 409 page with what was typed beside what is stored now.

    FIELDS is the form, or a mapping of field names to labels. Everything posted goes along, with the version now
    stored and a fresh key: one press saves the own version over the other one. RELOAD_URL shows the stored row.
    """
    labels = _labels(fields)
    current = stale.current
    with trusted():
        last = (
            AuditEntry.objects.filter(object_type=current._meta.label_lower, object_id=str(current.pk))
            .order_by("-position")
            .first()
        )
        versions = [
            FieldVersions(
                label, _shown(current, name, stale.mine[name]), _shown(current, name, _stored(current, name))
            )
            for name, label in labels.items()
            if name in stale.mine
        ]
    context = {
        "object_name": str(current),
        "fields": versions,
        "changed_by": last.actor_name if last else "",
        "changed_at": last.at if last else None,
        "hidden": _sent_again(request, getattr(current, "version", "")),
        "action": request.get_full_path(),
        "reload_url": reload_url or request.get_full_path(),
    }
    return render(request, "409.html", context, status=409)


def _labels(fields: forms.BaseForm | Mapping[str, str]) -> dict[str, str]:
    if isinstance(fields, forms.BaseForm):
        return {bound.name: str(bound.label) for bound in fields if not bound.is_hidden}
    return dict(fields)


def _sent_again(request: HttpRequest, version: Any) -> list[tuple[str, str]]:
    left_out = ("csrfmiddlewaretoken", KEY, "version")
    values = [(name, value) for name, sent in request.POST.lists() if name not in left_out for value in sent]
    return [*values, ("version", str(version)), (KEY, new_form_key())]


def _stored(obj: models.Model, name: str) -> Any:
    value = getattr(obj, name, None)
    return list(value.all()) if isinstance(value, models.Manager) else value


def _shown(obj: models.Model, name: str, value: Any) -> str:
    """VALUE of field NAME as it is read on a page."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return f"{clock_text(local.time())} {short_date(local.date())}"
    if isinstance(value, date):
        return short_date(value)
    if isinstance(value, time):
        return clock_text(value)
    if isinstance(value, (list, tuple, set, models.QuerySet)):
        return ", ".join(_shown(obj, name, item) for item in value)
    return _choice_label(obj, name, value)


def _choice_label(obj: models.Model, name: str, value: Any) -> str:
    try:
        choices = dict(getattr(obj._meta.get_field(name), "flatchoices", ()))
    except FieldDoesNotExist:
        choices = {}
    return str(choices.get(value, value))
