"""The cards of the schedule board: `{% load board %}{% board_card card %}`.

Written here and not as a template: a round may have five hundred of them, and a template's pieces cost ten times as
much.
"""

from __future__ import annotations

from functools import cache

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from meetings.board import Card
from txct.core.templatetags.txct import icon, state_badge
from txct.lib.dates import clock_text
from txct.lib.numbers import count_text

register = template.Library()
LONGEST = 90
NOTHING = SafeString("")
_icon, _badge = cache(icon), cache(state_badge)


@register.simple_tag(takes_context=True)
def board_card(context: Context, card: Card) -> SafeString:
    """One meeting on the board; whole in the view by day, short in the others. Context: board, may_change.

    Where a meeting stands in several rows, the first of them carries its anchor.
    """
    shown = context.render_context.setdefault("board_cards", set())
    anchor = NOTHING if card.pk in shown else format_html(' id="h-{}"', card.pk)
    shown.add(card.pk)
    whole = context["board"].is_by_day or card.day is None
    movable = context["may_change"] and not card.is_over
    return format_html(
        '<div class="slot{}"{}{}>{}<p class="slot-title">{}<a href="{}">{}</a></p>{}{}{}</div>',
        _tone_class(card),
        anchor,
        _draggable(card) if movable and context["board"].is_by_day else NOTHING,
        _pick(card) if movable else NOTHING,
        format_html('<span class="slot-time">{}</span> ', clock_text(card.start.time())) if card.start else NOTHING,
        _address("meetings:meeting-page", card.pk),
        card.title,
        _who_and_where(card) if whole else NOTHING,
        _warning(card, whole) if card.warnings else NOTHING,
        _foot(card, whole, movable),
    )


@cache
def _pattern(name: str) -> tuple[str, str]:
    before, _zero, after = reverse(name, args=[0]).partition("/0/")
    return f"{before}/", f"/{after}"


def _address(name: str, pk: int) -> str:
    """Address of a page of one meeting, without asking the whole table of addresses for each card."""
    before, after = _pattern(name)
    return f"{before}{pk}{after}"


def _tone_class(card: Card) -> str:
    tone = "late" if card.is_blocked else "due" if card.warnings else card.tone
    return f" slot-{tone}" if tone else ""


def _draggable(card: Card) -> SafeString:
    """What a card that is dragged to another day takes along."""
    return format_html(
        ' draggable="true" data-place="{}" data-starts="{}" data-ends="{}" data-venue="{}" data-version="{}"',
        _address("meetings:meeting-place", card.pk),
        f"{card.start:%H:%M}" if card.start else "",
        f"{card.end:%H:%M}" if card.end else "",
        card.venue_id or "",
        card.version,
    )


def _pick(card: Card) -> SafeString:
    return format_html(
        '<label class="board-pick no-print"><input type="checkbox" name="h" value="{}" form="chuyen">'
        '<span class="visually-hidden">Đánh dấu {}</span></label>',
        card.pk,
        card.title,
    )


def _who_and_where(card: Card) -> SafeString:
    voters = f" · {count_text(card.voters)} cử tri" if card.voters else ""
    who = format_html("<p>{}</p>", card.who) if card.who else NOTHING
    return format_html('{}<p class="muted">{}{}</p>', who, card.place, voters)


def _warning(card: Card, whole: bool) -> SafeString:
    tone, name = ("late", "exclamation-circle-fill") if card.is_blocked else ("due", "exclamation-triangle-fill")
    first, more = card.warnings[0], len(card.warnings) - 1
    words = f": {first if len(first) <= LONGEST else first[: LONGEST - 1].rstrip() + '…'}" if whole else ""
    rest = f" (và {more} điều nữa)" if more and whole else ""
    return format_html(
        '<p class="tone-{}" title="{}">{} {}{}{}</p>',
        tone,
        "\n".join(card.warnings),
        _icon(name),
        card.severity_word,
        words,
        rest,
    )


def _foot(card: Card, whole: bool, movable: bool) -> SafeString:
    state = _badge(card.tone, card.word) if whole or card.tone == "due" else NOTHING
    kept = _icon("lock", "Giữ nguyên khi xếp lại") if card.is_locked else NOTHING
    url = _address("meetings:meeting-place", card.pk)
    edit = (
        format_html(
            '<a class="board-edit no-print" href="{}" hx-get="{}" aria-label="Đổi ngày giờ: {}">{}Đổi</a>',
            url,
            url,
            card.title,
            _icon("pencil"),
        )
        if movable
        else NOTHING
    )
    pieces = [(piece,) for piece in (state, kept, edit) if piece]
    return format_html('<p class="board-foot">{}</p>', format_html_join(" ", "{}", pieces)) if pieces else NOTHING
