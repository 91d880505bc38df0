"""The stylesheet of a layout profile, written from its measures."""

from __future__ import annotations

from reports.render.metrics import FACES, font_file, text_width
from reports.render.model import OfficialDocument
from reports.render.profiles import Profile
from reports.render.wording import ADDRESSEES

FAMILY = "Tinos"

_RULES = """
html {{ font-family: {family}; font-size: {p.body_size}pt; line-height: {p.line_height}; color: #000;
  font-variant-ligatures: none; hyphens: manual }}
body, p, h1, h2, h3, h4, table {{ margin: 0; padding: 0; font-size: inherit; font-weight: normal }}
body {{ overflow-wrap: anywhere }}
b {{ font-weight: bold }}
i {{ font-style: italic }}
sub {{ font-size: 65%; vertical-align: -0.25em; line-height: 0 }}

.head {{ line-height: 1.2 }}
.head, .sign {{ width: 100% }}
.issuer, .state, .receive, .signer {{ display: inline-block; vertical-align: top; text-align: center }}
.issuer {{ width: {p.issuer_column}mm }}
.state {{ width: {p.state_column}mm }}
.wrap {{ display: inline-block; padding-bottom: 2pt; max-width: 100% }}
.rule {{ border-top: {p.rule_thickness}pt solid #000; height: 0; margin: 2pt auto 0 }}
.short {{ width: {short}% }}
.parent {{ font-size: {p.issuer_size}pt }}
.body-name {{ font-size: {p.issuer_size}pt; font-weight: bold }}
.state-name {{ font-size: {p.state_size}pt; font-weight: bold; white-space: nowrap }}
.motto {{ font-size: {p.motto_size}pt; font-weight: bold }}
.second {{ margin-top: 5pt }}
.number {{ font-size: {p.number_size}pt }}
.reference {{ font-size: {p.reference_size}pt; padding-top: 6pt }}
.date {{ font-size: {p.date_size}pt; font-style: italic }}

.title {{ text-align: center; padding-top: 14pt; line-height: 1.2; break-after: avoid }}
.title h1, .annex-number, .annex-title {{ font-size: {p.title_size}pt; font-weight: bold }}
.title p {{ font-size: {p.subject_size}pt; font-weight: bold; padding-top: 2pt }}
.title .rule {{ margin-top: 3pt }}
.after-title {{ height: 8pt }}

.addressees {{ padding: 12pt 0 6pt }}
.addressees p {{ text-align: left }}
.addressees.one p {{ text-align: center }}
.several .call {{ margin-left: {p.addressee_indent}mm }}
.several .name {{ margin-left: {dash}mm; padding-left: 3mm; text-indent: -3mm }}

.text p, .text h2, .text h3 {{ text-align: justify; text-indent: {p.first_line_indent}mm;
  margin-top: {p.paragraph_space}pt; orphans: 2; widows: 2 }}
.text h2, .text h3 {{ font-weight: bold; break-after: avoid }}
.text .flush {{ text-indent: 0 }}
.text .left {{ text-align: left }}
.text .center {{ text-align: center }}
.text .right {{ text-align: right }}
.text .basis {{ font-style: {bases} }}

table {{ width: 100%; table-layout: fixed; border-collapse: collapse; margin-top: 6pt; line-height: 1.2 }}
th, td {{ border: 0.5pt solid #000; padding: 2pt 3pt; vertical-align: top; font-weight: normal;
  text-align: left; text-indent: 0 }}
thead th {{ font-weight: bold; text-align: center; vertical-align: middle }}
tr {{ break-inside: auto }}
tr.short-row {{ break-inside: avoid }}
thead {{ break-after: avoid }}
td.center {{ text-align: center }}
td.right {{ text-align: right }}
td.justify {{ text-align: justify }}
tr.group th, tr.total td {{ font-weight: bold }}
tr.group {{ break-after: avoid }}
.text p.caption {{ text-align: center; text-indent: 0; font-weight: bold; break-after: avoid }}

.sign {{ margin-top: 14pt; break-inside: avoid; break-before: avoid; line-height: 1.2 }}
.receive {{ width: {p.issuer_column}mm; text-align: left }}
.receive .call {{ font-size: {p.recipients_head_size}pt; font-weight: bold; font-style: italic }}
.receive .name {{ font-size: {p.recipients_size}pt; padding-left: 2mm; text-indent: -2mm }}
.signer {{ width: {p.state_column}mm; font-size: {p.signature_size}pt }}
.signer .role, .signer .signed {{ font-weight: bold }}
.signer .note {{ font-style: italic }}
.signer .room {{ height: {p.sign_room}mm }}
.pair .signer {{ width: 50% }}
.below {{ margin-top: 8pt; break-inside: avoid }}

.address {{ position: running(address); font-size: {p.footer_size}pt; line-height: 1.2; text-align: center }}
.address .rule {{ margin: 0 0 2pt }}

.annex-head {{ text-align: center; line-height: 1.2; break-after: avoid }}
.annex-reference {{ font-style: italic; padding-top: 2pt; font-size: {p.body_size}pt }}
.annex-head .rule {{ margin-top: 3pt }}
"""

