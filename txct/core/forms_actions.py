"""From a form to an action: a refusal stands at its field, the page around one form is the same everywhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from txct.core.writing import Refused, StalePage


def carried_out(form: forms.BaseForm, run: Callable[[], object], at: Mapping[str, str] | None = None) -> bool:
    """Whether FORM was valid and RUN was done; a refusal is added to the form, what was typed stays.

    AT maps names of fields as the action calls them to those of the form. A stale page goes on to the caller.
    """
    if not form.is_valid():
        return False
    try:
        run()
    except StalePage:
        raise
    except Refused as refusal:
        name = (at or {}).get(refusal.field or "", refusal.field)
        form.add_error(name if name in form.fields else None, refusal.message)
        return False
    return True


def form_page(
    request: HttpRequest,
    form: forms.BaseForm,
    *,
    title: str,
    trail: Sequence[tuple[str, str]],
    submit: str,
    template: str = "pages/form_page.html",
    **more: Any,
) -> HttpResponse:
    """One form on a page of its own. TRAIL: (label, address) of the pages above; its last address leads back.

    MORE is for the template: `lead`, `facts` (term, value), `notices` (tone, title, text), `submit_icon`.
    """
    context = {
        "form": form,
        "page_title": title,
        "links": [{"label": label, "url": url} for label, url in trail],
        "submit_label": submit,
        "cancel_url": trail[-1][1],
        **more,
    }
    return render(request, template, context)


def confirm_page(
    request: HttpRequest,
    *,
    title: str,
    trail: Sequence[tuple[str, str]],
    consequences: Sequence[str],
    submit: str,
    undo: str = "",
    hidden: Sequence[tuple[str, str]] = (),
    **more: Any,
) -> HttpResponse:
    """Ask once: what will happen, to how many, and how it is taken back. HIDDEN goes along with the answer."""
    context = {
        "page_title": title,
        "links": [{"label": label, "url": url} for label, url in trail],
        "consequences": consequences,
        "submit_label": submit,
        "undo": undo,
        "hidden": hidden,
        "cancel_url": trail[-1][1],
        **more,
    }
    return render(request, "pages/confirm_page.html", context)


def sent_again(request: HttpRequest, *names: str) -> list[tuple[str, str]]:
    """What was posted under NAMES, as hidden values for the page that asks to confirm it."""
    return [(name, value) for name in names for value in request.POST.getlist(name)]
