"""What the records desk tells the trace, and how the trace is read there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models

from txct.core.audit import plain, record
from txct.core.audit_words import action_words
from txct.core.components import HistoryEntry
from txct.core.models import AuditEntry
from txct.core.privacy import Privacy
from txct.core.scoping import ScopedModel
from txct.core.templatetags.txct import moment

UNTOLD = "(không lưu trong nhật ký)"


def changes_of(form: Any, change: bool) -> tuple[dict[str, Any], dict[str, Any]]:
    """Old and new values of the fields a form changed; personal values that are to be erased one day stay out."""
    model = form._meta.model
    names = [name for name in (form.changed_data if change else form.cleaned_data) if name != "version"]
    new = {name: _told(model, name, _saved(form, name)) for name in names}
    old = {name: _told(model, name, form.initial.get(name)) for name in names} if change else {}
    return old, {name: value for name, value in new.items() if change or value not in (None, "", [])}


def _saved(form: Any, name: str) -> Any:
    """The value as the row holds it, cleaned by its field; several rows as they were chosen."""
    chosen = form.cleaned_data.get(name)
    return chosen if isinstance(chosen, models.QuerySet) else getattr(form.instance, name, chosen)


def _told(model: type[models.Model], name: str, value: Any) -> Any:
    if getattr(model, "PRIVACY", {}).get(name, Privacy.KEEP) is not Privacy.KEEP and value:
        return UNTOLD
    return plain(list(value) if isinstance(value, models.QuerySet) else value)


def tell_formset(by: Any, formset: Any) -> None:
    """Trace what an inline formset added, changed and removed."""
    for form in formset.forms:
        if form.instance in formset.new_objects:
            _tell(by, form.instance, "added", {}, changes_of(form, False)[1])
    changed = {obj.pk for obj, _names in formset.changed_objects}
    for form in formset.initial_forms:
        if form.instance.pk in changed:
            _tell(by, form.instance, "changed", *changes_of(form, True))
    for obj in formset.deleted_objects:
        _tell(by, obj, "deleted", {"label": str(obj)}, {})


def _tell(by: Any, obj: models.Model, what: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
    tenant = obj.council_key if isinstance(obj, ScopedModel) else None
    record(by=by, action=f"{obj._meta.model_name}.{what}", obj=obj, tenant_id=tenant, old=old, new=new)


def readable_entries(
    entries: Iterable[AuditEntry], model: type[models.Model], hidden: frozenset[str]
) -> list[HistoryEntry]:
    """Entries of the trace as an official reads them."""
    return [
        HistoryEntry(
            title=action_words(entry.action),
            when=moment(entry.at),
            who=entry.actor_name,
            note="; ".join(_sentences(entry, model, hidden)),
        )
        for entry in entries
    ]


def _sentences(entry: AuditEntry, model: type[models.Model], hidden: frozenset[str]) -> Iterator[str]:
    for name in {**entry.old, **entry.new}:
        if name in hidden:
            continue
        old, new = (shown_value(model, name, side.get(name)) for side in (entry.old, entry.new))
        label = _label(model, name)
        yield f"{label}: {old} → {new}" if old else f"{label}: {new}"


def shown_values(model: type[models.Model], told: Mapping[str, Any]) -> str:
    """All values of one side of an entry, each after its label."""
    return "; ".join(f"{_label(model, name)}: {shown_value(model, name, value)}" for name, value in told.items())


def _label(model: type[models.Model], name: str) -> str:
    try:
        return str(getattr(model._meta.get_field(name), "verbose_name", name))
    except FieldDoesNotExist:
        return OTHER_LABELS.get(name, name)


def shown_value(model: type[models.Model], name: str, value: Any) -> str:
    """VALUE of field NAME as the trace kept it, in words; several one after another, those with names after them."""
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, list):
        return ", ".join(shown_value(model, name, item) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{_label(model, key)}: {shown_value(model, key, item)}" for key, item in value.items())
    try:
        choices = dict(getattr(model._meta.get_field(name), "flatchoices", ()))
    except FieldDoesNotExist:
        choices = {}
    return str(choices.get(value, value))


OTHER_LABELS = {"label": "dòng", "user": "tài khoản", "reason": "lý do", "number": "số", "digest": "dấu"}
