"""The HTML of a paper, for the PDF writer only.

Every word of the paper passes through :func:`_inline`, which escapes it.
"""

from __future__ import annotations

import re
from datetime import datetime
from functools import singledispatch
from html import escape

from reports.render import wording
from reports.render.metrics import balanced_width, is_printable
from reports.render.model import (
    Annex,
    Block,
    Clause,
    Dash,
    KeyValues,
    OfficialDocument,
    Paragraph,
    Part,
    Point,
    Run,
    Signature,
    Table,
    Text,
)
from reports.render.profiles import profile_of
from reports.render.stylesheet import stylesheet

# The printed font has no shape for these; what is put instead says the same.
_SPELT = {
    "№": "No",
    "≥": ">=",
    "≤": "<=",
    "→": "->",
    "←": "<-",
    "\N{NON-BREAKING HYPHEN}": "-",
    "☐": "[ ]",
    "☑": "[x]",
    "✓": "x",
}
_UNKNOWN = "\N{REPLACEMENT CHARACTER}"
_SHORT_ROW = 600
_LONG_WORD = 60
_WORD_PIECE = 10


def document_html(doc: OfficialDocument, *, frozen_at: datetime) -> str:
    """The whole page of HTML with its stylesheet. ``frozen_at`` must carry a time zone."""
    stamp = frozen_at.isoformat(timespec="seconds")
    head = (
        f'<meta charset="utf-8"><title>{escape(wording.file_title(doc))}</title>'
        f'<meta name="author" content="{escape(wording.file_author(doc))}">'
        f'<meta name="dcterms.created" content="{stamp}"><meta name="dcterms.modified" content="{stamp}">'
        f"<style>{stylesheet(doc, profile_of(doc.profile))}</style>"
    )
    headings = wording.annex_headings(doc.annexes)
    annexes = "".join(_annex(i, headings[i], annex) for i, annex in enumerate(doc.annexes))
    text = "" if doc.is_annex_alone else _text_pages(doc)
    body = f"<head>{head}</head><body>{text}{annexes}</body>"
    return f'<!DOCTYPE html><html lang="{_attribute(doc.language)}">{body}</html>'


def _text_pages(doc: OfficialDocument) -> str:
    text = "".join(_block(block) for block in wording.closed_body(doc))
    bases = "".join(f'<p class="basis">{_inline(line)}</p>' for line in wording.basis_lines(doc))
    return (
        f'<div class="text-pages">{_address(doc)}{_letterhead(doc)}{_title(doc)}{_addressees(doc)}'
        f'<div class="text">{bases}{text}</div>{_signatures(doc)}</div>'
    )


def _attribute(text: str) -> str:
    return escape(" ".join(wording.plain(text).split()))


def _inline(text: Text) -> str:
    """Escaped text; styles and line breaks are the only marks."""
    return "".join(_run(run) for run in wording.runs(text))


def _run(run: Run) -> str:
    shown = "".join(_SPELT.get(c, c if c == "\n" or is_printable(c) else _UNKNOWN) for c in run.text)
    html = "".join(_breakable(word) for word in re.split(r"(\s+)", shown)).replace("\n", "<br>")
    for name, wanted in (("sub", run.subscript), ("i", run.italic), ("b", run.bold)):
        if wanted:
            html = f"<{name}>{html}</{name}>"
    return html


def _breakable(word: str) -> str:
    """Escaped; a word no line could hold gets places to break, which keeps its layout quick."""
    if len(word) <= _LONG_WORD or word.isspace():
        return escape(word)
    return "\N{ZERO WIDTH SPACE}".join(escape(word[i : i + _WORD_PIECE]) for i in range(0, len(word), _WORD_PIECE))


def _lines(name: str, lines: tuple[Text, ...]) -> str:
    return "".join(f'<p class="{name}">{_inline(line)}</p>' for line in lines)


def _letterhead(doc: OfficialDocument) -> str:
    number, dated, reference = wording.number_line(doc), wording.date_line(doc), wording.reference_line(doc)
    issuer = (
        f'<div class="issuer">{_lines("parent", _upper(doc.letterhead.parents))}<div class="wrap">'
        f'{_lines("body-name", _upper(doc.letterhead.issuers))}<div class="rule short"></div></div></div>'
    )
    state = (
        f'<div class="state"><p class="state-name">{wording.STATE}</p><div class="wrap">'
        f'<p class="motto">{wording.MOTTO}</p><div class="rule"></div></div></div>'
    )
    left = _lines("number", (number,)) if number else ""
    left += _lines("reference", (reference,)) if reference else ""
    right = _lines("date", (dated,)) if dated else ""
    second = f'<div class="second"><div class="issuer">{left}</div><div class="state">{right}</div></div>'
    return f'<div class="head"><div>{issuer}{state}</div>{second if left or right else ""}</div>'