_ADDRESS = """@page text:first { @bottom-center {
  content: element(address); width: 100%; vertical-align: top; padding-top: 2mm } }
"""


def stylesheet(doc: OfficialDocument, profile: Profile) -> str:
    """All rules for one paper: fonts, pages (one page type per annex, numbered by itself), elements."""
    rules = _RULES.format(
        p=profile,
        family=FAMILY,
        short=round(profile.short_rule * 100),
        bases="italic" if profile.bases_italic else "normal",
        dash=round(addressee_dash(profile), 2),
    )
    pages = "".join(_annex_page(index, annex.landscape, profile) for index, annex in enumerate(doc.annexes))
    address = _ADDRESS if doc.footer_lines else ""
    return _font_faces() + _text_page(profile) + address + pages + rules


def addressee_dash(profile: Profile) -> float:
    """How far from the text's edge the dashes of a list of addressees stand, mm: right under the colon."""
    return profile.addressee_indent + text_width(ADDRESSEES.rstrip(":"), profile.body_size)


def _font_faces() -> str:
    return "".join(
        f"@font-face {{ font-family: {FAMILY}; font-weight: {weight}; font-style: {style};"
        f' src: url("{font_file(face).as_uri()}") }}\n'
        for face, (weight, style) in FACES.items()
    )


def _text_page(profile: Profile) -> str:
    return (
        f"@page text {{ {_paper(profile)}; {_page_number(profile)} }}\n"
        f"@page text:first {{ {_page_number(profile, shown=False)} }}\n.text-pages {{ page: text }}\n"
    )


def _paper(profile: Profile, landscape: bool = False) -> str:
    sides = (profile.page_width, profile.page_height)
    width, height = reversed(sides) if landscape else sides
    margins = (profile.margin_top, profile.margin_right, profile.margin_bottom, profile.margin_left)
    return f"size: {width}mm {height}mm; margin: {' '.join(f'{margin}mm' for margin in margins)}"


def _annex_page(index: int, landscape: bool, profile: Profile) -> str:
    name = f"annex-{index}"
    return (
        f"@page {name} {{ {_paper(profile, landscape)}; {_page_number(profile)} }}\n"
        f"@page :nth(1 of {name}) {{ counter-reset: page 1; {_page_number(profile, shown=False)} }}\n"
        f"#{name} {{ page: {name}; break-before: page }}\n"
    )


def _page_number(profile: Profile, *, shown: bool = True) -> str:
    content = "counter(page)" if shown else "none"
    return (
        f"@{profile.page_number} {{ content: {content}; font-family: {FAMILY};"
        f" font-size: {profile.page_number_size}pt; vertical-align: middle }}"
    )
