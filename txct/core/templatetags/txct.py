"""Filters and pieces for every page: `{% load txct %}`."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from django import template
from django.template.context import Context, RequestContext
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import is_aware, localtime

from txct.core.components import TONE_ICONS
from txct.core.forms_once import KEY, new_form_key
from txct.lib import dates, numbers

register = template.Library()


def _printed(value: Any, printer: Callable[[Any], str], kinds: tuple[type, ...]) -> str:
    if isinstance(value, datetime) and is_aware(value):
        value = localtime(value)
    if isinstance(value, datetime) and time in kinds:
        value = value.time()
    elif isinstance(value, datetime):
        value = value.date()
    return printer(value) if isinstance(value, kinds) else ""


@register.filter
def weekday_date(value: Any) -> str:
    """Date or moment → "thứ Năm, 26/11/2026"; anything else → ""."""
    return _printed(value, dates.weekday_date, (date,))


@register.filter
def short_date(value: Any) -> str:
    """Date or moment → "06/6/2017"; anything else → ""."""
    return _printed(value, dates.short_date, (date,))


@register.filter
def long_date(value: Any) -> str:
    """Date or moment → "ngày 06 tháng 6 năm 2017"; anything else → ""."""
    return _printed(value, dates.long_date, (date,))


@register.filter
def clock(value: Any) -> str:
    """Hour or moment → "14h30"; anything else → ""."""
    return _printed(value, dates.clock_text, (time,))


@register.filter
def moment(value: Any) -> str:
    """Moment → "14h30 thứ Năm, 26/11/2026"; anything else → ""."""
    return f"{clock(value)} {weekday_date(value)}" if isinstance(value, datetime) else ""


@register.filter
def count_text(value: Any) -> str:
    """Whole number as officials print it: 7 → "07"; anything else → ""."""
    return numbers.count_text(value) if isinstance(value, int) else ""


@register.filter
def thousands(value: Any) -> str:
    """Whole number with dots: 12345 → "12.345"; anything else → ""."""
    return numbers.thousands_text(value) if isinstance(value, int) else ""


@register.filter
def percent(part: Any, whole: Any) -> str:
    """`{{ done|percent:total }}` → "81,5 %"; "–" of nothing."""
    return numbers.percent_text(part, whole) if isinstance(part, int) and isinstance(whole, int) else "–"


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Icon of `static/vendor/bootstrap-icons/NAMES.txt`; hidden from screen readers unless labelled."""
    href = f"{static('vendor/bootstrap-icons/icons.svg')}#{name}"
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>', label, href)
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"></use></svg>', href)


@register.simple_tag
def state_badge(tone: str, word: str) -> SafeString:
    """State by word, icon and colour. Tones: done, due, late, draft, open."""
    return format_html('<span class="badge-state badge-{}">{} {}</span>', tone, tone_icon(tone), word)


@register.simple_tag
def tone_icon(tone: str) -> SafeString:
    """Icon of a tone alone."""
    return icon(TONE_ICONS.get(tone, "info-circle-fill"))


@register.inclusion_tag("components/breadcrumb.html")
def breadcrumb(*steps: str) -> dict[str, Any]:
    """`{% breadcrumb "Bàn làm việc" desk_url "Bảng lịch" %}`: label, URL, …, then the label of this page."""
    links = [{"label": steps[i], "url": steps[i + 1]} for i in range(0, len(steps) - 1, 2)]
    return {"links": links, "here": steps[-1] if len(steps) % 2 else ""}


@register.inclusion_tag("components/nav_link.html", takes_context=True)
def nav_link(
    context: Context, url_name: str, label: str, icon_name: str = "", exact: bool = False, home_of: str = ""
) -> dict[str, Any]:
    """One entry of the navigation; nothing when the page does not exist. Marks where the reader is.

    HOME_OF names a page below whose address the reader is within this entry too.
    """
    try:
        url = reverse(url_name)
    except NoReverseMatch:
        return {}
    path = context["request"].path if "request" in context else ""
    bases = [url, *([reverse(home_of)] if home_of else [])]
    within = any(path.startswith(base) and base != "/" for base in bases) and not exact
    here = "page" if path == url else "true" if within else ""
    return {"url": url, "label": label, "icon_name": icon_name, "here": here}


@register.simple_tag(takes_context=True)
def query_with(context: RequestContext, **changes: Any) -> str:
    """This page's query string with keys changed, or left out when None or ""; always starts with "?"."""
    query = context["request"].GET.copy() if "request" in context else None
    if query is None:
        return "?"
    for key, value in changes.items():
        query.pop(key, None)
        if value not in (None, ""):
            query[key] = str(value)
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def sort_query(context: RequestContext, key: str) -> str:
    """Query string that sorts by `key`, or turns the order when the list is so sorted now."""
    now = context["request"].GET.get("sap-xep", "") if "request" in context else ""
    return query_with(context, **{"sap-xep": f"-{key}" if now == key else key, "trang": None})


@register.simple_tag(takes_context=True)
def sort_state(context: RequestContext, key: str) -> str:
    """ "ascending", "descending" or "" as the URL says."""
    now = context["request"].GET.get("sap-xep", "") if "request" in context else ""
    return {key: "ascending", f"-{key}": "descending"}.get(now, "") if key else ""


@register.simple_tag
def form_key() -> SafeString:
    """Hidden key of one showing of a form; views marked `@once` take each key once."""
    return format_html('<input type="hidden" name="{}" value="{}">', KEY, new_form_key())


@register.filter
def page_window(page: Any) -> list[int | str]:
    """Page numbers worth a link, with "…" for gaps."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))