def _upper(lines: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(line.upper() for line in lines)


def _title(doc: OfficialDocument) -> str:
    if not doc.title:
        return ""
    profile, subject = profile_of(doc.profile), ""
    if doc.subject:
        width = balanced_width(wording.plain(doc.subject), profile.subject_size, profile.text_width)
        subject = f'<p style="max-width: {width:.1f}mm">{_inline(doc.subject)}</p>'
    return (
        f'<div class="title"><h1>{_inline(doc.title.upper())}</h1><div class="wrap">{subject}'
        f'<div class="rule short"></div></div><div class="after-title"></div></div>'
    )


def _addressees(doc: OfficialDocument) -> str:
    lines = wording.addressee_lines(doc)
    if not lines:
        return ""
    if len(lines) == 1:
        return f'<div class="addressees one"><p>{wording.ADDRESSEES} {_inline(lines[0])}</p></div>'
    call = f'<p class="call">{wording.ADDRESSEES}</p>'
    return f'<div class="addressees several">{call}{_lines("name", lines)}</div>'


def _signatures(doc: OfficialDocument) -> str:
    receive = _receive(doc)
    if doc.left is not None:
        below = f'<div class="below">{receive}</div>' if receive else ""
        right = _signer(doc.right) if doc.right else ""
        return f'<div class="sign pair">{_signer(doc.left)}{right}{below}</div>'
    if doc.right is None:
        return f'<div class="sign">{receive}</div>' if receive else ""
    return f'<div class="sign">{receive or _EMPTY_SIDE}{_signer(doc.right)}</div>'


_EMPTY_SIDE = '<div class="receive"></div>'


def _receive(doc: OfficialDocument) -> str:
    lines = wording.recipient_lines(doc)
    if not lines:
        return ""
    return f'<div class="receive"><p class="call">{wording.RECIPIENTS}</p>{_lines("name", lines)}</div>'


def _signer(signature: Signature) -> str:
    lines = _lines("role", _upper((*signature.authority, *filter(None, (signature.role,)))))
    note = f'<p class="note">({_inline(signature.note)})</p>' if signature.note else ""
    name = _lines("signed", (signature.name,))
    return f'<div class="signer">{lines}{note}<div class="room"></div>{name}</div>'


def _address(doc: OfficialDocument) -> str:
    if not doc.footer_lines:
        return ""
    return f'<div class="address"><div class="rule"></div>{_lines("line", doc.footer_lines)}</div>'


def _annex(index: int, heading: str, annex: Annex) -> str:
    reference = f'<p class="annex-reference">{_inline(annex.reference_line)}</p>' if annex.reference_line else ""
    return (
        f'<div id="annex-{index}"><div class="annex-head"><h2 class="annex-number">{heading}</h2>'
        f'<p class="annex-title">{_inline(annex.title.upper())}</p><div class="wrap">{reference}'
        f'<div class="rule short"></div></div></div>'
        f'<div class="text">{"".join(_block(block) for block in annex.blocks)}</div></div>'
    )


@singledispatch
def _block(block: Block) -> str:
    raise TypeError(f"No HTML for a block of type {type(block).__name__}.")


@_block.register
def _(block: Part) -> str:
    return f"<h2>{_inline(wording.part_heading(block.number, block.title))}</h2>"


@_block.register
def _(block: Clause) -> str:
    label = wording.clause_label(block.number)
    if not block.title:
        return f"<p>{_inline(wording.labelled(label, block.text))}</p>"
    text = f"<p>{_inline(block.text)}</p>" if block.text else ""
    return f"<h3>{_inline(wording.labelled(label, block.title))}</h3>{text}"


@_block.register
def _(block: Point) -> str:
    return f"<p>{_inline(wording.labelled(f'{block.letter})', block.text))}</p>"


@_block.register
def _(block: Dash) -> str:
    return f"<p>{_inline(wording.labelled('-', block.text))}</p>"


@_block.register
def _(block: Paragraph) -> str:
    names = " ".join(filter(None, (block.align, "" if block.indent else "flush")))
    return f'<p class="{_attribute(names)}">{_inline(block.text)}</p>'


@_block.register
def _(block: KeyValues) -> str:
    return "".join(
        f"<p>{_inline((Run(f'{label}: ', bold=block.bold_labels), *wording.runs(value)))}</p>"
        for label, value in block.items
    )


@_block.register
def _(block: Table) -> str:
    columns = wording.columns_of(block)
    cols = "".join(f'<col style="width: {column.width:.3f}%">' for column in columns)
    head = "".join(f'<th scope="col">{_inline(column.title)}</th>' for column in columns)
    caption = f'<p class="caption">{_inline(block.caption)}</p>' if block.caption else ""
    rows = []
    for row, cells in wording.rows_of(block):
        if row is None:
            rows.append(
                f'<tr class="group"><th scope="rowgroup" colspan="{len(columns)}">'
                f"{_inline(wording.cell_text(cells[0], columns[0]))}</th></tr>"
            )
            continue
        texts = [wording.cell_text(cell, column) for cell, column in zip(cells, columns, strict=True)]
        short = max(len(wording.plain(text)) for text in texts) <= _SHORT_ROW
        names = " ".join(filter(None, ("total" if row.bold else "", "short-row" if short else "")))
        tds = "".join(
            f'<td class="{column.align}">{_inline(text)}</td>' for text, column in zip(texts, columns, strict=True)
        )
        rows.append(f'<tr class="{names}">{tds}</tr>')
    return (
        f'{caption}<table style="font-size: {float(block.size):g}pt"><colgroup>{cols}</colgroup>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    )
